package search

import (
	"context"
	"fmt"
	"slices"

	"dateline/search/news"
	"dateline/search/query"
)

// current puts the ids of today in the place of people's older and variant ids
// among what req chose, so that a link that somebody kept still finds the person.
func (s *Service) current(ctx context.Context, req Request) (Request, error) {
	choice := req.Choices[news.FacetPerson]
	var ids []news.PersonID
	for _, v := range append(slices.Clone(choice.Include), choice.Exclude...) {
		ids = append(ids, news.PersonID(v))
	}
	if len(ids) == 0 || checkChoices(req.Choices) != nil { // which check is to say
		return req, nil
	}
	now, err := s.library.Current(ctx, ids)
	if err != nil {
		return req, fmt.Errorf("search: current people: %w", err)
	}
	if len(now) == 0 {
		return req, nil
	}
	choices := map[news.Facet]query.Choice{}
	for f, c := range req.Choices {
		choices[f] = c
	}
	choice.Include, choice.Exclude = renew(choice.Include, now), renew(choice.Exclude, now)
	choices[news.FacetPerson] = choice
	req.Choices = choices
	return req, nil
}

func renew(values []string, now map[news.PersonID]news.PersonID) []string {
	var out []string
	for _, v := range values {
		if id, ok := now[news.PersonID(v)]; ok {
			v = string(id)
		}
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
