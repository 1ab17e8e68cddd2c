package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folded are letters that have no decomposition but are written without.
var folded = strings.NewReplacer("ß", "ss", "ø", "o", "ł", "l", "đ", "d", "æ", "ae", "œ", "oe", "ı", "i", "ð", "d", "þ", "th")

// fold gives the words of text in lower case and without accents, with single
// spaces between and none around.
func fold(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(folded.Replace(strings.ToLower(text))) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’':
		case unicode.In(r, unicode.L, unicode.N, unicode.M):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(r)
		default:
			gap = true
		}
	}
	return b.String()
}

// begins says whether prefix, folded, begins some word of name.
func begins(name, prefix string) bool {
	return prefix == "" || strings.Contains(" "+fold(name), " "+prefix)
}
