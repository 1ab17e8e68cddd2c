//go:build faults && linux

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// confinedMemory is what the whole program may use in TestF25, page cache included.
const confinedMemory = 512 << 20

// cage is a control group of this machine with a limit on memory.
type cage struct {
	dir     string
	unified bool // of cgroup v2
}

// newCage makes one of either version, and skips where that needs rights it has not.
func newCage(t *testing.T, limit int) cage {
	t.Helper()
	c := cage{dir: fmt.Sprintf("/sys/fs/cgroup/memory/dateline-%d", os.Getpid())}
	file := "memory.limit_in_bytes"
	if _, err := os.Stat("/sys/fs/cgroup/memory"); errors.Is(err, fs.ErrNotExist) {
		c, file = cage{dir: fmt.Sprintf("/sys/fs/cgroup/dateline-%d", os.Getpid()), unified: true}, "memory.max"
	}
	if err := os.Mkdir(c.dir, 0o755); err != nil {
		t.Skip("no control group of memory may be made here (run it as root):", err)
	}
	t.Cleanup(func() {
		if err := os.Remove(c.dir); err != nil {
			t.Error(err)
		}
	})
	if err := os.WriteFile(filepath.Join(c.dir, file), []byte(strconv.Itoa(limit)), 0o644); err != nil {
		t.Skip("the control group takes no limit:", err)
	}
	if c.unified {
		_ = os.WriteFile(filepath.Join(c.dir, "memory.swap.max"), []byte("0"), 0o644) // where there is swap
	}
	return c
}

// confine makes cmd start within the group, from its first instruction on.
func (c cage) confine(cmd *exec.Cmd) *exec.Cmd {
	script := `echo $$ > "` + filepath.Join(c.dir, "cgroup.procs") + `" && exec "$0" "$@"`
	cmd.Args = append([]string{"/bin/sh", "-c", script}, cmd.Args...)
	cmd.Path = "/bin/sh"
	return cmd
}

// killed is how many processes the kernel has killed for want of memory, and peak the
// most that was used.
func (c cage) killed(t *testing.T) (killed int, peak int) {
	t.Helper()
	events, used := "memory.oom_control", "memory.max_usage_in_bytes"
	if c.unified {
		events, used = "memory.events", "memory.peak"
	}
	b, err := os.ReadFile(filepath.Join(c.dir, events))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if n, ok := strings.CutPrefix(line, "oom_kill "); ok {
			killed, _ = strconv.Atoi(strings.TrimSpace(n))
		}
	}
	if b, err := os.ReadFile(filepath.Join(c.dir, used)); err == nil {
		peak, _ = strconv.Atoi(strings.TrimSpace(string(b)))
	}
	return killed, peak
}

// hostilePages are pages built to be expensive, of the shapes of extract's TestA09.
func hostilePages(t *testing.T) string {
	t.Helper()
	const size = 2 << 20
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	dir := t.TempDir()
	for name, page := range map[string]string{
		"deep":       strings.Repeat("<div>", size/11) + strings.Repeat("</div>", size/11),
		"runs":       fill(strings.Repeat("<div>", 140) + "x" + strings.Repeat("</div>", 140)),
		"items":      "<ul>" + fill("<li>a b"),
		"paragraphs": fill("<p>Some words, here."),
		"misnested":  fill("<a><b>x</a></b>"),
		"cells":      "<table>" + fill("<tr><td>a, b</td></tr>"),
		"quotes":     fill(`<a href="x`),
		"attributes": "<p " + fill("a=1 ") + ">text</p>",
		"word":       "<p>" + fill("a") + "</p>",
		"nested":     `<script type="application/ld+json">` + fill(`{"a":[`) + "</script>",
		"svg":        fill("<svg><math><mi>"),
		"bylines":    fill(`<a rel="author" class="byline">By X</a>`),
		"dates":      "<p>" + fill("on 1.2.2023, March 4 2024 ") + "</p>",
		"nul":        fill("<p>a\x00b\x00"),
	} {
		writeFile(t, filepath.Join(dir, name+".html"), page)
	}
	return dir
}

// TestF25Confined runs the program in half a gigabyte, page cache included: it takes in
// an archive and pages that are built to be expensive, and answers hostile queries, all at
// once, and the kernel kills nothing.
func TestF25Confined(t *testing.T) {
	c := newCage(t, confinedMemory)
	data := t.TempDir()
	_, lines, _ := dateline(t, "", "generate", "--articles", "30000")
	archive := writeFile(t, filepath.Join(t.TempDir(), "a.jsonl"), lines)
	cmd := c.confine(program(t.Context(), "serve", "--data", data, "--addr", "127.0.0.1:0"))
	addr := started(t, cmd)
	imported := make(chan error, 2)
	for _, path := range []string{archive, hostilePages(t)} {
		bring := program(t.Context(), "import", "--data", data, path)
		go func() {
			out, err := bring.CombinedOutput()
			if code := bring.ProcessState.ExitCode(); code == exitOK || code == exitRefused {
				err = nil // a hostile page may be refused
			}
			if err != nil {
				err = fmt.Errorf("import: %w: %s", err, out)
			}
			imported <- err
		}()
	}
	base := "http://" + addr + "/api/v1/search?"
	all := map[int]int{}
	for done := 0; done < 2; {
		statuses, _ := flood(t, base, 1000)
		for s, n := range statuses {
			all[s] += n
		}
		select {
		case err := <-imported:
			if done++; err != nil {
				t.Fatal(err)
			}
		default:
		}
	}
	statuses, took := flood(t, base, 10_000)
	killed, peak := c.killed(t)
	t.Logf("killed %d; at most %d MB of %d used; answers %v while it took in, %v then, one in a hundred after %v", killed, peak>>20, confinedMemory>>20, all, statuses, took[len(took)*99/100])
	if killed != 0 {
		t.Errorf("the kernel killed %d processes", killed)
	}
	if status, body := ask(t, "http://"+addr+"/healthz"); status != http.StatusOK {
		t.Errorf("afterwards: %d %s", status, body)
	}
}
