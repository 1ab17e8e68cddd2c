package index

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/query"
)

// A proximity is compiled once for each text that it may stand in, as it never
// reaches from one into another. query.Near says what it means.

// side is what may stand beside a proximity, in one field of the index.
type side interface {
	// docs holds every document with a place of the side, and maybe others.
	docs(v *view, s *segmentView) (*roaring.Bitmap, error)
	// reader finds the side's places in docs.
	reader(v *view, s *segmentView, docs *roaring.Bitmap) (sideReader, error)
}

// sideReader finds the ways a side matches in a document, ordered by their first
// word, then their last. Documents must be asked for in order. The slice is good
// until the next call.
type sideReader interface {
	ways(doc uint32) ([]way, error)
}

// way is one way to match: the places that make it, and the first and the last
// word of all these.
type way struct {
	first, last int
	places      []place
}

func byFirst(a, b way) int { return cmp.Or(a.first-b.first, a.last-b.last) }

// near compiles a proximity for each of its texts.
func (c *compiler) near(n *query.Near, positive bool) (matcher, error) {
	fields, err := c.textsOf(n)
	if err != nil {
		return nil, err
	}
	var out or
	for _, wf := range fields {
		p, err := c.pair(n, wf, positive)
		if err != nil {
			return nil, err
		}
		if positive {
			c.marked = append(c.marked, p)
		}
		out = append(out, p)
	}
	return out, nil
}

// textsOf gives the fields of the index that n may stand in.
func (c *compiler) textsOf(n query.Node) ([]weightedField, error) {
	var out []weightedField
	for _, f := range query.Texts(n) {
		fields, err := fieldsFor(f, n.Pos())
		if err != nil {
			return nil, err
		}
		out = append(out, fields...)
	}
	if len(out) == 0 {
		return nil, &query.Error{Position: n.Pos().Start, Message: fmt.Sprintf("%s never stands in one text", n), Hint: "give both sides the same field, or none"}
	}
	return out, nil
}

func (c *compiler) pair(n *query.Near, wf weightedField, positive bool) (*pair, error) {
	left, err := c.side(n.Left, wf, positive)
	if err != nil {
		return nil, err
	}
	right, err := c.side(n.Right, wf, positive)
	if err != nil {
		return nil, err
	}
	return &pair{field: wf.name, left: left, right: right, kind: n.Kind, distance: n.Distance}, nil
}

// side compiles n for one field; what is asked for elsewhere has no place there.
func (c *compiler) side(n query.Node, wf weightedField, positive bool) (side, error) {
	if !slices.ContainsFunc(query.Texts(n), func(f query.Field) bool { return string(f) == wf.name }) {
		return anyOf{}, nil
	}
	switch n := n.(type) {
	case *query.Word:
		s, err := c.wordSlots(n, wf.name)
		if err != nil {
			return nil, err
		}
		return c.leaf(wf, s, n, positive)
	case *query.Phrase:
		return c.leaf(wf, c.plain(n.Text, n.Verbatim), n, positive)
	case *query.Slot:
		return c.mentions(n, wf.name)
	case *query.Near:
		return c.pair(n, wf, positive)
	case *query.Or:
		out := anyOf{}
		for _, kid := range n.Kids {
			s, err := c.side(kid, wf, positive)
			if err != nil {
				return nil, err
			}
			out = append(out, s)
		}
		return out, nil
	}
	return nil, &query.Error{Position: n.Pos().Start, Message: fmt.Sprintf("%s has no place in a text", n)}
}

// A leaf is a side.

func (l *leaf) docs(v *view, s *segmentView) (*roaring.Bitmap, error) { return l.match(v, s) }

func (l *leaf) reader(_ *view, s *segmentView, docs *roaring.Bitmap) (sideReader, error) {
	r, err := newRowReader(s, l, docs)
	return &leafReader{rows: r}, err
}

type leafReader struct {
	rows *rowReader
	out  []way
}

func (r *leafReader) ways(doc uint32) ([]way, error) {
	places, err := r.rows.places(doc)
	r.out = waysOf(r.out[:0], places)
	return r.out, err
}

