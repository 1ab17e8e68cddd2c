package feed

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseOPML(t *testing.T) {
	got, err := ParseOPML([]byte(`<?xml version="1.0"?><opml version="2.0"><head><title>My list</title></head><body>
		<outline text="World"><outline type="rss" text="Bay" title="Bay Record" xmlUrl="https://bay.example/feed" htmlUrl="https://bay.example/"/>
		<outline text="Quay" XMLURL=" https://quay.example/atom "/></outline><outline text="again" xmlUrl="https://bay.example/feed"/><outline text="a folder"/><outline text="old" xmlUrl="feed://old.example/rss"/><outline text="older" xmlUrl="feed:https://older.example/rss"/></body></opml>`))
	want := []Outline{{"https://bay.example/feed", "Bay Record", "https://bay.example/"}, {"https://quay.example/atom", "Quay", ""}, {"http://old.example/rss", "old", ""}, {"https://older.example/rss", "older", ""}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for name, c := range map[string]struct {
		in   string
		want error
	}{
		"a feed": {`<rss version="2.0"><channel/></rss>`, ErrNotFeed},
		"empty":  {"", ErrNotFeed},
		"deep":   {"<opml>" + strings.Repeat("<outline>", 1000), ErrBroken},
		"cut":    {`<opml><body><outline xmlUrl="https://a.exam`, ErrBroken},
	} {
		if got, err := ParseOPML([]byte(c.in)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, %v, want %v", name, got, err, c.want)
		}
	}
}

// TestParseOPMLCut: what stands before the damage is not lost.
func TestParseOPMLCut(t *testing.T) {
	got, err := ParseOPML([]byte(`<opml><body><outline text="Bay" xmlUrl="https://bay.example/feed"/><outline xmlUrl="https://qu`))
	if len(got) != 1 || got[0].URL != "https://bay.example/feed" || !errors.Is(err, ErrBroken) {
		t.Errorf("%v, %v", got, err)
	}
}

func FuzzParseOPML(f *testing.F) {
	f.Add([]byte(`<opml><outline xmlUrl="https://a.example/"/></opml>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := ParseOPML(b)
		if err == nil && len(got) > MaxOutlines {
			t.Error("over the limit")
		}
		for _, o := range got {
			if o.URL == "" {
				t.Error("an outline without a URL")
			}
		}
	})
}
