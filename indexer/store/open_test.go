package store

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/search/news"
)

// killEnv tells the test binary to be the writer that TestKill9 kills.
const killEnv = "DATELINE_STORE_WRITER"

func TestMain(m *testing.M) {
	if path := os.Getenv(killEnv); path != "" {
		writeUntilKilled(path)
	}
	// Each random case opens two databases; rapid's own 100 of them take a
	// minute under -race. -rapid.checks=N still holds.
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		f.Value.Set("20")
	}
	os.Exit(m.Run())
}

func TestOpenRefusesOtherFiles(t *testing.T) {
	dir := t.TempDir()
	foreign := filepath.Join(dir, "foreign.db")
	db, err := sql.Open("sqlite", foreign)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`CREATE TABLE t (x)`); err != nil {
		t.Fatal(err)
	}
	db.Close()
	foreignBytes, err := os.ReadFile(foreign)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		content []byte
		remedy  string
	}{
		"empty":   {nil, "delete it"},
		"text":    {[]byte(strings.Repeat("not a database ", 100)), "move it away"},
		"short":   {[]byte("SQLite format 3\x00"), "move it away"},
		"foreign": {foreignBytes, "another program"},
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, tt.content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), path)
		if !errors.Is(err, ErrNotDatabase) || !strings.Contains(err.Error(), tt.remedy) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
		if after, _ := os.ReadFile(path); string(after) != string(tt.content) {
			t.Errorf("%s: the file was changed", name)
		}
	}
	if _, err := Open(t.Context(), dir); err == nil {
		t.Error("a folder was opened")
	}
}

func TestOpenRefusesNewerSchema(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dateline.db")
	s := openAt(t, path)
	if _, err := s.db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := Open(t.Context(), path); !errors.Is(err, ErrNewerSchema) || !strings.Contains(err.Error(), "99") {
		t.Errorf("Open gave %v", err)
	}
}

func TestDamageIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dateline.db")
	s := openAt(t, path)
	for i := range 50 {
		saveAny(t, s, []news.Article{article(fmt.Sprint("https://bay.example/", i), strings.Repeat("text ", 900))})
	}
	s.Close()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 8192; i < len(b); i += 64 {
		b[i] ^= 0xff
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err = Open(t.Context(), path)
	if err == nil {
		defer s.Close()
		err = s.Check(t.Context())
	}
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("a damaged file gives %v", err)
	}
}

// TestKill9 kills a writing process at random moments: what it acknowledged on
// its output must be there, and the people's counts must still be true.
func TestKill9(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "dateline.db")
	acked := map[string]bool{}
	for range 4 {
		cmd := exec.Command(exe)
		cmd.Env = append(os.Environ(), killEnv+"="+path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		// The first acknowledgement starts the clock, so that a slow machine
		// still gets some.
		for n := 0; lines.Scan(); n++ {
			if n == 0 {
				time.AfterFunc(time.Duration(rand.IntN(200))*time.Millisecond, func() { cmd.Process.Kill() })
			}
			acked[lines.Text()] = true
		}
		cmd.Wait()
		checkAcked(t, path, acked)
	}
	if len(acked) < 8 {
		t.Errorf("only %d articles were acknowledged in all rounds", len(acked))
	}
}

func checkAcked(t *testing.T, path string, acked map[string]bool) {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	for key := range acked {
		if _, err := s.Article(t.Context(), news.NewID(key)); err != nil {
			t.Errorf("acknowledged and lost: %s: %v", key, err)
		}
	}
	st, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.Person(t.Context(), "p-okafor")
	if err != nil || p.Articles != st.Articles || st.Seq != int64(st.Articles) {
		t.Errorf("%d articles, %d changes, person %+v, %v", st.Articles, st.Seq, p, err)
	}
}

// writeUntilKilled saves pairs of articles and prints a key only after Save.
func writeUntilKilled(path string) {
	s, err := Open(context.Background(), path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for i := 0; ; i++ {
		var items []news.Article
		for j := range 2 {
			key := fmt.Sprintf("https://bay.example/%d/%d/%d", os.Getpid(), j, i)
			items = append(items, article(key, key, person("p-okafor", "Amara Okafor", "Okafor")))
		}
		if _, err := s.Save(context.Background(), items); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%s\n%s\n", items[0].Key, items[1].Key)
	}
}

// TestDiskFull fills the file up at its N-th page, N = 1, 2, ...: Save says
// ErrFull and keeps nothing, what was acknowledged stays readable, and Save
// works as soon as there is space.
func TestDiskFull(t *testing.T) {
	s := open(t)
	s.db.SetMaxOpenConns(1) // max_page_count is a connection's own
	saveAny(t, s, []news.Article{article("https://bay.example/0", "kept")})
	var pages int
	if err := s.db.QueryRow(`PRAGMA page_count`).Scan(&pages); err != nil {
		t.Fatal(err)
	}
	full := 0
	for n := range 12 {
		if _, err := s.db.Exec(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+n)); err != nil {
			t.Fatal(err)
		}
		var items []news.Article
		for i := range 8 {
			key := fmt.Sprintf("https://bay.example/%d/%d", n, i)
			items = append(items, article(key, strings.Repeat(key, 100), person(key, "Amara Okafor "+key, "Okafor")))
		}
		_, err := s.Save(t.Context(), items)
		if errors.Is(err, ErrFull) {
			full++
			if _, err := s.Article(t.Context(), items[0].ID); !errors.Is(err, ErrNotFound) {
				t.Errorf("%d pages: a part was kept: %v", n, err)
			}
		} else if err != nil {
			t.Errorf("%d pages: %v", n, err)
		}
		if _, err := s.Article(t.Context(), news.NewID("https://bay.example/0")); err != nil {
			t.Errorf("%d pages: %v", n, err)
		}
		if _, err := s.db.Exec(`PRAGMA max_page_count = 1000000`); err != nil {
			t.Fatal(err)
		}
		if err := s.Refuse(t.Context(), Refusal{What: "x", Reason: "there is space again"}); err != nil {
			t.Errorf("%d pages: afterwards %v", n, err)
		}
	}
	if full < 5 {
		t.Errorf("the file was full %d times only", full)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}
