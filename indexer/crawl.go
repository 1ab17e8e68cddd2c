package indexer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"dateline/indexer/archive"
	"dateline/indexer/extract"
	"dateline/indexer/feed"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
	"dateline/search/news"
)

// Defaults and limits of a crawl.
const (
	// defaultWorkers is how many pages are fetched at once. A host never has
	// more than one request in flight, so this counts hosts.
	defaultWorkers = 16
	// defaultHostDelay is the pause between two requests to a host that does
	// not ask for one.
	defaultHostDelay = time.Second
	// idlePoll is how long a worker with nothing to do sleeps at most: another
	// process may have added a URL.
	idlePoll = 500 * time.Millisecond
	// maxConditionals bounds the ETags that are remembered within a run.
	maxConditionals = 100_000
)

// CrawlCounts is what a crawl did. Pages counts every response; Fetched what was
// new in them is Added and Updated. Skipped are pages that are no articles, or
// that must not be fetched; Failed were tried in vain and may be tried again.
type CrawlCounts struct {
	Pages     int `json:"pages"`
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
	Failed    int `json:"failed"`
}

// Crawler fetches what the frontier gives. It belongs to the owner of a data
// directory.
type Crawler struct {
	x        *Indexer
	client   *fetch.Client
	frontier *frontier.Frontier
	warc     *archive.Writer

	mu           sync.Mutex
	counts       CrawlCounts
	conditionals map[string]fetch.Conditional
	delayed      map[string]bool      // hosts whose crawl-delay is set
	sitemaps     map[string]time.Time // when those of an index last changed
	onProgress   func(CrawlCounts, string)
}

// NewCrawler opens the frontier and the archive. Leases that a killed crawler
// left are taken back.
func (x *Indexer) NewCrawler(ctx context.Context) (*Crawler, error) {
	f, err := x.Frontier(ctx)
	if err != nil {
		return nil, err
	}
	if err := f.Recover(ctx, x.cfg.Now()); err != nil {
		return nil, err
	}
	w, err := archive.Open(warcDir(x.cfg.DataDir))
	if err != nil {
		return nil, err
	}
	return &Crawler{
		x: x, frontier: f, warc: w, client: fetch.New(x.cfg.Fetch),
		conditionals: map[string]fetch.Conditional{}, delayed: map[string]bool{},
		sitemaps: map[string]time.Time{},
	}, nil
}

// Frontier opens the queue of the data directory; beside an owner, to hand URLs
// over to it.
func (x *Indexer) Frontier(ctx context.Context) (*frontier.Frontier, error) {
	return frontier.New(ctx, x.Store.DB(), frontier.Options{HostDelay: x.cfg.HostDelay})
}

// OnProgress has f called after each response with the counts so far and the
// URL. Set it before Run; f is called by one goroutine at a time.
func (c *Crawler) OnProgress(f func(CrawlCounts, string)) { c.onProgress = f }

// Close closes the archive and idle connections.
func (c *Crawler) Close() error {
	c.client.Close()
	return c.warc.Close()
}

// Run fetches until the queue has nothing more (once), or until ctx ends: then
// pages in flight are put back, and the error is nil.
func (c *Crawler) Run(ctx context.Context, once bool) (CrawlCounts, error) {
	runCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var workers sync.WaitGroup
	for range c.x.cfg.Workers {
		workers.Go(func() {
			if err := c.work(runCtx, once); err != nil {
				cancel(err)
			}
		})
	}
	workers.Wait()
	err := context.Cause(runCtx)
	if ctx.Err() != nil {
		err = nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.counts, err
}

func (c *Crawler) work(ctx context.Context, once bool) error {
	for ctx.Err() == nil {
		lease, ok, err := c.frontier.Lease(ctx, c.x.cfg.Now())
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case ok:
			if err := c.visit(ctx, lease); err != nil {
				return err
			}
		default:
			if more, err := c.idle(ctx, once); err != nil || !more {
				return err
			}
		}
	}
	return nil
}

