package index

import (
	"math"

	"github.com/RoaringBitmap/roaring/v2"
)

// BM25's usual parameters.
const (
	bm25K1 = 1.2
	bm25B  = 0.75
)

// scorer adds up BM25 over the leaves. All its figures (articles, articles with
// the word, mean length) count live articles only, so that a score does not
// change when segments merge, and a cursor keeps its place.
type scorer struct {
	view   *view
	leaves []*leaf
	idf    []float64
	mean   []float64
}

func newScorer(v *view, leaves []*leaf) (*scorer, error) {
	c := &scorer{view: v, leaves: leaves, idf: make([]float64, len(leaves)), mean: make([]float64, len(leaves))}
	means := map[string]float64{}
	for i, l := range leaves {
		var with uint64
		for _, s := range v.segments {
			o, err := l.occurrences(v, s)
			if err != nil {
				return nil, err
			}
			with += o.docs.GetCardinality()
		}
		n := float64(v.articles)
		c.idf[i] = l.weight * math.Log(1+(n-float64(with)+0.5)/(float64(with)+0.5))
		if means[l.field] == 0 {
			means[l.field] = v.averageLength(l.field)
		}
		c.mean[i] = means[l.field]
	}
	return c, nil
}

// scores gives each document of docs its score, by document number.
func (c *scorer) scores(s *segmentView, docs *roaring.Bitmap) ([]float64, error) {
	out := make([]float64, len(s.cols.ids))
	if docs.IsEmpty() {
		return out, nil
	}
	times := make([]float32, len(out))
	for i, l := range c.leaves {
		if err := c.view.ctx.Err(); err != nil {
			return nil, err
		}
		o, err := l.occurrences(c.view, s)
		if err != nil {
			return nil, err
		}
		hits := roaring.And(o.docs, docs)
		if err := l.count(s, o, hits, times); err != nil {
			return nil, err
		}
		lengths := s.cols.lengths[l.field].words
		for it := hits.Iterator(); it.HasNext(); {
			d := it.Next()
			tf := float64(times[d])
			times[d] = 0
			norm := bm25K1 * (1 - bm25B + bm25B*float64(lengths[d])/c.mean[i])
			out[d] += c.idf[i] * tf * (bm25K1 + 1) / (tf + norm)
		}
	}
	return out, nil
}

// count sets how often the leaf stands in each document of hits.
func (l *leaf) count(s *segmentView, o *occurrences, hits *roaring.Bitmap, times []float32) error {
	if o.times != nil {
		for it := hits.Iterator(); it.HasNext(); {
			d := it.Next()
			times[d] = float32(o.times[d])
		}
		return nil
	}
	for _, t := range l.terms[0] {
		it, err := s.iterate(l.field, t, hits, false)
		if err != nil {
			return err
		}
		if it == nil {
			continue
		}
		for {
			p, err := it.Next()
			if err != nil {
				return err
			}
			if p == nil {
				break
			}
			d, n := p.Number(), float32(p.Frequency())
			if l.sum {
				times[d] += n
			} else {
				times[d] = max(times[d], n)
			}
		}
	}
	return nil
}
