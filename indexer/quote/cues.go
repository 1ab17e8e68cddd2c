package quote

import (
	"strings"

	"dateline/indexer/person"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// saying is a verb of saying (or "according to") outside quotation marks, with its
// subject. from and to bound verb and subject, to exclusive.
type saying struct {
	verb      int
	from, to  int
	subject   prose.Range // empty where the verb has none of its own
	inverted  bool        // the subject stands behind the verb
	borrowed  bool        // the subject is another verb's
	ambiguous bool        // may be a noun: counts beside a passage or "that" only
	used      bool        // a passage belongs to it
	flags     cueFlag
	speaker   *speaker
	state     resolved // who had spoken when it was read
}

func (c *saying) has(f cueFlag) bool { return c.flags&f != 0 }

// speaker is who a cue's subject is: a person of the article, by index, or -1 and
// the name as written. start and end bound the words that name them there, which
// may be a pronoun.
type speaker struct {
	person     int
	id, name   string
	start, end int // code points
}

func (s *speaker) news() *news.Speaker {
	if s == nil {
		return nil
	}
	return &news.Speaker{ID: s.id, Name: s.name, Start: s.start, End: s.end}
}

// findCues looks every word outside quotation marks up and keeps those with a
// subject, or that borrow one.
func (s *speech) findCues() {
	for i := range s.Tokens {
		if s.in[i] != 0 || s.Tokens[i].Kind != prose.Word {
			continue
		}
		if f, ok := s.verbAt(i); ok {
			s.addCue(i, f)
		}
	}
}

// verbAt looks up the word at i. French hangs the subject on: dit-il. A capital
// may only begin a sentence, as in "Said Okafor".
func (s *speech) verbAt(i int) (cueFlag, bool) {
	w := s.Tokens[i].Text
	if len(w) > person.MaxWord || len(w) < 2 {
		return 0, false
	}
	if w[0] >= 'A' && w[0] <= 'Z' {
		if s.sentence(i).First != i && (i == 0 || s.Tokens[i-1].Text != "," && s.in[i-1] == 0) {
			return 0, false
		}
		w = strings.ToLower(w)
		if s.lang.verbs[w]&(cueBehind|cueInverts) == 0 {
			return 0, false
		}
	}
	if head, _, ok := strings.Cut(w, "-"); ok && hungSubject(w) != "" {
		w = head
	}
	f, ok := s.lang.verbs[w]
	return f, ok
}

// hungSubject gives the pronoun of dit-elle and a-t-il.
func hungSubject(w string) string {
	switch tail := w[strings.LastIndexByte(w, '-')+1:]; tail {
	case "il", "elle", "ils", "elles", "on":
		if len(tail) < len(w) {
			return tail
		}
	}
	return ""
}

func (s *speech) addCue(i int, f cueFlag) {
	c := saying{verb: i, from: i, to: i + 1, flags: f}
	if f&cueNames != 0 && s.lang.english && i+1 < len(s.Tokens) && (s.Tokens[i+1].Text == "for" || s.Tokens[i+1].Text == "on") {
		c.flags, c.to = f&^cueNames, i+2 // called for a ban, called on Britain to leave
		f = c.flags
	}
	switch {
	case hungSubject(s.Tokens[i].Text) != "":
		c.subject, c.inverted = prose.Range{First: i, Last: i + 1}, true
	case f&cueBehind != 0:
		if !s.accountOf(&c) {
			return
		}
	case !s.findSubject(&c):
		return
	}
	c.ambiguous = f&(cueNoun|cueNames) != 0 && !s.clearSubject(&c)
	c.from, c.to = min(c.from, i), max(c.to, i+1)
	if c.subject.Last > c.subject.First && !c.borrowed {
		c.from, c.to = min(c.from, c.subject.First), max(c.to, c.subject.Last)
	}
	s.cues = append(s.cues, c)
}

// accountOf reads "according to X" and the like.
func (s *speech) accountOf(c *saying) bool {
	at := c.verb + 1
	if s.lang.english {
		if at >= len(s.Tokens) || s.Tokens[at].Text != "to" {
			return false
		}
		at++
	}
	if c.has(cueClause) {
		c.subject = s.phraseAfter(at, true)
		c.inverted = true
		return c.subject.Last > c.subject.First
	}
	// German "so" means many things: here it follows a comma and a name ends its clause
	if c.verb == 0 || s.Tokens[c.verb-1].Text != "," {
		return false
	}
	c.subject, c.inverted = s.phraseAfter(at, true), true
	end := c.subject.Last
	return end > c.subject.First && (end >= len(s.Tokens) || s.Tokens[end].Kind == prose.Punct)
}

// clearSubject reports a subject that makes a word like "claims" a verb: a
// pronoun, a person or a name right before it.
func (s *speech) clearSubject(c *saying) bool {
	if c.subject.Last != c.verb || c.subject.First >= c.subject.Last {
		return false
	}
	if _, ok := s.lang.pronouns[lowered(s.Tokens[c.subject.First].Text)]; ok {
		return true
	}
	last := c.verb - 1
	if s.who[last] != 0 {
		return true
	}
	next := c.verb + 1
	return !c.has(cueNames) && next < len(s.Tokens) && s.lang.is(s.Tokens[next].Text, useClause)
}

// unrealReach is how many words before a verb are read for "did not".
const unrealReach = 5

// findSubject finds the subject of the verb at c.verb: before it over auxiliary
// verbs and adverbs, or behind it. It reports false for what is not said: "will
// say", "was told".
func (s *speech) findSubject(c *saying) bool {
	low := s.clauseStart(c.verb)
	j, passive, ok := s.overAuxiliaries(c, low)
	if !ok {
		return false
	}
	if c.has(cueParticiple) && j == c.verb-1 {
		return s.quotedAs(c, low) || s.borrowSubject(c, low)
	}
	if passive && !c.has(cueParticiple) {
		return false
	}
	c.from = j + 1
	if c.has(cueInverts) && s.mayInvert(j, low) && s.invert(c) {
		c.from = c.verb
		if s.lang.subordinal {
			c.from = j + 1
		}
		return true
	}
	c.subject = s.subjectBefore(j, low)
	if c.subject.Last > c.subject.First {
		return true
	}
	if s.lang.subordinal && s.invert(c) {
		return true
	}
	if j > low && andWords[s.Tokens[j].Text] { // X came late and said ...
		return s.borrowSubject(c, low)
	}
	return s.lang.dropsShe && c.has(cueInverts) && (j < low || s.Tokens[j].Kind == prose.Punct)
}

// clauseStart is where looking for a subject to the left of token i ends: at the
// sentence's beginning or behind a passage.
func (s *speech) clauseStart(i int) int {
	low := s.sentence(i).First
	low = max(low, i-subjectReach)
	for k := i - 1; k >= low; k-- {
		if s.in[k] != 0 {
			return k + 1
		}
		if t := s.Tokens[k].Text; t == ";" || t == ":" || t == "•" {
			return k + 1
		}
	}
	return low
}

// subjectReach is how many tokens before its verb a subject may begin.
const subjectReach = 45

// overAuxiliaries steps left over auxiliary verbs and adverbs.
func (s *speech) overAuxiliaries(c *saying, low int) (j int, passive, ok bool) {
	for j = c.verb - 1; j >= low; j-- {
		t := &s.Tokens[j]
		if t.Kind != prose.Word || t.IsCap() && j > low {
			break
		}
		u := s.lang.uses[lowered(t.Text)]
		if u&useUnreal != 0 && c.verb-j <= unrealReach {
			return j, passive, s.wentOn(j)
		}
		adverb := s.lang.english && strings.HasSuffix(t.Text, "ly") && s.who[j] == 0 && !familyLike(t.Text)
		if u&useAuxiliary == 0 && !adverb {
			break
		}
		passive = passive || u&usePassive != 0
	}
	return j, passive, true
}

// andWords join a verb to the one before it.
var andWords = map[string]bool{
	"and": true, "but": true, "or": true, "und": true, "aber": true, "et": true, "mais": true, "y": true, "e": true, "pero": true, "ma": true, "mas": true,
}

// familyLike are words in -ly that are nouns.
func familyLike(w string) bool {
	return w == "family" || w == "ally" || w == "assembly" || w == "reply"
}

// wentOn reports "went on to say", which was said.
func (s *speech) wentOn(j int) bool {
	return s.lang.english && j >= 2 && s.Tokens[j].Text == "to" && s.Tokens[j-1].Text == "on" && (s.Tokens[j-2].Text == "went" || s.Tokens[j-2].Text == "goes")
}

// quotedAs reads "X was quoted as saying".
func (s *speech) quotedAs(c *saying, low int) bool {
	i := c.verb
	if !s.lang.english || i-3 < low || s.Tokens[i-1].Text != "as" || s.Tokens[i-2].Text != "quoted" {
		return false
	}
	j := i - 3
	for j >= low && s.lang.is(s.Tokens[j].Text, useAuxiliary|usePassive) {
		j--
	}
	c.subject = s.subjectBefore(j, low)
	c.from = j + 1
	return c.subject.Last > c.subject.First
}

// borrowSubject gives a participle the subject of the verb of saying before it
// in the sentence, else the one the sentence begins with.
func (s *speech) borrowSubject(c *saying, low int) bool {
	if n := len(s.cues); n > 0 && s.at[s.cues[n-1].verb] == s.at[c.verb] && !s.cues[n-1].has(cueBehind) {
		prev := &s.cues[n-1]
		c.subject, c.borrowed = prev.subject, true
		return prev.subject.Last > prev.subject.First
	}
	first := max(s.sentence(c.verb).First, c.verb-subjectReach)
	if low > first && s.in[low-1] != 0 {
		first = low
	}
	c.subject, c.borrowed = s.sentenceSubject(first, c.verb), true
	return c.subject.Last > c.subject.First
}
