package tag

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
)

// MaxText is how many bytes of a text are tagged. What stands behind is not
// read: news is not that long, and a hostile page is (ATTACKS.md A26).
const MaxText = 256 << 10

// upperTokens is how many tokens the upper part of a story has: about the first
// three paragraphs of a wire story.
const upperTokens = 120

// token is one word, number or punctuation mark. Offsets: start and end count
// bytes of the doc's text, runeStart and runeEnd code points.
type token struct {
	text               string
	start, end         int
	runeStart, runeEnd int
	sentence           int
	paragraph          int
	kind               tokenKind
}

// tokenKind is what sort of token one is.
type tokenKind uint8

// The kinds of tokens.
const (
	wordToken tokenKind = iota
	numberToken
	punctToken
)

// isCap reports whether the word starts with an upper-case letter.
func (t *token) isCap() bool {
	r, _ := utf8.DecodeRuneInString(t.text)
	return unicode.IsUpper(r)
}

// isAllCaps reports a word of two or more letters, all upper case.
func (t *token) isAllCaps() bool {
	return utf8.RuneCountInString(t.text) > 1 && strings.ToUpper(t.text) == t.text && strings.ToLower(t.text) != t.text
}

// doc is one text cut into tokens, sentences and paragraphs. A word keeps inner
// hyphens, apostrophes and full stops of abbreviations (Al-Sisi, O'Neill, U.S.,
// Ms.); a possessive ('s, ’s or a bare final apostrophe) is a token of its own,
// so that a name never includes it. Sentences are token ranges [first, last).
type doc struct {
	text      string
	field     news.Field
	tokens    []token
	sentences []tokenRange
}

// tokenRange is tokens first to last, last exclusive.
type tokenRange struct{ first, last int }

// newDoc cuts a text, of which it reads MaxText bytes at most.
func newDoc(text string, field news.Field) *doc {
	if len(text) > MaxText {
		text = text[:MaxText]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
		if len(text) > 0 && text[len(text)-1] >= utf8.RuneSelf {
			text = text[:len(text)-1] // the start of a rune that was cut
		}
	}
	d := &doc{text: text, field: field}
	d.tokenize()
	d.split()
	return d
}

// mention makes the evidence for tokens first to last (exclusive).
func (d *doc) mention(first, last int, rule string) news.Mention {
	a, b := &d.tokens[first], &d.tokens[last-1]
	return news.Mention{
		Field: d.field, Start: a.runeStart, End: b.runeEnd,
		Surface: d.text[a.start:b.end], Rule: rule,
	}
}

// sentenceMention makes the evidence for a whole sentence.
func (d *doc) sentenceMention(sentence int) news.Mention {
	s := d.sentences[sentence]
	return d.mention(s.first, s.last, "")
}

// tokensOf finds the tokens of a mention in d, 0, 0 where it is of another field.
func (d *doc) tokensOf(m *news.Mention) (first, last int) {
	if m.Field != d.field {
		return 0, 0
	}
	first = sort.Search(len(d.tokens), func(i int) bool { return d.tokens[i].runeStart >= m.Start })
	last = sort.Search(len(d.tokens), func(i int) bool { return d.tokens[i].runeEnd > m.End })
	return first, last
}

