// Package place finds the countries an article is about, and the places it names,
// from embedded tables of names, adjectives, capitals, cities, regions and seats of
// government. Text goes in, countries come out, each with its salience and the
// mentions that speak for it. It never counts a name that the context says is a
// person's, a newspaper's or another place's.
package place

import (
	"cmp"
	"slices"
	"strings"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// Tagger finds the countries an article is about: it collects every
// mention the gazetteer knows, drops those the context says are something else
// (a person, a newspaper, a town in Texas), and keeps the countries whose
// mentions weigh enough by where they stand.
type Tagger struct {
	gaz *Gazetteer
}

// New gives a tagger over the embedded tables.
func New() *Tagger { return &Tagger{gaz: Load()} }

// sighting is one mention of a country in one doc: tokens first to last
// (exclusive).
type sighting struct {
	d           *prose.Doc
	first, last int
	code        news.CountryCode
	kind        Kind
	form        string // the folded form that matched
	weak        bool   // says little of what the article is about
	aside       aside
	weight      float64
}

// Weights of a sighting by where it stands. A headline names what the story is
// about, the first sentence most of it; what follows is background.
const (
	inTitleWeight = 3.0
	inLeadWeight  = 2.0
	inUpperWeight = 1.3
	inBodyWeight  = 1.0
	passingWeight = 0.3
	keepSalience  = 0.08 // below it a country named once is background
	relativeCut   = 0.25 // below this share of the strongest a passing mention is
)

// Tag gives the countries of an article whose people are known. home is the
// outlet's own country, empty where it is not known.
func (t *Tagger) Tag(docs []*prose.Doc, people []news.Person, lang string, home news.CountryCode) []news.Country {
	if lang == "" {
		lang = prose.GuessLang(docs)
	}
	var all []sighting
	for _, d := range docs {
		all = append(all, t.gaz.scan(d, lang, PersonSpans(d, people))...)
	}
	all, doubtful := resolve(all, docs)
	if lang == "en" && !named(all) {
		all = append(all, localSightings(docs, doubtful)...)
	}
	markAsides(all)
	for i := range all {
		all[i].weight = all[i].placeWeight() * kindWeights[all[i].kind]
	}
	return countriesOf(all, home)
}

// placeWeight weighs where the sighting stands.
func (s *sighting) placeWeight() float64 {
	t := &s.d.Tokens[s.first]
	switch {
	case s.weak:
		return passingWeight
	case s.d.Field == news.InTitle:
		return inTitleWeight
	case t.Sentence == 0 || t.Paragraph == s.d.Tokens[0].Paragraph && t.Sentence < 2:
		return inLeadWeight
	case s.first < prose.UpperTokens:
		return inUpperWeight
	}
	return inBodyWeight
}

// countriesOf groups the sightings by country and keeps those the article is
// about, the most salient first.
func countriesOf(all []sighting, home news.CountryCode) []news.Country {
	byCode := map[news.CountryCode][]sighting{}
	total := 0.0
	for _, s := range all {
		byCode[s.code] = append(byCode[s.code], s)
		total += s.weight
	}
	strongest := 0.0
	for _, group := range byCode {
		strongest = max(strongest, sumOf(group))
	}
	titled, led := prominentCountries(all)
	out := []news.Country{}
	for code, group := range byCode {
		sum := sumOf(group)
		name, known := news.CountryName(code)
		if !known || !about(group, sum/total, code == home) {
			continue
		}
		if sum < relativeCut*strongest && passing(group) {
			continue
		}
		if (led || 2*sum <= strongest) && inPassing(group, titled) {
			continue
		}
		c := news.Country{Code: code, Name: name, Salience: sum / total}
		for _, s := range group {
			c.Mentions = append(c.Mentions, s.d.Mention(s.first, s.last, KindNames[s.kind]))
		}
		prose.SortMentions(c.Mentions)
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b news.Country) int {
		return cmp.Or(cmp.Compare(b.Salience, a.Salience), cmp.Compare(a.Code, b.Code))
	})
	return out
}

func sumOf(group []sighting) float64 {
	sum := 0.0
	for _, s := range group {
		sum += s.weight
	}
	return sum
}

// passing reports a country that is named once only, behind the first paragraph,
// and not by its name: where a speaker comes from, where the talks are held. A
// country's own name is kept, because stories of many countries list them, and a
// seat of government, which is named for what the state does.
func passing(group []sighting) bool {
	strong := 0
	for _, s := range group {
		if s.weak {
			continue
		}
		strong++
		if s.kind == KindName || s.kind == KindRegion || seats[s.form] || s.placeWeight() >= inLeadWeight {
			return false
		}
	}
	return strong < 2
}

// seats are the metonyms that mean a government and nothing else.
var seats = func() map[string]bool {
	m := map[string]bool{}
	for _, s := range strings.Split(`Kremlin|Downing Street|Number 10|10 Downing Street|Whitehall|White House|Oval Office|State Department|Foggy Bottom|Élysée|Elysee|Elysee Palace|
Élysée Palace|Quai d'Orsay|Matignon|Quirinale|Quirinal Palace|Palazzo Chigi|Farnesina|La Moncloa|Moncloa|Planalto|Itamaraty|Zhongnanhai|Blue House|Cheong Wa Dae|Malacañang|
Malacañang Palace|Los Pinos|Miraflores Palace|South Block|Binnenhof|Union Buildings|Bankova|Kasumigaseki|Foreign Office|Kreml|Kanzleramt|Bundesregierung|Weißes Haus|Casa Blanca|
Maison Blanche|Casa Bianca|Casa Branca|Кремль|Кремля|Белый дом`, "|") {
		m[prose.Fold(strings.TrimSpace(s))] = true
	}
	return m
}()

// about decides whether a country with these sightings is one of the article.
// The outlet's own country is named in passing everywhere, so it must stand in
// the headline or the lead, or often.
func about(group []sighting, salience float64, home bool) bool {
	strong, prominent, named := 0, false, false
	for _, s := range group {
		if s.weak {
			continue
		}
		strong++
		prominent = prominent || s.placeWeight() >= inLeadWeight
		named = named || s.kind != KindDemonym
	}
	switch {
	case home:
		return prominent || strong >= 3 && salience >= 2*keepSalience
	case prominent, strong >= 2:
		return true
	case strong == 0:
		return false
	}
	return named || salience >= keepSalience
}

// PersonSpans marks the tokens of d that belong to a person's mention.
func PersonSpans(d *prose.Doc, people []news.Person) []bool {
	var marked []bool
	for _, p := range people {
		for _, m := range p.Mentions {
			if m.Field != d.Field {
				continue
			}
			if marked == nil {
				marked = make([]bool, len(d.Tokens))
			}
			i, _ := slices.BinarySearchFunc(d.Tokens, m.Start, func(t prose.Token, start int) int {
				return cmp.Compare(t.RuneStart, start)
			})
			for ; i < len(d.Tokens) && d.Tokens[i].RuneStart < m.End; i++ {
				marked[i] = true
			}
		}
	}
	return marked
}
