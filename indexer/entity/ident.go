package entity

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"dateline/search/news"
)

// maxSpellings bounds the list of spellings of one entity: the most used stay.
const maxSpellings = 60

// entity makes the result of one person.
func (p *person) entity() Entity {
	e := Entity{Spellings: map[string]int{}, Ambiguous: p.unsure}
	full, roles := map[string]int{}, map[string]int{}
	for _, q := range p.profiles {
		e.Members = append(e.Members, q.members...)
		for s, n := range q.names {
			full[s] += n
			if q.forms[s] == 0 {
				e.Spellings[s] += n
			}
		}
		for s, n := range q.forms {
			e.Spellings[s] += n
		}
		for s, n := range q.roles {
			roles[s] += n
		}
	}
	sortMembers(e.Members)
	e.Roles = mostUsed(roles)
	for _, s := range mostUsed(e.Spellings)[min(len(e.Spellings), maxSpellings):] {
		delete(e.Spellings, s)
	}
	e.Name = displayName(full)
	e.ID = p.id()
	if p.known != nil {
		e.Name = p.known.Name
	}
	return e
}

func mostUsed(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

// displayName is the most used full form; an initial for the given name or
// capitals throughout count only where there is nothing else.
func displayName(names map[string]int) string {
	rank := func(s string) int {
		n := parse(s)
		switch {
		case n.alone():
			return 0
		case isInitial(n.given[0]), strings.ToUpper(s) == s && strings.ContainsFunc(s, unicode.IsLower):
			return 1
		case strings.ToUpper(s) == s:
			return 1
		}
		return 2
	}
	return slices.MinFunc(slices.Collect(maps.Keys(names)), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(names[b], names[a]), cmp.Compare(len(b), len(a)), cmp.Compare(a, b))
	})
}

// id is the gazetteer's, or made from the name: given name in its full form and
// surname, of all spellings that are no slips the first in the alphabet, then what
// tells it from a namesake. It never depends on order, and on counts only where a
// spelling is or becomes rare.
func (p *person) id() news.PersonID {
	if p.known != nil {
		return p.known.ID
	}
	if p.local {
		if len(p.qualifier) == 0 {
			return news.PersonID(p.profiles[0].local)
		}
		return news.PersonID("p-" + slug(strings.Join(p.qualifier, "-")))
	}
	times, all := map[string]int{}, 0
	for _, q := range p.profiles {
		if q.name.alone() && !numeral(q.name.suffix) {
			continue
		}
		times[nameSlug(q.name)] += len(q.members)
		all += len(q.members)
	}
	best := ""
	for s, n := range times {
		if n*slips >= all && (best == "" || betterSlug(s, best)) {
			best = s
		}
	}
	parts := []string{best}
	if m := p.middles(); m != "" {
		parts = append(parts, m)
	}
	return news.PersonID("p-" + slug(strings.Join(append(parts, p.qualifier...), "-")))
}

// betterSlug prefers a whole given name to an initial, then the alphabet.
func betterSlug(a, b string) bool {
	ai, bi := strings.IndexByte(a, '-') == 1, strings.IndexByte(b, '-') == 1
	if ai != bi {
		return bi
	}
	return a < b
}

func nameSlug(n fullName) string {
	var parts []string
	if len(n.given) > 0 {
		g := n.given[0]
		if forms := tables().canonical[g]; len(forms) == 1 {
			g = forms[0]
		}
		parts = append(parts, g)
	}
	parts = append(parts, n.surname)
	if n.suffix != "" {
		parts = append(parts, n.suffix)
	}
	return strings.Join(parts, "-")
}

// middles is set only where middle names tell two of one name apart.
func (p *person) middles() string {
	for _, q := range p.profiles {
		if q.byMiddle {
			return middle(q.name)
		}
	}
	return ""
}

// qualifier is what tells namesakes apart: their field of work, and the country
// that comes first in the alphabet.
func qualifier(ps []*profile) []string {
	e := gather(ps)
	out := slices.Sorted(maps.Keys(e.fields))[:min(1, len(e.fields))]
	countries := slices.Sorted(maps.Keys(e.countries))
	for _, c := range countries[:min(1, len(countries))] {
		out = append(out, strings.ToLower(string(c)))
	}
	return out
}

// slug keeps letters, digits and hyphens, a space becoming a hyphen.
func slug(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r == ' ':
			return '-'
		}
		return -1
	}, s)
}
