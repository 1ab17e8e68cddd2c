package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// MaxPlaceWord is how many bytes of a word are looked at: no name is longer, and a
// hostile page's one word is.
const MaxPlaceWord = 64

// Fold lowers the case and takes off accents, so that Bogotá and BOGOTA are one.
func Fold(s string) string {
	if len(s) > MaxPlaceWord {
		return ""
	}
	ascii := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == '’' || r == 'ʼ':
			b.WriteByte('\'')
		case r == '‑':
			b.WriteByte('-')
		case unicode.Is(unicode.Mn, r):
			// Russian й is и with a breve; losing it is harmless here,
			// because the forms are folded the same way.
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// FoldWord gives the lower-case ASCII form of a word without full stops, with
// straight apostrophes and hyphens.
func FoldWord(s string) string {
	plain := true
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c == '.' || 'A' <= c && c <= 'Z' {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	if !IsASCII(s) {
		s = unidecode.Unidecode(s)
	}
	return strings.ToLower(strings.ReplaceAll(s, ".", ""))
}

// IsASCII reports a text without any other character.
func IsASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// WordSet makes a set of the words in a string.
func WordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// Cut gives nothing for a word too long to be looked at.
func Cut(s string) string {
	if len(s) > MaxPlaceWord {
		return ""
	}
	return s
}

// IsApostropheText reports a token that is an apostrophe.
func IsApostropheText(s string) bool { return s == "'" || s == "’" }

// Bool2Int counts a truth as one.
func Bool2Int(b bool) int {
	if b {
		return 1
	}
	return 0
}
