package store

import (
	"testing"

	"dateline/search/news"
)

// TestArticlesAreCurrent reads, changes and deletes articles, here and through
// another handle, and never gets what was.
func TestArticlesAreCurrent(t *testing.T) {
	dir := t.TempDir() + "/a.db"
	here, there := openAt(t, dir), openAt(t, dir)
	defer here.Close()
	defer there.Close()
	id := news.NewID("https://bay.example/1")
	title := func() string {
		t.Helper()
		got, err := here.Articles(t.Context(), []news.ID{id, "0000000000000000"})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 {
			return ""
		}
		return got[0].Title
	}
	save := func(s *Store, title string) {
		t.Helper()
		a := article("https://bay.example/1", "text of "+title)
		a.Title = title
		saveAny(t, s, []news.Article{a})
	}
	for i, s := range []*Store{here, there, here, there} {
		want := string(rune('A' + i))
		save(s, want)
		for range 2 {
			if got := title(); got != want {
				t.Errorf("after change %d: title %q, want %q", i, got, want)
			}
		}
	}
	if err := there.Delete(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if got := title(); got != "" {
		t.Errorf("a deleted article is read as %q", got)
	}
}
