package view

import (
	"slices"
	"strings"

	"dateline/search"
	"dateline/search/news"
)

// Profile is the page of one person, country or event type.
type Profile struct {
	Frame
	Noun      string // "Person"
	Name      string
	Found     string
	Span      string // "14 March 2024 to 2 May 2025"
	Roles     string
	Note      string // that these may be two people
	Spellings []Spelling
	Facts     []Row2
	Timeline  *Timeline
	Together  []Companions
	Facets    []Facet
	Hits      []Hit
	Search    string // address of the search for all of these articles
	Feed      string
	JSON      string
	Correct   *Correct // nil where nothing can be corrected
}

func (Profile) template() string { return "profile" }

// Spelling is one form of a name.
type Spelling struct {
	Form  string
	Count int
}

// Companions are who or what appears with something, the strongest first.
type Companions struct {
	Title string
	Rows  []Companion
}

// Companion is one of them: Href narrows the search to both, Page is its own.
type Companion struct {
	Name, Href, Page string
	Count, Archive   int
	Times            float64
}

// maxSpellings are shown; a hostile archive has thousands.
const maxSpellings = 20

// NewProfile lays out p.
func NewProfile(p search.Profile) Profile {
	r := search.Request{}.Only(p.Facet, p.Value)
	v := Profile{
		Noun: facetNouns[p.Facet], Name: p.Name, Found: articles(p.Result.Total), Span: timeSpan(p.Result.Timeline),
		Timeline: timeline(r, p.Result.Timeline), Together: companionsOf(r, p.Together),
		Search: searchHref(r), Feed: href("/feed.atom", r.Values()),
	}
	v.Title = p.Name
	if p.Facet == news.FacetEvent {
		v.Noun = "Event type"
		v.Facts = eventFacts(p.Value)
	}
	if p.Facet == news.FacetCountry {
		v.Facts = []Row2{{Label: "ISO code", Text: p.Value}}
	}
	if person := p.Person; person != nil {
		v.Roles, v.JSON = rolesText(person.Roles), "/api/v1/people/"+string(person.ID)
		if person.Ambiguous {
			v.Note = "These may be two people of one name: the articles do not settle it."
		}
		for _, s := range person.Spellings[:min(len(person.Spellings), maxSpellings)] {
			v.Spellings = append(v.Spellings, Spelling(s))
		}
	}
	for _, f := range news.Facets {
		if counts, ok := p.Result.Facets[f]; ok && f != p.Facet && f != news.FacetPerson && len(counts.Values) > 0 {
			v.Facets = append(v.Facets, newFacet(r, f, counts))
		}
	}
	for _, h := range p.Result.Hits {
		v.Hits = append(v.Hits, newHit(r, h))
	}
	return v
}

// timeSpan says from when to when the articles are.
func timeSpan(t *search.Timeline) string {
	if t == nil || len(t.Buckets) == 0 {
		return ""
	}
	first, last := t.Buckets[0].Start, t.Buckets[len(t.Buckets)-1].Start
	interval := string(t.Interval)
	if first.Equal(last) {
		return bucketLabel(interval, first)
	}
	return bucketLabel(interval, first) + " to " + bucketLabel(interval, last)
}

func eventFacts(value string) []Row2 {
	rows := []Row2{{Label: "Code", Text: value}}
	for _, e := range news.EventTypes() {
		if base, _, _ := strings.Cut(value, "."); string(e.Type) == base {
			rows = append(rows, Row2{Label: "PLOVER", Text: strings.Trim(e.Plover+"/"+e.Mode, "/")}, Row2{Label: "IPTC", Text: e.IPTC})
		}
	}
	return slices.DeleteFunc(rows, func(r Row2) bool { return r.Text == "" })
}

// profileHref is the page of a value that has one; empty for others.
func profileHref(f news.Facet, value string) string {
	folder := map[news.Facet]string{news.FacetPerson: "/people/", news.FacetCountry: "/countries/", news.FacetEvent: "/events/"}[f]
	if folder == "" {
		return ""
	}
	return folder + value
}

func companionsOf(r search.Request, all []search.Together) []Companions {
	var out []Companions
	for _, t := range all {
		c := Companions{Title: facetTitles[t.Facet]}
		for _, v := range t.Values {
			c.Rows = append(c.Rows, Companion{
				Name: v.Name, Href: searchHref(r.With(t.Facet, v.Value, search.Included).WithAll(t.Facet, true)), Page: profileHref(t.Facet, v.Value),
				Count: v.Count, Archive: v.Archive, Times: v.Times,
			})
		}
		if len(c.Rows) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// maxRoles are named, the most used first; the API has them all.
const maxRoles = 8

func rolesText(roles []string) string {
	if len(roles) > maxRoles {
		return strings.Join(roles[:maxRoles], ", ") + " and " + num(len(roles)-maxRoles) + " more"
	}
	return strings.Join(roles, ", ")
}
