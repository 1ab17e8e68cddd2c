package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxStars is how many * and ? a word may have: each multiplies the states of
// the automaton that an engine walks its dictionary with.
const maxStars = 4

// words reads a word or a phrase, verbatim or not, with its field given.
func (l *lexer) words(start int, field Field) error {
	verbatim := l.text[l.at] == '='
	if verbatim {
		l.at++
	}
	if l.at < len(l.text) && isQuote(l.text[l.at]) {
		return l.phrase(start, field, verbatim)
	}
	from := l.at
	l.at = l.runEnd(l.at)
	raw := string(l.text[from:l.at])
	n, err := newWord(raw, from, field, verbatim)
	if err != nil {
		return err
	}
	if n != nil {
		return l.leaf(placed(n, Span{start, l.at}))
	}
	if verbatim || from > start || l.negated(start) {
		if from == start {
			start-- // the minus
		}
		return mistake(start, "no word stands after "+string(l.text[start:from]), "write the word directly behind it, without a space")
	}
	return nil // punctuation between words, which the index does not hold either
}

// negated says whether a minus stands directly before start.
func (l *lexer) negated(start int) bool {
	n := len(l.tokens)
	return n > 0 && l.tokens[n-1].kind == tokenNot && l.tokens[n-1].span.End == start
}

func (l *lexer) phrase(start int, field Field, verbatim bool) error {
	at := l.at
	text, err := l.quotation()
	if err != nil {
		return err
	}
	if !hasWord(text) {
		return mistake(at, "there is no word between the quotation marks", "leave them out, or put words in")
	}
	if hasStar(text) {
		return mistake(at, "* and ? do not work inside quotation marks", "leave out the quotation marks, or the * or ?")
	}
	if l.at < len(l.text) && l.text[l.at] == '~' {
		return mistake(l.at, "~ does not work behind a phrase", "put an operator between the words, as in grain NEAR/5 corridor")
	}
	return l.leaf(&Phrase{Field: field, Text: text, Verbatim: verbatim, Span: Span{start, l.at}})
}

func placed(n Node, at Span) Node {
	switch n := n.(type) {
	case *Word:
		n.Span = at
	case *Phrase:
		n.Span = at
	}
	return n
}

// newWord makes a node of a run of characters; nil where it is punctuation
// only. A run that the index's tokenizer cuts into several words ("cease-fire",
// "12:30", an address) is a Phrase of them, so that they must stand together.
func newWord(raw string, at int, field Field, verbatim bool) (Node, error) {
	if raw == "|" || raw == "||" || raw == "&&" || strings.Contains(raw, "*") && !hasWord(raw) {
		return nil, symbolMistake(raw, at)
	}
	text := strings.TrimLeftFunc(raw, func(r rune) bool { return notWordRune(r) && r != '*' && r != '?' })
	text = strings.TrimRightFunc(text, func(r rune) bool { return notWordRune(r) && !strings.ContainsRune("*?~", r) })
	if !hasWord(text) {
		return nil, nil
	}
	if strings.Contains(text, "://") {
		return &Phrase{Field: field, Text: text, Verbatim: verbatim}, nil
	}
	if base, digits, ok := cutFuzzy(text); ok {
		return newFuzzy(base, digits, at, field, verbatim)
	}
	if strings.ContainsAny(text, "*?") {
		return newWildcard(text, at, field, verbatim)
	}
	text = strings.TrimFunc(text, notWordRune)
	if !isOneWord(text) {
		return &Phrase{Field: field, Text: text, Verbatim: verbatim}, nil
	}
	if verbatim {
		return &Word{Field: field, Text: text, Kind: Verbatim}, nil
	}
	if _, reserved := operators[text]; reserved || slices.Contains(bareOperators, text) {
		text = strings.ToLower(text) // "AND," is the word, and must print as one
	}
	if op, ok, _ := readOperator(text); ok && field == Anywhere && op.kind != 0 {
		return nil, mistake(at, text+" is an operator", `put spaces around it, or quote it to search for the word`)
	}
	return &Word{Field: field, Text: text}, nil
}

