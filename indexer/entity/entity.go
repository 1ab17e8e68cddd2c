// Package entity says who is who across the archive: which persons of different
// articles are one person, under which id and display name. It is pure and knows
// names, roles, countries and companions, never the order in which articles came:
// the same sightings always give the same entities. It works block by block, so
// that a new article costs only the names it holds.
package entity

import (
	"dateline/search/news"
)

// Sighting is one person of one article, as the tagger saw them. Local is the
// tagger's id, unique within the article. Forms are the surfaces with how often
// each stands there. Countries are the article's, the most salient first; With
// are the canonical names of the other people in it.
type Sighting struct {
	Article   news.ID
	Local     news.PersonID
	Name      string
	Forms     map[string]int
	Roles     []string
	Countries []news.CountryCode
	With      []string
	Year      int // of publication, 0 for unknown
}

// Sightings gives the people of an article's tags as Resolve takes them. Year is
// that of publication, 0 for unknown.
func Sightings(article news.ID, tags *news.Tags, year int) []Sighting {
	countries := make([]news.CountryCode, 0, len(tags.Countries))
	for _, c := range tags.Countries {
		countries = append(countries, c.Code)
	}
	out := make([]Sighting, 0, len(tags.People))
	for i, p := range tags.People {
		s := Sighting{Article: article, Local: p.ID, Name: p.Name, Forms: map[string]int{}, Roles: p.Roles, Countries: countries, Year: year}
		for _, m := range p.Mentions {
			s.Forms[m.Surface]++
		}
		for j := range tags.People[:min(len(tags.People), maxWith+1)] {
			if j != i {
				s.With = append(s.With, tags.People[j].Name)
			}
		}
		out = append(out, s)
	}
	return out
}

// Known is a person of a gazetteer: ours, or one a newsroom imported. From and
// To, in years, bound when the role was held; 0 is open.
type Known struct {
	ID       news.PersonID
	Name     string
	Aliases  []string
	Role     string
	Country  news.CountryCode
	From, To int
}

// Member is one sighting's place in the archive.
type Member struct {
	Article news.ID
	Local   news.PersonID
}

// Entity is one person of the archive. Spellings are the full forms seen with
// their counts, Roles what they were called, the most used first. Ambiguous is
// true where the evidence did not settle whether these are one person or two.
type Entity struct {
	ID        news.PersonID
	Name      string
	Spellings map[string]int
	Roles     []string
	Ambiguous bool
	Members   []Member
}

// Block gives the key of the block a name belongs to. People of different blocks
// are never one; all spellings of one name are in one block. It is the sound of
// the surname without vowels ("kdf" for Gaddafi, Qaddafi and Kadhafi), so it
// holds people of other names as well: Resolve tells them apart. It is empty for
// a name without letters.
func Block(name string) string { return skeleton(parse(name).surname) }
