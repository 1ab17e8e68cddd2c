package indexer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"dateline/indexer/archive"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/search/news"
)

func warcDir(dataDir string) string { return filepath.Join(dataDir, "warc") }

// keep archives a response before anything else looks at it.
func (c *Crawler) keep(resp *fetch.Response) (news.Fetch, error) {
	ref, err := c.warc.Write(archive.Exchange{
		URL: resp.URL, At: resp.At, RequestHeader: resp.RequestHeader,
		Proto: resp.Proto, Status: resp.Status, Header: resp.Header, Body: resp.Wire,
	})
	if err != nil {
		return news.Fetch{}, fmt.Errorf("indexer: archive: %w", err)
	}
	return news.Fetch{
		URL: resp.URL, At: resp.At, Status: resp.Status,
		WARCFile: ref.File, WARCOffset: ref.Offset, Digest: ref.Digest,
	}, nil
}

func (c *Crawler) count(f func(*CrawlCounts)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(&c.counts)
}

func (c *Crawler) progress(url string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.onProgress != nil {
		c.onProgress(c.counts, url)
	}
}

// done ends a lease that brought no article.
func (c *Crawler) done(ctx context.Context, lease frontier.Lease) error {
	tx, err := c.x.Store.DB().BeginTx(ctx, nil)
	if err != nil {
		return ignoreEnd(ctx, err)
	}
	if err := c.frontier.Done(ctx, tx, lease); err != nil {
		return errors.Join(ignoreLost(ctx, err), ignoreDone(tx.Rollback()))
	}
	return ignoreEnd(ctx, tx.Commit())
}

func ignoreLost(ctx context.Context, err error) error {
	if errors.Is(err, frontier.ErrLeaseLost) {
		return nil
	}
	return ignoreEnd(ctx, err)
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

func (c *Crawler) skip(ctx context.Context, lease frontier.Lease, reason string) error {
	c.count(func(n *CrawlCounts) { n.Skipped++ })
	c.x.cfg.Logger.Debug("skipped", "url", lease.URL, "reason", reason)
	c.visited(ctx, lease, 0, reason)
	return ignoreLost(ctx, c.frontier.Skip(ctx, lease, reason))
}

func (c *Crawler) fail(ctx context.Context, lease frontier.Lease, reason string, retryAfter time.Duration) error {
	c.count(func(n *CrawlCounts) { n.Failed++ })
	c.x.cfg.Logger.Info("failed", "url", lease.URL, "reason", reason)
	c.visited(ctx, lease, 0, reason)
	_, err := c.frontier.Fail(ctx, c.x.cfg.Now(), lease, reason, retryAfter)
	return ignoreLost(ctx, err)
}

// visited keeps a source's record: when it last answered, with how many links,
// or why it did not. Only for the source's own URL.
func (c *Crawler) visited(ctx context.Context, lease frontier.Lease, items int, failure string) {
	if lease.Source == 0 || lease.Depth > 0 {
		return
	}
	if err := c.x.Store.SourceVisited(ctx, lease.Source, c.x.cfg.Now(), items, failure); err != nil && ctx.Err() == nil {
		c.x.cfg.Logger.Warn("a source's record was not kept", "url", lease.URL, "error", err)
	}
}

// honourDelay tells the frontier, once a host and run, what pause its
// robots.txt asks for.
func (c *Crawler) honourDelay(ctx context.Context, lease frontier.Lease) {
	c.mu.Lock()
	known := c.delayed[lease.Host]
	c.delayed[lease.Host] = true
	c.mu.Unlock()
	if known {
		return
	}
	delay, _, err := c.client.CrawlDelay(ctx, lease.URL)
	if err == nil && delay > c.x.cfg.HostDelay {
		err = c.frontier.SetHostDelay(ctx, lease.Host, delay)
	}
	if err != nil && ctx.Err() == nil {
		c.x.cfg.Logger.Warn("crawl-delay", "host", lease.Host, "error", err)
	}
}

// sitemapUnchanged remembers when a sitemap changed, and says whether that is
// what it was the last time. A sitemap without a date always may have changed.
func (c *Crawler) sitemapUnchanged(url string, modified time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, seen := c.sitemaps[url]
	c.sitemaps[url] = modified
	return seen && !modified.IsZero() && known.Equal(modified)
}

func (c *Crawler) conditional(url string) fetch.Conditional {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.conditionals[url]
}

func (c *Crawler) remember(url string, resp *fetch.Response) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.conditionals) >= maxConditionals {
		clear(c.conditionals)
	}
	c.conditionals[url] = fetch.Conditional{ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified")}
}
