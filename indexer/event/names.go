package event

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// withoutNames drops hits that are names or parts of them: Rob Porter robs nobody,
// Bill Burton is no bill, "Verdict" is a web site. people marks the tokens of people.
func withoutNames(hits []hit, people []bool, lang string) []hit {
	titled := map[prose.Range]bool{}
	return slices.DeleteFunc(hits, func(h hit) bool {
		if people != nil && !slices.Contains(people[h.first:h.last], false) {
			return true
		}
		return lang == "en" && h.capitalName(titled)
	})
}

// properEvents have names of their own, written with capitals: Hurricane Ada, the
// Geneva Summit, Election Day.
var properEvents = map[news.EventType]bool{"disaster": true, "election": true, "talks": true, "fighting": true, "agreement": true, "protest": true}

// capitalName reports a capitalised verb, or a single capitalised word, within a
// sentence that is not written in capitals throughout: a name or a month (March 24
// through 26), and no deed. memo keeps what was found of each sentence.
func (h *hit) capitalName(memo map[prose.Range]bool) bool {
	t := &h.d.Tokens[h.first]
	if h.d.Field != news.InText || h.noun && h.last != h.first+1 || !t.IsCap() || t.IsAllCaps() || h.opens() {
		return false
	}
	if properEvents[family(h.typ)] && h.typ != "protest" && h.noun { // a General Strike has a name, March is a month
		return false
	}
	titled, known := memo[h.span]
	if !known {
		titled = h.d.Titled(h.span)
		memo[h.span] = titled
	}
	return !titled
}

// opens reports a hit that begins its sentence, or what stands behind a mark that a
// capital may follow.
func (h *hit) opens() bool {
	if h.first == h.span.First {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(h.d.Tokens[h.first-1].Text)
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ',' && r != '-'
}
