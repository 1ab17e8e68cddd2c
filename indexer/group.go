package indexer

import (
	"context"
	"database/sql"
	"fmt"
	"sync"

	"dateline/indexer/archive"
	"dateline/indexer/store"
	"dateline/search/news"
)

// ending is what a visit came to: its article, where it brought one, and what is
// written with it. It is acknowledged when it and its archived response are on
// the disk.
type ending struct {
	ticket  archive.Ticket
	article *news.Article
	also    func(*sql.Tx) error

	// Of the group, under its leading.
	done    bool
	alone   bool // it, or another of its group, could not be saved with the others
	outcome store.Outcome
	err     error
}

// group saves the endings of many visits at once: two flushes of the disk and
// one transaction for all that ended while the last ones were written. Each
// visit waits for its own. Safe for concurrent use.
type group struct {
	warc  *archive.Writer
	store *store.Store

	leading sync.Mutex // whoever has it saves for all that wait
	mu      sync.Mutex
	waiting []*ending
}

// save returns when e is on the disk, or with the error that kept it from being.
func (g *group) save(ctx context.Context, e *ending) (store.Outcome, error) {
	g.mu.Lock()
	g.waiting = append(g.waiting, e)
	g.mu.Unlock()
	g.leading.Lock()
	defer g.leading.Unlock()
	if !e.done && !e.alone {
		g.flush(ctx, g.take())
	}
	if !e.done {
		g.flush(ctx, []*ending{e})
	}
	return e.outcome, e.err
}

func (g *group) take() []*ending {
	g.mu.Lock()
	defer g.mu.Unlock()
	batch := g.waiting
	g.waiting = nil
	return batch
}

// flush saves batch together. What is wrong with one of them must not harm the
// others, nor may a panic be taken for another page's: then each is saved alone
// by its own worker.
func (g *group) flush(ctx context.Context, batch []*ending) {
	outcomes, err := g.write(ctx, batch)
	if err != nil && len(batch) > 1 {
		for _, e := range batch {
			e.alone = true
		}
		return
	}
	for _, e := range batch {
		e.done, e.err = true, err
		if err == nil && e.article != nil {
			e.outcome, outcomes = outcomes[0], outcomes[1:]
		}
	}
}

func (g *group) write(ctx context.Context, batch []*ending) (outcomes []store.Outcome, err error) {
	defer func() {
		if p := recover(); p != nil {
			if len(batch) == 1 {
				panic(p) // in the worker whose page it is
			}
			err = fmt.Errorf("indexer: saving %d pages panicked: %v", len(batch), p)
		}
	}()
	var articles []news.Article
	for _, e := range batch {
		// The archive first: an article must never refer to a response that
		// power loss took.
		if err := g.warc.Sync(e.ticket); err != nil {
			return nil, err
		}
		if e.article != nil {
			articles = append(articles, *e.article)
		}
	}
	return g.store.Save(ctx, articles, func(tx *sql.Tx) error {
		for _, e := range batch {
			if err := e.also(tx); err != nil {
				return err
			}
		}
		return nil
	})
}
