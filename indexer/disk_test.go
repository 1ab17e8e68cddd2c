package indexer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dateline/search/index"
	"dateline/search/query"
)

// crawling prepares a crawl of n; begin runs it in the background and gives its
// end.
func (n *newsroom) crawling(t *testing.T, x *Indexer) (begin func() <-chan error, stop func()) {
	t.Helper()
	n.queue(t, x)
	c, err := x.NewCrawler(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	return func() <-chan error {
		done := make(chan error, 1)
		go func() {
			_, err := c.Run(ctx, true)
			done <- errors.Join(err, c.Close())
		}()
		return done
	}, cancel
}

func stories(t *testing.T, x *Indexer) int {
	t.Helper()
	a, err := x.Index.Search(t.Context(), query.Plan{})
	if err != nil {
		t.Errorf("searching: %v", err)
	}
	return a.Total
}

// TestF08LowSpace: below the low-water mark nothing is written, and it is said;
// above it everything goes on.
func TestF08LowSpace(t *testing.T) {
	n := newNewsroom(t, 2, 2, 3)
	cfg := n.config(t.TempDir(), time.Millisecond)
	cfg.MinFree = MinFree
	var log strings.Builder
	cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
	x, err := OpenOwner(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	var free atomic.Int64
	x.disk.mu.Lock()
	x.disk.free = func(string) (int64, error) { return free.Load(), nil }
	x.disk.mu.Unlock()
	if x.Disk() != DiskFull {
		t.Errorf("the disk is %q", x.Disk())
	}
	begin, stop := n.crawling(t, x)
	defer stop()
	ended := begin()
	story := write(t, filepath.Join(t.TempDir(), "wire.txt"), []byte(wireStory))
	if _, err := x.Import(t.Context(), []string{story}, ImportOptions{}); !errors.Is(err, ErrDisk) || !strings.Contains(err.Error(), "--min-free") {
		t.Errorf("import: %v", err)
	}
	n.mu.Lock()
	asked := len(n.requests)
	n.mu.Unlock()
	if asked > 0 || stories(t, x) != 0 {
		t.Errorf("%d pages were asked for", asked)
	}
	free.Store(x.cfg.MinFree)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := stories(t, x); got != n.stories() || x.Disk() != "" {
		t.Errorf("%d of %d stories, the disk is %q", got, n.stories(), x.Disk())
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	if strings.Count(log.String(), "paused") != 1 || strings.Count(log.String(), "goes on: ") != 1 {
		t.Errorf("logged %s", &log)
	}
}

// smallDisk names a tmpfs of a few megabytes in a namespace of its own, where
// the calling test then runs by itself; "" outside. It skips where the kernel
// does not let us.
func smallDisk(t *testing.T) string {
	t.Helper()
	const variable = "DATELINE_TEST_DISK"
	if dir := os.Getenv(variable); dir != "" {
		return dir
	}
	dir := t.TempDir()
	mount := "mount -t tmpfs -o size=32m tmpfs " + dir
	if err := exec.Command("unshare", "-Urm", "sh", "-c", mount).Run(); err != nil {
		t.Skip("no mount namespace here:", err)
	}
	t.Setenv(variable, dir)
	runAlone(t, "unshare", "-Urm", "sh", "-c", mount+` && exec "$0" "$@"`)
	return ""
}

// TestF08DiskFull fills the disk up but for N blocks, with N rising, while pages
// are crawled, stored and indexed: wherever the write falls that finds no room,
// searching goes on, the crawl waits, and ends whole when there is room again.
func TestF08DiskFull(t *testing.T) {
	disk := smallDisk(t)
	if disk == "" {
		return
	}
	full, slowest := 0, time.Duration(0)
	rounds := often(3, 200)
	for round := range rounds {
		paused, took := fillUp(t, filepath.Join(disk, fmt.Sprint(round)), int64(round*(800/rounds))<<10)
		if paused {
			full++
		}
		slowest = max(slowest, took)
		if t.Failed() {
			return
		}
	}
	t.Logf("the disk was full in %d of %d crawls; the slowest went on %v after there was room", full, rounds, slowest.Round(time.Millisecond))
	if most := time.Duration(often(60, 10)) * time.Second; slowest > most {
		t.Errorf("one crawl went on after %v, want %v at most", slowest, most)
	}
	if full < (rounds+1)/2 {
		t.Errorf("the disk was full in %d of %d crawls only", full, rounds)
	}
}

func fillUp(t *testing.T, dir string, leave int64) (paused bool, took time.Duration) {
	t.Helper()
	n := newNewsroom(t, 3, 2, 4)
	defer n.Close()
	cfg := n.config(dir, time.Millisecond)
	x, err := OpenOwner(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	importAll(t, x, write(t, filepath.Join(t.TempDir(), "wire.txt"), []byte(wireStory)))
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	begin, stop := n.crawling(t, x)
	defer stop()
	ballast := takeUp(t, dir, leave)
	ended, over := begin(), false
	for x.Disk() == "" && !over {
		select {
		case err := <-ended:
			if over = true; err != nil {
				t.Errorf("%d KiB: the crawl ended: %v", leave>>10, err)
			}
		case <-time.After(5 * time.Millisecond):
		}
		stories(t, x)
		if over && x.Index.Seq() < lastSeq(t, x) && x.Disk() == "" {
			over = false
			ended = closedChannel()
		}
	}
	if stories(t, x) < 1 || len(find(t, x, "explanation")) != 1 {
		t.Errorf("%d KiB: what was found before is found no more", leave>>10)
	}
	paused = x.Disk() == DiskFull
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	room := time.Now()
	for x.Disk() != "" && time.Since(room) < time.Minute {
		time.Sleep(5 * time.Millisecond)
	}
	took = time.Since(room)
	if !over {
		if err := <-ended; err != nil {
			t.Errorf("%d KiB: the crawl ended: %v", leave>>10, err)
		}
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := stories(t, x); got != n.stories()+1 || x.Disk() != "" {
		t.Errorf("%d KiB: %d of %d stories, the disk is %q", leave>>10, got, n.stories()+1, x.Disk())
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	rebuildOnFullDisk(t, dir, leave, n.stories()+1)
	return paused, took
}

// rebuildOnFullDisk has no room for a new generation: the old one must stay.
func rebuildOnFullDisk(t *testing.T, dir string, leave int64, want int) {
	t.Helper()
	ballast := takeUp(t, dir, leave)
	if _, err := Rebuild(t.Context(), Config{DataDir: dir, MinFree: -1}, nil); err != nil && diskProblem(err) != DiskFull {
		t.Errorf("%d KiB: rebuild: %v", leave>>10, err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if r, err := index.Verify(filepath.Join(dir, "index"), index.Options{}); err != nil || !r.OK() || r.Articles != want {
		t.Errorf("%d KiB: verify: %d articles of %d, %v, %v", leave>>10, r.Articles, want, r.Problems, err)
	}
}

func closedChannel() <-chan error {
	c := make(chan error)
	close(c)
	return c
}

func lastSeq(t *testing.T, x *Indexer) int64 {
	t.Helper()
	seq, err := x.Store.LastSeq(t.Context())
	if err != nil {
		t.Error(err)
	}
	return seq
}

// takeUp writes a file that leaves so many bytes of dir's disk.
func takeUp(t *testing.T, dir string, leave int64) string {
	t.Helper()
	free, err := freeBytes(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(filepath.Dir(dir), "ballast")
	if err := os.WriteFile(path, make([]byte, max(0, free-leave)), 0o600); err != nil && !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	return path
}

// TestF10Unwritable takes the right to make files away from the data directory
// for a while. Root is asked no rights, so the test runs as nobody's root.
func TestF10Unwritable(t *testing.T) {
	if os.Getenv(namespaceEnv) == "" {
		if err := exec.Command("unshare", "-U", "true").Run(); err != nil {
			t.Skip("no user namespace here:", err)
		}
		runAlone(t, "unshare", "-U")
		return
	}
	n := newNewsroom(t, 2, 2, 3)
	dir := t.TempDir()
	x, err := OpenOwner(t.Context(), n.config(dir, time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	begin, stop := n.crawling(t, x)
	defer stop()
	var folders []string
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			folders = append(folders, path)
		}
		return err
	})
	setMode := func(mode os.FileMode) {
		for _, f := range folders {
			err = errors.Join(err, os.Chmod(f, mode))
		}
	}
	if setMode(0o555); err != nil {
		t.Fatal(err)
	}
	ended := begin()
	for x.Disk() == "" {
		stories(t, x)
		time.Sleep(5 * time.Millisecond)
	}
	if x.Disk() != DiskUnwritable {
		t.Errorf("the disk is %q", x.Disk())
	}
	if setMode(0o755); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := stories(t, x); got != n.stories() || x.Disk() != "" {
		t.Errorf("%d of %d stories, the disk is %q", got, n.stories(), x.Disk())
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}
