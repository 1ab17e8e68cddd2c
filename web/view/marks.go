package view

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dateline/search/news"
)

// Span is a run of an article's text with the tags that stand on it. Class is
// empty for plain text; Title says which tags and by which rule; Href leads to
// the tag in the list beside the text; ID is where that list leads back to.
type Span struct {
	Text, Class, Title, Href, ID string
}

// mark is one mention of one tag while the text is laid out.
type mark struct {
	start, end int // code points of the field
	field      news.Field
	kind       string // "person", "country", "event"
	label      string // "Person: Amara Okafor (full name)"
	entry      string // id of the tag in the list
	spanID     string // set when the first span it covers is made
}

// fits reports whether m names a real place in text: offsets from another
// version of a text must not move a mark onto other words.
func (m *mark) fits(text []rune, surface string) bool {
	return m.start >= 0 && m.start < m.end && m.end <= len(text) &&
		(surface == "" || string(text[m.start:m.end]) == surface)
}

// layer cuts text[from:to] where marks begin and end. Marks may nest, overlap
// and cross the borders. marks are sorted by start. next numbers the spans.
func layer(text []rune, from, to int, marks []*mark, next *int) []Span {
	var active []*mark
	var out []Span
	i := 0
	for at := from; at < to; {
		for i < len(marks) && marks[i].start <= at {
			active = append(active, marks[i])
			i++
		}
		active = slices.DeleteFunc(active, func(m *mark) bool { return m.end <= at })
		end := to
		if i < len(marks) {
			end = min(end, marks[i].start)
		}
		for _, m := range active {
			end = min(end, m.end)
		}
		out = append(out, newSpan(string(text[at:end]), active, next))
		at = end
	}
	return out
}

// newSpan describes the marks on a run of text, the shortest first, because the
// innermost is what a reader points at.
func newSpan(text string, active []*mark, next *int) Span {
	if len(active) == 0 {
		return Span{Text: text}
	}
	active = slices.Clone(active)
	slices.SortStableFunc(active, func(a, b *mark) int { return cmp.Compare(a.end-a.start, b.end-b.start) })
	*next++
	s := Span{Text: text, Href: "#" + active[0].entry, ID: "m" + strconv.Itoa(*next)}
	var classes, labels []string
	for _, m := range active {
		if m.spanID == "" {
			m.spanID = s.ID
		}
		if !slices.Contains(classes, m.kind) {
			classes = append(classes, m.kind)
		}
		if !slices.Contains(labels, m.label) {
			labels = append(labels, m.label)
		}
	}
	s.Class, s.Title = strings.Join(classes, " "), strings.Join(labels, "; ")
	return s
}

// bounds is where a paragraph stands, in code points.
type bounds struct{ from, to int }

// paragraphs finds the lines of text that are not blank, trimmed as
// news.Paragraphs trims them, but keeps where they stand.
func paragraphs(text []rune) []bounds {
	var out []bounds
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && text[to] != '\n' {
			to++
		}
		next := to + 1
		for from < to && unicode.IsSpace(text[from]) {
			from++
		}
		for to > from && unicode.IsSpace(text[to-1]) {
			to--
		}
		if from < to {
			out = append(out, bounds{from, to})
		}
		from = next
	}
	return out
}
