package search

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/search/index"
	"dateline/search/news"
)

// room is an archive of three kinds of story: okafor negotiates with lindqvist
// over grain, brand plays for the harbour, and everybody meets castellane.
func room(t *testing.T) ([]news.Article, *Service) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	var all []news.Article
	for i := range 240 {
		kind := i % 6
		a := news.Article{Key: fmt.Sprint(i), ID: news.NewID(fmt.Sprint(i)), URL: fmt.Sprintf("https://bay.example/%d", i), Source: "bay.example", Lang: "en"}
		a.Published.Time = time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC)
		person := func(name string) {
			a.Tags.People = append(a.Tags.People, news.Person{ID: news.PersonID("p-" + name), Name: name})
		}
		switch {
		case kind == 0:
			a.Title, a.Text = "Grain corridor talks resume", "Negotiators spoke about wheat shipments through the strait again."
			person("okafor")
			person("lindqvist")
			a.Tags.Countries = []news.Country{{Code: "TR"}}
		case kind == 1:
			a.Title, a.Text = "Harbour wins the derby", "The striker scored twice before halftime against the visitors."
			person("brand")
			a.Tags.Countries = []news.Country{{Code: "FR"}}
		default:
			a.Title, a.Text = "Notes of the day", "Weather, traffic and the council's agenda."
			a.Tags.Countries = []news.Country{{Code: []news.CountryCode{"FR", "TR", "DE"}[r.IntN(3)]}}
		}
		if i%4 < 2 {
			person("castellane")
		}
		all = append(all, a)
	}
	real, err := index.Open(t.TempDir(), index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { real.Close() })
	if err := real.Apply(t.Context(), all, nil, 1); err != nil {
		t.Fatal(err)
	}
	return all, New(real, &fakeLibrary{articles: all}, Options{})
}

// TestTogether: who is in a search because of the search stands above who is in
// everything, and every number is what counting by hand gives.
func TestTogether(t *testing.T) {
	all, service := room(t)
	for _, params := range []string{"person=p-okafor", "q=grain", "q=wheat&country=TR", "person=p-okafor&person=p-lindqvist&person.op=and", "person=p-okafor&not.person=p-brand"} {
		req := mustParse(t, params)
		whole, err := service.Search(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := service.Together(t.Context(), req, []news.Facet{news.FacetPerson, news.FacetCountry}, 0)
		if err != nil || len(got) != 2 || got[0].Total != whole.Total || got[0].Archive != len(all) {
			t.Fatalf("%s: %+v, %v", params, got, err)
		}
		for _, v := range got[0].Values {
			if v.Value == "p-castellane" || v.Value == "p-brand" {
				t.Errorf("%s: %s is in no more of it than of the archive: %+v", params, v.Value, v)
			}
			if v.Count != 40 || v.Archive != 40 || v.Times != 6 {
				t.Errorf("%s: %+v, want 40 of 40 and 6 times", params, v)
			}
			if _, chosen := req.Choices[news.FacetPerson]; chosen && v.Value == "p-okafor" {
				t.Errorf("%s: what was asked for is no companion", params)
			}
		}
		if len(req.Choices[news.FacetPerson].Include) < 2 && len(got[0].Values) == 0 {
			t.Errorf("%s: nobody", params)
		}
	}
	if everything, err := service.Together(t.Context(), Request{}, []news.Facet{news.FacetPerson}, 0); err != nil || len(everything[0].Values) != 0 {
		t.Errorf("everything is over-represented in everything: %+v, %v", everything, err)
	}
}

// TestTogetherAfterAChange: the archive's counts, which are kept, are of today.
func TestTogetherAfterAChange(t *testing.T) {
	all, service := room(t)
	engine := service.engine.(*index.Index)
	req := mustParse(t, "q=grain")
	for round := range 4 {
		got, err := service.Together(t.Context(), req, []news.Facet{news.FacetPerson, news.FacetCountry}, 0)
		if err != nil || len(got[0].Values) == 0 {
			t.Fatalf("%+v, %v", got, err)
		}
		fresh, err := New(engine, service.library, Options{}).Together(t.Context(), req, []news.Facet{news.FacetPerson, news.FacetCountry}, 0)
		if diff := cmp.Diff(fresh, got); err != nil || diff != "" {
			t.Errorf("round %d: a service that keeps nothing says otherwise (-fresh +kept), %v:\n%s", round, err, diff)
		}
		if err := engine.Apply(t.Context(), nil, []news.ID{all[3*round].ID, all[3*round+1].ID}, int64(2+round)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSimilar(t *testing.T) {
	all, service := room(t)
	for i := range 6 {
		hits, err := service.Similar(t.Context(), all[i].ID, 5)
		if err != nil || len(hits) != 5 {
			t.Fatalf("%d hits, %v", len(hits), err)
		}
		for _, h := range hits {
			if h.ID == all[i].ID || h.Title != all[i].Title {
				t.Errorf("%q is called like %q", h.Title, all[i].Title)
			}
		}
	}
	if _, err := service.Similar(t.Context(), news.NewID("none"), 5); !errors.Is(err, ErrNotFound) {
		t.Errorf("of an unknown article: %v", err)
	}
}

// TestNeighbours holds every article's place against the search read whole.
func TestNeighbours(t *testing.T) {
	_, service := room(t)
	for _, params := range []string{"q=grain", "person=p-brand&sort=oldest", "q=wheat&sort=newest"} {
		req := mustParse(t, params+"&size=100")
		whole, err := service.Search(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range whole.Hits {
			n, err := service.Neighbours(t.Context(), req, h.ID)
			if err != nil || n.Number != i+1 || n.Total != whole.Total {
				t.Fatalf("%s: %+v, %v; want number %d of %d", params, n, err, i+1, whole.Total)
			}
			if (n.Previous == nil) != (i == 0) || n.Previous != nil && *n.Previous != (Neighbour{whole.Hits[i-1].ID, whole.Hits[i-1].Title}) {
				t.Errorf("%s: before hit %d: %+v", params, i, n.Previous)
			}
			if last := i+1 == len(whole.Hits); (n.Next == nil) != last || !last && n.Next.ID != whole.Hits[i+1].ID {
				t.Errorf("%s: behind hit %d: %+v", params, i, n.Next)
			}
		}
	}
	if n, err := service.Neighbours(t.Context(), Request{Q: "grain"}, news.NewID("none")); err != nil || n.Number != 0 {
		t.Errorf("an article that is not in it: %+v, %v", n, err)
	}
}
