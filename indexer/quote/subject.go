package quote

import (
	"strings"

	"dateline/indexer/person"
	"dateline/indexer/prose"
)

// maxPhrase is how many tokens a speaker's description may have.
const maxPhrase = 14

// subjectBefore reads the noun phrase that ends at token j: X; X (R-Ohio); X, a
// doctor; X, who is a doctor; the man who met X.
func (s *speech) subjectBefore(j, low int) prose.Range {
	if j >= low && s.Tokens[j].Text == ")" {
		k := j
		for k > low && k > j-maxPhrase && s.Tokens[k].Text != "(" {
			k--
		}
		j = k - 1
	}
	if j < low {
		return prose.Range{}
	}
	t := &s.Tokens[j]
	if _, ok := s.lang.pronouns[lowered(t.Text)]; ok {
		return prose.Range{First: j, Last: j + 1}
	}
	if t.Text == "," || isDash(t.Text) {
		return s.apposition(j, low)
	}
	if t.Kind == prose.Punct {
		return prose.Range{}
	}
	r := s.phraseBefore(j, low)
	if who := s.relativeBefore(r, low); who >= 0 {
		last := who - 1
		if last >= low && s.Tokens[last].Text == "," {
			last--
		}
		if last >= low {
			return s.phraseBefore(last, low)
		}
	}
	return r
}

// relativeBefore finds the "who" that the verb before a phrase belongs to.
func (s *speech) relativeBefore(r prose.Range, low int) int {
	if r.Last == r.First || r.First-1 < low || s.Tokens[r.First-1].Kind == prose.Punct {
		return -1
	}
	for k := r.First - 1; k >= low && k > r.First-8; k-- {
		t := &s.Tokens[k]
		if t.Kind == prose.Punct {
			return -1
		}
		if s.lang.pronouns[t.Text].relative {
			return k
		}
	}
	return -1
}

// phraseBefore walks left from token j over the words of one noun phrase.
func (s *speech) phraseBefore(j, low int) prose.Range {
	first := j + 1
	for k := j; k >= low && k > j-maxPhrase; k-- {
		t := &s.Tokens[k]
		if s.who[k] == 0 && s.endsPhrase(k) {
			break
		}
		if s.lang.verbs[t.Text] != 0 && s.lang.verbs[t.Text]&cueNoun == 0 && k < j {
			break
		}
		first = k
	}
	return s.trimPhrase(prose.Range{First: first, Last: j + 1}, low)
}

// endsPhrase reports a token that no noun phrase holds.
func (s *speech) endsPhrase(k int) bool {
	t := &s.Tokens[k]
	if t.Kind == prose.Punct {
		return t.Text != "&" && t.Text != "-" && t.Text != "/" && !prose.IsApostropheText(t.Text)
	}
	return t.Kind == prose.Word && !t.IsCap() && s.lang.uses[t.Text]&useStop != 0 && s.lang.uses[t.Text]&useDeterminer == 0
}

// trimPhrase drops what stands before a subject: But, On Monday.
func (s *speech) trimPhrase(r prose.Range, low int) prose.Range {
	for r.First < r.Last {
		if s.who[r.First] != 0 {
			return r
		}
		w := lowered(s.Tokens[r.First].Text)
		u := s.lang.uses[w]
		switch {
		case u&(useLead|useAuxiliary) != 0 && u&useDeterminer == 0:
		case s.lang.english && strings.HasSuffix(w, "ly") && !familyLike(w):
		case u&(usePrep|useStop) != 0 && u&useDeterminer == 0 || s.weekday(w):
			if m := s.who[r.Last-1]; m != 0 {
				return prose.Range{First: s.mentions[m-1].first, Last: r.Last} // On Monday X
			}
		case s.Tokens[r.First].Kind != prose.Word:
		default:
			return r
		}
		r.First++
	}
	return r
}

// apposition reads the subject before the comma at j. Of the phrases that end at
// a comma of its clause the first that names a person counts: the spokesman for
// Y, X, said; else the first that can be a subject.
func (s *speech) apposition(j, low int) prose.Range {
	var other prose.Range
	start := low
	for k := low; k <= j; k++ {
		if t := s.Tokens[k].Text; t != "," && !isDash(t) && t != "(" {
			continue
		}
		r := s.wholePhrase(start, k)
		if r.Last > r.First && s.phrasePerson(r) >= 0 {
			return r
		}
		if other.Last == other.First {
			other = r
		}
		start = k + 1
	}
	return other
}

