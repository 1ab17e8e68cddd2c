// Package index is the embedded engine: it keeps articles in a Bleve index and
// answers a query.Plan exactly. It is the only importer of Bleve, of which it uses
// the storage (segments, dictionaries, postings), whose files it writes and reads
// itself where that takes a fraction of the time (segmentPlugin, postings);
// matching, BM25, facets and the timeline are computed here, a segment at a time.
// Every word stands in the index folded and, marked with the article's language,
// stemmed; a stemmed query word means either, so a query needs no language. The
// index is a cache of the store: a damaged one is set aside and an empty one started
// instead.
package index

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"dateline/search/news"
)

// ErrClosed is returned by an Index after Close, or while it cannot be opened.
var ErrClosed = errors.New("index: closed")

// Options are what Open may be told. The zero value is ready to use.
type Options struct {
	Logger *slog.Logger     // nil discards
	Now    func() time.Time // names quarantined folders; nil is time.Now
	// Probe is a command, of this program, that calls Probe with the folder it is
	// given as its last argument: a generation is tried there before it is opened
	// here. Nil checks in this process, which a damaged file may then end.
	Probe []string
	// ReadOnly opens what is there and writes nothing at all: no folder, no lock
	// file, no manifest. Apply and Reload then return ErrReadOnly, and what cannot
	// be opened is an error and stays where it is.
	ReadOnly bool

	probeTimeout time.Duration // of tests; zero is by size
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// How says how an index was opened.
type How string

// The ways an index opens. After Fresh and Quarantined it is empty and Seq is 0:
// the caller feeds it from the store again.
const (
	Fresh       How = "fresh"
	Reopened    How = "reopened"
	Quarantined How = "quarantined"
	// Outdated is of an earlier schema: see Index.Outdated. Where even that could
	// not be read, Reason says so and the index is empty.
	Outdated How = "outdated"
)

// Opening reports how Open found the index. Reason and SetAside (a folder) are
// set when a generation was quarantined; Strays are files that did not belong
// and were moved away.
type Opening struct {
	How        How
	Generation string
	Reason     string
	SetAside   string
	Strays     []string
}

// ErrOutdated is what Apply returns while the index is of an earlier schema.
var ErrOutdated = errors.New("index: of an earlier schema; it takes no articles until it is built anew")

// ErrReadOnly is what a change returns of an index that was opened to be read.
var ErrReadOnly = errors.New("index: opened to be read only")

// Index is an open index. It is safe for concurrent use.
type Index struct {
	dir     string
	opts    Options
	opening Opening      // guarded by mu
	applyMu sync.Mutex   // one Apply at a time
	mu      sync.RWMutex // guards gen against reopening and closing
	gen     *generation  // nil after Close
	columns *columnCache // guarded by mu
	seq     atomic.Int64

	epoch atomic.Int64 // see Epoch

	warmMu     sync.Mutex     // one warm at a time: a later one's snapshot is later
	warming    atomic.Bool    // warmSoon is at work
	background sync.WaitGroup // its goroutine
}

// Open opens the index of dir (DATA/index), creating it where there is none.
// Only one process may do so: hold AcquireLock's lock first, or to read only
// ShareLock's.
func Open(dir string, opts Options) (*Index, error) {
	opts = opts.withDefaults()
	gen, opening, err := openCurrent(dir, opts)
	if err != nil {
		return nil, fmt.Errorf("index: open %s: %w", dir, err)
	}
	x := &Index{dir: dir, opts: opts, opening: opening, gen: gen, columns: newColumnCache()}
	seq, err := gen.seq()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("index: open %s: %w", dir, err), gen.close())
	}
	x.seq.Store(seq)
	x.epoch.Store(1)
	x.warmSoon()
	return x, nil
}

// Opened reports how Open found the index.
func (x *Index) Opened() Opening {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.opening
}

// Outdated reports that the index is of an earlier schema. It answers, but for
// what that schema knows nothing of, and Apply returns ErrOutdated: build a new
// generation (NewGeneration) and Reload.
func (x *Index) Outdated() bool {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.gen != nil && x.gen.outdated()
}

