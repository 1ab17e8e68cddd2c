package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/search/news"
)

// Outcome says what Save did with an article.
type Outcome string

// The outcomes of Save.
const (
	Added     Outcome = "added"
	Updated   Outcome = "updated"
	Unchanged Outcome = "unchanged"
)

// Save keeps items in one transaction and says in their order what became of
// each. All or nothing is kept; when Save returns without an error it is on the
// disk.
//
// An article that reads as it did and has the same tags is Unchanged: nothing
// is written. One whose tags alone changed is Updated with no revision; one
// that reads differently leaves its previous version as a revision. The first
// Seen stays. An article that no URL identifies is Unchanged, too, where another
// article of the same content is there already: the same file in two places is
// one article. One that was fetched before what is kept, as an old capture in a WARC
// file is, becomes an earlier version of that, once, and Unchanged from then on.
//
// also runs in the same transaction, after the articles; it may be called again
// in a new one when the database was busy.
func (s *Store) Save(ctx context.Context, items []news.Article, also ...func(*sql.Tx) error) ([]Outcome, error) {
	rows, err := s.encodeAll(items)
	if err != nil {
		return nil, fmt.Errorf("store: save: %w", err)
	}
	var out []Outcome
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		out, err = s.saveRows(ctx, tx, rows)
		for _, f := range also {
			if err == nil {
				err = f(tx)
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: save %d articles: %w", len(items), err)
	}
	return out, nil
}

// encodeAll does the work that needs no lock before it is taken.
func (s *Store) encodeAll(items []news.Article) ([]row, error) {
	rows := make([]row, len(items))
	for i := range items {
		r, err := encode(&items[i])
		if err != nil {
			return nil, err
		}
		if r.firstSeen == 0 {
			r.firstSeen = nanos(s.now())
		}
		rows[i] = r
	}
	return rows, nil
}

func (s *Store) saveRows(ctx context.Context, tx *sql.Tx, rows []row) ([]Outcome, error) {
	w, err := s.newWriter(ctx, tx)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(rows))
	for i := range rows {
		o, err := w.save(&rows[i])
		if err != nil {
			return nil, fmt.Errorf("article %s: %w", rows[i].id, err)
		}
		out[i] = o
	}
	return out, w.finish()
}

// writer saves articles within one transaction. What changes about people and
// copies is summed up and written once at the end.
type writer struct {
	ctx     context.Context
	tx      *sql.Tx
	now     time.Time
	rules   *rules
	people  peopleDelta
	touched map[string]int // blocks to be resolved, with how many changes
	placing *placing
}

func (s *Store) newWriter(ctx context.Context, tx *sql.Tx) (*writer, error) {
	r, err := s.rules(ctx, tx)
	if err != nil {
		return nil, err
	}
	return &writer{ctx: ctx, tx: tx, now: s.now(), rules: r, people: peopleDelta{}, touched: map[string]int{}, placing: newPlacing(ctx, tx)}, nil
}

func (w *writer) finish() error {
	if err := w.placing.finish(); err != nil {
		return err
	}
	if err := w.people.apply(w.ctx, w.tx, w.rules); err != nil {
		return err
	}
	return touch(w.ctx, w.tx, w.touched)
}

func (w *writer) save(r *row) (Outcome, error) {
	var oldHash, oldTags string
	var oldFetch []byte
	err := w.tx.QueryRowContext(w.ctx, `SELECT content_hash, tags, fetch FROM articles WHERE id = $1`, string(r.id)).
		Scan(&oldHash, &oldTags, &oldFetch)
	if errors.Is(err, sql.ErrNoRows) {
		return w.add(r)
	}
	if err != nil {
		return "", err
	}
	if oldHash == r.contentHash && oldTags == r.tags {
		return Unchanged, nil
	}
	if oldHash != r.contentHash && w.precedes(r, oldFetch) {
		return w.addEarlier(r)
	}
	if err := w.update(r, oldHash != r.contentHash); err != nil {
		return "", err
	}
	w.placing.note(r.id, r.sketch, false)
	return Updated, w.sight(r.id, slices.Clone(r.people))
}

