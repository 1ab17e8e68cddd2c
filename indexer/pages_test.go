package indexer

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/indexer/fetch"
	"dateline/indexer/store"
)

// oddPages is a site whose feed lists pages that are not what they look like.
type oddPages struct{}

const oddFeed = `<rss version="2.0"><channel><title>Weir Gazette</title>
<item><link>/film</link></item><item><link>/pdf</link></item><item><link>/plain</link></item>
<item><link>/noindex</link></item><item><link>/tagged</link></item><item><link>/others-tag</link></item>
<item><link>/sent</link></item><item><link>/sent-round</link></item>
<item><link>/undated</link><pubDate>Tue, 04 Mar 2025 05:06:07 GMT</pubDate></item>
<item><link>/dated</link><pubDate>Tue, 04 Mar 2025 05:06:07 GMT</pubDate></item>
<item><link>/ahead</link><pubDate>Tue, 04 Mar 2088 05:06:07 GMT</pubDate></item>
</channel></rss>`

func (oddPages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	story := func(head string) {
		fmt.Fprintf(w, `<html lang="en"><head><title>The weir of %[1]s</title>%[2]s</head><body><article><h1>The weir of %[1]s</h1><p>Engineers closed the weir of %[1]s on Monday after the flood.</p>%[3]s</article></body></html>`,
			strings.ReplaceAll(strings.Trim(r.URL.Path, "/"), "-", " "), head, background)
	}
	as := func(kind string) { w.Header().Set("Content-Type", kind) }
	switch r.URL.Path {
	case "/feed":
		as("application/rss+xml")
		fmt.Fprint(w, oddFeed)
	case "/film":
		as("video/mp4")
		fmt.Fprint(w, "\x00\x00\x00 ftypmp42"+strings.Repeat("\x00The weir was closed on Monday. ", 200))
	case "/pdf":
		as("text/html")
		fmt.Fprint(w, "%PDF-1.4\n"+strings.Repeat("The weir was closed on Monday. ", 200))
	case "/plain":
		as("text/plain; charset=utf-8")
		fmt.Fprint(w, "Weir closed\n\nEngineers closed the weir <on Monday> after the flood.\n\n"+strings.NewReplacer("<p>", "", "</p>", "\n\n").Replace(background))
	case "/noindex":
		story(`<meta name="robots" content="noindex">`)
	case "/tagged":
		w.Header().Add("X-Robots-Tag", "dateline: noindex")
		story("")
	case "/others-tag":
		w.Header().Add("X-Robots-Tag", "otherbot: noindex")
		story("")
	case "/sent":
		fmt.Fprint(w, `<html><head><meta http-equiv="refresh" content="0; url=/arrived"></head><body>One moment.</body></html>`)
	case "/sent-round":
		fmt.Fprint(w, `<html><head><meta http-equiv="refresh" content="0; url=/sent-round"></head><body>One moment.</body></html>`)
	case "/dated":
		story(`<meta property="article:published_time" content="2025-01-01T00:00:00Z">`)
	case "/arrived", "/undated", "/ahead":
		story("")
	default:
		http.NotFound(w, r)
	}
}

func crawlOdd(t *testing.T) (*Indexer, map[string]Event) {
	t.Helper()
	server := httptest.NewServer(oddPages{})
	t.Cleanup(server.Close)
	x, err := OpenOwner(t.Context(), Config{
		DataDir: t.TempDir(), HostDelay: time.Millisecond,
		Fetch: fetch.Config{UserAgent: "Dateline/test", Hosts: map[string]string{"weir.example": server.Listener.Addr().String()}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	if _, err := x.AddSource(t.Context(), "http://weir.example/feed", store.Source{}); err != nil {
		t.Fatal(err)
	}
	events := map[string]Event{}
	crawlSeeing(t, x, func(e Event) { events[strings.TrimPrefix(e.URL, "http://weir.example")] = e })
	return x, events
}

// TestOddPages: what holds no text is no article, what asks not to be indexed is not,
// and a <meta> that sends readers on is followed.
func TestOddPages(t *testing.T) {
	x, events := crawlOdd(t)
	for _, want := range []struct {
		path    string
		outcome Outcome
		reason  string
	}{
		{"/film", Skipped, "no page: video/mp4"},
		{"/pdf", Skipped, "no page: application/pdf"},
		{"/plain", Added, ""},
		{"/noindex", Skipped, "the page asks not to be indexed"},
		{"/tagged", Skipped, "the page asks not to be indexed"},
		{"/others-tag", Added, ""},
		{"/sent", Links, ""},
		{"/arrived", Added, ""},
		{"/sent-round", Links, ""},
		{"/undated", Added, ""},
	} {
		if e := events[want.path]; e.Outcome != want.outcome || !strings.HasPrefix(e.Reason, want.reason) {
			t.Errorf("%s: %s %q, want %s %q", want.path, e.Outcome, e.Reason, want.outcome, want.reason)
		}
	}
	plain := find(t, x, `title:"weir closed"`)
	if len(plain) != 1 || !strings.Contains(plain[0].Text, "the weir <on Monday> after the flood.\n\n") {
		t.Errorf("the plain text has no headline or no paragraphs: %+v", plain)
	}
}

// TestFeedsDate: a page that gives no date has the one its feed gives, unless that
// cannot be true; a page that gives one knows better.
func TestFeedsDate(t *testing.T) {
	x, _ := crawlOdd(t)
	for title, want := range map[string]string{"undated": "2025-03-04T05:06:07Z feed", "dated": "2025-01-01T00:00:00Z meta", "ahead": " "} {
		found := find(t, x, "title:"+title)
		if len(found) != 1 {
			t.Fatalf("%s: %d found", title, len(found))
		}
		if got := found[0].Published.String() + " " + found[0].From["published"]; got != want {
			t.Errorf("%s: published %q, want %q", title, got, want)
		}
	}
}
