package indexer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
)

// hostileSite serves pages of one host and counts what is asked of it.
type hostileSite struct {
	*httptest.Server
	asked atomic.Int32
}

func newHostileSite(t *testing.T, serve func(w http.ResponseWriter, r *http.Request)) *hostileSite {
	s := &hostileSite{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		s.asked.Add(1)
		w.Header().Set("Content-Type", "text/html")
		serve(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *hostileSite) config(dir string, hosts ...string) Config {
	mapped := map[string]string{}
	for _, h := range hosts {
		mapped[h] = s.Listener.Addr().String()
	}
	return Config{DataDir: dir, HostDelay: time.Microsecond, Backoff: time.Millisecond, Fetch: fetch.Config{UserAgent: "Dateline/test", Hosts: mapped, Timeout: 5 * time.Second}}
}

// crawlFrom crawls from seeds to the end and gives the frontier.
func crawlFrom(t *testing.T, x *Indexer, kind frontier.Kind, seeds ...string) (*frontier.Frontier, CrawlCounts) {
	t.Helper()
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var items []frontier.Item
	for _, u := range seeds {
		items = append(items, frontier.Item{URL: u, Kind: kind})
	}
	if _, err := f.Add(t.Context(), time.Now(), items); err != nil {
		t.Fatal(err)
	}
	return f, crawl(t, x)
}

// TestA01EveryWayIn gives a crawl addresses of this machine as seeds, links, feed
// items, sitemap entries and canonical URLs. None is asked, each that was queued
// is put aside as a blocked address or as no URL at all.
func TestA01EveryWayIn(t *testing.T) {
	var canary atomic.Int32
	trap := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { canary.Add(1) }))
	defer trap.Close()
	_, port, _ := net.SplitHostPort(trap.Listener.Addr().String())
	var urls []string
	for _, host := range []string{"127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "localhost", "127.0.0.1.", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0.0.0.0", "①②⑦.0.0.1", "user@127.0.0.1"} {
		urls = append(urls, "http://"+host+":"+port+"/in", "http://"+host+"/in", "https://"+host+":"+port+"/in", "http://"+host+":22/in", "http://"+host+":6379/in")
	}
	if len(urls) < 60 {
		t.Fatal("fewer than 60 spellings")
	}
	var links, items, entries strings.Builder
	for i, u := range urls {
		fmt.Fprintf(&links, `<a href="%s-link%d">x</a>`, u, i)
		fmt.Fprintf(&items, `<item><link>%s-item%d</link></item>`, u, i)
		fmt.Fprintf(&entries, `<url><loc>%s-entry%d</loc></url>`, u, i)
	}
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			fmt.Fprint(w, "<html><head><title>Front</title></head><body>", links.String(), `<a href="/story">s</a></body></html>`)
		case "/feed":
			fmt.Fprint(w, "<rss version='2.0'><channel>", items.String(), "</channel></rss>")
		case "/map.xml":
			fmt.Fprint(w, "<urlset>", entries.String(), "</urlset>")
		default:
			fmt.Fprintf(w, `<html lang=en><head><title>A story</title><link rel=canonical href="%s"><meta http-equiv=refresh content="0;url=%s"></head><body><article><h1>A story</h1>%s</article></body></html>`, urls[0], urls[1], background)
		}
	})
	x := openCrawl(t, s.config(t.TempDir(), "site.example"))
	seeds := append(urls, "http://site.example/", "http://site.example/feed", "http://site.example/map.xml")
	f, counts := crawlFrom(t, x, frontier.Feed, seeds...)
	if counts.Added != 1 || canary.Load() != 0 {
		t.Errorf("%+v, %d requests reached the canary; want 1 article and none", counts, canary.Load())
	}
	problems, err := f.Problems(t.Context(), 1000)
	if err != nil || len(problems) < 100 {
		t.Errorf("%d problems, %v: each blocked address must be on record", len(problems), err)
	}
	for _, p := range problems {
		if !strings.Contains(p.Reason, fetch.ErrBlocked.Error()) && !p.Failed {
			t.Errorf("%s: %s", p.URL, p.Reason)
		}
	}
}

