package indexer

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"dateline/indexer/archive"
	"dateline/indexer/extract"
	"dateline/indexer/feed"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
	"dateline/search/news"
)

// maxPanics is how often a page that makes a stage panic is tried, and maxPanicking
// of how many pages that is remembered.
const (
	maxPanics    = 2
	maxPanicking = 10_000
)

// The stages of a visit, as a quarantined page's reason names them.
const (
	stageFetch   = "fetch"
	stageArchive = "archive"
	stageParse   = "parse"
	stageExtract = "extract"
	stageTag     = "tag"
	stageStore   = "store"
)

// visit is one lease on its way through the pipeline. It belongs to one worker.
type visit struct {
	*Crawler
	lease frontier.Lease
	src   source
	stage string
	resp  *fetch.Response
	last  store.Visit // what the URL answered before
	now   store.Visit // what it answered
	kept  archive.Ticket
	kind  string // of its failure
}

// visit does one lease to its end. The error is for what ends the crawl: the
// store or the archive cannot be written.
func (c *Crawler) visit(ctx context.Context, lease frontier.Lease) (err error) {
	v := &visit{Crawler: c, lease: lease}
	defer c.wakeScout() // its end may have freed its host, or queued links
	defer func() {
		if p := recover(); p != nil {
			err = v.panicked(context.WithoutCancel(ctx), p)
		}
	}()
	if v.src, err = c.source(ctx, lease.Source); err != nil {
		return ignoreEnd(ctx, err)
	}
	if v.last, err = c.x.Store.Visit(ctx, lease.URL); err != nil {
		return ignoreEnd(ctx, err)
	}
	if err := v.ask(ctx); err != nil {
		return v.refused(ctx, err)
	}
	// From here on a shutdown waits: what was answered is not asked for again.
	ctx = context.WithoutCancel(ctx)
	c.outage.answer(lease.Host, c.clock.Now())
	v.honourDelay(ctx)
	if err := v.keep(); err != nil {
		return err
	}
	// A list keeps its host until its links are queued: were the host asked in
	// between, articles of one sitemap would come before the better ones of the next.
	if !v.mayBeList() {
		if err := c.frontier.Free(ctx, &v.lease); err != nil {
			return err
		}
		c.wakeScout()
	}
	return v.respond(ctx)
}

// mayBeList reports an answer that is tried as a feed or sitemap first.
func (v *visit) mayBeList() bool {
	return v.lease.Kind != frontier.Page || !looksLikeHTML(v.resp)
}

// at begins a stage.
func (v *visit) at(stage string) {
	v.stage = stage
	if v.x.fault != nil {
		v.x.fault(stage, v.lease.URL)
	}
}

// panicked tries the page once more, in case it was something else, and then
// puts it aside.
func (v *visit) panicked(ctx context.Context, p any) error {
	v.x.cfg.Logger.Error("a page made the pipeline panic", "url", v.lease.URL, "stage", v.stage, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
	if v.panickedOften(v.lease.URL) {
		return v.skip(ctx, quarantined(v.stage, p))
	}
	return v.fail(ctx, fmt.Sprintf("the stage %q panicked: %v", v.stage, p), 0)
}

// panickedOften notes that a page made a stage panic, and reports that it is not to
// be tried again. Tries that failed otherwise do not count.
func (c *Crawler) panickedOften(url string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.panics) >= maxPanicking {
		clear(c.panics)
	}
	c.panics[url]++
	return c.panics[url] >= maxPanics
}

// ask fetches the page. The host's delay counts from the end of its answer: from
// its beginning, a slow answer and a quick one could come too close.
func (v *visit) ask(ctx context.Context) error {
	v.at(stageFetch)
	defer v.crew.fetching()()
	resp, err := v.client.Get(ctx, v.lease.URL, fetch.Conditional{ETag: v.last.ETag, LastModified: v.last.LastModified})
	v.resp, v.lease.Asked = resp, v.clock.Now()
	return err
}

