package event

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"dateline/indexer/place"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// Cast is who an article names. Its events look among them for who did it and who
// had it done to them.
type Cast struct {
	People    []news.Person
	Orgs      []news.Org
	Countries []news.Country
}

// part is one of the cast where the text names it: tokens first to last (exclusive).
type part struct {
	first, last int
	name        string
	seat        bool // a capital or palace: it acts, but what happens there is not done to it
}

// scene is a doc with the cast in it, in the order of the text.
type scene struct {
	d      *prose.Doc
	folded []string
	parts  []part
}

// MaxCast is how many names one event keeps for each side; a list of forty signatories
// is not read as actors.
const MaxCast = 8

func (c *Cast) scene(d *prose.Doc, folded []string) scene {
	s := scene{d: d, folded: folded}
	for _, p := range c.People {
		s.add(d, p.Mentions, func(*news.Mention) (string, bool) { return p.Name, true })
	}
	for _, o := range c.Orgs {
		s.add(d, o.Mentions, func(m *news.Mention) (string, bool) { return m.Surface, true })
	}
	for _, k := range c.Countries {
		s.addCountry(d, k.Mentions)
	}
	slices.SortStableFunc(s.parts, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(b.last, a.last))
	})
	end := 0
	s.parts = slices.DeleteFunc(s.parts, func(p part) bool {
		if p.first < end {
			return true
		}
		end = p.last
		return false
	})
	return s
}

func (s *scene) add(d *prose.Doc, ms []news.Mention, name func(*news.Mention) (string, bool)) {
	for i := range ms {
		if first, last := d.TokensOf(&ms[i]); last > first {
			if n, ok := name(&ms[i]); ok {
				s.parts = append(s.parts, part{first: first, last: last, name: n})
			}
		}
	}
}

// addCountry adds countries named as such, their forces and governments ("Russian
// troops"), and the seats that stand for them.
func (s *scene) addCountry(d *prose.Doc, ms []news.Mention) {
	for i := range ms {
		first, last := d.TokensOf(&ms[i])
		if last <= first {
			continue
		}
		p := part{first: first, last: last, name: ms[i].Surface}
		switch ms[i].Rule {
		case place.KindNames[place.KindName]:
		case place.KindNames[place.KindCapital], place.KindNames[place.KindMetonym]:
			p.seat = true
		case place.KindNames[place.KindDemonym]:
			if last >= len(d.Tokens) || !institutions[s.folded[last]] {
				continue
			}
			p.last++
			p.name = d.Text[d.Tokens[first].Start:d.Tokens[last].End]
		default:
			continue
		}
		s.parts = append(s.parts, p)
	}
}

// roles reads who acts and who suffers in the clause around h.
func (s *scene) roles(h *hit) (actors, recipients []string) {
	if len(s.parts) == 0 {
		return nil, nil
	}
	if h.noun {
		return s.nounRoles(h)
	}
	left, right := s.subject(h.first, h.span.First), s.object(h.first+1, h.span.Last)
	if len(right) == 0 {
		right = s.object(h.last, h.span.Last)
	}
	switch {
	case s.folded[h.first] == "guilty":
		return nil, left // found X guilty
	case undergone[family(h.typ)] && !s.passive(h):
		return nil, left
	case s.passive(h):
		return s.agent(h.last, h.span.Last), left
	}
	return left, minus(right, left)
}

// nounRoles reads "talks between X and Y", "the murder of X", "X's visit to Y" and
// the subject of a light verb before the noun (X launched an attack on Y).
func (s *scene) nounRoles(h *hit) (actors, recipients []string) {
	at := h.last
	if besideWords[s.folded[h.last-1]] {
		at--
	}
	owner := s.possessor(h)
	suffers := deed(h.typ) || sufferTypes[h.typ] || undergone[family(h.typ)]
	if suffers {
		recipients = owner
	} else {
		actors = owner
	}
	if len(owner) == 0 {
		actors = s.lightSubject(h)
	}
	if at >= h.span.Last {
		return actors, recipients
	}
	switch found := s.group(at+1, h.span.Last); s.folded[at] {
	case "between", "among":
		actors = found
	case "by":
		actors = found
	case "of":
		if suffers {
			recipients = found
		} else if len(actors) == 0 {
			actors = found
		}
	case "with", "on", "against", "to", "upon":
		recipients = append(recipients, found...)
	}
	return actors, minus(recipients, actors)
}

