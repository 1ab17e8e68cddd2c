package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"dateline/search/news"
)

// who is what a local person of an article is in the archive.
type who struct {
	entity news.PersonID
	name   string
}

// overlay puts the people of the archive in the place of the tagger's, takes away
// what corrections hide, and says which articles are copies of one another.
func (s *Store) overlay(ctx context.Context, articles []*news.Article) error {
	if len(articles) == 0 {
		return nil
	}
	r, err := s.rules(ctx, s.db)
	if err != nil {
		return err
	}
	for chunk := range slices.Chunk(articles, idsPerQuery) {
		ids := make([]news.ID, len(chunk))
		for i, a := range chunk {
			ids[i] = a.ID
		}
		known, err := s.whoIsWho(ctx, ids)
		if err != nil {
			return err
		}
		groups, err := s.groupsOf(ctx, ids)
		if err != nil {
			return err
		}
		for _, a := range chunk {
			a.Group = groups[a.ID]
			a.Tags.People = joinPeople(a.Tags.People, known[a.ID])
			a.Tags.Quotes = speakers(a.Tags.Quotes, known[a.ID])
			for _, h := range r.hidden[a.ID] {
				hide(&a.Tags, h)
			}
		}
	}
	return nil
}

func (s *Store) whoIsWho(ctx context.Context, ids []news.ID) (map[news.ID]map[news.PersonID]who, error) {
	out := make(map[news.ID]map[news.PersonID]who, len(ids))
	marks, args := in(ids)
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		var article news.ID
		var local news.PersonID
		var w who
		if err := rows.Scan(&article, &local, &w.entity, &w.name); err != nil {
			return err
		}
		if out[article] == nil {
			out[article] = map[news.PersonID]who{}
		}
		out[article][local] = w
		return nil
	}, `SELECT s.article, s.local, s.entity, COALESCE(p.name, '') FROM sightings s LEFT JOIN people p ON p.id = s.entity
		WHERE s.article IN (`+marks+`)`, args...)
	return out, err
}

// joinPeople gives each person the archive's id and name; several who are one
// there become one, with the mentions of all. One that is not known there yet
// stays as the tagger has it.
func joinPeople(people []news.Person, known map[news.PersonID]who) []news.Person {
	out := make([]news.Person, 0, len(people))
	at := map[news.PersonID]int{}
	for _, p := range people {
		if w, ok := known[p.ID]; ok {
			if isHidden(w.entity) {
				continue
			}
			p.ID, p.Name = w.entity, cmp.Or(w.name, p.Name)
		}
		i, there := at[p.ID]
		if !there {
			at[p.ID] = len(out)
			out = append(out, p)
			continue
		}
		first := &out[i]
		for _, role := range p.Roles {
			if !slices.Contains(first.Roles, role) {
				first.Roles = append(first.Roles, role)
			}
		}
		first.Mentions = append(first.Mentions, p.Mentions...)
		sortMentions(first.Mentions)
	}
	return out
}

// sortMentions orders mentions as the tagger does: title first.
func sortMentions(ms []news.Mention) {
	slices.SortStableFunc(ms, func(a, b news.Mention) int {
		return cmp.Or(cmp.Compare(b.Field, a.Field), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
}

// speakers gives who said something the same ids. A speaker that is hidden keeps
// the name the article gives.
func speakers(quotes []news.Quote, known map[news.PersonID]who) []news.Quote {
	for i, q := range quotes {
		if q.Speaker == nil {
			continue
		}
		w, ok := known[news.PersonID(q.Speaker.ID)]
		if !ok {
			continue
		}
		speaker := *q.Speaker
		speaker.ID = string(w.entity)
		if isHidden(w.entity) {
			speaker.ID = ""
		}
		quotes[i].Speaker = &speaker
	}
	return quotes
}

// hide takes a value out of t; a first level of events takes its second levels
// with it, because they count for it.
func hide(t *news.Tags, h hiddenValue) {
	switch h.facet {
	case news.FacetCountry:
		t.Countries = slices.DeleteFunc(t.Countries, func(c news.Country) bool { return string(c.Code) == h.value })
	case news.FacetEvent:
		t.Events = slices.DeleteFunc(t.Events, func(e news.Event) bool { return slices.Contains(e.Values(), h.value) })
	}
}
