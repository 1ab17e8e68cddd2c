package quote

import (
	"strings"

	"dateline/indexer/person"
	"dateline/indexer/place"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// pronounReach is how many mentions back the person of a pronoun is looked for.
const pronounReach = 12

// pronounSentences is how many sentences back.
const pronounSentences = 4

// resolveCues gives every verb of saying its speaker, in the order of the text,
// because a pronoun is the speaker of the sentence before.
func (s *speech) resolveCues() {
	var last resolved
	for i := range s.cues {
		c := &s.cues[i]
		c.speaker = s.resolve(c, &last)
		c.state = last
	}
}

// resolved is who spoke last: a person and anybody else.
type resolved struct {
	person   *speaker
	sentence int // of that person
	other    *speaker
}

func (s *speech) resolve(c *saying, last *resolved) *speaker {
	at := int(s.at[c.verb])
	r := c.subject
	if r.Last <= r.First { // the subject is left out
		if last.person != nil && at-last.sentence <= pronounSentences {
			last.sentence = at
			return last.person
		}
		return nil
	}
	if p, ok := s.pronounAt(r); ok {
		return s.resolvePronoun(r, p, at, last)
	}
	if m := s.phrasePerson(r); m >= 0 {
		sp := s.person(s.mentions[m].person, prose.Range{First: s.mentions[m].first, Last: s.mentions[m].last})
		if !c.ambiguous {
			last.person, last.sentence = sp, at
		}
		return sp
	}
	if r.Last-r.First > maxPhrase {
		return nil
	}
	sp := s.written(r)
	if !c.ambiguous {
		last.other = sp
	}
	return sp
}

// pronounAt reads a subject of one pronoun, also the one hung on to a verb.
func (s *speech) pronounAt(r prose.Range) (pronoun, bool) {
	if r.Last-r.First != 1 {
		return pronoun{}, false
	}
	w := lowered(s.Tokens[r.First].Text)
	if h := hungSubject(w); h != "" {
		w = h
	}
	p, ok := s.lang.pronouns[w]
	return p, ok
}

func (s *speech) resolvePronoun(r prose.Range, p pronoun, at int, last *resolved) *speaker {
	var found int
	switch {
	case p.first:
		return nil
	case p.relative:
		found = s.antecedent(r.First)
		if found < 0 {
			return s.written(r)
		}
	case p.plural:
		sp := s.written(r)
		if last.other != nil {
			sp.name = last.other.name
		}
		return sp
	default:
		found = s.personOf(r.First, p.gender, at, last)
		if found < 0 {
			return s.written(r)
		}
	}
	sp := s.person(found, r)
	last.person, last.sentence = sp, at
	return sp
}

// antecedent gives the person right before "who", over a comma or an apposition.
func (s *speech) antecedent(i int) int {
	low := s.clauseStart(i)
	for k := i - 1; k >= low && k > i-maxPhrase; k-- {
		if m := s.who[k]; m != 0 {
			return s.mentions[m-1].person
		}
	}
	return -1
}

// personOf gives the person he or she is: one named before in the sentence, the
// speaker of the sentence before, the first one named in the sentences before.
func (s *speech) personOf(i int, gender byte, at int, last *resolved) int {
	best, bestAt := -1, -1
	own := s.afterClause(i)
	nearest := s.mentionBefore(i)
	for m := nearest; m >= 0 && m > nearest-pronounReach; m-- {
		n := s.mentions[m]
		sentence := int(s.at[n.first])
		if at-sentence > pronounSentences {
			break
		}
		if last.person != nil && last.sentence > sentence && s.fits(last.person.person, gender) && at-last.sentence <= pronounSentences {
			break
		}
		if s.in[n.first] != 0 || own && sentence == at || s.owns(n) || !s.fits(n.person, gender) {
			continue
		}
		if best >= 0 && sentence != bestAt {
			break
		}
		best, bestAt = n.person, sentence
	}
	if last.person != nil && bestAt < at && at-last.sentence <= pronounSentences && last.sentence >= bestAt {
		if p := last.person.person; s.fits(p, gender) {
			return p
		}
	}
	return best
}

// afterClause reports a pronoun behind the clause it says: in "Its owner was Y, he
// said" he is not Y, in "When Y came, he said" he may be.
func (s *speech) afterClause(i int) bool {
	first := s.sentence(i).First
	return i > first && s.Tokens[i-1].Text == "," && !s.introduces(first, i-1) && !s.lang.is(s.Tokens[first].Text, useLead|useStop|usePrep)
}

// mentionBefore gives the index of the last mention that ends before token i.
func (s *speech) mentionBefore(i int) int {
	low, high := 0, len(s.mentions)
	for low < high {
		mid := (low + high) / 2
		if s.mentions[mid].first < i {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low - 1
}

// owns reports a mention that only says whose something is.
func (s *speech) owns(n named) bool {
	return n.last < len(s.Tokens) && s.possessive(n.last)
}

// fits reports that a person may be of a gender; unknown fits both.
func (s *speech) fits(p int, gender byte) bool {
	if p < 0 {
		return false
	}
	g := s.gender(p)
	return g == 0 || gender == 0 || g == gender
}

// genderUnknown marks that the tables were asked.
const genderUnknown = 'u'

// genderMentions is how many mentions of a person are read for Mr. or Ms.
const genderMentions = 8

// gender is m, f or 0: of the title before a mention, else of the given name.
func (s *speech) gender(p int) byte {
	if s.genders == nil {
		s.genders = make([]byte, len(s.people))
	}
	if s.genders[p] == 0 {
		s.genders[p] = s.lookupGender(p)
	}
	if s.genders[p] == genderUnknown {
		return 0
	}
	return s.genders[p]
}

func (s *speech) lookupGender(p int) byte {
	seen := 0
	for _, m := range s.mentions {
		if m.person != p {
			continue
		}
		if m.first > 0 {
			w := s.names.Words[prose.FoldWord(s.Tokens[m.first-1].Text)]
			if w.TitleGender != 0 && w.Is(person.HonorificWord) {
				return w.TitleGender
			}
		}
		if seen++; seen == genderMentions {
			break
		}
	}
	given, _, full := strings.Cut(s.people[p].Name, " ")
	if g := s.names.Info(prose.FoldWord(given)).Gender; full && g != 0 {
		return g
	}
	return genderUnknown
}

// person is a speaker of the article's people, named by tokens r.
func (s *speech) person(p int, r prose.Range) *speaker {
	return &speaker{
		person: p, id: string(s.people[p].ID), name: s.people[p].Name,
		start: s.Tokens[r.First].RuneStart, end: s.Tokens[r.Last-1].RuneEnd,
	}
}

// orgMention is where an organisation is named.
type orgMention struct {
	start   int
	org     *news.Org
	surface string
}

// orgEnds indexes the mentions of orgs in the text by their end.
func orgEnds(orgs []news.Org) map[int]orgMention {
	ends := map[int]orgMention{}
	for i := range orgs {
		for _, m := range orgs[i].Mentions {
			if m.Field == news.InText {
				ends[m.End] = orgMention{m.Start, &orgs[i], m.Surface}
			}
		}
	}
	return ends
}

// written is a speaker the article's people do not hold: one of its organisations
// where the phrase is no more than that name, else named as written.
func (s *speech) written(r prose.Range) *speaker {
	for r.Last > r.First+1 && s.Tokens[r.Last-1].Kind == prose.Punct {
		r.Last--
	}
	a, b := &s.Tokens[r.First], &s.Tokens[r.Last-1]
	sp := &speaker{person: -1, name: strings.Join(strings.Fields(s.Text[a.Start:b.End]), " "), start: a.RuneStart, end: b.RuneEnd}
	m, ok := s.orgs[sp.end]
	bare := m.start == sp.start || r.Last-r.First > 1 && m.start == s.Tokens[r.First+1].RuneStart && s.lang.is(a.Text, useDeterminer)
	if ok && bare && !place.Load().Known(prose.Fold(m.org.Name)) { // Moscow said: a country, by name
		sp.id, sp.name = m.org.ID, m.surface // its canonical name may be one the sentence does not have
	}
	return sp
}
