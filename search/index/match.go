package index

import (
	"github.com/RoaringBitmap/roaring/v2"
)

// matcher finds the live documents of a segment that it matches. The bitmap must
// not be changed: it may be a postings list's own.
type matcher interface {
	match(v *view, s *segmentView) (*roaring.Bitmap, error)
}

type (
	all struct{}
	and []matcher
	or  []matcher
	not struct{ kid matcher }
	tag struct {
		field  string
		values []string
	}
	dates struct{ from, to int64 } // [from, to); noDate is open
)

func (all) match(_ *view, s *segmentView) (*roaring.Bitmap, error) { return s.live, nil }

// match copies nothing where only one kid asks for less than everything: what any
// matcher gives is alive already.
func (m and) match(v *view, s *segmentView) (*roaring.Bitmap, error) {
	out := s.live
	for _, kid := range m {
		bm, err := kid.match(v, s)
		if err != nil {
			return nil, err
		}
		switch {
		case bm == s.live:
			continue
		case out == s.live:
			out = bm
		default:
			out = roaring.And(out, bm)
		}
		if out.IsEmpty() {
			return out, nil
		}
	}
	return out, nil
}

func (m or) match(v *view, s *segmentView) (*roaring.Bitmap, error) {
	found := make([]*roaring.Bitmap, len(m))
	for i, kid := range m {
		var err error
		if found[i], err = kid.match(v, s); err != nil {
			return nil, err
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 2: // headline and text
		return roaring.Or(found[0], found[1]), nil
	default:
		return roaring.FastOr(found...), nil
	}
}

func (m not) match(v *view, s *segmentView) (*roaring.Bitmap, error) {
	bm, err := m.kid.match(v, s)
	if err != nil {
		return nil, err
	}
	return roaring.AndNot(s.live, bm), nil
}

func (m tag) match(_ *view, s *segmentView) (*roaring.Bitmap, error) {
	return s.anyOf(m.field, m.values)
}

func (m dates) match(_ *view, s *segmentView) (*roaring.Bitmap, error) {
	if m.from == noDate && m.to == noDate {
		return s.live, nil
	}
	bits := make([]uint64, (len(s.cols.published)+63)/64)
	for d, t := range s.cols.published {
		if t != noDate && t >= m.from && (m.to == noDate || t < m.to) {
			bits[d/64] |= 1 << (d % 64)
		}
	}
	out := roaring.FromDense(bits, true)
	out.And(s.live)
	return out, nil
}
