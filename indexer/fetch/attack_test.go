package fetch

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// slack is how many times a bar of ATTACKS.md on time may be missed by: a loaded
// machine is no slow program. With -tags faults the bar is the bar.
var slack = time.Duration(10)

// within reports whether f, at the quickest of a few times, takes no longer than
// the bar: a machine that gives others their turn only ever adds to it.
func within(bar time.Duration, f func()) bool {
	for range 5 {
		began := time.Now()
		if f(); time.Since(began) <= slack*bar {
			return true
		}
	}
	return false
}

// TestA03Chain follows a chain of 50 hops for five, leaves a loop soon, does not
// follow a meta refresh, and never asks for what the robots.txt of a host that a
// redirect leads to forbids.
func TestA03Chain(t *testing.T) {
	var hops, refreshed, forbidden atomic.Int32
	strict := site(t, map[string]http.HandlerFunc{
		"/robots.txt": text("User-agent: *\nDisallow: /"),
		"/":           func(http.ResponseWriter, *http.Request) { forbidden.Add(1) },
	})
	s := site(t, map[string]http.HandlerFunc{
		"/hop/": func(w http.ResponseWriter, r *http.Request) {
			hops.Add(1)
			var n int
			fmt.Sscanf(r.URL.Path, "/hop/%d", &n)
			http.Redirect(w, r, fmt.Sprintf("/hop/%d", n-1), http.StatusFound)
		},
		"/a":       http.RedirectHandler("/b", http.StatusFound).ServeHTTP,
		"/b":       http.RedirectHandler("/a", http.StatusFound).ServeHTTP,
		"/meta":    text(`<meta http-equiv="refresh" content="0;url=/meta-target">`),
		"/strict":  http.RedirectHandler(strict.URL+"/page", http.StatusFound).ServeHTTP,
		"/strict2": http.RedirectHandler("/strict", http.StatusFound).ServeHTTP,
		"/meta-target": func(http.ResponseWriter, *http.Request) {
			refreshed.Add(1)
		},
	})
	for path, want := range map[string]error{"/hop/50": ErrRedirects, "/a": ErrRedirects, "/meta": nil, "/strict": ErrRobots, "/strict2": ErrRobots} {
		if !within(time.Second, func() {
			hops.Store(0)
			if _, err := local(t).Get(t.Context(), s.URL+path, Conditional{}); !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", path, err, want)
			}
			if n := hops.Load(); n != MaxRedirects+1 && path == "/hop/50" {
				t.Errorf("%d pages of the chain were asked for, want %d", n, MaxRedirects+1)
			}
		}) {
			t.Errorf("%s takes more than a second", path)
		}
	}
	if refreshed.Load() != 0 || forbidden.Load() != 0 {
		t.Errorf("%d refreshes and %d forbidden pages were asked for", refreshed.Load(), forbidden.Load())
	}
}

// TestA05Swelling sends bombs of 2 GB at 1:1000, nested and mislabelled: each
// stops at the cap, soon, and all that is allocated meanwhile is less than 64 MB.
func TestA05Swelling(t *testing.T) {
	// A file of gzip is any number of members: 2 GB without compressing them.
	bomb := bytes.Repeat(zip(t, make([]byte, 64<<20)), 32)
	if len(bomb) > 4<<20 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	var br bytes.Buffer
	bw := brotli.NewWriterLevel(&br, 1)
	bw.Write(make([]byte, 32<<20))
	bw.Close()
	send := func(encoding, kind string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if encoding != "" {
				w.Header().Set("Content-Encoding", encoding)
			}
			w.Header().Set("Content-Type", kind)
			w.Write(body)
		}
	}
	s := site(t, map[string]http.HandlerFunc{
		"/gzip":          send("gzip", "text/html", bomb),
		"/nested":        send("gzip, gzip", "text/html", zip(t, bomb)),
		"/undeclared":    send("gzip", "text/html", zip(t, bomb)), // the second layer is known by its magic
		"/sitemap.xml":   send("", "application/xml", bomb),
		"/as-brotli":     send("br", "text/html", bomb), // it is none: taken as it is, and known for gzip
		"/brotli":        send("br", "text/html", br.Bytes()),
		"/hidden-brotli": send("", "text/html", br.Bytes()),
	})
	c := local(t)
	if _, err := c.Allowed(t.Context(), s.URL+"/"); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		"/gzip": ErrTooLarge, "/nested": ErrTooLarge, "/undeclared": ErrTooLarge, "/sitemap.xml": ErrTooLarge, "/as-brotli": ErrTooLarge, "/brotli": ErrTooLarge, "/hidden-brotli": nil,
	} {
		if !within(300*time.Millisecond, func() {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r, err := c.Get(t.Context(), s.URL+path, Conditional{})
			runtime.ReadMemStats(&after)
			if !errors.Is(err, want) {
				t.Errorf("%s: got %v, want %v", path, err, want)
			}
			if err == nil && !bytes.Equal(r.Body, br.Bytes()) {
				t.Errorf("%s: what was not declared was undone", path)
			}
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb >= 64 {
				t.Errorf("%s: %d MB allocated", path, mb)
			}
		}) {
			t.Errorf("%s takes more than 300 ms", path)
		}
	}
	in := &countingReader{r: io.LimitReader(zeros{}, 1<<30)}
	if _, err := readCapped(in); !errors.Is(err, ErrTooLarge) || in.n > MaxBody+64<<10 {
		t.Errorf("%v after %d bytes, want an end at the cap of %d and 64 KiB", err, in.n, MaxBody)
	}
}

type zeros struct{}

// Read implements io.Reader.
func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type countingReader struct {
	r io.Reader
	n int
}

// Read implements io.Reader.
func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// countedConn counts what is read of all connections.
type countedConn struct {
	net.Conn
	read *atomic.Int64
}

