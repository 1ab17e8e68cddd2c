package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dateline/search/news"
)

// Builder fills a new generation beside the live one. Not safe for concurrent use.
type Builder struct {
	dir  string
	name string
	gen  *generation
}

// NewGeneration starts an empty generation in dir (DATA/index). Until Commit the
// live one stays current; a build that was killed is removed by the next Open.
func NewGeneration(dir string, opts Options) (*Builder, error) {
	opts = opts.withDefaults()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("index: new generation: %w", err)
	}
	name := nextName(dir)
	b := &Builder{dir: dir, name: name, gen: newGeneration(filepath.Join(dir, name), opts)}
	if err := b.gen.create(); err != nil {
		return nil, fmt.Errorf("index: new generation: %w", err)
	}
	return b, nil
}

// Apply is as Index.Apply, without the retry: an error means Abort.
func (b *Builder) Apply(ctx context.Context, articles []news.Article, deleted []news.ID, seq int64) error {
	if err := b.gen.apply(ctx, articles, deleted, seq); err != nil {
		return fmt.Errorf("index: build: %w", err)
	}
	return nil
}

// Commit closes the new generation, checks it and makes it current. The one
// before is removed by the next Open; an Index that has it open stays valid.
func (b *Builder) Commit() error {
	if err := b.gen.close(); err != nil {
		return fmt.Errorf("index: commit: %w", err)
	}
	r := check(b.gen.dir)
	err := r.err()
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
	if err := errors.Join(b.gen.closeBleve(), os.RemoveAll(b.gen.dir)); err != nil {
		return fmt.Errorf("index: abort: %w", err)
	}
	return nil
}