// TestA07Tarpits has hosts that accept and say nothing, or trickle, beside good
// ones, with fewer workers than tarpits: the good ones are done long before the
// tarpits' deadlines, and nothing of the tarpits stays.
func TestA07Tarpits(t *testing.T) {
	n := newNewsroom(t, 4, 1, 5)
	stop := make(chan struct{})
	var trapped atomic.Int32
	tarpit := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		trapped.Add(1)
		for {
			select {
			case <-stop:
				return
			case <-r.Context().Done():
				return
			case <-time.After(200 * time.Millisecond):
				w.Write([]byte("x"))
				w.(http.Flusher).Flush()
			}
		}
	}))
	defer tarpit.Close()
	defer close(stop)
	before := runtime.NumGoroutine()
	const tarpits, deadline = 40, fetch.TotalTimeout
	cfg := n.config(t.TempDir(), time.Millisecond)
	cfg.Workers, cfg.Fetch.Timeout, cfg.Backoff = 8, deadline, time.Minute
	var seeds []string
	for i := range tarpits {
		host := fmt.Sprintf("tarpit%d.example", i)
		cfg.Fetch.Hosts[host] = tarpit.Listener.Addr().String()
		seeds = append(seeds, "http://"+host+"/")
	}
	x, err := OpenOwner(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range append(seeds, n.seeds()...) { // the tarpits first
		if _, err := f.Add(t.Context(), time.Now(), []frontier.Item{{URL: u}}); err != nil {
			t.Fatal(err)
		}
	}
	c, err := x.NewCrawler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var good, ended, givenUp atomic.Int64
	c.OnEvent(func(e Event) {
		switch {
		case e.Outcome == Added:
			if good.Add(1) == int64(n.stories()) {
				ended.Store(int64(time.Since(began)))
				cancel()
			}
		case e.Outcome == Failed:
			givenUp.Add(1)
		}
	})
	if _, err := c.Run(ctx, false); err != nil {
		t.Fatal(err)
	}
	c.Close()
	x.Close()
	if good.Load() != int64(n.stories()) {
		t.Errorf("%d of %d good stories", good.Load(), n.stories())
	}
	// Eight workers would first sit out every tarpit's deadline, in five rounds.
	if givenUp.Load() >= tarpits {
		t.Errorf("the good hosts were done only after all %d tarpits had been given up", tarpits)
	}
	for range 100 {
		if runtime.NumGoroutine() <= before+5 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if now := runtime.NumGoroutine(); now > before+5 {
		t.Errorf("%d goroutines, %d before", now, before)
	}
	t.Logf("good hosts done after %v, %d tarpits entered", time.Duration(ended.Load()).Round(time.Millisecond), trapped.Load())
}

// TestA08Traps crawls deep from a site that makes up links without end: it gets
// its budget of pages and no more, and another host is done meanwhile.
func TestA08Traps(t *testing.T) {
	long := strings.Repeat("a", 3000)
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "good.example" {
			fmt.Fprintf(w, "<html lang=en><head><title>A story</title></head><body><article><h1>A story</h1>%s</article></body></html>", background)
			return
		}
		fmt.Fprint(w, "<html><head><title>Calendar</title></head><body>")
		p := strings.TrimSuffix(r.URL.Path, "/")
		fmt.Fprintf(w, `<a href="%s/next/">growing</a><a href="%s?page=%d">more</a><a href="%s">long</a>`, p, p, len(r.URL.RawQuery)+time.Now().Nanosecond(), p+"/"+long)
		for i := range 40 {
			fmt.Fprintf(w, `<a href="/%d/%d;jsessionid=%d">day</a><a href="/%d/%d?utm_source=%d&PHPSESSID=%d">day</a>`, time.Now().Nanosecond(), i, i, i, i, i, i)
		}
		fmt.Fprint(w, "</body></html>")
	})
	cfg := s.config(t.TempDir(), "trap.example", "good.example")
	cfg.Depth = 1000
	x := openCrawl(t, cfg)
	const budget = 300
	x.perHost = budget
	f, counts := crawlFrom(t, x, frontier.Page, "http://trap.example/", "http://good.example/story")
	if counts.Added != 1 || counts.Pages > budget+1 {
		t.Errorf("%+v, want the one story and at most %d pages of the trap", counts, budget)
	}
	c, err := f.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c.Done+c.Skipped+c.Failed > budget+1 || len(c.Dropped) == 0 {
		t.Errorf("the frontier has %+v", c)
	}
}

