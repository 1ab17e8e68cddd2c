package search

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"
)

// checked is what check read from a request: all that needs no look-up.
type checked struct {
	node     query.Node
	from, to time.Time
	sort     query.Sort
	after    *query.Position
}

// check refuses a request that is over a limit or cannot be read, by parameter.
func check(req Request) (checked, error) {
	var c checked
	if err := checkSizes(req); err != nil {
		return c, err
	}
	if err := checkChoices(req.Choices); err != nil {
		return c, err
	}
	if err := checkCopies(req); err != nil {
		return c, err
	}
	var err error
	if c.node, err = query.Parse(req.Q); err != nil {
		return c, err
	}
	if c.from, c.to, err = parseDates(req.From, req.To); err != nil {
		return c, err
	}
	if c.sort, err = effectiveSort(req.Sort, c.node); err != nil {
		return c, err
	}
	c.after, err = parseCursor(req, c.sort)
	return c, err
}

func checkSizes(req Request) error {
	if req.Size < NoHits || req.Size > MaxSize {
		return &ParamError{"size", fmt.Sprintf("must be 0 to %d", MaxSize)}
	}
	if req.FacetSize < 0 || req.FacetSize > MaxFacetSize {
		return &ParamError{"facet.size", fmt.Sprintf("must be 1 to %d", MaxFacetSize)}
	}
	for _, f := range req.Facets {
		if !slices.Contains(news.Facets, f) {
			return &ParamError{"facets", fmt.Sprintf("there is no facet %s; they are %s", quote(string(f)), list(news.Facets))}
		}
	}
	if req.Timeline != "" && !slices.Contains(intervals, req.Timeline) {
		return &ParamError{"timeline", "must be one of " + list(intervals)}
	}
	return nil
}

var intervals = []query.Interval{query.Auto, query.Hour, query.Day, query.Week, query.Month, query.Year, query.None}

var sorts = []query.Sort{query.ByRelevance, query.Recent, query.Newest, query.Oldest}

func effectiveSort(s query.Sort, n query.Node) (query.Sort, error) {
	switch {
	case slices.Contains(sorts, s):
		return s, nil
	case s != "":
		return "", &ParamError{"sort", "must be one of " + list(sorts)}
	case n == nil:
		return query.Newest, nil
	}
	return query.ByRelevance, nil
}

func checkChoices(choices map[news.Facet]query.Choice) error {
	n := 0
	for _, choice := range choices {
		n += len(choice.Include) + len(choice.Exclude)
	}
	for facet, choice := range choices {
		if !slices.Contains(news.Facets, facet) {
			return &ParamError{clip(string(facet)), "there is no such facet; they are " + list(news.Facets)}
		}
		if n > MaxChosen {
			return &ParamError{string(facet), fmt.Sprintf("%d values are chosen, at most %d can be", n, MaxChosen)}
		}
		if err := checkValues(string(facet), facet, choice.Include); err != nil {
			return err
		}
		if err := checkValues("not."+string(facet), facet, choice.Exclude); err != nil {
			return err
		}
	}
	return nil
}

// checkValues refuses values that no article can have, as a typing mistake
// would otherwise look like an empty archive.
func checkValues(param string, facet news.Facet, values []string) error {
	for _, value := range values {
		switch {
		case value == "" || !utf8.ValidString(value) || utf8.RuneCountInString(value) > MaxValue:
			return &ParamError{param, fmt.Sprintf("a value must be 1 to %d characters of UTF-8", MaxValue)}
		case !knownValue(facet, value):
			return &ParamError{param, quote(value) + " " + valueHelp[facet]}
		}
	}
	return nil
}

func knownValue(facet news.Facet, value string) bool {
	switch facet {
	case news.FacetPerson:
		return strings.HasPrefix(value, "p-")
	case news.FacetCountry:
		_, ok := news.CountryName(news.CountryCode(value))
		return ok
	case news.FacetEvent:
		_, ok := news.EventName(value)
		return ok
	}
	return true
}

var valueHelp = map[news.Facet]string{
	news.FacetPerson:  "is no person's id, which begins with p-; a name goes into the query, as q=person:name",
	news.FacetCountry: "is no country code, as UA; a name goes into the query, as q=country:Ukraine",
	news.FacetEvent:   "is no event type, as protest; a name goes into the query, as q=event:name",
}

// parseDates reads from and to, and names the one that is wrong.
func parseDates(first, last string) (from, to time.Time, err error) {
	for _, d := range []struct{ param, text string }{{"from", first}, {"to", last}} {
		if utf8.RuneCountInString(d.text) > MaxValue {
			return from, to, &ParamError{d.param, "is too long for a date"}
		}
		if _, _, err := query.ParseDateRange(d.text, ""); err != nil {
			return from, to, &ParamError{d.param, err.Error()}
		}
	}
	if from, to, err = query.ParseDateRange(first, last); err != nil {
		return from, to, &ParamError{"to", err.Error()}
	}
	return from, to, nil
}

func list[S ~string](values []S) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}

// quote shows what was sent without letting it be long or hold controls.
func quote(text string) string { return fmt.Sprintf("%q", clip(text)) }

// clip keeps the first 60 code points of text, valid.
func clip(text string) string {
	n := 0
	for i := range text {
		if n++; n > 60 {
			return strings.ToValidUTF8(text[:i], "\uFFFD") + "…"
		}
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
