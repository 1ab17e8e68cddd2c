package indexer

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
)

// crawlSeeds crawls until every seed has ended, and leaves what they led to.
func crawlSeeds(t *testing.T, x *Indexer, kind frontier.Kind, seeds ...string) (*frontier.Frontier, []Event) {
	t.Helper()
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	var items []frontier.Item
	for _, u := range seeds {
		items = append(items, frontier.Item{URL: u, Kind: kind})
		left[u] = true
	}
	if _, err := f.Add(t.Context(), time.Now(), items); err != nil {
		t.Fatal(err)
	}
	c, err := x.NewCrawler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var events []Event
	c.OnEvent(func(e Event) {
		if left[e.URL] {
			events = append(events, e)
		}
		if delete(left, e.URL); len(left) == 0 {
			cancel()
		}
	})
	if _, err := c.Run(ctx, true); err != nil {
		t.Fatal(err)
	}
	return f, events
}

// TestA08Traps crawls deep from a site that makes up links without end: growing
// paths, calendars, pages without a last, session ids, parameters in every order
// and case, a page of 10,000 links and one of a million. It gets its budget of
// pages and no more, none with a long URL or too deep, and another host is done
// long before. With -tags faults the budget is that of every crawl.
func TestA08Traps(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 3000)
	var n atomic.Int64 // makes each link new
	var longest, million, asked, askedByThen atomic.Int64
	const stories = 20
	var all bytes.Buffer
	for i := range 1_000_000 {
		fmt.Fprintf(&all, "<a href=/m/%d>", i)
	}
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "good.example" {
			askedByThen.Store(asked.Load())
			fmt.Fprintf(w, "<html lang=en><head><title>Story %[1]s</title></head><body><article><h1>Story %[1]s</h1>%[2]s</article></body></html>", r.URL.Path, background)
			return
		}
		asked.Add(1)
		longest.Store(max(longest.Load(), int64(len("http://trap.example"+r.URL.RequestURI()))))
		switch r.URL.Path {
		case "/million":
			million.Add(1)
			w.Write(all.Bytes())
			return
		case "/many":
			for i := range 10_000 {
				fmt.Fprintf(w, "<a href=/many/%d>", i)
			}
			return
		}
		fmt.Fprint(w, "<html><head><title>Calendar</title></head><body>")
		p := strings.TrimSuffix(r.URL.Path, "/")
		fmt.Fprintf(w, `<a href="%s/next/">growing</a><a href="%s?page=%d">more</a><a href="%s">long</a><a href="/million">all</a><a href="/many">many</a>`, p, p, n.Add(1), p+"/"+long)
		for i := range 4 {
			fmt.Fprintf(w, `<a href="/%d/%d;jsessionid=%d">day</a><a href="/%d/%d?utm_source=%d&PHPSESSID=%d">day</a>`, n.Add(1), i, i, i, i, i, i)
			fmt.Fprintf(w, `<a href="/Case%d?b=%d&a=%d">case</a><a href="/cASE%d?a=%d&b=%d">case</a>`, i, n.Add(1), i, i, i, n.Load())
		}
		fmt.Fprint(w, "</body></html>")
	})
	cfg := s.config(t.TempDir(), "trap.example", "good.example")
	cfg.Depth, cfg.Fetch.Timeout = 1000, fetch.TotalTimeout
	x := openCrawl(t, cfg)
	budget := often(120, frontier.DefaultPerHost)
	x.perHost = budget
	seeds := []string{"http://trap.example/"}
	for i := range stories {
		seeds = append(seeds, fmt.Sprintf("http://good.example/story/%d", i))
	}
	f, counts := crawlFrom(t, x, frontier.Page, seeds...)
	if counts.Added != stories || counts.Pages > budget+stories {
		t.Errorf("%+v, want %d stories and at most %d pages of the trap", counts, stories, budget)
	}
	if n := askedByThen.Load(); n > int64(budget)*3/4 {
		t.Errorf("%d pages of the trap were asked for before the last story", n)
	}
	c, err := f.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c.Done+c.Skipped+c.Failed > budget+stories || len(c.Dropped) == 0 {
		t.Errorf("the frontier has %+v", c)
	}
	if longest.Load() > frontier.MaxURL {
		t.Errorf("a URL of %d bytes was asked for", longest.Load())
	}
	var depth, length int
	if err := x.Store.DB().QueryRowContext(t.Context(), `SELECT MAX(depth), MAX(LENGTH(url)) FROM frontier_urls`).Scan(&depth, &length); err != nil {
		t.Fatal(err)
	}
	if depth > frontier.MaxDepth || length > frontier.MaxURL {
		t.Errorf("the frontier has a URL %d links away, and one of %d bytes", depth, length)
	}
	problems, err := f.Problems(t.Context(), budget)
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, p := range problems {
		found = found || strings.HasSuffix(p.URL, "/million") && strings.Contains(p.Reason, fetch.ErrTooLarge.Error())
	}
	if !found || million.Load() == 0 {
		t.Error("the page of a million links is not marked as too large")
	}
	size := diskSize(t, cfg.DataDir, "dateline.db*")
	if size > 50<<20 {
		t.Errorf("the database takes %d MB", size>>20)
	}
	t.Logf("%d pages of the trap, %d before the last of %d stories; at most %d links away and %d bytes a URL; the database takes %.1f MB; not queued: %v",
		asked.Load(), askedByThen.Load(), stories, depth, length, float64(size)/(1<<20), c.Dropped)
}

