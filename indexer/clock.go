package indexer

import (
	"sync"
	"time"
)

// clockTolerance is how far the wall clock may run from elapsed time before it
// was set by someone: more than what a time daemon slews in an hour.
const clockTolerance = time.Second

// steadyClock gives wall-clock times that advance with elapsed time, whatever is
// done to the wall clock meanwhile: a crawler's delays and leases are lengths of
// time. Safe for concurrent use.
type steadyClock struct {
	wall    func() time.Time
	elapsed func() time.Time // monotonic: time.Now, but in tests

	mu    sync.Mutex
	base  time.Time // what the wall clock said
	began time.Time // of elapsed
}

func newSteadyClock(wall, elapsed func() time.Time) *steadyClock {
	c := &steadyClock{wall: wall, elapsed: elapsed}
	c.follow()
	return c
}

// Now gives the steady time.
func (c *steadyClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base.Add(c.elapsed().Sub(c.began))
}

// wasSet reports that the wall clock no longer agrees.
func (c *steadyClock) wasSet() bool {
	// Between two looks at one clock the machine may do other things for long.
	before, wall, after := c.Now(), c.wall().Round(0), c.Now()
	return before.Sub(wall) > clockTolerance || wall.Sub(after) > clockTolerance
}

// follow takes the wall clock's time from here on.
func (c *steadyClock) follow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	// Round drops the monotonic reading, which would hide that it was set.
	c.base, c.began = c.wall().Round(0), c.elapsed()
}
