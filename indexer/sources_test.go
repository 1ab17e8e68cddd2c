package indexer

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/indexer/feed"
	"dateline/indexer/fetch"
	"dateline/indexer/store"
)

// TestAddSourceFinds: what becomes a source of a home page that names no feed.
func TestAddSourceFinds(t *testing.T) {
	const link = `<a href="/one">one</a>`
	const news = `<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>/one</loc><n:news><n:publication_date>2025-03-04</n:publication_date></n:news></url></urlset>`
	const plain = `<urlset><url><loc>/one</loc><lastmod>2025-03-04</lastmod></url></urlset>`
	const robots = "User-agent: *\nDisallow:\nSitemap: /map.xml\nSitemap: http://stranger.example/map.xml\n"
	for _, test := range []struct{ name, robots, sitemap, home, want string }{
		{"links", "", "", link, "page http://weir.example/"},
		{"links and news", robots, news, link, "sitemap http://weir.example/map.xml"},
		{"links and a list of all years", robots, plain, link, "page http://weir.example/"},
		{"a list of all years alone", robots, plain, "", "sitemap http://weir.example/map.xml"},
		{"sent on", "", "", `<meta http-equiv="refresh" content="0; url=/start">`, "page http://weir.example/start"},
		{"sent round", "", "", `<meta http-equiv="refresh" content="0; url=/">`, ""},
		{"nothing", "", "", "", ""},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			pages := map[string]string{"/robots.txt": test.robots, "/map.xml": test.sitemap, "/": "<html><head><title>Weir</title></head><body>" + test.home + "</body></html>", "/start": "<html><body>" + link + "</body></html>"}
			if strings.HasPrefix(pages[r.URL.Path], "<html") {
				w.Header().Set("Content-Type", "text/html")
			}
			fmt.Fprint(w, pages[r.URL.Path])
		}))
		x, err := OpenOwner(t.Context(), Config{DataDir: t.TempDir(), HostDelay: time.Millisecond,
			Fetch: fetch.Config{UserAgent: "Dateline/test", Hosts: map[string]string{"weir.example": server.Listener.Addr().String()}}})
		if err != nil {
			t.Fatal(err)
		}
		found, err := x.AddSource(t.Context(), "http://weir.example/", store.Source{})
		got := ""
		for _, f := range found {
			got += string(f.Kind) + " " + f.URL
		}
		if got != test.want || (test.want == "") != errors.Is(err, ErrNotSource) {
			t.Errorf("%s: %q, %v; want %q", test.name, got, err, test.want)
		}
		x.Close()
		server.Close()
	}
}

// TestAddSourceBroken: a feed that cannot be read is not called something else.
func TestAddSourceBroken(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Weir</tit`)
	}))
	defer server.Close()
	x, err := OpenOwner(t.Context(), Config{DataDir: t.TempDir(), Fetch: fetch.Config{UserAgent: "Dateline/test", Hosts: map[string]string{"weir.example": server.Listener.Addr().String()}}})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if _, err := x.AddSource(t.Context(), "http://weir.example/feed", store.Source{}); !errors.Is(err, feed.ErrBroken) {
		t.Errorf("%v, want a broken feed", err)
	}
}

// TestNamedHosts: a page's links are followed to the hosts its source names, and to no
// other.
func TestNamedHosts(t *testing.T) {
	var asked sync.Map
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.Host+r.URL.Path, true)
		if r.URL.Path == "/" {
			fmt.Fprint(w, `<html><body><a href="/a">a</a><a href="http://sport.weir.example/b">b</a><a href="http://stranger.example/c">c</a></body></html>`)
			return
		}
		http.NotFound(w, r)
	}))
	defer server.Close()
	addr := server.Listener.Addr().String()
	for _, test := range []struct {
		hosts []string
		want  map[string]bool
	}{
		{nil, map[string]bool{"weir.example/a": true}},
		{[]string{"weir.example"}, map[string]bool{"weir.example/a": true, "sport.weir.example/b": true}},
	} {
		asked.Clear()
		x, err := OpenOwner(t.Context(), Config{DataDir: t.TempDir(), HostDelay: time.Millisecond,
			Fetch: fetch.Config{UserAgent: "Dateline/test", Hosts: map[string]string{"weir.example": addr, "sport.weir.example": addr, "stranger.example": addr}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.AddSource(t.Context(), "http://weir.example/", store.Source{Scope: store.Scope{Hosts: test.hosts}}); err != nil {
			t.Fatal(err)
		}
		crawlOnce(t, x)
		for _, page := range []string{"weir.example/a", "sport.weir.example/b", "stranger.example/c"} {
			if _, got := asked.Load(page); got != test.want[page] {
				t.Errorf("hosts %v: %s asked for: %v", test.hosts, page, got)
			}
		}
		x.Close()
	}
}
