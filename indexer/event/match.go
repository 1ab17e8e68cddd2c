package event

import (
	"slices"
	"strings"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// find lists the triggers of d. Where two overlap the longer stands: an air
// strike is no strike, a struck deal neither.
func (x *lexicon) find(d *prose.Doc, folded []string, lang string) []hit {
	var out []hit
	for _, whole := range d.Sentences {
		for first := whole.First; first < whole.Last; first += maxSentence {
			s := prose.Range{First: first, Last: min(whole.Last, first+maxSentence)}
			var found []hit
			for i := s.First; i < s.Last; i++ {
				if h, ok := x.best(d, folded, i, s, lang); ok {
					h.span = s
					found = append(found, h)
				}
			}
			out = append(out, dropCovered(found)...)
		}
	}
	return out
}

// maxSentence is how many tokens of one sentence are read together. No sentence
// is longer; a page without full stops is, and is read in pieces, so that its
// cost stays linear.
const maxSentence = 200

func foldAll(d *prose.Doc, lang string) []string {
	folded := make([]string, len(d.Tokens))
	for i := range d.Tokens {
		folded[i] = elide(prose.Fold(d.Tokens[i].Text), lang)
	}
	return folded
}

// elide takes the article off a French or Italian word (l'accord), which the
// tokenizer leaves on. The negating n' stays.
func elide(folded, lang string) string {
	if lang != "fr" && lang != "it" {
		return folded
	}
	head, tail, ok := strings.Cut(folded, "'")
	if ok && tail != "" && head != "n" && len(head) <= 4 {
		return tail
	}
	return folded
}

// best is the longest trigger that begins at token i; of equal ones the
// stronger, then the one of the second level.
func (x *lexicon) best(d *prose.Doc, folded []string, i int, s prose.Range, lang string) (hit, bool) {
	best, found := hit{}, false
	x.byFirst[lang].candidates(folded[i], func(id int) {
		t := &x.triggers[id]
		end := t.pattern.matchAt(folded, i, s.Last)
		if end == 0 || !t.fits(d, folded, i, end, s) {
			return
		}
		h := hit{d: d, first: i, last: end, typ: t.typ, noun: t.noun, strength: t.strength, flag: t.flag, verb: t.verb}
		h.base = folded[i] == t.verb || lang == "en" && end == i+1 && !strings.HasSuffix(folded[i], "ed") && !strings.HasSuffix(folded[i], "ing")
		if deed(h.typ) && d.Field == news.InText && end == i+1 && folded[i] == plural(t.verb) {
			h.noun = true // in a text "attacks" are several, in a headline somebody attacks
		}
		if lang == "en" && i > s.First && (nominal(folded[i-1], folded[i], t.verb) || h.base && end == i+1 && calledNoun(folded, i, s.First)) {
			h.noun = true
		}
		h.generic = h.noun && lang == "en" && isGeneric(d, folded, i, end, s)
		if !found || end > best.last || end == best.last && (h.typ == "" || best.typ != "" && h.strength > best.strength) {
			best, found = h, true
		}
	})
	return best, found
}

// nominal reports a word that looks like a verb and is a noun: the kidnapping, her
// brother's murder.
func nominal(prev, word, verb string) bool {
	if strings.HasSuffix(word, "ing") && determiners[prev] {
		return true
	}
	return (prev == "'s" || prev == "’s") && (word == verb || strings.HasSuffix(word, "ing"))
}

// isGeneric reports a bare plural in English running text: "bombings", "the use
// of grenades" speak of a kind of thing, "two bombings", "the attacks" of some
// that happened.
func isGeneric(d *prose.Doc, folded []string, first, last int, s prose.Range) bool {
	word := folded[last-1]
	if d.Field == news.InTitle || d.Tokens[first].Sentence == 0 || !strings.HasSuffix(word, "s") || strings.HasSuffix(word, "ss") || pluraliaTantum[word] {
		return false
	}
	for i := max(s.First, first-3); i < first; i++ {
		if determiners[folded[i]] || d.Tokens[i].Kind == prose.Number || countWords[folded[i]] {
			return false
		}
	}
	return true
}

var (
	pluraliaTantum = prose.WordSet(`talks negotiations elections sanctions polls primaries floods hostilities clashes charges protests gas cas`)
	countWords     = prose.WordSet(`two three four five six seven eight nine ten dozen dozens hundreds thousands both many more`)
)

// dropCovered keeps the longest of overlapping hits and then forgets the
// readings that are no event. A concession stands beside what was lifted.
func dropCovered(found []hit) []hit {
	bySize := slices.Clone(found)
	slices.SortStableFunc(bySize, func(a, b hit) int { return (b.last - b.first) - (a.last - a.first) })
	var kept []hit
	for _, h := range bySize {
		i := slices.IndexFunc(kept, func(k hit) bool {
			return h.first < k.last && k.first < h.last && besides[k.typ] == besides[h.typ]
		})
		switch {
		case i < 0:
			kept = append(kept, h)
		case kept[i].typ != "" && kept[i].typ == h.typ.Parent():
			kept[i].typ = h.typ // delivered [food aid]
		}
	}
	kept = slices.DeleteFunc(kept, func(h hit) bool { return h.typ == "" })
	slices.SortFunc(kept, func(a, b hit) int { return a.first - b.first })
	return kept
}

// besides are the types that stand beside what their words hold: who lifts a curfew
// concedes, who warns of a strike threatens.
var besides = map[news.EventType]bool{"concession": true, "threat": true}

var (
	subjectPronouns = prose.WordSet(`he she it they we i you who`)
	determiners     = prose.WordSet(`the a an his her its their our my this that these those some any no each every several new`)
	toWords         = prose.WordSet(`to will would can could may might must should shall`)
)

// fits tests the part of speech by the neighbours, and the words the sentence
// must or must not hold.
func (t *trigger) fits(d *prose.Doc, folded []string, first, last int, s prose.Range) bool {
	prev := ""
	if first > s.First {
		prev = folded[first-1]
	}
	if t.lang == "en" && last == first+1 {
		word := folded[first]
		inflected := strings.HasSuffix(word, "ed") || strings.HasSuffix(word, "ing")
		if t.noun && !inflected && (subjectPronouns[prev] || toWords[prev] && word != "talks") {
			return false
		}
		if t.noun && word == "talks" && last < s.Last && (folded[last] == "about" || folded[last] == "of") && prev != "" && d.Tokens[first-1].IsCap() && !d.Tokens[first].IsCap() {
			return false
		}
		if !t.noun && !inflected && determiners[prev] {
			return false
		}
	}
	if t.verb != "" && last > first+1 && folded[first] == t.verb && determiners[prev] && !pastLikeBase[t.verb] {
		return false // a rally is expected outside
	}
	if t.require != nil && !t.require.anywhere(folded, s) {
		return false
	}
	return t.forbid == nil || !t.forbid.anywhere(folded, s)
}

// anywhere reports whether a one-token pattern matches in the sentence.
func (p *pattern) anywhere(folded []string, s prose.Range) bool {
	for i := s.First; i < s.Last; i++ {
		if p.elems[0].matches(folded[i]) {
			return true
		}
	}
	return false
}

// flagAll sets the flags of the hits of d by the cues of their sentences.
func (x *lexicon) flagAll(d *prose.Doc, folded []string, hits []hit, lang string, now years) {
	for i := 0; i < len(hits); {
		s := hits[i].span
		j := i
		for j < len(hits) && hits[j].span == s {
			j++
		}
		cues := x.cuesIn(d, folded, s, lang)
		for k := i; k < j; k++ {
			if hits[k].flag != happened {
				continue // the trigger's own words say so
			}
			hits[k].flag, hits[k].asserted = x.flagOf(d, folded, &hits[k], s, cues)
			if hits[k].flag == happened && longAgo(folded, s, &hits[k], now) {
				hits[k].flag = historical
			}
		}
		followNeighbours(hits[i:j])
		i = j
	}
}

// followNeighbours lets a mere mention take the flag of another of its type in
// the same sentence: the protesters who vow to march on Friday are no protest.
func followNeighbours(hits []hit) {
	for i := range hits {
		for k := range hits {
			h, other := &hits[i], &hits[k]
			if h.noun && !h.asserted && !deed(h.typ) && h.flag == happened && other.typ == h.typ && other.flag != happened {
				h.flag = other.flag
			}
		}
	}
}

// cueHit is one cue found: tokens first to last (exclusive).
type cueHit struct {
	c           *cue
	first, last int
}

func (x *lexicon) cuesIn(d *prose.Doc, folded []string, s prose.Range, lang string) []cueHit {
	var out []cueHit
	for i := s.First; i < s.Last; i++ {
		if folded[i] == "may" && d.Tokens[i].Text == "May" && i > s.First || lang == "en" && notModal(folded, i, s.First) {
			continue // the month
		}
		x.cueFirst[lang].candidates(folded[i], func(id int) {
			c := &x.cues[id]
			if end := c.pattern.matchAt(folded, i, s.Last); end > 0 {
				out = append(out, cueHit{c, i, end})
			}
		})
	}
	return out
}

// flagOf weighs the cues that reach h: negated before hypothetical, future and
// historical, as the facet counts them.
func (x *lexicon) flagOf(d *prose.Doc, folded []string, h *hit, s prose.Range, cues []cueHit) (flag, bool) {
	var reaching []cueHit
	hedge, given := false, h.presupposed(folded)
	for _, c := range cues {
		if c.c.applies(h) && c.reaches(folded, h) && (c.c.lang != "en" || c.speaksOf(folded, h)) && (!given || c.undoes(folded, h)) {
			reaching = append(reaching, c)
			hedge = hedge || c.c.flag == hedged
		}
	}
	got, assertedHere := happened, !h.noun
	for _, c := range reaching {
		switch {
		case c.c.flag == negated && overtaken(c, reaching):
		case c.c.flag == hedged, hedge && c.c.flag == negated, c.inLonger(reaching):
		case c.c.flag == negated && (c.c.types != nil || c.c.side == "after" && h.noun) && c.stillOn(folded, s):
		case c.c.flag == asserted:
			assertedHere = true
		default:
			got = max(got, c.c.flag)
		}
	}
	if (got == happened || got == future) && conditional[folded[s.First]] {
		got = hypothetical // if the union strikes, the port will close
	}
	if (got == hypothetical || got == future) && h.knownDisease(folded) {
		return happened, false
	}
	if got != happened {
		return got, false
	}
	if timetabled(folded, h) {
		return future, false
	}
	if (d.Field == news.InTitle || !stopWords[folded[s.Last-1]]) && !h.noun && announced(folded, h, s) {
		return future, false
	}
	return happened, assertedHere
}

var conditional = prose.WordSet(`if unless`)

// timetabled reports a verb in the present tense with a day behind it: the ministers
// meet on Friday. Running text tells what happened in the past tense, headlines do not.
func timetabled(folded []string, h *hit) bool {
	w, last := folded[h.first], folded[h.last-1]
	present := h.verb != "" && !pastLikeBase[h.verb] && (w == h.verb || w == plural(h.verb)) || last == "meet" || last == "meets"
	if h.noun || h.d.Field != news.InText || !present {
		return false
	}
	for i := h.last; i < min(h.span.Last, h.last+timetableWindow); i++ {
		switch {
		case dayNames[folded[i]] && (folded[i-1] == "on" || folded[i-1] == "next" || folded[i-1] == "this"),
			months[folded[i]] && (folded[i-1] == "in" || folded[i-1] == "next" || yearless(folded[i-1])), folded[i] == "tomorrow":
			return true
		case clauseBreak(folded[i:i+1], false):
			return false
		}
	}
	return false
}

// timetableWindow is how many tokens behind the verb its day may stand.
const timetableWindow = 10

var dayNames = prose.WordSet(`monday tuesday wednesday thursday friday saturday sunday`)

// stopWords end a sentence of running text, which headlines go without.
var stopWords = prose.WordSet(`. ! ? … : ; " ” )`)

// announced reports the infinitive that headlines use for the future: Ministers
// to meet. The pattern may hold the "to".
func announced(folded []string, h *hit, s prose.Range) bool {
	if h.first > s.First && folded[h.first-1] == "to" {
		return true
	}
	return slices.Contains(folded[h.first:h.last-1], "to") && folded[h.last-1] == "meet"
}

// overtaken reports an undoing behind the trigger that a later word takes back: put
// off twice, they took place.
func overtaken(c cueHit, all []cueHit) bool {
	return c.c.side == "after" && slices.ContainsFunc(all, func(o cueHit) bool {
		return o.c.flag == asserted && o.c.side == "after" && o.first > c.first && !o.inLonger(all)
	})
}

// stillOn reports an undoing that has not come about: the blockade will not be
// lifted, if the blockade is lifted.
func (c *cueHit) stillOn(folded []string, s prose.Range) bool {
	for i := max(s.First, c.first-notYetWindow); i < c.first; i++ {
		if notYet[folded[i]] {
			return true
		}
	}
	return false
}

// notYetWindow is how many tokens before an undoing a negation or condition reaches it.
const notYetWindow = 4

var notYet = prose.WordSet(`not never if unless until no si hasta mientras wenn falls bis nicht erst tant jusqu'a ne если пока не`)

// inLonger reports a cue that is part of a longer one: the would of "said it
// would" is no mere possibility.
func (c *cueHit) inLonger(all []cueHit) bool {
	return slices.ContainsFunc(all, func(o cueHit) bool {
		return o.c.side != "around" && o.first <= c.first && o.last >= c.last && o.last-o.first > c.last-c.first
	})
}

func (c *cue) applies(h *hit) bool {
	if c.pos == "n" && !h.noun && !h.base || c.pos == "v" && h.noun {
		return false
	}
	return c.types == nil || slices.ContainsFunc(c.types, func(t string) bool {
		return string(h.typ) == t || string(family(h.typ)) == t
	})
}

// reaches reports whether the cue stands on its side of h, near enough, in the
// same clause.
func (c *cueHit) reaches(folded []string, h *hit) bool {
	switch c.c.side {
	case "sentence":
		return true
	case "around":
		return c.first < h.first && c.last > h.last-1
	case "before":
		if (c.first > h.first || c.first == h.first && c.c.types != nil) && c.last < h.last {
			return true // in the gap of a pattern: the army [will] withdraw
		}
		if c.first < h.first && c.last > h.first && c.last <= max(h.first+1, h.last-1) {
			return true // agreed [to hold] talks
		}
		return c.last <= h.first && h.first-c.last <= c.c.window && !clauseBreak(folded[c.last:h.first], true) && (h.noun || h.base || !ownClause(folded[c.last:h.first]))
	case "after":
		return c.first >= h.last && c.first-h.last <= c.c.window && (!clauseBreak(folded[h.last-1:c.first], false) || c.thatOccurred(folded, h))
	}
	return false
}

// ownClause reports that the words between a cue and the trigger open a clause with
// a verb of its own, which the cue does not speak of: will free those they have
// abducted, could find the men who killed.
func ownClause(between []string) bool {
	for i, w := range between {
		if w == "who" || w == "whose" || w == "which" || w == "that" && i+1 < len(between) && passiveWords[between[i+1]] || i > 0 && subjectPronouns[between[i-1]] && haveWords[w] && (i < 2 || between[i-2] != "that") {
			return true
		}
	}
	return false
}

var breaks = prose.WordSet(`but despite trotz malgre while although though after before until because ; : — – - aber während nachdem bevor doch mais après
	avant pero después antes tras но после пока that`)

// causeWords put behind a cue why or where it came about, which it does not speak
// of: suspended over a flood, dropped tariffs at a summit.
var causeWords = prose.WordSet(`over amid at during despite because following wegen nach trotz malgre`)

// clauseBreak reports a word or mark that ends the reach of a cue. What stands
// behind a trigger may follow an inserted clause in commas; what stands before
// may not.
func clauseBreak(between []string, before bool) bool {
	if !before && relative(between) {
		between = between[2:]
	}
	paired := false // talks between A and B: the "and" joins no clauses
	for _, w := range between {
		if w == "between" || w == "of" || w == "by" {
			paired = true
		}
		if w == "that" && before {
			continue
		}
		if w == "and" && !before && paired {
			paired = false
			continue
		}
		if before && causeWords[w] {
			return true
		}
		if breaks[w] || before && w == "," || !before && w == "and" {
			return true
		}
	}
	return false
}

// relative reports that between a noun, its first word, and what follows a clause
// in the passive tells which one it is: talks that had been set for Friday.
func relative(between []string) bool {
	return len(between) > 2 && (between[1] == "that" || between[1] == "which") && passiveWords[between[2]]
}

// longAgo reports a year that dates h into the past: "in 1994" or "the 1994
// genocide", where the article is of a later year or the year is old.
func longAgo(folded []string, s prose.Range, h *hit, now years) bool {
	for i := s.First; i < s.Last; i++ {
		y := yearAt(folded, i)
		if y == 0 || !now.past(y) || otherClause(folded, h, i) {
			continue
		}
		in := i > s.First && (folded[i-1] == "in" || folded[i-1] == "en" || folded[i-1] == "im" || folded[i-1] == "jahr" || folded[i-1] == "в")
		if i == h.last+1 && folded[i-1] == "of" {
			return true // the earthquake of 1908
		}
		if in && abs(i-h.first) <= 12 || y >= 1900 && i < h.first && h.first-i <= 2 {
			return true
		}
	}
	return false
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
