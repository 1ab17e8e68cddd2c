package search

import (
	"context"
	"fmt"
	"slices"

	"dateline/search/news"
	"dateline/search/query"
)

// hits fills the engine's hits with what the library holds. Articles that are
// gone since they were indexed are left out.
func (s *Service) hits(ctx context.Context, hits []query.Hit) ([]Hit, error) {
	out := make([]Hit, 0, len(hits))
	if len(hits) == 0 {
		return out, nil
	}
	ids := make([]news.ID, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	articles, err := s.library.Articles(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("search: articles: %w", err)
	}
	byID := make(map[news.ID]*news.Article, len(articles))
	var people []string
	for i := range articles {
		a := &articles[i]
		byID[a.ID] = a
		people = append(people, a.Values(news.FacetPerson)...)
	}
	slices.Sort(people)
	names, err := s.people(ctx, slices.Compact(people))
	if err != nil {
		return nil, err
	}
	for _, h := range hits {
		if a, ok := byID[h.ID]; ok {
			out = append(out, newHit(h, a, names))
		}
	}
	return out, nil
}

func newHit(h query.Hit, a *news.Article, names map[news.PersonID]string) Hit {
	hit := Hit{
		ID: a.ID, URL: a.URL, Title: a.Title, Source: a.Source, Site: a.Site,
		Authors: append([]string{}, a.Authors...), Published: a.Published, Lang: a.Lang,
		Score: h.Score, Snippets: snippets(a, h.Matches),
		Copied: a.Group != "",
		People: []Named{}, Countries: []Coded{}, Events: []TypeName{},
	}
	for _, p := range a.Tags.People {
		name := p.Name
		if known, ok := names[p.ID]; ok {
			name = known
		}
		hit.People = append(hit.People, Named{string(p.ID), name})
	}
	for _, c := range a.Tags.Countries {
		hit.Countries = append(hit.Countries, Coded{string(c.Code), vocabularyName(news.FacetCountry, string(c.Code))})
	}
	for _, e := range a.Tags.Events {
		value := e.Values()[0]
		event := TypeName{value, vocabularyName(news.FacetEvent, value)}
		if !slices.Contains(hit.Events, event) {
			hit.Events = append(hit.Events, event)
		}
	}
	return hit
}
