package query

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "grain corridor", `"grain corridor" -wheat`, "a OR (b AND NOT c)", "title:(x OR =y)",
		"person:\"A B\" country:UA after:2025-04-01 2025..2026", "negotiat* wom?n Gaddafi~2", "“x y” «z»",
		"peace NEAR/5 talks", "http://x.example/?a=b", "foo:bar", "((((", "-", "--x", "a\u202eb", "\xff", "AND, #NEAR",
		"on:2025-04-01T02:00:00.5+02:00..", "a NEAR/5 (b OR c) w/s @person PRE/3 d", "atleast3(a OR \"b c\") -x /N5/ y", "hd=(x w/p @event) AROUND(3) y", "HEADLINE(a) near256 b",
		"u.s.-china 12:30 don't l’été a‑b", "=near5 title:near5 by:AND",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkParse(t, text) })
}

// checkParse holds for every text: a node that prints back to itself, or an
// *Error that points into the text.
func checkParse(t *testing.T, text string) {
	n, err := Parse(text)
	if err == nil {
		checkRoundTrip(t, text)
		checkBounds(t, text, n)
		return
	}
	var mistake *Error
	if !errors.As(err, &mistake) {
		t.Fatalf("Parse(%q): %T, want *Error", text, err)
	}
	if mistake.Position < 0 || mistake.Position > utf8.RuneCountInString(text) || mistake.Message == "" {
		t.Fatalf("Parse(%q): position %d, message %q", text, mistake.Position, mistake.Message)
	}
}

func checkBounds(t *testing.T, text string, n Node) {
	if len(Leaves(n)) > MaxClauses {
		t.Fatalf("Parse(%q) has too many clauses", text)
	}
	length := utf8.RuneCountInString(text)
	Walk(n, func(n Node) bool {
		if at := n.Pos(); at.Start < 0 || at.Start >= at.End || at.End > length {
			t.Fatalf("Parse(%q): %v at %v", text, n, at)
		}
		if Describe(n) == "" {
			t.Fatalf("Parse(%q): %v has no description", text, n)
		}
		return true
	})
}

// TestParseOfGrammar draws texts from the pieces of the language, which random
// bytes seldom form.
func TestParseOfGrammar(t *testing.T) {
	pieces := rapid.SampledFrom([]string{
		"grain", "AND", "OR", "NOT", "-", "(", ")", `"`, "=", "title:", "by:", "person:", "country:UA", "after:", "on:2025-04",
		"2025..2026", "2025-04-01", "negotiat*", "x~", "~", "?", "*", ",", "NEAR/5", "near5", "near5,", "@person", "@event", "w/s", "SAME", "PRE/3", "AROUND(2)", "atleast3", "atleast", "hd=", "hlead(", "NEAR", "cease-fire", "ä", "北京",
		":", "..", "“", "»", "http://x.example", "'", "#", "and", "—", "\u0301", "\u200d", "|",
	})
	spaces := rapid.SampledFrom([]string{"", " ", " ", " "})
	rapid.Check(t, func(r *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(0, 14).Draw(r, "pieces") {
			b.WriteString(pieces.Draw(r, "piece"))
			b.WriteString(spaces.Draw(r, "space"))
		}
		checkParse(t, b.String())
		if t.Failed() {
			r.Fatalf("failed")
		}
	})
}
