package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer/copies"
	"dateline/search/news"
)

// row is an article as its table holds it.
type row struct {
	id                    news.ID
	firstSeen             int64
	key, url              string
	meta, origins         string
	fetch, tags, text     string
	contentHash, tagsVers string
	people                []sighting
	sketch                copies.Sketch
}

// columns are what scanArticle reads, in its order.
const columns = `key, first_seen, meta, origins, fetch, tags, text`

// encode makes the row of a. Invalid UTF-8 is replaced rune by rune, because
// mention offsets count an invalid byte as one code point.
func encode(a *news.Article) (row, error) {
	if !a.ID.Valid() || a.Key == "" {
		return row{}, fmt.Errorf("article %q with key %q: it needs both a valid id and a key", a.ID, a.Key)
	}
	head := *a
	head.Text, head.Tags, head.From, head.Fetch, head.Seen = "", news.Tags{}, nil, nil, time.Time{}
	tags := a.Tags
	tags.People = orEmpty(tags.People)
	tags.Countries = orEmpty(tags.Countries)
	tags.Events = orEmpty(tags.Events)
	r := row{id: a.ID, key: a.Key, url: a.URL, text: valid(a.Text), firstSeen: nanos(a.Seen), tagsVers: a.Tags.Version}
	r.sketch = copies.Of(r.text)
	for _, part := range []struct {
		to   *string
		from any
	}{{&r.meta, head}, {&r.origins, a.From}, {&r.fetch, a.Fetch}, {&r.tags, tags}} {
		b, err := json.Marshal(part.from)
		if err != nil {
			return row{}, fmt.Errorf("article %s: %w", a.ID, err)
		}
		*part.to = string(b)
	}
	hash, err := contentHash(a)
	if err != nil {
		return row{}, err
	}
	r.contentHash = hash
	if r.people, err = sightingsOf(a); err != nil {
		return row{}, fmt.Errorf("article %s: %w", a.ID, err)
	}
	return r, nil
}

// contentHash is over what a reader sees, so that two copies of one text are
// equal wherever they came from. The image is left out: its URL changes with
// every visit on sites that sign or size it. Tags are ours, not the reader's.
func contentHash(a *news.Article) (string, error) {
	b, err := json.Marshal([]any{
		a.Title, a.Text, a.Authors, a.Published, a.Modified, a.Source, a.Site,
		a.Lang, a.Section, a.Keywords, a.Paywalled,
	})
	if err != nil {
		return "", fmt.Errorf("article %s: %w", a.ID, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// scanArticle reads columns, after whatever the caller selected before them.
func scanArticle(scan func(...any) error, before ...any) (news.Article, error) {
	var (
		a                          news.Article
		key                        string
		seen                       int64
		meta, origins, fetch, tags []byte
		text                       string
	)
	if err := scan(append(before, &key, &seen, &meta, &origins, &fetch, &tags, &text)...); err != nil {
		return a, kind(err)
	}
	err := errors.Join(
		json.Unmarshal(meta, &a), json.Unmarshal(origins, &a.From),
		json.Unmarshal(fetch, &a.Fetch), json.Unmarshal(tags, &a.Tags))
	if err != nil {
		return a, fmt.Errorf("%w: article %q: %w", ErrDamaged, key, err)
	}
	a.Key, a.Text, a.Seen = key, text, fromNanos(seen)
	return a, nil
}

// Article gives one article, or ErrNotFound. As wherever articles are read, its
// people are those of the archive, corrections applied, not the tagger's ids.
func (s *Store) Article(ctx context.Context, id news.ID) (news.Article, error) {
	r := s.db.QueryRowContext(ctx, `SELECT `+columns+` FROM articles WHERE id = $1`, string(id))
	a, err := scanArticle(r.Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err == nil {
		err = s.overlay(ctx, []*news.Article{&a})
	}
	if err != nil {
		return news.Article{}, fmt.Errorf("store: article %q: %w", id, err)
	}
	return a, nil
}

// Articles gives the articles of ids in their order; one that is gone is left
// out. They are shared with other callers and not to be changed.
func (s *Store) Articles(ctx context.Context, ids []news.ID) ([]news.Article, error) {
	found, err := s.articlesByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("store: articles: %w", err)
	}
	out := make([]news.Article, 0, len(found))
	for _, id := range ids {
		if a, ok := found[id]; ok {
			out = append(out, a)
		}
	}
	return out, nil
}

// readArticles reads and decodes the articles of ids that there are.
func (s *Store) readArticles(ctx context.Context, ids []news.ID) (map[news.ID]news.Article, error) {
	found := make(map[news.ID]*news.Article, len(ids))
	for chunk := range slices.Chunk(ids, idsPerQuery) {
		marks, args := in(chunk)
		err := each(ctx, s.db, func(rows *sql.Rows) error {
			a, err := scanArticle(rows.Scan)
			found[a.ID] = &a
			return err
		}, `SELECT `+columns+` FROM articles WHERE id IN (`+marks+`)`, args...)
		if err != nil {
			return nil, err
		}
	}
	all := make([]*news.Article, 0, len(found))
	for _, a := range found {
		all = append(all, a)
	}
	if err := s.overlay(ctx, all); err != nil {
		return nil, err
	}
	out := make(map[news.ID]news.Article, len(found))
	for id, a := range found {
		out[id] = *a
	}
	return out, nil
}

// Revision is an earlier version of an article: how it read from Seen, when it
// was first met, until Replaced, when its successor was.
type Revision struct {
	Article        news.Article
	Seen, Replaced time.Time
}

// fetched is when the site said this.
func (r *Revision) fetched() time.Time {
	if f := r.Article.Fetch; f != nil && !f.At.IsZero() {
		return f.At
	}
	return r.Seen
}

// Revisions gives the earlier versions of an article, newest first; none where
// it never changed or is unknown.
func (s *Store) Revisions(ctx context.Context, id news.ID) ([]Revision, error) {
	var out []Revision
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		var from, to int64
		a, err := scanArticle(rows.Scan, &from, &to)
		out = append(out, Revision{a, fromNanos(from), fromNanos(to)})
		return err
	}, `SELECT version_seen, replaced, `+columns+` FROM revisions WHERE id = $1 ORDER BY seq DESC`, string(id))
	if err != nil {
		return nil, fmt.Errorf("store: revisions of %q: %w", id, err)
	}
	// An old capture may have been brought in after newer ones.
	slices.SortStableFunc(out, func(a, b Revision) int { return b.fetched().Compare(a.fetched()) })
	return out, nil
}

// in gives the placeholders and arguments of an IN list. Its length is a power of
// two, the last id repeated, so that statements of a few lengths are kept.
func in[T ~string](ids []T) (marks string, args []any) {
	if len(ids) == 0 {
		return "", nil
	}
	n := 1
	for n < len(ids) {
		n *= 2
	}
	var b strings.Builder
	args = make([]any, n)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(i + 1))
		args[i] = string(ids[min(i, len(ids)-1)])
	}
	return b.String(), args
}

func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
