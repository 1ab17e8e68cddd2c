package indexer

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"

	"dateline/search/index"
	"dateline/search/news"
	"dateline/search/query"
)

func owner(t *testing.T, dir string) *Indexer {
	t.Helper()
	x, err := OpenOwner(t.Context(), Config{DataDir: dir, HostDelay: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func write(t *testing.T, path string, body []byte) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, body, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(t *testing.T, body string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(body))
	w.Close()
	return b.Bytes()
}

func importAll(t *testing.T, x *Indexer, paths ...string) (ImportCounts, []string) {
	t.Helper()
	var refused []string
	n, err := x.Import(t.Context(), paths, ImportOptions{OnRefused: func(r Refused) { refused = append(refused, r.String()) }})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	slices.Sort(refused)
	return n, refused
}

func find(t *testing.T, x *Indexer, text string) []news.Article {
	t.Helper()
	n, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	a, err := x.Index.Search(t.Context(), query.Plan{Query: n, Size: 100, Sort: query.Newest})
	if err != nil {
		t.Fatal(err)
	}
	var ids []news.ID
	for _, h := range a.Hits {
		ids = append(ids, h.ID)
	}
	articles, err := x.Store.Articles(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	return articles
}

const wireStory = `Grain corridor talks called off in Ankara
· meridianwire.example
Talks between the agriculture ministers of Ukraine and Turkey were cancelled on Monday, hours before they were due to begin.
Foreign Minister Steven Halloran said the ministry had received no explanation. “We were ready,” Halloran told reporters.
Steve Halloran has led the delegation since March.
`

// TestStoryVariations: a wire story is one however its file was saved.
func TestStoryVariations(t *testing.T) {
	title, source, first, second := "Harbour pilots walk out over night shifts", "· coastpost.example",
		"The pilots of the harbour of Tallow Bay walked out on Friday after talks with the port authority failed, their union said.",
		"“Nobody can work four nights in a row,” said union leader Marta Quillon. The port of Norway would not comment."
	lines := func(end string, l ...string) []byte { return []byte(strings.Join(l, end)) }
	windows := strings.NewReplacer("“", "\x93", "”", "\x94", "·", "\xb7")
	var wide []byte
	for _, u := range utf16.Encode([]rune("\uFEFF" + strings.Join([]string{title, source, first, second}, "\r\n"))) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, c := range map[string]struct {
		body   []byte
		source string
	}{
		"lines of Windows":          {lines("\r\n", title, source, first, second), "coastpost.example"},
		"lines of an old Mac":       {lines("\r", title, source, first, second), "coastpost.example"},
		"byte order mark":           {append([]byte("\uFEFF"), lines("\n", title, source, first, second)...), "coastpost.example"},
		"windows-1252":              {[]byte(windows.Replace(string(lines("\n", title, source, first, second)))), "coastpost.example"},
		"UTF-16":                    {wide, "coastpost.example"},
		"blank lines":               {lines("\n\n", "", title, source, first, second, ""), "coastpost.example"},
		"no source":                 {lines("\n", title, first, second), ""},
		"one paragraph":             {lines("\n", title, source, first+" "+second), "coastpost.example"},
		"glued to the first":        {lines("\n", title, source+first, second), "coastpost.example"},
		"glued, Windows, no end":    {lines("\r\n", title, source+first+" "+second), "coastpost.example"},
		"broken at a column":        {lines("\n\n", title+"\n"+source, broken(first, 60), broken(second, 60)), "coastpost.example"},
		"broken, Windows":           {lines("\r\n\r\n", title+"\r\n"+source, strings.ReplaceAll(broken(first+" "+second, 72), "\n", "\r\n")), "coastpost.example"},
		"a line of half a megabyte": {lines("\n", title, source, strings.Repeat(first+" "+second+" ", 2000)), "coastpost.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := owner(t, t.TempDir())
			if n, refused := importAll(t, x, write(t, filepath.Join(t.TempDir(), "wire.txt"), c.body)); n.Added != 1 {
				t.Fatalf("counts %+v, refused %v", n, refused)
			}
			found := find(t, x, `"nobody can work" pilots`)
			if len(found) != 1 {
				t.Fatalf("found %d times", len(found))
			}
			a := found[0]
			if a.Title != title || a.Source != c.source || !strings.HasPrefix(a.Text, first) || len(a.Tags.People) != 1 || a.Tags.People[0].Name != "Marta Quillon" {
				t.Errorf("title %q, source %q, text %.60q, people %v", a.Title, a.Source, a.Text, a.Tags.People)
			}
		})
	}
}

// broken breaks a paragraph into lines of at most column code points.
func broken(paragraph string, column int) string {
	var out []string
	line := ""
	for w := range strings.FieldsSeq(paragraph) {
		if line != "" && utf8.RuneCountInString(line+" "+w) > column {
			out, line = append(out, line), ""
		}
		line = strings.TrimSpace(line + " " + w)
	}
	return strings.Join(append(out, line), "\n")
}

func TestImportStory(t *testing.T) {
	x := owner(t, t.TempDir())
	n, refused := importAll(t, x, write(t, filepath.Join(t.TempDir(), "wire.txt"), []byte(wireStory)))
	if n.Added != 1 || len(refused) != 0 {
		t.Fatalf("counts %+v, refused %v", n, refused)
	}
	found := find(t, x, `"received no explanation"`)
	if len(found) != 1 {
		t.Fatalf("found %d articles", len(found))
	}
	a := found[0]
	if a.Title != "Grain corridor talks called off in Ankara" || a.Source != "meridianwire.example" || a.Lang != "en" {
		t.Errorf("title %q, source %q, language %q", a.Title, a.Source, a.Lang)
	}
	if len(a.Tags.People) != 1 || a.Tags.People[0].Name != "Steven Halloran" {
		t.Errorf("people %+v, want Steven Halloran once", a.Tags.People)
	}
	if got := a.Values(news.FacetCountry); !slices.Equal(got, []string{"TR", "UA"}) {
		t.Errorf("countries %v", got)
	}
	if got := a.Values(news.FacetEvent); !slices.Contains(got, "talks.negated") || slices.Contains(got, "talks") {
		t.Errorf("events %v, want talks called off and no talks held", got)
	}
}

func TestImportFormats(t *testing.T) {
	dir := t.TempDir()
	page := `<html lang="en"><head><title>Storm closes port</title><link rel="canonical" href="https://www.harbourpost.example/storm"></head><body><article><h1>Storm closes port</h1>` +
		strings.Repeat("<p>A storm closed the port of Odesa for a second day, and ships waited outside the harbour for the wind to drop.</p>", 5) + `</article></body></html>`
	write(t, filepath.Join(dir, "page.html.gz"), zipped(t, page))
	write(t, filepath.Join(dir, "sub", "story.txt"), []byte(wireStory))
	write(t, filepath.Join(dir, "more.jsonl"), []byte("\xef\xbb\xbf"+`{"url":"http://a.example/1?utm_source=x","title":"One","text":"The first article of this file is about a bridge.","published":"2025-04-23","authors":"Ana Lima and Bo Ek"}
{"text":"An article with nothing but its text, which is allowed.","source":"b.example"}
{"title":"Broken",
{"title":"No text at all"}
{"url":"ftp://a.example/2","text":"An article with an address that is no web page."}
{"text":"An article whose date is of no known form.","published":"23.4.2025"}
["An array"]
`))
	write(t, filepath.Join(dir, "empty.txt"), nil)
	write(t, filepath.Join(dir, "binary.txt"), []byte("GIF89a\x00\x01\x02\x03"))
	write(t, filepath.Join(dir, "damaged.html.gz"), zipped(t, page)[:40])
	write(t, filepath.Join(dir, "picture.png"), []byte("\x89PNG"))
	write(t, filepath.Join(dir, ".hidden.txt"), []byte(wireStory))
	missing := filepath.Join(dir, "missing.txt")

	x := owner(t, t.TempDir())
	n, refused := importAll(t, x, dir, missing, filepath.Join(dir, "picture.png"))
	want := ImportCounts{Added: 4, Refused: 10, Ignored: 1}
	if n != want {
		t.Errorf("counts %+v, want %+v\n%s", n, want, strings.Join(refused, "\n"))
	}
	for _, part := range []string{"empty.txt: the file is empty", "binary.txt: a binary file", "more.jsonl:3: invalid JSON", "more.jsonl:4: no \"text\"",
		"more.jsonl:5: url \"ftp:", "more.jsonl:6: published: date \"23.4.2025\"", "more.jsonl:7: invalid JSON: the line is a JSON array", "missing.txt: no such file", "picture.png: not a kind", "damaged.html.gz: "} {
		if !slices.ContainsFunc(refused, func(r string) bool { return strings.Contains(r, part) }) {
			t.Errorf("no refusal says %q in\n%s", part, strings.Join(refused, "\n"))
		}
	}
	one := find(t, x, "bridge")
	if len(one) != 1 || one[0].URL != "http://a.example/1" || one[0].Published.String() != "2025-04-23" || !slices.Equal(one[0].Authors, []string{"Ana Lima", "Bo Ek"}) {
		t.Errorf("the .jsonl article came in as %+v", one)
	}
	if got := find(t, x, "title:storm"); len(got) != 1 || got[0].Source != "harbourpost.example" || got[0].URL != "https://www.harbourpost.example/storm" {
		t.Errorf("the page came in as %+v", got)
	}
	stats, _ := x.Store.Stats(t.Context())
	if stats.Refused != 10 {
		t.Errorf("the store remembers %d refusals, want 10", stats.Refused)
	}
}

func TestImportTwiceAndChanged(t *testing.T) {
	dir := t.TempDir()
	x := owner(t, filepath.Join(dir, "data"))
	path := write(t, filepath.Join(dir, "wire.txt"), []byte(wireStory))
	importAll(t, x, path)
	if n, _ := importAll(t, x, path); n != (ImportCounts{Unchanged: 1}) {
		t.Errorf("the second time: %+v", n)
	}
	copied := write(t, filepath.Join(dir, "elsewhere", "copy.txt"), []byte(wireStory))
	if n, _ := importAll(t, x, copied); n != (ImportCounts{Unchanged: 1}) {
		t.Errorf("a copy of the file: %+v", n)
	}
	write(t, path, []byte(wireStory+"A spokeswoman later confirmed the cancellation.\n"))
	if n, _ := importAll(t, x, path); n != (ImportCounts{Updated: 1}) {
		t.Errorf("changed: %+v", n)
	}
	if got := find(t, x, "spokeswoman"); len(got) != 1 {
		t.Errorf("the changed text is found %d times", len(got))
	}
}

// TestGuestImport brings work in beside an owner, who indexes it.
func TestGuestImport(t *testing.T) {
	dir := t.TempDir()
	x := owner(t, dir)
	_, err := OpenOwner(t.Context(), Config{DataDir: dir})
	var held *index.HeldError
	if !errors.As(err, &held) || held.PID != os.Getpid() {
		t.Fatalf("a second owner got %v, want the first's pid", err)
	}
	guest, err := OpenGuest(t.Context(), Config{DataDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer guest.Close()
	n, _ := importAll(t, guest, write(t, filepath.Join(t.TempDir(), "wire.txt"), []byte(wireStory)))
	if n.Added != 1 || len(find(t, x, "explanation")) != 1 {
		t.Errorf("counts %+v; the owner finds %d", n, len(find(t, x, "explanation")))
	}
}

// TestF19IndexLost deletes the index: the next start builds it from the store.
func TestF19IndexLost(t *testing.T) {
	dir := t.TempDir()
	x := owner(t, dir)
	importAll(t, x, write(t, filepath.Join(t.TempDir(), "wire.txt"), []byte(wireStory)))
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "index")); err != nil {
		t.Fatal(err)
	}
	x = owner(t, dir)
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(find(t, x, "explanation")) != 1 {
		t.Error("the article is not found after the index was lost")
	}
	x.Close()
	if n, err := Rebuild(t.Context(), Config{DataDir: dir}, nil); err != nil || n != 1 {
		t.Errorf("rebuild: %d, %v", n, err)
	}
	x = owner(t, dir)
	if x.Index.Seq() == 0 || len(find(t, x, "explanation")) != 1 {
		t.Error("the article is not found after the rebuild")
	}
}

// TestImportPipe: a pipe that lies in a folder is passed by.
func TestImportPipe(t *testing.T) {
	x, dir := owner(t, t.TempDir()), t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.txt"), 0o600); err != nil {
		t.Skip(err)
	}
	if n, refused := importAll(t, x, dir); n != (ImportCounts{Ignored: 1}) || len(refused) != 0 {
		t.Errorf("%+v, %v; want it ignored", n, refused)
	}
}

func TestImportCancelled(t *testing.T) {
	x := owner(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Import(ctx, []string{write(t, filepath.Join(t.TempDir(), "a.txt"), []byte(wireStory))}, ImportOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestArticleURL(t *testing.T) {
	for _, c := range []struct{ name, canonical, at, want string }{
		{"canonical", "https://www.a.example/x", "https://a.example/x?utm_source=f", "https://www.a.example/x"},
		{"home page as canonical", "https://a.example/", "https://a.example/x", "https://a.example/x"},
		{"another site's", "https://evil.example/x", "https://a.example/x", "https://a.example/x"},
		{"a saved page", "https://a.example/x", "file:/tmp/x.html", "https://a.example/x"},
		{"nothing", "", "file:/tmp/x.html", ""},
	} {
		if got := articleURL(c.canonical, c.at); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestDomain(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.bbc.co.uk/news": "bbc.co.uk", "news.harbourpost.example": "harbourpost.example", "HTTP://A.Example:8080/": "a.example",
		"http://127.0.0.1:9/": "127.0.0.1", "The Harbour Post": "", "": "", "co.uk": "", "mailto:a@b.example": "",
	} {
		if got := Domain(in); got != want {
			t.Errorf("Domain(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzParseLine holds that a line gives an article with text and an ID, or a
// reason.
func FuzzParseLine(f *testing.F) {
	f.Add([]byte(`{"text":"a b c","authors":["x"],"published":"2025-01-01"}`))
	f.Add([]byte(`{"text":1}`))
	f.Add([]byte("\xff"))
	f.Fuzz(func(t *testing.T, line []byte) {
		a, err := parseLine(line)
		if err == nil && (a.Text == "" && a.Title == "" || !a.ID.Valid() || a.Key == "") {
			t.Errorf("%q became %+v", line, a)
		}
	})
}

// TestLineForms: what scripts write in place of text is read where it is clear.
func TestLineForms(t *testing.T) {
	const text = `"text":"The first article of this file is about a weir."`
	for _, test := range []struct{ line, published, authors, refused string }{
		{`{` + text + `,"published":1741064767}`, "2025-03-04T05:06:07Z", "", ""},
		{`{` + text + `,"published":1741064767123}`, "2025-03-04T05:06:07Z", "", ""},
		{`{` + text + `,"published":"1741064767"}`, "2025-03-04T05:06:07Z", "", ""},
		{`{` + text + `,"published":null}`, "", "", ""},
		{`{` + text + `,"date":"2025-03-04"}`, "2025-03-04", "", ""},
		{`{` + text + `,"published":12.5}`, "", "", `published: date "12.5"`},
		{`{` + text + `,"published":{"at":1}}`, "", "", `published: date "{`},
		{`{` + text + `,"authors":[{"name":"Ana Lima"},"Bo Ek"]}`, "", "Ana Lima|Bo Ek", ""},
		{`{` + text + `,"authors":{"name":"Ana Lima"}}`, "", "Ana Lima", ""},
		{`{` + text + `,"authors":null}`, "", "", ""},
		{`{` + text + `,"authors":[{"id":1}]}`, "", "", "want a list of names"},
		{`{` + text + `,"authors":7}`, "", "", "want a list of names"},
	} {
		a, err := parseLine([]byte(test.line))
		if test.refused != "" {
			if err == nil || !strings.Contains(err.Error(), test.refused) {
				t.Errorf("%s: %v; want %s", test.line, err, test.refused)
			}
			continue
		}
		published := ""
		if !a.Published.IsZero() {
			published = a.Published.String()
		}
		if err != nil || !strings.HasPrefix(published, strings.TrimSuffix(test.published, "Z")) || (test.published == "") != (published == "") || strings.Join(a.Authors, "|") != test.authors {
			t.Errorf("%s: %s, %q, %v", test.line, published, a.Authors, err)
		}
	}
}

// TestImportNoPages: what is no page is said to be what it is.
func TestImportNoPages(t *testing.T) {
	dir := t.TempDir()
	pdf := write(t, filepath.Join(dir, "p.html"), []byte("%PDF-1.4\nstream "+strings.Repeat("The weir held on Monday. ", 100)))
	cut := write(t, filepath.Join(dir, "cut.html.gz"), zipped(t, strings.Repeat(wireStory, 3))[:60])
	n, refused := importAll(t, owner(t, t.TempDir()), pdf, cut)
	if n != (ImportCounts{Refused: 2}) || !strings.Contains(refused[0], "the compressed file is cut off") || !strings.Contains(refused[1], "no page, but application/pdf") {
		t.Errorf("%+v, %q", n, refused)
	}
}
