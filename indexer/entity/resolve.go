package entity

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"dateline/search/news"
)

// Resolve tells the people of one block apart (several blocks are resolved one
// by one). Known is a newsroom's list (of the block or all of it); our own
// Leaders are known besides, but for those on the list. The result is sorted by ID and does not depend on the order of
// sightings or known; every sighting is a member of exactly one entity. It never
// joins by surname alone. It takes time linear in the sightings and in the pairs
// of distinct names that sound alike. Safe for concurrent use.
func Resolve(sightings []Sighting, known []Known) []Entity {
	blocks := makeProfiles(sightings)
	theirs := byBlock(known)
	var out []Entity
	for _, key := range slices.Sorted(maps.Keys(blocks)) {
		out = append(out, resolveBlock(sortedProfiles(blocks[key]), gazetteer(theirs[key], key))...)
	}
	return unique(out)
}

// reader parses names, each spelling once.
type reader struct {
	names map[string]fullName
	with  map[string][]string
}

func (r *reader) parse(name string) fullName {
	n, ok := r.names[name]
	if !ok {
		n = parse(name)
		r.names[name] = n
	}
	return n
}

// companion gives the keys under which a companion's name is compared.
func (r *reader) companion(name string) []string {
	keys, ok := r.with[name]
	if !ok {
		n := r.parse(name)
		s := surnameKey(n.surname)
		keys = []string{s}
		if !n.alone() {
			g, _ := givenKey(n.given[0])
			keys = append(keys, g+" "+s)
		}
		r.with[name] = keys
	}
	return keys
}

func makeProfiles(sightings []Sighting) map[string]map[string]*profile {
	r := &reader{map[string]fullName{}, map[string][]string{}}
	blockOf := map[string]string{}
	blocks := map[string]map[string]*profile{}
	for i := range sightings {
		s := &sightings[i]
		name := r.parse(s.Name)
		block, ok := blockOf[name.surname]
		if !ok {
			block = skeleton(name.surname)
			blockOf[name.surname] = block
		}
		if blocks[block] == nil {
			blocks[block] = map[string]*profile{}
		}
		p := newProfile(s, name)
		if old := blocks[block][p.key]; old != nil {
			p = old
		} else {
			blocks[block][p.key] = p
		}
		p.add(s, r)
	}
	return blocks
}

func sortedProfiles(m map[string]*profile) []*profile {
	out := make([]*profile, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[k])
	}
	return out
}

// popePrefix begins the ids the tagger gives to popes, who are known by one word.
const popePrefix = "p-pope-"

func newProfile(s *Sighting, name fullName) *profile {
	p := &profile{name: name, year: s.Year}
	p.phrases, p.fields = readRoles(s.Roles)
	p.countries = s.Countries[:min(len(s.Countries), topCountries)]
	p.about = p.countries
	if strings.HasPrefix(string(s.Local), popePrefix) && name.alone() {
		p.name.given = []string{"pope"}
	}
	if p.name.alone() {
		p.gender = titleGender(string(s.Local))
		p.local = string(s.Local)
		p.about = s.Countries[:min(len(s.Countries), leaderCountries)]
	}
	p.key = fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%v\t%d\t%s", p.name.surname, strings.Join(p.name.given, " "), p.name.suffix,
		strings.Join(p.phrases, ";"), strings.Join(p.fields, ";"), p.countries, p.year, p.local)
	p.names, p.forms, p.roles, p.with = map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	return p
}

// titleGender reads the gender the tagger writes into the id of a person it knows
// by a surname only: p-okafor-f-0a1b2c3d.
func titleGender(local string) byte {
	parts := strings.Split(local, "-")
	if n := len(parts); n >= 3 && (parts[n-2] == "f" || parts[n-2] == "m") {
		return parts[n-2][0]
	}
	return 0
}

func (p *profile) add(s *Sighting, r *reader) {
	p.members = append(p.members, Member{s.Article, s.Local})
	p.names[s.Name]++
	for f, n := range s.Forms {
		p.forms[f] += n
	}
	for _, role := range s.Roles {
		p.roles[role]++
	}
	with := slices.Sorted(slices.Values(s.With))
	for _, w := range with[:min(len(with), maxWith)] {
		for _, k := range r.companion(w) {
			p.with[k]++
		}
	}
}

// person is one entity while it is being made.
type person struct {
	profiles  []*profile
	known     *knownName
	unsure    bool
	qualifier []string // what tells it from a namesake
	local     bool     // known by a surname only
	context   *evidence
	sightings int // of its full names
}