// refused ends a lease whose page could not be had.
func (v *visit) refused(ctx context.Context, err error) error {
	v.kind = failureKind(err)
	// The shutdown must still be able to put it back.
	end := context.WithoutCancel(ctx)
	var down *fetch.RobotsDownError
	switch {
	case ctx.Err() != nil:
		return ignoreLost(v.frontier.Release(end, v.lease))
	case errors.Is(err, fetch.ErrCrawlDelay):
		if v.firstOf(v.lease.Host) {
			v.x.cfg.Logger.Warn("host skipped", "host", v.lease.Host, "reason", err)
		}
	case errors.As(err, &down):
		return v.fail(end, err.Error(), v.restFor(down))
	case errors.Is(err, fetch.ErrUnreachable):
		if v.outage.unreachable(v.lease.Host, v.clock.Now()) {
			v.x.cfg.Logger.Warn("our network seems to be down", "url", v.lease.URL, "error", err)
			return ignoreLost(v.frontier.Release(end, v.lease))
		}
		return v.fail(end, err.Error(), 0)
	}
	return v.skip(end, err.Error())
}

// restFor is how long the lease's host rests while its robots.txt is out of order:
// each of its URLs would be tried in vain, without a request, and be given up for it.
func (v *visit) restFor(down *fetch.RobotsDownError) time.Duration {
	if down.Host != v.lease.Host { // of a host that a redirect led to
		return 0
	}
	return min(max(down.Until.Sub(v.x.cfg.Now()), 0), fetch.RobotsRetry)
}

// keep archives the response before anything else looks at it: in full, or as a
// revisit where its payload is in the archive. The redirects that led to it go
// before it.
func (v *visit) keep() error {
	v.at(stageArchive)
	for _, h := range v.resp.Hops {
		if err := v.keepHop(h); err != nil {
			return err
		}
	}
	e := archive.Exchange{
		URL: v.resp.URL, At: v.resp.At, RequestHeader: v.resp.RequestHeader,
		Proto: v.resp.Proto, Status: v.resp.Status, Header: v.resp.Header, Body: v.resp.Wire,
	}
	if v.unchanged() {
		e.Same = &archive.Earlier{ID: v.last.WARCID, URL: v.resp.URL, At: v.last.At, Digest: v.last.Digest}
	}
	ref, ticket, err := v.warc.Append(e)
	if err != nil {
		return fmt.Errorf("indexer: archive: %w", err)
	}
	v.kept = ticket
	v.now = store.Visit{
		URL: v.lease.URL, At: v.resp.At, ETag: v.resp.Header.Get("ETag"), LastModified: v.resp.Header.Get("Last-Modified"),
		Digest: ref.Digest, WARCFile: ref.File, WARCOffset: ref.Offset, WARCID: ref.ID,
	}
	if e.Same != nil {
		// The payload stays where it is; a 304 need not repeat its validators.
		etag, modified := v.now.ETag, v.now.LastModified
		v.now = v.last
		if etag != "" || modified != "" {
			v.now.ETag, v.now.LastModified = etag, modified
		}
	}
	return nil
}

// keepHop archives a redirect. It is on the disk when what follows it is.
func (v *visit) keepHop(h fetch.Hop) error {
	e := archive.Exchange{
		URL: h.URL, At: h.At, RequestHeader: h.RequestHeader,
		Proto: h.Proto, Status: h.Status, Header: h.Header, Body: h.Body,
	}
	if h.Cut {
		e.Notes = map[string]string{"body": "not kept: it could not be read, or was longer than is kept of a redirect's"}
	}
	if _, _, err := v.warc.Append(e); err != nil {
		return fmt.Errorf("indexer: archive: %w", err)
	}
	return nil
}

// unchanged reports that the URL answered what it did the last time.
func (v *visit) unchanged() bool {
	if v.last.WARCID == "" {
		return false
	}
	return v.resp.NotModified() || v.resp.Status == http.StatusOK && archive.Digest(v.resp.Wire) == v.last.Digest
}

func (v *visit) respond(ctx context.Context) error {
	switch s := v.resp.Status; {
	case v.unchanged():
		return v.same(ctx)
	case s == http.StatusTooManyRequests || s >= 500:
		return v.fail(ctx, fmt.Sprintf("answered %d", s), v.resp.RetryAfter(v.x.cfg.Now()))
	case s < 200 || s >= 300:
		return v.skip(ctx, fmt.Sprintf("answered %d", s))
	}
	if v.mayBeList() {
		v.at(stageParse)
		f, err := feed.Parse(fetch.DecodeFeed(v.resp.Body, v.resp.Header.Get("Content-Type")), v.resp.URL)
		if err == nil {
			return v.links(ctx, f)
		}
		if !errors.Is(err, feed.ErrNotFeed) {
			return v.skip(ctx, err.Error())
		}
	}
	return v.page(ctx)
}

