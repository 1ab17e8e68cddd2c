package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"dateline/indexer/entity"
	"dateline/search/news"
)

// Entry is one person of a newsroom's own list. ID is as the newsroom gave it;
// in tags the person is "p-" and that id. From and To are years, 0 for open.
type Entry struct {
	ID      string           `json:"id"`
	Name    string           `json:"name"`
	Aliases []string         `json:"aliases,omitempty"`
	Role    string           `json:"role,omitempty"`
	Country news.CountryCode `json:"country,omitempty"`
	From    int              `json:"from,omitempty"`
	To      int              `json:"to,omitempty"`
	Added   time.Time        `json:"added,omitzero"`
}

// Person is the id in tags.
func (e Entry) Person() news.PersonID {
	return news.PersonID("p-" + strings.TrimPrefix(e.ID, "p-"))
}

// Names are the name and the aliases.
func (e Entry) Names() []string { return append([]string{e.Name}, e.Aliases...) }

// list is the newsroom's list ready for the resolver. It is not to be changed.
type list struct {
	version int64
	blocks  map[string][]entity.Known
	ids     map[news.PersonID]bool
}

type listCache struct {
	mu  sync.Mutex
	now *list
}

// list gives the newsroom's list as q sees it.
func (s *Store) list(ctx context.Context, q querier) (*list, error) {
	version, err := readCounter(ctx, q, "gazetteer")
	if err != nil {
		return nil, err
	}
	s.listed.mu.Lock()
	defer s.listed.mu.Unlock()
	if s.listed.now != nil && s.listed.now.version == version {
		return s.listed.now, nil
	}
	entries, err := readEntries(ctx, q)
	if err != nil {
		return nil, err
	}
	l := &list{version: version, blocks: map[string][]entity.Known{}, ids: map[news.PersonID]bool{}}
	for _, e := range entries {
		l.ids[e.Person()] = true
		known := entity.Known{ID: e.Person(), Name: e.Name, Aliases: e.Aliases, Role: e.Role, Country: e.Country, From: e.From, To: e.To}
		for b := range e.blocks() {
			l.blocks[b] = append(l.blocks[b], known)
		}
	}
	s.listed.now = l
	return l, nil
}

// blocks are those its names belong to.
func (e Entry) blocks() map[string]int {
	out := map[string]int{}
	for _, n := range e.Names() {
		out[entity.Block(n)] = 1
	}
	return out
}

func readEntries(ctx context.Context, q querier) ([]Entry, error) {
	var out []Entry
	err := each(ctx, q, func(rows *sql.Rows) error {
		var e Entry
		var raw string
		var added int64
		if err := rows.Scan(&raw, &added); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			return fmt.Errorf("%w: gazetteer: %w", ErrDamaged, err)
		}
		e.Added = fromNanos(added)
		out = append(out, e)
		return nil
	}, `SELECT entry, added_at FROM gazetteer ORDER BY id`)
	return out, err
}

// Gazetteer gives the newsroom's list and its version, which rises with each
// change.
func (s *Store) Gazetteer(ctx context.Context) ([]Entry, int64, error) {
	version, err := readCounter(ctx, s.db, "gazetteer")
	if err != nil {
		return nil, 0, wrap("gazetteer", err)
	}
	entries, err := readEntries(ctx, s.db)
	return entries, version, wrap("gazetteer", err)
}

// GazetteerVersion is the version of the list.
func (s *Store) GazetteerVersion(ctx context.Context) (int64, error) {
	return s.counter(ctx, "gazetteer")
}

// GazetteerDiff counts what a change of the list did.
type GazetteerDiff struct{ Added, Changed, Unchanged, Removed int }

// ChangeGazetteer puts entries into the list, in the place of those with their
// ids, and takes remove out; an id that is not there is ErrNotFound and nothing
// changes. The names concerned are kept as a GazetteerChange, to be worked off.
func (s *Store) ChangeGazetteer(ctx context.Context, put []Entry, remove []string) (GazetteerDiff, error) {
	var diff GazetteerDiff
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		var err error
		diff, err = s.changeGazetteer(ctx, tx, put, remove)
		return err
	})
	return diff, wrap("gazetteer", err)
}

