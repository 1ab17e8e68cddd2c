package web

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// fakeCrawl has a source in each state, one of them hostile.
type fakeCrawl struct{}

var crawlDay = time.Date(2026, 3, 4, 8, 15, 0, 0, time.UTC)

func (fakeCrawl) Sources(context.Context) ([]Source, error) {
	return []Source{
		{ID: 1, URL: "https://bay.example/feed", Kind: "feed", Name: "Bay Record", State: "ok", Every: 1800, Items: 1234, LastVisit: crawlDay, LastSuccess: crawlDay, LastNew: crawlDay, Newest: crawlDay, NextVisit: crawlDay.Add(time.Hour)},
		{ID: 2, URL: "https://quay.example/sitemap.xml", Kind: "sitemap", State: "silent", Every: 3600, Items: 3, LastSuccess: crawlDay},
		{ID: 3, URL: "javascript:alert(1)", Kind: "page", Name: "<script>alert(1)</script>", State: "failing", Every: 60, Failures: 7, LastError: `answered 503 <img src=x onerror=alert(1)>`},
		{ID: 4, URL: "https://new.example/", Kind: "page", State: "new", Every: 60},
	}, nil
}

func TestSourcesPage(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(3), Crawl: fakeCrawl{}})
	resp, body := fetch(t, "GET", base+"/sources")
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp.StatusCode, err)
	}
	rows := doc.Find("tbody tr")
	if rows.Length() != 4 || !rows.First().HasClass("is-failing") || !rows.Eq(1).HasClass("is-silent") {
		t.Errorf("%d rows, the first is %q: those that need a person stand first", rows.Length(), rows.First().Text())
	}
	if text := rows.Last().Text(); !strings.Contains(text, "Bay Record") || !strings.Contains(text, "2026-03-04 08:15") || !strings.Contains(text, "1,234") {
		t.Errorf("the last row is %q", text)
	}
	if doc.Find("main script, main img").Length() != 0 || doc.Find(`a[href^="javascript:"]`).Length() != 0 {
		t.Error("a source's text became markup")
	}
	_, front := fetch(t, "GET", base+"/help")
	if !strings.Contains(front, `href="/sources"`) {
		t.Error("no link to the sources in the footer")
	}
}

func TestSourcesAPI(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(3), Crawl: fakeCrawl{}})
	_, body := fetch(t, "GET", base+"/api/v1/sources")
	var got struct {
		Sources []Source
		States  map[string]int
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	want, _ := fakeCrawl{}.Sources(t.Context())
	if len(got.Sources) != 4 || got.Sources[0] != want[0] || got.States["silent"] != 1 {
		t.Errorf("got %+v", got)
	}
	without := serve(t, Config{Searcher: newsroom(3)})
	for _, path := range []string{"/sources", "/api/v1/sources"} {
		if resp, _ := fetch(t, "GET", without+path); resp.StatusCode != 404 {
			t.Errorf("%s without a crawl: %d, want 404", path, resp.StatusCode)
		}
	}
	if _, page := fetch(t, "GET", without+"/help"); strings.Contains(page, `href="/sources"`) {
		t.Error("a link to a page that is not there")
	}
}
