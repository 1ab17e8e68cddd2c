package quote

import (
	"strings"

	"dateline/indexer/prose"
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
		next := len(s.Tokens)
		if i+1 < len(s.cues) {
			next = s.cues[i+1].from
		}
		for _, r := range s.reported(c, next) {
			r.First = max(r.First, done)
			r.Last = min(r.Last, r.First+maxClause)
			least, whole := clauseWords, r.Last
			if r = s.aroundPassages(r); r.Last < len(s.in) && r.Last < whole && s.in[r.Last] != 0 {
				least = cutWords
			}
			if s.wordsIn(r) < least {
				continue
			}
			out = append(out, news.Quote{
				Start: s.Tokens[r.First].RuneStart, End: s.Tokens[r.Last-1].RuneEnd, Speaker: c.speaker.news(),
			})
			done = r.Last
		}
	}
	return out
}

// behindPassage reports a verb whose passage stands before it: what follows is
// no clause of it.
func (s *speech) behindPassage(c *saying) bool {
	at := c.from - 1
	for at >= 0 && (s.Tokens[at].Text == "," || isDash(s.Tokens[at].Text)) {
		at--
	}
	return at >= 0 && s.in[at] != 0
}

// reported gives the clauses of a verb of saying, at most one before and one
// behind it. next is where the next verb of saying begins.
func (s *speech) reported(c *saying, next int) []prose.Range {
	end := s.sentence(c.verb).Last
	end = s.stripEnd(prose.Range{First: c.to, Last: end})
	before := s.clauseBefore(c)
	if c.has(cueBehind) || c.inverted && !s.lang.subordinal {
		if before.Last > before.First {
			return []prose.Range{before}
		}
		if c.has(cueBehind) {
			return []prose.Range{s.accountClause(c, end, next)}
		}
		return nil
	}
	start := s.skipAdjuncts(c)
	if start+1 < end && s.Tokens[start].Text == "," && s.lang.is(s.Tokens[start+1].Text, useClause) {
		start++
	}
	atEnd := start >= end || s.Tokens[start].Kind == prose.Punct
	if between := start < end && s.Tokens[start].Text == "," && c.from > 0 && s.Tokens[c.from-1].Text == ","; between && start == c.to && !c.has(cueObject|cueThat) {
		return []prose.Range{before, s.untilNext(prose.Range{First: start + 1, Last: end}, next)} // A, X said, B
	}
	if before.Last > before.First && atEnd {
		return []prose.Range{before}
	}
	if atEnd || c.has(cueThat) && !s.lang.is(s.Tokens[start].Text, useClause) {
		return nil
	}
	if !s.lang.english && !s.lang.is(s.Tokens[start].Text, useClause) {
		return nil
	}
	return []prose.Range{s.untilNext(prose.Range{First: start, Last: end}, next)}
}

// clauseBefore gives the clause that a comma parts from "X said".
func (s *speech) clauseBefore(c *saying) prose.Range {
	if c.has(cueParticiple|cueObject|cueTells) || c.has(cueThat) && !c.has(cueInverts) {
		return prose.Range{}
	}
	first := s.sentence(c.verb).First
	last := c.from - 1
	if last <= first || s.Tokens[last].Text != "," && !isDash(s.Tokens[last].Text) || s.in[last] != 0 || s.in[last-1] != 0 {
		if !c.has(cueBehind) || c.from <= first+clauseWords {
			return prose.Range{}
		}
		last = c.from // ... according to X without a comma
	}
	for k := last - 1; k >= first; k-- {
		if s.in[k] != 0 || s.Tokens[k].Text == ";" {
			first = k + 1
		}
		if last-k > subjectReach || first > k {
			break
		}
	}
	if s.introduces(first, last) {
		return prose.Range{}
	}
	return prose.Range{First: first, Last: last}
}

// introduces reports that what stands before "X said" is no clause but when and
// where it was said: On Tuesday, X said.
func (s *speech) introduces(first, last int) bool {
	if last-first < clauseWords {
		return true
	}
	return last-first <= 9 && (s.lang.is(s.Tokens[first].Text, useAdjunct|useLead|usePrep)) && !s.lang.is(s.Tokens[first].Text, useDeterminer)
}