// idle waits until something may be due; false where the crawl is at its end.
func (c *Crawler) idle(ctx context.Context, once bool) (more bool, err error) {
	next, any, err := c.frontier.NextAt(ctx)
	if err != nil {
		return false, ignoreEnd(ctx, err)
	}
	if once && !any {
		return false, nil
	}
	wait := idlePoll
	if any {
		// A worker that ends its lease may free a host earlier than NextAt
		// says, so never sleep long.
		wait = min(max(next.Sub(c.x.cfg.Now()), time.Millisecond), idlePoll/10)
	}
	select {
	case <-ctx.Done():
	case <-time.After(wait):
	}
	return true, nil
}

func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// visit does one lease to its end. The error is for what ends the crawl: the
// store or the archive cannot be written.
func (c *Crawler) visit(ctx context.Context, lease frontier.Lease) (err error) {
	defer func() {
		if p := recover(); p != nil {
			c.x.cfg.Logger.Error("a page made the pipeline panic", "url", lease.URL, "panic", fmt.Sprint(p))
			err = c.skip(ctx, lease, "it makes a parser fail")
		}
	}()
	resp, err := c.client.Get(ctx, lease.URL, c.conditional(lease.URL))
	if err != nil {
		return c.refused(ctx, lease, err)
	}
	c.honourDelay(ctx, lease)
	ref, err := c.keep(resp)
	if err != nil {
		return err
	}
	defer func() { c.progress(lease.URL) }()
	return c.respond(ctx, lease, resp, ref)
}

// refused ends a lease whose page could not be had.
func (c *Crawler) refused(ctx context.Context, lease frontier.Lease, err error) error {
	switch {
	case ctx.Err() != nil:
		// The shutdown must still be able to put it back.
		return c.frontier.Release(context.WithoutCancel(ctx), lease)
	case errors.Is(err, fetch.ErrUnreachable):
		return c.fail(ctx, lease, err.Error(), 0)
	}
	return c.skip(ctx, lease, err.Error())
}

func (c *Crawler) respond(ctx context.Context, lease frontier.Lease, resp *fetch.Response, ref news.Fetch) error {
	c.count(func(n *CrawlCounts) { n.Pages++ })
	switch s := resp.Status; {
	case resp.NotModified():
		c.count(func(n *CrawlCounts) { n.Unchanged++ })
		return c.done(ctx, lease)
	case s == http.StatusTooManyRequests || s >= 500:
		return c.fail(ctx, lease, fmt.Sprintf("answered %d", s), resp.RetryAfter(c.x.cfg.Now()))
	case s < 200 || s >= 300:
		return c.skip(ctx, lease, fmt.Sprintf("answered %d", s))
	}
	c.remember(lease.URL, resp)
	if lease.Kind != frontier.Page || !looksLikeHTML(resp) {
		f, err := feed.Parse(resp.Body, resp.URL)
		if err == nil {
			return c.links(ctx, lease, f)
		}
		if !errors.Is(err, feed.ErrNotFeed) {
			return c.skip(ctx, lease, err.Error())
		}
	}
	return c.page(ctx, lease, resp, ref)
}

func looksLikeHTML(resp *fetch.Response) bool {
	kind := resp.Header.Get("Content-Type")
	return kind == "" || len(kind) >= 9 && kind[:9] == "text/html" || len(kind) >= 21 && kind[:21] == "application/xhtml+xml"
}

// links queues what a feed or sitemap lists, and asks again for articles that
// it says were modified.
func (c *Crawler) links(ctx context.Context, lease frontier.Lease, f *feed.Feed) error {
	kind := frontier.Page
	if f.Kind == feed.SitemapIndex {
		kind = frontier.Sitemap
	}
	items := make([]frontier.Item, 0, len(f.Links))
	for _, l := range f.Links {
		items = append(items, frontier.Item{URL: l.URL, Kind: kind, Depth: lease.Depth + 1, Source: lease.Source, Parent: lease.URL})
	}
	if _, err := c.frontier.Add(ctx, c.x.cfg.Now(), items); err != nil {
		return ignoreEnd(ctx, err)
	}
	revisit := c.revisit
	if kind == frontier.Sitemap {
		revisit = c.revisitSitemaps
	}
	if err := revisit(ctx, f.Links); err != nil {
		return ignoreEnd(ctx, err)
	}
	c.visited(ctx, lease, len(items), "")
	return c.done(ctx, lease)
}

