package main

import (
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"dateline/search"
	"dateline/search/news"
)

// compareBrowser has a real Chromium render pages of the demo and compares what
// a person reads there with what a script gets for the same address.
func compareBrowser(t *testing.T, o *owner) {
	chromium := browser(t)
	for _, state := range []string{"", "q=talks", "q=talks&event=talks.negated", "country=UA&country=RU&not.lang=ru", "q=sanctions&from=2025-01&to=2025-12&sort=oldest"} {
		doc := render(t, chromium, "http://"+o.addr+"/?"+state)
		r := search100(t, o, parse(t, state))
		if got, _, _ := strings.Cut(doc.Find("#total").Text(), " "); got != thousands(r.Total) {
			t.Errorf("?%s: the page says %q, the API %d", state, got, r.Total)
		}
		if got := doc.Find("#hits > li").Length(); got != len(r.Hits) {
			t.Errorf("?%s: %d hits on the page, %d in the API", state, got, len(r.Hits))
		}
		for _, f := range news.Facets {
			compareFacetBox(t, state, f, doc, r.Facets[f])
		}
	}
}

func compareFacetBox(t *testing.T, state string, f news.Facet, doc *goquery.Document, want search.Facet) {
	t.Helper()
	box := doc.Find("#title-" + string(f)).Closest(".facet")
	counts := box.Find(".value .count")
	if counts.Length() != len(want.Values) {
		t.Errorf("?%s: %d values of %s on the page, %d in the API", state, counts.Length(), f, len(want.Values))
		return
	}
	counts.Each(func(i int, s *goquery.Selection) {
		n, err := strconv.Atoi(strings.ReplaceAll(strings.TrimSpace(s.Text()), ",", ""))
		if err != nil || n != want.Values[i].Count {
			t.Errorf("?%s: %s %s counts %q on the page, %d in the API", state, f, want.Values[i].Name, s.Text(), want.Values[i].Count)
		}
	})
}

func parse(t *testing.T, state string) search.Request {
	t.Helper()
	values, err := url.ParseQuery(state)
	if err != nil {
		t.Fatal(err)
	}
	req, err := search.ParseRequest(values)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// browser finds Chromium. Without it the test is skipped, unless
// DATELINE_REQUIRE_BROWSER=1.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("DATELINE_REQUIRE_BROWSER") == "1" {
		t.Fatal("no Chromium found, and DATELINE_REQUIRE_BROWSER=1")
	}
	t.Skip("no Chromium found")
	return ""
}

// render gives the page as Chromium has it after loading, scripts included.
func render(t *testing.T, chromium, address string) *goquery.Document {
	t.Helper()
	dir, err := os.MkdirTemp("", "dateline-chromium")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir) // not t.TempDir: Chromium's children write for a moment after it ended
	cmd := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+dir, "--dump-dom", address)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("chromium:", err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(out)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}
