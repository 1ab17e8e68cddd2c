package main

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mozillazg/go-unidecode"
	"github.com/spf13/cobra"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
	"dateline/testdata/sites"
)

// crawledNewsroom crawls the sample newsroom as `dateline demo` does, over real
// HTTP on loopback.
func crawledNewsroom(t *testing.T) (*owner, string) {
	t.Helper()
	room, err := openNewsroom()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { room.Close() })
	cmd := &cobra.Command{}
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetContext(t.Context())
	s := &settings{}
	cfg := s.config(cmd)
	room.configure(&cfg, t.TempDir())
	o, err := openOwner(context.WithoutCancel(t.Context()), cfg, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Close() })
	if err := crawlNewsroom(cmd, o.Indexer, room); err != nil {
		t.Fatal(err)
	}
	return o, out.String()
}

// truth is expected.tsv, the list written by hand beside the stories.
func truth(t *testing.T) (articles map[string]sites.Expected, others []sites.Expected) {
	t.Helper()
	rows, err := sites.ReadExpected()
	if err != nil {
		t.Fatal(err)
	}
	articles = map[string]sites.Expected{}
	for _, row := range rows {
		if row.Kind == sites.KindStory || row.Kind == sites.KindCopy {
			articles[row.URL] = row
		} else {
			others = append(others, row)
		}
	}
	return articles, others
}

