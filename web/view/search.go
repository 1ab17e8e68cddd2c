package view

import (
	"slices"
	"strings"

	"dateline/search"
	"dateline/search/news"
)

// Search is the search page: hits, facets, timeline, chips.
type Search struct {
	Frame
	Found    string // "1,204 articles"
	Listed   string // "1,050 without copies"; empty where there are none
	Copies   *Link  // to list copies, too, or not to
	Readback string
	Chips    []Chip
	Clear    string // address without filters; empty where there are none
	Problem  *Problem
	Notes    []string
	Facets   []Facet
	From, To string
	Timeline *Timeline
	Sorts    []Choice
	Hits     []Hit
	First    string // address of the first page; empty on it
	Past     bool   // a page beyond the last hit: nothing to show, but there are hits
	More     string // what Next is called
	Next     string // address of the older hits; empty on the last page
	Empty    bool   // the archive holds nothing at all
	Together []Companions
	Save     string // address of the form that keeps this search
	Takeaway []Link // the same hits for other programs
	Without  []Way  // for no hits: the search without one of its parts
	Lone     bool   // for no hits: a single word was asked, and nothing else
	Mean     []Way  // for few hits: the query in spellings that find more
}

func (Search) template() string { return "search" }

// Chip is one applied filter; Href takes it off.
type Chip struct {
	Label, Href string
	Not         bool
}

// Choice is one of several ways, of which one is chosen.
type Choice struct {
	Link
	Chosen bool
}

// Way is a search that finds something where the asked one does not.
type Way struct {
	Link
	Found string
}

// Problem is a mistake in what was asked: the query cut where it goes wrong,
// what is wrong, and a remedy. Before, Wrong and After are empty where it is a
// parameter that is wrong.
type Problem struct {
	Before, Wrong, After string
	Title, Hint          string
	Remedy               *Link
}

// Hit is one article found.
type Hit struct {
	ID            news.ID
	Href, Address string
	Title         []Segment
	Source        Link
	Published     When
	Authors       string
	Lang          string
	Snippets      [][]Segment
	Tags          []TagGroup
	Copies        *HitCopies // nil where it stands for itself alone
}

// HitCopies are the articles that a hit stands for: "3 copies", a link to all of
// them, and the outlets of the first; More is how many are not named. Where copies
// are listed, only the link is there.
type HitCopies struct {
	All     Link
	Outlets []Link
	More    int
}

// TagGroup is one kind of a hit's tags; More is how many are not shown.
type TagGroup struct {
	Label, Kind string
	Tags        []Link
	More        int
}

const (
	// maxHitTags keeps a hit of a long article as short as the others; the
	// article page shows all.
	maxHitTags = 5
	// maxAuthors are named, the others counted.
	maxAuthors = 3
)

// NewSearch lays out what was found. Nothing found without any query or filter
// is an empty archive.
func NewSearch(r search.Request, res search.Result, together []search.Together) Search {
	p := Search{
		Found:    articles(res.Total),
		Readback: readback(res),
		Chips:    chips(r, names(res)),
		Notes:    res.Notes,
		From:     r.From,
		To:       r.To,
		Timeline: timeline(r, res.Timeline),
		Sorts:    sorts(r),
	}
	p.Title = pageTitle(r, res)
	p.copies(r, res)
	for _, f := range news.Facets {
		// Without hits the empty lists would only say nothing five times.
		if counts, ok := res.Facets[f]; ok && (res.Total > 0 || len(counts.Values) > 0) {
			p.Facets = append(p.Facets, newFacet(r, f, counts))
		}
	}
	p.Box = boxOf(r, p.Facets, true)
	for _, h := range res.Hits {
		p.Hits = append(p.Hits, newHit(r, h))
	}
	p.paging(r, res)
	p.Save = href("/saved/new", r.Filters().Values())
	if res.Total > 0 {
		p.Takeaway, p.Together = takeaway(r), companionsOf(r, together)
	}
	if plain := withoutFilters(r); len(p.Chips) > 0 {
		p.Clear = searchHref(plain)
	}
	p.Past = res.Total > 0 && len(res.Hits) == 0
	p.Empty = res.Total == 0 && r.Q == "" && len(p.Chips) == 0
	for _, m := range res.DidYouMean {
		p.Mean = append(p.Mean, Way{Link{m.Q, "/?" + m.With}, articles(m.Total)})
	}
	if res.Total == 0 && !p.Empty {
		p.Without = without(res.Relax)
		p.Lone = len(p.Chips) == 0 && len(strings.Fields(r.Q)) == 1 && !strings.ContainsAny(r.Q, ":*?~\"")
	}
	return p
}

