package query

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// String implements Node: kids stand side by side, groups in parentheses.
func (n *And) String() string { return join(n.Kids, " ") }

// String implements Node.
func (n *Or) String() string { return join(n.Kids, " OR ") }

// String implements Node.
func (n *Not) String() string { return "NOT " + grouped(n.Kid) }

// String implements Node. Operators read from the left, so that only a
// proximity on the right needs parentheses.
func (n *Near) String() string {
	right := grouped(n.Right)
	if _, ok := n.Right.(*Near); ok {
		right = "(" + right + ")"
	}
	return grouped(n.Left) + " " + n.operator() + " " + right
}

func (n *Near) operator() string {
	switch n.Kind {
	case InOrder:
		return "PRE/" + strconv.Itoa(n.Distance)
	case SameSentence:
		return "w/s"
	case SameParagraph:
		return "w/p"
	}
	return "NEAR/" + strconv.Itoa(n.Distance)
}

// String implements Node.
func (n *AtLeast) String() string { return "atleast" + strconv.Itoa(n.Times) + " " + grouped(n.Kid) }

// String implements Node.
func (n *Slot) String() string { return n.Field.prefix() + "@" + string(n.Facet) }

// String implements Node.
func (n *Word) String() string {
	text := n.Text
	switch n.Kind {
	case Verbatim:
		text = "=" + text
	case Fuzzy:
		text += "~"
		if n.Edits != defaultEdits(n.Text) {
			text += strconv.Itoa(n.Edits)
		}
	}
	return n.Field.prefix() + text
}

// String implements Node.
func (n *Phrase) String() string {
	mark := ""
	if n.Verbatim {
		mark = "="
	}
	return n.Field.prefix() + mark + quoted(n.Text)
}

// String implements Node. Values are not printed: they are looked up again.
func (n *Tag) String() string {
	if isBareValue(n.Text) {
		return string(n.Facet) + ":" + n.Text
	}
	return string(n.Facet) + ":" + quoted(n.Text)
}

// String implements Node.
func (n *Dates) String() string { return n.Text }

func (f Field) prefix() string {
	if f == Anywhere {
		return ""
	}
	return string(f) + ":"
}

func join(kids []Node, separator string) string {
	var b strings.Builder
	for i, kid := range kids {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(grouped(kid))
	}
	return b.String()
}

func grouped(n Node) string {
	switch n.(type) {
	case *And, *Or:
		return "(" + n.String() + ")"
	}
	return n.String()
}

// quoted drops quotes inside, which the language cannot spell; Parse never
// makes a text with one.
func quoted(text string) string {
	return `"` + strings.Map(func(r rune) rune {
		if isQuote(r) {
			return -1
		}
		return r
	}, text) + `"`
}

// isQuote says whether r opens or closes a phrase. The low and the angle
// quotes are what German, Polish, French and Russian keyboards type.
func isQuote(r rune) bool {
	switch r {
	case '"', '“', '”', '„', '‟', '«', '»', '＂':
		return true
	}
	return false
}

// isBareValue says whether a tag's text can be spelled without quotes. It must
// begin and end in a letter or digit, as Parse trims anything else there.
func isBareValue(text string) bool {
	for i, r := range text {
		edge := i == 0 || i+utf8.RuneLen(r) == len(text)
		switch {
		case r == utf8.RuneError:
			return false
		case unicode.IsLetter(r), unicode.IsDigit(r):
		case !edge && (r == '-' || r == '.' || r == ':' || r == '_'):
		default:
			return false
		}
	}
	return text != ""
}

// defaultEdits is how far a word may be from a fuzzy one: short words have too
// many neighbours at two edits.
func defaultEdits(word string) int {
	if utf8.RuneCountInString(word) >= longFuzzy {
		return 2
	}
	return 1
}
