package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const agent = "Dateline/test (+http://dateline.example/bot)"

func site(t *testing.T, routes map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	for path, h := range routes {
		mux.HandleFunc(path, h)
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func local(t *testing.T) *Client {
	t.Helper()
	c := New(Config{UserAgent: agent, AllowPrivate: true})
	t.Cleanup(c.Close)
	return c
}

func text(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, body) }
}

func zip(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(body)
	w.Close()
	return b.Bytes()
}

func TestGet(t *testing.T) {
	zstdWriter, _ := zstd.NewWriter(nil)
	encoded := func(name string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", name)
			w.Write(body)
		}
	}
	var zlibbed, deflated bytes.Buffer
	zw := zlib.NewWriter(&zlibbed)
	zw.Write([]byte("hello"))
	zw.Close()
	fw, _ := flate.NewWriter(&deflated, 9)
	fw.Write([]byte("hello"))
	fw.Close()
	s := site(t, map[string]http.HandlerFunc{
		"/plain": text("hello"),
		"/zlib":  encoded("deflate", zlibbed.Bytes()),
		"/flate": encoded("deflate", deflated.Bytes()),
		"/lying": encoded("deflate", []byte("hello")),
		"/gzip":  encoded("gzip", zip(t, []byte("hello"))),
		"/zstd":  encoded("zstd", zstdWriter.EncodeAll([]byte("hello"), nil)),
		"/lie":   encoded("gzip", []byte("hello")),
		"/moved": http.RedirectHandler("/plain", http.StatusMovedPermanently).ServeHTTP,
		"/xml.gz": func(w http.ResponseWriter, _ *http.Request) {
			w.Write(zip(t, []byte("hello")))
		},
	})
	for _, path := range []string{"/plain", "/gzip", "/zstd", "/lie", "/moved", "/xml.gz", "/zlib", "/flate", "/lying"} {
		r, err := local(t).Get(t.Context(), s.URL+path, Conditional{})
		if err != nil || r.Status != 200 || string(r.Body) != "hello" {
			t.Errorf("%s: got %+v, %v", path, r, err)
		}
	}
	if r, err := local(t).Get(t.Context(), s.URL+"/gone", Conditional{}); err != nil || r.Status != 404 {
		t.Errorf("a 404 is a response, got %+v, %v", r, err)
	}
}

func TestConditional(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{"/p": func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", `"v1"`)
		fmt.Fprint(w, "body")
	}})
	c := local(t)
	first, err := c.Get(t.Context(), s.URL+"/p", Conditional{})
	if err != nil || first.NotModified() {
		t.Fatal(first, err)
	}
	again, err := c.Get(t.Context(), s.URL+"/p", Conditional{ETag: first.Header.Get("ETag")})
	if err != nil || !again.NotModified() {
		t.Errorf("got %+v, %v, want 304", again, err)
	}
}

// privateSpellings are hosts that are no public address, in 70 ways to write one.
var privateSpellings = []string{
	"127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f.1", "0x7f000001", "0177.0.0.1", "0177.1", "00000177.0.0.1", "127.0.0.1.", "localhost", "localhost.", "LOCALHOST",
	"0.0.0.0", "0", "127.255.255.254", "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[0000::0001]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]",
	"[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "[2002:a00:1::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fd00::1]", "[fec0::1]",
	"10.0.0.1", "167772161", "0xa.1", "012.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1", "169.254.169.254", "2852039166", "0xa9fea9fe", "169.254.43518",
	"100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
	"224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "[2001:db8::1]", "[2001::1]", "[2001:10::1]", "[2001:20::1]", "[3fff::1]", "[100::1]", "[ff02::1]", "[5f00::1]",
	"①②⑦.0.0.1", "127。0。0。1", "１２７.0.0.1",
}

// TestA01Blocked asks for this machine and private networks in many spellings.
// A canary listens on loopback; the guard must stop every dial.
func TestA01Blocked(t *testing.T) {
	var hits atomic.Int32
	s := site(t, map[string]http.HandlerFunc{"/": func(http.ResponseWriter, *http.Request) { hits.Add(1) }})
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	c := New(Config{UserAgent: agent, Timeout: 5 * time.Second})
	defer c.Close()
	for _, host := range privateSpellings {
		for _, p := range []string{"", ":" + port, ":22"} {
			_, err := c.Get(t.Context(), "http://"+host+p+"/", Conditional{})
			if err == nil || !(errors.Is(err, ErrBlocked) || errors.Is(err, ErrUnreachable) || errors.Is(err, ErrBadURL)) {
				t.Errorf("%s%s: got %v, want blocked", host, p, err)
			}
		}
	}
	for _, u := range []string{"file:///etc/passwd", "gopher://127.0.0.1/", "data:text/html,x", "http://", "//x", "http://user@127.0.0.1/", "http://a.example/" + strings.Repeat("a", MaxURL), "http://[::1%25lo]/\x00"} {
		if _, err := c.Get(t.Context(), u, Conditional{}); !errors.Is(err, ErrBadURL) {
			t.Errorf("%.40q: got %v, want a bad URL", u, err)
		}
	}
	if n := hits.Load(); n != 0 {
		t.Errorf("%d requests reached the canary", n)
	}
}

