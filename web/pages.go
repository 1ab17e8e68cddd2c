package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

const htmlType = "text/html; charset=utf-8"

// page prints p.
func (s *Server) page(c *gin.Context, status int, p view.Page) error {
	var b bytes.Buffer
	if err := s.templates.Render(&b, p); err != nil {
		return err
	}
	if status == http.StatusOK {
		return s.send(c, htmlType, b.Bytes(), b.Bytes())
	}
	c.Data(status, htmlType, b.Bytes())
	return nil
}

func (s *Server) searchPage(c *gin.Context) error {
	v, r, err := requestOf(c)
	if err != nil {
		return s.problemPage(c, v, r, err)
	}
	res, err := s.searcher.Search(c.Request.Context(), r)
	if err != nil {
		return s.problemPage(c, v, r, err)
	}
	if res.Asked != nil {
		r.Choices = res.Asked.Choices
	}
	together, err := s.standsOut(c.Request.Context(), r, res)
	if err != nil {
		return err
	}
	return s.page(c, http.StatusOK, view.NewSearch(r, res, together))
}

// pageTogether are the values of each kind that stand out on a search page.
const pageTogether = 6

// standsOut asks who appears with what was found. Everything stands out against
// nothing, and a later page says nothing new.
func (s *Server) standsOut(ctx context.Context, r search.Request, res search.Result) ([]search.Together, error) {
	if res.Total < 2 || r.Cursor != "" || r.Q == "" && !r.IsFiltered() {
		return nil, nil
	}
	return s.searcher.Together(ctx, r, []news.Facet{news.FacetPerson, news.FacetCountry}, pageTogether)
}

// problemPage shows a mistake on the search page, where it can be mended; other
// errors are passed on.
func (s *Server) problemPage(c *gin.Context, v url.Values, r search.Request, err error) error {
	var qe *query.Error
	if errors.As(err, &qe) {
		return s.page(c, http.StatusBadRequest, view.NewProblem(r, view.QueryProblem(r, qe.Position, qe.Message, qe.Hint, remedy(r.Q, qe.Position))))
	}
	var pe *search.ParamError
	if !errors.As(err, &pe) {
		return err
	}
	rest := url.Values{}
	for name, values := range v {
		if name != pe.Param {
			rest[name] = values
		}
	}
	// What is right is kept, so that the box and the chips stay.
	if r, err = search.ParseRequest(rest); err != nil {
		r = search.Request{Q: v.Get("q")}
	}
	return s.page(c, http.StatusBadRequest, view.NewProblem(r, view.ParamProblem(r, pe.Param, pe.Detail)))
}

// remedy finds a query near q that has no mistake: what was left open closed,
// or the wrong word left out. It is only ever offered. Empty where there is none.
func remedy(q string, position int) string {
	before, _, after := view.CutAt(q, position)
	for _, candidate := range []string{q + ")", q + `"`, strings.Join(strings.Fields(before+" "+after), " ")} {
		if node, err := query.Parse(candidate); err == nil && node != nil {
			return candidate
		}
	}
	return ""
}

func (s *Server) facetPage(c *gin.Context) error {
	v, fr, err := facetPageOf(c)
	if err != nil {
		return s.problemPage(c, v, search.Request{}, err)
	}
	page, err := s.searcher.Facet(c.Request.Context(), fr)
	if err != nil {
		return s.problemPage(c, v, fr.Request, err)
	}
	return s.page(c, http.StatusOK, view.NewFacetList(fr, page))
}

func (s *Server) articlePage(c *gin.Context) error {
	v, r, err := requestOf(c)
	if err != nil {
		return s.problemPage(c, v, r, err)
	}
	a, err := s.article(c)
	if err != nil {
		return err
	}
	beside, err := s.beside(c.Request.Context(), r, a.ID)
	if err != nil {
		return err
	}
	page := view.NewArticle(a, r, beside)
	if s.corrections != nil {
		page = page.Editable()
	}
	return s.page(c, http.StatusOK, page)
}

// beside gathers what stands around an article. A search that has become invalid
// since the link was made takes away its neighbours and not the article.
func (s *Server) beside(ctx context.Context, r search.Request, id news.ID) (view.Beside, error) {
	var b view.Beside
	var err error
	if b.Similar, err = s.searcher.Similar(ctx, id, 0); err != nil {
		return b, err
	}
	if b.Copies, b.CopiesTotal, err = s.searcher.CopiesOf(ctx, id); err != nil {
		return b, err
	}
	versions, err := s.searcher.Versions(ctx, id)
	if err != nil {
		return b, err
	}
	b.Versions = len(versions)
	b.Neighbours, err = s.searcher.Neighbours(ctx, r, id)
	if p, known := problemOf(err); err != nil && known && p.Status == http.StatusBadRequest {
		return b, nil
	}
	return b, err
}

// article finds the article that the path names.
func (s *Server) article(c *gin.Context) (news.Article, error) {
	id := news.ID(c.Param("id"))
	if !id.Valid() {
		return news.Article{}, errNoRoute
	}
	return s.searcher.Article(c.Request.Context(), id)
}

func (s *Server) helpPage(c *gin.Context) error {
	return s.page(c, http.StatusOK, view.NewHelp(s.exampleOf(c.Request.Context())))
}

func (s *Server) static(c *gin.Context) error {
	a, ok := s.templates.Asset(c.Param("name"))
	if !ok {
		return errNoRoute
	}
	if c.Query("v") == a.Version {
		c.Header("Cache-Control", "public, max-age=31536000, immutable")
	}
	c.Data(http.StatusOK, a.Type, a.Bytes)
	return nil
}