// cutFuzzy splits "word~" and "word~2".
func cutFuzzy(text string) (base, digits string, ok bool) {
	base, digits, ok = strings.Cut(text, "~")
	return base, digits, ok && strings.Trim(digits, "0123456789") == ""
}

func newFuzzy(base, digits string, at int, field Field, verbatim bool) (Node, error) {
	edits := defaultEdits(base)
	switch {
	case verbatim:
		return nil, mistake(at, "= and ~ do not go together", "leave out one of them")
	case !isOneWord(base):
		return nil, mistake(at, "~ works behind a single word", "write one word and ~, without * or ?")
	case digits == "1":
		edits = 1
	case digits == "2":
		edits = 2
	case digits != "":
		return nil, mistake(at, "a fuzzy word may be one or two letters off", "write "+base+"~ or "+base+"~2")
	}
	return &Word{Field: field, Text: base, Kind: Fuzzy, Edits: edits}, nil
}

func newWildcard(text string, at int, field Field, verbatim bool) (Node, error) {
	first := strings.IndexAny(text, "*?")
	letters := utf8.RuneCountInString(text[:first])
	plain := strings.Trim(strings.NewReplacer("*", "", "?", "").Replace(text), "'’")
	switch {
	case verbatim:
		return nil, mistake(at, "= does not go with * and ?, which are never stemmed", "leave out the =")
	case letters < MinWildcard:
		return nil, mistake(at, "a wildcard needs at least 3 letters before it", "write more of the beginning of the word, as in negotiat*")
	case !isOneWord(plain) || !isOneWord(text[:first]):
		return nil, mistake(at, "* and ? work inside a single word", "put the parts apart: write them as words of their own")
	case strings.Count(text, "*")+strings.Count(text, "?") > maxStars:
		return nil, mistake(at, "a word may have at most 4 wildcards", "leave some out")
	}
	return &Word{Field: field, Text: text, Kind: Wildcard}, nil
}

func symbolMistake(raw string, at int) *Error {
	switch raw {
	case "&&":
		return mistake(at, "&& is no operator here", "write AND, or nothing: all words are required")
	case "|", "||":
		return mistake(at, raw+" is no operator here", "write OR")
	}
	return mistake(at, "* stands alone", "leave the box empty to see every article, or write a word before it")
}

// isOneWord says whether the index's tokenizer, which follows Unicode's word
// boundaries, keeps text in one piece. Where in doubt it says no: a Phrase of
// one word finds the same as the Word.
func isOneWord(text string) bool {
	runes := []rune(text)
	for i, r := range runes {
		inside := i > 0 && i < len(runes)-1 && !notWordRune(runes[i-1]) && !notWordRune(runes[i+1])
		if notWordRune(r) && !(inside && strings.ContainsRune("'’.,_·", r)) {
			return false
		}
	}
	return len(runes) > 0
}

// notWordRune says whether r is no part of a word: neither letter, digit,
// combining mark nor one of the joiners that Persian and Indic words need.
func notWordRune(r rune) bool {
	return !unicode.In(r, unicode.L, unicode.N, unicode.M) && r != '\u200c' && r != '\u200d' && r != '\u00ad'
}

// hasWord says whether text has a letter or a digit, without which the index
// holds nothing of it.
func hasWord(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.L, unicode.N) })
}

// hasStar finds a wildcard in a phrase. A question mark after a word is only
// punctuation there, and an address may hold both.
func hasStar(text string) bool {
	if strings.Contains(text, "://") {
		return false
	}
	runes := []rune(text)
	return slices.ContainsFunc(runes, func(r rune) bool { return r == '*' }) || innerQuestion(runes)
}

func innerQuestion(runes []rune) bool {
	for i := 1; i < len(runes)-1; i++ {
		if runes[i] == '?' && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1]) {
			return true
		}
	}
	return false
}
