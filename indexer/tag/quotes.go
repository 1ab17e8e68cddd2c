package tag

import (
	"cmp"
	"slices"
	"strings"

	"dateline/search/news"
)

// quoteTagger finds who said what. It works in four steps: passages between
// quotation marks (quotes_marks.go), verbs of saying outside them with their
// subjects (quotes_cues.go, quotes_subject.go), the one or the other side's
// verb for every passage (here), and clauses that a verb reports without marks
// (quotes_indirect.go). Every step is linear in the text.
type quoteTagger struct{ names *nameTables }

// newQuoteTagger gives a tagger that knows titles and genders by names.
func newQuoteTagger(names *nameTables) *quoteTagger { return &quoteTagger{names: names} }

// maxQuotes bounds the quotes of one article: no news holds more, a hostile
// page does.
const maxQuotes = 5000

// scareWords is the longest passage, in words, that is taken for a title or a
// scare quote unless a verb of saying stands beside it.
const scareWords = 3

// speech is one text while its quotes are being found. in and who run parallel
// to the tokens and hold an index plus one, 0 for none; at is parallel, too.
type speech struct {
	*doc
	names    *nameTables
	lang     *speechTables
	people   []news.Person
	orgs     map[int]orgMention // by where the mention ends
	genders  []byte             // of people, computed when first asked for
	passages []passage
	in       []int32 // the passage a token is in
	at       []int32 // the sentence a token is in
	ranges   []tokenRange
	mentions []named
	who      []int32 // the mention a token is in
	cues     []saying
}

// named is a mention of a person as tokens.
type named struct{ first, last, person int }

// tag gives the quotes of a text in order, none overlapping another. people and
// orgs are those of the same article.
func (t *quoteTagger) tag(d *doc, people []news.Person, orgs []news.Org, lang string) []news.Quote {
	tables := speechIn(lang)
	if tables == nil || len(d.tokens) == 0 {
		return nil
	}
	s := &speech{doc: d, names: t.names, lang: tables, people: people, orgs: orgEnds(orgs),
		in: make([]int32, len(d.tokens)), who: make([]int32, len(d.tokens))}
	s.joinSentences()
	s.findPassages()
	s.placeMentions()
	s.findCues()
	s.findDialogue()
	s.resolveCues()
	quotes := append(s.direct(), s.indirect()...)
	slices.SortFunc(quotes, func(a, b news.Quote) int { return cmp.Compare(a.Start, b.Start) })
	return quotes[:min(len(quotes), maxQuotes)]
}

// joinSentences takes the doc's sentences and joins those that go on in lower
// case or with a comma: “Really?” he asked. X (R-Ala.), a doctor, said ...
func (s *speech) joinSentences() {
	s.at = make([]int32, len(s.tokens))
	for _, r := range s.sentences {
		t := &s.tokens[r.first]
		n := len(s.ranges)
		lower := t.kind == wordToken && !t.isCap() || t.text == "," || t.text == ";"
		if n > 0 && lower && isClosing(s.tokens[r.first-1].text) && s.tokens[r.first-1].paragraph == t.paragraph {
			s.ranges[n-1].last = r.last
			n--
		} else {
			s.ranges = append(s.ranges, r)
		}
		for k := r.first; k < r.last; k++ {
			s.at[k] = int32(n)
		}
	}
}

// sentence gives the sentence that token i is in.
func (s *speech) sentence(i int) tokenRange { return s.ranges[s.at[i]] }

// placeMentions finds the tokens of the people's mentions.
func (s *speech) placeMentions() {
	for p := range s.people {
		for _, m := range s.people[p].Mentions {
			if m.Field != news.InText {
				continue
			}
			first, _ := slices.BinarySearchFunc(s.tokens, m.Start, func(t token, at int) int { return cmp.Compare(t.runeStart, at) })
			last := first
			for last < len(s.tokens) && s.tokens[last].runeEnd <= m.End {
				last++
			}
			if last > first {
				s.mentions = append(s.mentions, named{first, last, p})
			}
		}
	}
	slices.SortFunc(s.mentions, func(a, b named) int { return cmp.Compare(a.first, b.first) })
	for i, m := range s.mentions {
		for k := m.first; k < m.last; k++ {
			s.who[k] = int32(i + 1)
		}
	}
}

