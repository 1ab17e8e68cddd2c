package web

import (
	"encoding/json"
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
	return answer(s, c, wholeResult(res), func(r *search.Result) { r.TookMS = 0 })
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
	return answer(s, c, page, nil)
}

func (s *Server) apiArticle(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	a, err := s.article(c)
	if err != nil {
		return err
	}
	if !a.Seen.IsZero() {
		c.Header("Last-Modified", a.Seen.UTC().Format(http.TimeFormat))
	}
	copies, _, err := s.searcher.CopiesOf(c.Request.Context(), a.ID)
	if err != nil {
		return err
	}
	return answer(s, c, articleAnswer{wholeArticle(a), copiesIn(copies)}, nil)
}

// articleAnswer is an article with its copies.
type articleAnswer struct {
	news.Article
	Copies []articleCopy `json:"copies"`
}

// articleCopy is a copy of an article: enough to tell who printed it when.
type articleCopy struct {
	ID        news.ID   `json:"id"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	Source    string    `json:"source"`
	Site      string    `json:"site,omitempty"`
	Published news.Date `json:"published"`
}

func copiesIn(hits []search.Hit) []articleCopy {
	out := make([]articleCopy, 0, len(hits))
	for _, h := range hits {
		out = append(out, articleCopy{h.ID, h.URL, h.Title, h.Source, h.Site, h.Published})
	}
	return out
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

// answer writes v as JSON with its entity tag, or 304 where the client has it.
// settle, which may be nil, takes out of a copy what changes from one asking to
// the next without meaning anything.
func answer[T any](s *Server, c *gin.Context, v T, settle func(*T)) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	same := body
	if settle != nil {
		settled := v
		settle(&settled)
		if same, err = json.Marshal(settled); err != nil {
			return err
		}
	}
	return s.send(c, "application/json; charset=utf-8", body, same)
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
		hits[i] = wholeHit(h)
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

func wholeHit(h search.Hit) search.Hit {
	h.Authors, h.People = list(h.Authors), list(h.People)
	h.Countries, h.Events = list(h.Countries), list(h.Events)
	snippets := make([]search.Snippet, len(h.Snippets))
	for j, sn := range h.Snippets {
		sn.Marks = list(sn.Marks)
		snippets[j] = sn
	}
	h.Snippets = snippets
	return h
}

func wholeArticle(a news.Article) news.Article {
	a.Authors = list(a.Authors)
	t := a.Tags
	t.People, t.Countries, t.Events = []news.Person{}, []news.Country{}, []news.Event{}
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
