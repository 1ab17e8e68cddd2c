package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// TestAnswersMatchTheDescription validates real answers against /openapi.json.
func TestAnswersMatchTheDescription(t *testing.T) {
	room := copied(newsroom(60))
	base := serve(t, Config{Searcher: room, Crawl: fakeCrawl{}, Alerts: fakeAlerts{}, Corrections: &fakeLog{kept: []Correction{{N: 1, Kind: "hide", ID: "p-a"}}}, Version: "1.2.3"})
	_, body := fetch(t, "GET", base+"/openapi.json")
	ctx := context.Background()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(ctx); err != nil {
		t.Fatal(err)
	}
	if doc.Info.Version != "1.2.3" {
		t.Errorf("version is %q", doc.Info.Version)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"application/x-ndjson", "application/atom+xml"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder) // as plain strings
	}
	paths := []string{
		"/api/v1/search", "/api/v1/search?q=grain&size=3", "/api/v1/search?q=gra*&explain=1", "/api/v1/search?country=UA&not.lang=fr&sort=oldest", "/api/v1/search?q=zeppelin",
		"/api/v1/search?nonsense=1", "/api/v1/search?copies=collapse", "/api/v1/search?copies=show&size=2", "/api/v1/search?copies=x", "/api/v1/search?copies.of=x", "/api/v1/search?copies.of=" + string(room.articles[0].ID), "/api/v1/search?q=%28", "/api/v1/search?size=0", "/api/v1/search?person=p-nobody&from=2024&to=2023-01",
		"/api/v1/suggest?q=am", "/api/v1/suggest", "/api/v1/articles/0123456789abcdef", "/healthz", "/readyz", "/api/v1/sources", "/api/v1/sources?x=1",
		"/api/v1/export?format=ndjson&q=grain", "/api/v1/export?format=csv", "/api/v1/export", "/api/v1/export?format=csv&size=3",
		"/api/v1/saved", "/api/v1/saved/s1", "/api/v1/saved/none", "/api/v1/dry-run?q=grain&days=7", "/api/v1/dry-run?days=x",
		"/api/v1/together?q=grain&facet=country", "/api/v1/together?facet=x", "/api/v1/people/p-nobody", "/api/v1/articles/0123456789abcdef/similar",
		"/feed.atom?q=grain", "/feed.json?country=UA", "/feed.json?q=%28", "/metrics", "/api/v1/corrections", "/api/v1/corrections?x=1",
	}
	for _, f := range []string{"person", "country", "event", "source", "lang"} {
		paths = append(paths, "/api/v1/facets/"+f, "/api/v1/facets/"+f+"?order=name&prefix=a", "/api/v1/facets/"+f+"?order=x")
	}
	for _, a := range room.articles {
		paths = append(paths, "/api/v1/articles/"+string(a.ID), "/api/v1/articles/"+string(a.ID)+"/similar", "/api/v1/articles/"+string(a.ID)+"/versions")
		for _, p := range a.Tags.People {
			paths = append(paths, "/api/v1/people/"+url.PathEscape(string(p.ID)))
		}
	}
	for _, path := range paths {
		resp, body := fetch(t, "GET", base+path)
		req, _ := http.NewRequest("GET", path, nil)
		route, params, err := router.FindRoute(req)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		input := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
			Status:                 resp.StatusCode, Header: resp.Header,
		}
		input.SetBodyBytes([]byte(body))
		if err := openapi3filter.ValidateResponse(ctx, input); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// TestDescriptionIsComplete: every parameter that search takes is described, and
// every described address answers.
func TestDescriptionIsComplete(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(5), Crawl: fakeCrawl{}, Alerts: fakeAlerts{}})
	var doc struct {
		Paths map[string]struct {
			Get struct {
				Parameters []struct{ Name, In string }
			}
		}
	}
	if err := json.Unmarshal(mustOpenAPI(t), &doc); err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths {
		if strings.Contains(path, "{") {
			continue
		}
		for _, p := range item.Get.Parameters {
			value := map[string]string{"facet": "country", "days": "7", "sort": "newest", "size": "1", "facets": "none", "facet.size": "1", "timeline": "none", "explain": "1", "copies": "collapse", "copies.of": "0123456789abcdef", "from": "2024", "to": "2024", "country": "UA", "not.country": "UA", "person": "p-a", "not.person": "p-a", "event": "talks", "not.event": "talks"}[p.Name]
			if strings.HasSuffix(p.Name, ".op") {
				value = "and"
			}
			if path == "/api/v1/export" && p.Name != "format" {
				value += "&format=csv"
			} else if path == "/api/v1/export" {
				value = "csv"
			}
			if resp, body := fetch(t, "GET", base+path+"?"+p.Name+"="+value); resp.StatusCode != 200 {
				t.Errorf("%s?%s=%s: %d %s", path, p.Name, value, resp.StatusCode, body)
			}
		}
	}
}

func mustOpenAPI(t *testing.T) []byte {
	t.Helper()
	b, err := openapiJSON("")
	if err != nil {
		t.Fatal(err)
	}
	return b
}
