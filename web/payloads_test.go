package web

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"dateline/search/alert"
	"dateline/search/news"

	"golang.org/x/net/html"
)

// sharedPayloads reads the public lists of hostile input: every line and string,
// or every payloadStep-th.
func sharedPayloads(t *testing.T) []string {
	t.Helper()
	const dir = "../../shared/gold/hostile-input/"
	f, err := os.Open(dir + "xss-payload-list.txt.gz")
	if err != nil {
		t.Skip("no shared payloads: ", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	scan := bufio.NewScanner(z)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		all = append(all, scan.Text())
	}
	if err := scan.Err(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(dir + "blns.json")
	if err != nil {
		t.Fatal(err)
	}
	var naughty []string
	if err := json.Unmarshal(b, &naughty); err != nil {
		t.Fatal(err)
	}
	if all = append(all, naughty...); len(all) < 7000 {
		t.Fatalf("%d payloads", len(all))
	}
	var some []string
	for i := 0; i < len(all); i += payloadStep {
		some = append(some, all[i])
	}
	return some
}

// TestA14SharedPayloads puts every public payload into every field, and looks at
// what parsers make of each page, feed, export and JSON answer.
func TestA14SharedPayloads(t *testing.T) {
	batches := slices.Collect(slices.Chunk(sharedPayloads(t), 100))
	work := make(chan []string)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for batch := range work {
				hostileBatch(t, batch)
			}
		})
	}
	for _, b := range batches {
		work <- b
	}
	close(work)
	wg.Wait()
}

// hostileBatch shows a batch together on the pages of many articles, and each
// payload alone on the pages of one.
func hostileBatch(t *testing.T, batch []string) {
	room, kept, log := &fake{}, &keeping{}, &fakeLog{}
	s, err := New(Config{Searcher: room, Alerts: kept, Corrections: log, Version: batch[0], BaseURL: "http://127.0.0.1:1"})
	if err != nil {
		t.Error(err)
		return
	}
	for i, p := range batch {
		a := poisoned(p)
		room.articles = append(room.articles, a)
		kept.kept = append(kept.kept, alert.Saved{ID: p, Name: p, Params: p, Readback: p, Webhook: p, Mail: p, Problem: p, Channels: []alert.Channel{{Name: p, Attempts: 1, LastError: p}}})
		log.kept = append(log.kept, Correction{N: int64(i), Kind: "rename", Who: p, ID: p, Was: p, Into: p, IntoName: p, Name: p, Articles: []string{p}})
	}
	for _, path := range []string{"/?size=100", "/map", "/saved", "/corrections", "/docs", "/help", "/facets/person?size=1000", "/facets/country?size=1000",
		"/facets/event?size=1000", "/facets/source?size=1000", "/facets/lang?size=1000"} {
		inspectPage(t, s, path)
	}
	for _, path := range []string{"/api/v1/search?size=100", "/api/v1/export?format=ndjson", "/api/v1/export?format=csv", "/feed.atom?size=100", "/feed.json?size=100",
		"/api/v1/facets/person?size=1000", "/api/v1/saved", "/api/v1/corrections", "/api/v1/together?size=100"} {
		inspectData(t, s, path)
	}
	for i, a := range slices.Clone(room.articles) {
		room.articles = []news.Article{a}
		id, p := string(a.ID), batch[i]
		for _, path := range []string{"/articles/" + id, "/articles/" + id + "/versions", "/people/" + url.PathEscape("p-"+p),
			[]string{"/?q=", "/saved/new?q=", "/?person=", "/facets/person?prefix=", "/?from=", "/map?source=", "/"}[i%7] + url.QueryEscape(firstRunes(p, 400))} {
			inspectPage(t, s, path)
		}
		inspectData(t, s, "/api/v1/articles/"+id)
	}
}

// ask answers a request without a network.
func ask(s *Server, method, path string, headers ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, nil)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w
}

// foreign are elements that no page of ours has.
var foreign = []string{"style", "iframe", "object", "embed", "base", "math", "img", "textarea", "frame", "video", "audio", "marquee", "applet"}

// inspectPage fails on a page that holds what no template of ours prints.
func inspectPage(t *testing.T, s *Server, path string) {
	w := ask(s, "GET", path)
	if w.Code >= 500 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Location") != "" {
		t.Errorf("%s: %d %v", path, w.Code, w.Header())
	}
	doc, err := html.Parse(w.Body)
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	scripts := 0
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "script" {
			scripts++
		}
		if bad := injected(n); bad != "" {
			t.Errorf("%s: %s", path, bad)
		}
	}
	if scripts != 1 {
		t.Errorf("%s: %d scripts, want our one", path, scripts)
	}
}

// injected says what is wrong with one node; empty where nothing is.
func injected(n *html.Node) string {
	if n.Type != html.ElementNode {
		return ""
	}
	if slices.Contains(foreign, n.Data) || n.Data == "svg" && n.Parent != nil && n.Parent.Namespace == "svg" {
		return "element " + n.Data
	}
	for _, a := range n.Attr {
		key, value := strings.ToLower(a.Key), strings.TrimSpace(a.Val)
		switch {
		case strings.HasPrefix(key, "on"), key == "style", key == "srcdoc", key == "autofocus", key == "http-equiv":
			return "attribute " + key + "=" + value
		case (key == "href" || key == "src" || key == "action" || key == "formaction") && !ours(value):
			return key + "=" + value
		}
	}
	return ""
}

// inspectData fails on an answer for programs that HTML could be read out of, or
// that its own parser refuses.
func inspectData(t *testing.T, s *Server, path string) {
	w := ask(s, "GET", path)
	kind, body := w.Header().Get("Content-Type"), w.Body.String()
	if w.Code != http.StatusOK || strings.Contains(kind, "html") || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: %d %s", path, w.Code, kind)
		return
	}
	var bad string
	switch {
	case strings.Contains(kind, "json"):
		bad = badJSON(body, strings.Contains(kind, "ndjson"))
	case strings.Contains(kind, "csv"):
		bad = badCSV(body)
	case strings.Contains(kind, "xml"):
		bad = badAtom(body)
	}
	if bad != "" {
		t.Errorf("%s: %.300s", path, bad)
	}
}

func badJSON(body string, lines bool) string {
	if i := strings.IndexAny(body, "<>&\u2028\u2029"); i >= 0 {
		return "not escaped: " + body[max(0, i-60):]
	}
	values := []string{body}
	if lines {
		values = strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	}
	for _, v := range values {
		if !json.Valid([]byte(v)) {
			return "no JSON: " + v
		}
	}
	return ""
}

func badCSV(body string) string {
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		return err.Error()
	}
	for _, row := range rows {
		for _, cell := range row {
			// What a spreadsheet strips before it looks for a formula.
			if first := strings.TrimLeft(cell, " \u00a0\ufeff"); first != "" && strings.ContainsAny(first[:1], "=+-@\t\r\n\x00") {
				return "live cell " + cell
			}
		}
	}
	return ""
}

func badAtom(body string) string {
	known := []string{"feed", "id", "title", "updated", "link", "author", "name", "entry", "summary", "published", "category", "content", "generator"}
	d := xml.NewDecoder(strings.NewReader(body))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return ""
		}
		if err != nil {
			return err.Error()
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains(known, start.Name.Local) {
			return "element " + start.Name.Local
		}
		for _, a := range start.Attr {
			if a.Name.Local == "href" && !ours(a.Value) {
				return "href=" + a.Value
			}
		}
	}
}
