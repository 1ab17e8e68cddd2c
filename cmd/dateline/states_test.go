package main

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"dateline/indexer/fetch"
	"dateline/search"
	"dateline/search/news"
)

// compareStates holds every number of the page against the API for 200 random
// states of the demo archive.
func compareStates(t *testing.T, o *owner) {
	r := rand.New(rand.NewPCG(20, 26))
	everything := search100(t, o, search.Request{FacetSize: 60})
	found := 0
	for range 200 {
		state := randomState(r, everything)
		status, body, err := fetch.Ask(t.Context(), o.addr, "/?"+state, "")
		if err != nil || status != 200 {
			t.Fatalf("?%s: %d, %v", state, status, err)
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		found += compareState(t, o, state, doc)
	}
	if found < 40 {
		t.Errorf("%d of 200 states find anything: they say little", found)
	}
}

// compareState gives 1 where the state finds anything.
func compareState(t *testing.T, o *owner, state string, doc *goquery.Document) int {
	t.Helper()
	want, err := o.search.Search(t.Context(), parse(t, state))
	if err != nil {
		t.Fatalf("?%s: %v", state, err)
	}
	if got, _, _ := strings.Cut(doc.Find("#total").Text(), " "); got != thousands(want.Total) {
		t.Errorf("?%s: the page says %q, the API %d", state, got, want.Total)
	}
	if got := doc.Find("#hits > li").Length(); got != len(want.Hits) {
		t.Errorf("?%s: %d hits on the page, %d in the API", state, got, len(want.Hits))
	}
	sum := 0
	doc.Find(".timeline td.count").Each(func(_ int, s *goquery.Selection) {
		n, _ := strconv.Atoi(strings.ReplaceAll(s.Text(), ",", ""))
		sum += n
	})
	undated := 0
	if want.Timeline != nil {
		undated = want.Timeline.Undated
	}
	if sum+undated != want.Total {
		t.Errorf("?%s: the timeline's %d and %d undated are not %d", state, sum, undated, want.Total)
	}
	if want.Total == 0 {
		return 0
	}
	for _, f := range news.Facets {
		compareFacetBox(t, state, f, doc, want.Facets[f])
	}
	return 1
}

// randomState asks for a few things at random, mostly such as go together.
func randomState(r *rand.Rand, everything search.Result) string {
	v := url.Values{}
	for _, f := range news.Facets {
		values := everything.Facets[f].Values
		if r.IntN(3) > 0 || len(values) == 0 {
			continue
		}
		for range 1 + r.IntN(2) {
			value := values[r.IntN(len(values))].Value
			name := string(f)
			if r.IntN(4) == 0 {
				name = "not." + name
			}
			if !slices.Contains(v[name], value) && !slices.Contains(v["not."+string(f)], value) && !slices.Contains(v[string(f)], value) {
				v.Add(name, value)
			}
		}
		if r.IntN(5) == 0 && len(v[string(f)]) > 0 {
			v.Set(string(f)+".op", "and")
		}
	}
	if r.IntN(2) == 0 {
		v.Set("q", []string{"talks", "minister", "government OR police", `"prime minister"`, "vote*", "minister w/s said", "talks -sanctions", "title:talks", "near/9 @person", "said near/9 @country"}[r.IntN(10)])
		if strings.HasPrefix(v.Get("q"), "near") {
			v.Set("q", "said "+v.Get("q"))
		}
	}
	if r.IntN(3) == 0 {
		v.Set("from", []string{"2024-10", "2025", "2025-06-01"}[r.IntN(3)])
	}
	if r.IntN(4) == 0 {
		v.Set("to", []string{"2026", "2025-12", "2026-03-01"}[r.IntN(3)])
	}
	v.Set("sort", []string{"newest", "oldest", "relevance", "recent"}[r.IntN(4)])
	return v.Encode()
}
