// Package quote finds who said what: direct speech between quotation marks and
// clauses that a verb of saying reports, each with its speaker where the text names
// one. Every step is linear in the text.
package quote

import (
	"cmp"
	"slices"
	"strings"

	"dateline/indexer/person"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// Tagger finds who said what. It works in four steps: passages between
// quotation marks (marks.go), verbs of saying outside them with their
// subjects (cues.go, subject.go), the one or the other side's
// verb for every passage (here), and clauses that a verb reports without marks
// (indirect.go). Every step is linear in the text.
type Tagger struct{ names *person.Tables }

// New gives a tagger that knows titles and genders by names.
func New(names *person.Tables) *Tagger { return &Tagger{names: names} }

// maxQuotes bounds the quotes of one article: no news holds more, a hostile
// page does.
const maxQuotes = 5000

// scareWords is the longest passage, in words, that is taken for a title or a
// scare quote unless a verb of saying stands beside it.
const scareWords = 3

// speech is one text while its quotes are being found. in and who run parallel
// to the tokens and hold an index plus one, 0 for none; at is parallel, too.
type speech struct {
	*prose.Doc
	names    *person.Tables
	lang     *speechTables
	people   []news.Person
	orgs     map[int]orgMention // by where the mention ends
	genders  []byte             // of people, computed when first asked for
	passages []passage
	in       []int32 // the passage a token is in
	at       []int32 // the sentence a token is in
	ranges   []prose.Range
	mentions []named
	who      []int32 // the mention a token is in
	cues     []saying
}

// named is a mention of a person as tokens.
type named struct{ first, last, person int }

// Tag gives the quotes of a text in order, none overlapping another. people and
// orgs are those of the same article.
func (t *Tagger) Tag(d *prose.Doc, people []news.Person, orgs []news.Org, lang string) []news.Quote {
	tables := speechIn(lang)
	if tables == nil || len(d.Tokens) == 0 {
		return nil
	}
	s := &speech{Doc: d, names: t.names, lang: tables, people: people, orgs: orgEnds(orgs),
		in: make([]int32, len(d.Tokens)), who: make([]int32, len(d.Tokens))}
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
	s.at = make([]int32, len(s.Tokens))
	for _, r := range s.Sentences {
		t := &s.Tokens[r.First]
		n := len(s.ranges)
		lower := t.Kind == prose.Word && !t.IsCap() || t.Text == "," || t.Text == ";"
		if n > 0 && lower && prose.IsClosing(s.Tokens[r.First-1].Text) && s.Tokens[r.First-1].Paragraph == t.Paragraph {
			s.ranges[n-1].Last = r.Last
			n--
		} else {
			s.ranges = append(s.ranges, r)
		}
		for k := r.First; k < r.Last; k++ {
			s.at[k] = int32(n)
		}
	}
}

// sentence gives the sentence that token i is in.
func (s *speech) sentence(i int) prose.Range { return s.ranges[s.at[i]] }

// placeMentions finds the tokens of the people's mentions.
func (s *speech) placeMentions() {
	for p := range s.people {
		for _, m := range s.people[p].Mentions {
			if m.Field != news.InText {
				continue
			}
			first, _ := slices.BinarySearchFunc(s.Tokens, m.Start, func(t prose.Token, at int) int { return cmp.Compare(t.RuneStart, at) })
			last := first
			for last < len(s.Tokens) && s.Tokens[last].RuneEnd <= m.End {
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
		if c == nil && p.words > scareWords {
			c = s.reportedBefore(p)
		}
		p.cue = c
		if !s.isQuote(p, c, near) {
			p.dropped = true
			continue
		}
		q := news.Quote{Start: s.Tokens[p.first].RuneStart, End: s.Tokens[p.last-1].RuneEnd, Direct: true}
		if c != nil {
			q.Speaker = c.speaker.news()
			c.used = true
			last, lastAt, lastParagraph = c, p.last, s.Tokens[p.last-1].Paragraph
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
	if p.first > 0 && s.at[p.first-1] == s.at[p.first] && s.Tokens[p.first-1].Text != ":" {
		return false
	}
	return p.last-2 > p.first && s.isStop(p.last-2) || p.last < len(s.Tokens) && s.isStop(p.last)
}

// isTitle reports a passage written as titles of works are: every longer word
// capitalised and no sentence's mark at its end.
func (s *speech) isTitle(p *passage) bool {
	caps := 0
	for i := p.first; i < p.last; i++ {
		t := &s.Tokens[i]
		switch {
		case t.Kind != prose.Word:
			if s.isStop(i) && i < p.last-1 {
				return false
			}
		case t.IsCap():
			caps++
		case len(t.Text) > 4:
			return false
		}
	}
	return caps >= 2 && p.words <= 12
}

// isStop reports a mark that ends a sentence.
func (s *speech) isStop(i int) bool {
	switch s.Tokens[i].Text {
	case ".", "!", "?", "…":
		return true
	}
	return false
}

// continues reports a passage that goes on from an earlier one: in the same
// paragraph, or as a paragraph of its own right behind the speaker's last.
func (s *speech) continues(p *passage, lastAt, lastParagraph int) bool {
	at := s.Tokens[p.first].Paragraph
	if at == lastParagraph {
		return true
	}
	return s.ownParagraph(p) && p.first > 0 && s.Tokens[p.first-1].Paragraph == lastParagraph && lastAt >= p.first-continueReach
}

// ownParagraph reports a passage that is a paragraph of its own.
func (s *speech) ownParagraph(p *passage) bool {
	at := s.Tokens[p.first].Paragraph
	return !s.stands(p.first-1, at) && !s.stands(p.last, at)
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
	at := s.Tokens[p.first].Paragraph
	if s.Tokens[last.verb].Paragraph == at {
		return last
	}
	i, _ := s.cueAt(p.first)
	for low := i - cuesBack; i > max(low, 0) && s.Tokens[s.cues[i-1].verb].Paragraph == at; {
		i--
		if c := &s.cues[i]; c.speaker != nil && !c.ambiguous && c.has(cueClause) {
			return c
		}
	}
	return last
}

// reportedBefore gives the verb of saying of the sentence before a passage that is a
// sentence or a paragraph of its own: Okafor said the bridge was safe. “It will stand.”
func (s *speech) reportedBefore(p *passage) *saying {
	i, _ := s.cueAt(p.first)
	if i == 0 || !s.standsAlone(p) {
		return nil
	}
	c := &s.cues[i-1]
	here := s.Tokens[c.verb].Paragraph == s.Tokens[p.first].Paragraph || s.ownParagraph(p)
	if !here || s.at[p.first]-s.at[c.verb] != 1 || c.speaker == nil || c.ambiguous || !c.has(cueClause) {
		return nil
	}
	return c
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

// signed reads “...” — X, where the paragraph ends behind X, or his full stop.
func (s *speech) signed(p *passage) *saying {
	at := p.last
	if at+1 >= len(s.Tokens) || !isDash(s.Tokens[at].Text) || s.who[at+1] == 0 {
		return nil
	}
	n := s.mentions[s.who[at+1]-1]
	here := s.Tokens[at].Paragraph
	last := n.last
	if s.stands(last, here) && s.Tokens[last].Text == "." {
		last++
	}
	if n.first != at+1 || s.stands(last, here) && s.Tokens[last].Text != "," {
		return nil
	}
	return &saying{verb: at, from: at, to: n.last, speaker: s.person(n.person, prose.Range{First: n.first, Last: n.last})}
}

// stands reports that there is a token i in that paragraph.
func (s *speech) stands(i, paragraph int) bool {
	return i >= 0 && i < len(s.Tokens) && s.Tokens[i].Paragraph == paragraph
}

// unspoken makes a verb of saying of whatever a passage of some length stands
// behind in its sentence: X put it this way: “...”; X dismissed the plan as “...”.
func (s *speech) unspoken(p *passage) *saying {
	if p.words <= scareWords || p.first == 0 {
		return nil
	}
	r := s.sentence(p.first)
	if s.Tokens[p.first-1].Text == ":" {
		r = s.sentence(p.first - 1)
	}
	first := max(r.First, p.first-subjectReach)
	if first >= p.first {
		return nil
	}
	c := &saying{verb: p.first - 1, from: p.first - 1, to: p.first, subject: s.sentenceSubject(first, p.first)}
	if c.subject.Last <= c.subject.First || s.phrasePerson(c.subject) < 0 && !s.Tokens[c.subject.First].IsCap() {
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
	if p.first > 0 && s.Tokens[p.first-1].Text == ":" {
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
	if last >= c.to && (s.Tokens[last].Text == ":" || s.Tokens[last].Text == ",") {
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
	for at < len(s.Tokens) && (s.Tokens[at].Text == "," || isDash(s.Tokens[at].Text)) && at <= p.last+1 {
		at++
	}
	if c.from != at || c.has(cueParticiple) && !c.inverted || s.Tokens[c.verb].Paragraph != s.Tokens[p.last-1].Paragraph {
		return false
	}
	if p.last-2 > p.first && s.Tokens[p.last-2].Text == "." && at == p.last && !c.inverted {
		end := s.skipAdjuncts(c) // “We won.” Okafor said the vote was fair.
		return end >= len(s.Tokens) || s.Tokens[end].Kind == prose.Punct
	}
	return !c.ambiguous || c.inverted || strings.ContainsAny(s.Tokens[p.last-1].Text, "\"”»“'’")
}

func isDash(s string) bool { return s == "-" || s == "–" || s == "—" || s == "―" }
