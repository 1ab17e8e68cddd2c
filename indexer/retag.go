package indexer

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"dateline/indexer/store"
	"dateline/indexer/tag"
	"dateline/search/news"
)

// RetagCounts is what a retag did: Looked at articles, Changed those whose tags
// say something else now, Total how many there are to look at.
type RetagCounts struct {
	Looked  int `json:"looked"`
	Changed int `json:"changed"`
	Total   int `json:"total"`
}

// retagName is the key under which the store keeps how far a retag of all
// articles is.
const retagName = "retag all"

// Retag tags stored articles anew: those whose tags are of another version of the
// tagger, or with all every one. It works in batches, beside a crawl or a server,
// and one that was stopped goes on where it was. Only articles whose tags really
// changed come to the index again. progress may be nil.
func (x *Indexer) Retag(ctx context.Context, all bool, progress func(RetagCounts)) (counts RetagCounts, err error) {
	version, after := tag.Version, ""
	if all {
		version = ""
		if after, err = x.retagStart(ctx); err != nil {
			return counts, err
		}
	}
	if counts.Total, err = x.toRetag(ctx, all); err != nil {
		return counts, err
	}
	for {
		batch, err := x.Store.TaggedOtherwise(ctx, version, news.ID(after), retagBatch)
		if err != nil {
			return counts, err
		}
		if len(batch) == 0 {
			break
		}
		changed, err := x.retagBatch(ctx, batch)
		if err != nil {
			return counts, err
		}
		counts.Looked += len(batch)
		counts.Changed += changed
		after = string(batch[len(batch)-1].ID)
		if all {
			if err := x.Store.SetProgress(ctx, retagName, tag.Version+" "+after); err != nil {
				return counts, err
			}
		}
		x.wake()
		if progress != nil {
			progress(counts)
		}
	}
	if all {
		err = x.Store.SetProgress(ctx, retagName, "")
	}
	return counts, err
}

// retagStart is where a stopped retag of all articles goes on; one of another
// version of the tagger begins anew.
func (x *Indexer) retagStart(ctx context.Context) (string, error) {
	kept, err := x.Store.Progress(ctx, retagName)
	version, after, _ := strings.Cut(kept, " ")
	if err != nil || version != tag.Version {
		return "", err
	}
	return after, nil
}

func (x *Indexer) toRetag(ctx context.Context, all bool) (int, error) {
	if all {
		stats, err := x.Store.Stats(ctx)
		return stats.Articles, err
	}
	return x.Store.CountOtherwise(ctx, tag.Version)
}

// retagBatch tags articles on every core and stores what changed, in
// transactions of retagBatch.
func (x *Indexer) retagBatch(ctx context.Context, articles []store.Tagged) (changed int, err error) {
	t, err := x.tagger(ctx)
	if err != nil {
		return 0, err
	}
	for len(articles) > 0 {
		batch := articles[:min(len(articles), retagBatch)]
		articles = articles[len(batch):]
		tags := make([]news.Tags, len(batch))
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(runtime.NumCPU())
		for i, a := range batch {
			g.Go(func() error {
				tags[i] = x.tagAgain(t, a)
				return ctx.Err()
			})
		}
		if err := g.Wait(); err != nil {
			return changed, err
		}
		n, err := x.Store.Retag(context.WithoutCancel(ctx), batch, tags)
		changed += n
		if err != nil {
			return changed, err
		}
	}
	return changed, x.afterSave(ctx)
}

// tagAgain tags a stored article. One that makes the tagger panic keeps its tags.
func (x *Indexer) tagAgain(t *tag.Tagger, a store.Tagged) (tags news.Tags) {
	defer func() {
		if p := recover(); p != nil {
			x.cfg.Logger.Error("the tagger panicked", "article", a.ID, "panic", fmt.Sprint(p))
			tags = a.Tags
		}
	}()
	return t.Tag(tag.Input{Title: a.Title, Text: a.Text, Lang: a.Lang, Year: a.Published.Year()})
}

// reportOldTags says in the log when a retag would change something.
func (x *Indexer) reportOldTags(ctx context.Context) error {
	n, err := x.Store.CountOtherwise(ctx, tag.Version)
	if err == nil && n > 0 {
		x.cfg.Logger.Warn("articles have tags of an older tagger; `dateline retag` renews them, also beside this server", "articles", n, "version", tag.Version)
	}
	return err
}