// TestA12Feeds crawls feeds that expand, nest, lie and point elsewhere.
func TestA12Feeds(t *testing.T) {
	dir := t.TempDir()
	marker := "XXEMARKERCONTENT"
	secret := dir + "/secret.txt"
	if err := os.WriteFile(secret, []byte(marker), 0o600); err != nil {
		t.Fatal(err)
	}
	laughs := `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><item><title>&c;</title><link>http://site.example/a</link></item></channel></rss>`
	external := `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://` + secret + `"><!ENTITY % p SYSTEM "http://127.0.0.1/x">%p;]><rss version="2.0"><channel><item><title>&x;</title><link>http://site.example/&x;</link></item></channel></rss>`
	var many strings.Builder
	many.WriteString(`<rss version="2.0"><channel>`)
	for i := range 60_000 {
		fmt.Fprintf(&many, "<item><link>http://site.example/%d</link><pubDate>Mon, 01 Jan 2999 00:00:00 GMT</pubDate></item>", i)
	}
	many.WriteString("</channel></rss>")
	deep := "<rss version='2.0'><channel>" + strings.Repeat("<a>", 400_000)
	bodies := map[string]string{
		"/laughs": laughs, "/external": external, "/many": many.String(), "/deep": deep,
		"/schemes": `<rss version="2.0"><channel><item><link>javascript:alert(1)</link></item><item><link>data:text/html,x</link></item><item><link>file:///etc/passwd</link></item></channel></rss>`,
		"/title":   `<rss version="2.0"><channel><item><title>` + strings.Repeat("t", 9<<20) + `</title><link>http://site.example/t</link></item></channel></rss>`,
	}
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, body)
	})
	x := openCrawl(t, s.config(dir+"/data", "site.example"))
	began := time.Now()
	var seeds []string
	for path := range bodies {
		seeds = append(seeds, "http://site.example"+path)
	}
	f, _ := crawlFrom(t, x, frontier.Feed, seeds...)
	t.Logf("%d hostile feeds and their links in %v", len(bodies), time.Since(began).Round(time.Millisecond))
	c, err := f.Counts(t.Context())
	if err != nil || c.Done+c.Skipped+c.Failed > len(bodies)+500+10 {
		t.Errorf("the frontier has %+v (%v), want at most 500 links of a feed", c, err)
	}
	problems, err := f.Problems(t.Context(), 2000)
	for _, p := range problems {
		if strings.Contains(p.URL+p.Reason, marker) {
			t.Errorf("a file of ours is in %+v", p)
		}
	}
	if err != nil {
		t.Error(err)
	}
}

// TestA13Sitemaps crawls an index that lists itself and indexes below it, a long
// sitemap, and one that speaks for other sites.
func TestA13Sitemaps(t *testing.T) {
	var other atomic.Int32
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		switch {
		case r.Host != "site.example":
			other.Add(1)
		case strings.HasPrefix(r.URL.Path, "/index"):
			fmt.Fprintf(w, "<sitemapindex><sitemap><loc>http://site.example%s</loc></sitemap><sitemap><loc>http://site.example/index%d.xml</loc></sitemap><sitemap><loc>http://site.example/long.xml</loc></sitemap></sitemapindex>", r.URL.Path, time.Now().UnixNano())
		case r.URL.Path == "/long.xml":
			fmt.Fprint(w, "<urlset>")
			for i := range 50_000 {
				fmt.Fprintf(w, "<url><loc>http://elsewhere.example/%d</loc></url><url><loc>http://site.example/%d</loc></url>", i, i)
			}
			fmt.Fprint(w, "</urlset>")
		default:
			http.NotFound(w, r)
		}
	})
	x := openCrawl(t, s.config(t.TempDir(), "site.example", "elsewhere.example"))
	x.perHost = 400
	f, _ := crawlFrom(t, x, frontier.Sitemap, "http://site.example/index.xml")
	c, err := f.Counts(t.Context())
	if err != nil || c.Done+c.Skipped+c.Failed > 400 || other.Load() != 0 {
		t.Errorf("%+v, %v; %d requests to a site the sitemap does not speak for", c, err, other.Load())
	}
	if n := indexDepth(t, f); n > maxSitemapDepth+2 {
		t.Errorf("%d sitemap indexes were asked for", n)
	}
}

func indexDepth(t *testing.T, f *frontier.Frontier) int {
	t.Helper()
	at, n := "http://site.example/index.xml", 1
	for {
		below, err := f.Sitemaps(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		next := ""
		for _, u := range below {
			if strings.Contains(u, "/index") && u != at {
				next = u
			}
		}
		if next == "" || n > 20 {
			return n
		}
		at, n = next, n+1
	}
}

// TestA22LogInjection has hostile names and titles go through a crawl that logs
// JSON: each event is one line of valid JSON without control bytes.
func TestA22LogInjection(t *testing.T) {
	var mu sync.Mutex
	var log bytes.Buffer
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			w.Header().Set("Location", "gopher://x/\x1b[31m\u2028"+strings.Repeat("a", 4000))
			w.WriteHeader(302)
			return
		}
		fmt.Fprint(w, "<html><body><a href='/a%0d%0aINFO forged'>a</a><a href='/b%1b%5b31m'>b</a><a href='/c\u2028forged'>c</a><a href='/d\u0007'>d</a></body></html>")
	})
	cfg := s.config(t.TempDir(), "site.example")
	cfg.Logger = slog.New(slog.NewJSONHandler(lockedWriter{&mu, &log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	x := openCrawl(t, cfg)
	crawlFrom(t, x, frontier.Page, "http://site.example/")
	mu.Lock()
	defer mu.Unlock()
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) < 4 {
		t.Fatalf("%d lines of log", len(lines))
	}
	for _, line := range lines {
		var event map[string]any
		if err := json.Unmarshal([]byte(line), &event); err != nil {
			t.Errorf("%q: %v", line, err)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u2028' }) {
			t.Errorf("control characters in %q", line)
		}
	}
}

type lockedWriter struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

// Write implements io.Writer.
func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}
