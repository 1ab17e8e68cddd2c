package tag

import (
	"strings"

	"dateline/indexer/ner"
	"dateline/search/news"
)

// places groups the names of places by spelling, countries among them, with the
// country each lies in where the tables know it.
func (a *article) places(names []name) []news.Place {
	at := map[string]int{}
	var out []news.Place
	for i := range names {
		n := &names[i]
		if n.kind != ner.Place {
			continue
		}
		m := n.d.mention(n.first, n.last, "model")
		if j, ok := at[n.key]; ok {
			out[j].Mentions = append(out[j].Mentions, m)
			continue
		}
		at[n.key] = len(out)
		out = append(out, news.Place{
			Name: strings.Join(strings.Fields(m.Surface), " "), Country: a.countryOf(n), Mentions: []news.Mention{m},
		})
	}
	return sortPlaces(out)
}

// countryOf looks a place's country up: by its whole name, or by the name
// without the words that say what it is (Garissa County).
func (a *article) countryOf(n *name) news.CountryCode {
	first, last := n.first, n.last
	for first < last {
		for _, p := range a.reader.gaz.forms[foldedPhrase(n.d.doc, first, last)] {
			if p.code != "" && p.code != "-" && p.kind != kindNone && (p.lang == "" || p.lang == "en" || p.lang == a.lang) {
				return p.code
			}
		}
		switch {
		case n.d.classes[last-1]&ner.PlaceHead != 0:
			last--
		case n.d.classes[first]&ner.PlaceHead != 0:
			first++
		default:
			return ""
		}
	}
	return ""
}