// accountClause is what follows "According to X,".
func (s *speech) accountClause(c *saying, end, next int) prose.Range {
	if c.verb-1 >= s.sentence(c.verb).First {
		return prose.Range{}
	}
	at := c.to
	for at < end && at < c.to+subjectReach && s.Tokens[at].Text != "," {
		at++
	}
	if at >= end || s.Tokens[at].Text != "," {
		return prose.Range{}
	}
	return s.untilNext(prose.Range{First: at + 1, Last: end}, next)
}

// untilNext cuts a clause where another verb of saying takes over behind a
// comma: A, adding that B.
func (s *speech) untilNext(r prose.Range, next int) prose.Range {
	if next > r.First+1 && next < r.Last && s.Tokens[next-1].Text == "," {
		r.Last = next - 1
	}
	return r
}

// aroundPassages cuts a clause at passages that are quotes of their own.
func (s *speech) aroundPassages(r prose.Range) prose.Range {
	for k := r.First; k < r.Last; k++ {
		p := s.in[k]
		if p == 0 {
			continue
		}
		if q := &s.passages[p-1]; !q.dropped {
			return prose.Range{First: r.First, Last: max(r.First, k)}
		} else if q.last > r.Last {
			r.Last = q.last
		}
		k = s.passages[p-1].last - 1
	}
	return s.trimClause(r)
}

func (s *speech) trimClause(r prose.Range) prose.Range {
	for r.Last > r.First && s.in[r.Last-1] == 0 && s.Tokens[r.Last-1].Kind == prose.Punct && s.Tokens[r.Last-1].Text != ")" {
		r.Last--
	}
	for r.First < r.Last && s.in[r.First] == 0 && strings.Contains(",:;-–—", s.Tokens[r.First].Text) {
		r.First++
	}
	return r
}

func (s *speech) wordsIn(r prose.Range) int {
	n := 0
	for k := r.First; k < r.Last; k++ {
		n += prose.Bool2Int(s.Tokens[k].Kind != prose.Punct)
	}
	return n
}

// maxStops is how many marks at the end of a sentence are dropped.
const maxStops = 8

func (s *speech) stripEnd(r prose.Range) int {
	for k := 0; k < maxStops && r.Last > r.First && s.isStop(r.Last-1); k++ {
		r.Last--
	}
	return r.Last
}

// skipAdjuncts gives the token behind a verb of saying and where, when and to
// whom it was said: what follows is what was said.
func (s *speech) skipAdjuncts(c *saying) int {
	at := c.to
	end := min(s.sentence(c.verb).Last, at+adjunctReach)
	if at < end && (s.lang.is(s.Tokens[at].Text, useClause) || c.has(cueObject)) {
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
		t := &s.Tokens[k]
		u := s.lang.uses[t.Text]
		_, pronoun := s.lang.pronouns[t.Text]
		switch {
		case t.Kind == prose.Punct || s.in[k] != 0 || k > at && pronoun:
			return at
		case u&useClause != 0 && t.Text != "if":
			return k
		case u&(usePassive|useUnreal) != 0 && u&usePrep == 0 && t.Text != "to":
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
	if r := s.phraseAfter(at, false); r.Last > r.First {
		return min(r.Last, end)
	}
	return at
}

// skipAdjunct steps over one adverb, weekday or phrase such as "in a statement".
func (s *speech) skipAdjunct(at, end int) int {
	t := &s.Tokens[at]
	w := lowered(t.Text)
	switch {
	case t.Kind != prose.Word:
		return at
	case s.weekday(w) && t.IsCap(), s.lang.english && strings.HasSuffix(w, "ly") && !t.IsCap(), timeWords[w]:
		return at + 1
	case s.lang.is(w, useAdjunct) && !t.IsCap():
		k := at + 1
		for k < end && k < at+9 && s.in[k] == 0 {
			switch n := &s.Tokens[k]; {
			case n.Kind == prose.Punct:
				return k
			case s.lang.is(n.Text, useClause), s.lang.pronouns[n.Text] != pronoun{}:
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
