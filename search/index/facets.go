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

// countFacets counts every facet that the plan asks for, and the days of its
// timeline, nil without one. Facets without a choice of their own all count the same
// documents, the matches, in one pass. A facet with a choice counts the documents that
// match when its own included values are not chosen; that pass is over this facet
// alone.
func countFacets(v *view, plan *query.Plan, f *filtered) (map[news.Facet]query.Counts, *dayCounts, error) {
	out := make(map[news.Facet]query.Counts, len(plan.Facets))
	var shared []news.Facet
	for _, facet := range plan.Facets {
		ch := f.choice(facet)
		if ch == nil {
			shared = append(shared, facet)
			continue
		}
		var err error
		if out[facet], err = countChosen(v, plan, f, ch); err != nil {
			return nil, nil, err
		}
	}
	counted, err := countMatches(v, f.matches, shared, plan.Timeline != query.None && plan.Timeline != "")
	if err != nil {
		return nil, nil, err
	}
	for _, t := range counted.tallies {
		out[t.facet] = t.result(v.lexicons[t.facet], plan.FacetSize, &query.Choice{}, nil)
	}
	if len(out) == 0 {
		out = nil
	}
	return out, counted.days, nil
}

// countChosen counts a facet that has a choice.
func countChosen(v *view, plan *query.Plan, f *filtered, ch *chosen) (query.Counts, error) {
	others := f.without(ch.facet)
	own := make([]*roaring.Bitmap, len(others))
	for i := range others {
		own[i] = ch.apply(others[i], i, ch.choice.All, true)
	}
	t, err := count(v, own, []news.Facet{ch.facet})
	if err != nil {
		return query.Counts{}, err
	}
	restored, err := excludedCounts(v, others, ch)
	if err != nil {
		return query.Counts{}, err
	}
	return t[0].result(v.lexicons[ch.facet], plan.FacetSize, &ch.choice, restored), nil
}

func newTally(facet news.Facet, values int) *tally {
	return &tally{facet: facet, counts: make([]uint32, values)}
}

// count runs over docs once for all facets.
func count(v *view, docs []*roaring.Bitmap, facets []news.Facet) ([]*tally, error) {
	if len(facets) == 0 {
		return nil, nil
	}
	portion := portionOf(v, docs)
	own := make([][]*tally, portion.workers)
	for _, f := range facets {
		values := len(v.lexicons[f].all()) // at one moment: it may grow
		for w := range own {
			own[w] = append(own[w], newTally(f, values))
		}
	}
	err := portion.each(v, func(worker int, s *segmentView, docs []uint32) {
		for _, t := range own[worker] {
			t.add(s.cols.facets[t.facet], docs)
		}
	})
	if err != nil {
		return nil, err
	}
	out := own[0]
	for _, more := range own[1:] {
		for i, t := range more {
			out[i].addCounts(t)
		}
	}
	if portion.rest {
		for _, t := range out {
			t.takeFrom(v.totals.facets[t.facet])
		}
	}
	return out, nil
}

// addCounts adds the counts of another, made when no more values were known.
func (t *tally) addCounts(other *tally) {
	for ord, n := range other.counts {
		t.counts[ord] += n
	}
	t.missing += other.missing
}

// take counts n documents with a value, or without any.
func (t *tally) take(value, n uint32) {
	if value == noValue {
		t.missing += int(n)
		return
	}
	t.counts[value] += n
}

// takeFrom leaves what all counts to without t.
func (t *tally) takeFrom(all *tally) {
	for ord := range t.counts {
		t.counts[ord] = -t.counts[ord]
	}
	t.missing = -t.missing
	t.addCounts(all)
}

// add is where a search of many matches spends its time.
func (t *tally) add(o *ordinals, docs []uint32) {
	counts, starts, ords := t.counts, o.starts, o.ords
	if starts == nil {
		for _, d := range docs {
			counts[ords[d]]++
		}
		return
	}
	for _, d := range docs {
		values := ords[starts[d]:starts[d+1]]
		if len(values) == 0 {
			t.missing++
		}
		for _, ord := range values {
			counts[ord]++
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
func (t *tally) result(lex *lexicon, size int, choice *query.Choice, restored map[string]int) query.Counts {
	chosen := map[string]int{}
	for _, value := range choice.Include {
		chosen[value] = 0
	}
	for value, n := range restored {
		chosen[value] = n
	}
	for value := range chosen {
		ord, known := lex.find(value)
		if !known || int(ord) >= len(t.counts) {
			continue // never seen in any article of the view
		}
		if n, ok := restored[value]; ok {
			t.counts[ord] = uint32(n)
		}
		chosen[value] = int(t.counts[ord])
	}
	out := query.Counts{Values: []query.Count{}, Missing: t.missing}
	best, values := newTop(size, moreCommon), lex.all()
	least := uint32(0) // less is not among the best
	for ord, n := range t.counts {
		if n == 0 {
			continue
		}
		out.Distinct++
		if n < least {
			continue
		}
		best.push(query.Count{Value: values[ord], N: int(n)})
		if best.full() {
			least = uint32(best.worst().N)
		}
	}
	out.Values = append(out.Values, best.sorted()...)
	for value, n := range chosen {
		out.Values = append(out.Values, query.Count{Value: value, N: n})
	}
	slices.SortFunc(out.Values, orderCounts)
	out.Values = slices.Compact(out.Values)
	return out
}

// orderCounts is by count, most first, then by value.
func orderCounts(a, b query.Count) int {
	return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Value, b.Value))
}

func moreCommon(a, b query.Count) bool { return orderCounts(a, b) < 0 }
