// Package query turns what a person types into a syntax tree with positions,
// and states a whole question (Plan) and its answer in terms that any engine
// can serve. It is pure: no index, no clock, no I/O. A mistake is answered with
// its position and a remedy, never guessed silently.
package query

import (
	"time"

	"dateline/search/news"
)

// Field is where a word is looked for. Anywhere means title and body.
type Field string

// The fields of the query language.
const (
	Anywhere Field = ""
	Title    Field = "title"
	Lead     Field = "lead" // headline and first paragraph
	Body     Field = "body"
	By       Field = "by" // authors
)

// Span is a place in the typed query, in code points, End exclusive.
type Span struct{ Start, End int }

// Node is a syntax tree. The set of implementations is closed: And, Or, Not,
// Near, AtLeast, Word, Phrase, Slot, Tag, Dates.
type Node interface {
	// String prints the canonical spelling: Parse(n.String()) equals n but
	// for positions.
	String() string
	// Pos is where the node stands in what was typed.
	Pos() Span
}

// And matches what all Kids match; there are two or more.
type And struct {
	Kids []Node
	Span Span
}

// Or matches what any of Kids matches; there are two or more.
type Or struct {
	Kids []Node
	Span Span
}

// Not matches what Kid does not.
type Not struct {
	Kid  Node
	Span Span
}

// WordKind says how a Word matches the index's words.
type WordKind int

// The kinds of Word.
const (
	Stemmed  WordKind = iota // analysed in the article's language
	Verbatim                 // =Kyiv: case and accents folded, not stemmed
	Wildcard                 // negotiat*, wom?n
	Fuzzy                    // Gaddafi~: Edits edits
)

// Word is one word.
type Word struct {
	Field Field
	Text  string
	Kind  WordKind
	Edits int // Fuzzy only: 1, or 2 for 8 letters and more
	Span  Span
}

// Phrase is words in a row. Verbatim is ="Foreign Office".
type Phrase struct {
	Field    Field
	Text     string
	Verbatim bool
	Span     Span
}

// Tag matches articles with any of Values of Facet. Text is what was typed;
// Values is empty until the name was resolved (see package search), and a
// resolved Tag without Values matches nothing.
type Tag struct {
	Facet  news.Facet
	Text   string
	Values []string
	Span   Span
}

// Dates matches articles published in [From, To); a zero end is open. Text is
// the canonical spelling of what was typed.
type Dates struct {
	Text string
	From time.Time
	To   time.Time
	Span Span
}

// Pos implements Node.
func (n *And) Pos() Span { return n.Span }

// Pos implements Node.
func (n *Or) Pos() Span { return n.Span }

// Pos implements Node.
func (n *Not) Pos() Span { return n.Span }

// Pos implements Node.
func (n *Near) Pos() Span { return n.Span }

// Pos implements Node.
func (n *AtLeast) Pos() Span { return n.Span }

// Pos implements Node.
func (n *Slot) Pos() Span { return n.Span }

// Pos implements Node.
func (n *Word) Pos() Span { return n.Span }

// Pos implements Node.
func (n *Phrase) Pos() Span { return n.Span }

// Pos implements Node.
func (n *Tag) Pos() Span { return n.Span }

// Pos implements Node.
func (n *Dates) Pos() Span { return n.Span }

// Error is a mistake in a query: where it stands (code points), what is wrong,
// and what to type instead.
type Error struct {
	Position int
	Message  string
	Hint     string
}

// Error implements error.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Message
	}
	return e.Message + ": " + e.Hint
}
