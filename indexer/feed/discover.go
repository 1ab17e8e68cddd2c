package feed

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// MaxPageLinks is how many links of one page are read; A8's pages have 10^6.
const MaxPageLinks = 1000

// OfPage lists the feeds that an HTML page names in its head, and its links to
// its own host, with www. or without, and to hosts of which also, where it is not nil,
// says that they belong to it: both absolute, each once, in the order of the page;
// links without fragment, at most MaxPageLinks, those marked nofollow left out. A page
// that cannot be parsed has none.
func OfPage(html []byte, base string, also func(host string) bool) (feeds, links []string) {
	doc, baseURL := open(html, base)
	if doc == nil {
		return nil, nil
	}
	page, err := url.Parse(base)
	if err != nil {
		page = baseURL
	}
	return namedFeeds(doc, baseURL), pageLinks(doc, baseURL, func(u *url.URL) bool {
		return sameHost(u, page) || sameHost(u, baseURL) || also != nil && also(u.Hostname())
	})
}

func namedFeeds(doc *goquery.Document, base *url.URL) []string {
	var found []string
	doc.Find("link[rel~=alternate][href]").Each(func(_ int, s *goquery.Selection) {
		kind, _ := s.Attr("type")
		switch kind, _, _ = strings.Cut(strings.ToLower(kind), ";"); strings.TrimSpace(kind) {
		case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "text/xml", "application/xml":
			href, _ := s.Attr("href")
			if u := absolute(href, base); u != "" && !slices.Contains(found, u) {
				found = append(found, u)
			}
		}
	})
	return found
}

func pageLinks(doc *goquery.Document, base *url.URL, own func(*url.URL) bool) []string {
	var found []string
	seen := map[string]bool{}
	doc.Find("a[href]").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		href, _ := s.Attr("href")
		rel, _ := s.Attr("rel")
		u, _, _ := strings.Cut(absolute(href, base), "#")
		if parsed, err := url.Parse(u); u != "" && err == nil && !seen[u] && !strings.Contains(rel, "nofollow") && own(parsed) {
			seen[u] = true
			found = append(found, u)
		}
		return len(found) < MaxPageLinks
	})
	return found
}

func open(html []byte, base string) (*goquery.Document, *url.URL) {
	baseURL, err := url.Parse(base)
	if err != nil {
		return nil, nil
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
	if err != nil {
		return nil, nil
	}
	if href, ok := doc.Find("base[href]").First().Attr("href"); ok {
		if b, err := baseURL.Parse(href); err == nil && b.Host != "" {
			return doc, b
		}
	}
	return doc, baseURL
}

// sameHost takes a site's name with www. and without for one: many serve both, and link
// to the other.
func sameHost(a, b *url.URL) bool {
	bare := func(u *url.URL) string { return strings.TrimPrefix(strings.ToLower(u.Host), "www.") }
	return bare(a) == bare(b)
}
