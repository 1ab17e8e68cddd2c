package index

import (
	"github.com/RoaringBitmap/roaring/v2"
)

// Days since 1970 that a dayCounts may have an array for: those of 1900 to 2099.
// One article may be dated the year 1.
const (
	firstNear = -25_567
	endNear   = 47_482
)

// dayCounts counts documents by the UTC day of their date, from which every
// interval but the hour follows.
type dayCounts struct {
	first   int64            // day of near[0]
	near    []uint32         // by day
	far     map[int64]uint32 // other days
	undated int
	timed   int // dated, and not at midnight
}

// newDayCounts expects most dates between two days.
func newDayCounts(first, last int64) *dayCounts {
	first, last = max(first, firstNear), min(last, endNear-1)
	return &dayCounts{first: first, near: make([]uint32, max(0, last-first+1)), far: map[int64]uint32{}}
}

// like is an empty dayCounts for the same days.
func (c *dayCounts) like() *dayCounts {
	return newDayCounts(c.first, c.first+int64(len(c.near))-1)
}

// dayOf is the day of a time, and whether it is that day's midnight.
func dayOf(at int64) (day int64, midnight bool) {
	day = at / daySeconds
	rest := at - day*daySeconds
	if rest < 0 {
		day-- // division rounds towards 1970
	}
	return day, rest == 0
}

// add counts a date n times; n may be -1.
func (c *dayCounts) add(at int64, n int) {
	if at == noDate {
		c.undated += n
		return
	}
	day, midnight := dayOf(at)
	if !midnight {
		c.timed += n
	}
	c.addDay(day, uint32(n))
}

// addKey counts n documents of a day.
func (c *dayCounts) addKey(k dayKey, n int) {
	if k.undated {
		c.undated += n
		return
	}
	if k.timed {
		c.timed += n
	}
	c.addDay(k.day, uint32(n))
}

func (c *dayCounts) addDay(day int64, n uint32) {
	if i := day - c.first; i >= 0 && i < int64(len(c.near)) {
		c.near[i] += n
		return
	}
	c.far[day] += n
}

// addCounts adds another's counts n times; n may be -1.
func (c *dayCounts) addCounts(other *dayCounts, n int) {
	other.each(func(day int64, count uint32) { c.addDay(day, uint32(n)*count) })
	c.undated += n * other.undated
	c.timed += n * other.timed
}

// each calls fn with every day that has documents, in any order.
func (c *dayCounts) each(fn func(day int64, n uint32)) {
	for i, n := range c.near {
		if n > 0 {
			fn(c.first+int64(i), n)
		}
	}
	for day, n := range c.far {
		if n > 0 {
			fn(day, n)
		}
	}
}

// span is from the beginning of the first day to that of the last.
func (c *dayCounts) span() span {
	sp := span{first: noDate, last: noDate, days: c.timed == 0, undated: c.undated}
	c.each(func(day int64, _ uint32) {
		at := day * daySeconds
		if sp.first == noDate || at < sp.first {
			sp.first = at
		}
		sp.last = max(sp.last, at)
	})
	return sp
}

// countDays counts the matches by day.
func countDays(v *view, matches []*roaring.Bitmap) (*dayCounts, error) {
	portion := portionOf(v, matches)
	own := make([]*dayCounts, portion.workers)
	for w := range own {
		own[w] = v.totals.days.like()
	}
	err := portion.each(v, func(worker int, s *segmentView, docs []uint32) {
		for _, d := range docs {
			own[worker].add(s.cols.published[d], 1)
		}
	})
	if err != nil {
		return nil, err
	}
	out := own[0]
	for _, more := range own[1:] {
		out.addCounts(more, 1)
	}
	if portion.rest {
		return out.takenFrom(v.totals.days), nil
	}
	return out, nil
}

// takenFrom is what all counts to without c.
func (c *dayCounts) takenFrom(all *dayCounts) *dayCounts {
	out := all.like()
	out.addCounts(all, 1)
	out.addCounts(c, -1)
	return out
}
