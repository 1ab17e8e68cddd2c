package entity

import (
	"maps"
	"slices"
	"strings"
)

// attach gives each surname-only profile to the one person for whom strong
// evidence speaks besides the name: the same role in the same country, companions
// in the same country, the gazetteer's holder of the office, or, in an article
// about the country while in public life, its only bearer of the name. All others become
// people of their own, article by article; those of one high office and country
// are one.
func attach(people []*person, single []*profile, known []*knownName) []*person {
	for _, p := range people {
		p.context, p.sightings = gather(p.profiles), sightings(p.profiles)
	}
	bySurname := map[string][]*person{}
	for _, p := range people {
		for k := range surnames(p) {
			bySurname[k] = append(bySurname[k], p)
		}
	}
	joins := map[*person][]*profile{}
	own := map[string]*person{}
	join := func(k *knownName, s *profile) {
		p := personOf(people, k)
		if p == nil {
			p = own["known "+string(k.ID)]
		}
		if p == nil {
			p = &person{known: k}
			own["known "+string(k.ID)] = p
		}
		joins[p] = append(joins[p], s)
	}
	for _, s := range single {
		key := surnameKey(s.name.surname)
		if k := officeHolder(s, known); k != nil {
			join(k, s)
			continue
		}
		if p := choose(bySurname[key], s); p != nil {
			joins[p] = append(joins[p], s)
			continue
		}
		if k := unmistakable(s, known); k != nil && outnumbers(bySurname[key], k) {
			join(k, s)
			continue
		}
		id := ownKey(s, key)
		if own[id] == nil {
			own[id] = &person{local: true}
			if !strings.HasPrefix(id, "local ") {
				own[id].qualifier = strings.Split(id, "\t")[1:]
			}
		}
		own[id].profiles = append(own[id].profiles, s)
		own[id].unsure = own[id].unsure || plausible(bySurname[key], s)
	}
	for _, id := range slices.Sorted(maps.Keys(own)) {
		people = append(people, own[id])
	}
	for p, ps := range joins {
		p.profiles = append(p.profiles, ps...)
	}
	return people
}

func surnames(p *person) map[string]bool {
	out := map[string]bool{}
	for _, q := range p.profiles {
		out[surnameKey(q.name.surname)] = true
	}
	return out
}

// genderOf is the gender of a person's given name, 0 for unknown.
func (p *person) genderOf() byte {
	for _, q := range p.profiles {
		if g := q.name.gender(); g != 0 {
			return g
		}
	}
	return 0
}

// sharedCompanions is how many companions a bare surname must share with a person
// to be that person in an article without a role.
// Where the articles are about different countries, as a match is by the host's
// paper and the guest's, it takes more of them.
const (
	sharedCompanions = 2
	manyCompanions   = 5
)

// choose finds the only person for whom a surname's evidence speaks.
func choose(candidates []*person, s *profile) *person {
	context := gather([]*profile{s})
	var office, near []*person
	for _, p := range candidates {
		if g := p.genderOf(); g != 0 && s.gender != 0 && g != s.gender {
			continue
		}
		if p.sameOffice(context) {
			office = append(office, p)
		} else if n := context.companions(p.context); n >= manyCompanions || n >= sharedCompanions && agreeCountry(context, p.context) {
			near = append(near, p)
		}
	}
	if s.year != 0 { // father and son: who held it then?
		reach := longOffice
		if len(office) > 1 {
			reach = 1
		}
		office = slices.DeleteFunc(office, func(p *person) bool { return !p.heldAbout(context, s.year, reach) })
	}
	switch {
	case len(office) == 1:
		return office[0]
	case len(office) == 0 && len(near) == 1:
		return near[0]
	}
	return nil
}

// longOffice is for how many years one person may hold an office.
const longOffice = 15

// sameOffice reports a role phrase and country in common.
func (p *person) sameOffice(e *evidence) bool {
	for k := range e.office {
		if p.context.office[k] != nil {
			return true
		}
	}
	return false
}

// heldAbout reports a common office in an article of about that year; an article
// of unknown year may be of any.
func (p *person) heldAbout(e *evidence, year, reach int) bool {
	for k := range e.office {
		for y := range p.context.office[k] {
			if y == 0 || year-reach <= y && y <= year+reach {
				return true
			}
		}
	}
	return false
}

