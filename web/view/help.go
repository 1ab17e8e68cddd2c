package view

import (
	"cmp"
	"net/url"
	"strings"

	"dateline/search/news"
)

// Help is the page that explains the query language.
type Help struct {
	Frame
	Groups []HelpGroup
	Keys   []Pair
	Beyond []Example
}

func (Help) template() string { return "help" }

// HelpGroup is one part of the language with examples that can be clicked.
type HelpGroup struct {
	Title string
	Rows  []Example
}

// Example is something to type and what it means.
type Example struct{ Typed, Href, Means string }

var helpGroups = []struct {
	title string
	rows  [][2]string
}{
	{"Words", [][2]string{
		{`grain corridor`, "both words, anywhere in headline or text; endings are ignored, so “corridors” is found too"},
		{`"grain corridor"`, "the phrase, word after word; curly quotes work as well"},
		{`=Kyiv`, "exactly this word, endings not ignored; also for a phrase: =\"Foreign Office\""},
		{`negotiat*`, "words that begin so; ? stands for one letter (wom?n); at least 3 letters come first"},
		{`Gaddafi~`, "spelled nearly so: one letter different, two in words of 8 letters and more"},
	}},
	{"Together", [][2]string{
		{`grain OR wheat`, "either word"},
		{`talks -football`, "without a word; NOT football means the same"},
		{`(grain OR wheat) AND export`, "parentheses group; NOT binds first, then AND, then OR"},
	}},
	{"Near each other", [][2]string{
		{`peace NEAR/5 talks`, "at most 5 words apart, in any order; neighbours are 1 apart; near5, w/5, N/5 and AROUND(5) mean the same; 255 at most"},
		{`ministers PRE/3 agreed`, "in this order, at most 3 words apart; adj3 means the same"},
		{`crime w/s bribe`, "in one sentence"},
		{`crime w/p bribe`, "in one paragraph; SAME in capitals means the same"},
		{`(peace OR truce) NEAR/5 "grain corridor"`, "groups and phrases can be near too, by their nearest words; a proximity is read before NOT, AND and OR, several from left to right"},
		{`talks NEAR/12 @person`, "near any mention of a person; also @country and @event"},
		{`atleast3 tariff`, "three times or more, headline and text together; atleast3(tariff OR duty) counts both"},
	}},
	{"Where", [][2]string{
		{`title:sanctions`, "only in the headline; intitle:, hd= and headline(…) mean the same"},
		{`lead:sanctions`, "in the headline or the first paragraph; hlead(…) means the same"},
		{`body:corridor`, "only in the text"},
		{`by:doe`, "in the authors' names"},
	}},
	{aboutGroup, nil},
	{"When", [][2]string{
		{`after:2025-04-01`, "published after that day"},
		{`before:2025-05`, "published before that month; a year works too"},
		{`on:2025-04-23`, "published on that day"},
		{`2025-04-01..2025-04-23`, "published between two days, both included"},
	}},
}

// NewHelp lays out the help page, with examples of what this archive holds.
func NewHelp(sample Sample) Help {
	h := Help{Beyond: beyond(sample), Keys: []Pair{
		{"/", "to the search box"}, {"j k", "next and previous hit"}, {"Enter", "open the hit"},
		{"f", "to the filters"}, {"?", "this page"},
	}}
	h.Title = "Help"
	for _, g := range helpGroups {
		group := HelpGroup{Title: g.title}
		rows := g.rows
		if g.title == aboutGroup {
			rows = aboutRows(sample)
		}
		for _, row := range rows {
			group.Rows = append(group.Rows, Example{row[0], href("/", url.Values{"q": {row[0]}}), row[1]})
		}
		h.Groups = append(h.Groups, group)
	}
	return h
}

const aboutGroup = "About whom and what"

// aboutRows asks for the commonest values of this archive, so that each example
// finds something.
func aboutRows(sample Sample) [][2]string {
	top := func(f news.Facet, otherwise string) string {
		return strings.ReplaceAll(cmp.Or(sample.Top[f].Name, otherwise), `"`, "")
	}
	event, _, _ := strings.Cut(cmp.Or(sample.Top[news.FacetEvent].Value, "protest"), ".")
	return [][2]string{
		{`country:"` + top(news.FacetCountry, "Ukraine") + `"`, "tagged with a country, by name or code (country:" + cmp.Or(sample.Top[news.FacetCountry].Value, "UA") + ")"},
		{`event:` + event, "tagged with an event type; the list beside the hits has them all"},
		{`person:"` + top(news.FacetPerson, "merkel") + `"`, "tagged with a person of that name; where it may be several, all are found and named"},
		{`lang:` + cmp.Or(sample.Top[news.FacetLang].Value, "fr"), "in one language"},
		{`source:` + cmp.Or(sample.Top[news.FacetSource].Value, "example.org"), "of one outlet"},
	}
}

// beyond are the ways to have a search elsewhere than in the list of hits.
func beyond(sample Sample) []Example {
	v := url.Values{}
	if c := sample.Top[news.FacetCountry].Value; c != "" {
		v.Set("country", c)
	}
	export := url.Values{"format": {"csv"}}
	for name, values := range v {
		export[name] = values
	}
	rows := []Example{
		{"Feed", href("/feed.atom", v), "any search as Atom, or as JSON Feed at /feed.json: what is new comes by itself"},
		{"Export", href("/api/v1/export", export), "every hit as CSV for a spreadsheet, or as NDJSON with format=ndjson for a script"},
		{"Map", href("/map", v), "the countries of any search, shaded by articles"},
	}
	if p := sample.Top[news.FacetPerson]; p.Value != "" {
		rows = append(rows, Example{p.Name, "/people/" + url.PathEscape(p.Value), "who it is, spellings, when, with whom; countries and event types have such pages too"})
	}
	if sample.Saved {
		rows = append(rows, Example{"Save", href("/saved/new", v), "keep a search and be told of what is new, by feed, signed webhook or mail; /saved lists them"})
	}
	return append(rows, Example{"API", "/docs", "every address that scripts can ask, with examples"})
}

// Failure is the page of an error that has no better place.
type Failure struct {
	Frame
	Status int
	Detail string
}

func (Failure) template() string { return "failure" }

// NewFailure lays out an error page.
func NewFailure(status int, title, detail string) Failure {
	f := Failure{Status: status, Detail: detail}
	f.Title = title
	return f
}
