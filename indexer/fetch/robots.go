package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"dateline/indexer/robots"
)

// robotsCache holds each host's rules until they are stale.
type robotsCache struct {
	mu    sync.Mutex
	hosts map[string]*robotsEntry
}

// RobotsDownError says that a host's robots.txt answered 429 or 5xx, so that nothing
// of the host may be asked for until Until, by the clock of the Config. It is an
// ErrUnreachable, though the host did answer.
type RobotsDownError struct {
	Host   string
	Status int
	Until  time.Time
}

// Error implements error.
func (e *RobotsDownError) Error() string {
	return fmt.Sprintf("robots.txt of %s answered %d: %s", e.Host, e.Status, ErrUnreachable)
}

// Is makes it an ErrUnreachable.
func (e *RobotsDownError) Is(target error) bool { return target == ErrUnreachable }

// robotsEntry is filled under its own lock, so that two workers at one host
// ask once and workers at other hosts never wait.
type robotsEntry struct {
	mu    sync.Mutex
	rules *robots.Rules
	file  *robots.File
	down  error // why everything is disallowed for now
	until time.Time
}

func newRobotsCache() robotsCache { return robotsCache{hosts: map[string]*robotsEntry{}} }

func (c *robotsCache) entry(origin string) *robotsEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.hosts[origin]
	if !ok {
		if len(c.hosts) >= MaxRobotsHosts {
			clear(c.hosts) // simpler than an eviction order; each costs one request
		}
		e = &robotsEntry{}
		c.hosts[origin] = e
	}
	return e
}

// Allowed says whether robots.txt of rawURL's host lets us fetch it. Status
// codes as RFC 9309 section 2.3.1 has it: 4xx (but 429) allows everything;
// 429, 5xx and a host that cannot be reached disallow everything for now,
// which is ErrUnreachable.
func (c *Client) Allowed(ctx context.Context, rawURL string) (robots.Verdict, error) {
	e, err := c.rulesFor(ctx, rawURL)
	if err != nil {
		return robots.Verdict{}, err
	}
	return e.rules.Test(rawURL), nil
}

// permitted asks robots.txt whether rawURL may be fetched at all: ErrRobots where
// a rule forbids it, ErrCrawlDelay where the host asks for longer pauses than we
// make, ErrUnreachable where it cannot be known now.
func (c *Client) permitted(ctx context.Context, rawURL string) error {
	e, err := c.rulesFor(ctx, rawURL)
	if err != nil {
		return err
	}
	if verdict := e.rules.Test(rawURL); !verdict.Allowed {
		return fmt.Errorf("%w (%s)", ErrRobots, verdict.Rule)
	}
	if asked := e.rules.Asked(); asked > robots.MaxDelay {
		return fmt.Errorf("%w: crawl-delay %.0f s is above the %.0f s we wait", ErrCrawlDelay, asked.Seconds(), robots.MaxDelay.Seconds())
	}
	return nil
}

// CrawlDelay is the pause rawURL's host asks for between requests, and the
// sitemaps its robots.txt names. Zero and none where it says nothing.
func (c *Client) CrawlDelay(ctx context.Context, rawURL string) (time.Duration, []string, error) {
	e, err := c.rulesFor(ctx, rawURL)
	if err != nil {
		return 0, nil, err
	}
	d, _ := e.rules.Delay()
	return d, e.file.Sitemaps, nil
}

func (c *Client) rulesFor(ctx context.Context, rawURL string) (*robotsEntry, error) {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Timeout)
	defer cancel()
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	e := c.robots.entry(u.Scheme + "://" + u.Host)
	e.mu.Lock()
	defer e.mu.Unlock()
	if c.cfg.Now().Before(e.until) {
		return e, e.down
	}
	return e, c.refresh(ctx, e, u)
}

// refresh asks for robots.txt. e.mu is held.
func (c *Client) refresh(ctx context.Context, e *robotsEntry, u *url.URL) error {
	ctx = context.WithValue(ctx, robotsFetchKey{}, true)
	target := u.Scheme + "://" + u.Host + "/robots.txt"
	resp, err := c.get(ctx, target, Conditional{})
	if errors.Is(ctx.Err(), context.Canceled) {
		return context.Canceled // our own hurry says nothing about the host
	}
	e.down, e.until = nil, c.cfg.Now().Add(RobotsFresh)
	switch {
	case errors.Is(err, ErrRedirects):
		e.set(nil, c.token()) // unavailable, as RFC 9309 section 2.3.1.2 has it
	case err != nil:
		e.down = err
	case resp.Status == http.StatusTooManyRequests || resp.Status >= 500:
		e.down = &RobotsDownError{Host: u.Host, Status: resp.Status, Until: c.cfg.Now().Add(RobotsRetry)}
	case resp.Status >= 200 && resp.Status < 300:
		e.set(resp.Body, c.token())
	default:
		e.set(nil, c.token())
	}
	switch {
	case err != nil && e.down != nil:
		e.until = c.cfg.Now().Add(RobotsUnreachable)
	case e.down != nil:
		e.until = c.cfg.Now().Add(RobotsRetry)
	}
	return e.down
}

// PageRules is what a page asks of us: metas are the values of its robots <meta>.
func (c *Client) PageRules(metas []string, header http.Header) robots.PageRules {
	return robots.OfPage(metas, header.Values("X-Robots-Tag"), c.token())
}

func (e *robotsEntry) set(body []byte, token string) {
	e.file = robots.Parse(body)
	e.rules = e.file.Agent(token)
}

// token is the product token of the user agent: "Dateline" of "Dateline/1.0 (+...)".
func (c *Client) token() string {
	token, _, _ := strings.Cut(c.cfg.UserAgent, "/")
	return strings.TrimSpace(token)
}