func agreeCountry(a, b *evidence) bool {
	for c := range a.countries {
		if b.countries[c] {
			return true
		}
	}
	return len(a.countries) == 0 && len(b.countries) == 0
}

// crowned are known by a given name, which alone is anybody's: King Hussein is
// known by his title, Suharto by his name.
var crowned = map[string]bool{"king": true, "queen": true, "pope": true, "emperor": true, "crown prince": true, "prince": true}

// officeHolder finds the only person of the gazetteer who has the surname and
// held the office, or who is known by this one word alone.
func officeHolder(s *profile, known []*knownName) *knownName {
	var found *knownName
	for _, k := range known {
		if found != nil && found.ID == k.ID || k.name.suffix != "" || surnameKey(k.name.surname) != surnameKey(s.name.surname) {
			continue
		}
		mononym := k.name.alone() && !crowned[k.role.phrase] && slices.Contains(s.countries, k.Country) && !gather([]*profile{s}).contradicts(k.context())
		if !k.holds(s) && !mononym {
			continue
		}
		if found != nil {
			return nil
		}
		found = k
	}
	return found
}

// publicLife is how many years before and after an office its holder is still
// named in the news without a first name.
const publicLife = 8

// unmistakable finds the only person of the gazetteer who has the surname, where
// the article is about the country of office and of a time near it: Zelensky in
// a story about Ukraine. Where the year is not known those of living memory are
// near. A role that is not the leader's (Coach Carter) speaks for somebody else.
func unmistakable(s *profile, known []*knownName) *knownName {
	var found *knownName
	near := false
	for _, k := range known {
		if surnameKey(k.name.surname) != surnameKey(s.name.surname) || k.name.suffix != "" {
			continue
		}
		if found != nil && found.ID != k.ID {
			return nil
		}
		found = k
		near = near || slices.Contains(s.about, k.Country) && k.near(s.year) && !clash(s.fields, k.fields())
	}
	if !near {
		return nil
	}
	if g := found.name.gender(); s.gender != 0 && g != 0 && g != s.gender {
		return nil
	}
	return found
}

// livingMemory is the year from which a leader was in office whom undated
// articles may mean.
const livingMemory = 1985

// near reports a year about k's term of office; 0 is no year.
func (k *knownName) near(year int) bool {
	if year == 0 {
		return k.To == 0 || k.To >= livingMemory
	}
	return (k.From == 0 || year >= k.From-publicLife) && (k.To == 0 || year <= k.To+publicLife)
}

func (k *knownName) fields() []string {
	if k.role.field == "" {
		return nil
	}
	return []string{k.role.field}
}

// gender is that of the given name, 0 for unknown.
func (n fullName) gender() byte {
	if len(n.given) == 0 {
		return 0
	}
	return tables().gender[n.given[0]]
}

// outnumbers reports that the archive names k by the full name in at least as many
// articles as all others of the surname together; where it names none of
// them, k is the only one there is.
func outnumbers(namesakes []*person, k *knownName) bool {
	mine, others := 0, 0
	for _, p := range namesakes {
		if p.known != nil && p.known.ID == k.ID {
			mine += p.sightings
		} else {
			others += p.sightings
		}
	}
	return mine >= others
}

func personOf(people []*person, k *knownName) *person {
	for _, p := range people {
		if p.known != nil && p.known.ID == k.ID {
			return p
		}
	}
	return nil
}

// highOffice are words of roles that one person of a country holds at a time.
var highOffice = []string{"president", "prime minister", "foreign minister", "finance minister", "defence minister", "defense minister", "interior minister", "chancellor", "king", "queen", "secretary-general", "foreign secretary", "secretary of state", "central bank governor"}

// ownKey is what a surname without a person is told from others by: its high
// office and country, or nothing but its article.
func ownKey(s *profile, surname string) string {
	for _, r := range s.phrases {
		if slices.Contains(highOffice, r) && len(s.countries) > 0 {
			return surname + "\t" + s.name.surname + "\t" + r + "\t" + string(s.countries[0])
		}
	}
	return "local " + s.local
}

// plausible reports that a bare surname may well be one of the people.
func plausible(candidates []*person, s *profile) bool {
	context := gather([]*profile{s})
	return slices.ContainsFunc(candidates, func(p *person) bool { return agreeCountry(context, p.context) })
}