// possessor is the name whose 's stands before the noun, an adjective or two between.
func (s *scene) possessor(h *hit) []string {
	for i := h.first - 1; i >= max(h.span.First, h.first-definiteWindow); i-- {
		if s.folded[i] == "'s" || s.folded[i] == "’s" || s.folded[i] == "'" {
			if p := s.endingAt(i); p != nil {
				return []string{p.name}
			}
			return nil
		}
	}
	return nil
}

// lightSubject is the subject of a verb that only says that the noun took place.
func (s *scene) lightSubject(h *hit) []string {
	for i := h.first; i >= max(h.span.First, h.first-lightWindow); i-- {
		if lightVerbs[s.folded[i]] {
			if i > h.span.First && beForms[s.folded[i-1]] {
				return nil
			}
			return s.subject(i, h.span.First)
		}
	}
	return nil
}

// lightWindow is how many tokens may stand before the noun of "launched a second,
// heavier attack".
const lightWindow = 5

// subject collects the names that end before token at, over auxiliaries, adverbs and
// an inserted clause; what any other word parts from the verb is not its subject.
func (s *scene) subject(at, first int) []string {
	i := at - 1
	for skipped := 0; i >= first && skipped < subjectWindow; skipped++ {
		if p := s.endingAt(i + 1); p != nil {
			return s.conjoined(p, first)
		}
		switch w := s.folded[i]; {
		case subjectGap[w] || strings.HasSuffix(w, "ly"):
			i--
		case w == "," && s.insertion(i, first) > first:
			i = s.insertion(i, first) - 1
		default:
			return nil
		}
	}
	return nil
}

// subjectWindow bounds the walk from a verb to its subject.
const subjectWindow = 8

// insertion finds the comma that opens what the comma at i closes, first for none.
func (s *scene) insertion(i, first int) int {
	for j := i - 1; j > max(first, i-insertionWindow); j-- {
		if s.folded[j] == "," {
			return j
		}
	}
	return first
}

// insertionWindow is how long an inserted clause may be: ", a hydrologist before she
// entered politics,".
const insertionWindow = 14

// conjoined adds to p the names joined to it: X and Prime Minister Y met. A name
// behind a preposition is no subject.
func (s *scene) conjoined(p *part, first int) []string {
	names := []string{p.name}
	at := p.first
	for len(names) < MaxCast {
		i := at - 1
		for i >= first && i >= at-titleWindow && (titleWords[s.folded[i]] || determiners[s.folded[i]]) {
			i--
		}
		if i < first {
			break
		}
		w := s.folded[i]
		if besideWords[w] {
			return nil
		}
		q := s.endingAt(i)
		if w != "and" && w != "," || q == nil {
			break
		}
		names = append(names, q.name)
		at = q.first
	}
	slices.Reverse(names)
	return names
}

// titleWindow is how many words of a title may stand before a name.
const titleWindow = 4

// object collects the names behind the trigger: arrested the former mayor X, signed
// a treaty with Y and Z. A name behind "in" or "near" is where it happened.
func (s *scene) object(at, last int) []string {
	for i := at; i < min(last, at+objectWindow); i++ {
		if p := s.startingAt(i); p != nil {
			if p.seat {
				return nil
			}
			return s.group(i, last)
		}
		if !s.leadsIn(i) && !targetWords[s.folded[i]] {
			return nil
		}
	}
	return nil
}

// leadsIn reports a word that may stand before a name: an article, a title, her
// Swedish counterpart.
func (s *scene) leadsIn(i int) bool {
	w := s.folded[i]
	return determiners[w] || titleWords[w] || s.d.Tokens[i].Kind == prose.Word && s.d.Tokens[i].IsCap() && !s.d.Tokens[i].IsAllCaps()
}

// objectWindow is how many words may stand before the object's name.
const objectWindow = 6

// group reads "X, Y and the Z" from token at.
func (s *scene) group(at, last int) []string {
	var names []string
	skipped := 0
	for i := at; i < last && skipped <= titleWindow && len(names) < MaxCast; {
		if p := s.startingAt(i); p != nil {
			names, i, skipped = append(names, p.name), p.last, 0
			if i >= last || s.folded[i] != "and" && s.folded[i] != "," {
				return names
			}
			i++
			continue
		}
		if !s.leadsIn(i) && s.folded[i] != "and" {
			return names
		}
		i, skipped = i+1, skipped+1
	}
	return names
}

// agent is who stands behind "by": was arrested in Lima by X.
func (s *scene) agent(at, last int) []string {
	for i := at; i < min(last, at+agentWindow); i++ {
		if s.folded[i] == "by" {
			return s.group(i+1, last)
		}
		if clauseBreak(s.folded[i:i+1], false) || s.folded[i] == "," {
			return nil
		}
	}
	return nil
}

