package index

import (
	"math/bits"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/news"
)

// totals are what all documents of some segments count to, deleted ones included.
// A search that matches most of everything begins with them and takes off the
// documents that it does not match. They never change.
type totals struct {
	of     map[*columns]bool
	docs   int
	facets map[news.Facet]*tally
	days   *dayCounts
}

func newTotals(lexicons map[news.Facet]*lexicon) *totals {
	t := &totals{of: map[*columns]bool{}, facets: map[news.Facet]*tally{}}
	for _, f := range news.Facets {
		t.facets[f] = newTally(f, len(lexicons[f].all()))
	}
	return t
}

// with is t with some segments more and some fewer.
func (t *totals) with(lexicons map[news.Facet]*lexicon, more, fewer []*columns) *totals {
	out := newTotals(lexicons)
	out.docs = t.docs
	for f, old := range t.facets {
		out.facets[f].addCounts(old)
	}
	for c := range t.of {
		out.of[c] = true
	}
	for _, c := range fewer {
		delete(out.of, c)
	}
	for _, c := range more {
		out.of[c] = true
	}
	out.days = newDayCounts(daysOf(out.of))
	if t.days != nil {
		out.days.addCounts(t.days, 1)
	}
	for _, c := range more {
		out.take(c, 1)
	}
	for _, c := range fewer {
		out.take(c, -1)
	}
	return out
}

// daysOf is the first and the last day of any document of some segments; the last
// is before the first where none has a date.
func daysOf(segments map[*columns]bool) (first, last int64) {
	first, last = endNear, firstNear
	for c := range segments {
		if c.dated > 0 {
			newest, _ := dayOf(c.published[c.byDate[0]])
			oldest, _ := dayOf(c.published[c.byDate[c.dated-1]])
			first, last = min(first, oldest), max(last, newest)
		}
	}
	return first, last
}

// take counts all documents of a segment.
func (t *totals) take(c *columns, sign int) {
	t.docs += sign * len(c.ids)
	for f, o := range c.facets {
		tally := t.facets[f]
		for _, ord := range o.ords {
			tally.counts[ord] += uint32(sign)
		}
		tally.missing += sign * o.without(len(c.ids))
	}
	for _, at := range c.published {
		t.days.add(at, sign)
	}
}

// counts are those of a search that matches everything.
func (t *totals) counts(facets []news.Facet, days bool) (out matchCounts) {
	for _, f := range facets {
		out.tallies = append(out.tallies, t.facets[f])
	}
	if days {
		out.days = t.days
	}
	return out
}

// totalsCache keeps the totals of the segments that were last asked for. Segments
// come and go few at a time, so the next totals differ in few of them.
type totalsCache struct {
	mu   sync.Mutex
	last *totals
}

func (c *totalsCache) of(lexicons map[news.Facet]*lexicon, segments []*segmentView) *totals {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == nil {
		c.last = newTotals(lexicons)
	}
	now := make(map[*columns]bool, len(segments))
	var more, fewer []*columns
	for _, s := range segments {
		now[s.cols] = true
		if !c.last.of[s.cols] {
			more = append(more, s.cols)
		}
	}
	for cols := range c.last.of {
		if !now[cols] {
			fewer = append(fewer, cols)
		}
	}
	if len(more)+len(fewer) > 0 || c.last.days == nil {
		c.last = c.last.with(lexicons, more, fewer)
	}
	return c.last
}

// reset forgets the totals, with the columns that they are of.
func (c *totalsCache) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = nil
}

// portion is how to count some documents: themselves, or, where they are most of
// everything, those that they are not, to be taken off the totals.
type portion struct {
	docs    []*roaring.Bitmap // by segment
	rest    bool              // count what is not among docs
	size    int               // how many there are to count
	workers int               // to count with
}

// spreadPays is how many documents are worth a second goroutine, with counts of
// its own to add up.
const spreadPays = 50_000

// portionOf decides by what is less to go through.
func portionOf(v *view, docs []*roaring.Bitmap) portion {
	n := 0
	for _, bm := range docs {
		n += int(bm.GetCardinality())
	}
	less := min(n, v.totals.docs-n)
	return portion{docs: docs, rest: less < n, size: less, workers: min(v.workers(), 1+less/spreadPays)}
}

// each calls fn with the documents to count, some at a time and as spread does.
func (p portion) each(v *view, fn func(worker int, s *segmentView, docs []uint32)) error {
	buffers := make([][]uint32, p.workers)
	return v.spreadOver(p.workers, func(worker int, s *segmentView) error {
		docs, all := p.docs[s.index], len(s.cols.ids)
		if n := int(docs.GetCardinality()); n == 0 && !p.rest || n == all && p.rest {
			return nil
		}
		if buffers[worker] == nil {
			buffers[worker] = make([]uint32, docsAtOnce)
		}
		next := docs.ManyIterator().NextMany
		if p.rest {
			next = absent(docs, all)
		}
		for buffer := buffers[worker]; ; {
			n := next(buffer)
			if n == 0 {
				return nil
			}
			if err := v.ctx.Err(); err != nil {
				return err
			}
			fn(worker, s, buffer[:n])
		}
	})
}

// absent gives the numbers below n that are not in docs, as many as fill a buffer, 0
// at the end. A buffer must hold 64. Turning the bitmap over instead takes longer than
// all that is done with it.
func absent(docs *roaring.Bitmap, n int) func(buffer []uint32) int {
	words := make([]uint64, (n+63)/64)
	docs.WriteDenseTo(words)
	at := 0
	return func(buffer []uint32) int {
		filled := 0
		for ; at < len(words) && filled+64 <= len(buffer); at++ {
			left := ^words[at]
			if at == len(words)-1 && n%64 > 0 {
				left &= 1<<(n%64) - 1
			}
			for ; left != 0; left &= left - 1 {
				buffer[filled] = uint32(at*64 + bits.TrailingZeros64(left))
				filled++
			}
		}
		return filled
	}
}
