package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"

	"dateline/search"
	"dateline/search/news"
)

const (
	// besideWidth is cells from which facets stand beside the hits: less leaves
	// hits no readable measure.
	besideWidth = 100
	// facetWidth is cells of the column of facets, maxMeasure of the hits.
	facetWidth = 30
	maxMeasure = 100
	// plainWidth is the width of a terminal that does not say.
	plainWidth = 80
)

// ANSI styles. What matched is bold too, for eyes and screens without colour.
const (
	styleHead = "\x1b[1m"
	styleSoft = "\x1b[2m"
	styleMark = "\x1b[1;33m"
	styleEnd  = "\x1b[0m"
)

// screen is where a result is printed: width in cells, 0 where it is no terminal.
type screen struct {
	width  int
	colour bool
}

// screenOf asks w and the environment: COLUMNS is the width where it is set, and
// NO_COLOR (no-color.org) or TERM=dumb mean no colour.
func screenOf(w io.Writer, env func(string) string) screen {
	if !isTerminal(w) {
		return screen{}
	}
	s := screen{plainWidth, env("NO_COLOR") == "" && env("TERM") != "dumb"}
	if f, ok := w.(*os.File); ok {
		if cells, _, err := term.GetSize(int(f.Fd())); err == nil && cells > 0 {
			s.width = cells
		}
	}
	if n, err := strconv.Atoi(env("COLUMNS")); err == nil && n > 0 {
		s.width = n
	}
	return s
}

func (s screen) paint(style, text string) string {
	if !s.colour || text == "" {
		return text
	}
	return style + text + styleEnd
}

// printResult prints r for people: facets beside the hits where there is room,
// and below them elsewhere.
func printResult(w io.Writer, r search.Result, s screen) {
	s.printHead(w, r)
	if s.width >= besideWidth && len(r.Hits) > 0 {
		s.printBeside(w, r)
	} else {
		for _, h := range r.Hits {
			fmt.Fprintf(w, "\n%s\n", strings.Join(s.hitLines(h, 0), "\n"))
		}
		for _, f := range news.Facets {
			if lines := s.facetLines(f, r.Facets[f], 0); len(lines) > 0 {
				fmt.Fprintf(w, "\n%s\n", strings.Join(lines, "\n"))
			}
		}
	}
	if r.Next != "" {
		fmt.Fprintf(w, "\nmore: --cursor %s\n", r.Next)
	}
}

func (s screen) printHead(w io.Writer, r search.Result) {
	unit := r.Unit
	if r.Total == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	found := s.paint(styleHead, thousands(r.Total)+" "+unit)
	if 0 < r.Listed && r.Listed < r.Total { // 0 is a server of an earlier version
		found += ", " + thousands(r.Listed) + " without copies"
	}
	fmt.Fprintf(w, "%s: %s\n", found, string(printable(r.Readback)))
	for _, c := range r.Explain {
		fmt.Fprintf(w, "  %7s  %s\n", thousands(c.Total), string(printable(c.Clause)))
	}
	for _, relax := range r.Relax {
		fmt.Fprintf(w, "  without %s: %s\n", string(printable(relax.Drop)), thousands(relax.Total))
	}
	for _, mean := range r.DidYouMean {
		fmt.Fprintf(w, "  did you mean %s: %s\n", string(printable(mean.Q)), thousands(mean.Total))
	}
	for _, note := range r.Notes {
		fmt.Fprintf(w, "  note: %s\n", string(printable(note)))
	}
}

// printBeside prints two columns, line by line.
func (s screen) printBeside(w io.Writer, r search.Result) {
	var facets, hits []string
	for _, f := range news.Facets {
		if lines := s.facetLines(f, r.Facets[f], facetWidth); len(lines) > 0 {
			facets = append(append(facets, ""), lines...)
		}
	}
	measure := min(s.width-facetWidth-2, maxMeasure)
	for _, h := range r.Hits {
		hits = append(append(hits, ""), s.hitLines(h, measure)...)
	}
	for i := range max(len(facets), len(hits)) {
		left, right := "", ""
		if i < len(facets) {
			left = facets[i]
		}
		if i < len(hits) {
			right = hits[i]
		}
		if right != "" {
			left += strings.Repeat(" ", max(0, facetWidth+2-cells(left)))
		}
		fmt.Fprintln(w, strings.TrimRight(left+right, " "))
	}
}

