package web

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"dateline/search/alert"

	"github.com/gin-gonic/gin"
)

// counting counts what would change something.
type counting struct {
	fakeAlerts
	*fakeLog
	n atomic.Int64
}

func (c *counting) Create(ctx context.Context, s alert.Saved) (alert.Saved, error) {
	c.n.Add(1)
	return alert.Saved{ID: "s1", Name: s.Name}, nil
}

func (c *counting) Remove(context.Context, string) error { c.n.Add(1); return nil }

func (c *counting) Correct(context.Context, Correction) (Correction, error) {
	c.n.Add(1)
	return Correction{N: 1, Kind: "hide", ID: "p-a"}, nil
}

func (c *counting) Undo(context.Context, int64) (Correction, error) {
	c.n.Add(1)
	return Correction{N: 1, Kind: "hide", ID: "p-a"}, nil
}

// wholeServer has everything a server can have switched on.
func wholeServer(t *testing.T) (*Server, *counting, *fake) {
	t.Helper()
	room, changes := newsroom(20), &counting{fakeLog: &fakeLog{kept: []Correction{{N: 1, Kind: "hide", ID: "p-a"}}}}
	s, err := New(Config{Searcher: room, Alerts: changes, Corrections: changes, Crawl: fakeCrawl{}, BaseURL: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	return s, changes, room
}

// fill gives a route's parameters values that are there.
func fill(path string, room *fake) string {
	a := room.articles[0]
	id := string(a.ID)
	switch {
	case strings.Contains(path, "/people/"):
		id = string(a.Tags.People[0].ID)
	case strings.Contains(path, "/saved/"):
		id = "s1"
	}
	value := map[bool]string{true: string(a.Tags.Countries[0].Code), false: "talks"}[strings.HasPrefix(path, "/countries")]
	if strings.HasPrefix(path, "/people/") {
		value = id
	}
	path = strings.NewReplacer(":id", id, ":facet", "person", ":value", url.PathEscape(value), ":name", "style.css", ":n", "1").Replace(path)
	if path == exportPath {
		path += "?format=csv"
	}
	return path
}

// routesOf lists what the server answers: address to its methods.
func routesOf(s *Server) map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, r := range s.handler.(*gin.Engine).Routes() {
		if out[r.Path] == nil {
			out[r.Path] = map[string]bool{}
		}
		out[r.Path][r.Method] = true
	}
	return out
}

func askBody(s *Server, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, path, r)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w
}

// TestA27EveryRouteEveryMethod: GET and HEAD answer and change nothing, a method
// that an address has not is 405 and says which it has, and a change from another
// site's page is refused before anything happens.
func TestA27EveryRouteEveryMethod(t *testing.T) {
	s, changes, room := wholeServer(t)
	all := routesOf(s)
	if len(all) < 35 {
		t.Fatalf("only %d addresses", len(all))
	}
	for route, has := range all {
		path := fill(route, room)
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"} {
			w := askBody(s, method, path, "", "Sec-Fetch-Site: cross-site", "Origin: https://evil.example")
			switch reads := method == "GET" || method == "HEAD"; {
			case !has[method] && (w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") == ""):
				t.Errorf("%s %s: %d, Allow %q", method, path, w.Code, w.Header().Get("Allow"))
			case has[method] && reads && w.Code != http.StatusOK:
				t.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
			case has[method] && !reads && w.Code != http.StatusForbidden:
				t.Errorf("cross-site %s %s: %d", method, path, w.Code)
			}
			if w.Header().Get("Location") != "" || w.Header().Get("Content-Security-Policy") != contentPolicy {
				t.Errorf("%s %s: %v", method, path, w.Header())
			}
			if forScripts(route) && strings.Contains(w.Header().Get("Content-Type"), "html") {
				t.Errorf("%s %s answers a script with HTML", method, path)
			}
		}
	}
	if n := changes.n.Load(); n != 0 {
		t.Errorf("%d changes were made", n)
	}
}

// changeRoutes are the addresses that change something, with a body that does.
var changeRoutes = []struct{ method, path, kind, body string }{
	{"POST", "/saved", "application/x-www-form-urlencoded", "name=a&params=q%3Dgrain"},
	{"POST", "/saved/s1/remove", "application/x-www-form-urlencoded", ""},
	{"POST", "/api/v1/saved", "application/json", `{"name": "a", "params": "q=grain"}`},
	{"DELETE", "/api/v1/saved/s1", "", ""},
	{"POST", "/corrections", "application/x-www-form-urlencoded", "kind=hide&id=p-a&back=/corrections"},
	{"POST", "/corrections/1/undo", "application/x-www-form-urlencoded", "back=/corrections"},
	{"POST", "/api/v1/corrections", "application/json", `{"kind": "hide", "id": "p-a"}`},
	{"DELETE", "/api/v1/corrections/1", "", ""},
}

