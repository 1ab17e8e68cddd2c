package indexer

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dateline/indexer/archive"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
	"dateline/indexer/tag"
	"dateline/search/news"
)

var (
	chaosSeed  = flag.Uint64("seed", 0, "run only this seed of TestF22Chaos, twice, and compare")
	chaosSeeds = flag.Int("seeds", often(1, 1000), "how many seeds TestF22Chaos runs")
	chaosFrom  = flag.Uint64("from", 1, "the first of them")
)

// TestF22Chaos runs a crawl of an hour for each seed, in simulated time and on a
// simulated network, with the faults of A and F at low rates: hosts that refuse,
// stall, trickle, cut off, lie and trap, outages, a full disk, stages that panic,
// orderly restarts, kills (the data directory as it was at that moment is what the
// next process finds) and clocks that were set meanwhile. Whatever happens, nothing
// that was acknowledged is lost, no host is asked too soon or twice at once, budgets
// hold, and no goroutine stays. A seed that fails is run again by -seed=N.
func TestF22Chaos(t *testing.T) {
	if *chaosSeed != 0 {
		t.Logf("seed %d: %v", *chaosSeed, replayed(t, *chaosSeed))
		return
	}
	var mu sync.Mutex
	all := chaosTotals{}
	t.Run("seeds", func(t *testing.T) {
		for i := range *chaosSeeds {
			seed := *chaosFrom + uint64(i)
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				run := chaos
				if i == 0 {
					run = replayed
				}
				got := run(t, seed)
				if t.Failed() {
					t.Logf("again: go test ./indexer -run TestF22Chaos -seed=%d -v", seed)
				}
				mu.Lock()
				defer mu.Unlock()
				all.add(got)
			})
		}
	})
	t.Logf("%v", all)
}

// replayed runs a seed twice: it asks for the same pages at the same times.
func replayed(t *testing.T, seed uint64) chaosTotals {
	t.Helper()
	a, b := chaos(t, seed), chaos(t, seed)
	if !slices.Equal(a.asked, b.asked) {
		t.Errorf("seed %d did not replay: %d and %d requests", seed, len(a.asked), len(b.asked))
	}
	for i := range min(len(a.asked), len(b.asked)) {
		if a.asked[i] != b.asked[i] {
			t.Errorf("request %d was %v and is %v", i, a.asked[i], b.asked[i])
			break
		}
	}
	return a
}

// chaosTotals is what one seed came to, or all.
type chaosTotals struct {
	seeds, kills, restarts, acked, stored, waiting, given int
	asked                                                 []request
}

func (c *chaosTotals) add(o chaosTotals) {
	c.seeds, c.kills, c.restarts = c.seeds+1, c.kills+o.kills, c.restarts+o.restarts
	c.acked, c.stored, c.waiting, c.given = c.acked+o.acked, c.stored+o.stored, c.waiting+o.waiting, c.given+o.given
	c.asked = append(c.asked, o.asked...)
}

// String implements fmt.Stringer.
func (c chaosTotals) String() string {
	return fmt.Sprintf("%d seeds, %d requests, %d kills, %d restarts: %d articles acknowledged, %d stored, %d URLs waiting, %d given up",
		c.seeds, len(c.asked), c.kills, c.restarts, c.acked, c.stored, c.waiting, c.given)
}

var chaosTables = sync.OnceValue(tag.New)

// simulation is one seed's hour.
type simulation struct {
	lots
	t    *testing.T
	site *chaosSite
	net  *chaosNet
	dir  string
	skew time.Duration // of the wall clock, set while no process runs
	runs int
	out  chaosTotals

	mu     sync.Mutex
	acked  map[string]bool
	ends   []time.Time            // of runs
	panics map[string][]time.Time // by URL
}

// chaos runs a seed.
func chaos(t *testing.T, seed uint64) (out chaosTotals) {
	t.Helper()
	chaosTables() // outside of the simulated time
	base := ""
	if info, err := os.Stat("/dev/shm"); err == nil && info.IsDir() {
		base = "/dev/shm" // a disk of memory: nothing here is about power
	}
	dir, err := os.MkdirTemp(base, "dateline-chaos-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	synctest.Test(t, func(t *testing.T) {
		s := &simulation{lots: lots(seed), t: t, dir: dir, acked: map[string]bool{}, panics: map[string][]time.Time{}}
		s.hour()
		out = s.out
	})
	return out
}

