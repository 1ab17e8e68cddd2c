package place

import (
	"cmp"
	"slices"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// SortPlaces puts the place named most often first.
func SortPlaces(out []news.Place) []news.Place {
	for i := range out {
		prose.SortMentions(out[i].Mentions)
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

// PlacesOf finds the countries, cities and regions the gazetteer knows where the
// model is not asked.
func (t *Tagger) PlacesOf(docs []*prose.Doc, people []news.Person, lang string) []news.Place {
	if !gazetteerLanguages[lang] {
		return nil
	}
	var all []sighting
	for _, d := range docs {
		all = append(all, t.gaz.scan(d, lang, PersonSpans(d, people))...)
	}
	at := map[string]int{}
	var out []news.Place
	known, _ := resolve(all, docs)
	for _, s := range known {
		switch s.kind {
		case KindName, KindCapital, KindCity, KindTown, KindRegion:
		default:
			continue
		}
		m := s.d.Mention(s.first, s.last, "gazetteer")
		if s.code == "" || s.code == "-" || !s.d.Tokens[s.first].IsCap() || len(out) >= maxPlaces {
			continue
		}
		if i, ok := at[s.form]; ok {
			out[i].Mentions = append(out[i].Mentions, m)
			continue
		}
		at[s.form] = len(out)
		out = append(out, news.Place{Name: m.Surface, Country: s.code, Mentions: []news.Mention{m}})
	}
	return SortPlaces(out)
}
