package tag

import (
	"cmp"
	"slices"
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

// sortPlaces puts the place named most often first.
func sortPlaces(out []news.Place) []news.Place {
	for i := range out {
		sortMentions(out[i].Mentions)
	}
	slices.SortStableFunc(out, func(x, y news.Place) int {
		return cmp.Or(cmp.Compare(len(y.Mentions), len(x.Mentions)), cmp.Compare(x.Name, y.Name))
	})
	return out
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

// gazetteerLanguages are those in which places come from the gazetteer alone:
// its tables have their forms, the model does not know their words. Russian has
// forms too, but inflected ones, which are no names to show.
var gazetteerLanguages = map[string]bool{"de": true, "fr": true, "es": true, "it": true, "pt": true}

// placesOf finds the countries, cities and regions the gazetteer knows where the
// model is not asked.
func (t *countryTagger) placesOf(docs []*doc, people []news.Person, lang string) []news.Place {
	if !gazetteerLanguages[lang] {
		return nil
	}
	var all []sighting
	for _, d := range docs {
		all = append(all, t.gaz.scan(d, lang, personSpans(d, people))...)
	}
	at := map[string]int{}
	var out []news.Place
	for _, s := range resolve(all, docs) {
		switch s.kind {
		case kindName, kindCapital, kindCity, kindTown, kindRegion:
		default:
			continue
		}
		m := s.d.mention(s.first, s.last, "gazetteer")
		if s.code == "" || s.code == "-" || !s.d.tokens[s.first].isCap() || len(out) >= maxNames {
			continue
		}
		if i, ok := at[s.form]; ok {
			out[i].Mentions = append(out[i].Mentions, m)
			continue
		}
		at[s.form] = len(out)
		out = append(out, news.Place{Name: m.Surface, Country: s.code, Mentions: []news.Mention{m}})
	}
	return sortPlaces(out)
}
