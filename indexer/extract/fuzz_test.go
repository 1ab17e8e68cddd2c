package extract

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// FuzzExtract checks that no page breaks the extraction, that everything in
// the result is valid UTF-8, and that every paragraph's words come from the
// page: nothing is made up.
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
		p, err := Extract(in, Options{URL: "https://news.example/2024/03/14/x"})
		if err != nil {
			return
		}
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
		for _, s := range append([]string{p.Title, p.Body, p.Site, p.Section, p.Lang, p.Canonical, p.Image}, p.Authors...) {
			if !utf8.ValidString(s) {
				t.Fatalf("%q is not valid UTF-8", s)
			}
		}
		if p.IsArticle != (p.Reason == "") {
			t.Fatalf("is_article %v with reason %q", p.IsArticle, p.Reason)
		}
	})
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