// direct turns the passages that are quotes into quotes, each with the speaker
// of its verb, or of the verb that its paragraph went on from.
func (s *speech) direct() []news.Quote {
	var out []news.Quote
	var last *saying
	lastAt, lastParagraph := -1, -1
	for i := range s.passages {
		p := &s.passages[i]
		c, near := s.cueFor(p)
		if c == nil && p.words > scareWords && last != nil && s.continues(p, lastAt, lastParagraph) {
			c = s.lastCueBefore(p, last)
		}
		p.cue = c
		if !s.isQuote(p, c, near) {
			p.dropped = true
			continue
		}
		q := news.Quote{Start: s.tokens[p.first].runeStart, End: s.tokens[p.last-1].runeEnd, Direct: true}
		if c != nil {
			q.Speaker = c.speaker.news()
			c.used = true
			last, lastAt, lastParagraph = c, p.last, s.tokens[p.last-1].paragraph
		}
		out = append(out, q)
	}
	return out
}

// isQuote tells speech from titles and scare quotes.
func (s *speech) isQuote(p *passage, c *saying, near bool) bool {
	switch {
	case p.words == 0:
		return false
	case near:
		return true
	case p.words <= scareWords:
		return s.standsAlone(p) && c != nil
	case s.isTitle(p):
		return false
	}
	return c != nil || p.words > scareWords+1 || s.standsAlone(p)
}

// standsAlone reports a passage that is a sentence of its own.
func (s *speech) standsAlone(p *passage) bool {
	if p.first > 0 && s.at[p.first-1] == s.at[p.first] && s.tokens[p.first-1].text != ":" {
		return false
	}
	return p.last-2 > p.first && s.isStop(p.last-2) || p.last < len(s.tokens) && s.isStop(p.last)
}

// isTitle reports a passage written as titles of works are: every longer word
// capitalised and no sentence's mark at its end.
func (s *speech) isTitle(p *passage) bool {
	caps := 0
	for i := p.first; i < p.last; i++ {
		t := &s.tokens[i]
		switch {
		case t.kind != wordToken:
			if s.isStop(i) && i < p.last-1 {
				return false
			}
		case t.isCap():
			caps++
		case len(t.text) > 4:
			return false
		}
	}
	return caps >= 2 && p.words <= 12
}

// isStop reports a mark that ends a sentence.
func (s *speech) isStop(i int) bool {
	switch s.tokens[i].text {
	case ".", "!", "?", "…":
		return true
	}
	return false
}

// continues reports a passage that goes on from an earlier one: in the same
// paragraph, or as a paragraph of its own right behind the speaker's last.
func (s *speech) continues(p *passage, lastAt, lastParagraph int) bool {
	at := s.tokens[p.first].paragraph
	if at == lastParagraph {
		return true
	}
	alone := p.first == 0 || s.tokens[p.first-1].paragraph != at
	alone = alone && (p.last == len(s.tokens) || s.tokens[p.last].paragraph != at)
	return alone && s.tokens[p.first-1].paragraph == lastParagraph && lastAt >= p.first-continueReach
}

// continueReach is how many tokens may stand between a speaker's quote and the
// paragraph that goes on with it.
const continueReach = 40

// cuesBack is how many verbs of a paragraph are asked for a speaker.
const cuesBack = 20

// lastCueBefore gives the verb of saying that p goes on from: that of the passage
// before it in its paragraph, else the last one of the paragraph, else that of the
// paragraph before.
func (s *speech) lastCueBefore(p *passage, last *saying) *saying {
	at := s.tokens[p.first].paragraph
	if s.tokens[last.verb].paragraph == at {
		return last
	}
	i, _ := s.cueAt(p.first)
	for low := i - cuesBack; i > max(low, 0) && s.tokens[s.cues[i-1].verb].paragraph == at; {
		i--
		if c := &s.cues[i]; c.speaker != nil && !c.ambiguous && c.has(cueClause) {
			return c
		}
	}
	return last
}

// cueAt gives the index of the first cue whose verb is at token i or behind it.
func (s *speech) cueAt(i int) (int, bool) {
	return slices.BinarySearchFunc(s.cues, i, func(c saying, at int) int { return cmp.Compare(c.verb, at) })
}

