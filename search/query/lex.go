package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
)

// tokenKind is what a piece of the typed text is to the grammar.
type tokenKind int

const (
	tokenLeaf tokenKind = iota // a complete clause
	tokenAnd
	tokenOr
	tokenNot
	tokenNear
	tokenAtLeast
	tokenOpen
	tokenClose
)

type token struct {
	kind tokenKind
	text string // as typed, for messages
	leaf Node
	near operator // tokenNear and tokenAtLeast only
	span Span
}

// lexer cuts a query into tokens in one pass over its code points.
type lexer struct {
	text   []rune
	at     int
	tokens []token
	leaves int
	groups []Field // the field of every open parenthesis, as title:(a OR b)
	opened []int   // where those parentheses stand
}

// Parse reads text as a query. A blank text is the nil Node. A mistake is an
// *Error with its position in code points. Time and memory are linear in the
// length of text, which is at most MaxLength code points.
func Parse(text string) (Node, error) {
	runes, err := readable(text)
	if err != nil {
		return nil, err
	}
	l := &lexer{text: runes}
	if err := l.run(); err != nil {
		return nil, err
	}
	if len(l.tokens) == 0 {
		return l.empty()
	}
	p := &parser{tokens: l.tokens, end: len(runes)}
	return p.query()
}

// readable checks the size and the encoding before anything else, and makes
// spaces of characters that would change how the query is shown: controls and
// the bidirectional overrides.
func readable(text string) ([]rune, error) {
	if len(text) > MaxLength*utf8.UTFMax || utf8.RuneCountInString(text) > MaxLength {
		return nil, mistake(MaxLength, "the query is longer than 500 characters", "search for fewer words")
	}
	runes := make([]rune, 0, len(text))
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			return nil, mistake(len(runes), "the query is not valid UTF-8", "type it again")
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			r = ' '
		}
		runes = append(runes, r)
	}
	return runes, nil
}

// empty answers a text without any clause: nothing typed is fine, nothing but
// punctuation is not.
func (l *lexer) empty() (Node, error) {
	for i, r := range l.text {
		if !unicode.IsSpace(r) {
			return nil, mistake(i, "there is no word to search for", "type a word with letters or digits")
		}
	}
	return nil, nil
}

func (l *lexer) run() error {
	for l.at < len(l.text) {
		r := l.text[l.at]
		var err error
		switch {
		case unicode.IsSpace(r):
			l.at++
		case r == '(':
			l.open(l.at, l.field())
		case r == ')':
			err = l.close()
		case isMinus(r):
			err = l.minus()
		default:
			err = l.clause()
		}
		if err != nil {
			return err
		}
	}
	if n := len(l.opened); n > 0 {
		return mistake(l.opened[n-1], "the parenthesis is never closed", "add ) or leave out (")
	}
	return nil
}

// field is the one that the innermost parenthesis gives its words.
func (l *lexer) field() Field {
	if n := len(l.groups); n > 0 {
		return l.groups[n-1]
	}
	return Anywhere
}

func (l *lexer) open(start int, field Field) {
	l.groups = append(l.groups, field)
	l.opened = append(l.opened, l.at)
	l.at++
	l.emit(tokenOpen, start)
}

func (l *lexer) close() error {
	n := len(l.groups)
	if n == 0 {
		return mistake(l.at, "the parenthesis was never opened", "add ( before or leave out )")
	}
	l.groups, l.opened = l.groups[:n-1], l.opened[:n-1]
	l.at++
	l.emit(tokenClose, l.at-1)
	return nil
}

func (l *lexer) emit(kind tokenKind, start int) {
	l.tokens = append(l.tokens, token{kind: kind, text: string(l.text[start:l.at]), span: Span{start, l.at}})
}

// minus reads -word. A dash between spaces is ambiguous and refused; two or
// more are how a typewriter writes a dash, and punctuation.
func (l *lexer) minus() error {
	end := l.runEnd(l.at)
	if strings.Trim(string(l.text[l.at:end]), "-−") == "" {
		next := end
		if next < len(l.text) && (l.text[next] == '(' || isQuote(l.text[next])) {
			l.at++
			l.emit(tokenNot, l.at-1)
			return nil
		}
		if end-l.at > 1 {
			l.at = end
			return nil
		}
		return mistake(l.at, "the minus stands alone", "write -word, without a space, to leave a word out")
	}
	l.at++
	l.emit(tokenNot, l.at-1)
	return nil
}

// runEnd is where the run of characters at start ends: at a space, a
// parenthesis or a quote.
func (l *lexer) runEnd(start int) int {
	for start < len(l.text) {
		r := l.text[start]
		if unicode.IsSpace(r) || r == '(' || r == ')' || isQuote(r) {
			break
		}
		start++
	}
	return start
}