func search100(t *testing.T, o *owner, req search.Request) search.Result {
	t.Helper()
	r, err := o.search.Search(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// everyArticle pages through the whole archive by cursor.
func everyArticle(t *testing.T, o *owner) map[string]news.Article {
	t.Helper()
	all := map[string]news.Article{}
	req := search.Request{Size: 50, Sort: query.Oldest}
	for {
		r := search100(t, o, req)
		for _, h := range r.Hits {
			a, err := o.search.Article(t.Context(), h.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, twice := all[a.URL]; twice {
				t.Errorf("%s is there twice", a.URL)
			}
			all[a.URL] = a
		}
		if r.Next == "" {
			return all
		}
		req.Cursor = r.Next
	}
}

// TestDemoNewsroom crawls the sample newsroom once and compares the archive with
// the truth that was written by hand: article by article, facet by facet, and
// as a browser shows it.
func TestDemoNewsroom(t *testing.T) {
	o, visits := crawledNewsroom(t)
	want, others := truth(t)
	got := everyArticle(t, o)
	t.Run("articles", func(t *testing.T) { compareArticles(t, want, others, got) })
	t.Run("tags", func(t *testing.T) { compareTags(t, want, got) })
	t.Run("copies", func(t *testing.T) { compareCopies(t, o, want, got) })
	t.Run("people facet", func(t *testing.T) { comparePeople(t, o, want) })
	t.Run("country and event facets", func(t *testing.T) { compareLowerBounds(t, o, want) })
	t.Run("revisions", func(t *testing.T) { compareRevisions(t, o, visits, got) })
	t.Run("forbidden folder", func(t *testing.T) {
		if r := search100(t, o, search.Request{Q: "quagmarine"}); r.Total != 0 {
			t.Errorf("%d articles of a folder that robots.txt disallows are found", r.Total)
		}
	})
	t.Run("two hundred states", func(t *testing.T) { compareStates(t, o) })
	t.Run("browser", func(t *testing.T) { compareBrowser(t, o) })
}

// compareCopies wants each copy in one group with what it is a copy of, where that
// still reads as it did, and nobody else there.
func compareCopies(t *testing.T, o *owner, want map[string]sites.Expected, got map[string]news.Article) {
	of := map[string]string{} // the story that an article tells
	for url, row := range want {
		of[url] = url
		if row.Kind == sites.KindCopy {
			of[url] = row.Of
		}
	}
	told := map[news.ID]string{}
	copied := 0
	for url, a := range got {
		original := got[of[url]]
		revisions, err := o.Store.Revisions(t.Context(), original.ID)
		if err != nil {
			t.Fatal(err)
		}
		if of[url] != url && len(revisions) == 0 {
			if copied++; a.Group == "" || a.Group != original.Group {
				t.Errorf("%s is no copy of %s", url, of[url])
			}
		}
		if story, ok := told[a.Group]; ok && a.Group != "" && story != of[url] {
			t.Errorf("%s is a copy of %s", url, story)
		}
		told[a.Group] = of[url]
	}
	if copied < 8 {
		t.Errorf("%d copies prove nothing", copied)
	}
}

func compareArticles(t *testing.T, want map[string]sites.Expected, others []sites.Expected, got map[string]news.Article) {
	for _, url := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[url]; !ok {
			t.Errorf("%s was not indexed", url)
		}
	}
	for _, url := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[url]; !ok {
			t.Errorf("%s is no article of the truth, but was indexed", url)
		}
	}
	for _, row := range others {
		if _, ok := got[row.URL]; ok {
			t.Errorf("%s is a %s and must not be indexed", row.URL, row.Kind)
		}
	}
}

// compareRevisions holds that the second visit updated exactly the stories the
// outlets revised, and kept what they said before.
func compareRevisions(t *testing.T, o *owner, visits string, got map[string]news.Article) {
	room, err := sites.Open()
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for url, a := range got {
		earlier, err := o.Store.Revisions(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(earlier) > 0 {
			kept++
			if !slices.Contains(room.Revised(), url) {
				t.Errorf("%s has an earlier version, but was not revised", url)
			}
		}
	}
	if kept != len(room.Revised()) {
		t.Errorf("%d stories have an earlier version, want %d\n%s", kept, len(room.Revised()), visits)
	}
}

// spelled are people of the newsroom whom expected.tsv names as their outlet's
// language writes them. The archive shows them under one name.
var spelled = map[string]string{
	"oksana bereschna": "oksana berezhna",
	"ani melkonian":    "ani melkonyan",
	"giorgi lomtadze":  "georgii lomtadze",
}

// plainName brings the spellings of one name in the sample newsroom together:
// a story may drop accents, or write Steve for Steven, as expected.tsv says.
func plainName(name string) string {
	// The soft sign of a Russian name comes out as an apostrophe.
	name = strings.ToLower(strings.ReplaceAll(unidecode.Unidecode(name), "'", ""))
	name = strings.Replace(name, "steve ", "steven ", 1)
	if one := spelled[name]; one != "" {
		return one
	}
	return name
}

func plainNames(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, plainName(n))
	}
	return out
}

// The country and event lists of the truth hold what a careful desk editor would
// file a story under: the main points. The tagger finds them, and passing
// mentions and background besides. These numbers may only ever go down.
const (
	missedCountries = 1
	missedEvents    = 14
	extraCountries  = 27
	extraEvents     = 29
)

func compareTags(t *testing.T, want map[string]sites.Expected, got map[string]news.Article) {
	var countries, events misses
	for _, url := range slices.Sorted(maps.Keys(want)) {
		a, ok := got[url]
		if !ok {
			continue
		}
		w := want[url]
		if day := a.Published.String(); !strings.HasPrefix(day, w.Published) {
			t.Errorf("%s: published %q, want %s", url, day, w.Published)
		}
		if a.Lang != w.Lang {
			t.Errorf("%s: language %q, want %s", url, a.Lang, w.Lang)
		}
		var names []string
		for _, p := range a.Tags.People {
			names = append(names, p.Name)
		}
		var people misses
		if people.add(t, url+": people", plainNames(names), plainNames(w.People)); people != (misses{}) {
			t.Errorf("%s: the people are not those of the truth", url)
		}
		countries.add(t, url+": countries", a.Values(news.FacetCountry), w.Countries)
		events.add(t, url+": events", a.Values(news.FacetEvent), withParents(w.Events))
	}
	t.Logf("countries: %+v, events: %+v", countries, events)
	if countries.missing > missedCountries || countries.extra > extraCountries {
		t.Errorf("countries: %+v, want at most %d missing and %d extra", countries, missedCountries, extraCountries)
	}
	if events.missing > missedEvents || events.extra > extraEvents {
		t.Errorf("events: %+v, want at most %d missing and %d extra", events, missedEvents, extraEvents)
	}
}

