package entity

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// core is one full name under all its sure spellings, and the profiles that bear
// it.
type core struct {
	given, surname, suffix string // keys
	first, last            string // folded, the first in the alphabet, for rules that need letters
	profiles               []*profile
}

// maxPairs bounds how many names of one bucket are compared by twos. Names that
// share a given name's key and a surname's consonants are few; a hostile archive
// may hold more, and then only equal keys join.
const maxPairs = 400

// family is the people of one surname key and given key under all spellings,
// before middle names and contexts tell them apart.
type family struct{ profiles []*profile }

// cluster groups profiles of full names by name. Vague names (an initial, Ted)
// go to the one name they fit, or stay their own.
func cluster(full []*profile) []*family {
	cores, vague := makeCores(full)
	u := newUnion(len(cores))
	joinVariants(cores, u)
	groups := u.groups()
	var out []*family
	for _, g := range groups {
		f := &family{}
		for _, i := range g {
			f.profiles = append(f.profiles, cores[i].profiles...)
		}
		out = append(out, f)
	}
	out = joinSuffixed(joinMiddleNamed(out))
	return append(out, placeVague(out, vague)...)
}

// makeCores groups profiles by their keys; those with a vague given name are
// returned apart.
func makeCores(full []*profile) (cores []*core, vague []*profile) {
	byKey := map[[3]string]*core{}
	for _, p := range full {
		g, sure := "", true
		if len(p.name.given) > 0 {
			g, sure = givenKey(p.name.given[0])
		}
		if !sure {
			vague = append(vague, p)
			continue
		}
		k := [3]string{g, surnameKey(p.name.surname), p.name.suffix}
		c := byKey[k]
		if c == nil {
			c = &core{given: k[0], surname: k[1], suffix: k[2], last: p.name.surname}
			byKey[k] = c
			if len(p.name.given) > 0 {
				c.first = p.name.given[0]
			}
		}
		if len(p.name.given) > 0 {
			c.first = min(c.first, p.name.given[0])
		}
		c.last = min(c.last, p.name.surname)
		c.profiles = append(c.profiles, p)
	}
	for _, k := range slices.SortedFunc(maps.Keys(byKey), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) }) {
		cores = append(cores, byKey[k])
	}
	return cores, vague
}

// joinVariants unites cores whose names are spelling variants.
func joinVariants(cores []*core, u *union) {
	buckets := map[string][]int{}
	for i, c := range cores {
		buckets["g"+c.given] = append(buckets["g"+c.given], i)
		k := "s" + c.surname + " " + skeleton(c.first)
		buckets[k] = append(buckets[k], i)
	}
	context := make([]*evidence, len(cores))
	seen := func(i int) *evidence {
		if context[i] == nil {
			context[i] = gather(cores[i].profiles)
		}
		return context[i]
	}
	for _, b := range buckets {
		if len(b) > maxPairs {
			continue
		}
		for i, x := range b {
			for _, y := range b[i+1:] {
				switch alike(cores[x], cores[y]) {
				case surely:
					u.join(x, y)
				case weakly:
					if seen(x).agrees(seen(y)) {
						u.join(x, y)
					}
				}
			}
		}
	}
}

// joinMiddleNamed lets Tayyip Erdogan be Recep Tayyip Erdogan: a name whose given
// name is the second one of exactly one other, where their contexts agree.
func joinMiddleNamed(families []*family) []*family {
	bySecond := map[string][]int{}
	for i, f := range families {
		seconds := map[string]bool{}
		for _, p := range f.profiles {
			if len(p.name.given) > 1 {
				if k, sure := givenKey(p.name.given[1]); sure {
					seconds[k+" "+surnameKey(p.name.surname)] = true
				}
			}
		}
		for k := range seconds {
			bySecond[k] = append(bySecond[k], i)
		}
	}
	u := newUnion(len(families))
	for i, f := range families {
		p := f.profiles[0]
		if len(p.name.given) != 1 {
			continue
		}
		k, _ := givenKey(p.name.given[0])
		if to := bySecond[k+" "+surnameKey(p.name.surname)]; len(to) == 1 && to[0] != i && gather(f.profiles).agrees(gather(families[to[0]].profiles)) {
			u.join(i, to[0])
		}
	}
	return united(families, u)
}

// united joins the families of each group.
func united(families []*family, u *union) []*family {
	var out []*family
	for _, g := range u.groups() {
		f := families[g[0]]
		for _, i := range g[1:] {
			f.profiles = append(f.profiles, families[i].profiles...)
		}
		out = append(out, f)
	}
	return out
}

// placeVague gives each vague name to the only family it fits, and returns new
// families for those that fit none or several.
func placeVague(families []*family, vague []*profile) []*family {
	bySurname := map[string][]*family{}
	for _, f := range families {
		names := map[string]bool{}
		for _, p := range f.profiles {
			names[surnameKey(p.name.surname)] = true
		}
		for k := range names {
			bySurname[k] = append(bySurname[k], f)
		}
	}
	own := map[string]*family{}
	joins := map[*family][]*profile{}
	for _, p := range vague {
		fits := fitting(bySurname[surnameKey(p.name.surname)], p)
		if len(fits) == 1 && !gather(fits[0].profiles).contradicts(gather([]*profile{p})) {
			joins[fits[0]] = append(joins[fits[0]], p)
			continue
		}
		p.unsure = p.unsure || len(fits) > 0
		k := p.name.given[0] + " " + surnameKey(p.name.surname) + " " + p.name.suffix
		if own[k] == nil {
			own[k] = &family{}
		}
		own[k].profiles = append(own[k].profiles, p)
	}
	for f, ps := range joins {
		f.profiles = append(f.profiles, ps...)
	}
	var out []*family
	for _, k := range slices.Sorted(maps.Keys(own)) {
		out = append(out, own[k])
	}
	return out
}

