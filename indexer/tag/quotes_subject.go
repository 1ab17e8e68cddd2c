package tag

import "strings"

// maxPhrase is how many tokens a speaker's description may have.
const maxPhrase = 14

// subjectBefore reads the noun phrase that ends at token j: X; X (R-Ohio); X, a
// doctor; X, who is a doctor; the man who met X.
func (s *speech) subjectBefore(j, low int) tokenRange {
	if j >= low && s.tokens[j].text == ")" {
		k := j
		for k > low && k > j-maxPhrase && s.tokens[k].text != "(" {
			k--
		}
		j = k - 1
	}
	if j < low {
		return tokenRange{}
	}
	t := &s.tokens[j]
	if _, ok := s.lang.pronouns[lowered(t.text)]; ok {
		return tokenRange{j, j + 1}
	}
	if t.text == "," || isDash(t.text) {
		return s.apposition(j, low)
	}
	if t.kind == punctToken {
		return tokenRange{}
	}
	r := s.phraseBefore(j, low)
	if who := s.relativeBefore(r, low); who >= 0 {
		last := who - 1
		if last >= low && s.tokens[last].text == "," {
			last--
		}
		if last >= low {
			return s.phraseBefore(last, low)
		}
	}
	return r
}

// relativeBefore finds the "who" that the verb before a phrase belongs to.
func (s *speech) relativeBefore(r tokenRange, low int) int {
	if r.last == r.first || r.first-1 < low || s.tokens[r.first-1].kind == punctToken {
		return -1
	}
	for k := r.first - 1; k >= low && k > r.first-8; k-- {
		t := &s.tokens[k]
		if t.kind == punctToken {
			return -1
		}
		if s.lang.pronouns[t.text].relative {
			return k
		}
	}
	return -1
}

// phraseBefore walks left from token j over the words of one noun phrase.
func (s *speech) phraseBefore(j, low int) tokenRange {
	first := j + 1
	for k := j; k >= low && k > j-maxPhrase; k-- {
		t := &s.tokens[k]
		if s.who[k] == 0 && s.endsPhrase(k) {
			break
		}
		if s.lang.verbs[t.text] != 0 && s.lang.verbs[t.text]&cueNoun == 0 && k < j {
			break
		}
		first = k
	}
	return s.trimPhrase(tokenRange{first, j + 1}, low)
}

// endsPhrase reports a token that no noun phrase holds.
func (s *speech) endsPhrase(k int) bool {
	t := &s.tokens[k]
	if t.kind == punctToken {
		return t.text != "&" && t.text != "-" && t.text != "/" && !isApostropheText(t.text)
	}
	return t.kind == wordToken && !t.isCap() && s.lang.uses[t.text]&useStop != 0 && s.lang.uses[t.text]&useDeterminer == 0
}

// trimPhrase drops what stands before a subject: But, On Monday.
func (s *speech) trimPhrase(r tokenRange, low int) tokenRange {
	for r.first < r.last {
		if s.who[r.first] != 0 {
			return r
		}
		w := lowered(s.tokens[r.first].text)
		u := s.lang.uses[w]
		switch {
		case u&(useLead|useAuxiliary) != 0 && u&useDeterminer == 0:
		case s.lang.english && strings.HasSuffix(w, "ly") && !familyLike(w):
		case u&(usePrep|useStop) != 0 && u&useDeterminer == 0 || s.weekday(w):
			if m := s.who[r.last-1]; m != 0 {
				return tokenRange{s.mentions[m-1].first, r.last} // On Monday X
			}
		case s.tokens[r.first].kind != wordToken:
		default:
			return r
		}
		r.first++
	}
	return r
}

// apposition reads the subject before the comma at j. Of the phrases that end at
// a comma of its clause the first that names a person counts: the spokesman for
// Y, X, said; else the first that can be a subject.
func (s *speech) apposition(j, low int) tokenRange {
	var other tokenRange
	start := low
	for k := low; k <= j; k++ {
		if t := s.tokens[k].text; t != "," && !isDash(t) && t != "(" {
			continue
		}
		r := s.wholePhrase(start, k)
		if r.last > r.first && s.phrasePerson(r) >= 0 {
			return r
		}
		if other.last == other.first {
			other = r
		}
		start = k + 1
	}
	return other
}

