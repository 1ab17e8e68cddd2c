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

func (m and) match(v *view, s *segmentView) (*roaring.Bitmap, error) {
	out := s.live
	for _, kid := range m {
		bm, err := kid.match(v, s)
		if err != nil {
			return nil, err
		}
		if out = roaring.And(out, bm); out.IsEmpty() {
			return out, nil
		}
	}
	return out, nil
}

func (m or) match(v *view, s *segmentView) (*roaring.Bitmap, error) {
	out := roaring.New()
	for _, kid := range m {
		bm, err := kid.match(v, s)
		if err != nil {
			return nil, err
		}
		out.Or(bm)
	}
	return out, nil
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
	docs := make([]uint32, 0, len(s.cols.published)/4)
	for d, t := range s.cols.published {
		if t != noDate && t >= m.from && (m.to == noDate || t < m.to) {
			docs = append(docs, uint32(d))
		}
	}
	out := roaring.BitmapOf(docs...)
	out.And(s.live)
	return out, nil
}
