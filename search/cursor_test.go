package search

import (
	"errors"
	"testing"
	"time"

	"dateline/search/news"
	"dateline/search/query"

	"github.com/google/go-cmp/cmp"
)

func TestCursorRoundTrip(t *testing.T) {
	req := Request{Q: "grain"}
	for _, last := range []query.Hit{
		{ID: news.NewID("a"), Score: 1.25, Published: time.Date(2025, 4, 23, 8, 15, 0, 1, time.UTC)},
		{ID: news.NewID("b"), Published: time.Date(1969, 12, 31, 0, 0, 0, 0, time.UTC)},
		{ID: news.NewID("c"), Score: 1e-300},
	} {
		req.Cursor = nextCursor(req, query.ByRelevance, last)
		got, err := parseCursor(req, query.ByRelevance)
		want := &query.Position{Score: last.Score, Published: last.Published, ID: last.ID}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v\n%s", err, diff)
		}
	}
}

func TestCursorOfAnotherSearch(t *testing.T) {
	req := Request{Q: "grain", From: "2025", Choices: map[news.Facet]query.Choice{news.FacetLang: {Include: []string{"de", "en"}}}}
	cursor := nextCursor(req, query.Newest, query.Hit{ID: news.NewID("a")})
	same := req.WithCursor(cursor)
	same.Size, same.Facets, same.Timeline = 3, []news.Facet{}, query.Day // do not move hits
	same.Choices = map[news.Facet]query.Choice{news.FacetLang: {Include: []string{"en", "de"}}}
	if _, err := parseCursor(same, query.Newest); err != nil {
		t.Errorf("the same search in another size: %v", err)
	}
	for name, other := range map[string]Request{
		"query": req.WithQuery("wheat"), "dates": req.WithDates("2024", ""), "choices": req.Cleared(news.FacetLang),
		"all": req.WithAll(news.FacetLang, true),
	} {
		if _, err := parseCursor(other.WithCursor(cursor), query.Newest); !errors.Is(err, error(errForeignCursor)) {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if _, err := parseCursor(req.WithCursor(cursor), query.Oldest); !errors.Is(err, error(errForeignCursor)) {
		t.Errorf("another order: %v", err)
	}
	facet := nextFacetCursor(FacetRequest{Request: req, Facet: news.FacetLang}, valuePosition{count: 1, value: "de"})
	if _, err := parseCursor(req.WithCursor(facet), query.Newest); !errors.Is(err, error(errNoCursor)) {
		t.Errorf("a facet's cursor: %v", err)
	}
}

// FuzzCursor holds that what is read as a cursor is exactly what we write, and
// that all else is a *ParamError.
func FuzzCursor(f *testing.F) {
	req := Request{Q: "grain"}
	facet := FacetRequest{Request: req, Facet: news.FacetPerson, Order: ByName}
	f.Add(nextCursor(req, query.Newest, query.Hit{ID: news.NewID("a"), Score: 2, Published: time.Unix(1e9, 5)}))
	f.Add(nextCursor(req, query.Newest, query.Hit{ID: news.NewID("a")}))
	f.Add(nextFacetCursor(facet, valuePosition{count: 300, name: "bo", value: "p-bo"}))
	f.Add("AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		var bad *ParamError
		p, err := parseCursor(req.WithCursor(text), query.Newest)
		if err != nil && !errors.As(err, &bad) {
			t.Fatalf("%q: %v", text, err)
		}
		if p != nil {
			if again := nextCursor(req, query.Newest, query.Hit{ID: p.ID, Score: p.Score, Published: p.Published}); again != text {
				t.Fatalf("%q is read as %q", text, again)
			}
		}
		facet.Cursor = text
		if _, err := parseFacetCursor(facet); err != nil && !errors.As(err, &bad) {
			t.Fatalf("%q: %v", text, err)
		}
	})
}
