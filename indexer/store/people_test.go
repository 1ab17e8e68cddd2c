package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dateline/search/news"
)

func TestFindPeople(t *testing.T) {
	s := open(t)
	okafor := person("p-okafor", "Amara Okafor", "Amara Okafor", "Okafor")
	dorde := person("p-dorde", "Đorđe Łukić", "Đorđe Łukić")
	jean := person("p-jean", "Jean-Claude O’Brién", "Jean-Claude O’Brién")
	cyr := person("p-cyr", "Иван Коваль", "Иван Коваль")
	oka := person("p-oka", "Amara Okada", "Amara Okada")
	save(t, s, []Outcome{Added, Added, Added},
		article("https://bay.example/1", "1", okafor, dorde, jean, cyr, oka),
		article("https://bay.example/2", "2", okafor),
		article("https://bay.example/3", "3", okafor, dorde))
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"amara", []string{"Amara Okafor", "Amara Okada"}},
		{"OKAF", []string{"Amara Okafor"}},
		{"okaf ama", []string{"Amara Okafor"}},
		{"okafor jean", nil},
		{"dorde", []string{"Đorđe Łukić"}},
		{"Łuk", []string{"Đorđe Łukić"}},
		{"jean-claude obrien", []string{"Jean-Claude O’Brién"}},
		{"o'brien", []string{"Jean-Claude O’Brién"}},
		{"коваль", []string{"Иван Коваль"}},
		{"koval", []string{"Иван Коваль"}},
		{"p-oka", []string{"Amara Okada"}},
		{"kafor", nil},
		{"", nil}, {" - ", nil}, {"%", nil},
	} {
		got, err := s.FindPeople(t.Context(), tt.text, 10)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range got {
			names = append(names, p.Name)
		}
		if !slices.Equal(names, tt.want) {
			t.Errorf("%q finds %v, want %v", tt.text, names, tt.want)
		}
	}
	if got, _ := s.FindPeople(t.Context(), "amara", 1); len(got) != 1 || got[0] != (Person{"p-okafor", "Amara Okafor", 3}) {
		t.Errorf("with limit 1: %v", got)
	}
}

func TestPersonNamesOfManyIDs(t *testing.T) {
	s := open(t)
	save(t, s, []Outcome{Added}, article("https://bay.example/1", "1", person("p-2999", "Ada Moor", "Moor")))
	ids := make([]news.PersonID, 3000)
	for i := range ids {
		ids[i] = news.PersonID(fmt.Sprint("p-", i))
	}
	got, err := s.PersonNames(t.Context(), ids)
	if diff := cmp.Diff(map[news.PersonID]string{"p-2999": "Ada Moor"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestDisplayName(t *testing.T) {
	for _, tt := range []struct {
		name  string
		forms map[string]uses
		want  string
	}{
		{"a full form before a surname", map[string]uses{"Lund": {90, 9}, "Per Lund": {1, 1}}, "Per Lund"},
		{"the most used full form, not the longest", map[string]uses{"Per Lund": {90, 9}, "Per Olof Lund": {1, 1}}, "Per Lund"},
		{"the longer of equally used", map[string]uses{"Per Lund": {1, 1}, "Per Olof Lund": {1, 1}}, "Per Olof Lund"},
		{"most used of as many words", map[string]uses{"Per Lund": {5, 1}, "Pär Lund": {1, 2}}, "Pär Lund"},
		{"alphabet", map[string]uses{"Per Lund": {1, 1}, "Pal Lund": {1, 1}}, "Pal Lund"},
		{"a surface with a title is no name", map[string]uses{"Prime Minister Per Lund": {9, 0}, "Per Lund": {1, 1}}, "Per Lund"},
	} {
		if got := displayName(tt.forms); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestPeopleDoNotDependOnOrder saves the same final articles in two orders, one
// of them over earlier versions and deletions, and compares every table of
// people.
func TestPeopleDoNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		forms := []string{"Lund", "Per Lund", "Per  Olof Lund", "Pär Lund", "PER LUND", "Amara Okafor", "Okafor"}
		people := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) news.Person {
			id := rapid.SampledFrom([]string{"p-a", "p-b", "p-c"}).Draw(rt, "id")
			return person(id, rapid.SampledFrom(forms).Draw(rt, "name"), rapid.SliceOfN(rapid.SampledFrom(forms), 0, 3).Draw(rt, "surfaces")...)
		}), 0, 4)
		var final, earlier []news.Article
		for i := range rapid.IntRange(1, 5).Draw(rt, "articles") {
			key := fmt.Sprintf("https://bay.example/%d", i)
			final = append(final, article(key, "new", people.Draw(rt, "people")...))
			earlier = append(earlier, article(key, "old", people.Draw(rt, "before")...))
		}
		dir := t.TempDir()
		plain, winding := openAt(t, filepath.Join(dir, "a.db")), openAt(t, filepath.Join(dir, "b.db"))
		defer plain.Close()
		defer winding.Close()
		saveAny(t, plain, final)
		saveAny(t, winding, rapid.Permutation(earlier).Draw(rt, "first"))
		gone := article("https://bay.example/gone", "x", people.Draw(rt, "gone")...)
		saveAny(t, winding, []news.Article{gone})
		for _, a := range rapid.Permutation(final).Draw(rt, "then") {
			saveAny(t, winding, []news.Article{a})
		}
		if err := winding.Delete(t.Context(), gone.ID); err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(dumpPeople(t, plain), dumpPeople(t, winding)); diff != "" {
			rt.Error(diff)
		}
	})
}

func saveAny(t testing.TB, s *Store, items []news.Article) {
	t.Helper()
	if _, err := s.Save(t.Context(), items); err != nil {
		t.Fatal(err)
	}
}

// dumpPeople reads every row about people.
func dumpPeople(t testing.TB, s *Store) []string {
	t.Helper()
	rows, err := s.db.Query(`
		SELECT 'p ' || id || ' ' || name || ' ' || articles FROM people UNION ALL
		SELECT 's ' || person_id || ' ' || form || ' ' || count || ' ' || named FROM spellings UNION ALL
		SELECT 'w ' || word || ' ' || person_id || ' ' || form FROM words ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	return out
}
