package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"dateline/indexer/entity"
	"dateline/search/news"
)

// Resolved is what one step of Resolve did. Blocks is 0 where nothing was left
// to do; Articles counts those whose people changed.
type Resolved struct{ Blocks, Articles int }

// blockState is a block as it is to be resolved; it must still be so when the
// result is written.
type blockState struct {
	name               string
	size, fresh, since int64
}

// Resolve tells the people of some blocks that changed apart, anew from all
// their sightings, so that the result does not depend on the order in which
// articles came. Call it until Blocks is 0. Only the owner of the data directory
// may, and one call at a time.
//
// Every article whose people changed gets a new change number, so that the index
// follows; not those behind indexed, which the index has not read yet.
//
// A large block is read as a whole for one new sighting. Without all it is left
// until it has doubled, so that an archive that grows reads each sighting a bounded
// number of times.
func (s *Store) Resolve(ctx context.Context, indexed int64, all bool) (Resolved, error) {
	job, err := s.planResolve(ctx, all)
	if err != nil || len(job.blocks) == 0 {
		return Resolved{}, wrap("resolve", err)
	}
	var done Resolved
	err = s.inTx(ctx, func(tx *sql.Tx) error {
		done, err = s.writeResolved(ctx, tx, job, indexed)
		return err
	})
	return done, wrap("resolve", err)
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("store: %s: %w", what, kind(err))
}

// resolveJob is what was read and found out without holding the write lock.
type resolveJob struct{ blocks []*resolvedBlock }

type resolvedBlock struct {
	blockState
	sightings []sighting
	base      []news.PersonID // parallel: who the resolver says it is
	entities  map[news.PersonID]entityRow
	aliases   map[news.PersonID]aliasRow
}

// entityRow and aliasRow are rows of the tables of these names.
type entityRow struct {
	name      string
	ambiguous bool
	roles     string
	members   int
}

type aliasRow struct {
	now     news.PersonID
	members int
}

func (s *Store) planResolve(ctx context.Context, all bool) (*resolveJob, error) {
	// All from one moment: the states of the blocks must be those of what is read.
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	states, err := freshBlocks(ctx, tx, all)
	if err != nil || len(states) == 0 {
		return &resolveJob{}, err
	}
	job := &resolveJob{}
	list, err := s.list(ctx, tx)
	if err != nil {
		return nil, err
	}
	byName := map[string]*resolvedBlock{}
	for _, st := range states {
		b := &resolvedBlock{blockState: st}
		byName[st.name] = b
		job.blocks = append(job.blocks, b)
	}
	marks, args := in(slices.Sorted(maps.Keys(byName)))
	read, err := readSightings(ctx, tx, `block IN (`+marks+`)`, args...)
	if err != nil {
		return nil, err
	}
	for _, si := range read {
		b := byName[si.block]
		b.sightings = append(b.sightings, si)
	}
	for _, b := range job.blocks {
		if err := b.resolve(s.whoIs, list); err != nil {
			return nil, err
		}
	}
	return job, nil
}

// freshBlocks chooses the blocks of one step, those that wait longest first.
func freshBlocks(ctx context.Context, q querier, all bool) ([]blockState, error) {
	ripe := fmt.Sprintf(`AND (size <= %d OR fresh >= size)`, smallBlock)
	if all {
		ripe = ""
	}
	var out []blockState
	sum := int64(0)
	err := each(ctx, q, func(rows *sql.Rows) error {
		var b blockState
		if err := rows.Scan(&b.name, &b.size, &b.fresh, &b.since); err != nil {
			return err
		}
		if sum += b.size + b.fresh; len(out) == 0 || sum <= resolveSightings {
			out = append(out, b)
		}
		return nil
	}, `SELECT name, size, fresh, since FROM blocks WHERE fresh > 0 `+ripe+` ORDER BY since, name LIMIT $1`, resolveBlocks)
	return out, err
}

