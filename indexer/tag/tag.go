// Package tag turns an article's title and text into people, organisations,
// places, countries, event types and quotes, each with its evidence: the places
// in the text that say so. It is pure: the gazetteers are embedded, nothing is
// fetched or stored, and the same input always gives the same tags. It never
// reports a tag without a mention whose surface stands at its offsets.
package tag

import (
	"dateline/search/news"
)

// Version names the tagger; it is stored with every article's tags. Raise it
// with any change that can change a tag.
const Version = "10"

// Input is what is tagged. Lang is a two-letter code or empty for unknown.
// Home is the outlet's own country where known: a mere mention of it is no tag.
type Input struct {
	Title string
	Text  string
	Lang  string
	Home  news.CountryCode
}

// Tagger tags articles. It is safe for concurrent use.
type Tagger struct {
	people    *peopleTagger
	countries *countryTagger
	events    *eventTagger
	quotes    *quoteTagger
	known     *knownTagger // nil without a newsroom's list
}

// New loads the embedded gazetteers.
func New() *Tagger {
	people := newPeopleTagger()
	return &Tagger{people: people, countries: newCountryTagger(), events: newEventTagger(), quotes: newQuoteTagger(people.names)}
}

// Tag tags one article. Invalid UTF-8 and overlong text are handled, never
// refused: offsets always count code points of in.Title and in.Text as given
// (an invalid byte counts as one).
func (t *Tagger) Tag(in Input) news.Tags {
	title, text := newDoc(in.Title, news.InTitle), newDoc(in.Text, news.InText)
	docs := []*doc{title, text}
	a := t.people.read(docs, in.Lang)
	people := t.known.people(docs, a.people())
	orgs, places := a.things(people)
	if a.reader == nil {
		places = t.countries.placesOf(docs, people, in.Lang)
	}
	countries := t.countries.tag(docs, people, in.Lang, in.Home)
	return news.Tags{
		Version:   Version,
		People:    people,
		Countries: countries,
		Events:    t.events.tag(docs, in.Lang, cast{people, orgs, countries}),
		Quotes:    t.quotes.tag(text, people, orgs, in.Lang),
		Orgs:      orgs,
		Places:    places,
	}
}
