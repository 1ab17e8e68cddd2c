package index

import (
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	bquery "github.com/blevesearch/bleve/v2/search/query"
	zap "github.com/blevesearch/zapx/v17"

	"dateline/search/news"
	"dateline/search/query"
	"dateline/testdata/articles"
)

// BenchmarkIndexing writes the same articles as a rebuild does and as one
// goroutine with batches of 500, Bleve's usual loop, over the same mapping. On a
// machine that does other work too, cpu-ms/article says more than articles/s.
func BenchmarkIndexing(b *testing.B) {
	n := benchArticles()
	for b.Loop() {
		var all []news.Article
		for g := articles.New(1); len(all) < n; {
			all = append(all, g.Next())
		}
		dir := testDir(b)
		before := usage(b)
		ours := timed(func() {
			g, err := NewGeneration(dir, Options{})
			if err != nil {
				b.Fatal(err)
			}
			for chunk := range slices.Chunk(all, 500) { // the pages of the store's feed
				if err := g.Apply(context.Background(), chunk, nil, 1); err != nil {
					b.Fatal(err)
				}
			}
			if err := g.Commit(); err != nil {
				b.Fatal(err)
			}
		})
		after := usage(b)
		b.ReportMetric(float64(n)/ours.Seconds(), "ours-articles/s")
		b.ReportMetric((after.cpu-before.cpu).Seconds()*1000/float64(n), "ours-cpu-ms/article")
		b.ReportMetric(float64(after.rss-before.rss)/1e6, "ours-peak-MB")
		b.ReportMetric(float64(folderBytes(b, dir))/float64(n), "bytes/article")
		before = usage(b)
		plain := timed(func() { writeOneByOne(b, all) })
		b.ReportMetric((usage(b).cpu-before.cpu).Seconds()*1000/float64(n), "batch500-cpu-ms/article")
		b.ReportMetric(float64(n)/plain.Seconds(), "batch500-articles/s")
		b.ReportMetric(plain.Seconds()/ours.Seconds(), "times-as-fast")
	}
}

// used is what this process has used: the most memory at once, and time.
type used struct {
	rss int64
	cpu time.Duration
}

func usage(b *testing.B) used {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return used{u.Maxrss * 1024, time.Duration(u.Utime.Nano() + u.Stime.Nano())}
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// writeOneByOne is a single-threaded Batch(500) loop over our documents, which
// Bleve's own writer makes into segments.
func writeOneByOne(b *testing.B, all []news.Article) {
	register() // before the next line, which takes back a part of it
	scorch.RegisterSegmentPlugin(&zap.ZapPlugin{}, true)
	defer scorch.RegisterSegmentPlugin(&segmentPlugin{}, true)
	g := newGeneration(filepath.Join(testDir(b), "plain"), Options{}.withDefaults())
	if err := g.create(config()); err != nil {
		b.Fatal(err)
	}
	for chunk := range slices.Chunk(all, 500) {
		batch := g.bleve.NewBatch()
		var list []*news.Article
		for i := range chunk {
			list = append(list, &chunk[i])
		}
		if err := g.fillBatch(batch, list); err != nil {
			b.Fatal(err)
		}
		batch.SetInternal(seqKey, binary.BigEndian.AppendUint64(nil, 1))
		if err := g.bleve.Batch(batch); err != nil {
			b.Fatal(err)
		}
	}
	if err := g.close(); err != nil {
		b.Fatal(err)
	}
}

// scaleRequest is one question, as ours and as Bleve's.
type scaleRequest struct {
	name  string
	plan  query.Plan
	bleve func() bquery.Query
}

func bleveMatch(field, word string) bquery.Query {
	q := bleve.NewMatchQuery(word)
	q.SetField(field)
	return q
}

func bleveTerm(field, value string) bquery.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return q
}

