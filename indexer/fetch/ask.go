package fetch

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"time"
)

// maxAnswer is how much Ask reads: a page of 100 hits with all facets is 0.5 MB.
const maxAnswer = 64 << 20

// askTimeout is longer than the owner's own deadline for a search.
const askTimeout = 30 * time.Second

// Ask gets path (with its query) from the owner of a data directory at addr, a
// loopback address as its LOCK names it; any other address is refused. It is
// how a second process on this machine reads beside a running server. token may
// be empty.
func Ask(ctx context.Context, addr, path, token string) (status int, body []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	var b bytes.Buffer
	status, err = Stream(ctx, addr, path, token, func(int) io.Writer { return &limitedWriter{w: &b, left: maxAnswer} })
	return status, b.Bytes(), err
}

// Stream is Ask for an answer of any length: it is copied, as it comes, to what
// to gives for the answer's status. It fails where the answer is cut short.
func Stream(ctx context.Context, addr, path, token string, to func(status int) io.Writer) (status int, err error) {
	ap, err := netip.ParseAddrPort(addr)
	if err != nil || !ap.Addr().Unmap().IsLoopback() {
		return 0, fmt.Errorf("fetch: ask %q: %w: want a loopback address", addr, ErrBlocked)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return 0, fmt.Errorf("fetch: ask: %w: %v", ErrBadURL, err)
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	client := http.Client{Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return 0, fmt.Errorf("fetch: ask %s: %w", addr, kindOf(err))
	}
	defer resp.Body.Close()
	if _, err := io.Copy(to(resp.StatusCode), resp.Body); err != nil {
		return 0, fmt.Errorf("fetch: ask %s: %w", addr, kindOf(err))
	}
	return resp.StatusCode, nil
}

// limitedWriter drops what comes beyond its limit.
type limitedWriter struct {
	w    io.Writer
	left int
}

func (l *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	if _, err := l.w.Write(p[:n]); err != nil {
		return 0, err
	}
	return len(p), nil
}
