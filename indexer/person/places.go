package person

import (
	"strings"

	"dateline/indexer/ner"
	"dateline/indexer/place"
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
		m := n.d.Mention(n.first, n.last, "model")
		if j, ok := at[n.key]; ok {
			out[j].Mentions = append(out[j].Mentions, m)
			continue
		}
		at[n.key] = len(out)
		out = append(out, news.Place{
			Name: strings.Join(strings.Fields(m.Surface), " "), Country: a.countryOf(n), Mentions: []news.Mention{m},
		})
	}
	return place.SortPlaces(out)
}

// countryOf looks a place's country up: by its whole name, or by the name
// without the words that say what it is (Garissa County).
func (a *article) countryOf(n *name) news.CountryCode {
	first, last := n.first, n.last
	for first < last {
		for _, p := range a.Reader.gaz.Forms[foldedPhrase(n.d.Doc, first, last)] {
			if p.Code != "" && p.Code != "-" && p.Kind != place.KindNone && (p.Lang == "" || p.Lang == "en" || p.Lang == a.lang) {
				return p.Code
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
