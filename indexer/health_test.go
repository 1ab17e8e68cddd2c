package indexer

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dateline/indexer/archive"
	"dateline/indexer/store"
)

// recordKinds counts the records of an archive by type.
func recordKinds(t *testing.T, dir string) map[string]int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for r := archive.NewReader(f); ; {
			rec, err := r.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			kinds[rec.Type]++
		}
	}
	return kinds
}

func TestNextPace(t *testing.T) {
	const hour = time.Hour
	for _, c := range []struct {
		name           string
		interval, pace time.Duration
		fresh          int
		failed         bool
		want           time.Duration
	}{
		{"first visit with news", hour, 0, 5, false, 40 * time.Minute},
		{"first visit without", hour, 0, 0, false, 75 * time.Minute},
		{"failure", hour, hour, 0, true, 2 * hour},
		{"no faster than an eighth", hour, 8 * time.Minute, 9, false, 7*time.Minute + 30*time.Second},
		{"no faster than two minutes", 10 * time.Minute, 2 * time.Minute, 9, false, 2 * time.Minute},
		{"asked for faster than that", time.Minute, time.Minute, 9, false, time.Minute},
		{"no slower than eight times", hour, 8 * hour, 0, false, 8 * hour},
		{"no slower than a day", 12 * hour, 23 * hour, 0, true, 24 * hour},
		{"asked for slower than that", 48 * hour, 48 * hour, 0, false, 48 * hour},
	} {
		if got := nextPace(c.interval, c.pace, c.fresh, c.failed); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestStateOf(t *testing.T) {
	now := time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC)
	old, lately := now.Add(-10*24*time.Hour), now.Add(-time.Hour)
	for _, c := range []struct {
		name string
		src  store.Source
		want State
	}{
		{"just added", store.Source{AddedAt: lately}, StateNew},
		{"brings news", store.Source{AddedAt: old, LastVisit: lately, LastNew: lately, Items: 3, Newest: lately}, StateOK},
		{"one failure", store.Source{AddedAt: old, LastVisit: lately, Failures: 1}, StateError},
		{"three failures", store.Source{AddedAt: old, LastVisit: lately, Failures: 3}, StateFailing},
		{"answers, nothing new for ten days", store.Source{AddedAt: old, LastVisit: lately, LastNew: old, Items: 3}, StateSilent},
		{"added today, its newest item is old", store.Source{AddedAt: lately, LastVisit: lately, LastNew: lately, Items: 3, Newest: old}, StateSilent},
		{"added today, without dates", store.Source{AddedAt: lately, LastVisit: lately}, StateOK},
	} {
		if got := StateOf(c.src, now); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestScope(t *testing.T) {
	s, err := newScope(store.Scope{Hosts: []string{"Bay.example"}, Prefixes: []string{"/news/", "/world/"}, Include: []string{`\d{4}`}, Exclude: []string{`/live-`, `\?print`}})
	if err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]bool{
		"http://bay.example/news/2025/strike":       true,
		"http://www.bay.example/world/2025/strike":  true,
		"http://notbay.example/news/2025/strike":    false,
		"http://bay.example/sport/2025/match":       false,
		"http://bay.example/news/strike":            false,
		"http://bay.example/news/2025/live-ticker":  false,
		"http://bay.example/news/2025/strike?print": false,
	} {
		if got := s.allows(url); got != want {
			t.Errorf("%s: allowed %v, want %v", url, got, want)
		}
	}
	if err := CheckScope(store.Scope{Include: []string{"("}}); err == nil {
		t.Error("a broken pattern was accepted")
	}
}
