package feed

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

const base = "http://news.example/feeds/main.xml"

func urls(f *Feed) []string {
	var out []string
	for _, l := range f.Links {
		out = append(out, l.URL)
	}
	return out
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, body string
		kind       Kind
		want       []string
	}{
		{"rss", `<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><title>A</title><link>http://news.example/a</link></item><item><title>B</title><link>/b</link></item></channel></rss>`, RSS, []string{"http://news.example/a", "http://news.example/b"}},
		{"rss with guid only", `<rss version="2.0"><channel><item><guid isPermaLink="true">http://news.example/g</guid></item><item><guid isPermaLink="false">7</guid></item></channel></rss>`, RSS, []string{"http://news.example/g"}},
		{"atom", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A</title><link href="http://news.example/a"/></entry></feed>`, Atom, []string{"http://news.example/a"}},
		{"json", `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"http://news.example/a","date_published":"2025-01-02T03:04:05Z"}]}`, JSONFeed, []string{"http://news.example/a"}},
		{"json with a mark", "\xef\xbb\xbf" + `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","url":"http://news.example/a"}]}`, JSONFeed, []string{"http://news.example/a"}},
		{"list with a mark", "\xef\xbb\xbfhttp://news.example/a\n", URLList, []string{"http://news.example/a"}},
		{"no script links", `<rss version="2.0"><channel><item><link>javascript:alert(1)</link></item><item><link>http://news.example/a</link></item></channel></rss>`, RSS, []string{"http://news.example/a"}},
		{"cut off in transit", `<rss version="2.0"><channel><item><link>http://news.example/a</link></item><item><link>http://news.exam`, RSS, []string{"http://news.example/a"}},
		{"sitemap", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><url><loc> http://news.example/a </loc><lastmod>2025-01-02</lastmod><i:image><i:loc>http://news.example/i.jpg</i:loc></i:image></url></urlset>`, Sitemap, []string{"http://news.example/a"}},
		{"sitemap index", `<sitemapindex><sitemap><loc>http://news.example/s.xml</loc></sitemap></sitemapindex>`, SitemapIndex, []string{"http://news.example/s.xml"}},
		{"broken sitemap", `<urlset><url><loc>http://news.example/a</loc></url><url><loc`, Sitemap, []string{"http://news.example/a"}},
		{"list", "http://news.example/a\nhttp://news.example/b\nnonsense", URLList, []string{"http://news.example/a", "http://news.example/b", "http://news.example/feeds/nonsense"}},
	} {
		f, err := Parse([]byte(c.body), base)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if f.Kind != c.kind || !slices.Equal(urls(f), c.want) {
			t.Errorf("%s: got %s %v, want %s %v", c.name, f.Kind, urls(f), c.kind, c.want)
		}
	}
}

func TestNewsSitemap(t *testing.T) {
	f, err := Parse([]byte(`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>http://news.example/a</loc><news:news><news:publication><news:name>N</news:name><news:language>de</news:language></news:publication><news:publication_date>2025-03-04T08:15:00+02:00</news:publication_date><news:title>Titel</news:title></news:news></url></urlset>`), base)
	if err != nil {
		t.Fatal(err)
	}
	want := Link{URL: "http://news.example/a", Title: "Titel", Lang: "de", Published: time.Date(2025, 3, 4, 6, 15, 0, 0, time.UTC)}
	if len(f.Links) != 1 || f.Links[0] != want {
		t.Errorf("got %+v, want %+v", f.Links, want)
	}
}

func TestRefused(t *testing.T) {
	for body, want := range map[string]error{
		"":                                   ErrNotFeed,
		"<html><body>no feed</body></html>":  ErrNotFeed,
		"{\"a\": 1}":                         ErrNotFeed,
		"<rss version=\"2.0\"><channel><ti":  ErrBroken,
		"<rss>" + strings.Repeat("<a>", 1e5): ErrBroken,
		`{"version":"https://jsonfeed.org/version/1","items":` + strings.Repeat("[", 1e5): ErrBroken,
	} {
		if _, err := Parse([]byte(body), base); !errors.Is(err, want) {
			t.Errorf("%.30q: got %v, want %v", body, err, want)
		}
	}
}

func TestA12Bounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel>`)
	for i := range 20_000 {
		fmt.Fprintf(&b, "<item><title>%s</title><link>http://news.example/%d</link></item>", strings.Repeat("x", 2000), i)
	}
	b.WriteString(`</channel></rss>`)
	f, err := Parse([]byte(b.String()), base)
	if err != nil || len(f.Links) != MaxItems || !f.Cut {
		t.Fatalf("got %v links, cut %v, %v", len(f.Links), f.Cut, err)
	}
	if n := len(f.Links[0].Title); n != MaxTitle {
		t.Errorf("title of %d bytes, want %d", n, MaxTitle)
	}
	laughs := `<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&b;&x;</title><link>http://news.example/a</link></item></channel></rss>`
	if f, err := Parse([]byte(laughs), base); err == nil && strings.Contains(f.Links[0].Title, "root:") {
		t.Error("an external entity was read")
	}
}

func TestDiscoverAndLinks(t *testing.T) {
	page := []byte(`<html><head><base href="/en/"><link rel="alternate" type="application/rss+xml" href="rss.xml"><link rel="alternate" hreflang="de" href="/de/"></head>
		<body><a href="a.html#top">A</a><a href="a.html">A</a><a href="http://other.example/">O</a><a href="b" rel="nofollow">B</a><a href="mailto:x@y">m</a></body></html>`)
	feeds, links := OfPage(page, "http://news.example/x", nil)
	if !slices.Equal(feeds, []string{"http://news.example/en/rss.xml"}) {
		t.Errorf("feeds %v", feeds)
	}
	if !slices.Equal(links, []string{"http://news.example/en/a.html"}) {
		t.Errorf("links %v", links)
	}
}

// TestOfPageHosts: which hosts a page's links may go to.
func TestOfPageHosts(t *testing.T) {
	page := []byte(`<a href="/a">a</a><a href="http://www.bay.example/b">b</a><a href="http://sport.bay.example/c">c</a><a href="http://stranger.example/d">d</a><a href="http://bay.example:81/e">e</a>`)
	sport := func(host string) bool { return host == "sport.bay.example" }
	for _, test := range []struct {
		name, base string
		also       func(string) bool
		want       []string
	}{
		{"its own, with www. or without", "http://bay.example/", nil, []string{"http://bay.example/a", "http://www.bay.example/b"}},
		{"the other way round", "http://www.bay.example/", nil, []string{"http://www.bay.example/a", "http://www.bay.example/b"}},
		{"one that was named", "http://bay.example/", sport, []string{"http://bay.example/a", "http://www.bay.example/b", "http://sport.bay.example/c"}},
	} {
		if _, links := OfPage(page, test.base, test.also); !slices.Equal(links, test.want) {
			t.Errorf("%s: %v, want %v", test.name, links, test.want)
		}
	}
}

// FuzzParse holds that every link is absolute http(s) and the limits hold.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`<rss version="2.0"><channel><item><link>/b</link></item></channel></rss>`))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="a"/></entry></feed>`))
	f.Add([]byte(`<urlset><url><loc>http://news.example/a</loc></url></urlset>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"url":"x"}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := Parse(body, base)
		if err != nil {
			return
		}
		if len(got.Links) > MaxSitemapURLs {
			t.Errorf("%d links", len(got.Links))
		}
		for _, l := range got.Links {
			if !strings.HasPrefix(l.URL, "http://") && !strings.HasPrefix(l.URL, "https://") {
				t.Errorf("link %q is not absolute", l.URL)
			}
		}
	})
}
