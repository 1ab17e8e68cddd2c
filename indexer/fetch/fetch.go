// Package fetch does one GET of a hostile URL: it asks robots.txt first, dials
// public addresses only (checked on the address that is really dialled, so a
// name that changes its mind is caught), follows few redirects and checks each,
// caps time and bytes, undoes content encodings, and decodes text to UTF-8. It
// is the only package that dials or holds an HTTP client. It parses nothing.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"dateline/indexer/robots"
)

// The kinds of failure a caller decides by; test with errors.Is.
var (
	ErrBadURL      = errors.New("not a URL that can be fetched")
	ErrBlocked     = errors.New("blocked address: not a public address on port 80 or 443")
	ErrRobots      = errors.New("disallowed by robots.txt")
	ErrCrawlDelay  = errors.New("the host asks to be left alone")
	ErrTooLarge    = errors.New("response larger than the cap")
	ErrRedirects   = errors.New("too many redirects")
	ErrUnreachable = errors.New("unreachable")
)

// Config says who asks and what may be dialled.
type Config struct {
	// UserAgent is sent with each request; its first word up to a slash is
	// the product token that robots.txt rules are read for.
	UserAgent string
	// AllowPrivate lets loopback addresses and any port be dialled, for
	// newsrooms on this machine. Other private networks stay blocked.
	AllowPrivate bool
	// Hosts maps host names to host:port, past DNS and the guard, for the
	// sample newsroom. Never filled from what a page or a user says.
	Hosts map[string]string
	// Dial connects to what Hosts maps to; nil is the network. It lets a test
	// simulate a network with its time and its faults.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Resolver answers names; nil is the system's. Its answers are not trusted.
	Resolver *net.Resolver
	// Timeout replaces TotalTimeout where it is shorter and not zero.
	Timeout time.Duration
	// Now is the clock of the robots.txt cache; nil is time.Now.
	Now func() time.Time
}

// Client fetches. It is safe for concurrent use. It keeps no cookies and uses
// no proxy, whatever the environment says.
type Client struct {
	cfg    Config
	http   *http.Client
	robots robotsCache
}

// New makes a Client.
func New(cfg Config) *Client {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Timeout <= 0 || cfg.Timeout > TotalTimeout {
		cfg.Timeout = TotalTimeout
	}
	c := &Client{cfg: cfg, robots: newRobotsCache()}
	c.http = &http.Client{Transport: once{c.transport()}, CheckRedirect: c.checkRedirect}
	return c
}

// Close drops idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

func (c *Client) transport() *http.Transport {
	return &http.Transport{
		Proxy:                  nil, // a proxy of the environment would bypass the guard
		DialContext:            c.dialOnce,
		DisableCompression:     true, // encodings are undone here, under the byte cap
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    1,
		MaxIdleConns:           64,
		IdleConnTimeout:        30 * time.Second,
		TLSHandshakeTimeout:    DialTimeout,
		ResponseHeaderTimeout:  HeaderTimeout,
		MaxResponseHeaderBytes: MaxHeader,
	}
}

// dialOnce is dial for connections whose requests are sent once.
func (c *Client) dialOnce(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := c.dial(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return &wire{Conn: conn}, nil
}

// dial checks the address after the name was resolved, where a rebinding name
// can no longer change it.
func (c *Client) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: DialTimeout, Resolver: c.cfg.Resolver}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	if mapped, ok := c.cfg.Hosts[host]; ok && c.cfg.Dial != nil {
		return c.cfg.Dial(ctx, network, mapped)
	} else if ok {
		return d.DialContext(ctx, network, mapped)
	}
	if isNumber(host) {
		return nil, fmt.Errorf("%w: %q is another spelling of an address", ErrBlocked, host)
	}
	guard := ssrf.New().Safe
	d.Control = func(network, address string, conn syscall.RawConn) error {
		if c.cfg.AllowPrivate && isLoopback(address) {
			return nil
		}
		if isLoopback(address) {
			return fmt.Errorf("%w: %s is on this machine, which --allow-private allows", ErrBlocked, address)
		}
		if err := guard(network, address, conn); err != nil {
			return fmt.Errorf("%w: %w", ErrBlocked, err)
		}
		return nil
	}
	return d.DialContext(ctx, network, addr)
}

