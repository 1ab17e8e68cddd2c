package feed

import (
	"encoding/json"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
)

// gofeedExceptions are the fixtures whose expectation is not ours, with the
// reason. One that agrees again is an error.
var gofeedExceptions = map[string]string{}

// fixtureItem is an item of a fixture's expectation: of gofeed's common form, or
// of its RSS or Atom form.
type fixtureItem struct {
	Link                                          string
	Links                                         []any
	PublishedParsed, UpdatedParsed, PubDateParsed string
}

// link is the item's own: in the Atom form the one that is an alternate.
func (it fixtureItem) link() string {
	if it.Link != "" {
		return it.Link
	}
	for _, l := range it.Links {
		if m, ok := l.(map[string]any); ok && (m["rel"] == nil || m["rel"] == "alternate") {
			href, _ := m["href"].(string)
			return href
		}
	}
	return ""
}

func (it fixtureItem) published() string { return it.PublishedParsed + it.PubDateParsed }

// TestGoldGofeedEach has every fixture of gofeed, one by one, give the links and
// dates of all its items. An item without a link is none to us; its dates are
// looked at with one put in.
func TestGoldGofeedEach(t *testing.T) {
	files := goldFiles(t, "crawl-feeds/gofeed_testdata.tar.gz")
	fixtures, links, dates := 0, 0, 0
	for name, expected := range files {
		source, ok := fixtureSource(files, name)
		if !ok {
			continue
		}
		var want struct{ Items, Entries []fixtureItem }
		if json.Unmarshal(expected, &want) != nil {
			continue
		}
		items := append(want.Items, want.Entries...)
		fixtures++
		problem, l, d := compareFixture(source, items)
		links, dates = links+l, dates+d
		switch reason := gofeedExceptions[path.Base(name)]; {
		case problem != "" && reason == "":
			t.Errorf("%s: %s", name, problem)
		case problem == "" && reason != "":
			t.Errorf("%s is listed (%s) and agrees", name, reason)
		}
	}
	t.Logf("%d fixtures: %d links and %d dates as expected, %d exceptions", fixtures, links, dates, len(gofeedExceptions))
}

func fixtureSource(files map[string][]byte, name string) ([]byte, bool) {
	stem := strings.TrimSuffix(name, path.Ext(name))
	if path.Ext(name) != ".json" {
		return nil, false
	}
	if source, ok := files[stem+".xml"]; ok {
		return source, true
	}
	source, ok := files[strings.TrimSuffix(stem, "_expected")+".json"]
	return source, ok && strings.HasSuffix(stem, "_expected")
}

// compareFixture gives what is wrong, and how many links and dates were compared.
func compareFixture(source []byte, items []fixtureItem) (problem string, links, dates int) {
	if len(items) == 0 {
		return "", 0, 0
	}
	if items[0].link() == "" && items[0].published()+items[0].UpdatedParsed != "" {
		s := strings.Replace(string(source), "<item>", "<item><link>http://x.example/</link>", 1)
		source = []byte(strings.Replace(s, "<entry>", `<entry><link href="http://x.example/"/>`, 1))
		items[0].Link = "http://x.example/"
	}
	items = slices.DeleteFunc(items, func(it fixtureItem) bool { return !strings.HasPrefix(it.link(), "http") })
	if len(items) == 0 {
		return "", 0, 0
	}
	got, err := Parse(source, base)
	if err != nil {
		return err.Error(), 0, 0
	}
	if len(got.Links) < len(items) {
		return "links are missing: " + strings.Join(urls(got), " "), 0, 0
	}
	for i, it := range items {
		l := got.Links[i]
		if l.URL != it.link() {
			return "link " + l.URL + ", want " + it.link(), links, dates
		}
		links++
		for _, d := range []struct {
			want string
			got  time.Time
		}{{it.published(), l.Published}, {it.UpdatedParsed, l.Modified}} {
			if d.want == "" {
				continue
			}
			if at, err := time.Parse(time.RFC3339, d.want); err != nil || !at.Equal(d.got) {
				return "date " + d.got.String() + ", want " + d.want, links, dates
			}
			dates++
		}
	}
	return "", links, dates
}
