package indexer

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/indexer/archive"
)

// TestF21HotBackup backs up while pages are crawled, stored and indexed. The copy
// holds what was acknowledged at its start, each article with its response, and
// is a data directory like any other.
func TestF21HotBackup(t *testing.T) {
	n := newNewsroom(t, 4, 3, 10)
	cfg := n.config(t.TempDir(), time.Millisecond)
	x, err := OpenOwner(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	begin, stop := n.crawling(t, x)
	ended := begin()
	to := t.TempDir()
	for round := range 4 {
		acked := stored(t, x)
		for acked < (round+1)*8 && acked < n.stories() { // some way into the crawl
			acked = stored(t, x)
			time.Sleep(time.Millisecond)
		}
		dir := filepath.Join(to, string(rune('a'+round)))
		if bytes, err := Backup(t.Context(), cfg, dir); err != nil || bytes == 0 {
			t.Fatalf("%d bytes, %v", bytes, err)
		}
		checkBackup(t, n, dir, acked)
		if _, err := Backup(t.Context(), cfg, dir); err == nil || !strings.Contains(err.Error(), "there already") {
			t.Errorf("over another backup: %v", err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
}

func stored(t *testing.T, x *Indexer) int {
	t.Helper()
	s, err := x.Store.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s.Articles
}

func checkBackup(t *testing.T, n *newsroom, dir string, acked int) {
	t.Helper()
	x, err := OpenOwner(t.Context(), n.config(dir, time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Store.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	found := find(t, x, "")
	if len(found) < min(acked, 100) || stories(t, x) < acked {
		t.Errorf("%d articles, %d were acknowledged", stories(t, x), acked)
	}
	for _, a := range found {
		if _, err := archive.Read(warcDir(dir), archive.Ref{File: a.Fetch.WARCFile, Offset: a.Fetch.WARCOffset, Digest: a.Fetch.Digest}); err != nil {
			t.Errorf("the response of %s: %v", a.URL, err)
		}
	}
	begin, stop := n.crawling(t, x) // and it can go on from there
	defer stop()
	if err := <-begin(); err != nil {
		t.Error(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := stories(t, x); got != n.stories() {
		t.Errorf("%d of %d stories after going on from the backup", got, n.stories())
	}
}
