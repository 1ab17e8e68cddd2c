package web

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/search"
	"dateline/search/news"

	"github.com/PuerkitoBio/goquery"
)

type notYet struct{}

func (notYet) Status(context.Context) (State, error) { return State{Articles: 3, Indexed: 1}, nil }

// payloads try to leave every context a page has: text, attribute, address,
// script, style, SVG, comment.
var payloads = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `'><svg onload=alert(1)>`, `javascript:alert(1)`,
	`</title><script>alert(1)</script>`, `</textarea><script>alert(1)</script>`, `<mark>not ours</mark>`, `&lt;b&gt;&amp;`,
	`" onmouseover="alert(1)`, `' autofocus onfocus='alert(1)`, `--><script>alert(1)</script>`, `]]><script>alert(1)</script>`,
	`{{.}}`, `${alert(1)}`, `<style>*{display:none}</style>`, `<a href=javascript:alert(1)>x</a>`, `<iframe srcdoc=x>`,
	`data:text/html,<script>alert(1)</script>`, "\u202Eevil\u202C", "\u2028\u2029", `<math><mi//xlink:href="data:x,<script>alert(1)</script>">`,
	`<base href=//evil.example>`, `<form action=//evil.example>`, `<meta http-equiv=refresh content=0>`, "<\x00script>alert(1)</script>",
}

// poisoned is an article with p in every field.
func poisoned(p string) news.Article {
	text := p + " and " + p
	n := len([]rune(p))
	m := []news.Mention{{Start: 0, End: n, Surface: p, Rule: p}, {Start: -5, End: 2}, {Start: 3, End: 1 << 30}, {Start: 0, End: n, Field: "title", Surface: p}}
	return news.Article{
		ID: news.NewID(p), URL: p, Title: p, Source: p, Site: p, Authors: []string{p}, Published: news.Day(2024, 3, 14), Lang: p,
		Section: p, Keywords: []string{p}, Image: p, Text: text, From: map[string]string{"title": p, "source": p, "published": p},
		Fetch: &news.Fetch{URL: p, WARCFile: p, Digest: p, At: time.Unix(1, 0)},
		Tags: news.Tags{
			People:    []news.Person{{ID: news.PersonID("p-" + p), Name: p, Mentions: m}},
			Countries: []news.Country{{Code: news.CountryCode(p), Name: p, Mentions: m}},
			Events:    []news.Event{{Type: news.EventType(p), Name: p, Plover: p, Mode: p, IPTC: p, Mentions: m, Sentences: m}},
		},
	}
}

// TestA14StoredXSS puts each payload into every field, the query and the
// address, and looks at what a parser makes of each page.
func TestA14StoredXSS(t *testing.T) {
	for _, p := range payloads {
		a := poisoned(p)
		base := serve(t, Config{Searcher: &fake{articles: []news.Article{a}}, Alerts: fakeAlerts{p}, Version: p, BaseURL: "http://127.0.0.1:1"})
		q := url.QueryEscape(p)
		for _, path := range []string{
			"/", "/?source=" + q, "/?not.lang=" + q, "/?q=" + q, "/?q=(" + q, "/?from=" + q, "/?person=p-" + q, "/?" + q + "=1",
			"/articles/" + string(a.ID), "/articles/" + string(a.ID) + "?source=" + q, "/articles/" + url.PathEscape(p), "/facets/person?prefix=" + q,
			"/saved", "/saved/new?q=" + q, "/map?q=" + q, "/people/" + url.PathEscape("p-"+p), "/countries/" + url.PathEscape(p), "/events/" + url.PathEscape(p),
			"/articles/" + string(a.ID) + "/versions", "/articles/" + string(a.ID) + "/versions?version=" + q,
			"/facets/source", "/facets/" + url.PathEscape(p), "/" + url.PathEscape(p),
		} {
			inspect(t, base, path)
		}
	}
}

func inspect(t *testing.T, base, path string) {
	t.Helper()
	resp, body := fetch(t, "GET", base+path)
	if resp.StatusCode >= 500 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		t.Errorf("%s: %d %s", path, resp.StatusCode, resp.Header.Get("Content-Type"))
	}
	if resp.Header.Get("Location") != "" {
		t.Errorf("%s redirects to %s", path, resp.Header.Get("Location"))
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if n := doc.Find("script").Length(); n != 1 {
		t.Errorf("%s: %d script elements, want our one", path, n)
	}
	if n := doc.Find("style, iframe, object, embed, base, math, img, meta[http-equiv], textarea, svg svg").Length(); n > 0 {
		t.Errorf("%s: %d injected elements", path, n)
	}
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		for _, attr := range s.Nodes[0].Attr {
			key, value := strings.ToLower(attr.Key), strings.TrimSpace(attr.Val)
			if strings.HasPrefix(key, "on") || key == "style" || key == "srcdoc" || key == "autofocus" {
				t.Errorf("%s: attribute %s=%q", path, key, value)
			}
			if (key == "href" || key == "src" || key == "action") && !ours(value) {
				t.Errorf("%s: %s=%q", path, key, value)
			}
		}
	})
}

