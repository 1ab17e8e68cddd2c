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

// quoteCounts is how the quotes of a set are found. A quote is right where it
// meets something said, a direct one where that holds quotation marks; exact ones
// begin and end with it. By kind: contents met, and of those the right speakers,
// by place and by name.
type quoteCounts struct {
	right, exact, direct, indirect share // of our quotes
	met, exactMet                  share // of the contents
	found, speakers, names         map[string]*share
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
	q.report(r)
	return err
}

func (q *quoteCounts) report(r *run) {
	r.figure("precision", q.right.value())
	r.figure("recall", q.met.value())
	r.figure("f1", f1(q.right.value(), q.met.value()))
	r.figure("exact_f1", f1(q.exact.value(), q.exactMet.value()))
	r.figure("direct_precision", q.direct.value())
	r.figure("direct_f1", f1(q.direct.value(), q.found[quoted].value()))
	r.figure("indirect_precision", q.indirect.value())
	r.figure("indirect_f1", f1(q.indirect.value(), q.found[indirect].value()))
	for kind, s := range q.found {
		r.figure(kind+"_recall", s.value())
		r.figure(kind+"_speaker", q.speakers[kind].value())
		r.figure(kind+"_name", q.names[kind].value())
	}
}

func (q *quoteCounts) add(text []rune, due []attribution, got []news.Quote) {
	for _, a := range due {
		if len(a.Content) == 0 {
			continue
		}
		kind := kindOf(text, a.Content)
		by, equal := a.best(text, got)
		q.found[kind].add(by != nil)
		q.met.add(by != nil)
		q.exactMet.add(equal)
		if by != nil && len(a.Source) > 0 {
			q.speaker(kind, text, a.Source, by.Speaker)
		}
	}
	for _, g := range got {
		q.judge(text, due, g)
	}
}

// best is the quote that meets what was said: one that is just that, or the first.
func (a attribution) best(text []rune, got []news.Quote) (by *news.Quote, equal bool) {
	for i, g := range got {
		meets, same := a.meets(text, g)
		if same {
			return &got[i], true
		}
		if meets && by == nil {
			by = &got[i]
		}
	}
	return by, false
}

func (a attribution) meets(text []rune, g news.Quote) (meets, same bool) {
	at := span{g.Start, g.End}
	for _, c := range a.Content {
		want := span{c[0], c[1]}
		meets = meets || at.meets(want)
		same = same || at.meets(want) && trimmed(text, at) == trimmed(text, want)
	}
	return meets, same
}

// judge looks at one of our quotes.
func (q *quoteCounts) judge(text []rune, due []attribution, g news.Quote) {
	right, exact, marked := false, false, false
	for _, a := range due {
		meets, same := a.meets(text, g)
		right, exact = right || meets, exact || same
		marked = marked || meets && kindOf(text, a.Content) != indirect
	}
	q.right.add(right)
	q.exact.add(exact)
	if g.Direct {
		q.direct.add(marked)
	} else {
		q.indirect.add(right)
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

// evenMarks makes a quotation mark of each pair of apostrophes, which some outlets
// type for one, and of the curly ones.
var evenMarks = strings.NewReplacer("''", `"`, "“", `"`, "”", `"`)

func kindOf(text []rune, content [][2]int) string {
	marks, open, outside := false, false, false
	for _, c := range content {
		for _, r := range evenMarks.Replace(string(text[c[0]:c[1]])) {
			switch {
			case r == '"':
				marks, open = true, !open
			case unicode.IsLetter(r) && !open:
				outside = true
			}
		}
	}
	switch {
	case !marks:
		return indirect
	case !outside:
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
