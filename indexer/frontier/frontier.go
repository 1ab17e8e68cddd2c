// Package frontier decides which URL is asked for next. It keeps a durable queue
// with a seen set in tables of the database it is given: a URL is queued once,
// leased to one worker, and then done, tried again later, failed or skipped with
// its reason. No host is asked twice within its delay nor by two workers at
// once, also across restarts, and no site can fill the queue. It fetches
// nothing and reads no clock: callers say what time it is.
package frontier

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
)

// The kinds of error callers decide by.
var (
	// ErrLeaseLost means that a lease expired and its URL went to another worker.
	ErrLeaseLost = errors.New("the lease was lost")
	// ErrUnknownURL means that a URL was never added.
	ErrUnknownURL = errors.New("unknown URL")
)

// Kind says what a URL is expected to hold.
type Kind string

// The kinds of URLs, in the order they are asked for.
const (
	Feed    Kind = "feed"
	Sitemap Kind = "sitemap"
	Page    Kind = "page"
)

// priority counts down the queue: new work is found before it is done.
func (k Kind) priority() int {
	switch k {
	case Feed:
		return 0
	case Sitemap:
		return 1
	}
	return 2
}

// The states of a URL.
const (
	queued  = "queued"
	leased  = "leased"
	done    = "done"
	failed  = "failed"
	skipped = "skipped"
)

// never is the wake_at of a host with nothing queued.
const never = math.MaxInt64

// Options are a crawl's own figures; a zero means the default constant.
type Options struct {
	HostDelay time.Duration // between two requests to a host without a delay of its own
	Lease     time.Duration
	Backoff   time.Duration // after the first failure
	PerHost   int           // URLs of a host, at first and then in each RefillTime
	Tries     int           // of a URL
	// Writing is held during each transaction of the frontier's own; others of
	// this process that write to the database should hold it, too. May be nil.
	Writing sync.Locker
}

// Frontier is the queue. It is safe for concurrent use, also by several
// processes on the same database.
type Frontier struct {
	db   *sql.DB
	opts Options
}

//go:embed migrations/*.sql
var migrations embed.FS

// New brings the frontier's tables in db up to date.
func New(ctx context.Context, db *sql.DB, opts Options) (*Frontier, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("frontier: %w", err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, sub,
		goose.WithTableName("frontier_schema"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("frontier: %w", err)
	}
	if err := migrate(ctx, p); err != nil {
		return nil, fmt.Errorf("frontier: migrate: %w", err)
	}
	return &Frontier{db: db, opts: opts.withDefaults()}, nil
}

// migrate tries again because another process may make the same change at the
// same moment; then the second look finds it made.
func migrate(ctx context.Context, p *goose.Provider) error {
	const tries = 5
	for try := 1; ; try++ {
		have, known, err := p.GetVersions(ctx)
		if err == nil && have > known {
			return fmt.Errorf("schema %d is newer than %d, which this program knows", have, known)
		}
		if err == nil && have < known {
			_, err = p.Up(ctx)
		}
		if err == nil || try == tries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try) * 50 * time.Millisecond):
		}
	}
}

func (o Options) withDefaults() Options {
	if o.HostDelay == 0 {
		o.HostDelay = DefaultHostDelay
	}
	if o.Lease == 0 {
		o.Lease = DefaultLease
	}
	if o.Backoff == 0 {
		o.Backoff = DefaultBackoff
	}
	if o.PerHost == 0 {
		o.PerHost = DefaultPerHost
	}
	if o.Tries == 0 {
		o.Tries = MaxTries
	}
	if o.Writing == nil {
		o.Writing = &sync.Mutex{}
	}
	return o
}

// inTx runs f in one writing transaction and starts anew while another process
// writes for longer than the database waits by itself.
func (f *Frontier) inTx(ctx context.Context, do func(*sql.Tx) error) error {
	f.opts.Writing.Lock()
	defer f.opts.Writing.Unlock()
	for try := 1; ; try++ {
		err := f.tryTx(ctx, do)
		if err == nil || try == busyTries || !isBusy(err) {
			return err
		}
	}
}

func (f *Frontier) tryTx(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := f.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// isBusy knows SQLITE_BUSY (5) by the code the driver's error carries.
func isBusy(err error) bool {
	var coded interface{ Code() int }
	return errors.As(err, &coded) && coded.Code()&0xff == 5
}

func reasonText(s string) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if len(s) > maxReason {
		s = strings.ToValidUTF8(s[:maxReason], "")
	}
	return s
}

func fromNanos(n int64) time.Time { return time.Unix(0, n).UTC() }
