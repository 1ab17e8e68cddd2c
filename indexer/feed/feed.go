// Package feed turns the bytes of a feed or a sitemap into links to articles:
// RSS, Atom and JSON Feed, sitemap index, sitemap and news sitemap, plain lists
// of URLs; and it finds the feeds a home page names. It is pure and bounded: a
// hostile document costs no more than its first MaxItems entries. It fetches
// nothing and follows nothing.
package feed

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"
)

// Limits on one document.
const (
	// MaxItems is how many entries of a feed are read. Newsrooms list the
	// newest first and fewer than a hundred; 300,000 cost 3.5 GB (facts).
	MaxItems = 500
	// MaxSitemapURLs is how many entries of a sitemap are read.
	MaxSitemapURLs = 10_000
	// MaxDepth is how deep elements may nest; 400,000 levels cost 414 MB (facts).
	MaxDepth = 64
	// MaxTitle is how many bytes of a title are kept.
	MaxTitle = 1024
)

// The kinds of failure; test with errors.Is.
var (
	// ErrNotFeed says that the document is of none of the known forms.
	ErrNotFeed = errors.New("neither a feed nor a sitemap")
	// ErrBroken says that it claims to be one but cannot be read.
	ErrBroken = errors.New("broken feed")
)

// Kind is the form of a document.
type Kind string

// The forms of documents.
const (
	RSS          Kind = "rss"
	Atom         Kind = "atom"
	JSONFeed     Kind = "json"
	Sitemap      Kind = "sitemap"
	SitemapIndex Kind = "sitemapindex"
	URLList      Kind = "urllist"
)

// Link is one entry: the absolute http(s) URL of an article (or, in a sitemap
// index, of another sitemap) and what the entry says of it. Zero times are
// unknown.
type Link struct {
	URL       string
	Title     string
	Published time.Time
	Modified  time.Time
	Lang      string
}

// Feed is a parsed document. Cut says that it was longer than the limits or
// damaged, and only its readable beginning is here.
type Feed struct {
	Kind  Kind
	Title string
	Lang  string
	Home  string
	Links []Link
	Cut   bool
}

// Parse reads a document whose address is base. Entries without a usable link
// are left out. It returns ErrNotFeed or ErrBroken.
func Parse(body []byte, base string) (*Feed, error) {
	baseURL, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("feed: base %q: %w", base, err)
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	head := sniff(body)
	switch {
	case strings.HasPrefix(head, "{") && bytes.Contains(body, []byte(`"items"`)):
		return parseFeed(body, baseURL)
	case strings.Contains(head, "<urlset"), strings.Contains(head, "<sitemapindex"), strings.Contains(head, ":urlset"), strings.Contains(head, ":sitemapindex"):
		return parseSitemap(body, baseURL)
	case strings.Contains(head, "<rss"), strings.Contains(head, "<feed"), strings.Contains(head, "<rdf:rdf"), strings.Contains(head, ":feed"), strings.Contains(head, "<channel"):
		return parseFeed(body, baseURL)
	case strings.HasPrefix(head, "http://"), strings.HasPrefix(head, "https://"):
		return parseList(body, baseURL)
	}
	return nil, fmt.Errorf("feed: %s: %w", base, ErrNotFeed)
}

// sniffLen is how far the root element may stand behind comments and
// processing instructions.
const sniffLen = 4096

// sniff gives the beginning of a document in lower case, without what a byte
// order mark or a two-byte encoding puts between the letters.
func sniff(body []byte) string {
	head := body[:min(len(body), sniffLen)]
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		head = bytes.ReplaceAll(head[2:], []byte{0}, nil)
	}
	return strings.ToLower(strings.TrimSpace(string(head)))
}

func parseFeed(body []byte, base *url.URL) (*Feed, error) {
	body, cut, err := bound(body)
	if err != nil {
		return nil, fmt.Errorf("feed: %s: %w", base, err)
	}
	parsed, err := gofeed.NewParser().Parse(bytes.NewReader(body))
	if err != nil && !cut {
		// Cut off in transit, or broken near its end: what stands before the
		// last whole entry is good.
		if repaired, ok := closeAfterLastEntry(body); ok {
			cut = true
			parsed, err = gofeed.NewParser().Parse(bytes.NewReader(repaired))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("feed: %s: %w: %v", base, ErrBroken, err)
	}
	f := &Feed{Kind: Kind(parsed.FeedType), Title: clip(parsed.Title), Lang: parsed.Language, Home: absolute(parsed.Link, base), Cut: cut}
	for _, item := range parsed.Items[:min(len(parsed.Items), MaxItems)] {
		if l, ok := itemLink(item, base); ok {
			f.Links = append(f.Links, l)
		}
	}
	f.Cut = f.Cut || len(parsed.Items) > MaxItems
	return f, nil
}

func itemLink(item *gofeed.Item, base *url.URL) (Link, bool) {
	l := Link{Title: clip(item.Title), URL: absolute(item.Link, base)}
	for _, alternative := range append(item.Links, item.GUID) {
		if l.URL == "" && strings.Contains(alternative, "/") {
			l.URL = absolute(alternative, base)
		}
	}
	if item.PublishedParsed != nil {
		l.Published = item.PublishedParsed.UTC()
	}
	if item.UpdatedParsed != nil {
		l.Modified = item.UpdatedParsed.UTC()
	}
	return l, l.URL != ""
}

// absolute resolves ref; empty where that is no http(s) URL.
func absolute(ref string, base *url.URL) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	u, err := base.Parse(ref)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return u.String()
}

func clip(s string) string {
	s = strings.TrimSpace(s)
	if len(s) <= MaxTitle {
		return s
	}
	s = s[:MaxTitle]
	for !utf8.ValidString(s) && len(s) > MaxTitle-utf8.UTFMax {
		s = s[:len(s)-1]
	}
	return s
}

func parseList(body []byte, base *url.URL) (*Feed, error) {
	f := &Feed{Kind: URLList}
	for line := range strings.Lines(string(body)) {
		if len(f.Links) == MaxSitemapURLs {
			f.Cut = true
			break
		}
		if u := absolute(line, base); u != "" {
			f.Links = append(f.Links, Link{URL: u})
		}
	}
	return f, nil
}
