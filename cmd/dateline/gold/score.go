package gold

import (
	"regexp"
	"strings"
	"unicode"
)

// counts are found and right, found and wrong, and missed.
type counts struct{ right, wrong, missed int }

// addSet compares what was found with what should be, each once.
func addSet[T comparable](c *counts, got, want map[T]bool) {
	for k := range got {
		if want[k] {
			c.right++
		} else {
			c.wrong++
		}
	}
	for k := range want {
		if !got[k] {
			c.missed++
		}
	}
}

// judge counts one yes or no.
func (c *counts) judge(got, want bool) {
	switch {
	case got && want:
		c.right++
	case got:
		c.wrong++
	case want:
		c.missed++
	}
}

func (c counts) precision() float64 { return ratio(c.right, c.right+c.wrong) }
func (c counts) recall() float64    { return ratio(c.right, c.right+c.missed) }
func (c counts) f1() float64        { return f1(c.precision(), c.recall()) }

func (c *counts) plus(o counts) {
	c.right, c.wrong, c.missed = c.right+o.right, c.wrong+o.wrong, c.missed+o.missed
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// f1 is the harmonic mean of precision and recall.
func f1(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// labels counts each label of a closed set alone.
type labels map[string]*counts

func (l labels) add(got, want map[string]bool) {
	for _, m := range []map[string]bool{got, want} {
		for k := range m {
			if l[k] == nil {
				l[k] = &counts{}
			}
		}
	}
	for k, c := range l {
		c.judge(got[k], want[k])
	}
}

// micro counts all labels together.
func (l labels) micro() (all counts) {
	for _, c := range l {
		all.plus(*c)
	}
	return all
}

// macro is the mean F1 of the labels.
func (l labels) macro() float64 {
	sum := 0.0
	for _, c := range l {
		sum += c.f1()
	}
	return sum / float64(max(1, len(l)))
}

// report gives micro and macro F1, and each label's.
func (l labels) report(r *run) {
	for name, c := range l {
		r.figure("f1_"+strings.ToLower(strings.ReplaceAll(name, " ", "_")), c.f1())
	}
	all := l.micro()
	r.figure("precision", all.precision())
	r.figure("recall", all.recall())
	r.figure("micro_f1", all.f1())
	r.figure("macro_f1", l.macro())
}

// share is a number of items of which some are right.
type share struct{ right, items int }

func (s *share) add(right bool) {
	s.items++
	if right {
		s.right++
	}
}

func (s share) value() float64 { return ratio(s.right, s.items) }

// key is a text for comparison: its letters and digits in lower case.
func key(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// squash makes each run of white space one space.
func squash(s string) string { return strings.Join(strings.Fields(s), " ") }

var wordRE = regexp.MustCompile(`[\p{L}\p{N}_]+`)

// shingleWords is the n of the n-grams that article-extraction-benchmark counts.
const shingleWords = 4

// grams counts the n-grams of words of s; a shorter text is one gram.
func grams(s string, n int) map[string]int {
	words := wordRE.FindAllString(s, -1)
	out := map[string]int{}
	for i := 0; i == 0 || i+n <= len(words); i++ {
		out[strings.Join(words[i:min(i+n, len(words))], " ")]++
	}
	return out
}

// overlap is precision and recall of the grams of one text.
func overlap(g, w map[string]int) (p, r float64) {
	var both, found, due int
	for k, n := range g {
		found += n
		both += min(n, w[k])
	}
	for _, n := range w {
		due += n
	}
	return ratio(both, found), ratio(both, due)
}
