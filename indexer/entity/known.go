package entity

import (
	"slices"
	"strings"
	"sync"

	"dateline/search/news"
)

// knownName is a person of the gazetteer under one of the names it gives.
type knownName struct {
	Known
	name fullName
	role role
}

// ours are the leaders by block, read once.
var ours = sync.OnceValue(func() map[string][]*knownName { return byBlock(leaders()) })

// gazetteer gives the names of a block: the newsroom's, and ours but for those
// the newsroom's list has itself.
func gazetteer(theirs []*knownName, block string) []*knownName {
	out := slices.Clip(theirs)
	for _, k := range ours()[block] {
		shadowed := slices.ContainsFunc(theirs, func(t *knownName) bool {
			return t.ID == k.ID || t.bears(k.name) && middle(t.name) == middle(k.name) && (t.Country == k.Country || t.Country == "")
		})
		if !shadowed {
			out = append(out, k)
		}
	}
	return out
}

// byBlock sorts names into blocks, in a fixed order.
func byBlock(known []Known) map[string][]*knownName {
	out := map[string][]*knownName{}
	for _, k := range known {
		r := readRole(k.Role)
		for _, spelling := range append([]string{k.Name}, k.Aliases...) {
			n := parse(spelling)
			if n.surname == "" {
				continue
			}
			b := skeleton(n.surname)
			out[b] = append(out[b], &knownName{k, n, r})
		}
	}
	for _, names := range out {
		slices.SortStableFunc(names, func(a, b *knownName) int {
			return strings.Compare(knownKey(a), knownKey(b))
		})
	}
	return out
}

func knownKey(k *knownName) string {
	return string(k.ID) + "\t" + strings.Join(k.name.given, " ") + " " + k.name.surname + "\t" + k.Role + "\t" + string(k.Country) + "\t" + string(rune(k.From)) + string(rune(k.To))
}

// bears reports that a full name may be the gazetteer's.
func (k *knownName) bears(n fullName) bool {
	if n.suffix != k.name.suffix || len(n.given) == 0 || len(k.name.given) == 0 {
		return n.suffix == k.name.suffix && len(n.given) == len(k.name.given) && n.surname == k.name.surname && numeral(n.suffix)
	}
	g, sure := givenKey(n.given[0])
	h, _ := givenKey(k.name.given[0])
	if g != h && !(!sure && mayBe(n.given[0], k.name.given[0]) && !isInitial(n.given[0])) {
		return false
	}
	if surnameKey(n.surname) != surnameKey(k.name.surname) {
		return alikeSurname(&core{last: n.surname, first: n.given[0]}, &core{last: k.name.surname, first: k.name.given[0]}) == surely && sameMiddle(n, k.name)
	}
	return sameMiddle(n, k.name)
}

// yearSlack is how many years around a term of office its holder is still, or
// already, called by it.
const yearSlack = 1

// holds reports that a profile shows the office: role and country agree, and the
// year of publication is not outside the term.
func (k *knownName) holds(p *profile) bool {
	if k.role.phrase == "" || !slices.Contains(p.phrases, k.role.phrase) || !slices.Contains(p.about, k.Country) {
		return false
	}
	return p.year == 0 || (k.From == 0 || p.year >= k.From-yearSlack) && (k.To == 0 || p.year <= k.To+yearSlack)
}

// rivalHolder decides a name that two of the gazetteer bear (two George Bushes)
// by office and year. It is nil where the name is nobody's or one person's.
func rivalHolder(p *profile, known []*knownName) *knownName {
	ids := map[news.PersonID]bool{}
	var holder *knownName
	rivals := 0
	for _, k := range known {
		if !k.bears(p.name) {
			continue
		}
		ids[k.ID] = true
		if k.holds(p) && (holder == nil || holder.ID != k.ID) {
			holder = k
			rivals++
		}
	}
	if len(ids) < 2 || rivals != 1 {
		return nil
	}
	return holder
}

// matchKnown finds the one person of the gazetteer who bears the name of a group
// of profiles and whom their roles and countries do not contradict. Where two do, it
// is the one who bears all but slips of it (Bashar Hafez-al-Assad), or nobody.
func matchKnown(ps []*profile, known []*knownName) *knownName {
	bearers := map[news.PersonID]*knownName{}
	times := map[news.PersonID]int{}
	e := gather(ps)
	for _, p := range ps {
		counted := map[news.PersonID]bool{}
		for _, k := range known {
			if counted[k.ID] || !k.bears(p.name) {
				continue
			}
			counted[k.ID] = true
			times[k.ID] += len(p.members)
			if bearers[k.ID] == nil && !e.contradicts(k.context()) {
				bearers[k.ID] = k
			}
		}
	}
	var found *knownName
	for id, k := range bearers {
		rest := 0
		for other := range bearers {
			if other != id {
				rest = max(rest, times[other])
			}
		}
		if rest*slips <= times[id] {
			found = k
		}
	}
	return found
}

// context is what the gazetteer says as evidence.
func (k *knownName) context() *evidence {
	p := &profile{year: k.From}
	if k.role.phrase != "" {
		p.phrases = []string{k.role.phrase}
	}
	if k.role.field != "" {
		p.fields = []string{k.role.field}
	}
	if k.Country != "" {
		p.countries = []news.CountryCode{k.Country}
	}
	return gather([]*profile{p})
}

// supported reports that a country or a role of the profiles is one the gazetteer
// gives for k: anybody may be called Gordon Brown.
func (k *knownName) supported(ps []*profile, known []*knownName) bool {
	e := gather(ps)
	return slices.ContainsFunc(known, func(o *knownName) bool {
		if o.ID != k.ID {
			return false
		}
		c := o.context()
		return agreeCountry(e, c) && len(e.countries) > 0 || e.agrees(c)
	})
}
