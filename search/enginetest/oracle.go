package enginetest

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

// The oracle answers a plan by looking at every article, the plain way the
// documentation of query.Counts and query.Timeline says it. It knows no index.
type oracle map[news.ID]news.Article

var oracleWords = []string{"talks", "grain", "treaty", "harbour", "minister", "strike", "river", "border", "vote", "court"}

func (o oracle) matchNode(n query.Node, a *news.Article) bool {
	switch n := n.(type) {
	case nil:
		return true
	case *query.And:
		return !slices.ContainsFunc(n.Kids, func(k query.Node) bool { return !o.matchNode(k, a) })
	case *query.Or:
		return slices.ContainsFunc(n.Kids, func(k query.Node) bool { return o.matchNode(k, a) })
	case *query.Not:
		return !o.matchNode(n.Kid, a)
	case *query.Word:
		return strings.Contains(" "+a.Title+" ", " "+n.Text+" ") || strings.Contains(" "+a.Text+" ", " "+n.Text+" ")
	case *query.Phrase:
		return strings.Contains(" "+a.Title+" ", " "+n.Text+" ") || strings.Contains(" "+a.Text+" ", " "+n.Text+" ")
	case *query.Tag:
		return slices.ContainsFunc(a.Values(n.Facet), func(v string) bool { return slices.Contains(n.Values, v) })
	case *query.Dates:
		return inDates(a, n.From, n.To)
	}
	panic("unknown node")
}

func inDates(a *news.Article, from, to time.Time) bool {
	at := a.Published.Time
	if at.IsZero() {
		return from.IsZero() && to.IsZero()
	}
	return (from.IsZero() || !at.Before(from)) && (to.IsZero() || at.Before(to))
}

func chosenIn(a *news.Article, f news.Facet, c query.Choice) bool {
	if len(c.Include) == 0 {
		return true
	}
	has := 0
	for _, v := range c.Include {
		if slices.Contains(a.Values(f), v) {
			has++
		}
	}
	return has > 0 && (!c.All || has == len(c.Include))
}

func excludedFrom(a *news.Article, f news.Facet, c query.Choice) bool {
	return slices.ContainsFunc(c.Exclude, func(v string) bool { return slices.Contains(a.Values(f), v) })
}

// filter gives the articles of plan; skip is a facet whose choice is not asked.
func (o oracle) filter(p *query.Plan, skip news.Facet) []news.Article {
	var out []news.Article
	for _, a := range o {
		ok := o.matchNode(p.Query, &a) && inDates(&a, p.From, p.To) && (p.Only == nil || slices.Contains(p.Only, a.ID)) &&
			(p.Group == "" || p.Group == a.Group)
		for f, c := range p.Choices {
			ok = ok && (f == skip || chosenIn(&a, f, c) && !excludedFrom(&a, f, c))
		}
		if ok {
			out = append(out, a)
		}
	}
	return out
}

func (o oracle) counts(p *query.Plan, f news.Facet) query.Counts {
	c := p.Choices[f]
	n := map[string]int{}
	out := query.Counts{Values: []query.Count{}}
	for _, a := range o.filter(p, f) {
		values := a.Values(f)
		for _, v := range c.Exclude {
			if slices.Contains(values, v) {
				n[v]++
			}
		}
		if excludedFrom(&a, f, c) || c.All && !chosenIn(&a, f, c) {
			continue
		}
		if len(values) == 0 {
			out.Missing++
		}
		for _, v := range values {
			n[v]++
		}
	}
	for v, count := range n {
		out.Values = append(out.Values, query.Count{Value: v, N: count})
	}
	out.Distinct = len(out.Values)
	order := func(a, b query.Count) int { return cmp.Or(b.N-a.N, strings.Compare(a.Value, b.Value)) }
	slices.SortFunc(out.Values, order)
	rest := []query.Count{}
	if p.FacetSize >= 0 && len(out.Values) > p.FacetSize {
		rest = out.Values[p.FacetSize:]
		out.Values = slices.Clone(out.Values[:p.FacetSize])
	}
	for _, v := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(c.Include, c.Exclude)))) {
		listed := func(c query.Count) bool { return c.Value == v }
		if slices.ContainsFunc(out.Values, listed) {
			continue
		}
		out.Values = append(out.Values, query.Count{Value: v})
		if i := slices.IndexFunc(rest, listed); i >= 0 {
			out.Values[len(out.Values)-1] = rest[i]
		}
	}
	slices.SortFunc(out.Values, order)
	return out
}

