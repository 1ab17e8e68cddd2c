package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"dateline/search/news"
)

// rules are the corrections in force, ready to be applied. They are not to be
// changed.
type rules struct {
	version int64
	steps   map[news.PersonID][]step // by the person they change, in log order
	names   map[news.PersonID]string
	hidden  map[news.ID][]hiddenValue
	linked  [][]news.PersonID // the people each correction speaks of
}

// step is one correction about a person, with its place in the log.
type step struct {
	at   int
	to   news.PersonID
	only map[news.ID]bool // the articles it is for; nil for all
}

// hiddenValue is a country or event that an article is not to be tagged with.
type hiddenValue struct {
	facet news.Facet
	value string
}

// person is who base, the resolver's answer for one sighting of article, is by
// the corrections, in the order of the log.
func (r *rules) person(article news.ID, base news.PersonID) news.PersonID {
	id, at := base, -1
	for {
		i := slices.IndexFunc(r.steps[id], func(s step) bool { return s.at > at && (s.only == nil || s.only[article]) })
		if i < 0 {
			return id
		}
		s := r.steps[id][i]
		if isHidden(s.to) {
			return s.to
		}
		id, at = s.to, s.at
	}
}

// related are ids and everybody that corrections link with them.
func (r *rules) related(ids ...news.PersonID) []news.PersonID {
	seen := map[news.PersonID]bool{}
	for _, id := range ids {
		seen[id] = true
	}
	for grew := true; grew; {
		grew = false
		for _, group := range r.linked {
			if !slices.ContainsFunc(group, func(id news.PersonID) bool { return seen[id] }) {
				continue
			}
			for _, id := range group {
				grew = grew || !seen[id]
				seen[id] = true
			}
		}
	}
	out := make([]news.PersonID, 0, len(seen))
	for id := range seen {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// speaksOf reports whether a correction is about id.
func (r *rules) speaksOf(id news.PersonID) bool {
	return slices.ContainsFunc(r.linked, func(group []news.PersonID) bool { return slices.Contains(group, id) })
}

// rulesCache keeps the rules of one version of the log.
type rulesCache struct {
	mu  sync.Mutex
	now *rules
}

// rules gives the corrections in force as q sees them.
func (s *Store) rules(ctx context.Context, q querier) (*rules, error) {
	version, err := readCounter(ctx, q, "rules")
	if err != nil {
		return nil, err
	}
	s.ruled.mu.Lock()
	defer s.ruled.mu.Unlock()
	if s.ruled.now != nil && s.ruled.now.version == version {
		return s.ruled.now, nil
	}
	r, err := loadRules(ctx, q)
	if err != nil {
		return nil, err
	}
	r.version = version
	s.ruled.now = r
	return r, nil
}

func loadRules(ctx context.Context, q querier) (*rules, error) {
	log, err := readCorrections(ctx, q, `undone_at = 0`)
	if err != nil {
		return nil, err
	}
	r := &rules{steps: map[news.PersonID][]step{}, names: map[news.PersonID]string{}, hidden: map[news.ID][]hiddenValue{}}
	made := map[news.PersonID]bool{}
	for _, c := range log {
		if c.New != "" {
			made[c.New] = true
		}
	}
	now := func(id news.PersonID) (news.PersonID, error) {
		if id == "" || made[id] {
			return id, nil
		}
		return successor(ctx, q, id)
	}
	for at, c := range log {
		if c.Facet != news.FacetPerson {
			for _, a := range c.Articles {
				r.hidden[a] = append(r.hidden[a], hiddenValue{c.Facet, c.ID})
			}
			continue
		}
		id, err := now(news.PersonID(c.ID))
		if err != nil {
			return nil, err
		}
		into, err := now(c.Into)
		if err != nil {
			return nil, err
		}
		r.add(at, c, id, into)
	}
	return r, nil
}

func (r *rules) add(at int, c Correction, id, into news.PersonID) {
	var only map[news.ID]bool
	if len(c.Articles) > 0 {
		only = map[news.ID]bool{}
		for _, a := range c.Articles {
			only[a] = true
		}
	}
	group := []news.PersonID{news.PersonID(c.ID), id}
	switch c.Kind {
	case Merge:
		r.steps[id] = append(r.steps[id], step{at, into, nil})
		group = append(group, c.Into, into)
	case Split:
		to := c.New
		if into != "" {
			to = into
		}
		r.steps[id] = append(r.steps[id], step{at, to, only})
		group = append(group, to)
		if c.Name != "" {
			r.names[c.New] = c.Name
		}
	case Hide:
		r.steps[id] = append(r.steps[id], step{at, hiddenMark + id, only})
	case Rename:
		r.names[id] = c.Name
	}
	slices.Sort(group)
	r.linked = append(r.linked, slices.Compact(group))
}

// successor is who the resolver has for id now: itself where it still is one,
// or where nothing is known of it.
func successor(ctx context.Context, q querier, id news.PersonID) (news.PersonID, error) {
	for range maxAliasHops {
		var next news.PersonID
		err := q.QueryRowContext(ctx, `SELECT now FROM aliases WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM entities WHERE id = $1)
			ORDER BY members DESC, now LIMIT 1`, string(id)).Scan(&next)
		if errors.Is(err, sql.ErrNoRows) {
			return id, nil
		}
		if err != nil {
			return "", kind(err)
		}
		id = next
	}
	return id, nil
}

// Current gives, of ids that are somebody else's or no longer in use (a spelling's
// own id, a person that was merged), who it is now. Ids that stand, and those
// nobody ever had, are left out.
func (s *Store) Current(ctx context.Context, ids []news.PersonID) (map[news.PersonID]news.PersonID, error) {
	out := map[news.PersonID]news.PersonID{}
	for _, id := range ids {
		now, err := s.current(ctx, s.db, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("store: person %q: %w", id, err)
		}
		if now != id {
			out[id] = now
		}
	}
	return out, nil
}

// current is who id is now, or ErrNotFound.
func (s *Store) current(ctx context.Context, q querier, id news.PersonID) (news.PersonID, error) {
	r, err := s.rules(ctx, q)
	if err != nil {
		return "", err
	}
	next, err := successor(ctx, q, id)
	if err != nil {
		return "", err
	}
	for _, candidate := range []news.PersonID{id, r.person("", id), r.person("", next)} {
		var there int
		err := q.QueryRowContext(ctx, `SELECT 1 FROM people WHERE id = $1`, string(candidate)).Scan(&there)
		if !errors.Is(err, sql.ErrNoRows) {
			return candidate, kind(err)
		}
	}
	return "", ErrNotFound
}

func readCorrections(ctx context.Context, q querier, where string, args ...any) ([]Correction, error) {
	var out []Correction
	err := each(ctx, q, func(rows *sql.Rows) error {
		var c Correction
		var at, undone int64
		var n int64
		var who, raw string
		if err := rows.Scan(&n, &at, &who, &raw, &undone); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(raw), &c); err != nil {
			return fmt.Errorf("%w: correction %d: %w", ErrDamaged, n, err)
		}
		c.N, c.Who, c.At, c.Undone = n, who, fromNanos(at), fromNanos(undone)
		out = append(out, c)
		return nil
	}, `SELECT n, at, who, args, undone_at FROM corrections WHERE `+where+` ORDER BY n`, args...)
	return out, err
}
