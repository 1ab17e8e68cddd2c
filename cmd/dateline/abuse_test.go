package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/search"
	"dateline/search/query"
)

// maxGrowth is how much a server's peak memory may rise under hostile queries.
const maxGrowth = 256 << 20

// memory reads a figure of a process in bytes; it skips where there is no /proc.
func memory(t *testing.T, pid int, name string) int {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("no /proc here:", err)
	}
	m := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(b)
	if m == nil {
		t.Fatalf("no %s in %s", name, b)
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n << 10
}

// overLimits are requests that must not come to the index.
func overLimits() []string {
	q := func(text string) string { return "q=" + url.QueryEscape(text) }
	return []string{
		q(strings.Repeat("a", query.MaxLength+1)), q(strings.Repeat("body:*a* ", 500)), q(strings.Repeat("x ", query.MaxClauses+1)), q(strings.Repeat("a OR ", 200) + "a"),
		q(strings.Repeat("(", query.MaxDepth+1) + "a" + strings.Repeat(")", query.MaxDepth+1)), q("*"), q("*a"), q("ab*"), q("?bc"), q("a*b*c*d*e*f"), q("word~9"),
		q("a NEAR/9999 b"), q("atleast999999(a)"), q("published:[NaN TO x]"), q(`"unended`), q("((("), q("a AND"), q("\xff\xfe"),
		"size=" + fmt.Sprint(search.MaxSize+1), "size=1000000000", "size=-5", "size=9223372036854775807", "size=1e9", "cursor=" + strings.Repeat("a", search.MaxCursor+1), "cursor=zzz",
		"facet_size=100000000", "interval=second", "sort=random", "from=yesterday", "to=99999", "person=" + strings.Repeat("p", search.MaxValue+1), "facets=body",
		manyValues(search.MaxChosen + 1),
	}
}

func manyValues(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "country=%c%c&", 'A'+i/26, 'A'+i%26)
	}
	return b.String()
}

// hostileQuery draws what an attacker's script would send: within the limits and
// beyond, sound and broken.
func hostileQuery(r *rand.Rand) string {
	pieces := []string{
		"the", "said", "minister*", "gov*", "pro?est", "ministre~", "government~2", "(", ")", "\"", " OR ", " AND ", " NOT ", "-", "+", "NEAR/5", " NEAR/255 ", " PRE/3 ", " SAME ", "w/s", "w/p", "@person",
		"@country", "@event", "atleast5(the)", "title:", "body:", "lead:", "by:", "person:", "country:UA", "event:protest", "source:", "date:2024", "from:2020", "*", "?", "~", "^9", "/x/", "\\", "\x00", "\xff", "\u202e", "é", "北京", "🚢",
		strings.Repeat("a", 200), "the the the", "\"the of the\"", "a b c d e f g h", "1..2", ">=", "[* TO *]", "{", "}", ":", "::", "%00", "' OR 1=1 --", "<script>",
	}
	sound := []string{"the", "a", "said", "vuk*", "let*", "dudak~", "NOT tak", "(tak OR vuk OR let)", "the NEAR/9 a", "\"the a the\"", "(vuk SAME tak)", "atleast5(the)", "title:the", "country:UA", "(the NEAR/200 (a OR the))"}
	var b strings.Builder
	if r.IntN(2) == 0 { // as dear as the limits let it be
		for range 1 + r.IntN(6) {
			b.WriteString(sound[r.IntN(len(sound))] + " ")
		}
		pieces = []string{" "}
	}
	for range 1 + r.IntN(24) {
		b.WriteString(pieces[r.IntN(len(pieces))])
		if r.IntN(3) > 0 {
			b.WriteByte(' ')
		}
	}
	v := url.Values{"q": {b.String()}}
	for range r.IntN(3) {
		switch r.IntN(6) {
		case 0:
			v.Set("size", fmt.Sprint(r.IntN(300)-50))
		case 1:
			v.Set("sort", []string{"relevance", "recent", "newest", "oldest", "x"}[r.IntN(5)])
		case 2:
			v.Set("timeline", []string{"auto", "hour", "day", "none", "x"}[r.IntN(5)])
		case 3:
			v.Set("facet_size", fmt.Sprint(r.IntN(2000)-100))
		case 4:
			v.Set("cursor", strings.Repeat("A", r.IntN(100)))
		default:
			v.Set("explain", "1")
		}
	}
	return v.Encode()
}

// TestA20QueryFlood asks a real server what its limits forbid, and then what an
// attacker's script would ask, 64 at once: it refuses, it answers, or it says
// that it is busy, and it neither falls nor grows.
func TestA20QueryFlood(t *testing.T) {
	data := t.TempDir()
	_, lines, _ := dateline(t, "", "generate", "--articles", fmt.Sprint(often(300, 5000)))
	if code, _, errs := dateline(t, "", "import", "--data", data, writeFile(t, filepath.Join(t.TempDir(), "a.jsonl"), lines)); code != exitOK {
		t.Fatal(errs)
	}
	cmd, addr := server(t, data)
	base := "http://" + addr + "/api/v1/search?"
	for _, q := range overLimits() {
		if status, body := ask(t, base+q); status != http.StatusBadRequest || !strings.Contains(body, `"detail"`) {
			t.Errorf("%.80s: %d %.200s", q, status, body)
		}
	}
	before := memory(t, cmd.Process.Pid, "VmHWM")
	statuses, took := flood(t, base, often(1500, 10_000))
	grown := memory(t, cmd.Process.Pid, "VmHWM") - before
	p99, slowest := took[len(took)*99/100].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond)
	t.Logf("answers %v, one in a hundred after %v and more, the slowest after %v; peak memory rose by %d MB", statuses, p99, slowest, grown>>20)
	if often(0, 1) == 1 && (p99 > 500*time.Millisecond || slowest > 2*time.Second) {
		t.Error("want 500 ms and 2 s")
	}
	for status := range statuses {
		if status != 200 && status != 400 && status != 503 {
			t.Errorf("%d answers of status %d", statuses[status], status)
		}
	}
	if grown > maxGrowth && !underRace || statuses[200] == 0 || statuses[400] == 0 {
		t.Errorf("peak memory rose by %d MB; answers %v", grown>>20, statuses)
	}
	if status, body := ask(t, "http://"+addr+"/healthz"); status != 200 {
		t.Errorf("afterwards: %d %s", status, body)
	}
}

func ask(t *testing.T, address string) (int, string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Errorf("%.200s: %v", address, err)
		return 0, ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Errorf("%.200s: %v", address, err)
	}
	return resp.StatusCode, string(body)
}

// flood sends n random requests from 64 clients, counts the answers and gives the
// times that they took, sorted.
func flood(t *testing.T, base string, n int) (statuses map[int]int, took []time.Duration) {
	t.Helper()
	statuses = map[int]int{}
	var mu sync.Mutex
	var clients sync.WaitGroup
	work := make(chan string)
	for range 64 {
		clients.Go(func() {
			for q := range work {
				start := time.Now()
				status, body := ask(t, base+q)
				mu.Lock()
				statuses[status]++
				took = append(took, time.Since(start))
				mu.Unlock()
				if status >= 500 && status != http.StatusServiceUnavailable {
					t.Errorf("%s: %d %.200s", q, status, body)
				}
			}
		})
	}
	r := rand.New(rand.NewPCG(20, 20))
	for range n {
		work <- hostileQuery(r)
	}
	close(work)
	clients.Wait()
	slices.Sort(took)
	return statuses, took
}
