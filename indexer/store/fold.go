package store

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// foldWords cuts s into words and gives each as its match key: lower case,
// accents and special letters gone (Đorđe, DORDE and dorde are one). It is for
// comparing only, never for showing. An apostrophe joins, a hyphen cuts.
func foldWords(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(s, isBetween) {
		if k := fold(w); k != "" {
			out = append(out, k)
		}
	}
	return out
}

// fold gives the key of one word. A word of which unidecode knows no letter
// stays as it is in lower case, so that every script can be looked up.
func fold(word string) string {
	word = strings.ToLower(norm.NFKD.String(word))
	key := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + ('a' - 'A')
		}
		return -1
	}, unidecode.Unidecode(word))
	if key == "" {
		return strings.Trim(word, "'’ʼ`.")
	}
	return key
}

func isBetween(r rune) bool {
	return !unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune("'’ʼ`.", r)
}
