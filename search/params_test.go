package search

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"dateline/search/news"
	"dateline/search/query"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestParseRequest(t *testing.T) {
	got := mustParse(t, "q=grain&person=p-b&person=p-a&person=p-b&person.op=and&not.country=RU&from=2025&to=2025-04-23"+
		"&sort=oldest&size=0&facets=lang,country&facet.size=7&timeline=month&cursor=x&lang=&event.op=or&explain=1")
	want := Request{
		Q: "grain", From: "2025", To: "2025-04-23", Sort: query.Oldest, Size: NoHits, Cursor: "x",
		Choices: map[news.Facet]query.Choice{
			news.FacetPerson:  {Include: []string{"p-a", "p-b"}, All: true},
			news.FacetCountry: {Exclude: []string{"RU"}},
		},
		Facets: []news.Facet{news.FacetCountry, news.FacetLang}, FacetSize: 7, Timeline: query.Month, Explain: true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(Request{}, mustParse(t, "q=&from=&sort=&explain=0")); diff != "" {
		t.Errorf("blank parameters: %s", diff)
	}
	if f := mustParse(t, "facets=none").Facets; f == nil || len(f) != 0 {
		t.Errorf("facets=none gives %#v", f)
	}
}

func TestParseRequestRefuses(t *testing.T) {
	for params, param := range map[string]string{
		"page=2":                    "page",
		"not.q=a":                   "not.q",
		"not.person.op=and":         "not.person.op",
		"colour=red":                "colour",
		"q=a&q=b":                   "q",
		"size=1&size=2":             "size",
		"q=%ff":                     "q",
		"person=%ff":                "person",
		"size=101":                  "size",
		"size=-1":                   "size",
		"size=ten":                  "size",
		"size=99999999999999999999": "size",
		"facet.size=0":              "facet.size",
		"facet.size=1001":           "facet.size",
		"facets=person,colour":      "facets",
		"sort=best":                 "sort",
		"timeline=decade":           "timeline",
		"explain=yes":               "explain",
		"from=yesterday":            "from",
		"to=2025-13":                "to",
		"from=2025&to=2024":         "to",
		"person.op=xor":             "person.op",
		"country=Ukraine":           "country",
		"not.event=party":           "not.event",
		strings.Repeat("x", 500):    strings.Repeat("x", 60) + "…",
		"source=" + strings.Repeat("x", MaxValue+1): "source",
	} {
		v, err := url.ParseQuery(params)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseRequest(v)
		var bad *ParamError
		if !errors.As(err, &bad) || bad.Param != param || bad.Detail == "" {
			t.Errorf("%s: %v, want %s refused", params, err, param)
		}
	}
}

func TestParseFacetRequest(t *testing.T) {
	v, _ := url.ParseQuery("q=grain&country=UA&prefix=lind&order=name&size=5&cursor=c")
	got, err := ParseFacetRequest(news.FacetPerson, v)
	want := FacetRequest{
		Request: Request{Q: "grain", Choices: map[news.Facet]query.Choice{news.FacetCountry: {Include: []string{"UA"}}}},
		Facet:   news.FacetPerson, Prefix: "lind", Order: ByName, Size: 5, Cursor: "c",
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if diff := cmp.Diff(v, got.Values()); diff != "" {
		t.Error(diff)
	}
	for params, param := range map[string]string{"sort=newest": "sort", "order=random": "order", "size=0": "size", "to=x": "to"} {
		v, _ := url.ParseQuery(params)
		var bad *ParamError
		if _, err := ParseFacetRequest(news.FacetPerson, v); !errors.As(err, &bad) || bad.Param != param {
			t.Errorf("%s: %v, want %s refused", params, err, param)
		}
	}
	if _, err := ParseFacetRequest("colour", nil); err == nil {
		t.Error("an unknown facet is taken")
	}
}

// FuzzParseRequest holds that whatever is accepted survives the way through an
// address, and that its address is canonical.
func FuzzParseRequest(f *testing.F) {
	for _, seed := range []string{
		"", "q=grain&person=p-a&not.country=UA&country.op=and", "size=0&facets=none&timeline=day", "from=2025&to=2025-04-23&sort=oldest",
		"facets=lang,person&facet.size=3&cursor=abc", "q=%ff", "a;b", "person.op=and", "event=talks.negated&lang=&lang=de",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, params string) {
		v, err := url.ParseQuery(params)
		if err != nil {
			return
		}
		req, err := ParseRequest(v)
		var bad *ParamError
		if err != nil {
			if !errors.As(err, &bad) || bad.Param == "" && !v.Has("") {
				t.Fatalf("%q: %v", params, err)
			}
			return
		}
		again, err := ParseRequest(req.Values())
		if err != nil {
			t.Fatalf("%q as %q: %v", params, req.Values().Encode(), err)
		}
		if diff := cmp.Diff(req, again, cmpopts.EquateEmpty()); diff != "" || (req.Facets == nil) != (again.Facets == nil) {
			t.Fatalf("%q as %q is another request: %s", params, req.Values().Encode(), diff)
		}
	})
}

func TestLinks(t *testing.T) {
	req := mustParse(t, "q=grain&country=UA&cursor=abc")
	address := req.Values().Encode()
	for want, got := range map[string]Request{
		"country=UA&country=TR&q=grain":     req.With(news.FacetCountry, "TR", Included),
		"not.country=UA&q=grain":            req.With(news.FacetCountry, "UA", Excluded),
		"q=grain":                           req.Without(news.FacetCountry, "UA"),
		"country=TR&q=grain":                req.Only(news.FacetCountry, "TR"),
		"country=UA&not.lang=de&q=grain":    req.With(news.FacetLang, "de", Excluded),
		"country=UA&from=2025&q=grain":      req.WithDates("2025", ""),
		"country=UA":                        req.WithQuery(""),
		"country=UA&q=grain&sort=oldest":    req.WithSort(query.Oldest),
		"country=UA&country.op=and&q=grain": req.WithAll(news.FacetCountry, true),
	} {
		v, _ := url.ParseQuery(want)
		if got := got.Values().Encode(); got != mustParse(t, v.Encode()).Values().Encode() {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if req.Values().Encode() != address {
		t.Errorf("a link changed its request to %s", req.Values().Encode())
	}
	if !req.IsFiltered() || req.Cleared(news.FacetCountry).IsFiltered() {
		t.Error("IsFiltered is wrong")
	}
}
