package web

import (
	"net/http"
	"net/url"

	"dateline/search"
	"dateline/search/news"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

// profilePage shows one value of a facet: a person, a country, an event type.
func (s *Server) profilePage(facet news.Facet) handler {
	return func(c *gin.Context) error {
		if _, err := oneParam(c, ""); err != nil {
			return err
		}
		p, err := s.searcher.Profile(c.Request.Context(), facet, c.Param("value"))
		if err != nil {
			return err
		}
		page := view.NewProfile(p)
		if s.corrections != nil {
			page = page.Editable(facet, p.Value)
		}
		return s.page(c, http.StatusOK, page)
	}
}

func (s *Server) apiPerson(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	p, err := s.searcher.Person(c.Request.Context(), news.PersonID(c.Param("id")))
	if err != nil {
		return err
	}
	p.Spellings, p.Roles = list(p.Spellings), list(p.Roles)
	return answer(s, c, p, nil)
}

func (s *Server) apiTogether(c *gin.Context) error {
	v, err := paramsOf(c)
	if err != nil {
		return err
	}
	r, facet, size, err := search.ParseTogether(v)
	if err != nil {
		return err
	}
	found, err := s.searcher.Together(c.Request.Context(), r, []news.Facet{facet}, size)
	if err != nil {
		return err
	}
	return answer(s, c, found[0], nil)
}

func (s *Server) apiSimilar(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	id := news.ID(c.Param("id"))
	if !id.Valid() {
		return errNoRoute
	}
	hits, err := s.searcher.Similar(c.Request.Context(), id, 0)
	if err != nil {
		return err
	}
	for i, h := range hits {
		hits[i] = wholeHit(h)
	}
	return answer(s, c, map[string]any{"hits": list(hits)}, nil)
}

func (s *Server) versions(c *gin.Context) ([]search.Version, error) {
	id := news.ID(c.Param("id"))
	if !id.Valid() {
		return nil, errNoRoute
	}
	return s.searcher.Versions(c.Request.Context(), id)
}

func (s *Server) apiVersions(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	found, err := s.versions(c)
	if err != nil {
		return err
	}
	for i := range found {
		found[i].Article = wholeArticle(found[i].Article)
	}
	return answer(s, c, map[string]any{"versions": found}, nil)
}

// versionsPage shows what changed between two versions of an article.
func (s *Server) versionsPage(c *gin.Context) error {
	v, err := paramsOf(c)
	if err != nil {
		return err
	}
	found, err := s.versions(c)
	if err != nil {
		return err
	}
	number, err := versionNumber(v, len(found))
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, view.NewVersions(found, number))
}

// versionNumber reads which version is shown beside the one before it, counted
// from 1 for the first that was seen; the latest where it is not said.
func versionNumber(v url.Values, versions int) (int, error) {
	for name, values := range v {
		if name != "version" || len(values) > 1 {
			return 0, &search.ParamError{Param: name, Detail: "there is no such parameter here; version is the number of one"}
		}
	}
	return numberIn("version", v.Get("version"), versions, versions)
}
