package enginetest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/search/query"
)

// grow fills index and oracle alike, with updates and deletes over many segments.
func grow(t *testing.T, r *rand.Rand, x Engine, o oracle) {
	for seq := range int64(6) {
		var articles []news.Article
		var gone []news.ID
		for range 20 + r.IntN(60) {
			a := RandomArticle(r, r.IntN(300))
			articles = append(articles, a)
			o[a.ID] = a
		}
		for range r.IntN(15) {
			if n := id(r.IntN(300)); !slices.ContainsFunc(articles, func(a news.Article) bool { return a.ID == n }) {
				gone = append(gone, n)
				delete(o, n)
			}
		}
		if err := x.Apply(context.Background(), articles, gone, seq+1); err != nil {
			t.Fatal(err)
		}
	}
}

// testOracle compares random requests of a random corpus with the oracle.
func testOracle(t *testing.T, open func(*testing.T) Engine) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			x := open(t)
			o := oracle{}
			grow(t, r, x, o)
			if n, err := x.Count(context.Background()); err != nil || n != len(o) {
				t.Fatalf("count %d, %v; want %d", n, err, len(o))
			}
			for range 60 {
				compare(t, r, x, o, randomPlan(r))
			}
		})
	}
}

func compare(t *testing.T, r *rand.Rand, x Engine, o oracle, p query.Plan) {
	t.Helper()
	got := ask(t, x, p)
	want := o.order(&p)
	if total := len(o.filter(&p, "")); got.Total != total || got.Listed != len(want) {
		t.Fatalf("%+v: total %d and %d listed, want %d and %d", p, got.Total, got.Listed, total, len(want))
	}
	for _, f := range news.Facets {
		if diff := gocmp.Diff(o.counts(&p, f), got.Facets[f]); diff != "" {
			t.Fatalf("%+v: %s: %s", p, f, diff)
		}
	}
	checkTimeline(t, o, &p, got.Timeline)
	pages := allPages(t, x, o, p)
	if byScore(p.Sort) {
		slices.Sort(want)
		slices.Sort(pages)
	}
	if diff := gocmp.Diff(want, pages); diff != "" {
		t.Fatalf("%+v: pages: %s", p, diff)
	}
}

// byScore reports an order that goes by Hit.Score, where rounding may swap two.
func byScore(s query.Sort) bool { return s == query.ByRelevance || s == query.Recent }

// allPages reads to the end by cursor; relevance must never rise from hit to hit.
func allPages(t *testing.T, x Engine, o oracle, p query.Plan) []news.ID {
	t.Helper()
	out := []news.ID{}
	score := o.scorer(p.Query)
	if !byScore(p.Sort) {
		score = func(*news.Article) float64 { return 0 }
	}
	for {
		a := ask(t, x, p)
		for _, h := range a.Hits {
			if p.After != nil && byScore(p.Sort) && h.Score > p.After.Score {
				t.Fatalf("%+v: score rises to %g", p, h.Score)
			}
			a := o[h.ID]
			want := score(&a)
			if p.Sort == query.Recent {
				want = query.RecentKey(want, a.Published.Time)
			}
			if math.Abs(want-h.Score) > 1e-9 {
				t.Fatalf("%+v: score %g, want %g", p, h.Score, want)
			}
			checkCopies(t, o, &p, &h)
			out = append(out, h.ID)
			p.After = &query.Position{Score: h.Score, Published: h.Published, ID: h.ID}
		}
		if !a.More {
			return out
		}
		if len(a.Hits) != p.Size {
			t.Fatalf("%+v: a page of %d, and more follows", p, len(a.Hits))
		}
	}
}

// checkCopies compares what a hit stands for.
func checkCopies(t *testing.T, o oracle, p *query.Plan, h *query.Hit) {
	t.Helper()
	same := o.copies(p, h.ID)
	var first []query.Copy
	for _, a := range same[:min(len(same), query.ShownCopies)] {
		first = append(first, query.Copy{ID: a.ID, Source: a.Source})
	}
	if diff := gocmp.Diff(first, h.First); diff != "" || h.Copies != len(same) {
		t.Fatalf("%+v: %s has %d copies, want %d: %s", p, h.ID, h.Copies, len(same), diff)
	}
}

func checkTimeline(t *testing.T, o oracle, p *query.Plan, got *query.Timeline) {
	t.Helper()
	undated, first, last := 0, time.Time{}, time.Time{}
	n := map[time.Time]int{}
	for _, a := range o.filter(p, "") {
		at := a.Published.Time
		if at.IsZero() {
			undated++
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
		n[bucketStart(got.Interval, at)]++
	}
	if p.Timeline != query.Auto && got.Interval != p.Timeline {
		t.Fatalf("%+v: interval %s", p, got.Interval)
	}
	if got.Undated != undated {
		t.Fatalf("%+v: undated %d, want %d", p, got.Undated, undated)
	}
	sum := 0
	for i, b := range got.Buckets {
		if b.N != n[b.Start] {
			t.Fatalf("%+v: %v has %d, want %d", p, b.Start, b.N, n[b.Start])
		}
		if i > 0 && !bucketStart(got.Interval, b.Start.Add(-time.Second)).Equal(got.Buckets[i-1].Start) {
			t.Fatalf("%+v: a gap before %v", p, b.Start)
		}
		sum += b.N
	}
	if sum+undated != len(o.filter(p, "")) {
		t.Fatalf("%+v: buckets hold %d", p, sum)
	}
	if p.Timeline == query.Auto && len(got.Buckets) > AutoBuckets {
		t.Fatalf("%d buckets", len(got.Buckets))
	}
}

// bucketStart is where the bucket of a moment begins, in UTC; weeks on Monday.
func bucketStart(iv query.Interval, at time.Time) time.Time {
	y, m, d := at.UTC().Date()
	switch iv {
	case query.Hour:
		return at.UTC().Truncate(time.Hour)
	case query.Day:
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	case query.Week:
		monday := (int(at.UTC().Weekday()) + 6) % 7
		return time.Date(y, m, d-monday, 0, 0, 0, 0, time.UTC)
	case query.Month:
		return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	}
	return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
}
