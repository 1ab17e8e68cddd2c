package gold

import (
	"strings"
	"unicode"

	"dateline/search/news"
)

// attributed is an article of PolNeAR. Spans are [start, end) in code points.
type attributed struct {
	Title, Text string
	Annotations []struct {
		Attributions []attribution
	}
}

type attribution struct{ Source, Content [][2]int }

// The kinds of attribution, by the quotation marks in what was said.
const (
	quoted   = "quoted"   // nothing but quotation
	mixed    = "mixed"    // words of the speaker within the writer's
	indirect = "indirect" // the writer's words only
)

// quoteCounts is how the quotes of a set are found: a kind's contents found at
// all, and of those with the right speaker.
type quoteCounts struct {
	touch, exact, direct counts
	found                map[string]*share
	speakers, names      map[string]*share
}

func newQuoteCounts() *quoteCounts {
	q := &quoteCounts{found: map[string]*share{}, speakers: map[string]*share{}, names: map[string]*share{}}
	for _, kind := range []string{quoted, mixed, indirect} {
		q.found[kind], q.speakers[kind], q.names[kind] = &share{}, &share{}, &share{}
	}
	return q
}

func scoreQuotes(r *run) error {
	q := newQuoteCounts()
	err := lines(r, func(a attributed) error {
		if len(a.Annotations) > 0 { // of several annotators the first counts
			q.add([]rune(a.Text), a.Annotations[0].Attributions, r.tag("", a.Text, "en").Quotes)
		}
		return nil
	})
	r.counted("content", q.touch)
	r.counted("exact", q.exact)
	r.figure("direct_precision", q.direct.precision())
	for kind, s := range q.found {
		r.figure(kind+"_recall", s.value())
		r.figure(kind+"_speaker", q.speakers[kind].value())
		r.figure(kind+"_name", q.names[kind].value())
	}
	return err
}

func (q *quoteCounts) add(text []rune, due []attribution, got []news.Quote) {
	hit, same := make([]bool, len(got)), make([]bool, len(got))
	for _, a := range due {
		if len(a.Content) == 0 {
			continue
		}
		kind := kindOf(text, a.Content)
		touched, equal := -1, false
		for i, g := range got {
			for _, c := range a.Content {
				at, want := span{g.Start, g.End}, span{c[0], c[1]}
				if !at.meets(want) {
					continue
				}
				hit[i] = true
				if touched < 0 {
					touched = i
				}
				if trimmed(text, at) == trimmed(text, want) {
					same[i], equal, touched = true, true, i
				}
			}
		}
		q.touch.judge(touched >= 0, true)
		q.exact.judge(equal, true)
		q.found[kind].add(touched >= 0)
		if touched >= 0 && len(a.Source) > 0 {
			q.speaker(kind, text, a.Source, got[touched].Speaker)
		}
	}
	for i, g := range got {
		if !hit[i] {
			q.touch.wrong++
		}
		if !same[i] {
			q.exact.wrong++
		}
		if g.Direct {
			q.direct.judge(true, hit[i])
		}
	}
}

// speaker asks whether the one named stands where the source does, and whether
// the name given is the source's, where that holds a name at all.
func (q *quoteCounts) speaker(kind string, text []rune, source [][2]int, got *news.Speaker) {
	right, surname := false, ""
	for _, s := range source {
		right = right || got != nil && span{got.Start, got.End}.meets(span{s[0], s[1]})
		if n := lastName(string(text[s[0]:s[1]])); n != "" {
			surname = n
		}
	}
	q.speakers[kind].add(right)
	if surname != "" {
		q.names[kind].add(got != nil && strings.Contains(" "+nameKey(got.Name)+" ", " "+key(surname)+" "))
	}
}

// lastName is the last capitalised word, which is a person's surname more often
// than not; the first word of a sentence may be any.
func lastName(source string) string {
	out := ""
	for _, w := range strings.Fields(source) {
		w = strings.TrimSuffix(strings.TrimSuffix(w, "’s"), "'s")
		if r := []rune(w); len(r) > 1 && unicode.IsUpper(r[0]) && !notNames[w] {
			out = w
		}
	}
	return out
}

var notNames = map[string]bool{"He": true, "She": true, "They": true, "The": true, "It": true, "We": true, "His": true, "Her": true, "This": true, "Some": true, "One": true}

const quoteMarks = `"“”`

func kindOf(text []rune, content [][2]int) string {
	within, marks := 0, false
	open := false
	for _, c := range content {
		for _, r := range text[c[0]:c[1]] {
			switch {
			case strings.ContainsRune(quoteMarks, r):
				marks = true
				open = r == '“' || r == '"' && !open
			case unicode.IsLetter(r) && !open:
				within++
			}
		}
	}
	switch {
	case !marks:
		return indirect
	case within == 0:
		return quoted
	}
	return mixed
}

// trimmed leaves quotation marks, punctuation and spaces at the ends out.
func trimmed(text []rune, s span) span {
	for s.start < s.end && !isWord(text[s.start]) {
		s.start++
	}
	for s.end > s.start && !isWord(text[s.end-1]) {
		s.end--
	}
	return s
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
