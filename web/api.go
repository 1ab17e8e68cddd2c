package web

import (
	"net/http"

	"dateline/search"
	"dateline/search/news"

	"github.com/gin-gonic/gin"
)

func (s *Server) apiSearch(c *gin.Context) error {
	_, r, err := requestOf(c)
	if err != nil {
		return err
	}
	res, err := s.searcher.Search(c.Request.Context(), r)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, "application/json", wholeResult(res))
}

func (s *Server) apiFacet(c *gin.Context) error {
	r, err := facetRequestOf(c)
	if err != nil {
		return err
	}
	page, err := s.searcher.Facet(c.Request.Context(), r)
	if err != nil {
		return err
	}
	page.Values = list(page.Values)
	return writeJSON(c, http.StatusOK, "application/json", page)
}

func (s *Server) apiArticle(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	a, err := s.article(c)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, "application/json", wholeArticle(a))
}

func (s *Server) apiSuggest(c *gin.Context) error {
	q, err := oneParam(c, "q")
	if err != nil {
		return err
	}
	found, err := s.searcher.Suggest(c.Request.Context(), q)
	if err != nil {
		return err
	}
	return writeJSON(c, http.StatusOK, "application/json", map[string]any{"suggestions": list(found)})
}

// list makes a nil slice an empty one, because a script expects [] and not
// null.
func list[T any](values []T) []T {
	if values == nil {
		return []T{}
	}
	return values
}

func wholeResult(res search.Result) search.Result {
	hits := make([]search.Hit, len(res.Hits))
	for i, h := range res.Hits {
		h.Authors, h.Snippets, h.People = list(h.Authors), list(h.Snippets), list(h.People)
		h.Countries, h.Events = list(h.Countries), list(h.Events)
		snippets := make([]search.Snippet, len(h.Snippets))
		for j, sn := range h.Snippets {
			sn.Marks = list(sn.Marks)
			snippets[j] = sn
		}
		h.Snippets = snippets
		hits[i] = h
	}
	facets := make(map[news.Facet]search.Facet, len(res.Facets))
	for name, f := range res.Facets {
		f.Values = list(f.Values)
		facets[name] = f
	}
	res.Hits, res.Facets = hits, facets
	if t := res.Timeline; t != nil {
		res.Timeline = &search.Timeline{Interval: t.Interval, Buckets: list(t.Buckets), Undated: t.Undated}
	}
	return res
}

func wholeArticle(a news.Article) news.Article {
	a.Authors = list(a.Authors)
	t := news.Tags{Version: a.Tags.Version, People: []news.Person{}, Countries: []news.Country{}, Events: []news.Event{}}
	for _, p := range a.Tags.People {
		p.Mentions = list(p.Mentions)
		t.People = append(t.People, p)
	}
	for _, country := range a.Tags.Countries {
		country.Mentions = list(country.Mentions)
		t.Countries = append(t.Countries, country)
	}
	for _, e := range a.Tags.Events {
		e.Mentions = list(e.Mentions)
		t.Events = append(t.Events, e)
	}
	a.Tags = t
	return a
}
