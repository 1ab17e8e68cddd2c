package index

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
	"golang.org/x/text/unicode/norm"

	"dateline/search/news"
)

// How a query meets several languages: an article's words stand in one field per
// text, every word at its position in two forms, folded (case and accents gone)
// and, where the article's language has a stemmer, its stem marked with that
// language. A stemmed word of a query is the OR of its folded form and of its
// stem in each language the index holds. So phrases mix languages and forms
// freely, an article of unknown language is found by the folded word, and no
// word is a stop word.

// stemmers are the languages that can be stemmed, by ISO 639-1 code. Articles
// in any other language are found by the folded word. Never modified.
var stemmers = map[string]func(*snowballstem.Env) bool{
	"ar": arabic.Stem, "da": danish.Stem, "de": german.Stem, "en": english.Stem,
	"es": spanish.Stem, "fi": finnish.Stem, "fr": french.Stem, "ga": irish.Stem,
	"hu": hungarian.Stem, "it": italian.Stem, "nb": norwegian.Stem, "nl": dutch.Stem,
	"no": norwegian.Stem, "pt": portuguese.Stem, "ro": romanian.Stem, "ru": russian.Stem,
	"sv": swedish.Stem, "ta": tamil.Stem, "tr": turkish.Stem,
}

// stemMark begins every stem in the dictionary. It sorts before all letters, so
// that a wildcard's range of folded words holds no stem.
const stemMark = "\x02"

// The marks stand in the text fields beside the words, at the position of the
// word they begin at. They sort before all letters, as stems do.
const (
	paragraphMark = "\x03p" // a paragraph, and with it a sentence
	sentenceMark  = "\x03s" // a sentence within one
	mentionMark   = "\x03@" // before mentionTerm's facet: "\x03@person:2"
)

// isMark reports what is in the dictionary but is no folded word.
func isMark(term string) bool { return term < " " }

// mentionTerm marks a mention of some words: only positions are indexed, and
// where a mention ends must be known too.
func mentionTerm(facet news.Facet, words int) string {
	return mentionMark + string(facet) + ":" + strconv.Itoa(words)
}

// baseLanguage is the primary subtag of a language: "pt-BR" gives "pt".
func baseLanguage(lang string) string {
	lang, _, _ = strings.Cut(strings.ToLower(lang), "-")
	return lang
}

// word is a word of a text: its byte offsets there.
type word struct{ start, end int }

// words cuts text into runs of letters, marks and digits. An apostrophe or a
// hyphen ends a word (l'accord, Foreign-Office); a point or comma between
// digits does not. Scripts written without spaces give a word per character, so
// that any piece of them is found as a phrase. Bytes that are no UTF-8 separate.
func words(text string) []word {
	out := make([]word, 0, len(text)/6+1)
	start := -1
	end := func(at int) {
		if start >= 0 {
			out = append(out, word{start, at})
			start = -1
		}
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case unspaced(r):
			end(i)
			start = i
		case r < utf8.RuneSelf && !isWordByte(byte(r)), r >= utf8.RuneSelf && !isWordRune(r):
			if !(start >= 0 && (r == '.' || r == ',') && isDigitAt(text, i-1) && isDigitAt(text, i+1)) {
				end(i)
			}
		case start < 0:
			start = i
		case start >= 0 && !unicode.Is(unicode.M, r) && startsUnspaced(text, start):
			end(i)
			start = i
		}
		i += size
	}
	end(len(text))
	return out
}

func isWordByte(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// isWordRune counts joiners and the soft hyphen as part of a word: fold drops them.
func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.In(r, unicode.L, unicode.M, unicode.N) || r == '\u200c' || r == '\u200d' || r == '\u00ad')
}

func isDigitAt(s string, i int) bool {
	return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9'
}

func startsUnspaced(text string, at int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	return unspaced(r)
}

// unspaced reports a letter of a script that puts no spaces between words.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && unicode.IsLetter(r)
}

// letterFolds are letters that Unicode does not decompose but people type plain.
var letterFolds = strings.NewReplacer("ß", "ss", "ø", "o", "ł", "l", "đ", "d", "ð", "d",
	"þ", "th", "æ", "ae", "œ", "oe", "ı", "i", "ς", "σ", "\u200c", "", "\u200d", "", "\u00ad", "")