// TestA08Chains crawls a calendar whose every day has a link to the next, and a path
// that grows by a long word a page: the first ends at the depth, the second at the
// length of a URL.
func TestA08Chains(t *testing.T) {
	t.Parallel()
	var days, longest atomic.Int64
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		next := fmt.Sprint("/day/", days.Load()+1)
		if r.Host == "calendar.example" {
			days.Add(1)
		} else {
			longest.Store(max(longest.Load(), int64(len("http://growing.example"+r.URL.RequestURI()))))
			next = fmt.Sprintf("%s/%d%s", strings.TrimSuffix(r.URL.Path, "/"), len(r.URL.Path), strings.Repeat("w", 300))
		}
		fmt.Fprintf(w, `<html><head><title>Calendar</title></head><body><a href="%s">next</a></body></html>`, next)
	})
	cfg := s.config(t.TempDir(), "calendar.example", "growing.example")
	cfg.Depth = 1000
	crawlFrom(t, openCrawl(t, cfg), frontier.Page, "http://calendar.example/", "http://growing.example/")
	if days.Load() != frontier.MaxDepth+1 {
		t.Errorf("%d days were asked for, want the first and %d more", days.Load(), frontier.MaxDepth)
	}
	if n := longest.Load(); n > frontier.MaxURL || n < frontier.MaxURL-350 {
		t.Errorf("the longest URL asked for has %d bytes, the limit is %d", n, frontier.MaxURL)
	}
}

func diskSize(t *testing.T, dir, pattern string) int64 {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		t.Fatal(err)
	}
	var sum int64
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		sum += info.Size()
	}
	return sum
}

// TestA12Feeds crawls feeds that expand, nest, lie about dates and point
// elsewhere: each ends, costs a bounded amount, gives 500 links at most, and
// nothing of this machine is in what is stored.
func TestA12Feeds(t *testing.T) {
	t.Parallel()
	strict := often(0, 1) == 1
	if strict && !ownProcess(t) { // whose memory is measured
		return
	}
	dir := t.TempDir()
	marker := "XXEMARKERCONTENT"
	secret := dir + "/secret.txt"
	if err := os.WriteFile(secret, []byte(marker), 0o600); err != nil {
		t.Fatal(err)
	}
	var canary atomic.Int32
	trap := newHostileSite(t, func(http.ResponseWriter, *http.Request) { canary.Add(1) })
	var laughs strings.Builder
	laughs.WriteString(`<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">`)
	for i := range 10 {
		fmt.Fprintf(&laughs, `<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
	}
	laughs.WriteString(`]><rss version="2.0"><channel><item><title>&l10;</title><link>http://site.example/a</link></item></channel></rss>`)
	external := `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file://` + secret + `"><!ENTITY y SYSTEM "` + trap.URL + `/y"><!ENTITY % p SYSTEM "` + trap.URL + `/p.dtd">%p;]><rss version="2.0"><channel><item><title>&x;&y;</title><link>http://site.example/&x;</link></item></channel></rss>`
	bodies := map[string]string{
		"/laughs": laughs.String(), "/external": external, "/many": manyItems(150_000), "/deep": "<rss version='2.0'><channel>" + strings.Repeat("<a>", 400_000),
		"/schemes": `<rss version="2.0"><channel><item><link>javascript:alert(1)</link></item><item><link>data:text/html,x</link></item><item><link>file://` + secret + `</link></item></channel></rss>`,
		"/title":   `<rss version="2.0"><channel><item><title>` + strings.Repeat("t", 9<<20) + `</title><link>http://site.example/t</link></item></channel></rss>`,
		"/larger":  manyItems(300_000),
		"/dates":   `<rss version="2.0"><channel><item><link>http://site.example/1601</link><pubDate>Mon, 01 Jan 1601 00:00:00 GMT</pubDate></item><item><link>http://site.example/2999</link><pubDate>Tue, 01 Jan 2999 00:00:00 GMT</pubDate></item></channel></rss>`,
	}
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, body)
	})
	x := openCrawl(t, s.config(dir+"/data", "site.example"))
	var seeds []string
	for path := range bodies {
		seeds = append(seeds, "http://site.example"+path)
	}
	began, before := time.Now(), peakMemory()
	f, events := crawlSeeds(t, x, frontier.Feed, seeds...)
	if grown := peakMemory() - before; strict && grown > 256<<20 {
		t.Errorf("the peak of memory rose by %d MB, want 256 MB at most", grown>>20)
	} else {
		t.Logf("the peak of memory rose by %d MB in %v", grown>>20, time.Since(began).Round(time.Millisecond))
	}
	if len(events) != len(seeds) {
		t.Errorf("%d of %d feeds ended", len(events), len(seeds))
	}
	// One host, so one after the other.
	if d, most := time.Since(began), time.Duration(len(seeds)*often(20, 2))*time.Second; d > most {
		t.Errorf("it took %v, want %v at most", d, most)
	}
	c, err := f.Counts(t.Context())
	if n := c.Queued + c.Leased + c.Done + c.Skipped + c.Failed; err != nil || n > len(bodies)+500+10 {
		t.Errorf("the frontier has %+v (%v), want at most 500 links of a feed", c, err)
	}
	for _, e := range events {
		if strings.HasSuffix(e.URL, "/larger") && e.Kind != "too_large" {
			t.Errorf("300,000 items: %+v", e)
		}
	}
	if canary.Load() != 0 {
		t.Errorf("%d external entities were fetched", canary.Load())
	}
	for _, name := range []string{"dateline.db", "dateline.db-wal"} {
		if b, err := os.ReadFile(filepath.Join(dir, "data", name)); err == nil && bytes.Contains(b, []byte(marker)) {
			t.Errorf("a file of ours is in %s", name)
		}
	}
}