// clause reads one operator, or one leaf with its field.
func (l *lexer) clause() error {
	start := l.at
	end := l.runEnd(start)
	if name, size := fieldName(l.text[start:end], l.text[end:]); size > 0 {
		l.at += size
		return l.fielded(start, ownName(name), name)
	}
	raw := string(l.text[start:end])
	if kind, ok := operators[raw]; ok {
		l.at = end
		l.emit(kind, start)
		return nil
	}
	if l.text[start] == '=' || isQuote(l.text[start]) {
		return l.words(start, l.field())
	}
	if done, err := l.operator(raw, start, end); done || err != nil {
		return err
	}
	if first, last, ok := cutDates(strings.Trim(raw, ",;:!?")); ok {
		l.at = end
		return l.dates(start, start, "..", first, last)
	}
	return l.slotOrWords(start, l.field())
}

var operators = map[string]tokenKind{"AND": tokenAnd, "OR": tokenOr, "NOT": tokenNot}

// fieldName gives the name before the colon of run where it looks like a
// field: Latin letters, and not the scheme of an address; and how many runes
// lead up to its value. hd=tariff (Factiva) and headline(tariff) (Nexis) are
// read where the name is a field's: other text may hold an equals sign.
func fieldName(run, rest []rune) (name string, size int) {
	end := slices.IndexFunc(run, func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z') })
	if end < 0 {
		if slices.Contains(segments, strings.ToLower(string(run))) && len(rest) > 0 && rest[0] == '(' {
			return string(run), len(run)
		}
		return "", 0
	}
	name = string(run[:end])
	switch {
	case end == 0:
	case run[end] == ':' && !strings.HasPrefix(string(run[end+1:]), "//"):
		return name, end + 1
	case run[end] == '=' && isField(ownName(name)):
		return name, end + 1
	}
	return "", 0
}

// fielded reads what follows the field name, which was typed as typed.
func (l *lexer) fielded(start int, name, typed string) error {
	if !isField(name) {
		return unknownField(strings.ToLower(typed), start)
	}
	next := rune(' ')
	if l.at < len(l.text) {
		next = l.text[l.at]
	}
	textField, isText := textFields[name]
	switch {
	case unicode.IsSpace(next) || next == ')':
		return mistake(start, "nothing stands after "+name+":", "write "+name+":word, without a space")
	case isMinus(next):
		return mistake(l.at, "the minus stands after "+name+":", "write -"+name+":word")
	case isText && next == '(':
		l.open(start, textField)
		return nil
	case isText && next == '@':
		return l.slotOrWords(start, textField)
	case isText:
		return l.words(start, textField)
	case next == '(':
		return mistake(l.at, name+": takes one value", "write ("+name+":a OR "+name+":b)")
	case next == '=':
		return mistake(l.at, name+": is never stemmed", "leave out the =")
	case slices.Contains(dateFields, name):
		return l.dateField(start, name)
	}
	return l.tag(start, news.Facet(name))
}

func (l *lexer) tag(start int, facet news.Facet) error {
	at := l.at
	text, err := l.value()
	if err != nil {
		return err
	}
	if !hasWord(text) {
		return mistake(at, "nothing stands after "+string(facet)+":", "write "+string(facet)+":name")
	}
	return l.leaf(&Tag{Facet: facet, Text: text, Span: Span{start, l.at}})
}

func (l *lexer) dateField(start int, name string) error {
	at := l.at
	text, err := l.value()
	if err != nil {
		return err
	}
	return l.dates(start, at, name, text, "")
}

// dates emits a Dates node; at is where its first date stands.
func (l *lexer) dates(start, at int, op, first, last string) error {
	n, err := newDates(op, first, last, Span{start, l.at})
	if err != nil {
		text := err.Error() // what is wrong, a colon, the remedy
		colon := strings.LastIndex(text, ": ")
		return mistake(at, text[:colon], text[colon+2:])
	}
	return l.leaf(n)
}

// value reads a quoted or bare value without the punctuation around it.
func (l *lexer) value() (string, error) {
	if isQuote(l.text[l.at]) {
		text, err := l.quotation()
		if err != nil || !hasWord(text) {
			return "", err
		}
		return text, nil
	}
	start := l.at
	l.at = l.runEnd(l.at)
	return strings.TrimFunc(string(l.text[start:l.at]), notWordRune), nil
}

// quotation reads a phrase to its closing quote, spaces made single.
func (l *lexer) quotation() (string, error) {
	start := l.at
	for end := start + 1; end < len(l.text); end++ {
		if isQuote(l.text[end]) {
			l.at = end + 1
			return strings.Join(strings.Fields(string(l.text[start+1:end])), " "), nil
		}
	}
	return "", mistake(start, "the quotation mark is never closed", `add " or leave out the first one`)
}

// leaf emits a clause. It refuses one too many here, before anything is built.
func (l *lexer) leaf(n Node) error {
	if l.leaves++; l.leaves > MaxClauses {
		return mistake(n.Pos().Start, "there are more than 32 words and other clauses", "leave some out, or search for a phrase in quotes")
	}
	l.emit(tokenLeaf, n.Pos().Start)
	l.tokens[len(l.tokens)-1].leaf = n
	return nil
}

func isMinus(r rune) bool { return r == '-' || r == '−' }

func mistake(position int, message, hint string) *Error {
	return &Error{Position: position, Message: message, Hint: hint}
}
