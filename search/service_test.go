package search

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/search/news"
	"dateline/search/query"

	"github.com/google/go-cmp/cmp"
)

// keys names the hits by the last letter of their address.
func keys(hits []Hit) string {
	var b strings.Builder
	for _, h := range hits {
		b.WriteString(h.URL[len(h.URL)-1:])
	}
	return b.String()
}

func mustParse(t *testing.T, params string) Request {
	t.Helper()
	v, err := url.ParseQuery(params)
	if err != nil {
		t.Fatal(err)
	}
	req, err := ParseRequest(v)
	if err != nil {
		t.Fatalf("%s: %v", params, err)
	}
	return req
}

func TestSearch(t *testing.T) {
	tests := []struct {
		params, hits, readback string
	}{
		{"", "cbadfe", "everything"},
		{"q=grain+corridor", "ab", `"grain" and "corridor"`},
		{"q=grain+-corridor&sort=oldest", "ce", `"grain", not "corridor"`},
		{"sort=oldest", "fdabce", "everything"},
		{"q=person:okafor", "ba", `people matching "Amara Okafor"`},
		{"q=person:p-bo-lindqvist", "a", `people matching "Bo Lindqvist"`},
		{"q=person:lindqvist", "ca", `people matching "lindqvist"`},
		{"q=country:ukraine", "ba", `country "Ukraine"`},
		{"q=event:talks", "a", `event type "Talks"`},
		{"q=event:talks.negated", "b", `event type "Talks called off"`},
		{"q=source:harbour.example", "f", `source "old.harbour.example"`},
		{"q=source:wire", "ce", `source "wire.example"`},
		{"q=lang:Deutsch", "d", `language "German"`},
		{"q=after:2025-04", "c", "published after April 2025"},
		{"from=2025-04&to=2025-04", "ba", "published in April 2025"},
		{"to=2024", "df", "published up to 2024"},
		{"country=UA&country=TR", "bad", "country Türkiye or Ukraine"},
		{"country=UA&country=TR&country.op=and", "a", "country Türkiye and Ukraine"},
		{"not.source=wire.example&lang=en", "baf", "not source wire.example; language English"},
	}
	for _, test := range tests {
		t.Run(test.params, func(t *testing.T) {
			s, _ := newFake(t)
			got, err := s.Search(t.Context(), mustParse(t, test.params))
			if err != nil {
				t.Fatal(err)
			}
			if keys(got.Hits) != test.hits || got.Total != len(test.hits) || got.Unit != "articles" {
				t.Errorf("hits %s of %d %s, want %s", keys(got.Hits), got.Total, got.Unit, test.hits)
			}
			if got.Readback != test.readback {
				t.Errorf("readback\n got %s\nwant %s", got.Readback, test.readback)
			}
			if got.Next != "" || got.Relax != nil {
				t.Errorf("next %q, relax %v", got.Next, got.Relax)
			}
		})
	}
}

func TestSearchFillsHits(t *testing.T) {
	s, _ := newFake(t)
	got, err := s.Search(t.Context(), mustParse(t, "q=grain+talks&facets=none&timeline=none"))
	if err != nil {
		t.Fatal(err)
	}
	want := Hit{
		ID: news.NewID("a"), URL: "https://harbourpost.example/a", Title: "Grain corridor talks open", Source: "harbourpost.example",
		Authors: []string{}, Published: news.Day(2025, 4, 1), Lang: "en", Score: 3,
		Snippets: []Snippet{
			{"title", "Grain corridor talks open", [][2]int{{0, 5}, {15, 20}}},
			{"body", "Envoys met about the grain corridor. Okafor spoke first.", [][2]int{{21, 26}}},
		},
		People:    []Named{{"p-amara-okafor", "Amara Okafor"}, {"p-bo-lindqvist", "Bo Lindqvist"}},
		Countries: []Coded{{"UA", "Ukraine"}, {"TR", "Türkiye"}},
		Events:    []TypeName{{"talks", "Talks"}},
	}
	if diff := cmp.Diff(want, got.Hits[0]); diff != "" {
		t.Error(diff)
	}
	if len(got.Facets) != 0 || got.Facets == nil || got.Timeline != nil {
		t.Errorf("facets %v, timeline %v", got.Facets, got.Timeline)
	}
}

