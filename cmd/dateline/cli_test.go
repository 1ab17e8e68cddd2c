package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/indexer/fetch"
	"dateline/search"
)

// TestMain lets the test binary be the program itself, so that tests about two
// processes on one data directory start real processes.
func TestMain(m *testing.M) {
	if os.Getenv("DATELINE_BE_PROGRAM") != "" {
		main()
	}
	// What the program starts within this process is the program, too.
	os.Setenv("DATELINE_BE_PROGRAM", "1")
	os.Exit(m.Run())
}

// program is one run of dateline as a process of its own.
func program(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(os.Environ(), "DATELINE_BE_PROGRAM=1")
	return cmd
}

// dateline runs a command within this process.
func dateline(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, strings.NewReader(stdin), &out, &errs)
	return code, out.String(), errs.String()
}

func writeFile(t *testing.T, path, body string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const story = `Grain corridor talks called off in Ankara
· meridianwire.example
Talks between the agriculture ministers of Ukraine and Turkey were cancelled on Monday, hours before they were due to begin.
Foreign Minister Steven Halloran said the ministry had received no explanation. “We were ready,” Halloran told reporters.
Steve Halloran has led the delegation since March. The president’s envoy left without speaking.
`

// server starts `dateline serve` as a process and gives its address.
func server(t *testing.T, data string) (cmd *exec.Cmd, addr string) {
	t.Helper()
	cmd = program(t.Context(), "serve", "--data", data, "--addr", "127.0.0.1:0")
	return cmd, started(t, cmd)
}

// started starts a server and gives the address it says.
func started(t *testing.T, cmd *exec.Cmd) (addr string) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	buf := make([]byte, 4096)
	n, err := out.Read(buf)
	if err != nil {
		t.Fatal("the server said nothing:", err)
	}
	go io.Copy(io.Discard, out)
	m := regexp.MustCompile(`http://(\S+)`).FindSubmatch(buf[:n])
	if m == nil {
		t.Fatalf("no address in %q", buf[:n])
	}
	return string(m[1])
}

// TestF12BesideServer is what DESIGN.md promises of a second process: one that
// reads asks the owner, one that brings work hands it over, anything else says
// who holds the directory and ends at once.
func TestF12BesideServer(t *testing.T) {
	data := t.TempDir()
	first, addr := server(t, data)
	pid := fmt.Sprint(first.Process.Pid)

	// The quickest of a few counts: a loaded machine only ever adds to it.
	least := time.Hour
	for try := 0; try < 5 && least > 3*time.Second; try++ {
		start := time.Now()
		second := program(t.Context(), "serve", "--data", data, "--addr", "127.0.0.1:0")
		out, err := second.CombinedOutput()
		least = min(least, time.Since(start))
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitHeld || !strings.Contains(string(out), pid) {
			t.Errorf("a second serve: %v, %s; want exit code %d and pid %s", err, out, exitHeld, pid)
		}
	}
	if least > 3*time.Second {
		t.Errorf("a second serve took %v to end, want 3 s at most", least)
	}

	file := writeFile(t, filepath.Join(t.TempDir(), "wire.txt"), story)
	if code, out, errs := dateline(t, "", "import", "--data", data, file); code != exitOK || !strings.HasPrefix(out, "1 added") {
		t.Errorf("import beside the server: %d, %s%s", code, out, errs)
	}
	code, text, errs := dateline(t, "", "search", "--data", data, "--json", `person:halloran`)
	var r search.Result
	if code != exitOK || json.Unmarshal([]byte(text), &r) != nil || r.Total != 1 || len(r.Facets["person"].Values) != 1 {
		t.Errorf("search beside the server: %d, %s%s", code, text, errs)
	}
	if code, _, errs := dateline(t, "", "rebuild", "--data", data); code != exitHeld || !strings.Contains(errs, pid) {
		t.Errorf("rebuild beside the server: %d, %s; want %d and the pid", code, errs, exitHeld)
	}
	if status, _, err := fetch.Ask(t.Context(), addr, "/healthz", ""); err != nil || status != 200 {
		t.Errorf("the server's health: %d, %v", status, err)
	}

	first.Process.Signal(syscall.SIGTERM)
	if err := first.Wait(); err != nil {
		t.Errorf("SIGTERM: %v, want exit code 0", err)
	}
	if code, text, _ := dateline(t, "", "search", "--data", data, "grain"); code != exitOK || !strings.HasPrefix(text, "1 article:") {
		t.Errorf("search without a server: %d, %s", code, text)
	}
}

