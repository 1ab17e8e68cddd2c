package indexer

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"dateline/search/news"
)

// Who is who across the archive is settled by the owner, before the index is
// fed: blocks of names that changed are resolved anew, and articles whose people
// changed come to the index again.

// peopleVersion names how stored tags become people of the archive: package
// entity's rules and what the store tells it of each sighting. Raise it with a
// change of either: the owner then resolves the whole archive anew.
const peopleVersion = "5"

// sightedName is the key under which the store keeps which version is there.
const sightedName = "people"

// resolving is the owner's state of that work. It belongs to the follow loop but
// for hurry and sighted.
type resolving struct {
	hurry   atomic.Bool // somebody waits for all of it
	sighted chan struct{}

	seq  int64         // the newest change of the last round
	rest time.Time     // since when there was none newer
	done time.Time     // when all was resolved last
	took time.Duration // and for how long
}

// resolvePeople resolves what is due. Small blocks always are. All are where the
// archive is at rest, or has not been for a while, but never for more than a
// tenth of the time: one large block is read as a whole for one new article.
func (x *Indexer) resolvePeople(ctx context.Context) error {
	r := &x.resolving
	seq, err := x.Store.LastSeq(ctx)
	if err != nil {
		return err
	}
	start := x.cfg.Now()
	since := start.Sub(r.done)
	if seq != r.seq || r.rest.IsZero() {
		r.seq, r.rest = seq, start
	}
	rests := start.Sub(r.rest) >= resolveRest
	all := r.hurry.Swap(false) || (rests || since > resolveEvery) && since >= 10*r.took
	if _, err := x.resolveBlocks(ctx, all); err != nil {
		r.hurry.Store(all) // not done: at the next chance
		return err
	}
	if all {
		r.done = x.cfg.Now()
		r.took = r.done.Sub(start)
	}
	return nil
}

// resolveBlocks resolves blocks until none is left, and says how many articles
// that changed.
func (x *Indexer) resolveBlocks(ctx context.Context, all bool) (articles int, err error) {
	for {
		indexed := int64(everything)
		if x.Index != nil {
			indexed = x.Index.Seq()
		}
		step, err := x.Store.Resolve(ctx, indexed, all)
		articles += step.Articles
		if err != nil || step.Blocks == 0 {
			return articles, err
		}
	}
}

// everything is a change number behind all there are.
const everything = 1<<63 - 1

// sightPeople brings an archive that another version of this program left to
// this one's people.
func (x *Indexer) sightPeople(ctx context.Context) error {
	sight := func(after news.ID) (news.ID, error) { return x.Store.Sight(ctx, after, sightBatch) }
	return x.overArchive(ctx, sightedName, peopleVersion, sight, func() error { return x.Store.TouchAll(ctx) })
}

// overArchive has step work over the whole archive where that was not done in this
// version, and goes on where it stopped. step gives the last article it did, empty
// where none was left; end is called behind all.
func (x *Indexer) overArchive(ctx context.Context, name, version string, step func(after news.ID) (news.ID, error), end func() error) error {
	done, err := x.Store.Progress(ctx, name)
	if err != nil || done == "done "+version {
		return err
	}
	var at, after string
	if n, _ := fmt.Sscanf(done, "at %s %s", &at, &after); n != 2 || at != version {
		after = ""
	}
	if done != "" {
		x.cfg.Logger.Info("the whole archive is worked over for this version", "work", name, "version", version)
	}
	for {
		last, err := step(news.ID(after))
		if err != nil {
			return err
		}
		if last == "" {
			break
		}
		after = string(last)
		if err := x.Store.SetProgress(ctx, name, "at "+version+" "+after); err != nil {
			return err
		}
	}
	if err := end(); err != nil {
		return err
	}
	return x.Store.SetProgress(ctx, name, "done "+version)
}
