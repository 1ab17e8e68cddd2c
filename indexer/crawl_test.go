package indexer

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/indexer/archive"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
)

// background is what every story of the outlet ends with: a page of one short
// paragraph is no article.
var background = "<p>" + strings.Join([]string{
	"The town lies on a bay that freezes in hard winters, and most of its families have worked in the quarries, on the ferries or in the cannery for three generations.",
	"A mediator from the regional labour office has met both sides four times since February, most recently in the assembly hall of the old customs house.",
	"The company that runs the quarries also owns the harbour railway and employs about nine hundred people, a third of them from neighbouring valleys.",
	"Shopkeepers along the main street said they had felt every week of the dispute, because wages are paid on Fridays and spent on Saturdays.",
	"The council has set up a fund for families in need and asked the regional government to match it by the end of the month.",
}, "</p><p>") + "</p>"

// outlet is a small site on loopback, with a second revision of one story.
type outlet struct {
	revised atomic.Bool
	asked   atomic.Int32 // requests for the forbidden folder
}

func (o *outlet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	story := func(title, body, modified string) {
		fmt.Fprintf(w, `<html lang="en"><head><title>%s</title><meta property="og:type" content="article"><meta property="article:modified_time" content="%s"></head><body><article><h1>%s</h1>%s</article></body></html>`,
			title, modified, title, "<p>"+body+"</p>"+background)
	}
	modified := "2025-01-01T00:00:00Z"
	if o.revised.Load() {
		modified = "2025-02-02T00:00:00Z"
	}
	switch r.URL.Path {
	case "/robots.txt":
		fmt.Fprint(w, "User-agent: *\nDisallow: /private/")
	case "/feed":
		w.Header().Set("Content-Type", "application/atom+xml")
		fmt.Fprintf(w, `<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="/one"/><updated>%s</updated></entry><entry><link href="/two"/></entry><entry><link href="/private/x"/></entry><entry><link href="/gone"/></entry></feed>`, modified)
	case "/one":
		if o.revised.Load() {
			story("Quarry strike ends", "Quarry workers went back to work on Tuesday after the owners agreed to raise their pay by a tenth.", modified)
		} else {
			story("Quarry strike begins", "Quarry workers walked out on Monday in a dispute over pay that has lasted since the spring of last year.", modified)
		}
	case "/two":
		story("Ferry inquiry opens", "An inquiry into the sinking of a ferry opened in the harbour town, where relatives filled the courtroom.", "2025-01-01T00:00:00Z")
	case "/private/x":
		o.asked.Add(1)
	default:
		http.NotFound(w, r)
	}
}

