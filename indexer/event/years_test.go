package event

import (
	"slices"
	"strings"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestYears checks which years an article takes for past: those before its own, by its
// publication, its dateline, or the years it names.
func TestYears(t *testing.T) {
	for _, c := range []struct {
		text      string
		published int
		want      string
	}{
		{"In 1989 gunmen murdered the grocer. The shop stayed closed.", 0, "attack:killing.historical"},
		{"In 1989 gunmen murdered the grocer. The shop stayed closed.", 1989, "attack:killing"},
		{"In 1989 gunmen murdered the grocer. The shop stayed closed.", 1990, "attack:killing"},
		{"In 1989 gunmen murdered the grocer. The case of 1990 is still open.", 1990, "attack:killing.historical"},
		{"In 1989 gunmen murdered the grocer. The shop stayed closed.", 2004, "attack:killing.historical"},
		{"PORT VALE, 4 SEP 89 (RNA) -- In 1989 gunmen murdered the grocer. The shop stayed closed.", 0, "attack:killing"},
		{"PORT VALE, 4 SEP 89 (RNA) -- In 1979 gunmen murdered the grocer. The shop stayed closed.", 0, "attack:killing.historical"},
		{"Gunmen murdered the grocer at 1940 (2340 GMT). The shop stayed closed.", 0, "attack:killing"},
	} {
		docs := []*prose.Doc{prose.NewDoc(c.text, news.InText)}
		got := slices.DeleteFunc(eventValues(New().Tag(docs, "en", Cast{}, c.published)), func(v string) bool {
			return !strings.HasPrefix(v, "attack")
		})
		if !slices.Equal(got, []string{c.want}) {
			t.Errorf("%q published %d: got %v, want %s", c.text, c.published, got, c.want)
		}
	}
}

// TestDatelineYear checks the year of a wire's dateline in two digits.
func TestDatelineYear(t *testing.T) {
	for text, want := range map[string]int{
		"LIMA, 27 MAR 89 (EFE) -- [TEXT]":                1989,
		"Geneva, 3 June 04 (RNA) - Ministers met":        2004,
		"The 12 March 15 people were hurt":               0,
		"He was 12 when March came":                      0,
		"Ministers met on 3 March for talks in Tallinn.": 0,
	} {
		if got := datelineYear(foldAll(prose.NewDoc(text, news.InText), "en")); got != want {
			t.Errorf("%q: got %d, want %d", text, got, want)
		}
	}
}
