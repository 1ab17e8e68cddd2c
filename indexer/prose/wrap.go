package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A wire saved as plain text, or a mail, is often broken at a column: each of its lines
// is no paragraph, and names and sentences go over their ends.
const (
	// leastColumn and mostColumn are between which columns lines are broken, in code
	// points; a longer line is a paragraph.
	leastColumn = 40
	mostColumn  = 100
	// A text is wrapped where so many lines go on in lower case, and that share of all; or
	// where two do and most fill the column without an end of a sentence.
	wrappedLines = 3
	wrappedShare = 0.25
	filledShare  = 0.6
	// numberedShare of lines that begin with a digit is a table.
	numberedShare = 0.25
	// fullShare is how much of the column a line and the first word of the next must
	// fill: a line that had room for the word ends a paragraph.
	fullShare = 0.85
	// indent is how many spaces before a line begin a paragraph.
	indent = 2
)

// Unwrap gives text with a space in place of each line end that only breaks a line at a
// column, and text itself where it is not wrapped: the length stays, in bytes and in code
// points. It is linear in the text.
func Unwrap(text string) string {
	if !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(text, "\n")
	column := columnOf(lines)
	if column < leastColumn || column > mostColumn || !goesOn(lines, column) {
		return text
	}
	out := []byte(text)
	at := 0
	for i := range len(lines) - 1 {
		at += len(lines[i])
		if soft(lines, i, column) {
			out[at] = ' '
		}
		at++
	}
	return string(out)
}

// columnOf is the length of the longest line, in code points.
func columnOf(lines []string) int {
	column := 0
	for _, l := range lines {
		if column = max(column, utf8.RuneCountInString(strings.TrimSpace(l))); column > mostColumn {
			break
		}
	}
	return column
}

// goesOn reports that many lines go on in the next.
func goesOn(lines []string, column int) bool {
	low, filled, numbered, all := 0, 0, 0, 0
	for i := range len(lines) - 1 {
		line, next := strings.TrimSpace(lines[i]), strings.TrimSpace(lines[i+1])
		if line == "" || next == "" {
			continue
		}
		all++
		switch {
		case next[0] >= '0' && next[0] <= '9':
			numbered++ // a table of results
		case lowerStart(next):
			low++
		case !strings.ContainsAny(line[len(line)-1:], ".!?:") && fills(line, next, column):
			filled++
		}
	}
	if float64(numbered) >= numberedShare*float64(all) {
		return false
	}
	return low >= wrappedLines && float64(low) >= wrappedShare*float64(all) ||
		low > 1 && low+filled >= wrappedLines && float64(low+filled) >= filledShare*float64(all)
}

// fills reports a line that had no room for the first word of the next.
func fills(line, next string, column int) bool {
	word, _, _ := strings.Cut(next, " ")
	return float64(utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word)) >= fullShare*float64(column)
}

// soft reports that line i goes on in the next. The first line may be a headline: it goes
// on in lower case only.
func soft(lines []string, i, column int) bool {
	line, next := strings.TrimSpace(lines[i]), strings.TrimSpace(lines[i+1])
	if line == "" || next == "" {
		return false
	}
	if lowerStart(next) {
		return true
	}
	if i == 0 || indentOf(lines[i+1]) >= indentOf(lines[i])+indent {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(next); !unicode.IsLetter(r) && !unicode.IsDigit(r) && !isOpening(r) {
		return false // a bullet, a dash, a row of stars
	}
	return fills(line, next, column)
}

// isOpening reports a mark that opens a quotation or a bracket.
func isOpening(r rune) bool { return strings.ContainsRune("\"“„«‘'([", r) }

func lowerStart(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

func indentOf(s string) int { return len(s) - len(strings.TrimLeft(s, " \t")) }
