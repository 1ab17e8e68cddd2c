// Package news holds the words every room shares: Article, its ID, and the
// people, countries and event types it is tagged with, each with the mentions
// that are its evidence. It knows the closed vocabularies (ISO 3166-1 country
// names, the event taxonomy) because a tag, a facet and a query must all mean
// the same by a code. It imports the standard library only and does no I/O.
package news

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// ID names one article for ever. It is derived from what identifies the
// article (see NewID), so importing the same thing twice gives the same ID.
type ID string

// idBytes is how much of the SHA-256 an ID keeps: 64 bits, for which a million
// articles collide with a probability of 3e-8.
const idBytes = 8

// NewID derives the ID of the article that key identifies: its canonical URL
// where it has one, otherwise what its importer names it by ("file:/a/b.txt").
func NewID(key string) ID {
	sum := sha256.Sum256([]byte(key))
	return ID(hex.EncodeToString(sum[:idBytes]))
}

// Valid reports whether id has the form NewID gives: 16 lower-case hex digits.
func (id ID) Valid() bool {
	if len(id) != 2*idBytes {
		return false
	}
	return strings.Trim(string(id), "0123456789abcdef") == ""
}

// PersonID names one person across the archive: "p-" and a stable key made
// from the canonical name.
type PersonID string

// CountryCode is an ISO 3166-1 alpha-2 code in upper case.
type CountryCode string

// EventType is a code of the event taxonomy: "protest", or in two levels
// "protest:riot".
type EventType string

// Field says which text of an article a mention's offsets count in.
type Field string

// The fields that carry mentions. InText is empty, so that it may be left out
// of JSON as API.md has it.
const (
	InText  Field = ""
	InTitle Field = "title"
)

