package indexer

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// lots draws what happens by name, not in order: the same seed gives the same
// faults at the same requests, whatever the order of goroutines.
type lots uint64

// draw gives a number that is random by what.
func (s lots) draw(what ...any) uint64 {
	h := fnv.New64a()
	fmt.Fprint(h, uint64(s), what)
	x := h.Sum64() // FNV's high bits hardly differ for names that hardly differ
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// percent is true for so many in a hundred.
func (s lots) percent(p int, what ...any) bool { return int(s.draw(what...)%100) < p }

// within gives a length below most.
func (s lots) within(most time.Duration, what ...any) time.Duration {
	return time.Duration(s.draw(what...) % uint64(most))
}

// chaosNet is a network in memory, whose time is the test's.
type chaosNet struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
	dials  int
	mu     sync.Mutex
	site   *chaosSite
}

var errRefused = errors.New("connection refused")

// dial is fetch.Config.Dial.
func (n *chaosNet) dial(ctx context.Context, _, addr string) (net.Conn, error) {
	n.mu.Lock()
	n.dials++
	nth := n.dials
	n.mu.Unlock()
	if n.site.cut() {
		return nil, errRefused
	}
	if n.site.percent(2, "dial", addr, nth) {
		return nil, errRefused
	}
	ours, theirs := net.Pipe()
	select {
	case n.conns <- theirs:
		return ours, nil
	case <-n.closed:
		return nil, errRefused
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (n *chaosNet) Accept() (net.Conn, error) {
	select {
	case c := <-n.conns:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (n *chaosNet) Close() error { n.once.Do(func() { close(n.closed) }); return nil }

// Addr implements net.Listener.
func (n *chaosNet) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 80} }

const (
	chaosHosts  = 5
	chaosHour   = time.Hour
	chaosDelay  = 5 * time.Second
	chaosPace   = 4 * time.Minute
	chaosBudget = 40 // URLs kept of a host
	chaosNews   = 4 * time.Minute
	trapHost    = "trap.example"
)

func chaosHost(i int) string { return fmt.Sprintf("paper%d.example", i) }

// chaosSite is some papers whose feeds grow during the hour, and a trap that makes
// up links without end, all with the faults of a bad network and of bad servers.
type chaosSite struct {
	lots
	began time.Time
	outs  [][2]time.Duration // when the network is cut

	mu       sync.Mutex
	asked    []request
	nth      map[string]int // requests for a page so far
	inFlight map[string]int
	last     map[string]time.Time
	wrong    []string               // impolite requests
	trapped  map[string]struct{}    // pages of the trap that were asked for
	gone     map[string]bool        // pages that are answered so that they are given up
	feeds    map[string][]time.Time // when each paper's feed was answered in full
}

func newChaosSite(seed lots) *chaosSite {
	s := &chaosSite{
		lots: seed, began: time.Now(), nth: map[string]int{}, inFlight: map[string]int{}, last: map[string]time.Time{},
		trapped: map[string]struct{}{}, gone: map[string]bool{}, feeds: map[string][]time.Time{},
	}
	for i := range int(seed.draw("outages") % 3) {
		at := seed.within(50*time.Minute, "outage", i)
		s.outs = append(s.outs, [2]time.Duration{at, at + seed.within(3*time.Minute, "lasts", i)})
	}
	return s
}

// cut reports that the network is down now.
func (s *chaosSite) cut() bool {
	for _, o := range s.outs {
		if d := time.Since(s.began); d >= o[0] && d < o[1] {
			return true
		}
	}
	return false
}

// begin notes a request and whether it comes too soon or beside another.
func (s *chaosSite) begin(host, path string) (nth int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.nth[host+path]++
	if path == "/robots.txt" {
		return s.nth[host+path]
	}
	s.asked = append(s.asked, request{host, path, now})
	if at, ok := s.last[host]; ok && now.Sub(at) < chaosDelay {
		s.wrong = append(s.wrong, fmt.Sprintf("%s%s %v after the request before, at %v", host, path, now.Sub(at), now.Sub(s.began)))
	}
	s.last[host] = now
	if s.inFlight[host]++; s.inFlight[host] > 1 {
		s.wrong = append(s.wrong, fmt.Sprintf("%s%s beside another request, at %v", host, path, now.Sub(s.began)))
	}
	if host == trapHost {
		s.trapped[path] = struct{}{}
	}
	return s.nth[host+path]
}

func (s *chaosSite) end(host, path string) {
	if path == "/robots.txt" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inFlight[host]--
}

// giveUp notes a page that the crawl rightly gives up.
func (s *chaosSite) giveUp(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gone[url] = true
}

// ServeHTTP implements http.Handler.
func (s *chaosSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, path := r.Host, r.URL.Path
	nth := s.begin(host, path)
	defer s.end(host, path)
	if s.cut() {
		panic(http.ErrAbortHandler)
	}
	wait(r, 20*time.Millisecond+s.within(900*time.Millisecond, "latency", host, path, nth))
	if s.fault(w, r, nth) {
		return
	}
	var n int
	switch {
	case path == "/robots.txt":
		fmt.Fprint(w, "User-agent: *\nDisallow: /private/\n")
	case host == trapHost:
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><head><title>Calendar</title></head><body>")
		for i := range 7 {
			fmt.Fprintf(w, `<a href="/day/%d">Day</a> `, s.draw("trap", path, i)%1_000_000)
		}
		fmt.Fprint(w, "</body></html>")
	case path == "/feed":
		s.feed(w, host)
	case scan(path, "/story/%d", &n):
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, s.story(host, n))
	default:
		http.NotFound(w, r)
	}
}

// stories is how many there are at at.
func (s *chaosSite) stories(at time.Time) int { return 4 + int(at.Sub(s.began)/chaosNews) }

func (s *chaosSite) feed(w http.ResponseWriter, host string) {
	s.mu.Lock()
	s.feeds[host] = append(s.feeds[host], time.Now())
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/atom+xml")
	fmt.Fprint(w, `<feed xmlns="http://www.w3.org/2005/Atom">`)
	for i := range s.stories(time.Now()) {
		fmt.Fprintf(w, `<entry><link href="/story/%d"/></entry>`, i)
	}
	fmt.Fprint(w, "</feed>")
}

func (s *chaosSite) story(host string, n int) string {
	title := fmt.Sprintf("Council of %s hears report %d", strings.TrimSuffix(host, ".example"), n)
	return fmt.Sprintf(`<html lang="en"><head><title>%s</title><meta property="og:type" content="article"></head><body><article><h1>%s</h1><p>The council heard report number %d of %s.</p>%s</article></body></html>`,
		title, title, n, host, background)
}

// wait lets time pass, unless the client leaves.
func wait(r *http.Request, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-r.Context().Done():
	}
}

