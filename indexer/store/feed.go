package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"dateline/indexer/copies"
	"dateline/search/news"
)

// Change is one entry of the change feed. Of a deleted article only the ID is
// given.
type Change struct {
	Seq     int64
	ID      news.ID
	Deleted bool
	Article news.Article
}

// Since gives the changes after seq in their order, at most limit and at least
// one where there is any; a page may be shorter than limit although more
// follows, so read on until none comes. Each article is there once, as it is
// now, at the number of its last change.
func (s *Store) Since(ctx context.Context, seq int64, limit int) ([]Change, error) {
	rows, err := s.db.QueryContext(ctx, `
		SELECT seq, id, 0, `+columns+` FROM articles WHERE seq > $1
		UNION ALL
		SELECT seq, id, 1, '', 0, '{}', 'null', 'null', '{}', '' FROM deleted WHERE seq > $1
		ORDER BY 1 LIMIT $2`, seq, limit)
	if err != nil {
		return nil, fmt.Errorf("store: changes since %d: %w", seq, kind(err))
	}
	defer rows.Close()
	var out []Change
	for bytes := 0; bytes < maxFeedBytes && rows.Next(); {
		var c Change
		a, err := scanArticle(rows.Scan, &c.Seq, &c.ID, &c.Deleted)
		if err != nil {
			return nil, fmt.Errorf("store: changes since %d: %w", seq, err)
		}
		if !c.Deleted {
			c.Article = a
		}
		bytes += len(a.Text)
		out = append(out, c)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, fmt.Errorf("store: changes since %d: %w", seq, kind(err))
	}
	var articles []*news.Article
	for i := range out {
		if !out[i].Deleted {
			articles = append(articles, &out[i].Article)
		}
	}
	if err := s.overlay(ctx, articles); err != nil {
		return nil, fmt.Errorf("store: changes since %d: %w", seq, err)
	}
	return out, nil
}

// Delete takes an article with its revisions out of the archive and leaves a
// tombstone in the feed. It returns ErrNotFound where there is none.
func (s *Store) Delete(ctx context.Context, id news.ID) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		var there int
		if err := tx.QueryRowContext(ctx, `SELECT 1 FROM articles WHERE id = $1`, string(id)).Scan(&there); err != nil {
			return err
		}
		w, err := s.newWriter(ctx, tx)
		if err != nil {
			return err
		}
		w.placing.note(id, copies.Sketch{}, false)
		if err := w.sight(id, nil); err != nil {
			return err
		}
		seq, err := nextSeq(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM articles WHERE id = $1`, string(id)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO deleted (id, seq) VALUES ($1, $2)`, string(id), seq); err != nil {
			return err
		}
		return w.finish()
	})
	if err != nil {
		return fmt.Errorf("store: delete %q: %w", id, notFound(err))
	}
	return nil
}

// LastSeq is the number of the newest change, 0 for an empty archive.
func (s *Store) LastSeq(ctx context.Context) (int64, error) { return s.counter(ctx, "seq") }

// Indexed is how far the owner's index is, so that another process can wait
// until what it saved is found.
func (s *Store) Indexed(ctx context.Context) (int64, error) { return s.counter(ctx, "indexed") }

// SetIndexed says that the index holds every change up to seq. A rebuild may
// set it back.
func (s *Store) SetIndexed(ctx context.Context, seq int64) error {
	err := s.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE counters SET value = $1 WHERE name = 'indexed' AND value <> $1`, seq)
		return err
	})
	if err != nil {
		return fmt.Errorf("store: set indexed: %w", err)
	}
	return nil
}

func (s *Store) counter(ctx context.Context, name string) (int64, error) {
	return readCounter(ctx, s.db, name)
}

func readCounter(ctx context.Context, q querier, name string) (int64, error) {
	var n int64
	err := q.QueryRowContext(ctx, `SELECT value FROM counters WHERE name = $1`, name).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("store: counter %s: %w", name, kind(err))
	}
	return n, nil
}
