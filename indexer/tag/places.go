package tag

import (
	"cmp"
	"slices"

	"dateline/search/news"
)

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

// gazetteerLanguages are those in which places come from the gazetteer alone:
// its tables have their forms, the model does not know their words. Russian has
// forms too, but inflected ones, which are no names to show.
var gazetteerLanguages = map[string]bool{"de": true, "fr": true, "es": true, "it": true, "pt": true}

// maxPlaces bounds the places of one article.
const maxPlaces = 5000

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
		if s.code == "" || s.code == "-" || !s.d.tokens[s.first].isCap() || len(out) >= maxPlaces {
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
