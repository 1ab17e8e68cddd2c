package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"slices"
	"time"

	"go.etcd.io/bbolt"
)

// boltTimeout is how long another process may hold root.bolt before we give up.
const boltTimeout = 2 * time.Second

// The layout of a bbolt meta page (bbolt 1.x, format 2), of which there are two.
const (
	boltMagic      = 0xED0CDAED
	boltMetaOffset = 16 // after the page header
	boltMetaBytes  = 64 // of the meta, checksum included
)

// checkBolt refuses a root.bolt that is missing, empty, or shorter than its own
// meta page says. Opening such a file would end the process by SIGBUS, or make
// Bleve delete every segment.
func checkBolt(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() == 0 {
		return fmt.Errorf("%s is empty", boltName)
	}
	var best boltMeta
	for _, at := range []int64{0, int64(os.Getpagesize())} {
		if m, ok := readBoltMeta(f, at); ok && m.txid >= best.txid {
			best = m
		}
	}
	if best.pageSize == 0 {
		return fmt.Errorf("%s has no valid meta page", boltName)
	}
	if need := int64(best.pages) * int64(best.pageSize); info.Size() < need {
		return fmt.Errorf("%s is cut off at %d of %d bytes", boltName, info.Size(), need)
	}
	return nil
}

type boltMeta struct {
	pageSize uint32
	pages    uint64
	txid     uint64
}

func readBoltMeta(r io.ReaderAt, at int64) (boltMeta, bool) {
	var b [boltMetaBytes]byte
	if _, err := r.ReadAt(b[:], at+boltMetaOffset); err != nil {
		return boltMeta{}, false
	}
	h := fnv.New64a()
	h.Write(b[:boltMetaBytes-8])
	le := binary.NativeEndian
	if le.Uint32(b[0:]) != boltMagic || le.Uint64(b[56:]) != h.Sum64() {
		return boltMeta{}, false
	}
	return boltMeta{pageSize: le.Uint32(b[8:]), pages: le.Uint64(b[40:]), txid: le.Uint64(b[48:])}, true
}

// referenced lists the segment files that root.bolt refers to, sorted. Other
// segment files are left from a crash; Bleve removes them when it opens.
func referenced(path string) (names []string, err error) {
	if err := checkBolt(path); err != nil {
		return nil, err
	}
	defer recovered("read "+boltName, &err)
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: boltTimeout})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", boltName, err)
	}
	defer db.Close()
	err = db.View(func(tx *bbolt.Tx) error {
		snapshots := tx.Bucket([]byte{'s'})
		if snapshots == nil {
			return errors.New("it holds no snapshot")
		}
		return snapshots.ForEachBucket(func(epoch []byte) error {
			snapshot := snapshots.Bucket(epoch)
			return snapshot.ForEachBucket(func(k []byte) error {
				if name := snapshot.Bucket(k).Get([]byte{'p'}); name != nil {
					names = append(names, string(name))
				}
				return nil
			})
		})
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", boltName, err)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
