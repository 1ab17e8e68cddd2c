package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dateline/search"
	"dateline/search/news"
)

func shownResult() search.Result {
	return search.Result{
		Total: 1204, Unit: "articles", Readback: `"grain"`, Next: "c1",
		Hits: []search.Hit{
			{
				Title: "Grain talks called off \x1b[31min\u202e Ankara", Source: "wire.example", Authors: []string{"Jane Doe"}, URL: "https://wire.example/1",
				Snippets: []search.Snippet{
					{Field: "title", Text: "Grain talks called off \x1b[31min\u202e Ankara", Marks: [][2]int{{0, 5}}},
					{Field: "body", Text: strings.Repeat("The grain corridor stays shut. ", 8), Marks: [][2]int{{4, 9}, {35, 40}, {9000, 9001}}},
				},
			},
			{Title: "穀物回廊の協議は中止された", Source: "kaze.example", Snippets: []search.Snippet{{Field: "body", Text: strings.Repeat("穀物回廊", 60), Marks: [][2]int{{0, 2}}}}},
		},
		Facets: map[news.Facet]search.Facet{
			news.FacetPerson: {Distinct: 2, Values: []search.FacetValue{
				{Value: "p-a", Name: "Amara Okafor", Count: 312, State: search.Included},
				{Value: "p-b", Name: "A name that is far too long for the column of facets", Count: 1120, State: search.Unchosen}}},
			news.FacetLang: {Distinct: 1, Values: []search.FacetValue{{Value: "en", Name: "English", Count: 9, State: search.Excluded}}},
		},
	}
}

func shownOn(s screen) string {
	var b bytes.Buffer
	printResult(&b, shownResult(), s)
	return b.String()
}

// TestSearchBesideFacets: on a wide terminal facets stand left of the hits, no line
// is wider than the terminal, and what matched is coloured.
func TestSearchBesideFacets(t *testing.T) {
	for _, width := range []int{100, 120, 200} {
		out := shownOn(screen{width, true})
		for line := range strings.Lines(out) {
			if n := cells(strings.TrimSuffix(line, "\n")); n > width {
				t.Errorf("at %d: a line of %d cells: %q", width, n, line)
			}
		}
		for _, want := range []string{styleMark + "Grain" + styleEnd, styleMark + "grain" + styleEnd, "Amara Okafor", "A name that", "…", styleMark + "穀物" + styleEnd, "--cursor c1"} {
			if !strings.Contains(out, want) {
				t.Errorf("at %d: no %q in\n%s", width, want, out)
			}
		}
		beside := false
		for line := range strings.Lines(out) {
			beside = beside || strings.Contains(line, "person") && strings.Contains(line, "talks called off")
		}
		if !beside {
			t.Errorf("at %d the facets do not stand beside the hits:\n%s", width, out)
		}
		if strings.Contains(out, "\x1b[31m") || strings.ContainsRune(out, '\u202e') {
			t.Error("a headline drives the terminal")
		}
	}
}

// TestSearchPlain: elsewhere there is no escape at all, what matched stands in
// brackets, and facets follow the hits.
func TestSearchPlain(t *testing.T) {
	for name, s := range map[string]screen{"a pipe": {}, "NO_COLOR": {80, false}, "NO_COLOR and wide": {140, false}} {
		out := shownOn(s)
		if strings.ContainsRune(out, '\x1b') || !strings.Contains(out, "[grain] corridor") || !strings.Contains(out, "Amara Okafor") {
			t.Errorf("%s:\n%s", name, out)
		}
		if s.width < besideWidth && strings.Index(out, "Amara Okafor") < strings.Index(out, "[grain]") {
			t.Errorf("%s: facets stand before the hits", name)
		}
	}
	if narrow := shownOn(screen{80, true}); !strings.Contains(narrow, styleMark+"grain") || strings.Index(narrow, "Amara") < strings.Index(narrow, "grain") {
		t.Errorf("a narrow terminal:\n%s", narrow)
	}
}

// TestScreenOf: only a terminal has a width, which COLUMNS overrules.
func TestScreenOf(t *testing.T) {
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0) // a character device of no size
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	for _, tt := range []struct {
		env  map[string]string
		want screen
	}{
		{nil, screen{plainWidth, true}},
		{map[string]string{"COLUMNS": "132"}, screen{132, true}},
		{map[string]string{"COLUMNS": "wide", "TERM": "xterm"}, screen{plainWidth, true}},
		{map[string]string{"NO_COLOR": "1", "COLUMNS": "132"}, screen{132, false}},
		{map[string]string{"TERM": "dumb"}, screen{plainWidth, false}},
	} {
		env := func(name string) string { return tt.env[name] }
		if got := screenOf(device, env); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.env, got, tt.want)
		}
		if got := screenOf(&bytes.Buffer{}, env); got != (screen{}) {
			t.Errorf("%v: a pipe is %v", tt.env, got)
		}
	}
}

// TestBreaks: lines lose nothing but the spaces they are cut at, and fit unless a
// single character does not.
func TestBreaks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		runes, measure := printable(rapid.StringOf(rapid.RuneFrom([]rune("ab  é穀\u0301\t"))).Draw(t, "text")), rapid.IntRange(1, 20).Draw(t, "measure")
		at := 0
		for _, line := range breaks(runes, measure) {
			if line[0] < at || strings.TrimSpace(string(runes[at:line[0]])) != "" || line[0]-at > 1 {
				t.Fatalf("%q is lost", string(runes[at:line[0]]))
			}
			if n := cells(string(runes[line[0]:line[1]])); n > measure && line[1]-line[0] > 1 && n-measure > 1 {
				t.Fatalf("%q has %d cells of %d", string(runes[line[0]:line[1]]), n, measure)
			}
			at = line[1]
		}
		if at != len(runes) {
			t.Fatalf("%q is lost", string(runes[at:]))
		}
	})
}
