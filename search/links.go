package search

import (
	"maps"
	"slices"

	"dateline/search/news"
	"dateline/search/query"
)

// The methods below make the request of a link from the one that is shown.
// None touches r, and all drop the cursor: it belongs to what r asks for.

// With chooses value of facet as state says; Unchosen takes the choice back.
func (r Request) With(facet news.Facet, value string, state State) Request {
	choice := r.Choices[facet]
	choice.Include = without(choice.Include, value)
	choice.Exclude = without(choice.Exclude, value)
	switch state {
	case Included:
		choice.Include = append(choice.Include, value)
	case Excluded:
		choice.Exclude = append(choice.Exclude, value)
	}
	return r.withChoice(facet, choice)
}

// Without takes the choice of value of facet back.
func (r Request) Without(facet news.Facet, value string) Request {
	return r.With(facet, value, Unchosen)
}

// Only chooses value and nothing else of facet.
func (r Request) Only(facet news.Facet, value string) Request {
	return r.withChoice(facet, query.Choice{Include: []string{value}})
}

// Cleared takes every choice of facet back.
func (r Request) Cleared(facet news.Facet) Request {
	return r.withChoice(facet, query.Choice{})
}

// WithAll asks for all of facet's included values in one article, or for any.
func (r Request) WithAll(facet news.Facet, all bool) Request {
	choice := r.Choices[facet]
	choice.All = all
	return r.withChoice(facet, choice)
}

// WithDates sets the published dates, as typed; both empty is any time.
func (r Request) WithDates(from, to string) Request {
	r.From, r.To, r.Cursor = from, to, ""
	return r
}

// WithQuery sets the query.
func (r Request) WithQuery(q string) Request {
	r.Q, r.Cursor = q, ""
	return r
}

// WithSort sets the order of hits.
func (r Request) WithSort(sort query.Sort) Request {
	r.Sort, r.Cursor = sort, ""
	return r
}

// WithCopies lists copies or not.
func (r Request) WithCopies(c Copies) Request {
	r.Copies, r.Cursor = c, ""
	return r
}

// WithCopiesOf asks for the copies of one article only; an empty id, of none.
func (r Request) WithCopiesOf(id news.ID) Request {
	r.CopiesOf, r.Copies, r.Cursor = id, "", ""
	return r
}

// WithCursor goes to the page that cursor, a Result's Next, begins.
func (r Request) WithCursor(cursor string) Request {
	r.Cursor = cursor
	return r
}

// IsFiltered says whether r narrows the archive in any way but its query.
func (r Request) IsFiltered() bool {
	for _, c := range r.Choices {
		if len(c.Include)+len(c.Exclude) > 0 {
			return true
		}
	}
	return r.From != "" || r.To != "" || r.CopiesOf != ""
}

func (r Request) withChoice(facet news.Facet, choice query.Choice) Request {
	r.Cursor = ""
	r.Choices = maps.Clone(r.Choices)
	delete(r.Choices, facet)
	if len(choice.Include)+len(choice.Exclude) == 0 {
		return r
	}
	if r.Choices == nil {
		r.Choices = map[news.Facet]query.Choice{}
	}
	choice.All = choice.All && len(choice.Include) > 0
	r.Choices[facet] = choice
	return r
}

// without copies values but for value, so that requests never share a slice
// that one of them appends to.
func without(values []string, value string) []string {
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == value })
}
