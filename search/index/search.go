package index

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/news"
	"dateline/search/query"
)

// Search answers plan exactly, on the articles as they are at its start. It
// returns ctx's error when that ends first, and a *query.Error where plan.Query
// cannot be run.
func (x *Index) Search(ctx context.Context, plan query.Plan) (answer query.Answer, err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	// A damaged segment can make the engine panic; that must cost one search only.
	defer func() {
		if r := recover(); r != nil {
			x.opts.Logger.Error("index: search panicked", "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("index: search: the engine panicked: %v", r)
		}
	}()
	if err := ctx.Err(); err != nil {
		return query.Answer{}, err
	}
	v, err := x.view(ctx)
	if err != nil {
		return query.Answer{}, fmt.Errorf("index: search: %w", err)
	}
	defer v.close()
	if err := x.gen.lacks(plan.Query); err != nil {
		return query.Answer{}, err
	}
	answer, err = search(v, &plan)
	var mistake *query.Error
	switch {
	case err == nil:
		return answer, nil
	case ctx.Err() != nil:
		return query.Answer{}, ctx.Err()
	case errors.As(err, &mistake):
		return query.Answer{}, mistake
	default:
		return query.Answer{}, fmt.Errorf("index: search: %w", err)
	}
}

func search(v *view, plan *query.Plan) (query.Answer, error) {
	if err := checkPlan(plan); err != nil {
		return query.Answer{}, err
	}
	f, c, err := filter(v, plan)
	if err != nil {
		return query.Answer{}, err
	}
	answer := query.Answer{Expanded: c.expansions()}
	if plan.Explain {
		if answer.Parts, err = explain(v, plan, f); err != nil {
			return query.Answer{}, err
		}
	}
	for _, bm := range f.matches {
		answer.Total += int(bm.GetCardinality())
	}
	var days *dayCounts
	if answer.Facets, days, err = countFacets(v, plan, f); err != nil {
		return query.Answer{}, err
	}
	if days != nil {
		answer.Timeline = timeline(v, f.matches, days, plan.Timeline)
	}
	answer.Listed = answer.Total
	listed := f.matches
	var groups *collapsed
	if plan.Collapse {
		groups = collapse(v, f.matches)
		listed, answer.Listed = groups.leads, answer.Total-groups.hidden
	}
	top, more, err := rank(v, plan, listed, c.scored)
	if err != nil {
		return query.Answer{}, err
	}
	answer.More = more
	if answer.Hits, err = hits(v, top, c.marked); err == nil && groups != nil {
		groups.describe(v, top, answer.Hits)
	}
	return answer, err
}

func checkPlan(plan *query.Plan) error {
	for f := range plan.Choices {
		if !slices.Contains(news.Facets, f) {
			return fmt.Errorf("there is no facet %q", f)
		}
	}
	for _, f := range plan.Facets {
		if !slices.Contains(news.Facets, f) {
			return fmt.Errorf("there is no facet %q", f)
		}
	}
	return nil
}

// filtered are the documents that parts of a plan leave, by segment.
type filtered struct {
	base    []*roaring.Bitmap // query and dates
	chosen  []chosen          // facets with a choice, in the order of news.Facets
	matches []*roaring.Bitmap // base and all choices
}

// chosen is one facet's choice as documents. include is nil where nothing was.
type chosen struct {
	facet   news.Facet
	choice  query.Choice
	include []*roaring.Bitmap
	exclude []*roaring.Bitmap
}

// filter runs the query and the choices, and gives what compiled them, which
// knows what scores and what is marked.
func filter(v *view, plan *query.Plan) (*filtered, *compiler, error) {
	c := newCompiler(v)
	m, err := c.compile(plan.Query, true)
	if err != nil {
		return nil, nil, err
	}
	f := &filtered{}
	m = and{dates{seconds(plan.From), seconds(plan.To)}, m}
	if plan.Only != nil {
		m = and{only(plan.Only), m}
	}
	if plan.Group != "" {
		m = and{tag{fieldGroup, []string{string(plan.Group)}}, m}
	}
	if f.base, err = v.each(m); err != nil {
		return nil, nil, err
	}
	for _, facet := range news.Facets {
		if choice := plan.Choices[facet]; len(choice.Include)+len(choice.Exclude) > 0 {
			ch, err := choose(v, facet, choice)
			if err != nil {
				return nil, nil, err
			}
			f.chosen = append(f.chosen, ch)
		}
	}
	f.matches = f.narrow(f.base)
	return f, c, nil
}

// only matches the articles of some ids.
type only []news.ID

func (o only) match(_ *view, s *segmentView) (*roaring.Bitmap, error) {
	ids := make([]string, len(o))
	for i, id := range o {
		ids[i] = string(id)
	}
	return s.anyOf("_id", ids)
}

// narrow leaves of docs what all choices allow.
func (f *filtered) narrow(docs []*roaring.Bitmap) []*roaring.Bitmap {
	out := slices.Clone(docs)
	for i := range out {
		for _, ch := range f.chosen {
			out[i] = ch.apply(out[i], i, true, true)
		}
	}
	return out
}

func (v *view) each(m matcher) ([]*roaring.Bitmap, error) {
	out := make([]*roaring.Bitmap, len(v.segments))
	err := v.spread(func(_ int, s *segmentView) (err error) {
		out[s.index], err = m.match(v, s)
		return err
	})
	return out, err
}

func choose(v *view, facet news.Facet, choice query.Choice) (chosen, error) {
	ch := chosen{facet: facet, choice: choice}
	var err error
	if len(choice.Include) > 0 {
		var m matcher = tag{string(facet), choice.Include}
		if choice.All {
			var each and
			for _, value := range choice.Include {
				each = append(each, tag{string(facet), []string{value}})
			}
			m = each
		}
		if ch.include, err = v.each(m); err != nil {
			return ch, err
		}
	}
	if len(choice.Exclude) > 0 {
		ch.exclude, err = v.each(tag{string(facet), choice.Exclude})
	}
	return ch, err
}

// apply narrows docs of segment i by the asked halves of the choice.
func (c *chosen) apply(docs *roaring.Bitmap, i int, include, exclude bool) *roaring.Bitmap {
	if include && c.include != nil {
		docs = roaring.And(docs, c.include[i])
	}
	if exclude && c.exclude != nil {
		docs = roaring.AndNot(docs, c.exclude[i])
	}
	return docs
}

// without are the documents that match everything but facet's choice; with no
// facet, those of the base.
func (f *filtered) without(facet news.Facet) []*roaring.Bitmap {
	out := slices.Clone(f.base)
	if facet == "" {
		return out
	}
	for i := range out {
		for _, ch := range f.chosen {
			if ch.facet != facet {
				out[i] = ch.apply(out[i], i, true, true)
			}
		}
	}
	return out
}

func (f *filtered) choice(facet news.Facet) *chosen {
	for i := range f.chosen {
		if f.chosen[i].facet == facet {
			return &f.chosen[i]
		}
	}
	return nil
}
