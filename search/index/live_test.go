package index

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dateline/search/news"
	"dateline/search/query"
	"dateline/testdata/articles"
)

// BenchmarkLive: a page's search while nothing and while articles are added, 200
// at a time as a crawl does, for 30 s each. What Apply and the engine's merges cost
// a reader shows in the 99th percentile and in the longest search.
func BenchmarkLive(b *testing.B) {
	n := benchArticles()
	kept := filepath.Join(scaleDir(b, n), "ours")
	if _, err := os.Stat(kept); err != nil {
		feedOurs(b, kept, n)
	}
	dir := testDir(b)
	if err := os.CopyFS(dir, os.DirFS(kept)); err != nil {
		b.Fatal(err)
	}
	x := openTest(b, dir)
	plan := query.Plan{Query: &query.Word{Text: articles.Common}, Sort: query.Newest, Size: 20, Facets: news.Facets[:4], FacetSize: 10, Timeline: query.Month}
	ask(b, x, plan)
	b.Run("idle", func(b *testing.B) { b.Logf("%d searches", searchFor(b, x, plan)) })
	b.Run("adding", func(b *testing.B) {
		done := make(chan int)
		ctx, stop := context.WithCancel(context.Background())
		go func() { done <- keepAdding(ctx, x) }()
		searches := searchFor(b, x, plan)
		stop()
		b.Logf("%d searches while %d articles were added", searches, <-done)
	})
}

// searchFor searches for 30 s, whatever b.N, and reports how long it took.
func searchFor(b *testing.B, x *Index, plan query.Plan) int {
	var took []float64
	for start := time.Now(); time.Since(start) < 30*time.Second; {
		took = append(took, float64(timed(func() { ask(b, x, plan) }).Microseconds())/1000)
	}
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2], "p50-ms")
	b.ReportMetric(took[len(took)*99/100], "p99-ms")
	b.ReportMetric(took[len(took)-1], "longest-ms")
	return len(took)
}

func keepAdding(ctx context.Context, x *Index) int {
	added := 0
	for source := articles.New(2); ctx.Err() == nil; {
		var chunk []news.Article
		for range 200 {
			a := source.Next()
			a.URL += "-new"
			a.Key, a.ID = a.URL, news.NewID(a.URL)
			chunk = append(chunk, a)
		}
		if x.Apply(ctx, chunk, nil, int64(added)) == nil {
			added += len(chunk)
		}
	}
	return added
}
