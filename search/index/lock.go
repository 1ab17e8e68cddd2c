package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const lockName = "LOCK"

// Lock is the right to write in a data directory. The kernel holds it for the
// process, so it goes with the process however that ends.
type Lock struct {
	file   *os.File // nil on read-only media without one
	shared bool
}

// ErrServed is returned where processes serve the data directory read-only: who
// they are stands nowhere, for they write nothing.
var ErrServed = errors.New("another process serves the data directory read-only; stop it first, or choose another directory with --data")

// Holder is who holds a lock. Addr is the loopback address of its API, "" while
// it has none.
type Holder struct {
	PID  int
	Addr string
}

// HeldError is returned when another live process holds the lock.
type HeldError Holder

// Error implements error.
func (e *HeldError) Error() string {
	text := fmt.Sprintf("the data directory is in use by process %d", e.PID)
	if e.Addr != "" {
		text += " at " + e.Addr
	}
	return text
}

// AcquireLock takes the lock of dataDir without waiting.
func AcquireLock(dataDir string) (*Lock, error) {
	if err := os.MkdirAll(dataDir, 0o755); err != nil {
		return nil, fmt.Errorf("index: lock: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dataDir, lockName), os.O_RDWR|os.O_CREATE, 0o644)
	if errors.Is(err, syscall.EROFS) {
		return nil, fmt.Errorf("index: lock: %w; `dateline serve --read-only` serves what cannot be written", err)
	}
	if err != nil {
		return nil, fmt.Errorf("index: lock: %w", err)
	}
	err = flock(f)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer f.Close()
		if syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
			return nil, ErrServed
		}
		h := readHolder(f)
		return nil, (*HeldError)(&h)
	}
	l := &Lock{file: f}
	if err == nil {
		err = l.write("")
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("index: lock: %w", err)
	}
	return l, nil
}

// ShareLock keeps every owner out of dataDir while this process reads it, and
// writes nothing; others may share. Where an owner is, it gives a *HeldError.
// Read-only media that hold no lock file have no owner either.
func ShareLock(dataDir string) (*Lock, error) {
	f, err := os.Open(filepath.Join(dataDir, lockName))
	if errors.Is(err, os.ErrNotExist) {
		return &Lock{shared: true}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("index: lock: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	if err == nil {
		return &Lock{file: f, shared: true}, nil
	}
	defer f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		h := readHolder(f)
		return nil, (*HeldError)(&h)
	}
	return nil, fmt.Errorf("index: lock: %w", err)
}

// flock tries a few times, because Owner holds the lock for a moment too.
func flock(f *os.File) error {
	var err error
	for range lockTries {
		if err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		time.Sleep(lockPause)
	}
	return err
}

// SetAddr tells other processes where this one's API listens.
func (l *Lock) SetAddr(addr string) error { return l.write(addr) }

func (l *Lock) write(addr string) error {
	text := fmt.Sprintf("pid %d\naddr %s\n", os.Getpid(), addr)
	// Written over and then cut, so that a reader never finds it empty.
	if _, err := l.file.WriteAt([]byte(text), 0); err != nil {
		return err
	}
	return l.file.Truncate(int64(len(text)))
}

// Release gives the lock up. The file stays: removing it would let two processes
// lock two files of one name.
func (l *Lock) Release() error {
	switch {
	case l.file == nil:
		return nil
	case l.shared:
		return l.file.Close()
	}
	return errors.Join(l.file.Truncate(0), l.file.Close())
}

// Owner tells who holds the lock of dataDir; false when nobody does.
func Owner(dataDir string) (Holder, bool) {
	f, err := os.Open(filepath.Join(dataDir, lockName))
	if err != nil {
		return Holder{}, false
	}
	defer f.Close()
	if syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
		return Holder{}, false
	}
	return readHolder(f), true
}

func readHolder(f *os.File) Holder {
	b := make([]byte, 512)
	n, _ := f.ReadAt(b, 0)
	var h Holder
	for line := range strings.Lines(string(b[:n])) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch key {
		case "pid":
			h.PID, _ = strconv.Atoi(value)
		case "addr":
			h.Addr = value
		}
	}
	return h
}
