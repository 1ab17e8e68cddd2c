package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"
	"golang.org/x/text/language"
)

const (
	// minLangText is the shortest text, in code points, whose language is
	// guessed at all; below it the guess is a lottery.
	minLangText = 80
	// maxLangText is how much of a long text is looked at.
	maxLangText = 4000
	// sureLang is the confidence from which a guess about text counts.
	sureLang = 0.8
)

// DetectLang guesses the language of plain text: its two-letter code (ISO
// 639-1), or empty where it is not sure or the language has none.
func DetectLang(text string) string {
	lang, sure := guessLang(text)
	if !sure {
		return ""
	}
	return lang
}

func guessLang(text string) (lang string, sure bool) {
	text = cut(text, maxLangText)
	if utf8.RuneCountInString(text) < minLangText {
		return "", false
	}
	// Small words first: trigrams alone are unsure of a tenth of all English
	// news, which is full of foreign names, and cost fifty times as much.
	words := countSmallWords(text)
	if words.clear() {
		return words.best, true
	}
	info := whatlanggo.Detect(text)
	code := info.Lang.Iso6391()
	sure = code != "" && info.Confidence >= sureLang
	if !listedLangs[code] {
		return code, sure
	}
	// The trigrams of a table of results or of figures are those of its foreign
	// names and its abbreviations, and they are sure of it.
	if words.few() {
		return words.best, true
	}
	return code, sure && words.counts[code] > 0
}

// smallWords are the commonest words of a language that name nothing. A word in
// two lists counts for both.
var smallWords = func() map[string][]string {
	m := map[string][]string{}
	for lang, list := range map[string]string{
		"en": "the of and to in that is was for on with as at by from his her their which has have been were will would said not but they this are it he she an who",
		"de": "der die das und ist nicht mit von dem den des ein eine einer auf für im zu sich auch als nach bei wird wurde hat haben sind aus dass",
		"fr": "le la les des et est une dans que qui pour sur pas par au aux du ce cette avec plus sont a été il elle ont leur mais",
		"es": "el la los las de y que en un una por con para se del al es su lo más como fue han pero ha sus este esta",
		"it": "il lo gli di e che è un una per con del della dei delle nel nella si non sono da al alla ha più come anche",
		"pt": "o os as de e que em um uma por com para não do da dos das no na se é ao mais foi são pelo pela seu sua",
		"nl": "de het een en van is dat op te voor met zijn niet aan er ook als bij door maar naar heeft hebben werd uit",
		"ru": "и в не на что с по как он из за от к это для его но о был была при до также",
	} {
		for _, w := range strings.Fields(list) {
			m[w] = append(m[w], lang)
		}
	}
	return m
}()

// listedLangs are the languages of smallWords.
var listedLangs = func() map[string]bool {
	m := map[string]bool{}
	for _, langs := range smallWords {
		for _, lang := range langs {
			m[lang] = true
		}
	}
	return m
}()

// Shares of all words, from which on the small words of one language decide, and
// how many decide between the languages that have them where the share is smaller.
const (
	smallWordShare = 0.2
	smallWordLead  = 1.4 // times the language that comes next
	fewSmallWords  = 3
	fewLead        = 3 // times the language that comes next
)

// wordCount is how many small words of each language a text has.
type wordCount struct {
	counts       map[string]int
	total        int // of all words
	best         string
	most, second int // of the best language, and of the next
}

func countSmallWords(text string) wordCount {
	c := wordCount{counts: map[string]int{}}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		c.total++
		for _, lang := range smallWords[w] {
			c.counts[lang]++
		}
	}
	for lang, n := range c.counts {
		switch {
		case n > c.most || n == c.most && lang < c.best:
			c.best, c.most, c.second = lang, n, max(c.second, c.most)
		default:
			c.second = max(c.second, n)
		}
	}
	return c
}

// clear reports that the small words of one language are a clear part of the text.
func (c *wordCount) clear() bool {
	return c.most > 0 && float64(c.most) >= smallWordShare*float64(c.total) && float64(c.most) >= smallWordLead*float64(c.second)
}

// few reports small words that are few, and of one language.
func (c *wordCount) few() bool { return c.most >= fewSmallWords && c.most >= fewLead*c.second }

// langCode reads a language tag (en-GB, de_AT, eng, "German") as two letters.
func langCode(s string) string {
	s = strings.TrimSpace(s)
	s, _, _ = strings.Cut(s, ",")
	if len(s) < 2 || len(s) > 35 {
		return ""
	}
	tag, err := language.Parse(strings.ReplaceAll(s, "_", "-"))
	if err != nil {
		return ""
	}
	base, conf := tag.Base()
	if conf == language.No || len(base.String()) != 2 {
		return ""
	}
	return base.String()
}

// language weighs what the page declares against what its text looks like: a
// sure guess wins over a declaration, because templates declare one language
// for all that a site publishes.
func (h head) language(text, hint string) (string, string) {
	guess, sure := guessLang(text)
	declared, from := h.declaredLang()
	switch {
	case sure && guess != declared && (declared == "" || distant(declared, guess)):
		return guess, fromText
	case declared != "":
		return declared, from
	case hint != "":
		return langCode(hint), fromURL
	case sure:
		return guess, fromText
	}
	return "", ""
}

// distant reports languages that a guess does not mistake for each other.
func distant(a, b string) bool {
	for _, group := range []string{"no nb nn da sv", "hr sr bs sl", "cs sk", "ru uk be bg mk sr", "id ms jv", "es pt gl ca", "hi mr ne", "fa ar ur", "nl af", "en so tl sn", "zh ja", "tr az uz tk"} {
		g := words(group)
		if g[a] && g[b] {
			return false
		}
	}
	return true
}

func (h head) declaredLang() (string, string) {
	if l := langCode(h.doc.Find("html").First().AttrOr("lang", h.doc.Find("html").First().AttrOr("xml:lang", ""))); l != "" {
		return l, fromHTML
	}
	if l := langCode(h.art.text("inLanguage")); l != "" {
		return l, fromJSONLD
	}
	if l := langCode(h.first("og:locale", "content-language", "language", "dc.language", "dcterms.language")); l != "" {
		return l, fromMeta
	}
	return "", ""
}
