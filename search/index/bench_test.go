package index

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"dateline/search/news"
	"dateline/search/query"
	"dateline/testdata/articles"
)

// benchArticles is how many articles the benchmarks search, from the environment
// variable DATELINE_BENCH_ARTICLES.
func benchArticles() int {
	n, err := strconv.Atoi(os.Getenv("DATELINE_BENCH_ARTICLES"))
	if err != nil {
		return 2000
	}
	return n
}

// feedOurs builds a generation as `dateline rebuild` does.
func feedOurs(b *testing.B, dir string, n int) {
	g, err := NewGeneration(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	source := articles.New(1)
	var busy time.Duration
	for done := 0; done < n; {
		var chunk []news.Article
		for range min(5000, n-done) {
			chunk = append(chunk, source.Next())
		}
		done += len(chunk)
		start := time.Now()
		if err := g.Apply(context.Background(), chunk, nil, int64(done)); err != nil {
			b.Fatal(err)
		}
		busy += time.Since(start)
	}
	if err := g.Commit(); err != nil {
		b.Fatal(err)
	}
	b.Logf("indexed %d articles: %.0f articles/s, %d bytes an article", n, float64(n)/busy.Seconds(), folderBytes(b, dir)/n)
}

func folderBytes(b *testing.B, dir string) int {
	n := 0
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n += int(info.Size())
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// BenchmarkNear: proximities beside the boolean query of the same words, of words
// in every article (the worst there is), in a tenth and in a hundredth of them.
func BenchmarkNear(b *testing.B) {
	dir := testDir(b)
	feedOurs(b, dir, benchArticles())
	x := openTest(b, dir)
	ask(b, x, query.Plan{})
	words := func(ranks ...int) string {
		out := ""
		for _, r := range ranks {
			out += " " + articles.Word(r)
		}
		return out[1:]
	}
	for _, words := range []string{words(1, 2), words(60, 61), words(600, 601)} {
		left, right, _ := strings.Cut(words, " ")
		for _, op := range []string{"AND", "NEAR/5", "PRE/5", "w/s", "w/p"} {
			benchTyped(b, x, left+" "+op+" "+right)
		}
	}
	for _, q := range []string{
		words(60) + " NEAR/12 @person", "@person w/s @country", "@person NEAR/3 @event w/s " + words(60), "atleast3 " + words(60), "atleast8 " + words(1),
		"(" + strings.ReplaceAll(words(60, 61, 62), " ", " OR ") + ") NEAR/5 (" + strings.ReplaceAll(words(600, 601), " ", " OR ") + ") w/p " + words(1),
		`"` + words(1, 2) + `"`, `"` + words(1, 2) + `" NEAR/5 ` + words(60),
	} {
		benchTyped(b, x, q)
	}
}

func benchTyped(b *testing.B, x *Index, q string) {
	n, err := query.Parse(q)
	if err != nil {
		b.Fatal(err)
	}
	b.Run(q, func(b *testing.B) {
		total := 0
		for b.Loop() {
			total = ask(b, x, query.Plan{Query: n, Sort: query.ByRelevance, Size: 20, Facets: news.Facets[:4], FacetSize: 10, Timeline: query.Month}).Total
		}
		b.ReportMetric(float64(total), "hits")
	})
}

// BenchmarkVerify reads a closed index as every start does.
func BenchmarkVerify(b *testing.B) {
	dir := testDir(b)
	feedOurs(b, dir, benchArticles())
	b.SetBytes(int64(folderBytes(b, dir)))
	for b.Loop() {
		if r, err := Verify(dir, Options{}); err != nil || !r.OK() {
			b.Fatal(r.Problems, err)
		}
	}
}
