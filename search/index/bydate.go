package index

import (
	"sort"
)

// dateOrder goes through the documents of a segment by date: the newest first, or
// the oldest. Undated ones are last in either.
type dateOrder bool // oldest first

// at is the i-th document.
func (oldest dateOrder) at(c *columns, i int) uint32 {
	if oldest && i < c.dated {
		i = c.dated - 1 - i
	}
	return c.byDate[i]
}

// ahead reports whether a date comes before another, and not beside it.
func (oldest dateOrder) ahead(a, b int64) bool {
	if oldest {
		return a != noDate && (b == noDate || a < b)
	}
	return a > b // noDate is the least of all
}

// byDate finds the page without looking at every match: from segment to segment
// it goes through the documents in their order, up to where they come after what
// was found already.
func (p *page) byDate(order dateOrder) (*top[ranked], error) {
	best := newTop(p.size, p.before)
	for _, s := range p.view.segments {
		if err := p.view.ctx.Err(); err != nil {
			return nil, err
		}
		n, in := len(s.cols.byDate), int(p.matches[s.index].GetCardinality())
		switch {
		case in == 0:
		case in*in > walkPays*n*p.size && (p.after == nil || p.after.score == 0):
			p.walk(s, order, best)
		default:
			for it := p.matches[s.index].Iterator(); it.HasNext(); {
				p.offer(best, s.ranked(it.Next()))
			}
		}
	}
	return best, nil
}

// walkPays is how much dearer it is to ask whether a document matches than to look
// at a match. About size of each share of matches are asked about.
const walkPays = 4

func (p *page) walk(s *segmentView, order dateOrder, best *top[ranked]) {
	docs, published := p.matches[s.index], s.cols.published
	first := 0
	if p.after != nil {
		first = sort.Search(len(s.cols.byDate), func(i int) bool {
			return !order.ahead(published[order.at(s.cols, i)], p.after.published)
		})
	}
	for i := first; i < len(s.cols.byDate); i++ {
		d := order.at(s.cols, i)
		if best.full() && order.ahead(best.worst().published, published[d]) {
			return
		}
		if docs.Contains(d) {
			p.offer(best, s.ranked(d))
		}
	}
}
