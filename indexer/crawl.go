package indexer

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"dateline/indexer/archive"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
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
	// oncePatience is how long a crawl that runs until nothing is left waits for
	// what was put off: a page that fails is tried five times until then, within a
	// quarter of an hour, and a host whose robots.txt is out of order is not waited
	// for (fetch.RobotsRetry). What stays in the queue is for the next crawl.
	oncePatience = 9 * time.Minute
	// heldPoll is how long one sleeps at least while nothing may be asked for,
	// though it is due: the disk is full, or our network is down.
	heldPoll = 50 * time.Millisecond
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

// Outcome is what became of one visit.
type Outcome string

// The outcomes of visits. Links are of feeds, sitemaps and front pages.
const (
	Added     Outcome = "added"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
	Links     Outcome = "links"
	Skipped   Outcome = "skipped"
	Failed    Outcome = "failed"
)

// Event is the end of one visit, with the counts so far.
type Event struct {
	URL     string      `json:"url"`
	Host    string      `json:"host"`
	Status  int         `json:"status,omitempty"` // of the response; 0 without one
	Outcome Outcome     `json:"outcome"`
	Kind    string      `json:"kind,omitempty"` // of the reason: blocked_address, too_large, robots, ...
	Reason  string      `json:"reason,omitempty"`
	Counts  CrawlCounts `json:"-"`
}

// Crawler fetches what the frontier gives. It belongs to the owner of a data
// directory.
type Crawler struct {
	x        *Indexer
	client   *fetch.Client
	frontier *frontier.Frontier
	warc     *archive.Writer
	ended    group
	clock    *steadyClock
	outage   outage
	crew     crew
	sources  sourceCache
	visiting atomic.Int32 // leases that have not ended; only a scout begins one

	// leasing is held while a URL is leased, and alone while the clock is put
	// right: delays must not be shifted under a request in flight.
	leasing  sync.RWMutex
	scouting chan struct{} // full while a worker scouts
	freed    chan struct{} // wakes the scout when a host may be asked again

	mu       sync.Mutex
	counts   CrawlCounts
	delayed  map[string]bool      // hosts whose crawl-delay is set, or too long
	panics   map[string]int       // by URL, how often it made a stage panic since it last ended well
	sitemaps map[string]time.Time // when those of an index last changed
	onEvent  func(Event)
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
		x: x, frontier: f, warc: w, ended: group{warc: w, store: x.Store}, client: fetch.New(x.cfg.Fetch), clock: newSteadyClock(x.cfg.Now, x.elapsed),
		scouting: make(chan struct{}, 1), freed: make(chan struct{}, 1), delayed: map[string]bool{}, panics: map[string]int{}, sitemaps: map[string]time.Time{},
	}, nil
}

// Frontier opens the queue of the data directory; beside an owner, to hand URLs
// over to it.
func (x *Indexer) Frontier(ctx context.Context) (*frontier.Frontier, error) {
	return frontier.New(ctx, x.Store.Relaxed(), frontier.Options{HostDelay: x.cfg.HostDelay, Backoff: x.cfg.Backoff, PerHost: x.perHost, Lease: x.lease, Tries: x.tries, Writing: x.Store.Writing()})
}

func warcDir(dataDir string) string { return filepath.Join(dataDir, "warc") }

// OnEvent has f called at the end of each visit. Set it before Run; f is called
// by one goroutine at a time.
func (c *Crawler) OnEvent(f func(Event)) { c.onEvent = f }

// Queued is how many URLs wait to be asked for.
func (c *Crawler) Queued(ctx context.Context) (int, error) {
	n, err := c.frontier.Counts(ctx)
	return n.Queued + n.Leased, err
}

// Close closes the archive and idle connections.
func (c *Crawler) Close() error {
	c.client.Close()
	return c.warc.Close()
}

