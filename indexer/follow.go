package indexer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dateline/indexer/store"
	"dateline/search/index"
	"dateline/search/news"
)

// The index follows the store's change feed: whoever stored an article, this
// process or another, the owner indexes it.

func (x *Indexer) startFollowing() {
	ctx, cancel := context.WithCancel(context.Background())
	x.stop = cancel
	x.kick = make(chan struct{}, 1)
	x.resolving.sighted = make(chan struct{})
	x.done.Go(func() { x.follow(ctx) })
}

func (x *Indexer) follow(ctx context.Context) {
	for {
		wait := followEvery
		switch err := x.round(ctx); {
		case err == nil, ctx.Err() != nil:
		case x.disk.refused(err):
			wait = diskRetry
		default:
			x.cfg.Logger.Error("indexing", "error", err, "retry_in", followRetry)
			wait = followRetry
		}
		select {
		case <-ctx.Done():
			return
		case <-x.kick:
		case <-time.After(wait):
		}
	}
}

// round settles who is who and then feeds the index, so that most articles come
// to it once.
func (x *Indexer) round(ctx context.Context) error {
	select {
	case <-x.resolving.sighted:
	default:
		if err := x.bringUp(ctx); err != nil {
			return err
		}
		close(x.resolving.sighted)
	}
	if err := x.resolvePeople(ctx); err != nil {
		return err
	}
	if x.Index.Outdated() {
		if err := x.renew(ctx); err != nil {
			return err
		}
	}
	_, err := x.catchUp(ctx, x.Index, nil)
	return err
}

// bringUp brings an archive that another version of this program left to this
// one's people and groups of copies.
func (x *Indexer) bringUp(ctx context.Context) error {
	if err := x.sightPeople(ctx); err != nil {
		return err
	}
	return x.placeCopies(ctx)
}

// renew builds a generation of today's schema while the one of an earlier schema
// answers, and takes its place.
func (x *Indexer) renew(ctx context.Context) error {
	start := x.cfg.Now()
	n, err := x.build(ctx, nil)
	if err != nil {
		return err
	}
	if err := x.Index.Reload(); err != nil {
		return err
	}
	x.cfg.Logger.Info("the index of an earlier version was built anew", "articles", n, "took", x.cfg.Now().Sub(start))
	return x.Store.SetIndexed(ctx, x.Index.Seq())
}

// applier is what takes changes: the live index, or the builder of a new
// generation.
type applier interface {
	Apply(ctx context.Context, articles []news.Article, deleted []news.ID, seq int64) error
	Seq() int64
}

// catchUp feeds to every change it has not seen, and says how many. Callers
// other than the follow loop use an applier of their own.
func (x *Indexer) catchUp(ctx context.Context, to applier, progress func(done int)) (int, error) {
	total := 0
	for {
		changes, err := x.Store.Since(ctx, to.Seq(), followBatch)
		if err != nil || len(changes) == 0 {
			return total, err
		}
		if err := x.disk.check(); err != nil {
			return total, err
		}
		if err := apply(ctx, to, changes); err != nil {
			return total, err
		}
		if to == applier(x.Index) {
			if err := x.Store.SetIndexed(ctx, to.Seq()); err != nil {
				return total, err
			}
		}
		x.disk.wrote()
		total += len(changes)
		if progress != nil {
			progress(total)
		}
	}
}

func apply(ctx context.Context, to applier, changes []store.Change) error {
	var articles []news.Article
	var deleted []news.ID
	for _, c := range changes {
		if c.Deleted {
			deleted = append(deleted, c.ID)
		} else {
			articles = append(articles, c.Article)
		}
	}
	return to.Apply(ctx, articles, deleted, changes[len(changes)-1].Seq)
}