// wholePhrase gives tokens first to last if they are one noun phrase that can be
// a subject, without what stands before it.
func (s *speech) wholePhrase(first, last int) tokenRange {
	for first < last && s.lang.is(s.tokens[first].text, useLead) && s.who[first] == 0 && !s.lang.is(s.tokens[first].text, useDeterminer) {
		first++
	}
	if first >= last || last-first > maxPhrase {
		return tokenRange{}
	}
	if m := s.who[last-1]; m != 0 && s.mentions[m-1].last == last {
		r := s.phraseBefore(last-1, first)
		if r.first == first || s.who[r.first] != 0 {
			return r
		}
		return tokenRange{}
	}
	t := &s.tokens[first]
	if s.lang.english && (strings.HasSuffix(t.text, "ing") || notSubjects[lowered(t.text)]) || s.weekday(lowered(t.text)) {
		return tokenRange{}
	}
	if s.lang.is(t.text, usePrep|useAdjunct) && !s.lang.is(t.text, useDeterminer) || !t.isCap() && !s.lang.is(t.text, useDeterminer) {
		return tokenRange{}
	}
	for k := first; k < last; k++ {
		if s.who[k] == 0 && s.endsPhrase(k) || s.finite(k) {
			return tokenRange{}
		}
	}
	return tokenRange{first, last}
}

// finite reports a word that looks like a verb in the past.
func (s *speech) finite(k int) bool {
	t := &s.tokens[k]
	return t.kind == wordToken && !t.isCap() && s.lang.english && (strings.HasSuffix(t.text, "ed") || s.lang.verbs[t.text]&cueNoun == 0 && s.lang.verbs[t.text] != 0)
}

// notSubjects begin a phrase that says when or how.
var notSubjects = map[string]bool{
	"just": true, "last": true, "next": true, "this": true, "earlier": true, "later": true, "instead": true, "asked": true,
	"speaking": true, "early": true, "late": true, "one": true, "once": true, "indeed": true, "again": true, "finally": true,
}

// sentenceSubject gives whom the sentence from token first is about, as the
// subject that a participle or a passage at token end borrows: the first person
// or pronoun that no preposition stands before, else the phrase it begins with.
func (s *speech) sentenceSubject(first, end int) tokenRange {
	for first < end && s.lang.is(s.tokens[first].text, useLead) && s.who[first] == 0 {
		first++
	}
	limit := min(end, first+subjectReach)
	for k := first; k < limit; k++ {
		if s.in[k] != 0 {
			continue
		}
		if p, ok := s.lang.pronouns[lowered(s.tokens[k].text)]; ok && !p.relative && (k == first || s.tokens[k-1].kind == punctToken || s.lang.is(s.tokens[k-1].text, useStop)) {
			return tokenRange{k, k + 1}
		}
		m := s.who[k]
		if m == 0 || s.mentions[m-1].first != k {
			continue
		}
		n := s.mentions[m-1]
		if r := s.phraseBefore(n.last-1, first); !s.owns(n) && s.phrasePerson(r) >= 0 && !(r.first > first && s.lang.is(s.tokens[r.first-1].text, usePrep)) && !s.lang.is(s.tokens[r.first].text, usePrep) {
			return r
		}
	}
	if first >= end || s.lang.is(s.tokens[first].text, usePrep|useAdjunct) && !s.lang.is(s.tokens[first].text, useDeterminer) {
		return tokenRange{}
	}
	return s.phraseAfter(first, false)
}

// mayInvert reports that the subject can stand behind the verb: a passage, a
// comma or nothing stands before it.
func (s *speech) mayInvert(j, low int) bool {
	if j < low {
		return j < 0 || s.in[j] != 0 || s.at[j] != s.at[j+1] || s.tokens[j].kind == punctToken
	}
	t := s.tokens[j].text
	return t == "," || isDash(t)
}

// invert reads the subject behind the verb. In English it must end its clause or
// name a person: "X, the minister, said the deal was off" is not inverted.
func (s *speech) invert(c *saying) bool {
	if c.verb+1 >= len(s.tokens) || s.lang.is(s.tokens[c.verb+1].text, useClause) && s.lang.english {
		return false
	}
	r := s.phraseAfter(c.verb+1, true)
	if r.last == r.first {
		return false
	}
	if s.lang.english {
		end := r.last
		if p := s.phrasePerson(r); p < 0 && end < len(s.tokens) && s.tokens[end].kind != punctToken && !s.lang.is(s.tokens[end].text, useAdjunct|useLead) && !s.lang.pronouns[s.tokens[end].text].relative {
			return false
		}
		if p := s.phrasePerson(r); p >= 0 && end < len(s.tokens) && s.tokens[end].kind == wordToken && s.lang.uses[s.tokens[end].text]&(useAuxiliary|useUnreal|usePassive) != 0 {
			return false
		}
	}
	c.subject, c.inverted = r, true
	return true
}