func resolveBlock(ps []*profile, known []*knownName) []Entity {
	var full, single []*profile
	for _, p := range ps {
		if p.name.alone() && !numeral(p.name.suffix) {
			single = append(single, p)
		} else {
			full = append(full, p)
		}
	}
	var people []*person
	for _, f := range cluster(full) {
		people = append(people, tellApart(f, known)...)
	}
	people = oneByKnown(people)
	people = attach(people, single, known)
	out := make([]Entity, 0, len(people))
	taken := map[news.PersonID]bool{}
	for _, k := range known {
		taken[k.ID] = true
	}
	for _, p := range people {
		e := p.entity()
		if taken[e.ID] && p.known == nil && len(p.qualifier) == 0 { // a leader's namesake
			p.qualifier = qualifier(p.profiles)
			e.ID = p.id()
		}
		if taken[e.ID] && p.known == nil {
			e.ID += news.PersonID("-" + digest(p)) // no case is known, but two people must never share an id
		}
		taken[e.ID] = true
		out = append(out, e)
	}
	return out
}

// numeral reports the number of a king or a pope, with which one word is a name.
func numeral(suffix string) bool { return suffix != "" && suffix != "jr" && suffix != "sr" }

// tellApart makes the people of one name.
func tellApart(f *family, known []*knownName) []*person {
	var out []*person
	rest := &family{}
	held := map[*knownName]*person{}
	for _, p := range f.profiles { // two of one name in the gazetteer: the office decides
		if k := rivalHolder(p, known); k != nil {
			if held[k] == nil {
				held[k] = &person{known: k}
				out = append(out, held[k])
			}
			held[k].profiles = append(held[k].profiles, p)
		} else {
			rest.profiles = append(rest.profiles, p)
		}
	}
	if len(rest.profiles) == 0 {
		return out
	}
	for _, g := range byMiddle(rest) {
		groups, unsure := split(g)
		for i, ps := range groups {
			q := &person{profiles: ps, unsure: unsure[i]}
			for _, p := range ps {
				q.unsure = q.unsure || p.unsure
			}
			if len(groups) > 1 {
				q.qualifier = qualifier(ps)
			}
			if q.known = matchKnown(ps, known); q.known != nil && !q.known.supported(ps, known) {
				q.unsure = true
			}
			out = append(out, q)
		}
	}
	return out
}

// digestBytes is how much of a SHA-256 an id holds.
const digestBytes = 4

func digest(p *person) string {
	key := ""
	for _, q := range p.profiles {
		if key == "" || q.key < key {
			key = q.key
		}
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:digestBytes])
}

// oneByKnown joins people the gazetteer says are one, as by an alias.
func oneByKnown(people []*person) []*person {
	by := map[news.PersonID]*person{}
	var out []*person
	for _, p := range people {
		if p.known == nil {
			out = append(out, p)
			continue
		}
		first := by[p.known.ID]
		if first == nil {
			by[p.known.ID] = p
			out = append(out, p)
			continue
		}
		first.profiles = append(first.profiles, p.profiles...)
		first.unsure = first.unsure || p.unsure
	}
	return out
}

// unique joins entities of one id: what the gazetteer knows under names of two
// blocks, and one surname in two copies of one text.
func unique(in []Entity) []Entity {
	slices.SortFunc(in, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Members[0].Article, b.Members[0].Article), cmp.Compare(a.Members[0].Local, b.Members[0].Local))
	})
	out := in[:0]
	for _, e := range in {
		if n := len(out); n > 0 && out[n-1].ID == e.ID {
			out[n-1] = merged(out[n-1], e)
			continue
		}
		out = append(out, e)
	}
	return out
}

func merged(a, b Entity) Entity {
	for s, n := range b.Spellings {
		a.Spellings[s] += n
	}
	for _, r := range b.Roles {
		if !slices.Contains(a.Roles, r) {
			a.Roles = append(a.Roles, r)
		}
	}
	a.Members = append(a.Members, b.Members...)
	sortMembers(a.Members)
	a.Ambiguous = a.Ambiguous || b.Ambiguous
	a.Name = min(a.Name, b.Name)
	return a
}

func sortMembers(ms []Member) {
	slices.SortFunc(ms, func(a, b Member) int {
		return cmp.Or(cmp.Compare(a.Article, b.Article), cmp.Compare(a.Local, b.Local))
	})
}
