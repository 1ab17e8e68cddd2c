// Package prose cuts a text into tokens, sentences and paragraphs, each with where
// it stands, and folds words for looking them up. It is what the readers of people,
// places, events and quotes read. Every step is linear in the text, whatever is in
// it, and nothing behind MaxText is read.
package prose

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

// UpperTokens is how many tokens the upper part of a story has: about the first
// three paragraphs of a wire story.
const UpperTokens = 120

// Token is one word, number or punctuation mark. Offsets: start and end count
// bytes of the doc's text, runeStart and runeEnd code points.
type Token struct {
	Text               string
	Start, End         int
	RuneStart, RuneEnd int
	Sentence           int
	Paragraph          int
	Kind               Kind
}

// Kind is what sort of token one is.
type Kind uint8

// The kinds of tokens.
const (
	Word Kind = iota
	Number
	Punct
)

// IsCap reports whether the word starts with an upper-case letter.
func (t *Token) IsCap() bool {
	r, _ := utf8.DecodeRuneInString(t.Text)
	return unicode.IsUpper(r)
}

// IsAllCaps reports a word of two or more letters, all upper case.
func (t *Token) IsAllCaps() bool {
	return utf8.RuneCountInString(t.Text) > 1 && strings.ToUpper(t.Text) == t.Text && strings.ToLower(t.Text) != t.Text
}

// Doc is one text cut into tokens, sentences and paragraphs. A word keeps inner
// hyphens, apostrophes and full stops of abbreviations (Al-Sisi, O'Neill, U.S.,
// Ms.); a possessive ('s, ’s or a bare final apostrophe) is a token of its own,
// so that a name never includes it. Sentences are token ranges [first, last).
type Doc struct {
	Text      string
	Field     news.Field
	Tokens    []Token
	Sentences []Range
}

// Range is tokens first to last, last exclusive.
type Range struct{ First, Last int }

// NewDoc cuts a text, of which it reads MaxText bytes at most.
func NewDoc(text string, field news.Field) *Doc {
	if len(text) > MaxText {
		text = text[:MaxText]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
		if len(text) > 0 && text[len(text)-1] >= utf8.RuneSelf {
			text = text[:len(text)-1] // the start of a rune that was cut
		}
	}
	d := &Doc{Text: text, Field: field}
	d.tokenize()
	d.split()
	return d
}

// Mention makes the evidence for tokens first to last (exclusive).
func (d *Doc) Mention(first, last int, rule string) news.Mention {
	a, b := &d.Tokens[first], &d.Tokens[last-1]
	return news.Mention{
		Field: d.Field, Start: a.RuneStart, End: b.RuneEnd,
		Surface: d.Text[a.Start:b.End], Rule: rule,
	}
}

// SentenceMention makes the evidence for a whole sentence.
func (d *Doc) SentenceMention(sentence int) news.Mention {
	s := d.Sentences[sentence]
	return d.Mention(s.First, s.Last, "")
}

// TokensOf finds the tokens of a mention in d, 0, 0 where it is of another field.
func (d *Doc) TokensOf(m *news.Mention) (first, last int) {
	if m.Field != d.Field {
		return 0, 0
	}
	first = sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].RuneStart >= m.Start })
	last = sort.Search(len(d.Tokens), func(i int) bool { return d.Tokens[i].RuneEnd > m.End })
	return first, last
}

// Titled reports a range of tokens in which most words have capitals, as in a
// headline or a caption.
func (d *Doc) Titled(r Range) bool {
	words, capitals := 0, 0
	for i := r.First + 1; i < r.Last; i++ {
		t := &d.Tokens[i]
		if t.Kind != Word || len(t.Text) < 4 {
			continue
		}
		words++
		capitals += Bool2Int(t.IsCap())
	}
	return capitals*2 > words
}

func isWordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

func isApostrophe(r rune) bool { return r == '\'' || r == '’' || r == 'ʼ' }