// phraseAfter walks right from token i over one noun phrase. full lets it hold
// prepositions: a spokesman for X.
func (s *speech) phraseAfter(i int, full bool) tokenRange {
	if i >= len(s.tokens) || s.in[i] != 0 {
		return tokenRange{}
	}
	if p, ok := s.lang.pronouns[lowered(s.tokens[i].text)]; ok && !p.relative && !s.lang.is(s.tokens[i].text, useDeterminer) {
		return tokenRange{i, i + 1}
	}
	t := &s.tokens[i]
	if t.kind == punctToken || s.weekday(lowered(t.text)) || s.lang.uses[lowered(t.text)]&useDeterminer == 0 && !t.isCap() && s.lang.uses[t.text]&(usePrep|useAdjunct|useStop|useClause) != 0 {
		return tokenRange{}
	}
	last := i
	for last < len(s.tokens) && last < i+maxPhrase && s.at[last] == s.at[i] && s.in[last] == 0 {
		if m := s.who[last]; m != 0 {
			last = s.mentions[m-1].last
			continue
		}
		w := s.tokens[last].text
		if last > i && s.who[last-1] != 0 && s.tokens[last].kind == wordToken && !s.tokens[last].isCap() && !s.possessive(last) {
			break
		}
		if s.endsPhrase(last) || s.lang.verbs[w] != 0 && s.lang.verbs[w]&cueNoun == 0 || last > i && s.finite(last) || s.lang.is(w, useAuxiliary) && s.tokens[last].kind == wordToken && !s.tokens[last].isCap() && !strings.HasSuffix(w, "s") && !s.lang.is(w, useDeterminer) {
			break
		}
		if s.lang.is(w, usePrep|useAdjunct) && !s.lang.is(w, useDeterminer) && !s.tokens[last].isCap() && (!full || last > i && s.who[last-1] != 0 || !s.joinsPhrase(w)) {
			break
		}
		if last > i && s.weekday(lowered(w)) && s.tokens[last].isCap() {
			break
		}
		last++
	}
	return tokenRange{i, last}
}

// joinsPhrase reports the prepositions that describe a speaker.
func (s *speech) joinsPhrase(w string) bool {
	return !s.lang.english || w == "of" || w == "for" || w == "from" || w == "at"
}

// phrasePerson gives the mention that is the head of a noun phrase, -1 where it
// is somebody else: the president's envoy, a spokesman for X.
func (s *speech) phrasePerson(r tokenRange) int {
	head := r.last
	for k := r.first + 1; k < r.last; k++ {
		if s.who[k] == 0 && s.lang.is(s.tokens[k].text, usePrep) && !s.tokens[k].isCap() {
			head = k
			break
		}
	}
	if m := s.who[head-1]; m != 0 && s.mentions[m-1].last == head {
		return int(m - 1)
	}
	m := s.who[r.last-1]
	if head == r.last || m == 0 || s.mentions[m-1].last != r.last {
		return -1
	}
	// master of ceremonies Asab Example, but not a spokesman for President Example
	k := s.mentions[m-1].first - 1
	title := false
	for k > head && (s.tokens[k].isCap() && s.title(s.tokens[k].text) || s.lang.is(s.tokens[k].text, useDeterminer)) {
		k, title = k-1, true
	}
	if k <= head && (title || k == head) || s.tokens[head].text == "for" || s.possessive(k) {
		return -1
	}
	return int(m - 1)
}

func (s *speech) possessive(k int) bool {
	t := s.tokens[k].text
	return t == "'s" || t == "’s" || isApostropheText(t)
}

// weekday reports a folded weekday or month.
func (s *speech) weekday(w string) bool {
	info := s.names.words[w]
	return info.is(weekdayWord)
}

// title reports a word that stands before a name: President.
func (s *speech) title(w string) bool {
	info := s.names.info(foldWord(w))
	return info.is(titleWord)
}
