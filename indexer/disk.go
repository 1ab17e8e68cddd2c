package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"syscall"
	"time"

	"dateline/indexer/store"
)

const (
	// MinFree is the bytes that must be free on the disk of the data directory
	// for anything to be written: room to end a merge of segments and a commit
	// of the store, which fail badly in the middle.
	MinFree = 1 << 30
	// diskRetry is the pause after a write that the disk refused.
	diskRetry = 2 * time.Second
)

// ErrDisk means that the disk takes nothing more: it is full, nearly so, or
// cannot be written. What was acknowledged is kept; writing goes on by itself
// when there is space again.
var ErrDisk = errors.New("the disk takes no more")

// The problems that Disk names.
const (
	DiskFull       = "disk_full"
	DiskUnwritable = "disk_unwritable"
)

// disk says whether there may be written. Safe for concurrent use.
type disk struct {
	dir  string
	min  int64
	free func(dir string) (int64, error)
	now  func() time.Time
	log  *slog.Logger

	mu      sync.Mutex
	problem string    // "" while all is well
	failed  time.Time // when the disk last refused a write; zero while all is well
}

func newDisk(cfg Config) *disk {
	return &disk{dir: cfg.DataDir, min: cfg.MinFree, free: freeBytes, now: cfg.Now, log: cfg.Logger}
}

// freeBytes are those that a program without privileges may still use.
func freeBytes(dir string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}

// check gives an ErrDisk while nothing should be written.
func (d *disk) check() error {
	free, err := d.free(d.dir)
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case err != nil: // then only writing itself can tell
	case free < d.min:
		err := fmt.Errorf("%w: %d MiB are free and %d must stay free; make room, or lower --min-free", ErrDisk, free>>20, d.min>>20)
		d.begin(DiskFull, err)
		return err
	}
	if since := d.now().Sub(d.failed); !d.failed.IsZero() && since >= 0 && since < diskRetry {
		return fmt.Errorf("%w (%s)", ErrDisk, d.problem)
	}
	if d.failed.IsZero() {
		d.end()
	}
	return nil
}

// refused notes a write that failed, and reports whether it is the disk's fault.
func (d *disk) refused(err error) bool {
	problem := diskProblem(err)
	if problem == "" {
		return errors.Is(err, ErrDisk) // noted already
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failed = d.now()
	d.begin(problem, err)
	return true
}

// wrote notes a write that succeeded.
func (d *disk) wrote() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.failed.IsZero() {
		d.failed = time.Time{}
		d.end()
	}
}

func (d *disk) begin(problem string, err error) {
	if d.problem == "" {
		d.log.Error("writing is paused: the disk takes no more; searching goes on", "problem", problem, "error", err)
	}
	d.problem = problem
}

func (d *disk) end() {
	if d.problem != "" {
		d.log.Warn("writing goes on: the disk takes more again", "problem", d.problem)
	}
	d.problem = ""
}

// wait returns when there may be written again, or with ctx.
func (d *disk) wait(ctx context.Context) {
	for d.check() != nil {
		select {
		case <-ctx.Done():
			return
		case <-time.After(diskRetry / 4):
		}
	}
}

// diskProblem names what the disk refused, "" where err is something else.
func diskProblem(err error) string {
	is := func(all ...error) bool {
		for _, e := range all {
			if errors.Is(err, e) {
				return true
			}
		}
		return false
	}
	switch {
	case is(syscall.ENOSPC, syscall.EDQUOT, store.ErrFull), store.Refused(err) == store.ErrFull:
		return DiskFull
	case is(syscall.EROFS, syscall.EACCES, syscall.EPERM, store.ErrUnwritable), store.Refused(err) == store.ErrUnwritable:
		return DiskUnwritable
	}
	return ""
}

// Disk names why nothing is written at the moment: DiskFull, DiskUnwritable or
// "" while all is well.
func (x *Indexer) Disk() string {
	_ = x.disk.check() // which notes what it finds
	x.disk.mu.Lock()
	defer x.disk.mu.Unlock()
	return x.disk.problem
}