// scaleRequests are the questions of issue 5.
func scaleRequests() []scaleRequest {
	w := func(rank int) query.Node { return &query.Word{Text: articles.Word(rank)} }
	rare, mid, other := 20_000, 300, 500
	chosen := func(pairs ...string) query.Plan {
		p := query.Plan{Choices: map[news.Facet]query.Choice{}}
		for i := 0; i < len(pairs); i += 2 {
			p.Choices[news.Facet(pairs[i])] = query.Choice{Include: []string{pairs[i+1]}}
		}
		return p
	}
	event := string(news.EventTypes()[0].Type)
	return []scaleRequest{
		{"everything", query.Plan{}, func() bquery.Query { return bleve.NewMatchAllQuery() }},
		{"common", query.Plan{Query: &query.Word{Text: articles.Common}}, func() bquery.Query { return bleveMatch("body", articles.Common) }},
		{"rare", query.Plan{Query: w(rare)}, func() bquery.Query { return bleveMatch("body", articles.Word(rare)) }},
		{"two", query.Plan{Query: &query.And{Kids: []query.Node{w(mid), w(other)}}}, func() bquery.Query {
			return bleve.NewConjunctionQuery(bleveMatch("body", articles.Word(mid)), bleveMatch("body", articles.Word(other)))
		}},
		{"three-or", query.Plan{Query: &query.Or{Kids: []query.Node{w(mid), w(other), w(rare)}}}, func() bquery.Query {
			return bleve.NewDisjunctionQuery(bleveMatch("body", articles.Word(mid)), bleveMatch("body", articles.Word(other)), bleveMatch("body", articles.Word(rare)))
		}},
		{"phrase", query.Plan{Query: &query.Phrase{Text: articles.Word(20) + " " + articles.Word(30)}}, func() bquery.Query {
			q := bleve.NewMatchPhraseQuery(articles.Word(20) + " " + articles.Word(30))
			q.SetField("body")
			return q
		}},
		{"common-phrase", query.Plan{Query: &query.Phrase{Text: articles.Word(1) + " " + articles.Word(2)}}, func() bquery.Query {
			q := bleve.NewMatchPhraseQuery(articles.Word(1) + " " + articles.Word(2))
			q.SetField("body")
			return q
		}},
		{"one-chosen", chosen("source", "outlet3.example"), func() bquery.Query { return bleveTerm("source", "outlet3.example") }},
		{"three-chosen", chosen("source", "outlet3.example", "country", string(news.Countries()[0].Code), "event", event), func() bquery.Query {
			return bleve.NewConjunctionQuery(bleveTerm("source", "outlet3.example"), bleveTerm("country", string(news.Countries()[0].Code)), bleveTerm("event", event))
		}},
	}
}

// BenchmarkScale asks everything a page asks for, the same without facets and
// timeline, and Bleve's own facets over the same articles, and reports the median
// and the 99th percentile in ms. DATELINE_BENCH_ARTICLES says how many articles;
// DATELINE_BENCH_DIR keeps the two indexes for the next run.
func BenchmarkScale(b *testing.B) {
	n := benchArticles()
	dir := scaleDir(b, n)
	ours, theirs := filepath.Join(dir, "ours"), filepath.Join(dir, "bleve")
	if _, err := os.Stat(ours); err != nil {
		feedOurs(b, ours, n)
	}
	x := openTest(b, ours)
	defer x.Close()
	before := heapBytes()
	took := timed(func() { ask(b, x, query.Plan{Facets: news.Facets}) })
	b.Logf("columns of %d articles: %v, %.1f MB accounted, %.1f MB of heap", n, took, float64(x.ColumnBytes())/1e6, float64(heapBytes()-before)/1e6)
	y := openBleve(b, theirs, n)
	defer y.Close()
	held, err := y.DocCount()
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("Bleve's own index holds %d articles", held)
	for _, q := range scaleRequests() {
		for _, sort := range []query.Sort{query.ByRelevance, query.Newest} {
			plan := q.plan
			plan.Sort, plan.Size, plan.FacetSize = sort, 20, 10
			b.Run(fmt.Sprintf("%s/%s/bare", q.name, sort), func(b *testing.B) {
				plan := plan
				plan.Timeline = query.None
				percentiles(b, func() { ask(b, x, plan) })
			})
			b.Run(fmt.Sprintf("%s/%s/ours", q.name, sort), func(b *testing.B) {
				plan := plan
				plan.Facets, plan.Timeline = news.Facets[:4], query.Month
				percentiles(b, func() { ask(b, x, plan) })
			})
			b.Run(fmt.Sprintf("%s/%s/bleve", q.name, sort), func(b *testing.B) {
				percentiles(b, func() {
					if _, err := y.Search(bleveRequest(q.bleve(), sort)); err != nil {
						b.Fatal(err)
					}
				})
			})
		}
	}
}

