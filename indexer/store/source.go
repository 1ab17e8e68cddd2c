package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// SourceKind says what a source's URL holds.
type SourceKind string

// The kinds of sources.
const (
	Feed    SourceKind = "feed"
	Sitemap SourceKind = "sitemap"
	Page    SourceKind = "page"
	Site    SourceKind = "site"
)

// Scope is what of a source's links is asked for. Hosts are host names, each
// with its subdomains; Prefixes begin a path; Include and Exclude are regular
// expressions over the whole URL. An empty list allows everything. Depth is how
// many links away from the source pages are followed; zero means one. Order says
// which of what a feed or sitemap lists is asked for first: "newest", "oldest",
// or empty for the order of the list.
type Scope struct {
	Hosts    []string `json:"hosts,omitempty"`
	Prefixes []string `json:"prefixes,omitempty"`
	Include  []string `json:"include,omitempty"`
	Exclude  []string `json:"exclude,omitempty"`
	Depth    int      `json:"depth,omitempty"`
	Order    string   `json:"order,omitempty"`
}

// Source is where articles come from. Interval is how often it is asked unless
// it changes more often or more seldom; Pace is how often it is by now, and
// NextVisit when. Items is how many new links it has given in all, LastNew when
// it last gave one, Newest the newest date it named. Failures counts the visits
// in vain since LastSuccess. Times are zero until there is one.
type Source struct {
	ID          int64
	URL         string
	Kind        SourceKind
	Name        string
	Lang        string
	Country     string
	Scope       Scope
	Interval    time.Duration
	Pace        time.Duration
	AddedAt     time.Time
	NextVisit   time.Time
	LastVisit   time.Time
	LastSuccess time.Time
	LastNew     time.Time
	Newest      time.Time
	LastError   string
	Failures    int
	Items       int
}

// AddSource keeps a source and gives it back with its ID. Adding a URL that is
// there already changes what is said of it and keeps its record.
func (s *Store) AddSource(ctx context.Context, src Source) (Source, error) {
	if src.AddedAt.IsZero() {
		src.AddedAt = s.now()
	}
	scope, err := json.Marshal(src.Scope)
	if err != nil {
		return Source{}, fmt.Errorf("store: add source %q: %w", src.URL, err)
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		row := tx.QueryRowContext(ctx, `INSERT INTO sources
			(url, kind, name, lang, country, interval_ns, added_at, scope, last_success, last_error, items)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, '', 0)
			ON CONFLICT (url) DO UPDATE SET kind = excluded.kind, name = excluded.name, lang = excluded.lang,
				country = excluded.country, interval_ns = excluded.interval_ns, scope = excluded.scope, pace_ns = 0, next_at = 0
			RETURNING `+sourceColumns, src.URL, string(src.Kind), src.Name, src.Lang, src.Country, int64(src.Interval), nanos(src.AddedAt), string(scope))
		var err error
		src, err = scanSource(row.Scan)
		return err
	})
	if err != nil {
		return Source{}, fmt.Errorf("store: add source %q: %w", src.URL, err)
	}
	return src, nil
}

// ListSources gives every source in the order they were added.
func (s *Store) ListSources(ctx context.Context) ([]Source, error) {
	var out []Source
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		src, err := scanSource(rows.Scan)
		out = append(out, src)
		return err
	}, `SELECT `+sourceColumns+` FROM sources ORDER BY id`)
	if err != nil {
		return nil, fmt.Errorf("store: list sources: %w", err)
	}
	return out, nil
}

// Source gives one source, or ErrNotFound.
func (s *Store) Source(ctx context.Context, id int64) (Source, error) {
	src, err := scanSource(s.db.QueryRowContext(ctx, `SELECT `+sourceColumns+` FROM sources WHERE id = $1`, id).Scan)
	if err != nil {
		return Source{}, fmt.Errorf("store: source %d: %w", id, notFound(err))
	}
	return src, nil
}

// RemoveSource takes a source off the list; its articles stay. It returns
// ErrNotFound where there is none.
func (s *Store) RemoveSource(ctx context.Context, id int64) error {
	return s.changeSource(ctx, "remove", id, `DELETE FROM sources WHERE id = $1`, id)
}

// SourceVisit is one visit at a source: New links that were not known before and
// the Newest date among its links, or the Failure. Pace and Next are the plan
// from then on.
type SourceVisit struct {
	At      time.Time
	New     int
	Newest  time.Time
	Failure string
	Pace    time.Duration
	Next    time.Time
}

