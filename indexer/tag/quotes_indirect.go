package tag

import (
	"strings"

	"dateline/search/news"
)

// clauseWords is the least a reported clause has, in words: shorter ones are
// leftovers of a sentence cut in a wrong place.
const clauseWords = 3

// maxClause is the longest reported clause in tokens. It bounds the cost of a
// sentence without end that has thousands of verbs.
const maxClause = 400

// cutWords is the least of a clause that goes on in a passage of its own: the few
// words that lead to one are no quote.
const cutWords = 6

// indirect gives the clauses that verbs of saying report without marks. A
// passage that is a quote of its own is never part of one.
func (s *speech) indirect() []news.Quote {
	var out []news.Quote
	done := 0 // tokens before it are in a quote or were passed
	for i := range s.cues {
		c := &s.cues[i]
		if c.ambiguous || c.speaker == nil && !c.has(cueBehind) || c.used && s.behindPassage(c) {
			continue
		}
		next := len(s.tokens)
		if i+1 < len(s.cues) {
			next = s.cues[i+1].from
		}
		for _, r := range s.reported(c, next) {
			r.first = max(r.first, done)
			r.last = min(r.last, r.first+maxClause)
			least, whole := clauseWords, r.last
			if r = s.aroundPassages(r); r.last < len(s.in) && r.last < whole && s.in[r.last] != 0 {
				least = cutWords
			}
			if s.wordsIn(r) < least {
				continue
			}
			out = append(out, news.Quote{
				Start: s.tokens[r.first].runeStart, End: s.tokens[r.last-1].runeEnd, Speaker: c.speaker.news(),
			})
			done = r.last
		}
	}
	return out
}

// behindPassage reports a verb whose passage stands before it: what follows is
// no clause of it.
func (s *speech) behindPassage(c *saying) bool {
	at := c.from - 1
	for at >= 0 && (s.tokens[at].text == "," || isDash(s.tokens[at].text)) {
		at--
	}
	return at >= 0 && s.in[at] != 0
}

// reported gives the clauses of a verb of saying, at most one before and one
// behind it. next is where the next verb of saying begins.
func (s *speech) reported(c *saying, next int) []tokenRange {
	end := s.sentence(c.verb).last
	end = s.stripEnd(tokenRange{c.to, end})
	before := s.clauseBefore(c)
	if c.has(cueBehind) || c.inverted && !s.lang.subordinal {
		if before.last > before.first {
			return []tokenRange{before}
		}
		if c.has(cueBehind) {
			return []tokenRange{s.accountClause(c, end, next)}
		}
		return nil
	}
	start := s.skipAdjuncts(c)
	if start+1 < end && s.tokens[start].text == "," && s.lang.is(s.tokens[start+1].text, useClause) {
		start++
	}
	atEnd := start >= end || s.tokens[start].kind == punctToken
	if between := start < end && s.tokens[start].text == "," && c.from > 0 && s.tokens[c.from-1].text == ","; between && start == c.to && !c.has(cueObject|cueThat) {
		return []tokenRange{before, s.untilNext(tokenRange{start + 1, end}, next)} // A, X said, B
	}
	if before.last > before.first && atEnd {
		return []tokenRange{before}
	}
	if atEnd || c.has(cueThat) && !s.lang.is(s.tokens[start].text, useClause) {
		return nil
	}
	if !s.lang.english && !s.lang.is(s.tokens[start].text, useClause) {
		return nil
	}
	return []tokenRange{s.untilNext(tokenRange{start, end}, next)}
}

// clauseBefore gives the clause that a comma parts from "X said".
func (s *speech) clauseBefore(c *saying) tokenRange {
	if c.has(cueParticiple|cueObject|cueTells) || c.has(cueThat) && !c.has(cueInverts) {
		return tokenRange{}
	}
	first := s.sentence(c.verb).first
	last := c.from - 1
	if last <= first || s.tokens[last].text != "," && !isDash(s.tokens[last].text) || s.in[last] != 0 || s.in[last-1] != 0 {
		if !c.has(cueBehind) || c.from <= first+clauseWords {
			return tokenRange{}
		}
		last = c.from // ... according to X without a comma
	}
	for k := last - 1; k >= first; k-- {
		if s.in[k] != 0 || s.tokens[k].text == ";" {
			first = k + 1
		}
		if last-k > subjectReach || first > k {
			break
		}
	}
	if s.introduces(first, last) {
		return tokenRange{}
	}
	return tokenRange{first, last}
}

// introduces reports that what stands before "X said" is no clause but when and
// where it was said: On Tuesday, X said.
func (s *speech) introduces(first, last int) bool {
	if last-first < clauseWords {
		return true
	}
	return last-first <= 9 && (s.lang.is(s.tokens[first].text, useAdjunct|useLead|usePrep)) && !s.lang.is(s.tokens[first].text, useDeterminer)
}

