package web

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
)

// randomAnswers is the requests made of each operation.
const randomAnswers = 200

// hostileValues are what no parameter wants.
var hostileValues = []string{"", "-1", "1e9", "9223372036854775808", "NaN", "\x00", "\xff", "<script>alert(1)</script>", "' OR 1=1 --", "../../etc/passwd",
	"\u202e\u2028", "{}", "[]", "null", "true", "%", strings.Repeat("a", 600), strings.Repeat("(", 300), "a\r\nb", "((", `"`, "near/9999", "*", "????",
	"2024-13-45", "9999999-01-01", "c-" + strings.Repeat("0", 40)}

// saneValues are values by the parameter that takes them.
var saneValues = map[string][]string{
	"q": {"grain", "harbour corridor", "zeppelin", ""}, "person": {"p-amara-okafor", "p-nobody"}, "country": {"UA", "KE", "SE"}, "event": {"talks", "talks.negated"},
	"source": {"wire.example"}, "lang": {"en", "fr"}, "from": {"2023", "2024-02"}, "to": {"2025-01-31"}, "sort": {"newest", "oldest", "relevance"},
	"size": {"0", "1", "7", "100"}, "facets": {"none", "person,lang"}, "facet.size": {"1", "30"}, "timeline": {"none", "auto"}, "explain": {"0", "1"}, "copies": {"show", "collapse"}, "copies.of": {"0123456789abcdef"},
	"prefix": {"a", "o"}, "order": {"count", "name"}, "facet": {"person", "country", "event", "source", "lang"}, "format": {"csv", "ndjson"}, "days": {"1", "30"},
	"n": {"1"}, "kind": {"merge", "hide", "rename", "split"},
}

// asker makes random requests of a described operation, the same ones each time.
type asker struct {
	rnd  *rand.Rand
	room *fake
}

func (a asker) one(from []string) string { return from[a.rnd.IntN(len(from))] }

// value is mostly a sane value of a parameter, and sometimes a hostile one.
func (a asker) value(name string) string {
	sane := saneValues[strings.TrimPrefix(name, "not.")]
	if strings.HasSuffix(name, ".op") {
		sane = []string{"and", "or"}
	}
	if len(sane) == 0 || a.rnd.IntN(3) == 0 {
		return a.one(hostileValues)
	}
	return a.one(sane)
}

// path fills the parameters of an address.
func (a asker) path(template string) string {
	article := a.room.articles[a.rnd.IntN(len(a.room.articles))]
	id := string(article.ID)
	switch {
	case strings.Contains(template, "/people/"):
		id = string(article.Tags.People[0].ID)
	case strings.Contains(template, "/saved/"):
		id = "s1"
	}
	if a.rnd.IntN(4) == 0 {
		id = strings.ReplaceAll(a.one(hostileValues[1:]), ".", "_") // net/http itself goes up at ..
	}
	return strings.NewReplacer("{id}", url.PathEscape(id), "{facet}", a.one(saneValues["facet"]), "{n}", a.one([]string{"1", "7", "-3"})).Replace(template)
}

// request makes one request of an operation.
func (a asker) request(method, template string, op *openapi3.Operation) *http.Request {
	v := url.Values{}
	for _, p := range op.Parameters {
		if p.Value.In != "query" || (!p.Value.Required && a.rnd.IntN(4) > 0) {
			continue
		}
		for range 1 + a.rnd.IntN(2)*a.rnd.IntN(2) {
			v.Add(p.Value.Name, a.value(p.Value.Name))
		}
	}
	if a.rnd.IntN(20) == 0 {
		v.Add(a.one(hostileValues), a.one(hostileValues))
	}
	address := a.path(template)
	if len(v) > 0 {
		address += "?" + v.Encode()
	}
	var body []byte
	if op.RequestBody != nil {
		fields := []string{}
		for name := range maps.Keys(op.RequestBody.Value.Content.Get("application/json").Schema.Value.Properties) {
			fields = append(fields, name)
		}
		slices.Sort(fields)
		body = a.body(fields)
	}
	req := httptest.NewRequest(method, address, bytes.NewReader(body))
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req
}

// body is mostly an object with some of the fields, and sometimes none.
func (a asker) body(fields []string) []byte {
	if a.rnd.IntN(8) == 0 {
		return []byte(a.one(hostileValues))
	}
	var parts []string
	for _, name := range fields {
		value := fmt.Sprintf("%q", strings.ToValidUTF8(a.value(name), ""))
		if name == "articles" {
			value = "[" + value + "]"
		}
		if a.rnd.IntN(3) > 0 {
			parts = append(parts, fmt.Sprintf("%q: %s", name, value))
		}
	}
	return []byte("{" + strings.Join(parts, ", ") + "}")
}

// TestRandomAnswersMatchTheDescription makes 200 random requests, many of them
// hostile, of every operation: never 5xx, never HTML, always as described, with a
// status that is described.
func TestRandomAnswersMatchTheDescription(t *testing.T) {
	s, _, room := wholeServer(t)
	doc, err := openapi3.NewLoader().LoadFromData(mustOpenAPI(t))
	if err != nil {
		t.Fatal(err)
	}
	router, err := legacy.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"application/x-ndjson", "application/atom+xml"} {
		openapi3filter.RegisterBodyDecoder(kind, openapi3filter.FileBodyDecoder)
	}
	a := asker{rand.New(rand.NewPCG(3, 5)), room}
	good := map[string]int{}
	for _, template := range slices.Sorted(maps.Keys(doc.Paths.Map())) {
		item := doc.Paths.Value(template)
		for _, method := range slices.Sorted(maps.Keys(item.Operations())) {
			for range randomAnswers {
				req := a.request(method, template, item.Operations()[method])
				w := httptest.NewRecorder()
				s.ServeHTTP(w, req)
				if w.Code < 300 {
					good[method+" "+template]++
				}
				if err := described(router, method, template, item.Operations()[method], w); err != nil {
					t.Errorf("%s %.300s: %d %v", method, req.URL, w.Code, err)
				}
			}
			if good[method+" "+template] < randomAnswers/20 {
				t.Errorf("%s %s: only %d of %d requests were understood: this tries nothing", method, template, good[method+" "+template], randomAnswers)
			}
		}
	}
}

// described checks one answer against the description of its operation.
func described(router routers.Router, method, template string, op *openapi3.Operation, w *httptest.ResponseRecorder) error {
	if w.Code >= 500 || strings.Contains(w.Header().Get("Content-Type"), "html") {
		return fmt.Errorf("%s %.200s", w.Header().Get("Content-Type"), w.Body)
	}
	plain := strings.NewReplacer("{id}", "x", "{facet}", "person", "{n}", "1").Replace(template)
	req := httptest.NewRequest(method, plain, nil)
	route, params, err := router.FindRoute(req)
	if err != nil {
		return err
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, PathParams: params, Route: route},
		Status:                 w.Code, Header: w.Header(), Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	input.SetBodyBytes(w.Body.Bytes())
	return openapi3filter.ValidateResponse(context.Background(), input)
}
