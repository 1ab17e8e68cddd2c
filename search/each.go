package search

import (
	"context"

	"dateline/search/news"
	"dateline/search/query"
)

// eachPage is how many hits Each fetches at once: its answer is held in memory,
// and its place among the searches is given up between two pages, so that a slow
// reader of an export keeps nobody from searching.
const eachPage = 200

// Each calls f with every hit of req from its cursor on, in order, and with the
// cursor that goes on behind the hit. Facets, timeline and size of req are not
// looked at. It ends with f's first error. An article added meanwhile neither
// repeats nor hides another.
func (s *Service) Each(ctx context.Context, req Request, f func(hit Hit, cursor string) error) error {
	req.Facets, req.Timeline, req.Size, req.Explain = []news.Facet{}, query.None, MaxSize, false
	req, err := s.current(ctx, req)
	if err != nil {
		return err
	}
	for {
		parsed, err := check(req)
		if err != nil {
			return err
		}
		var page eachHits
		err = s.limited(ctx, func(ctx context.Context) error {
			page, err = s.eachPage(ctx, req, parsed)
			return err
		})
		if err != nil {
			return err
		}
		for i, hit := range page.hits {
			if err := f(hit, page.cursors[i]); err != nil {
				return err
			}
		}
		if page.next == "" {
			return nil
		}
		req.Cursor = page.next
	}
}

// eachHits is one page; cursors stand beside hits, next is empty on the last.
type eachHits struct {
	hits    []Hit
	cursors []string
	next    string
}

func (s *Service) eachPage(ctx context.Context, req Request, parsed checked) (eachHits, error) {
	p, err := s.plan(ctx, req, parsed)
	if err != nil {
		return eachHits{}, err
	}
	p.plan.Size = eachPage
	answer, err := s.engine.Search(ctx, p.plan)
	if err != nil {
		return eachHits{}, engineError(err)
	}
	hits, err := s.hits(ctx, answer.Hits)
	if err != nil {
		return eachHits{}, err
	}
	if err := s.withCopies(ctx, req, hits, answer.Hits); err != nil {
		return eachHits{}, err
	}
	page := eachHits{hits: hits, cursors: make([]string, 0, len(hits))}
	next := 0
	for _, h := range answer.Hits {
		if next < len(hits) && hits[next].ID == h.ID { // the others were removed meanwhile
			page.cursors = append(page.cursors, nextCursor(req, p.plan.Sort, h))
			next++
		}
	}
	if answer.More && len(answer.Hits) > 0 {
		page.next = nextCursor(req, p.plan.Sort, answer.Hits[len(answer.Hits)-1])
	}
	return page, nil
}
