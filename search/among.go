package search

import (
	"context"
	"slices"

	"dateline/search/news"
	"dateline/search/query"
)

// Among gives those of ids whose articles req matches, in no order. Only what
// chooses articles in req is looked at. It fails as Search does.
func (s *Service) Among(ctx context.Context, req Request, ids []news.ID) ([]news.ID, error) {
	parsed, err := check(req.Filters())
	if err != nil {
		return nil, err
	}
	var out []news.ID
	err = s.limited(ctx, func(ctx context.Context) error {
		p, err := s.plan(ctx, req, parsed)
		if err != nil {
			return err
		}
		among := append([]news.ID{}, ids...)
		if only := p.plan.Only; only != nil { // what copies.of left
			among = slices.DeleteFunc(among, func(id news.ID) bool { return !slices.Contains(only, id) })
		}
		p.plan.Only, p.plan.Size, p.plan.Sort, p.plan.Collapse = among, len(ids), query.Newest, false
		p.plan.Facets, p.plan.Timeline, p.plan.Explain = nil, query.None, false
		answer, err := s.engine.Search(ctx, p.plan)
		if err != nil {
			return engineError(err)
		}
		for _, h := range answer.Hits {
			out = append(out, h.ID)
		}
		return nil
	})
	return out, err
}

// Hits gives the articles of ids as hits of no search, in their order; one that is
// gone is left out.
func (s *Service) Hits(ctx context.Context, ids []news.ID) ([]Hit, error) {
	plain := make([]query.Hit, len(ids))
	for i, id := range ids {
		plain[i].ID = id
	}
	return s.hits(ctx, plain)
}
