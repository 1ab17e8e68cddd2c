//go:build linux

package archive

import (
	"fmt"
	"os/signal"
	"syscall"
	"testing"
)

// TestDiskFull limits the size a file may have, byte by byte further into an
// exchange: nothing of it stays, nothing acknowledged is lost, and writing goes
// on in the same file when there is space.
func TestDiskFull(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ) // the write's error is what is tested
	defer signal.Reset(syscall.SIGXFSZ)
	var old syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &old); err != nil {
		t.Skipf("no file size limit here: %v", err)
	}
	dir := t.TempDir()
	w := openWriter(t, dir)
	refs := []Ref{write(t, w, exchange(0, "body 0"))}
	for n := 1; n < 12; n++ {
		limit := old
		limit.Cur = uint64(w.end) + uint64(90*n)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			t.Skipf("the file size limit cannot be set: %v", err)
		}
		_, err := w.Write(exchange(n, fmt.Sprint("body ", n)))
		if setErr := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &old); setErr != nil {
			t.Fatal(setErr)
		}
		if err == nil {
			t.Errorf("%d bytes: the write was acknowledged", 90*n)
		}
		refs = append(refs, write(t, w, exchange(n, fmt.Sprint("body ", n))))
	}
	for n, ref := range refs {
		expect(t, dir, ref, exchange(n, fmt.Sprint("body ", n)))
		if ref.File != refs[0].File {
			t.Errorf("write %d began another file", n)
		}
	}
	fileKinds(t, dir, refs[0].File)
}
