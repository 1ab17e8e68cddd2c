package search

import (
	"context"
	"fmt"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

// PersonInfo is what the archive knows of one person: the name to show, every
// form it takes with how often, the most used first, and what the person is
// called beside it. Ambiguous says that these may be two people.
type PersonInfo struct {
	ID        news.PersonID `json:"id"`
	Name      string        `json:"name"`
	Articles  int           `json:"articles"`
	Spellings []Spelling    `json:"spellings"`
	Roles     []string      `json:"roles"`
	Ambiguous bool          `json:"ambiguous"`
}

// Spelling is a form of a name and in how many places it stands.
type Spelling struct {
	Form  string `json:"form"`
	Count int    `json:"count"`
}

// Version is how an article once read: from Seen until Replaced, which is zero
// for the version of today.
type Version struct {
	Seen     time.Time    `json:"seen"`
	Replaced time.Time    `json:"replaced,omitzero"`
	Article  news.Article `json:"article"`
}

// Person gives one person, or ErrNotFound.
func (s *Service) Person(ctx context.Context, id news.PersonID) (PersonInfo, error) {
	if !knownValue(news.FacetPerson, string(id)) {
		return PersonInfo{}, ErrNotFound
	}
	p, err := s.library.Person(ctx, id)
	if err != nil {
		return PersonInfo{}, fmt.Errorf("search: person %s: %w", id, err)
	}
	return p, nil
}

// Versions gives every version of an article that was seen, today's first, or
// ErrNotFound.
func (s *Service) Versions(ctx context.Context, id news.ID) ([]Version, error) {
	now, err := s.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	earlier, err := s.library.Versions(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("search: versions of %s: %w", id, err)
	}
	seen := now.Seen
	if len(earlier) > 0 {
		seen = earlier[0].Replaced
	}
	return append([]Version{{Seen: seen, Article: now}}, earlier...), nil
}

// Profile is one value of a facet: its articles' timeline and latest hits, whom
// and what they hold most, and who or what stands out among them.
type Profile struct {
	Facet    news.Facet
	Value    string
	Name     string
	Person   *PersonInfo // of FacetPerson only
	Result   Result
	Together []Together
}

// profileHits are the latest articles of a profile.
const profileHits = 8

// Profile describes one value of a facet. A value that the vocabulary does not
// have, or a person nobody wrote of, is ErrNotFound.
func (s *Service) Profile(ctx context.Context, facet news.Facet, value string) (Profile, error) {
	if !knownValue(facet, value) {
		return Profile{}, ErrNotFound
	}
	p := Profile{Facet: facet, Value: value, Name: vocabularyName(facet, value)}
	if facet == news.FacetPerson {
		person, err := s.Person(ctx, news.PersonID(value))
		if err != nil {
			return Profile{}, err
		}
		p.Person, p.Name, p.Value = &person, person.Name, string(person.ID)
	}
	req := Request{Sort: query.Newest, Size: profileHits}.Only(facet, p.Value)
	var err error
	if p.Result, err = s.Search(ctx, req); err != nil {
		return Profile{}, err
	}
	p.Together, err = s.Together(ctx, req, []news.Facet{news.FacetPerson, news.FacetCountry, news.FacetEvent}, profileHits)
	return p, err
}