func ours(ref string) bool {
	if strings.HasPrefix(ref, "#") || strings.HasPrefix(ref, "/") && !strings.HasPrefix(ref, "//") && !strings.HasPrefix(ref, `/\`) {
		return true
	}
	u, err := url.Parse(ref)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https")
}

// TestA15MarksAreOurs: markup in a snippet stays text, and the text is whole.
func TestA15MarksAreOurs(t *testing.T) {
	a := poisoned(`<mark>grain</mark> &amp; grain <b`)
	base := serve(t, Config{Searcher: &fake{articles: []news.Article{a}}})
	doc := document(t, base+"/?q=grain", 200)
	for _, selector := range []string{".hit h2 a", ".hit .snippet"} {
		s := doc.Find(selector).First()
		if !strings.HasPrefix(s.Text(), a.Title) {
			t.Errorf("%s is %q", selector, s.Text())
		}
		s.Find("mark").Each(func(_ int, m *goquery.Selection) {
			if m.Text() != "grain" {
				t.Errorf("%s marks %q", selector, m.Text())
			}
		})
	}
}

// TestA16ErrorsOfTheAPI: every mistake is problem+json with the right status,
// never HTML, never 500.
func TestA16ErrorsOfTheAPI(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(20)})
	for _, tt := range []struct {
		path, param string
		status      int
	}{
		{"/api/v1/search?nonsense=1", "nonsense", 400},
		{"/api/v1/search?size=x", "size", 400},
		{"/api/v1/search?size=-1", "size", 400},
		{"/api/v1/search?size=101", "size", 400},
		{"/api/v1/search?q=a&q=b", "q", 400},
		{"/api/v1/search?from=yesterday", "from", 400},
		{"/api/v1/search?sort=random", "sort", 400},
		{"/api/v1/search?country=Atlantis", "country", 400},
		{"/api/v1/search?facets=colour", "facets", 400},
		{"/api/v1/search?timeline=decade", "timeline", 400},
		{"/api/v1/search?q=%zz", "address", 400},
		{"/api/v1/search?q=%ff", "q", 400},
		{"/api/v1/search?a;b", "address", 400},
		{"/api/v1/search?q=%28", "q", 400},
		{"/api/v1/search?" + strings.Repeat("lang=en&", 400), "address", 400},
		{"/api/v1/search?</script>=1", "</script>", 400},
		{"/api/v1/facets/colour", "", 404},
		{"/api/v1/facets/person?order=size", "order", 400},
		{"/api/v1/facets/person?size=0", "size", 400},
		{"/api/v1/facets/person?timeline=day", "timeline", 400},
		{"/api/v1/articles/0123456789abcdef", "", 404},
		{"/api/v1/articles/..%2f..%2fetc%2fpasswd", "", 404},
		{"/api/v1/articles/%00", "", 404},
		{"/api/v1/articles/" + strings.Repeat("a", 10000), "", 404},
		{"/api/v1/articles/" + string(newsroom(1).articles[0].ID) + "?text=no", "text", 400},
		{"/api/v1/suggest?size=1", "size", 400},
		{"/api/v1/nothing", "", 404},
		{"/api/v1/search?q=panic", "", 500},
	} {
		resp, body := fetch(t, "GET", base+tt.path)
		name := tt.path[:min(len(tt.path), 60)]
		if resp.StatusCode != tt.status || resp.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
			t.Errorf("%s: %d %s", name, resp.StatusCode, resp.Header.Get("Content-Type"))
			continue
		}
		var p Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil || p.Status != tt.status || p.Title == "" || p.Detail == "" || p.Type == "" {
			t.Errorf("%s: %v %s", name, err, body)
		}
		if p.Param != tt.param {
			t.Errorf("%s: param %q, want %q", name, p.Param, tt.param)
		}
		if strings.ContainsAny(body, "<>\u2028") || strings.Contains(body, "secret") {
			t.Errorf("%s: %s", name, body)
		}
	}
	_, body := fetch(t, "GET", base+"/api/v1/search?q=grain+%28ship")
	if !strings.Contains(body, `"position":6`) || !strings.Contains(body, `"hint"`) {
		t.Errorf("a query's mistake has no place: %s", body)
	}
}

// TestA16JSONIsSafeInHTML: an answer that somebody embeds cannot end a script.
func TestA16JSONIsSafeInHTML(t *testing.T) {
	a := poisoned("</script>\u2028<!--")
	base := serve(t, Config{Searcher: &fake{articles: []news.Article{a}}})
	for _, path := range []string{"/api/v1/search", "/api/v1/articles/" + string(a.ID)} {
		resp, body := fetch(t, "GET", base+path)
		if strings.ContainsAny(body, "<>\u2028") || resp.Header.Get("X-Content-Type-Options") != "nosniff" ||
			resp.Header.Get("Content-Type") != "application/json; charset=utf-8" {
			t.Errorf("%s: %v %.200s", path, resp.Header, body)
		}
		if !json.Valid([]byte(body)) {
			t.Errorf("%s is no JSON", path)
		}
	}
}

// TestA27Methods: nothing answers to anything but GET and HEAD, and HEAD is GET
// without the body.
func TestA27Methods(t *testing.T) {
	room := newsroom(5)
	base := serve(t, Config{Searcher: room, BaseURL: "http://127.0.0.1:1"})
	id := string(room.articles[0].ID)
	for _, path := range []string{"/", "/help", "/facets/person", "/articles/" + id, "/static/style.css", "/api/v1/search", "/api/v1/facets/person",
		"/api/v1/articles/" + id, "/api/v1/suggest?q=a", "/openapi.json", "/opensearch.xml", "/healthz", "/readyz"} {
		got, _ := fetch(t, "GET", base+path)
		head, body := fetch(t, "HEAD", base+path)
		if got.StatusCode != 200 || head.StatusCode != 200 || body != "" || head.Header.Get("Content-Type") != got.Header.Get("Content-Type") {
			t.Errorf("%s: GET %d, HEAD %d %q", path, got.StatusCode, head.StatusCode, body)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Content-Security-Policy": contentPolicy} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %s is %q", path, name, got.Header.Get(name))
			}
		}
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "BREW"} {
			resp, _ := fetch(t, method, base+path)
			if resp.StatusCode != http.StatusMethodNotAllowed || !strings.Contains(resp.Header.Get("Allow"), "GET") {
				t.Errorf("%s %s: %d, Allow %q", method, path, resp.StatusCode, resp.Header.Get("Allow"))
			}
		}
	}
	if strings.Contains(contentPolicy, "unsafe") || !strings.Contains(contentPolicy, "default-src 'none'") {
		t.Errorf("content policy is %s", contentPolicy)
	}
}

// TestA25Oversized: too much of anything is refused, and said so.
func TestA25Oversized(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(2)})
	resp, err := http.Post(base+"/api/v1/search", "text/plain", strings.NewReader(strings.Repeat("a", 10<<20)))
	if err == nil {
		resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("10 MB body: %d", resp.StatusCode)
		}
	}
	resp, err = http.Get(base + "/?q=" + strings.Repeat("a", 1<<20))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("1 MB query: %d", resp.StatusCode)
	}
}

// lines collects log lines; handlers write them from their own goroutines.
type lines struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// TestLog: one line a request, without the query, with the socket's address,
// whatever a client claims; a failure's cause goes to the log and not out.
func TestLog(t *testing.T) {
	log := &lines{}
	base := serve(t, Config{Searcher: failing{newsroom(2)}, Logger: slog.New(slog.NewJSONHandler(log, nil))})
	req, _ := http.NewRequest("GET", base+"/a%0d%0ab%1b%5b31m?q=private", nil)
	req.Header.Set("X-Forwarded-For", "203.0.113.7")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	resp, body := fetch(t, "GET", base+"/?q=private")
	if resp.StatusCode != 500 || strings.Contains(body, "disk on fire") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	deadline := time.Now().Add(5 * time.Second)
	for strings.Count(log.String(), `"msg":"request"`) < 2 && time.Now().Before(deadline) {
		time.Sleep(time.Millisecond)
	}
	got := log.String()
	if strings.Contains(got, "private") || strings.Contains(got, "203.0.113.7") || strings.ContainsAny(got, "\x1b\r") || strings.Contains(got, `\r`) {
		t.Errorf("log tells too much: %s", got)
	}
	if !strings.Contains(got, "disk on fire") {
		t.Errorf("log does not tell the cause: %s", got)
	}
	for line := range strings.Lines(got) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not one event a line: %q", line)
		}
	}
}

type failing struct{ *fake }

func (failing) Search(context.Context, search.Request) (search.Result, error) {
	return search.Result{}, errors.New("disk on fire")
}

// TestA18NoRedirect: raw paths that other servers redirect are not found.
func TestA18NoRedirect(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(2)})
	for _, path := range []string{"//evil.example", "/\\evil.example", "/help/", "/HELP", "/static/../style.css", "/static/..%2fstyle.css", "/https:evil.example"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write([]byte("GET " + path + " HTTP/1.0\r\nHost: evil.example\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		var answer strings.Builder
		buf := make([]byte, 4096)
		for {
			n, err := conn.Read(buf)
			answer.Write(buf[:n])
			if err != nil {
				break
			}
		}
		conn.Close()
		head, body, _ := strings.Cut(answer.String(), "\r\n\r\n")
		if strings.Contains(head, "Location") || !strings.Contains(head, " 40") || strings.Contains(body, "evil.example") {
			t.Errorf("%s: %s\n%.200s", path, head, body)
		}
	}
}
