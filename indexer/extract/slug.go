package extract

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// minSlugWords is the fewest words of an address that tell one headline from
// another: with fewer it names a subject ("/grain-corridor-talks").
const minSlugWords = 4

// inAddress is the greatest share of the words of one of the page's addresses
// that headline has, too; 0 where no address has enough words to tell. The
// address is made of the headline when a story is published, and stays when
// others are written for search engines and social networks.
func (h head) inAddress(headline string) float64 {
	in := words(slugged(headline))
	best := 0.0
	for _, address := range h.addresses {
		slug := words(slugOf(address))
		if len(slug) < minSlugWords {
			continue
		}
		n := 0
		for w := range slug {
			if in[w] {
				n++
			}
		}
		best = max(best, float64(n)/float64(len(slug)))
	}
	return best
}

// slugOf is the part of the address's path with the most words, as words. Those
// with a digit are left out: most are numbers of the content system.
func slugOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || len(u.Path) > maxField {
		return ""
	}
	var longest []string
	for segment := range strings.SplitSeq(u.Path, "/") {
		var named []string
		for _, w := range strings.Fields(slugged(segment)) {
			if !strings.ContainsFunc(w, unicode.IsDigit) {
				named = append(named, w)
			}
		}
		if len(named) > len(longest) {
			longest = named
		}
	}
	return strings.Join(longest, " ")
}

// umlauts undoes the two ways in which addresses spell marks, so that both give
// the same word: "räumt" is "raumt" on one site and "raeumt" on the other.
var umlauts = strings.NewReplacer("ae", "a", "oe", "o", "ue", "u", "ß", "ss", "'", "", "’", "")

// slugged is s as an address may spell it: lower case without marks, with spaces
// between the words.
func slugged(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '\'', r == '’':
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return umlauts.Replace(b.String())
}