func TestA03Redirects(t *testing.T) {
	var secret atomic.Int32
	to := func(u string) http.HandlerFunc { return http.RedirectHandler(u, http.StatusFound).ServeHTTP }
	s := site(t, map[string]http.HandlerFunc{
		"/robots.txt": text("User-agent: dateline\nDisallow: /secret"),
		"/loop":       to("/loop"),
		"/file":       to("file:///etc/passwd"),
		"/forbidden":  to("/secret"),
		"/private":    to("http://10.0.0.1/"),
		"/secret":     func(http.ResponseWriter, *http.Request) { secret.Add(1) },
		"/gopher":     to("gopher://127.0.0.1:70/"),
		"/data":       to("data:text/html,x"),
		"/port":       to("http://10.0.0.1:22/"),
		"/5":          to("/4"), "/4": to("/3"), "/3": to("/2"), "/2": to("/1"), "/1": to("/0"), "/0": text("end"),
		"/6": to("/5"),
	})
	for path, want := range map[string]error{
		"/loop": ErrRedirects, "/6": ErrRedirects, "/5": nil, "/file": ErrBadURL, "/gopher": ErrBadURL, "/data": ErrBadURL, "/port": ErrBlocked,
		"/forbidden": ErrRobots, "/secret": ErrRobots, "/private": ErrBlocked,
	} {
		if _, err := local(t).Get(t.Context(), s.URL+path, Conditional{}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	if secret.Load() != 0 {
		t.Error("a disallowed path was fetched")
	}
}

// TestHops: the redirects on the way are kept with what they said, but for a body
// that is long or does not end, which holds nothing up for long.
func TestHops(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{
		"/robots.txt": http.RedirectHandler("/robots-here.txt", http.StatusFound).ServeHTTP,
		"/old":        http.RedirectHandler("/long", http.StatusMovedPermanently).ServeHTTP,
		"/long": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "/slow")
			w.WriteHeader(http.StatusFound)
			w.Write(make([]byte, maxHop+1))
		},
		"/slow": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/new")
			w.WriteHeader(http.StatusTemporaryRedirect)
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		},
		"/new": text("the page"),
	})
	r, err := local(t).Get(t.Context(), s.URL+"/old", Conditional{})
	if err != nil || string(r.Body) != "the page" || len(r.Hops) != 3 {
		t.Fatalf("got %+v, %v; want the page by three redirects", r, err)
	}
	for i, want := range []struct {
		path   string
		status int
		cut    bool
	}{{"/old", 301, false}, {"/long", 302, true}, {"/slow", 307, true}} {
		h := r.Hops[i]
		if h.URL != s.URL+want.path || h.Status != want.status || h.Cut != want.cut || (len(h.Body) == 0) != want.cut || h.Header.Get("Location") == "" || h.RequestHeader.Get("User-Agent") == "" {
			t.Errorf("redirect %d: got %+v, want %+v", i, h, want)
		}
	}
}

func TestA04ProxyIgnored(t *testing.T) {
	var proxied atomic.Int32
	canary := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { proxied.Add(1) }))
	defer canary.Close()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"} {
		t.Setenv(name, canary.URL)
	}
	s := site(t, map[string]http.HandlerFunc{"/": text("direct")})
	c := New(Config{UserAgent: agent, Hosts: map[string]string{"news.example": s.Listener.Addr().String()}})
	defer c.Close()
	r, err := c.Get(t.Context(), "http://news.example/", Conditional{})
	if err != nil || string(r.Body) != "direct" || proxied.Load() != 0 {
		t.Errorf("got %v, %v, proxy asked %d times", r, err, proxied.Load())
	}
}

func TestA05Bombs(t *testing.T) {
	bomb := zip(t, make([]byte, MaxBody+(1<<20)))
	twice := zip(t, bomb)
	send := func(encoding string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", encoding)
			w.Write(body)
		}
	}
	s := site(t, map[string]http.HandlerFunc{
		"/gzip":    send("gzip", bomb),
		"/nested":  send("gzip, gzip", twice),
		"/matryo":  send("gzip, gzip, gzip", twice),
		"/file.gz": send("", bomb),
		"/large":   func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, MaxBody+1)) },
	})
	for _, path := range []string{"/gzip", "/nested", "/matryo", "/file.gz", "/large"} {
		if _, err := local(t).Get(t.Context(), s.URL+path, Conditional{}); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: got %v, want too large", path, err)
		}
	}
}

func TestA06Headers(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Big", strings.Repeat("a", MaxHeader+1))
	}})
	if _, err := local(t).Get(t.Context(), s.URL+"/", Conditional{}); !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestA07TarpitEnds(t *testing.T) {
	stop := make(chan struct{})
	s := site(t, map[string]http.HandlerFunc{
		"/robots.txt": text(""),
		"/": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			for {
				select {
				case <-stop:
					return
				case <-r.Context().Done():
					return
				case <-time.After(20 * time.Millisecond):
					w.Write([]byte("x"))
					w.(http.Flusher).Flush()
				}
			}
		},
	})
	defer close(stop)
	c := New(Config{UserAgent: agent, AllowPrivate: true, Timeout: 300 * time.Millisecond})
	defer c.Close()
	if _, err := c.Get(t.Context(), s.URL+"/", Conditional{}); !errors.Is(err, ErrUnreachable) {
		t.Errorf("got %v, want the total deadline to end it", err)
	}
}

