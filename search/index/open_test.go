package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/search/query"
)

// built makes a closed index of the corpus, in several segments, and returns its
// current generation.
func built(t testing.TB) (dir, gen string) {
	t.Helper()
	dir = testDir(t)
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := x.Opened(); got.How != Fresh || x.Seq() != 0 {
		t.Fatalf("a new index opens as %+v at %d", got, x.Seq())
	}
	for i, a := range corpus() {
		apply(t, x, int64(i+1), a)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	name, err := readCurrent(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, filepath.Join(dir, name)
}

func segmentFiles(t testing.TB, gen string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(gen, storeName, "*.zap"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no segments in %s: %v", gen, err)
	}
	out := map[string]string{}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(p)] = string(b)
	}
	return out
}

func TestReopen(t *testing.T) {
	dir, _ := built(t)
	r, err := Verify(dir, Options{})
	if err != nil || !r.OK() || r.Articles != len(corpus()) || r.Seq != int64(len(corpus())) || len(r.Segments) == 0 {
		t.Fatalf("verify: %+v, %v", r, err)
	}
	x := openTest(t, dir)
	if got := x.Opened(); got.How != Reopened || x.Seq() != int64(len(corpus())) {
		t.Errorf("opened as %+v at %d", got, x.Seq())
	}
	if a := ask(t, x, query.Plan{Query: stemmed("", "grain"), Size: 9}); a.Total != 2 {
		t.Errorf("found %d", a.Total)
	}
	if _, err := Verify(dir, Options{}); !errors.Is(err, errInUse) {
		t.Errorf("verify of an open index: %v", err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, errInUse) {
		t.Errorf("a second open: %v", err)
	}
}

func TestApplyAgain(t *testing.T) {
	x := openTest(t, testDir(t))
	for range 3 {
		apply(t, x, 7, corpus()...)
	}
	if n, err := x.Count(context.Background()); n != len(corpus()) || err != nil {
		t.Errorf("count %d, %v", n, err)
	}
	bad := corpus()[:1]
	bad[0].ID = "nonsense"
	if err := x.Apply(context.Background(), bad, nil, 8); !errors.Is(err, errBadArticle) || x.Seq() != 7 {
		t.Errorf("a bad id gives %v at %d", err, x.Seq())
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := x.Apply(ctx, corpus(), nil, 9); !errors.Is(err, context.Canceled) {
		t.Errorf("apply with an ended context: %v", err)
	}
	if _, err := x.Search(ctx, query.Plan{}); !errors.Is(err, context.Canceled) {
		t.Errorf("search with an ended context: %v", err)
	}
}

// TestReopenAfterError: after an asynchronous error the handle is replaced before
// anything is written, and nothing is lost.
func TestReopenAfterError(t *testing.T) {
	x := openTest(t, testDir(t))
	apply(t, x, 1, corpus()[:5]...)
	x.gen.asyncError(errors.New("made up"))
	apply(t, x, 2, corpus()[5:]...)
	if x.gen.failed.Load() {
		t.Error("not reopened")
	}
	if a := ask(t, x, query.Plan{}); a.Total != len(corpus()) || x.Seq() != 2 {
		t.Errorf("%d articles at %d", a.Total, x.Seq())
	}
	x.background.Wait()                        // columns may still be warmed
	if err := x.gen.closeBleve(); err != nil { // as after a reopening that failed
		t.Fatal(err)
	}
	if _, err := x.Search(context.Background(), query.Plan{}); !errors.Is(err, ErrClosed) {
		t.Errorf("search without a handle: %v", err)
	}
	apply(t, x, 3)
	if a := ask(t, x, query.Plan{}); a.Total != len(corpus()) {
		t.Errorf("%d articles", a.Total)
	}
}

// TestF05Quarantine damages a closed generation in every way a file system can
// that loses files or their ends (F5), or a disk that loses bits.
func TestF05Quarantine(t *testing.T) {
	cut := func(path string, size int64) error { return os.Truncate(path, size) }
	flip := func(path string, at int64) error {
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		b[at] ^= 0x10
		return os.WriteFile(path, b, 0o600)
	}
	anySegment := func(gen string) string {
		paths, _ := filepath.Glob(filepath.Join(gen, storeName, "*.zap"))
		return paths[0]
	}
	unclean := func(gen string) error { return (&manifest{Schema: schemaVersion}).write(gen) }
	for _, test := range []struct {
		name   string
		damage func(dir, gen string) error
		reason string
	}{
		{"root.bolt missing", func(_, gen string) error { return os.Remove(filepath.Join(gen, storeName, boltName)) }, boltName},
		{"root.bolt empty", func(_, gen string) error { return cut(filepath.Join(gen, storeName, boltName), 0) }, "empty"},
		{"root.bolt cut at 8 KiB", func(_, gen string) error {
			return errors.Join(unclean(gen), cut(filepath.Join(gen, storeName, boltName), 8192))
		}, "cut off"},
		{"root.bolt cut at 20 KiB", func(_, gen string) error {
			return errors.Join(unclean(gen), cut(filepath.Join(gen, storeName, boltName), 20<<10))
		}, "cut off"},
		{"root.bolt of zeros", func(_, gen string) error {
			return errors.Join(unclean(gen), os.WriteFile(filepath.Join(gen, storeName, boltName), make([]byte, 1<<16), 0o600))
		}, "meta page"},
		{"root.bolt changed", func(_, gen string) error { return flip(filepath.Join(gen, storeName, boltName), 40) }, boltName},
		{"meta missing", func(_, gen string) error { return os.Remove(filepath.Join(gen, metaName)) }, metaName},
		{"meta empty", func(_, gen string) error { return cut(filepath.Join(gen, metaName), 0) }, metaName},
		{"manifest missing", func(_, gen string) error { return os.Remove(filepath.Join(gen, manifestName)) }, "manifest"},
		{"manifest cut", func(_, gen string) error { return cut(filepath.Join(gen, manifestName), 7) }, "manifest"},
		{"bit in a segment", func(_, gen string) error { return flip(anySegment(gen), 100) }, "checksum"},
		{"bit in a segment after a crash", func(_, gen string) error { return errors.Join(unclean(gen), flip(anySegment(gen), 100)) }, "checksum"},
		{"segment cut", func(_, gen string) error { return errors.Join(unclean(gen), cut(anySegment(gen), 1)) }, "cut off"},
		{"CURRENT missing", func(dir, _ string) error { return os.Remove(filepath.Join(dir, currentName)) }, currentName},
		{"CURRENT empty", func(dir, _ string) error { return cut(filepath.Join(dir, currentName), 0) }, currentName},
		{"CURRENT leads out", func(dir, _ string) error {
			return os.WriteFile(filepath.Join(dir, currentName), []byte("../../etc\n"), 0o600)
		}, currentName},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir, gen := built(t)
			if err := test.damage(dir, gen); err != nil {
				t.Fatal(err)
			}
			before := segmentFiles(t, gen)
			r, err := Verify(dir, Options{})
			if err != nil || r.OK() {
				t.Errorf("verify says %+v, %v", r, err)
			}
			x := openTest(t, dir)
			got := x.Opened()
			if got.How != Quarantined || !strings.Contains(got.Reason, test.reason) || x.Seq() != 0 {
				t.Fatalf("opened as %+v at %d, want a reason with %q", got, x.Seq(), test.reason)
			}
			if diff := cmp.Diff(before, segmentFiles(t, got.SetAside)); diff != "" {
				t.Error("segments changed")
			}
			apply(t, x, 5, corpus()...)
			if a := ask(t, x, query.Plan{}); a.Total != len(corpus()) {
				t.Errorf("%d articles after feeding again", a.Total)
			}
		})
	}
}

