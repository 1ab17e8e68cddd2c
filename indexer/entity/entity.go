// Package entity says who is who across the archive: which persons of different
// articles are one person, under which id and display name. It is pure and knows
// names, roles, countries and companions, never the order in which articles came:
// the same sightings always give the same entities. It works block by block, so
// that a new article costs only the names it holds.
package entity

import (
	"cmp"
	"maps"
	"slices"
	"strings"

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
// are never one; all spellings of one name are in one block.
func Block(name string) string {
	words := strings.Fields(strings.ToLower(name))
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// Resolve tells the people of one block apart. The result is sorted by ID and
// does not depend on the order of sightings or known.
func Resolve(sightings []Sighting, known []Known) []Entity {
	byID := map[news.PersonID]*Entity{}
	for _, s := range sightings {
		e := byID[s.Local]
		if e == nil {
			e = &Entity{ID: s.Local, Name: s.Name, Spellings: map[string]int{}}
			byID[s.Local] = e
		}
		e.Name = min(e.Name, s.Name)
		e.Spellings[s.Name]++
		e.Members = append(e.Members, Member{s.Article, s.Local})
	}
	out := make([]Entity, 0, len(byID))
	for _, id := range slices.Sorted(maps.Keys(byID)) {
		e := byID[id]
		slices.SortFunc(e.Members, func(a, b Member) int {
			return cmp.Or(cmp.Compare(a.Article, b.Article), cmp.Compare(a.Local, b.Local))
		})
		out = append(out, *e)
	}
	return out
}
