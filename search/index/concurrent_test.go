package index

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"dateline/search/enginetest"
	"dateline/search/news"
	"dateline/search/query"
)

// TestSearchWhileApplying: each search sees one state. Every article has one
// source, so the counts of a search must add up to its total.
func TestSearchWhileApplying(t *testing.T) {
	x := openTest(t, testDir(t))
	ctx := context.Background()
	done := make(chan struct{})
	var wait sync.WaitGroup
	for range 3 {
		wait.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				a, err := x.Search(ctx, query.Plan{
					Query: &query.Word{Text: "talks"}, Sort: query.ByRelevance, Size: 5,
					Facets: []news.Facet{news.FacetSource}, FacetSize: -1, Timeline: query.Auto,
				})
				if err != nil {
					t.Error(err)
					return
				}
				sum := a.Facets[news.FacetSource].Missing
				for _, c := range a.Facets[news.FacetSource].Values {
					sum += c.N
				}
				if sum != a.Total {
					t.Errorf("the sources add up to %d of %d", sum, a.Total)
				}
				x.ColumnBytes()
			}
		})
	}
	r := rand.New(rand.NewPCG(3, 3))
	for seq := range int64(40) {
		var articles []news.Article
		for range 1 + r.IntN(20) {
			articles = append(articles, enginetest.RandomArticle(r, r.IntN(200)))
		}
		if seq == 20 {
			x.gen.asyncError(context.DeadlineExceeded) // reopens in the middle
		}
		if err := x.Apply(ctx, articles, []news.ID{id(r.IntN(200))}, seq+1); err != nil {
			t.Fatal(err)
		}
	}
	close(done)
	wait.Wait()
	if x.ColumnBytes() == 0 {
		t.Error("no columns are accounted for")
	}
}

// endingContext ends after it was asked left times.
type endingContext struct {
	context.Context
	left int
}

func (c *endingContext) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestContextEndsAnywhere ends the context at every place a search looks at it:
// the answer is then its error and nothing else.
func TestContextEndsAnywhere(t *testing.T) {
	x := openTest(t, testDir(t))
	apply(t, x, 1, corpus()...)
	plan := query.Plan{
		Query:   &query.Or{Kids: []query.Node{&query.Phrase{Text: "grain corridor"}, &query.Word{Text: "negotiat*", Kind: query.Wildcard}}},
		Choices: map[news.Facet]query.Choice{news.FacetLang: {Include: []string{"en"}, Exclude: []string{"de"}}},
		Facets:  news.Facets, FacetSize: -1, Timeline: query.Auto, Size: 5,
	}
	want := ask(t, x, plan)
	for left := 0; ; left++ {
		got, err := x.Search(&endingContext{context.Background(), left}, plan)
		if err == nil {
			if left < 5 || got.Total != want.Total {
				t.Errorf("looked at %d times, total %d", left, got.Total)
			}
			return
		}
		if !errors.Is(err, context.Canceled) || got.Hits != nil {
			t.Fatalf("after %d looks: %v", left, err)
		}
	}
}
