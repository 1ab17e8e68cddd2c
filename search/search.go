// Package search answers a Request (what was typed, the facet values chosen,
// the dates and the order) with a Result: hits with snippets, exact facet
// counts, a timeline and a cursor. It resolves names to values, plans, asks an
// Engine, and fills the answer with what a Library holds. Every limit on
// reading is here, and is checked before the engine sees anything. It never
// imports the indexer or Bleve: both are handed in behind small interfaces.
package search

import (
	"context"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

// Engine finds articles. It is small on purpose: a cluster engine can be the
// second implementation. Implementations are safe for concurrent use.
type Engine interface {
	// Search answers plan exactly. It returns ctx's error when that ends
	// first, and a *query.Error where plan.Query cannot be run.
	Search(ctx context.Context, plan query.Plan) (query.Answer, error)
	// Words gives the words of headlines and texts that ask is for, those of the
	// most articles first, then in the order of the alphabet. Counts are exact. A
	// blank ask, and one for more words than an engine looks through, gives what was
	// looked through.
	Words(ctx context.Context, ask query.WordAsk) ([]query.WordCount, error)
	// Count is how many articles the engine holds.
	Count(ctx context.Context) (int, error)
	// Epoch is another one whenever Search may answer otherwise than before: it
	// has changed when a change has been acknowledged. 0 means that the engine
	// cannot tell.
	Epoch(ctx context.Context) (int64, error)
}

// Library knows the articles and the names behind the engine's values. It is
// the store, in one process with the engine. Safe for concurrent use.
type Library interface {
	// Articles gives the articles of ids, in their order; one that is gone is
	// left out.
	Articles(ctx context.Context, ids []news.ID) ([]news.Article, error)
	// PersonNames gives display names; an unknown id is left out.
	PersonNames(ctx context.Context, ids []news.PersonID) (map[news.PersonID]string, error)
	// Current gives, of ids that are another person's now (a variant spelling's,
	// one that was merged), whose; ids that stand or are unknown are left out.
	Current(ctx context.Context, ids []news.PersonID) (map[news.PersonID]news.PersonID, error)
	// FindPeople lists people of whose name or any spelling every word of text
	// begins some word, case and accents folded; the most mentioned first.
	FindPeople(ctx context.Context, text string, limit int) ([]PersonName, error)
	// Person gives one person, or ErrNotFound.
	Person(ctx context.Context, id news.PersonID) (PersonInfo, error)
	// Epoch names a state of articles and names: it changes together with them, and
	// never comes back.
	Epoch(ctx context.Context) (string, error)
	// Versions gives the earlier versions of an article, the latest first.
	Versions(ctx context.Context, id news.ID) ([]Version, error)
}

// PersonName is a person's id and display name, and in how many articles they are.
type PersonName struct {
	ID       news.PersonID
	Name     string
	Articles int
}

// Request is one search as a person or a script asks it. The zero Request asks
// for everything, newest first, with all facets and an automatic timeline.
type Request struct {
	Q        string
	Choices  map[news.Facet]query.Choice
	From, To string // as typed: 2025, 2025-04, 2025-04-23 or RFC 3339; To inclusive
	Sort     query.Sort
	Size     int // hits a page; NoHits asks for none
	Cursor   string
	Facets   []news.Facet // nil counts all of them, empty none
	// FacetSize is values a facet; 0 is the default.
	FacetSize int
	Timeline  query.Interval
	Explain   bool // count each part of the query alone
	Copies    Copies
	CopiesOf  news.ID // where not empty, only copies of this article, itself included
}

// Filters is what of r decides which articles match.
func (r Request) Filters() Request {
	return Request{Q: r.Q, Choices: r.Choices, From: r.From, To: r.To, CopiesOf: r.CopiesOf}
}

// NoHits as a Request's Size asks for counts only (size=0 in a URL).
const NoHits = -1

// Result answers a Request. It is both the JSON of GET /api/v1/search and what
// the page shows; shared/API.md names its fields.
type Result struct {
	// Asked is the request with the ids of today in the place of older ones.
	Asked    *Request             `json:"-"`
	Total    int                  `json:"total"`
	Unit     string               `json:"unit"`   // "articles"
	Listed   int                  `json:"listed"` // hits on all pages: Total, less the copies that others stand for
	TookMS   float64              `json:"took_ms"`
	Readback string               `json:"readback"` // the request in plain English
	Hits     []Hit                `json:"hits"`
	Facets   map[news.Facet]Facet `json:"facets"`
	Timeline *Timeline            `json:"timeline,omitempty"`
	Next     string               `json:"next,omitempty"`    // cursor of the page after
	Notes    []string             `json:"notes,omitempty"`   // e.g. what an ambiguous name meant
	Explain  []Clause             `json:"explain,omitempty"` // where asked for: parents first, in the order typed
	Relax    []Relaxation         `json:"relax,omitempty"`   // only where nothing was found
	// DidYouMean is where little or nothing was found: the query in other spellings
	// that find more, the best first.
	DidYouMean []Respelling `json:"did_you_mean,omitempty"`
}

// Relaxation is a search without what kept the asked one from finding anything.
type Relaxation struct {
	Drop    string `json:"drop"`    // what is left out, in plain English
	Without string `json:"without"` // the rest as URL parameters, encoded
	Total   int    `json:"total"`   // articles it finds, above 0
}

// Respelling is a search with words of the archive in the place of words that are
// hardly in it.
type Respelling struct {
	Q     string `json:"q"`
	With  string `json:"with"`  // the whole search as URL parameters, encoded
	Total int    `json:"total"` // articles it finds
}

// Suggestion completes what somebody types: a value of a facet, or a word of the
// archive, and the query that asks for it. Count is nil where it is not known
// exactly.
type Suggestion struct {
	Facet news.Facet `json:"facet"` // suggestedWord for a word
	Value string     `json:"value"`
	Name  string     `json:"name"`
	Query string     `json:"query"`
	Count *int       `json:"count,omitempty"`
}

// Hit is one article found.
type Hit struct {
	ID        news.ID    `json:"id"`
	URL       string     `json:"url"`
	Title     string     `json:"title"`
	Source    string     `json:"source"`
	Site      string     `json:"site,omitempty"`
	Authors   []string   `json:"authors"`
	Published news.Date  `json:"published"`
	Lang      string     `json:"lang"`
	Score     float64    `json:"score"`
	Snippets  []Snippet  `json:"snippets"`
	People    []Named    `json:"people"`
	Countries []Coded    `json:"countries"`
	Events    []TypeName `json:"events"`

	// Copies is how many articles found are copies of this one and not listed,
	// CopiesFirst the first of them, CopiesWith the parameters of the search that
	// lists them all, encoded.
	Copies      int    `json:"copies,omitempty"`
	CopiesFirst []Copy `json:"copies_first,omitempty"`
	CopiesWith  string `json:"copies_with,omitempty"`

	// Copied says that the archive holds copies of this article.
	Copied bool `json:"copied,omitempty"`
}

// Named is a person's value and display name.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Coded is a country's code and name.
type Coded struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// TypeName is an event's facet value (flag included) and label.
type TypeName struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

// Snippet is a passage of an article around what the query matched. Marks are
// [start, end) in code points of Text. Field is "title" or "body".
type Snippet struct {
	Field string   `json:"field"`
	Text  string   `json:"text"`
	Marks [][2]int `json:"marks"`
}

// Facet is the values of one facet among the matches; counts are disjunctive
// (query.Counts says how).
type Facet struct {
	Values   []FacetValue `json:"values"`
	Distinct int          `json:"distinct"`
	Missing  int          `json:"missing"`
	Next     string       `json:"next,omitempty"` // cursor for FacetPage
}

// FacetValue is one value with its display name and count of articles.
type FacetValue struct {
	Value string `json:"value"`
	Name  string `json:"name"`
	Count int    `json:"count"`
	State State  `json:"state"`
}

// State says whether a value is chosen.
type State string

// The states of a facet value.
const (
	Unchosen State = "none"
	Included State = "include"
	Excluded State = "exclude"
)

// Timeline counts the matches by published date.
type Timeline struct {
	Interval query.Interval `json:"interval"`
	Buckets  []Bucket       `json:"buckets"`
	Undated  int            `json:"undated"`
}

// Bucket is one interval of a timeline; Start is UTC.
type Bucket struct {
	Start time.Time `json:"start"`
	Count int       `json:"count"`
}

// FacetRequest asks for one facet's values to the end: the filters of Request,
// and which values in which order.
type FacetRequest struct {
	Request Request
	Facet   news.Facet
	Prefix  string // begins any word of the name, case and accents folded
	Order   FacetOrder
	Size    int
	Cursor  string
}

// FacetOrder is the order of a facet's values.
type FacetOrder string

// The orders of a facet's values.
const (
	ByCount FacetOrder = "count" // most first, then by value, as query.Counts
	ByName  FacetOrder = "name"  // case and accents folded, then by value
)

// FacetPage answers a FacetRequest. With a prefix, Distinct counts the values
// that have it; Missing is the same with and without.
type FacetPage struct {
	Facet    news.Facet   `json:"facet"`
	Unit     string       `json:"unit"`
	Values   []FacetValue `json:"values"`
	Distinct int          `json:"distinct"`
	Missing  int          `json:"missing"`
	Next     string       `json:"next,omitempty"`
}

// ParamError refuses a parameter by name: what is wrong with it and what to
// write instead.
type ParamError struct {
	Param  string
	Detail string
}

// Error implements error.
func (e *ParamError) Error() string { return e.Param + ": " + e.Detail }