func (s *simulation) hour() {
	s.site = newChaosSite(s.lots)
	s.net = &chaosNet{conns: make(chan net.Conn, 64), closed: make(chan struct{}), site: s.site}
	server := &http.Server{Handler: s.site}
	served := make(chan error, 1)
	go func() { served <- server.Serve(s.net) }()
	s.prepare()
	for at := time.Duration(0); at < chaosHour; {
		length := min(10*time.Minute+s.within(40*time.Minute, "run", s.runs), chaosHour-at)
		at += length
		s.run(length, s.percent(60, "kill", s.runs) && at < chaosHour)
	}
	s.check()
	server.Close()
	<-served
	s.out.asked = s.site.asked
}

func (s *simulation) data() string { return filepath.Join(s.dir, fmt.Sprint("data-", s.runs)) }

// config is that of the run that is on.
func (s *simulation) config() Config {
	hosts := map[string]string{trapHost: "sim:80"}
	for i := range chaosHosts {
		hosts[chaosHost(i)] = "sim:80"
	}
	skew := s.skew
	return Config{
		DataDir: s.data(), HostDelay: chaosDelay, Depth: 8, Workers: 4, MinFree: 1,
		Now:   func() time.Time { return time.Now().Add(skew) },
		Fetch: fetch.Config{UserAgent: "Dateline/test", Hosts: hosts, Dial: s.net.dial},
	}
}

// open opens what a process crawls with. The index, a cache, is built in the end.
func (s *simulation) open() *Indexer {
	s.t.Helper()
	x, err := OpenGuest(s.t.Context(), s.config())
	if err != nil {
		s.t.Fatal(err)
	}
	x.tables, x.perHost, x.idlePoll = chaosTables, chaosBudget, 10*time.Minute
	run, began := s.runs, time.Now()
	var panics sync.Map
	x.fault = func(stage, url string) {
		n, _ := panics.LoadOrStore(stage+url, new(atomic.Int32))
		nth := n.(*atomic.Int32).Add(1)
		// A stage takes its time, so that kills strike between any two.
		time.Sleep(s.within(200*time.Millisecond, "takes", stage, url, nth, run))
		if s.percent(1, "panic", stage, url, nth, run) {
			s.mu.Lock()
			s.panics[url] = append(s.panics[url], time.Now())
			s.mu.Unlock()
			panic("injected")
		}
	}
	full, lasts := s.within(chaosHour, "full", run), s.within(2*time.Minute, "full for", run)
	x.disk.free = func(string) (int64, error) {
		if d := time.Since(began); d >= full && d < full+lasts {
			return 0, nil
		}
		return 1 << 40, nil
	}
	return x
}