// resolve says who the sightings of b are, before corrections.
func (b *resolvedBlock) resolve(whoIs func([]entity.Sighting, []entity.Known) []entity.Entity, list *list) error {
	b.base = make([]news.PersonID, len(b.sightings))
	perLocal := map[news.PersonID]int{}
	var sample []entity.Sighting
	for i := range b.sightings {
		si := &b.sightings[i]
		if perLocal[si.local]++; perLocal[si.local] > maxProfiles || len(sample) >= maxBlock {
			continue
		}
		if err := si.decode(); err != nil {
			return err
		}
		sample = append(sample, si.entitySighting())
	}
	found := whoIs(sample, list.blocks[b.name])
	members := map[entity.Member]news.PersonID{}
	for _, e := range found {
		for _, m := range e.Members {
			members[m] = e.ID
		}
	}
	// A list's own id stands in the tags where its name is unmistakable.
	votes := map[news.PersonID]map[news.PersonID]int{}
	for i := range b.sightings {
		si := &b.sightings[i]
		id, compared := members[entity.Member{Article: si.article, Local: si.local}]
		if list.ids[si.local] {
			id, compared = si.local, true
		}
		b.base[i] = id
		if compared {
			if votes[si.local] == nil {
				votes[si.local] = map[news.PersonID]int{}
			}
			votes[si.local][id]++
		}
	}
	b.aliases = map[news.PersonID]aliasRow{}
	for local, v := range votes {
		most := mostVoted(v)
		for i := range b.sightings {
			if b.base[i] == "" && b.sightings[i].local == local {
				b.base[i] = most
				v[most]++
			}
		}
		if most != local {
			b.aliases[local] = aliasRow{most, v[most]}
		}
	}
	return b.describe(found)
}

func mostVoted(votes map[news.PersonID]int) news.PersonID {
	return slices.MinFunc(slices.Collect(maps.Keys(votes)), func(x, y news.PersonID) int {
		return cmp.Or(cmp.Compare(votes[y], votes[x]), cmp.Compare(x, y))
	})
}

// describe keeps what the resolver said of each entity that has members.
func (b *resolvedBlock) describe(found []entity.Entity) error {
	b.entities = map[news.PersonID]entityRow{}
	for i := range b.base {
		if b.base[i] == "" { // beyond maxBlock, and the only ones of their id
			b.base[i] = b.sightings[i].local
		}
		row := b.entities[b.base[i]]
		row.members++
		b.entities[b.base[i]] = row
	}
	for _, e := range found {
		row, ok := b.entities[e.ID]
		if !ok {
			continue
		}
		roles, err := json.Marshal(orEmpty(e.Roles[:min(len(e.Roles), maxRoles)]))
		if err != nil {
			return err
		}
		row.name, row.ambiguous, row.roles = cleanForm(e.Name), e.Ambiguous, string(roles)
		b.entities[e.ID] = row
	}
	return nil
}

// writeResolved writes the blocks of job that are still as they were read.
func (s *Store) writeResolved(ctx context.Context, tx *sql.Tx, job *resolveJob, indexed int64) (Resolved, error) {
	w, err := s.newWriter(ctx, tx)
	if err != nil {
		return Resolved{}, err
	}
	v := resolveWriter{writer: w, renamed: map[news.PersonID]bool{}, changed: map[news.PersonID]bool{}}
	var blocks []*resolvedBlock
	for _, b := range job.blocks {
		var fresh, since int64
		if err := tx.QueryRowContext(ctx, `SELECT fresh, since FROM blocks WHERE name = $1`, b.name).Scan(&fresh, &since); err != nil {
			return Resolved{}, err
		}
		if fresh == b.fresh && since == b.since {
			blocks = append(blocks, b)
		}
	}
	for _, b := range blocks {
		if err := v.entities(b); err != nil {
			return Resolved{}, err
		}
		if err := v.aliases(b); err != nil {
			return Resolved{}, err
		}
		_, err := tx.ExecContext(ctx, `UPDATE blocks SET size = $2, fresh = 0 WHERE name = $1`, b.name, len(b.sightings))
		if err != nil {
			return Resolved{}, err
		}
	}
	articles, err := v.move(blocks)
	if err != nil {
		return Resolved{}, err
	}
	if err := v.bump(articles, indexed); err != nil {
		return Resolved{}, err
	}
	return Resolved{len(job.blocks), len(articles)}, v.finish()
}

// resolveWriter writes what a resolution changed.
type resolveWriter struct {
	*writer
	renamed map[news.PersonID]bool // people whose name may have changed
	changed map[news.PersonID]bool // ids that began or ceased to be the resolver's
}

