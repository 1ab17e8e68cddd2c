package tag

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"dateline/search/news"
)

// keepScore is what the triggers of a type must add up to: one strong trigger
// anywhere, a normal one near the top or twice, a weak one in the lead.
// A long story has more background, so there more is asked, and where the
// story has a main event the others must stand up to it; a bare plural never
// counts for more than genericStrength.
const (
	keepScore       = 2.5
	keepScoreLong   = 3.5
	longTokens      = 150
	featureTokens   = 600 // from here on a story is a feature: with each doubling
	featureScore    = 2.0 // so much more is asked
	genericStrength = 1.0
	verbFactor      = 1.35 // a verb tells that it was done, a noun may only speak of it
	titleFactor     = 3
	leadFactor      = 2.5
	openingFactor   = 2.0 // the rest of the first paragraph
	upperFactor     = 1.3
	passingFactor   = 0.6
	asideFactor     = 0.5  // in a quotation or an inserted clause
	mainShare       = 0.25 // of the main event's score, which the others must reach,
	mainCap         = 6.0  // but never more than this: a strong verb in the lead
)

func (h *hit) score() float64 {
	s := float64(h.strength)
	if h.generic {
		s = min(s, genericStrength)
	}
	if !h.noun {
		s *= verbFactor
	}
	if h.aside {
		s *= asideFactor
	}
	if h.passing {
		s *= passingFactor
	}
	s *= h.specific
	switch {
	case h.d.field == news.InTitle:
		return titleFactor * s
	case h.d.tokens[h.first].sentence == 0 && !h.aside:
		return leadFactor * s
	case h.d.tokens[h.first].paragraph == 0 && !h.aside && h.first < upperTokens:
		return openingFactor * s
	case h.first < upperTokens:
		return upperFactor * s
	}
	return s
}

type eventKey struct {
	typ  news.EventType
	flag flag
}

// eventsOf groups hits by type and flag and keeps the groups that carry weight.
func eventsOf(hits []hit, scenes map[*doc]*scene) []news.Event {
	groups, totals := map[eventKey][]hit{}, map[eventKey]float64{}
	best, titled := 0.0, false
	for _, h := range hits {
		titled = titled || h.d.field == news.InTitle
		k := eventKey{h.typ, h.flag}
		groups[k] = append(groups[k], h)
		totals[k] += h.score()
		best = max(best, totals[k])
	}
	if !titled {
		best = 0
	}
	foldGeneric(groups, totals)
	out := []news.Event{}
	for k, group := range groups {
		info, known := news.LookupEventType(k.typ)
		if known && totals[k] >= keepAt(group, best) {
			out = append(out, newEvent(info, k.flag, group, scenes))
		}
	}
	slices.SortFunc(out, func(a, b news.Event) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(flagOrder(&a), flagOrder(&b)))
	})
	return out
}

// foldGeneric gives the mentions of a plain attack to the kind of attack that the
// story tells most of, where that outweighs them: the attack was a bombing.
func foldGeneric(groups map[eventKey][]hit, totals map[eventKey]float64) {
	for f := range negated + 1 {
		plain, into := eventKey{"attack", f}, eventKey{}
		for _, typ := range slices.Sorted(maps.Keys(namesDeed)) {
			if k := (eventKey{typ, f}); family(typ) == "attack" && totals[k] >= totals[plain] && totals[k] > totals[into] {
				into = k
			}
		}
		if into.typ == "" || len(groups[plain]) == 0 {
			continue
		}
		groups[into] = append(groups[into], groups[plain]...)
		delete(groups, plain)
	}
}

// keepAt is the score a group must reach beside the best of its story.
func keepAt(group []hit, best float64) float64 {
	d := group[len(group)-1].d
	at := keepScore
	if len(d.tokens) >= longTokens {
		at = keepScoreLong
	}
	if n := float64(len(d.tokens)) / featureTokens; n > 1 && !told(group[0].typ) {
		at += featureScore * math.Log2(n)
	}
	if len(d.sentences) < fewSentences {
		return at
	}
	return max(at, min(mainCap, mainShare*best))
}

// told reports what is told as it happened even far down in a long story: violence,
// and what the police do.
func told(t news.EventType) bool { return family(t) == "attack" || t == "coercion:arrest" }

// fewSentences is a text too short to tell the main event from the background.
const fewSentences = 4

