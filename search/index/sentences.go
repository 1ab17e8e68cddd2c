package index

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// boundary is where a sentence begins; paragraph where a paragraph does too.
type boundary struct {
	at        int // byte offset
	paragraph bool
}

// sentences cuts text as a reader would. A line is a paragraph. A sentence ends
// at . ! ? … and their kin in other scripts, with the quotes and brackets that
// close behind them, where a space and no small letter follow. A point does not
// end one behind a title (Mr. Doe), an initial (J. Doe) or, in languages that
// write ordinals so, a number (3. Mai); behind other abbreviations (U.S., Inc.)
// it does where a word follows that usually begins a sentence.
func sentences(text, lang string) []boundary {
	var out []boundary
	for start := 0; start < len(text); {
		end := len(text)
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i
		}
		if strings.TrimSpace(text[start:end]) != "" {
			out = append(out, boundary{start, true})
			out = cutParagraph(out, text[:end], start, lang)
		}
		start = end + 1
	}
	return out
}

// cutParagraph adds the sentences of text[start:] after the first.
func cutParagraph(out []boundary, text string, start int, lang string) []boundary {
	for i := start; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isTerminator(r) {
			i += size
			continue
		}
		next := i + size
		for next < len(text) {
			c, n := utf8.DecodeRuneInString(text[next:])
			if !isTerminator(c) && !isCloser(c) {
				break
			}
			next += n
		}
		point := r == '.' && next == i+size
		begin := skipSpace(text, next)
		switch {
		case begin == len(text):
			return out
		case r >= 0x3000 || begin > next && startsSentence(text[begin:]) && !(point && isAbbreviated(text[start:i], text[begin:], lang)):
			out = append(out, boundary{begin, false})
		}
		i = begin
	}
	return out
}

func isTerminator(r rune) bool { return strings.ContainsRune(".!?…‽؟۔।。！？｡", r) }

func isCloser(r rune) bool { return strings.ContainsRune("\"'”’»)]}›」』）", r) }

// isOpener also knows the quotes that close elsewhere: »Ja«, ”Joo”.
func isOpener(r rune) bool {
	return strings.ContainsRune("\"'“‘„‚«»”(‹[{¿¡—–-•「『（", r)
}

func skipSpace(text string, at int) int {
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !unicode.IsSpace(r) {
			break
		}
		at += size
	}
	return at
}

// startsSentence: a small letter goes on with a sentence, as in “Why?” he said.
func startsSentence(text string) bool {
	for _, r := range text {
		if isOpener(r) || unicode.IsSpace(r) {
			continue
		}
		return !unicode.IsLower(r)
	}
	return false
}

// isAbbreviated reports whether the point behind before belongs to its last word.
func isAbbreviated(before, after, lang string) bool {
	last := before
	if i := strings.LastIndexFunc(before, func(r rune) bool { return unicode.IsSpace(r) || isOpener(r) }); i >= 0 {
		_, size := utf8.DecodeRuneInString(before[i:])
		last = before[i+size:]
	}
	_, size := utf8.DecodeRuneInString(last)
	word := strings.ToLower(last)
	switch {
	case last == "" || slices.Contains(titles, word):
		return last != ""
	case isNumber(last):
		return len(last) <= 2 && slices.Contains(ordinalLanguages, lang)
	case slices.Contains(beforeNumbers, word):
		return unicode.IsDigit(firstRune(after))
	case len(last) == size && unicode.IsUpper(firstRune(last)):
		return true
	case strings.Contains(last, ".") && !isDigitAt(last, len(last)-1), slices.Contains(abbreviations, word):
		return !slices.Contains(starters, strings.ToLower(firstWord(after)))
	}
	return false
}

func isNumber(s string) bool { return strings.Trim(s, "0123456789") == "" }

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func firstWord(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

// The lists are short on purpose: they hold what newspapers print.
var (
	// titles stand before a name, or within a sentence anyway.
	titles = strings.Fields("mr mrs ms mx dr prof gen col lt sgt capt cmdr cpl maj adm brig rev fr hon sen rep gov pres amb " +
		"st mt ft vs eg e.g i.e cf approx mme mlle sr. sra srta dra hr fru z.b d.h bzw ca")
	// beforeNumbers are abbreviations only where a number follows.
	beforeNumbers = strings.Fields("no nos nr p pp art sec fig jan feb mar apr jun jul aug sep sept oct nov dec")
	// abbreviations may end a sentence or not.
	abbreviations = strings.Fields("inc ltd co corp bros plc jr sr etc al dept univ usw")
	starters      = strings.Fields("the a an in on at he she it they we i but and this that these those there his her its their " +
		"when while after before if as for from by to with however meanwhile mr mrs ms dr der die das ein eine er sie es " +
		"le la les un une il elle el los las")
	// ordinalLanguages write the third of May as 3. May.
	ordinalLanguages = strings.Fields("de da nb nn no fi et hu cs sk sl hr bs sr is lv pl tr")
)