func TestCrawl(t *testing.T) {
	o := &outlet{}
	server := httptest.NewServer(o)
	defer server.Close()
	dir := t.TempDir()
	x, err := OpenOwner(t.Context(), Config{
		DataDir: dir, HostDelay: time.Millisecond,
		Fetch: fetch.Config{UserAgent: "Dateline/test", Hosts: map[string]string{"news.example": server.Listener.Addr().String()}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if _, err := x.AddSource(t.Context(), "http://news.example/feed", store.Source{}); err != nil {
		t.Fatal(err)
	}
	first := crawlOnce(t, x)
	if first.Added != 2 || first.Skipped != 2 || first.Failed != 0 {
		t.Errorf("first crawl: %+v, want 2 added, 2 skipped (one forbidden, one gone)", first)
	}
	if o.asked.Load() != 0 {
		t.Error("a folder that robots.txt disallows was asked for")
	}
	o.revised.Store(true)
	second := crawlOnce(t, x)
	if second.Updated != 1 || second.Added != 0 {
		t.Errorf("second crawl: %+v, want 1 updated", second)
	}
	found := find(t, x, `"raise their pay"`)
	if len(found) != 1 || len(find(t, x, `"walked out"`)) != 0 {
		t.Fatalf("the new text is found %d times", len(found))
	}
	earlier, err := x.Store.Revisions(t.Context(), found[0].ID)
	if err != nil || len(earlier) != 1 || !strings.Contains(earlier[0].Article.Text, "walked out") {
		t.Errorf("earlier versions %+v, %v", earlier, err)
	}
	// The proof of what the site said: the WARC record of the article.
	ref := found[0].Fetch
	record, err := archive.Read(filepath.Join(dir, "warc"), archive.Ref{File: ref.WARCFile, Offset: ref.WARCOffset, Digest: ref.Digest})
	if err != nil || !strings.Contains(string(record.Block), "raise their pay") {
		t.Errorf("the archived page: %v", err)
	}
}

func crawlOnce(t *testing.T, x *Indexer) CrawlCounts {
	t.Helper()
	return crawlSeeing(t, x, func(Event) {})
}

// crawlSeeing is crawlOnce that tells what happens.
func crawlSeeing(t *testing.T, x *Indexer, see func(Event)) CrawlCounts {
	t.Helper()
	if err := x.QueueSources(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := x.NewCrawler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.OnEvent(see)
	n, err := c.Run(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestCrawlPutsOff has a page whose server asks for an hour's patience: the crawl
// ends without it, says so, and the next one has it still to ask for.
func TestCrawlPutsOff(t *testing.T) {
	var busy atomic.Bool
	busy.Store(true)
	o := &outlet{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/one" && busy.Load() {
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		o.ServeHTTP(w, r)
	}))
	defer server.Close()
	skew := time.Duration(0) // between two crawls
	x := openCrawl(t, Config{
		DataDir: t.TempDir(), HostDelay: time.Millisecond, Now: func() time.Time { return time.Now().Add(skew) },
		Fetch: fetch.Config{UserAgent: "Dateline/test", Hosts: map[string]string{"news.example": server.Listener.Addr().String()}},
	})
	const one = "http://news.example/one"
	f, counts := crawlFrom(t, x, frontier.Page, one)
	problems, err := f.Problems(t.Context(), 10)
	if want := (frontier.Problem{URL: one, State: frontier.PutOff, Reason: "answered 503"}); err != nil || len(problems) != 1 || problems[0] != want {
		t.Errorf("%v, %v, want %v", problems, err, want)
	}
	if counts.Failed != 1 || counts.Skipped != 0 {
		t.Errorf("%+v, want one that failed", counts)
	}
	busy.Store(false)
	skew = time.Hour
	if counts = crawl(t, x); counts.Added != 1 {
		t.Errorf("the next crawl: %+v, want the page", counts)
	}
}

// TestA11RobotsDown has a host whose robots.txt answers 503: nothing else of it is
// asked for, and the host rests as a whole, so that its URLs are not tried in vain
// one by one.
func TestA11RobotsDown(t *testing.T) {
	var robots, others atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			robots.Add(1)
		} else {
			others.Add(1)
		}
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	defer server.Close()
	x := openCrawl(t, (&hostileSite{Server: server}).config(t.TempDir(), "down.example"))
	seeds := make([]string, 20)
	for i := range seeds {
		seeds[i] = fmt.Sprintf("http://down.example/%d", i)
	}
	f, counts := crawlFrom(t, x, frontier.Page, seeds...)
	problems, err := f.Problems(t.Context(), 100)
	if err != nil || len(problems) != 1 || problems[0].State != frontier.PutOff || !strings.Contains(problems[0].Reason, "robots.txt of down.example answered 503") {
		t.Errorf("%v, %v, want one that is put off", problems, err)
	}
	if c, err := f.Counts(t.Context()); err != nil || c.Queued != len(seeds) || counts.Failed != 1 || robots.Load() != 1 || others.Load() != 0 {
		t.Errorf("%+v, %+v, %v; %d requests for robots.txt, %d for pages", counts, c, err, robots.Load(), others.Load())
	}
}