// markPlace marks what the place of each hit of d says of its weight.
func markPlace(d *doc, folded []string, hits []hit, lang string) {
	quoted := quotedTokens(d)
	for i := range hits {
		h := &hits[i]
		if lang == "en" && betweenForces(folded, h) {
			h.typ, h.strength = "fighting", 3
		}
		h.toll = tollWords[lang][folded[h.first]] || h.typ == "attack:arson"
		if h.attribute(folded) {
			h.generic, h.aside = true, true
		}
		h.aside = h.aside || quoted[h.first] || h.backward(folded, lang, i == 0)
		low := d.field == news.InText && d.tokens[h.first].sentence > 0 && len(d.sentences) >= fewSentences
		h.specific = specificity(folded, hits, i, lang)
		h.passing = low && (passingTypes[h.typ] || h.flag == hypothetical || h.flag == negated && !h.noun)
	}
}

// attribute reports a trigger that only describes something else: the flood
// report, a flood barrier, Jailed editor ends a fast.
func (h *hit) attribute(folded []string) bool {
	if h.last < h.span.last && aboutWords[folded[h.last]] && calamity(h.typ) {
		return true
	}
	return h.d.field == news.InTitle && h.first == h.span.first && attributes[folded[h.first]]
}

// backward reports a hit that looks back to what went before the news: dated
// months ago, or behind the main clause of the headline or lead. The first event
// of a headline is its news wherever it stands.
func (h *hit) backward(folded []string, lang string, firstOfDoc bool) bool {
	if h.d.field == news.InTitle {
		return !firstOfDoc && h.behind(folded, lang)
	}
	if len(h.d.sentences) < fewSentences {
		return false
	}
	return monthsAgo(folded, h) || h.d.tokens[h.first].sentence == 0 && h.behind(folded, lang)
}

var (
	// attributes say at the head of a headline who it is about.
	attributes = wordSet(`jailed accused detained convicted arrested imprisoned exiled`)
	// passingTypes are what people say in every story: they count where the headline
	// or the lead tells them, or where they come again.
	passingTypes = map[news.EventType]bool{"agreement": true, "support": true, "cooperation": true, "concession": true,
		"demand": true, "accusation": true, "rejection": true, "threat": true}
	months = wordSet(`january february march april may june july august september october november december spring summer autumn winter`)
)

// monthsAgo reports a past date behind h that is no date of news: arrested in
// September, charged last year.
func monthsAgo(folded []string, h *hit) bool {
	if h.flag == future {
		return false
	}
	for i := h.last; i+1 < min(h.span.last, h.last+forcesWindow); i++ {
		if clauseBreak(folded[i:i+1], false) {
			return false
		}
		if (folded[i] == "in" || folded[i] == "of" && i == h.last) && months[folded[i+1]] || folded[i] == "last" && (folded[i+1] == "year" || folded[i+1] == "month" || months[folded[i+1]]) {
			return true
		}
	}
	return false
}

// behind reports a word before h in its sentence that opens an inserted or
// backward-looking clause: resigned after protests over a collapse that killed.
func (h *hit) behind(folded []string, lang string) bool {
	openers := backwardWords[lang]
	for i := h.first - 1; i > h.span.first; i-- {
		if openers[folded[i]] {
			return true
		}
		if folded[i] == "," && i < h.first-8 {
			return false
		}
	}
	return false
}

var backwardWords = map[string]map[string]bool{
	"en": wordSet(`after since who that which whose whom where because following over`),
	"de": wordSet(`nach seit nachdem weil`),
	"fr": wordSet(`apres depuis qui dont`),
	"es": wordSet(`despues tras desde que`),
	"ru": wordSet(`после который которая которые`),
}

// quotedTokens marks the tokens between double quotation marks. A quotation ends
// with its paragraph at the latest.
func quotedTokens(d *doc) []bool {
	quoted := make([]bool, len(d.tokens))
	open, paragraph := "", -1
	for i := range d.tokens {
		t := &d.tokens[i]
		if t.paragraph != paragraph {
			open, paragraph = "", t.paragraph
		}
		if t.kind == punctToken {
			switch {
			case open != "" && t.text == open:
				open = ""
			case open == "" && closingQuote[t.text] != "":
				open = closingQuote[t.text]
			}
		}
		quoted[i] = open != ""
	}
	return quoted
}

var closingQuote = map[string]string{"\"": "\"", "“": "”", "„": "“", "«": "»", "»": "«", "‘": "’"}

