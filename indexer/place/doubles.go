package place

import (
	"dateline/indexer/prose"
)

// Words that say which Jordan is meant, and that The Hague is its courts: what is
// heard there is about another country.
var (
	basketballWords = prose.WordSet(`nba bulls knicks lakers celtics hornets dunk dunked dunks rebounds sneaker sneakers basketball airness`)
	courtWords      = prose.WordSet(`icc icj tribunal genocide warlord atrocities crimes extradited extradition arbitration`)
)

// doubledTowns are towns of which another country has one of the same name that
// is in the news.
var doubledTowns = prose.WordSet(`perth cordoba valencia hyderabad santiago tripoli birmingham newcastle georgetown kingston hamilton
	wellington alexandria victoria merida leon cartagena guadalajara barcelona granada toledo melbourne cambridge
	manchester liverpool london boston richmond halifax plymouth bristol durban salem nazareth bethlehem guayana
	trinidad colon concepcion trujillo cuenca salamanca santander athens rome dublin vienna florence milan geneva
	waterloo inverness aberdeen dundee sydney paris bergen odessa moscow warsaw berlin hamburg hanover`)

// placesInCountries reads "Perth, Scotland" and "Athens, Georgia": what stands
// before a country's name and a comma lies there, where towns of that name do. An
// "and" or another comma behind the country makes a list of it.
func placesInCountries(all []sighting) []sighting {
	out := all[:0]
	for _, s := range all {
		n := len(out)
		if n == 0 || !s.holdsTown(&out[n-1]) {
			out = append(out, s)
			continue
		}
		p := &out[n-1]
		p.code, p.kind, p.last = s.code, KindTown, s.last
		if s.form == "georgia" {
			p.code = "US" // the towns of the other Georgia have names of their own
		}
		p.form += ", " + s.form
	}
	return out
}

// holdsTown reports that s is the country behind the town p.
func (s *sighting) holdsTown(p *sighting) bool {
	if s.kind != KindName || p.d != s.d || p.last+1 != s.first || s.d.Tokens[p.last].Text != "," {
		return false
	}
	if p.code == s.code || p.kind != KindCapital && p.kind != KindCity && p.kind != KindTown || !doubledTowns[p.form] {
		return false
	}
	next := s.word(s.last)
	return next != "and" && next != "or" && !s.inList()
}

// inList reports a comma and one more name behind s.
func (s *sighting) inList() bool {
	if s.word(s.last) != "," || s.last+1 >= len(s.d.Tokens) {
		return false
	}
	return s.d.Tokens[s.last+1].IsCap()
}

// congoReading gives a bare Congo, which the tables take for the larger one, to
// the smaller one where the article names that one's capital or full name only.
func congoReading(all []sighting) {
	small, large := false, false
	for i := range all {
		switch s := &all[i]; {
		case bareCongo[s.form]:
		case s.code == "CG":
			small = true
		case s.code == "CD":
			large = true
		}
	}
	if !small || large {
		return
	}
	for i := range all {
		if bareCongo[all[i].form] {
			all[i].code = "CG"
		}
	}
}

var bareCongo = map[string]bool{"congo": true, "congolese": true, "congolais": true, "congolaise": true, "congoleno": true}
