package archive

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var day = time.Date(2026, 3, 4, 8, 15, 0, 0, time.UTC)

func exchange(n int, body string) Exchange {
	return Exchange{
		URL: fmt.Sprintf("https://bay.example/%d?q=1", n), At: day.Add(time.Duration(n) * time.Second), Status: 200, Proto: "HTTP/2.0",
		RequestHeader: http.Header{"User-Agent": {"dateline"}},
		Header:        http.Header{"Content-Type": {"text/html"}, "Set-Cookie": {"a=1", "b=2"}, "Transfer-Encoding": {"chunked"}},
		Body:          []byte(body), Notes: map[string]string{"via": "https://bay.example/feed"},
	}
}

func openWriter(t testing.TB, dir string) *Writer {
	t.Helper()
	w, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func write(t testing.TB, w *Writer, e Exchange) Ref {
	t.Helper()
	ref, err := w.Write(e)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// expect reads a response back by its reference.
func expect(t testing.TB, dir string, ref Ref, e Exchange) {
	t.Helper()
	rec, err := Read(dir, ref)
	if err != nil {
		t.Fatal(err)
	}
	m, err := rec.HTTP()
	if err != nil {
		t.Fatal(err)
	}
	if rec.Type != "response" || rec.URL != e.URL || !rec.Date.Equal(e.At) || m.Status != e.Status || !bytes.Equal(m.Body, e.Body) {
		t.Fatalf("got %s %s %s %d %q", rec.Type, rec.URL, rec.Date, m.Status, m.Body)
	}
}

// kinds reads a file to its end, verifying each record.
func kinds(t testing.TB, r io.Reader) (out []string, err error) {
	t.Helper()
	for rd := NewReader(r); ; {
		rec, err := rd.Next()
		if err != nil {
			return out, err
		}
		if err := rec.Verify(); err != nil {
			t.Errorf("record %d: %v", len(out), err)
		}
		out = append(out, rec.Type)
	}
}

func fileKinds(t testing.TB, dir, name string) string {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := kinds(t, f)
	if err != io.EOF {
		t.Fatalf("after %v: %v", out, err)
	}
	return strings.Join(out, " ")
}

func TestWriteAndRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "warc")
	w := openWriter(t, dir)
	a, b := exchange(1, "<p>one</p>"), exchange(2, "")
	b.Notes = nil
	b.Header = nil
	refA, refB := write(t, w, a), write(t, w, b)
	expect(t, dir, refA, a)
	expect(t, dir, refB, b)
	w.Close()
	if got, want := fileKinds(t, dir, refA.File), "warcinfo request response metadata request response"; got != want {
		t.Errorf("records %q, want %q", got, want)
	}
	rec, _ := Read(dir, refA)
	m, _ := rec.HTTP()
	want := http.Header{"Content-Type": {"text/html"}, "Set-Cookie": {"a=1", "b=2"}}
	if diff := cmp.Diff(want, m.Header); diff != "" {
		t.Error(diff)
	}

	w = openWriter(t, dir) // the file is continued
	c := exchange(3, "three")
	refC := write(t, w, c)
	if refC.File != refA.File {
		t.Errorf("a second run began %s after %s", refC.File, refA.File)
	}
	expect(t, dir, refC, c)
}

func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	ref := write(t, w, exchange(1, "one"))
	for name, bad := range map[string]Ref{
		"other digest": {ref.File, ref.Offset, "sha1:AAAA", ""}, "between records": {ref.File, ref.Offset + 1, ref.Digest, ""},
		"behind the end": {ref.File, 1 << 40, ref.Digest, ""}, "negative": {ref.File, -1, ref.Digest, ""},
		"path": {"../" + filepath.Base(dir) + "/" + ref.File, ref.Offset, ref.Digest, ""}, "absent": {"x.warc.gz", 0, "", ""}, "empty": {},
	} {
		if rec, err := Read(dir, bad); err == nil {
			t.Errorf("%s: got a record of %d bytes", name, len(rec.Block))
		}
	}
}

