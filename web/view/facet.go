package view

import (
	"dateline/search"
	"dateline/search/news"
)

// Facet is one group of values beside the hits.
type Facet struct {
	Name     string // the parameter: "person"
	Title    string
	Values   []Value
	Distinct int
	Missing  int
	Find     string // address of the page with every value
	Map      string // address of the map; empty but for countries
	Modes    []Choice
}

// Value is one facet value with its three actions. Bar is its share of the
// largest count, in percent.
type Value struct {
	search.FacetValue
	Facet          string
	Bar            int
	Only, Not, Off string
	Href           string // narrows the search to it as well
}

func newFacet(r search.Request, f news.Facet, counts search.Facet) Facet {
	v := Facet{
		Name: string(f), Title: facetTitles[f], Distinct: counts.Distinct, Missing: counts.Missing,
		Find: facetHref(r, f), Values: newValues(r, f, counts.Values),
	}
	if f == news.FacetCountry {
		v.Map = mapHref(r)
	}
	if c := r.Choices[f]; len(c.Include) > 1 && f != news.FacetSource && f != news.FacetLang {
		v.Modes = []Choice{
			{Link{"any of these", searchHref(r.WithAll(f, false))}, !c.All},
			{Link{"all of these", searchHref(r.WithAll(f, true))}, c.All},
		}
	}
	return v
}

func newValues(r search.Request, f news.Facet, values []search.FacetValue) []Value {
	top := 1
	for _, v := range values {
		top = max(top, v.Count)
	}
	out := make([]Value, 0, len(values))
	for _, v := range values {
		if v.Name == "" || v.Name == v.Value {
			v.Name = valueName(f, v.Value)
		}
		out = append(out, Value{
			FacetValue: v, Facet: string(f), Bar: v.Count * 100 / top,
			Only: searchHref(r.Only(f, v.Value)),
			Not:  searchHref(r.With(f, v.Value, search.Excluded)),
			Off:  searchHref(r.Without(f, v.Value)),
			Href: searchHref(r.With(f, v.Value, search.Included)),
		})
	}
	return out
}

// FacetList is the page with every value of one facet.
type FacetList struct {
	Frame
	Facet   Facet
	Chips   []Chip
	Prefix  string
	Orders  []Choice
	Keep    []Pair // the search, for the find form
	Back    string
	First   string
	Next    string
	Problem *Problem
}

func (FacetList) template() string { return "facet" }

// NewFacetList lays out one page of a facet's values.
func NewFacetList(fr search.FacetRequest, page search.FacetPage) FacetList {
	r := fr.Request
	p := FacetList{
		Facet:  newFacet(r, fr.Facet, search.Facet{Values: page.Values, Distinct: page.Distinct, Missing: page.Missing}),
		Chips:  chips(r, nameValues(fr.Facet, page.Values)),
		Prefix: fr.Prefix, Keep: hidden(r, func(Pair) bool { return false }), Back: searchHref(r),
	}
	p.Title = p.Facet.Title
	p.Box = Box{r.Q, notListed(boxOf(r, nil, false).Hidden, p.Facet)}
	for _, o := range []Link{{"most articles first", "count"}, {"A to Z", "name"}} {
		chosen := string(fr.Order) == o.Href || (fr.Order == "" && o.Href == "count")
		p.Orders = append(p.Orders, Choice{Link{o.Name, listHref(fr, o.Href, "")}, chosen})
	}
	if fr.Cursor != "" {
		p.First = listHref(fr, string(fr.Order), "")
	}
	if page.Next != "" {
		p.Next = listHref(fr, string(fr.Order), page.Next)
	}
	return p
}

func nameValues(f news.Facet, values []search.FacetValue) map[Pair]string {
	out := map[Pair]string{}
	for _, v := range values {
		out[Pair{string(f), v.Value}] = v.Name
	}
	return out
}

// notListed drops the fields that the page's own check-boxes send.
func notListed(fields []Pair, f Facet) []Pair {
	listed := map[Pair]bool{}
	for _, v := range f.Values {
		if v.State == search.Included {
			listed[Pair{f.Name, v.Value}] = true
		}
	}
	var out []Pair
	for _, p := range fields {
		if !listed[p] {
			out = append(out, p)
		}
	}
	return out
}

// listHref is the address of a page of values; the search's own size and cursor
// are not in it, because there they mean values.
func listHref(fr search.FacetRequest, order, cursor string) string {
	r := fr.Request
	r.Size, r.Cursor = 0, ""
	v := r.Values()
	own := map[string]string{"prefix": fr.Prefix, "cursor": cursor, "order": order}
	if order == "count" {
		delete(own, "order")
	}
	for name, value := range own {
		if value != "" {
			v.Set(name, value)
		}
	}
	return href("/facets/"+string(fr.Facet), v)
}
