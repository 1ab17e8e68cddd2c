package search

import (
	"context"
	"strings"

	"dateline/search/news"
	"dateline/search/query"
)

// readback says in plain English what was searched for: the query, then the
// chosen values, then the dates, then whose copies. node has its names resolved.
func (s *Service) readback(ctx context.Context, req Request, node query.Node) (string, error) {
	var parts []string
	if node != nil {
		parts = append(parts, query.Describe(node))
	}
	for _, facet := range news.Facets {
		choice := req.Choices[facet]
		names, err := s.names(ctx, facet, append(append([]string{}, choice.Include...), choice.Exclude...))
		if err != nil {
			return "", err
		}
		parts = append(parts, describeChoice(facet, choice, names)...)
	}
	parts = append(parts, describeDates(req)...)
	copies, err := s.describeCopies(ctx, req)
	if err != nil {
		return "", err
	}
	parts = append(parts, copies...)
	if len(parts) == 0 {
		return "everything", nil
	}
	return strings.Join(parts, "; "), nil
}

var facetWords = map[news.Facet]string{
	news.FacetPerson: "person", news.FacetCountry: "country", news.FacetEvent: "event type",
	news.FacetSource: "source", news.FacetLang: "language",
}

func describeChoice(facet news.Facet, choice query.Choice, names map[string]string) []string {
	var parts []string
	if len(choice.Include) > 0 {
		word := " or "
		if choice.All {
			word = " and "
		}
		parts = append(parts, facetWords[facet]+" "+joinNames(choice.Include, names, word))
	}
	if len(choice.Exclude) > 0 {
		parts = append(parts, "not "+facetWords[facet]+" "+joinNames(choice.Exclude, names, " or "))
	}
	return parts
}

func joinNames(values []string, names map[string]string, word string) string {
	var out []string
	for _, v := range values {
		out = append(out, names[v])
	}
	return strings.Join(out, word)
}

func describeDates(req Request) []string {
	switch {
	case req.From == "" && req.To == "":
		return nil
	case req.From == req.To:
		return []string{query.Describe(&query.Dates{Text: "on:" + req.From})}
	}
	return []string{query.Describe(&query.Dates{Text: req.From + ".." + req.To})}
}
