package web

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/getkin/kin-openapi/openapi3"
)

// TestDocsAndHelpAreTrue: the page of the API has every described operation with
// its parameters, and every example of it and of the help page answers here.
func TestDocsAndHelpAreTrue(t *testing.T) {
	s, _, _ := wholeServer(t)
	doc, err := openapi3.NewLoader().LoadFromData(mustOpenAPI(t))
	if err != nil {
		t.Fatal(err)
	}
	page, err := goquery.NewDocumentFromReader(ask(s, "GET", "/docs").Body)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{}
	page.Find(".docs section").Each(func(_ int, sec *goquery.Selection) { shown[sec.Find("h2").Text()] = sec.Text() })
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			text := shown[method+" "+path]
			if !strings.Contains(text, op.Summary) {
				t.Errorf("%s %s is not explained", method, path)
			}
			for _, p := range op.Parameters {
				if !strings.Contains(text, p.Value.Name) {
					t.Errorf("%s %s: parameter %s is not explained", method, path, p.Value.Name)
				}
			}
		}
	}
	examples := 0
	for _, path := range []string{"/docs", "/help"} {
		doc, err := goquery.NewDocumentFromReader(ask(s, "GET", path).Body)
		if err != nil {
			t.Fatal(err)
		}
		doc.Find("main a, footer a").Each(func(_ int, a *goquery.Selection) {
			href := a.AttrOr("href", "")
			if strings.HasPrefix(href, "#") {
				if page.Find(href).Length() != 1 {
					t.Errorf("%s: nothing at %s", path, href)
				}
				return
			}
			examples++
			if w := ask(s, "GET", href); w.Code != 200 {
				t.Errorf("%s: %s answers %d: %.200s", path, href, w.Code, w.Body)
			}
		})
	}
	if examples < 40 {
		t.Errorf("only %d examples", examples)
	}
}

// TestDocsOfAnEmptyArchive: there is nothing to make examples of, and the pages
// that explain are there.
func TestDocsOfAnEmptyArchive(t *testing.T) {
	s, err := New(Config{Searcher: failing{newsroom(0)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/docs", "/help"} {
		if w := ask(s, "GET", path); w.Code != 200 || strings.Contains(w.Body.String(), "<a href=\"\"") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}
