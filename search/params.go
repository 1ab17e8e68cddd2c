package search

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"
)

// none asks for no facets; it is no facet's name.
const none = "none"

// ParseRequest reads the parameters of a search as API.md names them. An
// unknown or repeated one, or a wrong value, is a *ParamError. A blank
// parameter counts as absent, as forms send their empty fields. The query and
// the names in it are checked by Search.
func ParseRequest(v url.Values) (Request, error) {
	p := params{values: v, known: requestParams}
	req := p.filters()
	req.Sort = query.Sort(p.one("sort"))
	req.Cursor = p.one("cursor")
	req.Size = p.number("size", 0, MaxSize)
	if req.Size == 0 && p.one("size") != "" {
		req.Size = NoHits
	}
	req.Facets = p.facets()
	req.FacetSize = p.number("facet.size", 1, MaxFacetSize)
	req.Timeline = query.Interval(p.one("timeline"))
	req.Explain = p.flag("explain")
	req.Copies = Copies(p.one("copies"))
	if err := p.finish(); err != nil {
		return Request{}, err
	}
	if err := checkSizes(req); err != nil {
		return Request{}, err
	}
	if _, err := effectiveSort(req.Sort, nil); err != nil {
		return Request{}, err
	}
	return req, checkFilters(req)
}

// checkFilters refuses choices and dates that cannot be read.
func checkFilters(req Request) error {
	if err := checkChoices(req.Choices); err != nil {
		return err
	}
	if err := checkCopies(req); err != nil {
		return err
	}
	_, _, err := parseDates(req.From, req.To)
	return err
}

// ParseFacetRequest reads the parameters of a page of facet's values: the
// filters of a search, prefix, order, size and cursor.
func ParseFacetRequest(facet news.Facet, v url.Values) (FacetRequest, error) {
	p := params{values: v, known: facetParams}
	req := FacetRequest{
		Request: p.filters(), Facet: facet, Prefix: p.one("prefix"), Order: FacetOrder(p.one("order")),
		Size: p.number("size", 1, MaxFacetSize), Cursor: p.one("cursor"),
	}
	if err := p.finish(); err != nil {
		return FacetRequest{}, err
	}
	if !slices.Contains(news.Facets, facet) {
		return FacetRequest{}, &ParamError{"facet", "there is no facet " + quote(string(facet)) + "; they are " + list(news.Facets)}
	}
	if o := req.order(); o != ByCount && o != ByName {
		return FacetRequest{}, &ParamError{"order", "must be count or name"}
	}
	return req, checkFilters(req.Request)
}

var filterParams = []string{"q", "from", "to", "copies.of"}

func requestParams(name string) bool {
	return isFilter(name) || slices.Contains([]string{"sort", "size", "cursor", "facets", "facet.size", "timeline", "explain", "copies"}, name)
}

func facetParams(name string) bool {
	return isFilter(name) || slices.Contains([]string{"prefix", "order", "size", "cursor"}, name)
}

func isFilter(name string) bool {
	if slices.Contains(filterParams, name) {
		return true
	}
	name = strings.TrimSuffix(strings.TrimPrefix(name, "not."), ".op")
	return slices.Contains(news.Facets, news.Facet(name))
}

// params reads values and keeps the first mistake.
type params struct {
	values url.Values
	known  func(string) bool
	err    error
}

func (p *params) fail(name, detail string) {
	if p.err == nil {
		p.err = &ParamError{name, detail}
	}
}

// one gives a parameter that may be there once.
func (p *params) one(name string) string {
	values := p.values[name]
	if len(values) > 1 {
		p.fail(name, "is given twice")
	}
	if len(values) == 0 {
		return ""
	}
	return values[0]
}

// number reads a whole number of low to high; 0 where it is absent.
func (p *params) number(name string, low, high int) int {
	text := p.one(name)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		p.fail(name, fmt.Sprintf("must be %d to %d, not %s", low, high, quote(text)))
		return 0
	}
	return n
}

// flag reads a parameter that is 1 or 0.
func (p *params) flag(name string) bool {
	switch text := p.one(name); text {
	case "1", "true":
		return true
	case "", "0", "false":
	default:
		p.fail(name, "must be 1 or 0, not "+quote(text))
	}
	return false
}

