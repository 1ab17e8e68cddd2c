package entity

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dateline/search/news"
)

//go:embed data/leaders.tsv
var leadersText string

// Leaders is the gazetteer of our own: heads of state and government since 1945
// and some of their ministers, an entry a term. The result is the caller's.
func Leaders() []Known { return slices.Clone(leaders()) }

var leaders = sync.OnceValue(func() []Known {
	var out []Known
	names := map[news.PersonID]map[string]bool{}
	for line := range strings.Lines(leadersText) {
		row := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(row) != 6 {
			continue
		}
		k := Known{Name: row[2], Role: row[1], Country: news.CountryCode(row[0])}
		if row[3] != "" {
			k.Aliases = strings.Split(row[3], "|")
		}
		k.From, _ = strconv.Atoi(row[4])
		k.To, _ = strconv.Atoi(row[5])
		k.ID = knownID(k.Name, false)
		if names[k.ID] == nil {
			names[k.ID] = map[string]bool{}
		}
		names[k.ID][k.Name] = true
		out = append(out, k)
	}
	for i := range out {
		if k := &out[i]; len(names[k.ID]) > 1 { // two George Bushes
			k.ID = knownID(k.Name, true)
		}
	}
	return out
})

// knownID makes an id of the usual name (bill-clinton), with the middle names
// where two people of the table need them.
func knownID(name string, withMiddle bool) news.PersonID {
	n := parse(name)
	s := strings.Join(slices.Concat(n.given[:min(1, len(n.given))], []string{n.surname}), "-")
	if n.suffix != "" {
		s += "-" + n.suffix
	}
	if m := middle(n); withMiddle && m != "" {
		s += "-" + m
	}
	return news.PersonID("p-" + slug(s))
}