// Run fetches until the queue has nothing that is due soon (once), or until ctx ends: then
// pages in flight are put back, those that were answered are finished, and the
// error is nil.
func (c *Crawler) Run(ctx context.Context, once bool) (CrawlCounts, error) {
	runCtx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var workers sync.WaitGroup
	begin := func() {
		workers.Go(func() {
			if err := c.work(runCtx, once); err != nil {
				cancel(err)
			}
		})
	}
	c.crew.begin = begin
	for range c.x.cfg.Workers {
		begin()
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
	for ctx.Err() == nil && !c.crew.tooMany() {
		lease, more, err := c.scout(ctx, once)
		if c.x.disk.refused(err) {
			c.x.disk.wait(ctx)
			continue
		}
		if err != nil || !more {
			return ignoreEnd(ctx, err)
		}
		err = c.visit(ctx, lease)
		c.leasing.RUnlock()
		if c.x.disk.refused(err) {
			err = c.putBack(ctx, lease)
		}
		c.visiting.Add(-1)
		if err != nil {
			return err
		}
	}
	return nil
}

// putBack ends a lease whose page could not be kept, when the disk takes more:
// until then not even that can be written. At the end of the crawl the lease is
// left to Recover.
func (c *Crawler) putBack(ctx context.Context, lease frontier.Lease) error {
	for ctx.Err() == nil {
		c.x.disk.wait(ctx)
		err := ignoreLost(c.frontier.Release(ctx, lease))
		if !c.x.disk.refused(err) {
			return ignoreEnd(ctx, err)
		}
	}
	return nil
}

// scout waits for a lease and gives it with c.leasing held for reading; false
// where the crawl is at its end. One worker scouts at a time: were all that have
// nothing to do to ask the frontier, they would keep those waiting that have.
func (c *Crawler) scout(ctx context.Context, once bool) (lease frontier.Lease, more bool, err error) {
	select {
	case <-ctx.Done():
		return lease, false, nil
	case c.scouting <- struct{}{}:
	}
	defer func() { <-c.scouting }()
	for ctx.Err() == nil {
		if err := c.settleClock(ctx); err != nil {
			return lease, false, err
		}
		lease, found, err := c.lease(ctx)
		if err != nil || found {
			return lease, found, err
		}
		if more, err := c.idle(ctx, once); err != nil || !more {
			return lease, false, err
		}
	}
	return lease, false, nil
}

// lease takes the next URL that is due, with c.leasing held for reading, or
// nothing.
func (c *Crawler) lease(ctx context.Context) (frontier.Lease, bool, error) {
	if !c.outage.mayAsk(c.clock.Now()) || c.x.disk.check() != nil {
		return frontier.Lease{}, false, nil
	}
	c.leasing.RLock()
	lease, ok, err := c.frontier.Lease(ctx, c.clock.Now())
	if err != nil || !ok {
		c.leasing.RUnlock()
	} else {
		c.visiting.Add(1)
	}
	return lease, ok, err
}

// idle waits until something may be due; false where the crawl is at its end.
func (c *Crawler) idle(ctx context.Context, once bool) (more bool, err error) {
	busy := c.visiting.Load() > 0 // before the queue is looked at, to which a visit's end may add
	next, any, err := c.frontier.NextAt(ctx)
	if err != nil {
		return false, ignoreEnd(ctx, err)
	}
	if once && !busy && (!any || next.Sub(c.clock.Now()) > oncePatience) {
		return false, nil
	}
	wait := c.x.idlePoll
	if any {
		least := time.Millisecond
		if c.held() {
			least = heldPoll
		}
		// A worker that ends its lease may free a host earlier than NextAt
		// says, so never sleep long.
		wait = max(min(next.Sub(c.clock.Now()), c.x.idlePoll/10), least)
	}
	select {
	case <-ctx.Done():
	case <-c.freed:
	case <-time.After(wait):
	}
	return true, nil
}

// held reports that nothing may be asked for at the moment.
func (c *Crawler) held() bool { return c.outage.lasts(c.clock.Now()) || c.x.disk.check() != nil }

// wakeScout says that something may be due.
func (c *Crawler) wakeScout() {
	select {
	case c.freed <- struct{}{}:
	default: // it is being woken already
	}
}

// settleClock follows the wall clock where it was set: the frontier's delays are
// shifted with it, between two requests and not during one.
func (c *Crawler) settleClock(ctx context.Context) error {
	if !c.clock.wasSet() {
		return nil
	}
	c.leasing.Lock()
	defer c.leasing.Unlock()
	if !c.clock.wasSet() {
		return nil
	}
	from, to := c.clock.Now(), c.x.cfg.Now()
	c.x.cfg.Logger.Warn("the clock was set", "from", from, "to", to)
	if err := c.frontier.Rebase(ctx, from, to); err != nil {
		return err
	}
	c.clock.follow()
	return nil
}

func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (c *Crawler) count(e Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.Outcome != Failed {
		delete(c.panics, e.URL) // a feed is asked again and again
	}
	n := &c.counts
	if e.Status != 0 {
		n.Pages++
	}
	switch e.Outcome {
	case Added:
		n.Added++
	case Updated:
		n.Updated++
	case Unchanged:
		n.Unchanged++
	case Skipped:
		n.Skipped++
	case Failed:
		n.Failed++
	}
	if e.Counts = *n; c.onEvent != nil {
		c.onEvent(e)
	}
}

// outcomeOf names what the store did as a crawl does.
func outcomeOf(o store.Outcome) Outcome {
	switch o {
	case store.Added:
		return Added
	case store.Updated:
		return Updated
	}
	return Unchanged
}

// quarantined is why a page is given up that makes a stage panic.
func quarantined(stage string, p any) string {
	return fmt.Sprintf("quarantined: the stage %q panicked: %v", stage, p)
}
