package place

import (
	"slices"
	"strings"
)

// Forms are the English names of the tables, in their order: of cities, of
// regions, of countries and of what belongs to a country.
type Forms struct{ Cities, Regions, Countries, Demonyms []string }

// EnglishForms reads the names the tables hold, for sentences to learn from.
func EnglishForms() Forms {
	return Forms{
		Cities:    formsIn(placeCitiesTSV, 2, "city", "town"),
		Regions:   formsIn(placeRegionsTSV, 3, "region"),
		Countries: formsIn(countryNamesTSV, 3, "name"),
		Demonyms:  formsIn(countryNamesTSV, 3, "demonym"),
	}
}

// formsIn lists the English names of some kinds in a table of places, whose forms
// stand in a column.
func formsIn(table string, column int, kinds ...string) []string {
	var out []string
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if len(f) <= column || !slices.Contains(kinds, f[1]) || column == 3 && f[2] != "-" && f[2] != "en" {
			continue
		}
		for s := range strings.SplitSeq(f[column], "|") {
			if s = strings.TrimPrefix(s, "="); s != "" && s[0] >= 'A' && s[0] <= 'Z' {
				out = append(out, s)
			}
		}
	}
	return out
}
