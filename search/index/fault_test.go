package index

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/search/query"
)

// probing opens with checks in another process, which is this binary.
func probing(t testing.TB) Options {
	t.Helper()
	return probingAs(t, "probe")
}

func probingAs(t testing.TB, role string) Options {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Options{Probe: []string{"env", roleVariable + "=" + role, exe}}
}

// killed runs a feeding process on dir, kills it after wait, and gives the last
// sequence number it acknowledged, or acked.
func killed(t *testing.T, dir string, wait time.Duration, acked int64) int64 {
	t.Helper()
	c := start(t, "feed", dir)
	timer := time.AfterFunc(wait, func() { c.Process.Kill() })
	defer timer.Stop()
	for c.out.Scan() {
		what, rest, _ := strings.Cut(c.out.Text(), " ")
		switch what {
		case "ack":
			n, _ := strconv.ParseInt(rest, 10, 64)
			acked = max(acked, n)
		case "error":
			t.Errorf("after %v: %s", wait, rest)
		case "opened":
			if acked > 0 && rest != string(Reopened) {
				t.Errorf("opened as %s with %d acknowledged", rest, acked)
			}
		}
	}
	c.Wait()
	return acked
}

// TestF01KillNine kills a feeding process at random moments: what it
// acknowledged must be there, and the index whole, every time.
func TestF01KillNine(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	dir := testDir(t)
	acked, slowest := int64(0), time.Duration(0)
	rounds := often(6, 100)
	for round := range rounds {
		acked = killed(t, dir, time.Duration(r.IntN(500))*time.Millisecond, acked)
		if r, err := Verify(dir, Options{}); acked > 0 && (err != nil || !r.OK()) {
			t.Errorf("round %d: verify: %+v, %v", round, r, err)
		}
		began := time.Now()
		x, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		slowest = max(slowest, time.Since(began))
		if a := ask(t, x, query.Plan{}); x.Seq() < acked || a.Total != int(x.Seq())*5 {
			t.Errorf("round %d: %d articles at %d, %d were acknowledged", round, a.Total, x.Seq(), acked)
		}
		// Left as a crash leaves it, without the manifest of a close.
		x.background.Wait() // columns may still be warmed
		if err := x.gen.closeBleve(); err != nil {
			t.Fatal(err)
		}
	}
	if most := time.Duration(often(30, 5)) * time.Second; slowest > most {
		t.Errorf("an opening took %v, want %v at most", slowest, most)
	}
	t.Logf("%d kills, %d batches acknowledged, none lost; the slowest opening took %v", rounds, acked, slowest)
}