// waysOf makes a way of each place; they share memory.
func waysOf(to []way, places []place) []way {
	for i, p := range places {
		to = append(to, way{p.first, p.last, places[i : i+1 : i+1]})
	}
	return to
}

// mentionSide is the places of one kind of tag, by their length in words.
type mentionSide struct {
	field   string
	terms   []string
	lengths []int
}

func (c *compiler) mentions(n *query.Slot, field string) (*mentionSide, error) {
	prefix := mentionMark + string(n.Facet) + ":"
	dict, err := c.view.snapshot.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return nil, err
	}
	defer dict.Close()
	m := &mentionSide{field: field}
	for {
		e, err := dict.Next()
		if err != nil || e == nil {
			return m, err
		}
		length, err := strconv.Atoi(strings.TrimPrefix(e.Term, prefix))
		if err != nil {
			return nil, fmt.Errorf("field %s: term %q: %w", field, e.Term, err)
		}
		if !slices.Contains(m.lengths, length) {
			m.terms, m.lengths = append(m.terms, e.Term), append(m.lengths, length)
		}
	}
}

// slot matches where a mention stands. A query has slots beside proximities
// only; their counts are asked for alone.
func (c *compiler) slot(n *query.Slot) (matcher, error) {
	fields, err := c.textsOf(n)
	if err != nil {
		return nil, err
	}
	var out or
	for _, wf := range fields {
		m, err := c.mentions(n, wf.name)
		if err != nil {
			return nil, err
		}
		out = append(out, tag{wf.name, m.terms})
	}
	return out, nil
}

func (m *mentionSide) docs(_ *view, s *segmentView) (*roaring.Bitmap, error) {
	return s.anyOf(m.field, m.terms)
}

func (m *mentionSide) reader(_ *view, s *segmentView, docs *roaring.Bitmap) (sideReader, error) {
	r := &mentionReader{lengths: m.lengths}
	for _, t := range m.terms {
		slot, err := newSlotReader(s, m.field, []string{t}, docs)
		if err != nil {
			return nil, err
		}
		r.slots = append(r.slots, slot)
	}
	return r, nil
}

type mentionReader struct {
	slots   []*slotReader
	lengths []int
	buffer  []place
	out     []way
}

func (r *mentionReader) ways(doc uint32) ([]way, error) {
	r.buffer = r.buffer[:0]
	for i, slot := range r.slots {
		places, err := slot.places(doc)
		if err != nil {
			return nil, err
		}
		for _, p := range places {
			p.last = p.first + r.lengths[i] - 1
			r.buffer = append(r.buffer, p)
		}
	}
	r.out = waysOf(r.out[:0], r.buffer)
	slices.SortFunc(r.out, byFirst)
	return r.out, nil
}

// anyOf is a group of sides of which any may stand; an empty one never does.
type anyOf []side

func (a anyOf) docs(v *view, s *segmentView) (*roaring.Bitmap, error) {
	out := roaring.New()
	for _, kid := range a {
		bm, err := kid.docs(v, s)
		if err != nil {
			return nil, err
		}
		out.Or(bm)
	}
	return out, nil
}

func (a anyOf) reader(v *view, s *segmentView, docs *roaring.Bitmap) (sideReader, error) {
	r := &anyReader{}
	for _, kid := range a {
		k, err := kid.reader(v, s, docs)
		if err != nil {
			return nil, err
		}
		r.kids = append(r.kids, k)
	}
	return r, nil
}

type anyReader struct {
	kids []sideReader
	out  []way
}

// ways drops doubles: the same words may be found by a word and its wildcard.
func (r *anyReader) ways(doc uint32) ([]way, error) {
	r.out = r.out[:0]
	for _, kid := range r.kids {
		ways, err := kid.ways(doc)
		if err != nil {
			return nil, err
		}
		r.out = append(r.out, ways...)
	}
	slices.SortFunc(r.out, byFirst)
	r.out = slices.CompactFunc(r.out, func(a, b way) bool {
		return byFirst(a, b) == 0 && len(a.places) == 1 && len(b.places) == 1
	})
	return r.out, nil
}
