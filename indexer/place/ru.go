package place

import (
	_ "embed"
	"strings"

	"dateline/search/news"
)

//go:embed data/places-ru.txt
var placesRu string

// loadRussian adds the Russian places in every case: data/places-ru.txt has
// their nominatives only.
func (g *Gazetteer) loadRussian(table string) {
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if line[0] == '#' || len(f) != 3 {
			continue
		}
		p := Reading{Code: news.CountryCode(f[0]), Kind: KindRegion, Lang: "ru"}
		forms := russianAreaForms
		if f[1] == "city" {
			p.Kind, forms = KindCity, russianPlaceForms
		}
		for name := range strings.FieldsSeq(f[2]) {
			for _, form := range forms(name) {
				g.add(form, p)
			}
		}
	}
}

// russianPlaceForms gives the singular cases of a place and, of one that ends
// in a consonant, its adjective in lower case: Мурманска, мурманского.
func russianPlaceForms(name string) []string {
	runes := []rune(name)
	last := runes[len(runes)-1]
	stem := string(runes[:len(runes)-1])
	switch {
	case strings.HasSuffix(name, "ия"):
		return withEndings(stem, "я и ю ей")
	case strings.HasSuffix(name, "ский"):
		return withEndings(strings.TrimSuffix(name, "ий"), "ий ого ому им ом")
	case strings.HasSuffix(name, "ье"):
		return withEndings(stem, "е я ю ем")
	case strings.ContainsRune("гкхжчшщ", runes[max(0, len(runes)-2)]) && last == 'а':
		return withEndings(stem, "а и е у ой")
	case last == 'а':
		return withEndings(stem, "а ы е у ой")
	case last == 'я':
		return withEndings(stem, "я и е ю ей")
	case last == 'ь':
		return withEndings(stem, "ь и ью я ю ем е")
	case last == 'й':
		return withEndings(stem, "й я ю ем е")
	case last == 'ы':
		return withEndings(stem, "ы ам ами ах")
	case strings.ContainsRune("оеиуэю", last):
		return []string{name}
	}
	adjective := strings.ToLower(name) + "ск"
	if strings.HasSuffix(name, "ск") {
		adjective = strings.ToLower(name)
	}
	return append(withEndings(name, "а у ом е"), append(withEndings(adjective, "ий ого ому им ом ая ой ую ое ие их ими"), name)...)
}

// russianAreaForms declines an oblast or krai, given by its adjective.
func russianAreaForms(adjective string) []string {
	if stem, ok := strings.CutSuffix(adjective, "ая"); ok {
		return []string{adjective + " область", stem + "ой области", stem + "ую область", stem + "ой областью"}
	}
	stem := strings.TrimSuffix(adjective, "ий")
	return []string{adjective + " край", stem + "ого края", stem + "ому краю", stem + "им краем", stem + "ом крае"}
}

func withEndings(stem, endings string) []string {
	var out []string
	for e := range strings.FieldsSeq(endings) {
		out = append(out, stem+e)
	}
	return out
}
