package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"
)

// The sizes of snippets, in code points.
const (
	passageLength = 200
	leadLength    = 240
	titleLength   = 300
	// maxPassages is how many passages of the body are shown.
	maxPassages = 2
	// maxMatches is how many matches of a field are looked at, so that an
	// article that repeats a word for ever costs no more than another.
	maxMatches = 300
	// maxShift is how far a cut moves to stand between two words.
	maxShift = 24
	ellipsis = '…'
)

// span is a range of bytes of a text, on the borders of code points.
type span struct{ start, end int }

// snippets shows where a matched: the title where it did, then the passages of
// the body with the densest matches or else its beginning.
func snippets(a *news.Article, matches []query.Match) []Snippet {
	out := []Snippet{}
	add := func(s Snippet) {
		if s.Text != "" { // nothing but spaces and controls
			out = append(out, s)
		}
	}
	if title := spans(a.Title, matches, query.Title); len(title) > 0 {
		add(excerpt("title", a.Title, window(a.Title, title[0], titleLength), title))
	}
	body := spans(a.Text, matches, query.Body)
	if len(body) == 0 {
		add(excerpt("body", a.Text, window(a.Text, span{}, leadLength), nil))
	}
	for _, w := range passages(a.Text, body) {
		add(excerpt("body", a.Text, w, body))
	}
	return out
}

// spans gives the matches of field as ranges of text, sorted and apart. Where
// one of them does not fit, the text has changed since it was indexed, and
// none can be trusted.
func spans(text string, matches []query.Match, field query.Field) []span {
	var out []span
	for _, m := range matches {
		if m.Field != field {
			continue
		}
		if m.Start < 0 || m.End > len(text) || m.Start >= m.End || !isBorder(text, m.Start) || !isBorder(text, m.End) {
			return nil
		}
		if out = append(out, span{m.Start, m.End}); len(out) == maxMatches {
			break
		}
	}
	slices.SortFunc(out, func(a, b span) int { return cmp.Or(a.start-b.start, a.end-b.end) })
	apart := out[:0]
	for _, s := range out {
		if n := len(apart); n > 0 && s.start < apart[n-1].end {
			apart[n-1].end = max(apart[n-1].end, s.end)
			continue
		}
		apart = append(apart, s)
	}
	return apart
}

func isBorder(text string, i int) bool { return i == len(text) || utf8.RuneStart(text[i]) }

// passages picks the windows of text that hold the most different matches,
// then the most, and gives them in the order of the text.
func passages(text string, matches []span) []span {
	// A window is measured in bytes while it is chosen, with what a code point
	// of this text takes on average.
	reach := passageLength * len(text) / max(1, utf8.RuneCountInString(text))
	var chosen []span
	for len(chosen) < maxPassages {
		best, ok := densest(text, matches, reach, chosen)
		if !ok {
			break
		}
		w := window(text, best, passageLength)
		for _, taken := range chosen { // what surrounds a match may be shown already
			if best.start >= taken.end {
				w.start = max(w.start, taken.end)
			} else {
				w.end = min(w.end, taken.start)
			}
		}
		chosen = append(chosen, w)
	}
	slices.SortFunc(chosen, func(a, b span) int { return a.start - b.start })
	return chosen
}

// densest gives the best run of matches within reach that lies outside taken.
func densest(text string, matches []span, reach int, taken []span) (span, bool) {
	var best span
	bestScore := 0
	for i, first := range matches {
		if overlaps(first, taken) {
			continue
		}
		seen := map[string]bool{}
		score, end := 0, first.end
		for _, m := range matches[i:] {
			if m.end-first.start > reach && m != first || overlaps(m, taken) {
				break
			}
			if word := strings.ToLower(text[m.start:min(m.end, m.start+64)]); !seen[word] {
				seen[word] = true
				score += 100 // a different word outweighs repetitions
			}
			score++
			end = m.end
		}
		if score > bestScore {
			best, bestScore = span{first.start, end}, score
		}
	}
	return best, bestScore > 0
}

func overlaps(s span, taken []span) bool {
	return slices.ContainsFunc(taken, func(t span) bool { return s.start < t.end && t.start < s.end })
}

