package index

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/search/query"
)

// A build gathers articles over calls, but what was applied last must win.
func TestBuilderOrder(t *testing.T) {
	said := func(n int, text string) news.Article { return news.Article{ID: id(n), Title: "Title", Text: text} }
	type call struct {
		articles []news.Article
		deleted  []news.ID
	}
	for _, tt := range []struct {
		name  string
		calls []call
		want  []news.ID // with the word "new"
		count int
	}{
		{"replaced in one call", []call{{[]news.Article{said(1, "old"), said(2, "new"), said(1, "new")}, nil}}, []news.ID{id(1), id(2)}, 2},
		{"replaced by the next call", []call{{[]news.Article{said(1, "new"), said(2, "new")}, nil}, {[]news.Article{said(1, "old")}, nil}}, []news.ID{id(2)}, 2},
		{"deleted while it waits", []call{{[]news.Article{said(1, "new"), said(2, "new")}, nil}, {nil, []news.ID{id(1)}}}, []news.ID{id(2)}, 1},
		{"deleted and applied again", []call{{[]news.Article{said(1, "old")}, nil}, {nil, []news.ID{id(1)}}, {[]news.Article{said(1, "new")}, nil}}, []news.ID{id(1)}, 1},
		{"deleted and applied in one call", []call{{[]news.Article{said(1, "new")}, []news.ID{id(1)}}}, []news.ID{id(1)}, 1},
		{"nothing", nil, []news.ID{}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := testDir(t)
			b, err := NewGeneration(dir, Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i, c := range tt.calls {
				if err := b.Apply(context.Background(), c.articles, c.deleted, int64(i+1)); err != nil {
					t.Fatal(err)
				}
			}
			if err := b.Commit(); err != nil {
				t.Fatal(err)
			}
			x := openTest(t, dir)
			got := idsOf(ask(t, x, query.Plan{Query: &query.Word{Text: "new"}, Sort: query.Oldest, Size: 10}))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if n, err := x.Count(context.Background()); err != nil || n != tt.count || x.Seq() != int64(len(tt.calls)) {
				t.Errorf("%d articles at %d, %v, want %d at %d", n, x.Seq(), err, tt.count, len(tt.calls))
			}
		})
	}
}

// An article that cannot be indexed must not be lost silently because its batch
// was written later.
func TestBuilderError(t *testing.T) {
	b, err := NewGeneration(testDir(t), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Apply(context.Background(), []news.Article{{ID: "no id", Text: "text"}}, nil, 1); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(); err == nil {
		t.Error("committed without one article")
	}
	if err := b.Abort(); err != nil {
		t.Error(err)
	}
}