func TestHeaderInjection(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	e := exchange(1, "body")
	e.URL = "https://bay.example/\r\nWARC-Type: warcinfo"
	e.Header = http.Header{"X": {"a\r\n\r\nb"}}
	e.Notes = map[string]string{"n\r\nWARC": "v\nx"}
	ref := write(t, w, e)
	rec, err := Read(dir, ref)
	if err != nil || rec.Type != "response" || strings.Contains(rec.URL, "\n") {
		t.Fatal(rec, err)
	}
	if m, err := rec.HTTP(); err != nil || string(m.Body) != "body" {
		t.Error(m, err)
	}
}

func TestTooLarge(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	if _, err := w.Write(exchange(1, strings.Repeat("x", MaxRecord))); err == nil {
		t.Error("a body over the cap was written")
	}
	expect(t, dir, write(t, w, exchange(2, "fine")), exchange(2, "fine"))
}

func TestRotation(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	w.maxFile = 3000
	refs := map[string]int{}
	for i := range 12 {
		refs[write(t, w, exchange(i, fmt.Sprint("body ", i))).File]++
	}
	if len(refs) < 3 {
		t.Errorf("files %v", refs)
	}
	for name := range refs {
		if got := fileKinds(t, dir, name); !strings.HasPrefix(got, "warcinfo request") {
			t.Errorf("%s holds %s", name, got)
		}
	}
	names, err := ownFiles(dir)
	if err != nil || len(names) != len(refs) {
		t.Error(names, err)
	}
	w.Close()
	if w := openWriter(t, dir); w.name != names[len(names)-1] {
		t.Errorf("continues %s of %v", w.name, names)
	}
}

func TestConcurrentWriters(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 5 {
				e := exchange(100*i+j, fmt.Sprint("body ", i, j))
				ref, err := w.Write(e)
				if err != nil {
					t.Error(err)
					return
				}
				expect(t, dir, ref, e)
			}
		})
	}
	wg.Wait()
	fileKinds(t, dir, w.name)
}

// TestF18TornTail cuts the file at every byte of its last exchange, and appends
// garbage: what was acknowledged before stays, and appending goes on.
func TestF18TornTail(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	first := exchange(1, "acknowledged")
	ref := write(t, w, first)
	sound := w.end
	write(t, w, exchange(2, "torn"))
	w.Close()
	whole, err := os.ReadFile(filepath.Join(dir, ref.File))
	if err != nil {
		t.Fatal(err)
	}
	variants := map[string][]byte{
		"garbage": append(bytes.Clone(whole), "garbage"...), "zeros": append(bytes.Clone(whole), make([]byte, 9000)...),
		"garbage like a member": append(bytes.Clone(whole), whole[:40]...),
		"last block zeroed":     append(bytes.Clone(whole[:len(whole)-30]), make([]byte, 30)...),
	}
	ends := memberEnds(t, whole)
	for n := len(whole) - 1; n >= int(sound); n-- {
		checkEnd(t, filepath.Join(dir, ref.File), n, ends)
		if n%53 == 0 || slack == 1 { // each costs several syncs
			variants[fmt.Sprint("cut at ", n)] = whole[:n]
		}
	}
	for name, content := range variants {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, ref.File), content, 0o600); err != nil {
			t.Fatal(err)
		}
		w := openWriter(t, dir)
		again := write(t, w, exchange(3, "after the crash"))
		w.Close()
		if again.File != ref.File {
			t.Errorf("%s: another file was begun", name)
		}
		expect(t, dir, ref, first)
		expect(t, dir, again, exchange(3, "after the crash"))
		fileKinds(t, dir, ref.File)
		kept, _ := os.ReadFile(filepath.Join(dir, ref.File+".torn"))
		if len(kept) > 0 && !bytes.HasSuffix(content, kept) {
			t.Errorf("%s: what was cut off is not what was kept", name)
		}
	}
}

