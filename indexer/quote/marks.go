package quote

import (
	"strings"

	"dateline/indexer/prose"
)

// passage is what stands between quotation marks, marks included: tokens first
// to last, last exclusive, over several paragraphs where each opens anew.
type passage struct {
	first, last int
	words       int
	cue         *saying
	dropped     bool // a title or scare quote: no quote
}

// quoteMark is one kind of quotation mark, by how it opens.
type quoteMark uint8

const (
	noMark       quoteMark = iota
	straightMark           // "
	curlyMark              // “ ”
	lowMark                // „ “
	angleMark              // « »
	inwardMark             // » «
	raisedMark             // ” ”
	singleMark             // ‘ ’ or ' '
	doubledMark            // '' or ``
)

// markWalk reads the quotation marks of a text once from left to right.
type markWalk struct {
	*speech
	open   quoteMark
	start  int // where the open passage began
	depth  int
	closes map[int]int // of the paragraph's single marks: opening to closing
	spare  [2]int      // curly and angle marks that open less those that close
}

// findPassages fills s.passages and s.in. A passage that its paragraph does not
// close goes on in the next one if that begins with the same mark; otherwise it
// ends there if it began its paragraph, and was none if it did not.
func (s *speech) findPassages() {
	w := &markWalk{speech: s}
	for first := 0; first < len(s.Tokens); {
		last := first + 1
		for last < len(s.Tokens) && s.Tokens[last].Paragraph == s.Tokens[first].Paragraph {
			last++
		}
		w.paragraph(first, last)
		first = last
	}
}

func (w *markWalk) paragraph(first, last int) {
	w.pairSingles(first, last)
	i := first
	if w.open != noMark {
		i += w.width(first) // the mark that opens the paragraph anew
	}
	for i < last {
		t := &w.Tokens[i]
		if t.Kind != prose.Punct || !mayQuote(t.Text[0]) {
			i++
			continue
		}
		width := w.width(i)
		switch {
		case w.open == noMark:
			if m := w.opens(i, width); m != noMark {
				w.open, w.start, w.depth = m, i, 1
			}
		case w.nests(i):
		case w.closed(i, width):
			w.keep(i + width)
		}
		i += width
	}
	w.endParagraph(first, last)
}

// nests follows marks of the open kind inside it where the paragraph's marks are
// balanced. Where they are not, somebody forgot to close, and the new one counts.
func (w *markWalk) nests(i int) bool {
	k, opening := w.directed(i)
	if w.open != curlyMark && w.open != angleMark || k < 0 || (w.open == angleMark) != (k == 1) || !opening {
		return false
	}
	if w.spare[k] <= 0 {
		w.depth++
		return true
	}
	if w.before(i) {
		w.start, w.depth = i, 1
		w.spare[k]--
		return true
	}
	return false
}

// directed tells the marks that have a direction: 0 curly, 1 angle.
func (w *markWalk) directed(i int) (kind int, opening bool) {
	switch w.Tokens[i].Text {
	case "“":
		return 0, true
	case "”":
		return 0, false
	case "«":
		return 1, true
	case "»":
		return 1, false
	}
	return -1, false
}

func (w *markWalk) closed(i, width int) bool {
	t := w.Tokens[i].Text
	switch w.open {
	case straightMark:
		if t != `"` {
			return false
		}
		if w.before(i) && !w.after(i, 1) && w.Tokens[i-1].Text != "," {
			w.start = i // opened again: the first was never closed
			return false
		}
		return true
	case curlyMark:
		if t == "”" {
			w.depth--
			return w.depth <= 0
		}
		return (t == `"` || t == "“") && !w.before(i) && w.spare[0] > 0
	case lowMark:
		return t == "“" || t == "”" || t == `"`
	case angleMark:
		if t == "»" {
			w.depth--
		}
		return t == "»" && w.depth <= 0
	case inwardMark:
		return t == "«"
	case raisedMark:
		return t == "”"
	case singleMark:
		return w.closes[w.start] == i
	case doubledMark:
		return width == 2 && !(w.before(i) && !w.after(i, 2))
	}
	return false
}

// opens gives the kind of passage the mark at token i opens.
func (w *markWalk) opens(i, width int) quoteMark {
	if width == 2 {
		if w.before(i) || !w.after(i, 2) {
			return doubledMark
		}
		return noMark
	}
	switch w.Tokens[i].Text {
	case `"`:
		if !w.before(i) && (w.Tokens[i-1].Kind == prose.Number || w.after(i, 1) || w.Tokens[i-1].Kind == prose.Word) {
			return noMark // 6" pipe
		}
		return straightMark
	case "“":
		if w.before(i) || !w.after(i, 1) {
			return curlyMark
		}
	case "„":
		return lowMark
	case "«":
		return angleMark
	case "»":
		if w.before(i) && !w.after(i, 1) {
			return inwardMark
		}
	case "”":
		if w.before(i) && !w.after(i, 1) {
			return raisedMark
		}
	case "‘", "'", "’", "‚":
		if _, ok := w.closes[i]; ok {
			return singleMark
		}
	}
	return noMark
}

