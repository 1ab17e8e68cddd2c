package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
)

// parseRequest stands in for search.ParseRequest.
func parseRequest(v url.Values) (search.Request, error) {
	r := search.Request{Q: v.Get("q"), From: v.Get("from"), To: v.Get("to"), Cursor: v.Get("cursor"),
		Sort: query.Sort(v.Get("sort")), Timeline: query.Interval(v.Get("timeline")), Choices: map[news.Facet]query.Choice{}}
	for name, values := range v {
		f := news.Facet(strings.TrimSuffix(strings.TrimPrefix(name, "not."), ".op"))
		switch {
		case slices.Contains(news.Facets, f):
			c := r.Choices[f]
			switch {
			case strings.HasPrefix(name, "not."):
				c.Exclude = values
			case strings.HasSuffix(name, ".op"):
				c.All = values[0] == "and"
			default:
				c.Include = values
			}
			r.Choices[f] = c
		case name == "size":
			n, err := strconv.Atoi(values[0])
			if err != nil || n < 0 || n > 100 {
				return r, &search.ParamError{Param: "size", Detail: "0 to 100"}
			}
			if r.Size = n; n == 0 {
				r.Size = search.NoHits
			}
		case slices.Contains([]string{"q", "from", "to", "cursor", "sort", "timeline", "facets", "facet.size"}, name):
		default:
			return r, &search.ParamError{Param: name, Detail: "there is no such parameter"}
		}
	}
	return r, nil
}
