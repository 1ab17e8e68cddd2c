package index

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"

	"dateline/search/news"
	"dateline/search/query"
)

// everything asks for all that a search reads of a segment.
var everything = query.Plan{
	Query: &query.Word{Text: "talks"}, Sort: query.ByRelevance, Size: 5,
	Facets: news.Facets, FacetSize: -1, Timeline: query.Auto,
}

// unwritable has the engine find no place for new segments until the end of during,
// as on a full disk. What it has open it keeps.
func unwritable(t *testing.T, x *Index, during func()) {
	t.Helper()
	store := x.gen.storeDir()
	if err := os.Rename(store, store+".away"); err != nil {
		t.Fatal(err)
	}
	during()
	if err := os.Rename(store+".away", store); err != nil {
		t.Fatal(err)
	}
}

// TestF08FailedBatchIsRead: a batch that could not be persisted stands in the engine's
// index until that is reopened. Searches, columns and later batches read it
// meanwhile: it must not be closed under them.
func TestF08FailedBatchIsRead(t *testing.T) {
	dir := testDir(t)
	x := openTest(t, dir)
	apply(t, x, 1, corpus()[:5]...)
	unwritable(t, x, func() {
		seq := int64(2)
		for i := 5; i < 8; i++ {
			if err := x.gen.write(newestLast(corpus()[i:i+1]), nil, &seq); err == nil {
				t.Error("a batch is written where there is no place")
			}
			x.columns.reset() // nothing is ready: the search builds the columns
			if _, err := x.Search(t.Context(), everything); err != nil {
				t.Errorf("after batch %d failed: %v", i, err)
			}
		}
	})
	apply(t, x, 3, corpus()...)
	if a := ask(t, x, query.Plan{}); a.Total != len(corpus()) || x.Seq() != 3 {
		t.Errorf("%d articles at %d", a.Total, x.Seq())
	}
}

// TestCloseAfterFailedBatch: what was never persisted must not stand in the manifest
// of a clean close, or the next opening takes the index for damaged.
func TestCloseAfterFailedBatch(t *testing.T) {
	dir := testDir(t)
	x := openTest(t, dir)
	apply(t, x, 1, corpus()[:5]...)
	unwritable(t, x, func() {
		seq := int64(2)
		if err := x.gen.write(newestLast(corpus()[5:]), nil, &seq); err == nil {
			t.Error("a batch is written where there is no place")
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	y := openTest(t, dir)
	if a := ask(t, y, query.Plan{}); y.Opened().How != Reopened || a.Total != 5 || y.Seq() != 1 {
		t.Errorf("%+v: %d articles at %d", y.Opened(), a.Total, y.Seq())
	}
}

// TestF08SearchBesideFailures searches all the while as batches fail, the handle is
// reopened and the index is closed. A search is answered
// or told that the index is closed.
func TestF08SearchBesideFailures(t *testing.T) {
	for range often(3, 60) {
		x := openTest(t, testDir(t))
		apply(t, x, 1, corpus()[:5]...)
		var wait sync.WaitGroup
		done := make(chan struct{})
		for range 3 {
			wait.Go(func() {
				for closed := false; !closed; {
					select {
					case <-done:
						closed = true // once more, after Close
					default:
					}
					if _, err := x.Search(context.Background(), everything); err != nil && !errors.Is(err, ErrClosed) {
						t.Error(err)
						return
					}
				}
			})
		}
		for i := 5; i < 9; i++ {
			unwritable(t, x, func() {
				if err := x.Apply(t.Context(), corpus()[i:i+1], nil, 2); err == nil {
					t.Error("articles are applied where there is no place")
				}
			})
			apply(t, x, int64(i), corpus()[:i+1]...)
			if a := ask(t, x, query.Plan{}); a.Total != i+1 {
				t.Errorf("%d articles, want %d", a.Total, i+1)
			}
		}
		if err := x.Close(); err != nil {
			t.Error(err)
		}
		close(done)
		wait.Wait()
	}
}
