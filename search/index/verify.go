package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"
)

// blocking are the errors that say nothing about the index: another process has
// it open, or the machine is out of something. Nothing is set aside for them.
var blocking = []error{
	errBlocked, ErrNewer,
	bolterrors.ErrTimeout, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM,
	syscall.ENOSPC, syscall.EDQUOT, syscall.EACCES, syscall.EPERM, syscall.EROFS,
}

func isBlocking(err error) bool {
	return slices.ContainsFunc(blocking, func(b error) bool { return errors.Is(err, b) })
}

// ErrNewer means that a newer program wrote the index. It is left as it is.
var ErrNewer = errors.New("the index was written by a newer version of Dateline")

// errInUse tells what bbolt's "timeout" means here.
var errInUse = errors.New("another process has the index open")

// Report is what Verify found. The index is whole when Problems is empty.
type Report struct {
	Generation string    `json:"generation"`
	Schema     int       `json:"schema"`
	Articles   int       `json:"articles"`
	Seq        int64     `json:"seq"`
	Segments   []Segment `json:"segments"`
	Problems   []string  `json:"problems,omitempty"`

	manifest manifest
	blocked  error // why the files could not be looked at
}

// Segment is one segment file; Problem is empty when it matches its checksum.
type Segment struct {
	Name    string `json:"name"`
	Bytes   int64  `json:"bytes"`
	CRC32   uint32 `json:"crc32"`
	Problem string `json:"problem,omitempty"`
}

// OK reports whether nothing is wrong.
func (r *Report) OK() bool { return len(r.Problems) == 0 }

func (r *Report) err() error {
	if r.blocked != nil {
		return r.blocked
	}
	if !r.OK() {
		return errors.New(strings.Join(r.Problems, "; "))
	}
	return nil
}

// note adds a problem that came as an error.
func (r *Report) note(what string, err error) {
	if errors.Is(err, bolterrors.ErrTimeout) {
		err = fmt.Errorf("%w: %w", errInUse, err)
	}
	if isBlocking(err) && r.blocked == nil {
		r.blocked = fmt.Errorf("%s: %w", what, err)
	}
	r.add("%s: %v", what, err)
}

func (r *Report) add(format string, args ...any) {
	r.Problems = append(r.Problems, fmt.Sprintf(format, args...))
}

// Verify reads the whole index of dir (DATA/index) and compares it with its
// checksums and manifest. It changes nothing. No process may have the index
// open. The error is about verifying; damage is in the Report. Of opts it takes
// Probe and Logger.
func Verify(dir string, opts Options) (Report, error) {
	name, err := readCurrent(dir)
	if err != nil {
		r := Report{}
		r.add("%v", err)
		return r, nil
	}
	r := examine(filepath.Join(dir, name), opts.withDefaults())
	r.Generation = name
	if r.blocked != nil {
		return r, fmt.Errorf("index: verify: %w", r.blocked)
	}
	return r, nil
}

// check looks at the files of a generation without opening it in Bleve.
func check(path string) Report {
	var r Report
	m, err := readManifest(path)
	if err != nil {
		r.note("manifest", err)
		return r
	}
	r.manifest, r.Schema = m, m.Schema
	switch {
	case m.Schema > schemaVersion:
		r.note("schema", fmt.Errorf("%w (schema %d, this program knows %d): run that program, or `dateline rebuild` to build the index for this one", ErrNewer, m.Schema, schemaVersion))
		return r
	case m.Schema < 1:
		r.add("schema %d", m.Schema)
		return r
	case m.Schema < oldestReadable: // nothing of it will be read
		return r
	}
	r.checkMeta(filepath.Join(path, metaName))
	store := filepath.Join(path, storeName)
	names, err := referenced(filepath.Join(store, boltName))
	if err != nil {
		r.note(storeName, err)
		return r
	}
	r.checkSegments(store, names)
	if m.Clean {
		r.checkClean(store, names)
	}
	return r
}

func (r *Report) checkMeta(path string) {
	b, err := os.ReadFile(path)
	var meta struct {
		Storage   string `json:"storage"`
		IndexType string `json:"index_type"`
	}
	if err == nil {
		err = json.Unmarshal(b, &meta)
	}
	if err == nil && (meta.Storage == "" || meta.IndexType == "") {
		err = errors.New("it names no engine")
	}
	if err != nil {
		r.note(metaName, err)
	}
}

func (r *Report) checkSegments(store string, names []string) {
	for _, name := range names {
		crc, size, err := checkSegment(filepath.Join(store, name))
		s := Segment{Name: name, Bytes: size, CRC32: crc}
		if err != nil {
			s.Problem = err.Error()
			r.note("segment", err)
		}
		r.Segments = append(r.Segments, s)
	}
}

// checkClean compares with the manifest of a closed generation, which nobody
// should have touched since.
func (r *Report) checkClean(store string, names []string) {
	crc, err := crcFile(filepath.Join(store, boltName))
	if err != nil || crc != r.manifest.Bolt {
		r.add("%s is not the one that was closed", boltName)
	}
	if len(names) != len(r.manifest.Segments) {
		r.add("%d segments, the manifest says %d", len(names), len(r.manifest.Segments))
	}
	for _, s := range r.Segments {
		if want, ok := r.manifest.Segments[s.Name]; !ok || want != s.CRC32 {
			r.add("segment %s is not the one that was closed", s.Name)
		}
	}
}