// NewProblem lays out a search that was refused: the box keeps its text and the
// filters stay, but nothing was found.
func NewProblem(r search.Request, problem Problem) Search {
	p := Search{Problem: &problem, Chips: chips(r, nil), From: r.From, To: r.To}
	p.Title = problem.Title
	p.Box = boxOf(r, nil, false)
	if len(p.Chips) > 0 {
		p.Clear = searchHref(withoutFilters(r))
	}
	return p
}

// QueryProblem shows a mistake at a code point of what was typed, and offers
// remedy, a query, where there is one.
func QueryProblem(r search.Request, position int, message, hint, remedy string) Problem {
	p := Problem{Title: message, Hint: hint}
	p.Before, p.Wrong, p.After = CutAt(r.Q, position)
	if remedy != "" {
		p.Remedy = &Link{"Search for " + clip(remedy, 80), searchHref(r.WithQuery(remedy))}
	}
	return p
}

// ParamProblem shows a parameter that was refused; r is what was right, and
// the remedy.
func ParamProblem(r search.Request, param, detail string) Problem {
	return Problem{Title: clip(param, 60) + ": " + detail, Remedy: &Link{"Search without it", searchHref(r)}}
}

// copies says how many of the articles found are listed, and offers the other way.
func (p *Search) copies(r search.Request, res search.Result) {
	switch {
	case r.Copies == search.CollapseCopies:
		if 0 < res.Listed && res.Listed < res.Total {
			p.Listed = num(res.Listed) + " without copies"
		}
		p.Copies = &Link{"list copies, too", searchHref(r.WithCopies(""))}
	case r.CopiesOf == "" && slices.ContainsFunc(res.Hits, func(h search.Hit) bool { return h.Copied }):
		p.Copies = &Link{"list each story once", searchHref(r.WithCopies(search.CollapseCopies))}
	}
}

func hitCopies(r search.Request, h search.Hit) *HitCopies {
	switch {
	case h.Copies == 0 && h.Copied && r.Copies == "" && r.CopiesOf == "":
		return &HitCopies{All: Link{"printed by others, too", searchHref(search.Request{CopiesOf: h.ID})}}
	case h.Copies == 0:
		return nil
	}
	c := &HitCopies{All: Link{counted(h.Copies, "copy", "copies"), searchHref(r.WithCopiesOf(h.ID))}, More: h.Copies - len(h.CopiesFirst)}
	for _, f := range h.CopiesFirst {
		c.Outlets = append(c.Outlets, Link{outletName(f.Site, f.Source), articleHref(f.ID, r)})
	}
	return c
}

// outletName is the name that an outlet gives itself, or its domain.
func outletName(site, source string) string {
	if site != "" {
		return site
	}
	if source != "" {
		return source
	}
	return "source unknown"
}

func pageTitle(r search.Request, res search.Result) string {
	if r.Q == "" {
		return articles(res.Total)
	}
	return clip(r.Q, 60) + ": " + articles(res.Total)
}

// readback drops the total where the sentence opens with it, because the page
// prints that itself.
func readback(res search.Result) string {
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(res.Readback, articles(res.Total)), ":"))
}

// names collects display names from the facet counts, which always list the
// chosen values.
func names(res search.Result) map[Pair]string {
	out := map[Pair]string{}
	for f, counts := range res.Facets {
		for _, v := range counts.Values {
			out[Pair{string(f), v.Value}] = v.Name
		}
	}
	return out
}

func chips(r search.Request, names map[Pair]string) []Chip {
	name := func(f news.Facet, value string) string {
		if n := names[Pair{string(f), value}]; n != "" && n != value {
			return n
		}
		return valueName(f, value)
	}
	var out []Chip
	for _, f := range news.Facets {
		for _, v := range r.Choices[f].Include {
			out = append(out, Chip{facetNouns[f] + ": " + name(f, v), searchHref(r.Without(f, v)), false})
		}
		for _, v := range r.Choices[f].Exclude {
			out = append(out, Chip{facetNouns[f] + ": " + name(f, v), searchHref(r.Without(f, v)), true})
		}
	}
	if r.From != "" || r.To != "" {
		out = append(out, Chip{Label: dateRange(r.From, r.To), Href: searchHref(r.WithDates("", ""))})
	}
	if r.CopiesOf != "" {
		out = append(out, Chip{Label: "Copies of one article", Href: searchHref(r.WithCopiesOf(""))})
	}
	return out
}

func dateRange(from, to string) string {
	first, last := typedDate(from), typedDate(to)
	switch {
	case from == to:
		return "Published: " + first
	case to == "":
		return "Published: from " + first
	case from == "":
		return "Published: up to " + last
	}
	return "Published: " + first + " to " + last
}

// moreText names the next page by what it holds in an order.
var moreText = map[string]string{"newest": "older hits", "oldest": "newer hits", "relevance": "more hits", "recent": "more hits"}

func chosenSort(r search.Request) string {
	switch {
	case r.Sort != "":
		return string(r.Sort)
	case r.Q != "":
		return "relevance"
	}
	return "newest"
}

