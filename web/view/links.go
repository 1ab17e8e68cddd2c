package view

import (
	"net/url"
	"slices"
	"strconv"

	"dateline/search"
	"dateline/search/news"
)

// filters writes what r asks as URL parameters, without the page's position and
// size: the part of a search that every link of a page keeps.
func filters(r search.Request) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", r.Q)
	set("from", r.From)
	set("to", r.To)
	set("sort", string(r.Sort))
	for f, c := range r.Choices {
		for _, value := range c.Include {
			v.Add(string(f), value)
		}
		for _, value := range c.Exclude {
			v.Add("not."+string(f), value)
		}
		if c.All && len(c.Include) > 0 {
			v.Set(string(f)+".op", "and")
		}
	}
	if r.Timeline != "" && r.Timeline != "auto" {
		v.Set("timeline", string(r.Timeline))
	}
	if r.Size > 0 {
		v.Set("size", strconv.Itoa(r.Size))
	}
	return v
}

// href is the address of path for the search v.
func href(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// SearchHref is the address of the search page for r's filters, first page.
func SearchHref(r search.Request) string { return href("/", filters(r)) }

func cursorHref(r search.Request, cursor string) string {
	v := filters(r)
	v.Set("cursor", cursor)
	return href("/", v)
}

func facetHref(r search.Request, f news.Facet) string {
	return href("/facets/"+string(f), filters(r))
}

// articleHref keeps the search in the article's address, so that the way back
// is a link and not the browser's memory.
func articleHref(id news.ID, r search.Request) string {
	return href("/articles/"+string(id), filters(r))
}

// with gives r with value of f in state. r is not changed.
func with(r search.Request, f news.Facet, value string, state search.State) search.Request {
	r.Choices = cloned(r.Choices)
	c := r.Choices[f]
	c.Include = dropped(c.Include, value)
	c.Exclude = dropped(c.Exclude, value)
	switch state {
	case search.Included:
		c.Include = append(c.Include, value)
	case search.Excluded:
		c.Exclude = append(c.Exclude, value)
	}
	if len(c.Include) == 0 && len(c.Exclude) == 0 {
		delete(r.Choices, f)
		return r
	}
	r.Choices[f] = c
	return r
}

// onlyWith gives r with value as the one choice of f.
func onlyWith(r search.Request, f news.Facet, value string) search.Request {
	r.Choices = cloned(r.Choices)
	delete(r.Choices, f)
	return with(r, f, value, search.Included)
}

// withAll gives r asking for all (or any) of f's included values.
func withAll(r search.Request, f news.Facet, all bool) search.Request {
	r.Choices = cloned(r.Choices)
	c := r.Choices[f]
	c.All = all
	r.Choices[f] = c
	return r
}

// withoutFilters keeps only what was typed and the order.
func withoutFilters(r search.Request) search.Request {
	r.Choices, r.From, r.To = nil, "", ""
	return r
}

// single asks for everything with one value of one facet.
func single(f news.Facet, value string) string {
	return href("/", url.Values{string(f): {value}})
}

// cloned copies a map; unlike maps.Clone it is never nil.
func cloned[M ~map[K]V, K comparable, V any](m M) M {
	out := make(M, len(m)+1)
	for k, v := range m {
		out[k] = v
	}
	return out
}

// dropped copies values without value, so that no two requests share memory.
func dropped(values []string, value string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == value })
}

// hidden lists the parameters of r as form fields, ordered by name, but for
// those skip names: the fields that visible controls send.
func hidden(v url.Values, skip func(name, value string) bool) []Pair {
	var out []Pair
	for name, values := range v {
		for _, value := range values {
			if !skip(name, value) {
				out = append(out, Pair{name, value})
			}
		}
	}
	slices.SortFunc(out, func(a, b Pair) int {
		if a.Name != b.Name {
			return compare(a.Name, b.Name)
		}
		return compare(a.Value, b.Value)
	})
	return out
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
