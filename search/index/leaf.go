package index

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/query"
)

// leaf is a word or a phrase in one field.
type leaf struct {
	node   query.Node // of the query that it is part of
	field  string
	weight float64
	slots
	found []*occurrences // by segment, once matched
}

// occurrences is where a leaf matched in a segment. For a phrase times says how
// often; for a word that is read from the postings when it is needed.
type occurrences struct {
	docs  *roaring.Bitmap
	times map[uint32]uint32
}

func (l *leaf) match(v *view, s *segmentView) (*roaring.Bitmap, error) {
	o, err := l.occurrences(v, s)
	if err != nil {
		return nil, err
	}
	return o.docs, nil
}

// occurrences are found once a segment and then kept for the score.
func (l *leaf) occurrences(v *view, s *segmentView) (*occurrences, error) {
	if o := l.found[s.index]; o != nil {
		return o, nil
	}
	o := &occurrences{}
	var err error
	if len(l.terms) == 1 {
		o.docs, err = s.anyOf(l.field, l.terms[0])
	} else {
		o.times = map[uint32]uint32{}
		o.docs, err = l.matchPhrase(v, s, o.times)
	}
	if err != nil {
		return nil, err
	}
	l.found[s.index] = o
	return o, nil
}

// matchPhrase intersects first, and reads positions only of what is left.
func (l *leaf) matchPhrase(v *view, s *segmentView, times map[uint32]uint32) (*roaring.Bitmap, error) {
	candidates := s.live
	for _, alternatives := range l.terms {
		bm, err := s.anyOf(l.field, alternatives)
		if err != nil {
			return nil, err
		}
		if candidates = roaring.And(candidates, bm); candidates.IsEmpty() {
			return candidates, nil
		}
	}
	out := roaring.New()
	r, err := newRowReader(s, l, candidates)
	if err != nil {
		return nil, err
	}
	err = v.eachDoc(candidates, func(doc uint32) error {
		n, err := r.times(doc)
		if n > 0 {
			times[doc] = n
			out.Add(doc)
		}
		return err
	})
	return out, err
}

// place is words in a row: the first and the last of them, counted from the
// beginning of the field, and their byte offsets.
type place struct{ first, last, start, end int }

// eachPlace calls fn with every place of docs where the leaf's slots are filled
// in a row, ordered by document and start. A word is a row of one.
func (l *leaf) eachPlace(v *view, s *segmentView, docs *roaring.Bitmap, fn func(doc uint32, start, end int)) error {
	r, err := newRowReader(s, l, docs)
	if err != nil {
		return err
	}
	return v.eachDoc(docs, func(doc uint32) error {
		places, err := r.places(doc)
		for _, p := range places {
			fn(doc, p.start, p.end)
		}
		return err
	})
}

// eachDoc calls fn with every document of docs until it fails or the search ends.
func (v *view) eachDoc(docs *roaring.Bitmap, fn func(doc uint32) error) error {
	seen := 0
	for it := docs.Iterator(); it.HasNext(); seen++ {
		if seen%1024 == 0 && v.ctx.Err() != nil {
			return v.ctx.Err()
		}
		if err := fn(it.Next()); err != nil {
			return err
		}
	}
	return nil
}

// rowReader finds the places of a leaf.
type rowReader struct {
	slots  []*slotReader
	rows   []row
	counts []positionRow
	buffer []place
}

func newRowReader(s *segmentView, l *leaf, docs *roaring.Bitmap) (*rowReader, error) {
	r := &rowReader{rows: make([]row, len(l.terms)), counts: make([]positionRow, len(l.terms))}
	for _, alternatives := range l.terms {
		slot, err := newSlotReader(s, l.field, alternatives, docs)
		if err != nil {
			return nil, err
		}
		r.slots = append(r.slots, slot)
	}
	return r, nil
}

// places are the leaf's places in doc, in the order of the text. Documents must
// be asked for in order. The slice is good until the next call.
func (r *rowReader) places(doc uint32) ([]place, error) {
	for i, slot := range r.slots {
		places, err := slot.places(doc)
		if err != nil || len(places) == 0 {
			return nil, err
		}
		r.rows[i] = row{places: places}
	}
	if len(r.rows) == 1 {
		return r.rows[0].places, nil
	}
	r.buffer = r.buffer[:0]
	for _, p := range r.rows[0].places {
		if end, ok := follow(p, r.rows[1:]); ok {
			r.buffer = append(r.buffer, place{p.first, p.first + len(r.rows) - 1, p.start, end})
		}
	}
	return r.buffer, nil
}

