package index

import (
	"dateline/search/query"
)

// explain counts what each part of the plan's query matches alone, under the
// same dates and choices. Each is a search of its own: nothing is estimated.
func explain(v *view, plan *query.Plan, f *filtered) ([]query.Part, error) {
	var out []query.Part
	var err error
	query.Walk(plan.Query, func(n query.Node) bool {
		if err != nil {
			return false
		}
		var total int
		if total, err = countPart(v, plan, f, n); err == nil {
			out = append(out, query.Part{Node: n, Total: total})
		}
		return err == nil
	})
	return out, err
}

func countPart(v *view, plan *query.Plan, f *filtered, n query.Node) (int, error) {
	m, err := newCompiler(v).compile(n, false)
	if err != nil {
		return 0, err
	}
	docs, err := v.each(and{dates{seconds(plan.From), seconds(plan.To)}, m})
	if err != nil {
		return 0, err
	}
	total := 0
	for _, bm := range f.narrow(docs) {
		total += int(bm.GetCardinality())
	}
	return total, nil
}

func (c *compiler) expansions() []query.Expansion {
	var out []query.Expansion
	for _, e := range c.expanded {
		out = append(out, query.Expansion{Word: e.word, Words: len(e.terms)})
	}
	return out
}