func TestA11RobotsStatus(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   error
	}{
		{200, "User-agent: *\nDisallow: /", ErrRobots},
		{200, "<html>not robots</html>", nil},
		{200, "User-agent: *\nDisallow: /\n" + strings.Repeat("#", MaxBody), ErrRobots},
		{200, "User-agent: *\nCrawl-delay: 60", nil},
		{200, "User-agent: *\nCrawl-delay: 61", ErrCrawlDelay},
		{200, "User-agent: *\nCrawl-delay: -5", nil},
		{401, "", nil}, {403, "", nil}, {404, "", nil},
		{429, "", ErrUnreachable}, {500, "", ErrUnreachable}, {503, "", ErrUnreachable},
	} {
		s := site(t, map[string]http.HandlerFunc{
			"/robots.txt": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status); fmt.Fprint(w, c.body) },
			"/":           text("page"),
		})
		if _, err := local(t).Get(t.Context(), s.URL+"/", Conditional{}); !errors.Is(err, c.want) {
			t.Errorf("robots.txt %d %.30q: got %v, want %v", c.status, c.body, err, c.want)
		}
	}
}

func TestA11RobotsCache(t *testing.T) {
	var asked atomic.Int32
	now := time.Unix(0, 0)
	s := site(t, map[string]http.HandlerFunc{
		"/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			fmt.Fprint(w, "User-agent: *\nCrawl-delay: 3\nSitemap: http://a.example/s.xml")
		},
		"/": text("page"),
	})
	c := New(Config{UserAgent: agent, AllowPrivate: true, Now: func() time.Time { return now }})
	defer c.Close()
	for range 3 {
		if _, err := c.Get(t.Context(), s.URL+"/", Conditional{}); err != nil {
			t.Fatal(err)
		}
	}
	delay, maps, err := c.CrawlDelay(t.Context(), s.URL+"/")
	if err != nil || delay != 3*time.Second || len(maps) != 1 || asked.Load() != 1 {
		t.Errorf("delay %v, sitemaps %v, %v, robots.txt asked %d times", delay, maps, err, asked.Load())
	}
	now = now.Add(RobotsFresh)
	c.Get(t.Context(), s.URL+"/", Conditional{})
	if asked.Load() != 2 {
		t.Errorf("after %v robots.txt was asked %d times, want 2", RobotsFresh, asked.Load())
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := local(t).Get(ctx, "http://127.0.0.1:9/", Conditional{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the caller's cancellation", err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for v, want := range map[string]time.Duration{"": 0, "120": 2 * time.Minute, "-5": 0, "soon": 0, "Thu, 01 Jan 2026 00:01:00 GMT": time.Minute} {
		r := Response{Header: http.Header{"Retry-After": {v}}}
		if got := r.RetryAfter(now); got != want {
			t.Errorf("Retry-After %q: got %v, want %v", v, got, want)
		}
	}
}

// TestA06EndlessHeaders: headers, their number and interim answers without end
// are each given up, and no cookie is kept.
func TestA06EndlessHeaders(t *testing.T) {
	raw := func(write func(io.Writer) error) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
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
					for write(conn) == nil {
					}
				}()
			}
		}()
		return "http://" + l.Addr().String() + "/x"
	}
	var begun sync.Map // connections
	for name, u := range map[string]string{
		"endless headers": raw(func(w io.Writer) error {
			if _, seen := begun.LoadOrStore(w, true); !seen {
				io.WriteString(w, "HTTP/1.1 200 OK\r\n")
			}
			_, err := io.WriteString(w, "X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")
			return err
		}),
		"one endless line": raw(func(w io.Writer) error {
			_, err := io.WriteString(w, "HTTP/1.1 200 OK aaaaaaaaaaaaaaaaaaaaa")
			return err
		}),
		"endless interim answer": raw(func(w io.Writer) error { _, err := io.WriteString(w, "HTTP/1.1 103 Early Hints\r\n\r\n"); return err }),
	} {
		if !within(200*time.Millisecond, func() {
			if _, err := local(t).Get(t.Context(), u, Conditional{}); !errors.Is(err, ErrUnreachable) {
				t.Errorf("%s: got %v, want a refusal", name, err)
			}
		}) {
			t.Errorf("%s: it takes more than 200 ms", name)
		}
	}
	var cookies atomic.Int32
	s := site(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Cookie") != "" {
			cookies.Add(1)
		}
		w.Header().Set("Set-Cookie", "a=1")
	}})
	c := local(t)
	for range 3 {
		c.Get(t.Context(), s.URL+"/", Conditional{})
	}
	if cookies.Load() != 0 {
		t.Error("a cookie was kept")
	}
}
