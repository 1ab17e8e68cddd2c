package indexer

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/indexer/frontier"
)

// kills is how often TestF17KillNine kills its crawl; the bar asks for 50.
var kills = flag.Int("kills", often(4, 50), "kill -9 a crawl so often; 50 and more of one of 2,000 pages")

// childEnv has the test binary be a crawler: it holds a child as JSON.
const childEnv = "DATELINE_CRAWL_CHILD"

// child is what a crawler process is told.
type child struct {
	Dir, Addr string
	Outlets   int
	Delay     time.Duration
	Acks      bool // print each article that was stored
}

func TestMain(m *testing.M) {
	if told := os.Getenv(childEnv); told != "" {
		if err := beCrawler(told); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// beCrawler crawls to the end or to SIGTERM, as `dateline crawl` does.
func beCrawler(told string) error {
	var c child
	if err := json.Unmarshal([]byte(told), &c); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	x, err := OpenOwner(ctx, newsroomConfig(c.Dir, c.Addr, c.Outlets, c.Delay))
	if err != nil {
		return err
	}
	crawler, err := x.NewCrawler(ctx)
	if err != nil {
		return err
	}
	if c.Acks {
		crawler.OnEvent(func(e Event) {
			if e.Outcome == Added {
				fmt.Println("ack", e.URL)
			}
		})
	}
	fmt.Println("crawling")
	if _, err := crawler.Run(ctx, true); err != nil {
		return err
	}
	if ctx.Err() == nil {
		fmt.Println("done")
	}
	if err := crawler.Close(); err != nil {
		return err
	}
	return x.Close()
}

// start begins a crawl of n into dir as a process of its own.
func (n *newsroom) start(t *testing.T, dir string, delay time.Duration) (*exec.Cmd, *output) {
	t.Helper()
	told, err := json.Marshal(child{Dir: dir, Addr: n.Listener.Addr().String(), Outlets: n.outlets, Delay: delay})
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(told))
	out := &output{crawling: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, out
}

// output is what a crawler process says; crawling is closed with its first word.
type output struct {
	said     bytes.Buffer
	crawling chan struct{}
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	if o.said.Len() == 0 {
		close(o.crawling)
	}
	return o.said.Write(b)
}

// queueSeeds queues the front pages of n in dir.
func (n *newsroom) queueSeeds(t testing.TB, dir string) {
	t.Helper()
	x, err := OpenGuest(t.Context(), n.config(dir, time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	n.queue(t, x)
}

func (n *newsroom) queue(t testing.TB, x *Indexer) {
	t.Helper()
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var items []frontier.Item
	for _, u := range n.seeds() {
		items = append(items, frontier.Item{URL: u})
	}
	if _, err := f.Add(t.Context(), time.Now(), items); err != nil {
		t.Fatal(err)
	}
}

// checkWhole holds that store and index have every story of n once.
func (n *newsroom) checkWhole(t *testing.T, dir string) {
	t.Helper()
	x, err := OpenOwner(t.Context(), n.config(dir, time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	stats, err := x.Store.Stats(t.Context())
	if err != nil || stats.Articles != n.stories() {
		t.Errorf("the store has %d articles (%v), want %d", stats.Articles, err, n.stories())
	}
	if indexed, err := x.Index.Count(t.Context()); err != nil || indexed != n.stories() {
		t.Errorf("the index has %d articles (%v), want %d", indexed, err, n.stories())
	}
	if found := find(t, x, `"number 3 of ward 2"`); len(found) != n.outlets {
		t.Errorf("a story that each outlet has once is found %d times, want %d", len(found), n.outlets)
	}
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	counts, err := f.Counts(t.Context())
	if err != nil || counts.Done != n.pages() || counts.Queued+counts.Leased+counts.Failed+counts.Skipped != 0 {
		problems, _ := f.Problems(t.Context(), 5)
		t.Errorf("the frontier has %+v (%v), want %d done; %v", counts, err, n.pages(), problems)
	}
}

// TestF17KillNine kills a crawl at random moments. In the end every page was
// asked for, each is there once, hardly one was asked for twice, and no host
// was ever asked sooner than its delay, whichever process asked.
func TestF17KillNine(t *testing.T) {
	t.Parallel()
	outlets, sections, articles, workers := 20, 3, 4, 16
	span := time.Second
	if *kills >= 50 {
		articles, span = 32, 800*time.Millisecond
	}
	n := newNewsroom(t, outlets, sections, articles)
	dir := t.TempDir()
	n.queueSeeds(t, dir)
	const delay = 100 * time.Millisecond
	killed, finished := 0, false
	for !finished {
		cmd, out := n.start(t, dir, delay)
		if killed < *kills {
			// Most kills strike while it crawls, some while it starts.
			time.Sleep(time.Duration(rand.Int64N(int64(span))))
			if cmd.Process.Kill() == nil {
				killed++
			}
			cmd.Wait()
			finished = strings.Contains(out.said.String(), "done")
			continue
		}
		if err := cmd.Wait(); err != nil {
			t.Fatal("the last crawl:", err)
		}
		finished = true
	}
	asked := n.asked()
	again := 0
	for _, times := range asked {
		again += times - 1
	}
	if len(asked) != n.pages() {
		t.Errorf("%d pages were asked for, want %d", len(asked), n.pages())
	}
	if again > killed*workers {
		t.Errorf("%d pages were asked for again after %d kills, want %d at most", again, killed, killed*workers)
	}
	if soon, least := n.tooSoon(delay - time.Millisecond); soon != 0 || n.overlaps != 0 {
		t.Errorf("%d requests came too soon (one after %v), %d beside another", soon, least, n.overlaps)
	}
	n.checkWhole(t, dir)
	t.Logf("%d kills: %d pages, %d asked for again", killed, len(asked), again)
}

// TestF16Terminate ends a crawl in order: within ten seconds, with exit code 0,
// and the next one goes on without asking for anything twice.
func TestF16Terminate(t *testing.T) {
	t.Parallel()
	n := newNewsroom(t, 6, 3, 8)
	dir := t.TempDir()
	n.queueSeeds(t, dir)
	for range 3 {
		cmd, out := n.start(t, dir, 10*time.Millisecond)
		<-out.crawling
		time.Sleep(time.Duration(rand.IntN(300)) * time.Millisecond)
		began := time.Now()
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Errorf("SIGTERM: %v, want exit code 0", err)
		}
		if d := time.Since(began); d > 10*time.Second {
			t.Errorf("it took %v to end", d)
		}
	}
	cmd, _ := n.start(t, dir, 10*time.Millisecond)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	for page, times := range n.asked() {
		// One request of each host may be under way when the signal comes.
		if times > 4 {
			t.Errorf("%s was asked for %d times", page, times)
		}
	}
	n.checkWhole(t, dir)
}