// TestAnyAddress listens on all networks: other processes still ask on loopback.
func TestAnyAddress(t *testing.T) {
	data := t.TempDir()
	cmd := program(t.Context(), "serve", "--data", data, "--addr", "0.0.0.0:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	if _, err := out.Read(make([]byte, 4096)); err != nil {
		t.Fatal(err)
	}
	if code, text, errs := dateline(t, "", "search", "--data", data, "anything"); code != exitOK || !strings.HasPrefix(text, "0 articles") {
		t.Errorf("got %d, %s%s", code, text, errs)
	}
}

// TestF12StaleLock kills a server: its lock does not outlive it.
func TestF12StaleLock(t *testing.T) {
	data := t.TempDir()
	first, _ := server(t, data)
	first.Process.Kill()
	first.Wait()
	if code, _, errs := dateline(t, "", "import", "--data", data, writeFile(t, filepath.Join(t.TempDir(), "a.txt"), story)); code != exitOK {
		t.Errorf("import after the kill: %d, %s", code, errs)
	}
}

// TestSearchFlags chooses facet values by name, as a person on a terminal does.
func TestSearchFlags(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	dateline(t, "", "import", "--data", data, writeFile(t, filepath.Join(t.TempDir(), "wire.txt"), story))
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--person", "Steve Halloran"}, "1 article:"},
		{[]string{"--person", "p-steven-halloran", "--country", "Turkey", "--country", "UA"}, "1 article:"},
		{[]string{"--event", "Talks called off", "ministry"}, "1 article:"},
		{[]string{"--event", "talks"}, "0 articles:"},
		{[]string{"--not-person", "Halloran"}, "0 articles:"},
		{[]string{"--source", "meridianwire.example", "--lang", "en"}, "1 article:"},
		{[]string{"--explain", "ministers near/6 @country"}, "1 article:"},
	} {
		code, out, errs := dateline(t, "", append([]string{"search", "--data", data}, c.args...)...)
		if code != exitOK || !strings.HasPrefix(out, c.want) {
			t.Errorf("%v: %d, %.80s%s; want %s", c.args, code, out, errs, c.want)
		}
	}
}

func TestTakenPort(t *testing.T) {
	_, addr := server(t, t.TempDir())
	code, _, errs := dateline(t, "", "serve", "--data", t.TempDir(), "--addr", addr)
	if code != exitError || !strings.Contains(errs, addr) || !strings.Contains(errs, "--addr") {
		t.Errorf("got %d, %s", code, errs)
	}
}