func looksLikeHTML(resp *fetch.Response) bool {
	kind := resp.Header.Get("Content-Type")
	return kind == "" || strings.HasPrefix(kind, "text/html") || strings.HasPrefix(kind, "application/xhtml+xml")
}

// same ends a visit that brought nothing new. The sitemaps of an index that is
// as it was may have changed even so.
func (v *visit) same(ctx context.Context) error {
	if v.lease.Kind != frontier.Page {
		below, err := v.frontier.Sitemaps(ctx, v.lease.URL)
		if err != nil {
			return err
		}
		for _, url := range below {
			if v.knownDate(url) {
				continue
			}
			if err := v.recrawl(ctx, url); err != nil {
				return err
			}
		}
	}
	v.visited(ctx, 0, time.Time{}, "")
	return v.done(ctx, Unchanged)
}

// page extracts, tags and stores one page, together with the end of its lease.
func (v *visit) page(ctx context.Context) error {
	v.at(stageExtract)
	kind := v.resp.Header.Get("Content-Type")
	if not := fetch.NotText(v.resp.Body, kind); not != "" {
		return v.skip(ctx, "no page: "+clip(not))
	}
	html := htmlOf(v.resp.Body, kind)
	p, err := extract.Extract(html, extract.Options{URL: v.resp.URL, Seen: v.resp.At, Lang: v.src.Lang})
	isArticle := err == nil && p.IsArticle
	asks := v.client.PageRules(p.Robots, v.resp.Header)
	if !isArticle && p.Refresh != "" {
		return v.sent(ctx, p.Refresh)
	}
	// What was named as a source, or on the command line, may be a front page;
	// a deeper scope follows articles' links, too.
	front := v.lease.Depth == 0 && (v.lease.Source != 0 || !isArticle)
	if v.lease.Depth < v.src.scope.depth && (front || v.lease.Depth > 0 || v.src.scope.depth > 1) {
		if err := v.follow(ctx, html, front, asks.NoFollow); err != nil {
			return err
		}
		if front || !isArticle {
			return v.done(ctx, Links)
		}
	}
	switch {
	case err != nil:
		return v.skip(ctx, err.Error())
	case !p.IsArticle:
		return v.skip(ctx, "no article: "+p.Reason)
	case asks.NoIndex:
		return v.skip(ctx, "the page asks not to be indexed (robots: noindex)")
	}
	return v.article(ctx, p)
}

func (v *visit) article(ctx context.Context, p extract.Page) error {
	a := fromPage(p, v.resp.URL)
	a.Fetch = &news.Fetch{
		URL: v.resp.URL, At: v.resp.At, Status: v.resp.Status,
		WARCFile: v.now.WARCFile, WARCOffset: v.now.WARCOffset, Digest: v.now.Digest,
	}
	if a.Site == "" && v.src.Name != "" {
		a.Site, a.From["site"] = v.src.Name, "source"
	}
	if v.src.Country != "" { // no page says it in a way that can be read
		a.Country, a.From["country"] = news.CountryCode(strings.ToUpper(v.src.Country)), "source"
	}
	if p := v.lease.Published; a.Published.IsZero() && !p.IsZero() && p.Before(v.resp.At.Add(24*time.Hour)) {
		a.Published, a.From["published"] = news.Date{Time: p}, "feed"
	}
	v.at(stageTag)
	if err := v.x.tag(ctx, &a); err != nil {
		return err
	}
	v.at(stageStore)
	outcome, err := v.ended.save(ctx, &ending{ticket: v.kept, article: &a, also: v.end(ctx)})
	if err != nil {
		return ignoreLost(err) // another worker may have it by now
	}
	if err := v.x.afterSave(ctx); err != nil {
		return err
	}
	// The index is not woken: it looks by itself soon enough, and an index segment
	// for each page would cost more than the crawl (41 % of its time, measured).
	v.x.disk.wrote()
	v.count(v.event(outcomeOf(outcome), ""))
	return nil
}

