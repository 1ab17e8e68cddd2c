package web

import (
	"encoding/xml"
	"fmt"
	"net/http"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"

	"github.com/gin-gonic/gin"
)

// healthz runs a real search, the smallest there is: a process that answers but
// cannot search is not healthy.
func (s *Server) healthz(c *gin.Context) error {
	res, err := s.searcher.Search(c.Request.Context(), search.Request{Size: 1, Facets: []news.Facet{}, Timeline: query.None})
	if err != nil {
		return fmt.Errorf("web: health search: %w", err)
	}
	status := "ok"
	if s.status != nil {
		// A full disk stops new articles, not searching: a restart would not help.
		if state, err := s.status.Status(c.Request.Context()); err == nil && state.Problem != "" {
			status = state.Problem
		}
	}
	return writeJSON(c, http.StatusOK, "application/json", map[string]any{"status": status, "articles": res.Total})
}

// readyz answers 200 once the index holds what the store holds.
func (s *Server) readyz(c *gin.Context) error {
	if s.status == nil {
		return writeJSON(c, http.StatusOK, "application/json", State{CaughtUp: true})
	}
	state, err := s.status.Status(c.Request.Context())
	if err != nil {
		return fmt.Errorf("web: status: %w", err)
	}
	switch {
	case state.CaughtUp:
	case state.Problem != "":
		return errDisk
	default:
		return errNotReady
	}
	return writeJSON(c, http.StatusOK, "application/json", state)
}

// openSearch describes the search box for browsers.
func (s *Server) openSearch(c *gin.Context) error {
	if s.baseURL == "" {
		return errNoRoute
	}
	type address struct {
		Type     string `xml:"type,attr"`
		Template string `xml:"template,attr"`
	}
	body, err := xml.MarshalIndent(struct {
		XMLName     xml.Name  `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
		ShortName   string    `xml:"ShortName"`
		Description string    `xml:"Description"`
		Encoding    string    `xml:"InputEncoding"`
		URLs        []address `xml:"Url"`
	}{
		ShortName: "Dateline", Description: "Search the news archive", Encoding: "UTF-8",
		URLs: []address{
			{"text/html", s.baseURL + "/?q={searchTerms}"},
			{"application/json", s.baseURL + "/api/v1/search?q={searchTerms}"},
		},
	}, "", "  ")
	if err != nil {
		return err
	}
	c.Data(http.StatusOK, "application/opensearchdescription+xml; charset=utf-8", append([]byte(xml.Header), body...))
	return nil
}