// revisit makes the articles due that are newer in a feed than in the store.
func (c *Crawler) revisit(ctx context.Context, links []feed.Link) error {
	for _, l := range links {
		url, err := frontier.Canonical(l.URL, "")
		if err != nil || l.Modified.IsZero() {
			continue
		}
		a, err := c.x.Store.Article(ctx, news.NewID(url))
		if err != nil {
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			return err
		}
		known := a.Modified
		if known.IsZero() {
			known = a.Published
		}
		if l.Modified.After(known.Time) {
			if err := c.frontier.Recrawl(ctx, url, c.x.cfg.Now()); err != nil && !errors.Is(err, frontier.ErrUnknownURL) {
				return err
			}
		}
	}
	return nil
}

// revisitSitemaps makes the sitemaps of an index due, but for those whose date
// of change is the one they had at this run's last visit: a site of many years
// has hundreds, and only the newest change.
func (c *Crawler) revisitSitemaps(ctx context.Context, links []feed.Link) error {
	for _, l := range links {
		url, err := frontier.Canonical(l.URL, "")
		if err != nil || c.sitemapUnchanged(url, l.Modified) {
			continue
		}
		if err := c.frontier.Recrawl(ctx, url, c.x.cfg.Now()); err != nil && !errors.Is(err, frontier.ErrUnknownURL) {
			return err
		}
	}
	return nil
}

// page extracts, tags and stores one page, together with the end of its lease.
func (c *Crawler) page(ctx context.Context, lease frontier.Lease, resp *fetch.Response, ref news.Fetch) error {
	html, _ := fetch.DecodeText(resp.Body, resp.Header.Get("Content-Type"))
	p, err := extract.Extract(html, extract.Options{URL: resp.URL, Seen: resp.At})
	// What was named as a source, or on the command line, may be a front page.
	if lease.Depth == 0 && (lease.Source != 0 || err != nil || !p.IsArticle) {
		return c.frontPage(ctx, lease, html, resp.URL)
	}
	if err != nil {
		return c.skip(ctx, lease, err.Error())
	}
	if !p.IsArticle {
		return c.skip(ctx, lease, "no article: "+p.Reason)
	}
	a := fromPage(p, resp.URL)
	a.Fetch = &ref
	c.x.tag(&a)
	outcomes, err := c.x.Store.Save(ctx, []news.Article{a}, func(tx *sql.Tx) error { return c.frontier.Done(ctx, tx, lease) })
	switch {
	case errors.Is(err, frontier.ErrLeaseLost):
		return nil // another worker has it by now
	case err != nil:
		return ignoreEnd(ctx, err)
	}
	c.x.wake()
	c.count(func(n *CrawlCounts) { n.outcome(outcomes[0]) })
	return nil
}

func (n *CrawlCounts) outcome(o store.Outcome) {
	switch o {
	case store.Added:
		n.Added++
	case store.Updated:
		n.Updated++
	default:
		n.Unchanged++
	}
}

// frontPage queues the feeds a source's page names, or else the pages it links
// to on its own host.
func (c *Crawler) frontPage(ctx context.Context, lease frontier.Lease, html []byte, at string) error {
	var items []frontier.Item
	for _, u := range feed.Discover(html, at) {
		items = append(items, frontier.Item{URL: u, Kind: frontier.Feed, Source: lease.Source, Parent: at})
	}
	for _, u := range feed.PageLinks(html, at) {
		items = append(items, frontier.Item{URL: u, Kind: frontier.Page, Depth: 1, Source: lease.Source, Parent: at})
	}
	if _, err := c.frontier.Add(ctx, c.x.cfg.Now(), items); err != nil {
		return ignoreEnd(ctx, err)
	}
	c.visited(ctx, lease, len(items), "")
	return c.done(ctx, lease)
}