// end is the lease's end as part of the transaction that keeps what it brought.
func (v *visit) end(ctx context.Context) func(*sql.Tx) error {
	return func(tx *sql.Tx) error {
		if err := v.frontier.Done(ctx, tx, v.lease); err != nil {
			return err
		}
		return store.KeepVisit(ctx, tx, v.now)
	}
}

// done ends a lease that brought no article.
func (v *visit) done(ctx context.Context, o Outcome) error {
	_, err := v.ended.save(ctx, &ending{ticket: v.kept, also: v.end(ctx)})
	if err == nil {
		v.x.disk.wrote()
		v.count(v.event(o, ""))
	}
	return ignoreLost(err)
}

func (v *visit) skip(ctx context.Context, reason string) error {
	v.x.cfg.Logger.Debug("skipped", "url", v.lease.URL, "kind", v.kind, "reason", reason)
	v.visited(ctx, 0, time.Time{}, reason)
	v.count(v.event(Skipped, reason))
	if v.resp == nil {
		return ignoreLost(v.frontier.Skip(ctx, v.lease, reason))
	}
	_, err := v.ended.save(ctx, &ending{ticket: v.kept, also: func(tx *sql.Tx) error {
		return v.frontier.SkipIn(ctx, tx, v.lease, reason)
	}})
	return ignoreLost(err)
}

func (v *visit) fail(ctx context.Context, reason string, retryAfter time.Duration) error {
	v.x.cfg.Logger.Info("failed", "url", v.lease.URL, "kind", v.kind, "reason", reason)
	v.visited(ctx, 0, time.Time{}, reason)
	v.count(v.event(Failed, reason))
	if v.resp == nil {
		_, err := v.frontier.Fail(ctx, v.clock.Now(), v.lease, reason, retryAfter)
		return ignoreLost(err)
	}
	_, err := v.ended.save(ctx, &ending{ticket: v.kept, also: func(tx *sql.Tx) error {
		_, err := v.frontier.FailIn(ctx, tx, v.clock.Now(), v.lease, reason, retryAfter)
		return err
	}})
	return ignoreLost(err)
}

func (v *visit) event(o Outcome, reason string) Event {
	e := Event{URL: v.lease.URL, Host: v.lease.Host, Outcome: o, Kind: v.kind, Reason: clip(reason)}
	if v.resp != nil {
		e.Status = v.resp.Status
	}
	return e
}

// maxEventReason is the bytes of a reason in an event: sites have a say in it.
const maxEventReason = 2 << 10

func clip(s string) string {
	if len(s) > maxEventReason {
		s = strings.ToValidUTF8(s[:maxEventReason-len("…")], "") + "…"
	}
	return s
}

// failureKind names what kept a page from being had, for logs and scripts.
func failureKind(err error) string {
	for _, k := range []struct {
		err  error
		name string
	}{
		{fetch.ErrBlocked, "blocked_address"}, {fetch.ErrRobots, "robots"}, {fetch.ErrCrawlDelay, "crawl_delay"}, {fetch.ErrTooLarge, "too_large"},
		{fetch.ErrRedirects, "redirects"}, {fetch.ErrBadURL, "bad_url"}, {fetch.ErrUnreachable, "unreachable"},
	} {
		if errors.Is(err, k.err) {
			return k.name
		}
	}
	return ""
}

func ignoreLost(err error) error {
	if errors.Is(err, frontier.ErrLeaseLost) {
		return nil
	}
	return err
}

// honourDelay tells the frontier, once a host and run, what pause its
// robots.txt asks for.
func (v *visit) honourDelay(ctx context.Context) {
	if !v.firstOf(v.lease.Host) {
		return
	}
	delay, _, err := v.client.CrawlDelay(ctx, v.lease.URL)
	if err == nil && delay > v.x.cfg.HostDelay {
		err = v.frontier.SetHostDelay(ctx, v.lease.Host, delay)
	}
	if err != nil {
		v.x.cfg.Logger.Warn("crawl-delay", "host", v.lease.Host, "error", err)
	}
}

// firstOf reports, once a host and run, that nothing was made of its crawl-delay
// yet.
func (c *Crawler) firstOf(host string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.delayed[host]
	c.delayed[host] = true
	return !known
}
