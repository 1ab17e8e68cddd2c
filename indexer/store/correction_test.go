package store

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dateline/search/news"
)

func correct(t testing.TB, s *Store, c Correction) Correction {
	t.Helper()
	kept, err := s.Correct(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	resolveAll(t, s)
	return kept
}

// drawCorrection draws something that may be refused.
func drawCorrection(rt *rapid.T, people []string, articles []news.Article) Correction {
	c := Correction{
		Kind: rapid.SampledFrom([]CorrectionKind{Merge, Merge, Split, Rename, Hide}).Draw(rt, "kind"),
		ID:   rapid.SampledFrom(people).Draw(rt, "id"), Into: news.PersonID(rapid.SampledFrom(people).Draw(rt, "into")),
		Name: rapid.SampledFrom([]string{"Ada Moor", "Per Lund"}).Draw(rt, "name"),
	}
	for _, a := range rapid.SliceOfN(rapid.SampledFrom(articles), 0, 2).Draw(rt, "articles") {
		c.Articles = append(c.Articles, a.ID)
	}
	if c.Kind == Hide && rapid.Bool().Draw(rt, "country") {
		c.Facet, c.ID = news.FacetCountry, "SE"
	}
	return c
}

// TestUndoGivesBack makes corrections of all kinds, lets articles come and go
// between them, undoes them in any order, and compares with an archive that was
// never corrected. Where some stay, it compares with one that knew them from the
// start.
func TestUndoGivesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		articles := drawArticles(rt, 6)
		for i := range articles {
			articles[i].Tags.Countries = []news.Country{{Code: "SE", Name: "Sweden"}}
		}
		dir := t.TempDir()
		plain, corrected := openAt(t, filepath.Join(dir, "a.db")), openAt(t, filepath.Join(dir, "b.db"))
		defer plain.Close()
		defer corrected.Close()
		plain.whoIs, corrected.whoIs = byInitial, byInitial
		saveAny(t, plain, articles)
		resolveAll(t, plain)
		saveAny(t, corrected, articles[:4])
		resolveAll(t, corrected)
		var ids []string
		for _, name := range names {
			ids = append(ids, "p-"+strings.ToLower(strings.ReplaceAll(name, " ", "-")))
		}
		var made []int64
		for range rapid.IntRange(1, 5).Draw(rt, "corrections") {
			c, err := corrected.Correct(t.Context(), drawCorrection(rt, ids, articles[:4]))
			var refused *CorrectionError
			if errors.As(err, &refused) {
				continue
			}
			if err != nil {
				rt.Fatal(err)
			}
			made = append(made, c.N)
			if c.New != "" {
				ids = append(ids, string(c.New))
			}
			if rapid.Bool().Draw(rt, "resolve") {
				resolveAll(t, corrected)
			}
		}
		saveAny(t, corrected, articles[4:])
		if len(made) > 0 {
			for _, n := range rapid.Permutation(made).Draw(rt, "undone") {
				if _, err := corrected.Undo(t.Context(), n); err != nil {
					rt.Fatal(err)
				}
			}
		}
		resolveAll(t, corrected)
		if diff := cmp.Diff(truth(t, plain), truth(t, corrected)); diff != "" {
			rt.Error(diff)
		}
	})
}