func heapBytes() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func scaleDir(b *testing.B, n int) string {
	if dir := os.Getenv("DATELINE_BENCH_DIR"); dir != "" {
		dir = filepath.Join(dir, fmt.Sprint(n))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			b.Fatal(err)
		}
		return dir
	}
	return testDir(b)
}

// percentiles runs f and reports how long it took, which a mean would hide, and
// the processor time of all goroutines, which other work on the machine does not
// lengthen much: where that is busy, it says more of the slowest than the clock.
func percentiles(b *testing.B, f func()) {
	var took, used []float64
	for b.Loop() {
		before := usage(b)
		took = append(took, timed(f).Seconds()*1000)
		used = append(used, (usage(b).cpu-before.cpu).Seconds()*1000)
	}
	mean := 0.0
	for _, ms := range used {
		mean += ms / float64(len(used))
	}
	slices.Sort(took)
	slices.Sort(used)
	b.ReportMetric(mean, "cpu-ms")
	b.ReportMetric(used[len(used)*99/100], "cpu-p99-ms")
	b.ReportMetric(took[len(took)/2], "p50-ms")
	b.ReportMetric(took[len(took)*99/100], "p99-ms")
}

// openBleve indexes the same articles as Bleve's documentation has it, with the
// doc values that its facets are counted from.
func openBleve(b *testing.B, dir string, n int) bleve.Index {
	if y, err := bleve.Open(dir); err == nil {
		return y
	}
	m := bleve.NewIndexMapping()
	m.ScoringModel = "bm25"
	text, kw, date := bleve.NewTextFieldMapping(), bleve.NewKeywordFieldMapping(), bleve.NewDateTimeFieldMapping()
	text.Store, kw.Store, date.Store = false, false, false
	text.DocValues = false
	doc := bleve.NewDocumentStaticMapping()
	doc.AddFieldMappingsAt("body", text)
	doc.AddFieldMappingsAt("published", date)
	for _, f := range news.Facets {
		doc.AddFieldMappingsAt(string(f), kw)
	}
	m.DefaultMapping = doc
	y, err := bleve.NewUsing(dir, m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	source, batch := articles.New(1), y.NewBatch()
	for i := range n {
		a := source.Next()
		fields := map[string]any{"body": a.Title + "\n" + a.Text, "published": a.Published.Time}
		for _, f := range news.Facets {
			fields[string(f)] = a.Values(f)
		}
		if err := batch.Index(string(a.ID), fields); err != nil {
			b.Fatal(err)
		}
		if batch.Size() == 1000 || i == n-1 {
			if err := y.Batch(batch); err != nil {
				b.Fatal(err)
			}
			batch.Reset()
		}
	}
	return y
}

func bleveRequest(q bquery.Query, sort query.Sort) *bleve.SearchRequest {
	req := bleve.NewSearchRequestOptions(q, 20, 0, false)
	if sort == query.Newest {
		req.SortBy([]string{"-published", "_id"})
	}
	for _, f := range news.Facets[:4] {
		req.AddFacet(string(f), bleve.NewFacetRequest(string(f), 10))
	}
	months := bleve.NewFacetRequest("published", 12*articles.Years)
	for m := range 12 * articles.Years {
		at := time.Date(2026-articles.Years, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC)
		months.AddDateTimeRange(at.Format("2006-01"), at, at.AddDate(0, 1, 0))
	}
	req.AddFacet("months", months)
	return req
}
