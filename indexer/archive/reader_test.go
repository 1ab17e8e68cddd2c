package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
)

// plain is an uncompressed record, as others write them.
func plain(header, block string) string {
	return "WARC/1.0\r\n" + header + fmt.Sprintf("Content-Length: %d\r\n\r\n", len(block)) + block + "\r\n\r\n"
}

func zip(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func TestReader(t *testing.T) {
	one := plain("WARC-Type: response\r\nWARC-Target-URI: <http://bay.example/1>\r\n", "HTTP/1.1 200 OK\r\n\r\none")
	two := plain("warc-type: Resource\r\nX: a\r\n b\r\nno colon\r\n", "two")
	half := one[:len(one)-20]
	zipped := zip(one)
	for _, tt := range []struct {
		name, in string
		records  int
		err      error
	}{
		{"nothing", "", 0, io.EOF},
		{"blank lines", "\r\n\r\n", 0, io.EOF},
		{"plain", one + two, 2, io.EOF},
		{"line feeds only", strings.ReplaceAll(two, "\r\n", "\n") + "\n" + two, 2, io.EOF},
		{"a member a record", zip(one) + zip(two), 2, io.EOF},
		{"one member", zip(one + two + one), 3, io.EOF},
		{"empty members between", zip(one) + zip("") + zip("") + zip(two), 2, io.EOF},
		{"no blank lines at the end", strings.TrimSpace(one), 1, io.EOF},
		{"truncated", one + half, 1, ErrTruncated},
		{"truncated in the header", one + "WARC/1.0\r\nWARC-Ty", 1, ErrTruncated},
		{"truncated member", zip(one) + zipped[:len(zipped)-9], 1, ErrTruncated},
		{"truncated gzip header", zip(one) + zipped[:5], 1, ErrTruncated},
		{"garbage after a record", one + "garbage\r\n", 1, ErrDamaged},
		{"garbage after a member", zip(one) + "garbage and more of it", 1, ErrDamaged},
		{"wrong checksum", zip(one) + zipped[:len(zipped)-8] + "\x00\x00\x00\x00" + zipped[len(zipped)-4:], 1, ErrDamaged},
		{"an ARC file", "filedesc://x.arc 127.0.0.1 20260304081500 text/plain 8\n1 0 X\n", 0, ErrDamaged},
		{"a page", "<!DOCTYPE html><title>x</title>\n", 0, ErrDamaged},
		{"no length", "WARC/1.0\r\nWARC-Type: response\r\n\r\n", 0, ErrDamaged},
		{"negative length", "WARC/1.0\r\nContent-Length: -5\r\n\r\n", 0, ErrDamaged},
		{"length beyond int64", "WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n", 0, ErrDamaged},
		{"huge lying length", one + "WARC/1.0\r\nContent-Length: 9223372036854775807\r\n\r\nx", 1, ErrTruncated},
		{"lying length", one + "WARC/1.0\r\nContent-Length: 1000\r\n\r\nx", 1, ErrTruncated},
		{"length too short", "WARC/1.0\r\nContent-Length: 3\r\n\r\nlonger\r\n\r\n", 1, ErrDamaged},
		{"long header line", "WARC/1.0\r\nX: " + strings.Repeat("x", 2*maxHeader), 0, ErrDamaged},
		{"many header lines", "WARC/1.0\r\n" + strings.Repeat("X: y\r\n", 2*maxFields), 0, ErrDamaged},
		{"header bomb", zip("WARC/1.0\r\nX: " + strings.Repeat("x", 50<<20)), 0, ErrDamaged},
		{"empty members", strings.Repeat(zip(""), 10*maxEmptyMembers), 0, ErrDamaged},
	} {
		got, err := kinds(t, strings.NewReader(tt.in))
		if len(got) != tt.records || !errors.Is(err, tt.err) {
			t.Errorf("%s: %d records, %v; want %d, %v", tt.name, len(got), err, tt.records, tt.err)
		}
	}
}

func TestReaderFields(t *testing.T) {
	one := plain("WARC-Type: response\r\nWARC-Target-URI: <http://bay.example/1>\r\nWARC-Date: 2026-03-04T08:15:00Z\r\n", "HTTP/1.1 200 OK\r\n\r\none")
	two := plain("warc-type: Resource\r\nX: a\r\n b\r\n", "two")
	for name, in := range map[string]string{"plain": one + two, "gzip": zip(one) + zip(two)} {
		r := NewReader(strings.NewReader(in))
		first, err := r.Next()
		if err != nil || first.URL != "http://bay.example/1" || !first.Date.Equal(day) || first.Offset != 0 || first.Version != "WARC/1.0" {
			t.Errorf("%s: %+v, %v", name, first, err)
		}
		second, err := r.Next()
		wantAt := int64(len(one))
		if name == "gzip" {
			wantAt = int64(len(zip(one)))
		}
		if err != nil || second.Type != "resource" || second.Header.Get("X") != "a b" || string(second.Block) != "two" || second.Offset != wantAt {
			t.Errorf("%s: %+v at %d, want %d, %v", name, second, second.Offset, wantAt, err)
		}
	}
}

func TestReaderGoesOnAfterALargeRecord(t *testing.T) {
	big := plain("WARC-Type: response\r\n", strings.Repeat("x", MaxRecord+1))
	small := plain("WARC-Type: resource\r\n", "small")
	for _, in := range []string{big + small, zip(big) + zip(small)} {
		r := NewReader(strings.NewReader(in))
		if rec, err := r.Next(); !errors.Is(err, ErrTooLarge) || rec.Type != "response" || rec.Block != nil {
			t.Errorf("the large record: %s, %v", rec.Type, err)
		}
		if rec, err := r.Next(); err != nil || string(rec.Block) != "small" {
			t.Errorf("the one behind it: %v", err)
		}
	}
}

func TestReaderInputFails(t *testing.T) {
	bad := errors.New("the disk is gone")
	one := plain("WARC-Type: response\r\n", "one")
	for _, in := range []string{one, zip(one)} {
		got, err := kinds(t, io.MultiReader(strings.NewReader(in), iotest.ErrReader(bad)))
		if !errors.Is(err, bad) {
			t.Errorf("%v, then %v", got, err)
		}
	}
}

func TestHTTP(t *testing.T) {
	for _, tt := range []struct {
		name, block, body string
		ok                bool
	}{
		{"plain", "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", "body", true},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n", "body", true},
		{"says chunked and is not", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>body</p>", "<p>body</p>", true},
		{"chunks cut off", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\nff\r\nx", "bodyx", true},
		{"no body", "HTTP/1.1 304\r\n", "", true},
		{"empty", "", "", false},
		{"no status", "HTTP/1.1 OK\r\n\r\n", "", false},
		{"a page", "<html>\r\n\r\n", "", false},
	} {
		rec := Record{Block: []byte(tt.block)}
		m, err := rec.HTTP()
		if (err == nil) != tt.ok || string(m.Body) != tt.body {
			t.Errorf("%s: %q, %v", tt.name, m.Body, err)
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestSamples reads the files of other programs and compares the number of
// records with what warcio 1.8.1 reads of them. It refuses two that hold all
// records in one member, and goes on behind the wrong length in example-trunc.
func TestSamples(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "gold", "crawl-warc")
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		t.Skipf("%s is not here: no files of other programs to read", dir)
	}
	for name, want := range map[string]struct {
		records int
		err     error
	}{
		"example.warc":                        {6, io.EOF},
		"example.warc.gz":                     {6, io.EOF},
		"example-digest.warc":                 {4, io.EOF},
		"example-iana.org-chunked.warc":       {3, io.EOF},
		"example-resource.warc.gz":            {3, io.EOF},
		"example-space-in-target-uri.warc.gz": {2, io.EOF},
		"example-wget-bad-target-uri.warc.gz": {6, io.EOF},
		"example-wrong-chunks.warc.gz":        {0, ErrTruncated},
		"post-test.warc.gz":                   {6, io.EOF},
		"example-bad-non-chunked.warc.gz":     {6, io.EOF},
		"example-trunc.warc":                  {3, ErrDamaged},
		"example-bad.warc.gz.bad":             {6, io.EOF},
		"example.arc":                         {0, ErrDamaged},
		"bad.arc":                             {0, ErrDamaged},
	} {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		r := NewReader(f)
		for err = nil; err == nil; {
			var rec Record
			if rec, err = r.Next(); err == nil {
				n++
				if v := rec.Verify(); v != nil {
					t.Logf("%s: record %d (%s %s): %v", name, n, rec.Type, rec.URL, v)
				}
			}
		}
		f.Close()
		if n != want.records || !errors.Is(err, want.err) {
			t.Errorf("%s: %d records, then %v; want %d, %v", name, n, err, want.records, want.err)
		}
	}
}

// FuzzReader: no input makes it panic, read without end or keep more than it
// may; and cutting the input short gives a beginning of the same records.
func FuzzReader(f *testing.F) {
	one := plain("WARC-Type: response\r\nWARC-Target-URI: http://bay.example/\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
	f.Add([]byte(one+one), 40)
	f.Add([]byte(zip(one)+zip(one)), 200)
	f.Add([]byte(zip(one+one)), 100)
	f.Add([]byte(zip("")+zip(one)+"garbage"), 3)
	f.Add([]byte("WARC/1.0\r\nContent-Length: 99999999999\r\n\r\n"), 1)
	f.Fuzz(func(t *testing.T, in []byte, cut int) {
		whole := readAll(t, in)
		short := readAll(t, in[:min(max(cut, 0), len(in))])
		if len(short) > len(whole) {
			t.Fatalf("%d records of a part of %d", len(short), len(whole))
		}
		// The last record of a part may be shorter where nothing says its length.
		for i := range short {
			if !bytes.Equal(short[i], whole[i]) {
				t.Fatalf("record %d is %q, and %q when cut short", i, whole[i], short[i])
			}
		}
	})
}

func readAll(t *testing.T, in []byte) [][]byte {
	var out [][]byte
	for r := NewReader(bytes.NewReader(in)); ; {
		rec, err := r.Next()
		if err == nil {
			out = append(out, rec.Block)
			rec.HTTP()
			rec.Verify()
			continue
		}
		if errors.Is(err, ErrTooLarge) {
			out = append(out, nil)
			continue
		}
		if err != io.EOF && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrTruncated) {
			t.Fatalf("an error of no kind: %v", err)
		}
		return out
	}
}
