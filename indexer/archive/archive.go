// Package archive keeps what sites answered, byte for byte, as standard WARC 1.1
// files (ISO 28500): one gzip member a record, a request, a response and what
// was noted about them, with digests. They are the proof of what a site said
// and when, and readable by any WARC tool. It reads the files of others, too,
// however damaged. It fetches nothing and never changes a record once written.
package archive

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// The kinds of error callers decide by.
var (
	// ErrTruncated means that the input ends within a record.
	ErrTruncated = errors.New("the WARC ends within a record")
	// ErrDamaged means that the input does not hold what it says.
	ErrDamaged = errors.New("damaged WARC record")
	// ErrTooLarge means that a record is longer than MaxRecord.
	ErrTooLarge = errors.New("WARC record larger than the cap")
)

// Exchange is one request and its answer. Body is as it was sent, content
// encodings and all, but with any chunking undone (as net/http does).
type Exchange struct {
	URL           string
	At            time.Time
	RequestHeader http.Header
	Proto         string // of the answer; empty means HTTP/1.1
	Status        int
	Header        http.Header
	Body          []byte
	// Notes are written as a metadata record where there are any.
	Notes map[string]string
	// Same, where not nil, is the earlier answer that had the same payload: the
	// head alone is then written, as a revisit record that refers to it. With
	// status 304 the site said so itself, else Body has its Digest.
	Same *Earlier
}

// Earlier is a response that is in the archive already.
type Earlier struct {
	ID     string // of its record
	URL    string
	At     time.Time
	Digest string
}

// Ref is where a response stands: the file's name within the archive's folder,
// the offset of its record and the digest of its payload ("sha1:..."). ID is its
// record's, by which a revisit refers to it.
type Ref struct {
	File   string
	Offset int64
	Digest string
	ID     string
}

// Writer appends to an archive. It is safe for concurrent use; one process
// writes at a time, the one that owns the data directory.
type Writer struct {
	dir     string
	maxFile int64
	zips    sync.Pool // of *gzip.Writer

	mu     sync.Mutex
	file   *os.File // nil until something is to be written
	name   string
	end    int64
	serial int
	infoID string
	group  *group // what was appended since the last sync
}

// group is what one sync of the file puts on the disk.
type group struct {
	file  *os.File
	from  int64 // where it begins
	size  int   // exchanges
	ended bool  // synced, or lost with err
	err   error
}

// Ticket stands for an exchange that was appended; Sync it before anything is
// made to depend on it.
type Ticket struct{ group *group }

// Open opens the archive in dir, making the folder where it is absent. The
// newest file is continued. What a crash left half-written at its end is cut
// off, so that what is appended stays readable, and kept beside it in a file
// that ends in ".torn". A file with damage before whole records is left as it
// is, and another is begun.
func Open(dir string) (*Writer, error) {
	w := &Writer{dir: dir, maxFile: MaxFile}
	w.zips.New = func() any { return gzip.NewWriter(nil) }
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("archive: open: %w", err)
	}
	names, err := ownFiles(dir)
	if err != nil {
		return nil, fmt.Errorf("archive: open: %w", err)
	}
	if len(names) == 0 {
		return w, nil
	}
	last := names[len(names)-1]
	w.serial = serialOf(last)
	if err := w.resume(last); err != nil {
		return nil, fmt.Errorf("archive: open %s: %w", filepath.Join(dir, last), err)
	}
	return w, nil
}

// Close puts what was appended on the disk and closes the current file.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closeFile()
}

func (w *Writer) closeFile() error {
	if w.file == nil {
		return nil
	}
	if err := w.syncGroup(); err != nil {
		return err // which closed it
	}
	err := w.file.Close()
	w.file = nil
	return err
}

// Write appends an exchange and returns when it is on the disk. After an error
// nothing of it is there, and a later Write may succeed (the disk has space
// again). A body over MaxRecord is ErrTooLarge.
func (w *Writer) Write(e Exchange) (Ref, error) {
	ref, t, err := w.Append(e)
	if err == nil {
		err = w.Sync(t)
	}
	if err != nil {
		return Ref{}, err
	}
	return ref, nil
}

// Append is Write without waiting for the disk: what was appended survives
// kill -9 but power loss only once Sync has returned, which does it for all that
// was appended meanwhile.
func (w *Writer) Append(e Exchange) (Ref, Ticket, error) {
	ref, t, err := w.append(e)
	if err != nil {
		return Ref{}, Ticket{}, fmt.Errorf("archive: write %s: %w", e.URL, err)
	}
	return ref, t, nil
}

// append compresses without holding up others, and once more in the rare case
// that another file was begun meanwhile: each record names its file's first.
func (w *Writer) append(e Exchange) (Ref, Ticket, error) {
	for {
		info, err := w.begun(e.At)
		if err != nil {
			return Ref{}, Ticket{}, err
		}
		m, err := w.members(e, info)
		if err != nil {
			return Ref{}, Ticket{}, err
		}
		ref, t, err := w.put(m)
		if !errors.Is(err, errOtherFile) {
			return ref, t, err
		}
	}
}

var errOtherFile = errors.New("another file was begun")

// begun gives the id of the current file's first record, and begins a file where
// that is due.
func (w *Writer) begun(at time.Time) (infoID string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file == nil || w.end >= w.maxFile {
		if err := w.rotate(at); err != nil {
			return "", err
		}
	}
	return w.infoID, nil
}

// exchanged is an exchange as the bytes of its members; at is where the response
// begins among them.
type exchanged struct {
	bytes              []byte
	at                 int64
	id, digest, infoID string
}