// dropTolls forgets the dead and the burnt houses where the headline, the lead or
// the same sentence names what killed and burned: a flood that killed nine is no
// killing, and the deaths are part of it.
func dropTolls(hits []hit) []hit {
	causes := map[spot]map[news.EventType]bool{}
	add := func(p spot, t news.EventType) {
		if causes[p] == nil {
			causes[p] = map[news.EventType]bool{}
		}
		causes[p][t] = true
	}
	for i := range hits {
		h := &hits[i]
		if h.toll || h.flag != happened || !calamity(h.typ) {
			continue
		}
		add(spot{h.d, h.span}, h.typ)
		if h.prominent() {
			add(spot{}, h.typ)
		}
	}
	return slices.DeleteFunc(hits, func(h hit) bool {
		return h.toll && h.flag == happened && (h.causedBy(causes[spot{}]) || h.causedBy(causes[spot{h.d, h.span}]))
	})
}

// spot is a sentence; the zero spot stands for the headline and the lead.
type spot struct {
	d *doc
	s tokenRange
}

func (h *hit) causedBy(causes map[news.EventType]bool) bool {
	for t := range causes {
		if t != h.typ && (h.typ != "attack:arson" || blasts[t]) {
			return true
		}
	}
	return false
}

// blasts are attacks that set things on fire.
var blasts = map[news.EventType]bool{"attack:bombing": true, "attack:airstrike": true, "attack:drone": true}

// calamity reports a type that leaves dead or damage behind.
func calamity(t news.EventType) bool {
	switch family(t) {
	case "disaster", "accident", "attack", "fighting":
		return true
	}
	return false
}

var (
	tollWords = map[string]map[string]bool{
		"en": wordSet(`kill kills killed killing died dies dead deaths death drown drowned fatality fatalities`),
		"de": wordSet(`starb starben gestorben todesopfer ums getotet getoteten tote toten ertrunken`),
		"fr": wordSet(`mort morts morte mortes tue tues`),
		"es": wordSet(`murio murieron muertos fallecieron fallecio`),
		"ru": wordSet(`погиб погибли погибших погибло умер умерли`),
	}
	// aboutWords turn a calamity before them into what a report or a thing is about.
	aboutWords = wordSet(`report inquiry inquest defences defenses barrier barriers warning warnings relief victims survivors insurance law laws
		prevention protection plan risk memorial compensation investigation case trial`)
)

// forcesWindow is how many tokens from the trigger its victim is looked for.
const forcesWindow = 6

var (
	// armedForces are those whose death or whose posts under attack make a battle,
	// not an attack on civilians. Police are no such force.
	armedForces = wordSet(`soldier soldiers guerrilla guerrillas guerillas rebel rebels troops troop army garrison garrisons barracks battalion
		battalions brigade brigades paratroopers paratrooper commandos insurgents regiment detachment infantry sergeant corporal
		contras patrol patrols positions military convoy convoys navy enemy armored armoured subversives terrorists extremists
		militants insurgent marines`)
	// passiveWords stand between a victim and what was done to it.
	passiveWords = wordSet(`was were been be is are being have has had also reportedly`)
	haveWords    = wordSet(`have has had also reportedly`) // which stand before what was done, too
	fightTypes   = map[news.EventType]bool{"attack": true, "attack:killing": true}
)

// betweenForces reports an attack or a killing whose victim is an armed force:
// attacked the garrison, nine soldiers were killed. Who did it stands behind
// "by" and does not count.
func betweenForces(folded []string, h *hit) bool {
	if !fightTypes[h.typ] || len(folded[h.last-1]) > 6 && (folded[h.last-1][:6] == "assass" || folded[h.last-1][:6] == "murder") {
		return false
	}
	if strings.HasPrefix(folded[h.first], "ambush") {
		return slices.ContainsFunc(folded[h.span.first:h.span.last], func(w string) bool { return armedForces[w] })
	}
	first, passive := h.first, false
	for first > h.span.first && passiveWords[folded[first-1]] {
		first--
		passive = passive || !haveWords[folded[first]]
	}
	if passive || h.last < h.span.last && folded[h.last] == "by" && !h.noun {
		return first > h.span.first && armedForces[folded[first-1]]
	}
	for i := h.last; i < min(h.span.last, h.last+forcesWindow); i++ {
		switch {
		case folded[i] == "by" || clauseBreak(folded[i:i+1], false):
			return false
		case armedForces[folded[i]]:
			return true
		}
	}
	return false
}
