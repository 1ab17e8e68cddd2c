package search

import (
	"context"
	"fmt"

	"dateline/search/news"
)

// names gives the display names of values of facet, each by its value. A value
// without a known name is its own.
func (s *Service) names(ctx context.Context, facet news.Facet, values []string) (map[string]string, error) {
	out := make(map[string]string, len(values))
	if facet == news.FacetPerson {
		people, err := s.people(ctx, values)
		if err != nil {
			return nil, err
		}
		for id, name := range people {
			out[string(id)] = name
		}
	}
	for _, value := range values {
		if out[value] == "" {
			out[value] = vocabularyName(facet, value)
		}
	}
	return out, nil
}

func (s *Service) people(ctx context.Context, values []string) (map[news.PersonID]string, error) {
	if len(values) == 0 {
		return nil, nil
	}
	ids := make([]news.PersonID, len(values))
	for i, v := range values {
		ids[i] = news.PersonID(v)
	}
	people, err := s.library.PersonNames(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("search: names of people: %w", err)
	}
	return people, nil
}

func vocabularyName(facet news.Facet, value string) string {
	name, ok := "", false
	switch facet {
	case news.FacetCountry:
		name, ok = news.CountryName(news.CountryCode(value))
	case news.FacetEvent:
		name, ok = news.EventName(value)
	case news.FacetLang:
		name, ok = LangName(value)
	}
	if !ok {
		return value
	}
	return name
}

// LangName gives the English name of an ISO 639 code.
func LangName(code string) (string, bool) {
	for _, l := range langs {
		if l.code == code {
			return l.name, true
		}
	}
	return "", false
}

// langs are the languages news is written in, with what they call themselves.
var langs = []struct{ code, name, own string }{
	{"af", "Afrikaans", "Afrikaans"}, {"am", "Amharic", "አማርኛ"}, {"ar", "Arabic", "العربية"},
	{"az", "Azerbaijani", "azərbaycan"}, {"be", "Belarusian", "беларуская"}, {"bg", "Bulgarian", "български"},
	{"bn", "Bengali", "বাংলা"}, {"bs", "Bosnian", "bosanski"}, {"ca", "Catalan", "català"},
	{"cs", "Czech", "čeština"}, {"cy", "Welsh", "Cymraeg"}, {"da", "Danish", "dansk"},
	{"de", "German", "Deutsch"}, {"el", "Greek", "Ελληνικά"}, {"en", "English", "English"},
	{"eo", "Esperanto", "Esperanto"}, {"es", "Spanish", "español"}, {"et", "Estonian", "eesti"},
	{"eu", "Basque", "euskara"}, {"fa", "Persian", "فارسی"}, {"fi", "Finnish", "suomi"},
	{"fr", "French", "français"}, {"ga", "Irish", "Gaeilge"}, {"gl", "Galician", "galego"},
	{"gu", "Gujarati", "ગુજરાતી"}, {"ha", "Hausa", "Hausa"}, {"he", "Hebrew", "עברית"},
	{"hi", "Hindi", "हिन्दी"}, {"hr", "Croatian", "hrvatski"}, {"hu", "Hungarian", "magyar"},
	{"hy", "Armenian", "հայերեն"}, {"id", "Indonesian", "Indonesia"}, {"is", "Icelandic", "íslenska"},
	{"it", "Italian", "italiano"}, {"ja", "Japanese", "日本語"}, {"ka", "Georgian", "ქართული"},
	{"kk", "Kazakh", "қазақ тілі"}, {"km", "Khmer", "ខ្មែរ"}, {"kn", "Kannada", "ಕನ್ನಡ"},
	{"ko", "Korean", "한국어"}, {"ku", "Kurdish", "kurdî"}, {"ky", "Kyrgyz", "кыргызча"},
	{"lo", "Lao", "ລາວ"}, {"lt", "Lithuanian", "lietuvių"}, {"lv", "Latvian", "latviešu"},
	{"mk", "Macedonian", "македонски"}, {"ml", "Malayalam", "മലയാളം"}, {"mn", "Mongolian", "монгол"},
	{"mr", "Marathi", "मराठी"}, {"ms", "Malay", "Melayu"}, {"mt", "Maltese", "Malti"},
	{"my", "Burmese", "မြန်မာ"}, {"nb", "Norwegian Bokmål", "norsk bokmål"}, {"ne", "Nepali", "नेपाली"},
	{"nl", "Dutch", "Nederlands"}, {"nn", "Norwegian Nynorsk", "norsk nynorsk"}, {"no", "Norwegian", "norsk"},
	{"pa", "Punjabi", "ਪੰਜਾਬੀ"}, {"pl", "Polish", "polski"}, {"ps", "Pashto", "پښتو"},
	{"pt", "Portuguese", "português"}, {"ro", "Romanian", "română"}, {"ru", "Russian", "русский"},
	{"sd", "Sindhi", "سنڌي"}, {"si", "Sinhala", "සිංහල"}, {"sk", "Slovak", "slovenčina"},
	{"sl", "Slovenian", "slovenščina"}, {"so", "Somali", "Soomaali"}, {"sq", "Albanian", "shqip"},
	{"sr", "Serbian", "српски"}, {"sv", "Swedish", "svenska"}, {"sw", "Swahili", "Kiswahili"},
	{"ta", "Tamil", "தமிழ்"}, {"te", "Telugu", "తెలుగు"}, {"tg", "Tajik", "тоҷикӣ"},
	{"th", "Thai", "ไทย"}, {"tk", "Turkmen", "türkmen"}, {"tl", "Tagalog", "Tagalog"},
	{"tr", "Turkish", "Türkçe"}, {"tt", "Tatar", "татар"}, {"uk", "Ukrainian", "українська"},
	{"ur", "Urdu", "اردو"}, {"uz", "Uzbek", "oʻzbek"}, {"vi", "Vietnamese", "Tiếng Việt"},
	{"yi", "Yiddish", "ייִדיש"}, {"yo", "Yoruba", "Yorùbá"}, {"zh", "Chinese", "中文"},
	{"zu", "Zulu", "isiZulu"},
}
