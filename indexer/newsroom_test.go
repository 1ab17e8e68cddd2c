package indexer

import (
	"fmt"
	"html"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/indexer/fetch"
)

// newsroom is many outlets on one loopback port, each a front page, sections and
// articles that say nothing but who they are. It notes who was asked for what,
// and when.
type newsroom struct {
	*httptest.Server
	outlets  int
	sections int      // of each outlet
	articles int      // of each section
	texts    []string // of the articles; nil for one they have in common

	mu       sync.Mutex
	requests []request
	inFlight map[string]int
	overlaps int // requests to a host that has another in flight
}

type request struct {
	host, path string
	at         time.Time
}

// newNewsroom has outlets x (1 + sections x (1 + articles)) pages.
func newNewsroom(t testing.TB, outlets, sections, articles int) *newsroom {
	n := &newsroom{outlets: outlets, sections: sections, articles: articles, inFlight: map[string]int{}}
	n.Server = httptest.NewServer(n)
	t.Cleanup(n.Close)
	return n
}

func (n *newsroom) pages() int { return n.outlets * (1 + n.sections*(1+n.articles)) }

func (n *newsroom) stories() int { return n.outlets * n.sections * n.articles }

func (n *newsroom) host(i int) string { return fmt.Sprintf("outlet%02d.example", i) }

// config crawls the newsroom into dir.
func (n *newsroom) config(dir string, delay time.Duration) Config {
	return newsroomConfig(dir, n.Listener.Addr().String(), n.outlets, delay)
}

func newsroomConfig(dir, addr string, outlets int, delay time.Duration) Config {
	hosts := map[string]string{}
	for i := range outlets {
		hosts[(&newsroom{}).host(i)] = addr
	}
	return Config{
		DataDir: dir, HostDelay: delay, Depth: 2, MinFree: -1, // some disks of tests are small
		Backoff: 100 * time.Millisecond,
		Fetch:   fetch.Config{UserAgent: "Dateline/test", Hosts: hosts},
	}
}

func (n *newsroom) seeds() []string {
	var urls []string
	for i := range n.outlets {
		urls = append(urls, "http://"+n.host(i)+"/")
	}
	return urls
}

func (n *newsroom) begin(host, path string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.requests = append(n.requests, request{host, path, time.Now()})
	if n.inFlight[host]++; n.inFlight[host] > 1 {
		n.overlaps++
	}
}

func (n *newsroom) end(host string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.inFlight[host]--
}

// asked counts the requests for each page.
func (n *newsroom) asked() map[string]int {
	n.mu.Lock()
	defer n.mu.Unlock()
	times := map[string]int{}
	for _, r := range n.requests {
		times[r.host+r.path]++
	}
	return times
}

// tooSoon counts the requests to a host within less than gap of the one before,
// and gives the shortest gap there was.
func (n *newsroom) tooSoon(gap time.Duration) (soon int, least time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	last := map[string]time.Time{}
	least = time.Hour
	for _, r := range n.requests {
		if at, ok := last[r.host]; ok {
			least = min(least, r.at.Sub(at))
			if r.at.Sub(at) < gap {
				soon++
			}
		}
		last[r.host] = r.at
	}
	return soon, least
}

// ServeHTTP implements http.Handler.
func (n *newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" {
		fmt.Fprint(w, "User-agent: *\nDisallow: /private/\n")
		return
	}
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		host = r.Host
	}
	n.begin(host, r.URL.Path)
	defer n.end(host)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	var section, article int
	switch {
	case r.URL.Path == "/":
		fmt.Fprint(w, "<html><head><title>", host, "</title></head><body><ul>")
		for i := range n.sections {
			fmt.Fprintf(w, `<li><a href="/section/%d/">Section %d</a></li>`, i, i)
		}
		fmt.Fprint(w, "</ul></body></html>")
	case scan(r.URL.Path, "/section/%d/article-%d.html", &section, &article):
		n.story(w, host, section, article)
	case scan(r.URL.Path, "/section/%d/", &section):
		fmt.Fprintf(w, "<html><head><title>Section %d</title></head><body><ul>", section)
		for i := range n.articles {
			fmt.Fprintf(w, `<li><a href="/section/%d/article-%d.html">Report %d</a></li>`, section, i, i)
		}
		fmt.Fprint(w, "</ul></body></html>")
	default:
		http.NotFound(w, r)
	}
}

func scan(path, format string, into ...any) bool {
	n, err := fmt.Sscanf(path, format, into...)
	return err == nil && n == len(into)
}

func (n *newsroom) story(w http.ResponseWriter, host string, section, article int) {
	town, _, _ := strings.Cut(host, ".")
	title := fmt.Sprintf("Council of %s hears report %d of ward %d", town, article, section)
	fmt.Fprintf(w, `<html lang="en"><head><title>%s</title><meta property="og:type" content="article"><meta property="article:published_time" content="2025-03-%02dT08:00:00Z"></head>
<body><article><h1>%s</h1><p>The council of %s heard report number %d of ward %d on Tuesday and put off its decision until the accounts are read.</p>%s</article></body></html>`,
		title, 1+article%28, title, town, article, section, n.background(section, article))
}

// background is what the stories of the newsroom have in common, unless each has
// a text of its own.
func (n *newsroom) background(section, article int) string {
	if n.texts == nil {
		return background
	}
	return "<p>" + strings.ReplaceAll(html.EscapeString(n.texts[section*n.articles+article]), "\n\n", "</p><p>") + "</p>"
}