// entities keeps what the resolver said of b, writing differences only.
func (v *resolveWriter) entities(b *resolvedBlock) error {
	old := map[news.PersonID]entityRow{}
	err := each(v.ctx, v.tx, func(rows *sql.Rows) error {
		var id news.PersonID
		var e entityRow
		err := rows.Scan(&id, &e.name, &e.ambiguous, &e.roles, &e.members)
		old[id] = e
		return err
	}, `SELECT id, name, ambiguous, roles, members FROM entities WHERE block = $1`, b.name)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(b.entities)) {
		e, was := b.entities[id], old[id]
		if _, there := old[id]; !there {
			v.changed[id] = true
		}
		delete(old, id)
		if e == was {
			continue
		}
		v.renamed[id] = v.renamed[id] || e.name != was.name || e.members != was.members
		_, err := v.tx.ExecContext(v.ctx, `INSERT INTO entities (block, id, name, ambiguous, roles, members) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (block, id) DO UPDATE SET name = excluded.name, ambiguous = excluded.ambiguous, roles = excluded.roles, members = excluded.members`,
			b.name, string(id), e.name, e.ambiguous, e.roles, e.members)
		if err != nil {
			return err
		}
	}
	for id := range old {
		v.changed[id], v.renamed[id] = true, true
		if _, err := v.tx.ExecContext(v.ctx, `DELETE FROM entities WHERE block = $1 AND id = $2`, b.name, string(id)); err != nil {
			return err
		}
		if _, local := b.aliases[id]; !local {
			b.inherit(id)
		}
	}
	return nil
}

// inherit remembers who stands for an id that is no more: who most of its
// members are now.
func (b *resolvedBlock) inherit(id news.PersonID) {
	votes := map[news.PersonID]int{}
	for i := range b.sightings {
		if b.sightings[i].entity == id {
			votes[b.base[i]]++
		}
	}
	if len(votes) > 0 {
		most := mostVoted(votes)
		b.aliases[id] = aliasRow{most, votes[most]}
	}
}

func (v *resolveWriter) aliases(b *resolvedBlock) error {
	old := map[news.PersonID]aliasRow{}
	err := each(v.ctx, v.tx, func(rows *sql.Rows) error {
		var id news.PersonID
		var a aliasRow
		err := rows.Scan(&id, &a.now, &a.members)
		old[id] = a
		return err
	}, `SELECT id, now, members FROM aliases WHERE block = $1`, b.name)
	if err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(b.aliases)) {
		a := b.aliases[id]
		if old[id] == a {
			continue
		}
		v.changed[id] = v.changed[id] || old[id].now != a.now
		_, err := v.tx.ExecContext(v.ctx, `INSERT INTO aliases (id, block, now, members) VALUES ($1, $2, $3, $4)
			ON CONFLICT (id, block) DO UPDATE SET now = excluded.now, members = excluded.members`, string(id), b.name, string(a.now), a.members)
		if err != nil {
			return err
		}
	}
	for id := range old { // ids that stand for themselves again
		if _, stands := b.entities[id]; !stands || b.aliases[id].now != "" {
			continue
		}
		if _, err := v.tx.ExecContext(v.ctx, `DELETE FROM aliases WHERE id = $1 AND block = $2`, string(id), b.name); err != nil {
			return err
		}
	}
	return nil
}

// move gives every sighting that is somebody else now its new entity, corrected,
// and says which articles that changes.
func (v *resolveWriter) move(blocks []*resolvedBlock) (map[news.ID]bool, error) {
	articles := map[news.ID]bool{}
	for _, b := range blocks {
		for i := range b.sightings {
			si := &b.sightings[i]
			now := v.rules.person(si.article, b.base[i])
			if now == si.entity {
				continue
			}
			articles[si.article] = true
			if err := v.moveOne(si, now); err != nil {
				return nil, err
			}
		}
	}
	return articles, nil
}

