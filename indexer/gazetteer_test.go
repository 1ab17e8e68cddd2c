package indexer

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/indexer/store"
	"dateline/search/news"
)

func openAt(t *testing.T, dir string) *Indexer {
	t.Helper()
	x, err := OpenOwner(t.Context(), Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// importTexts imports texts as JSON Lines and gives the ids.
func importTexts(t *testing.T, x *Indexer, texts ...string) []news.ID {
	t.Helper()
	var lines strings.Builder
	var ids []news.ID
	for _, text := range texts {
		url := fmt.Sprintf("https://bay.example/%x", len(text)*1000+len(ids))
		ids = append(ids, news.NewID(url))
		b, _ := json.Marshal(map[string]string{"url": url, "title": "Harbour notes", "text": text, "lang": "en"})
		lines.Write(append(b, '\n'))
	}
	file := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(file, []byte(lines.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Import(t.Context(), []string{file}, ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return ids
}

func peopleOf(t *testing.T, x *Indexer, id news.ID) []string {
	t.Helper()
	a, err := x.Store.Article(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return a.Values(news.FacetPerson)
}

func importList(t *testing.T, x *Indexer, content string) store.GazetteerDiff {
	t.Helper()
	diff, err := x.ImportList(t.Context(), "list", []byte(content), func(r Refused) { t.Error(r) })
	if err != nil {
		t.Fatal(err)
	}
	if err := x.ListWait(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	return diff
}

// TestListEntersTheArchive imports a list after the articles, changes it, takes it
// back, and compares with the tags of the beginning.
func TestListEntersTheArchive(t *testing.T) {
	x := openAt(t, t.TempDir())
	ids := importTexts(t, x,
		"The prize of the harbour town went to old quimby, whom all call Old Quimby of the marsh, on Monday.",
		"Foreign Minister Tam Oyelaran spoke in the harbour on Monday. Oyelaran said he would go there again.",
		"The harbour was quiet on Monday, and nobody of any name at all was seen there by anybody.")
	before := [][]string{peopleOf(t, x, ids[0]), peopleOf(t, x, ids[1]), peopleOf(t, x, ids[2])}
	quiet := seqOf(t, x, ids[2])

	if diff := importList(t, x, "id,name,aliases,role,country,from,to\nquimby,Quimby Marsh,Old Quimby,poet,,,\nminister-1,Tam Oyelaran,,foreign minister,NG,2021,\n"); diff.Added != 2 {
		t.Errorf("%+v", diff)
	}
	if got := peopleOf(t, x, ids[0]); !slices.Contains(got, "p-quimby") {
		t.Errorf("the missed person: %v", got)
	}
	if got := peopleOf(t, x, ids[1]); !slices.Equal(got, []string{"p-minister-1"}) {
		t.Errorf("the tagger's person: %v", got)
	}
	if got := seqOf(t, x, ids[2]); got != quiet {
		t.Error("an article that holds no name of the list was written")
	}
	p, err := x.Store.Person(t.Context(), "p-tam-oyelaran")
	if err != nil || p.ID != "p-minister-1" || p.Articles != 1 {
		t.Errorf("by the tagger's id: %+v, %v", p, err)
	}
	// What comes later has it, too.
	later := importTexts(t, x, "A second reading of the poems by Old Quimby was held in the harbour on Tuesday of last week.")
	if got := peopleOf(t, x, later[0]); !slices.Contains(got, "p-quimby") {
		t.Errorf("a later article: %v", got)
	}
	if diff := importList(t, x, `[{"id":"quimby","name":"Quimby Marsh","aliases":["Quimby the Younger"],"role":"poet"}]`); diff.Changed != 1 {
		t.Errorf("%+v", diff)
	}
	if got := peopleOf(t, x, ids[0]); slices.Contains(got, "p-quimby") {
		t.Errorf("an alias that was taken out: %v", got)
	}
	for _, id := range []string{"quimby", "minister-1"} {
		if err := x.RemoveListed(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.ListWait(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, want := range before {
		if got := peopleOf(t, x, ids[i]); !slices.Equal(got, want) {
			t.Errorf("without the list: %v, before it %v", got, want)
		}
	}
}

func seqOf(t *testing.T, x *Indexer, id news.ID) int64 {
	t.Helper()
	changes, err := x.Store.Since(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.ID == id {
			return c.Seq
		}
	}
	t.Fatalf("%s is not in the feed", id)
	return 0
}

// TestListOfAnotherProcess changes the list beside an owner that has its tagger
// already: the owner picks it up, for what is there and for what comes.
func TestListOfAnotherProcess(t *testing.T) {
	dir := t.TempDir()
	x := openAt(t, dir)
	ids := importTexts(t, x, "The prize of the harbour town went to old quimby, whom all call Old Quimby of the marsh, on Monday.")
	guest, err := OpenGuest(t.Context(), Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer guest.Close()
	importList(t, guest, "id,name\nquimby,Old Quimby\n")
	if got := peopleOf(t, guest, ids[0]); !slices.Contains(got, "p-quimby") {
		t.Errorf("%v", got)
	}
	if err := x.afterSave(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := peopleOf(t, x, importTexts(t, x, "Old Quimby read again in the harbour on Tuesday, as the town's own paper says.")[0]); !slices.Contains(got, "p-quimby") {
		t.Errorf("%v", got)
	}
}

// TestStaleListIsLookedForAgain saves articles with a tagger that has the list of
// before, after the change was worked off.
func TestStaleListIsLookedForAgain(t *testing.T) {
	x := openAt(t, t.TempDir())
	old, err := x.tagger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	importList(t, x, "id,name\nquimby,Old Quimby\n")
	x.listed.mu.Lock()
	x.listed.tagger, x.listed.version, x.listed.names, x.listed.seq = old, 0, nil, 0
	x.listed.mu.Unlock()
	ids := importTexts(t, x, "The prize of the harbour town went to old quimby, whom all call Old Quimby of the marsh, on Monday.")
	if err := x.ListWait(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got := peopleOf(t, x, ids[0]); !slices.Contains(got, "p-quimby") {
		t.Errorf("%v", got)
	}
}

func TestReadList(t *testing.T) {
	type refusal struct {
		line int
		part string
	}
	for _, tt := range []struct {
		name, in string
		good     []string
		bad      []refusal
		err      string
	}{
		{name: "CSV", in: "\ufeffID,Name,aliases,from\na-1,Anna Bell,\"A. Bell|Nan Bell\",2020-05-01\nb,Bo Lund,,\n", good: []string{"a-1", "b"}},
		{name: "JSON Lines", in: `{"id":"p-a","name":"Anna Bell","aliases":"A. Bell;Nan","country":"Ukraine","from":2020,"to":"2021"}` + "\n\n{broken\n", good: []string{"a"}, bad: []refusal{{3, "invalid JSON"}}},
		{name: "JSON array", in: `[{"id":"a","name":"Anna Bell"},{"id":"b","name":"Bo","colour":"red"}]`, good: []string{"a"}, bad: []refusal{{2, "colour"}}},
		{name: "bad rows", in: "id,name,country,from,to\n,Anna Bell,,,\nb,anna,,,\nc,Cy Oto,Nowhere,,\nd,Di Oto,,20,\ne,Ed Oto,,2020,2019\nf,Flo Oto\nf,Flo Two\ng,Gus,x,y,z,1\nh h,Hal Oto\n",
			good: []string{"f"}, bad: []refusal{{2, "id"}, {3, "name"}, {4, "country"}, {5, "year"}, {6, "after"}, {8, "line 7"}, {9, "fields"}, {10, "id"}}},
		{name: "a quote left open", in: "id,name\na,\"Anna\nb,Bo Lund\n", bad: []refusal{{2, ""}}},
		{name: "empty", in: " \n", err: "empty"},
		{name: "no header", in: "a,Anna Bell\n", err: "want the columns"},
		{name: "a header without name", in: "id,role\n", err: "want the columns"},
		{name: "no UTF-8", in: "id,name\na,Andr\xe9\n", err: "UTF-8"},
		{name: "no array", in: "[{}", err: "JSON array"},
	} {
		rows, err := readList([]byte(tt.in))
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		x := openAt(t, t.TempDir())
		var bad []refusal
		_, err = x.ImportList(t.Context(), "f", []byte(tt.in), func(r Refused) {
			bad = append(bad, refusal{r.Line, r.Reason})
		})
		if err != nil || len(bad) != len(tt.bad) {
			t.Errorf("%s: refused %v, %v", tt.name, bad, err)
			continue
		}
		for i, b := range tt.bad {
			if bad[i].line != b.line || !strings.Contains(bad[i].part, b.part) {
				t.Errorf("%s: refused %v, want %v", tt.name, bad[i], b)
			}
		}
		entries, _, _ := x.Store.Gazetteer(t.Context())
		var good []string
		for _, e := range entries {
			good = append(good, e.ID)
		}
		if d := cmp.Diff(tt.good, good); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
		if len(rows) == 0 {
			t.Errorf("%s: no rows", tt.name)
		}
	}
}

func FuzzReadList(f *testing.F) {
	f.Add([]byte("id,name\na,Anna Bell\n"))
	f.Add([]byte(`[{"id":"a","name":"Anna Bell","aliases":["x"]}]`))
	f.Add([]byte("{\"id\":\"a\"}\n{"))
	f.Add([]byte("id,name\n\"\"0"))
	f.Fuzz(func(t *testing.T, content []byte) {
		rows, err := readList(content)
		if err != nil {
			return
		}
		for _, r := range rows {
			e, err := r.entry()
			if err != nil {
				continue
			}
			// What was taken is taken again as it is.
			b, _ := json.Marshal(e)
			again, err := readList(b)
			if err != nil || len(again) != 1 {
				t.Fatalf("%s: %v", b, err)
			}
			second, err := again[0].entry()
			if d := cmp.Diff(e, second); d != "" || err != nil {
				t.Fatalf("%s: %v %s", b, err, d)
			}
		}
	})
}

// TestRetag gives articles the tags of an older tagger: some that were the same
// but for the version, some that were not. It stops half way and goes on.
func TestRetag(t *testing.T) {
	dir := t.TempDir()
	x := openAt(t, dir)
	var texts []string
	for i := range 3 * retagBatch {
		texts = append(texts, fmt.Sprintf("Foreign Minister Tam Oyelaran spoke in the harbour on Monday for the time number %d, and left.", i))
	}
	ids := importTexts(t, x, texts...)
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	makeOld(t, dir, string(ids[0]))
	x = openAt(t, dir)
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := peopleOf(t, x, ids[0]); len(got) != 0 {
		t.Fatalf("%v, want the older tags without people", got)
	}
	before, _ := x.Store.LastSeq(t.Context())
	counts, err := x.Retag(t.Context(), false, nil)
	if err != nil || counts != (RetagCounts{Looked: len(ids), Changed: 1, Total: len(ids)}) {
		t.Errorf("%+v, %v", counts, err)
	}
	if after, _ := x.Store.LastSeq(t.Context()); after != before+1 {
		t.Errorf("%d changes, want the one article that really changed", after-before)
	}
	if got := peopleOf(t, x, ids[0]); !slices.Equal(got, []string{"p-tam-oyelaran"}) {
		t.Errorf("%v", got)
	}
	if counts, err := x.Retag(t.Context(), false, nil); err != nil || counts.Looked != 0 {
		t.Errorf("once more: %+v, %v", counts, err)
	}
	stopped, stop := contextWithStop(t)
	if _, err := x.Retag(stopped, true, func(RetagCounts) { stop() }); err == nil {
		t.Error("it was stopped and did not say so")
	}
	if counts, err := x.Retag(t.Context(), true, nil); err != nil || counts.Looked != 2*retagBatch || counts.Changed != 0 {
		t.Errorf("the rest: %+v, %v", counts, err)
	}
	if counts, err := x.Retag(t.Context(), true, nil); err != nil || counts.Looked != 3*retagBatch {
		t.Errorf("all again: %+v, %v", counts, err)
	}
}

// makeOld makes every article's tags those of an older tagger, which found nobody
// in the article id.
func makeOld(t *testing.T, dir, id string) {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(dir, "dateline.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := s.Article(t.Context(), news.ID(id))
	if err != nil {
		t.Fatal(err)
	}
	a.Tags.People = nil
	if _, err := s.Save(t.Context(), []news.Article{a}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.DB().Exec(`UPDATE articles SET tags_version = '0', tags = replace(tags, '"version":"' || tags_version || '"', '"version":"0"') WHERE 1 = $1`, 1); err != nil {
		t.Fatal(err)
	}
}

func contextWithStop(t *testing.T) (context.Context, context.CancelFunc) {
	return context.WithCancel(t.Context())
}