// prepare adds the feeds and the trap.
func (s *simulation) prepare() {
	x := s.open()
	defer x.Close()
	for i := range chaosHosts {
		src := store.Source{URL: "http://" + chaosHost(i) + "/feed", Kind: store.Feed, Interval: chaosPace, AddedAt: x.Now()}
		if _, err := x.Store.AddSource(s.t.Context(), src); err != nil {
			s.t.Fatal(err)
		}
	}
	f, err := x.Frontier(s.t.Context())
	if err == nil {
		_, err = f.Add(s.t.Context(), x.Now(), []frontier.Item{{URL: "http://" + trapHost + "/"}})
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// skews are how wrong the clock of the next process is; the last two set it to 1970
// and to 2106, for simulated time begins in 2000.
var skews = []time.Duration{0, 0, 0, -24 * time.Hour, 24 * time.Hour, -10957 * 24 * time.Hour, 38753 * 24 * time.Hour}

// run is one process: it crawls for a time and ends in order, or is killed.
func (s *simulation) run(length time.Duration, kill bool) {
	x := s.open()
	c, err := x.NewCrawler(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	dead := false
	c.OnEvent(func(e Event) {
		if e.Outcome == Added || e.Outcome == Updated {
			s.mu.Lock()
			defer s.mu.Unlock()
			if !dead {
				s.acked[e.URL] = true
			}
		}
	})
	ctx, cancel := context.WithCancel(s.t.Context())
	ended := make(chan error, 2)
	// As RunSchedule does, but one after the other: were sources queued while the
	// first URL is leased, chance would say which is the first.
	go func() { ended <- c.schedule(ctx) }()
	synctest.Wait()
	go func() {
		_, err := c.Run(ctx, false)
		ended <- err
	}()
	time.Sleep(length)
	synctest.Wait() // nothing is being written at this moment
	next := filepath.Join(s.dir, fmt.Sprint("data-", s.runs+1))
	if kill {
		// What the killed process leaves is what the disk holds now; what it does
		// from here on it does to a copy that nobody looks at.
		if err := os.CopyFS(next, os.DirFS(s.data())); err != nil {
			s.t.Fatal(err)
		}
		s.out.kills++
	}
	s.mu.Lock()
	s.ends = append(s.ends, time.Now())
	dead = kill
	s.mu.Unlock()
	cancel()
	if err := errors.Join(<-ended, <-ended); err != nil {
		s.t.Errorf("seed %d: the crawl ended with %v", s.lots, err)
	}
	if err := c.Close(); err != nil {
		s.t.Error(err)
	}
	if err := x.Close(); err != nil {
		s.t.Error(err)
	}
	synctest.Wait()
	if !kill {
		if err := os.Rename(s.data(), next); err != nil {
			s.t.Fatal(err)
		}
		s.out.restarts++
	}
	s.skew = skews[s.draw("skew", s.runs)%uint64(len(skews))]
	s.runs++
}

// check holds what must hold after the hour.
func (s *simulation) check() {
	t := s.t
	for _, w := range s.site.wrong {
		t.Errorf("seed %d: impolite: %s", s.lots, w)
	}
	if len(s.site.trapped) > chaosBudget {
		t.Errorf("seed %d: %d pages of the trap were asked for, its budget is %d", s.lots, len(s.site.trapped), chaosBudget)
	}
	x := s.open()
	defer x.Close()
	stored := s.articles(x)
	s.out.acked, s.out.stored = len(s.acked), len(stored)
	for url := range s.acked {
		if _, ok := stored[url]; !ok {
			t.Errorf("seed %d: %s was acknowledged and is lost", s.lots, url)
		}
	}
	states := s.states(x)
	for i := range chaosHosts {
		for n := range s.known(chaosHost(i)) {
			url := fmt.Sprintf("http://%s/story/%d", chaosHost(i), n)
			_, have := stored[url]
			switch state := states[url]; {
			case have:
			case strings.HasPrefix(state, "queued"):
				s.out.waiting++
			case s.site.gone[url], strings.Contains(state, "quarantined"):
				s.out.given++
			default:
				t.Errorf("seed %d: %s is not stored, not waiting, and for no good reason: %q", s.lots, url, state)
			}
		}
	}
	if all := chaosHosts * s.site.stories(time.Now()); len(stored) < all/2 {
		t.Errorf("seed %d: only %d articles of %d came", s.lots, len(stored), all)
	}
}

// known is how many stories of host the crawl must know: those of the last answer
// of its feed that it had time to take in, and that no end and no panic cut short.
func (s *simulation) known(host string) int {
	const enough = time.Minute
	url := "http://" + host + "/feed"
	last := time.Time{}
	for _, r := range s.site.asked {
		if r.host == host && r.path == "/feed" {
			last = r.at
		}
	}
	// A source that fails is asked at an eighth of its usual pace at least.
	if d := time.Since(last); d > 8*chaosPace+5*time.Minute {
		s.t.Errorf("seed %d: %s is starved: its feed was not asked for in %v", s.lots, host, d)
	}
	for _, at := range slices.Backward(s.site.feeds[host]) {
		cut := func(when time.Time) bool { return !when.Before(at) && when.Sub(at) < enough }
		if time.Since(at) > enough && !slices.ContainsFunc(s.ends, cut) && !slices.ContainsFunc(s.panics[url], cut) {
			return s.site.stories(at)
		}
	}
	return 0
}

// articles gives all by URL; each has its response in the archive.
func (s *simulation) articles(x *Indexer) map[string]news.Article {
	s.t.Helper()
	stored := map[string]news.Article{}
	for seq := int64(0); ; {
		changes, err := x.Store.Since(s.t.Context(), seq, 100)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(changes) == 0 {
			return stored
		}
		for _, c := range changes {
			a := c.Article
			if _, twice := stored[a.URL]; twice {
				s.t.Errorf("seed %d: %s is stored twice", s.lots, a.URL)
			}
			stored[a.URL], seq = a, c.Seq
			ref := archive.Ref{File: a.Fetch.WARCFile, Offset: a.Fetch.WARCOffset, Digest: a.Fetch.Digest}
			if record, err := archive.Read(warcDir(s.data()), ref); err != nil || !strings.Contains(string(record.Block), a.Title) {
				s.t.Errorf("seed %d: the archived response of %s: %v", s.lots, a.URL, err)
			}
		}
	}
}

// states gives each URL's state in the frontier, with the reason.
func (s *simulation) states(x *Indexer) map[string]string {
	s.t.Helper()
	rows, err := x.Store.DB().QueryContext(s.t.Context(), `SELECT url, state || ': ' || reason FROM frontier_urls`)
	if err != nil {
		s.t.Fatal(err)
	}
	defer rows.Close()
	states := map[string]string{}
	for rows.Next() {
		var url, state string
		if err := rows.Scan(&url, &state); err != nil {
			s.t.Fatal(err)
		}
		states[url] = state
	}
	return states
}
