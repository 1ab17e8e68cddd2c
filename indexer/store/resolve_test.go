package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dateline/indexer/entity"
	"dateline/search/news"
)

// byInitial is a resolver whose ids change as articles come: people of a block
// are one where their names begin with the same letter, under the smallest id.
func byInitial(sightings []entity.Sighting, _ []entity.Known) []entity.Entity {
	groups := map[string]*entity.Entity{}
	for _, s := range sightings {
		key := s.Name[:1]
		e := groups[key]
		if e == nil {
			e = &entity.Entity{ID: s.Local, Name: s.Name}
			groups[key] = e
		}
		e.ID, e.Name = min(e.ID, s.Local), max(e.Name, s.Name)
		e.Ambiguous = e.Ambiguous || s.Year == 1999
		e.Members = append(e.Members, entity.Member{Article: s.Article, Local: s.Local})
	}
	var out []entity.Entity
	for _, e := range groups {
		out = append(out, *e)
	}
	return out
}

func resolveAll(t testing.TB, s *Store) {
	t.Helper()
	for {
		step, err := s.Resolve(t.Context(), everySeq, true)
		if err != nil {
			t.Fatal(err)
		}
		if step.Blocks == 0 {
			return
		}
	}
}

var names = []string{"Per Lund", "Pär Lund", "Anna Lund", "Ann Lund", "Bo Lund", "Amara Okafor", "A Okafor", "Moammar Qaddafi", "Muammar Gaddafi"}

// drawArticles draws articles that name people of one pool; a name's id is its
// slug, as the tagger's mostly is.
func drawArticles(rt *rapid.T, n int) []news.Article {
	var out []news.Article
	for i := range n {
		var people []news.Person
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom(names), 0, 4, rapid.ID[string]).Draw(rt, "people") {
			p := person("p-"+strings.ToLower(strings.ReplaceAll(name, " ", "-")), name, name)
			p.Roles = rapid.SliceOfN(rapid.SampledFrom([]string{"pilot", "mayor"}), 0, 1).Draw(rt, "roles")
			people = append(people, p)
		}
		out = append(out, article(fmt.Sprintf("https://bay.example/%d", i), "text", people...))
	}
	return out
}

// truth is everything about people that readers see.
func truth(t testing.TB, s *Store) []string {
	t.Helper()
	out := dumpPeople(t, s)
	changes, err := s.Since(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Deleted {
			continue
		}
		line := "a " + string(c.ID)
		for _, p := range c.Article.Tags.People {
			line += fmt.Sprintf(" %s %q %v %d", p.ID, p.Name, p.Roles, len(p.Mentions))
		}
		for _, x := range c.Article.Tags.Countries {
			line += " " + string(x.Code)
		}
		out = append(out, line)
	}
	rows, err := s.db.Query(`SELECT DISTINCT entity FROM sightings`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var ids []news.PersonID
	for rows.Next() {
		var id news.PersonID
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	rows.Close()
	for _, id := range ids {
		if isHidden(id) {
			continue
		}
		p, err := s.Person(t.Context(), id)
		out = append(out, fmt.Sprintf("e %s %v %v %v", p.ID, p.Roles, p.Ambiguous, err))
	}
	slices.Sort(out)
	return out
}

// TestResolveDoesNotDependOnOrder saves the same articles at once, and in any
// order and batches with earlier versions, deletions and resolutions between.
func TestResolveDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		final := drawArticles(rt, rapid.IntRange(1, 8).Draw(rt, "articles"))
		earlier := drawArticles(rt, len(final)+1)
		dir := t.TempDir()
		plain, winding := openAt(t, filepath.Join(dir, "a.db")), openAt(t, filepath.Join(dir, "b.db"))
		defer plain.Close()
		defer winding.Close()
		plain.whoIs, winding.whoIs = byInitial, byInitial
		saveAny(t, plain, final)
		resolveAll(t, plain)

		steps := append(slices.Clone(earlier), rapid.Permutation(final).Draw(rt, "order")...)
		for len(steps) > 0 {
			n := rapid.IntRange(1, len(steps)).Draw(rt, "batch")
			saveAny(t, winding, steps[:n])
			steps = steps[n:]
			if rapid.Bool().Draw(rt, "resolve") {
				if _, err := winding.Resolve(t.Context(), rapid.Int64Range(0, 30).Draw(rt, "indexed"), rapid.Bool().Draw(rt, "all")); err != nil {
					rt.Fatal(err)
				}
			}
		}
		if err := winding.Delete(t.Context(), earlier[len(final)].ID); err != nil {
			rt.Fatal(err)
		}
		resolveAll(t, winding)
		if diff := cmp.Diff(truth(t, plain), truth(t, winding)); diff != "" {
			rt.Error(diff)
		}
	})
}

