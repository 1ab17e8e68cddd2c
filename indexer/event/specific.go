package event

import (
	"slices"
	"strings"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// Violence is written about far more often than it is reported: speeches list
// murders and kidnappings, inquiries name the bombs they found. A report tells of
// one deed with its day, its victim, its article ("a bomb", "the murder of"). These
// factors weigh a mention by that.
const (
	datedFactor     = 1.7  // its sentence names a day
	spokenFactor    = 0.4  // its sentence says we, us, you: a speech or a statement
	listedFactor    = 0.2  // one of a list: murders, kidnappings and torture
	definiteFactor  = 1.15 // was kidnapped, a bomb, the murder of
	storedFactor    = 0.15 // dynamite and grenades that were found, not thrown
	wholesaleFactor = 0.5  // its victim is the people, the nation
	bareFactor      = 0.7  // a verb of habit, a noun without article
	attributeFactor = 0.5  // the murdered lawyer, whose murder is known
	summedFactor    = 0.35 // so far this year, in recent months
	intentFactor    = 1.4  // assassinated, shot: words that reports use more than speeches
	agentFactor     = 0.8  // who did it: the murderers
	heardFactor     = 0.35 // shots and blasts that were only heard
	untimedFactor   = 0.4  // have been murdered, at no time
)

// specificity is the factor of a mention of violence, 1 for all else. It reads
// English only.
func specificity(folded []string, hits []hit, at int, lang string) float64 {
	h := &hits[at]
	if lang != "en" || h.d.Field == news.InTitle || !deed(h.typ) {
		return 1
	}
	f := h.sentenceFactor(folded)
	if h.wholesale(folded) {
		f *= wholesaleFactor
	}
	if h.d.Tokens[h.first].Sentence > 0 && h.summed(folded) {
		f *= summedFactor
	}
	switch {
	case h.attributive(folded):
		f *= attributeFactor
	case h.stored(folded):
		f *= storedFactor
	case h.listed(folded, hits, at):
		f *= listedFactor
	case h.definite(folded):
		f *= definiteFactor
	case h.noun || h.bareVerb(folded):
		f *= bareFactor
	}
	return f * h.wordFactor(folded)
}

// wordFactor weighs the words themselves and their tense.
func (h *hit) wordFactor(folded []string) float64 {
	f, w := 1.0, folded[h.first]
	if agentNouns[w] {
		f *= agentFactor
	}
	if intentWords[w] || strings.HasPrefix(w, "assass") {
		f *= intentFactor
	}
	if h.heard(folded) {
		f *= heardFactor
	}
	if h.untimed(folded) {
		f *= untimedFactor
	}
	return f
}

// heard reports shots and blasts that are only heard.
func (h *hit) heard(folded []string) bool {
	for i := h.last; i < min(h.span.Last, h.last+4); i++ {
		if folded[i] == "heard" {
			return true
		}
	}
	return h.first > h.span.First && folded[h.first-1] == "heard"
}

// untimed reports a passive that tells no time: its leaders have been murdered.
func (h *hit) untimed(folded []string) bool {
	return !h.noun && h.first-2 >= h.span.First && folded[h.first-1] == "been" && (folded[h.first-2] == "have" || folded[h.first-2] == "has")
}

// deed reports a type that somebody does to somebody.
func deed(t news.EventType) bool {
	return family(t) == "attack" || t == "robbery"
}

// namesDay reports a sentence that names a day.
func namesDay(folded []string, s prose.Range) bool {
	for i := s.First; i < s.Last; i++ {
		if dayWords[folded[i]] || i > s.First && months[folded[i]] && yearless(folded[i-1]) {
			return true
		}
	}
	return false
}

func (h *hit) sentenceFactor(folded []string) float64 {
	spoken, s := false, h.span
	for i := s.First; i < s.Last; i++ {
		spoken = spoken || speechWords[folded[i]] && h.d.Tokens[i].Text != "US"
	}
	f := 1.0
	if h.dated && !h.aside {
		f *= datedFactor
	}
	if spoken {
		f *= spokenFactor
	}
	if s.Last > s.First && folded[s.Last-1] == "?" {
		f *= spokenFactor
	}
	return f
}

// yearless reports a day of the month: 9 in "on 9 May", which "May 9" and the verb
// may are not.
func yearless(s string) bool {
	return s != "" && len(s) <= 2 && s[0] >= '0' && s[0] <= '9'
}

// listed reports a mention that a comma or an "and" joins to the one before or behind
// it, where that is of a deed too: torture, kidnapping and murder. at is its place
// among the hits; only neighbours are compared, so that a text of nothing but deeds
// costs no square.
func (h *hit) listed(folded []string, hits []hit, at int) bool {
	if h.definite(folded) && !h.generic {
		return false
	}
	for _, i := range []int{at - 1, at + 1} {
		if i < 0 || i >= len(hits) {
			continue
		}
		o := &hits[i]
		if o.span != h.span || !deed(o.typ) && family(o.typ) != "coercion" {
			continue
		}
		a, b := h, o
		if b.first < a.first {
			a, b = b, a
		}
		if b.first-a.last >= 1 && b.first-a.last <= listGap && joined(folded[a.last:b.first]) {
			return true
		}
	}
	return false
}

// listGap is how many tokens may stand between two mentions of a list: ", and the".
const listGap = 3

func joined(between []string) bool {
	for _, w := range between {
		if w == "," || w == "and" || w == "or" {
			return true
		}
	}
	return false
}

// definite reports a verb in the passive (was kidnapped) or with its victim, or a
// noun with its article.
func (h *hit) definite(folded []string) bool {
	if h.generic {
		return false
	}
	if passiveWords[folded[h.first]] {
		return true // was shot
	}
	for i := h.first - 1; i >= max(h.span.First, h.first-definiteWindow); i-- {
		w := folded[i]
		if h.noun && (nounMarks[w] || w == "'s" || w == "’s" || countWords[w]) {
			return true
		}
		if !h.noun && passiveWords[w] && !haveWords[w] {
			return true
		}
	}
	return !h.noun && !h.bareVerb(folded) && !strings.HasSuffix(folded[h.first], "ing")
}

// wholesale reports a victim that no deed has: murdering the people, an attack on
// our nation, the murder of peasants, thousands were killed.
func (h *hit) wholesale(folded []string) bool {
	for i := h.first - 1; i >= max(h.span.First, h.first-wholesaleWindow); i-- {
		if massWords[folded[i]] {
			return true
		}
		if h.d.Tokens[i].Kind != prose.Word {
			break
		}
	}
	counted := false
	for i := h.last; i < min(h.span.Last, h.last+wholesaleWindow); i++ {
		t, w := &h.d.Tokens[i], folded[i]
		switch {
		case t.Kind == prose.Punct || i > h.last && clauseBreak(folded[i:i+1], false) && w != "and":
			return false
		case wholesaleWords[w] && (w != "people" || !counted), groupWords[w] && !counted, massWords[w]:
			return true
		}
		counted = counted || t.Kind == prose.Number || countWords[w] || determiners[w] && w != "the" || groupWords[w]
	}
	return false
}

// wholesaleWindow reaches over "against the defenceless Peruvian people".
const wholesaleWindow = 5

// attributive reports a participle before its noun, which takes the deed for known:
// the murdered lawyer, of kidnapped persons.
func (h *hit) attributive(folded []string) bool {
	w := folded[h.first]
	if h.noun || h.last > h.first+1 || h.first == h.span.First || h.last >= h.span.Last || !strings.HasSuffix(w, "ed") && w != "slain" {
		return false
	}
	prev := folded[h.first-1]
	return (determiners[prev] || countWords[prev] || prev == "of" || prev == "'s") && h.d.Tokens[h.last].Kind == prose.Word && !afterVerb[folded[h.last]]
}

// summed reports a sentence that adds up many deeds over a time.
func (h *hit) summed(folded []string) bool {
	for i := h.span.First; i+1 < h.span.Last; i++ {
		switch folded[i] {
		case "so":
			if folded[i+1] == "far" && i+2 < h.span.Last && (folded[i+2] == "this" || folded[i+2] == "in") {
				return true // nine dead so far is the toll of one deed, so far this year of many
			}
		case "past", "last", "recent":
			if spans[folded[i+1]] || i+2 < h.span.Last && spans[folded[i+2]] {
				return true
			}
		case "since":
			if months[folded[i+1]] || yearOf(folded[i+1]) > 0 {
				return true
			}
		}
	}
	return false
}

// stored reports a weapon among others, or in the hands of who found it: 6 sticks of
// dynamite, grenade launchers, rifles and explosives.
func (h *hit) stored(folded []string) bool {
	if h.typ != "attack:bombing" || h.last > h.first+1 || !weaponWords[folded[h.first]] {
		return false
	}
	for i := h.span.First; i < h.span.Last; i++ {
		if storeWords[folded[i]] {
			return true
		}
	}
	return false
}

// bareVerb reports a verb in its base form, which set, hit and their like never show.
func (h *hit) bareVerb(folded []string) bool {
	w := folded[h.first]
	return h.base && w == h.verb && !pastLikeBase[w]
}

const definiteWindow = 3

var (
	nounMarks    = prose.WordSet(`the a an this that these those his her their another`)
	pastLikeBase = prose.WordSet(`set hit cut put beat shut burst`)
	weaponWords  = prose.WordSet(`dynamite explosive explosives grenade grenades bomb bombs detonating mine mines`)
	storeWords   = prose.WordSet(`found confiscated confiscate confiscating seized seizing cache caches rifle rifles cartridges ammunition launcher launchers
		rounds sticks fuses detonators pistols arsenal smuggled plugs kilograms`)
	agentNouns = prose.WordSet(`murderer murderers killer killers assassin assassins kidnapper kidnappers hijacker hijackers robber robbers burglar burglars
		arsonist arsonists rapist rapists attacker attackers`)
	intentWords = prose.WordSet(`shot slain shooting ambushed machinegunned`)
	spans       = prose.WordSet(`years months weeks decade decades`)
	afterVerb   = prose.WordSet(`by in on at the a an with when while after during two three his her their its and or to from for near outside last yesterday today`)
	massWords   = prose.WordSet(`thousands countless innumerable series wave waves campaign policy hundreds gangs hired number constant continuous systematic`)
	groupWords  = prose.WordSet(`activists peasants leaders journalists newsmen judges priests workers students civilians women children officials politicians
		teachers unionists opponents dissidents citizens compatriots brothers innocents prisoners`)
	wholesaleWords = prose.WordSet(`people peoples nation nations humanity mankind population populace fatherland homeland democracy freedom expression sovereignty`)
	speechWords    = prose.WordSet(`we us our ours you your i my must`)
	dayWords       = prose.WordSet(`today yesterday tonight morning evening afternoon night midnight noon dawn monday tuesday wednesday thursday friday
		saturday sunday recent recently weekend`)
)

// presupposed reports a noun that takes its deed for granted: the murder of, this
// attack. Who rejects the murder or could be behind it does not undo it.
func (h *hit) presupposed(folded []string) bool {
	if !deed(h.typ) || h.generic {
		return false
	}
	if !h.noun {
		return h.attributive(folded) // of the seven kidnapped students
	}
	for i := h.first - 1; i >= max(h.span.First, h.first-givenWindow); i-- {
		if i < h.first-definiteWindow && anyOf(folded[i+1:h.first], connectives) {
			return false // warned the fleet of missile strikes
		}
		if givenWords[folded[i]] {
			return folded[i] != "that" || !strings.HasSuffix(folded[h.last-1], "s") // said that attacks could follow
		}
		if nounMarks[folded[i]] || h.d.Tokens[i].Kind == prose.Punct {
			return false
		}
	}
	return false
}

// givenWindow reaches over "this bloody and criminal".
const givenWindow = 5

// undoes reports a cue strong enough for a deed that is taken for granted: the
// attack was foiled, he denied the kidnapping, they plan the murder.
func (c *cueHit) undoes(folded []string, h *hit) bool {
	if c.c.flag == hedged || c.c.flag == asserted || c.c.flag == historical {
		return true
	}
	if c.c.side == "after" && c.c.flag == negated {
		return true
	}
	return c.c.side == "before" && h.first-c.last <= 1 && planWords[folded[c.first]]
}

var (
	givenWords = prose.WordSet(`the this that these those 's ’s his her their`)
	planWords  = prose.WordSet(`plan plans planned planning plotting plotted prepare prepares prepared preparing foil foils foiled thwart thwarts thwarted
		avert averts averted prevent prevents prevented deny denies denied stop stopped defused`)
)

// resolveViolence names more closely what the words leave open: bombing by an air
// force is an air strike, and "the attack" is the deed told last.
func resolveViolence(folded []string, hits []hit) {
	planes := slices.ContainsFunc(folded, func(w string) bool { return planeWords[w] }) || follows(folded, "air", "force")
	last, raid := -1, raidOf(hits)
	for i := range hits {
		h := &hits[i]
		if h.typ == "attack:bombing" && h.last == h.first+1 && bombingWords[folded[h.first]] && (planes || h.overArea(folded)) {
			h.typ = "attack:airstrike"
		}
		if h.typ == "attack" && h.withExplosives(folded) {
			h.typ = "attack:bombing"
		}
		if raid != "" && h.typ == "protest:strike" && h.last == h.first+1 && strikeWords[folded[h.first]] {
			h.typ = raid
		}
		if last >= 0 && h.noun && h.typ == "attack" && h.specific > bareFactor && !h.prominent() && attackNouns[folded[h.last-1]] {
			h.typ = hits[last].typ
			continue
		}
		if namesDeed[h.typ] && h.flag == happened && !h.generic {
			last = i
		}
	}
}

// resolveDeaths makes "was killed" a killing in a text that tells of violence, and of
// nothing else that kills.
func resolveDeaths(folded []string, hits []hit) {
	violent := false
	for i := range hits {
		h := &hits[i]
		switch family(h.typ) {
		case "disaster", "accident":
			return
		}
		violent = violent || (deed(h.typ) || h.typ == "fighting") && !h.generic && h.flag == happened
	}
	for i := range hits {
		h := &hits[i]
		if violent && h.typ == "death" && killWords[folded[h.first]] {
			h.typ = "attack:killing"
		}
	}
}

// resolveLooting makes looting a riot's where the text tells of rioters or protesters.
func resolveLooting(folded []string, hits []hit) {
	if !slices.ContainsFunc(hits, func(h hit) bool { return family(h.typ) == "protest" }) {
		return
	}
	for i := range hits {
		if hits[i].typ == "robbery" && strings.HasPrefix(folded[hits[i].first], "loot") {
			hits[i].typ = "protest:riot"
		}
	}
}

// resolveBlasts makes criticism of a blast that somebody by name deals (Belmonte blasts
// the poll), and of one that a headline deals where no text tells of an explosion:
// Democrats blast the advertisement. people marks the tokens of people's names, texts are
// all of the article.
func resolveBlasts(folded []string, hits []hit, people []bool, texts [][]string) {
	for i := range hits {
		h := &hits[i]
		if !blastWords[folded[h.first]] || h.last != h.first+1 || h.first == h.span.First {
			continue
		}
		named := h.first <= len(people) && people[h.first-1]
		if named || h.last < h.span.Last && isWord(folded[h.last]) && !placing[folded[h.last]] && isWord(folded[h.first-1]) && noExplosion(texts) {
			h.typ, h.noun, h.generic, h.strength = "accusation:criticism", false, false, 2
		}
	}
}

// noExplosion reports texts without a word of what a blast leaves or comes of.
func noExplosion(texts [][]string) bool {
	return !slices.ContainsFunc(texts, func(folded []string) bool { return anyOf(folded, explosionWords) })
}

var explosionWords = prose.WordSet(`bomb bombs bomber bombing explosion explosions exploded explode explodes exploding explosive explosives detonated gas boiler
	dynamite grenade mine device devices killed kills kill killing dead died injured injures wounded casualties rescuers rubble debris evacuated
	firefighters suicide truck silo depot plant factory warehouse refinery`)

// raidOf is the kind of air strike that "the strikes" of a text are, empty where it
// tells of none or of labour too.
func raidOf(hits []hit) news.EventType {
	var raid news.EventType
	for i := range hits {
		switch h := &hits[i]; {
		case h.typ == "protest:strike" && h.last > h.first+1:
			return ""
		case raid == "" && (h.typ == "attack:airstrike" || h.typ == "attack:drone"):
			raid = h.typ
		}
	}
	return raid
}

// withExplosives reports an attack whose means, named behind it, explode: attacked
// the embassy with dynamite.
func (h *hit) withExplosives(folded []string) bool {
	for i := h.last; i+1 < min(h.span.Last, h.last+meansWindow); i++ {
		if folded[i] != "with" && folded[i] != "using" {
			if clauseBreak(folded[i:i+1], false) {
				return false
			}
			continue
		}
		for k := i + 1; k < min(h.span.Last, i+4); k++ {
			if weaponWords[folded[k]] {
				return true
			}
		}
		return false
	}
	return false
}

// meansWindow is how many tokens from the attack its means are looked for.
const meansWindow = 12

// overArea reports a bombing of what no bomb left behind could reach: a city, a
// front.
func (h *hit) overArea(folded []string) bool {
	for i := h.last; i < min(h.span.Last, h.last+forcesWindow); i++ {
		if clauseBreak(folded[i:i+1], false) {
			return false
		}
		if areaWords[folded[i]] {
			return true
		}
	}
	return false
}

func follows(folded []string, first, second string) bool {
	for i := 1; i < len(folded); i++ {
		if folded[i] == second && folded[i-1] == first {
			return true
		}
	}
	return false
}

var (
	areaWords = prose.WordSet(`areas area zone zones city cities town towns village villages neighborhood neighborhoods neighbourhood neighbourhoods
		district districts outskirts suburbs capital positions sectors population hills trenches targets civilians`)
	planeWords   = prose.WordSet(`airforce aircraft warplane warplanes plane planes jets aerial aerially helicopter helicopters aviation bombers`)
	bombingWords = prose.WordSet(`bombing bombings bombed bombard bombarded bombardment bombardments`)
	killWords    = prose.WordSet(`killed killing kill kills`)
	blastWords   = prose.WordSet(`blast blasts`)
	strikeWords  = prose.WordSet(`strike strikes`)
	attackNouns  = prose.WordSet(`attack attacks assault incident act raid`)
	// namesDeed are the kinds of attack that "the attack" may come back to.
	namesDeed = map[news.EventType]bool{"attack:bombing": true, "attack:shooting": true, "attack:airstrike": true, "attack:drone": true,
		"attack:arson": true, "attack:assault": true, "attack:killing": true, "attack:massacre": true, "fighting": true}
)
