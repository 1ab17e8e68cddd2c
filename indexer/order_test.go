package indexer

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/indexer/store"
)

// TestDateOrder crawls a site whose sitemap index names two sitemaps, each in no
// order: the articles of both are asked for by date, newest or oldest first, and
// those without a date last. They carry their source's country.
func TestDateOrder(t *testing.T) {
	t.Parallel()
	maps := map[string][]string{
		"/a.xml": {"2025-03-01", "2024-12-31", "2025-02-01"},
		"/b.xml": {"2025-01-15", "", "2025-03-02", "2023-01-01"},
	}
	for order, want := range map[string]string{
		"newest": "2025-03-02 2025-03-01 2025-02-01 2025-01-15 2024-12-31 2023-01-01 undated",
		"oldest": "2023-01-01 2024-12-31 2025-01-15 2025-02-01 2025-03-01 2025-03-02 undated",
	} {
		var mu sync.Mutex
		var asked []string
		s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/index.xml" {
				fmt.Fprint(w, "<sitemapindex><sitemap><loc>http://site.example/a.xml</loc></sitemap><sitemap><loc>http://site.example/b.xml</loc></sitemap></sitemapindex>")
				return
			}
			if dates, ok := maps[r.URL.Path]; ok {
				fmt.Fprint(w, "<urlset>")
				for _, d := range dates {
					lastmod := ""
					if d != "" {
						lastmod = "<lastmod>" + d + "</lastmod>"
					}
					fmt.Fprintf(w, "<url><loc>http://site.example/story/%s</loc>%s</url>", named(d), lastmod)
				}
				fmt.Fprint(w, "</urlset>")
				return
			}
			day := strings.TrimPrefix(r.URL.Path, "/story/")
			mu.Lock()
			asked = append(asked, day)
			mu.Unlock()
			fmt.Fprintf(w, "<html lang=en><head><title>Report of day %s</title></head><body><article><h1>Report of day %s</h1>%s</article></body></html>", day, day, background)
		})
		x := openCrawl(t, s.config(t.TempDir(), "site.example"))
		x.fault = func(stage, _ string) {
			if stage == stageParse { // the host must not be asked while a list is read
				time.Sleep(50 * time.Millisecond)
			}
		}
		if _, err := x.AddSource(t.Context(), "http://site.example/index.xml", store.Source{Country: "no", Scope: store.Scope{Order: order}}); err != nil {
			t.Fatal(err)
		}
		counts := crawlOnce(t, x)
		if got := strings.Join(asked, " "); got != want || counts.Added != 7 {
			t.Errorf("%s first: asked for %s, want %s; %+v", order, got, want, counts)
		}
		for _, a := range find(t, x, "quarries") {
			if a.Country != "NO" || a.From["country"] != "source" {
				t.Errorf("%s: country %q from %q", a.Title, a.Country, a.From["country"])
			}
		}
	}
}

func named(day string) string {
	if day == "" {
		return "undated"
	}
	return day
}

// TestScopeOrder refuses an order that is none.
func TestScopeOrder(t *testing.T) {
	var refused []string
	for _, order := range []string{"", "newest", "oldest", "random"} {
		if CheckScope(store.Scope{Order: order}) != nil {
			refused = append(refused, order)
		}
	}
	if !slices.Equal(refused, []string{"random"}) {
		t.Errorf("refused %v", refused)
	}
}