// fold takes case and accents off a word. It works on words, never on the text
// they stand in: that would move the byte offsets of matches.
func fold(s string) string {
	if isASCII(s) {
		return cut(strings.ToLower(s))
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !foldedMark(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return cut(norm.NFC.String(letterFolds.Replace(b.String())))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// foldedMark reports accents of Latin, Greek and Cyrillic, and the vowel points
// of Hebrew and Arabic. The marks of other scripts are letters in all but name.
func foldedMark(r rune) bool {
	return r >= 0x0300 && r <= 0x036F || r >= 0x0591 && r <= 0x05C7 || r >= 0x064B && r <= 0x0652
}

// cut shortens an over-long word at a rune's edge.
func cut(s string) string {
	if len(s) <= maxTermBytes {
		return s
	}
	i := maxTermBytes
	for i > 0 && !utf8.RuneStart(s[i]) {
		i--
	}
	return s[:i]
}

// stem is the marked stem of a word in a language, "" where that has no stemmer.
// Stemmers need the accents, so folding comes after.
func stem(word, lang string) string {
	f := stemmers[lang]
	if f == nil {
		return ""
	}
	env := snowballstem.NewEnv(norm.NFC.String(strings.ToLower(cut(word))))
	f(env)
	return stemMark + lang + ":" + fold(env.Current())
}

// thriftyStems are the languages where a word that is its own stem is not indexed
// twice. A query finds it by the folded word, within the articles of the language.
// The folded word must stem as the written one does, so accents may hardly occur.
var thriftyStems = []string{"en"}

// plainStem is the stem of a folded word which is left out of the index because
// it is that word, "" where it is not or must be indexed.
func plainStem(folded, lang string) string {
	if !slices.Contains(thriftyStems, lang) {
		return ""
	}
	if s := stem(folded, lang); s == stemMark+lang+":"+folded {
		return s
	}
	return ""
}

// plainMark begins what stands in no dictionary: plainMark, a language, ":" and a
// folded word mean that word in the articles of that language.
const plainMark = "\x04"

// forms are the terms a word is indexed as, by number; stem is noTerm without a
// stemmer, and where the folded word does for it.
type forms struct{ folded, stem uint32 }

// analyser turns texts into the tokens that segments are written from. It remembers
// the forms of words, so it is not safe for concurrent use.
type analyser struct {
	terms      *termNumbers
	memo       map[string]map[string]forms // by language, by word
	remembered int
	placed     []placed // what add returned last
	// streams are the text fields of the last document, in the order of textFields.
	streams [4]stream
}

func newAnalyser() *analyser {
	return &analyser{terms: newTermNumbers(), memo: map[string]map[string]forms{}}
}

// stream is an empty one in the memory of the last document's.
func (a *analyser) stream(i int) *stream {
	s := &a.streams[i]
	*s = stream{terms: a.terms, tokens: s.tokens[:0]}
	return s
}

// forget begins anew where too much is remembered. Tokens of one document must
// all have their terms from one termNumbers, so it is for between two.
func (a *analyser) forget() {
	if a.remembered >= maxMemo {
		a.terms, a.remembered = newTermNumbers(), 0
		clear(a.memo)
	}
}

// words are the forms that are remembered of a language's words.
func (a *analyser) words(lang string) map[string]forms {
	m := a.memo[lang]
	if m == nil {
		m = map[string]forms{}
		a.memo[lang] = m
	}
	return m
}

func (a *analyser) learn(memo map[string]forms, word, lang string) forms {
	word = strings.Clone(word) // a slice of the text would keep all of it alive
	folded, stem := fold(word), stem(word, lang)
	f := forms{folded: a.terms.of(folded), stem: noTerm}
	if stem != plainStem(folded, lang) {
		f.stem = a.terms.of(stem)
	}
	memo[word] = f
	a.remembered++
	return f
}

// stream is the words of one field.
type stream struct {
	terms    *termNumbers
	tokens   []token
	position int // of the last word
	length   int // words
}

// placed is a word of a text and where it came to stand in a field.
type placed struct{ start, end, position int }

// add appends the words of text, marked with its sentences and paragraphs; base
// is added to their offsets. It returns where each of them stands, which is good
// until the next call.
func (a *analyser) add(s *stream, text, lang string, base int) []placed {
	if s.position > 0 {
		s.position += positionGap
	}
	out, memo := a.placed[:0], a.words(lang)
	for _, w := range words(text) {
		f, known := memo[text[w.start:w.end]]
		if !known {
			f = a.learn(memo, text[w.start:w.end], lang)
		}
		if f.folded == noTerm {
			continue
		}
		s.position++
		s.length++
		out = append(out, placed{w.start, w.end, s.position})
		t := token{f.folded, uint32(base + w.start), uint32(base + w.end), uint32(s.position)}
		s.tokens = append(s.tokens, t)
		if f.stem != noTerm {
			t.term = f.stem
			s.tokens = append(s.tokens, t)
		}
	}
	s.addBoundaries(sentences(text, lang), out)
	a.placed = out
	return out
}

// addBoundaries marks the first word of each sentence.
func (s *stream) addBoundaries(begins []boundary, words []placed) {
	for i := range words {
		found, paragraph := false, false
		for len(begins) > 0 && begins[0].at < words[i].end {
			found, paragraph = true, paragraph || begins[0].paragraph
			begins = begins[1:]
		}
		switch {
		case paragraph:
			s.tokens = append(s.tokens, token{term: s.terms.of(paragraphMark), position: uint32(words[i].position)})
		case found:
			s.tokens = append(s.tokens, token{term: s.terms.of(sentenceMark), position: uint32(words[i].position)})
		}
	}
}

// addMentions marks what stands at spans of the text that words are of; base is
// added to the offsets, as in add. A mention of no word is left out.
func (s *stream) addMentions(spans []mentionSpan, words []placed, base int) {
	for _, m := range spans {
		first, _ := slices.BinarySearchFunc(words, m.start, func(w placed, at int) int { return w.end - at - 1 })
		last, _ := slices.BinarySearchFunc(words, m.end, func(w placed, at int) int { return w.start - at })
		if n := last - first; n > 0 && n <= maxMentionWords {
			s.tokens = append(s.tokens, token{
				term:  s.terms.of(mentionTerm(m.facet, n)),
				start: uint32(base + words[first].start), end: uint32(base + words[last-1].end),
				position: uint32(words[first].position),
			})
		}
	}
}
