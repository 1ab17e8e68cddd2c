package web

import (
	"context"
	"fmt"
	"net/http"

	"dateline/web/view"

	"github.com/gin-gonic/gin"
)

// sources asks the crawl, if there is one.
func (s *Server) sources(ctx context.Context) ([]Source, error) {
	if s.crawl == nil {
		return nil, errNoRoute
	}
	found, err := s.crawl.Sources(ctx)
	if err != nil {
		return nil, fmt.Errorf("web: sources: %w", err)
	}
	return found, nil
}

func (s *Server) apiSources(c *gin.Context) error {
	if _, err := oneParam(c, ""); err != nil {
		return err
	}
	found, err := s.sources(c.Request.Context())
	if err != nil {
		return err
	}
	states := map[string]int{}
	for _, src := range found {
		states[src.State]++
	}
	return writeJSON(c, http.StatusOK, "application/json", map[string]any{"sources": list(found), "states": states})
}

func (s *Server) sourcesPage(c *gin.Context) error {
	found, err := s.sources(c.Request.Context())
	if err != nil {
		return err
	}
	rows := make([]view.SourceRow, 0, len(found))
	for _, src := range found {
		rows = append(rows, view.SourceRow{
			URL: src.URL, Kind: src.Kind, Order: src.Order, Name: src.Name, State: src.State, Error: src.LastError, Items: src.Items, Failures: src.Failures,
			LastSuccess: src.LastSuccess, LastNew: src.LastNew, Newest: src.Newest, NextVisit: src.NextVisit,
		})
	}
	return s.page(c, http.StatusOK, view.NewSources(rows))
}