// withParents adds the first levels that second-level values count under.
func withParents(values []string) []string {
	out := slices.Clone(values)
	for _, v := range values {
		base, flag, flagged := strings.Cut(v, ".")
		if parent := news.EventType(base).Parent(); parent != "" {
			v := string(parent)
			if flagged {
				v += "." + flag
			}
			out = append(out, v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// misses counts where tags and truth differ.
type misses struct{ missing, extra int }

func (m *misses) add(t *testing.T, what string, got, want []string) {
	t.Helper()
	var missing, extra []string
	for _, v := range want {
		if !slices.Contains(got, v) {
			missing = append(missing, v)
		}
	}
	for _, v := range got {
		if !slices.Contains(want, v) {
			extra = append(extra, v)
		}
	}
	if len(missing)+len(extra) > 0 {
		t.Logf("%s: missing %q, extra %q", what, missing, extra)
	}
	m.missing += len(missing)
	m.extra += len(extra)
}

// facetCounts reads a whole facet, as `more` on the page does.
func facetCounts(t *testing.T, o *owner, facet news.Facet) map[string]int {
	t.Helper()
	counts := map[string]int{}
	req := search.FacetRequest{Facet: facet, Size: 100}
	for {
		page, err := o.search.Facet(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range page.Values {
			key := v.Value
			if facet == news.FacetPerson {
				key = plainName(v.Name)
			}
			counts[key] += v.Count
		}
		if page.Next == "" {
			return counts
		}
		req.Cursor = page.Next
	}
}

// comparePeople holds the people facet exactly to the truth: every person once,
// with the number of their articles, and nobody else.
func comparePeople(t *testing.T, o *owner, want map[string]sites.Expected) {
	expected := map[string]int{}
	for _, w := range want {
		for _, name := range plainNames(w.People) {
			expected[name]++
		}
	}
	if d := cmp.Diff(expected, facetCounts(t, o, news.FacetPerson)); d != "" {
		t.Errorf("the people facet differs from the truth (-truth +facet):\n%s", d)
	}
	for other, name := range spelled {
		found, err := o.Store.FindPeople(t.Context(), other, 10)
		if err != nil || len(found) != 1 || plainName(found[0].Name) != name {
			t.Errorf("%s finds %v, want one person, %s", other, found, name)
		}
	}
}

// compareLowerBounds holds that every country and event of the truth counts at
// least the articles it has there, but for those the tags test lists as missed.
func compareLowerBounds(t *testing.T, o *owner, want map[string]sites.Expected) {
	short := map[news.Facet]int{}
	for facet, values := range map[news.Facet]func(sites.Expected) []string{
		news.FacetCountry: func(e sites.Expected) []string { return e.Countries },
		news.FacetEvent:   func(e sites.Expected) []string { return withParents(e.Events) },
	} {
		expected := map[string]int{}
		for _, w := range want {
			for _, v := range values(w) {
				expected[v]++
			}
		}
		got := facetCounts(t, o, facet)
		for _, v := range slices.Sorted(maps.Keys(expected)) {
			if got[v] < expected[v] {
				short[facet] += expected[v] - got[v]
				t.Logf("%s %s counts %d articles, the truth %d", facet, v, got[v], expected[v])
			}
		}
	}
	if short[news.FacetCountry] > missedCountries || short[news.FacetEvent] > missedEvents {
		t.Errorf("facets fall short of the truth by %v articles", short)
	}
}
