package index

import (
	"math"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/query"
)

// BM25's parameters. The literature takes k1 between 1.2 and 2; an article is long
// enough for a word said often to go on counting, and both test collections that
// eval asks (Cranfield, MED) gain from 1.2 to 2.
const (
	bm25K1 = 2.0
	bm25B  = 0.75
)

// term is one word or phrase of a query: the leaves that look for it, one a
// field. Its rarity is that of the term wherever it stands: a common word is no
// rarer for standing in few headlines.
type term struct {
	leaves []*leaf
	idf    float64
}

// scorer adds up BM25 over the terms, field by field: each saturates alone, so that
// a word of a headline is worth as much as any number of it in the text. All its
// figures (articles, articles with the term, mean length) count live articles only,
// so that a score does not change when segments merge, and a cursor keeps its place;
// and of copies one only, so that whoever sends out a text a thousand times makes no
// other word rarer.
type scorer struct {
	view  *view
	terms []term
	mean  map[string]float64 // words of a field
}

func newScorer(v *view, leaves []*leaf) (*scorer, error) {
	c := &scorer{view: v, terms: termsOf(leaves), mean: map[string]float64{}}
	for i := range c.terms {
		t := &c.terms[i]
		var with uint64
		for _, s := range v.segments {
			docs, err := t.in(v, s, v.repeats()[s.index])
			if err != nil {
				return nil, err
			}
			with += docs
		}
		n := float64(v.stories())
		t.idf = math.Log(1 + (n-float64(with)+0.5)/(float64(with)+0.5))
		for _, l := range t.leaves {
			if c.mean[l.field] == 0 {
				c.mean[l.field] = v.averageLength(l.field)
			}
		}
	}
	return c, nil
}

// termsOf puts the leaves of each node of the query together.
func termsOf(leaves []*leaf) []term {
	var out []term
	at := map[query.Node]int{}
	for _, l := range leaves {
		i, known := at[l.node]
		if !known {
			i = len(out)
			at[l.node] = i
			out = append(out, term{})
		}
		out[i].leaves = append(out[i].leaves, l)
	}
	return out
}

// in counts the documents with the term in any of its fields, without those of a
// bitmap, which may be nil.
func (t *term) in(v *view, s *segmentView, without *roaring.Bitmap) (uint64, error) {
	found := make([]*roaring.Bitmap, len(t.leaves))
	for i, l := range t.leaves {
		o, err := l.occurrences(v, s)
		if err != nil {
			return 0, err
		}
		found[i] = o.docs
	}
	if without != nil {
		all := roaring.FastOr(found...)
		return all.GetCardinality() - all.AndCardinality(without), nil
	}
	if len(found) == 2 { // headline and text, without a bitmap of both
		return found[0].OrCardinality(found[1]), nil
	}
	return roaring.FastOr(found...).GetCardinality(), nil
}

// scratch is memory for the scores of one segment after another.
type scratch struct {
	scores []float64
	times  []float32 // all zero between two segments
}

// scores gives each document of docs its score, by document number. They are good
// until scratch is used again.
func (c *scorer) scores(s *segmentView, docs *roaring.Bitmap, scratch *scratch) ([]float64, error) {
	if docs.IsEmpty() {
		return nil, nil
	}
	if n := len(s.cols.ids); n > len(scratch.scores) {
		scratch.scores, scratch.times = make([]float64, n), make([]float32, n)
	} else {
		clear(scratch.scores)
	}
	out, times := scratch.scores, scratch.times
	for _, t := range c.terms {
		for _, l := range t.leaves {
			if err := c.view.ctx.Err(); err != nil {
				return nil, err
			}
			if err := c.add(out, t.idf, l, s, docs, times); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// add adds to out what a leaf is worth. It needs times zero and leaves it so.
func (c *scorer) add(out []float64, idf float64, l *leaf, s *segmentView, docs *roaring.Bitmap, times []float32) error {
	o, err := l.occurrences(c.view, s)
	if err != nil {
		return err
	}
	hits := roaring.And(o.docs, docs)
	if err := l.count(s, o, hits, times); err != nil {
		return err
	}
	lengths, mean := s.cols.lengths[l.field].words, c.mean[l.field]
	for it := hits.Iterator(); it.HasNext(); {
		d := it.Next()
		tf := float64(times[d])
		times[d] = 0
		norm := bm25K1 * (1 - bm25B + bm25B*float64(lengths[d])/mean)
		out[d] += l.weight * idf * tf * (bm25K1 + 1) / (tf + norm)
	}
	return nil
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
		p, err := s.postingsOf(l.field, t, hits, false)
		if err != nil {
			return err
		}
		if p == nil {
			continue
		}
		adds := l.adds(t)
		for {
			more, err := p.next()
			if err != nil {
				return err
			}
			if !more {
				break
			}
			d, n := p.doc, float32(p.times)
			if adds {
				times[d] += n
			} else {
				times[d] = max(times[d], n)
			}
		}
	}
	return nil
}