// mayQuote is a quick no for most marks, by their first byte.
func mayQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' || c >= 0xC2 }

// width is how many tokens the mark at i takes: two of ” or ` make one.
func (w *markWalk) width(i int) int {
	t := w.Tokens[i].Text
	if (t == "'" || t == "`") && i+1 < len(w.Tokens) && w.Tokens[i+1].Text == t && w.Tokens[i+1].Start == w.Tokens[i].End {
		return 2
	}
	return 1
}

// before reports space, an opening bracket or a dash in front of token i.
func (w *markWalk) before(i int) bool {
	if i == 0 || w.Tokens[i-1].End < w.Tokens[i].Start {
		return true
	}
	p := w.Tokens[i-1].Text
	return p == "(" || p == "[" || p == "/" || p == ":" || isDash(p)
}

// after reports space or a mark behind the mark of n tokens at i.
func (w *markWalk) after(i, n int) bool {
	if i+n >= len(w.Tokens) || w.Tokens[i+n].Start > w.Tokens[i+n-1].End {
		return true
	}
	return w.Tokens[i+n].Kind == prose.Punct && !mayQuote(w.Tokens[i+n].Text[0]) && !strings.Contains("([@#$€£", w.Tokens[i+n].Text)
}

// elided are words that an apostrophe begins.
var elided = map[string]bool{"em": true, "til": true, "tis": true, "twas": true, "cause": true, "n": true, "round": true, "bout": true, "s": true, "t": true}

// pairSingles finds the single marks of a paragraph that are quotation marks
// and counts the marks that have a direction. An apostrophe has no space before
// it; one behind a plural (workers’ rights) closes nothing where a word follows.
func (w *markWalk) pairSingles(first, last int) {
	if len(w.closes) > 0 {
		w.closes = nil // clearing a map that was large once costs that much for every paragraph
	}
	w.spare = [2]int{}
	open := -1
	for i := first; i < last; i++ {
		t := &w.Tokens[i]
		if t.Kind != prose.Punct || !mayQuote(t.Text[0]) {
			continue
		}
		if k, opening := w.directed(i); k >= 0 {
			w.spare[k] += prose.Bool2Int(opening)*2 - 1
		}
		if t.Text != "‘" && t.Text != "'" && t.Text != "’" && t.Text != "‚" || w.width(i) == 2 {
			i += w.width(i) - 1
			continue
		}
		switch {
		case open < 0 && t.Text != "’" && w.before(i) && i+1 < last && !w.after(i, 1) && w.Tokens[i+1].Kind == prose.Word && !elided[w.Tokens[i+1].Text]:
			open = i
		case open >= 0 && t.Text != "‚" && w.closesSingle(i, last):
			if w.closes == nil {
				w.closes = map[int]int{}
			}
			w.closes[open], open = i, -1
		}
	}
}

func (w *markWalk) closesSingle(i, last int) bool {
	prev := &w.Tokens[i-1]
	if prev.End != w.Tokens[i].Start || !w.after(i, 1) && w.Tokens[i].Text != "‘" {
		return false
	}
	if prev.Kind == prose.Punct || i+1 >= last || w.Tokens[i+1].Kind == prose.Punct {
		return true
	}
	return !strings.HasSuffix(prev.Text, "s") || w.Tokens[i+1].IsCap()
}

// endParagraph settles a passage that the paragraph left open.
func (w *markWalk) endParagraph(first, last int) {
	if w.open == noMark {
		return
	}
	if last < len(w.Tokens) && w.open != singleMark && w.Tokens[last].Text == w.Tokens[w.start].Text {
		return
	}
	if w.start <= first || w.start > 0 && w.Tokens[w.start-1].Text == ":" {
		w.keep(last)
	}
	w.open = noMark
}

// keep adds the open passage, which ends before token end.
func (w *markWalk) keep(end int) {
	p := passage{first: w.start, last: end}
	for i := w.start; i < end; i++ {
		if w.Tokens[i].Kind != prose.Punct {
			p.words++
		}
		w.in[i] = int32(len(w.passages) + 1)
	}
	w.passages = append(w.passages, p)
	w.open = noMark
}
