package indexer

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/indexer/frontier"
)

// crawl crawls what is queued to its end.
func crawl(t testing.TB, x *Indexer) CrawlCounts {
	t.Helper()
	c, err := x.NewCrawler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	n, err := c.Run(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func openCrawl(t testing.TB, cfg Config) *Indexer {
	t.Helper()
	x, err := OpenOwner(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// TestF23Panics has one page panic in each stage, always: it is put aside after
// two tries with the stage as its reason, and every other page is stored.
func TestF23Panics(t *testing.T) {
	t.Parallel()
	for _, stage := range []string{stageFetch, stageArchive, stageParse, stageExtract, stageTag, stageStore} {
		t.Run(stage, func(t *testing.T) {
			t.Parallel()
			n := newNewsroom(t, 2, 1, 3)
			poison, lost := "http://"+n.host(1)+"/section/0/article-1.html", 1
			if stage == stageParse { // articles are not looked through for links
				poison, lost = "http://"+n.host(1)+"/section/0/", n.stories()/2
			}
			x := openCrawl(t, n.config(t.TempDir(), time.Millisecond))
			var tries atomic.Int32
			x.fault = func(at, url string) {
				if at == stage && url == poison {
					tries.Add(1)
					panic("injected")
				}
			}
			n.queue(t, x)
			crawl(t, x)
			if tries.Load() != maxPanics {
				t.Errorf("tried %d times, want %d", tries.Load(), maxPanics)
			}
			stats, err := x.Store.Stats(t.Context())
			if err != nil || stats.Articles != n.stories()-lost {
				t.Errorf("%d articles (%v), want %d", stats.Articles, err, n.stories()-lost)
			}
			f, err := x.Frontier(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			problems, err := f.Problems(t.Context(), 10)
			if err != nil || len(problems) != 1 || problems[0].URL != poison || !strings.Contains(problems[0].Reason, "quarantined") || !strings.Contains(problems[0].Reason, stage) {
				t.Errorf("problems %+v, %v", problems, err)
			}
		})
	}
}

// jumpyClock is a wall clock that is set.
type jumpyClock struct{ off atomic.Int64 }

func (c *jumpyClock) Now() time.Time { return time.Now().Add(time.Duration(c.off.Load())) }

// TestF15ClockJumps sets the clock during a crawl a day back and forth, to 1970
// and to 2106: the crawl ends in its time, and no host is asked too soon.
func TestF15ClockJumps(t *testing.T) {
	t.Parallel()
	const delay = 40 * time.Millisecond
	n := newNewsroom(t, 4, 2, 12)
	clock := &jumpyClock{}
	cfg := n.config(t.TempDir(), delay)
	cfg.Now = clock.Now
	x := openCrawl(t, cfg)
	n.queue(t, x)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	day := 24 * time.Hour
	now := time.Now()
	jumps := []time.Duration{-day, day, time.Unix(0, 0).Sub(now), time.Date(2106, 2, 7, 0, 0, 0, 0, time.UTC).Sub(now), time.Hour, 0}
	go func() {
		for _, off := range jumps {
			select {
			case <-ctx.Done():
				return
			case <-time.After(120 * time.Millisecond):
				clock.off.Store(int64(off))
			}
		}
	}()
	began := time.Now()
	counts := crawl(t, x)
	if counts.Added != n.stories() || counts.Failed != 0 {
		t.Errorf("%+v, want %d added", counts, n.stories())
	}
	if d := time.Since(began); d > 60*time.Second {
		t.Errorf("the crawl took %v: a jump of the clock starved it", d)
	}
	if soon, least := n.tooSoon(delay - time.Millisecond); soon != 0 || n.overlaps != 0 {
		t.Errorf("%d requests came too soon (one after %v), %d beside another", soon, least, n.overlaps)
	}
	for page, times := range n.asked() {
		if times != 1 {
			t.Errorf("%s was asked for %d times", page, times)
		}
	}
}

// TestConditionalStateOutlivesRestart crawls a site twice with a restart between:
// what is unchanged is asked for with its validators, archived as a revisit and
// not stored again; what has none is known by its digest.
func TestConditionalStateOutlivesRestart(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var conditional, full []string
	story := "<html lang=en><head><title>Quarry strike begins</title><meta property=og:type content=article></head><body><article><h1>Quarry strike begins</h1>" + background + "</article></body></html>"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
			return
		case "/etag":
			w.Header().Set("ETag", `"v1"`)
		case "/modified":
			w.Header().Set("Last-Modified", "Tue, 04 Mar 2025 08:00:00 GMT")
		}
		mu.Lock()
		defer mu.Unlock()
		if r.Header.Get("If-None-Match") == `"v1"` || r.Header.Get("If-Modified-Since") != "" {
			conditional = append(conditional, r.URL.Path)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		full = append(full, r.URL.Path)
		w.Header().Set("Content-Type", "text/html")
		w.Write([]byte(story))
	}))
	defer server.Close()
	cfg := newsroomConfig(t.TempDir(), server.Listener.Addr().String(), 1, time.Millisecond)
	paths := []string{"/etag", "/modified", "/plain"}
	var counts [2]CrawlCounts
	for i := range counts {
		x, err := OpenOwner(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		f, err := x.Frontier(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range paths {
			u := "http://outlet00.example" + p
			if _, err := f.Add(t.Context(), time.Now(), []frontier.Item{{URL: u}}); err != nil {
				t.Fatal(err)
			}
			if err := f.Recrawl(t.Context(), u, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
		counts[i] = crawl(t, x)
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(conditional)
	if counts[0].Added != 3 || counts[1].Unchanged != 3 || counts[1].Added+counts[1].Updated != 0 {
		t.Errorf("counts %+v", counts)
	}
	if !slices.Equal(conditional, []string{"/etag", "/modified"}) || len(full) != 4 {
		t.Errorf("asked conditionally for %v, in full for %v", conditional, full)
	}
	if got := recordKinds(t, warcDir(cfg.DataDir)); got["revisit"] != 3 || got["response"] != 3 {
		t.Errorf("records %v, want 3 responses and 3 revisits", got)
	}
}

// TestF23AfterFailures has a page that its server refuses twice and that then makes a
// stage panic once: it is tried again, and stored.
func TestF23AfterFailures(t *testing.T) {
	t.Parallel()
	var asked, panics atomic.Int32
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) <= maxPanics {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.Write([]byte("<html lang=en><head><title>A story</title></head><body><article><h1>A story</h1>" + background + "</article></body></html>"))
	})
	x := openCrawl(t, s.config(t.TempDir(), "site.example"))
	x.fault = func(at, _ string) {
		if at == stageExtract && panics.Add(1) == 1 {
			panic("injected")
		}
	}
	if _, counts := crawlFrom(t, x, frontier.Page, "http://site.example/story"); counts.Added != 1 || counts.Failed != maxPanics+1 {
		t.Errorf("%+v after %d panics, want the story after %d failures", counts, panics.Load(), maxPanics+1)
	}
}
