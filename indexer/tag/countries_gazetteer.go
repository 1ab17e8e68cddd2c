package tag

import (
	_ "embed"
	"strings"
	"sync"

	"dateline/search/news"
)

//go:embed data/countries-names.tsv
var countryNamesTSV string

//go:embed data/places-cities.tsv
var placeCitiesTSV string

//go:embed data/places-regions.tsv
var placeRegionsTSV string

// placeKind says what sort of name stands for the country; it is the mention's
// Rule.
type placeKind uint8

const (
	kindNone    placeKind = iota // looks like a country and is none (Indian Ocean)
	kindName                     // the country's own name
	kindDemonym                  // its people, language or things: French
	kindCapital                  // for its government
	kindCity
	kindTown // a city that speaks only with support
	kindRegion
	kindAbbr // Pa., TX: only behind a comma
	kindMetonym
)

// kindNames are the rules by which mentions of each kind are known.
var kindNames = [...]string{
	kindNone: "", kindName: "country-name", kindDemonym: "demonym", kindCapital: "capital",
	kindCity: "city", kindTown: "city", kindRegion: "region", kindAbbr: "region", kindMetonym: "metonym",
}

var kindWeights = [...]float64{
	kindNone: 0, kindName: 1, kindDemonym: .8, kindCapital: .9,
	kindCity: .8, kindTown: .7, kindRegion: .8, kindAbbr: .8, kindMetonym: .8,
}

var kindByName = map[string]placeKind{
	"none": kindNone, "name": kindName, "demonym": kindDemonym, "capital": kindCapital,
	"city": kindCity, "town": kindTown, "region": kindRegion, "abbr": kindAbbr, "metonym": kindMetonym,
}

// place is one reading of a surface form. lang is empty for any language;
// exact holds the form where its case matters (US is no us); caps has a bit for
// every token that must be capitalised.
type place struct {
	code  news.CountryCode
	kind  placeKind
	lang  string
	exact string
	caps  uint16
}

// maxForm is how many tokens the longest surface form has. It bounds the scan.
const maxForm = 8

// gazetteer maps folded token sequences, joined by a space, to their readings.
// longest bounds the lookups by the first token.
type gazetteer struct {
	forms   map[string][]place
	longest map[string]int
}

// loadGazetteer parses the embedded tables once.
var loadGazetteer = sync.OnceValue(func() *gazetteer {
	g := &gazetteer{forms: map[string][]place{}, longest: map[string]int{}}
	g.load(countryNamesTSV, true)
	g.load(placeRegionsTSV, true)
	g.load(placeCitiesTSV, false)
	g.loadRussian(placesRu)
	return g
})

// load adds a table of ours: code, kind, (language,) forms. The tables are part
// of the program and checked by its tests.
func (g *gazetteer) load(table string, langs bool) {
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		p := place{code: news.CountryCode(f[0]), kind: kindByName[f[1]]}
		if langs && f[2] != "-" {
			p.lang = f[2]
		}
		for form := range strings.SplitSeq(f[len(f)-1], "|") {
			g.add(form, p)
		}
	}
}

func (g *gazetteer) add(form string, p place) {
	form, exact := strings.CutPrefix(form, "=")
	if exact {
		p.exact = form
	}
	d := newDoc(form, news.InText)
	if len(d.tokens) == 0 || len(d.tokens) > maxForm {
		return
	}
	key := make([]string, len(d.tokens))
	for i := range d.tokens {
		key[i] = fold(d.tokens[i].text)
		if d.tokens[i].isCap() {
			p.caps |= 1 << i
		}
	}
	k := strings.Join(key, " ")
	for _, q := range g.forms[k] {
		if q.code == p.code && q.lang == p.lang && q.kind != kindNone && p.kind != kindNone {
			return
		}
	}
	g.forms[k] = append(g.forms[k], p)
	g.longest[key[0]] = max(g.longest[key[0]], len(key))
}
