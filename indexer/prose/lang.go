package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// functionWords tell the languages apart that the gazetteer has forms for.
var functionWords = func() map[string]string {
	m := map[string]string{}
	for lang, words := range map[string]string{
		"en": "the of and to in that with for was is by has on at as not no from his her their he she it be are were will would who which this but they an or said had have",
		"de": "der die das und ist nicht mit für von dem den im wurde sich auf in am ein eine einen zu ab kein keine sind haben hat",
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

// GuessLang guesses the language of docs by its function words, English in
// doubt. It only chooses among the tables of this package.
func GuessLang(docs []*Doc) string {
	count := map[string]int{}
	cyrillic := 0
	for _, d := range docs {
		for i := range min(langSample, len(d.Tokens)) {
			r, _ := utf8.DecodeRuneInString(d.Tokens[i].Text)
			cyrillic += Bool2Int(unicode.Is(unicode.Cyrillic, r)) - Bool2Int(unicode.Is(unicode.Latin, r))
			if lang := functionWords[strings.ToLower(Cut(d.Tokens[i].Text))]; len(lang) == 2 {
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
	if best == "en" && cyrillic > 0 {
		return "ru" // a headline without a function word
	}
	return best
}