func (w *writer) add(r *row) (Outcome, error) {
	if copied, err := w.isCopy(r); copied || err != nil {
		return Unchanged, err
	}
	seq, err := nextSeq(w.ctx, w.tx)
	if err != nil {
		return "", err
	}
	if _, err := w.tx.ExecContext(w.ctx, `DELETE FROM deleted WHERE id = $1`, string(r.id)); err != nil {
		return "", err
	}
	_, err = w.tx.ExecContext(w.ctx, `INSERT INTO articles
		(id, seq, content_seq, first_seen, version_seen, content_hash, tags_version, key, url, meta, origins, fetch, tags, text)
		VALUES ($1, $2, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		string(r.id), seq, r.firstSeen, r.contentHash, r.tagsVers, r.key, r.url, r.meta, r.origins, r.fetch, r.tags, r.text)
	if err != nil {
		return "", err
	}
	w.placing.note(r.id, r.sketch, true)
	return Added, w.sight(r.id, slices.Clone(r.people))
}

// isCopy reports whether r is a file that is in the archive under another name.
func (w *writer) isCopy(r *row) (bool, error) {
	if strings.HasPrefix(r.key, "http://") || strings.HasPrefix(r.key, "https://") {
		return false, nil
	}
	var n int
	err := w.tx.QueryRowContext(w.ctx, `SELECT COUNT(*) FROM articles WHERE content_hash = $1`, r.contentHash).Scan(&n)
	return n > 0, err
}

// update writes the new version; reads says that a reader sees a difference, so
// that the previous one is kept as a revision. Where only tags changed, the
// version's own time and fetch stay: they prove the text, and that is as it was.
func (w *writer) update(r *row, reads bool) error {
	seq, err := nextSeq(w.ctx, w.tx)
	if err != nil {
		return err
	}
	if !reads {
		_, err := w.tx.ExecContext(w.ctx, `UPDATE articles SET seq = $2, tags_version = $3, tags = $4 WHERE id = $1`,
			string(r.id), seq, r.tagsVers, r.tags)
		return err
	}
	_, err = w.tx.ExecContext(w.ctx, `INSERT INTO revisions
		(id, seq, first_seen, version_seen, replaced, key, meta, origins, fetch, tags, text)
		SELECT id, seq, first_seen, version_seen, $2, key, meta, origins, fetch, tags, text FROM articles WHERE id = $1`,
		string(r.id), r.firstSeen)
	if err != nil {
		return err
	}
	_, err = w.tx.ExecContext(w.ctx, `UPDATE articles SET seq = $2, content_seq = $2, version_seen = $3, content_hash = $4, tags_version = $5,
		key = $6, url = $7, meta = $8, origins = $9, fetch = $10, tags = $11, text = $12 WHERE id = $1`,
		string(r.id), seq, r.firstSeen, r.contentHash, r.tagsVers, r.key, r.url, r.meta, r.origins, r.fetch, r.tags, r.text)
	return err
}

// precedes reports that r was fetched before the version that is kept, or in the same
// second and kept in another record. A version of the future, by a clock that was
// wrong, is before nothing.
func (w *writer) precedes(r *row, keptFetch []byte) bool {
	var kept, of *news.Fetch
	if json.Unmarshal(keptFetch, &kept) != nil || json.Unmarshal([]byte(r.fetch), &of) != nil || kept == nil || of == nil {
		return false
	}
	if of.At.IsZero() || kept.At.After(w.now) {
		return false
	}
	return of.At.Before(kept.At) || of.At.Equal(kept.At) && (of.WARCFile != kept.WARCFile || of.WARCOffset != kept.WARCOffset)
}

// addEarlier keeps r as an earlier version of its article, where it is none yet.
func (w *writer) addEarlier(r *row) (Outcome, error) {
	var n int
	err := w.tx.QueryRowContext(w.ctx, `SELECT COUNT(*) FROM revisions WHERE id = $1 AND meta = $2 AND text = $3`,
		string(r.id), r.meta, r.text).Scan(&n)
	if err != nil || n > 0 {
		return Unchanged, err
	}
	seq, err := nextSeq(w.ctx, w.tx)
	if err != nil {
		return "", err
	}
	_, err = w.tx.ExecContext(w.ctx, `INSERT INTO revisions
		(id, seq, first_seen, version_seen, replaced, key, meta, origins, fetch, tags, text)
		SELECT id, $2, first_seen, $3, $3, $4, $5, $6, $7, $8, $9 FROM articles WHERE id = $1`,
		string(r.id), seq, r.firstSeen, r.key, r.meta, r.origins, r.fetch, r.tags, r.text)
	return Updated, err
}

// nextSeq takes the next change number. The write lock is held, so numbers
// become visible in their order: a reader of the feed misses none.
func nextSeq(ctx context.Context, tx *sql.Tx) (int64, error) {
	var seq int64
	err := tx.QueryRowContext(ctx, `UPDATE counters SET value = value + 1 WHERE name = 'seq' RETURNING value`).Scan(&seq)
	return seq, err
}
