// Package enginetest is what every engine must pass: random corpora and random
// requests, the answers compared with oracles that look at each article, the
// plain way the documentation of package query says it. An engine's own tests
// call Run; nothing else imports this package.
package enginetest

import (
	"context"
	"fmt"
	"testing"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
)

// What an engine's figures must be, beside what package query says.
const (
	// TitleWeight and BodyWeight are what a word counts in relevance.
	TitleWeight = 3.0
	BodyWeight  = 1.0
	// AutoBuckets is the most buckets of an automatic timeline.
	AutoBuckets = 60
)

// Engine is an engine that can be fed. Apply adds articles, replacing those of
// the same ID, and removes deleted; when it returns, searches see all of it. seq
// rises from call to call, and a call may be repeated.
type Engine interface {
	search.Engine
	Apply(ctx context.Context, articles []news.Article, deleted []news.ID, seq int64) error
}

// Run tests an engine. open gives an empty one, each time another, and closes it
// at the end of its test.
func Run(t *testing.T, open func(*testing.T) Engine) {
	t.Run("random requests", func(t *testing.T) { testOracle(t, open) })
	t.Run("words", func(t *testing.T) { testWords(t, open(t)) })
	t.Run("proximities", func(t *testing.T) { testNear(t, open) })
	t.Run("contract", func(t *testing.T) { testContract(t, open(t)) })
}

// testContract holds an engine to what its interface says and no request shows.
func testContract(t *testing.T, x Engine) {
	empty := ask(t, x, query.Plan{Facets: news.Facets, FacetSize: 5, Timeline: query.Auto, Size: 5})
	if n, err := x.Count(t.Context()); n != 0 || err != nil || empty.Total != 0 || len(empty.Hits) != 0 {
		t.Errorf("an empty engine holds %d, %v and finds %+v", n, err, empty)
	}
	a := news.Article{ID: id(1), Title: "talks", Text: "grain"}
	find := func(text string) int { return ask(t, x, query.Plan{Query: &query.Word{Text: text}, Size: 1}).Total }
	before := epoch(t, x)
	for range 2 {
		if err := x.Apply(t.Context(), []news.Article{a}, []news.ID{id(2)}, 1); err != nil {
			t.Fatal(err)
		}
	}
	if after := epoch(t, x); before == 0 || after == before || find("grain") != 1 || epoch(t, x) != after {
		t.Error("an epoch is not 0, is another one after a change, and stays without")
	}
	a.Text = "river"
	if err := x.Apply(t.Context(), []news.Article{a}, []news.ID{a.ID}, 2); err != nil {
		t.Fatal(err)
	}
	if find("grain") != 0 || find("river") != 1 {
		t.Error("an article is as it was last given; added wins over deleted")
	}
	if err := x.Apply(t.Context(), nil, []news.ID{a.ID}, 3); err != nil || find("river") != 0 {
		t.Errorf("deleted: %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Search(ended, query.Plan{}); err == nil {
		t.Error("a search whose context has ended answers")
	}
}

func epoch(t *testing.T, x Engine) int64 {
	t.Helper()
	n, err := x.Epoch(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func ask(t *testing.T, x Engine, plan query.Plan) query.Answer {
	t.Helper()
	a, err := x.Search(t.Context(), plan)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// id numbers articles so that a larger n is a larger id.
func id(n int) news.ID { return news.ID(fmt.Sprintf("%016x", n)) }

func idsOf(a query.Answer) []news.ID {
	out := []news.ID{}
	for _, h := range a.Hits {
		out = append(out, h.ID)
	}
	return out
}
