package indexer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"dateline/indexer/extract"
	"dateline/indexer/feed"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
)

// DefaultInterval is how often a source is asked where nothing else was said:
// feeds of newsrooms change a few times an hour.
const DefaultInterval = 30 * time.Minute

// scheduleEvery is how often the schedule is looked at; a source added beside a
// running server is crawled within it.
const scheduleEvery = 2 * time.Second

// ErrNotSource says that a URL holds neither a feed, a sitemap nor a page.
var ErrNotSource = errors.New("neither a feed, a sitemap nor a page with links")

// maxDiscovered is how many feeds of one page become sources: the main one and
// its sections. Some sites name one for each of a thousand tags.
const maxDiscovered = 20

// FoundSource is a source that was added, and what it held: its own title, how
// many links and the newest date among them (zero where it names none).
type FoundSource struct {
	store.Source
	Title  string
	Links  int
	Latest time.Time
	dated  bool // by when they were published
}

// AddSource looks at what rawURL holds and keeps it as a source with the
// settings of src: a feed or sitemap as it is; of a page the feeds it names, or
// else, of a home page, the news sitemaps of its robots.txt, or else the page itself. It gives what was added. A running server crawls it
// from then on.
func (x *Indexer) AddSource(ctx context.Context, rawURL string, src store.Source) ([]FoundSource, error) {
	canonical, err := frontier.Canonical(rawURL, "")
	if err != nil {
		return nil, fmt.Errorf("indexer: source %q: %w", rawURL, err)
	}
	sc, err := newScope(src.Scope)
	if err != nil {
		return nil, fmt.Errorf("indexer: source %q: %w", rawURL, err)
	}
	client := fetch.New(x.cfg.Fetch)
	defer client.Close()
	found, err := x.look(ctx, client, canonical, sc, maxSent)
	if err != nil {
		return nil, err
	}
	src.AddedAt = x.cfg.Now()
	if src.Interval <= 0 {
		src.Interval = DefaultInterval
	}
	for i, f := range found {
		src.URL, src.Kind = f.URL, f.Kind
		if found[i].Source, err = x.Store.AddSource(ctx, src); err != nil {
			return found[:i], err
		}
	}
	return found, nil
}

// maxSent is how often a page that is to be a source may send readers on to another.
const maxSent = 1

// look says what url holds as sources; never nothing without an error.
func (x *Indexer) look(ctx context.Context, client *fetch.Client, url string, hosts scope, sent int) ([]FoundSource, error) {
	resp, err := client.Get(ctx, url, fetch.Conditional{})
	if err != nil {
		return nil, fmt.Errorf("indexer: source: %w", err)
	}
	if resp.Status != http.StatusOK {
		return nil, fmt.Errorf("indexer: source %s: answered %d", url, resp.Status)
	}
	f, err := describe(url, resp)
	if err == nil {
		return []FoundSource{f}, nil
	}
	if !errors.Is(err, feed.ErrNotFeed) {
		return nil, fmt.Errorf("indexer: source: %w", err)
	}
	if !looksLikeHTML(resp) {
		return nil, fmt.Errorf("indexer: source %s: %w", url, ErrNotSource)
	}
	html, _ := fetch.DecodeText(resp.Body, resp.Header.Get("Content-Type"))
	feeds, pages := feed.OfPage(html, resp.URL, hosts.hasHost)
	found, err := x.discovered(ctx, client, feeds)
	if err != nil || len(found) > 0 {
		return found, err
	}
	if found, err = x.sitemapsOf(ctx, client, resp.URL, len(pages) > 0); err != nil || len(found) > 0 {
		return found, err
	}
	if n := len(pages); n > 0 {
		return []FoundSource{{Source: store.Source{URL: url, Kind: store.Page}, Links: n}}, nil
	}
	if p, err := extract.Extract(html, extract.Options{URL: resp.URL}); err == nil && p.Refresh != "" && sent > 0 {
		return x.look(ctx, client, p.Refresh, hosts, sent-1)
	}
	return nil, fmt.Errorf("indexer: source %s: %w", url, ErrNotSource)
}

// sitemapsOf looks at the sitemaps that the robots.txt of a home page names. Where the
// page has links, only those of dated news are wanted: others list the site of all years.
func (x *Indexer) sitemapsOf(ctx context.Context, client *fetch.Client, url string, hasLinks bool) ([]FoundSource, error) {
	if !isHome(url) {
		return nil, nil
	}
	_, named, err := client.CrawlDelay(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("indexer: source: %w", err)
	}
	var own []string
	for _, u := range named {
		if abs, err := frontier.Canonical(u, url); err == nil && (&scope{}).ownSite(abs, url) {
			own = append(own, abs)
		}
	}
	found, err := x.discovered(ctx, client, own)
	return slices.DeleteFunc(found, func(f FoundSource) bool { return f.Kind != store.Sitemap || hasLinks && !f.dated }), err
}

// discovered looks at the feeds or sitemaps a page names. Those of comments hold no
// articles, those that cannot be read are left out.
func (x *Indexer) discovered(ctx context.Context, client *fetch.Client, urls []string) ([]FoundSource, error) {
	var found []FoundSource
	for _, u := range urls[:min(len(urls), maxDiscovered)] {
		canonical, err := frontier.Canonical(u, "")
		if err != nil || strings.Contains(canonical, "/comments/") {
			continue
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(x.cfg.HostDelay):
		}
		resp, err := client.Get(ctx, canonical, fetch.Conditional{})
		if err != nil || resp.Status != http.StatusOK {
			x.cfg.Logger.Warn("a feed or sitemap that the page names was left out", "url", canonical, "error", err)
			continue
		}
		f, err := describe(canonical, resp)
		if err != nil {
			x.cfg.Logger.Warn("a feed or sitemap that the page names was left out", "url", canonical, "error", err)
			continue
		}
		found = append(found, f)
	}
	return found, nil
}

