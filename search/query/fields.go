package query

import (
	"slices"
	"strings"

	"dateline/search/news"
)

var textFields = map[string]Field{"title": Title, "lead": Lead, "body": Body, "by": By}

var dateFields = []string{"after", "before", "on"}

// otherNames are what other search engines call our fields.
var otherNames = map[string]string{
	"headline": "title", "intitle": "title", "text": "body", "intext": "body",
	"author": "by", "byline": "by", "people": "person", "name": "person",
	"location": "country", "place": "country", "topic": "event", "type": "event",
	"site": "source", "domain": "source", "outlet": "source", "language": "lang",
	"since": "after", "from": "after", "until": "before", "to": "before", "date": "on",
}

func isField(name string) bool {
	_, text := textFields[name]
	return text || slices.Contains(dateFields, name) || slices.Contains(news.Facets, news.Facet(name))
}

func unknownField(name string, at int) *Error {
	hint := "the fields are title, lead, body, by, person, country, event, source, lang, after, before and on; quote the text to search for it as it is"
	if ours, ok := otherNames[name]; ok {
		hint = "write " + ours + ":"
	}
	return mistake(at, "there is no field "+name+":", hint)
}

// slots are the typed places of a proximity, as in near/12 @person.
var slots = []string{"person", "country", "event", "source", "lang", "org", "topic", "speaker", "place"}

// unsupported refuses the operators that are planned but not there yet, rather
// than searching for them as words.
func unsupported(raw string, at int) error { // the interface, so that nil is nil
	raw = strings.Trim(raw, ",;.!")
	text := strings.ToLower(raw)
	if slot, ok := strings.CutPrefix(text, "@"); ok && slices.Contains(slots, slot) {
		return notYet(at, raw)
	}
	if raw == "NEAR" || text == "w/s" || text == "w/p" {
		return notYet(at, raw)
	}
	for _, op := range []string{"near/", "near", "w/", "pre/", "adj/", "adj", "atleast/", "atleast"} {
		number, ok := strings.CutPrefix(text, op)
		if ok && number != "" && strings.Trim(number, "0123456789") == "" {
			return notYet(at, raw)
		}
	}
	return nil
}

func notYet(at int, operator string) *Error {
	return mistake(at, operator+" is not supported yet", `search for a phrase in quotation marks ("grain corridor") or for both words with AND`)
}