// TestA27Changes: each change is made from our own page and by a program, and by
// no page of another site, however the browser says so.
func TestA27Changes(t *testing.T) {
	s, changes, _ := wholeServer(t)
	made := int64(0)
	for _, c := range changeRoutes {
		for header, allowed := range map[string]bool{
			"Sec-Fetch-Site: cross-site": false, "Sec-Fetch-Site: same-site": false, "Origin: https://evil.example": false, "Origin: null": false,
			"Sec-Fetch-Site: same-origin": true, "Origin: http://example.com": true, "X-Nothing: said": true,
		} {
			w := askBody(s, c.method, c.path, c.body, header, "Content-Type: "+c.kind)
			if allowed {
				made++
			}
			if (w.Code < 400) != allowed || changes.n.Load() != made {
				t.Errorf("%s %s with %s: %d, %d changes of %d: %s", c.method, c.path, header, w.Code, changes.n.Load(), made, w.Body)
			}
		}
	}
	for route, methods := range routesOf(s) {
		for m := range methods {
			if m != "GET" && m != "HEAD" && !coveredBy(m, route) {
				t.Errorf("%s %s is not tried here", m, route)
			}
		}
	}
}

// coveredBy says whether changeRoutes has a route.
func coveredBy(method, route string) bool {
	want := strings.NewReplacer(":id", "s1", ":n", "1").Replace(route)
	for _, c := range changeRoutes {
		if c.method == method && c.path == want {
			return true
		}
	}
	return false
}

// TestA25OversizedChanges: too large a body is 413 wherever a body is taken and
// where none is, and changes nothing.
func TestA25OversizedChanges(t *testing.T) {
	s, changes, room := wholeServer(t)
	large := `{"name": "` + strings.Repeat("a", maxBody) + `"}`
	for _, c := range changeRoutes {
		kind := c.kind
		body := large
		if strings.Contains(kind, "form") {
			body = "name=" + strings.Repeat("a", maxBody)
		}
		if c.path == "/saved/s1/remove" {
			continue // reads no body, and the server closes the connection on it
		}
		if w := askBody(s, c.method, c.path, body, "Content-Type: "+kind); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("%s %s: %d", c.method, c.path, w.Code)
		}
	}
	for route := range routesOf(s) {
		if w := askBody(s, "PUT", fill(route, room), large); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("PUT %s: %d", route, w.Code)
		}
	}
	if n := changes.n.Load(); n != 0 {
		t.Errorf("%d changes were made", n)
	}
}

// hostileIDs name no article, person or file.
var hostileIDs = []string{"..%2f..%2fetc%2fpasswd", "%00", "%2fetc%2fpasswd", "%0d%0aX-Evil:%201", "%e2%80%a4%e2%80%a4", "..%5c..%5c", "-1", "99999999999999999999",
	strings.Repeat("a", 10_000), "%ff", "https:%2f%2fevil.example", "%2f%2fevil.example"}

// TestA21EveryParameter: made-up ids are refused on every address that takes one,
// in its own format, without a redirect and without a header of theirs.
func TestA21EveryParameter(t *testing.T) {
	s, _, _ := wholeServer(t)
	for route, methods := range routesOf(s) {
		before, _, found := strings.Cut(route, ":")
		if !found || !methods["GET"] {
			continue
		}
		_, after, _ := strings.Cut(route[len(before):], "/")
		for _, id := range hostileIDs {
			path := before + id
			if after != "" {
				path += "/" + after
			}
			w := ask(s, "GET", path)
			country := strings.HasPrefix(route, "/countries") || strings.HasPrefix(route, "/events") // the fake knows no codes
			if (w.Code != http.StatusNotFound && w.Code != http.StatusBadRequest) && !(country && w.Code == http.StatusOK) {
				t.Errorf("%.80s: %d", path, w.Code)
			}
			if w.Header().Get("Location") != "" || w.Header().Get("X-Evil") != "" {
				t.Errorf("%.80s: %v", path, w.Header())
			}
			if forScripts(route) && !json.Valid(w.Body.Bytes()) {
				t.Errorf("%.80s is not answered with JSON: %.100s", path, w.Body)
			}
		}
	}
}

// TestA18WayBack: a form's way back leads to this server or nowhere.
func TestA18WayBack(t *testing.T) {
	s, _, _ := wholeServer(t)
	for _, back := range []string{"//evil.example", `/\evil.example`, "https://evil.example/corrections", "/corrections\r\nX-Evil: 1", `/articles/\evil`, "javascript:alert(1)", "", "/saved//evil"} {
		for _, path := range []string{"/corrections", "/corrections/1/undo"} {
			w := askBody(s, "POST", path, url.Values{"kind": {"hide"}, "id": {"p-a"}, "back": {back}}.Encode(), "Content-Type: application/x-www-form-urlencoded")
			if w.Header().Get("Location") != "" || w.Header().Get("X-Evil") != "" || w.Code != http.StatusBadRequest {
				t.Errorf("%s back to %q: %d %v", path, back, w.Code, w.Header())
			}
		}
	}
	w := ask(s, "GET", exportPath+"?format=csv&q="+url.QueryEscape("a\r\nX-Evil: 1"))
	if name := w.Header().Get("Content-Disposition"); w.Header().Get("X-Evil") != "" || strings.ContainsAny(name, "\r\n") {
		t.Errorf("export: %v", w.Header())
	}
}
