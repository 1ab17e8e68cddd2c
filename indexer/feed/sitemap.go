package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html/charset"
)

// parseSitemap streams the tokens of a sitemap or a sitemap index, so that a
// long one costs only what is kept.
func parseSitemap(body []byte, base *url.URL) (*Feed, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	s := sitemapReader{feed: &Feed{Kind: Sitemap}, base: base}
	for !s.full() {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return s.feed, nil
		}
		if err != nil {
			return s.broken(err)
		}
		if err := s.token(tok); err != nil {
			return s.broken(err)
		}
	}
	s.feed.Cut = true
	return s.feed, nil
}

type sitemapReader struct {
	feed  *Feed
	base  *url.URL
	link  Link
	text  strings.Builder
	depth int
}

func (s *sitemapReader) full() bool { return len(s.feed.Links) >= MaxSitemapURLs }

// broken keeps what was read before the damage.
func (s *sitemapReader) broken(err error) (*Feed, error) {
	if len(s.feed.Links) == 0 {
		return nil, fmt.Errorf("feed: %s: %w: %v", s.base, ErrBroken, err)
	}
	s.feed.Cut = true
	return s.feed, nil
}

func (s *sitemapReader) token(tok xml.Token) error {
	switch t := tok.(type) {
	case xml.StartElement:
		s.text.Reset()
		if s.depth++; s.depth > MaxDepth {
			return fmt.Errorf("elements nest deeper than %d", MaxDepth)
		}
		switch strings.ToLower(t.Name.Local) {
		case "sitemapindex":
			s.feed.Kind = SitemapIndex
		case "url", "sitemap":
			s.link = Link{}
		}
	case xml.CharData:
		if s.text.Len() < MaxTitle*2 {
			s.text.Write(t)
		}
	case xml.EndElement:
		s.depth--
		s.end(t)
	}
	return nil
}

func (s *sitemapReader) end(t xml.EndElement) {
	text := strings.TrimSpace(s.text.String())
	s.text.Reset()
	inImage := strings.Contains(t.Name.Space, "image") || strings.Contains(t.Name.Space, "video")
	switch strings.ToLower(t.Name.Local) {
	case "loc":
		if !inImage {
			s.link.URL = absolute(text, s.base)
		}
	case "lastmod":
		s.link.Modified = parseTime(text)
	case "publication_date":
		if !inImage {
			s.link.Published = parseTime(text)
		}
	case "title":
		if !inImage {
			s.link.Title = clip(text)
		}
	case "language":
		s.link.Lang = text
	case "url", "sitemap":
		if s.link.URL == "" && strings.HasPrefix(text, "http") {
			s.link.URL = absolute(text, s.base) // some leave the loc out
		}
		if s.link.URL != "" {
			s.feed.Links = append(s.feed.Links, s.link)
		}
	}
}

// parseTime reads the W3C date forms that sitemaps use; zero where it is none.
func parseTime(s string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
