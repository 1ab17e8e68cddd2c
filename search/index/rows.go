package index

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/news"
)

// rows are all that is counted of a segment's documents, one beside the other: of
// document d what is at slots[starts[d]:starts[d+1]], its day and all its values of
// all facets, in one array for all of them to be counted into. A search of many
// matches counts from rows, facet by facet it would jump about four times as much;
// one facet alone, or few matches, are counted from the columns of the facets.
type rows struct {
	starts []uint32
	slots  []uint16 // half the bytes: a search of many matches waits for memory
	// wide are the slots that 16 bits do not hold. They are those that were seen
	// last, so there are few if any.
	wideStarts []uint32 // nil for none
	wide       []uint32
}

// wideSlot is the first of the wide slots.
const wideSlot = 1 << 16

func (r *rows) bytes() int64 {
	return 2*int64(len(r.slots)) + 4*int64(len(r.starts)+len(r.wideStarts)+len(r.wide))
}

func (r *rows) add(slot uint32) {
	if slot < wideSlot {
		r.slots = append(r.slots, uint16(slot))
	} else {
		r.wide = append(r.wide, slot)
	}
}

// endRow is for after the slots of a document.
func (r *rows) endRow() {
	r.starts = append(r.starts, uint32(len(r.slots)))
	r.wideStarts = append(r.wideStarts, uint32(len(r.wide)))
}

// slot is what one number of a row stands for: a value of a facet, that a facet has
// none, or a day.
type slot struct {
	facet int8   // in news.Facets, or ofDay
	value uint32 // in the facet's lexicon, or noValue
	day   dayKey
}

const (
	ofDay = -1
	// noValue counts the documents without a value of a facet.
	noValue = 1<<32 - 1
)

// dayKey is a day as far as a timeline must know it.
type dayKey struct {
	day     int64 // since 1970
	timed   bool  // not at midnight
	undated bool
}

func dayKeyOf(at int64) dayKey {
	if at == noDate {
		return dayKey{undated: true}
	}
	day, midnight := dayOf(at)
	return dayKey{day: day, timed: !midnight}
}

// slotTable numbers slots across all segments, as they are first seen: so the most
// frequent come to stand together, where the processor's cache keeps them. It only
// grows, as lexicons do. Safe for concurrent use.
type slotTable struct {
	mu     sync.Mutex
	slots  []slot
	values [][]uint32 // by facet, by number in the lexicon: number plus one
	none   []uint32   // by facet: number plus one of noValue
	days   map[dayKey]uint32
}

func newSlotTable() *slotTable {
	return &slotTable{values: make([][]uint32, len(news.Facets)), none: make([]uint32, len(news.Facets)), days: map[dayKey]uint32{}}
}

// all is every slot so far; what is there does not change.
func (t *slotTable) all() []slot {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.slots
}

// slotEntry is about what one slot takes, with its place in values or days.
const slotEntry = 64

func (t *slotTable) bytes() int64 { return slotEntry * int64(len(t.all())) }

func (t *slotTable) add(s slot) uint32 {
	t.slots = append(t.slots, s)
	return uint32(len(t.slots)) // one more than its number
}

// rowsOf makes the rows of a segment from its columns.
func (t *slotTable) rowsOf(c *columns) rows {
	t.mu.Lock()
	defer t.mu.Unlock()
	r := rows{starts: make([]uint32, 1, len(c.ids)+1), wideStarts: make([]uint32, 1, len(c.ids)+1)}
	for d := range c.ids {
		r.add(t.dated(dayKeyOf(c.published[d])))
		for i, f := range news.Facets {
			values := c.facets[f].of(uint32(d))
			if len(values) == 0 {
				r.add(t.without(i))
			}
			for _, v := range values {
				r.add(t.with(i, v))
			}
		}
		r.endRow()
	}
	r.slots, r.wide = slices.Clip(r.slots), slices.Clip(r.wide)
	if len(r.wide) == 0 {
		r.wideStarts = nil
	}
	return r
}

func (t *slotTable) dated(day dayKey) uint32 {
	n := t.days[day]
	if n == 0 {
		n = t.add(slot{facet: ofDay, day: day})
		t.days[day] = n
	}
	return n - 1
}

func (t *slotTable) without(facet int) uint32 {
	if t.none[facet] == 0 {
		t.none[facet] = t.add(slot{facet: int8(facet), value: noValue})
	}
	return t.none[facet] - 1
}