// cueFor gives the verb of saying that a passage belongs to: right before it,
// right behind it, or before it in its sentence. near is false in the last case
// where the passage may be no more than words of the clause.
func (s *speech) cueFor(p *passage) (c *saying, near bool) {
	n, _ := s.cueAt(p.first)
	var before *saying
	if n > 0 {
		before = s.cueBefore(p, &s.cues[n-1])
	}
	if before != nil && s.leadsTo(before, p) {
		return before, true
	}
	m, _ := s.cueAt(p.last)
	if m < len(s.cues) && s.follows(&s.cues[m], p) {
		return &s.cues[m], true
	}
	if c := s.signed(p); c != nil {
		return c, true
	}
	if before != nil {
		return before, before.has(cueNames) && p.first-before.verb <= namesReach
	}
	return s.unspoken(p), false
}

// signed reads “...” — X, where the paragraph ends behind X.
func (s *speech) signed(p *passage) *saying {
	at := p.last
	if at+1 >= len(s.tokens) || !isDash(s.tokens[at].text) || s.who[at+1] == 0 {
		return nil
	}
	n := s.mentions[s.who[at+1]-1]
	if n.first != at+1 || n.last < len(s.tokens) && s.tokens[n.last].paragraph == s.tokens[at].paragraph && s.tokens[n.last].text != "," {
		return nil
	}
	return &saying{verb: at, from: at, to: n.last, speaker: s.person(n.person, tokenRange{n.first, n.last})}
}

// unspoken makes a verb of saying of whatever a passage of some length stands
// behind in its sentence: X put it this way: “...”; X dismissed the plan as “...”.
func (s *speech) unspoken(p *passage) *saying {
	if p.words <= scareWords || p.first == 0 {
		return nil
	}
	r := s.sentence(p.first)
	if s.tokens[p.first-1].text == ":" {
		r = s.sentence(p.first - 1)
	}
	first := max(r.first, p.first-subjectReach)
	if first >= p.first {
		return nil
	}
	c := &saying{verb: p.first - 1, from: p.first - 1, to: p.first, subject: s.sentenceSubject(first, p.first)}
	if c.subject.last <= c.subject.first || s.phrasePerson(c.subject) < 0 && !s.tokens[c.subject.first].isCap() {
		return nil
	}
	var last resolved
	if n, _ := s.cueAt(p.first); n > 0 {
		last = s.cues[n-1].state
	}
	c.speaker = s.resolve(c, &last)
	return c
}

// namesReach is how many tokens behind "called" the name may stand.
const namesReach = 9

// cueBefore checks that c's clause reaches the passage.
func (s *speech) cueBefore(p *passage, c *saying) *saying {
	at := s.at[p.first]
	if p.first > 0 && s.tokens[p.first-1].text == ":" {
		at = s.at[p.first-1]
	}
	if s.at[c.verb] != at || c.ambiguous && !c.has(cueNames) && !s.leadsTo(c, p) || c.to > p.first {
		return nil
	}
	return c
}

// leadsTo reports that nothing but a comma, a colon, "that" or where and when it
// was said stands between a verb and the passage.
func (s *speech) leadsTo(c *saying, p *passage) bool {
	last := p.first - 1
	if last >= c.to && (s.tokens[last].text == ":" || s.tokens[last].text == ",") {
		return p.first-c.to <= adjunctReach
	}
	if c.to >= p.first {
		return true
	}
	return s.skipAdjuncts(c) >= p.first
}

// adjunctReach is how many tokens tell where, when and to whom something was said.
const adjunctReach = 24

// follows reports that the verb of saying or its subject begins right behind the
// passage.
func (s *speech) follows(c *saying, p *passage) bool {
	at := p.last
	for at < len(s.tokens) && (s.tokens[at].text == "," || isDash(s.tokens[at].text)) && at <= p.last+1 {
		at++
	}
	if c.from != at || c.has(cueParticiple) && !c.inverted || s.tokens[c.verb].paragraph != s.tokens[p.last-1].paragraph {
		return false
	}
	if p.last-2 > p.first && s.tokens[p.last-2].text == "." && at == p.last && !c.inverted {
		end := s.skipAdjuncts(c) // “We won.” Okafor said the vote was fair.
		return end >= len(s.tokens) || s.tokens[end].kind == punctToken
	}
	return !c.ambiguous || c.inverted || strings.ContainsAny(s.tokens[p.last-1].text, "\"”»“'’")
}

func isDash(s string) bool { return s == "-" || s == "–" || s == "—" || s == "―" }
