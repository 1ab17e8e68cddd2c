package query

import (
	"slices"
	"strings"

	"dateline/search/news"
)

var textFields = map[string]Field{"title": Title, "lead": Lead, "body": Body, "by": By}

var dateFields = []string{"after", "before", "on"}

// aliases are what Google, Factiva, Nexis and ProQuest call fields that are
// exactly ours.
var aliases = map[string]string{
	"intitle": "title", "headline": "title", "hd": "title", "ti": "title",
	"hlead": "lead", "hlp": "lead", "intext": "body", "text": "body",
	"author": "by", "byline": "by", "au": "by",
	"site": "source", "domain": "source", "language": "lang", "la": "lang",
}

// otherNames are what other search engines call something like our fields:
// near enough for a hint, too far to be taken for them.
var otherNames = map[string]string{
	"people": "person", "name": "person", "location": "country", "place": "country",
	"topic": "event", "type": "event", "outlet": "source",
	"since": "after", "from": "after", "until": "before", "to": "before", "date": "on",
}

// segments are the fields that Nexis writes as headline(tariff).
var segments = []string{"headline", "hlead", "body", "byline"}

// ownName gives our name of a field for how it was typed.
func ownName(typed string) string {
	typed = strings.ToLower(typed)
	if ours, ok := aliases[typed]; ok {
		return ours
	}
	return typed
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
