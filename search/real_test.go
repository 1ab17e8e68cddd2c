package search

import (
	"net/url"
	"testing"

	"dateline/search/index"
	"dateline/search/news"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// openReal gives the embedded engine with articles in it.
func openReal(t *testing.T, articles []news.Article) *index.Index {
	t.Helper()
	real, err := index.Open(t.TempDir(), index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := real.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := real.Apply(t.Context(), articles, nil, 1); err != nil {
		t.Fatal(err)
	}
	return real
}

// TestRealIndex asks the embedded engine what the brute-force one answers: both
// must give the same articles, counts and marks where words need no stemming.
func TestRealIndex(t *testing.T) {
	real := openReal(t, archive())
	fake, _ := newFake(t)
	service := New(real, fake.library, Options{})
	for _, params := range []string{
		"", "sort=oldest", "q=grain&sort=newest", "q=grain+corridor&sort=newest", "q=grain+-corridor&sort=oldest",
		`q="grain corridor"&sort=newest`, "q=person:lindqvist&sort=newest", "q=country:ukraine+OR+wheat&sort=newest",
		"country=UA&country=TR", "country=UA&not.event=talks", "from=2025-04&to=2025-04", "q=source:wire&sort=newest",
		"q=after:2025-04-01&sort=newest", "q=zebra+grain&sort=newest", "facet.size=1", "size=2", "q=title:grain&sort=newest&facets=none",
		"q=grain+(corridor+OR+wheat)+-person:lindqvist+lang:english&explain=1&sort=newest&country=UA", "explain=1",
	} {
		v, err := url.ParseQuery(params)
		if err != nil {
			t.Fatal(err)
		}
		req, err := ParseRequest(v)
		if err != nil {
			t.Fatal(err)
		}
		got, err := service.Search(t.Context(), req)
		if err != nil {
			t.Errorf("%s: %v", params, err)
			continue
		}
		want, err := fake.Search(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		ignore := cmp.Options{
			cmpopts.IgnoreFields(Result{}, "TookMS", "Timeline", "Next"), cmpopts.IgnoreFields(Hit{}, "Score"),
			cmpopts.IgnoreFields(Facet{}, "Next"), cmpopts.IgnoreFields(Snippet{}, "Marks"),
			cmpopts.IgnoreFields(Hit{}, "Snippets"),
		}
		if params == "q=title:grain&sort=newest&facets=none" {
			want.Total, want.Listed, want.Hits = 1, 1, want.Hits[len(want.Hits)-2:len(want.Hits)-1] // the fake knows no fields
		}
		if diff := cmp.Diff(want, got, ignore); diff != "" {
			t.Errorf("%s: -brute force +index\n%s", params, diff)
		}
	}
}

// TestRealMarks holds the offsets that the index gives against the articles.
func TestRealMarks(t *testing.T) {
	service := New(openReal(t, archive()), &fakeLibrary{articles: archive()}, Options{})
	for q, want := range map[string][]string{
		"grains talk":           {"title: [Grain] corridor [talks] open", "body: Envoys met about the [grain] corridor. Okafor spoke first."},
		`"grain corridor" open`: {"title: [Grain corridor] talks [open]", "body: Envoys met about the [grain corridor]. Okafor spoke first."},
		"envoy* talks opfn~":    {"title: Grain corridor [talks] [open]", "body: [Envoys] met about the grain corridor. Okafor spoke first."},
		"talks pre/2 off":       {"title: Corridor [talks] called [off]", "body: The grain envoys left the corridor."},
		"getreide":              {"body: [Getreide] kostet mehr."},
	} {
		got, err := service.Search(t.Context(), Request{Q: q})
		if err != nil || len(got.Hits) == 0 {
			t.Errorf("%s: %d hits, %v", q, got.Total, err)
			continue
		}
		var texts []string
		for _, s := range got.Hits[0].Snippets {
			texts = append(texts, marked(s))
		}
		if diff := cmp.Diff(want, texts); diff != "" {
			t.Errorf("%s: %s", q, diff)
		}
	}
}

// TestRealExplain: counts of every part, expansions, and what stands near what.
func TestRealExplain(t *testing.T) {
	service := New(openReal(t, archive()), &fakeLibrary{articles: archive()}, Options{})
	one, none := 1, 0
	for _, test := range []struct {
		q     string
		want  []Clause
		notes []string
	}{
		{"cor* w/s grain -atleast2 grain", []Clause{
			{"cor* w/s grain NOT atleast2 grain", 1, nil}, {"cor* w/s grain", 2, nil}, {"cor*", 2, &one}, {"grain", 4, nil},
			{"NOT atleast2 grain", 5, nil}, {"atleast2 grain", 1, nil}, {"grain", 4, nil},
		}, []string{"cor* stands for 1 word of the archive"}},
		{"cos* OR (met zzz~)", []Clause{
			{"cos* OR (met zzz~)", 1, nil}, {"cos*", 1, &one}, {"met zzz~", 0, nil}, {"met", 1, nil}, {"zzz~", 0, &none},
		}, []string{"cos* stands for 1 word of the archive", "zzz~ stands for no word of the archive"}},
		{"country:ukraine", []Clause{{"country:ukraine", 2, nil}}, nil},
	} {
		got, err := service.Search(t.Context(), Request{Q: test.q, Explain: true})
		if err != nil {
			t.Errorf("%s: %v", test.q, err)
			continue
		}
		if diff := cmp.Diff(test.want, got.Explain); diff != "" {
			t.Errorf("%s: %s", test.q, diff)
		}
		if diff := cmp.Diff(test.notes, got.Notes); diff != "" {
			t.Errorf("%s: notes: %s", test.q, diff)
		}
		if got, err = service.Search(t.Context(), Request{Q: test.q}); err != nil || got.Explain != nil {
			t.Errorf("%s: not asked for, but %v, %v", test.q, got.Explain, err)
		}
	}
}

// TestRealPages reads every order to its end in the smallest pages.
func TestRealPages(t *testing.T) {
	service := New(openReal(t, archive()), &fakeLibrary{articles: archive()}, Options{})
	for _, params := range []string{"sort=newest", "sort=oldest", "q=grain", "sort=relevance"} {
		req := mustParse(t, params)
		whole, err := service.Search(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		req.Size = 1
		var got string
		for pages := 0; pages == 0 || req.Cursor != ""; pages++ {
			page, err := service.Search(t.Context(), req)
			if err != nil || pages > 10 {
				t.Fatalf("%s: page %d: %v", params, pages, err)
			}
			got += keys(page.Hits)
			req = req.WithCursor(page.Next)
		}
		if got != keys(whole.Hits) {
			t.Errorf("%s: pages give %s, want %s", params, got, keys(whole.Hits))
		}
	}
}

// TestEach: an export of every order is the whole search, and any of its cursors
// goes on right behind its hit.
func TestEach(t *testing.T) {
	service := New(openReal(t, archive()), &fakeLibrary{articles: archive()}, Options{})
	for _, params := range []string{"sort=newest", "sort=oldest", "q=grain", "sort=relevance"} {
		req := mustParse(t, params)
		whole, err := service.Search(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		want := whole.Hits
		cursors := []string{""}
		for i := 0; i <= len(want); i++ {
			var got []Hit
			err := service.Each(t.Context(), req.WithCursor(cursors[i]), func(h Hit, cursor string) error {
				got = append(got, h)
				if i == 0 {
					cursors = append(cursors, cursor)
				}
				return nil
			})
			if err != nil || keys(got) != keys(want[i:]) {
				t.Errorf("%s from cursor %d: %s, %v; want %s", params, i, keys(got), err, keys(want[i:]))
			}
		}
	}
}
