package index

import (
	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/query"
)

// atLeast matches documents with so many places of a side, all its fields
// together.
type atLeast struct {
	times int
	sides []fieldSide
}

type fieldSide struct {
	field string
	side
}

func (c *compiler) atLeast(n *query.AtLeast, positive bool) (matcher, error) {
	fields, err := c.textsOf(n.Kid)
	if err != nil {
		return nil, err
	}
	m := &atLeast{times: n.Times}
	for _, wf := range fields {
		s, err := c.side(n.Kid, wf, positive)
		if err != nil {
			return nil, err
		}
		m.sides = append(m.sides, fieldSide{wf.name, s})
	}
	if positive {
		c.marked = append(c.marked, m)
	}
	return m, nil
}

func (m *atLeast) match(v *view, s *segmentView) (*roaring.Bitmap, error) {
	return m.among(v, s, nil)
}

// among matches within docs; nil is all documents.
func (m *atLeast) among(v *view, s *segmentView, docs *roaring.Bitmap) (*roaring.Bitmap, error) {
	count := map[uint32]int{}
	out := roaring.New()
	err := m.each(v, s, docs, func(doc uint32, _ string, ways []way) {
		count[doc] += len(ways)
		if count[doc] >= m.times {
			out.Add(doc)
		}
	})
	return out, err
}

// each calls fn with the places of each field, a field after the other.
func (m *atLeast) each(v *view, s *segmentView, docs *roaring.Bitmap, fn func(doc uint32, field string, ways []way)) error {
	for _, side := range m.sides {
		candidates, err := side.docs(v, s)
		if err != nil {
			return err
		}
		if docs != nil {
			candidates = roaring.And(candidates, docs)
		}
		r, err := side.reader(v, s, candidates)
		if err != nil {
			return err
		}
		err = v.eachDoc(candidates, func(doc uint32) error {
			ways, err := r.ways(doc)
			fn(doc, side.field, ways)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *atLeast) mark(v *view, s *segmentView, docs *roaring.Bitmap, fn func(doc uint32, field string, start, end int)) error {
	matched, err := m.among(v, s, docs)
	if err != nil {
		return err
	}
	return m.each(v, s, matched, func(doc uint32, field string, ways []way) {
		for _, w := range ways {
			for _, p := range w.places {
				fn(doc, field, p.start, p.end)
			}
		}
	})
}