// times is how many places there are in doc, without making them.
func (r *rowReader) times(doc uint32) (n uint32, err error) {
	for i, slot := range r.slots {
		positions, err := slot.positions(doc)
		if err != nil || len(positions) == 0 {
			return 0, err
		}
		r.counts[i] = positionRow{left: positions}
	}
	first, rest := r.counts[0].left, r.counts[1:]
	for _, p := range first {
		found := true
		for i := range rest {
			if found = rest[i].has(p + uint32(i) + 1); !found {
				break
			}
		}
		if found {
			n++
		}
	}
	return n, nil
}

// positionRow is the positions of a slot in one document that are still ahead.
type positionRow struct{ left []uint32 }

// has reports whether a position is among them; it must be called with rising ones.
func (r *positionRow) has(want uint32) bool {
	left := r.left
	for len(left) > 0 && left[0] < want {
		left = left[1:]
	}
	r.left = left
	return len(left) > 0 && left[0] == want
}

// row is a slot's places in one document and how far they were read.
type row struct {
	places []place
	next   int
}

// follow reports whether the places after p are filled, and where the last ends.
// It must be called with rising p: what it skips lies before any later one.
func follow(p place, rest []row) (end int, ok bool) {
	end = p.end
	for i := range rest {
		r, want := &rest[i], p.first+i+1
		for r.next < len(r.places) && r.places[r.next].first < want {
			r.next++
		}
		if r.next == len(r.places) || r.places[r.next].first != want {
			return 0, false
		}
		end = r.places[r.next].end
	}
	return end, true
}

// slotReader walks the postings of a slot's alternatives together.
type slotReader struct {
	lists  []*postings // those not at their end
	here   []*postings
	buffer []place
	found  []uint32
}

func newSlotReader(s *segmentView, field string, terms []string, docs *roaring.Bitmap) (*slotReader, error) {
	r := &slotReader{}
	for _, t := range terms {
		p, err := s.postingsOf(field, t, docs, true)
		if err != nil {
			return nil, err
		}
		if p == nil {
			continue
		}
		more, err := p.next()
		if err != nil {
			return nil, err
		}
		if more {
			r.lists = append(r.lists, p)
		}
	}
	return r, nil
}

// seek gives the postings that doc has. Documents must be asked for in order.
func (r *slotReader) seek(doc uint32) ([]*postings, error) {
	r.here = r.here[:0]
	for i := 0; i < len(r.lists); i++ {
		p, more := r.lists[i], true
		for p.doc < doc && more {
			var err error
			if more, err = p.next(); err != nil {
				return nil, err
			}
		}
		if !more {
			r.lists = slices.Delete(r.lists, i, i+1)
			i--
			continue
		}
		if p.doc == doc {
			r.here = append(r.here, p)
		}
	}
	return r.here, nil
}

// places are the slot's places in doc, in the order of the text, each once. The
// slice is good until the next call.
func (r *slotReader) places(doc uint32) ([]place, error) {
	here, err := r.seek(doc)
	r.buffer = r.buffer[:0]
	for _, p := range here {
		r.buffer = p.appendPlaces(r.buffer)
	}
	return inOrder(r.buffer), err
}

// positions are the first words of places.
func (r *slotReader) positions(doc uint32) ([]uint32, error) {
	here, err := r.seek(doc)
	r.found = r.found[:0]
	for _, p := range here {
		r.found = p.appendPositions(r.found)
	}
	if len(here) > 1 {
		slices.Sort(r.found)
		r.found = slices.Compact(r.found)
	}
	return r.found, err
}

// inOrder sorts places by position and drops doubles: a word and its stem stand
// at the same place.
func inOrder(places []place) []place {
	rising := true
	for i := 1; i < len(places) && rising; i++ {
		rising = places[i-1].first < places[i].first
	}
	if rising {
		return places
	}
	slices.SortStableFunc(places, func(a, b place) int { return a.first - b.first })
	return slices.CompactFunc(places, func(a, b place) bool { return a.first == b.first })
}
