package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/search/news"
)

var day = time.Date(2026, 3, 4, 8, 15, 0, 0, time.UTC)

func open(t testing.TB) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "dateline.db"))
}

func openAt(t testing.TB, path string) *Store {
	t.Helper()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.WriteFile(path, newDatabase(t), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	s.now = func() time.Time { return day }
	return s
}

// newDatabase gives the bytes of a store that was opened once: making one takes
// longer under -race than most of what tests do with it.
func newDatabase(t testing.TB) []byte {
	t.Helper()
	b, err := blank()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var blank = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "dateline-blank-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "blank.db")
	s, err := Open(context.Background(), path)
	if err != nil {
		return nil, err
	}
	if err := s.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func article(key, text string, people ...news.Person) news.Article {
	a := news.Article{
		ID: news.NewID(key), Key: key, Title: "Harbour talks resume", Text: text, Source: "bay.example",
		Authors: []string{"Ilka Brandt"}, Published: news.Day(2026, 3, 4), Seen: day, Lang: "en",
		From: map[string]string{"title": "json-ld"},
		Tags: news.Tags{Version: "1", People: people, Countries: []news.Country{}, Events: []news.Event{}},
	}
	if strings.HasPrefix(key, "http") {
		a.URL = key
		a.Fetch = &news.Fetch{URL: key, At: day, Status: 200, WARCFile: "a.warc.gz", WARCOffset: 12}
	}
	return a
}

func person(id, name string, surfaces ...string) news.Person {
	p := news.Person{ID: news.PersonID(id), Name: name}
	for i, s := range surfaces {
		p.Mentions = append(p.Mentions, news.Mention{Start: i, End: i + len([]rune(s)), Surface: s})
	}
	return p
}

// save saves items and checks what became of them.
func save(t testing.TB, s *Store, want []Outcome, items ...news.Article) {
	t.Helper()
	got, err := s.Save(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("Save gave %v, want %v", got, want)
	}
}

func TestSaveAndRead(t *testing.T) {
	s := open(t)
	a := article("https://bay.example/1", "The envoys met.\nThey left.", person("p-okafor", "Amara Okafor", "Amara Okafor", "Ms Okafor"))
	b := article("https://bay.example/2", "Nul \x00 and emoji \U0001F642 stay.")
	save(t, s, []Outcome{Added, Added}, a, b)

	got, err := s.Articles(t.Context(), []news.ID{b.ID, news.NewID("gone"), a.ID})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]news.Article{b, a}, got, cmp.Transformer("people", func(t news.Tags) string { return fmt.Sprint(t) })); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Article(t.Context(), news.NewID("gone")); !errors.Is(err, ErrNotFound) {
		t.Errorf("an unknown id gives %v", err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSaveInvalidUTF8KeepsOffsets(t *testing.T) {
	s := open(t)
	a := article("https://bay.example/1", "caf\xe9\xe9 Okafor")
	save(t, s, []Outcome{Added}, a)
	got, err := s.Article(t.Context(), a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := string([]rune(a.Text)); got.Text != want {
		t.Errorf("text is %q, want %q", got.Text, want)
	}
	save(t, s, []Outcome{Unchanged}, a)
}

func TestSaveRefuses(t *testing.T) {
	s := open(t)
	for _, a := range []news.Article{{}, {ID: "x", Key: "x"}, {ID: news.NewID("a")}} {
		good := article("https://bay.example/ok", "fine")
		if _, err := s.Save(t.Context(), []news.Article{good, a}); err == nil {
			t.Errorf("article %q %q was saved", a.ID, a.Key)
		}
	}
	if st, _ := s.Stats(t.Context()); st.Articles != 0 {
		t.Error("half a batch was kept")
	}
}

func TestSaveTwiceAndUpdate(t *testing.T) {
	s := open(t)
	first := article("https://bay.example/1", "Talks are planned.", person("p-okafor", "Amara Okafor", "Amara Okafor"))
	save(t, s, []Outcome{Added}, first)

	later := first
	later.Seen = day.Add(time.Hour)
	later.Image = "https://bay.example/new.jpg?sig=2"
	save(t, s, []Outcome{Unchanged}, later)

	retagged := later
	retagged.Tags.Version = "2"
	save(t, s, []Outcome{Updated, Unchanged}, retagged, retagged)
	if r, _ := s.Revisions(t.Context(), first.ID); len(r) != 0 {
		t.Errorf("new tags alone made %d revisions", len(r))
	}

	changed := retagged
	changed.Text = "Talks are off."
	changed.Seen = day.Add(2 * time.Hour)
	changed.Fetch = &news.Fetch{URL: changed.URL, WARCFile: "b.warc.gz"}
	changed.Tags.People = []news.Person{person("p-lund", "Per Lund", "Per Lund")}
	save(t, s, []Outcome{Updated}, changed)

	got, err := s.Article(t.Context(), first.ID)
	if err != nil || got.Text != changed.Text || !got.Seen.Equal(day) || got.Fetch.WARCFile != "b.warc.gz" {
		t.Errorf("after the update: %+v, %v", got, err)
	}
	revs, err := s.Revisions(t.Context(), first.ID)
	if err != nil || len(revs) != 1 {
		t.Fatalf("%d revisions, %v", len(revs), err)
	}
	r := revs[0]
	if r.Article.Text != first.Text || r.Article.Fetch.WARCFile != "a.warc.gz" || !r.Seen.Equal(day) || !r.Replaced.Equal(changed.Seen) {
		t.Errorf("the revision is %+v", r)
	}
	if _, err := s.Person(t.Context(), "p-okafor"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a person of no article is still there: %v", err)
	}
	if p, err := s.Person(t.Context(), "p-lund"); err != nil || p.Articles != 1 {
		t.Errorf("the new person: %+v, %v", p, err)
	}
}

func TestCopiesWithoutURL(t *testing.T) {
	s := open(t)
	a, b := article("file:/x/a.txt", "Same text."), article("file:/y/b.txt", "Same text.")
	save(t, s, []Outcome{Added, Unchanged}, a, b)
	web := article("https://bay.example/1", "Same text.")
	save(t, s, []Outcome{Added}, web) // a URL is a place of its own
	other := article("file:/y/b.txt", "Other text.")
	save(t, s, []Outcome{Added}, other)
}

func TestFeed(t *testing.T) {
	s := open(t)
	a, b, c := article("https://bay.example/a", "a"), article("https://bay.example/b", "b"), article("https://bay.example/c", "c")
	save(t, s, []Outcome{Added, Added, Added}, a, b, c)
	a.Text = "a, revised"
	save(t, s, []Outcome{Updated}, a)
	if err := s.Delete(t.Context(), b.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), b.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("deleting twice: %v", err)
	}
	expectFeed(t, s, 0, "3 c", "4 a, revised", "5 deleted "+string(b.ID))
	expectFeed(t, s, 4, "5 deleted "+string(b.ID))
	save(t, s, []Outcome{Added}, b)
	expectFeed(t, s, 3, "4 a, revised", "6 b")
	if n, err := s.LastSeq(t.Context()); n != 6 || err != nil {
		t.Errorf("LastSeq is %d, %v", n, err)
	}
}

// expectFeed reads the feed one change at a time and in one page.
func expectFeed(t *testing.T, s *Store, from int64, want ...string) {
	t.Helper()
	for _, limit := range []int{1, 100} {
		var got []string
		for seq := from; ; {
			page, err := s.Since(t.Context(), seq, limit)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, c := range page {
				text := c.Article.Text
				if c.Deleted {
					text = "deleted " + string(c.ID)
				}
				got = append(got, fmt.Sprint(c.Seq, " ", text))
				seq = c.Seq
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("pages of %d: %s", limit, diff)
		}
	}
}

func TestFeedBoundsMemory(t *testing.T) {
	s := open(t)
	big := strings.Repeat("x", maxFeedBytes/2+1)
	save(t, s, []Outcome{Added, Added, Added},
		article("https://bay.example/1", big), article("https://bay.example/2", big+"2"), article("https://bay.example/3", big+"3"))
	page, err := s.Since(t.Context(), 0, 100)
	if err != nil || len(page) != 2 {
		t.Errorf("a page of %d changes, %v", len(page), err)
	}
}

func TestIndexed(t *testing.T) {
	s := open(t)
	for _, seq := range []int64{7, 3} {
		if err := s.SetIndexed(t.Context(), seq); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Indexed(t.Context()); got != seq || err != nil {
			t.Errorf("Indexed is %d, %v", got, err)
		}
	}
}

func TestAlsoIsOneTransaction(t *testing.T) {
	s := open(t)
	a := article("https://bay.example/1", "text")
	no := errors.New("no")
	if _, err := s.Save(t.Context(), []news.Article{a}, func(*sql.Tx) error { return no }); !errors.Is(err, no) {
		t.Errorf("Save gave %v", err)
	}
	if st, _ := s.Stats(t.Context()); st != (Stats{}) {
		t.Errorf("kept although also failed: %+v", st)
	}
	out, err := s.Save(t.Context(), []news.Article{a}, func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE counters SET value = 9 WHERE name = 'indexed'`)
		return err
	})
	if err != nil || out[0] != Added {
		t.Fatal(out, err)
	}
	if n, _ := s.Indexed(t.Context()); n != 9 {
		t.Error("also did not run")
	}
}

// TestTwoHandles writes the same people through two handles, as an import
// beside a running server does.
func TestTwoHandles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dateline.db")
	var wg sync.WaitGroup
	const each = 30
	for h := range 2 {
		s := openAt(t, path)
		wg.Go(func() {
			for i := range each {
				a := article(fmt.Sprintf("https://bay.example/%d/%d", h, i), "text", person("p-okafor", "Amara Okafor", "Okafor"))
				if _, err := s.Save(t.Context(), []news.Article{a}); err != nil {
					t.Error(err)
				}
				if _, err := s.Since(t.Context(), 0, 5); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s := openAt(t, path)
	if p, err := s.Person(t.Context(), "p-okafor"); err != nil || p.Articles != 2*each || p.Spellings[0].Count != 2*each {
		t.Errorf("%+v %v", p, err)
	}
	if st, err := s.Stats(t.Context()); err != nil || st.Seq != 2*each || st.Articles != 2*each {
		t.Errorf("%+v, %v", st, err)
	}
}

func TestOpenAtTheSameTime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sub dir ?#%", "dateline.db")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := Open(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
}

func TestSources(t *testing.T) {
	s := open(t)
	src, err := s.AddSource(t.Context(), Source{URL: "https://bay.example/feed", Kind: Feed, Name: "Bay", Interval: time.Hour, Scope: Scope{Hosts: []string{"bay.example"}, Depth: 2}})
	if err != nil || src.ID == 0 || !src.AddedAt.Equal(day) {
		t.Fatal(src, err)
	}
	if err := s.SourceVisited(t.Context(), src.ID, SourceVisit{At: day, New: 7, Newest: day, Pace: time.Hour, Next: day}); err != nil {
		t.Fatal(err)
	}
	if err := s.SourceVisited(t.Context(), src.ID, SourceVisit{At: day.Add(time.Hour), Failure: "status 500"}); err != nil {
		t.Fatal(err)
	}
	again, err := s.AddSource(t.Context(), Source{URL: src.URL, Kind: Feed, Name: "The Bay", Interval: time.Minute, Scope: src.Scope})
	want := src
	want.Name, want.Interval, want.Items, want.LastSuccess, want.LastError = "The Bay", time.Minute, 7, day, "status 500"
	want.LastVisit, want.LastNew, want.Newest, want.Failures = day.Add(time.Hour), day, day, 1
	if diff := cmp.Diff(want, again); diff != "" || err != nil {
		t.Error(diff, err)
	}
	list, err := s.ListSources(t.Context())
	if diff := cmp.Diff([]Source{want}, list); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if err := s.RemoveSource(t.Context(), src.ID); err != nil {
		t.Error(err)
	}
	if err := s.RemoveSource(t.Context(), src.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

func TestRefuse(t *testing.T) {
	s := open(t)
	long := strings.Repeat("é", maxNote)
	if err := s.Refuse(t.Context(), Refusal{What: "a.html:3", Reason: "empty\nfile"}, Refusal{What: long, Reason: "odd"}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Refusals(t.Context(), 10)
	want := []Refusal{{day, long[:maxNote], "odd"}, {day, "a.html:3", "empty file"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if st, _ := s.Stats(t.Context()); st.Refused != 2 {
		t.Errorf("%d refused", st.Refused)
	}
}

func TestCancelled(t *testing.T) {
	s := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Save(ctx, []news.Article{article("https://bay.example/1", "x")}); !errors.Is(err, context.Canceled) {
		t.Errorf("Save gave %v", err)
	}
}

// BenchmarkSave saves 200 articles of 3 KB with five people each in one call,
// fsync included.
func BenchmarkSave(b *testing.B) {
	s := open(b)
	rnd := rand.New(rand.NewPCG(1, 2))
	text := strings.Repeat("The envoys met in the harbour and left again. ", 65)
	for n := 0; b.Loop(); n++ {
		items := make([]news.Article, 200)
		for i := range items {
			var people []news.Person
			for range 5 {
				k := rnd.IntN(2000)
				people = append(people, person(fmt.Sprint("p-", k), fmt.Sprintf("First%d Last%d", k, k%97), fmt.Sprintf("Last%d", k%97)))
			}
			items[i] = article(fmt.Sprintf("https://bay.example/%d/%d", n, i), text, people...)
		}
		if _, err := s.Save(b.Context(), items); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(200*b.N)/b.Elapsed().Seconds(), "articles/s")
}

func TestVisit(t *testing.T) {
	s := open(t)
	if v, err := s.Visit(t.Context(), "https://bay.example/1"); v != (Visit{}) || err != nil {
		t.Errorf("never visited: %+v, %v", v, err)
	}
	want := Visit{URL: "https://bay.example/1", At: day, ETag: `"a"`, LastModified: "yesterday", Digest: "sha1:X", WARCFile: "f", WARCOffset: 7, WARCID: "<urn:uuid:1>"}
	for range 2 {
		if err := s.inTx(t.Context(), func(tx *sql.Tx) error { return KeepVisit(t.Context(), tx, want) }); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Visit(t.Context(), want.URL); got != want || err != nil {
			t.Errorf("got %+v, %v, want %+v", got, err, want)
		}
		want.ETag = `"b"`
	}
}

// TestStatementsAreKept reads by one query while the rows of the same query are
// open on the same connection, and by more queries than a connection keeps.
func TestStatementsAreKept(t *testing.T) {
	db, err := openDB(dsn(filepath.Join(t.TempDir(), "x.db"), "NORMAL"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE n (v INTEGER)`); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if _, err := db.Exec(`INSERT INTO n VALUES ($1)`, i); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback() //nolint:errcheck // it only read
	const query = `SELECT v FROM n WHERE v >= $1 ORDER BY v`
	outer, err := tx.Query(query, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer outer.Close()
	seen := 0
	for outer.Next() {
		var v, w int
		if err := outer.Scan(&v); err != nil {
			t.Fatal(err)
		}
		if err := tx.QueryRow(query, v).Scan(&w); err != nil || w != v || v != seen {
			t.Fatalf("row %d: %d, and %d from the query within (%v)", seen, v, w, err)
		}
		seen++
	}
	if seen != 5 {
		t.Errorf("%d rows", seen)
	}
	for i := range 2 * maxKept {
		var v int
		if err := tx.QueryRow(fmt.Sprintf(`SELECT v + %d FROM n WHERE v = $1`, i), 2).Scan(&v); err != nil || v != 2+i {
			t.Fatalf("query %d: %d, %v", i, v, err)
		}
	}
}

// TestSaveEarlier: a capture that is older than what is kept becomes an earlier version
// of it, in its place among them, whatever the order and however often it is brought in.
func TestSaveEarlier(t *testing.T) {
	captured := func(text string, after time.Duration, offset int64) news.Article {
		a := article("https://bay.example/1", text)
		a.Fetch = &news.Fetch{URL: a.URL, At: day.Add(after), WARCFile: "old.warc.gz", WARCOffset: offset}
		return a
	}
	first, second, third := captured("Talks are planned.", -2*time.Hour, 1), captured("Talks are off.", -time.Hour, 2), captured("Talks are on.", 0, 3)
	twin := captured("Talks are on again.", 0, 4) // the same second
	for _, order := range [][]news.Article{{first, second, third}, {third, second, first}, {second, third, first}} {
		s := open(t)
		save(t, s, []Outcome{Added, Updated, Updated}, order...)
		for range 2 {
			save(t, s, []Outcome{Unchanged, Unchanged, Unchanged}, order...)
		}
		save(t, s, []Outcome{Updated, Unchanged}, twin, twin)
		got, err := s.Article(t.Context(), first.ID)
		if err != nil || got.Text != third.Text {
			t.Errorf("kept %q, %v; want the newest", got.Text, err)
		}
		revs, err := s.Revisions(t.Context(), first.ID)
		if err != nil || len(revs) != 3 || revs[1].Article.Text != second.Text || revs[2].Article.Text != first.Text {
			t.Errorf("earlier versions %+v, %v; want second and first behind the twin", revs, err)
		}
	}
	s := open(t)
	save(t, s, []Outcome{Added, Updated}, captured("Dated ahead by a wrong clock.", time.Hour, 9), first)
	if got, _ := s.Article(t.Context(), first.ID); got.Text != first.Text {
		t.Errorf("a version of the future keeps those of the present out: %q", got.Text)
	}
	again := first
	again.Text = "Talks are planned, as a better extractor reads it."
	save(t, s, []Outcome{Updated}, again) // the same record
	if got, _ := s.Article(t.Context(), first.ID); got.Text != again.Text {
		t.Errorf("the same record read anew is not kept: %q", got.Text)
	}
}