func TestGenerationMissing(t *testing.T) {
	dir, gen := built(t)
	if err := os.Rename(gen, filepath.Join(dir, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	x := openTest(t, dir)
	if got := x.Opened(); got.How != Quarantined || got.SetAside != "" || got.Reason == "" {
		t.Errorf("opened as %+v", got)
	}
}

// TestBlockedOpen: what is the machine's fault must not cost the index.
func TestBlockedOpen(t *testing.T) {
	for _, err := range []error{
		&os.PathError{Op: "open", Path: "x", Err: syscall.EMFILE},
		fmt.Errorf("write: %w", syscall.ENOSPC),
	} {
		var r Report
		r.note("segment", err)
		if !isBlocking(r.err()) {
			t.Errorf("%v counts as damage", err)
		}
	}
	var r Report
	r.note("segment", errors.New("does not match its checksum"))
	if isBlocking(r.err()) {
		t.Error("damage counts as blocked")
	}
}

// TestF04EveryFlip flips bits all over the segments of an index that crashed: each
// must be seen, for Bleve would answer from them without a word.
func TestF04EveryFlip(t *testing.T) {
	_, gen := built(t)
	for name, content := range segmentFiles(t, gen) {
		path := filepath.Join(gen, storeName, name)
		for at := 0; at < len(content); at += 1 + len(content)/60 {
			b := []byte(content)
			b[at] ^= 1 << (at % 8)
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, _, err := checkSegment(path); err == nil {
				t.Errorf("%s: bit flip at %d not seen", name, at)
			}
		}
	}
}

func TestF07Strays(t *testing.T) {
	dir, gen := built(t)
	names := []string{"._x.zap", "root.bolt~", "000000000001.zap.swp"}
	for _, n := range names {
		if err := os.WriteFile(filepath.Join(gen, storeName, n), []byte("stray"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	x := openTest(t, dir)
	if got := x.Opened(); got.How != Reopened || len(got.Strays) != len(names) {
		t.Errorf("opened as %+v", got)
	}
}

func TestBuilder(t *testing.T) {
	dir, gen := built(t)
	for _, commit := range []bool{false, true} {
		b, err := NewGeneration(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Apply(context.Background(), corpus()[:3], nil, 42); err != nil {
			t.Fatal(err)
		}
		if commit {
			err = b.Commit()
		} else {
			err = b.Abort()
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	x := openTest(t, dir)
	if a := ask(t, x, query.Plan{}); a.Total != 3 || x.Seq() != 42 || x.Opened().How != Reopened {
		t.Errorf("%d articles at %d, %+v", a.Total, x.Seq(), x.Opened())
	}
	if got := generations(dir); !slices.Equal(got, []string{x.Opened().Generation}) {
		t.Errorf("left over: %v, built over %s", got, gen)
	}
}

// TestF20UnfinishedBuild is a rebuild that was killed before its commit.
func TestF20UnfinishedBuild(t *testing.T) {
	dir, gen := built(t)
	b, err := NewGeneration(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Apply(context.Background(), corpus()[:3], nil, 42); err != nil {
		t.Fatal(err)
	}
	if err := b.gen.closeBleve(); err != nil {
		t.Fatal(err)
	}
	x := openTest(t, dir)
	if x.Opened().Generation != filepath.Base(gen) || x.Seq() != int64(len(corpus())) || len(generations(dir)) != 1 {
		t.Errorf("%+v at %d, generations %v", x.Opened(), x.Seq(), generations(dir))
	}
}
