package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/indexer/fetch"
)

// asked of both servers: every kind of address that reads the archive.
var readOnlyQuestions = strings.Fields(`
	/api/v1/search /api/v1/search?q=talks&explain=1&timeline=month /api/v1/search?q=%22agriculture+ministers%22 /api/v1/search?q=halloran+near/9+%40country
	/api/v1/search?q=person:halloran&sort=newest /api/v1/search?country=UA&sort=oldest&size=5 /api/v1/search?not.country=UA&size=3&facet.size=50
	/api/v1/search?q=minist*+OR+talkz~ /api/v1/facets/person?size=50 /api/v1/facets/country?q=ukr /api/v1/together?q=talks
	/api/v1/suggest?q=hal /api/v1/saved /api/v1/sources /api/v1/dry-run?q=talks /api/v1/export?format=ndjson /api/v1/export?format=csv&q=talks
	/countries/UA /events/talks /map /feed.json?q=talks /sources /healthz /readyz`)

// TestF11ReadOnly serves an archive from read-only media: every answer is the
// normal server's, no system call writes to the data directory, and whatever
// would is refused. Where there are no namespaces or no strace, what can be seen
// without them is: not a byte of the directory changes.
func TestF11ReadOnly(t *testing.T) {
	data := filepath.Join(t.TempDir(), "archive")
	archiveToRead(t, data)
	normal, addr := server(t, data)
	want := answersOf(t, addr)
	normal.Process.Signal(syscall.SIGTERM)
	if err := normal.Wait(); err != nil {
		t.Fatal(err)
	}
	before := contents(t, data)
	reader, trace := readOnlyServer(t, data)
	addr = started(t, reader)
	for path, answer := range answersOf(t, addr) {
		if answer != want[path] {
			t.Errorf("%s is answered\n%.600s\nwant, as by the normal server,\n%.600s", path, answer, want[path])
		}
	}
	refusals(t, addr)
	besideReader(t, data)
	reader.Process.Signal(syscall.SIGTERM)
	if err := reader.Wait(); err != nil {
		t.Errorf("SIGTERM: %v, want exit code 0", err)
	}
	if after := contents(t, data); !maps.Equal(before, after) {
		t.Errorf("the directory was %v and is %v", before, after)
	}
	if trace != "" {
		checkTrace(t, trace, data)
	}
}

// archiveToRead imports stories and corrects and saves a little.
func archiveToRead(t *testing.T, data string) {
	t.Helper()
	code, articles, errs := dateline(t, "", "generate", "--articles", "12")
	if code != exitOK {
		t.Fatal(errs)
	}
	lines := writeFile(t, filepath.Join(t.TempDir(), "more.jsonl"), articles)
	wire := writeFile(t, filepath.Join(t.TempDir(), "wire.txt"), story)
	if code, out, errs := dateline(t, "", "import", "--data", data, wire, lines); code != exitOK {
		t.Fatal(code, out, errs)
	}
}

// answersOf asks everything; what differs between two servers of one archive by
// rights (time taken, address) is taken out.
func answersOf(t *testing.T, addr string) map[string]string {
	t.Helper()
	took := regexp.MustCompile(`"took_ms":[0-9.e-]+|[0-9.]+ ms`)
	answers := map[string]string{}
	for _, path := range readOnlyQuestions {
		status, body, err := fetch.Ask(t.Context(), addr, path, "")
		if err != nil || status != 200 {
			t.Fatalf("%s: %d, %v, %s", path, status, err, body)
		}
		answers[path] = strings.ReplaceAll(took.ReplaceAllString(string(body), ""), addr, "ADDR")
	}
	return answers
}

// readOnlyServer is `serve --read-only`, on media that cannot be written and with
// a trace of its system calls as far as this machine allows either.
func readOnlyServer(t *testing.T, data string) (cmd *exec.Cmd, trace string) {
	t.Helper()
	args := []string{os.Args[0], "serve", "--read-only", "--data", data, "--addr", "127.0.0.1:0"}
	if exec.Command("strace", "-f", "-D", "-o", os.DevNull, "true").Run() == nil {
		trace = filepath.Join(t.TempDir(), "trace")
		// -D: the server, not strace, is the process that signals reach.
		args = append([]string{"strace", "-f", "-D", "-y", "-o", trace, "-e",
			"trace=%file,write,pwrite64,writev,pwritev,pwritev2,ftruncate,fsync,fdatasync,sync_file_range,fallocate,fchmod,fchown,mmap,copy_file_range,sendfile"}, args...)
	} else {
		t.Log("no strace here: system calls are not looked at")
	}
	mount := `mount --bind "$DATA" "$DATA" && mount -o remount,ro,bind "$DATA" && ! touch "$DATA/written" 2>/dev/null`
	try := exec.Command("unshare", "-Urm", "sh", "-c", mount)
	try.Env = append(os.Environ(), "DATA="+data)
	if out, err := try.CombinedOutput(); err == nil {
		args = append([]string{"unshare", "-Urm", "sh", "-c", mount + ` && exec "$0" "$@"`}, args...)
	} else {
		t.Logf("no mount namespace here (%v, %s): the directory only seems read-only", err, bytes.TrimSpace(out))
	}
	cmd = exec.CommandContext(t.Context(), args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "DATELINE_BE_PROGRAM=1", "DATA="+data)
	cmd.Stderr = os.Stderr
	return cmd, trace
}