func TestSearchNamesFacets(t *testing.T) {
	s, _ := newFake(t)
	got, err := s.Search(t.Context(), mustParse(t, "country=UA&not.event=talks.negated&facets=country,event,person&facet.size=1"))
	if err != nil {
		t.Fatal(err)
	}
	want := []FacetValue{{"TR", "Türkiye", 2, Unchosen}, {"UA", "Ukraine", 1, Included}}
	if diff := cmp.Diff(want, got.Facets[news.FacetCountry].Values); diff != "" {
		t.Error(diff)
	}
	if f := got.Facets[news.FacetEvent]; len(f.Values) != 2 || f.Values[1] != (FacetValue{"talks.negated", "Talks called off", 1, Excluded}) {
		t.Errorf("events %v", f.Values)
	}
	next := got.Facets[news.FacetPerson].Next
	page, err := s.Facet(t.Context(), FacetRequest{Request: mustParse(t, "country=UA&not.event=talks.negated"), Facet: news.FacetPerson, Cursor: next})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]FacetValue{{"p-bo-lindqvist", "Bo Lindqvist", 1, Unchosen}}, page.Values); diff != "" {
		t.Errorf("after the values shown: %s", diff)
	}
}

func TestSearchPagesToTheEnd(t *testing.T) {
	s, _ := newFake(t)
	for _, params := range []string{"q=grain&size=1", "sort=newest&size=2", "sort=oldest&size=1", "sort=relevance&size=4"} {
		req := mustParse(t, params)
		whole, err := s.Search(t.Context(), Request{Q: req.Q, Sort: req.Sort})
		if err != nil {
			t.Fatal(err)
		}
		var got string
		for pages := 0; pages == 0 || req.Cursor != ""; pages++ {
			page, err := s.Search(t.Context(), req)
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

func TestSearchRefuses(t *testing.T) {
	s, engine := newFake(t)
	page, err := s.Search(t.Context(), mustParse(t, "size=1"))
	if err != nil {
		t.Fatal(err)
	}
	facet := page.Facets[news.FacetLang]
	engine.plans = nil
	many := make([]string, MaxChosen+1)
	for i := range many {
		many[i] = "x"
	}
	choose := func(f news.Facet, values ...string) map[news.Facet]query.Choice {
		return map[news.Facet]query.Choice{f: {Include: values}}
	}
	tests := []struct {
		param string
		req   Request
	}{
		{"size", Request{Size: MaxSize + 1}},
		{"size", Request{Size: -2}},
		{"facet.size", Request{FacetSize: MaxFacetSize + 1}},
		{"facets", Request{Facets: []news.Facet{"colour"}}},
		{"sort", Request{Sort: "best"}},
		{"timeline", Request{Timeline: "decade"}},
		{"from", Request{From: "soon"}},
		{"to", Request{To: "2025-02-30"}},
		{"to", Request{From: "2025", To: "2024"}},
		{"colour", Request{Choices: choose("colour", "red")}},
		{"source", Request{Choices: choose(news.FacetSource, many...)}},
		{"source", Request{Choices: choose(news.FacetSource, strings.Repeat("x", MaxValue+1))}},
		{"country", Request{Choices: choose(news.FacetCountry, "Ukraine")}},
		{"event", Request{Choices: choose(news.FacetEvent, "party")}},
		{"person", Request{Choices: choose(news.FacetPerson, "Okafor")}},
		{"cursor", Request{Cursor: "???"}},
		{"cursor", Request{Cursor: strings.Repeat("A", MaxCursor+1)}},
		{"cursor", Request{Cursor: page.Next, Q: "grain"}},
		{"cursor", Request{Cursor: page.Next, Sort: query.Oldest}},
		{"cursor", Request{Cursor: facet.Next + "A"}},
	}
	for _, test := range tests {
		_, err := s.Search(t.Context(), test.req)
		var bad *ParamError
		if !errors.As(err, &bad) || bad.Param != test.param || bad.Detail == "" {
			t.Errorf("%+v: %v, want %s refused", test.req, err, test.param)
		}
	}
	if len(engine.plans) > 0 {
		t.Errorf("the engine was asked %d times", len(engine.plans))
	}
	for q, position := range map[string]int{"(grain": 0, "grain country:atlantis": 6, "event:party": 0, "lang:klingon": 0} {
		var bad *query.Error
		if _, err := s.Search(t.Context(), Request{Q: q}); !errors.As(err, &bad) || bad.Position != position || bad.Hint == "" {
			t.Errorf("%s: %v, want an error at %d", q, err, position)
		}
	}
}

func TestSearchNotes(t *testing.T) {
	s, _ := newFake(t)
	for q, want := range map[string]string{
		"person:lindqvist": "person:lindqvist matched Bo Lindqvist (1) and Eva Lindqvist (1)",
		"person:nobody":    "person:nobody matched nothing in the archive",
		"source:nowhere":   "source:nowhere matched nothing in the archive",
		"country:united":   "United Kingdom",
	} {
		got, err := s.Search(t.Context(), Request{Q: q})
		if err != nil {
			t.Errorf("%s: %v", q, err)
			continue
		}
		if !strings.Contains(strings.Join(got.Notes, "\n"), want) {
			t.Errorf("%s: notes %q, want %q", q, got.Notes, want)
		}
	}
}

func TestSearchRelaxes(t *testing.T) {
	s, engine := newFake(t)
	got, err := s.Search(t.Context(), mustParse(t, "q=grain+zebra&country=UA&size=5&sort=oldest"))
	if err != nil {
		t.Fatal(err)
	}
	want := []Relaxation{{Drop: `"zebra"`, Without: "country=UA&q=grain&size=5&sort=oldest", Total: 2}}
	if diff := cmp.Diff(want, got.Relax); diff != "" {
		t.Error(diff)
	}
	if !slices.Contains(got.Notes, `nothing in the archive matches "zebra"`) {
		t.Errorf("notes %q", got.Notes)
	}
	again, err := s.Search(t.Context(), mustParse(t, got.Relax[0].Without))
	if err != nil || again.Total != 2 {
		t.Errorf("the offered search finds %d, %v", again.Total, err)
	}

	got, err = s.Search(t.Context(), mustParse(t, "q=grain+zebra+lion"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Relaxation{{`"zebra" and "lion"`, "q=grain", 4}}, got.Relax); diff != "" {
		t.Error(diff)
	}

	engine.plans = nil
	if _, err = s.Search(t.Context(), Request{Q: strings.Repeat("zz yy xx ", 8)}); err != nil {
		t.Fatal(err)
	}
	if n := len(engine.plans); n > 2*maxRelaxed+2 {
		t.Errorf("%d searches for one that finds nothing", n)
	}
	long := strings.Repeat("(a OR b) ", 15) + strings.Repeat("é-", 180) + "é"
	if _, err = s.Search(t.Context(), Request{Q: long}); err != nil {
		t.Errorf("a query whose canonical form is too long: %v", err)
	}
}

func TestFacet(t *testing.T) {
	s, _ := newFake(t)
	tests := []struct {
		name string
		req  FacetRequest
		want string
	}{
		{"by count", FacetRequest{Facet: news.FacetPerson}, "p-amara-okafor p-bo-lindqvist p-eva-lindqvist"},
		{"by name", FacetRequest{Facet: news.FacetCountry, Order: ByName}, "TR UA"},
		{"a prefix of any word", FacetRequest{Facet: news.FacetPerson, Prefix: "LÍND"}, "p-bo-lindqvist p-eva-lindqvist"},
		{"a prefix over two words", FacetRequest{Facet: news.FacetPerson, Prefix: "eva l"}, "p-eva-lindqvist"},
		{"punctuation", FacetRequest{Facet: news.FacetPerson, Prefix: "?"}, ""},
		{"filters", FacetRequest{Facet: news.FacetSource, Request: Request{Q: "wheat"}}, "wire.example"},
		{"a chosen value without articles", FacetRequest{Facet: news.FacetSource, Request: Request{Q: "wheat"}.With(news.FacetSource, "none.example", Included)}, "wire.example none.example"},
	}
	for _, test := range tests {
		for size := range 4 {
			req := test.req
			req.Size = size
			var got []string
			for pages := 0; pages == 0 || req.Cursor != ""; pages++ {
				page, err := s.Facet(t.Context(), req)
				if err != nil || pages > 9 {
					t.Fatalf("%s: %v", test.name, err)
				}
				for _, v := range page.Values {
					got = append(got, v.Value)
				}
				req.Cursor = page.Next
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("%s, size %d: %q, want %q", test.name, size, got, test.want)
			}
		}
	}
	page, err := s.Facet(t.Context(), FacetRequest{Facet: news.FacetPerson, Prefix: "lind"})
	if err != nil || page.Distinct != 2 || page.Missing != 3 {
		t.Errorf("distinct %d, missing %d, %v; want 2 and 3", page.Distinct, page.Missing, err)
	}
	for param, req := range map[string]FacetRequest{
		"facet": {Facet: "colour"}, "size": {Facet: news.FacetLang, Size: MaxFacetSize + 1}, "order": {Facet: news.FacetLang, Order: "random"},
		"prefix": {Facet: news.FacetLang, Prefix: "\xff"}, "cursor": {Facet: news.FacetLang, Cursor: "AAAA"},
	} {
		var bad *ParamError
		if _, err := s.Facet(t.Context(), req); !errors.As(err, &bad) || bad.Param != param {
			t.Errorf("%v, want %s refused", err, param)
		}
	}
}

func TestArticle(t *testing.T) {
	s, _ := newFake(t)
	a, err := s.Article(t.Context(), news.NewID("c"))
	if err != nil || a.Title != "Wheat prices rise" {
		t.Errorf("%q, %v", a.Title, err)
	}
	for _, id := range []news.ID{"", "../../etc", news.NewID("gone")} {
		if _, err := s.Article(t.Context(), id); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestSuggest(t *testing.T) {
	s, _ := newFake(t)
	for text, want := range map[string]string{
		"":        "",
		"?!":      "",
		"lindq":   "person:p-bo-lindqvist person:p-eva-lindqvist",
		"ukrain":  "country:UA lang:uk",
		"HARBOUR": "source:harbour.example source:old.harbour.example",
		"wire":    "source:wire.example",
	} {
		got, err := s.Suggest(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		var queries []string
		for _, g := range got {
			queries = append(queries, g.Query)
			if (g.Count != nil) != (g.Facet == news.FacetPerson || g.Facet == news.FacetSource) {
				t.Errorf("%s: count %v", g.Query, g.Count)
			}
		}
		if text == "HARBOUR" {
			want = "source:old.harbour.example" // harbourpost is one word
			queries = slices.DeleteFunc(queries, func(q string) bool { return q == "source:harbourpost.example" })
		}
		if strings.Join(queries, " ") != want {
			t.Errorf("%q: %q, want %q", text, queries, want)
		}
	}
	var bad *ParamError
	if _, err := s.Suggest(t.Context(), strings.Repeat("x", MaxValue+1)); !errors.As(err, &bad) || bad.Param != "q" {
		t.Errorf("a long text: %v", err)
	}
}

// TestSearchesAtOnce holds one search inside the engine and asks for another.
func TestSearchesAtOnce(t *testing.T) {
	inside, leave := make(chan struct{}), make(chan struct{})
	engine := &fakeEngine{answer: func(ctx context.Context, _ query.Plan) (query.Answer, error) {
		close(inside)
		<-leave
		return query.Answer{Total: 1}, nil
	}}
	s := New(engine, &fakeLibrary{}, Options{Concurrent: 1, Wait: time.Millisecond})
	done := make(chan error)
	go func() { _, err := s.Search(context.Background(), Request{}); done <- err }()
	<-inside
	if _, err := s.Search(t.Context(), Request{}); !errors.Is(err, ErrBusy) {
		t.Errorf("%v, want ErrBusy", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Search(ended, Request{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want context.Canceled", err)
	}
	close(leave)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestSearchDeadline(t *testing.T) {
	engine := &fakeEngine{answer: func(ctx context.Context, _ query.Plan) (query.Answer, error) {
		<-ctx.Done()
		return query.Answer{}, ctx.Err()
	}}
	s := New(engine, &fakeLibrary{}, Options{Deadline: time.Millisecond})
	if _, err := s.Search(t.Context(), Request{}); !errors.Is(err, ErrTimeout) {
		t.Errorf("%v, want ErrTimeout", err)
	}
}
