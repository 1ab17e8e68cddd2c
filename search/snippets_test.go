package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// find gives the matches of words in the title and the body of a.
func find(a *news.Article, words ...string) []query.Match {
	var kids []query.Node
	for _, w := range words {
		kids = append(kids, &query.Word{Text: w})
	}
	return wordMatches(a, &query.And{Kids: kids})
}

// marked writes a snippet with its marks as brackets.
func marked(s Snippet) string {
	runes := []rune(s.Text)
	var b strings.Builder
	at := 0
	for _, m := range s.Marks {
		b.WriteString(string(runes[at:m[0]]) + "[" + string(runes[m[0]:m[1]]) + "]")
		at = m[1]
	}
	return s.Field + ": " + b.String() + string(runes[at:])
}

func TestSnippets(t *testing.T) {
	filler := strings.Repeat("Words that say nothing at all. ", 20)
	tests := []struct {
		name string
		a    news.Article
		find []string
		want []string
	}{
		{"the lead without matches", news.Article{Title: "Grain", Text: "First.\n\nSecond."}, nil, []string{"body: First. Second."}},
		{"an empty article", news.Article{}, nil, nil},
		{"blank text", news.Article{Text: " \n "}, nil, nil},
		{"the title only where it matched", news.Article{Title: "Élan of grain", Text: "Nothing."}, []string{"grain"},
			[]string{"title: Élan of [grain]", "body: Nothing."}},
		{"code points, not bytes", news.Article{Text: "Єврокомісія: grain «зерно» 🚢 corridor"}, []string{"grain", "corridor"},
			[]string{"body: Єврокомісія: [grain] «зерно» 🚢 [corridor]"}},
		{"cut between words", news.Article{Text: filler + "The grain left." + " " + filler}, []string{"grain"}, []string{
			"body: …" + strings.Repeat("Words that say nothing at all. ", 3) + "The [grain] left. " +
				"Words that say nothing at all. Words that say nothing at all. Words that say nothing at…"}},
		{"the densest passages in the text's order", news.Article{Text: "grain. " + filler + "corridor talks. " + filler + "grain talks corridor. " + filler},
			[]string{"grain", "corridor", "talks"}, []string{"corridor] [talks", "grain] [talks] [corridor"}},
		{"whitespace is single and controls are gone", news.Article{Text: "a\n\n \x00grain\t\u202eb"}, []string{"grain"}, []string{"body: a [grain] b"}},
		{"bytes that are no UTF-8", news.Article{Text: "a\xff grain \xfe"}, []string{"grain"}, []string{"body: a\uFFFD [grain] \uFFFD"}},
		{"text that is markup", news.Article{Text: "<mark>grain</mark> &amp;"}, []string{"grain"}, []string{"body: <mark>[grain]</mark> &amp;"}},
	}
	for _, test := range tests {
		got := snippets(&test.a, find(&test.a, test.find...))
		if len(got) != len(test.want) {
			t.Errorf("%s: %d snippets, want %d: %v", test.name, len(got), len(test.want), got)
			continue
		}
		for i, want := range test.want {
			text := marked(got[i])
			if !strings.Contains(text, want) || strings.HasPrefix(want, "body: ") && text != want {
				t.Errorf("%s:\n got %s\nwant %s", test.name, text, want)
			}
		}
	}
}

func TestSnippetsOfAChangedArticle(t *testing.T) {
	a := news.Article{Title: "Été", Text: "Short now."}
	for name, m := range map[string]query.Match{
		"behind the end": {Field: query.Body, Start: 400, End: 405}, "half outside": {Field: query.Body, Start: 5, End: 50},
		"negative": {Field: query.Body, Start: -1, End: 3}, "empty": {Field: query.Body, Start: 3, End: 3},
		"inside a letter": {Field: query.Title, Start: 1, End: 3},
	} {
		got := snippets(&a, []query.Match{m, {Field: m.Field, Start: 0, End: 2}})
		if len(got) != 1 || marked(got[0]) != "body: Short now." {
			t.Errorf("%s: %v, want the lead", name, got)
		}
	}
}

func TestSnippetsMergeOverlaps(t *testing.T) {
	a := news.Article{Text: "grain corridor"}
	got := snippets(&a, []query.Match{{Field: query.Body, End: 14}, {Field: query.Body, Start: 6, End: 14}, {Field: query.Body, End: 5}})
	if diff := cmp.Diff([][2]int{{0, 14}}, got[0].Marks); diff != "" {
		t.Error(diff)
	}
}

// TestA15SnippetsAlwaysFit draws texts and matches, right and wrong: marks must
// lie in the text, in order, and snippets stay short.
func TestA15SnippetsAlwaysFit(t *testing.T) {
	alphabet := rapid.SampledFrom([]string{"a", "grain ", " ", "\n", "é", "北", "🚢", "\u0301", "\xff", "\u202e", "\x00", strings.Repeat("x", 300)})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(0, 200).Draw(t, "pieces") {
			b.WriteString(alphabet.Draw(t, "piece"))
		}
		text := b.String()
		a := news.Article{Title: text, Text: text}
		var matches []query.Match
		for range rapid.IntRange(0, 12).Draw(t, "matches") {
			start := rapid.IntRange(0, len(text)).Draw(t, "start")
			end := start + rapid.IntRange(0, 9).Draw(t, "length")
			if rapid.Bool().Draw(t, "right") {
				for start < len(text) && !utf8.RuneStart(text[start]) {
					start++
				}
				_, size := utf8.DecodeRuneInString(text[start:])
				end = start + size
			}
			matches = append(matches, query.Match{Field: rapid.SampledFrom([]query.Field{query.Title, query.Body}).Draw(t, "field"), Start: start, End: end})
		}
		for _, s := range snippets(&a, matches) {
			n := utf8.RuneCountInString(s.Text)
			if !utf8.ValidString(s.Text) || n == 0 || n > titleLength+2 || strings.Contains(s.Text, "  ") {
				t.Fatalf("snippet %q of %d", s.Text, n)
			}
			at := 0
			for _, m := range s.Marks {
				if m[0] < at || m[1] <= m[0] || m[1] > n {
					t.Fatalf("marks %v of %d", s.Marks, n)
				}
				at = m[1]
			}
		}
	})
}
