package extract

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/html"
)

// fuzzSeen is when the fuzzed pages were fetched.
var fuzzSeen = time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC)

// FuzzExtract checks what is true of any page: no input breaks the extraction,
// nothing in the result is made up, fields are plain text of bounded length,
// paragraphs joined are the text, dates are possible, and the same page gives
// the same result.
func FuzzExtract(f *testing.F) {
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		f.Fatal("no seed pages", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	deep, _ := deepArticle(200)
	for _, s := range []string{deep, "<p>x", "<svg><p>a<title>b", "<table><p>a<tr>b", "<frameset><p>a", "\x00\xff", "<a><b></a>c</b>", `<script type="application/ld+json">{"@type":["NewsArticle"],"author":[[{}]],"headline":{"@value":1}}</script>`, "<select><p>a<option>b", "&amp;lt;p&gt;"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		opt := Options{URL: "https://news.example/2024/03/14/x", Seen: fuzzSeen}
		p, err := Extract(in, opt)
		if err != nil {
			return
		}
		checkParagraphs(t, in, p)
		checkFields(t, p)
		checkDates(t, p)
		if p.IsArticle != (p.Reason == "") {
			t.Fatalf("is_article %v with reason %q", p.IsArticle, p.Reason)
		}
		if again, err := Extract(in, opt); err != nil || !cmp.Equal(p, again, cmpopts.IgnoreUnexported(Page{})) {
			t.Fatalf("%v, and the second time %s", err, cmp.Diff(p, again, cmpopts.IgnoreUnexported(Page{})))
		}
	})
}

func checkParagraphs(t *testing.T, in []byte, p Page) {
	t.Helper()
	source := pageLetters(in)
	for _, para := range p.Paragraphs {
		if para == "" || para != squash(para) {
			t.Fatalf("paragraph %q is not in its plain form", para)
		}
		for _, w := range strings.Fields(para) {
			if !strings.Contains(source, textKey(w)) {
				t.Fatalf("word %q is not on the page", w)
			}
		}
	}
	if p.Body != strings.Join(p.Paragraphs, "\n\n") || p.Body != p.Text() || len(p.Body) > maxText+2*len(p.Paragraphs) {
		t.Fatalf("text %q is not its paragraphs %q", p.Body, p.Paragraphs)
	}
}

// checkFields holds that every field is a line of plain text, and that From
// names an origin for each that has a value and for no other.
func checkFields(t *testing.T, p Page) {
	t.Helper()
	fields := map[string]string{"title": p.Title, "site": p.Site, "section": p.Section, "lang": p.Lang, "image": p.Image, "text": p.Body,
		"authors": strings.Join(p.Authors, ";"), "keywords": strings.Join(p.Keywords, ";")}
	for name, v := range fields {
		if _, ok := p.From[name]; ok != (v != "") {
			t.Fatalf("%s %q comes from %q", name, v, p.From[name])
		}
	}
	for _, s := range slices.Concat([]string{p.Title, p.Site, p.Section, p.Lang, p.Canonical, p.Image}, p.Authors, p.Keywords) {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || strings.TrimSpace(s) != s || len(s) > maxField {
			t.Fatalf("%q is no plain line", s)
		}
	}
	for _, u := range []string{p.Canonical, p.Image} {
		if u != "" && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") {
			t.Fatalf("address %q", u)
		}
	}
	if len(p.Authors) > maxAuthors || len(p.Keywords) > maxKeywords {
		t.Fatalf("%d authors, %d keywords", len(p.Authors), len(p.Keywords))
	}
}

func checkDates(t *testing.T, p Page) {
	t.Helper()
	for _, d := range []news.Date{p.Published, p.Modified} {
		if !d.IsZero() && (d.Time.Year() < earliest || d.Time.After(fuzzSeen.Add(24*time.Hour))) {
			t.Fatalf("date %s", d)
		}
	}
	if !p.Modified.IsZero() && !p.Published.IsZero() && p.Modified.Time.Before(p.Published.Time) && !p.guessed {
		t.Fatalf("modified %s before published %s", p.Modified, p.Published)
	}
}

// pageLetters is every letter and digit of the page, entities read once and
// twice, since JSON-LD text is escaped within HTML.
func pageLetters(in []byte) string {
	s := string(sanitize(in))
	once := html.UnescapeString(s)
	return textKey(stripMarkup(s)) + textKey(stripMarkup(once)) + textKey(unescape(once)) + textKey(strings.Join(textTokens(s), ""))
}

func stripMarkup(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '<':
			depth = 1
		case r == '>' && depth > 0:
			depth = 0
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func textTokens(s string) []string {
	var out []string
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.TextToken:
			out = append(out, html.UnescapeString(string(z.Text())))
		}
	}
}
