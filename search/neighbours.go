package search

import (
	"context"

	"dateline/search/news"
	"dateline/search/query"
)

// maxNeighbours is how far down a search its articles know their neighbours.
const maxNeighbours = 1000

// Neighbour is an article beside another in a search.
type Neighbour struct {
	ID    news.ID `json:"id"`
	Title string  `json:"title"`
}

// Neighbours is where an article stands in a search: its number from 1, of Total hits,
// and the articles before and after it, nil at the ends.
type Neighbours struct {
	Number   int
	Total    int
	Previous *Neighbour
	Next     *Neighbour
}

// Neighbours finds the article of id among the first maxNeighbours hits of req.
// Number is 0 where it is not among them. It fails as Search does.
func (s *Service) Neighbours(ctx context.Context, req Request, id news.ID) (Neighbours, error) {
	req.Cursor, req.Facets, req.Timeline, req.Size, req.Explain = "", []news.Facet{}, query.None, MaxSize, false
	req, err := s.current(ctx, req)
	if err != nil {
		return Neighbours{}, err
	}
	parsed, err := check(req)
	if err != nil {
		return Neighbours{}, err
	}
	var out Neighbours
	err = s.limited(ctx, func(ctx context.Context) error {
		out, err = s.neighbours(ctx, req, parsed, id)
		return err
	})
	return out, err
}

func (s *Service) neighbours(ctx context.Context, req Request, parsed checked, id news.ID) (Neighbours, error) {
	p, err := s.plan(ctx, req, parsed)
	if err != nil {
		return Neighbours{}, err
	}
	p.plan.Size = maxNeighbours
	answer, err := s.engine.Search(ctx, p.plan)
	if err != nil {
		return Neighbours{}, engineError(err)
	}
	out := Neighbours{Total: answer.Listed}
	for i, h := range answer.Hits {
		if h.ID != id {
			continue
		}
		out.Number = i + 1
		if i > 0 {
			out.Previous = &Neighbour{ID: answer.Hits[i-1].ID}
		}
		if i+1 < len(answer.Hits) {
			out.Next = &Neighbour{ID: answer.Hits[i+1].ID}
		}
	}
	return out, s.titleNeighbours(ctx, out.Previous, out.Next)
}

func (s *Service) titleNeighbours(ctx context.Context, beside ...*Neighbour) error {
	for _, n := range beside {
		if n == nil {
			continue
		}
		found, err := s.library.Articles(ctx, []news.ID{n.ID})
		if err != nil {
			return err
		}
		if len(found) == 1 {
			n.Title = found[0].Title
		}
	}
	return nil
}