// Read implements net.Conn.
func (c countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.read.Add(int64(n))
	return n, err
}

// TestA06HeaderFloods: 100,000 headers, a cookie of a megabyte, headers and interim
// answers without end are left after 64 KiB, and no cookie is kept.
func TestA06HeaderFloods(t *testing.T) {
	for name, flood := range map[string][2]string{ // what is said once, and then for ever
		"100,000 headers":   {"HTTP/1.1 200 OK\r\n", "X-Number: 1\r\n"},
		"1 MB cookie":       {"HTTP/1.1 200 OK\r\nSet-Cookie: a=", strings.Repeat("x", 1024)},
		"status line":       {"HTTP/1.1 200 ", "x"},
		"interim answers":   {"", "HTTP/1.1 103 Early Hints\r\n\r\n"},
		"interim headers":   {"HTTP/1.1 103 Early Hints\r\n", "Link: </x>\r\n"},
		"continue for ever": {"", "HTTP/1.1 100 Continue\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, read := local(t), &atomic.Int64{}
			dial := c.http.Transport.(once).next.(*http.Transport).DialContext
			c.http.Transport.(once).next.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
				conn, err := dial(ctx, network, addr)
				if err != nil {
					return nil, err
				}
				return countedConn{conn, read}, nil
			}
			u := flooding(t, flood[0], flood[1])
			if _, err := c.Allowed(t.Context(), u); err != nil {
				t.Fatal(err)
			}
			if !within(200*time.Millisecond, func() {
				read.Store(0)
				if _, err := c.Get(t.Context(), u, Conditional{}); !errors.Is(err, ErrUnreachable) {
					t.Errorf("got %v, want a refusal", err)
				}
				if n := read.Load(); n > MaxHeader+8<<10 { // the buffer is read into beyond it
					t.Errorf("%d bytes were read", n)
				}
			}) {
				t.Error("it takes more than 200 ms")
			}
			if c.http.Jar != nil {
				t.Error("cookies are kept")
			}
		})
	}
}

// flooding answers robots.txt, and anything else with once and then more until
// the client hangs up.
func flooding(t *testing.T, once, more string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	more = strings.Repeat(more, 4096/len(more)+1)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				r, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				if r.URL.Path == "/robots.txt" {
					io.WriteString(conn, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
					return
				}
				_, err = io.WriteString(conn, once)
				for err == nil {
					_, err = io.WriteString(conn, more)
				}
			}()
		}
	}()
	return "http://" + l.Addr().String() + "/x"
}

// TestA02KeepAlive has a name that was public when its connection was made turn
// private: the connection is used again for what it is, a public one, and when
// it is closed nothing private is dialled.
func TestA02KeepAlive(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	canary := internet(t)
	var private atomic.Bool
	c := New(Config{UserAgent: agent, Timeout: 5 * time.Second, Resolver: switching(t, &private)})
	defer c.Close()
	const u = "http://turncoat.example/"
	for range 20 {
		if r, err := c.Get(t.Context(), u, Conditional{}); err != nil || string(r.Body) != "public" {
			t.Fatal(r, err)
		}
	}
	private.Store(true)
	for range 20 { // on the connection there is
		if r, err := c.Get(t.Context(), u, Conditional{}); err != nil || string(r.Body) != "public" {
			t.Errorf("on the open connection: %v, %v", r, err)
		}
	}
	c.Close()
	for range 20 {
		if _, err := c.Get(t.Context(), u, Conditional{}); !errors.Is(err, ErrBlocked) {
			t.Errorf("on a new connection: %v, want blocked", err)
		}
	}
	if n := canary.Load(); n != 0 {
		t.Errorf("%d requests reached a canary", n)
	}
}

// switching answers with a public address, and with private ones once told so.
func switching(t *testing.T, private *atomic.Bool) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			addrs := []string{"8.8.8.8"}
			if private.Load() {
				addrs = []string{"127.0.0.1", "::1"}
			}
			if reply, err := answer(buf[:n], addrs); err == nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// TestA11RobotsFetch: five redirects of a robots.txt are followed and six are as
// if there were none; one that never comes denies.
func TestA11RobotsFetch(t *testing.T) {
	server := func(redirects int) *httptest.Server {
		return site(t, map[string]http.HandlerFunc{
			"/robots.txt": http.RedirectHandler(fmt.Sprintf("/r/%d", redirects-1), http.StatusFound).ServeHTTP,
			"/r/": func(w http.ResponseWriter, r *http.Request) {
				var n int
				fmt.Sscanf(r.URL.Path, "/r/%d", &n)
				if n == 0 {
					fmt.Fprint(w, "User-agent: *\nDisallow: /page")
					return
				}
				http.Redirect(w, r, fmt.Sprintf("/r/%d", n-1), http.StatusFound)
			},
			"/page": text("page"),
		})
	}
	for redirects, want := range map[int]error{1: ErrRobots, 5: ErrRobots, 6: nil} {
		if _, err := local(t).Get(t.Context(), server(redirects).URL+"/page", Conditional{}); !errors.Is(err, want) {
			t.Errorf("%d redirects: got %v, want %v", redirects, err, want)
		}
	}
	stop := make(chan struct{})
	slow := site(t, map[string]http.HandlerFunc{
		"/robots.txt": func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-stop:
			case <-r.Context().Done():
			}
		},
		"/page": text("page"),
	})
	defer close(stop)
	c := New(Config{UserAgent: agent, AllowPrivate: true, Timeout: 300 * time.Millisecond})
	defer c.Close()
	if _, err := c.Get(t.Context(), slow.URL+"/page", Conditional{}); !errors.Is(err, ErrUnreachable) {
		t.Errorf("a slow robots.txt: got %v, want a denial", err)
	}
}