// titled reports a range of tokens in which most words have capitals, as in a
// headline or a caption.
func (d *doc) titled(r tokenRange) bool {
	words, capitals := 0, 0
	for i := r.first + 1; i < r.last; i++ {
		t := &d.tokens[i]
		if t.kind != wordToken || len(t.text) < 4 {
			continue
		}
		words++
		capitals += bool2int(t.isCap())
	}
	return capitals*2 > words
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// tokenize fills d.tokens in one pass, linear in the text.
func (d *doc) tokenize() {
	runes, paragraph := 0, 0
	for i := 0; i < len(d.text); {
		r, size := utf8.DecodeRuneInString(d.text[i:])
		if r == '\n' {
			paragraph++
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			i, runes = i+size, runes+1
			continue
		}
		end := i + size
		kind := punctToken
		if isWordRune(r) {
			end, kind = d.wordEnd(i)
		} else if isApostrophe(r) && d.possessiveAt(i) {
			end, kind = i+size+1, wordToken
		}
		n := utf8.RuneCountInString(d.text[i:end])
		d.tokens = append(d.tokens, token{
			text: d.text[i:end], start: i, end: end,
			runeStart: runes, runeEnd: runes + n, paragraph: paragraph, kind: kind,
		})
		i, runes = end, runes+n
	}
}

// wordEnd finds where the word that starts at byte i ends.
func (d *doc) wordEnd(i int) (end int, kind tokenKind) {
	kind = numberToken
	for j := i; j < len(d.text); {
		r, size := utf8.DecodeRuneInString(d.text[j:])
		switch {
		case isWordRune(r):
			if !unicode.IsDigit(r) {
				kind = wordToken
			}
		case d.joins(r, i, j, size):
		default:
			return j, kind
		}
		j += size
		end = j
	}
	return end, kind
}

// joins reports whether r at byte j, of the word that began at i, belongs
// inside that word.
func (d *doc) joins(r rune, i, j, size int) bool {
	next, _ := utf8.DecodeRuneInString(d.text[j+size:])
	prev, _ := utf8.DecodeLastRuneInString(d.text[:j])
	switch {
	case r == '-' || r == '‑':
		return isWordRune(next)
	case isApostrophe(r):
		return unicode.IsLetter(next) && unicode.IsLetter(prev) && !d.possessiveAt(j) && !elisions[d.text[i:j]]
	case r == '.':
		if unicode.IsDigit(prev) && unicode.IsDigit(next) {
			return true
		}
		return d.abbreviates(i, j)
	case r == ',':
		return unicode.IsDigit(prev) && unicode.IsDigit(next)
	}
	return false
}

// elisions are words of French and Italian that an apostrophe joins to the next
// word; apart, so that a name is a token of its own in "l'avis d'Anne".
var elisions = map[string]bool{
	"d": true, "l": true, "qu": true, "j": true, "c": true, "s": true, "n": true, "m": true,
	"dell": true, "all": true, "nell": true, "sull": true, "dall": true, "un": true,
}

// possessiveAt reports whether the apostrophe at byte j starts a possessive 's
// that ends its word.
func (d *doc) possessiveAt(j int) bool {
	_, size := utf8.DecodeRuneInString(d.text[j:])
	s := d.text[j+size:]
	if s == "" || (s[0] != 's' && s[0] != 'S') {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[1:])
	prev, _ := utf8.DecodeLastRuneInString(d.text[:j])
	return !isWordRune(next) && isWordRune(prev)
}

// abbreviates reports whether the full stop at byte j ends an abbreviation that
// began at byte i: an initial (J.), initials (U.S.), or a known title (Ms.).
func (d *doc) abbreviates(i, j int) bool {
	word := d.text[i:j]
	last := word[strings.LastIndexByte(word, '.')+1:]
	if k := strings.LastIndexByte(last, '-'); k >= 0 {
		last = last[k+1:]
	}
	if utf8.RuneCountInString(last) == 1 {
		r, _ := utf8.DecodeRuneInString(last)
		return unicode.IsUpper(r) || (unicode.IsLetter(r) && (strings.Contains(word, ".") || d.dottedAt(j+1)))
	}
	return word == "MM" || abbreviations[strings.ToLower(word)] // MM. is French for gentlemen, mm a length
}

// dottedAt reports a letter and a full stop at byte i, as behind p. in p.m.
func (d *doc) dottedAt(i int) bool {
	r, size := utf8.DecodeRuneInString(d.text[i:])
	return unicode.IsLetter(r) && strings.HasPrefix(d.text[i+size:], ".")
}

// abbreviations are words whose full stop is part of them and does not end a
// sentence by itself.
var abbreviations = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`mr mrs ms mx dr prof sen rep gov gen col maj capt lt sgt cpl
		cmdr adm brig hon rev fr st sr jr messrs mme mlle pres sec amb det insp supt
		jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun
		vs etc approx dept est inc ltd corp co bros no nos vol pp ph
		hr frau bzw ca dipl ing str usw sra dra srta`) {
		m[w] = true
	}
	return m
}()

// split fills d.sentences. A sentence ends at . ! ? … (with closing quotes) or
// at the end of a paragraph; an abbreviation's full stop ends one only where a
// paragraph ends, or, for initials like U.S., where a common word follows
// capitalised (which the tokenizer cannot know; it is left unsplit).
func (d *doc) split() {
	first := 0
	for i := range d.tokens {
		t := &d.tokens[i]
		t.sentence = len(d.sentences)
		if i+1 < len(d.tokens) && !d.endsSentence(i) {
			continue
		}
		d.sentences = append(d.sentences, tokenRange{first, i + 1})
		first = i + 1
	}
}

func (d *doc) endsSentence(i int) bool {
	t, next := &d.tokens[i], &d.tokens[i+1]
	if next.paragraph != t.paragraph {
		return true
	}
	if isClosing(next.text) && next.start == t.end {
		return false // the closing quote belongs to the sentence
	}
	j := i
	for j > 0 && isClosing(d.tokens[j].text) {
		j--
	}
	switch d.tokens[j].text {
	case ".", "!", "?", "…", "。", "؟":
		return next.start > t.end || j != i
	}
	return false
}

// isClosing reports a mark that may close a sentence behind its full stop.
func isClosing(s string) bool {
	switch s {
	case `"`, "”", "’", "'", ")", "]", "»", "“":
		return true
	}
	return false
}

// sortMentions orders mentions as a reader meets them: title first.
func sortMentions(ms []news.Mention) {
	slices.SortFunc(ms, func(a, b news.Mention) int {
		return cmp.Or(
			cmp.Compare(b.Field, a.Field), // "title" sorts before the empty InText
			cmp.Compare(a.Start, b.Start),
			cmp.Compare(a.End, b.End),
		)
	})
}
