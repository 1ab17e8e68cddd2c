package indexer

import (
	"context"
	"errors"
	"time"

	"dateline/indexer/feed"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
	"dateline/search/news"
)

// maxSitemapDepth is how many sitemap indexes may stand above a sitemap. The
// standard has one; some large sites have two.
const maxSitemapDepth = 2

// links queues what a feed or sitemap lists, and asks again for articles that
// it says were modified.
func (v *visit) links(ctx context.Context, f *feed.Feed) error {
	kind := frontier.Page
	if f.Kind == feed.SitemapIndex {
		kind = frontier.Sitemap
		if v.lease.Depth >= maxSitemapDepth {
			return v.skip(ctx, "sitemap indexes within sitemap indexes")
		}
	}
	var items []frontier.Item
	var kept []feed.Link
	var newest time.Time
	for _, l := range f.Links {
		// A sitemap speaks for its own site only.
		if isSitemap(f.Kind) && !v.src.scope.ownSite(l.URL, v.resp.URL) || !v.src.scope.allows(l.URL) && kind == frontier.Page {
			continue
		}
		kept = append(kept, l)
		items = append(items, frontier.Item{
			URL: l.URL, Kind: kind, Depth: v.lease.Depth + 1, Source: v.lease.Source, Parent: v.lease.URL,
			Order: v.src.scope.order, Date: dateOf(l), Published: l.Published,
		})
		newest = later(newest, l, v.resp.At)
	}
	added, err := v.frontier.Add(ctx, v.clock.Now(), items)
	if err != nil {
		return err
	}
	revisit := v.revisit
	if kind == frontier.Sitemap {
		revisit = v.revisitSitemaps
	}
	if err := revisit(ctx, kept); err != nil {
		return err
	}
	v.visited(ctx, added.Queued, newest, "")
	return v.done(ctx, Links)
}

func isSitemap(k feed.Kind) bool {
	return k == feed.Sitemap || k == feed.SitemapIndex || k == feed.URLList
}

// dateOf is the date by which a link is put in order: of publication, where the
// list says it, so that a correction does not make an old article the newest.
func dateOf(l feed.Link) time.Time {
	if l.Published.IsZero() {
		return l.Modified
	}
	return l.Published
}

// later gives the later of newest and the link's date. One that lies in the
// future is a mistake of the feed.
func later(newest time.Time, l feed.Link, now time.Time) time.Time {
	for _, t := range []time.Time{l.Published, l.Modified} {
		if t.After(newest) && t.Before(now.Add(24*time.Hour)) {
			newest = t
		}
	}
	return newest
}

// revisit makes the articles due that are newer in a feed than in the store.
func (v *visit) revisit(ctx context.Context, links []feed.Link) error {
	for _, l := range links {
		url, err := frontier.Canonical(l.URL, "")
		if err != nil || l.Modified.IsZero() {
			continue
		}
		a, err := v.x.Store.Article(ctx, news.NewID(url))
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		known := a.Modified
		if known.IsZero() {
			known = a.Published
		}
		if !l.Modified.After(known.Time) {
			continue
		}
		if err := v.recrawl(ctx, url); err != nil {
			return err
		}
	}
	return nil
}

func (v *visit) recrawl(ctx context.Context, url string) error {
	err := v.frontier.Recrawl(ctx, url, v.clock.Now())
	if errors.Is(err, frontier.ErrUnknownURL) {
		return nil // over its host's budget, or out of scope
	}
	return err
}

// revisitSitemaps makes the sitemaps of an index due, but for those whose date
// of change is the one they had at this run's last visit: a site of many years
// has hundreds, and only the newest change.
func (v *visit) revisitSitemaps(ctx context.Context, links []feed.Link) error {
	for _, l := range links {
		url, err := frontier.Canonical(l.URL, "")
		if err != nil || url == v.lease.URL || v.sitemapUnchanged(url, l.Modified) {
			continue
		}
		if err := v.recrawl(ctx, url); err != nil {
			return err
		}
	}
	return nil
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

// knownDate reports that an index dated the sitemap in this run.
func (c *Crawler) knownDate(url string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.sitemaps[url].IsZero()
}

// sent queues where a page sends its readers by a <meta>, which is a redirect in all
// but form. What stands in for a seed is one; pages that send each other on without
// end come to the depth that no link goes beyond.
func (v *visit) sent(ctx context.Context, to string) error {
	if !v.src.scope.allows(to) {
		return v.skip(ctx, "it sends readers to "+clip(to)+", which is out of scope")
	}
	it := frontier.Item{URL: to, Kind: frontier.Page, Depth: v.lease.Depth, Source: v.lease.Source, Parent: v.resp.URL}
	if v.lease.Parent != "" {
		it.Depth++
	}
	added, err := v.frontier.Add(ctx, v.clock.Now(), []frontier.Item{it})
	if err != nil {
		return err
	}
	v.visited(ctx, added.Queued, time.Time{}, "")
	return v.done(ctx, Links)
}

// follow queues the feeds a front page names, and, but for one that asks that its links
// are not followed, the pages a page links to on its own host and on those its source names.
func (v *visit) follow(ctx context.Context, html []byte, front, nofollow bool) error {
	v.at(stageParse)
	var items []frontier.Item
	feeds, pages := feed.OfPage(html, v.resp.URL, v.src.scope.hasHost)
	if front {
		for _, u := range feeds {
			items = append(items, frontier.Item{URL: u, Kind: frontier.Feed, Source: v.lease.Source, Parent: v.resp.URL, Depth: v.lease.Depth})
		}
	}
	for _, u := range pages {
		if !nofollow && v.src.scope.allows(u) {
			items = append(items, frontier.Item{URL: u, Kind: frontier.Page, Depth: v.lease.Depth + 1, Source: v.lease.Source, Parent: v.resp.URL})
		}
	}
	added, err := v.frontier.Add(ctx, v.clock.Now(), items)
	if err == nil {
		reason := ""
		if nofollow && len(items) == 0 {
			reason = "the page asks that its links are not followed (robots: nofollow)"
		}
		v.visited(ctx, added.Queued, time.Time{}, reason)
	}
	return err
}