// hitLines lays out one hit; measure 0 breaks no lines.
func (s screen) hitLines(h search.Hit, measure int) []string {
	var marks [][2]int
	for _, sn := range h.Snippets {
		if sn.Field == "title" && sn.Text == h.Title && s.colour {
			marks = sn.Marks
		}
	}
	lines := s.passage(styleHead, h.Title, marks, measure, "")
	lines = append(lines, s.passage(styleSoft, byline(h), nil, measure, "  ")...)
	for _, sn := range h.Snippets {
		if sn.Field != "title" {
			lines = append(lines, s.passage("", sn.Text, sn.Marks, measure, "  ")...)
		}
	}
	if h.Copies > 0 {
		lines = append(lines, s.passage(styleSoft, copiesLine(h), nil, measure, "  ")...)
	}
	return lines
}

// copiesLine says how many copies a hit stands for, and names the first.
func copiesLine(h search.Hit) string {
	var outlets []string
	for _, c := range h.CopiesFirst {
		outlets = append(outlets, c.Source)
	}
	noun := " copies: "
	if h.Copies == 1 {
		noun = " copy: "
	}
	line := "and " + thousands(h.Copies) + noun + strings.Join(outlets, ", ")
	if more := h.Copies - len(outlets); more > 0 {
		line += " and " + thousands(more) + " more"
	}
	return line
}

// facetLines lays out one facet; with a width, counts stand at its right edge.
func (s screen) facetLines(name news.Facet, f search.Facet, width int) []string {
	if len(f.Values) == 0 {
		return nil
	}
	lines := []string{s.paint(styleHead, string(name)) + s.paint(styleSoft, " ("+thousands(f.Distinct)+" values)")}
	for _, v := range f.Values {
		sign := map[string]string{string(search.Included): "+", string(search.Excluded): "-"}[string(v.State)]
		count, label := thousands(v.Count), printable(v.Name)
		if width == 0 {
			lines = append(lines, fmt.Sprintf(" %1s %7s  %s", sign, count, string(label)))
			continue
		}
		room := width - 3 - len(count)
		if cells(string(label)) > room {
			label = append(label[:breaks(label, room-1)[0][1]:len(label)], '…')
		}
		text := string(label) + strings.Repeat(" ", max(0, room-cells(string(label))))
		if sign != "" {
			text = s.paint(styleHead, text)
		}
		lines = append(lines, fmt.Sprintf("%1s %s %s", sign, text, s.paint(styleSoft, count)))
	}
	return lines
}

// passage lays out text with what matched in it.
func (s screen) passage(style, text string, marks [][2]int, measure int, indent string) []string {
	runes := printable(text)
	if measure == 0 {
		return []string{indent + s.span(style, runes, 0, len(runes), marks)}
	}
	var lines []string
	for _, line := range breaks(runes, measure-len(indent)) {
		lines = append(lines, indent+s.span(style, runes, line[0], line[1], marks))
	}
	return lines
}

// span prints runes from to to: what matched in colour, or between square brackets
// where there is none.
func (s screen) span(style string, runes []rune, from, to int, marks [][2]int) string {
	begin, end := "[", "]"
	if s.colour {
		begin, end = styleMark, styleEnd
	}
	var b strings.Builder
	at := from
	for _, m := range marks {
		first, last := max(m[0], at), min(m[1], to)
		if first >= last || m[1] > len(runes) {
			continue
		}
		b.WriteString(s.styled(style, string(runes[at:first])) + begin + string(runes[first:last]) + end)
		at = last
	}
	return b.String() + s.styled(style, string(runes[at:to]))
}

func (s screen) styled(style, text string) string {
	if style == "" {
		return text
	}
	return s.paint(style, text)
}

// printable is text that cannot drive a terminal: control characters and those
// that turn the writing's direction become spaces, one for one, so that offsets
// stay.
func printable(text string) []rune {
	runes := []rune(text)
	for i, r := range runes {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			runes[i] = ' '
		}
	}
	return runes
}

// breaks cuts runes into lines of at most measure cells, at spaces where it can.
// There is always one, which may be empty.
func breaks(runes []rune, measure int) [][2]int {
	var lines [][2]int
	start, space, used := 0, -1, 0
	for i := 0; i < len(runes); i++ {
		if runes[i] == ' ' {
			space = i
		}
		used += cellsOf(runes[i])
		if used <= measure || i == start {
			continue
		}
		cut, next := i, i
		if space > start {
			cut, next = space, space+1
		}
		lines = append(lines, [2]int{start, cut})
		start, space, used, i = next, -1, 0, next-1
	}
	return append(lines, [2]int{start, len(runes)})
}

// cells is how wide a terminal shows text that has no control characters but our
// styles.
func cells(text string) int {
	n, escaped := 0, false
	for _, r := range text {
		switch {
		case r == '\x1b':
			escaped = true
		case escaped:
			escaped = r != 'm'
		default:
			n += cellsOf(r)
		}
	}
	return n
}

func cellsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
