package search

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dateline/search/news"
	"dateline/search/query"
)

// resolver looks up the names of a query's tags. A name of a closed vocabulary
// (countries, event types, languages) that is not in it is a mistake; a person
// or a source that the archive does not hold matches nothing, and a note says so.
type resolver struct {
	service *Service
	notes   []string
	sources []query.Count // every source, read once
}

func (r *resolver) resolve(ctx context.Context, n query.Node) (query.Node, error) {
	return query.Map(n, func(leaf query.Node) (query.Node, error) {
		tag, ok := leaf.(*query.Tag)
		if !ok {
			return leaf, nil
		}
		found, err := r.values(ctx, tag)
		if err != nil {
			return nil, err
		}
		r.note(tag, found)
		resolved := *tag
		resolved.Values = []string{}
		for _, f := range found {
			resolved.Values = append(resolved.Values, f.value)
		}
		if len(found) == 1 {
			resolved.Text = found[0].name
		}
		return &resolved, nil
	})
}

// found is one thing a name means; articles is -1 where it was not counted.
type found struct {
	value, name string
	articles    int
}

func (r *resolver) values(ctx context.Context, tag *query.Tag) ([]found, error) {
	switch tag.Facet {
	case news.FacetPerson:
		return r.people(ctx, tag)
	case news.FacetCountry:
		return countries(tag)
	case news.FacetEvent:
		return events(tag)
	case news.FacetSource:
		return r.fromSources(ctx, tag)
	case news.FacetLang:
		return languages(tag)
	}
	return nil, &query.Error{Position: tag.Span.Start, Message: "there is no facet " + string(tag.Facet), Hint: "the facets are " + list(news.Facets)}
}

func (r *resolver) people(ctx context.Context, tag *query.Tag) ([]found, error) {
	if strings.HasPrefix(tag.Text, "p-") && !strings.Contains(tag.Text, " ") {
		names, err := r.service.library.PersonNames(ctx, []news.PersonID{news.PersonID(tag.Text)})
		if err != nil {
			return nil, fmt.Errorf("search: person %q: %w", tag.Text, err)
		}
		if name, ok := names[news.PersonID(tag.Text)]; ok {
			return []found{{tag.Text, name, -1}}, nil
		}
	}
	people, err := r.service.library.FindPeople(ctx, tag.Text, maxPeople+1)
	if err != nil {
		return nil, fmt.Errorf("search: find people %q: %w", tag.Text, err)
	}
	if len(people) > maxPeople {
		people = people[:maxPeople]
		r.notes = append(r.notes, fmt.Sprintf("%s matched more than %d people; only the %d most mentioned are searched for", tag, maxPeople, maxPeople))
	}
	var out []found
	for _, p := range people {
		out = append(out, found{string(p.ID), p.Name, p.Articles})
	}
	return out, nil
}

func countries(tag *query.Tag) ([]found, error) {
	if code, ok := news.LookupCountry(tag.Text); ok {
		name, _ := news.CountryName(code)
		return []found{{string(code), name, -1}}, nil
	}
	out := matchCountries(fold(tag.Text), news.Countries())
	if len(out) == 0 {
		return nil, unknown(tag, "country", "write a name as Ukraine or a code as UA")
	}
	return out, nil
}

// matchCountries lists countries of whose name or alias prefix begins a word.
func matchCountries(prefix string, all []news.CountryInfo) []found {
	var out []found
	for _, c := range all {
		names := append([]string{c.Name}, c.Aliases...)
		if slices.ContainsFunc(names, func(name string) bool { return begins(name, prefix) }) {
			out = append(out, found{string(c.Code), c.Name, -1})
		}
	}
	return out
}

func events(tag *query.Tag) ([]found, error) {
	var out []found
	for _, value := range news.FindEventValues(tag.Text) {
		name, _ := news.EventName(value)
		out = append(out, found{value, name, -1})
	}
	if len(out) == 0 {
		return nil, unknown(tag, "event type", "write one as protest, talks or election")
	}
	return out, nil
}

func languages(tag *query.Tag) ([]found, error) {
	text := fold(tag.Text)
	for _, l := range langs {
		if text == l.code || text == fold(l.name) || text == fold(l.own) {
			return []found{{l.code, l.name, -1}}, nil
		}
	}
	return nil, unknown(tag, "language", "write a name as German or a code as de")
}

func unknown(tag *query.Tag, kind, hint string) error {
	return &query.Error{Position: tag.Span.Start, Message: fmt.Sprintf("no %s is called %q", kind, tag.Text), Hint: hint}
}

// fromSources matches a domain as it is, then domains that end in it ("uk"),
// then domains of which it is one part ("harbourpost" of harbourpost.example).
func (r *resolver) fromSources(ctx context.Context, tag *query.Tag) ([]found, error) {
	if r.sources == nil {
		counts, err := r.service.allValues(ctx, query.Plan{Sort: query.Newest, Timeline: query.None}, news.FacetSource)
		if err != nil {
			return nil, err
		}
		r.sources = counts.Values
	}
	domain := strings.TrimPrefix(strings.ToLower(tag.Text), "www.")
	rules := []func(string) bool{
		func(source string) bool { return source == domain },
		func(source string) bool { return strings.HasSuffix(source, "."+strings.TrimPrefix(domain, ".")) },
		func(source string) bool { return slices.Contains(strings.Split(source, "."), domain) },
	}
	for _, matches := range rules {
		var out []found
		for _, c := range r.sources {
			if matches(strings.ToLower(c.Value)) {
				out = append(out, found{c.Value, c.Value, c.N})
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// note names what an ambiguous name means, and says so where it means nothing.
func (r *resolver) note(tag *query.Tag, all []found) {
	switch len(all) {
	case 0:
		r.notes = append(r.notes, tag.String()+" matched nothing in the archive")
		return
	case 1:
		return
	}
	var named []string
	for _, f := range all[:min(len(all), namedPeople)] {
		name := f.name
		if f.articles >= 0 {
			name = fmt.Sprintf("%s (%d)", f.name, f.articles)
		}
		named = append(named, name)
	}
	if more := len(all) - len(named); more > 0 {
		named = append(named, fmt.Sprintf("%d more", more))
	}
	r.notes = append(r.notes, fmt.Sprintf("%s matched %s and %s", tag, strings.Join(named[:len(named)-1], ", "), named[len(named)-1]))
}

// allValues counts every value of facet among the articles of plan.
func (s *Service) allValues(ctx context.Context, plan query.Plan, facet news.Facet) (query.Counts, error) {
	plan.Size, plan.After, plan.Explain = 0, nil, false
	plan.Facets, plan.FacetSize, plan.Timeline = []news.Facet{facet}, -1, query.None
	answer, err := s.engine.Search(ctx, plan)
	if err != nil {
		return query.Counts{}, engineError(err)
	}
	return answer.Facets[facet], nil
}
