package index

import (
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"golang.org/x/sync/errgroup"

	"dateline/search/news"
)

// columnCache keeps the columns of the segments that are in use, and the last
// snapshot that all were built for. The engine merges segments when it likes to;
// without that snapshot, the next search would wait for the columns of what may
// be most of the index.
type columnCache struct {
	mu       sync.Mutex
	entries  map[uint64]*columnEntry // by segment id
	newest   uint64                  // highest segment id seen
	lexicons map[news.Facet]*lexicon
	slots    *slotTable
	totals   totalsCache
	held     *scorch.IndexSnapshot // nil until hold
	heldCols []*columns
	stopped  atomic.Bool
}

type columnEntry struct {
	once sync.Once
	cols *columns
	err  error
}

func newColumnCache() *columnCache {
	c := &columnCache{entries: map[uint64]*columnEntry{}, lexicons: map[news.Facet]*lexicon{}, slots: newSlotTable()}
	for _, f := range append(slices.Clone(news.Facets), groupLexicon) {
		c.lexicons[f] = &lexicon{number: map[string]uint32{}}
	}
	return c
}

// reset forgets all columns and lets go of the snapshot: a reopened index numbers
// its segments anew.
func (c *columnCache) reset() {
	c.mu.Lock()
	held := c.held
	c.held, c.heldCols = nil, nil
	clear(c.entries)
	c.newest = 0
	c.totals.reset()
	c.mu.Unlock()
	if held != nil {
		held.Close()
	}
}

func (c *columnCache) size() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	var n int64
	for _, e := range c.entries {
		if e.cols != nil {
			n += e.cols.bytes
		}
	}
	for _, l := range c.lexicons {
		l.mu.Lock()
		n += l.bytes
		l.mu.Unlock()
	}
	return n + c.slots.bytes()
}

// stop has columns that are being built end with ErrClosed after the segments at
// hand, so that closing an index that was just opened does not wait for all.
func (c *columnCache) stop() { c.stopped.Store(true) }

// ready gives the columns of a snapshot's segments if all are built.
func (c *columnCache) ready(segs []*scorch.SegmentSnapshot) ([]*columns, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]*columns, len(segs))
	for i, s := range segs {
		e := c.entries[s.Id()]
		if e == nil || e.cols == nil {
			return nil, false
		}
		out[i] = e.cols
	}
	return out, true
}

// hold builds what columns a snapshot lacks and keeps it, which takes it from the
// caller, in place of the one before. After an error none is kept.
func (c *columnCache) hold(snapshot *scorch.IndexSnapshot) error {
	cols, err := c.of(snapshot.Segments())
	if err != nil {
		snapshot.Close()
		snapshot, cols = nil, nil
	}
	c.mu.Lock()
	before := c.held
	c.held, c.heldCols = snapshot, cols
	c.mu.Unlock()
	if before != nil {
		before.Close()
	}
	return err
}

// last is the snapshot that is held, for the caller to close, and its columns.
func (c *columnCache) last() (*scorch.IndexSnapshot, []*columns) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held != nil {
		c.held.AddRef()
	}
	return c.held, c.heldCols
}

// of gives the columns of a snapshot's segments, in their order, and builds those
// that are not there, several at once.
func (c *columnCache) of(segs []*scorch.SegmentSnapshot) ([]*columns, error) {
	entries := c.claim(segs)
	var build errgroup.Group
	build.SetLimit(runtime.GOMAXPROCS(0))
	for i, e := range entries {
		build.Go(func() error {
			if c.stopped.Load() {
				return ErrClosed
			}
			e.once.Do(func() {
				cols, err := c.build(segs[i].Segment())
				c.mu.Lock() // others read cols
				e.cols, e.err = cols, err
				c.mu.Unlock()
			})
			if e.err != nil {
				c.forget(segs[i].Id(), e)
				return fmt.Errorf("columns of a segment: %w", e.err)
			}
			return nil
		})
	}
	if err := build.Wait(); err != nil {
		return nil, err
	}
	out := make([]*columns, len(segs))
	for i, e := range entries {
		out[i] = e.cols
	}
	return out, nil
}

func (c *columnCache) build(seg segment.Segment) (cols *columns, err error) {
	defer recovered("columns", &err) // in a goroutine of its own
	return buildColumns(seg, c.lexicons, c.slots)
}

// claim finds or adds the entries of segs, and drops those of segments that were
// merged away, unless segs is itself an older state than was seen or they are of
// the snapshot that is held.
func (c *columnCache) claim(segs []*scorch.SegmentSnapshot) []*columnEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]*columnEntry, len(segs))
	keep := make(map[uint64]bool, len(segs))
	highest := uint64(0)
	for i, s := range segs {
		e := c.entries[s.Id()]
		if e == nil {
			e = &columnEntry{}
			c.entries[s.Id()] = e
		}
		out[i] = e
		keep[s.Id()] = true
		highest = max(highest, s.Id())
	}
	if c.held != nil {
		for _, s := range c.held.Segments() {
			keep[s.Id()] = true
		}
	}
	if highest >= c.newest {
		c.newest = highest
		for id := range c.entries {
			if !keep[id] {
				delete(c.entries, id)
			}
		}
	}
	return out
}

func (c *columnCache) forget(id uint64, e *columnEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[id] == e {
		delete(c.entries, id)
	}
}
