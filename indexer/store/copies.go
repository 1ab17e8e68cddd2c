package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"dateline/indexer/copies"
	"dateline/search/news"
)

// placing puts the articles of one transaction into groups of copies, and gives
// every other article whose group that changes a new change number, so that the
// index follows. It implements copies.Table.
type placing struct {
	ctx   context.Context
	tx    *sql.Tx
	saved map[news.ID]saved // to be placed; they have their change number already

	moved map[news.ID]bool // others that follow another pivot now
	led   map[news.ID]bool // pivots that gained or lost somebody: had they followers before
}

// saved is an article that the transaction saved; added, where it was not there.
type saved struct {
	sketch copies.Sketch
	added  bool
}

func newPlacing(ctx context.Context, tx *sql.Tx) *placing {
	return &placing{ctx: ctx, tx: tx, saved: map[news.ID]saved{}, moved: map[news.ID]bool{}, led: map[news.ID]bool{}}
}

// note has finish place an article that is being saved.
func (p *placing) note(id news.ID, sketch copies.Sketch, added bool) {
	p.saved[id] = saved{sketch, added || p.saved[id].added}
}

// finish places what was noted, those of the smallest ids first: one that takes
// over a group does so before the others of the transaction are in it. In the order
// of arrival a thousand copies in the order of falling ids moved each other half a
// million times.
func (p *placing) finish() error {
	for _, id := range slices.Sorted(maps.Keys(p.saved)) {
		if err := p.place(id, p.saved[id].sketch, p.saved[id].added); err != nil {
			return err
		}
	}
	return p.bump()
}

// place puts an article into its group, or takes it out where the sketch is that of
// a text without copies.
func (p *placing) place(id news.ID, sketch copies.Sketch, added bool) (err error) {
	var before *copies.Member
	if !added {
		if before, err = p.member(id); err != nil {
			return err
		}
	}
	switch {
	case before != nil && before.Sketch.Equal(&sketch) || before == nil && sketch.IsZero():
		return nil
	case sketch.IsZero():
		return copies.Remove(p, *before)
	}
	return copies.Add(p, before, id, sketch)
}