func (w *Writer) members(e Exchange, infoID string) (exchanged, error) {
	records, digest, err := records(e, infoID)
	if err != nil {
		return exchanged{}, err
	}
	z := w.zips.Get().(*gzip.Writer)
	defer w.zips.Put(z)
	m := exchanged{digest: digest, infoID: infoID}
	for _, r := range records {
		if r.kind == "response" || r.kind == "revisit" {
			m.at, m.id = int64(len(m.bytes)), r.id
		}
		m.bytes = append(m.bytes, r.member(z)...)
	}
	return m, nil
}

func (w *Writer) put(m exchanged) (Ref, Ticket, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.file == nil || w.infoID != m.infoID {
		return Ref{}, Ticket{}, errOtherFile
	}
	ref := Ref{File: w.name, Offset: w.end + m.at, Digest: m.digest, ID: m.id}
	if err := w.write(m.bytes); err != nil {
		return Ref{}, Ticket{}, err
	}
	t := Ticket{w.group}
	if w.group.size++; w.group.size >= maxGroup {
		return ref, t, w.syncGroup()
	}
	return ref, t, nil
}

// Sync returns when the exchange is on the disk. After an error it is lost.
func (w *Writer) Sync(t Ticket) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.group == nil {
		return nil
	}
	if !t.group.ended {
		// The only group that has not ended is the current one.
		_ = w.syncGroup() // the ticket's group keeps the error
	}
	if t.group.err != nil {
		return fmt.Errorf("archive: sync: %w", t.group.err)
	}
	return nil
}

// write writes into the current group, or takes the bytes back. A file that
// cannot be put right is left to itself, and the next write begins another.
func (w *Writer) write(b []byte) error {
	if _, err := w.file.WriteAt(b, w.end); err != nil {
		if cutErr := w.file.Truncate(w.end); cutErr != nil {
			return errors.Join(err, cutErr, w.closeFile())
		}
		return err
	}
	if w.group == nil {
		w.group = &group{file: w.file, from: w.end}
	}
	w.end += int64(len(b))
	return nil
}

// syncGroup ends the current group. After a failed sync nobody knows what of it
// the disk has: all of it is lost, and the next write begins another file.
func (w *Writer) syncGroup() error {
	g := w.group
	if g == nil {
		return nil
	}
	w.group = nil
	g.ended, g.err = true, g.file.Sync()
	if g.err == nil {
		return nil
	}
	w.end = g.from
	g.err = errors.Join(g.err, g.file.Truncate(g.from))
	err := errors.Join(g.err, g.file.Close())
	w.file = nil
	return err
}

// rotate begins the next file with its warcinfo record.
func (w *Writer) rotate(at time.Time) error {
	if err := w.closeFile(); err != nil {
		return err
	}
	name := fmt.Sprintf("dateline-%s-%06d.warc.gz", at.UTC().Format("20060102150405"), w.serial+1)
	f, err := os.OpenFile(filepath.Join(w.dir, name), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	w.serial++
	w.file, w.name, w.end = f, name, 0
	info := infoRecord(name, at)
	w.infoID = info.id
	z := w.zips.Get().(*gzip.Writer)
	err = w.write(info.member(z))
	w.zips.Put(z)
	if err == nil {
		err = w.syncGroup()
	}
	if err != nil {
		// A full disk must not leave one empty file for each attempt.
		return errors.Join(err, w.closeFile(), os.Remove(f.Name()))
	}
	return syncDir(w.dir)
}

var ownName = regexp.MustCompile(`^dateline-\d{14}-(\d{6,})\.warc\.gz$`)

// ownFiles lists the archive's own files in the order they were begun.
func ownFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if ownName.MatchString(e.Name()) {
			names = append(names, e.Name())
		}
	}
	slices.SortFunc(names, func(a, b string) int { return serialOf(a) - serialOf(b) })
	return names, nil
}

func serialOf(name string) int {
	n := 0
	for _, c := range ownName.FindStringSubmatch(name)[1] {
		n = n*10 + int(c-'0')
	}
	return n
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Digest is the payload digest of a body as it was sent, as records name it.
func Digest(body []byte) string { return sha1Digest(body) }

// Read gives the record at ref, after it was compared with its digests and
// ref's. ErrDamaged means that it is not what was written.
func Read(dir string, ref Ref) (Record, error) {
	r, err := read(dir, ref)
	if err != nil {
		return Record{}, fmt.Errorf("archive: read %s at %d: %w", ref.File, ref.Offset, err)
	}
	return r, nil
}

func read(dir string, ref Ref) (Record, error) {
	if ref.File != filepath.Base(ref.File) || strings.HasPrefix(ref.File, ".") || ref.Offset < 0 {
		return Record{}, fmt.Errorf("%w: no place in the archive", os.ErrNotExist)
	}
	f, err := os.Open(filepath.Join(dir, ref.File))
	if err != nil {
		return Record{}, err
	}
	defer f.Close()
	if _, err := f.Seek(ref.Offset, 0); err != nil {
		return Record{}, err
	}
	r, err := NewReader(f).Next()
	if err != nil {
		return Record{}, err
	}
	r.Offset = ref.Offset
	if err := r.Verify(); err != nil {
		return Record{}, err
	}
	if d := r.Header.Get("WARC-Payload-Digest"); ref.Digest != "" && d != ref.Digest {
		return Record{}, fmt.Errorf("%w: its payload digest is %q, not %q", ErrDamaged, d, ref.Digest)
	}
	return r, nil
}
