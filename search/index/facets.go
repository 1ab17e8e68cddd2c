package index

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/news"
	"dateline/search/query"
)

// tally counts one facet over some documents.
type tally struct {
	facet   news.Facet
	counts  []uint32 // by number in the lexicon
	missing int
}

// countFacets counts every facet that the plan asks for. Facets without a choice
// of their own all count the same documents, the matches, in one pass. A facet
// with a choice counts the documents that match when its own included values are
// not chosen; that pass is over this facet alone.
func countFacets(v *view, plan *query.Plan, f *filtered) (map[news.Facet]query.Counts, error) {
	if len(plan.Facets) == 0 {
		return nil, nil
	}
	out := make(map[news.Facet]query.Counts, len(plan.Facets))
	var shared []*tally
	for _, facet := range plan.Facets {
		ch := f.choice(facet)
		t := newTally(v, facet)
		if ch == nil {
			shared = append(shared, t)
			continue
		}
		others := f.without(facet)
		own := make([]*roaring.Bitmap, len(others))
		for i := range others {
			own[i] = ch.apply(others[i], i, ch.choice.All, true)
		}
		if err := count(v, own, []*tally{t}); err != nil {
			return nil, err
		}
		restored, err := excludedCounts(v, others, ch)
		if err != nil {
			return nil, err
		}
		out[facet] = t.result(v.lexicons[facet].all(), plan.FacetSize, &ch.choice, restored)
	}
	if err := count(v, f.matches, shared); err != nil {
		return nil, err
	}
	for _, t := range shared {
		out[t.facet] = t.result(v.lexicons[t.facet].all(), plan.FacetSize, &query.Choice{}, nil)
	}
	return out, nil
}

func newTally(v *view, facet news.Facet) *tally {
	return &tally{facet: facet, counts: make([]uint32, len(v.lexicons[facet].all()))}
}

// count runs over docs once for all tallies.
func count(v *view, docs []*roaring.Bitmap, tallies []*tally) error {
	if len(tallies) == 0 {
		return nil
	}
	buffer := make([]uint32, docsAtOnce)
	for i, s := range v.segments {
		it := docs[i].ManyIterator()
		for n := it.NextMany(buffer); n > 0; n = it.NextMany(buffer) {
			if err := v.ctx.Err(); err != nil {
				return err
			}
			for _, t := range tallies {
				t.add(s.cols.facets[t.facet], buffer[:n])
			}
		}
	}
	return nil
}

func (t *tally) add(o ordinals, docs []uint32) {
	for _, d := range docs {
		values := o.of(d)
		if len(values) == 0 {
			t.missing++
		}
		for _, ord := range values {
			t.counts[ord]++
		}
	}
}

// excludedCounts is, for each excluded value, how many documents have it among
// those that match everything but this facet's choice.
func excludedCounts(v *view, others []*roaring.Bitmap, ch *chosen) (map[string]int, error) {
	out := make(map[string]int, len(ch.choice.Exclude))
	for _, value := range ch.choice.Exclude {
		out[value] = 0
		for i, s := range v.segments {
			bm, err := s.docs(string(ch.facet), value)
			if err != nil {
				return nil, err
			}
			out[value] += int(bm.AndCardinality(others[i]))
		}
	}
	return out, nil
}

// result lists the values in order: size of them (all when negative) and, in
// their places, all that are chosen.
func (t *tally) result(values []string, size int, choice *query.Choice, restored map[string]int) query.Counts {
	must := map[string]bool{}
	for _, value := range choice.Include {
		must[value] = true
	}
	for value := range restored {
		must[value] = true
	}
	out := query.Counts{Values: []query.Count{}, Missing: t.missing}
	best := newTop(size, moreCommon)
	chosenOnes := make([]query.Count, 0, len(must))
	see := func(c query.Count) {
		if c.N > 0 {
			out.Distinct++
			best.push(c)
		}
		if must[c.Value] {
			chosenOnes = append(chosenOnes, c)
			delete(must, c.Value)
		}
	}
	for ord, n := range t.counts {
		c := query.Count{Value: values[ord], N: int(n)}
		if back, ok := restored[c.Value]; ok {
			c.N = back
		}
		if c.N > 0 || must[c.Value] {
			see(c)
		}
	}
	for value := range must { // never seen in any article
		chosenOnes = append(chosenOnes, query.Count{Value: value})
	}
	out.Values = append(out.Values, best.sorted()...)
	out.Values = append(out.Values, chosenOnes...)
	slices.SortFunc(out.Values, orderCounts)
	out.Values = slices.Compact(out.Values)
	return out
}

// orderCounts is by count, most first, then by value.
func orderCounts(a, b query.Count) int {
	return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value))
}

func moreCommon(a, b query.Count) bool { return orderCounts(a, b) < 0 }
