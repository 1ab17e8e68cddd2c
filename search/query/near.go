package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dateline/search/news"
)

// NearKind says what holds the two sides of a Near together.
type NearKind int

// The kinds of Near.
const (
	Within        NearKind = iota // at most Distance words apart, in any order
	InOrder                       // the left before the right, at most Distance words apart
	SameSentence                  // both within one sentence
	SameParagraph                 // both within one paragraph
)

// Near matches where Left and Right stand near each other within one text: the
// headline or the body, never across. A side is a Word, a Phrase, a Slot, an Or
// of sides, or a Near.
//
// A place of a Word, Phrase or Slot is the row of words it covers; a place of a
// Near is the places of both its sides together, which share no word: talks
// NEAR/5 talks needs the word twice. The distance of two words is the difference
// of their places in the text, every word counted, so that neighbours are 1
// apart; the distance of two sides is that of their two nearest words. InOrder
// asks that the whole left side stands before the right one. The sentence and
// paragraph kinds ask that all words of both sides stand in the same one.
type Near struct {
	Left, Right Node
	Kind        NearKind
	Distance    int // Within and InOrder only: 1 to MaxDistance
	Span        Span
}

// AtLeast matches articles in which Kid (a Word, a Phrase or an Or of these)
// stands Times times or more, title and body together. A place counts once,
// however many of Kid's words match it.
type AtLeast struct {
	Times int // 1 to MaxTimes
	Kid   Node
	Span  Span
}

// Slot is a typed place beside a proximity: any mention of any person, country
// or event. It stands within a Near only.
type Slot struct {
	Field Field
	Facet news.Facet
	Span  Span
}

// slotFacets are the facets whose mentions are known.
var slotFacets = []news.Facet{news.FacetPerson, news.FacetCountry, news.FacetEvent}

// operator is a proximity or an atleast as it was typed.
type operator struct {
	kind   tokenKind
	near   NearKind
	number int
}

// spellings are the operators before their number. Those with a slash are
// complete; the others are words that a number makes an operator (near5).
var spellings = []struct {
	prefix string
	kind   tokenKind
	near   NearKind
}{
	{"near/", tokenNear, Within}, {"near", tokenNear, Within}, {"n/", tokenNear, Within}, {"w/", tokenNear, Within},
	{"/n", tokenNear, Within}, {"/", tokenNear, Within},
	{"pre/", tokenNear, InOrder}, {"pre", tokenNear, InOrder}, {"p/", tokenNear, InOrder},
	{"adj/", tokenNear, InOrder}, {"adj", tokenNear, InOrder},
	{"atleast/", tokenAtLeast, 0}, {"atleast", tokenAtLeast, 0},
}

// sameSpellings are the operators without a number.
var sameSpellings = map[string]NearKind{
	"w/s": SameSentence, "w/sent": SameSentence, "near/s": SameSentence, "/s": SameSentence,
	"w/p": SameParagraph, "w/para": SameParagraph, "near/p": SameParagraph, "/p": SameParagraph,
}

// bareOperators are operators only in capitals: in small letters they are words.
var bareOperators = []string{"NEAR", "PRE", "ADJ", "SAME", "AROUND"}

// readOperator reads NEAR/5, near5, /N5/, w/s and the like in any case. ok says
// whether text is spelled like one; its number may still be wrong.
func readOperator(text string) (op operator, ok bool, err error) {
	lower := strings.ToLower(text)
	if kind, ok := sameSpellings[lower]; ok {
		return operator{kind: tokenNear, near: kind}, true, nil
	}
	if strings.HasPrefix(lower, "/n") && strings.HasSuffix(lower, "/") {
		lower = strings.TrimSuffix(lower, "/")
	}
	for _, s := range spellings {
		digits, ok := strings.CutPrefix(lower, s.prefix)
		if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
			continue
		}
		op = operator{kind: s.kind, near: s.near}
		op.number, err = readNumber(digits, s.kind)
		return op, true, err
	}
	return operator{}, false, nil
}

func readNumber(digits string, kind tokenKind) (int, error) {
	most, what := MaxDistance, "words apart"
	if kind == tokenAtLeast {
		most, what = MaxTimes, "times"
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("from 1 to %d %s can be asked for", most, what)
	}
	return n, nil
}

// operator emits the operator that raw is, if it is one.
func (l *lexer) operator(raw string, start, end int) (bool, error) {
	op, ok, err := readOperator(raw)
	switch {
	case raw == "SAME":
		op = operator{kind: tokenNear, near: SameParagraph} // as in Factiva
	case raw == "AROUND" && end < len(l.text) && l.text[end] == '(':
		if op, end, err = l.around(start, end); err != nil {
			return false, err
		}
	case slices.Contains(bareOperators, raw):
		return false, mistake(start, raw+" has no number", "write "+spellingOf(raw)+", or quote \""+raw+"\" to search for the word")
	case err != nil:
		return false, mistake(start, raw+" is out of range: "+err.Error(), "write a number in that range, as in near5 or atleast3")
	case !ok:
		return false, nil
	}
	l.at = end
	l.emit(op.kind, start)
	l.tokens[len(l.tokens)-1].near = op
	return true, nil
}

func spellingOf(bare string) string {
	if bare == "AROUND" {
		return "AROUND(5)"
	}
	return bare + "/5"
}