// Reload opens the generation that is current now in the place of the one that
// is open, which answers until then. After an error it still does.
func (x *Index) Reload() error {
	if x.opts.ReadOnly {
		return ErrReadOnly
	}
	x.applyMu.Lock()
	defer x.applyMu.Unlock()
	gen, opening, err := openCurrent(x.dir, x.opts)
	if err != nil {
		return fmt.Errorf("index: reload: %w", err)
	}
	seq, err := gen.seq()
	if err != nil {
		return errors.Join(fmt.Errorf("index: reload: %w", err), gen.close())
	}
	columns := newColumnCache() // before anybody waits for them
	if snapshot, err := gen.snapshot(); err == nil {
		if err := columns.hold(snapshot); err != nil {
			x.opts.Logger.Warn("index: reload", "error", err) // searches will say so
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	old := x.gen
	x.columns.reset()
	x.gen, x.opening, x.columns = gen, opening, columns
	x.seq.Store(seq)
	x.epoch.Add(1)
	if old == nil { // closed meanwhile
		x.columns.reset()
		x.gen = nil
		return errors.Join(ErrClosed, gen.close())
	}
	if err := old.closeBleve(); err != nil {
		x.opts.Logger.Warn("index: closing the generation before", "error", err)
	}
	return nil
}

// Seq is the sequence number of the last Apply, 0 for an empty index.
func (x *Index) Seq() int64 { return x.seq.Load() }

// Epoch is another number after every Apply and Reload, and never 0. It counts
// within this process, which alone may change the index.
func (x *Index) Epoch(context.Context) (int64, error) { return x.epoch.Load(), nil }

// Count is how many articles the index holds.
func (x *Index) Count(ctx context.Context) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.gen == nil || x.gen.bleve == nil {
		return 0, ErrClosed
	}
	n, err := x.gen.bleve.DocCount()
	if err != nil {
		return 0, fmt.Errorf("index: count: %w", err)
	}
	return int(n), nil
}

// Apply adds articles (replacing those of the same ID), removes deleted and
// stores seq with them. It may be repeated with the same arguments. After an
// error an unknown part was stored and Seq is unchanged: apply again.
func (x *Index) Apply(ctx context.Context, articles []news.Article, deleted []news.ID, seq int64) error {
	if x.opts.ReadOnly {
		return ErrReadOnly
	}
	x.applyMu.Lock()
	defer x.applyMu.Unlock()
	err := x.applyOnce(ctx, articles, deleted, seq)
	if retry := err != nil && ctx.Err() == nil && !errors.Is(err, ErrClosed) && !errors.Is(err, ErrOutdated) && !errors.Is(err, errBadArticle); retry {
		x.opts.Logger.Warn("index: batch failed, reopening", "error", err)
		if rerr := x.reopen(); rerr != nil {
			return fmt.Errorf("index: apply: %w", errors.Join(err, rerr))
		}
		err = x.applyOnce(ctx, articles, deleted, seq)
	}
	x.warm()       // first: an answer of the new epoch must not be from before it
	x.epoch.Add(1) // after an error, too: a part may be there
	if err != nil {
		return fmt.Errorf("index: apply: %w", err)
	}
	x.seq.Store(seq)
	return nil
}

// warm builds the columns of new segments here, where somebody waits for the disk
// anyway, rather than in the next search, and has searches see them. After an
// error the next search tries, and reports it.
func (x *Index) warm() {
	x.mu.RLock()
	defer x.mu.RUnlock()
	x.warmMu.Lock()
	defer x.warmMu.Unlock()
	if x.gen == nil || x.gen.bleve == nil {
		return
	}
	snapshot, err := x.gen.snapshot()
	if err == nil {
		err = x.columns.hold(snapshot)
	}
	if err != nil && !errors.Is(err, ErrClosed) {
		x.opts.Logger.Warn("index: columns", "error", err)
	}
}

// warmSoon is warm in the background, unless that goes on already. The caller
// holds mu or is the only one that knows x.
func (x *Index) warmSoon() {
	if !x.warming.CompareAndSwap(false, true) {
		return
	}
	x.background.Go(func() {
		defer x.warming.Store(false)
		x.warm()
	})
}

func (x *Index) applyOnce(ctx context.Context, articles []news.Article, deleted []news.ID, seq int64) error {
	x.mu.RLock()
	gen := x.gen
	x.mu.RUnlock()
	if gen == nil {
		return ErrClosed
	}
	if gen.outdated() {
		return ErrOutdated
	}
	if gen.bleve == nil || gen.failed.Load() {
		// Bleve said, on a goroutine of its own, that it could not write. The
		// handle may panic from now on (engine.md, fact 4).
		if err := x.reopen(); err != nil {
			return err
		}
	}
	return gen.apply(ctx, articles, deleted, seq)
}

// reopen closes the handle and opens it again. Searches wait meanwhile.
func (x *Index) reopen() error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.gen == nil {
		return ErrClosed
	}
	x.columns.reset()
	return x.gen.reopen()
}

// Close waits for running searches and closes the index. A second call does
// nothing.
func (x *Index) Close() error {
	x.applyMu.Lock()
	defer x.applyMu.Unlock()
	defer x.background.Wait() // without mu, which it needs
	x.columns.stop()          // applyMu keeps Reload from changing it
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.gen == nil {
		return nil
	}
	x.columns.reset()
	err := x.gen.close()
	x.gen = nil
	if err != nil {
		return fmt.Errorf("index: close: %w", err)
	}
	return nil
}

// ColumnBytes is how much memory the columns behind facets and dates take.
func (x *Index) ColumnBytes() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.columns.size()
}
