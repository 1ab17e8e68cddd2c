package index

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"dateline/search/news"
	"dateline/search/query"
)

// openTest opens an index in a folder of the test and closes it in the end.
func openTest(t testing.TB, dir string) *Index {
	t.Helper()
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func testDir(t testing.TB) string { return filepath.Join(t.TempDir(), "index") }

// id numbers articles so that a larger n is a larger id.
func id(n int) news.ID { return news.ID(fmt.Sprintf("%016x", n)) }

func apply(t testing.TB, x *Index, seq int64, articles ...news.Article) {
	t.Helper()
	if err := x.Apply(context.Background(), articles, nil, seq); err != nil {
		t.Fatal(err)
	}
}

func ask(t testing.TB, x *Index, plan query.Plan) query.Answer {
	t.Helper()
	a, err := x.Search(context.Background(), plan)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func idsOf(a query.Answer) []news.ID {
	out := []news.ID{}
	for _, h := range a.Hits {
		out = append(out, h.ID)
	}
	return out
}
