package index

import (
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"dateline/search/news"
	"dateline/search/query"
)

// groupLexicon numbers groups of copies beside the values of facets.
const groupLexicon = news.Facet(fieldGroup)

// groupColumn says which documents of a segment are copies of others. It is empty
// where none is, as in an index from before articles had groups.
type groupColumn struct {
	docs    *roaring.Bitmap // those in a group; nil for none
	numbers []uint32        // by document, in the lexicon of groups
}

func (g *groupColumn) bytes() int64 {
	if g.docs == nil {
		return 0
	}
	return int64(4*len(g.numbers)) + int64(g.docs.GetSizeInBytes())
}

func buildGroups(seg segment.Segment, n int, lex *lexicon) (groupColumn, error) {
	var g groupColumn
	err := eachValue(seg, fieldGroup, func(term string, docs *roaring.Bitmap) error {
		if g.docs == nil {
			g.docs, g.numbers = roaring.New(), make([]uint32, n)
		}
		g.docs.Or(docs)
		fill(g.numbers, docs, lex.intern(term))
		return nil
	})
	return g, err
}

// collapsed are the matches of a search without those that another one stands for.
type collapsed struct {
	leads  []*roaring.Bitmap // by segment
	hidden int               // matches that are not leads
	copies []*roaring.Bitmap // by segment, all matches in groups, leads included
	slots  []uint32          // by group, 1 and its place in groups
	groups []copyGroup
}

// copyGroup is a group with its matches.
type copyGroup struct {
	lead ranked // the first of them
	n    int
}

// collapse looks at matches that are in groups only, so that it costs what there
// is to collapse, twice.
func collapse(v *view, matches []*roaring.Bitmap) *collapsed {
	c := &collapsed{leads: make([]*roaring.Bitmap, len(matches)), copies: make([]*roaring.Bitmap, len(matches))}
	c.slots = make([]uint32, len(v.lexicons[groupLexicon].all()))
	for i, s := range v.segments {
		if c.leads[i] = matches[i]; s.cols.groups.docs != nil {
			c.copies[i] = roaring.And(matches[i], s.cols.groups.docs)
			c.eachCopy(s, func(number uint32, r ranked) { c.add(number, r) })
		}
	}
	for i, s := range v.segments {
		var others []uint32
		c.eachCopy(s, func(number uint32, r ranked) {
			if c.group(number).lead != r {
				others = append(others, r.doc)
			}
		})
		if len(others) > 0 {
			c.leads[i] = roaring.AndNot(matches[i], roaring.BitmapOf(others...))
			c.hidden += len(others)
		}
	}
	return c
}

// eachCopy calls f with every match of s that is in a group, and the group's number.
func (c *collapsed) eachCopy(s *segmentView, f func(number uint32, r ranked)) {
	if c.copies[s.index] == nil {
		return
	}
	for it := c.copies[s.index].Iterator(); it.HasNext(); {
		d := it.Next()
		f(s.cols.groups.numbers[d], s.ranked(d))
	}
}

func (c *collapsed) group(number uint32) *copyGroup { return &c.groups[c.slots[number]-1] }

func (c *collapsed) add(number uint32, r ranked) {
	if c.slots[number] == 0 {
		c.groups = append(c.groups, copyGroup{lead: r})
		c.slots[number] = uint32(len(c.groups))
	}
	g := c.group(number)
	g.n++
	if older(r, g.lead) {
		g.lead = r
	}
}

// describe says of each hit how many it stands for, and who the first are.
func (c *collapsed) describe(v *view, page []ranked, hits []query.Hit) {
	first := map[uint32]*top[ranked]{} // by group
	of := make([]uint32, len(page))
	for i, r := range page {
		if c.copies[r.segment] == nil || !c.copies[r.segment].Contains(r.doc) {
			continue
		}
		of[i] = v.segments[r.segment].cols.groups.numbers[r.doc]
		if hits[i].Copies = c.group(of[i]).n - 1; hits[i].Copies > 0 {
			first[of[i]] = newTop(query.ShownCopies, older)
		}
	}
	if len(first) == 0 {
		return
	}
	for _, s := range v.segments {
		c.eachCopy(s, func(number uint32, r ranked) {
			if f := first[number]; f != nil && c.group(number).lead != r {
				f.push(r)
			}
		})
	}
	for i := range hits {
		if hits[i].Copies == 0 {
			continue
		}
		for _, r := range first[of[i]].sorted() {
			hits[i].First = append(hits[i].First, query.Copy{ID: idOf(r.id), Source: v.sourceOf(r)})
		}
	}
}

// sourceOf is the value of an article's source; empty where it has none.
func (v *view) sourceOf(r ranked) string {
	o := v.segments[r.segment].cols.facets[news.FacetSource]
	if values := o.of(r.doc); len(values) > 0 {
		return v.lexicons[news.FacetSource].all()[values[0]]
	}
	return ""
}

// repeats are, by segment, the live articles in groups of copies, but for the one
// with the smallest id of each group; nil where there are none. They do not depend
// on how articles lie in segments.
func (v *view) repeats() []*roaring.Bitmap {
	if v.again != nil {
		return v.again
	}
	v.again = make([]*roaring.Bitmap, len(v.segments))
	least := slices.Repeat([]uint64{math.MaxUint64}, len(v.lexicons[groupLexicon].all()))
	for pass := range 2 {
		for i, s := range v.segments {
			if s.cols.groups.docs == nil {
				continue
			}
			var more []uint32
			for it := roaring.And(s.live, s.cols.groups.docs).Iterator(); it.HasNext(); {
				d := it.Next()
				switch n, id := s.cols.groups.numbers[d], s.cols.ids[d]; {
				case pass == 1 && id != least[n]:
					more = append(more, d)
				case pass == 0 && id < least[n]:
					least[n] = id
				}
			}
			if len(more) > 0 {
				v.again[i] = roaring.BitmapOf(more...)
			}
		}
	}
	return v.again
}

// stories counts the articles alive of which no two are copies.
func (v *view) stories() uint64 {
	n := v.articles
	for _, again := range v.repeats() {
		if again != nil {
			n -= again.GetCardinality()
		}
	}
	return n
}
