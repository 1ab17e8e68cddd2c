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
// its own host: both absolute, each once, in the order of the page; links without
// fragment, at most MaxPageLinks, those marked nofollow left out. A page that
// cannot be parsed has none.
func OfPage(html []byte, base string) (feeds, links []string) {
	doc, baseURL := open(html, base)
	if doc == nil {
		return nil, nil
	}
	return namedFeeds(doc, baseURL), pageLinks(doc, baseURL)
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

func pageLinks(doc *goquery.Document, base *url.URL) []string {
	var found []string
	seen := map[string]bool{}
	doc.Find("a[href]").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		href, _ := s.Attr("href")
		rel, _ := s.Attr("rel")
		u, _, _ := strings.Cut(absolute(href, base), "#")
		if u != "" && !seen[u] && !strings.Contains(rel, "nofollow") && sameHost(u, base) {
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

func sameHost(raw string, base *url.URL) bool {
	u, err := url.Parse(raw)
	return err == nil && strings.EqualFold(u.Host, base.Host)
}
