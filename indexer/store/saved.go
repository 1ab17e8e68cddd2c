package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/search/news"
)

// Saved is a saved search: Params are those of a search, encoded. Seq is the
// change of the archive up to which it was asked. Problem says why it cannot be
// asked any more.
type Saved struct {
	ID, Name, Params      string
	Created               time.Time
	Webhook, Secret, Mail string
	Problem               string
	Seq                   int64
}

// SavedHit is an article that newly matched a saved search. N rises with time.
type SavedHit struct {
	N       int64
	Article news.ID
	At      time.Time
}

// Channel is how far one channel of a saved search is told: hits up to Sent.
type Channel struct {
	Saved, Name string // Name is "webhook" or "mail"
	Sent        int64
	Attempts    int // that failed since the last success
	NextAt      time.Time
	LastError   string
}

// maxSaved is how many searches may be saved: each is asked with every change.
const maxSaved = 1000

// ErrTooMany refuses one more of what is bounded.
var ErrTooMany = errors.New("there are too many already")

// SaveSearch keeps s from the archive of now on; only what comes later is new to
// it. It fails with ErrTooMany.
func (s *Store) SaveSearch(ctx context.Context, sv Saved) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM saved`).Scan(&n); err != nil {
			return err
		}
		if n >= maxSaved {
			return fmt.Errorf("%w: %d saved searches", ErrTooMany, n)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO saved (id, name, params, created, webhook, secret, mail, problem, seq)
			VALUES ($1, $2, $3, $4, $5, $6, $7, '', (SELECT value FROM counters WHERE name = 'seq'))`,
			sv.ID, sv.Name, sv.Params, nanos(sv.Created), sv.Webhook, sv.Secret, sv.Mail)
		if err != nil {
			return err
		}
		for channel, to := range map[string]string{"webhook": sv.Webhook, "mail": sv.Mail} {
			if to == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO saved_channels (saved_id, channel, sent, attempts, next_at, last_error) VALUES ($1, $2, 0, 0, 0, '')`, sv.ID, channel); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: save search %q: %w", sv.Name, err)
	}
	return nil
}

const savedColumns = `id, name, params, created, webhook, secret, mail, problem, seq`

func scanSaved(scan func(...any) error) (Saved, error) {
	var sv Saved
	var created int64
	err := scan(&sv.ID, &sv.Name, &sv.Params, &created, &sv.Webhook, &sv.Secret, &sv.Mail, &sv.Problem, &sv.Seq)
	sv.Created = fromNanos(created)
	return sv, err
}

// SavedSearches gives all of them, the oldest first.
func (s *Store) SavedSearches(ctx context.Context) ([]Saved, error) {
	var out []Saved
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		sv, err := scanSaved(rows.Scan)
		out = append(out, sv)
		return err
	}, `SELECT `+savedColumns+` FROM saved ORDER BY created, id`)
	if err != nil {
		return nil, fmt.Errorf("store: saved searches: %w", err)
	}
	return out, nil
}

// SavedSearch gives one, or ErrNotFound.
func (s *Store) SavedSearch(ctx context.Context, id string) (Saved, error) {
	sv, err := scanSaved(s.db.QueryRowContext(ctx, `SELECT `+savedColumns+` FROM saved WHERE id = $1`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return Saved{}, fmt.Errorf("store: saved search %q: %w", id, kind(err))
	}
	return sv, nil
}

// RemoveSaved forgets a saved search with its hits, or gives ErrNotFound.
func (s *Store) RemoveSaved(ctx context.Context, id string) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		for _, q := range []string{`DELETE FROM saved_channels WHERE saved_id = $1`, `DELETE FROM saved_hits WHERE saved_id = $1`} {
			if _, err := tx.ExecContext(ctx, q, id); err != nil {
				return err
			}
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM saved WHERE id = $1`, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, ErrNotFound)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: remove saved search %q: %w", id, err)
	}
	return nil
}

