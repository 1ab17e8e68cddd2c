package view

import (
	"strings"
	"unicode"

	"github.com/sergi/go-diff/diffmatchpatch"

	"dateline/search"
	"dateline/search/news"
)

// Versions is the page of an article's earlier versions: the list of them, and
// what changed between the chosen one and the one before it.
type Versions struct {
	Frame
	Lang     string
	Article  string // address of the article
	List     []VersionRow
	Number   int
	First    bool // nothing came before the chosen one
	Same     bool // nothing a reader sees was changed
	Headline []Change
	Text     [][]Change // by paragraph
}

func (Versions) template() string { return "versions" }

// VersionRow is one version in the list.
type VersionRow struct {
	Number int
	Seen   When
	Words  int
	Href   string // empty for the chosen one
}

// Change is a run of text: kept, Added or Removed.
type Change struct {
	Text           string
	Added, Removed bool
}

// NewVersions lays out version number of versions, which are newest first and
// counted from the oldest.
func NewVersions(versions []search.Version, number int) Versions {
	now, chosen := versions[0].Article, versions[len(versions)-number].Article
	p := Versions{Lang: now.Lang, Article: "/articles/" + string(now.ID), Number: number, First: number == 1}
	p.Frame.Title = "Versions of " + now.Title
	for i, v := range versions {
		row := VersionRow{Number: len(versions) - i, Seen: when(news.Date{Time: v.Seen}), Words: len(strings.Fields(v.Article.Text))}
		if row.Number != number {
			row.Href = p.Article + "/versions?version=" + num(row.Number)
		}
		p.List = append(p.List, row)
	}
	before := chosen
	if !p.First {
		before = versions[len(versions)-number+1].Article
	}
	p.Same = before.Title == chosen.Title && before.Text == chosen.Text
	p.Headline, p.Text = changes(before.Title, chosen.Title), byParagraph(changes(before.Text, chosen.Text))
	return p
}

// maxDiffWords is how many words, blanks and signs of each version are compared one by one;
// longer ones are compared by paragraphs, because the work grows with the product
// of both.
const maxDiffWords = 10_000

// changes compares two texts.
func changes(before, after string) []Change {
	split := words
	a, b := split(before), split(after)
	if max(len(a), len(b)) > maxDiffWords {
		split = lines
		a, b = split(before), split(after)
	}
	if max(len(a), len(b)) > maxDiffWords {
		return []Change{{Text: before, Removed: true}, {Text: after, Added: true}}
	}
	ids := map[string]rune{}
	diff := diffmatchpatch.New()
	diff.DiffTimeout = 0 // bounded by maxDiffWords; a clock would make the page differ from run to run
	var out []Change
	texts := map[rune]string{}
	for _, d := range diff.DiffCleanupSemantic(diff.DiffMainRunes(number(a, ids, texts), number(b, ids, texts), false)) {
		var piece strings.Builder
		for _, r := range d.Text {
			piece.WriteString(texts[r])
		}
		out = append(out, Change{piece.String(), d.Type == diffmatchpatch.DiffInsert, d.Type == diffmatchpatch.DiffDelete})
	}
	return out
}

// firstRune is where the runes begin that stand for words: behind the surrogates,
// which no string can hold.
const firstRune = 0xe000

// number writes each piece as a rune of its own, which is what the library
// compares.
func number(pieces []string, ids map[string]rune, texts map[rune]string) []rune {
	out := make([]rune, len(pieces))
	for i, p := range pieces {
		if ids[p] == 0 {
			ids[p] = firstRune + rune(len(ids))
			texts[ids[p]] = p
		}
		out[i] = ids[p]
	}
	return out
}

// words cuts text into words, runs of blanks and single other signs; joined, the
// pieces are the text.
func words(text string) []string {
	var out []string
	start, last := 0, -1
	for i, r := range text {
		kind := kindOf(r)
		if i > 0 && (kind != last || kind == otherSign) {
			out = append(out, text[start:i])
			start = i
		}
		last = kind
	}
	return append(out, text[start:])
}

const (
	wordSign = iota
	blankSign
	otherSign
)

func kindOf(r rune) int {
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return wordSign
	case unicode.IsSpace(r) && r != '\n':
		return blankSign
	}
	return otherSign
}

func lines(text string) []string { return strings.SplitAfter(text, "\n") }

// byParagraph cuts the changes at the newlines of the text.
func byParagraph(all []Change) [][]Change {
	var out [][]Change
	var open []Change
	for _, c := range all {
		for i, part := range strings.Split(c.Text, "\n") {
			if i > 0 {
				if len(open) > 0 {
					out = append(out, open)
				}
				open = nil
			}
			if part != "" {
				open = append(open, Change{part, c.Added, c.Removed})
			}
		}
	}
	if len(open) > 0 {
		out = append(out, open)
	}
	return out
}
