package web

import (
	"net/http"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

// mapPage draws the countries of a search.
func (s *Server) mapPage(c *gin.Context) error {
	v, r, err := requestOf(c)
	if err != nil {
		return s.problemPage(c, v, r, err)
	}
	count := r
	count.Size, count.Facets, count.Timeline, count.Cursor = search.NoHits, []news.Facet{}, query.None, ""
	total, err := s.searcher.Search(c.Request.Context(), count)
	if err != nil {
		return s.problemPage(c, v, r, err)
	}
	// There are fewer countries than the largest page of values.
	page, err := s.searcher.Facet(c.Request.Context(), search.FacetRequest{Request: r, Facet: news.FacetCountry, Size: search.MaxFacetSize})
	if err != nil {
		return s.problemPage(c, v, r, err)
	}
	return s.page(c, http.StatusOK, view.NewMap(r, total.Total, page))
}
