package indexer

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"dateline/indexer/store"
	"dateline/indexer/tag"
)

// The newsroom's own list of people stands in the store. It enters the tags of
// what comes in, and of what is there: the owner reads every stored article once
// for a change of the list, in batches, and tags those anew that hold a name it is
// about. A list of words would not do: what the tagger missed is not in it.

// listed is the tagger with the list as it was at change number seq of the
// archive.
type listed struct {
	mu      sync.Mutex
	tagger  *tag.Tagger
	version int64
	seq     int64
	names   map[string]string // id and name, as a key, to the name
}

// tagger gives the tagger with the newsroom's list.
func (x *Indexer) tagger(ctx context.Context) (*tag.Tagger, error) {
	l := &x.listed
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tagger != nil {
		return l.tagger, nil
	}
	seq, err := x.Store.LastSeq(ctx)
	if err != nil {
		return nil, err
	}
	entries, version, err := x.Store.Gazetteer(ctx)
	if err != nil {
		return nil, err
	}
	l.seq, l.version, l.names = seq, version, namesOf(entries)
	l.tagger = x.tables()
	if len(entries) > 0 {
		known := make([]tag.Known, len(entries))
		for i, e := range entries {
			known[i] = tag.Known{ID: e.Person(), Name: e.Name, Aliases: e.Aliases}
		}
		l.tagger = l.tagger.WithKnown(known)
	}
	return l.tagger, nil
}

func namesOf(entries []store.Entry) map[string]string {
	out := map[string]string{}
	for _, e := range entries {
		for _, n := range e.Names() {
			out[e.ID+"\x00"+n] = n
		}
	}
	return out
}

// afterSave is called when articles were saved. Where the list changed since they
// may have been tagged, the names that differ are put down to be looked for again:
// whoever changed the list may have read past these articles before they came.
func (x *Indexer) afterSave(ctx context.Context) error {
	version, err := x.Store.GazetteerVersion(ctx)
	if err != nil {
		return err
	}
	l := &x.listed
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tagger == nil || l.version == version {
		return nil
	}
	entries, _, err := x.Store.Gazetteer(ctx)
	if err != nil {
		return err
	}
	differ := map[string]bool{}
	now := namesOf(entries)
	for _, pair := range [][2]map[string]string{{l.names, now}, {now, l.names}} {
		for key, name := range pair[0] {
			if _, both := pair[1][key]; !both {
				differ[name] = true
			}
		}
	}
	l.tagger = nil
	if len(differ) == 0 {
		return nil
	}
	return x.Store.GazetteerMissed(ctx, slices.Sorted(maps.Keys(differ)), l.seq)
}

// startGazetteer has the owner work off changes of the list, its own and those
// that other processes stored.
func (x *Indexer) startGazetteer() {
	ctx, cancel := context.WithCancel(context.Background())
	stop := x.stop
	x.stop = func() { cancel(); stop() }
	x.done.Go(func() {
		for {
			wait := listEvery
			if err := x.workGazetteer(ctx); err != nil && ctx.Err() == nil {
				x.cfg.Logger.Error("tagging with the newsroom's list", "error", err, "retry_in", followRetry)
				wait = followRetry
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(wait):
			}
		}
	})
}

// workGazetteer tags articles anew that hold a name that changed. Where it
// stopped is kept, so that it goes on there.
func (x *Indexer) workGazetteer(ctx context.Context) error {
	changes, err := x.Store.GazetteerChanges(ctx)
	if err != nil || len(changes) == 0 {
		return err
	}
	x.listed.mu.Lock()
	x.listed.tagger = nil // it is to have the list of now
	x.listed.mu.Unlock()
	var names []string
	var ns []int64
	from := int64(everything)
	for _, c := range changes {
		names, ns, from = append(names, c.Names...), append(ns, c.N), min(from, c.Done)
	}
	matcher := tag.Matcher(names)
	for {
		batch, err := x.Store.TaggedSince(ctx, from, scanBatch)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			return x.Store.GazetteerDone(ctx, ns, from, true)
		}
		from = batch[len(batch)-1].Seq
		concerned := slices.DeleteFunc(batch, func(t store.Tagged) bool {
			return !matcher.Mentions(tag.Input{Title: t.Title, Text: t.Text})
		})
		if _, err := x.retagBatch(ctx, concerned); err != nil {
			return err
		}
		if err := x.Store.GazetteerDone(ctx, ns, from, false); err != nil {
			return err
		}
		x.wake()
	}
}

// ListWait waits until every article is tagged with the newsroom's list as it is
// stored, by the owner. progress may be nil; it gets how many changes of the
// archive were looked at, and of how many.
func (x *Indexer) ListWait(ctx context.Context, progress func(done, of int64)) error {
	return x.poll(ctx, func() (bool, error) {
		changes, err := x.Store.GazetteerChanges(ctx)
		if err != nil || len(changes) == 0 {
			return err == nil, err
		}
		if progress != nil {
			last, err := x.Store.LastSeq(ctx)
			if err != nil {
				return false, err
			}
			progress(changes[0].Done, last)
		}
		return false, nil
	})
}

// ImportList reads a newsroom's list, CSV or JSON, and puts its good rows into
// the store's; bad is called with each row that was refused.
func (x *Indexer) ImportList(ctx context.Context, file string, content []byte, bad func(Refused)) (store.GazetteerDiff, error) {
	rows, err := readList(content)
	if err != nil {
		return store.GazetteerDiff{}, err
	}
	lines := map[string]int{}
	var good []store.Entry
	for _, r := range rows {
		e, err := r.entry()
		if err == nil && lines[e.ID] > 0 {
			err = errors.New("id " + quoted(e.ID) + " stands on line " + number(lines[e.ID]) + " already")
		}
		if err != nil {
			bad(Refused{File: file, Line: r.line, Reason: err.Error()})
			continue
		}
		lines[e.ID] = r.line
		good = append(good, e)
	}
	if len(good) == 0 {
		return store.GazetteerDiff{}, nil
	}
	return x.Store.ChangeGazetteer(ctx, good, nil)
}

// RemoveListed takes an entry out of the list by its id, with or without "p-".
func (x *Indexer) RemoveListed(ctx context.Context, id string) error {
	_, err := x.Store.ChangeGazetteer(ctx, nil, []string{id})
	return err
}