// filters reads what decides which articles match.
func (p *params) filters() Request {
	req := Request{Q: p.one("q"), From: p.one("from"), To: p.one("to"), CopiesOf: news.ID(p.one("copies.of"))}
	for _, facet := range news.Facets {
		name := string(facet)
		choice := query.Choice{Include: canonical(p.values[name]), Exclude: canonical(p.values["not."+name])}
		switch op := p.one(name + ".op"); op {
		case "and":
			choice.All = len(choice.Include) > 0
		case "", "or":
		default:
			p.fail(name+".op", "must be and or or, not "+quote(op))
		}
		if len(choice.Include)+len(choice.Exclude) > 0 {
			if req.Choices == nil {
				req.Choices = map[news.Facet]query.Choice{}
			}
			req.Choices[facet] = choice
		}
	}
	return req
}

// canonical sorts values and drops blank and repeated ones; nil for none.
func canonical(values []string) []string {
	out := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == "" })
	slices.Sort(out)
	if out = slices.Compact(out); len(out) == 0 {
		return nil
	}
	return out
}

func (p *params) facets() []news.Facet {
	text := p.one("facets")
	if text == "" {
		return nil
	}
	out := []news.Facet{}
	if text == none {
		return out
	}
	named := strings.Split(clip(text), ",")
	for i := range named {
		named[i] = strings.TrimSpace(named[i])
		if !slices.Contains(news.Facets, news.Facet(named[i])) {
			p.fail("facets", "there is no facet "+quote(named[i])+"; they are "+list(news.Facets)+", or none")
		}
	}
	for _, facet := range news.Facets {
		if slices.Contains(named, string(facet)) {
			out = append(out, facet)
		}
	}
	return out
}

// finish refuses what nothing has read, and text that is not UTF-8.
func (p *params) finish() error {
	names := make([]string, 0, len(p.values))
	for name := range p.values {
		names = append(names, name)
	}
	slices.Sort(names) // so that the same request has the same answer
	for _, name := range names {
		if !p.known(name) || strings.HasPrefix(name, "not.") && strings.HasSuffix(name, ".op") {
			return &ParamError{clip(name), "there is no such parameter"}
		}
		for _, value := range p.values[name] {
			if !utf8.ValidString(value) {
				return &ParamError{name, "is not valid UTF-8"}
			}
		}
	}
	return p.err
}

// Values gives the parameters that ParseRequest reads as r, as few as it takes.
// Their Encode is canonical: the same request is the same address.
func (r Request) Values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", r.Q)
	for facet, choice := range r.Choices {
		if include := canonical(choice.Include); include != nil {
			v[string(facet)] = include
			if choice.All {
				v.Set(string(facet)+".op", "and")
			}
		}
		if exclude := canonical(choice.Exclude); exclude != nil {
			v["not."+string(facet)] = exclude
		}
	}
	set("from", r.From)
	set("to", r.To)
	set("copies.of", string(r.CopiesOf))
	set("copies", string(r.Copies))
	set("sort", string(r.Sort))
	set("size", sizeValue(r.Size))
	set("cursor", r.Cursor)
	if r.Facets != nil {
		v.Set("facets", facetsValue(r.Facets))
	}
	if r.FacetSize != 0 {
		v.Set("facet.size", strconv.Itoa(r.FacetSize))
	}
	set("timeline", string(r.Timeline))
	if r.Explain {
		v.Set("explain", "1")
	}
	return v
}

func sizeValue(size int) string {
	switch size {
	case 0:
		return ""
	case NoHits:
		return "0"
	}
	return strconv.Itoa(size)
}

func facetsValue(facets []news.Facet) string {
	if len(facets) == 0 {
		return none
	}
	var names []string
	for _, f := range facets {
		names = append(names, string(f))
	}
	return strings.Join(names, ",")
}

// Values gives the parameters that ParseFacetRequest reads as r.
func (r FacetRequest) Values() url.Values {
	v := r.Request.Filters().Values()
	for name, value := range map[string]string{"prefix": r.Prefix, "order": string(r.Order), "size": sizeValue(r.Size), "cursor": r.Cursor} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}