// agentWindow is how far behind a passive verb its "by" may stand.
const agentWindow = 8

// passive reports a trigger in the passive: was arrested, arrested by, and in a
// headline a participle that nothing follows but a circumstance.
func (s *scene) passive(h *hit) bool {
	w := s.folded[h.first]
	if beForms[w] {
		return true
	}
	if strings.HasSuffix(w, "ing") || w == h.verb && !pastLikeBase[w] || w == plural(h.verb) {
		return false
	}
	if h.last < h.span.Last && s.folded[h.last] == "by" {
		return true
	}
	for i := h.first - 1; i >= max(h.span.First, h.first-passiveWindow); i-- {
		if beForms[s.folded[i]] {
			return true
		}
		if !subjectGap[s.folded[i]] && !strings.HasSuffix(s.folded[i], "ly") {
			break
		}
	}
	if h.d.Field != news.InTitle || !sufferTypes[h.typ] && !deed(h.typ) {
		return false
	}
	return h.last >= h.span.Last || besideWords[s.folded[h.last]] || s.folded[h.last-1] == "with"
}

// passiveWindow is how many adverbs may stand in "was later reportedly arrested".
const passiveWindow = 4

func (s *scene) endingAt(last int) *part {
	i := sort.Search(len(s.parts), func(i int) bool { return s.parts[i].last >= last })
	if i < len(s.parts) && s.parts[i].last == last {
		return &s.parts[i]
	}
	return nil
}

func (s *scene) startingAt(first int) *part {
	i := sort.Search(len(s.parts), func(i int) bool { return s.parts[i].first >= first })
	if i < len(s.parts) && s.parts[i].first == first {
		return &s.parts[i]
	}
	return nil
}

// minus drops from names those of others: who met whom is on one side.
func minus(names, others []string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(others, n) })
}

// addNames appends names that into does not hold yet, up to maxCast.
func addNames(into, names []string) []string {
	for _, n := range names {
		if len(into) < MaxCast && !slices.Contains(into, n) {
			into = append(into, n)
		}
	}
	return into
}

var (
	institutions = prose.WordSet(`forces troops army police navy government soldiers military parliament authorities prosecutors officials negotiators
		diplomats ministry embassy senate lawmakers unions guards warplanes jets`)
	lightVerbs = prose.WordSet(`hold held holds holding launch launched launches begin began begins start started starts stage staged stages
		conduct conducted conducts impose imposed imposes sign signed signs open opened opens make made makes pay paid pays reach reached
		commit committed announce announced announces declare declared order ordered orders resume resumed hosted hosts host attended carried
		called calls issued ended joined lifted ruled rules cancelled canceled postponed scrapped suspended shelved`)
	beForms    = prose.WordSet(`was were is are be been being got`)
	subjectGap = prose.WordSet(`was were is are be been being has have had will would could may might should must can to not never also again later
		then still now who which both reportedly yesterday today on monday tuesday wednesday thursday friday saturday sunday jointly first
		refused refuses declined declines agreed agrees failed fails wants wanted plans planned hopes hoped threatened threatens vowed
		promised pledged offered began started decided denied having finally due set expected have n't himself herself itself`)
	besideWords = prose.WordSet(`of in at with by from to for on near after before during over about against between among into under upon as amid outside
		inside following despite`)
	targetWords = prose.WordSet(`with against on to of upon its his her their`)
	titleWords  = prose.WordSet(`president premier prime minister foreign defence defense finance interior justice health education energy trade
		chancellor king queen prince princess pope bishop archbishop cardinal general colonel captain major judge justice senator governor mayor
		sir lady lord dr mr mrs ms professor secretary chairman chairwoman director chief executive leader opposition rebel party former
		late acting deputy vice then new his her its their own the a an state central bank envoy ambassador spokesman editor journalist
		reporter writer singer actor actress banker businessman lawyer activist dissident engineer teacher doctor student athlete striker
		coach player driver rival neighbour neighbor ally counterpart company firm group giant maker airline bank insurer retailer brewer
		oil steel telecoms media union first lady commander head cleric preacher footballer novelist author poet`)
	// undergone are families whose subject suffers them: she died.
	undergone   = map[news.EventType]bool{"death": true}
	sufferTypes = map[news.EventType]bool{"coercion:arrest": true, "coercion:deportation": true, "trial": true, "trial:charge": true,
		"trial:verdict": true, "appointment": true, "release": true, "investigation": true, "death": true, "accusation": true}
)