func (s *Store) changeGazetteer(ctx context.Context, tx *sql.Tx, put []Entry, remove []string) (diff GazetteerDiff, err error) {
	entries, err := readEntries(ctx, tx)
	if err != nil {
		return diff, err
	}
	old := map[string]Entry{}
	for _, e := range entries {
		e.Added = time.Time{}
		old[e.ID] = e
	}
	concerned := concern{names: map[string]bool{}, blocks: map[string]int{}}
	for _, e := range put {
		e.Added = time.Time{}
		was, there := old[e.ID]
		raw, err := json.Marshal(e)
		if err != nil {
			return diff, err
		}
		before, _ := json.Marshal(was) // it was read from JSON
		switch {
		case there && string(before) == string(raw):
			diff.Unchanged++
			continue
		case there:
			diff.Changed++
			concerned.add(was)
		default:
			diff.Added++
		}
		concerned.add(e)
		_, err = tx.ExecContext(ctx, `INSERT INTO gazetteer (id, entry, added_at) VALUES ($1, $2, $3)
			ON CONFLICT (id) DO UPDATE SET entry = excluded.entry`, e.ID, string(raw), nanos(s.now()))
		if err != nil {
			return diff, err
		}
	}
	for _, id := range remove {
		e, there := old[id]
		if !there {
			return diff, fmt.Errorf("entry %q: %w", id, ErrNotFound)
		}
		diff.Removed++
		concerned.add(e)
		if _, err := tx.ExecContext(ctx, `DELETE FROM gazetteer WHERE id = $1`, id); err != nil {
			return diff, err
		}
	}
	if err := s.checkListSize(ctx, tx); err != nil {
		return diff, err
	}
	return diff, concerned.keep(ctx, tx)
}

var errListFull = fmt.Errorf("the list would hold more than %d entries, which is the most it takes", maxEntries)

func (s *Store) checkListSize(ctx context.Context, tx *sql.Tx) error {
	var n int
	if err := tx.QueryRowContext(ctx, `SELECT COUNT(*) FROM gazetteer`).Scan(&n); err != nil || n <= maxEntries {
		return err
	}
	return errListFull
}

// concern is what a change of the list is about.
type concern struct {
	names  map[string]bool
	blocks map[string]int
	people []news.PersonID
}

func (c *concern) add(e Entry) {
	for _, n := range e.Names() {
		c.names[n] = true
	}
	maps.Copy(c.blocks, e.blocks())
	c.people = append(c.people, e.Person())
}

func (c *concern) keep(ctx context.Context, tx *sql.Tx) error {
	if len(c.names) == 0 {
		return nil
	}
	if err := touchPeople(ctx, tx, c.people); err != nil {
		return err
	}
	for b := range c.blocks { // a block without sightings needs no resolution
		var n int
		err := tx.QueryRowContext(ctx, `SELECT 1 FROM blocks WHERE name = $1`, b).Scan(&n)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			delete(c.blocks, b)
		case err != nil:
			return err
		}
	}
	if err := touch(ctx, tx, c.blocks); err != nil {
		return err
	}
	if err := keepChange(ctx, tx, slices.Sorted(maps.Keys(c.names)), 0); err != nil {
		return err
	}
	return count(ctx, tx, "gazetteer")
}

func keepChange(ctx context.Context, tx *sql.Tx, names []string, done int64) error {
	raw, err := json.Marshal(names)
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO gazetteer_changes (names, done) VALUES ($1, $2)`, string(raw), done)
	}
	return err
}

// GazetteerMissed says that articles behind change number since may have been
// saved with a list that lacked names, or had them.
func (s *Store) GazetteerMissed(ctx context.Context, names []string, since int64) error {
	return wrap("gazetteer", s.inTx(ctx, func(tx *sql.Tx) error { return keepChange(ctx, tx, names, since) }))
}

// GazetteerChange is names whose articles are to be tagged anew; those up to
// change number Done have been.
type GazetteerChange struct {
	N     int64
	Names []string
	Done  int64
}

// GazetteerChanges gives the changes of the list that are not worked off.
func (s *Store) GazetteerChanges(ctx context.Context) ([]GazetteerChange, error) {
	var out []GazetteerChange
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		var c GazetteerChange
		var raw string
		if err := rows.Scan(&c.N, &raw, &c.Done); err != nil {
			return err
		}
		out = append(out, c)
		return json.Unmarshal([]byte(raw), &out[len(out)-1].Names)
	}, `SELECT n, names, done FROM gazetteer_changes ORDER BY n`)
	return out, wrap("gazetteer changes", err)
}

// GazetteerDone says that the changes ns are worked off up to change number seq,
// or whole.
func (s *Store) GazetteerDone(ctx context.Context, ns []int64, seq int64, whole bool) error {
	query := `UPDATE gazetteer_changes SET done = $2 WHERE n = $1 AND done < $2`
	if whole {
		query = `DELETE FROM gazetteer_changes WHERE n = $1 AND $2 = $2`
	}
	return wrap("gazetteer", s.inTx(ctx, func(tx *sql.Tx) error {
		for _, n := range ns {
			if _, err := tx.ExecContext(ctx, query, n, seq); err != nil {
				return err
			}
		}
		return nil
	}))
}