// fault answers in one of the ways servers do that answer badly; false where this
// request is answered well.
func (s *chaosSite) fault(w http.ResponseWriter, r *http.Request, nth int) bool {
	host, path := r.Host, r.URL.Path
	drop := func() { panic(http.ErrAbortHandler) }
	switch n := s.draw("fault", host, path, nth) % 200; {
	case n < 3: // closed without an answer
		drop()
	case n < 5: // silent for longer than the crawler waits
		wait(r, 2*time.Minute)
		drop()
	case n < 7: // cut off in the middle
		w.Header().Set("Content-Length", "4000")
		io.WriteString(w, "<html><title>Half a page")
		w.(http.Flusher).Flush()
		drop()
	case n < 9: // a byte now and then
		for range 100 {
			io.WriteString(w, " ")
			w.(http.Flusher).Flush()
			wait(r, time.Second)
		}
		drop()
	case n < 12:
		w.WriteHeader(http.StatusInternalServerError)
	case n < 14:
		w.Header().Set("Retry-After", fmt.Sprint(5+s.draw("retry", host, path, nth)%90))
		w.WriteHeader(http.StatusTooManyRequests)
	case n == 14: // more header than is read
		w.Header().Set("X-Long", strings.Repeat("a", 100<<10))
		w.WriteHeader(http.StatusOK)
	case n == 15 && path != "/robots.txt": // no gzip, though it says so
		w.Header().Set("Content-Encoding", "gzip")
		io.WriteString(w, "not gzip")
		s.giveUp("http://" + host + path)
	case n == 16 && path != "/robots.txt" && path != "/feed":
		s.giveUp("http://" + host + path)
		http.NotFound(w, r)
	default:
		return false
	}
	return true
}