func sorts(r search.Request) []Choice {
	chosen := chosenSort(r)
	var out []Choice
	for _, order := range []search.Request{r.WithSort("relevance"), r.WithSort("recent"), r.WithSort("newest"), r.WithSort("oldest")} {
		name := string(order.Sort)
		if (name == "relevance" || name == "recent") && r.Q == "" {
			continue
		}
		out = append(out, Choice{Link{sortNames[name], searchHref(order)}, name == chosen})
	}
	return out
}

var sortNames = map[string]string{"relevance": "best match", "recent": "best recent", "newest": "newest", "oldest": "oldest"}

func (p *Search) paging(r search.Request, res search.Result) {
	if r.Cursor != "" {
		p.First = searchHref(r.WithCursor(""))
	}
	if res.Next != "" {
		p.Next, p.More = searchHref(r.WithCursor(res.Next)), moreText[chosenSort(r)]
	}
}

// takeaway are the ways to have r's hits elsewhere.
func takeaway(r search.Request) []Link {
	r.Cursor = ""
	api := href("/api/v1/search", r.Values())
	r.Size, r.Facets, r.FacetSize, r.Timeline, r.Explain = 0, nil, 0, "", false
	v := r.Values()
	export := func(format string) string {
		v.Set("format", format)
		defer v.Del("format")
		return href("/api/v1/export", v)
	}
	out := []Link{{"CSV", export("csv")}, {"NDJSON", export("ndjson")}, {"JSON", api}}
	v.Del("sort")
	return append(out, Link{"Atom feed", href("/feed.atom", v)}, Link{"JSON feed", href("/feed.json", v)})
}

// without turns what package search found to drop into links.
func without(relax []search.Relaxation) []Way {
	var out []Way
	for _, r := range relax {
		address := "/"
		if r.Without != "" {
			address = "/?" + r.Without
		}
		out = append(out, Way{Link{r.Drop, address}, articles(r.Total)})
	}
	return out
}

// boxOf keeps in hidden fields what no visible control of the page sends:
// check-boxes send the included values that are listed, the date fields the
// dates.
func boxOf(r search.Request, facets []Facet, dates bool) Box {
	listed := map[Pair]bool{}
	for _, f := range facets {
		for _, v := range f.Values {
			if v.State == search.Included {
				listed[Pair{f.Name, v.Value}] = true
			}
		}
	}
	return Box{r.Q, hidden(r, func(p Pair) bool {
		return p.Name == "q" || listed[p] || (dates && (p.Name == "from" || p.Name == "to"))
	})}
}

func newHit(r search.Request, h search.Hit) Hit {
	v := Hit{
		ID: h.ID, Href: articleHref(h.ID, r), Address: WebHref(h.URL), Lang: h.Lang,
		Title: []Segment{{Text: h.Title}}, Published: when(h.Published), Authors: byline(h.Authors),
		Source: Link{h.Source, single(news.FacetSource, h.Source)},
	}
	if h.Site != "" {
		v.Source.Name = h.Site
	}
	for _, s := range h.Snippets {
		if s.Field == "title" && s.Text == h.Title {
			v.Title = segments(s.Text, s.Marks)
			continue
		}
		v.Snippets = append(v.Snippets, segments(s.Text, s.Marks))
	}
	if h.Title == "" {
		v.Title = []Segment{{Text: "(no headline)"}}
	}
	v.Tags, v.Copies = hitTags(r, h), hitCopies(r, h)
	return v
}

func byline(authors []string) string {
	if len(authors) > maxAuthors {
		return strings.Join(authors[:maxAuthors], ", ") + " and " + num(len(authors)-maxAuthors) + " more"
	}
	return strings.Join(authors, ", ")
}

// hitTags links each tag to the same search narrowed to it.
func hitTags(r search.Request, h search.Hit) []TagGroup {
	group := func(label string, f news.Facet, tags []Link) TagGroup {
		more := max(0, len(tags)-maxHitTags)
		tags = slices.Clone(tags[:len(tags)-more])
		for i, t := range tags {
			tags[i].Href = searchHref(r.With(f, t.Href, search.Included))
		}
		return TagGroup{label, string(f), tags, more}
	}
	var people, countries, events []Link
	for _, p := range h.People {
		people = append(people, Link{p.Name, p.ID})
	}
	for _, c := range h.Countries {
		countries = append(countries, Link{c.Name, c.Code})
	}
	for _, e := range h.Events {
		events = append(events, Link{e.Name, e.Type})
	}
	all := []TagGroup{
		group("People", news.FacetPerson, people),
		group("Countries", news.FacetCountry, countries),
		group("Events", news.FacetEvent, events),
	}
	return slices.DeleteFunc(all, func(g TagGroup) bool { return len(g.Tags) == 0 })
}