// window widens core to length code points, evenly to both sides and further
// on the one where the other has no more text, and cuts between words.
func window(text string, core span, length int) span {
	w := core
	spare := length - utf8.RuneCountInString(text[core.start:core.end])
	if spare <= 0 { // a match longer than a passage
		w.end = forward(text, core.start, length)
		return w
	}
	w.start = backward(text, core.start, spare/2)
	spare -= utf8.RuneCountInString(text[w.start:core.start])
	w.end = forward(text, core.end, spare)
	spare -= utf8.RuneCountInString(text[core.end:w.end])
	w.start = backward(text, w.start, spare)
	return span{wordStart(text, w.start, core.start), wordEnd(text, w.end, core.end)}
}

func forward(text string, at, n int) int {
	for ; n > 0 && at < len(text); n-- {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

func backward(text string, at, n int) int {
	for ; n > 0 && at > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	return at
}

// wordStart moves at behind the next space before limit, unless it is at the
// beginning of a word already. Text without spaces is cut where it is, but
// never before a combining mark.
func wordStart(text string, at, limit int) int {
	if at == 0 {
		return 0
	}
	if last, _ := utf8.DecodeLastRuneInString(text[:at]); unicode.IsSpace(last) {
		return at
	}
	for i, n := at, 0; i < limit && n < maxShift; n++ {
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if unicode.IsSpace(r) {
			return i
		}
	}
	for at < limit && startsWithMark(text[at:]) {
		at = forward(text, at, 1)
	}
	return at
}

func wordEnd(text string, at, limit int) int {
	if at == len(text) {
		return at
	}
	if r, _ := utf8.DecodeRuneInString(text[at:]); unicode.IsSpace(r) {
		return at
	}
	for i, n := at, 0; i > limit && n < maxShift; n++ {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
		if unicode.IsSpace(r) {
			return i
		}
	}
	for at > limit && startsWithMark(text[at:]) {
		at = backward(text, at, 1)
	}
	return at
}

func startsWithMark(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.Is(unicode.M, r)
}

// excerpt makes the snippet of w: whitespace is single, controls and
// bidirectional overrides (which a cut would leave open) are gone, bytes that
// are no UTF-8 are U+FFFD, and a cut shows as an ellipsis.
func excerpt(field, text string, w span, matches []span) Snippet {
	e := excerpter{matches: matches}
	if strings.TrimSpace(text[:w.start]) != "" {
		e.write(ellipsis)
	}
	for i, r := range text[w.start:w.end] {
		e.step(w.start+i, r)
	}
	e.finish(w.end)
	if e.open { // a match longer than the passage
		e.marks = append(e.marks, [2]int{e.from, e.n})
	}
	if strings.TrimSpace(text[w.end:]) != "" && e.n > 0 {
		e.write(ellipsis)
	}
	return Snippet{Field: field, Text: e.text.String(), Marks: append([][2]int{}, e.marks...)}
}

// excerpter writes a snippet rune by rune and keeps the marks beside it.
type excerpter struct {
	text    strings.Builder
	n       int // code points written
	gap     bool
	matches []span // those still ahead or open
	open    bool
	from    int
	marks   [][2]int
}

func (e *excerpter) write(r rune) {
	e.text.WriteRune(r)
	e.n++
}

func (e *excerpter) step(at int, r rune) {
	e.finish(at)
	switch {
	case unicode.IsSpace(r) || unicode.IsControl(r):
		e.gap = e.n > 0
		return
	case unicode.Is(unicode.Bidi_Control, r):
		return
	}
	if e.gap {
		e.write(' ')
		e.gap = false
	}
	if !e.open && len(e.matches) > 0 && at >= e.matches[0].start {
		e.open, e.from = true, e.n
	}
	e.write(r)
}

// finish closes the match that ends at or before at, and drops those passed.
func (e *excerpter) finish(at int) {
	for len(e.matches) > 0 && at >= e.matches[0].end {
		if e.open {
			e.marks = append(e.marks, [2]int{e.from, e.n})
		}
		e.open = false
		e.matches = e.matches[1:]
	}
}
