package query

import (
	"strconv"
	"strings"

	"dateline/search/news"
)

// Describe says in plain English what n asks for, so that a person sees how
// the query was understood: "grain" and "corridor", not "wheat". It is empty
// for nil.
func Describe(n Node) string {
	switch n := n.(type) {
	case nil:
		return ""
	case *Not:
		return "everything but " + describe(n.Kid)
	default:
		return describe(n)
	}
}

func describe(n Node) string {
	switch n := n.(type) {
	case *And:
		return describeAnd(n)
	case *Or:
		var parts []string
		for _, kid := range n.Kids {
			parts = append(parts, describeInner(kid))
		}
		return strings.Join(parts, " or ")
	case *Not:
		return "not " + describeInner(n.Kid)
	case *Near:
		return describeInner(n.Left) + n.describe() + describeInner(n.Right)
	case *AtLeast:
		return "at least " + times(n.Times) + " " + describeInner(n.Kid)
	case *Slot:
		return fieldWords[n.Field] + slotWords[n.Facet]
	case *Word:
		return describeWord(n)
	case *Phrase:
		return describePhrase(n)
	case *Tag:
		return tagWords[n.Facet] + ` "` + n.Text + `"`
	case *Dates:
		return n.describe()
	}
	return ""
}

// describeAnd puts what is wanted first and what is not wanted last.
func describeAnd(n *And) string {
	var wanted, unwanted []string
	for _, kid := range n.Kids {
		if not, ok := kid.(*Not); ok {
			unwanted = append(unwanted, "not "+describeInner(not.Kid))
			continue
		}
		wanted = append(wanted, describeInner(kid))
	}
	if len(wanted) == 0 {
		wanted = []string{"everything"}
	}
	return strings.Join(append([]string{strings.Join(wanted, " and ")}, unwanted...), ", ")
}

func describeInner(n Node) string {
	switch n.(type) {
	case *And, *Or, *Near:
		return "(" + describe(n) + ")"
	}
	return describe(n)
}

// describe says how near the operands stand; it goes between them.
func (n *Near) describe() string {
	words := "1 word"
	if n.Distance != 1 {
		words = strconv.Itoa(n.Distance) + " words"
	}
	switch n.Kind {
	case InOrder:
		return " at most " + words + " before "
	case SameSentence:
		return " in one sentence with "
	case SameParagraph:
		return " in one paragraph with "
	}
	return " within " + words + " of "
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

var slotWords = map[news.Facet]string{
	news.FacetPerson: "a person", news.FacetCountry: "a country", news.FacetEvent: "an event",
}

var fieldWords = map[Field]string{
	Title: "titles containing ", Lead: "headlines or first paragraphs containing ",
	Body: "texts containing ", By: "authors containing ",
}

var tagWords = map[news.Facet]string{
	news.FacetPerson: "people matching", news.FacetCountry: "country", news.FacetEvent: "event type",
	news.FacetSource: "source", news.FacetLang: "language",
}

func describeWord(n *Word) string {
	text := `"` + n.Text + `"`
	switch n.Kind {
	case Verbatim:
		text = "exactly " + text
	case Wildcard:
		text = "words like " + text
	case Fuzzy:
		text = "words spelled like " + text
	}
	return fieldWords[n.Field] + text
}

func describePhrase(n *Phrase) string {
	text := `"` + n.Text + `"`
	if strings.Contains(n.Text, " ") {
		text = "the phrase " + text
	}
	if n.Verbatim {
		text = "exactly " + text
	}
	return fieldWords[n.Field] + text
}