// moveOne counts anew who is in the article: another of its people may be the
// old entity or the new one, too.
func (v *resolveWriter) moveOne(si *sighting, now news.PersonID) error {
	if si.profile.Name == "" {
		if err := si.decode(); err != nil {
			return err
		}
	}
	others := map[news.PersonID]bool{}
	err := each(v.ctx, v.tx, func(rows *sql.Rows) error {
		var id news.PersonID
		err := rows.Scan(&id)
		others[id] = true
		return err
	}, `SELECT entity FROM sightings WHERE article = $1 AND local <> $2`, string(si.article), string(si.local))
	if err != nil {
		return err
	}
	for _, side := range []struct {
		id   news.PersonID
		sign int
	}{{si.entity, -1}, {now, +1}} {
		if isHidden(side.id) {
			continue
		}
		if !others[side.id] {
			v.people.person(side.id).articles += side.sign
		}
		si.entity = side.id
		v.people.sighting(si, side.sign)
	}
	si.entity = now
	_, err = v.tx.ExecContext(v.ctx, `UPDATE sightings SET entity = $3 WHERE article = $1 AND local = $2`,
		string(si.article), string(si.local), string(now))
	return err
}

// bump gives the index the articles that changed and that it has read before.
func (v *resolveWriter) bump(articles map[news.ID]bool, indexed int64) error {
	for _, id := range slices.Sorted(maps.Keys(articles)) {
		if err := bumpArticle(v.ctx, v.tx, id, indexed); err != nil {
			return err
		}
	}
	return nil
}

func bumpArticle(ctx context.Context, tx *sql.Tx, id news.ID, indexed int64) error {
	var seq int64
	err := tx.QueryRowContext(ctx, `SELECT seq FROM articles WHERE id = $1`, string(id)).Scan(&seq)
	if err != nil || seq > indexed {
		return err
	}
	if seq, err = nextSeq(ctx, tx); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE articles SET seq = $2 WHERE id = $1`, string(id), seq)
	return err
}

// finish writes counts and names, and tells readers that tags mean something
// else.
func (v *resolveWriter) finish() error {
	if err := v.people.apply(v.ctx, v.tx, v.rules); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(v.renamed)) {
		if err := rename(v.ctx, v.tx, v.rules, id); err != nil {
			return err
		}
	}
	if err := v.reapply(); err != nil || len(v.people)+len(v.renamed) == 0 {
		return err
	}
	return count(v.ctx, v.tx, "people")
}

// reapply has corrections looked at anew whose people the resolver knows by other
// ids now: all whom they link, once.
func (v *resolveWriter) reapply() error {
	for _, id := range slices.Sorted(maps.Keys(v.changed)) {
		if !v.rules.speaksOf(id) {
			continue
		}
		if err := correctPeople(v.ctx, v.tx, v.rules.related(id)); err != nil {
			return err
		}
	}
	return nil
}

func count(ctx context.Context, tx *sql.Tx, counter string) error {
	_, err := tx.ExecContext(ctx, `UPDATE counters SET value = value + 1 WHERE name = $1`, counter)
	return err
}

// touchPeople marks every block that people stand in as to be resolved.
func touchPeople(ctx context.Context, tx *sql.Tx, ids []news.PersonID) error {
	blocks := map[string]int{}
	for _, id := range ids {
		err := each(ctx, tx, func(rows *sql.Rows) error {
			var b string
			err := rows.Scan(&b)
			blocks[b] = 1
			return err
		}, `SELECT DISTINCT block FROM sightings WHERE entity IN ($1, $2) UNION SELECT block FROM entities WHERE id = $1
			UNION SELECT block FROM aliases WHERE id = $1`, string(id), hiddenMark+string(id))
		if err != nil {
			return err
		}
	}
	return touch(ctx, tx, blocks)
}

// Unresolved counts the blocks that changed up to seq and still wait.
func (s *Store) Unresolved(ctx context.Context, seq int64) (int, error) {
	var n int
	err := s.db.QueryRowContext(ctx, `SELECT COUNT(*) FROM blocks WHERE fresh > 0 AND since <= $1`, seq).Scan(&n)
	return n, wrap("unresolved", err)
}

// TouchAll marks every block as to be resolved anew.
func (s *Store) TouchAll(ctx context.Context) error {
	return wrap("touch", s.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE blocks SET fresh = fresh + 1, since = CASE WHEN fresh = 0 THEN $1 ELSE since END`, 0)
		return err
	}))
}
