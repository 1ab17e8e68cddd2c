package web

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// slowServer is a server whose times are a tenth of the real ones, and the count
// of the connections it holds.
type slowServer struct {
	addr string
	mu   sync.Mutex
	open map[net.Conn]bool
}

const faster = 10

func serveSlow(t *testing.T) *slowServer {
	t.Helper()
	h, err := New(Config{Searcher: newsroom(30), Alerts: fakeAlerts{}})
	if err != nil {
		t.Fatal(err)
	}
	s := &slowServer{open: map[net.Conn]bool{}}
	srv := NewHTTPServer("", h)
	srv.ReadHeaderTimeout /= faster
	srv.ReadTimeout /= faster
	srv.WriteTimeout /= faster
	srv.IdleTimeout /= faster
	srv.ConnState = func(c net.Conn, state http.ConnState) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if state == http.StateClosed {
			delete(s.open, c)
		} else {
			s.open[c] = true
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	go srv.Serve(l)
	t.Cleanup(func() { srv.Close() })
	return s
}

func (s *slowServer) held() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

// until waits long for the held connections to be want: how long it should take is
// for a quiet machine to say, that it happens at all is for the test.
func (s *slowServer) until(t *testing.T, what string, ok func(held int) bool) {
	t.Helper()
	start := time.Now()
	for time.Since(start) < 2*time.Minute {
		if ok(s.held()) {
			t.Logf("%s after %v", what, time.Since(start).Round(time.Millisecond))
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s: %d connections are still held", what, s.held())
}

// dial opens n connections that each send text.
func (s *slowServer) dial(t *testing.T, n int, text string) []net.Conn {
	t.Helper()
	conns := make([]net.Conn, 0, n)
	for range n {
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		if _, err := io.WriteString(c, text); err != nil {
			t.Fatal(err)
		}
		conns = append(conns, c)
	}
	return conns
}

// normal asks as an honest client does, on connections of its own.
func (s *slowServer) normal(t *testing.T, n int) time.Duration {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	start := time.Now()
	for range n {
		resp, err := client.Get("http://" + s.addr + "/api/v1/search?q=grain&size=1")
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			t.Errorf("a normal search is answered %d", resp.StatusCode)
		}
	}
	return time.Since(start) / time.Duration(n)
}

// TestA24HalfOpen: 500 clients that never finish their headers are let go, and
// others are answered meanwhile.
func TestA24HalfOpen(t *testing.T) {
	s := serveSlow(t)
	before := s.normal(t, 20)
	s.dial(t, 500, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
	s.until(t, "500 half-open are held", func(held int) bool { return held >= 500 })
	t.Logf("a normal search takes %v, beside them %v", before, s.normal(t, 20))
	s.until(t, "none is held", func(held int) bool { return held == 0 })
}

// TestA24SlowBody: clients that send a body byte by byte, or never, are let go
// with a refusal or without.
func TestA24SlowBody(t *testing.T) {
	s := serveSlow(t)
	conns := s.dial(t, 100, "POST /api/v1/saved HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{")
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		for {
			for _, c := range conns {
				_, _ = io.WriteString(c, " ") // fails when it is let go
			}
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	s.normal(t, 20)
	s.until(t, "none is held", func(held int) bool { return held == 0 })
}

// TestA24SlowRead: clients that never read their answer are let go.
func TestA24SlowRead(t *testing.T) {
	s := serveSlow(t)
	// Many requests in a line on each connection, more answer than sockets buffer.
	conns := s.dial(t, 10, "")
	for _, c := range conns {
		if err := c.(*net.TCPConn).SetReadBuffer(4096); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, strings.Repeat("GET /?size=30&q=grain HTTP/1.1\r\nHost: a\r\n\r\n", 100)); err != nil {
			t.Fatal(err)
		}
	}
	s.normal(t, 20)
	s.until(t, "none is held", func(held int) bool { return held == 0 })
}

// TestA24IdleKeepAlives: as many idle connections as the limit on files allows
// (10,000 where it does) hold nobody up, and go after the idle time.
func TestA24IdleKeepAlives(t *testing.T) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	n := idleConns
	if most := (int(min(limit.Cur, 1<<20)) - 200) / 2; most < n { // both ends are this process's
		n = most
	}
	s := serveSlow(t)
	conns := s.dial(t, n, "GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n")
	answered := 0
	for _, c := range conns {
		// One let go for being idle too long while others were dialled was served.
		if resp, err := http.ReadResponse(bufio.NewReader(c), nil); err == nil && resp.StatusCode == http.StatusOK {
			answered++
		}
	}
	t.Logf("%d of %d connections were answered; a normal search takes %v beside %d held", answered, n, s.normal(t, 20), s.held())
	if answered < n {
		t.Errorf("%d of %d connections were not answered", n-answered, n)
	}
	s.until(t, "none is held", func(held int) bool { return held == 0 })
}

// TestA24Timeouts: every time of a real server is set, and the work ends before
// its answer must be written.
func TestA24Timeouts(t *testing.T) {
	s := NewHTTPServer("", nil)
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= 0 || s.WriteTimeout <= 0 || s.IdleTimeout <= 0 || s.MaxHeaderBytes != 16<<10 {
		t.Errorf("a timeout is missing: %+v", s)
	}
	if requestTimeout >= s.WriteTimeout {
		t.Error("work may outlast the time to write its refusal")
	}
}
