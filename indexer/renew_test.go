package indexer

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/search/index"
	"dateline/search/news"
	"dateline/search/query"
	"dateline/testdata/articles"
)

// TestF14Renewed starts on an index of schema 1: what it holds is found at once,
// and what the store holds as soon as the index is built anew.
func TestF14Renewed(t *testing.T) {
	dir := t.TempDir()
	x := owner(t, dir)
	for i := range 3 {
		importAll(t, x, write(t, filepath.Join(t.TempDir(), "a.txt"), []byte(fmt.Sprintf("Tram %d\n\nThe tram number %d left the depot at nine in the morning.", i, i))))
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(indexDir(dir)); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(indexDir(dir), os.DirFS(filepath.Join("..", "testdata", "indexes", "schema-1"))); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	x, err := OpenOwner(t.Context(), Config{DataDir: dir, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	if how := x.Index.Opened().How; how != index.Outdated && how != index.Reopened { // it may be done already
		t.Errorf("opened as %s", how)
	}
	for stories(t, x) != 3 {
		if n := stories(t, x); n != 10 && n != 3 {
			t.Fatalf("%d articles: neither the old index nor the new one", n)
		}
	}
	if len(find(t, x, "tram SAME depot")) != 3 || x.Index.Outdated() {
		t.Error("the new index does not answer what the old one could not")
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	if entries, _ := os.ReadDir(indexDir(dir)); len(entries) != 2 || strings.Contains(log.String(), "ERROR") {
		t.Errorf("left %v, logged %s", entries, &log)
	}
}

// TestF19Goldens deletes the index and builds it again, and rebuilds it beside
// itself: 200 requests have the same articles, order and counts each time.
func TestF19Goldens(t *testing.T) {
	dir := t.TempDir()
	x := owner(t, dir)
	g, batch := articles.New(19), []news.Article{}
	for range often(300, 3000) {
		batch = append(batch, g.Next())
	}
	for part := range slices.Chunk(batch, saveBatch) {
		if _, err := x.save(t.Context(), part); err != nil {
			t.Fatal(err)
		}
	}
	want := goldens(t, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(indexDir(dir)); err != nil {
		t.Fatal(err)
	}
	x = owner(t, dir)
	if diff := cmp.Diff(want, goldens(t, x)); diff != "" {
		t.Errorf("built again: %.2000s", diff)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := Rebuild(t.Context(), Config{DataDir: dir}, nil); err != nil || n < len(batch) {
		t.Errorf("rebuild: %d, %v", n, err)
	}
	x = owner(t, dir)
	if diff := cmp.Diff(want, goldens(t, x)); diff != "" {
		t.Errorf("rebuilt: %.2000s", diff)
	}
}

func goldens(t *testing.T, x *Indexer) []query.Answer {
	t.Helper()
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	var out []query.Answer
	for n := range 200 {
		a, b := articles.Word(n), articles.Word(n/2+3)
		text := []string{a, a + " " + b, a + " OR " + b, `"` + a + " " + b + `"`, a + " NEAR/5 " + b, a + " NOT " + b, articles.Word(2000 + n)[:3] + "*"}[n%7]
		parsed, err := query.Parse(text)
		if err != nil {
			parsed, err = query.Parse(a)
		}
		if err != nil {
			t.Fatal(err)
		}
		plan := query.Plan{Query: parsed, Size: 20, Sort: []query.Sort{query.ByRelevance, query.Newest, query.Oldest}[n%3], Facets: news.Facets, FacetSize: 20, Timeline: query.Auto}
		answer, err := x.Index.Search(t.Context(), plan)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		out = append(out, answer)
	}
	return out
}
