// Package indexer is the pipeline in its order: frontier, fetch, archive,
// extract, tag, store, index. It owns a data directory (or works beside its
// owner), brings articles in by crawling and by import, and keeps the index
// following the store. What the store acknowledged is never lost: the index is
// a cache that is fed from the store's change feed, from the start if need be.
package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"dateline/indexer/fetch"
	"dateline/indexer/store"
	"dateline/indexer/tag"
	"dateline/search/index"
)

// Config says where the data lies and how to fetch.
type Config struct {
	DataDir string
	Fetch   fetch.Config
	// HostDelay is the pause between two requests to a host that asks for
	// none; zero is the default of a polite crawler.
	HostDelay time.Duration
	// Workers is how many pages are fetched at once; zero is a default.
	Workers int
	// Backoff is the wait after a URL's first failure; zero is a default.
	Backoff time.Duration
	// Depth is how many links away from a URL that belongs to no source pages
	// are followed; zero means one.
	Depth int
	// MinFree is the bytes that must be free on the disk for anything to be
	// written; zero is the constant, below zero is no bound.
	MinFree int64
	// Probe is index.Options.Probe.
	Probe  []string
	Logger *slog.Logger
	Now    func() time.Time
}

func (c Config) withDefaults() Config {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Fetch.Now == nil {
		c.Fetch.Now = c.Now
	}
	if c.Workers <= 0 {
		c.Workers = defaultWorkers
	}
	if c.MinFree == 0 {
		c.MinFree = MinFree
	}
	if c.HostDelay <= 0 {
		c.HostDelay = defaultHostDelay
	}
	return c
}

// Indexer brings articles into one data directory. As its owner it holds the
// lock and the index; beside an owner (a Guest) it only writes to the store,
// and the owner indexes what it finds there. Safe for concurrent use.
type Indexer struct {
	cfg    Config
	Store  *store.Store
	tables func() *tag.Tagger // loads them at the first article: most commands tag nothing
	listed listed
	disk   *disk

	// Of tests: where to fail, the URLs kept of a host, how often a crawl with
	// nothing to do looks again, its time, how long its leases last, and how often a URL is tried.
	fault    func(stage, url string)
	perHost  int
	idlePoll time.Duration
	elapsed  func() time.Time // monotonic
	lease    time.Duration
	tries    int

	// Of the owner, and but for kick of a reader.
	reads bool
	lock  *index.Lock
	Index *index.Index
	kick  chan struct{}

	resolving resolving
	stop      context.CancelFunc
	done      sync.WaitGroup
}

// OpenOwner takes the data directory, making it where it is absent, and starts
// to bring the index up to date in the background (see CatchUp). It returns an
// *index.HeldError at once when another process holds it.
func OpenOwner(ctx context.Context, cfg Config) (*Indexer, error) {
	cfg = cfg.withDefaults()
	if err := os.MkdirAll(cfg.DataDir, 0o755); err != nil {
		return nil, fmt.Errorf("indexer: data directory: %w", err)
	}
	lock, err := index.AcquireLock(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	x, err := openStore(ctx, cfg)
	if err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	x.lock = lock
	x.Index, err = index.Open(indexDir(cfg.DataDir), x.indexOptions())
	if err == nil {
		err = x.checkIndexNotAhead(ctx)
	}
	if err == nil {
		err = x.reportOldTags(ctx)
	}
	if err == nil {
		// A quarantined index starts over; those who wait for it must know.
		err = x.Store.SetIndexed(ctx, x.Index.Seq())
	}
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	x.startFollowing()
	x.startGazetteer()
	return x, nil
}

// OpenReader opens the data directory to be read only, as on read-only media: it
// writes nothing there, not even a lock file, indexes nothing and crawls nothing.
// Changes give store.ErrUnwritable and index.ErrReadOnly. An index that is behind
// the store, or damaged, stays so. It returns an *index.HeldError where an owner
// is at work, and keeps owners out until Close.
func OpenReader(ctx context.Context, cfg Config) (*Indexer, error) {
	cfg = cfg.withDefaults()
	cfg.MinFree = -1 // a full disk is none of a reader's troubles
	lock, err := index.ShareLock(cfg.DataDir)
	if err != nil {
		return nil, err
	}
	s, err := store.OpenReadOnly(ctx, filepath.Join(cfg.DataDir, databaseName))
	if err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	x := newIndexer(cfg, s)
	x.lock, x.reads = lock, true
	opts := x.indexOptions()
	opts.ReadOnly = true
	if x.Index, err = index.Open(indexDir(cfg.DataDir), opts); err == nil {
		err = x.checkIndexOfStore(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

// checkIndexOfStore refuses an index that belongs to another store.
func (x *Indexer) checkIndexOfStore(ctx context.Context) error {
	last, err := x.Store.LastSeq(ctx)
	if err == nil && x.Index.Seq() > last {
		err = fmt.Errorf("indexer: the index holds change %d and the store ends at %d, so it is another store's; run `dateline rebuild` where the directory can be written", x.Index.Seq(), last)
	}
	return err
}

// OpenGuest opens the store beside the owner of the data directory.
func OpenGuest(ctx context.Context, cfg Config) (*Indexer, error) {
	return openStore(ctx, cfg.withDefaults())
}

func openStore(ctx context.Context, cfg Config) (*Indexer, error) {
	s, err := store.Open(ctx, filepath.Join(cfg.DataDir, databaseName))
	if err != nil {
		return nil, err
	}
	return newIndexer(cfg, s), nil
}

func newIndexer(cfg Config, s *store.Store) *Indexer {
	return &Indexer{cfg: cfg, Store: s, tables: sync.OnceValue(tag.New), disk: newDisk(cfg), idlePoll: idlePoll, elapsed: time.Now}
}

const databaseName = "dateline.db"

func indexDir(dataDir string) string { return filepath.Join(dataDir, "index") }

func (x *Indexer) indexOptions() index.Options {
	return index.Options{Logger: x.cfg.Logger, Probe: x.cfg.Probe}
}

// Owns reports whether x holds the data directory, to change it.
func (x *Indexer) Owns() bool { return x.lock != nil && !x.reads }

// Now is the time by the configured clock.
func (x *Indexer) Now() time.Time { return x.cfg.Now() }

// SetAddr tells other processes where the owner answers searches.
func (x *Indexer) SetAddr(addr string) error { return x.lock.SetAddr(addr) }

// Close stops following and closes everything. What the store acknowledged but
// the index has not taken is taken up at the next start.
func (x *Indexer) Close() error {
	if x.stop != nil {
		x.stop()
		x.done.Wait()
	}
	var errs []error
	if x.Index != nil {
		errs = append(errs, x.Index.Close())
	}
	errs = append(errs, x.Store.Close())
	if x.lock != nil {
		errs = append(errs, x.lock.Release())
	}
	return errors.Join(errs...)
}
