package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"
)

// facets gives the engine's counts their names, states and cursors.
func (s *Service) facets(ctx context.Context, req Request, plan query.Plan, counts map[news.Facet]query.Counts) (map[news.Facet]Facet, error) {
	out := make(map[news.Facet]Facet, len(counts))
	for _, facet := range plan.Facets {
		c, ok := counts[facet]
		if !ok {
			continue
		}
		values, err := s.facetValues(ctx, facet, req.Choices[facet], c.Values)
		if err != nil {
			return nil, err
		}
		f := Facet{Values: values, Distinct: c.Distinct, Missing: c.Missing}
		// Chosen values come after the FacetSize that were asked for, out of turn.
		if n := plan.FacetSize; c.Distinct > n && len(c.Values) >= n && n > 0 {
			last := c.Values[n-1]
			f.Next = nextFacetCursor(FacetRequest{Request: req, Facet: facet}, valuePosition{count: last.N, value: last.Value})
		}
		out[facet] = f
	}
	return out, nil
}

func (s *Service) facetValues(ctx context.Context, facet news.Facet, choice query.Choice, counts []query.Count) ([]FacetValue, error) {
	values := make([]string, len(counts))
	for i, c := range counts {
		values[i] = c.Value
	}
	names, err := s.names(ctx, facet, values)
	if err != nil {
		return nil, err
	}
	out := make([]FacetValue, 0, len(counts))
	for _, c := range counts {
		out = append(out, FacetValue{Value: c.Value, Name: names[c.Value], Count: c.N, State: stateOf(choice, c.Value)})
	}
	return out, nil
}

func stateOf(choice query.Choice, value string) State {
	switch {
	case slices.Contains(choice.Exclude, value):
		return Excluded
	case slices.Contains(choice.Include, value):
		return Included
	}
	return Unchosen
}

func (r FacetRequest) order() FacetOrder {
	if r.Order == "" {
		return ByCount
	}
	return r.Order
}

// Facet lists the values of one facet, page by page to the end. It fails as
// Search does.
func (s *Service) Facet(ctx context.Context, req FacetRequest) (FacetPage, error) {
	var err error
	if req.Request, err = s.current(ctx, req.Request); err != nil {
		return FacetPage{}, err
	}
	parsed, after, err := checkFacet(req)
	if err != nil {
		return FacetPage{}, err
	}
	var page FacetPage
	err = s.limited(ctx, func(ctx context.Context) error {
		page, err = s.facetPage(ctx, req, parsed, after)
		return err
	})
	return page, err
}

func checkFacet(req FacetRequest) (checked, *valuePosition, error) {
	switch {
	case !slices.Contains(news.Facets, req.Facet):
		return checked{}, nil, &ParamError{"facet", "there is no facet " + quote(string(req.Facet)) + "; they are " + list(news.Facets)}
	case req.Size < 0 || req.Size > MaxFacetSize:
		return checked{}, nil, &ParamError{"size", fmt.Sprintf("must be 1 to %d", MaxFacetSize)}
	case req.order() != ByCount && req.order() != ByName:
		return checked{}, nil, &ParamError{"order", "must be count or name"}
	case !utf8.ValidString(req.Prefix) || utf8.RuneCountInString(req.Prefix) > MaxValue:
		return checked{}, nil, &ParamError{"prefix", fmt.Sprintf("must be at most %d characters of UTF-8", MaxValue)}
	}
	parsed, err := check(req.Request.Filters())
	if err != nil {
		return checked{}, nil, err
	}
	after, err := parseFacetCursor(req)
	return parsed, after, err
}

func (s *Service) facetPage(ctx context.Context, req FacetRequest, parsed checked, after *valuePosition) (FacetPage, error) {
	p, err := s.plan(ctx, req.Request, parsed)
	if err != nil {
		return FacetPage{}, err
	}
	counts, err := s.allValues(ctx, p.plan, req.Facet)
	if err != nil {
		return FacetPage{}, err
	}
	page := FacetPage{Facet: req.Facet, Unit: unit, Distinct: counts.Distinct, Missing: counts.Missing}
	all := counts.Values
	var keys map[string]string
	if prefix := fold(req.Prefix); prefix != "" || req.order() == ByName {
		if all, keys, err = s.byName(ctx, req, prefix, all); err != nil {
			return FacetPage{}, err
		}
		page.Distinct = distinct(all)
	} else if req.Prefix != "" {
		all, page.Distinct = nil, 0 // punctuation begins no name
	}
	all, page.Next = cutPage(req, all, keys, after)
	page.Values, err = s.facetValues(ctx, req.Facet, req.Request.Choices[req.Facet], all)
	return page, err
}

// byName keeps the values whose name has the prefix, and orders them by name
// where that is asked for. It gives the key of every name as well.
func (s *Service) byName(ctx context.Context, req FacetRequest, prefix string, all []query.Count) ([]query.Count, map[string]string, error) {
	values := make([]string, len(all))
	for i, c := range all {
		values[i] = c.Value
	}
	names, err := s.names(ctx, req.Facet, values)
	if err != nil {
		return nil, nil, err
	}
	var kept []query.Count
	keys := make(map[string]string, len(all))
	for _, c := range all {
		if begins(names[c.Value], prefix) {
			kept = append(kept, c)
			keys[c.Value] = nameKey(names[c.Value])
		}
	}
	if req.order() == ByName {
		slices.SortFunc(kept, func(a, b query.Count) int {
			return cmp.Or(strings.Compare(keys[a.Value], keys[b.Value]), strings.Compare(a.Value, b.Value))
		})
	}
	return kept, keys, nil
}

// nameKey is what names are ordered by, short enough for a cursor.
func nameKey(name string) string {
	key := fold(name)
	for len(key) > maxCursorName {
		_, size := utf8.DecodeLastRuneInString(key)
		key = key[:len(key)-size]
	}
	return key
}

func distinct(all []query.Count) int {
	n := 0
	for _, c := range all {
		if c.N > 0 {
			n++
		}
	}
	return n
}

// cutPage gives the page of all behind after, and the cursor of the next one.
// It goes by position, not number, so that values that come and go between two
// pages make neither a gap nor a repetition among the rest.
func cutPage(req FacetRequest, all []query.Count, keys map[string]string, after *valuePosition) ([]query.Count, string) {
	position := func(c query.Count) valuePosition {
		if req.order() == ByName {
			return valuePosition{name: keys[c.Value], value: c.Value}
		}
		return valuePosition{count: c.N, value: c.Value}
	}
	start := 0
	if after != nil {
		start, _ = slices.BinarySearchFunc(all, *after, func(c query.Count, a valuePosition) int {
			return cmp.Or(position(c).compare(a), -1) // behind one that is equal
		})
	}
	size := req.Size
	if size == 0 {
		size = DefaultFacetPage
	}
	rest := all[start:]
	if len(rest) <= size {
		return rest, ""
	}
	return rest[:size], nextFacetCursor(req, position(rest[size-1]))
}

func (p valuePosition) compare(q valuePosition) int {
	return cmp.Or(cmp.Compare(q.count, p.count), strings.Compare(p.name, q.name), strings.Compare(p.value, q.value))
}
