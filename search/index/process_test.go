package index

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

// The test binary plays a second process when this names what to do.
const roleVariable = "DATELINE_INDEX_TEST_ROLE"

func TestMain(m *testing.M) {
	switch role, dir := os.Getenv(roleVariable), os.Getenv(roleVariable+"_DIR"); role {
	case "lock":
		holdLock(dir)
	case "feed":
		feed(dir)
	case "rebuild":
		rebuild(dir)
	case "nofile":
		runOutOfFiles(dir)
	case "probe":
		if err := Probe(os.Args[1], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	case "probe panics":
		panic("made up")
	case "probe hangs":
		time.Sleep(time.Hour)
	case "probe faults":
		fault()
	case "probe killed":
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
	case "probe babbles":
		fmt.Println("hello")
	default:
		os.Exit(m.Run())
	}
}

func holdLock(dir string) {
	l, err := AcquireLock(dir)
	if err == nil {
		err = l.SetAddr("http://127.0.0.1:4321")
	}
	fmt.Println("locked", err)
	bufio.NewReader(os.Stdin).ReadByte() // until the parent goes or kills
}

// feed adds articles for ever and prints every sequence number acknowledged.
func feed(dir string) {
	x, err := Open(dir, Options{})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	fmt.Println("opened", x.Opened().How)
	for seq := x.Seq() + 1; ; seq++ {
		articles := make([]news.Article, 5)
		for i := range articles {
			articles[i] = news.Article{ID: id(int(seq)*5 + i), Lang: "en", Title: "Title", Text: strings.Repeat("some words ", 20)}
		}
		if err := x.Apply(context.Background(), articles, nil, seq); err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println("ack", seq)
	}
}

// rebuild makes one generation after the other current.
func rebuild(dir string) {
	for n := 1; ; n++ {
		b, err := NewGeneration(dir, Options{})
		if err == nil {
			err = b.Apply(context.Background(), corpus(), nil, int64(n))
		}
		if err == nil {
			err = b.Commit()
		}
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println("committed", n)
	}
}

// TestF20KillRebuild kills builds at random moments, some of them while CURRENT is
// being swapped. There must always be one whole generation, and then only that.
func TestF20KillRebuild(t *testing.T) {
	dir, _ := built(t)
	r := rand.New(rand.NewPCG(5, 6))
	for round := range often(6, 50) {
		c := start(t, "rebuild", dir)
		timer := time.AfterFunc(time.Duration(r.IntN(200))*time.Millisecond, func() { c.Process.Kill() })
		for c.out.Scan() {
			if strings.HasPrefix(c.out.Text(), "error") {
				t.Error(c.out.Text())
			}
		}
		c.Wait()
		timer.Stop()
		x, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := x.Opened(); got.How != Reopened || len(generations(dir)) != 1 {
			t.Errorf("round %d: %+v, generations %v", round, got, generations(dir))
		}
		if a := ask(t, x, query.Plan{}); a.Total != len(corpus()) {
			t.Errorf("round %d: %d articles", round, a.Total)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// runOutOfFiles applies while no file can be opened, and again afterwards.
func runOutOfFiles(dir string) {
	x, err := Open(dir, Options{})
	fmt.Println("open:", err)
	var limit syscall.Rlimit
	syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit)
	none := limit
	none.Cur = 3 // the standard streams; what is open stays open
	syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none)
	refused := x.Apply(context.Background(), corpus()[5:], nil, 2)
	again := x.Apply(context.Background(), corpus()[5:], nil, 2)
	fmt.Println("refused:", refused != nil, again != nil, x.Seq())
	syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
	err = x.Apply(context.Background(), corpus()[5:], nil, 2)
	n, cerr := x.Count(context.Background())
	fmt.Println("after:", err, n, cerr, x.Seq(), x.Close())
	os.Exit(0)
}

// TestF09NoFiles: running out of file descriptors makes Bleve fail and then panic.
// It must cost an error, and pass when there are some again.
func TestF09NoFiles(t *testing.T) {
	dir := testDir(t)
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	apply(t, x, 1, corpus()[:5]...)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	c := start(t, "nofile", dir)
	for _, want := range []string{"open: <nil>", "refused: true true 1", fmt.Sprintf("after: <nil> %d <nil> 2 <nil>", len(corpus()))} {
		got := c.line()
		for strings.HasPrefix(got, "20") { // what Bleve logs
			got = c.line()
		}
		if got != want {
			t.Fatalf("the child says %q, want %q", got, want)
		}
	}
	c.Wait()
	if r, err := Verify(dir, Options{}); err != nil || !r.OK() || r.Articles != len(corpus()) {
		t.Errorf("verify: %+v, %v", r, err)
	}
}

type child struct {
	*exec.Cmd
	out *bufio.Scanner
}

func start(t *testing.T, role, dir string) *child {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{Cmd: exec.Command(exe)}
	c.Env = append(os.Environ(), roleVariable+"="+role, roleVariable+"_DIR="+dir)
	stdout, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewScanner(stdout)
	return c
}

func (c *child) line() string {
	c.out.Scan()
	return c.out.Text()
}

func TestF12Lock(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if _, held := Owner(dir); held {
		t.Error("nobody can hold a lock that is not there")
	}
	c := start(t, "lock", dir)
	if got := c.line(); got != "locked <nil>" {
		t.Fatalf("the child says %q", got)
	}
	var held *HeldError
	if _, err := AcquireLock(dir); !errors.As(err, &held) || held.PID != c.Process.Pid || held.Addr != "http://127.0.0.1:4321" {
		t.Errorf("got %v, want a HeldError of %d", err, c.Process.Pid)
	}
	if h, ok := Owner(dir); !ok || h.PID != c.Process.Pid {
		t.Errorf("owner %+v, %v", h, ok)
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	c.Wait()
	l, err := AcquireLock(dir) // stale now
	if err != nil {
		t.Fatal(err)
	}
	if _, err := AcquireLock(dir); !errors.As(err, &held) || held.PID != os.Getpid() {
		t.Errorf("a second lock in one process: %v", err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if _, ok := Owner(dir); ok {
		t.Error("still owned after release")
	}
}
