package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// TestSources adds what a home page names, an OPML file and refuses what is none.
func TestSources(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			fmt.Fprint(w, `<html><head><title>Bay</title><link rel="alternate" type="application/rss+xml" href="/feed"></head><body></body></html>`)
		case "/feed":
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprint(w, `<rss version="2.0"><channel><title>Bay Record</title><item><link>http://bay.example/1</link><pubDate>Tue, 04 Mar 2025 08:00:00 GMT</pubDate></item><item><link>http://bay.example/2</link></item></channel></rss>`)
		default:
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	data := t.TempDir()
	code, out, errs := dateline(t, "", "sources", "add", s.URL, "--data", data, "--allow-private", "--country", "NO", "--order", "newest", "--exclude", "/live-")
	if code != exitOK || !strings.Contains(out, `feed "Bay Record"`) || !strings.Contains(out, "2 links, the newest of 2025-03-04") {
		t.Errorf("add: %d, %s%s", code, out, errs)
	}
	opml := writeFile(t, filepath.Join(t.TempDir(), "list.opml"), `<opml><body><outline text="Quay" xmlUrl="https://quay.example/feed"/><outline xmlUrl="gopher://x/"/></body></opml>`)
	code, out, errs = dateline(t, "", "sources", "import-opml", opml, "--data", data)
	if code != exitOK || !strings.Contains(out, "1 feeds added") || !strings.Contains(errs, "gopher://x/") {
		t.Errorf("import-opml: %d, %s%s", code, out, errs)
	}
	// What was said of a source stays when a reader's list is brought in again.
	code, out, errs = dateline(t, "", "sources", "import-opml", opml, "--data", data, "--lang", "fr")
	if code != exitOK || !strings.Contains(out, "0 feeds added, 1 known already") {
		t.Errorf("import-opml again: %d, %s%s", code, out, errs)
	}
	cut := writeFile(t, filepath.Join(t.TempDir(), "cut.opml"), `<opml><body><outline text="Pier" xmlUrl="https://pier.example/feed"/><outline xmlUrl="https://b`)
	code, out, errs = dateline(t, "", "sources", "import-opml", cut, "--data", data)
	if code != exitError || !strings.Contains(out, "1 feeds added") || !strings.Contains(errs, "cut.opml") {
		t.Errorf("import-opml of a damaged file: %d, %s%s", code, out, errs)
	}
	if code, out, errs := dateline(t, "", "sources", "remove", "https://pier.example/feed", "--data", data); code != exitOK || !strings.Contains(out, "removed 3: https://pier.example/feed") {
		t.Errorf("remove: %d, %s%s", code, out, errs)
	}
	for _, name := range []string{"1x", "99", "https://pier.example/feed"} {
		if code, _, errs := dateline(t, "", "sources", "remove", name, "--data", data); code != exitUsage || !strings.Contains(errs, "there is no source") {
			t.Errorf("remove %s: %d, %s", name, code, errs)
		}
	}
	if _, out, _ := dateline(t, "", "sources", "list", "--data", data, "--json"); !strings.Contains(out, `"state":"new"`) || !strings.Contains(out, `"every_seconds":1800`) || strings.Contains(out, "0001-01-01") {
		t.Errorf("list --json: %s", out)
	}
	if code, out, _ := dateline(t, "", "sources", "list", "--data", data); code != exitOK || strings.Count(out, "\n") != 2 || !strings.Contains(out, "new") || !strings.Contains(out, "newest first, of NO") {
		t.Errorf("list: %d, %s", code, out)
	}
	for _, args := range [][]string{{"--exclude", "("}, {"--country", "Norway"}, {"--order", "random"}} {
		if code, _, errs := dateline(t, "", append([]string{"sources", "add", s.URL, "--data", data}, args...)...); code != exitUsage {
			t.Errorf("%v: %d, %s; want a mistake of usage", args, code, errs)
		}
	}
}