// CatchUp waits until everything stored by now is searchable, its people and
// corrections settled. Beside an owner it waits for that owner.
func (x *Indexer) CatchUp(ctx context.Context) error {
	stored, err := x.Store.LastSeq(ctx)
	if err != nil {
		return err
	}
	err = x.poll(ctx, func() (bool, error) {
		waiting, err := x.Store.Unresolved(ctx, stored)
		if x.Owns() && waiting > 0 {
			x.resolving.hurry.Store(true)
		}
		return x.hasSighted() && waiting == 0, err
	})
	if err != nil {
		return err
	}
	// Who is who made changes of its own.
	if stored, err = x.Store.LastSeq(ctx); err != nil {
		return err
	}
	return x.poll(ctx, func() (bool, error) {
		if x.Owns() {
			return x.Index.Seq() >= stored, nil
		}
		indexed, err := x.Store.Indexed(ctx)
		return indexed >= stored, err
	})
}

// hasSighted reports that the archive's people are of this version, as far as
// this process can tell.
func (x *Indexer) hasSighted() bool {
	if !x.Owns() {
		return true
	}
	select {
	case <-x.resolving.sighted:
		return true
	default:
		return false
	}
}

// poll waits until done, having the owner look at once each time.
func (x *Indexer) poll(ctx context.Context, done func() (bool, error)) error {
	for {
		if is, err := done(); err != nil || is {
			return err
		}
		if x.Owns() {
			x.wake()
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// checkIndexNotAhead catches an index that belongs to another store (a restored
// or deleted database): it would never be fed again. A new generation is built.
func (x *Indexer) checkIndexNotAhead(ctx context.Context) error {
	last, err := x.Store.LastSeq(ctx)
	if err != nil {
		return err
	}
	if x.Index.Seq() <= last {
		return nil
	}
	x.cfg.Logger.Warn("the index is ahead of the store and is rebuilt", "index_seq", x.Index.Seq(), "store_seq", last)
	if err := x.Index.Close(); err != nil {
		return err
	}
	x.Index = nil
	if _, err := x.build(ctx, nil); err != nil {
		return err
	}
	x.Index, err = index.Open(indexDir(x.cfg.DataDir), x.indexOptions())
	return err
}

// Rebuild builds the index anew from the store, beside the old one, and swaps
// it in when it is whole. It takes the data directory for itself: with a
// server running it fails with *index.HeldError. progress may be nil.
func Rebuild(ctx context.Context, cfg Config, progress func(done int)) (articles int, err error) {
	cfg = cfg.withDefaults()
	lock, err := index.AcquireLock(cfg.DataDir)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	x, err := openStore(ctx, cfg)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	return x.build(ctx, progress)
}

// build fills a new generation from the store and makes it the live one.
func (x *Indexer) build(ctx context.Context, progress func(done int)) (int, error) {
	builder, err := index.NewGeneration(indexDir(x.cfg.DataDir), x.indexOptions())
	if err != nil {
		return 0, fmt.Errorf("indexer: rebuild: %w", err)
	}
	b := &building{Builder: builder}
	n, err := x.fill(ctx, b, progress)
	if err != nil {
		return n, errors.Join(fmt.Errorf("indexer: rebuild: %w", err), b.Abort())
	}
	if err := b.Commit(); err != nil {
		return n, fmt.Errorf("indexer: rebuild: %w", err)
	}
	return n, nil
}

// fill feeds b with everything, people settled first.
func (x *Indexer) fill(ctx context.Context, b *building, progress func(done int)) (int, error) {
	if err := x.bringUp(ctx); err != nil {
		return 0, err
	}
	if _, err := x.resolveBlocks(ctx, true); err != nil {
		return 0, err
	}
	return x.catchUp(ctx, b, progress)
}

// building is a Builder that knows how far it is.
type building struct {
	*index.Builder
	seq int64
}

// Apply implements applier.
func (b *building) Apply(ctx context.Context, articles []news.Article, deleted []news.ID, seq int64) error {
	if err := b.Builder.Apply(ctx, articles, deleted, seq); err != nil {
		return err
	}
	b.seq = seq
	return nil
}

// Seq implements applier.
func (b *building) Seq() int64 { return b.seq }