// wholePhrase gives tokens first to last if they are one noun phrase that can be
// a subject, without what stands before it.
func (s *speech) wholePhrase(first, last int) prose.Range {
	for first < last && s.lang.is(s.Tokens[first].Text, useLead) && s.who[first] == 0 && !s.lang.is(s.Tokens[first].Text, useDeterminer) {
		first++
	}
	if first >= last || last-first > maxPhrase {
		return prose.Range{}
	}
	if m := s.who[last-1]; m != 0 && s.mentions[m-1].last == last {
		r := s.phraseBefore(last-1, first)
		if r.First == first || s.who[r.First] != 0 {
			return r
		}
		return prose.Range{}
	}
	t := &s.Tokens[first]
	if s.lang.english && (strings.HasSuffix(t.Text, "ing") || notSubjects[lowered(t.Text)]) || s.weekday(lowered(t.Text)) {
		return prose.Range{}
	}
	if s.lang.is(t.Text, usePrep|useAdjunct) && !s.lang.is(t.Text, useDeterminer) || !t.IsCap() && !s.lang.is(t.Text, useDeterminer) {
		return prose.Range{}
	}
	for k := first; k < last; k++ {
		if s.who[k] == 0 && s.endsPhrase(k) || s.finite(k) {
			return prose.Range{}
		}
	}
	return prose.Range{First: first, Last: last}
}

// finite reports a word that looks like a verb in the past.
func (s *speech) finite(k int) bool {
	t := &s.Tokens[k]
	return t.Kind == prose.Word && !t.IsCap() && s.lang.english && (strings.HasSuffix(t.Text, "ed") || s.lang.verbs[t.Text]&cueNoun == 0 && s.lang.verbs[t.Text] != 0)
}

// notSubjects begin a phrase that says when or how.
var notSubjects = map[string]bool{
	"just": true, "last": true, "next": true, "this": true, "earlier": true, "later": true, "instead": true, "asked": true,
	"speaking": true, "early": true, "late": true, "one": true, "once": true, "indeed": true, "again": true, "finally": true,
}

// sentenceSubject gives whom the sentence from token first is about, as the
// subject that a participle or a passage at token end borrows: the first person
// or pronoun that no preposition stands before, else the phrase it begins with.
func (s *speech) sentenceSubject(first, end int) prose.Range {
	for first < end && s.lang.is(s.Tokens[first].Text, useLead) && s.who[first] == 0 {
		first++
	}
	limit := min(end, first+subjectReach)
	for k := first; k < limit; k++ {
		if s.in[k] != 0 {
			continue
		}
		if p, ok := s.lang.pronouns[lowered(s.Tokens[k].Text)]; ok && !p.relative && (k == first || s.Tokens[k-1].Kind == prose.Punct || s.lang.is(s.Tokens[k-1].Text, useStop)) {
			return prose.Range{First: k, Last: k + 1}
		}
		m := s.who[k]
		if m == 0 || s.mentions[m-1].first != k {
			continue
		}
		n := s.mentions[m-1]
		if r := s.phraseBefore(n.last-1, first); !s.owns(n) && s.phrasePerson(r) >= 0 && !(r.First > first && s.lang.is(s.Tokens[r.First-1].Text, usePrep)) && !s.lang.is(s.Tokens[r.First].Text, usePrep) {
			return r
		}
	}
	if first >= end || s.lang.is(s.Tokens[first].Text, usePrep|useAdjunct) && !s.lang.is(s.Tokens[first].Text, useDeterminer) {
		return prose.Range{}
	}
	return s.phraseAfter(first, false)
}

// mayInvert reports that the subject can stand behind the verb: a passage, a
// comma or nothing stands before it.
func (s *speech) mayInvert(j, low int) bool {
	if j < low {
		return j < 0 || s.in[j] != 0 || s.at[j] != s.at[j+1] || s.Tokens[j].Kind == prose.Punct
	}
	t := s.Tokens[j].Text
	return t == "," || isDash(t)
}

// invert reads the subject behind the verb. In English it must end its clause or
// name a person: "X, the minister, said the deal was off" is not inverted.
func (s *speech) invert(c *saying) bool {
	if c.verb+1 >= len(s.Tokens) || s.lang.is(s.Tokens[c.verb+1].Text, useClause) && s.lang.english {
		return false
	}
	r := s.phraseAfter(c.verb+1, true)
	if r.Last == r.First {
		return false
	}
	if s.lang.english {
		end := r.Last
		if p := s.phrasePerson(r); p < 0 && end < len(s.Tokens) && s.Tokens[end].Kind != prose.Punct && !s.lang.is(s.Tokens[end].Text, useAdjunct|useLead) && !s.lang.pronouns[s.Tokens[end].Text].relative {
			return false
		}
		if p := s.phrasePerson(r); p >= 0 && end < len(s.Tokens) && s.Tokens[end].Kind == prose.Word && s.lang.uses[s.Tokens[end].Text]&(useAuxiliary|useUnreal|usePassive) != 0 {
			return false
		}
	}
	c.subject, c.inverted = r, true
	return true
}

