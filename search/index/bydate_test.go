package index

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/search/query"
)

// randomSegments are columns alone: dates that often tie, lie far off or lack.
func randomSegments(r *rand.Rand) *view {
	cache := newColumnCache()
	v := viewOf()
	v.lexicons, v.slots = cache.lexicons, cache.slots
	n := 0
	for i := range 1 + r.IntN(4) {
		c := &columns{facets: map[news.Facet]*ordinals{}}
		for range r.IntN(400) {
			n++
			at := int64(r.IntN(90*24)) * hourSeconds
			switch r.IntN(40) {
			case 0, 1, 2:
				at = noDate
			case 3:
				at = time.Date(1+r.IntN(9998), 1, 1, 0, 0, r.IntN(2), 0, time.UTC).Unix()
			case 4, 5, 6, 7:
				at = -at
			}
			c.ids, c.published = append(c.ids, uint64(r.Int64())<<20|uint64(n)), append(c.published, at)
		}
		c.sortDates()
		v.segments = append(v.segments, &segmentView{index: i, cols: c, view: v})
		v.largest = v.segments
	}
	v.totals = new(totalsCache).of(v.lexicons, v.segments)
	return v
}

// addRows gives random segments values of facets, and rows with them.
func addRows(r *rand.Rand, v *view) {
	if r.IntN(3) == 0 {
		v.slots.slots = make([]slot, wideSlot-r.IntN(60)) // so that some are wide
	}
	for _, s := range v.segments {
		for _, f := range news.Facets {
			s.cols.facets[f] = randomOrdinals(r, len(s.cols.ids), v.lexicons[f])
		}
		s.cols.rows = v.slots.rowsOf(s.cols)
	}
	v.totals = new(totalsCache).of(v.lexicons, v.segments)
}

// randomOrdinals are up to three values a document, or one each.
func randomOrdinals(r *rand.Rand, n int, lex *lexicon) *ordinals {
	o := &ordinals{starts: []uint32{0}}
	one, values := r.IntN(3) == 0, 1+r.IntN(40)
	for range n {
		first := r.IntN(values)
		for i := range r.IntN(4) {
			o.ords = append(o.ords, lex.intern(fmt.Sprint((first+i)%(values+3))))
		}
		if one {
			o.ords = append(o.ords[:len(o.starts)-1], lex.intern(fmt.Sprint(first)))
		}
		o.starts = append(o.starts, uint32(len(o.ords)))
	}
	if one {
		o.starts = nil
	}
	return o
}

// randomMatches leave out much, little or nothing.
func randomMatches(r *rand.Rand, v *view) []*roaring.Bitmap {
	share := pickOne(r, []float64{0, 0.02, 0.3, 0.9, 1})
	out := make([]*roaring.Bitmap, len(v.segments))
	for i, s := range v.segments {
		out[i] = roaring.New()
		for d := range s.cols.ids {
			if r.Float64() < share {
				out[i].Add(uint32(d))
			}
		}
	}
	return out
}

// TestRankByDate: going through the documents by date, or through the matches,
// every page is what sorting all matches gives.
func TestRankByDate(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 400 {
		v := randomSegments(r)
		matches := randomMatches(r, v)
		plan := query.Plan{Sort: pickOne(r, []query.Sort{query.Newest, query.Oldest, query.ByRelevance}), Size: r.IntN(8)}
		before, _, err := orderOf(plan.Sort)
		if err != nil {
			t.Fatal(err)
		}
		var want []ranked
		for i, s := range v.segments {
			for _, d := range matches[i].ToArray() {
				want = append(want, s.ranked(d))
			}
		}
		slices.SortFunc(want, func(a, b ranked) int {
			if before(a, b) {
				return -1
			}
			return 1
		})
		if len(want) > 0 && r.IntN(2) == 0 {
			from := r.IntN(len(want))
			plan.After = &query.Position{ID: idOf(want[from].id), Published: dateOf(want[from].published)}
			want = want[from+1:]
		}
		got, more, err := rank(v, &plan, matches, nil)
		if err != nil {
			t.Fatal(err)
		}
		if n := min(plan.Size, len(want)); !slices.Equal(got, want[:n]) || more != (len(want) > n) {
			t.Fatalf("%+v: got %v, %v; want %v of %d", plan, got, more, want[:n], len(want))
		}
	}
}

// TestTimelineOfDays: the timeline from counts of days, some of them what the
// totals leave, is that of every match's own date.
func TestTimelineOfDays(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 300 {
		v := randomSegments(r)
		matches := randomMatches(r, v)
		want := pickOne(r, []query.Interval{query.Auto, query.Hour, query.Day, query.Week, query.Month, query.Year})
		days, err := countDays(v, matches)
		if err != nil {
			t.Fatal(err)
		}
		got := timeline(v, matches, days, want)
		sp := span{first: noDate, last: noDate, days: true}
		count := map[int64]int{}
		for i, s := range v.segments {
			for _, d := range matches[i].ToArray() {
				at := s.cols.published[d]
				if at == noDate {
					sp.undated++
					continue
				}
				if sp.first == noDate {
					sp.first, sp.last = at, at
				}
				sp.first, sp.last = min(sp.first, at), max(sp.last, at)
				sp.days = sp.days && at%daySeconds == 0
				count[startOf(got.Interval, at)]++
			}
		}
		if got.Undated != sp.undated {
			t.Fatalf("%d undated, want %d", got.Undated, sp.undated)
		}
		if sp.first == noDate {
			continue
		}
		if iv := chooseInterval(want, sp); iv != got.Interval {
			t.Fatalf("%s became %s, want %s", want, got.Interval, iv)
		}
		for _, b := range got.Buckets {
			if b.N != count[b.Start.Unix()] {
				t.Fatalf("%s: %d at %v, want %d", got.Interval, b.N, b.Start, count[b.Start.Unix()])
			}
			delete(count, b.Start.Unix())
		}
		if len(count) > 0 {
			t.Fatalf("%s: no bucket for %v", got.Interval, count)
		}
	}
}

// TestRows: counting from rows is counting column by column, whether what is counted
// matches or is the rest.
func TestRows(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 30 {
		v := randomSegments(r)
		addRows(r, v)
		matches := randomMatches(r, v)
		facets := news.Facets[r.IntN(3):]
		got, err := portionOf(v, matches).countRows(v, facets, true)
		if err != nil {
			t.Fatal(err)
		}
		want, err := countColumns(v, matches, facets, true)
		if err != nil {
			t.Fatal(err)
		}
		for i := range facets {
			if g, w := got.tallies[i], want.tallies[i]; g.missing != w.missing || !slices.Equal(g.counts, w.counts) {
				t.Fatalf("%s of %d: %v and %d without, column by column %v and %d", facets[i], portionOf(v, matches).size, g.counts, g.missing, w.counts, w.missing)
			}
		}
		if diff := cmp.Diff(timeline(v, matches, want.days, query.Day), timeline(v, matches, got.days, query.Day)); diff != "" {
			t.Fatalf("timeline (-column +rows):\n%s", diff)
		}
		if got.days.timed != want.days.timed || got.days.undated != want.days.undated {
			t.Fatalf("timed, undated %d, %d; %d, %d", got.days.timed, got.days.undated, want.days.timed, want.days.undated)
		}
	}
}
