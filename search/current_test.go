package search

import (
	"slices"
	"testing"

	"dateline/search/news"
	"dateline/search/query"
)

// TestOlderIDs asks for a person by an id of before, as a link that was kept does.
func TestOlderIDs(t *testing.T) {
	s, _ := newFake(t)
	ask := func(choice query.Choice) Result {
		t.Helper()
		r, err := s.Search(t.Context(), Request{Choices: map[news.Facet]query.Choice{news.FacetPerson: choice}, Size: 1})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	older, now := ask(query.Choice{Include: []string{"p-amara-okafor-old"}}), ask(query.Choice{Include: []string{"p-amara-okafor"}})
	if older.Total != now.Total || older.Total == 0 || older.Readback != now.Readback || older.Next != now.Next {
		t.Errorf("%d %q, want %d %q", older.Total, older.Readback, now.Total, now.Readback)
	}
	if got := older.Asked.Choices[news.FacetPerson].Include; !slices.Equal(got, []string{"p-amara-okafor"}) {
		t.Errorf("asked for %v", got)
	}
	if both := ask(query.Choice{Include: []string{"p-amara-okafor-old", "p-amara-okafor"}}); both.Total != now.Total {
		t.Errorf("both ids find %d", both.Total)
	}
	if without := ask(query.Choice{Exclude: []string{"p-amara-okafor-old"}}); without.Total != ask(query.Choice{}).Total-now.Total {
		t.Errorf("excluded: %d", without.Total)
	}
	page, err := s.Facet(t.Context(), FacetRequest{Facet: news.FacetPerson, Request: Request{Choices: map[news.Facet]query.Choice{news.FacetPerson: {Include: []string{"p-amara-okafor-old"}}}}})
	if err != nil || !slices.ContainsFunc(page.Values, func(v FacetValue) bool { return v.Value == "p-amara-okafor" && v.State == Included }) {
		t.Errorf("%+v, %v", page, err)
	}
}
