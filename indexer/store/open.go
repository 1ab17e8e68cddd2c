package store

import (
	"context"
	"database/sql"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"

	"dateline/indexer/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// headerSize and appIDAt are of SQLite's file format: the database header and
// where application_id stands in it.
const (
	headerSize = 100
	appIDAt    = 68
	magic      = "SQLite format 3\x00"
)

// Open opens the database at path, makes it (and its folder) where it is
// absent, and brings its schema up to date. It fails with ErrNotDatabase for a
// file that is empty or another program's, with ErrNewerSchema for one that a
// newer program wrote; the file is then left as it was.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	err = checkHeader(path)
	if errors.Is(err, fs.ErrNotExist) {
		err = create(ctx, path)
	}
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	db, err := connect(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", path, err)
	}
	relaxed, err := openDB(dsn(path, "NORMAL"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", path, err), db.Close())
	}
	return &Store{db: db, relaxed: relaxed, now: time.Now, whoIs: entity.Resolve}, nil
}

// OpenReadOnly opens the database at path as one that nobody changes meanwhile,
// and writes nothing: neither to the file nor beside it, and takes no lock. Every
// call that changes something gives ErrUnwritable. Besides Open's errors it fails
// with ErrUnclosed and ErrOlderSchema.
func OpenReadOnly(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err == nil {
		err = checkHeader(path)
	}
	if err == nil {
		err = checkClosed(path)
	}
	if err != nil {
		return nil, fmt.Errorf("store: open %s to read: %w", path, err)
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: url.Values{
		"mode": {"ro"}, "immutable": {"1"}, "_pragma": {"query_only(1)", "temp_store(MEMORY)"},
	}.Encode()}
	db, err := openDB(u.String())
	if err != nil {
		return nil, fmt.Errorf("store: open %s to read: %w", path, err)
	}
	if err := checkSchema(ctx, db); err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s to read: %w", path, kind(err)), db.Close())
	}
	return &Store{db: db, relaxed: db, now: time.Now, whoIs: entity.Resolve}, nil
}

// checkClosed refuses a database with changes in its log: without writing they
// would be left out, and answers would be of an earlier state.
func checkClosed(path string) error {
	info, err := os.Stat(path + "-wal")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Size() > 0:
		return fmt.Errorf("%w (%s-wal holds changes): stop the process that writes it, or run `dateline verify` once where it can be written, or serve a copy that `dateline backup` made", ErrUnclosed, path)
	}
	return nil
}

// checkSchema accepts the schema of this program only.
func checkSchema(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	have, known, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return err
	case have > known:
		return newerSchema(have, known)
	case have < known:
		return fmt.Errorf("%w (schema %d, this program's is %d): start this program once where the file can be written", ErrOlderSchema, have, known)
	}
	return nil
}

// checkHeader refuses a file that SQLite would take over (an empty one) or that
// is not ours, before anything can write to it.
func checkHeader(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	header := make([]byte, headerSize)
	n, err := io.ReadFull(f, header)
	switch {
	case n == 0 && errors.Is(err, io.EOF):
		return fmt.Errorf("%w: the file is empty; put a copy of the database in its place, or delete it to begin anew", ErrNotDatabase)
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case n < headerSize || string(header[:len(magic)]) != magic:
		return fmt.Errorf("%w: it is no SQLite file; move it away or choose another data directory", ErrNotDatabase)
	case binary.BigEndian.Uint32(header[appIDAt:]) != appID:
		return fmt.Errorf("%w: it is an SQLite file of another program; move it away or choose another data directory", ErrNotDatabase)
	}
	return nil
}

// create makes the database under another name and links it into place, so that
// neither a crash nor a second process ever sees a half-made file.
func create(ctx context.Context, path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, ".new-db-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	db, err := connect(ctx, tmp.Name())
	if err != nil {
		return err
	}
	// Closing the last connection moves the write-ahead log into the file.
	if err := errors.Join(db.Close(), tmp.Sync()); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncDir(dir)
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// connect opens the file and migrates it.
func connect(ctx context.Context, path string) (*sql.DB, error) {
	db, err := openDB(dsn(path, "FULL"))
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(kind(err), db.Close())
	}
	return db, nil
}

// dsn names path and the settings of every connection. synchronous=FULL is what
// makes an acknowledged commit survive power loss in WAL mode; with NORMAL the
// last commits may be gone.
func dsn(path, synchronous string) string {
	q := url.Values{}
	q.Set("_txlock", "immediate")
	for _, p := range []string{
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
		"journal_mode(WAL)",
		"synchronous(" + synchronous + ")",
		"foreign_keys(1)",
		"journal_size_limit(67108864)", // 64 MiB: a log that grew once shrinks again
		"temp_store(MEMORY)",
	} {
		q.Add("_pragma", p)
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: q.Encode()}
	return u.String()
}

func provider(db *sql.DB) (*goose.Provider, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, sub, goose.WithDisableGlobalRegistry(true))
}

func newerSchema(have, known int64) error {
	return fmt.Errorf("%w (schema %d, this program knows %d): run the newer program", ErrNewerSchema, have, known)
}

func migrate(ctx context.Context, db *sql.DB) error {
	p, err := provider(db)
	if err != nil {
		return err
	}
	for try := 1; ; try++ {
		if err = up(ctx, p); err == nil || errors.Is(err, ErrNewerSchema) || try == migrateTries {
			return err
		}
		if err := pause(ctx, time.Duration(try)*50*time.Millisecond); err != nil {
			return err
		}
	}
}

// up refuses a newer schema before goose can look for its migrations.
func up(ctx context.Context, p *goose.Provider) error {
	have, known, err := p.GetVersions(ctx)
	if err != nil {
		return err
	}
	if have > known {
		return newerSchema(have, known)
	}
	if have == known {
		return nil
	}
	_, err = p.Up(ctx)
	return err
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
