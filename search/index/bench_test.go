package index

import (
	"context"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"dateline/search/news"
	"dateline/search/query"
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

// benchWord gives words as rare as in a real text: the n-th most common one about
// 1/n as often as the first.
func benchWord(r *rand.Rand) string {
	n := uint64(math.Exp(r.Float64() * math.Log(60_000)))
	const letters = "etaoinshrdlu"
	var b strings.Builder
	for b.WriteByte('w'); n > 0; n /= uint64(len(letters)) {
		b.WriteByte(letters[n%uint64(len(letters))])
	}
	return b.String()
}

func benchArticle(r *rand.Rand, n, words int) news.Article {
	var text strings.Builder
	var mentions []news.Mention
	for i := range words {
		word := benchWord(r)
		if i%20 == 0 {
			word = "W" + word[1:]
		}
		if r.IntN(12) == 0 { // as dense as evidence is in tagged news
			mentions = append(mentions, news.Mention{Start: text.Len(), End: text.Len() + len(word)})
		}
		text.WriteString(word)
		switch {
		case i%80 == 79:
			text.WriteString(".\n")
		case i%20 == 19:
			text.WriteString(". ")
		default:
			text.WriteByte(' ')
		}
	}
	if r.IntN(3) > 0 {
		text.WriteString("common ")
	}
	evidence := func(kinds int) []news.Mention {
		n := min(len(mentions), 1+r.IntN(max(1, len(mentions)/kinds)))
		mine := mentions[:n]
		mentions = mentions[n:]
		return mine
	}
	a := news.Article{ID: id(n), Lang: "en", Text: text.String(), Source: fmt.Sprintf("s%d.example", r.IntN(200))}
	a.Title = strings.Join([]string{benchWord(r), benchWord(r), benchWord(r), benchWord(r), benchWord(r)}, " ")
	a.Published = news.Date{Time: time.Date(2022, 1, 1, 0, r.IntN(2*365*24*60), 0, 0, time.UTC)}
	for range r.IntN(6) {
		who := int(math.Exp(r.Float64() * math.Log(15_000)))
		a.Tags.People = append(a.Tags.People, news.Person{ID: news.PersonID(fmt.Sprintf("p-%d", who)), Mentions: evidence(3)})
	}
	for range 1 + r.IntN(3) {
		a.Tags.Countries = append(a.Tags.Countries, news.Country{Code: news.CountryCode(fmt.Sprintf("C%d", r.IntN(200))), Mentions: evidence(3)})
	}
	for range 1 + r.IntN(4) {
		a.Tags.Events = append(a.Tags.Events, news.Event{Type: news.EventType(fmt.Sprintf("e%d", r.IntN(60))), Mentions: evidence(2)})
	}
	return a
}

// feedOurs builds a generation as `dateline rebuild` does.
func feedOurs(b *testing.B, dir string, articles, words int) {
	g, err := NewGeneration(dir, Options{})
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	var busy time.Duration
	for n := 0; n < articles; {
		var chunk []news.Article
		for range min(5000, articles-n) {
			chunk = append(chunk, benchArticle(r, n, words))
			n++
		}
		start := time.Now()
		if err := g.Apply(context.Background(), chunk, nil, int64(n)); err != nil {
			b.Fatal(err)
		}
		busy += time.Since(start)
	}
	if err := g.Commit(); err != nil {
		b.Fatal(err)
	}
	b.Logf("indexed %d articles of %d words: %.0f articles/s, %d bytes an article", articles, words, float64(articles)/busy.Seconds(), folderBytes(b, dir)/articles)
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

func BenchmarkIndexing(b *testing.B) {
	for b.Loop() {
		feedOurs(b, testDir(b), benchArticles(), 450)
	}
}

var benchQueries = []struct {
	name string
	node query.Node
}{
	{"everything", nil},
	{"common", &query.Word{Text: "common"}},
	{"phrase", &query.Phrase{Text: "wt wa"}},
	{"and", &query.And{Kids: []query.Node{&query.Word{Text: "wt"}, &query.Word{Text: "common"}}}},
}

// BenchmarkSearch: everything a page asks for, and the same from Bleve's facets.
func BenchmarkSearch(b *testing.B) {
	n := benchArticles()
	dir := testDir(b)
	feedOurs(b, dir, n, 100)
	x := openTest(b, dir)
	start := time.Now()
	ask(b, x, query.Plan{})
	b.Logf("columns of %d articles: %v, %d bytes", n, time.Since(start), x.ColumnBytes())
	for _, q := range benchQueries {
		for _, sort := range []query.Sort{query.ByRelevance, query.Newest} {
			b.Run(fmt.Sprintf("ours/%s/%s", q.name, sort), func(b *testing.B) {
				for b.Loop() {
					ask(b, x, query.Plan{Query: q.node, Sort: sort, Size: 20, Facets: news.Facets[:4], FacetSize: 10, Timeline: query.Month})
				}
			})
		}
	}
	y := feedBleve(b, n)
	defer y.Close()
	for _, q := range []string{"everything", "common"} {
		b.Run("bleve/"+q, func(b *testing.B) {
			for b.Loop() {
				if res, err := y.Search(bleveRequest(q)); err != nil || res.Total == 0 {
					b.Fatal(res, err)
				}
			}
		})
	}
}

// feedBleve indexes the same articles as Bleve's documentation has it, with the
// doc values that its facets are counted from.
func feedBleve(b *testing.B, n int) bleve.Index {
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
	y, err := bleve.NewUsing(testDir(b), m, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	batch := y.NewBatch()
	for i := range n {
		a := benchArticle(r, i, 100)
		fields := map[string]any{"body": a.Text, "published": a.Published.Time}
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

func bleveRequest(q string) *bleve.SearchRequest {
	req := bleve.NewSearchRequestOptions(bleve.NewMatchAllQuery(), 20, 0, false)
	if q == "common" {
		match := bleve.NewMatchQuery("common")
		match.SetField("body")
		req.Query = match
	}
	for _, f := range news.Facets[:4] {
		req.AddFacet(string(f), bleve.NewFacetRequest(string(f), 10))
	}
	months := bleve.NewFacetRequest("published", 24)
	for m := range 24 {
		at := time.Date(2022, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC)
		months.AddDateTimeRange(at.Format("2006-01"), at, at.AddDate(0, 1, 0))
	}
	req.AddFacet("months", months)
	return req
}

// BenchmarkNear: proximities beside the boolean query of the same words, of words
// in every article (the worst there is), in a tenth and in a hundredth of them.
func BenchmarkNear(b *testing.B) {
	dir := testDir(b)
	feedOurs(b, dir, benchArticles(), 350)
	x := openTest(b, dir)
	ask(b, x, query.Plan{})
	for _, words := range []string{"wt wa", "wdt wet", "wdtt wett"} {
		left, right, _ := strings.Cut(words, " ")
		for _, op := range []string{"AND", "NEAR/5", "PRE/5", "w/s", "w/p"} {
			benchTyped(b, x, left+" "+op+" "+right)
		}
	}
	for _, q := range []string{
		"wdt NEAR/12 @person", "@person w/s @country", "@person NEAR/3 @event w/s wdt", "atleast3 wdt", "atleast8 wt",
		"(wdt OR wet OR wht) NEAR/5 (wdtt OR wett) w/p wt", `"wt wa"`, `"wt wa" NEAR/5 wdt`,
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
