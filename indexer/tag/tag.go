// Package tag turns an article's title and text into people, organisations,
// places, countries, event types and quotes, each with its evidence: the places
// in the text that say so. It is pure: the gazetteers are embedded, nothing is
// fetched or stored, and the same input always gives the same tags. It never
// reports a tag without a mention whose surface stands at its offsets.
package tag

import (
	"dateline/indexer/event"
	"dateline/indexer/person"
	"dateline/indexer/place"
	"dateline/indexer/prose"
	"dateline/indexer/quote"
	"dateline/search/news"
)

// Version names the tagger; it is stored with every article's tags. Raise it
// with any change that can change a tag.
const Version = "14"

// MaxText is how many bytes of a text are tagged (see package prose).
const MaxText = prose.MaxText

// Input is what is tagged. Lang is a two-letter code or empty for unknown.
// Home is the outlet's own country where known: a mere mention of it is no tag.
type Input struct {
	Title string
	Text  string
	Lang  string
	Home  news.CountryCode
	Year  int // of publication, by which the events of other years are past; 0 where unknown
}

// Tagger tags articles. It is safe for concurrent use.
type Tagger struct {
	people    *person.Tagger
	countries *place.Tagger
	events    *event.Tagger
	quotes    *quote.Tagger
	known     *knownTagger // nil without a newsroom's list
}

// New loads the embedded gazetteers.
func New() *Tagger {
	people := person.New()
	return &Tagger{people: people, countries: place.New(), events: event.New(), quotes: quote.New(people.Names)}
}

// Tag tags one article. Invalid UTF-8 and overlong text are handled, never
// refused: offsets always count code points of in.Title and in.Text as given
// (an invalid byte counts as one), also where the text was put together from tokens
// and is read without the spaces around its marks.
func (t *Tagger) Tag(in Input) news.Tags { return t.restored(in) }

// read tags an article as it is written.
func (t *Tagger) read(in Input) news.Tags {
	title, text := prose.NewDoc(in.Title, news.InTitle), prose.NewDoc(in.Text, news.InText)
	docs := []*prose.Doc{title, text}
	a := t.people.Read(docs, in.Lang)
	people := t.known.people(docs, a.People())
	orgs, places := a.Things(people)
	if a.Reader == nil {
		places = t.countries.PlacesOf(docs, people, in.Lang)
	}
	countries := t.countries.Tag(docs, people, in.Lang, in.Home)
	return news.Tags{
		Version:   Version,
		People:    people,
		Countries: countries,
		Events:    t.events.Tag(docs, in.Lang, event.Cast{People: people, Orgs: orgs, Countries: countries}, in.Year),
		Quotes:    t.quotes.Tag(text, people, orgs, in.Lang),
		Orgs:      orgs,
		Places:    places,
	}
}