// fitting lists the families that a vague name may be a form of.
func fitting(families []*family, p *profile) []*family {
	var out []*family
	for _, f := range families {
		ok := slices.ContainsFunc(f.profiles, func(q *profile) bool {
			return len(q.name.given) > 0 && q.name.suffix == p.name.suffix && mayBe(p.name.given[0], q.name.given[0]) && sameMiddle(p.name, q.name)
		})
		if ok {
			out = append(out, f)
		}
	}
	return out
}

// sameMiddle reports middle names that do not contradict one another.
func sameMiddle(x, y fullName) bool {
	a, b := middle(x), middle(y)
	return a == "" || b == "" || a == b || len(a) == 1 && strings.HasPrefix(b, a) || len(b) == 1 && strings.HasPrefix(a, b)
}

// middle is the key of the middle names: a word, or initials run together.
func middle(n fullName) string {
	if len(n.given) < 2 {
		return ""
	}
	initials := ""
	for _, g := range n.given[1:] {
		if len(g) > 2 {
			if initials != "" {
				return initials
			}
			k, _ := givenKey(g)
			return k
		}
		initials += g
	}
	return initials
}

// byMiddle parts a family by contradicting middle names. A form without middle
// name goes to the one it fits; where it fits several, to the one whose context
// agrees, else it stays its own and unsure.
func byMiddle(f *family) [][]*profile {
	groups := map[string][]*profile{}
	for _, p := range f.profiles {
		groups[middle(p.name)] = append(groups[middle(p.name)], p)
	}
	for _, m := range slices.Sorted(maps.Keys(groups)) { // an initial to its only full form
		if len(m) != 1 {
			continue
		}
		full := ""
		for o := range groups {
			if len(o) > 1 && o[0] == m[0] {
				if full != "" {
					full = "?"
					break
				}
				full = o
			}
		}
		if full != "" && full != "?" {
			groups[full] = append(groups[full], groups[m]...)
			delete(groups, m)
		}
	}
	bare := groups[""]
	delete(groups, "")
	if len(groups) == 0 {
		return [][]*profile{bare}
	}
	if len(groups) == 1 {
		for m := range groups {
			groups[m] = append(groups[m], bare...)
		}
		return sortedValues(groups)
	}
	if usual(bare, groups) {
		return aroundBare(bare, groups)
	}
	contexts := map[string]*evidence{}
	for m, ps := range groups { // two or more: they tell people apart
		contexts[m] = gather(ps)
		for _, p := range ps {
			p.byMiddle = true
		}
	}
	for _, p := range bare {
		to := onlyAgreeing(contexts, p)
		p.unsure = p.unsure || to == ""
		groups[to] = append(groups[to], p)
	}
	return sortedValues(groups)
}

// usualSightings of a name without middle name, and twice as many as with any, make
// it the usual form of one well-known person's name.
const usualSightings = 20

func usual(bare []*profile, groups map[string][]*profile) bool {
	with := 0
	for _, ps := range groups {
		with += sightings(ps)
	}
	return sightings(bare) >= max(usualSightings, 2*with)
}

// slips is how many sightings of a person there must be for each of a form that is
// taken for a slip, of a pen or ours: Lindsay Graham, Haley Nikki Haley.
const slips = 20

// aroundBare parts a family whose members mostly go without middle name: with two
// middle names about, most articles agree with either by chance, and the well-known
// bearer must not be torn in two. The commonest middle name that agrees is theirs.
func aroundBare(bare []*profile, groups map[string][]*profile) [][]*profile {
	context, n := gather(bare), sightings(bare)
	bySize := func(a, b string) int {
		return cmp.Or(cmp.Compare(sightings(groups[b]), sightings(groups[a])), cmp.Compare(a, b))
	}
	main, named := slices.Clone(bare), false
	for _, m := range slices.SortedFunc(maps.Keys(groups), bySize) {
		ps := groups[m]
		if (!named || sightings(ps)*slips <= n) && gather(ps).agrees(context) {
			main, named = append(main, ps...), true
			delete(groups, m)
			continue
		}
		for _, p := range ps {
			p.byMiddle = true
		}
	}
	return append([][]*profile{main}, sortedValues(groups)...)
}

func onlyAgreeing(contexts map[string]*evidence, p *profile) string {
	found := ""
	own := gather([]*profile{p})
	for m, e := range contexts {
		if e.agrees(own) {
			if found != "" {
				return ""
			}
			found = m
		}
	}
	return found
}

func sortedValues(groups map[string][]*profile) [][]*profile {
	var out [][]*profile
	for _, k := range slices.Sorted(maps.Keys(groups)) {
		out = append(out, groups[k])
	}
	return out
}

// union is a union-find over 0..n-1.
type union struct{ parent []int }

func newUnion(n int) *union {
	u := &union{make([]int, n)}
	for i := range u.parent {
		u.parent[i] = i
	}
	return u
}

func (u *union) find(i int) int {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

// join makes the smaller number the root, so that groups do not depend on the
// order of joins.
func (u *union) join(i, j int) {
	i, j = u.find(i), u.find(j)
	u.parent[max(i, j)] = min(i, j)
}

// groups lists the sets, by their smallest member.
func (u *union) groups() [][]int {
	by := map[int][]int{}
	for i := range u.parent {
		by[u.find(i)] = append(by[u.find(i)], i)
	}
	out := slices.Collect(maps.Values(by))
	slices.SortFunc(out, func(a, b []int) int { return cmp.Compare(a[0], b[0]) })
	return out
}