// SourceVisited records a visit. It returns ErrNotFound where there is no such
// source.
func (s *Store) SourceVisited(ctx context.Context, id int64, v SourceVisit) error {
	if v.Failure != "" {
		return s.changeSource(ctx, "visit", id, `UPDATE sources SET last_error = $2, last_visit = $3, failures = failures + 1,
			pace_ns = $4, next_at = $5 WHERE id = $1`, id, note(v.Failure), nanos(v.At), int64(v.Pace), nanos(v.Next))
	}
	return s.changeSource(ctx, "visit", id, `UPDATE sources SET last_error = '', failures = 0, last_visit = $2, last_success = $2,
		items = items + $3, last_new = CASE WHEN $3 > 0 THEN $2 ELSE last_new END, newest = MAX(newest, $4),
		pace_ns = $5, next_at = $6 WHERE id = $1`, id, nanos(v.At), v.New, nanos(v.Newest), int64(v.Pace), nanos(v.Next))
}

// PlanSource says when a source is asked next.
func (s *Store) PlanSource(ctx context.Context, id int64, next time.Time) error {
	return s.changeSource(ctx, "plan", id, `UPDATE sources SET next_at = $2 WHERE id = $1`, id, nanos(next))
}

func (s *Store) changeSource(ctx context.Context, verb string, id int64, query string, args ...any) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); n == 0 {
			return errors.Join(err, ErrNotFound)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: %s source %d: %w", verb, id, err)
	}
	return nil
}

const sourceColumns = `id, url, kind, name, lang, country, scope, interval_ns, pace_ns, added_at, next_at, last_visit,
	last_success, last_new, newest, last_error, failures, items`

func scanSource(scan func(...any) error) (Source, error) {
	var s Source
	var scope string
	var added, next, visit, success, latest, newest int64
	err := scan(&s.ID, &s.URL, &s.Kind, &s.Name, &s.Lang, &s.Country, &scope, &s.Interval, &s.Pace, &added, &next, &visit,
		&success, &latest, &newest, &s.LastError, &s.Failures, &s.Items)
	s.AddedAt, s.NextVisit, s.LastVisit = fromNanos(added), fromNanos(next), fromNanos(visit)
	s.LastSuccess, s.LastNew, s.Newest = fromNanos(success), fromNanos(latest), fromNanos(newest)
	if err == nil {
		err = json.Unmarshal([]byte(scope), &s.Scope)
	}
	return s, kind(err)
}

// Refusal is something that was not taken into the archive: What it was (a URL,
// a file and line) and the reason.
type Refusal struct {
	At     time.Time
	What   string
	Reason string
}

// Refuse records refusals, so that nothing vanishes without a trace. A zero At
// means now. The newest hundred thousand are kept in full, all are counted.
func (s *Store) Refuse(ctx context.Context, refusals ...Refusal) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		for _, r := range refusals {
			if r.At.IsZero() {
				r.At = s.now()
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO refused (at, what, reason) VALUES ($1, $2, $3)`,
				nanos(r.At), note(r.What), note(r.Reason))
			if err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE counters SET value = value + $1 WHERE name = 'refused'`, len(refusals)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM refused WHERE id <= (SELECT MAX(id) FROM refused) - $1`, maxRefused)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: refuse: %w", err)
	}
	return nil
}

// Refusals gives the newest refusals, at most limit, newest first.
func (s *Store) Refusals(ctx context.Context, limit int) ([]Refusal, error) {
	var out []Refusal
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		var r Refusal
		var at int64
		err := rows.Scan(&at, &r.What, &r.Reason)
		r.At = fromNanos(at)
		out = append(out, r)
		return err
	}, `SELECT at, what, reason FROM refused ORDER BY id DESC LIMIT $1`, limit)
	if err != nil {
		return nil, fmt.Errorf("store: refusals: %w", err)
	}
	return out, nil
}

// Stats is how much the archive holds. Refused counts every refusal there was.
type Stats struct {
	Articles, People, Sources, Revisions, Refused int
	Seq, Indexed                                  int64
}

// Stats counts, all at one moment.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var st Stats
	err := s.db.QueryRowContext(ctx, `SELECT
		(SELECT COUNT(*) FROM articles), (SELECT COUNT(*) FROM people), (SELECT COUNT(*) FROM sources),
		(SELECT COUNT(*) FROM revisions), (SELECT value FROM counters WHERE name = 'refused'),
		(SELECT value FROM counters WHERE name = 'seq'), (SELECT value FROM counters WHERE name = 'indexed')`).
		Scan(&st.Articles, &st.People, &st.Sources, &st.Revisions, &st.Refused, &st.Seq, &st.Indexed)
	if err != nil {
		return Stats{}, fmt.Errorf("store: stats: %w", kind(err))
	}
	return st, nil
}

// note bounds a text that others wrote and makes it one line.
func note(s string) string {
	s = strings.Join(strings.Fields(valid(s)), " ")
	if len(s) > maxNote {
		s = strings.ToValidUTF8(s[:maxNote], "")
	}
	return s
}

// notFound turns database/sql's "no rows" into ours.
func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}
