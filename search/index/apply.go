package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"github.com/blevesearch/bleve/v2"

	"dateline/search/news"
)

// apply writes articles in batches. The sequence number goes with the last one,
// after all others are on disk, so that it never runs ahead of them.
func (g *generation) apply(ctx context.Context, articles []news.Article, deleted []news.ID, seq int64) error {
	batches := cutBatches(newestLast(articles))
	last := batches[len(batches)-1]
	wait, wctx := errgroup.WithContext(ctx)
	wait.SetLimit(batchesInFlight)
	for _, b := range batches[:len(batches)-1] {
		wait.Go(func() error {
			if err := wctx.Err(); err != nil {
				return err
			}
			return g.write(b, nil, nil)
		})
	}
	if err := wait.Wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return g.write(last, withoutKept(deleted, articles), &seq)
}

// withoutKept leaves of deleted what is not among articles.
func withoutKept(deleted []news.ID, articles []news.Article) []news.ID {
	if len(deleted) == 0 {
		return nil
	}
	kept := make(map[news.ID]bool, len(articles))
	for i := range articles {
		kept[articles[i].ID] = true
	}
	var gone []news.ID
	for _, id := range deleted {
		if !kept[id] {
			gone = append(gone, id)
		}
	}
	return gone
}

// cutBatches splits by bytes; there is always one batch, if an empty one.
func cutBatches(articles []*news.Article) [][]*news.Article {
	var out [][]*news.Article
	start, size := 0, 0
	for i, a := range articles {
		n := textBytes(a)
		if i > start && (size+n > batchBytes || i-start >= batchArticles) {
			out = append(out, articles[start:i])
			start, size = i, 0
		}
		size += n
	}
	return append(out, articles[start:])
}

// write runs one batch and waits until it is on disk. A failed write may panic
// in the caller's goroutine, or in the next batch's.
func (g *generation) write(articles []*news.Article, deleted []news.ID, seq *int64) (err error) {
	defer recovered("batch", &err)
	b := g.bleve.NewBatch()
	if err := g.fillBatch(b, articles); err != nil {
		return err
	}
	for _, id := range deleted {
		b.Delete(string(id))
	}
	if seq != nil {
		b.SetInternal(seqKey, binary.BigEndian.AppendUint64(nil, uint64(*seq)))
	}
	if b.Size() == 0 {
		return nil
	}
	if err := g.bleve.Batch(b); err != nil {
		g.failed.Store(true)
		return fmt.Errorf("batch of %d articles: %w", len(articles), ofSystem(err))
	}
	return nil
}

// ofSystem gives an error of the engine the operating system's error that it
// only quotes, so that callers can tell a full disk from damage.
func ofSystem(err error) error {
	for _, e := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EACCES, syscall.EPERM, syscall.EMFILE, syscall.ENFILE} {
		if !errors.Is(err, e) && strings.Contains(err.Error(), e.Error()) {
			return fmt.Errorf("%w: %w", e, err)
		}
	}
	return err
}

func (g *generation) fillBatch(b *bleve.Batch, articles []*news.Article) error {
	a := g.analysers.Get().(*analyser)
	defer g.analysers.Put(a)
	for _, art := range articles {
		doc, err := a.document(art)
		if err != nil {
			return err
		}
		if err := b.IndexAdvanced(doc); err != nil {
			return err
		}
	}
	return nil
}
