package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// endless gives piece n times over, without holding it.
type endless struct {
	piece []byte
	n, at int
}

// Read implements io.Reader.
func (e *endless) Read(p []byte) (int, error) {
	if e.n == 0 {
		return 0, io.EOF
	}
	n := copy(p, e.piece[e.at:])
	if e.at += n; e.at == len(e.piece) {
		e.at = 0
		e.n--
	}
	return n, nil
}

func repeated(s string, n int) io.Reader { return &endless{piece: []byte(s), n: n} }

// zippedStream compresses r as one member, without holding it.
func zippedStream(t *testing.T, r io.Reader) io.Reader {
	pr, pw := io.Pipe()
	go func() {
		z, err := gzip.NewWriterLevel(pw, gzip.BestSpeed)
		if err == nil {
			_, err = io.Copy(z, r)
		}
		if err == nil {
			err = z.Close()
		}
		pw.CloseWithError(err)
	}()
	t.Cleanup(func() { pr.Close() }) // ends the writer where the reader gave up
	return pr
}

// slack is how many times a bar of ATTACKS.md on time may be missed by: a loaded
// machine is no slow program. With -tags faults the bar is the bar.
var slack = time.Duration(10)

// TestA23Abuse reads files that lie, swell and never end: each ends with an error
// of a kind, soon, and what is allocated meanwhile, all in all, is one record at
// most and the reader's own buffers.
func TestA23Abuse(t *testing.T) {
	one := plain("WARC-Type: response\r\nWARC-Target-URI: http://bay.example/1\r\n", "HTTP/1.1 200 OK\r\n\r\none")
	head := func(length string) string {
		return "WARC/1.1\r\nWARC-Type: response\r\nContent-Length: " + length + "\r\n\r\n"
	}
	text := strings.NewReader
	for _, c := range []struct {
		name    string
		in      func() io.Reader
		records int
		want    error
	}{
		{"negative length", func() io.Reader { return text(one + head("-1") + "x") }, 1, ErrDamaged},
		{"length of letters", func() io.Reader { return text(head("0x10") + "x") }, 0, ErrDamaged},
		{"length with a sign", func() io.Reader { return text(head("+5") + "hello\r\n\r\n") }, 0, ErrDamaged},
		{"length beyond 64 bits", func() io.Reader { return text(head("18446744073709551616") + "x") }, 0, ErrDamaged},
		{"huge length, nothing there", func() io.Reader { return text(one + head("9223372036854775807")) }, 1, ErrTruncated},
		{"the cap claimed, 5 bytes there", func() io.Reader { return text(head(fmt.Sprint(MaxRecord)) + "hello") }, 0, ErrTruncated},
		{"a byte above the cap claimed", func() io.Reader { return text(head(fmt.Sprint(MaxRecord+1)) + "hello") }, 0, ErrTruncated},
		{"length too long by one", func() io.Reader { return text(head("6") + "hello") }, 0, ErrTruncated},
		{"length too short by one", func() io.Reader { return text(head("4") + "hello\r\n\r\n" + one) }, 1, ErrDamaged},
		{"length into the next record", func() io.Reader { return text(head("20") + "hello\r\n\r\n" + one) }, 1, ErrDamaged},
		{"two lengths", func() io.Reader {
			return text("WARC/1.1\r\nContent-Length: 5\r\nContent-Length: 500\r\n\r\nhello\r\n\r\n" + one)
		}, 2, io.EOF},
		{"a header line of 1 GB", func() io.Reader { return io.MultiReader(text("WARC/1.1\r\nX: "), repeated("xxxxxxxxxxxxxxxx", 1<<26)) }, 0, ErrDamaged},
		{"a version of 1 GB", func() io.Reader { return io.MultiReader(text("WARC/"), repeated("1111111111111111", 1<<26)) }, 0, ErrDamaged},
		{"10^8 header lines", func() io.Reader { return io.MultiReader(text("WARC/1.1\r\n"), repeated("X: y\r\n", 1e8)) }, 0, ErrDamaged},
		{"a folded line without end", func() io.Reader { return io.MultiReader(text("WARC/1.1\r\nX: y\r\n"), repeated(" y\r\n", 1e8)) }, 0, ErrDamaged},
		{"a header line of 1 GB, compressed", func() io.Reader {
			return zippedStream(t, io.MultiReader(text("WARC/1.1\r\nX: "), repeated(strings.Repeat("x", 1<<16), 1<<14)))
		}, 0, ErrDamaged},
		{"10^6 empty gzip members", func() io.Reader { return io.MultiReader(text(zip(one)), repeated(zip(""), 1e6)) }, 1, ErrDamaged},
		{"blank lines without end", func() io.Reader { return io.MultiReader(text(one), repeated("\r\n", 1e7)) }, 1, io.EOF},
		{"a block that swells to 64 MB", func() io.Reader {
			return zippedStream(t, io.MultiReader(text(head(fmt.Sprint(64<<20))), repeated(strings.Repeat("x", 1<<16), 1<<10)))
		}, 0, io.EOF},
	} {
		in := c.in()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		records, err := abused(in)
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		if records != c.records || !errors.Is(err, c.want) {
			t.Errorf("%s: %d records, %v; want %d, %v", c.name, records, err, c.records, c.want)
		}
		if took > slack*time.Second {
			t.Errorf("%s: took %v", c.name, took)
		}
		// The stream's compressor is counted, too, though it is the test's own.
		if got := after.TotalAlloc - before.TotalAlloc; got > MaxRecord+4<<20 {
			t.Errorf("%s: %d KB allocated", c.name, got>>10)
		}
	}
}

