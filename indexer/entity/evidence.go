package entity

import (
	"maps"
	"slices"
	"strings"

	"dateline/search/news"
)

// profile is all sightings that look alike: the same name, roles, countries and
// year. Work is done by profile, so that 100,000 sightings of one president cost
// as much as the few profiles they have.
type profile struct {
	name      fullName
	key       string
	phrases   []string
	fields    []string
	countries []news.CountryCode // the most salient, at most topCountries
	about     []news.CountryCode // the same for the gazetteer's holders of offices: more of them for a surname alone
	year      int
	gender    byte   // of a surname-only sighting's title
	local     string // its id, where nothing else tells it from others
	unsure    bool
	byMiddle  bool // its middle name tells it from others of its name

	members []Member
	names   map[string]int
	forms   map[string]int
	roles   map[string]int
	with    map[string]int
}

// topCountries is how many of an article's countries may be a person's.
const topCountries = 2

// leaderCountries is how many of an article's countries may be a leader's: President
// X of a story about two others' quarrel.
const leaderCountries = 5

// maxWith is how many companions of a sighting count, the first by name: an
// article that lists a whole parliament says little about each.
const maxWith = 30

// evidence is what speaks for one person or against it, gathered over profiles.
type evidence struct {
	office    map[string]map[int]bool // role phrase and country, with years
	trade     map[string]bool         // field and country
	fields    map[string]bool
	countries map[news.CountryCode]bool // the most salient one of each sighting
	with      map[string]bool
}

func gather(ps []*profile) *evidence {
	e := &evidence{map[string]map[int]bool{}, map[string]bool{}, map[string]bool{}, map[news.CountryCode]bool{}, map[string]bool{}}
	for _, p := range ps {
		for i, c := range p.countries {
			if i == 0 {
				e.countries[c] = true
			}
			for _, r := range p.phrases {
				k := r + "\t" + string(c)
				if e.office[k] == nil {
					e.office[k] = map[int]bool{}
				}
				e.office[k][p.year] = true
			}
			for _, f := range p.fields {
				e.trade[f+"\t"+string(c)] = true
			}
		}
		for _, f := range p.fields {
			e.fields[f] = true
		}
		for w := range p.with {
			e.with[w] = true
		}
	}
	return e
}

// companions counts whom two have in common; a full name counts double, because
// many people are called Smith.
func (e *evidence) companions(o *evidence) int {
	if len(o.with) < len(e.with) {
		e, o = o, e
	}
	n := 0
	for w := range e.with {
		if o.with[w] {
			n++
			if strings.Contains(w, " ") {
				n++
			}
		}
	}
	return n
}

// agrees reports positive evidence for one person besides the name: the same
// trade in the same country, or companions.
func (e *evidence) agrees(o *evidence) bool {
	for k := range e.trade {
		if o.trade[k] {
			return true
		}
	}
	for k := range e.office {
		if o.office[k] != nil {
			return true
		}
	}
	return e.companions(o) >= 2
}

// contradicts reports that roles, countries and companions all differ.
func (e *evidence) contradicts(o *evidence) bool {
	if len(e.countries) == 0 || len(o.countries) == 0 || e.companions(o) >= 2 {
		return false
	}
	for c := range e.countries {
		if o.countries[c] {
			return false
		}
	}
	return clash(slices.Sorted(maps.Keys(e.fields)), slices.Sorted(maps.Keys(o.fields)))
}

// split parts the profiles of one name into people: those linked by a field of
// work, a country or companions are one. Groups that have both a field and a
// country and share neither with another contradict it and are people of their
// own. What lacks either goes to the largest, and makes it unsure.
func split(ps []*profile) (people [][]*profile, unsure []bool) {
	groups := linked(ps)
	if len(groups) == 1 {
		return [][]*profile{ps}, []bool{false}
	}
	var loose []*profile
	for _, g := range groups {
		e := gather(g)
		if len(e.fields) > 0 && len(e.countries) > 0 {
			people = append(people, g)
		} else {
			loose = append(loose, g...)
		}
	}
	if people = uncontradicted(people); len(people) <= 1 {
		return [][]*profile{ps}, []bool{false}
	}
	unsure = make([]bool, len(people))
	if len(loose) > 0 {
		at := 0
		for i := range people {
			if sightings(people[i]) > sightings(people[at]) {
				at = i
			}
		}
		people[at] = append(people[at], loose...)
		unsure[at] = true
	}
	return people, unsure
}

// uncontradicted joins groups that no field of work tells apart.
func uncontradicted(groups [][]*profile) [][]*profile {
	u := newUnion(len(groups))
	contexts := make([]*evidence, len(groups))
	for i, g := range groups {
		contexts[i] = gather(g)
	}
	for i := range groups {
		for j := i + 1; j < len(groups); j++ {
			if !contexts[i].contradicts(contexts[j]) {
				u.join(i, j)
			}
		}
	}
	var out [][]*profile
	for _, g := range u.groups() {
		var ps []*profile
		for _, i := range g {
			ps = append(ps, groups[i]...)
		}
		out = append(out, ps)
	}
	return out
}

func sightings(ps []*profile) int {
	n := 0
	for _, p := range ps {
		n += len(p.members)
	}
	return n
}

// linked parts profiles into groups that share a field, a country or companions,
// in the order of their keys. It is linear in what the profiles hold.
func linked(ps []*profile) [][]*profile {
	ps = slices.SortedFunc(slices.Values(ps), func(a, b *profile) int { return strings.Compare(a.key, b.key) })
	u := newUnion(len(ps))
	first := map[string]int{}
	link := func(i int, token string) {
		if j, ok := first[token]; ok {
			u.join(i, j)
		} else {
			first[token] = i
		}
	}
	for i, p := range ps {
		for _, f := range p.fields {
			link(i, "field "+f)
		}
		if len(p.countries) > 0 {
			link(i, "country "+string(p.countries[0]))
		}
		for w := range p.with {
			if strings.Contains(w, " ") {
				link(i, "with "+w)
			}
		}
	}
	var out [][]*profile
	for _, g := range u.groups() {
		var group []*profile
		for _, i := range g {
			group = append(group, ps[i])
		}
		out = append(out, group)
	}
	return out
}
