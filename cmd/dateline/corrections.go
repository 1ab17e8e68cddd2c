package main

import (
	"context"
	"errors"
	"time"

	"dateline/indexer"
	"dateline/indexer/store"
	"dateline/search"
	"dateline/search/news"
	"dateline/web"
)

// correctionWait is how long an answer waits for the archive to follow a
// correction; then it is given all the same, and the archive follows soon.
const correctionWait = 5 * time.Second

// corrections is the indexer as package web wants it.
type corrections struct{ x *indexer.Indexer }

var _ web.Corrections = corrections{}

// Corrections implements web.Corrections.
func (c corrections) Corrections(ctx context.Context) ([]web.Correction, error) {
	log, err := c.x.Store.Corrections(ctx)
	out := make([]web.Correction, 0, len(log))
	for _, l := range log {
		out = append(out, toWeb(l))
	}
	return out, err
}

// Correct implements web.Corrections.
func (c corrections) Correct(ctx context.Context, in web.Correction) (web.Correction, error) {
	kept, err := c.x.Correct(ctx, store.Correction{
		Who: in.Who, Kind: store.CorrectionKind(in.Kind), Facet: news.Facet(in.Facet), ID: in.ID, Into: news.PersonID(in.Into),
		Name: in.Name, Articles: articleIDs(in.Articles),
	})
	return c.followed(ctx, kept, err)
}

// Undo implements web.Corrections.
func (c corrections) Undo(ctx context.Context, n int64) (web.Correction, error) {
	undone, err := c.x.Undo(ctx, n)
	return c.followed(ctx, undone, err)
}

func (c corrections) followed(ctx context.Context, kept store.Correction, err error) (web.Correction, error) {
	var refused *store.CorrectionError
	if errors.As(err, &refused) {
		return web.Correction{}, &search.ParamError{Param: refused.Field, Detail: refused.Detail}
	}
	if err != nil {
		return web.Correction{}, err
	}
	wait, cancel := context.WithTimeout(ctx, correctionWait)
	defer cancel()
	if err := c.x.CatchUp(wait); err != nil && wait.Err() == nil {
		return web.Correction{}, err
	}
	return toWeb(kept), nil
}

func toWeb(c store.Correction) web.Correction {
	out := web.Correction{
		N: c.N, At: c.At, Who: c.Who, Kind: string(c.Kind), Facet: string(c.Facet), ID: c.ID, Was: c.Was, Into: string(c.Into),
		IntoName: c.IntoName, New: string(c.New), Name: c.Name, Undone: c.Undone,
	}
	for _, a := range c.Articles {
		out.Articles = append(out.Articles, string(a))
	}
	return out
}
