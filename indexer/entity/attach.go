package entity

import (
	"maps"
	"slices"
	"strings"
)

// attach gives each surname-only profile to the one person for whom strong
// evidence speaks besides the name: the same role in the same country, companions
// in the same country, or the gazetteer's holder of the office. All others become
// people of their own, article by article; those of one high office and country
// are one.
func attach(people []*person, single []*profile, known []*knownName) []*person {
	for _, p := range people {
		p.context = gather(p.profiles)
	}
	bySurname := map[string][]*person{}
	for _, p := range people {
		for k := range surnames(p) {
			bySurname[k] = append(bySurname[k], p)
		}
	}
	joins := map[*person][]*profile{}
	own := map[string]*person{}
	for _, s := range single {
		key := surnameKey(s.name.surname)
		if p := choose(bySurname[key], s); p != nil {
			joins[p] = append(joins[p], s)
			continue
		}
		if k := officeHolder(s, known); k != nil {
			p := personOf(people, k)
			if p == nil {
				p = own["known "+string(k.ID)]
			}
			if p == nil {
				p = &person{known: k}
				own["known "+string(k.ID)] = p
			}
			joins[p] = append(joins[p], s)
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
		if len(q.name.given) > 0 {
			if g := tables().gender[q.name.given[0]]; g != 0 {
				return g
			}
		}
	}
	return 0
}

// sharedCompanions is how many companions a bare surname must share with a person
// to be that person in an article without a role.
const sharedCompanions = 2

// choose finds the only person for whom a surname's evidence speaks.
func choose(candidates []*person, s *profile) *person {
	context := gather([]*profile{s})
	var office, near []*person
	for _, p := range candidates {
		if g := p.genderOf(); g != 0 && s.gender != 0 && g != s.gender {
			continue
		}
		if p.sameOffice(context, 0) {
			office = append(office, p)
		} else if agreeCountry(context, p.context) && context.companions(p.context) >= sharedCompanions {
			near = append(near, p)
		}
	}
	if len(office) > 1 && s.year != 0 { // father and son: who held it then?
		office = slices.DeleteFunc(office, func(p *person) bool { return !p.sameOffice(context, s.year) })
	}
	switch {
	case len(office) == 1:
		return office[0]
	case len(office) == 0 && len(near) == 1:
		return near[0]
	}
	return nil
}

// sameOffice reports a role phrase and country in common, in the same years where
// year is not 0.
func (p *person) sameOffice(e *evidence, year int) bool {
	for k := range e.office {
		years := p.context.office[k]
		if years == nil {
			continue
		}
		if year == 0 || years[year] || years[year-1] || years[year+1] {
			return true
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

// officeHolder finds the only person of the gazetteer who has the surname and
// held the office, or who is known by this one word alone.
func officeHolder(s *profile, known []*knownName) *knownName {
	var found *knownName
	for _, k := range known {
		if found != nil && found.ID == k.ID || k.name.suffix != "" || surnameKey(k.name.surname) != surnameKey(s.name.surname) {
			continue
		}
		mononym := k.name.alone() && slices.Contains(s.countries, k.Country) && !gather([]*profile{s}).contradicts(k.context())
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
