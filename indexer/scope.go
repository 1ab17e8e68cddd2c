package indexer

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"dateline/indexer/frontier"
	"dateline/indexer/store"
)

const (
	// sourceFresh is how long a source's settings are believed before they are
	// read again: `sources add` changes them beside a running crawl.
	sourceFresh = 5 * time.Second
	// maxPattern is the bytes of one pattern of a scope.
	maxPattern = 1000
)

// source is a store.Source ready for use; the zero id is that of URLs which
// belong to none.
type source struct {
	store.Source
	scope scope
}

// scope is a store.Scope ready for use.
type scope struct {
	hosts, prefixes  []string
	include, exclude []*regexp.Regexp
	depth            int
	order            frontier.Order
}

// newScope compiles s. Its errors are for whoever typed the patterns.
func newScope(s store.Scope) (scope, error) {
	out := scope{depth: min(max(s.Depth, 1), frontier.MaxDepth), prefixes: s.Prefixes, order: frontier.Order(s.Order)}
	switch out.order {
	case frontier.AsFound, frontier.Newest, frontier.Oldest:
	default:
		return scope{}, fmt.Errorf("order %q: want newest or oldest", s.Order)
	}
	for _, h := range s.Hosts {
		out.hosts = append(out.hosts, strings.ToLower(strings.TrimSuffix(h, ".")))
	}
	for _, list := range []struct {
		patterns []string
		to       *[]*regexp.Regexp
	}{{s.Include, &out.include}, {s.Exclude, &out.exclude}} {
		for _, p := range list.patterns {
			if len(p) > maxPattern {
				return scope{}, fmt.Errorf("a pattern of %d bytes is longer than %d", len(p), maxPattern)
			}
			re, err := regexp.Compile(p)
			if err != nil {
				return scope{}, fmt.Errorf("pattern %q: %w", p, err)
			}
			*list.to = append(*list.to, re)
		}
	}
	return out, nil
}

// CheckScope reports what is wrong with a scope, or nil.
func CheckScope(s store.Scope) error {
	_, err := newScope(s)
	return err
}

// allows reports whether a link may be asked for.
func (s *scope) allows(rawURL string) bool {
	u, err := url.Parse(rawURL)
	if err != nil {
		return false
	}
	if len(s.hosts) > 0 && !s.hasHost(u.Hostname()) {
		return false
	}
	if len(s.prefixes) > 0 && !hasPrefix(u.EscapedPath(), s.prefixes) {
		return false
	}
	return (len(s.include) == 0 || matches(s.include, rawURL)) && !matches(s.exclude, rawURL)
}

// ownSite reports whether a link of the document at base stays on its site, or
// goes to a host that the source names.
func (s *scope) ownSite(rawURL, base string) bool {
	u, err := url.Parse(rawURL)
	b, baseErr := url.Parse(base)
	if err != nil || baseErr != nil {
		return false
	}
	if u.Host == b.Host || len(s.hosts) > 0 && s.hasHost(u.Hostname()) {
		return true
	}
	d := Domain(rawURL)
	return d != "" && d == Domain(base) && u.Port() == b.Port()
}

func (s *scope) hasHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	for _, h := range s.hosts {
		if host == h || strings.HasSuffix(host, "."+h) {
			return true
		}
	}
	return false
}

func hasPrefix(path string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(path, p) {
			return true
		}
	}
	return false
}

func matches(patterns []*regexp.Regexp, s string) bool {
	for _, re := range patterns {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

// sourceCache keeps what visits need of their sources. The zero value is ready.
type sourceCache struct {
	mu   sync.Mutex
	byID map[int64]cachedSource
}

type cachedSource struct {
	source
	read time.Time // monotonic
}

// source gives the settings of a source. One that was removed meanwhile, or
// whose patterns are no good, is as a URL that belongs to none.
func (c *Crawler) source(ctx context.Context, id int64) (source, error) {
	none := source{scope: scope{depth: max(c.x.cfg.Depth, 1)}}
	if id == 0 {
		return none, nil
	}
	c.sources.mu.Lock()
	defer c.sources.mu.Unlock()
	if known, ok := c.sources.byID[id]; ok && time.Since(known.read) < sourceFresh {
		return known.source, nil
	}
	src, err := c.x.Store.Source(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return none, nil
	}
	if err != nil {
		return source{}, err
	}
	sc, err := newScope(src.Scope)
	if err != nil {
		c.x.cfg.Logger.Warn("a source's scope is not used", "source", src.URL, "error", err)
		sc = none.scope
	}
	if c.sources.byID == nil {
		c.sources.byID = map[int64]cachedSource{}
	}
	c.sources.byID[id] = cachedSource{source{src, sc}, time.Now()}
	return c.sources.byID[id].source, nil
}
