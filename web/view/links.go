package view

import (
	"cmp"
	"net/url"
	"slices"

	"dateline/search"
	"dateline/search/news"
)

// href is the address of path with parameters v.
func href(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// searchHref is the address of the search page that shows r.
func searchHref(r search.Request) string { return href("/", r.Values()) }

// facetHref lists every value of f among r's articles.
func facetHref(r search.Request, f news.Facet) string {
	r.Size, r.Cursor = 0, "" // they mean values there
	return href("/facets/"+string(f), r.Values())
}

// mapHref draws the countries of r's articles.
func mapHref(r search.Request) string {
	r.Size, r.Cursor = 0, ""
	return href("/map", r.Values())
}

// articleHref keeps the search in the article's address, so that the way back
// is a link and not the browser's memory.
func articleHref(id news.ID, r search.Request) string {
	return href("/articles/"+string(id), r.Values())
}

// withoutFilters keeps only what was typed and the order.
func withoutFilters(r search.Request) search.Request {
	r.Choices, r.CopiesOf = nil, ""
	return r.WithDates("", "")
}

// single asks for everything with one value of one facet.
func single(f news.Facet, value string) string {
	return searchHref(search.Request{}.Only(f, value))
}

// hidden lists the parameters of r's first page as form fields in a fixed
// order, but for those that visible controls send.
func hidden(r search.Request, shown func(Pair) bool) []Pair {
	var out []Pair
	for name, values := range r.WithCursor("").Values() {
		for _, value := range values {
			if p := (Pair{name, value}); !shown(p) {
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	return out
}