// TestResolveBumpsWhatTheIndexHasRead follows the feed as an index does, with
// resolutions in between: at the end it has every article as it is.
func TestResolveBumpsWhatTheIndexHasRead(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := openAt(t, filepath.Join(t.TempDir(), "a.db"))
		defer s.Close()
		s.whoIs = byInitial
		index, seq := map[news.ID][]string{}, int64(0)
		follow := func() {
			changes, err := s.Since(t.Context(), seq, 1000)
			if err != nil {
				rt.Fatal(err)
			}
			for _, c := range changes {
				index[c.ID], seq = c.Article.Values(news.FacetPerson), c.Seq
			}
		}
		for _, a := range rapid.Permutation(drawArticles(rt, 8)).Draw(rt, "order") {
			saveAny(t, s, []news.Article{a})
			if rapid.Bool().Draw(rt, "read") {
				follow()
			}
			if rapid.Bool().Draw(rt, "resolve") {
				if _, err := s.Resolve(t.Context(), seq, true); err != nil {
					rt.Fatal(err)
				}
			}
		}
		for {
			step, err := s.Resolve(t.Context(), seq, true)
			if err != nil {
				rt.Fatal(err)
			}
			if step.Blocks == 0 {
				break
			}
		}
		follow()
		for id, values := range index {
			a, err := s.Article(t.Context(), id)
			if err != nil {
				rt.Fatal(err)
			}
			if want := a.Values(news.FacetPerson); !slices.Equal(values, want) {
				rt.Errorf("the index has %v, the store %v", values, want)
			}
		}
	})
}

func TestResolveLargeBlocksWait(t *testing.T) {
	s := open(t)
	var many []news.Article
	for i := range 3 * smallBlock {
		many = append(many, article(fmt.Sprint("https://bay.example/", i), "x", person("p-lund", "Per Lund", "Lund")))
	}
	saveAny(t, s, many)
	resolveAll(t, s)
	for i := range 3*smallBlock + 1 {
		saveAny(t, s, []news.Article{article(fmt.Sprint("https://bay.example/new", i), "x", person("p-lund", "Per Lund", "Lund"))})
		step, err := s.Resolve(t.Context(), everySeq, false)
		if err != nil {
			t.Fatal(err)
		}
		if due := i+1 == 3*smallBlock; due != (step.Blocks == 1) {
			t.Fatalf("after %d new of %d: %d blocks resolved", i+1, 3*smallBlock, step.Blocks)
		}
		if step.Blocks == 1 {
			break
		}
	}
	saveAny(t, s, []news.Article{article("https://bay.example/last", "x", person("p-lund", "Per Lund", "Lund"))})
	if n, _ := s.Unresolved(t.Context(), everySeq); n != 1 {
		t.Errorf("%d blocks wait, want 1", n)
	}
	if step, _ := s.Resolve(t.Context(), everySeq, true); step.Blocks != 1 || step.Articles != 0 {
		t.Errorf("%+v, want the block resolved and nothing changed", step)
	}
}

func TestTwoLocalsBecomeOne(t *testing.T) {
	s := open(t)
	s.whoIs = byInitial
	a := article("https://bay.example/1", "x", person("p-per", "Per Lund", "Per Lund", "Lund"), person("p-par", "Pär Lund", "Pär Lund"))
	a.Tags.People[0].Roles, a.Tags.People[1].Roles = []string{"mayor"}, []string{"mayor", "pilot"}
	a.Tags.Quotes = []news.Quote{{Start: 0, End: 1, Speaker: &news.Speaker{ID: "p-per", Name: "Lund"}}}
	save(t, s, []Outcome{Added}, a)
	resolveAll(t, s)
	got, err := s.Article(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Tags.People) != 1 || got.Tags.Quotes[0].Speaker.ID != "p-par" {
		t.Fatalf("%+v", got.Tags)
	}
	p := got.Tags.People[0]
	if p.ID != "p-par" || p.Name != "Pär Lund" || len(p.Mentions) != 3 || !slices.Equal(p.Roles, []string{"mayor", "pilot"}) {
		t.Errorf("%+v", p)
	}
	if known, err := s.Person(t.Context(), "p-per"); err != nil || known.ID != "p-par" || known.Articles != 1 {
		t.Errorf("by its older id: %+v, %v", known, err)
	}
	if now, err := s.Current(t.Context(), []news.PersonID{"p-per", "p-par", "p-nobody"}); err != nil || len(now) != 1 || now["p-per"] != "p-par" {
		t.Errorf("%v, %v", now, err)
	}
	save(t, s, []Outcome{Unchanged}, a) // the tagger's own tags are untouched
}

// byLocal is a resolver that believes the tagger.
func byLocal(sightings []entity.Sighting, _ []entity.Known) []entity.Entity {
	var out []entity.Entity
	for _, s := range sightings {
		i := slices.IndexFunc(out, func(e entity.Entity) bool { return e.ID == s.Local })
		if i < 0 {
			i, out = len(out), append(out, entity.Entity{ID: s.Local, Name: s.Name})
		}
		out[i].Members = append(out[i].Members, entity.Member{Article: s.Article, Local: s.Local})
	}
	return out
}
