package view

import "net/url"

// Help is the page that explains the query language.
type Help struct {
	Frame
	Groups []HelpGroup
	Keys   []Pair
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
	{"About whom and what", [][2]string{
		{`country:Ukraine`, "tagged with a country, by name or code (country:UA)"},
		{`event:protest`, "tagged with an event type; the list beside the hits has them all"},
		{`person:merkel`, "tagged with a person of that name; where it may be several, all are found and named"},
		{`lang:fr`, "in one language; source:example.org is one outlet"},
	}},
	{"When", [][2]string{
		{`after:2025-04-01`, "published after that day"},
		{`before:2025-05`, "published before that month; a year works too"},
		{`on:2025-04-23`, "published on that day"},
		{`2025-04-01..2025-04-23`, "published between two days, both included"},
	}},
}

// NewHelp lays out the help page.
func NewHelp() Help {
	h := Help{Keys: []Pair{
		{"/", "to the search box"}, {"j k", "next and previous hit"}, {"Enter", "open the hit"},
		{"f", "to the filters"}, {"?", "this page"},
	}}
	h.Title = "Help"
	for _, g := range helpGroups {
		group := HelpGroup{Title: g.title}
		for _, row := range g.rows {
			group.Rows = append(group.Rows, Example{row[0], href("/", url.Values{"q": {row[0]}}), row[1]})
		}
		h.Groups = append(h.Groups, group)
	}
	return h
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