// memberEnds lists where the members of a sound file end.
func memberEnds(t *testing.T, content []byte) (ends []int64) {
	t.Helper()
	for r := NewReader(bytes.NewReader(content)); ; {
		rec, err := r.Next()
		if err != nil {
			return append(ends, int64(len(content)))
		}
		ends = append(ends, rec.Offset)
	}
}

// checkEnd cuts the file at n and compares the end that is found.
func checkEnd(t *testing.T, path string, n int, ends []int64) {
	t.Helper()
	if err := os.Truncate(path, int64(n)); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := int64(0)
	for _, e := range ends {
		if e <= int64(n) {
			want = e
		}
	}
	if got, err := soundEnd(f); got != want || err != nil || wholeAfter(f, got) {
		t.Errorf("cut at %d: sound up to %d, want %d, %v", n, got, want, err)
	}
}

func TestF18TornFirstRecord(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "dateline-20260304081500-000007.warc.gz"), []byte{0x1f, 0x8b}, 0o600); err != nil {
		t.Fatal(err)
	}
	w := openWriter(t, dir)
	if ref := write(t, w, exchange(1, "one")); !strings.HasSuffix(ref.File, "-000008.warc.gz") {
		t.Errorf("wrote to %s", ref.File)
	}
}

// TestDamageInTheMiddle: a flipped bit must not cost the records behind it.
func TestDamageInTheMiddle(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	var refs []Ref
	for i := range 6 {
		refs = append(refs, write(t, w, exchange(i, fmt.Sprint("body ", i))))
	}
	w.Close()
	path := filepath.Join(dir, refs[0].File)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[refs[2].Offset+markAt] ^= 0x10 // the walk by lengths ends here
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	w = openWriter(t, dir)
	if ref := write(t, w, exchange(9, "nine")); ref.File == refs[0].File {
		t.Error("a damaged file was continued")
	}
	for i, ref := range refs {
		if i != 2 {
			expect(t, dir, ref, exchange(i, fmt.Sprint("body ", i)))
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(b, after) {
		t.Error("the damaged file was changed")
	}
}

// TestWriteAfterFailure takes the file away under the writer, as a disk that
// fails does.
func TestWriteAfterFailure(t *testing.T) {
	dir := t.TempDir()
	w := openWriter(t, dir)
	first := write(t, w, exchange(1, "one"))
	w.file.Close()
	if _, err := w.Write(exchange(2, "two")); err == nil {
		t.Fatal("a write to a closed file was acknowledged")
	}
	third := write(t, w, exchange(3, "three"))
	expect(t, dir, first, exchange(1, "one"))
	expect(t, dir, third, exchange(3, "three"))
}

// FuzzWrite: whatever a site sends comes back byte for byte.
func FuzzWrite(f *testing.F) {
	dir := f.TempDir()
	w := openWriter(f, dir)
	f.Add("https://bay.example/", "Etag", "x", []byte("body"), 200)
	f.Add("\x00<x>", "X\r\n", "\r\n\r\n", []byte("\r\n\r\nWARC/1.1\r\n"), -1)
	f.Fuzz(func(t *testing.T, url, key, value string, body []byte, status int) {
		status = 100 + (status%900+900)%900
		e := Exchange{URL: url, At: day, Header: http.Header{http.CanonicalHeaderKey("X-" + key): {value}}, Body: body, Status: status}
		ref, err := w.Write(e)
		if err != nil {
			t.Fatal(err)
		}
		rec, err := Read(dir, ref)
		if err != nil {
			t.Fatal(err)
		}
		m, err := rec.HTTP()
		if err != nil || m.Status != status || !bytes.Equal(m.Body, body) {
			t.Fatalf("%d %q came back as %d %q, %v", status, body, m.Status, m.Body, err)
		}
	})
}

// BenchmarkWrite writes pages of 60 KB, fsync included.
func BenchmarkWrite(b *testing.B) {
	w := openWriter(b, b.TempDir())
	page := strings.Repeat("<p>The envoys met in the harbour.</p>\n", 1600)
	for n := 0; b.Loop(); n++ {
		write(b, w, exchange(n, page))
	}
}
