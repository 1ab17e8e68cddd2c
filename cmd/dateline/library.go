package main

import (
	"context"
	"errors"

	"dateline/indexer/store"
	"dateline/search"
	"dateline/search/news"
)

// library is the store as package search wants it.
type library struct{ *store.Store }

// FindPeople implements search.Library.
func (l library) FindPeople(ctx context.Context, text string, limit int) ([]search.PersonName, error) {
	found, err := l.Store.FindPeople(ctx, text, limit)
	names := make([]search.PersonName, 0, len(found))
	for _, p := range found {
		names = append(names, search.PersonName{ID: p.ID, Name: p.Name, Articles: p.Articles})
	}
	return names, err
}

var _ search.Library = library{}

// Person implements search.Library.
func (l library) Person(ctx context.Context, id news.PersonID) (search.PersonInfo, error) {
	p, err := l.Store.Person(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return search.PersonInfo{}, search.ErrNotFound
	}
	info := search.PersonInfo{
		ID: p.ID, Name: p.Name, Articles: p.Articles, Ambiguous: p.Ambiguous,
		Spellings: make([]search.Spelling, 0, len(p.Spellings)), Roles: append([]string{}, p.Roles...),
	}
	for _, sp := range p.Spellings {
		info.Spellings = append(info.Spellings, search.Spelling{Form: sp.Form, Count: sp.Count})
	}
	return info, err
}

// Versions implements search.Library.
func (l library) Versions(ctx context.Context, id news.ID) ([]search.Version, error) {
	found, err := l.Revisions(ctx, id)
	out := make([]search.Version, 0, len(found))
	for _, r := range found {
		out = append(out, search.Version{Seen: r.Seen, Replaced: r.Replaced, Article: r.Article})
	}
	return out, err
}