// contents gives the checksum, mode and time of every file and folder of data.
func contents(t *testing.T, data string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(data, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		var body []byte
		if d.Type().IsRegular() {
			if body, err = os.ReadFile(path); err != nil {
				return err
			}
		}
		all[path] = fmt.Sprint(crc32.ChecksumIEEE(body), info.Mode(), info.ModTime())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// refusals: whatever changes something is refused, and says by what.
func refusals(t *testing.T, addr string) {
	t.Helper()
	for path, body := range map[string]string{
		"/api/v1/saved":       `{"name":"Talks","params":"q=talks"}`,
		"/api/v1/corrections": `{"kind":"hide","facet":"country","id":"UA"}`,
	} {
		err := fetch.New(fetch.Config{AllowPrivate: true}).Post(t.Context(), "http://"+addr+path, map[string]string{"Content-Type": "application/json"}, []byte(body))
		if err == nil || !strings.Contains(err.Error(), "403") {
			t.Errorf("POST %s: %v, want 403", path, err)
		}
	}
	status, page, err := fetch.Ask(t.Context(), addr, "/saved/new?q=talks", "")
	if err != nil || status != 403 || !strings.Contains(string(page), "--read-only") {
		t.Errorf("the form to save a search: %d, %v", status, err)
	}
}

// besideReader: no owner gets in, another reader does, and nobody hands work over.
func besideReader(t *testing.T, data string) {
	t.Helper()
	wire := writeFile(t, filepath.Join(t.TempDir(), "late.txt"), story)
	for _, args := range [][]string{{"import", wire}, {"serve", "--addr", "127.0.0.1:0"}, {"rebuild"}} {
		code, _, errs := dateline(t, "", append(args, "--data", data)...)
		if code != exitHeld || !strings.Contains(errs, "read-only") {
			t.Errorf("%s beside the reader: %d, %s; want %d", args[0], code, errs, exitHeld)
		}
	}
	second := program(t.Context(), "serve", "--read-only", "--data", data, "--addr", "127.0.0.1:0")
	addr := started(t, second)
	if status, _, err := fetch.Ask(t.Context(), addr, "/readyz", ""); err != nil || status != 200 {
		t.Errorf("a second reader: %d, %v", status, err)
	}
	second.Process.Signal(syscall.SIGTERM)
	if err := second.Wait(); err != nil {
		t.Error(err)
	}
}

// changing are the system calls, and flags of others, that change a file or folder.
var changing = regexp.MustCompile(`^\d+ +(?:(?:write|pwrite64|writev|pwritev2?|ftruncate|truncate|fsync|fdatasync|sync_file_range|fallocate|fchmod|fchown|copy_file_range|sendfile|` +
	`mkdir|mkdirat|rmdir|rename|renameat2?|unlink|unlinkat|link|linkat|symlink|symlinkat|mknod|mknodat|creat|chmod|fchmodat2?|chown|lchown|fchownat|utime|utimes|utimensat|futimesat|setxattr|removexattr)\(` +
	`|open(?:at2?)?\(.*O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)|mmap\(.*PROT_WRITE.*MAP_SHARED)`)

// checkTrace finds no call on data that changes anything, and that there was a
// trace to find it in.
func checkTrace(t *testing.T, trace, data string) {
	t.Helper()
	var calls []byte
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		var err error
		if calls, err = os.ReadFile(trace); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		// strace, a process of its own, writes its last lines after the end.
		if bytes.Contains(calls, []byte("+++ exited with 0 +++")) || time.Now().After(deadline) {
			break
		}
	}
	seen, wrote := 0, []string{}
	for line := range strings.Lines(string(calls)) {
		if !strings.Contains(line, data) {
			continue
		}
		seen++
		if changing.MatchString(line) {
			wrote = append(wrote, strings.TrimSpace(line))
		}
	}
	slices.SortFunc(wrote, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	if len(wrote) > 0 || seen < 20 {
		t.Errorf("%d of %d calls on the directory write, such as %q; want none", len(wrote), seen, wrote[:min(5, len(wrote))])
		return
	}
	t.Logf("%d system calls on the directory, none writes", seen)
}

// TestReadOnlyRefuses: what cannot be served without writing says what to do.
func TestReadOnlyRefuses(t *testing.T) {
	wire := writeFile(t, filepath.Join(t.TempDir(), "wire.txt"), story)
	whole := filepath.Join(t.TempDir(), "archive")
	if code, _, errs := dateline(t, "", "import", "--data", whole, wire); code != exitOK {
		t.Fatal(errs)
	}
	for _, c := range []struct {
		name   string
		spoil  func(data string) error
		remedy string
	}{
		{"not closed in order", func(data string) error { return os.WriteFile(data+"/dateline.db-wal", []byte("frames"), 0o600) }, "dateline verify"},
		{"no index", func(data string) error { return os.RemoveAll(data + "/index") }, "dateline rebuild"},
		{"a damaged index", func(data string) error { return os.Truncate(data+"/index/gen-000001/manifest.json", 10) }, "dateline rebuild"},
		{"no archive", os.RemoveAll, "dateline.db"},
		{"with --edit", func(string) error { return nil }, "--edit"},
	} {
		data := filepath.Join(t.TempDir(), "archive")
		if err := errors.Join(os.CopyFS(data, os.DirFS(whole)), c.spoil(data)); err != nil {
			t.Fatal(err)
		}
		args := []string{"serve", "--read-only", "--data", data, "--addr", "127.0.0.1:0"}
		if c.name == "with --edit" {
			args = append(args, "--edit")
		}
		code, _, errs := dateline(t, "", args...)
		if code == exitOK || !strings.Contains(errs, c.remedy) {
			t.Errorf("%s: %d, %s; want %q", c.name, code, errs, c.remedy)
		}
		if _, err := os.Stat(data); c.name == "no archive" && err == nil {
			t.Error("a reader made the directory")
		}
	}
}