func TestCorrections(t *testing.T) {
	s := open(t)
	s.whoIs = byLocal
	one := article("https://bay.example/1", "1", person("p-tarrow", "Michael Tarrow", "Michael Tarrow"), person("p-gaddafi", "Muammar Gaddafi", "Gaddafi"))
	two := article("https://bay.example/2", "2", person("p-tarrow", "Michael Tarrow", "Tarrow"), person("p-qaddafi", "Moammar Qaddafi", "Qaddafi"))
	two.Tags.Countries = []news.Country{{Code: "LY", Name: "Libya"}}
	two.Tags.Events = []news.Event{{Type: "protest:riot", Name: "Riot"}}
	save(t, s, []Outcome{Added, Added}, one, two)
	resolveAll(t, s)
	people := func(id news.ID) string {
		a, err := s.Article(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, p := range a.Tags.People {
			out = append(out, string(p.ID)+"="+p.Name)
		}
		return strings.Join(out, " ")
	}
	check := func(what, got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %s, want %s", what, got, want)
		}
	}
	merge := correct(t, s, Correction{Kind: Merge, ID: "p-gaddafi", Into: "p-qaddafi", Who: "ana"})
	check("merged", people(one.ID), "p-tarrow=Michael Tarrow p-qaddafi=Moammar Qaddafi")
	p, err := s.Person(t.Context(), "p-gaddafi")
	if err != nil || p.ID != "p-qaddafi" || p.Articles != 2 || len(p.Spellings) != 4 {
		t.Errorf("the merged person: %+v %v", p, err)
	}
	split := correct(t, s, Correction{Kind: Split, ID: "p-tarrow", Articles: []news.ID{two.ID}})
	rename := correct(t, s, Correction{Kind: Rename, ID: string(split.New), Name: "Michael Tarrow (racing)"})
	check("split", people(two.ID), "p-tarrow-2=Michael Tarrow (racing) p-qaddafi=Moammar Qaddafi")
	hide := correct(t, s, Correction{Kind: Hide, ID: "p-gaddafi", Articles: []news.ID{one.ID}})
	check("hidden in one article, by its older id", people(one.ID), "p-tarrow=Michael Tarrow")
	check("and in no other", people(two.ID), "p-tarrow-2=Michael Tarrow (racing) p-qaddafi=Moammar Qaddafi")
	before, _ := s.LastSeq(t.Context())
	correct(t, s, Correction{Kind: Hide, Facet: news.FacetCountry, ID: "LY", Articles: []news.ID{two.ID}})
	event := correct(t, s, Correction{Kind: Hide, Facet: news.FacetEvent, ID: "protest", Articles: []news.ID{two.ID}})
	a, _ := s.Article(t.Context(), two.ID)
	if after, _ := s.LastSeq(t.Context()); len(a.Tags.Countries)+len(a.Tags.Events) != 0 || after != before+2 {
		t.Errorf("hidden values: %+v, changes %d to %d", a.Tags, before, after)
	}
	for _, n := range []int64{merge.N, rename.N, hide.N, event.N} {
		if _, err := s.Undo(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	resolveAll(t, s)
	check("undone", people(one.ID), "p-tarrow=Michael Tarrow p-gaddafi=Muammar Gaddafi")
	log, err := s.Corrections(t.Context())
	if err != nil || len(log) != 6 || log[0].Who != "ana" || log[0].Was != "Muammar Gaddafi" || log[0].Undone.IsZero() || !log[1].Undone.IsZero() {
		t.Errorf("the log: %+v %v", log, err)
	}
	moved := correct(t, s, Correction{Kind: Split, ID: "p-gaddafi", Into: "Moammar Qaddafi", Articles: []news.ID{one.ID}})
	check("one article's person is another", people(one.ID), "p-tarrow=Michael Tarrow p-qaddafi=Moammar Qaddafi")
	if _, err := s.Undo(t.Context(), moved.N); err != nil {
		t.Fatal(err)
	}
	// What stays, stays through new tags of the article.
	two.Tags.People[0].Mentions = nil
	save(t, s, []Outcome{Updated}, two)
	resolveAll(t, s)
	check("after a retag", people(two.ID), "p-tarrow-2=Michael Tarrow p-qaddafi=Moammar Qaddafi")
}

func TestCorrectRefuses(t *testing.T) {
	s := open(t)
	s.whoIs = byLocal
	a := article("https://bay.example/1", "1", person("p-tarrow", "Michael Tarrow", "Tarrow"), person("p-lund", "Per Lund", "Lund"))
	save(t, s, []Outcome{Added}, a)
	done := correct(t, s, Correction{Kind: Rename, ID: "p-lund", Name: "Pär Lund"})
	if _, err := s.Undo(t.Context(), done.N); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		c     Correction
		field string
	}{
		{Correction{Kind: Merge, ID: "p-nobody", Into: "p-lund"}, "id"},
		{Correction{Kind: Merge, ID: "p-lund", Into: "p-nobody"}, "into"},
		{Correction{Kind: Merge, ID: "p-lund", Into: "p-lund"}, "into"},
		{Correction{Kind: Split, ID: "p-lund"}, "articles"},
		{Correction{Kind: Split, ID: "p-lund", Articles: []news.ID{news.NewID("gone")}}, "articles"},
		{Correction{Kind: Split, ID: "p-lund", Articles: []news.ID{a.ID}, Into: "p-lund"}, "into"},
		{Correction{Kind: Merge, ID: "p-lund", Into: "Nobody Here"}, "into"},
		{Correction{Kind: Rename, ID: "p-lund", Name: " "}, "name"},
		{Correction{Kind: "melt", ID: "p-lund"}, "kind"},
		{Correction{Kind: Hide, Facet: news.FacetCountry, ID: "XX", Articles: []news.ID{a.ID}}, "id"},
		{Correction{Kind: Hide, Facet: news.FacetEvent, ID: "talks"}, "articles"},
		{Correction{Kind: Merge, Facet: news.FacetEvent, ID: "talks", Articles: []news.ID{a.ID}}, "kind"},
		{Correction{Kind: Hide, Facet: news.FacetSource, ID: "bay.example", Articles: []news.ID{a.ID}}, "facet"},
	} {
		_, err := s.Correct(t.Context(), tt.c)
		var refused *CorrectionError
		if !errors.As(err, &refused) || refused.Field != tt.field || refused.Detail == "" {
			t.Errorf("%+v: %v, want a refusal of %s", tt.c, err, tt.field)
		}
	}
	for _, n := range []int64{done.N, 99} {
		if _, err := s.Undo(t.Context(), n); err == nil {
			t.Errorf("correction %d was undone", n)
		}
	}
	if log, _ := s.Corrections(t.Context()); len(log) != 1 {
		t.Errorf("%d corrections, want 1", len(log))
	}
}