// peakMemory is the most memory that this process had at once, in bytes; 0 where
// there is no /proc. (What getrusage gives is its parent's, too.)
func peakMemory() int {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes := 0
	fmt.Sscan(rest, &kilobytes)
	return kilobytes << 10
}

func manyItems(n int) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel>`)
	for i := range n {
		fmt.Fprintf(&b, "<item><link>http://site.example/%d</link></item>", i)
	}
	return b.String() + "</channel></rss>"
}

// TestA13Sitemaps crawls an index that lists itself and indexes below it, one of
// 50,000 entries for this site and as many for another, and a bomb: two levels of
// indexes are read, 10,000 URLs of the host are kept and none of the other's.
func TestA13Sitemaps(t *testing.T) {
	t.Parallel()
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	zeros := make([]byte, 1<<20)
	for range 32 {
		z.Write(zeros)
	}
	z.Close()
	var other, n atomic.Int32
	s := newHostileSite(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		switch {
		case r.Host != "site.example":
			other.Add(1)
		case strings.HasPrefix(r.URL.Path, "/index"):
			fmt.Fprintf(w, "<sitemapindex><sitemap><loc>http://site.example%s</loc></sitemap><sitemap><loc>http://site.example/index%d.xml</loc></sitemap><sitemap><loc>http://site.example/long.xml</loc></sitemap><sitemap><loc>http://site.example/bomb.xml.gz</loc></sitemap></sitemapindex>", r.URL.Path, n.Add(1))
		case r.URL.Path == "/long.xml":
			var b bytes.Buffer
			b.WriteString("<urlset>")
			for i := range 50_000 {
				fmt.Fprintf(&b, "<url><loc>http://elsewhere.example/%d</loc></url><url><loc>http://site.example/%d</loc></url>", i, i)
			}
			b.WriteString("</urlset>")
			w.Write(b.Bytes())
		case r.URL.Path == "/bomb.xml.gz":
			w.Write(bomb.Bytes())
		default:
			http.NotFound(w, r)
		}
	})
	x := openCrawl(t, s.config(t.TempDir(), "site.example", "elsewhere.example"))
	base := "http://site.example"
	began := time.Now()
	f, events := crawlSeeds(t, x, frontier.Sitemap, base+"/index.xml", base+"/long.xml", base+"/bomb.xml.gz", base+"/index1.xml", base+"/index2.xml")
	c, err := f.Counts(t.Context())
	if kept := c.Queued + c.Leased + c.Done + c.Skipped + c.Failed; err != nil || kept > frontier.DefaultPerHost+1 || kept < 1000 || other.Load() != 0 {
		t.Errorf("%+v, %v; %d requests to a site the sitemap does not speak for", c, err, other.Load())
	}
	if d, most := time.Since(began), time.Duration(often(50, 5))*time.Second; d > most {
		t.Errorf("it took %v, want %v at most", d, most)
	}
	for _, e := range events {
		if strings.HasSuffix(e.URL, "bomb.xml.gz") && e.Kind != "too_large" {
			t.Errorf("the bomb: %+v", e)
		}
	}
	if n := indexDepth(t, f); n > maxSitemapDepth+2 {
		t.Errorf("%d sitemap indexes were asked for", n)
	}
}

func indexDepth(t *testing.T, f *frontier.Frontier) int {
	t.Helper()
	at, n := "http://site.example/index.xml", 1
	for {
		below, err := f.Sitemaps(t.Context(), at)
		if err != nil {
			t.Fatal(err)
		}
		next := ""
		for _, u := range below {
			if strings.Contains(u, "/index") && u != at {
				next = u
			}
		}
		if next == "" || n > 20 {
			return n
		}
		at, n = next, n+1
	}
}
