package news

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed countries.tsv
var countriesTSV string

//go:embed events.tsv
var eventsTSV string

// CountryInfo is one row of the country table: ISO 3166-1 alpha-2, the short
// English name and other names it goes by.
type CountryInfo struct {
	Code    CountryCode
	Name    string
	Aliases []string
}

// EventInfo is one row of the event taxonomy. Plover, Mode, Cameo and IPTC are
// empty where that vocabulary has no such type.
type EventInfo struct {
	Type    EventType
	Label   string
	Negated string // the label of the event called off or denied
	Plover  string
	Mode    string
	Cameo   string
	IPTC    string
}

type vocabulary struct {
	countries   []CountryInfo
	byCode      map[CountryCode]CountryInfo
	byName      map[string]CountryCode
	eventTypes  []EventInfo
	byEventType map[EventType]EventInfo
}

// load parses the embedded tables once, on first use rather than at start, so
// that a command that needs no names does not pay for them.
var load = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{
		byCode:      map[CountryCode]CountryInfo{},
		byName:      map[string]CountryCode{},
		byEventType: map[EventType]EventInfo{},
	}
	for row := range rows(countriesTSV) {
		c := CountryInfo{Code: CountryCode(row[0]), Name: row[1]}
		if row[2] != "" {
			c.Aliases = strings.Split(row[2], "|")
		}
		v.countries = append(v.countries, c)
		v.byCode[c.Code] = c
		v.byName[strings.ToLower(row[0])] = c.Code
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			v.byName[strings.ToLower(name)] = c.Code
		}
	}
	for row := range rows(eventsTSV) {
		e := EventInfo{EventType(row[0]), row[1], row[2], dash(row[3]), dash(row[4]), dash(row[5]), dash(row[6])}
		v.eventTypes = append(v.eventTypes, e)
		v.byEventType[e.Type] = e
	}
	return v
})

// rows yields the tab-separated rows of an embedded table. The tables are part
// of the program and checked by its tests, so a short row may panic.
func rows(table string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimSuffix(line, "\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

func dash(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

// Countries lists every country, ordered by code. Do not modify.
func Countries() []CountryInfo { return load().countries }

// CountryName gives the short English name of code.
func CountryName(code CountryCode) (string, bool) {
	c, ok := load().byCode[code]
	return c.Name, ok
}

// LookupCountry finds a country by code, name or alias, whatever the case.
func LookupCountry(text string) (CountryCode, bool) {
	c, ok := load().byName[strings.ToLower(strings.TrimSpace(text))]
	return c, ok
}

// EventTypes lists the taxonomy in its own order, first levels before their
// second levels. Do not modify.
func EventTypes() []EventInfo { return load().eventTypes }

// LookupEventType gives the taxonomy's row for t.
func LookupEventType(t EventType) (EventInfo, bool) {
	e, ok := load().byEventType[t]
	return e, ok
}

// Parent is the first level of a second-level type, empty for a first level.
func (t EventType) Parent() EventType {
	parent, _, two := strings.Cut(string(t), ":")
	if !two {
		return ""
	}
	return EventType(parent)
}

// EventName gives the label of a facet value of events, flag included:
// "talks" is "Talks", "talks.negated" is "Talks called off".
func EventName(value string) (string, bool) {
	base, flag, _ := strings.Cut(value, ".")
	e, ok := load().byEventType[EventType(base)]
	if !ok {
		return "", false
	}
	switch "." + flag {
	case ".":
		return e.Label, true
	case FlagNegated:
		return e.Negated, true
	case FlagFuture:
		return e.Label + " (planned)", true
	case FlagHypothetical:
		return e.Label + " (possible)", true
	case FlagHistorical:
		return e.Label + " (in the past)", true
	}
	return "", false
}

// FindEventValues lists the facet values whose code or label holds text,
// whatever the case; an exact code or label comes alone.
func FindEventValues(text string) []string {
	text = strings.ToLower(strings.TrimSpace(text))
	if _, ok := EventName(text); ok {
		return []string{text}
	}
	var found []string
	for _, e := range EventTypes() {
		for _, flag := range []string{"", FlagNegated, FlagFuture, FlagHypothetical, FlagHistorical} {
			value := string(e.Type) + flag
			name, _ := EventName(value)
			name = strings.ToLower(name)
			if name == text {
				return []string{value}
			}
			if text != "" && flag == "" && strings.Contains(name, text) {
				found = append(found, value)
			}
		}
	}
	return slices.Clip(found)
}
