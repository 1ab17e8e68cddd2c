package indexer

import (
	"sync"
	"time"
)

const (
	// slowFetch is when a fetch has another worker take its place: most pages
	// take less. With 2 s, forty tarpits kept eight workers busy for minutes.
	slowFetch = 250 * time.Millisecond
	// maxStandIns bounds those workers. A site that trickles bytes costs one
	// connection and little memory until its deadline.
	maxStandIns = 512
)

// crew keeps as many workers working as were asked for, however many wait for
// hosts that let them wait: a few hundred tarpits would take all of them.
// Safe for concurrent use once begin is set.
type crew struct {
	begin func() // starts a worker

	mu       sync.Mutex
	standIns int
	surplus  int // workers that are to end
}

// fetching notes the beginning of a fetch; call what it gives at its end.
func (c *crew) fetching() func() {
	replaced, over := false, false
	timer := time.AfterFunc(slowFetch, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if !over && c.standIns < maxStandIns {
			c.standIns++
			replaced = true
			// The slow worker still runs, so that the crawl is not over.
			c.begin()
		}
	})
	return func() {
		timer.Stop()
		c.mu.Lock()
		defer c.mu.Unlock()
		over = true // the timer's function may still be on its way
		if replaced {
			c.standIns--
			c.surplus++
		}
	}
}

// tooMany reports that the worker that asks is one too many.
func (c *crew) tooMany() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.surplus == 0 {
		return false
	}
	c.surplus--
	return true
}
