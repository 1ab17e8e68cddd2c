package frontier

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	_ "modernc.org/sqlite"
	"pgregory.net/rapid"
)

var start = time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC)

// TestMain makes 25 random crawls the default, not rapid's 100: each opens
// databases, and under -race they took minutes. -rapid.checks=N still holds.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		f.Value.Set("25")
	}
	os.Exit(m.Run())
}

func openDB(t testing.TB, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func newFrontier(t testing.TB, opts Options) *Frontier {
	t.Helper()
	f, err := New(t.Context(), openDB(t, filepath.Join(t.TempDir(), "f.db")), opts)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func add(t testing.TB, f *Frontier, want Added, items ...Item) {
	t.Helper()
	got, err := f.Add(t.Context(), start, items)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

// lease leases at start+after and checks which URL it is; "" means none.
func lease(t testing.TB, f *Frontier, after time.Duration, want string) Lease {
	t.Helper()
	l, ok, err := f.Lease(t.Context(), start.Add(after))
	if err != nil {
		t.Fatal(err)
	}
	if ok != (want != "") || l.URL != want {
		t.Fatalf("at +%v leased %q (%v), want %q", after, l.URL, ok, want)
	}
	return l
}

func finish(t testing.TB, f *Frontier, l Lease) error {
	t.Helper()
	return f.inTx(t.Context(), func(tx *sql.Tx) error { return f.Done(t.Context(), tx, l) })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func nextAt(t testing.TB, f *Frontier, want time.Duration, wantOK bool) {
	t.Helper()
	at, ok, err := f.NextAt(t.Context())
	must(t, err)
	if ok != wantOK || ok && !at.Equal(start.Add(want)) {
		t.Fatalf("NextAt is +%v, %v; want +%v, %v", at.Sub(start), ok, want, wantOK)
	}
}

func counts(t testing.TB, f *Frontier, want Counts) {
	t.Helper()
	got, err := f.Counts(t.Context())
	must(t, err)
	if want.Dropped == nil {
		want.Dropped = map[string]int{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestOrderAndPoliteness(t *testing.T) {
	f := newFrontier(t, Options{HostDelay: 10 * time.Second})
	add(t, f, Added{Queued: 4, Known: 1, Bad: 1},
		Item{URL: "https://a.example/1", Depth: 2, Source: 7, Parent: "https://a.example/"}, Item{URL: "https://b.example/1"},
		Item{URL: "https://a.example/feed", Kind: Feed}, Item{URL: "https://a.example/map", Kind: Sitemap},
		Item{URL: "https://A.example/1#x"}, Item{URL: "mailto:x@a.example"})
	feed := lease(t, f, 0, "https://a.example/feed")
	other := lease(t, f, 0, "https://b.example/1")
	lease(t, f, 5*time.Second, "")
	must(t, finish(t, f, feed))
	lease(t, f, 5*time.Second, "") // done, but its host rests
	nextAt(t, f, 10*time.Second, true)
	lease(t, f, 10*time.Second-1, "")
	must(t, finish(t, f, lease(t, f, 10*time.Second, "https://a.example/map")))
	page := lease(t, f, 20*time.Second, "https://a.example/1")
	if page.Depth != 2 || page.Source != 7 || page.Kind != Page || page.Parent != "https://a.example/" || page.Tries != 1 {
		t.Errorf("the lease is %+v", page)
	}
	must(t, finish(t, f, page))
	must(t, finish(t, f, other))
	nextAt(t, f, 0, false)
	counts(t, f, Counts{Done: 4, Dropped: map[string]int{"not a URL to crawl": 1}})
}

func TestHostDelay(t *testing.T) {
	f := newFrontier(t, Options{})
	add(t, f, Added{Queued: 2}, Item{URL: "http://a.example:81/1"}, Item{URL: "http://a.example:81/2"})
	l := lease(t, f, 0, "http://a.example:81/1")
	must(t, f.SetHostDelay(t.Context(), l.Host, time.Hour)) // clamped
	must(t, finish(t, f, l))
	nextAt(t, f, MaxHostDelay, true)
	must(t, f.SetHostDelay(t.Context(), l.Host, -1))
	lease(t, f, 0, "http://a.example:81/2")
}

// TestFreedLeaseEndsAfterItExpired ends a lease that was put back meanwhile, and
// whose host works on: nothing is left that could be waited for.
func TestFreedLeaseEndsAfterItExpired(t *testing.T) {
	f := newFrontier(t, Options{Lease: time.Minute, HostDelay: 10 * time.Second})
	add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1"}, Item{URL: "https://a.example/2"})
	slow := lease(t, f, 0, "https://a.example/1")
	must(t, f.Free(t.Context(), &slow))
	other := lease(t, f, 55*time.Second, "https://a.example/2")
	lease(t, f, 61*time.Second, "") // the slow one's has expired, its host is being asked
	must(t, finish(t, f, other))
	must(t, finish(t, f, slow))
	counts(t, f, Counts{Done: 2, Dropped: map[string]int{}})
	nextAt(t, f, 0, false)
}

func TestLeaseExpires(t *testing.T) {
	f := newFrontier(t, Options{Lease: time.Minute})
	add(t, f, Added{Queued: 1}, Item{URL: "https://a.example/1"})
	first := lease(t, f, 0, "https://a.example/1")
	lease(t, f, time.Minute-1, "")
	nextAt(t, f, time.Minute, true)
	second := lease(t, f, time.Minute, "https://a.example/1")
	if second.Tries != 2 {
		t.Errorf("an expired lease counts as a try: %+v", second)
	}
	if err := finish(t, f, first); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("the first worker's end gives %v", err)
	}
	must(t, finish(t, f, second))
	if err := finish(t, f, second); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("ending twice gives %v", err)
	}
}

func TestExpiredLeaseMayStillEnd(t *testing.T) {
	f := newFrontier(t, Options{Lease: time.Minute, HostDelay: time.Hour})
	add(t, f, Added{Queued: 1}, Item{URL: "https://a.example/1"})
	l := lease(t, f, 0, "https://a.example/1")
	lease(t, f, 2*time.Minute, "") // expires it; the host still rests
	nextAt(t, f, time.Hour, true)
	must(t, finish(t, f, l))
	counts(t, f, Counts{Done: 1})
}

// TestPoison: a page that kills its worker every time fails in the end.
func TestPoison(t *testing.T) {
	f := newFrontier(t, Options{Lease: time.Minute})
	add(t, f, Added{Queued: 1}, Item{URL: "https://a.example/1"})
	for i := range MaxLost {
		lease(t, f, time.Duration(i)*time.Minute, "https://a.example/1")
	}
	lease(t, f, MaxLost*time.Minute, "")
	nextAt(t, f, 0, false)
	problems(t, f, Problem{"https://a.example/1", Failed, "no worker came back from it"})
}

func problems(t *testing.T, f *Frontier, want ...Problem) {
	t.Helper()
	got, err := f.Problems(t.Context(), 10)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestRecover(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.db")
	f, err := New(t.Context(), openDB(t, path), Options{HostDelay: 10 * time.Second})
	must(t, err)
	add(t, f, Added{Queued: 1}, Item{URL: "https://a.example/1"})
	lease(t, f, 0, "https://a.example/1")
	// The process is killed; a new one opens the same file.
	f, err = New(t.Context(), openDB(t, path), Options{HostDelay: 10 * time.Second})
	must(t, err)
	lease(t, f, time.Second, "")
	must(t, f.Recover(t.Context(), start.Add(time.Second)))
	lease(t, f, 10*time.Second, "") // politeness outlives the process
	lease(t, f, 11*time.Second, "https://a.example/1")
}

func TestFail(t *testing.T) {
	f := newFrontier(t, Options{Backoff: time.Minute})
	add(t, f, Added{Queued: 1}, Item{URL: "https://a.example/1"})
	at := time.Duration(0)
	for i := range MaxTries {
		l := lease(t, f, at, "https://a.example/1")
		again, err := f.Fail(t.Context(), start.Add(at), l, "status 500", 0)
		must(t, err)
		if i == MaxTries-1 {
			if !again.IsZero() {
				t.Errorf("tried for good, and again at %v", again)
			}
			break
		}
		at += min(time.Minute<<i, MaxBackoff)
		if !again.Equal(start.Add(at)) {
			t.Errorf("after try %d again at %v, want %v", i+1, again, start.Add(at))
		}
		lease(t, f, at-1, "")
	}
	problems(t, f, Problem{"https://a.example/1", Failed, "status 500"})
	nextAt(t, f, 0, false)
}

func TestRetryAfterRestsTheHost(t *testing.T) {
	f := newFrontier(t, Options{})
	add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1"}, Item{URL: "https://a.example/2"})
	_, err := f.Fail(t.Context(), start, lease(t, f, 0, "https://a.example/1"), "status 429", time.Hour)
	must(t, err)
	lease(t, f, time.Hour-1, "")
	_, err = f.Fail(t.Context(), start.Add(time.Hour), lease(t, f, time.Hour, "https://a.example/2"), "status 429", 1000*time.Hour)
	must(t, err)
	nextAt(t, f, time.Hour+MaxRetryAfter, true)
}

func TestSkipReleaseAgainRecrawl(t *testing.T) {
	f := newFrontier(t, Options{HostDelay: time.Nanosecond})
	add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1"}, Item{URL: "https://b.example/feed", Kind: Feed})
	feed := lease(t, f, 0, "https://b.example/feed")
	must(t, f.inTx(t.Context(), func(tx *sql.Tx) error { return f.Again(t.Context(), tx, feed, start.Add(time.Hour)) }))
	l := lease(t, f, 1, "https://a.example/1")
	must(t, f.Release(t.Context(), l))
	l = lease(t, f, 2, "https://a.example/1")
	if l.Tries != 1 {
		t.Errorf("a release counts as a try: %+v", l)
	}
	must(t, f.Skip(t.Context(), l, "no article:\n a section"+strings.Repeat("x", 1000)))
	problems(t, f, Problem{"https://a.example/1", Skipped, ("no article: a section" + strings.Repeat("x", 1000))[:maxReason]})
	counts(t, f, Counts{Queued: 1, Skipped: 1})
	must(t, f.Recrawl(t.Context(), "https://a.example/1", start.Add(2*time.Hour)))
	if err := f.Recrawl(t.Context(), "https://c.example/", start); !errors.Is(err, ErrUnknownURL) {
		t.Errorf("Recrawl gives %v", err)
	}
	lease(t, f, time.Hour-1, "")
	lease(t, f, time.Hour, "https://b.example/feed")
	lease(t, f, 2*time.Hour, "https://b.example/feed") // the first lease expired
	lease(t, f, 2*time.Hour, "https://a.example/1")
}

func TestTraps(t *testing.T) {
	f := newFrontier(t, Options{PerHost: 3})
	items := []Item{{URL: "https://b.example/deep", Depth: MaxDepth + 1}, {URL: "https://b.example/x/x/x/x"}, {URL: "https://b.example/ok", Depth: MaxDepth}}
	for i := range 10 {
		items = append(items, Item{URL: fmt.Sprintf("https://a.example/calendar?day=%d", i)})
	}
	add(t, f, Added{Queued: 4, TooDeep: 1, Repeating: 1, OverBudget: 7}, items...)
	add(t, f, Added{Known: 1, OverBudget: 1, Queued: 1},
		Item{URL: "https://a.example/calendar?day=0"}, Item{URL: "https://a.example/calendar?day=11"}, Item{URL: "https://c.example/1"})
	counts(t, f, Counts{Queued: 5, Dropped: map[string]int{
		"the host has its 3 URLs": 8, "a path that repeats itself": 1, "more than 10 links away from its source": 1,
	}})
}

func TestDoneIsInTheCallersTransaction(t *testing.T) {
	f := newFrontier(t, Options{})
	add(t, f, Added{Queued: 1}, Item{URL: "https://a.example/1"})
	l := lease(t, f, 0, "https://a.example/1")
	tx, err := f.db.Begin()
	must(t, err)
	must(t, f.Done(t.Context(), tx, l))
	must(t, tx.Rollback())
	counts(t, f, Counts{Leased: 1})
	must(t, finish(t, f, l))
	counts(t, f, Counts{Done: 1})
}

// TestAnyCrawl runs random crawls against a simulated clock: no host is asked
// twice within its delay, while it rests or by two workers, no URL more often
// than its tries allow, workers die and processes restart, and every URL comes
// to an end.
func TestAnyCrawl(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		path := filepath.Join(t.TempDir(), "f.db")
		opts := Options{HostDelay: 3 * time.Second, Lease: 20 * time.Second, Backoff: 5 * time.Second}
		db := openDB(t, path)
		defer func() { db.Close() }()
		f, err := New(t.Context(), db, opts)
		must(t, err)
		c := crawl{t: t, rt: rt, f: f, now: start, delay: map[string]time.Duration{}, last: map[string]time.Time{},
			hold: map[string]time.Time{}, live: map[string]Lease{}, asked: map[string]int{}}
		c.run(func() {
			db.Close()
			db = openDB(t, path)
			c.f, err = New(t.Context(), db, opts)
			must(t, err)
		})
	})
}

type crawl struct {
	t     *testing.T
	rt    *rapid.T
	f     *Frontier
	now   time.Time
	delay map[string]time.Duration
	last  map[string]time.Time
	hold  map[string]time.Time
	live  map[string]Lease
	asked map[string]int
}

func (c *crawl) run(restart func()) {
	urls := rapid.IntRange(1, 12).Draw(c.rt, "urls")
	for i := range urls {
		host := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(c.rt, "host")
		_, err := c.f.Add(c.t.Context(), c.now, []Item{{URL: fmt.Sprintf("http://%s.example/%d", host, i), Kind: rapid.SampledFrom([]Kind{Feed, Page}).Draw(c.rt, "kind")}})
		must(c.t, err)
	}
	for step := 0; ; step++ {
		if step > 2000 {
			c.rt.Fatal("the crawl does not come to an end")
		}
		switch rapid.IntRange(0, 12).Draw(c.rt, "event") {
		case 0:
			host := rapid.SampledFrom([]string{"a.example", "b.example"}).Draw(c.rt, "delayed")
			c.delay[host] = time.Duration(rapid.IntRange(0, 8).Draw(c.rt, "delay")) * time.Second
			must(c.t, c.f.SetHostDelay(c.t.Context(), host, c.delay[host]))
		case 1:
			restart()
			must(c.t, c.f.Recover(c.t.Context(), c.now))
			clear(c.live)
		case 2, 3:
			c.now = c.now.Add(time.Duration(rapid.IntRange(1, 4000).Draw(c.rt, "ms")) * time.Millisecond)
		case 4, 5, 6, 7, 8:
			c.end()
		default:
			if !c.ask() {
				if len(c.live) == 0 {
					break
				}
				c.end()
			}
		}
		if c.over(urls) {
			return
		}
	}
}

// ask leases and checks every promise about the host.
func (c *crawl) ask() bool {
	l, ok, err := c.f.Lease(c.t.Context(), c.now)
	must(c.t, err)
	if !ok {
		at, _, err := c.f.NextAt(c.t.Context())
		must(c.t, err)
		if at.Before(c.now) && !at.Equal(fromNanos(0)) {
			c.rt.Fatalf("nothing to lease at %v, and NextAt is %v", c.now, at)
		}
		return false
	}
	delay, set := c.delay[l.Host]
	if !set {
		delay = c.f.opts.HostDelay
	}
	if last, ok := c.last[l.Host]; ok && c.now.Sub(last) < delay {
		c.rt.Fatalf("%s asked after %v, its delay is %v", l.Host, c.now.Sub(last), delay)
	}
	if c.now.Before(c.hold[l.Host]) {
		c.rt.Fatalf("%s asked while it rests", l.Host)
	}
	if other, ok := c.live[l.Host]; ok && other.Until.After(c.now) {
		c.rt.Fatalf("%s leased twice: %+v and %+v", l.Host, other, l)
	}
	if c.asked[l.URL]++; c.asked[l.URL] > MaxLost {
		c.rt.Fatalf("%s leased %d times", l.URL, c.asked[l.URL])
	}
	c.last[l.Host], c.live[l.Host] = c.now, l
	return true
}

// end ends some lease in some way, or forgets it as a worker that died.
func (c *crawl) end() {
	hosts := slices.Sorted(maps.Keys(c.live))
	if len(hosts) == 0 {
		return
	}
	host := rapid.SampledFrom(hosts).Draw(c.rt, "ends")
	l := c.live[host]
	delete(c.live, host)
	var err error
	switch rapid.IntRange(0, 5).Draw(c.rt, "ending") {
	case 0:
		return
	case 1:
		_, err = c.f.Fail(c.t.Context(), c.now, l, "odd", 0)
	case 2:
		_, err = c.f.Fail(c.t.Context(), c.now, l, "429", 30*time.Second)
		if err == nil {
			c.hold[host] = c.now.Add(30 * time.Second)
		}
	case 3:
		err = c.f.Skip(c.t.Context(), l, "odd")
	default:
		err = finish(c.t, c.f, l)
	}
	if err != nil && !(errors.Is(err, ErrLeaseLost) && !l.Until.After(c.now)) {
		c.rt.Fatal(err)
	}
}

// over reports the end of the crawl, and jumps to the next event where nothing
// is leased, so that the crawl goes on.
func (c *crawl) over(urls int) bool {
	at, ok, err := c.f.NextAt(c.t.Context())
	must(c.t, err)
	if !ok {
		n, err := c.f.Counts(c.t.Context())
		must(c.t, err)
		if n.Done+n.Failed+n.Skipped != urls {
			c.rt.Fatalf("at the end %+v of %d", n, urls)
		}
		return true
	}
	if len(c.live) == 0 && at.After(c.now) {
		c.now = at
	}
	return false
}

// BenchmarkLease leases and ends among 1,000 hosts with 50 URLs each.
func BenchmarkLease(b *testing.B) {
	f := newFrontier(b, Options{})
	for h := range 1000 {
		var items []Item
		for i := range 50 {
			items = append(items, Item{URL: fmt.Sprintf("https://h%d.example/%d", h, i)})
		}
		if _, err := f.Add(b.Context(), start, items); err != nil {
			b.Fatal(err)
		}
	}
	now := start
	for b.Loop() {
		now = now.Add(time.Millisecond)
		l, ok, err := f.Lease(b.Context(), now)
		if err != nil || !ok {
			b.Fatal(ok, err)
		}
		if err := finish(b, f, l); err != nil {
			b.Fatal(err)
		}
	}
}

// TestBudgetRefills: a newspaper is read on after its first PerHost URLs, a trap never
// has more than PerHost in RefillTime beyond those.
func TestBudgetRefills(t *testing.T) {
	f := newFrontier(t, Options{PerHost: 10})
	n := 0
	queued := func(after time.Duration, urls int) int {
		t.Helper()
		var items []Item
		for range urls {
			n++
			items = append(items, Item{URL: fmt.Sprintf("https://a.example/story/%d", n)})
		}
		sum, err := f.Add(t.Context(), start.Add(after), items)
		must(t, err)
		return sum.Queued
	}
	for _, step := range []struct {
		after      time.Duration
		urls, want int
	}{
		{0, 12, 10},
		{time.Minute, 5, 0},
		{RefillTime / 10, 5, 1},
		{RefillTime/10 + RefillTime/20, 5, 0}, // half of the next
		{RefillTime / 5, 5, 1},                // and the half is not lost
		{RefillTime, 20, 8},
		{10 * RefillTime, 30, 10}, // what was not used does not add up
		{9 * RefillTime, 5, 0},    // the clock was set back
		{9*RefillTime + RefillTime/10, 5, 1},
	} {
		if got := queued(step.after, step.urls); got != step.want {
			t.Errorf("after %v: %d queued of %d, want %d", step.after, got, step.urls, step.want)
		}
	}
}

// TestPublishedIsCarried: what a feed says of a page's date comes with its lease, also
// after it was put back.
func TestPublishedIsCarried(t *testing.T) {
	f := newFrontier(t, Options{})
	at := time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)
	add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1", Published: at}, Item{URL: "https://b.example/2"})
	l := lease(t, f, 0, "https://a.example/1")
	if !l.Published.Equal(at) {
		t.Errorf("published %v, want %v", l.Published, at)
	}
	if l := lease(t, f, 0, "https://b.example/2"); !l.Published.IsZero() {
		t.Errorf("published %v of a page of which nothing is known", l.Published)
	}
	must(t, f.Release(t.Context(), l))
	if l := lease(t, f, time.Hour, "https://a.example/1"); !l.Published.Equal(at) {
		t.Errorf("published %v after a release, want %v", l.Published, at)
	}
}
