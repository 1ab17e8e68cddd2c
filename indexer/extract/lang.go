package extract

import (
	"strings"
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
	info := whatlanggo.Detect(text)
	code := info.Lang.Iso6391()
	return code, code != "" && info.Confidence >= sureLang
}

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
