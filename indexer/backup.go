package indexer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// partial ends the name of a backup that is not whole yet.
const partial = ".part"

// Backup copies the data directory to the new folder to, also while its owner
// crawls and indexes. The copy is of one moment: the store first, then the
// archive, which only grows, so that every response an article refers to is in
// it. The index is left out: whoever opens the copy builds it from the store.
// The folder appears under its name when all of it is on the disk. It gives the
// bytes copied.
func Backup(ctx context.Context, cfg Config, to string) (bytes int64, err error) {
	to = filepath.Clean(to)
	if _, err := os.Lstat(to); !errors.Is(err, os.ErrNotExist) {
		return 0, fmt.Errorf("indexer: backup: %s is there already; name a new folder", to)
	}
	part := to + partial
	if err := os.RemoveAll(part); err != nil { // of a backup that was killed
		return 0, fmt.Errorf("indexer: backup: %w", err)
	}
	if err := os.MkdirAll(warcDir(part), 0o755); err != nil {
		return 0, fmt.Errorf("indexer: backup: %w", err)
	}
	bytes, err = backupInto(ctx, cfg, part)
	if err == nil {
		err = errors.Join(os.Rename(part, to), syncPath(filepath.Dir(to)))
	}
	if err != nil {
		return bytes, errors.Join(fmt.Errorf("indexer: backup: %w", err), os.RemoveAll(part))
	}
	return bytes, nil
}

func backupInto(ctx context.Context, cfg Config, part string) (bytes int64, err error) {
	x, err := OpenGuest(ctx, cfg)
	if err != nil {
		return 0, err
	}
	db := filepath.Join(part, databaseName)
	err = errors.Join(x.Store.CopyTo(ctx, db), x.Close())
	if err == nil {
		err = syncPath(db)
	}
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(db)
	if err != nil {
		return 0, err
	}
	files, err := copyArchive(ctx, warcDir(cfg.DataDir), warcDir(part))
	return info.Size() + files, errors.Join(err, syncPath(warcDir(part)), syncPath(part))
}

// copyArchive copies the WARC files as long as they are now. The last one may
// end in the middle of a record that nothing refers to yet, which archive.Open
// cuts off.
func copyArchive(ctx context.Context, from, to string) (bytes int64, err error) {
	entries, err := os.ReadDir(from)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".warc.gz") {
			continue
		}
		if err := ctx.Err(); err != nil {
			return bytes, err
		}
		n, err := copyFile(filepath.Join(from, e.Name()), filepath.Join(to, e.Name()))
		bytes += n
		if err != nil {
			return bytes, err
		}
	}
	return bytes, err
}

func copyFile(from, to string) (int64, error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(out, in)
	return n, errors.Join(err, out.Sync(), out.Close())
}

// syncPath puts a file's content, or a folder's entries, on the disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
