package tag

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

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
	kindNone placeKind = iota // looks like a country and is none (Indian Ocean)
	kindName
	kindDemonym
	kindCapital
	kindCity
	kindTown // a city that speaks only with support
	kindRegion
	kindAbbr // Pa., TX: only behind a comma
	kindMetonym
)

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

// maxPlaceWord is how many bytes of a word are looked at: no name is longer, and a
// hostile page's one word is.
const maxPlaceWord = 64

// fold lowers the case and takes off accents, so that Bogotá and BOGOTA are one.
func fold(s string) string {
	if len(s) > maxPlaceWord {
		return ""
	}
	ascii := true
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case r == '’' || r == 'ʼ':
			b.WriteByte('\'')
		case r == '‑':
			b.WriteByte('-')
		case unicode.Is(unicode.Mn, r):
			// Russian й is и with a breve; losing it is harmless here,
			// because the forms are folded the same way.
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// functionWords tell the languages apart that the gazetteer has forms for.
var functionWords = func() map[string]string {
	m := map[string]string{}
	for lang, words := range map[string]string{
		"en": "the of and to in that with for was is by has",
		"de": "der die das und ist nicht mit für von dem den im wurde sich auf",
		"fr": "le les des et du une est dans qui pour sur par avec été au",
		"es": "el los las y del una en por con que fue para se su",
		"it": "il gli di della e che non per nel sono una alla dei",
		"pt": "o os as do da em que não uma com para foi no na dos",
		"ru": "и в на не что с по из за для от к как о об",
	} {
		for w := range strings.FieldsSeq(words) {
			if m[w] != "" {
				m[w] = "-" // shared by two languages: says nothing
				continue
			}
			m[w] = lang
		}
	}
	return m
}()

// langSample is how many tokens guessLang looks at.
const langSample = 400

// guessLang guesses the language of docs by its function words, English in
// doubt. It only chooses among the tables of this package.
func guessLang(docs []*doc) string {
	count := map[string]int{}
	for _, d := range docs {
		for i := range min(langSample, len(d.tokens)) {
			if lang := functionWords[strings.ToLower(cut(d.tokens[i].text))]; len(lang) == 2 {
				count[lang]++
			}
		}
	}
	best := "en"
	for _, lang := range []string{"de", "fr", "es", "it", "pt", "ru"} {
		if count[lang] > count[best] {
			best = lang
		}
	}
	return best
}

func cut(s string) string {
	if len(s) > maxPlaceWord {
		return ""
	}
	return s
}