// TestBadInput holds that every mistake is named with its remedy.
func TestBadInput(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	good := writeFile(t, filepath.Join(t.TempDir(), "wire.txt"), story)
	if code, _, errs := dateline(t, "", "import", "--data", data, good); code != exitOK {
		t.Fatal(errs)
	}
	empty := writeFile(t, filepath.Join(t.TempDir(), "empty.txt"), "")
	lines := writeFile(t, filepath.Join(t.TempDir(), "a.jsonl"), "{\"text\":\"A good line about the harbour and its ferries.\"}\n{broken\n")
	for _, c := range []struct {
		name string
		args []string
		code int
		want string
	}{
		{"unknown flag", []string{"search", "--colour", "x"}, exitUsage, "--colour"},
		{"unknown command", []string{"serch", "x"}, exitUsage, "serch"},
		{"no argument", []string{"import"}, exitUsage, "usage"},
		{"wrong date", []string{"search", "--data", data, "--from", "23.4.2025"}, exitUsage, "23.4.2025"},
		{"wrong size", []string{"search", "--data", data, "--size", "many"}, exitUsage, "size"},
		{"broken query", []string{"search", "--data", data, `(grain`}, exitUsage, "character 1"},
		{"no archive", []string{"search", "--data", filepath.Join(data, "nowhere"), "x"}, exitError, "dateline import"},
		{"missing file", []string{"import", "--data", data, "/no/such/file.txt"}, exitRefused, "no such file"},
		{"empty file", []string{"import", "--data", data, empty}, exitRefused, "empty"},
		{"one bad line", []string{"import", "--data", data, lines}, exitOK, "a.jsonl:2: invalid JSON"},
		{"the same, strict", []string{"import", "--data", data, "--strict", lines}, exitRefused, "a.jsonl:2"},
		{"no address", []string{"import", "--data", data, "--url", "news", good}, exitUsage, "--url"},
		{"no web address", []string{"crawl", "--data", data, "ftp://a.example/"}, exitUsage, "ftp://a.example/"},
		{"blocked page", []string{"crawl", "--data", data, "http://127.0.0.1:9/x"}, exitOK, "blocked address"},
		{"blocked address", []string{"sources", "--data", data, "add", "http://127.0.0.1:9/feed"}, exitError, "blocked address"},
		{"extract nothing", []string{"extract", empty}, exitError, "empty"},
	} {
		code, out, errs := dateline(t, "", c.args...)
		if code != c.code || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit code %d, want %d with %q in\n%s%s", c.name, code, c.code, c.want, errs, out)
		}
	}
}

func TestTagCommand(t *testing.T) {
	code, out, errs := dateline(t, `{"id":"1","title":"Talks called off in Ankara","text":"Foreign Minister Steven Halloran met Ms Okafor."}`+"\n{bad\n", "tag")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != exitOK || len(lines) != 2 || !strings.Contains(lines[0], `"name":"Steven Halloran"`) || !strings.Contains(lines[1], "line 2") {
		t.Errorf("JSON lines: %d, %s%s", code, out, errs)
	}
	if _, out, _ := dateline(t, "Talks in Ankara began on Monday.", "tag"); !strings.Contains(out, `"code":"TR"`) {
		t.Errorf("plain text: %s", out)
	}
}

func TestExtractCommand(t *testing.T) {
	page := writeFile(t, filepath.Join(t.TempDir(), "p.html"), `<html lang="en"><title>Bridge opens</title><article><h1>Bridge opens</h1><p>`+strings.Repeat("The bridge over the estuary opened to traffic after six years of work and two changes of contractor. ", 8)+`</p></article>`)
	in := fmt.Sprintf("{\"id\":\"7\",\"url\":\"http://a.example/x\",\"file\":%q}\n{\"id\":8,\"file\":\"/no/such\"}\n", page)
	code, out, errs := dateline(t, in, "extract", "--batch")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != exitOK || len(lines) != 2 || !strings.Contains(lines[0], `"title":"Bridge opens"`) || !strings.Contains(lines[0], `"id":"7"`) || !strings.Contains(lines[1], `{"id":8,"error"`) {
		t.Errorf("batch: %d, %s%s", code, out, errs)
	}
}

// TestExtractBatchNames: what is wrong with a line is said with its number, an id of
// digits is one, and what holds no text is no page.
func TestExtractBatchNames(t *testing.T) {
	dir := t.TempDir()
	page := writeFile(t, filepath.Join(dir, "p.html"), "<title>Weir</title><p>The weir held.")
	pdf := writeFile(t, filepath.Join(dir, "p.pdf"), "%PDF-1.4\nstream The weir held.")
	in := fmt.Sprintf("\xef\xbb\xbf{\"id\":7,\"file\":%q}\n\n{bad\n{\"id\":\"n\"}\n{\"id\":\"p\",\"file\":%q}\n", page, pdf)
	_, out, _ := dateline(t, in, "extract", "--batch")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	want := []string{`"id":7,`, "line 3: invalid JSON", `line 4: no \"file\" in it`, "no page, but application/pdf"}
	if len(lines) != len(want) {
		t.Fatalf("%d lines: %s", len(lines), out)
	}
	for i, w := range want {
		if !strings.Contains(lines[i], w) {
			t.Errorf("line %d: %s; want %s in it", i+1, lines[i], w)
		}
	}
}