func (t *slotTable) with(facet int, value uint32) uint32 {
	known := t.values[facet]
	if more := int(value) + 1 - len(known); more > 0 {
		known = append(known, make([]uint32, more)...)
		t.values[facet] = known
	}
	if known[value] == 0 {
		known[value] = t.add(slot{facet: int8(facet), value: value})
	}
	return known[value] - 1
}

// rowsPay is how many slots one document is worth: to count from rows there must be an
// array of all slots, which is gone through at the end.
const rowsPay = 8

// matchCounts is what a search counts of its matches, to be read only.
type matchCounts struct {
	tallies []*tally   // of the facets asked for
	days    *dayCounts // nil where not asked for
}

// countMatches counts facets, and days where asked for, in one pass where that pays.
func countMatches(v *view, docs []*roaring.Bitmap, facets []news.Facet, days bool) (matchCounts, error) {
	portion := portionOf(v, docs)
	if portion.rest && portion.size == 0 {
		return v.totals.counts(facets, days), nil
	}
	if len(facets) < 2 || portion.size*rowsPay < len(v.slots.all()) {
		return countColumns(v, docs, facets, days)
	}
	return portion.countRows(v, facets, days)
}

// countColumns is countMatches facet by facet.
func countColumns(v *view, docs []*roaring.Bitmap, facets []news.Facet, days bool) (out matchCounts, err error) {
	if out.tallies, err = count(v, docs, facets); err == nil && days {
		out.days, err = countDays(v, docs)
	}
	return out, err
}

// countRows is countMatches from rows.
func (p portion) countRows(v *view, facets []news.Facet, days bool) (matchCounts, error) {
	counts, slots, err := p.countSlots(v)
	if err != nil {
		return matchCounts{}, err
	}
	var out matchCounts
	byFacet := make([]*tally, len(news.Facets))
	for _, f := range facets {
		t := newTally(f, len(v.lexicons[f].all()))
		out.tallies = append(out.tallies, t)
		byFacet[slices.Index(news.Facets, f)] = t
	}
	counted := v.totals.days.like()
	for i := range slots {
		n := counts.of(i)
		switch s := &slots[i]; {
		case n == 0:
		case s.facet == ofDay:
			counted.addKey(s.day, int(n))
		default:
			if t := byFacet[s.facet]; t != nil {
				t.take(s.value, n)
			}
		}
	}
	if p.rest {
		for _, t := range out.tallies {
			t.takeFrom(v.totals.facets[t.facet])
		}
		counted = counted.takenFrom(v.totals.days)
	}
	if days {
		out.days = counted
	}
	return out, nil
}

// slotCounts are the counts of the slots of 16 bits, in an array that needs no look
// whether it is long enough, and of the wide ones.
type slotCounts struct {
	narrow *[wideSlot]uint32
	wide   []uint32 // from wideSlot on
}

func (c *slotCounts) of(slot int) uint32 {
	if slot < wideSlot {
		return c.narrow[slot]
	}
	return c.wide[slot-wideSlot]
}

// countSlots counts the slots of the portion's documents.
func (p portion) countSlots(v *view) (slotCounts, []slot, error) {
	slots := v.slots.all()
	own := make([]slotCounts, p.workers)
	for w := range own {
		own[w] = slotCounts{new([wideSlot]uint32), make([]uint32, max(0, len(slots)-wideSlot))}
	}
	err := p.each(v, func(worker int, s *segmentView, docs []uint32) {
		s.cols.rows.count(&own[worker], docs)
	})
	if err != nil {
		return slotCounts{}, nil, err
	}
	counts := own[0]
	for _, more := range own[1:] {
		for i, n := range more.narrow {
			counts.narrow[i] += n
		}
		for i, n := range more.wide {
			counts.wide[i] += n
		}
	}
	return counts, slots, nil
}

// count is where a search of many matches spends its time.
func (r *rows) count(to *slotCounts, docs []uint32) {
	starts, slots, counts := r.starts, r.slots, to.narrow
	for _, d := range docs {
		for _, s := range slots[starts[d]:starts[d+1]] {
			counts[s]++
		}
	}
	if r.wideStarts == nil {
		return
	}
	for _, d := range docs {
		for _, s := range r.wide[r.wideStarts[d]:r.wideStarts[d+1]] {
			to.wide[s-wideSlot]++
		}
	}
}