// phraseAfter walks right from token i over one noun phrase. full lets it hold
// prepositions: a spokesman for X.
func (s *speech) phraseAfter(i int, full bool) prose.Range {
	if i >= len(s.Tokens) || s.in[i] != 0 {
		return prose.Range{}
	}
	if p, ok := s.lang.pronouns[lowered(s.Tokens[i].Text)]; ok && !p.relative && !s.lang.is(s.Tokens[i].Text, useDeterminer) {
		return prose.Range{First: i, Last: i + 1}
	}
	t := &s.Tokens[i]
	if t.Kind == prose.Punct || s.weekday(lowered(t.Text)) || s.lang.uses[lowered(t.Text)]&useDeterminer == 0 && !t.IsCap() && s.lang.uses[t.Text]&(usePrep|useAdjunct|useStop|useClause) != 0 {
		return prose.Range{}
	}
	last := i
	for last < len(s.Tokens) && last < i+maxPhrase && s.at[last] == s.at[i] && s.in[last] == 0 {
		if m := s.who[last]; m != 0 {
			last = s.mentions[m-1].last
			continue
		}
		w := s.Tokens[last].Text
		if last > i && s.who[last-1] != 0 && s.Tokens[last].Kind == prose.Word && !s.Tokens[last].IsCap() && !s.possessive(last) {
			break
		}
		if s.endsPhrase(last) || s.lang.verbs[w] != 0 && s.lang.verbs[w]&cueNoun == 0 || last > i && s.finite(last) || s.lang.is(w, useAuxiliary) && s.Tokens[last].Kind == prose.Word && !s.Tokens[last].IsCap() && !strings.HasSuffix(w, "s") && !s.lang.is(w, useDeterminer) {
			break
		}
		if s.lang.is(w, usePrep|useAdjunct) && !s.lang.is(w, useDeterminer) && !s.Tokens[last].IsCap() && (!full || last > i && s.who[last-1] != 0 || !s.joinsPhrase(w)) {
			break
		}
		if last > i && s.weekday(lowered(w)) && s.Tokens[last].IsCap() {
			break
		}
		last++
	}
	return prose.Range{First: i, Last: last}
}

// joinsPhrase reports the prepositions that describe a speaker.
func (s *speech) joinsPhrase(w string) bool {
	return !s.lang.english || w == "of" || w == "for" || w == "from" || w == "at"
}

// phrasePerson gives the mention that is the head of a noun phrase, -1 where it
// is somebody else: the president's envoy, a spokesman for X.
func (s *speech) phrasePerson(r prose.Range) int {
	head := r.Last
	for k := r.First + 1; k < r.Last; k++ {
		if s.who[k] == 0 && s.lang.is(s.Tokens[k].Text, usePrep) && !s.Tokens[k].IsCap() {
			head = k
			break
		}
	}
	if m := s.who[head-1]; m != 0 && s.mentions[m-1].last == head {
		return int(m - 1)
	}
	m := s.who[r.Last-1]
	if head == r.Last || m == 0 || s.mentions[m-1].last != r.Last {
		return -1
	}
	// master of ceremonies Asab Example, but not a spokesman for President Example
	k := s.mentions[m-1].first - 1
	title := false
	for k > head && (s.Tokens[k].IsCap() && s.title(s.Tokens[k].Text) || s.lang.is(s.Tokens[k].Text, useDeterminer)) {
		k, title = k-1, true
	}
	if k <= head && (title || k == head) || s.Tokens[head].Text == "for" || s.possessive(k) {
		return -1
	}
	return int(m - 1)
}

func (s *speech) possessive(k int) bool {
	t := s.Tokens[k].Text
	return t == "'s" || t == "’s" || prose.IsApostropheText(t)
}

// weekday reports a folded weekday or month.
func (s *speech) weekday(w string) bool {
	info := s.names.Words[w]
	return info.Is(person.WeekdayWord)
}

// title reports a word that stands before a name: President.
func (s *speech) title(w string) bool {
	info := s.names.Info(prose.FoldWord(w))
	return info.Is(person.TitleWord)
}