// describe says what a response is as a feed or sitemap. Errors are feed's.
func describe(url string, resp *fetch.Response) (FoundSource, error) {
	f, err := feed.Parse(fetch.DecodeFeed(resp.Body, resp.Header.Get("Content-Type")), resp.URL)
	if err != nil {
		return FoundSource{}, err
	}
	out := FoundSource{Source: store.Source{URL: url, Kind: store.Feed}, Title: f.Title, Links: len(f.Links)}
	if isSitemap(f.Kind) {
		out.Kind = store.Sitemap
	}
	for _, l := range f.Links {
		out.Latest = later(out.Latest, l, resp.At)
		out.dated = out.dated || !l.Published.IsZero()
	}
	return out, nil
}

// OPMLCounts says what an OPML file held: feeds that were added, feeds that were
// sources already, and addresses that are no good.
type OPMLCounts struct {
	Added, Known int
	Bad          []string
}

// ImportOPML adds the feeds of an OPML file as sources with the settings of src,
// without looking at them: a reader's list has hundreds. What was said of one that is
// a source already stays. Of a file that is damaged those before the damage are added,
// and the error says so.
func (x *Indexer) ImportOPML(ctx context.Context, opml []byte, src store.Source) (n OPMLCounts, err error) {
	outlines, damage := feed.ParseOPML(opml)
	if damage != nil {
		damage = fmt.Errorf("indexer: %w", damage)
	}
	list, err := x.Store.ListSources(ctx)
	if err != nil {
		return n, err
	}
	known := map[string]bool{}
	for _, s := range list {
		known[s.URL] = true
	}
	src.AddedAt, src.Kind = x.cfg.Now(), store.Feed
	if src.Interval <= 0 {
		src.Interval = DefaultInterval
	}
	for _, o := range outlines {
		u, err := frontier.Canonical(o.URL, "")
		switch {
		case err != nil:
			n.Bad = append(n.Bad, o.URL)
			continue
		case known[u]:
			n.Known++
			continue
		}
		src.URL, src.Name, known[u] = u, o.Title, true
		if _, err := x.Store.AddSource(ctx, src); err != nil {
			return n, err
		}
		n.Added++
	}
	return n, damage
}

// QueueSources makes every source due now, as the start of a crawl.
func (x *Indexer) QueueSources(ctx context.Context) error {
	f, err := x.Frontier(ctx)
	if err != nil {
		return err
	}
	list, err := x.Store.ListSources(ctx)
	if err != nil {
		return err
	}
	for _, src := range list {
		if err := queueSource(ctx, f, src, x.cfg.Now()); err != nil {
			return err
		}
	}
	return nil
}

func queueSource(ctx context.Context, f *frontier.Frontier, src store.Source, now time.Time) error {
	kind := frontier.Page
	switch src.Kind {
	case store.Feed:
		kind = frontier.Feed
	case store.Sitemap:
		kind = frontier.Sitemap
	}
	if _, err := f.Add(ctx, now, []frontier.Item{{URL: src.URL, Kind: kind, Source: src.ID}}); err != nil {
		return err
	}
	err := f.Recrawl(ctx, src.URL, now)
	if errors.Is(err, frontier.ErrUnknownURL) {
		return nil // over the host's budget: the frontier counted it
	}
	return err
}

// RunSchedule crawls until ctx ends, asking each source at its interval.
func (c *Crawler) RunSchedule(ctx context.Context) error {
	runCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		if err := c.schedule(runCtx); err != nil {
			cancel(err)
		}
	}()
	_, err := c.Run(runCtx, false)
	if cause := context.Cause(runCtx); ctx.Err() == nil && cause != nil {
		return cause
	}
	return err
}

func (c *Crawler) schedule(ctx context.Context) error {
	for {
		if err := c.queueDue(ctx); c.x.disk.refused(err) {
			c.x.disk.wait(ctx)
		} else if err != nil {
			return ignoreEnd(ctx, err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(scheduleEvery):
		}
	}
}

// queueDue queues the sources that are to be asked.
func (c *Crawler) queueDue(ctx context.Context) error {
	list, err := c.x.Store.ListSources(ctx)
	if err != nil {
		return err
	}
	now := c.x.cfg.Now()
	for _, src := range list {
		if !due(src, now) {
			continue
		}
		// The visit plans the next one itself; this is for one that never
		// comes to its end.
		err := c.x.Store.PlanSource(ctx, src.ID, now.Add(longestPlan(src)))
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err := queueSource(ctx, c.frontier, src, c.clock.Now()); err != nil {
			return err
		}
	}
	return nil
}

// due reports whether a source is to be asked. A plan further ahead than its pace
// was made with another clock: were only one beyond every pace such a plan, a clock
// set back by a day would keep a source silent for that day.
func due(src store.Source, now time.Time) bool {
	return !src.NextVisit.After(now) || src.NextVisit.Sub(now) > longestPlan(src)
}

// longestPlan is how far ahead the next visit of src is planned at most.
func longestPlan(src store.Source) time.Duration { return max(src.Pace, src.Interval, minPace) }
