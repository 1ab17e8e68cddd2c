package indexer

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
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

// TestA01EveryWayIn runs in a network of its own, where everything that listens
// is a canary but port 80 of one public address. A crawl is given addresses that
// are not public, in 70 spellings and on five ports, as seeds, links, items of
// feeds, entries of sitemaps, canonical URLs and redirects: no canary is reached,
// each that was queued is logged as blocked, and the public site is read.
func TestA01EveryWayIn(t *testing.T) {
	t.Parallel()
	if !inNamespace(t) {
		return
	}
	var urls []string
	for _, host := range privateHosts {
		for _, port := range []string{"", ":80", ":22", ":25", ":6379"} {
			urls = append(urls, "http://"+host+port+"/in")
		}
		urls = append(urls, "https://"+host+"/in")
	}
	if len(privateHosts) < 60 {
		t.Fatal("fewer than 60 spellings")
	}
	var links, items, entries strings.Builder
	for i, u := range urls {
		fmt.Fprintf(&links, `<a href="%s-link%d">x</a>`, u, i)
		fmt.Fprintf(&items, `<item><link>%s-item%d</link></item>`, u, i)
		fmt.Fprintf(&entries, `<url><loc>%s-entry%d</loc></url>`, u, i)
	}
	canary := publicSite(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		var n int
		switch {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case r.URL.Path == "/":
			fmt.Fprint(w, "<html><head><title>Front</title></head><body>", links.String(), "</body></html>")
		case r.URL.Path == "/feed":
			fmt.Fprint(w, "<rss version='2.0'><channel>", items.String(), "</channel></rss>")
		case r.URL.Path == "/map.xml":
			fmt.Fprint(w, "<urlset>", entries.String(), "</urlset>")
		case scan(r.URL.Path, "/to%d", &n):
			w.Header().Set("Location", urls[n])
			w.WriteHeader(http.StatusFound)
		case scan(r.URL.Path, "/story%d", &n):
			fmt.Fprintf(w, `<html lang=en><head><title>Story %d</title><link rel=canonical href="%s"><meta property=og:url content="%s"><meta http-equiv=refresh content="0;url=%s"></head><body><article><h1>Story %d</h1>%s</article></body></html>`, n, urls[n], urls[n], urls[n], n, background)
		}
	})
	var mu sync.Mutex
	var log bytes.Buffer
	x := openCrawl(t, Config{
		DataDir: t.TempDir(), HostDelay: time.Microsecond, Backoff: time.Millisecond, Fetch: fetch.Config{UserAgent: "Dateline/test", Timeout: 5 * time.Second},
		Logger: slog.New(slog.NewJSONHandler(lockedWriter{&mu, &log}, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	seeds := append(urls, "http://8.8.8.8/", "http://8.8.8.8/feed", "http://8.8.8.8/map.xml")
	const stories = 20
	for i := range urls {
		seeds = append(seeds, fmt.Sprintf("http://8.8.8.8/to%d", i))
		if i < stories {
			seeds = append(seeds, fmt.Sprintf("http://8.8.8.8/story%d", i*len(urls)/stories))
		}
	}
	f, counts := crawlFrom(t, x, frontier.Feed, seeds...)
	if counts.Added != stories || canary.Load() != 0 {
		t.Errorf("%+v, %d connections to a canary; want %d stories of the public site and none", counts, canary.Load(), stories)
	}
	problems, err := f.Problems(t.Context(), 10_000)
	if err != nil || len(problems) < 2*len(urls) {
		t.Errorf("%d problems, %v: each address that was queued must be on record", len(problems), err)
	}
	for _, p := range problems {
		// A user name before a host is refused before anything is looked up.
		if !strings.Contains(p.Reason, fetch.ErrBlocked.Error()) && !strings.Contains(p.Reason, "user name in it") {
			t.Errorf("%s: %s", p.URL, p.Reason)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if n := strings.Count(log.String(), `"kind":"blocked_address"`); n < len(urls) {
		t.Errorf("%d log lines say blocked_address, want one for each of %d addresses", n, len(urls))
	}
	t.Logf("%d spellings, %d URLs refused, %d stories read, 0 canaries reached", len(privateHosts), len(problems), counts.Added)
}

// tarpits are three kinds of host that never end: one trickles its answer, one
// accepts and says nothing, one stalls its TLS handshake. It notes how long each
// connection was kept.
type tarpits struct {
	trickle *httptest.Server
	silent  net.Listener
	stop    chan struct{}
	entered atomic.Int32

	mu   sync.Mutex
	kept []time.Duration
}

func newTarpits(t *testing.T) *tarpits {
	t.Helper()
	p := &tarpits{stop: make(chan struct{})}
	p.trickle = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.entered.Add(1)
		began := time.Now()
		defer func() { p.note(time.Since(began)) }()
		for {
			select {
			case <-p.stop:
				return
			case <-r.Context().Done():
				return
			case <-time.After(200 * time.Millisecond):
				w.Write([]byte("x"))
				w.(http.Flusher).Flush()
			}
		}
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.silent = l
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.entered.Add(1)
			began := time.Now()
			go func() {
				defer conn.Close()
				io.Copy(io.Discard, conn) // until the crawler hangs up
				p.note(time.Since(began))
			}()
		}
	}()
	return p
}

func (p *tarpits) note(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = append(p.kept, d)
}

func (p *tarpits) ended() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.kept)
}

func (p *tarpits) close() {
	close(p.stop)
	p.trickle.CloseClientConnections()
	p.trickle.Close()
	p.silent.Close()
}

// seeds gives n hosts, a third of each kind, and says where they are.
func (p *tarpits) seeds(n int, hosts map[string]string) []string {
	var urls []string
	for i := range n {
		host := fmt.Sprintf("tarpit%d.example", i)
		switch i % 3 {
		case 0:
			hosts[host] = p.trickle.Listener.Addr().String()
			urls = append(urls, "http://"+host+"/")
		case 1:
			hosts[host] = p.silent.Addr().String()
			urls = append(urls, "http://"+host+"/")
		case 2:
			hosts[host] = p.silent.Addr().String()
			urls = append(urls, "https://"+host+"/")
		}
	}
	return urls
}

// TestA07Tarpits crawls 50 good hosts alone and then beside 500 tarpits that come
// first, with 32 workers: the good ones are done long before the tarpits are,
// each of those is left at the deadline, and nothing of them stays.
func TestA07Tarpits(t *testing.T) {
	t.Parallel()
	if !ownProcess(t) { // whose goroutines and files are counted
		return
	}
	const hosts, bad = 50, 500
	// With -tags faults for most of a minute, at a second's pause. The transport
	// has fetch.DialTimeout for a handshake, whatever the deadline is.
	deadline, delay := 8*time.Second, time.Millisecond
	if often(0, 1) == 1 {
		deadline, delay = fetch.DialTimeout+2*time.Second, time.Second
	}
	n := newNewsroom(t, hosts, 1, often(2, 40))
	baseline := n.crawlBeside(t, nil, 0, deadline, delay)
	pits := newTarpits(t)
	goroutines, fds := runtime.NumGoroutine(), openFiles(t)
	beside := n.crawlBeside(t, pits, bad, deadline, delay)
	for range 400 {
		if runtime.NumGoroutine() <= goroutines+5 && openFiles(t) <= fds+5 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if g, f := runtime.NumGoroutine(), openFiles(t); g > goroutines+5 || f > fds+5 {
		t.Errorf("%d goroutines and %d files open, %d and %d before", g, f, goroutines, fds)
	}
	pits.close()
	if beside.good != n.stories() || baseline.good != n.stories() {
		t.Errorf("%d and %d good stories, want %d", baseline.good, beside.good, n.stories())
	}
	// Without stand-ins 32 workers would first sit out sixteen deadlines. How many
	// had ended by then is a matter of the machine: none of 500 on an idle one.
	if beside.givenUp >= bad && delay < time.Second {
		t.Errorf("the good hosts were done only after all %d tarpits had been given up", bad)
	}
	if share := baseline.took.Seconds() / beside.took.Seconds(); share < .8 && often(0, 1) == 1 {
		t.Errorf("the good hosts kept %.2f of their pages a minute, want .8", share)
	}
	pits.mu.Lock()
	defer pits.mu.Unlock()
	if longest := slices.Max(pits.kept); longest > deadline+time.Duration(often(30, 1))*time.Second || len(pits.kept) < bad {
		t.Errorf("%d tarpits kept a connection, one for %v; want %d for %v at most", len(pits.kept), longest, bad, deadline)
	}
	t.Logf("good hosts: %v alone, %v beside %d tarpits, of which %d had been given up; kept %v at most",
		baseline.took.Round(time.Millisecond), beside.took.Round(time.Millisecond), bad, beside.givenUp, slices.Max(pits.kept).Round(time.Millisecond))
}

type besideTarpits struct {
	took          time.Duration // until the last good story
	good, givenUp int           // by then
}

// crawlBeside crawls n, with bad tarpits first in the queue, and goes on until
// each of those has ended, too.
func (n *newsroom) crawlBeside(t *testing.T, pits *tarpits, bad int, deadline, delay time.Duration) besideTarpits {
	t.Helper()
	cfg := n.config(t.TempDir(), delay)
	cfg.Workers, cfg.Fetch.Timeout, cfg.Backoff = 32, deadline, time.Hour
	seeds := n.seeds()
	if bad > 0 {
		seeds = append(pits.seeds(bad, cfg.Fetch.Hosts), seeds...)
	}
	x, err := OpenOwner(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var items []frontier.Item
	for _, u := range seeds {
		items = append(items, frontier.Item{URL: u})
	}
	if _, err := f.Add(t.Context(), time.Now(), items); err != nil {
		t.Fatal(err)
	}
	c, err := x.NewCrawler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out besideTarpits
	failed := 0
	began := time.Now()
	allGood := make(chan struct{})
	c.OnEvent(func(e Event) {
		switch e.Outcome {
		case Added:
			if out.good++; out.good == n.stories() {
				out.took, out.givenUp = time.Since(began), failed
				close(allGood)
			}
		case Failed:
			failed++
		}
	})
	go func() {
		defer cancel()
		for wait := time.After(4 * time.Minute); ; {
			select {
			case <-wait:
				return
			case <-time.After(20 * time.Millisecond):
			}
			select {
			case <-allGood:
				if bad == 0 || pits.ended() >= bad {
					return
				}
			default:
			}
		}
	}()
	if _, err := c.Run(ctx, false); err != nil {
		t.Fatal(err)
	}
	return out
}

func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("the open files cannot be counted here:", err)
	}
	return len(entries)
}

// TestA11CrawlDelay crawls a host that asks for a request every 31 years, also by
// a redirect, beside one that asks for none: of the first nothing but robots.txt is
// fetched, every URL of it is skipped with the reason, which the log has once and
// its source shows, and the other is done.
func TestA11CrawlDelay(t *testing.T) {
	t.Parallel()
	var fetched, robotsAsked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		switch {
		case r.URL.Path == "/robots.txt" && r.Host == "slow.example":
			robotsAsked.Add(1)
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 999999999\n")
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case r.Host == "slow.example":
			fetched.Add(1)
		case r.URL.Path == "/away":
			http.Redirect(w, r, "http://slow.example/from-afar", http.StatusFound)
		default:
			fmt.Fprintf(w, "<html lang=en><head><title>A story</title></head><body><article><h1>A story</h1>%s</article></body></html>", background)
		}
	}))
	t.Cleanup(s.Close)
	var mu sync.Mutex
	var log bytes.Buffer
	cfg := (&hostileSite{Server: s}).config(t.TempDir(), "slow.example", "good.example")
	cfg.Logger = slog.New(slog.NewJSONHandler(lockedWriter{&mu, &log}, nil))
	x := openCrawl(t, cfg)
	src, err := x.Store.AddSource(t.Context(), store.Source{URL: "http://slow.example/feed", Kind: store.Feed, Interval: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	items := []frontier.Item{{URL: src.URL, Kind: frontier.Feed, Source: src.ID}, {URL: "http://good.example/story"}, {URL: "http://good.example/away"}}
	for i := range 20 {
		items = append(items, frontier.Item{URL: fmt.Sprintf("http://slow.example/%d", i)})
	}
	if _, err := f.Add(t.Context(), time.Now(), items); err != nil {
		t.Fatal(err)
	}
	counts := crawl(t, x)
	if counts.Added != 1 || counts.Skipped != len(items)-1 || fetched.Load() != 0 || robotsAsked.Load() != 1 {
		t.Errorf("%+v, %d pages fetched of the slow host, its robots.txt %d times", counts, fetched.Load(), robotsAsked.Load())
	}
	const reason = "crawl-delay 999999999 s is above the 60 s we wait"
	problems, err := f.Problems(t.Context(), 100)
	if err != nil || len(problems) != len(items)-1 {
		t.Errorf("%d problems, %v, want %d", len(problems), err, len(items)-1)
	}
	for _, p := range problems {
		if !strings.Contains(p.Reason, reason) {
			t.Errorf("%s: %s", p.URL, p.Reason)
		}
	}
	if src, err = x.Store.Source(t.Context(), src.ID); err != nil || src.Failures != 1 || !strings.Contains(src.LastError, reason) {
		t.Errorf("the source has %+v, %v", src, err)
	}
	mu.Lock()
	defer mu.Unlock()
	if n := strings.Count(log.String(), "host skipped"); n < 1 || n > 2 { // once for each host that led there
		t.Errorf("%d log lines:\n%s", n, log.String())
	}
}

// TestA22LogInjection has hostile names and titles go through a crawl that logs
// JSON: each event is one line of valid JSON without control bytes.
func TestA22LogInjection(t *testing.T) {
	t.Parallel()
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
	var events []Event
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// One of a megabyte is no URL to crawl.
	if _, err := f.Add(t.Context(), time.Now(), []frontier.Item{{URL: "http://site.example/"}, {URL: "http://site.example/" + strings.Repeat("x\n", 1<<19)}}); err != nil {
		t.Fatal(err)
	}
	c, err := x.NewCrawler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.OnEvent(func(e Event) { events = append(events, e) })
	if _, err := c.Run(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, e := range events {
		line, err := json.Marshal(e)
		if err != nil || len(e.Reason) > 2<<10 || len(e.URL) > frontier.MaxURL {
			t.Errorf("an event's reason has %d bytes, its URL %d (%v)", len(e.Reason), len(e.URL), err)
		}
		log.Write(append(line, '\n')) // as --json prints it
	}
	lines := strings.Split(strings.TrimSpace(log.String()), "\n")
	if len(lines) < 4 || len(events) < 4 {
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
