package index

import (
	"slices"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/query"
)

// pair is a proximity in one field. It matches documents, and is a side itself.
type pair struct {
	field       string
	left, right side
	kind        query.NearKind
	distance    int
}

func (p *pair) docs(v *view, s *segmentView) (*roaring.Bitmap, error) {
	left, err := p.left.docs(v, s)
	if err != nil || left.IsEmpty() {
		return left, err
	}
	right, err := p.right.docs(v, s)
	if err != nil {
		return nil, err
	}
	return roaring.And(left, right), nil
}

func (p *pair) match(v *view, s *segmentView) (*roaring.Bitmap, error) {
	out := roaring.New()
	return out, p.eachPair(v, s, nil, func(doc uint32, _, _ *way) bool {
		out.Add(doc)
		return false
	})
}

// mark shows the words of every pair.
func (p *pair) mark(v *view, s *segmentView, docs *roaring.Bitmap, fn func(doc uint32, field string, start, end int)) error {
	n, last := 0, uint32(0)
	return p.eachPair(v, s, docs, func(doc uint32, a, b *way) bool {
		if doc != last {
			n, last = 0, doc
		}
		for _, at := range slices.Concat(a.places, b.places) {
			fn(doc, p.field, at.start, at.end)
		}
		n++
		return n < maxWays
	})
}

// eachPair calls fn with the pairs of docs (nil is all documents) until it
// returns false, which skips to the next document.
func (p *pair) eachPair(v *view, s *segmentView, docs *roaring.Bitmap, fn func(doc uint32, a, b *way) bool) error {
	candidates, err := p.docs(v, s)
	if err != nil {
		return err
	}
	if docs != nil {
		candidates = roaring.And(candidates, docs)
	}
	if candidates.IsEmpty() {
		return nil
	}
	r, err := p.open(v, s, candidates)
	if err != nil {
		return err
	}
	return v.eachDoc(candidates, func(doc uint32) error {
		return r.pairs(doc, func(a, b *way) bool { return fn(doc, a, b) })
	})
}

func (p *pair) reader(v *view, s *segmentView, docs *roaring.Bitmap) (sideReader, error) {
	return p.open(v, s, docs)
}

func (p *pair) open(v *view, s *segmentView, docs *roaring.Bitmap) (*pairReader, error) {
	left, err := p.left.reader(v, s, docs)
	if err != nil {
		return nil, err
	}
	right, err := p.right.reader(v, s, docs)
	if err != nil {
		return nil, err
	}
	r := &pairReader{pair: p, view: v, left: left, right: right}
	switch p.kind {
	case query.SameSentence:
		r.fences, err = newSlotReader(s, p.field, []string{paragraphMark, sentenceMark}, docs)
	case query.SameParagraph:
		r.fences, err = newSlotReader(s, p.field, []string{paragraphMark}, docs)
	}
	return r, err
}

type pairReader struct {
	*pair
	view        *view
	left, right sideReader
	fences      *slotReader // where the sentences or paragraphs begin; nil for a distance
	out         []way
}

// ways are the pairs as ways of their own, of which there are at most maxWays.
func (r *pairReader) ways(doc uint32) ([]way, error) {
	r.out = r.out[:0]
	err := r.pairs(doc, func(a, b *way) bool {
		r.out = append(r.out, way{min(a.first, b.first), max(a.last, b.last), slices.Concat(a.places, b.places)})
		return len(r.out) < maxWays
	})
	slices.SortFunc(r.out, byFirst)
	return r.out, err
}

// pairs calls fn with every left and right way of doc that are near, until it
// returns false.
func (r *pairReader) pairs(doc uint32, fn func(a, b *way) bool) error {
	left, err := r.left.ways(doc)
	if err != nil || len(left) == 0 {
		return err
	}
	right, err := r.right.ways(doc)
	if err != nil || len(right) == 0 {
		return err
	}
	var fences []place
	if r.fences != nil {
		if fences, err = r.fences.places(doc); err != nil {
			return err
		}
	}
	longest := 0
	for i := range right {
		longest = max(longest, right[i].last-right[i].first)
	}
	looks := 0
	for i := range left {
		a := &left[i]
		low, high := r.reach(a, fences)
		from := sort.Search(len(right), func(j int) bool { return right[j].first >= low-longest })
		for j := from; j < len(right) && right[j].first <= high; j++ {
			if looks++; looks > maxLooks {
				return nil
			}
			if b := &right[j]; r.near(a, b, low, high) && !fn(a, b) {
				return nil
			}
		}
	}
	if looks > ctxEvery { // one such article may take as long as a thousand others
		return r.view.ctx.Err()
	}
	return nil
}

// reach is the range of words that a partner of a must touch or, within a
// sentence or a paragraph, lie in. It is empty where there can be none.
func (r *pairReader) reach(a *way, fences []place) (low, high int) {
	switch r.kind {
	case query.Within:
		return a.first - r.distance, a.last + r.distance
	case query.InOrder:
		return a.last + 1, a.last + r.distance
	}
	next := sort.Search(len(fences), func(i int) bool { return fences[i].first > a.first })
	if next > 0 {
		low = fences[next-1].first
	}
	high = int(^uint(0) >> 1)
	if next < len(fences) {
		high = fences[next].first - 1
	}
	if a.last > high {
		return 1, 0
	}
	return low, high
}

// near is the whole definition; reach only saves looking at what is far.
func (r *pairReader) near(a, b *way, low, high int) bool {
	switch r.kind {
	case query.Within:
		distance, apart := distance(a, b)
		return apart && distance <= r.distance
	case query.InOrder:
		return b.first >= low && b.first <= high
	}
	_, apart := distance(a, b)
	return apart && b.first >= low && b.last <= high
}

// distance is that of the nearest words of two ways; apart is false where they
// share a word.
func distance(a, b *way) (nearest int, apart bool) {
	nearest = int(^uint(0) >> 1)
	for _, p := range a.places {
		for _, q := range b.places {
			if p.first <= q.last && q.first <= p.last {
				return 0, false
			}
			nearest = min(nearest, max(q.first-p.last, p.first-q.last))
		}
	}
	return nearest, true
}
