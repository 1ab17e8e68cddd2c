package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"dateline/search/news"
)

// Builder fills a new generation beside the live one. It gathers articles over
// calls of Apply into batches larger than a live index may wait for, and writes
// several at once. Not safe for concurrent use.
type Builder struct {
	dir  string
	name string
	gen  *generation
	seq  int64

	waiting []*news.Article // for the next batch
	bytes   int             // of their text
	batches errgroup.Group  // being written
	failed  atomic.Bool     // one of them was not

	mu        sync.Mutex
	unsettled map[news.ID]bool // waiting or being written
}

// NewGeneration starts an empty generation in dir (DATA/index). Until Commit the
// live one stays current; a build that was killed is removed by the next Open.
func NewGeneration(dir string, opts Options) (*Builder, error) {
	opts = opts.withDefaults()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("index: new generation: %w", err)
	}
	name := nextName(dir)
	b := &Builder{dir: dir, name: name, gen: newGeneration(filepath.Join(dir, name), opts), unsettled: map[news.ID]bool{}}
	b.batches.SetLimit(buildsInFlight)
	if err := b.gen.create(buildConfig()); err != nil {
		return nil, fmt.Errorf("index: new generation: %w", err)
	}
	return b, nil
}

// Apply is as Index.Apply, without the retry: an error means Abort. It may be
// that of an earlier call, since it returns before all is written; the articles
// must not be changed afterwards.
func (b *Builder) Apply(ctx context.Context, articles []news.Article, deleted []news.ID, seq int64) error {
	if err := b.add(ctx, articles, deleted); err != nil {
		return fmt.Errorf("index: build: %w", err)
	}
	b.seq = seq
	return nil
}

func (b *Builder) add(ctx context.Context, articles []news.Article, deleted []news.ID) error {
	for i := range articles {
		if err := ctx.Err(); err != nil {
			return err
		}
		a := &articles[i]
		if b.isUnsettled(a.ID) { // batches in flight come in any order
			if err := b.settle(); err != nil {
				return err
			}
		}
		if n := textBytes(a); len(b.waiting) > 0 && (b.bytes+n > buildBytes || len(b.waiting) >= buildArticles) {
			if err := b.send(); err != nil {
				return err
			}
		}
		b.wait(a)
	}
	gone := withoutKept(deleted, articles)
	if len(gone) == 0 {
		return nil
	}
	if err := b.settle(); err != nil {
		return err
	}
	return b.gen.write(nil, gone, nil)
}

func (b *Builder) isUnsettled(id news.ID) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.unsettled[id]
}

func (b *Builder) wait(a *news.Article) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unsettled[a.ID] = true
	b.waiting = append(b.waiting, a)
	b.bytes += textBytes(a)
}

// send begins to write what waits; it blocks while enough is being written.
func (b *Builder) send() error {
	if b.failed.Load() {
		return b.batches.Wait()
	}
	batch := b.waiting
	b.waiting, b.bytes = nil, 0
	if len(batch) == 0 {
		return nil
	}
	b.batches.Go(func() error {
		err := b.gen.write(batch, nil, nil)
		if err != nil {
			b.failed.Store(true)
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, a := range batch {
			delete(b.unsettled, a.ID)
		}
		return err
	})
	return nil
}

// settle waits until everything so far is on disk.
func (b *Builder) settle() error { return errors.Join(b.send(), b.batches.Wait()) }

// Commit writes what is left, closes the new generation, checks it and makes it
// current. The one before is removed by the next Open; an Index that has it open
// stays valid. After an error call Abort.
func (b *Builder) Commit() error {
	err := b.settle()
	if err == nil {
		err = b.gen.write(nil, nil, &b.seq)
	}
	if err == nil {
		err = b.gen.close()
	}
	if err != nil {
		return fmt.Errorf("index: commit: %w", err)
	}
	r := check(b.gen.dir)
	err = r.err()
	if err == nil {
		err = errors.Join(syncPath(b.gen.storeDir()), syncPath(b.gen.dir), syncPath(b.dir))
	}
	if err == nil {
		err = writeCurrent(b.dir, b.name)
	}
	if err != nil {
		return fmt.Errorf("index: commit: %w", err)
	}
	return nil
}

// Abort throws the new generation away.
func (b *Builder) Abort() error {
	b.batches.Wait() // what failed is thrown away as well
	if err := errors.Join(b.gen.closeBleve(), os.RemoveAll(b.gen.dir)); err != nil {
		return fmt.Errorf("index: abort: %w", err)
	}
	return nil
}
