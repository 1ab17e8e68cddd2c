package view

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Segment is a run of a snippet's text; Mark says the query matched there.
type Segment struct {
	Text string
	Mark bool
}

// segments cuts text at marks, [start, end) in code points. Marks may touch,
// overlap or lie outside: what is invalid is skipped and the text is always
// whole.
func segments(text string, marks [][2]int) []Segment {
	runes := []rune(text)
	marks = slices.Clone(marks)
	slices.SortFunc(marks, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	var out []Segment
	at := 0
	for _, m := range marks {
		start, end := max(m[0], at), m[1]
		if m[0] < 0 || end > len(runes) || start >= end {
			continue
		}
		if start > at {
			out = append(out, Segment{Text: string(runes[at:start])})
		}
		out = append(out, Segment{Text: string(runes[start:end]), Mark: true})
		at = end
	}
	if at < len(runes) {
		out = append(out, Segment{Text: string(runes[at:])})
	}
	return out
}

// CutAt splits a query at a code point for showing where a mistake stands: the
// text before, the piece that is wrong (at least one character where there is
// any, up to the next space) and the rest.
func CutAt(q string, position int) (before, wrong, after string) {
	runes := []rune(q)
	start := min(max(position, 0), len(runes))
	end := start
	for end < len(runes) && (end == start || runes[end] != ' ') {
		end++
	}
	return string(runes[:start]), string(runes[start:end]), string(runes[end:])
}

// clip shortens text to at most limit code points.
func clip(text string, limit int) string {
	if utf8.RuneCountInString(text) <= limit {
		return text
	}
	return string([]rune(text)[:limit-1]) + "…"
}
