package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"dateline/search/news"
)

// Tagged is an article as a tagger sees it, with the tags it has: the tagger's
// own, neither resolved nor corrected.
type Tagged struct {
	Seq         int64
	ID          news.ID
	Title, Text string
	Lang        string
	Published   news.Date
	Tags        news.Tags

	hash, raw string
}

const taggedColumns = `seq, id, content_hash, meta, tags, text`

func (s *Store) tagged(ctx context.Context, query string, args ...any) ([]Tagged, error) {
	var out []Tagged
	bytes := 0
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		var t Tagged
		var meta []byte
		if err := rows.Scan(&t.Seq, &t.ID, &t.hash, &meta, &t.raw, &t.Text); err != nil {
			return err
		}
		if bytes += len(t.Text); len(out) > 0 && bytes > maxFeedBytes {
			return errEnough
		}
		var head struct {
			Title     string    `json:"title"`
			Lang      string    `json:"lang"`
			Published news.Date `json:"published"`
		}
		if err := errors.Join(json.Unmarshal(meta, &head), json.Unmarshal([]byte(t.raw), &t.Tags)); err != nil {
			return fmt.Errorf("%w: article %s: %w", ErrDamaged, t.ID, err)
		}
		t.Title, t.Lang, t.Published = head.Title, head.Lang, head.Published
		out = append(out, t)
		return nil
	}, query, args...)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return out, err
}

// errEnough ends a page early; the caller reads on behind it.
var errEnough = errors.New("enough for one page")

// TaggedSince gives articles in the order of their last change, at most limit
// and at least one where there is any.
func (s *Store) TaggedSince(ctx context.Context, seq int64, limit int) ([]Tagged, error) {
	out, err := s.tagged(ctx, `SELECT `+taggedColumns+` FROM articles WHERE seq > $1 ORDER BY seq LIMIT $2`, seq, limit)
	return out, wrap("tagged", err)
}

// TaggedOtherwise gives articles behind id after whose tags are not of version,
// in the order of ids; an empty version gives all.
func (s *Store) TaggedOtherwise(ctx context.Context, version string, after news.ID, limit int) ([]Tagged, error) {
	where := `tags_version <> $1`
	if version == "" {
		where = `$1 = ''`
	}
	out, err := s.tagged(ctx, `SELECT `+taggedColumns+` FROM articles WHERE `+where+` AND id > $2 ORDER BY id LIMIT $3`, version, string(after), limit)
	return out, wrap("tagged", err)
}

// CountOtherwise counts the articles whose tags are not of version.
func (s *Store) CountOtherwise(ctx context.Context, version string) (int, error) {
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM articles WHERE tags_version <> $1`, version).Scan(&n)
	return n, wrap("tagged", err)
}

// Retag keeps new tags of articles, parallel to now, in one transaction, and
// counts those whose tags say something else than before: only they get a new
// change number. An article that somebody saved since it was read is left as it
// is now.
func (s *Store) Retag(ctx context.Context, was []Tagged, now []news.Tags) (changed int, err error) {
	rows := make([]row, len(was))
	for i := range was {
		a := news.Article{ID: was[i].ID, Key: "x", Title: was[i].Title, Text: was[i].Text, Published: was[i].Published, Tags: now[i]}
		if rows[i], err = encode(&a); err != nil {
			return 0, fmt.Errorf("store: retag: %w", err)
		}
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		changed = 0
		w, err := s.newWriter(ctx, tx)
		if err != nil {
			return err
		}
		for i := range rows {
			did, err := w.retag(&rows[i], &was[i])
			if err != nil {
				return fmt.Errorf("article %s: %w", rows[i].id, err)
			}
			changed += did
		}
		return w.finish()
	})
	return changed, wrap("retag", err)
}

func (w *writer) retag(r *row, was *Tagged) (int, error) {
	if r.tags == was.raw {
		return 0, nil
	}
	var hash, tags string
	err := w.tx.QueryRowContext(w.ctx, `SELECT content_hash, tags FROM articles WHERE id = $1`, string(r.id)).Scan(&hash, &tags)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (hash != was.hash || tags != was.raw) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	same, err := sameTags(r.tags, was.raw)
	if err != nil {
		return 0, err
	}
	if same {
		_, err := w.tx.ExecContext(w.ctx, `UPDATE articles SET tags_version = $2, tags = $3 WHERE id = $1`, string(r.id), r.tagsVers, r.tags)
		return 0, err
	}
	if err := w.update(r, false); err != nil {
		return 0, err
	}
	return 1, w.sight(r.id, r.people)
}

// sameTags compares tags without the version of their tagger.
func sameTags(x, y string) (bool, error) {
	plain := func(raw string) (string, error) {
		var t news.Tags
		if err := json.Unmarshal([]byte(raw), &t); err != nil {
			return "", fmt.Errorf("%w: its tags: %w", ErrDamaged, err)
		}
		t.Version = ""
		b, err := json.Marshal(t)
		return string(b), err
	}
	a, errA := plain(x)
	b, errB := plain(y)
	return a == b, errors.Join(errA, errB)
}

// Sight makes sightings of stored articles that have none, a batch in the order
// of ids behind after, as of an archive of an older program. It gives the last id
// it looked at, empty at the end.
func (s *Store) Sight(ctx context.Context, after news.ID, limit int) (news.ID, error) {
	batch, err := s.TaggedOtherwise(ctx, "", after, limit)
	if err != nil || len(batch) == 0 {
		return "", err
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		w, err := s.newWriter(ctx, tx)
		if err != nil {
			return err
		}
		for i := range batch {
			if err := w.sightStored(&batch[i]); err != nil {
				return err
			}
		}
		return w.finish()
	})
	return batch[len(batch)-1].ID, wrap("sight", err)
}

// sightStored sights an article as it is stored now.
func (w *writer) sightStored(t *Tagged) error {
	var raw string
	err := w.tx.QueryRowContext(w.ctx, `SELECT tags FROM articles WHERE id = $1`, string(t.ID)).Scan(&raw)
	if errors.Is(err, sql.ErrNoRows) || err == nil && raw != t.raw {
		return nil // whoever changed it sighted it
	}
	if err != nil {
		return err
	}
	people, err := sightingsOf(&news.Article{ID: t.ID, Published: t.Published, Tags: t.Tags})
	if err != nil {
		return err
	}
	return w.sight(t.ID, people)
}

// Progress gives how far long work of a name was, empty where it never began.
func (s *Store) Progress(ctx context.Context, name string) (string, error) {
	var v string
	err := s.db.QueryRowContext(ctx, `SELECT value FROM progress WHERE name = $1`, name).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, wrap("progress", err)
}

// SetProgress keeps how far long work is; empty forgets it.
func (s *Store) SetProgress(ctx context.Context, name, value string) error {
	return wrap("progress", s.inTx(ctx, func(tx *sql.Tx) error {
		if value == "" {
			_, err := tx.ExecContext(ctx, `DELETE FROM progress WHERE name = $1`, name)
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO progress (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
		return err
	}))
}