// TestImportURLOfFolder: one address for the pages of a folder would make one article of
// them all.
func TestImportURLOfFolder(t *testing.T) {
	code, out, errs := dateline(t, "", "import", "--data", filepath.Join(t.TempDir(), "data"), "--url", "http://bay.example/1", t.TempDir())
	if code != exitUsage || !strings.Contains(errs, "one page") {
		t.Errorf("%d, %s%s", code, out, errs)
	}
}

// TestAddresses: what is no address is refused by name, with the address it may be
// meant for.
func TestAddresses(t *testing.T) {
	file := writeFile(t, filepath.Join(t.TempDir(), "robots.txt"), "User-agent: *\nDisallow: /private\n")
	data := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"crawl", "--data", data, "bay.example/news"}, "did you mean https://bay.example/news?"},
		{[]string{"crawl", "--data", data, "news"}, `"news" is not an http or https address`},
		{[]string{"crawl", "--data", data, "--delay", "-1s", "http://bay.example/"}, "--delay is below zero"},
		{[]string{"crawl", "--data", data, "--depth", "-1", "http://bay.example/"}, "--depth is below zero"},
		{[]string{"sources", "add", "--data", data, "bay.example"}, "did you mean https://bay.example/?"},
		{[]string{"robots", file, "bay.example/private"}, "did you mean https://bay.example/private?"},
	} {
		if code, out, errs := dateline(t, "", c.args...); code != exitUsage || !strings.Contains(errs, c.want) {
			t.Errorf("%v: %d, %s%s; want %s", c.args, code, out, errs, c.want)
		}
	}
	if _, out, _ := dateline(t, "", "robots", file, "/private/1"); !strings.HasPrefix(out, "disallowed") {
		t.Errorf("a path alone: %s", out)
	}
}

func TestRobotsCommand(t *testing.T) {
	file := writeFile(t, filepath.Join(t.TempDir(), "robots.txt"), "User-agent: *\nDisallow: /private\n")
	_, out, _ := dateline(t, "", "robots", file, "--agent", "Dateline", "http://a.example/private/1", "http://a.example/")
	want := "disallowed\thttp://a.example/private/1\tline 2: Disallow: /private\nallowed\thttp://a.example/\tno rule matches\n"
	if out != want {
		t.Errorf("got %q, want %q", out, want)
	}
}

func TestMaintenance(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	dateline(t, "", "import", "--data", data, writeFile(t, filepath.Join(t.TempDir(), "wire.txt"), story))
	if code, out, errs := dateline(t, "", "verify", "--data", data); code != exitOK || !strings.Contains(out, "index: sound") {
		t.Errorf("verify: %d, %s%s", code, out, errs)
	}
	if code, out, errs := dateline(t, "", "rebuild", "--data", data); code != exitOK || !strings.Contains(out, "1 articles") {
		t.Errorf("rebuild: %d, %s%s", code, out, errs)
	}
	if code, out, errs := dateline(t, "", "stats", "--data", data); code != exitOK || !strings.HasPrefix(out, "1 articles") {
		t.Errorf("stats: %d, %s%s", code, out, errs)
	}
	current, _ := os.ReadFile(filepath.Join(data, "index", "CURRENT"))
	segments, _ := filepath.Glob(filepath.Join(data, "index", strings.TrimSpace(string(current)), "store", "*.zap"))
	if len(segments) == 0 {
		t.Fatal("no segment to damage")
	}
	body, _ := os.ReadFile(segments[0])
	body[len(body)/2] ^= 1
	os.WriteFile(segments[0], body, 0o644)
	if code, out, _ := dateline(t, "", "verify", "--data", data); code != exitDamaged || !strings.Contains(out, "index: ") {
		t.Errorf("verify after a bit flip: %d, %s", code, out)
	}
	if code, out, errs := dateline(t, "", "search", "--data", data, "grain"); code != exitOK || !strings.HasPrefix(out, "1 article:") {
		t.Errorf("search after a bit flip: %d, %s%s", code, out, errs)
	}
}