// tokenize fills d.tokens in one pass, linear in the text.
func (d *Doc) tokenize() {
	runes, paragraph := 0, 0
	unwrapped := d.Text
	if d.Field == news.InText {
		unwrapped = Unwrap(d.Text)
	}
	for i := 0; i < len(d.Text); {
		r, size := utf8.DecodeRuneInString(d.Text[i:])
		if unwrapped[i] == '\n' {
			paragraph++
		}
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			i, runes = i+size, runes+1
			continue
		}
		end := i + size
		kind := Punct
		if isWordRune(r) {
			end, kind = d.wordEnd(i)
		} else if isApostrophe(r) && d.possessiveAt(i) {
			end, kind = i+size+1, Word
		}
		n := utf8.RuneCountInString(d.Text[i:end])
		d.Tokens = append(d.Tokens, Token{
			Text: d.Text[i:end], Start: i, End: end,
			RuneStart: runes, RuneEnd: runes + n, Paragraph: paragraph, Kind: kind,
		})
		i, runes = end, runes+n
	}
}

// wordEnd finds where the word that starts at byte i ends.
func (d *Doc) wordEnd(i int) (end int, kind Kind) {
	kind = Number
	for j := i; j < len(d.Text); {
		r, size := utf8.DecodeRuneInString(d.Text[j:])
		switch {
		case isWordRune(r):
			if !unicode.IsDigit(r) {
				kind = Word
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
func (d *Doc) joins(r rune, i, j, size int) bool {
	next, _ := utf8.DecodeRuneInString(d.Text[j+size:])
	prev, _ := utf8.DecodeLastRuneInString(d.Text[:j])
	switch {
	case r == '-' || r == '‑':
		return isWordRune(next)
	case isApostrophe(r):
		return unicode.IsLetter(next) && unicode.IsLetter(prev) && !d.possessiveAt(j) && !elisions[d.Text[i:j]]
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
func (d *Doc) possessiveAt(j int) bool {
	_, size := utf8.DecodeRuneInString(d.Text[j:])
	s := d.Text[j+size:]
	if s == "" || (s[0] != 's' && s[0] != 'S') {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[1:])
	prev, _ := utf8.DecodeLastRuneInString(d.Text[:j])
	return !isWordRune(next) && isWordRune(prev)
}

// abbreviates reports whether the full stop at byte j ends an abbreviation that
// began at byte i: an initial (J.), initials (U.S.), or a known title (Ms.).
func (d *Doc) abbreviates(i, j int) bool {
	word := d.Text[i:j]
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
func (d *Doc) dottedAt(i int) bool {
	r, size := utf8.DecodeRuneInString(d.Text[i:])
	return unicode.IsLetter(r) && strings.HasPrefix(d.Text[i+size:], ".")
}

// abbreviations are words whose full stop is part of them and does not end a
// sentence by itself.
var abbreviations = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`mr mrs ms mx dr prof sen rep del gov gen col maj capt lt sgt cpl
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
func (d *Doc) split() {
	first := 0
	for i := range d.Tokens {
		t := &d.Tokens[i]
		t.Sentence = len(d.Sentences)
		if i+1 < len(d.Tokens) && !d.endsSentence(i) {
			continue
		}
		d.Sentences = append(d.Sentences, Range{first, i + 1})
		first = i + 1
	}
}

func (d *Doc) endsSentence(i int) bool {
	t, next := &d.Tokens[i], &d.Tokens[i+1]
	if next.Paragraph != t.Paragraph {
		return true
	}
	if IsClosing(next.Text) && next.Start == t.End {
		return false // the closing quote belongs to the sentence
	}
	j := i
	for j > 0 && IsClosing(d.Tokens[j].Text) {
		j--
	}
	switch d.Tokens[j].Text {
	case ".", "!", "?", "…", "。", "؟":
		return next.Start > t.End || j != i
	}
	return false
}

// IsClosing reports a mark that may close a sentence behind its full stop.
func IsClosing(s string) bool {
	switch s {
	case `"`, "”", "’", "'", ")", "]", "»", "“":
		return true
	}
	return false
}

// SortMentions orders mentions as a reader meets them: title first.
func SortMentions(ms []news.Mention) {
	slices.SortFunc(ms, func(a, b news.Mention) int {
		return cmp.Or(
			cmp.Compare(b.Field, a.Field), // "title" sorts before the empty InText
			cmp.Compare(a.Start, b.Start),
			cmp.Compare(a.End, b.End),
		)
	})
}
