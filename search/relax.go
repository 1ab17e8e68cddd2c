package search

import (
	"context"
	"slices"
	"strings"

	"dateline/search/news"
	"dateline/search/query"
)

// part is one thing that every article found had to match, and the request
// with it alone and without it.
type part struct {
	drop           string
	alone, without Request
}

// relax explains why req found nothing: a note for each part that matches no
// article at all, and the searches without one part (or without all those)
// that find something. It asks the engine at most 2*maxRelaxed+1 times.
func (s *Service) relax(ctx context.Context, req Request, parsed checked) ([]Relaxation, []string, error) {
	parts, err := s.parts(ctx, req, parsed)
	if err != nil || len(parts) < 2 {
		return nil, nil, err
	}
	var out []Relaxation
	var notes, dead []string
	rest := firstPage(req)
	for i, p := range parts {
		alone, err := s.total(ctx, p.alone)
		if err != nil {
			return nil, nil, err
		}
		if alone == 0 {
			notes = append(notes, "nothing in the archive matches "+p.drop)
			dead = append(dead, p.drop)
			rest = removePart(rest, parts[i].alone)
		}
		if out, err = s.try(ctx, out, p.drop, p.without); err != nil {
			return nil, nil, err
		}
	}
	if len(out) == 0 && len(dead) > 1 && len(dead) < len(parts) {
		out, err = s.try(ctx, out, strings.Join(dead, " and "), rest)
	}
	slices.SortStableFunc(out, func(a, b Relaxation) int { return b.Total - a.Total })
	return out, notes, err
}

// try appends the search without drop where it finds something.
func (s *Service) try(ctx context.Context, out []Relaxation, drop string, without Request) ([]Relaxation, error) {
	if !fits(without) {
		return out, nil
	}
	n, err := s.total(ctx, without)
	if err != nil || n == 0 {
		return out, err
	}
	return append(out, Relaxation{Drop: drop, Without: without.Values().Encode(), Total: n}), nil
}

// total counts what req matches, and nothing else.
func (s *Service) total(ctx context.Context, req Request) (int, error) {
	parsed, err := check(req)
	if err != nil {
		return 0, err
	}
	p, err := s.plan(ctx, req, parsed)
	if err != nil {
		return 0, err
	}
	p.plan.Size, p.plan.Facets, p.plan.Timeline, p.plan.Explain = 0, []news.Facet{}, query.None, false
	answer, err := s.engine.Search(ctx, p.plan)
	if err != nil {
		return 0, engineError(err)
	}
	return answer.Total, nil
}

// parts takes req apart: the clauses of its query, each facet's choice, the dates.
func (s *Service) parts(ctx context.Context, req Request, parsed checked) ([]part, error) {
	base := firstPage(req)
	var parts []part
	clauses := query.Clauses(parsed.node)
	for i, clause := range clauses {
		p := part{drop: query.Describe(clause), without: base, alone: Request{Q: clause.String()}}
		p.without.Q = ""
		if rest := query.Join(slices.Delete(slices.Clone(clauses), i, i+1)); rest != nil {
			p.without.Q = rest.String()
		}
		parts = append(parts, p)
	}
	for _, facet := range news.Facets {
		choice := req.Choices[facet]
		names, err := s.names(ctx, facet, append(append([]string{}, choice.Include...), choice.Exclude...))
		if err != nil {
			return nil, err
		}
		if words := describeChoice(facet, choice, names); len(words) > 0 {
			alone := Request{Choices: map[news.Facet]query.Choice{facet: choice}}
			parts = append(parts, part{drop: strings.Join(words, ", "), without: base.Cleared(facet), alone: alone})
		}
	}
	if words := describeDates(req); len(words) > 0 {
		parts = append(parts, part{drop: words[0], without: base.WithDates("", ""), alone: Request{From: req.From, To: req.To}})
	}
	parts = slices.DeleteFunc(parts, func(p part) bool { return !fits(p.alone) || !fits(p.without) })
	return parts[:min(len(parts), maxRelaxed)], nil
}

// fits says whether req may be asked: the canonical spelling of a query, with
// its quotes and parentheses, can be longer than a query may be.
func fits(req Request) bool {
	_, err := check(req)
	return err == nil
}

// removePart takes from req what alone asks for.
func removePart(req, alone Request) Request {
	for facet := range alone.Choices {
		req = req.Cleared(facet)
	}
	if alone.From != "" || alone.To != "" {
		req = req.WithDates("", "")
	}
	if alone.Q == "" {
		return req
	}
	node, err := query.Parse(req.Q)
	if err != nil {
		return req // it was parsed before
	}
	clauses := slices.DeleteFunc(slices.Clone(query.Clauses(node)), func(n query.Node) bool { return n.String() == alone.Q })
	req.Q = ""
	if rest := query.Join(clauses); rest != nil {
		req.Q = rest.String()
	}
	return req
}

// firstPage is req without what belongs to one page of it.
func firstPage(req Request) Request {
	req.Cursor = ""
	return req
}