// isNumber knows "2130706433", "0x7f.1" and "127.1": no names, and addresses to
// some resolvers, not to all. (WHATWG calls them hosts that end in a number.)
func isNumber(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return false // the guard knows what it is
	}
	host = strings.TrimSuffix(host, ".")
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(strings.ToLower(last), "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

func isLoopback(address string) bool {
	ap, err := netip.ParseAddrPort(address)
	return err == nil && ap.Addr().Unmap().IsLoopback()
}

// Conditional is what an earlier response said, so that an unchanged page is
// answered with 304.
type Conditional struct {
	ETag         string
	LastModified string
}

// Response is what a site answered. Wire is the body as it was sent, for the
// archive; Body has its content encodings undone. Both are whole: a longer
// response is ErrTooLarge.
type Response struct {
	URL           string // after redirects
	Hops          []Hop  // the redirects that led there, in their order
	Status        int
	Proto         string
	Header        http.Header
	RequestHeader http.Header
	Wire          []byte
	Body          []byte
	At            time.Time
}

// Hop is a redirect on the way to a Response. Body is as it was sent; Cut says
// that it had more than maxHop bytes and is left out.
type Hop struct {
	URL           string
	Status        int
	Proto         string
	Header        http.Header
	RequestHeader http.Header
	Body          []byte
	Cut           bool
	At            time.Time
}

// NotModified reports that the Conditional still holds.
func (r *Response) NotModified() bool { return r.Status == http.StatusNotModified }

// RetryAfter is how long the site asked us to wait; zero where it did not say.
func (r *Response) RetryAfter(now time.Time) time.Duration {
	v := r.Header.Get("Retry-After")
	if d, err := time.ParseDuration(v + "s"); err == nil && d > 0 {
		return d
	}
	if t, err := http.ParseTime(v); err == nil && t.After(now) {
		return t.Sub(now)
	}
	return 0
}

// Get fetches rawURL if robots.txt allows it. Any status is a Response; an
// error is one of this package's kinds, or ctx's.
func (c *Client) Get(ctx context.Context, rawURL string, cond Conditional) (*Response, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	if err := c.permitted(ctx, rawURL); err != nil {
		return nil, fmt.Errorf("fetch: get %q: %w", rawURL, err)
	}
	return c.get(ctx, rawURL, cond)
}

func (c *Client) get(ctx context.Context, rawURL string, cond Conditional) (*Response, error) {
	var hops []Hop
	ctx = context.WithValue(ctx, hopsKey{}, &hops)
	req, err := c.request(ctx, rawURL, cond)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetch: get %q: %w", rawURL, kindOf(err))
	}
	defer resp.Body.Close()
	wire, err := readBody(ctx, resp.Body)
	if err != nil {
		return nil, fmt.Errorf("fetch: get %q: %w", rawURL, kindOf(err))
	}
	body, err := decodeContent(wire, resp.Header.Values("Content-Encoding"))
	if err != nil {
		return nil, fmt.Errorf("fetch: get %q: %w", rawURL, err)
	}
	return &Response{
		URL: resp.Request.URL.String(), Hops: hops, Status: resp.StatusCode, Proto: resp.Proto,
		Header: resp.Header, RequestHeader: req.Header, Wire: wire, Body: body, At: c.cfg.Now(),
	}, nil
}

func (c *Client) request(ctx context.Context, rawURL string, cond Conditional) (*http.Request, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w: %v", ErrBadURL, err)
	}
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5")
	req.Header.Set("Accept-Encoding", "gzip, br, zstd")
	if cond.ETag != "" {
		req.Header.Set("If-None-Match", cond.ETag)
	}
	if cond.LastModified != "" {
		req.Header.Set("If-Modified-Since", cond.LastModified)
	}
	return req, nil
}

