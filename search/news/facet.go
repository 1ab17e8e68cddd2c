package news

import "slices"

// Facet names a property of articles that has countable values.
type Facet string

// The facets, in the order a page shows them.
const (
	FacetPerson  Facet = "person"
	FacetCountry Facet = "country"
	FacetEvent   Facet = "event"
	FacetSource  Facet = "source"
	FacetLang    Facet = "lang"
)

// Facets lists every facet, in the order a page shows them. Do not modify.
var Facets = []Facet{FacetPerson, FacetCountry, FacetEvent, FacetSource, FacetLang}

// The flags of an event as suffixes of its facet value: "talks.negated" counts
// articles about talks called off or denied, and never those under "talks".
const (
	FlagNegated      = ".negated"
	FlagFuture       = ".future"
	FlagHypothetical = ".hypothetical"
	FlagHistorical   = ".historical"
)

// Values gives the article's values of facet f, sorted, each once. These are
// the terms the index counts: person ids, country codes, event values (see
// Event.Value; a second-level type also counts under its first level), the
// source domain, the language.
func (a *Article) Values(f Facet) []string {
	var out []string
	switch f {
	case FacetPerson:
		for _, p := range a.Tags.People {
			out = append(out, string(p.ID))
		}
	case FacetCountry:
		for _, c := range a.Tags.Countries {
			out = append(out, string(c.Code))
		}
	case FacetEvent:
		out = a.eventValues()
	case FacetSource:
		out = nonEmpty(a.Source)
	case FacetLang:
		out = nonEmpty(a.Lang)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// eventValues are those of all events. A visit or a ceremony counts as talks that
// took place, but not where the article says itself that the talks did not: then
// only their own value is there.
func (a *Article) eventValues() []string {
	var out []string
	happened, not := map[EventType]bool{}, map[EventType]bool{}
	for i := range a.Tags.Events {
		e := &a.Tags.Events[i]
		if e.Negated {
			not[e.Type] = true
		} else if e.flag() == "" {
			happened[e.Type] = true
		}
	}
	for i := range a.Tags.Events {
		e := &a.Tags.Events[i]
		values := e.Values()
		if parent := e.Type.Parent(); parent != "" && e.flag() == "" && not[parent] && !happened[parent] {
			values = values[:1]
		}
		out = append(out, values...)
	}
	return out
}

// Values gives the facet values of e: its type and the type's first level,
// both with the flag's suffix where e did not happen (or not now). The first
// flag that holds counts: negated, hypothetical, future, historical.
func (e *Event) Values() []string {
	flag := e.flag()
	out := []string{string(e.Type) + flag}
	if parent := e.Type.Parent(); parent != "" {
		out = append(out, string(parent)+flag)
	}
	return out
}

// flag is the suffix of e's values; empty where it happened.
func (e *Event) flag() string {
	switch {
	case e.Negated:
		return FlagNegated
	case e.Hypothetical:
		return FlagHypothetical
	case e.Future:
		return FlagFuture
	case e.Historical:
		return FlagHistorical
	}
	return ""
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}