// abused reads to the end and gives the records that were whole, and how it ended.
func abused(in io.Reader) (records int, err error) {
	for r := NewReader(in); ; {
		rec, err := r.Next()
		switch {
		case err == nil:
			records++
			rec.HTTP()
		case !errors.Is(err, ErrTooLarge):
			return records, err
		}
	}
}

// TestA23BitFlips flips each bit of a small file of ours: what is read is what
// was written or an error of a kind, never another text that passes its digests.
func TestA23BitFlips(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	ref := write(t, w, exchange(1, "body of the first"))
	write(t, w, exchange(2, "body of the second"))
	w.Close()
	whole := readFile(t, dir, ref.File)
	want := readAll(t, whole)
	flipped := 0
	for i := range whole {
		for bit := range 8 {
			if testing.Short() && bit != i%8 {
				continue
			}
			b := bytes.Clone(whole)
			b[i] ^= 1 << bit
			flipped++
			for _, block := range verified(t, b) {
				if !slices.ContainsFunc(want, func(w []byte) bool { return bytes.Equal(w, block) }) {
					t.Fatalf("bit %d of byte %d: another text passes its digest: %q", bit, i, block)
				}
			}
		}
	}
	t.Logf("%d bits of %d bytes flipped", flipped, len(whole))
}

// verified gives the blocks that pass their digest. One whose header lost it (or some of it) is
// not among them: in a member of several records the checksum comes too late.
func verified(t *testing.T, in []byte) [][]byte {
	var out [][]byte
	for r := NewReader(bytes.NewReader(in)); ; {
		rec, err := r.Next()
		switch {
		case errors.Is(err, ErrTooLarge):
			continue
		case err != nil:
			if err != io.EOF && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTruncated) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return out
		case rec.Verify() != nil || len(rec.Header.Get("WARC-Block-Digest")) != len(sha1Digest(nil)):
			continue
		}
		out = append(out, rec.Block)
	}
}

func readFile(t *testing.T, dir, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAppendAndSync has a group of exchanges put on the disk by one sync, and
// lost together where that fails: each of their tickets says so, and what is
// written after them is there.
func TestAppendAndSync(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	var refs []Ref
	var tickets []Ticket
	add := func(n int) {
		ref, ticket, err := w.Append(exchange(n, fmt.Sprint("body ", n)))
		if err != nil {
			t.Fatal(err)
		}
		refs, tickets = append(refs, ref), append(tickets, ticket)
	}
	for n := range maxGroup + 3 { // one group ends by itself
		add(n)
	}
	for _, ticket := range tickets {
		if err := w.Sync(ticket); err != nil {
			t.Fatal(err)
		}
	}
	kept := len(refs)
	add(kept)
	add(kept + 1)
	w.file.Close() // the disk fails
	for _, ticket := range tickets[kept:] {
		if err := w.Sync(ticket); err == nil {
			t.Error("what was lost was acknowledged")
		}
	}
	if err := w.Sync(tickets[0]); err != nil {
		t.Error("what was on the disk is said to be lost:", err)
	}
	later := write(t, w, exchange(999, "later"))
	expect(t, dir, later, exchange(999, "later"))
	for n := range kept {
		expect(t, dir, refs[n], exchange(n, fmt.Sprint("body ", n)))
	}
}
