// Package store keeps the truth in one SQLite file: articles with their tags
// and earlier versions, the people in them, sources, and what was refused and
// why. The index is rebuilt from it. What a call acknowledged survives kill -9
// and power loss. Several processes may have the file open at once: writes are
// short transactions and a busy file is waited for. It never fetches, extracts
// or tags.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"dateline/indexer/entity"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// The kinds of error callers decide by.
var (
	// ErrNotFound means that nothing has the given id.
	ErrNotFound = errors.New("not found")
	// ErrNewerSchema means that a newer program wrote the file.
	ErrNewerSchema = errors.New("the file was written by a newer version of dateline")
	// ErrNotDatabase means that the file is no database of ours.
	ErrNotDatabase = errors.New("not a dateline database")
	// ErrDamaged means that SQLite found its file inconsistent.
	ErrDamaged = errors.New("the database is damaged")
	// ErrFull means that the disk is full. Nothing of the call was kept.
	ErrFull = errors.New("the disk is full")
	// ErrUnwritable means that the disk or its folder cannot be written.
	ErrUnwritable = errors.New("the database cannot be written")
	// ErrUnclosed means that a database that must not be written was not closed in
	// order: its last changes are in the log beside it, which only a writer can read.
	ErrUnclosed = errors.New("the database was not closed in order")
	// ErrOlderSchema means that an older program wrote a file that must not be
	// written, and so cannot be brought up to date.
	ErrOlderSchema = errors.New("the file was written by an older version of dateline")
	// ErrBusy means that another process wrote for longer than a minute.
	ErrBusy = errors.New("the database is busy")
)

// Store is one open database. It is safe for concurrent use.
type Store struct {
	db      *sql.DB
	relaxed *sql.DB
	writing sync.Mutex // one writer in this process: SQLite's waiting is unfair
	now     func() time.Time
	recent  recent
	ruled   rulesCache
	listed  listCache
	whoIs   func([]entity.Sighting, []entity.Known) []entity.Entity // entity.Resolve, but in tests
}

// Close waits for running calls and closes the file.
func (s *Store) Close() error { return errors.Join(s.relaxed.Close(), s.db.Close()) }

// DB gives the database itself, for the frontier's tables in the same file.
// Its transactions take the write lock at once (BEGIN IMMEDIATE) unless they
// are opened read-only.
func (s *Store) DB() *sql.DB { return s.db }

// Relaxed gives the same database with commits that survive kill -9 but, of the
// last moments, not power loss; they cost no disk flush. A later commit of Store
// makes all before it durable, too, so that what is lost is only ever the end.
// For the frontier: a lease that power loss undid is leased again.
func (s *Store) Relaxed() *sql.DB { return s.relaxed }

// Writing is held by every transaction of s that writes. Others of this process
// hold it for theirs: waiting for SQLite's own lock is done by sleeping, and
// unfair.
func (s *Store) Writing() sync.Locker { return &s.writing }

// Check asks SQLite to read the whole file and compare it with its indexes.
// A damaged file gives ErrDamaged with SQLite's own finding.
func (s *Store) Check(ctx context.Context) error {
	var finding string
	if err := s.db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&finding); err != nil {
		return fmt.Errorf("store: check: %w", kind(err))
	}
	if finding != "ok" {
		return fmt.Errorf("store: check: %w: %s", ErrDamaged, finding)
	}
	return nil
}

// inTx runs f in one transaction that holds the write lock from its start, and
// starts anew while another process is writing. f may run several times, each
// time in a fresh transaction.
func (s *Store) inTx(ctx context.Context, f func(*sql.Tx) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	for try := 1; ; try++ {
		err := s.tryTx(ctx, f)
		if err == nil || try == busyTries || !errors.Is(kind(err), ErrBusy) {
			return kind(err)
		}
	}
}

func (s *Store) tryTx(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// kind puts one of our error kinds before SQLite's error where one fits.
func kind(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch Refused(err) {
	case ErrFull:
		return fmt.Errorf("%w: %w", ErrFull, err)
	case ErrUnwritable:
		return fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	switch e.Code() & 0xff { // the low byte; the rest is the extended code
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrNotDatabase, err)
	}
	return err
}

// Refused gives ErrFull or ErrUnwritable where err is SQLite's word for it, also
// of a transaction that was not the store's own, and nil otherwise. Where only
// the folder refuses, SQLite cannot open its log.
func Refused(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return nil
	}
	switch e.Code() {
	case sqlite3.SQLITE_IOERR_SHMSIZE: // what a full disk is to the file beside the log
		return ErrFull
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_SHMOPEN, sqlite3.SQLITE_IOERR_SHMMAP, sqlite3.SQLITE_IOERR_TRUNCATE:
		return ErrUnwritable
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return ErrFull
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return ErrUnwritable
	}
	return nil
}

// querier is what *sql.DB and *sql.Tx have in common for reading.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// each runs query and calls scan for every row.
func each(ctx context.Context, q querier, scan func(*sql.Rows) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return kind(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return kind(rows.Err())
}

// nanos is how times are stored: nanoseconds since 1970, 0 for the zero time.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func fromNanos(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