// stories are the articles of which no two are copies: of a group, the one with
// the smallest ID.
func (o oracle) stories() oracle {
	least := map[news.ID]news.ID{}
	for id, a := range o {
		if first, ok := least[a.Group]; !ok || id < first {
			least[a.Group] = id
		}
	}
	out := oracle{}
	for id, a := range o {
		if a.Group == "" || least[a.Group] == id {
			out[id] = a
		}
	}
	return out
}

// scorer is BM25 by the book, of an archive without copies, summed over the words and phrases under no Not, in
// title and body; a word is as rare as articles with it in either.
func (o oracle) scorer(n query.Node) func(*news.Article) float64 {
	type part struct {
		field  func(*news.Article) string
		weight float64
	}
	fields := []part{
		{field: func(a *news.Article) string { return a.Title }, weight: TitleWeight},
		{field: func(a *news.Article) string { return a.Text }, weight: BodyWeight},
	}
	o = o.stories()
	return func(a *news.Article) float64 {
		sum := 0.0
		for _, row := range positive(n) {
			with := 0.0
			for _, b := range o {
				if occurrencesIn(b.Title, row)+occurrencesIn(b.Text, row) > 0 {
					with++
				}
			}
			for _, f := range fields {
				length := 0.0
				for _, b := range o {
					length += float64(len(strings.Fields(f.field(&b))))
				}
				all := float64(len(o))
				tf := occurrencesIn(f.field(a), row)
				own := float64(len(strings.Fields(f.field(a))))
				idf := math.Log(1 + (all-with+0.5)/(with+0.5))
				sum += f.weight * idf * tf * 3 / (tf + 2*(0.25+0.75*own/(length/all)))
			}
		}
		return sum
	}
}

func occurrencesIn(text, row string) float64 {
	words, want := strings.Fields(text), strings.Fields(row)
	n := 0.0
	for i := range len(words) - len(want) + 1 {
		if slices.Equal(words[i:i+len(want)], want) {
			n++
		}
	}
	return n
}

// positive lists the words and phrases under no Not.
func positive(n query.Node) []string {
	var out []string
	switch n := n.(type) {
	case *query.And:
		for _, k := range n.Kids {
			out = append(out, positive(k)...)
		}
	case *query.Or:
		for _, k := range n.Kids {
			out = append(out, positive(k)...)
		}
	case *query.Word:
		out = append(out, n.Text)
	case *query.Phrase:
		out = append(out, n.Text)
	}
	return out
}

// byDate is the order of hits by date.
func byDate(sort query.Sort) func(a, b news.Article) int {
	return func(a, b news.Article) int {
		x, y := a.Published.Time, b.Published.Time
		switch {
		case x.Equal(y):
			return strings.Compare(string(a.ID), string(b.ID))
		case x.IsZero():
			return 1
		case y.IsZero():
			return -1
		case sort == query.Oldest:
			return x.Compare(y)
		default:
			return y.Compare(x)
		}
	}
}

// copies are the matches that a listed hit stands for.
func (o oracle) copies(p *query.Plan, of news.ID) []news.Article {
	group := o[of].Group
	if !p.Collapse || group == "" {
		return nil
	}
	same := slices.DeleteFunc(o.filter(p, ""), func(a news.Article) bool { return a.Group != group || a.ID == of })
	slices.SortFunc(same, byDate(query.Oldest))
	return same
}

// listed are the hits that are not another's copies.
func (o oracle) listed(p *query.Plan) []news.Article {
	found := o.filter(p, "")
	if !p.Collapse {
		return found
	}
	slices.SortFunc(found, byDate(query.Oldest))
	seen := map[news.ID]bool{}
	return slices.DeleteFunc(found, func(a news.Article) bool {
		again := a.Group != "" && seen[a.Group]
		seen[a.Group] = true
		return again
	})
}

// order is the order of hits by date.
func (o oracle) order(p *query.Plan) []news.ID {
	found := o.listed(p)
	slices.SortFunc(found, byDate(p.Sort))
	out := []news.ID{}
	for _, a := range found {
		out = append(out, a.ID)
	}
	return out
}
