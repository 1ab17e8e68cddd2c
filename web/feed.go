package web

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

// feedSize is the hits of a feed where size does not say.
const feedSize = 50

// feed is the newest hits of a search, as both formats say them.
type feed struct {
	title   string
	self    string // this feed's address; empty where the server does not know its own
	page    string // the search's page
	id      string
	updated time.Time
	items   []feedItem
}

type feedItem struct {
	id, url, title, summary, lang string
	authors, tags                 []string
	published                     time.Time
}

// feedOf asks for the newest hits of the search in the address.
func (s *Server) feedOf(c *gin.Context) (feed, error) {
	_, r, err := requestOf(c)
	if err != nil {
		return feed{}, err
	}
	if r.Sort != "" && r.Sort != query.Newest {
		return feed{}, &search.ParamError{Param: "sort", Detail: "a feed is always newest first: leave it out"}
	}
	r.Sort, r.Facets, r.Timeline = query.Newest, []news.Facet{}, query.None
	if r.Size == 0 {
		r.Size = feedSize
	}
	res, err := s.searcher.Search(c.Request.Context(), r)
	if err != nil {
		return feed{}, err
	}
	return s.newFeed(c.Request.URL, r, res), nil
}

func (s *Server) newFeed(at *url.URL, r search.Request, res search.Result) feed {
	same := r.Filters().Values().Encode()
	f := feed{title: "Dateline: " + res.Readback, id: "urn:dateline:search:" + string(news.NewID(same))}
	if s.baseURL != "" {
		f.self, f.page = s.baseURL+at.RequestURI(), s.baseURL+"/?"+same
	}
	for _, h := range res.Hits {
		f.items = append(f.items, s.feedItem(h))
	}
	for _, it := range f.items {
		if it.published.After(f.updated) {
			f.updated = it.published
		}
	}
	return f
}

func (s *Server) feedItem(h search.Hit) feedItem {
	it := feedItem{id: "urn:dateline:" + string(h.ID), url: h.URL, title: h.Title, lang: h.Lang, authors: h.Authors, published: h.Published.Time.UTC()}
	if it.title == "" {
		it.title = "(untitled)"
	}
	if view.WebHref(it.url) == "" {
		it.url = ""
		if s.baseURL != "" {
			it.url = s.baseURL + "/articles/" + string(h.ID)
		}
	}
	for _, sn := range h.Snippets {
		if sn.Field == "body" {
			it.summary = sn.Text
			break
		}
	}
	for _, p := range h.People {
		it.tags = append(it.tags, p.Name)
	}
	for _, country := range h.Countries {
		it.tags = append(it.tags, country.Name)
	}
	for _, e := range h.Events {
		it.tags = append(it.tags, e.Name)
	}
	slices.Sort(it.tags)
	it.tags = slices.Compact(it.tags)
	return it
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomName struct {
	Name string `xml:"name"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

type atomEntry struct {
	Lang      string     `xml:"xml:lang,attr,omitempty"`
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Updated   string     `xml:"updated"`
	Published string     `xml:"published,omitempty"`
	Links     []atomLink `xml:"link"`
	Authors   []atomName `xml:"author"`
	Tags      []atomTerm `xml:"category"`
	Summary   string     `xml:"summary,omitempty"`
}

type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  atomName    `xml:"author"`
	Links   []atomLink  `xml:"link"`
	Entries []atomEntry `xml:"entry"`
}

// feedAtom answers RFC 4287.
func (s *Server) feedAtom(c *gin.Context) error {
	f, err := s.feedOf(c)
	if err != nil {
		return err
	}
	out := atomFeed{ID: f.id, Title: xmlText(f.title), Updated: atomTime(f.updated), Author: atomName{"Dateline"}}
	if f.self != "" {
		out.Links = []atomLink{{"self", "application/atom+xml", f.self}, {"alternate", "text/html", f.page}}
	}
	for _, it := range f.items {
		out.Entries = append(out.Entries, it.atom())
	}
	body, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return err
	}
	return s.cached(c, "application/atom+xml; charset=utf-8", append([]byte(xml.Header), body...), f.updated)
}

func (it feedItem) atom() atomEntry {
	e := atomEntry{Lang: it.lang, ID: it.id, Title: xmlText(it.title), Updated: atomTime(it.published), Summary: xmlText(it.summary)}
	if !it.published.IsZero() {
		e.Published = atomTime(it.published)
	}
	if it.url != "" {
		e.Links = []atomLink{{"alternate", "text/html", it.url}}
	}
	for _, a := range it.authors {
		e.Authors = append(e.Authors, atomName{xmlText(a)})
	}
	for _, t := range it.tags {
		e.Tags = append(e.Tags, atomTerm{xmlText(t)})
	}
	return e
}

// atomTime writes a time; Atom asks for one where there is none, and the oldest
// there is says it best.
func atomTime(t time.Time) string {
	if t.IsZero() {
		t = time.Unix(0, 0).UTC()
	}
	return t.Format(time.RFC3339)
}

// xmlText leaves out what XML 1.0 cannot hold: encoding/xml writes U+FFFD.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}

type jsonAuthor struct {
	Name string `json:"name"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url,omitempty"`
	Title     string       `json:"title"`
	Text      string       `json:"content_text"`
	Published string       `json:"date_published,omitempty"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
	Lang      string       `json:"language,omitempty"`
}

// feedJSON answers JSON Feed 1.1.
func (s *Server) feedJSON(c *gin.Context) error {
	f, err := s.feedOf(c)
	if err != nil {
		return err
	}
	items := make([]jsonItem, 0, len(f.items))
	for _, it := range f.items {
		item := jsonItem{ID: it.id, URL: it.url, Title: it.title, Text: it.summary, Tags: it.tags, Lang: it.lang}
		if !it.published.IsZero() {
			item.Published = atomTime(it.published)
		}
		for _, a := range it.authors {
			item.Authors = append(item.Authors, jsonAuthor{a})
		}
		items = append(items, item)
	}
	body, err := json.Marshal(struct {
		Version string     `json:"version"`
		Title   string     `json:"title"`
		Page    string     `json:"home_page_url,omitempty"`
		Self    string     `json:"feed_url,omitempty"`
		Items   []jsonItem `json:"items"`
	}{"https://jsonfeed.org/version/1.1", f.title, f.page, f.self, items})
	if err != nil {
		return err
	}
	return s.cached(c, "application/feed+json; charset=utf-8", body, f.updated)
}

// cached writes body with its validators, or 304 where the client has it.
func (s *Server) cached(c *gin.Context, contentType string, body []byte, modified time.Time) error {
	if !modified.IsZero() && modified.Before(s.now()) {
		c.Header("Last-Modified", modified.UTC().Format(http.TimeFormat))
	}
	if s.unchanged(c, tagOf(body)) {
		return nil
	}
	c.Data(http.StatusOK, contentType, body)
	return nil
}
