package search

import (
	"context"

	"dateline/search/news"
	"dateline/search/query"
)

// planned is a request with every name resolved, and what is to be told of it.
type planned struct {
	plan  query.Plan
	notes []string
}

// plan resolves the names of c's query and states the whole question.
func (s *Service) plan(ctx context.Context, req Request, c checked) (planned, error) {
	r := &resolver{service: s}
	node, err := r.resolve(ctx, c.node)
	if err != nil {
		return planned{}, err
	}
	plan := query.Plan{
		Query: node, Choices: req.Choices, From: c.from, To: c.to,
		Sort: c.sort, Size: hitSize(req.Size), After: c.after,
		Facets: req.Facets, FacetSize: req.FacetSize, Timeline: req.Timeline,
		Explain: req.Explain, Collapse: req.Copies == CollapseCopies,
	}
	if req.CopiesOf != "" {
		if err := s.copiesOf(ctx, &plan, req.CopiesOf); err != nil {
			return planned{}, err
		}
	}
	if plan.Facets == nil {
		plan.Facets = news.Facets
	}
	if plan.FacetSize == 0 {
		plan.FacetSize = DefaultFacetSize
	}
	if plan.Timeline == "" {
		plan.Timeline = query.Auto
	}
	return planned{plan, r.notes}, nil
}

func hitSize(size int) int {
	switch size {
	case 0:
		return DefaultSize
	case NoHits:
		return 0
	}
	return size
}
