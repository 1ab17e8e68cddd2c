package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

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

// AddSource looks at what rawURL holds and keeps it as a source with the
// settings of src: a feed or sitemap as it is; of a page the feeds it names,
// or else the page itself. It gives what was added. A running server crawls it
// from then on.
func (x *Indexer) AddSource(ctx context.Context, rawURL string, src store.Source) ([]store.Source, error) {
	canonical, err := frontier.Canonical(rawURL, "")
	if err != nil {
		return nil, fmt.Errorf("indexer: source %q: %w", rawURL, err)
	}
	client := fetch.New(x.cfg.Fetch)
	defer client.Close()
	resp, err := client.Get(ctx, canonical, fetch.Conditional{})
	if err != nil {
		return nil, fmt.Errorf("indexer: source: %w", err)
	}
	if resp.Status != 200 {
		return nil, fmt.Errorf("indexer: source %s: answered %d", canonical, resp.Status)
	}
	src.AddedAt = x.cfg.Now()
	if src.Interval <= 0 {
		src.Interval = DefaultInterval
	}
	var added []store.Source
	for _, found := range kindsOf(canonical, resp) {
		src.URL, src.Kind = found.URL, found.Kind
		s, err := x.Store.AddSource(ctx, src)
		if err != nil {
			return added, err
		}
		added = append(added, s)
	}
	if len(added) == 0 {
		return nil, fmt.Errorf("indexer: source %s: %w", canonical, ErrNotSource)
	}
	return added, nil
}

// kindsOf says what a response is as a source.
func kindsOf(url string, resp *fetch.Response) []store.Source {
	if f, err := feed.Parse(resp.Body, resp.URL); err == nil {
		kind := store.Feed
		switch f.Kind {
		case feed.Sitemap, feed.SitemapIndex, feed.URLList:
			kind = store.Sitemap
		}
		return []store.Source{{URL: url, Kind: kind}}
	}
	if !looksLikeHTML(resp) {
		return nil
	}
	html, _ := fetch.DecodeText(resp.Body, resp.Header.Get("Content-Type"))
	var found []store.Source
	for _, u := range feed.Discover(html, resp.URL) {
		found = append(found, store.Source{URL: u, Kind: store.Feed})
	}
	if len(found) == 0 && len(feed.PageLinks(html, resp.URL)) > 0 {
		found = append(found, store.Source{URL: url, Kind: store.Page})
	}
	return found
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
	due := map[int64]time.Time{}
	for {
		list, err := c.x.Store.ListSources(ctx)
		if err != nil {
			return ignoreEnd(ctx, err)
		}
		now := c.x.cfg.Now()
		for _, src := range list {
			at, seen := due[src.ID]
			if !seen && !src.LastSuccess.IsZero() {
				at = src.LastSuccess.Add(src.Interval)
			}
			if at.After(now) {
				due[src.ID] = at
				continue
			}
			due[src.ID] = now.Add(max(src.Interval, time.Minute))
			if err := queueSource(ctx, c.frontier, src, now); err != nil {
				return ignoreEnd(ctx, err)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(scheduleEvery):
		}
	}
}
