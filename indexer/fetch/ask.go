package fetch

import (
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
// how a second process on this machine reads beside a running server.
func Ask(ctx context.Context, addr, path string) (status int, body []byte, err error) {
	ap, err := netip.ParseAddrPort(addr)
	if err != nil || !ap.Addr().Unmap().IsLoopback() {
		return 0, nil, fmt.Errorf("fetch: ask %q: %w: want a loopback address", addr, ErrBlocked)
	}
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("fetch: ask: %w: %v", ErrBadURL, err)
	}
	client := http.Client{Transport: &http.Transport{Proxy: nil, DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("fetch: ask %s: %w", addr, kindOf(err))
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return 0, nil, fmt.Errorf("fetch: ask %s: %w", addr, kindOf(err))
	}
	return resp.StatusCode, body, nil
}
