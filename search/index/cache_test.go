package index

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"dateline/search/enginetest"
	"dateline/search/news"
	"dateline/search/query"
)

// TestMergedMeanwhile: after the engine merged segments by itself, a search is
// answered from the segments before while columns of the new one are built, and
// then from that one, with the same answer.
func TestMergedMeanwhile(t *testing.T) {
	x := openTest(t, testDir(t))
	r := rand.New(rand.NewPCG(7, 7))
	for seq := range int64(4) {
		var articles []news.Article
		for n := range 40 {
			articles = append(articles, enginetest.RandomArticle(r, int(seq)*30+n))
		}
		apply(t, x, seq+1, articles...)
	}
	plan := query.Plan{Facets: news.Facets, FacetSize: -1, Timeline: query.Auto, Sort: query.Newest, Size: 50}
	want := ask(t, x, plan)
	x.background.Wait()
	advanced, err := x.gen.bleve.Advanced()
	if err != nil {
		t.Fatal(err)
	}
	if err := advanced.(*scorch.Scorch).ForceMerge(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	last, _ := x.columns.last()
	fresh, err := x.gen.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	_, built := x.columns.ready(fresh.Segments())
	fresh.Close()
	now, _, err := x.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if now != last && !built { // built: the engine had merged before the last Apply ended
		t.Error("a search has to wait for the columns of the merged segment")
	}
	now.Close()
	last.Close()
	x.background.Wait()
	merged, _, err := x.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if n := len(merged.Segments()); n != 1 {
		t.Errorf("%d segments, want the merged one", n)
	}
	merged.Close()
	if got := ask(t, x, plan); !slices.EqualFunc(got.Hits, want.Hits, func(a, b query.Hit) bool { return a.ID == b.ID }) || got.Total != want.Total {
		t.Errorf("after the merge: %d hits, want %d", got.Total, want.Total)
	} else {
		for _, f := range news.Facets {
			if !slices.Equal(got.Facets[f].Values, want.Facets[f].Values) {
				t.Errorf("%s after the merge: %v, want %v", f, got.Facets[f].Values, want.Facets[f].Values)
			}
		}
	}
}

// TestCloseStopsColumns: once an index is to close, no more columns are built.
func TestCloseStopsColumns(t *testing.T) {
	x := openTest(t, testDir(t))
	apply(t, x, 1, news.Article{ID: id(1), Title: "talks"})
	snapshot, err := x.gen.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	c := newColumnCache()
	c.stop()
	if err := c.hold(snapshot); !errors.Is(err, ErrClosed) {
		t.Errorf("building goes on: %v", err)
	}
	if last, _ := c.last(); last != nil {
		t.Error("a snapshot without its columns is held")
	}
}