// Changed gives up to limit articles that were added, or say something else, after
// seq and no later than to, in that order, and the last of these changes. Changes to
// tags, people and copies alone are none: a new tagger must not tell of the whole
// archive.
func (s *Store) Changed(ctx context.Context, seq, to int64, limit int) (ids []news.ID, last int64, err error) {
	last = seq
	err = each(ctx, s.db, func(rows *sql.Rows) error {
		var id news.ID
		err := rows.Scan(&id, &last)
		ids = append(ids, id)
		return err
	}, `SELECT id, content_seq FROM articles WHERE content_seq > $1 AND content_seq <= $2 ORDER BY content_seq LIMIT $3`, seq, to, limit)
	if err != nil {
		return nil, seq, fmt.Errorf("store: changed since %d: %w", seq, err)
	}
	return ids, last, nil
}

// Asked records in one transaction that a saved search was asked up to seq, and
// what was found; an article found before stays where it was. problem says why it
// could not be asked.
func (s *Store) Asked(ctx context.Context, id string, seq int64, found []news.ID, at time.Time, problem string) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE saved SET seq = $2, problem = $3 WHERE id = $1`, id, seq, problem); err != nil {
			return err
		}
		for _, article := range found {
			if _, err := tx.ExecContext(ctx, `INSERT INTO saved_hits (saved_id, article_id, at)
				SELECT id, $2, $3 FROM saved WHERE id = $1 ON CONFLICT (saved_id, article_id) DO NOTHING`, id, string(article), nanos(at)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("store: asked %q: %w", id, err)
	}
	return nil
}

// SavedHits gives hits of a saved search: after n in their order, or with n < 0
// the newest, newest first.
func (s *Store) SavedHits(ctx context.Context, id string, n int64, limit int) ([]SavedHit, error) {
	q := `SELECT n, article_id, at FROM saved_hits WHERE saved_id = $1 AND n > $2 ORDER BY n LIMIT $3`
	if n < 0 {
		q = `SELECT n, article_id, at FROM saved_hits WHERE saved_id = $1 AND n > $2 ORDER BY n DESC LIMIT $3`
	}
	var out []SavedHit
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		var h SavedHit
		var at int64
		err := rows.Scan(&h.N, &h.Article, &at)
		h.At = fromNanos(at)
		out = append(out, h)
		return err
	}, q, id, n, limit)
	if err != nil {
		return nil, fmt.Errorf("store: hits of %q: %w", id, err)
	}
	return out, nil
}

// Untold gives the channels that have hits to tell and may be tried at now.
func (s *Store) Untold(ctx context.Context, now time.Time) ([]Channel, error) {
	return s.channels(ctx, `WHERE next_at <= $1 AND EXISTS (SELECT 1 FROM saved_hits h WHERE h.saved_id = c.saved_id AND h.n > c.sent)`, nanos(now))
}

// Channels gives the channels of one saved search.
func (s *Store) Channels(ctx context.Context, id string) ([]Channel, error) {
	return s.channels(ctx, `WHERE saved_id = $1`, id)
}

func (s *Store) channels(ctx context.Context, where string, arg any) ([]Channel, error) {
	var out []Channel
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		var c Channel
		var next int64
		err := rows.Scan(&c.Saved, &c.Name, &c.Sent, &c.Attempts, &next, &c.LastError)
		c.NextAt = fromNanos(next)
		out = append(out, c)
		return err
	}, `SELECT saved_id, channel, sent, attempts, next_at, last_error FROM saved_channels c `+where+` ORDER BY saved_id, channel`, arg)
	if err != nil {
		return nil, fmt.Errorf("store: channels: %w", err)
	}
	return out, nil
}

// KeepChannel records how far a channel is and how its last attempt went.
func (s *Store) KeepChannel(ctx context.Context, c Channel) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE saved_channels SET sent = $3, attempts = $4, next_at = $5, last_error = $6 WHERE saved_id = $1 AND channel = $2`,
			c.Saved, c.Name, c.Sent, c.Attempts, nanos(c.NextAt), note(c.LastError))
		return err
	})
	if err != nil {
		return fmt.Errorf("store: channel %s of %q: %w", c.Name, c.Saved, err)
	}
	return nil
}
