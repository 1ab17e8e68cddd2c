package sites

import (
	"fmt"
	"strings"
)

// Expected is one line of expected.tsv: what a careful reader says of a URL.
// Published is a day like 2025-04-23 in the outlet's zone, empty for pages
// that are no stories. People are full canonical names; the story itself may
// spell one shorter or without accents (Steve for Steven, Keita for Keïta).
// Events are facet values of news.Event, without the parents of second levels.
type Expected struct {
	URL       string
	Published string
	Lang      string
	People    []string
	Countries []string
	Events    []string
	Kind      string
	Of        string // of a copy or a redirect: the URL it repeats or leads to
}

// ReadExpected gives expected.tsv in its own order.
func ReadExpected() ([]Expected, error) {
	var out []Expected
	for line := range strings.Lines(expectedTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(c) != 8 {
			return nil, fmt.Errorf("sites: expected.tsv: %d columns, want 8: %q", len(c), line)
		}
		for i := range c {
			if c[i] == "-" {
				c[i] = ""
			}
		}
		out = append(out, Expected{
			URL: c[0], Published: c[1], Lang: c[2],
			People: list(c[3]), Countries: list(c[4]), Events: list(c[5]),
			Kind: c[6], Of: c[7],
		})
	}
	return out, nil
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, ";")
}
