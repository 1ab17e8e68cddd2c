package place

import (
	_ "embed"
	"strings"
	"sync"

	"dateline/indexer/prose"
	"dateline/search/news"
)

//go:embed data/countries-names.tsv
var countryNamesTSV string

//go:embed data/places-cities.tsv
var placeCitiesTSV string

//go:embed data/places-regions.tsv
var placeRegionsTSV string

// Kind says what sort of name stands for the country; it is the mention's
// Rule.
type Kind uint8

const (
	KindNone    Kind = iota // looks like a country and is none (Indian Ocean)
	KindName                // the country's own name
	KindDemonym             // its people, language or things: French
	KindCapital             // for its government
	KindCity
	KindTown // a city that speaks only with support
	KindRegion
	KindAbbr // Pa., TX: only behind a comma
	KindMetonym
)

// KindNames are the rules by which mentions of each kind are known.
var KindNames = [...]string{
	KindNone: "", KindName: "country-name", KindDemonym: "demonym", KindCapital: "capital",
	KindCity: "city", KindTown: "city", KindRegion: "region", KindAbbr: "region", KindMetonym: "metonym",
}

var kindWeights = [...]float64{
	KindNone: 0, KindName: 1, KindDemonym: .8, KindCapital: .9,
	KindCity: .8, KindTown: .7, KindRegion: .8, KindAbbr: .8, KindMetonym: .8,
}

var kindByName = map[string]Kind{
	"none": KindNone, "name": KindName, "demonym": KindDemonym, "capital": KindCapital,
	"city": KindCity, "town": KindTown, "region": KindRegion, "abbr": KindAbbr, "metonym": KindMetonym,
}

// Reading is one reading of a surface form. lang is empty for any language;
// exact holds the form where its case matters (US is no us); caps has a bit for
// every token that must be capitalised.
type Reading struct {
	Code  news.CountryCode
	Kind  Kind
	Lang  string
	exact string
	caps  uint16
}

// MaxForm is how many tokens the longest surface form has. It bounds the scan.
const MaxForm = 8

// Gazetteer maps folded token sequences, joined by a space, to their readings.
// longest bounds the lookups by the first token.
type Gazetteer struct {
	Forms   map[string][]Reading
	Longest map[string]int
}

// Load parses the embedded tables once.
var Load = sync.OnceValue(func() *Gazetteer {
	g := &Gazetteer{Forms: map[string][]Reading{}, Longest: map[string]int{}}
	g.load(countryNamesTSV, true)
	g.load(placeRegionsTSV, true)
	g.load(placeCitiesTSV, false)
	g.loadRussian(placesRu)
	return g
})

// load adds a table of ours: code, kind, (language,) forms. The tables are part
// of the program and checked by its tests.
func (g *Gazetteer) load(table string, langs bool) {
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		p := Reading{Code: news.CountryCode(f[0]), Kind: kindByName[f[1]]}
		if langs && f[2] != "-" {
			p.Lang = f[2]
		}
		for form := range strings.SplitSeq(f[len(f)-1], "|") {
			g.add(form, p)
		}
	}
}

func (g *Gazetteer) add(form string, p Reading) {
	form, exact := strings.CutPrefix(form, "=")
	if exact {
		p.exact = form
	}
	d := prose.NewDoc(form, news.InText)
	if len(d.Tokens) == 0 || len(d.Tokens) > MaxForm {
		return
	}
	key := make([]string, len(d.Tokens))
	for i := range d.Tokens {
		key[i] = prose.Fold(d.Tokens[i].Text)
		if d.Tokens[i].IsCap() {
			p.caps |= 1 << i
		}
	}
	k := strings.Join(key, " ")
	for _, q := range g.Forms[k] {
		if q.Code == p.Code && q.Lang == p.Lang && q.Kind != KindNone && p.Kind != KindNone {
			return
		}
	}
	g.Forms[k] = append(g.Forms[k], p)
	g.Longest[key[0]] = max(g.Longest[key[0]], len(key))
}