// Mention is the evidence of a tag: where its surface form stands. Start and
// End are offsets in Unicode code points, End exclusive; Surface is exactly the
// text between them. Rule names what recognised it.
type Mention struct {
	Field   Field  `json:"field,omitempty"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Surface string `json:"surface"`
	Rule    string `json:"rule,omitempty"`
}

// StandsIn reports that m is evidence in an article of that title and text: its
// surface is what stands at its offsets. Invalid bytes count as one code point
// each and are equal to one another.
func (m Mention) StandsIn(title, text string) bool {
	if m.Field == InTitle {
		text = title
	}
	runes := []rune(text)
	return 0 <= m.Start && m.Start < m.End && m.End <= len(runes) &&
		string(runes[m.Start:m.End]) == string([]rune(m.Surface))
}

// Person is one person of an article, however often and however spelled.
// Name is the canonical form (the fullest within the article). Roles are what
// the article calls them beside the name, in its own words in lower case
// ("foreign minister", "striker"), each once.
type Person struct {
	ID       PersonID  `json:"id"`
	Name     string    `json:"name"`
	Roles    []string  `json:"roles,omitempty"`
	Mentions []Mention `json:"mentions"`
}

// Country is a country the article is about. Salience, in (0, 1], is how much
// of the article's country evidence is this country's.
type Country struct {
	Code     CountryCode `json:"code"`
	Name     string      `json:"name"`
	Salience float64     `json:"salience,omitempty"`
	Mentions []Mention   `json:"mentions"`
}

// Org is an organisation of an article: a ministry, a firm, a party, a club. ID
// is "o-" and a key made from the name.
type Org struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Mentions []Mention `json:"mentions"`
}

// Place is a place of an article below or beside a country. Country is the
// country it lies in, empty where the tables do not know it.
type Place struct {
	Name     string      `json:"name"`
	Country  CountryCode `json:"country,omitempty"`
	Mentions []Mention   `json:"mentions"`
}

// Quote is a passage somebody is reported to have said: Start and End are code
// point offsets in the text. Direct is true between quotation marks.
type Quote struct {
	Start   int      `json:"start"`
	End     int      `json:"end"`
	Direct  bool     `json:"direct"`
	Speaker *Speaker `json:"speaker,omitempty"`
}

// Speaker is who a quote is attributed to. Start and End are where the text
// names them beside the quote; ID is a person's or an organisation's of the same
// article, empty for one the article does not name ("a spokesman said").
type Speaker struct {
	ID    string `json:"id,omitempty"`
	Name  string `json:"name"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Event is one kind of event in an article. An article may hold the same type
// twice with different flags (talks that took place, talks that were called
// off); it never holds two of the same type and flags. Mentions are the
// triggers; Sentences, parallel to Mentions, the sentences they stand in. Actors
// did it and Recipients had it done to them, as far as the sentences say: names
// of people, organisations or countries as the article writes them. Confidence, of
// violence only, is how sure a statistical model is that the article reports it and
// does not only speak of it, 0 to 1 in hundredths; 0 where rules alone say so.
type Event struct {
	Type         EventType `json:"type"`
	Name         string    `json:"name"`
	Plover       string    `json:"plover,omitempty"`
	Mode         string    `json:"mode,omitempty"`
	IPTC         string    `json:"iptc,omitempty"`
	Negated      bool      `json:"negated"`
	Future       bool      `json:"future"`
	Hypothetical bool      `json:"hypothetical"`
	Historical   bool      `json:"historical,omitempty"`
	Mentions     []Mention `json:"mentions"`
	Sentences    []Mention `json:"sentences,omitempty"`
	Actors       []string  `json:"actors,omitempty"`
	Recipients   []string  `json:"recipients,omitempty"`
	Confidence   float64   `json:"confidence,omitempty"`
}

// Tags is everything a tagger said of one article. Version is the tagger's, so
// that articles tagged by an older one can be found.
type Tags struct {
	Version   string    `json:"version,omitempty"`
	People    []Person  `json:"people"`
	Countries []Country `json:"countries"`
	Events    []Event   `json:"events"`
	Orgs      []Org     `json:"orgs,omitempty"`
	Places    []Place   `json:"places,omitempty"`
	Quotes    []Quote   `json:"quotes,omitempty"`
}

// Fetch records how an article's bytes came in: the proof behind it.
type Fetch struct {
	URL        string    `json:"url"`
	At         time.Time `json:"at,omitzero"`
	Status     int       `json:"status,omitempty"`
	WARCFile   string    `json:"warc_file,omitempty"`
	WARCOffset int64     `json:"warc_offset,omitempty"`
	Digest     string    `json:"digest,omitempty"`
}

// Article is one piece of news coverage. Text is plain, paragraphs separated by
// newlines; it does not hold the title. Key is what identifies the article
// (see NewID). From says for each metadata field where it was taken from
// ("title": "json-ld"). Source is the registrable domain of the outlet.
type Article struct {
	ID        ID                `json:"id"`
	Key       string            `json:"-"`
	URL       string            `json:"url,omitempty"`
	Title     string            `json:"title"`
	Source    string            `json:"source,omitempty"`
	Site      string            `json:"site,omitempty"`
	Authors   []string          `json:"authors,omitempty"`
	Published Date              `json:"published,omitzero"`
	Modified  Date              `json:"modified,omitzero"`
	Seen      time.Time         `json:"seen,omitzero"`
	Lang      string            `json:"lang,omitempty"`
	Country   CountryCode       `json:"country,omitempty"` // of publication, as its source was said to be of
	Section   string            `json:"section,omitempty"`
	Keywords  []string          `json:"keywords,omitempty"`
	Image     string            `json:"image,omitempty"`
	Paywalled bool              `json:"paywalled,omitempty"`
	Text      string            `json:"text"`
	From      map[string]string `json:"from,omitempty"`
	Fetch     *Fetch            `json:"fetch,omitempty"`
	Tags      Tags              `json:"tags"`

	// Group is the same ID for all copies of one story, one of theirs; empty for
	// an article without copies. The store gives it, with articles that it gives.
	Group ID `json:"-"`
}

// Paragraphs cuts text at its newlines and drops the blank pieces.
func Paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(text, "\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
