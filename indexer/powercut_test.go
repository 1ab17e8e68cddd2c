//go:build faults && linux

package indexer

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/indexer/archive"
	"dateline/search/index"
)

// command runs a program of the system, which must succeed.
func command(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
}

// mounted mounts an image, and unmounts it at the latest at the test's end.
func mounted(t *testing.T, image, options string) (dir string, unmount func()) {
	t.Helper()
	dir = t.TempDir()
	command(t, "mount", "-o", "loop"+options, image, dir)
	done := false
	unmount = func() {
		if !done {
			done = true
			command(t, "umount", dir)
		}
	}
	t.Cleanup(unmount)
	return dir, unmount
}

// fileSystem is one made for the test.
type fileSystem struct {
	mkfs    []string
	size    string
	options []string // of the mounts, by turns
	again   string   // of the mount of the copy
}

var fileSystems = map[string]fileSystem{
	"ext4": {[]string{"mkfs.ext4", "-q", "-E", "lazy_itable_init=0"}, "96M", []string{"", ",commit=1000"}, ""},
	"xfs":  {[]string{"mkfs.xfs", "-q"}, "320M", []string{""}, ",nouuid"},
}

// TestF03PowerCut crawls onto a file system of its own, stops the process at a random
// moment and copies the disk: what the kernel had not written is not in the copy, as
// after a power cut. It must open there, with every article that was acknowledged and its
// response. Root only.
func TestF03PowerCut(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("mounting an image needs root")
	}
	for name, d := range fileSystems {
		t.Run(name, func(t *testing.T) {
			if out, err := exec.Command(d.mkfs[0], "-V").CombinedOutput(); err != nil {
				t.Skipf("no %s: %v %s", d.mkfs[0], err, out)
			}
			r := rand.New(rand.NewPCG(3, 3))
			acked, how := 0, map[index.How]int{}
			for round := range 50 {
				n, h := powerCut(t, d, d.options[round%len(d.options)], time.Duration(r.IntN(2500))*time.Millisecond)
				acked += n
				how[h]++
				if t.Failed() {
					t.Fatalf("round %d", round)
				}
			}
			t.Logf("50 power cuts, %d articles acknowledged, none lost; the index opened as %v", acked, how)
		})
	}
}

func powerCut(t *testing.T, d fileSystem, options string, after time.Duration) (acked int, how index.How) {
	t.Helper()
	image := filepath.Join(t.TempDir(), "disk")
	command(t, "truncate", "-s", d.size, image)
	command(t, d.mkfs[0], append(d.mkfs[1:], image)...)
	disk, unmount := mounted(t, image, options)
	n := newNewsroom(t, 8, 3, 10)
	defer n.Close()
	data := filepath.Join(disk, "data")
	n.queueSeeds(t, data)
	urls, cut := n.crawlUntil(t, data, after)
	command(t, "cp", image, image+".cut")
	cut()
	unmount()
	disk, unmount = mounted(t, image+".cut", d.again)
	defer unmount()
	how = n.checkAfterCut(t, filepath.Join(disk, "data"), urls)
	os.Remove(image)
	os.Remove(image + ".cut")
	return len(urls), how
}

// crawlUntil crawls in another process, stops it, and gives what it acknowledged.
func (n *newsroom) crawlUntil(t *testing.T, data string, after time.Duration) (acked []string, end func()) {
	t.Helper()
	told, err := json.Marshal(child{Dir: data, Addr: n.Listener.Addr().String(), Outlets: n.outlets, Delay: time.Millisecond, Acks: true})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(told))
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := make(chan string, 10_000)
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			lines <- s.Text()
		}
		close(lines)
	}()
	<-lines // it crawls
	time.Sleep(after)
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	for quiet := false; !quiet; {
		select {
		case line := <-lines:
			if url, ok := strings.CutPrefix(line, "ack "); ok {
				acked = append(acked, url)
			} else if line == "" || line == "done" {
				quiet = true
			}
		case <-time.After(100 * time.Millisecond):
			quiet = true
		}
	}
	return acked, func() { cmd.Process.Kill(); cmd.Wait() }
}

func (n *newsroom) checkAfterCut(t *testing.T, data string, acked []string) index.How {
	t.Helper()
	x, err := OpenOwner(t.Context(), n.config(data, time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	how := x.Index.Opened().How
	if err := x.Store.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	changes, err := x.Store.Since(t.Context(), 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, c := range changes {
		a := c.Article
		have[a.Fetch.URL] = true
		if _, err := archive.Read(warcDir(data), archive.Ref{File: a.Fetch.WARCFile, Offset: a.Fetch.WARCOffset, Digest: a.Fetch.Digest}); err != nil {
			t.Errorf("the response of %s: %v", a.URL, err)
		}
	}
	for _, url := range acked {
		if !have[url] {
			t.Errorf("%s was acknowledged and is lost", url)
		}
	}
	if got := stories(t, x); got != len(have) {
		t.Errorf("%d of %d articles are found", got, len(have))
	}
	begin, stop := n.crawling(t, x)
	defer stop()
	if err := <-begin(); err != nil {
		t.Error(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := stories(t, x); got != n.stories() {
		t.Errorf("%d of %d stories after going on", got, n.stories())
	}
	return how
}
