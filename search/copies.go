package search

import (
	"context"
	"fmt"
	"slices"

	"dateline/search/news"
	"dateline/search/query"
)

// Copies says whether every copy of a story is listed or only the earliest of
// those that match. Either way totals, facets and timeline count all articles.
type Copies string

// The ways to list copies. An empty one shows them, as API.md has it: pages of
// hits hold Total hits in all.
const (
	ShowCopies     Copies = "show"
	CollapseCopies Copies = "collapse"
)

// MaxCopies is how many copies of an article CopiesOf gives.
const MaxCopies = 100

// Copy is an article that another stands for.
type Copy struct {
	ID     news.ID `json:"id"`
	Source string  `json:"source"`
	Site   string  `json:"site,omitempty"`
}

func checkCopies(req Request) error {
	if req.Copies != "" && req.Copies != ShowCopies && req.Copies != CollapseCopies {
		return &ParamError{"copies", "must be collapse or show"}
	}
	if req.CopiesOf != "" && !req.CopiesOf.Valid() {
		return &ParamError{"copies.of", "is no article's id, which is 16 hexadecimal digits"}
	}
	return nil
}

// copiesOf narrows plan to the copies of an article, itself included.
func (s *Service) copiesOf(ctx context.Context, plan *query.Plan, id news.ID) error {
	found, err := s.library.Articles(ctx, []news.ID{id})
	switch {
	case err != nil:
		return fmt.Errorf("search: copies of %s: %w", id, err)
	case len(found) == 0:
		return &ParamError{"copies.of", "no article has the id " + string(id)}
	case found[0].Group == "":
		plan.Only = []news.ID{id}
	default:
		plan.Group = found[0].Group
	}
	return nil
}

// describeCopies says in plain English whose copies req asks for.
func (s *Service) describeCopies(ctx context.Context, req Request) ([]string, error) {
	if req.CopiesOf == "" {
		return nil, nil
	}
	found, err := s.library.Articles(ctx, []news.ID{req.CopiesOf})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return []string{"copies of “" + clip(found[0].Title) + "”"}, nil
}

// withCopies says of each hit which copies it stands for. The library knows the
// names of their sites; one that is gone meanwhile has only its source's domain.
func (s *Service) withCopies(ctx context.Context, req Request, hits []Hit, found []query.Hit) error {
	var ids []news.ID
	for _, f := range found {
		for _, c := range f.First {
			ids = append(ids, c.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	articles, err := s.library.Articles(ctx, ids)
	if err != nil {
		return fmt.Errorf("search: copies: %w", err)
	}
	sites := map[news.ID]string{}
	for i := range articles {
		sites[articles[i].ID] = articles[i].Site
	}
	for _, f := range found {
		i := slices.IndexFunc(hits, func(h Hit) bool { return h.ID == f.ID })
		if i < 0 || f.Copies == 0 {
			continue
		}
		hits[i].Copies, hits[i].CopiesWith = f.Copies, req.Filters().WithCopiesOf(f.ID).Values().Encode()
		for _, c := range f.First {
			hits[i].CopiesFirst = append(hits[i].CopiesFirst, Copy{c.ID, c.Source, sites[c.ID]})
		}
	}
	return nil
}

// CopiesOf gives the other articles that are copies of the one of id, the earliest
// first and at most MaxCopies, and how many there are. It fails with ErrNotFound,
// and as Search does.
func (s *Service) CopiesOf(ctx context.Context, id news.ID) (copies []Hit, total int, err error) {
	a, err := s.Article(ctx, id)
	if err != nil || a.Group == "" {
		return []Hit{}, 0, err
	}
	err = s.limited(ctx, func(ctx context.Context) error {
		answer, err := s.engine.Search(ctx, query.Plan{Group: a.Group, Sort: query.Oldest, Size: MaxCopies + 1, Timeline: query.None})
		if err != nil {
			return engineError(err)
		}
		others := slices.DeleteFunc(answer.Hits, func(h query.Hit) bool { return h.ID == id })
		total = answer.Total - (len(answer.Hits) - len(others))
		copies, err = s.hits(ctx, others[:min(len(others), MaxCopies)])
		return err
	})
	for i := range copies {
		copies[i].Snippets = []Snippet{} // of words nobody asked for
	}
	return copies, total, err
}