// accountClause is what follows "According to X,".
func (s *speech) accountClause(c *saying, end, next int) tokenRange {
	if c.verb-1 >= s.sentence(c.verb).first {
		return tokenRange{}
	}
	at := c.to
	for at < end && at < c.to+subjectReach && s.tokens[at].text != "," {
		at++
	}
	if at >= end || s.tokens[at].text != "," {
		return tokenRange{}
	}
	return s.untilNext(tokenRange{at + 1, end}, next)
}

// untilNext cuts a clause where another verb of saying takes over behind a
// comma: A, adding that B.
func (s *speech) untilNext(r tokenRange, next int) tokenRange {
	if next > r.first+1 && next < r.last && s.tokens[next-1].text == "," {
		r.last = next - 1
	}
	return r
}

// aroundPassages cuts a clause at passages that are quotes of their own.
func (s *speech) aroundPassages(r tokenRange) tokenRange {
	for k := r.first; k < r.last; k++ {
		p := s.in[k]
		if p == 0 {
			continue
		}
		if q := &s.passages[p-1]; !q.dropped {
			return tokenRange{r.first, max(r.first, k)}
		} else if q.last > r.last {
			r.last = q.last
		}
		k = s.passages[p-1].last - 1
	}
	return s.trimClause(r)
}

func (s *speech) trimClause(r tokenRange) tokenRange {
	for r.last > r.first && s.in[r.last-1] == 0 && s.tokens[r.last-1].kind == punctToken && s.tokens[r.last-1].text != ")" {
		r.last--
	}
	for r.first < r.last && s.in[r.first] == 0 && strings.Contains(",:;-–—", s.tokens[r.first].text) {
		r.first++
	}
	return r
}

func (s *speech) wordsIn(r tokenRange) int {
	n := 0
	for k := r.first; k < r.last; k++ {
		n += bool2int(s.tokens[k].kind != punctToken)
	}
	return n
}

// maxStops is how many marks at the end of a sentence are dropped.
const maxStops = 8

func (s *speech) stripEnd(r tokenRange) int {
	for k := 0; k < maxStops && r.last > r.first && s.isStop(r.last-1); k++ {
		r.last--
	}
	return r.last
}

// skipAdjuncts gives the token behind a verb of saying and where, when and to
// whom it was said: what follows is what was said.
func (s *speech) skipAdjuncts(c *saying) int {
	at := c.to
	end := min(s.sentence(c.verb).last, at+adjunctReach)
	if at < end && (s.lang.is(s.tokens[at].text, useClause) || c.has(cueObject)) {
		return at
	}
	if that := s.thatBehind(at, end); that > at && (c.has(cueTells) || s.skipAdjunct(at, end) > at) {
		return that
	}
	if c.has(cueTells) {
		at = s.skipHearer(at, end)
	}
	for at < end && s.in[at] == 0 {
		next := s.skipAdjunct(at, end)
		if next == at {
			break
		}
		at = next
	}
	return at
}

// thatBehind finds the "that" of "told reporters in Paris on Monday that"; a verb
// on the way means that it belongs to something else.
func (s *speech) thatBehind(at, end int) int {
	for k := at; k < end; k++ {
		t := &s.tokens[k]
		u := s.lang.uses[t.text]
		_, pronoun := s.lang.pronouns[t.text]
		switch {
		case t.kind == punctToken || s.in[k] != 0 || k > at && pronoun:
			return at
		case u&useClause != 0 && t.text != "if":
			return k
		case u&(usePassive|useUnreal) != 0 && u&usePrep == 0 && t.text != "to":
			return at
		}
	}
	return at
}

// skipHearer steps over whom something was told.
func (s *speech) skipHearer(at, end int) int {
	if at >= end {
		return at
	}
	if r := s.phraseAfter(at, false); r.last > r.first {
		return min(r.last, end)
	}
	return at
}

// skipAdjunct steps over one adverb, weekday or phrase such as "in a statement".
func (s *speech) skipAdjunct(at, end int) int {
	t := &s.tokens[at]
	w := lowered(t.text)
	switch {
	case t.kind != wordToken:
		return at
	case s.weekday(w) && t.isCap(), s.lang.english && strings.HasSuffix(w, "ly") && !t.isCap(), timeWords[w]:
		return at + 1
	case s.lang.is(w, useAdjunct) && !t.isCap():
		k := at + 1
		for k < end && k < at+9 && s.in[k] == 0 {
			switch n := &s.tokens[k]; {
			case n.kind == punctToken:
				return k
			case s.lang.is(n.text, useClause), s.lang.pronouns[n.text] != pronoun{}:
				return k
			}
			k++
		}
		return k
	}
	return at
}

// timeWords tell when something was said.
var timeWords = map[string]bool{
	"today": true, "yesterday": true, "later": true, "earlier": true, "then": true, "recently": true, "again": true,
	"heute": true, "gestern": true, "hier": true, "hoy": true, "ayer": true, "oggi": true, "ieri": true, "hoje": true, "ontem": true,
	"afternoon": true, "morning": true, "evening": true, "night": true,
}