// bump tells the index of the other articles whose group is another now.
func (p *placing) bump() error {
	for pivot, led := range p.led {
		leads, err := p.leads(pivot)
		if err != nil {
			return err
		}
		if leads != led {
			p.moved[pivot] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(p.moved)) {
		if _, own := p.saved[id]; own {
			continue
		}
		if err := bumpArticle(p.ctx, p.tx, id, everySeq); err != nil {
			return err
		}
	}
	return nil
}

// leads reports whether anybody follows pivot.
func (p *placing) leads(pivot news.ID) (bool, error) {
	n, err := number(pivot)
	if err != nil {
		return false, err
	}
	var leads bool
	err = p.tx.QueryRowContext(p.ctx, `SELECT EXISTS (SELECT 1 FROM copies WHERE pivot = $1 AND pivot <> article)`, n).Scan(&leads)
	return leads, err
}

// touch remembers how pivot was before its group changes.
func (p *placing) touch(pivot news.ID) error {
	_, known := p.led[pivot]
	if _, own := p.saved[pivot]; known || own {
		return nil
	}
	led, err := p.leads(pivot)
	p.led[pivot] = led
	return err
}

const memberColumns = `article, pivot, sketch`

func scanMember(rows interface{ Scan(...any) error }) (copies.Member, error) {
	var article, pivot int64
	var raw []byte
	if err := rows.Scan(&article, &pivot, &raw); err != nil {
		return copies.Member{}, err
	}
	sketch, err := copies.Parse(raw)
	if err != nil {
		return copies.Member{}, fmt.Errorf("%w: article %s: %w", ErrDamaged, idOf(article), err)
	}
	return copies.Member{ID: idOf(article), Pivot: idOf(pivot), Sketch: sketch}, nil
}

// member gives id as it is; nil where it has no copies.
func (p *placing) member(id news.ID) (*copies.Member, error) {
	n, err := number(id)
	if err != nil {
		return nil, err
	}
	m, err := scanMember(p.tx.QueryRowContext(p.ctx, `SELECT `+memberColumns+` FROM copies WHERE article = $1`, n))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &m, err
}

func (p *placing) members(f func(copies.Member) error, where string, args ...any) error {
	return each(p.ctx, p.tx, func(rows *sql.Rows) error {
		m, err := scanMember(rows)
		if err != nil {
			return err
		}
		return f(m)
	}, `SELECT `+memberColumns+` FROM copies WHERE `+where, args...)
}

// Pivots implements copies.Table. Of keys that a great many pivots share, which
// are formulas and no story, maxPivots are looked at: those of the smallest ids.
func (p *placing) Pivots(keys []uint64, f func(copies.Member) error) error {
	marks, args := numberArgs(keys)
	return p.members(f, `article IN (SELECT article FROM copy_keys WHERE pivots = 1 AND key IN (`+marks+`) LIMIT `+strconv.Itoa(maxPivots)+`)`, args...)
}

// Others implements copies.Table.
func (p *placing) Others(keys []uint64, f func(copies.Member) error) error {
	marks, args := numberArgs(keys)
	return p.members(f, `article IN (SELECT article FROM copy_keys WHERE pivots = 0 AND key IN (`+marks+`))`, args...)
}

// Followers implements copies.Table.
func (p *placing) Followers(pivot news.ID, f func(copies.Member) error) error {
	n, err := number(pivot)
	if err != nil {
		return err
	}
	return p.members(f, `pivot = $1 AND pivot <> article`, n)
}

// Put implements copies.Table.
func (p *placing) Put(m copies.Member, before news.ID) error {
	if before != "" && before != m.ID && m.Pivot != m.ID {
		return p.follow(m, before)
	}
	if before != "" {
		if err := p.Drop(copies.Member{ID: m.ID, Pivot: before, Sketch: m.Sketch}); err != nil {
			return err
		}
	}
	if err := p.touch(m.Pivot); err != nil {
		return err
	}
	p.moved[m.ID] = true
	article, pivot, err := numbers(m)
	if err != nil {
		return err
	}
	_, err = p.tx.ExecContext(p.ctx, `INSERT INTO copies (article, pivot, sketch) VALUES ($1, $2, $3)`, article, pivot, m.Sketch.Append(nil))
	if err != nil {
		return err
	}
	var rows strings.Builder
	args := []any{article, article == pivot}
	for i, k := range m.Sketch.Keys {
		if i > 0 {
			rows.WriteByte(',')
		}
		args = append(args, int64(k))
		fmt.Fprintf(&rows, "($%d,$2,$1)", len(args))
	}
	_, err = p.tx.ExecContext(p.ctx, `INSERT INTO copy_keys (key, pivots, article) VALUES `+rows.String(), args...)
	return err
}

// follow has a follower of before follow another pivot: its keys stay what they are.
func (p *placing) follow(m copies.Member, before news.ID) error {
	for _, pivot := range []news.ID{before, m.Pivot} {
		if err := p.touch(pivot); err != nil {
			return err
		}
	}
	p.moved[m.ID] = true
	article, pivot, err := numbers(m)
	if err != nil {
		return err
	}
	_, err = p.tx.ExecContext(p.ctx, `UPDATE copies SET pivot = $2 WHERE article = $1`, article, pivot)
	return err
}

// numbers are the article's and its pivot's.
func numbers(m copies.Member) (article, pivot int64, err error) {
	if article, err = number(m.ID); err != nil {
		return 0, 0, err
	}
	pivot, err = number(m.Pivot)
	return article, pivot, err
}

// Drop implements copies.Table.
func (p *placing) Drop(m copies.Member) error {
	if err := p.touch(m.Pivot); err != nil {
		return err
	}
	article, err := number(m.ID)
	if err != nil {
		return err
	}
	if _, err := p.tx.ExecContext(p.ctx, `DELETE FROM copies WHERE article = $1`, article); err != nil {
		return err
	}
	marks, args := numberArgs(m.Sketch.Keys)
	_, err = p.tx.ExecContext(p.ctx, `DELETE FROM copy_keys WHERE key IN (`+marks+`) AND pivots IN (0, 1) AND article = $`+strconv.Itoa(len(args)+1),
		append(args, article)...)
	return err
}

// numberArgs gives the placeholders and arguments of an IN list of numbers, as in
// does of texts.
func numberArgs[T int64 | uint64](numbers []T) (marks string, args []any) {
	texts := make([]string, len(numbers))
	marks, args = in(texts)
	for i := range args {
		args[i] = int64(numbers[min(i, len(numbers)-1)])
	}
	return marks, args
}

// signBit makes numbers of ids order as the ids do: SQL's are signed.
const signBit = 1 << 63

func number(id news.ID) (int64, error) {
	n, err := strconv.ParseUint(string(id), 16, 64)
	return int64(n ^ signBit), err
}

func idOf(n int64) news.ID { return news.ID(fmt.Sprintf("%016x", uint64(n)^signBit)) }

// groupsOf gives the group of each of ids that has copies.
func (s *Store) groupsOf(ctx context.Context, ids []news.ID) (map[news.ID]news.ID, error) {
	numbers := make([]int64, len(ids))
	for i, id := range ids {
		n, err := number(id)
		if err != nil {
			return nil, err
		}
		numbers[i] = n
	}
	marks, args := numberArgs(numbers)
	out := map[news.ID]news.ID{}
	err := each(ctx, s.db, func(rows *sql.Rows) error {
		var article, pivot int64
		err := rows.Scan(&article, &pivot)
		out[idOf(article)] = idOf(pivot)
		return err
	}, `SELECT article, pivot FROM copies c WHERE article IN (`+marks+`)
		AND (pivot <> article OR EXISTS (SELECT 1 FROM copies f WHERE f.pivot = c.article AND f.pivot <> f.article))`, args...)
	return out, err
}

// Place puts the articles behind id after, at most limit, into groups of copies,
// those that are there already left as they are, and gives the last one's id,
// empty where none was left. For archives from before there were groups.
func (s *Store) Place(ctx context.Context, after news.ID, limit int) (last news.ID, err error) {
	type text struct {
		id     news.ID
		hash   string
		sketch copies.Sketch
	}
	var texts []text
	bytes := 0
	err = each(ctx, s.db, func(rows *sql.Rows) error {
		var t text
		var body string
		if err := rows.Scan(&t.id, &t.hash, &body); err != nil {
			return err
		}
		if bytes += len(body); len(texts) > 0 && bytes > maxFeedBytes {
			return errEnough
		}
		t.sketch = copies.Of(body)
		texts = append(texts, t)
		return nil
	}, `SELECT id, content_hash, text FROM articles WHERE id > $1 ORDER BY id LIMIT $2`, string(after), limit)
	if err != nil && !errors.Is(err, errEnough) || len(texts) == 0 {
		return "", wrap("place", err)
	}
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		p := newPlacing(ctx, tx)
		for _, t := range texts {
			var same bool // it may have been deleted meanwhile, or changed and placed
			err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM articles WHERE id = $1 AND content_hash = $2)`, string(t.id), t.hash).Scan(&same)
			if err == nil && same {
				err = p.place(t.id, t.sketch, false)
			}
			if err != nil {
				return err
			}
		}
		return p.bump()
	})
	return texts[len(texts)-1].id, wrap("place", err)
}