// around reads Google's AROUND(5); open is where its parenthesis stands.
func (l *lexer) around(start, open int) (operator, int, error) {
	end := open + 1
	for end < len(l.text) && l.text[end] >= '0' && l.text[end] <= '9' {
		end++
	}
	if end == len(l.text) || l.text[end] != ')' || end == open+1 {
		return operator{}, 0, mistake(start, "AROUND has no number", "write AROUND(5)")
	}
	n, err := readNumber(string(l.text[open+1:end]), tokenNear)
	if err != nil {
		return operator{}, 0, mistake(start, "AROUND is out of range: "+err.Error(), "write a number in that range")
	}
	return operator{kind: tokenNear, near: Within, number: n}, end + 1, nil
}

// slotOrWords reads @person, or words where it is none: @harbourpost is a name.
func (l *lexer) slotOrWords(start int, field Field) error {
	from := l.at
	end := l.runEnd(from)
	raw := strings.TrimRight(string(l.text[from:end]), ",;.!?")
	name, ok := strings.CutPrefix(strings.ToLower(raw), "@")
	if !ok {
		return l.words(start, field)
	}
	name, value, _ := strings.Cut(name, ":")
	facet := news.Facet(name)
	switch {
	case slices.Contains(plannedSlots, name):
		return mistake(from, "there is no slot "+raw, "the slots are @person, @country and @event")
	case !slices.Contains(slotFacets, facet):
		return l.words(start, field)
	case value != "":
		return mistake(from, "@"+name+" takes no name: it stands for any", "write the name itself in its place")
	case field == By:
		return mistake(from, "no mentions are known in by:", "write the author's name, or use @"+name+" with title: or body:")
	}
	l.at = end
	return l.leaf(&Slot{Field: field, Facet: facet, Span: Span{start, end}})
}

// plannedSlots are refused rather than searched for as words.
var plannedSlots = []string{"source", "lang", "org", "topic", "speaker", "place"}

// newNear joins two sides, each of which must be one.
func newNear(left, right Node, op token) (Node, error) {
	for _, side := range []Node{left, right} {
		if err := checkSide(side, op.text, true); err != nil {
			return nil, err
		}
	}
	n := &Near{Left: left, Right: right, Kind: op.near.near, Distance: op.near.number}
	n.Span = Span{left.Pos().Start, right.Pos().End}
	if len(Texts(n)) == 0 {
		return nil, mistake(op.span.Start, "the two sides of "+op.text+" never stand in the same text", "give both the same field, or none")
	}
	return n, nil
}

func newAtLeast(kid Node, op token) (Node, error) {
	if err := checkSide(kid, op.text, false); err != nil {
		return nil, err
	}
	return &AtLeast{Times: op.near.number, Kid: kid, Span: Span{op.span.Start, kid.Pos().End}}, nil
}

// checkSide refuses what has no places in a text. Slots and proximities have
// places, but how often they stand is nothing to count.
func checkSide(n Node, operator string, near bool) error {
	what := ""
	switch n := n.(type) {
	case *Word, *Phrase:
		return nil
	case *Or:
		for _, kid := range n.Kids {
			if err := checkSide(kid, operator, near); err != nil {
				return err
			}
		}
		return nil
	case *Slot, *Near:
		if near {
			return nil
		}
		what = "a proximity or a slot"
	case *And:
		what = "AND"
	case *Not:
		what = "NOT"
	case *AtLeast:
		what = "atleast"
	case *Tag:
		what = "a tag"
		if near && slices.Contains(slotFacets, n.Facet) {
			return mistake(n.Span.Start, n.String()+" cannot stand beside "+operator, "write the name itself, or @"+string(n.Facet)+" for any")
		}
	default:
		what = "a date"
	}
	hint := "words, phrases, slots and groups of these with OR can; join the rest with AND"
	if !near {
		hint = "words, phrases and groups of these with OR can be counted"
	}
	return mistake(n.Pos().Start, operator+" does not go with "+what, hint)
}

// Texts gives the texts of an article in which n, a side of a proximity, may
// have a place: for a word anywhere Title and Body, for a Near those that both
// its sides share. It is empty for what is no side.
func Texts(n Node) []Field {
	var out []Field
	add := func(fields ...Field) {
		for _, f := range fields {
			if !slices.Contains(out, f) {
				out = append(out, f)
			}
		}
	}
	switch n := n.(type) {
	case *Near:
		right := Texts(n.Right)
		for _, f := range Texts(n.Left) {
			if slices.Contains(right, f) {
				add(f)
			}
		}
	case *Or:
		for _, kid := range n.Kids {
			add(Texts(kid)...)
		}
	case *Word:
		add(n.Field.texts()...)
	case *Phrase:
		add(n.Field.texts()...)
	case *Slot:
		add(n.Field.texts()...)
	}
	return out
}

func (f Field) texts() []Field {
	if f == Anywhere {
		return []Field{Title, Body}
	}
	return []Field{f}
}

// checkSlots refuses a slot that stands beside no proximity.
func checkSlots(n Node) error {
	var err error
	Walk(n, func(n Node) bool {
		if slot, ok := n.(*Slot); ok && err == nil {
			err = mistake(slot.Span.Start, slot.String()+" stands beside no proximity", "write what it is near to, as in talks NEAR/12 "+slot.String())
		}
		_, near := n.(*Near)
		return !near && err == nil
	})
	return err
}
