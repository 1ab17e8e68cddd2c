package view

import (
	"net/url"
	"slices"
	"strings"

	"dateline/search"
	"dateline/search/news"
)

// Docs is the page that explains the API.
type Docs struct {
	Frame
	Operations []Operation
}

func (Docs) template() string { return "docs" }

// Operation is one method of one address of the API. Example is an address that
// answers on this server, empty where there is none to show.
type Operation struct {
	ID, Method, Path     string
	Summary, Description string
	Params               []Parameter
	Shared               []string // names of parameters that mean what they mean in a search
	Types                []string
	Answers              []Pair
	Example              string
}

// Parameter is one thing an operation takes. In is query, path or body.
type Parameter struct {
	Name, In, Takes, Means string
	Required               bool
}

// ShareWith leaves of o's parameters the names of those that search, the operation
// that is explained first, has as well.
func (o *Operation) ShareWith(search Operation) {
	var own []Parameter
	for _, p := range o.Params {
		if slices.Contains(search.Params, p) {
			o.Shared = append(o.Shared, p.Name)
		} else {
			own = append(own, p)
		}
	}
	o.Params = own
}

// Sample is what this archive has to make examples of: an article, the commonest
// value of each facet, a saved search; and what this server does beside search.
type Sample struct {
	Article, SavedID      string
	Top                   map[news.Facet]search.FacetValue
	Saved, Sources, Edits bool
}

// NewDocs lays out the API's page with examples from sample.
func NewDocs(operations []Operation, sample Sample) Docs {
	d := Docs{}
	d.Title = "The API"
	for _, o := range operations {
		o.ID = strings.Trim(strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '-'
		}, strings.ToLower(o.Method+o.Path)), "-")
		if o.Method == "GET" {
			o.Example = sample.address(o.Path)
		}
		d.Operations = append(d.Operations, o)
	}
	return d
}

// queries are what makes an example of an address that is dull without.
func (s Sample) queries() map[string]url.Values {
	country, person := url.Values{}, url.Values{}
	if v := s.Top[news.FacetCountry].Value; v != "" {
		country.Set("country", v)
	}
	if v := s.Top[news.FacetPerson].Value; v != "" {
		person.Set("person", v)
	}
	with := func(v url.Values, name, value string) url.Values {
		out := url.Values{name: {value}}
		for n, values := range v {
			out[n] = values
		}
		return out
	}
	word, _, _ := strings.Cut(s.Top[news.FacetPerson].Name, " ")
	return map[string]url.Values{
		"/api/v1/search": with(country, "size", "3"), "/api/v1/facets/{facet}": with(country, "size", "5"), "/api/v1/together": person,
		"/api/v1/suggest": {"q": {word}}, "/api/v1/dry-run": with(country, "days", "30"), "/api/v1/export": with(person, "format", "csv"),
		"/feed.atom": country, "/feed.json": person,
	}
}

// address makes an example of a described path; empty where this server has
// nothing to show there.
func (s Sample) address(path string) string {
	person := s.Top[news.FacetPerson].Value
	id := map[string]string{"articles": s.Article, "people": person, "saved": s.SavedID}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		switch {
		case part == "{facet}":
			parts[i] = "person"
		case part == "{id}" && id[parts[i-1]] == "":
			return ""
		case part == "{id}":
			parts[i] = url.PathEscape(id[parts[i-1]])
		case part == "sources" && !s.Sources, part == "corrections" && !s.Edits, (part == "saved" || part == "dry-run") && !s.Saved:
			return ""
		}
	}
	return href(strings.Join(parts, "/"), s.queries()[path])
}