func parseURL(rawURL string) (*url.URL, error) {
	if len(rawURL) > MaxURL {
		return nil, fmt.Errorf("fetch: %w: longer than %d bytes", ErrBadURL, MaxURL)
	}
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w: %v", ErrBadURL, err)
	}
	if err := checkURL(u); err != nil {
		return nil, fmt.Errorf("fetch: get %q: %w", rawURL, err)
	}
	return u, nil
}

func checkURL(u *url.URL) error {
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("%w: scheme %q, want http or https", ErrBadURL, u.Scheme)
	case u.Host == "":
		return fmt.Errorf("%w: no host", ErrBadURL)
	case u.User != nil:
		return fmt.Errorf("%w: user name in it", ErrBadURL)
	}
	return nil
}

type (
	robotsFetchKey struct{}
	hopsKey        struct{}
)

// checkRedirect holds every hop to the rules of the first: scheme, count, and
// robots.txt of the new host (the dialer checks the address). A robots.txt that
// redirects is not itself asked for permission.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	if len(via) > MaxRedirects {
		return ErrRedirects
	}
	c.noteHop(req, via[len(via)-1])
	if err := checkURL(req.URL); err != nil {
		return err
	}
	if req.Context().Value(robotsFetchKey{}) != nil {
		return nil
	}
	return c.permitted(req.Context(), req.URL.String())
}

// noteHop keeps the redirect that next follows: net/http drops its body once it
// may be followed.
func (c *Client) noteHop(next, from *http.Request) {
	hops, ok := next.Context().Value(hopsKey{}).(*[]Hop)
	resp := next.Response
	if !ok || resp == nil || next.Context().Value(robotsFetchKey{}) != nil {
		return
	}
	// A redirect whose body trickles in must not use up the time of the page.
	late := time.AfterFunc(hopTimeout, func() { resp.Body.Close() })
	defer late.Stop()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxHop+1))
	h := Hop{
		URL: from.URL.String(), Status: resp.StatusCode, Proto: resp.Proto, Header: resp.Header, RequestHeader: from.Header,
		Body: body, Cut: err != nil || len(body) > maxHop, At: c.cfg.Now(),
	}
	if h.Cut {
		h.Body = nil
	}
	*hops = append(*hops, h)
}

// readBody reads a whole body, or of a robots.txt as much as counts: there a
// longer file is not refused, its beginning holds.
func readBody(ctx context.Context, r io.Reader) ([]byte, error) {
	if ctx.Value(robotsFetchKey{}) != nil {
		return io.ReadAll(io.LimitReader(r, robots.MaxBytes))
	}
	return readCapped(r)
}

// readCapped reads all of r, or fails with ErrTooLarge past MaxBody.
func readCapped(r io.Reader) ([]byte, error) {
	// Grown by doubling, up to the cap: io.ReadAll grows by a quarter, and a body
	// of that size would cost five times itself.
	body := make([]byte, 0, firstRead)
	for {
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		switch {
		case len(body) > MaxBody:
			return nil, fmt.Errorf("%w of %d bytes", ErrTooLarge, MaxBody)
		case err == io.EOF:
			return body, nil
		case err != nil:
			return body, err
		case len(body) == cap(body):
			larger := make([]byte, len(body), min(2*cap(body), MaxBody+1))
			copy(larger, body)
			body = larger
		}
	}
}

// kindOf keeps an error of ours and makes the network's many one kind.
func kindOf(err error) error {
	for _, kind := range []error{ErrBlocked, ErrRobots, ErrCrawlDelay, ErrRedirects, ErrBadURL, ErrTooLarge, ErrUnreachable} {
		if errors.Is(err, kind) {
			return err
		}
	}
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w: %s", ErrUnreachable, strings.TrimSpace(err.Error()))
}