// TestF02KillAtBirth kills the process in the first 150 ms of a new index: the
// next start must need nobody.
func TestF02KillAtBirth(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	how := map[How]int{}
	for range often(10, 100) {
		dir := testDir(t)
		acked := killed(t, dir, time.Duration(r.IntN(150))*time.Millisecond, 0)
		x, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		how[x.Opened().How]++
		if x.Seq() < acked {
			t.Errorf("at %d, %d were acknowledged", x.Seq(), acked)
		}
		apply(t, x, x.Seq()+1, corpus()...)
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("opened as %v", how)
}

// files lists the files below dir, without dir.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			rel, _ := filepath.Rel(dir, path)
			out = append(out, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// goldens are answers that damage must not change.
func goldens(t *testing.T, x *Index) []query.Answer {
	t.Helper()
	var out []query.Answer
	for _, n := range []query.Node{nil, stemmed("", "grain"), stemmed("", "talks"), &query.Phrase{Text: "grain corridor"}, &query.Word{Text: "neg*", Kind: query.Wildcard}} {
		out = append(out, ask(t, x, query.Plan{Query: n, Size: 20, Sort: query.ByRelevance, Facets: news.Facets, FacetSize: -1}))
	}
	return out
}

// damaged copies the index src, changes one file of it, and opens it with a
// probe. It must be the old answers or a quarantine, which is reported.
func damaged(t *testing.T, src, file string, want []query.Answer, change func(path string, content []byte)) (seen bool) {
	t.Helper()
	dir := testDir(t)
	if err := os.CopyFS(dir, os.DirFS(src)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, file)
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	change(path, content)
	x, err := Open(dir, probing(t))
	if err != nil {
		t.Errorf("%s: %v", file, err)
		return false
	}
	defer x.Close()
	if x.Opened().How == Quarantined {
		if x.Seq() != 0 {
			t.Errorf("%s: quarantined, and at %d", file, x.Seq())
		}
		return true
	}
	if diff := cmp.Diff(want, goldens(t, x)); diff != "" {
		t.Errorf("%s: opened as %s with other answers: %s", file, x.Opened().How, diff)
	}
	return false
}

// withGoldens makes a closed index and its answers.
func withGoldens(t *testing.T) (dir, gen string, want []query.Answer) {
	t.Helper()
	dir, gen = built(t)
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want = goldens(t, x)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, gen, want
}

// hasSum reports whether every byte of a file of the closed generation gen is
// checksummed. A segment that was merged away may lie there still, in no use.
func hasSum(t *testing.T, gen, file string) bool {
	t.Helper()
	m, err := readManifest(gen)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(file)
	_, used := m.Segments[name]
	return used || name == manifestName || name == boltName
}

// TestF04Flips flips single bits of all files of a closed index. Those in
// checksummed bytes must be seen; no other may change an answer.
func TestF04Flips(t *testing.T) {
	dir, gen, want := withGoldens(t)
	r := rand.New(rand.NewPCG(7, 8))
	all := files(t, dir)
	flips, seen := often(18, 300), 0
	for n := range flips {
		file, at := all[n%len(all)], 0
		found := damaged(t, dir, file, want, func(path string, content []byte) {
			at = r.IntN(len(content))
			content[at] ^= 1 << r.IntN(8)
			write(t, path, content)
		})
		if found {
			seen++
		} else if hasSum(t, gen, file) {
			t.Errorf("%s: a bit flip at byte %d was not seen", file, at)
		}
	}
	t.Logf("%d of %d flips over %d files were seen; the others changed no answer", seen, flips, len(all))
}

func write(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestF06Truncated cuts each file, of an index that was closed and of one that
// crashed, and overwrites pages of root.bolt: what bbolt and Bleve then do to the
// process that maps them must not be done to this one.
func TestF06Truncated(t *testing.T) {
	dir, gen, want := withGoldens(t)
	for _, file := range files(t, dir) {
		for n := range often(2, 20) {
			if !damaged(t, dir, file, want, func(path string, content []byte) { write(t, path, content[:len(content)*n/often(2, 20)]) }) && hasSum(t, gen, file) {
				t.Errorf("%s: cut at %d of %d, and not seen", file, n, often(2, 20))
			}
		}
	}
	if err := (&manifest{Schema: schemaVersion}).write(gen); err != nil {
		t.Fatal(err)
	}
	bolt, err := filepath.Rel(dir, filepath.Join(gen, storeName, boltName))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(9, 1))
	seen, rounds := 0, often(10, 100)
	for n := range rounds {
		if damaged(t, dir, bolt, want, func(path string, content []byte) {
			page := 2 + r.IntN(len(content)/4096-2)
			for i := range 64 {
				content[page*4096+i*(1+n%7)] = byte(r.Uint32())
			}
			write(t, path, content)
		}) {
			seen++
		}
	}
	t.Logf("%d of %d scrambled pages were seen; the others were in no use", seen, rounds)
}

// fault reads a mapped file beyond its end.
func fault() {
	f, err := os.CreateTemp("", "fault")
	if err != nil {
		panic(err)
	}
	os.Remove(f.Name())
	b, err := syscall.Mmap(int(f.Fd()), 0, 4096, syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	fmt.Println(b[0])
}

// TestProbeEnds: whatever becomes of the probe, this process lives. A probe that
// somebody killed says nothing about the index.
func TestProbeEnds(t *testing.T) {
	for _, test := range []struct {
		role   string
		reason string // of the quarantine; "" where the opening is refused
	}{
		{"probe panics", "made up"}, {"probe hangs", "did not end in time"}, {"probe faults", "ended a process"},
		{"probe killed", ""}, {"probe babbles", ""},
	} {
		t.Run(test.role, func(t *testing.T) {
			dir, gen := built(t)
			opts := probingAs(t, test.role)
			if strings.Contains(test.role, "hangs") {
				opts.probeTimeout = time.Second
			}
			x, err := Open(dir, opts)
			if test.reason == "" {
				if _, serr := os.Stat(gen); !errors.Is(err, errBlocked) || serr != nil {
					t.Errorf("opened: %v; the generation: %v", err, serr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			if got := x.Opened(); got.How != Quarantined || !strings.Contains(got.Reason, test.reason) {
				t.Errorf("opened as %+v", got)
			}
		})
	}
	dir, _ := built(t)
	x, err := Open(dir, Options{Probe: []string{filepath.Join(t.TempDir(), "no such program")}})
	if err != nil || x.Opened().How != Reopened {
		t.Fatalf("without a program to probe with: %v", err)
	}
	x.Close()
}

// TestDamagedAreFew: of what was set aside only the newest is kept.
func TestDamagedAreFew(t *testing.T) {
	dir, _ := built(t)
	last := ""
	for range 3 {
		name, err := readCurrent(dir)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, name, metaName), nil)
		x, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		last = x.Opened().SetAside
		apply(t, x, 1, corpus()...)
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := filepath.Glob(filepath.Join(dir, damagedPrefix+"*")); len(got) != 1 || got[0] != last {
		t.Errorf("kept %v, the newest is %s", got, last)
	}
}

// pastSchema copies the index of an earlier schema to a folder of the test.
func pastSchema(t *testing.T, name string) string {
	t.Helper()
	dir := testDir(t)
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "testdata", "indexes", name))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestF14PastSchemas opens an index of each schema there was: it answers while it
// is built anew beside, takes nothing meanwhile, and is no damage.
func TestF14PastSchemas(t *testing.T) {
	past, err := filepath.Glob(filepath.Join("..", "..", "testdata", "indexes", "schema-*"))
	if err != nil || len(past) < 2 {
		t.Fatalf("the indexes of past and present schemas: %v, %v", past, err)
	}
	for _, path := range past {
		t.Run(filepath.Base(path), func(t *testing.T) { testPastSchema(t, filepath.Base(path)) })
	}
}

func testPastSchema(t *testing.T, name string) {
	dir := pastSchema(t, name)
	var log strings.Builder
	opts := probing(t)
	opts.Logger = slog.New(slog.NewTextHandler(&log, nil))
	x, err := Open(dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	fresh := openTest(t, testDir(t))
	apply(t, fresh, 1, corpus()...)
	same := func(when string) {
		t.Helper()
		for _, q := range []string{"", "grain", "talks", `"grain corridor"`, "negotiat*", "haus", "переговоры", "women NEAR/9 vote"} {
			n, err := query.Parse(q)
			if err != nil {
				t.Fatal(err)
			}
			plan := query.Plan{Query: n, Size: 20, Sort: query.ByRelevance, Facets: news.Facets, FacetSize: -1}
			if diff := cmp.Diff(ask(t, fresh, plan), ask(t, x, plan)); diff != "" {
				t.Errorf("%s: %s: %s", when, q, diff)
			}
		}
	}
	same("as it was")
	if name == fmt.Sprint("schema-", schemaVersion) {
		if got := x.Opened(); got.How != Reopened || x.Outdated() {
			t.Errorf("opened as %+v", got)
		}
		return
	}
	if got := x.Opened(); got.How != Outdated || !x.Outdated() || x.Seq() != 2 || strings.Contains(log.String(), "ERROR") || !strings.Contains(log.String(), "INFO") {
		t.Errorf("opened as %+v at %d, logged %s", got, x.Seq(), &log)
	}
	if err := x.Apply(context.Background(), corpus(), nil, 9); !errors.Is(err, ErrOutdated) {
		t.Errorf("apply: %v", err)
	}
	testRenewal(t, x, dir, same)
}

// testRenewal builds anew beside x, once in vain.
func testRenewal(t *testing.T, x *Index, dir string, same func(string)) {
	t.Helper()
	var mistake *query.Error
	near := query.Plan{Query: &query.Near{Kind: query.SameSentence, Left: stemmed("", "grain"), Right: stemmed("", "corridor")}, Size: 5}
	if _, err := x.Search(context.Background(), near); x.gen.schema < 2 && !errors.As(err, &mistake) {
		t.Errorf("a query of what the schema lacks: %v", err)
	}
	for _, commit := range []bool{false, true} {
		b, err := NewGeneration(dir, Options{})
		if err == nil {
			err = b.Apply(context.Background(), corpus(), nil, 3)
		}
		if err != nil {
			t.Fatal(err)
		}
		same("while it is built")
		if commit {
			err = b.Commit()
		} else {
			err = b.gen.closeBleve() // killed: the next opening removes it
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Reload(); err != nil {
		t.Fatal(err)
	}
	same("anew")
	if a := ask(t, x, near); a.Total != 2 || x.Outdated() || x.Seq() != 3 || len(generations(dir)) != 1 {
		t.Errorf("anew: %d in one sentence, outdated %v at %d, generations %v", a.Total, x.Outdated(), x.Seq(), generations(dir))
	}
	apply(t, x, 4, corpus()...)
}

// TestF14Downgrade: an index of a newer program is refused and left alone.
func TestF14Downgrade(t *testing.T) {
	dir, gen := built(t)
	if err := (&manifest{Schema: schemaVersion + 1}).write(gen); err != nil {
		t.Fatal(err)
	}
	for _, opts := range []Options{{}, probing(t)} {
		_, err := Open(dir, opts)
		if err == nil || !strings.Contains(err.Error(), "newer version") || !strings.Contains(err.Error(), "dateline rebuild") {
			t.Errorf("opened: %v", err)
		}
	}
	if b, err := NewGeneration(dir, Options{}); err != nil {
		t.Error(err)
	} else if err := errors.Join(b.Apply(context.Background(), corpus(), nil, 1), b.Commit()); err != nil {
		t.Error(err)
	}
	if x := openTest(t, dir); x.Opened().How != Reopened {
		t.Errorf("after the rebuild: %+v", x.Opened())
	}
}

// TestF14TooOld: of a schema that nobody reads any more nothing is kept.
func TestF14TooOld(t *testing.T) {
	if got, err := makeRoom(t.TempDir(), "gen-000001", fmt.Errorf("%w 1", errOldSchema), Options{}.withDefaults()); err != nil || got.How != Outdated || got.Reason == "" || got.SetAside != "" {
		t.Errorf("%+v, %v", got, err)
	}
}

// FuzzManifest: a manifest is read as it was written, or refused.
func FuzzManifest(f *testing.F) {
	dir := f.TempDir()
	m := manifest{Schema: schemaVersion, Clean: true, Articles: 3, Seq: 9, Bolt: 7, Segments: map[string]uint32{"00000000000a.zap": 5}}
	if err := m.write(dir); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"schema":2}`))
	f.Add([]byte(`{"schema":99,"crc32": 0}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parseManifest(b)
		if err != nil {
			return
		}
		if m.Schema > lastWithoutSum && m.Sum != sumOf(b) {
			t.Errorf("%q is taken for a manifest", b)
		}
		dir := t.TempDir()
		if err := m.write(dir); err != nil {
			t.Fatal(err)
		}
		again, err := readManifest(dir)
		if m.Sum = again.Sum; err != nil || !cmp.Equal(m, again, cmp.AllowUnexported(manifest{})) && len(m.Segments) > 0 {
			t.Errorf("%+v came back as %+v, %v", m, again, err)
		}
	})
}

// TestWriteFixture writes the index of the present schema for the programs to
// come: FIXTURE=../../testdata/indexes/schema-N go test -run WriteFixture
func TestWriteFixture(t *testing.T) {
	dir := os.Getenv("FIXTURE")
	if dir == "" {
		t.Skip("FIXTURE names no folder")
	}
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	apply(t, x, 1, corpus()[:5]...)
	apply(t, x, 2, corpus()[5:]...)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestF13IndexAndSearch feeds and searches at once: what was acknowledged is
// found by every search that begins after it. With -tags faults for ten minutes, in
// which a search may take twice as long as when nothing is fed; -race is for
// whoever runs it.
func TestF13IndexAndSearch(t *testing.T) {
	x := openTest(t, testDir(t))
	var acked atomic.Int64
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(often(2, 600))*time.Second)
	defer cancel()
	fed := make(chan struct{})
	go func() {
		defer close(fed)
		for seq := int64(1); ctx.Err() == nil; seq++ {
			a := news.Article{ID: id(int(seq)), Lang: "en", Title: "Talks", Text: strings.Repeat("the talks went on ", 30), Source: fmt.Sprint(seq % 50)}
			if err := x.Apply(context.Background(), []news.Article{a}, nil, seq); err != nil {
				t.Error(err)
				return
			}
			acked.Store(seq)
		}
	}()
	searches, p99 := searched(ctx, t, x, &acked)
	<-fed
	rest, cancel := context.WithTimeout(context.Background(), time.Duration(often(0, 60))*time.Second)
	defer cancel()
	_, idle := searched(rest, t, x, &acked)
	if idle > 0 && p99 > 2*idle {
		t.Errorf("p99 is %v, and %v when nothing is fed", p99, idle)
	}
	t.Logf("%d articles one by one beside %d searches, p99 %v, and %v when nothing is fed", acked.Load(), searches, p99.Round(time.Millisecond), idle.Round(time.Millisecond))
}

// searched has 32 search at once until ctx ends, and gives how many searches there
// were and how long the slowest hundredth took at least.
func searched(ctx context.Context, t *testing.T, x *Index, acked *atomic.Int64) (n int, p99 time.Duration) {
	var work sync.WaitGroup
	took := make([][]time.Duration, 32)
	for n := range took {
		work.Go(func() {
			for ctx.Err() == nil {
				before, start := acked.Load(), time.Now()
				a, err := x.Search(context.Background(), query.Plan{Query: stemmed("", "talk"), Size: 5, Sort: query.ByRelevance, Facets: news.Facets, FacetSize: 5, Timeline: query.Auto})
				if err != nil || int64(a.Total) < before {
					t.Errorf("%d found of %d that were acknowledged, %v", a.Total, before, err)
					return
				}
				took[n] = append(took[n], time.Since(start))
			}
		})
	}
	work.Wait()
	all := slices.Sorted(slices.Values(slices.Concat(took...)))
	if len(all) == 0 {
		return 0, 0
	}
	return len(all), all[len(all)*99/100]
}
