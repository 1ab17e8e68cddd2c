package event

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"dateline/indexer/prose"
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
	keepGrowth      = 0.5 // more for a deed, by the logarithm of the length
	poolFactor      = 0.5 // of the other words for one deed
	genericStrength = 1.0
	verbFactor      = 1.35 // a verb tells that it was done, a noun may only speak of it
	titleFactor     = 3
	leadFactor      = 2.5
	openingFactor   = 2.0 // the rest of the first paragraph
	upperFactor     = 1.3
	passingFactor   = 0.6
	pastFactor      = 0.1  // dated before the news, where there is other news
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
	case h.d.Field == news.InTitle:
		return titleFactor * s
	case h.d.Tokens[h.first].Sentence == 0 && !h.aside:
		return leadFactor * s
	case h.d.Tokens[h.first].Paragraph == 0 && !h.aside && h.first < prose.UpperTokens:
		return openingFactor * s
	case h.first < prose.UpperTokens:
		return upperFactor * s
	}
	return s
}

type eventKey struct {
	typ  news.EventType
	flag flag
}

// events groups the hits by type and flag and keeps the groups that carry weight,
// and of the deeds those that the report model lets stand, as a reader meets them:
// who takes the first has what the story opens with, not the first in the alphabet.
func (r *reading) events(m *ReportModel) []news.Event {
	groups, kept := r.weighed()
	sure := r.judge(m, groups, kept)
	out := []news.Event{}
	for k := range kept {
		if info, known := news.LookupEventType(k.typ); known {
			out = append(out, newEvent(info, k.flag, groups[k], r.scenes, sure[k]))
		}
	}
	slices.SortFunc(out, func(a, b news.Event) int {
		return cmp.Or(firstAt(&a, &b), cmp.Compare(a.Type, b.Type), cmp.Compare(flagOrder(&a), flagOrder(&b)))
	})
	return out
}

// firstAt compares where two events are met first, those of the headline before all.
func firstAt(a, b *news.Event) int {
	m, n := &a.Mentions[0], &b.Mentions[0]
	return cmp.Or(cmp.Compare(n.Field, m.Field), cmp.Compare(m.Start, n.Start))
}

// weighed gives the hits by type and flag, and the groups that carry weight by the
// rules.
func (r *reading) weighed() (groups map[eventKey][]hit, kept map[eventKey]bool) {
	groups, kept = map[eventKey][]hit{}, map[eventKey]bool{}
	totals := map[eventKey]float64{}
	best, titled := 0.0, false
	for _, h := range r.hits {
		titled = titled || h.d.Field == news.InTitle
		k := eventKey{h.typ, h.flag}
		groups[k] = append(groups[k], h)
		totals[k] += h.score()
		best = max(best, totals[k])
	}
	if !titled {
		best = 0
	}
	foldGeneric(groups, totals)
	agePast(groups, totals)
	poolKinds(totals)
	for k, group := range groups {
		if totals[k] >= keepAt(group, best)*r.background(group) {
			kept[k] = true
		}
	}
	return groups, kept
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

// agePast takes weight from an event that the story itself dates before the news,
// in whichever of its mentions: the protest is over a collapse in December. A
// mention of it on a day of the week says that it goes on.
func agePast(groups map[eventKey][]hit, totals map[eventKey]float64) {
	var aged []eventKey
	news := false
	for k, group := range groups {
		past, now := false, false
		for i := range group {
			past = past || group[i].past
			now = now || !group[i].past && !group[i].aside && group[i].dated
		}
		switch {
		case !deed(k.typ) && k.flag == happened && past && !now:
			aged = append(aged, k)
		case k.flag == happened && totals[k] >= keepScore:
			news = true
		}
	}
	for _, k := range aged {
		if news {
			totals[k] *= pastFactor
		}
	}
}

// pooledKinds are attacks told in several words: the attack, in which gunmen shot
// the mayor dead.
var pooledKinds = []news.EventType{"attack:killing", "attack:shooting", "attack:massacre", "attack"}

// poolKinds gives to the kind that a story tells most of the weight of the others
// of its pool, which are words for the same deed.
func poolKinds(totals map[eventKey]float64) {
	top, sum := eventKey{}, 0.0
	for _, typ := range pooledKinds {
		k := eventKey{typ, happened}
		sum += totals[k]
		if totals[k] > totals[top] {
			top = k
		}
	}
	if top.typ != "" {
		totals[top] += poolFactor * (sum - totals[top])
	}
}

// keepAt is the score a group must reach beside the best of its story.
func keepAt(group []hit, best float64) float64 {
	d := group[len(group)-1].d
	at := keepScore
	if len(d.Tokens) >= longTokens {
		at = keepScoreLong
	}
	if n := float64(len(d.Tokens)) / featureTokens; n > 1 && !told(group[0].typ) {
		at += featureScore * math.Log2(n)
	}
	if n := len(d.Tokens); n >= longTokens && deed(group[0].typ) {
		at += keepGrowth * math.Log(float64(n)/longTokens)
	}
	if len(d.Sentences) < fewSentences {
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
func markPlace(d *prose.Doc, folded []string, hits []hit, lang string) {
	quoted := quotedTokens(d)
	for i := range hits {
		h := &hits[i]
		if lang == "en" && betweenForces(folded, h) {
			h.typ, h.fought, h.strength = "fighting", h.typ, 3
		}
		h.past = lang == "en" && h.flag != future && (monthsAgo(folded, h) || weeksAfter(folded, h) || lasting(folded, h) || i > 0 && h.follows(&hits[i-1], folded))
		h.toll = tollWords[lang][folded[h.first]] || h.typ == "attack:arson" && !h.lit(folded)
		if h.attribute(folded) {
			h.generic, h.aside = true, true
		}
		h.aside = h.aside || lang == "en" && h.topic(folded)
		h.quoted = quoted[h.first]
		h.aside = h.aside || h.quoted || h.backward(folded, lang, i == 0)
		h.dated = namesDay(folded, h.span)
		low := d.Field == news.InText && d.Tokens[h.first].Sentence > 0 && len(d.Sentences) >= fewSentences
		h.specific = specificity(folded, hits, i, lang)
		h.passing = low && (passingTypes[h.typ] || h.flag == hypothetical || h.flag == negated && !h.noun || lang == "en" && !deed(h.typ) && h.pastPerfect(folded))
	}
}

// follows reports a hit that stands in one clause with the one before it, which is
// past. The two may overlap.
func (h *hit) follows(before *hit, folded []string) bool {
	return before.past && before.span == h.span && !clauseBreak(folded[min(before.last, h.first):h.first], true)
}

// pastPerfect reports what had been done before the story began.
func (h *hit) pastPerfect(folded []string) bool {
	for i := h.first - 1; !h.noun && i >= max(h.span.First, h.first-2); i-- {
		if folded[i] == "had" {
			return !slices.Contains(folded[h.last:min(h.span.Last, h.last+pastWindow)], "since") // had marched since dawn
		}
	}
	return false
}

// topic reports what others speak or write about: a report about the arrest.
func (h *hit) topic(folded []string) bool {
	return h.noun && (h.first > h.span.First && folded[h.first-1] == "about" || h.first > h.span.First+1 && folded[h.first-2] == "about" && determiners[folded[h.first-1]])
}

// attribute reports a trigger that only describes something else: the flood
// report, a flood barrier, Jailed editor ends a fast.
func (h *hit) attribute(folded []string) bool {
	if h.last < h.span.Last && aboutWords[folded[h.last]] && calamity(h.typ) {
		return true
	}
	return h.d.Field == news.InTitle && h.first == h.span.First && attributes[folded[h.first]]
}

// backward reports a hit that looks back to what went before the news: dated
// months ago, or behind the main clause of the headline or lead. The first event
// of a headline is its news wherever it stands.
func (h *hit) backward(folded []string, lang string, firstOfDoc bool) bool {
	if h.d.Field == news.InTitle {
		return !firstOfDoc && h.behind(folded, lang)
	}
	if len(h.d.Sentences) < fewSentences {
		return false
	}
	return h.past || h.d.Tokens[h.first].Sentence == 0 && h.behind(folded, lang)
}

var (
	// attributes say at the head of a headline who it is about.
	attributes = prose.WordSet(`jailed accused detained convicted arrested imprisoned exiled`)
	// passingTypes are what people say in every story: they count where the headline
	// or the lead tells them, or where they come again.
	passingTypes = map[news.EventType]bool{"agreement": true, "support": true, "cooperation": true, "concession": true,
		"demand": true, "accusation": true, "rejection": true, "threat": true}
	months = prose.WordSet(`january february march april may june july august september october november december spring summer autumn winter`)
)

// monthsAgo reports a past date behind h that is no date of news: arrested in
// September, charged last year. A clause that tells more of it may stand between:
// the collapse of a bridge that killed nineteen in December.
func monthsAgo(folded []string, h *hit) bool {
	window := pastWindow
	if deed(h.typ) {
		window = forcesWindow // whose own date stands near
	}
	for i := h.last; i+1 < min(h.span.Last, h.last+window); i++ {
		w, next := folded[i], folded[i+1]
		if !clauseOpeners[w] && clauseBreak(folded[i:i+1], false) || dayNames[w] {
			return false
		}
		if (w == "in" || w == "of" && i == h.last) && months[next] || w == "last" && (next == "year" || next == "month" || months[next]) {
			return true
		}
	}
	return false
}

// pastWindow is how many tokens behind a trigger its date may stand.
const pastWindow = 14

// weeksAfter reports a trigger behind "four weeks after", which is what went before
// the news.
func weeksAfter(folded []string, h *hit) bool {
	for i := h.first - 1; i > max(h.span.First, h.first-weeksAfterWindow); i-- {
		if folded[i] == "after" && timeSpans[folded[i-1]] {
			return true
		}
	}
	return false
}

// weeksAfterWindow reaches over "weeks after a federal jury".
const weeksAfterWindow = 5

// lasting reports a state that has held for some time: has been in custody for two weeks.
func lasting(folded []string, h *hit) bool {
	been := false
	for i := max(h.span.First, h.first-2); i < h.first; i++ {
		been = been || folded[i] == "been"
	}
	for i := h.last; been && i+2 < min(h.span.Last, h.last+3); i++ {
		if folded[i] == "for" && (timeSpans[folded[i+1]] || timeSpans[folded[i+2]]) {
			return true
		}
	}
	return false
}

var (
	clauseOpeners = prose.WordSet(`that while when`)
	timeSpans     = prose.WordSet(`weeks months years`)
)

// mainVerb reports a passive behind a relative clause that has its own verb: the
// lawyer who had led the inquiry was shot.
func (h *hit) mainVerb(folded []string, opener int) bool {
	w := folded[opener]
	return (w == "who" || w == "which") && opener+2 < h.first-1 && passiveWords[folded[opener+1]] &&
		(folded[h.first-1] == "was" || folded[h.first-1] == "were")
}

// behind reports a word before h in its sentence that opens an inserted or
// backward-looking clause: resigned after protests over a collapse that killed.
func (h *hit) behind(folded []string, lang string) bool {
	openers := backwardWords[lang]
	for i := h.first - 1; i > h.span.First; i-- {
		if openers[folded[i]] {
			return !h.mainVerb(folded, i)
		}
		if folded[i] == "," && i < h.first-8 {
			return false
		}
	}
	return false
}

var backwardWords = map[string]map[string]bool{
	"en": prose.WordSet(`after since who that which whose whom where because following over`),
	"de": prose.WordSet(`nach seit nachdem weil`),
	"fr": prose.WordSet(`apres depuis qui dont`),
	"es": prose.WordSet(`despues tras desde que`),
	"ru": prose.WordSet(`после который которая которые`),
}

// quotedTokens marks the tokens between double quotation marks. A quotation ends
// with its paragraph at the latest.
func quotedTokens(d *prose.Doc) []bool {
	quoted := make([]bool, len(d.Tokens))
	open, paragraph := "", -1
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if t.Paragraph != paragraph {
			open, paragraph = "", t.Paragraph
		}
		if t.Kind == prose.Punct {
			switch {
			case open != "" && t.Text == open:
				open = ""
			case open == "" && closingQuote[t.Text] != "":
				open = closingQuote[t.Text]
			}
		}
		quoted[i] = open != ""
	}
	return quoted
}

var closingQuote = map[string]string{"\"": "\"", "“": "”", "„": "“", "«": "»", "»": "«", "‘": "’"}

// lit reports an arson told of who did it: they set a restaurant on fire, burning
// buses. Of a blast that set cars on fire, and of what was burnt, it is the toll.
func (h *hit) lit(folded []string) bool {
	before := folded[max(h.span.First, h.first-litWindow):h.first]
	return !anyOf(before, blastSubjects) && !anyOf(before[max(0, len(before)-2):], beForms) && !h.noun &&
		(strings.HasPrefix(folded[h.first], "set") || strings.HasPrefix(folded[h.first], "burn"))
}

// litWindow is how many tokens before an arson the blast that caused it may stand.
const litWindow = 10

var blastSubjects = prose.WordSet(`attack bomb bombs blast blasts explosion explosions device devices strike strikes airstrike airstrikes missile missiles rocket
	rockets shell shells shelling grenade grenades dynamite drone drones that which it`)

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
		if h.toll || h.typ == "attack:arson" || h.flag != happened || !calamity(h.typ) {
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
	d *prose.Doc
	s prose.Range
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
		"en": prose.WordSet(`kill kills killed killing died dies dead deaths death drown drowned fatality fatalities carnage bloodbath`),
		"de": prose.WordSet(`starb starben gestorben todesopfer ums getotet getoteten tote toten ertrunken`),
		"fr": prose.WordSet(`mort morts morte mortes tue tues`),
		"es": prose.WordSet(`murio murieron muertos fallecieron fallecio`),
		"ru": prose.WordSet(`погиб погибли погибших погибло умер умерли`),
	}
	// aboutWords turn a calamity before them into what a report or a thing is about.
	aboutWords = prose.WordSet(`report inquiry inquest defences defenses barrier barriers warning warnings relief victims survivors insurance law laws
		prevention protection plan risk memorial compensation investigation case trial`)
)

// forcesWindow is how many tokens from the trigger its victim is looked for.
const forcesWindow = 6

var (
	// armedForces are those whose death or whose posts under attack make a battle,
	// not an attack on civilians. Police are no such force.
	armedForces = prose.WordSet(`soldier soldiers guerrilla guerrillas guerillas rebel rebels troops troop army garrison garrisons barracks battalion
		battalions brigade brigades paratroopers paratrooper commandos insurgents regiment detachment infantry sergeant corporal
		contras patrol patrols positions military convoy convoys navy enemy armored armoured subversives terrorists extremists
		militants insurgent marines`)
	// passiveWords stand between a victim and what was done to it.
	passiveWords = prose.WordSet(`was were been be is are being have has had also reportedly`)
	haveWords    = prose.WordSet(`have has had also reportedly`) // which stand before what was done, too
	fightTypes   = map[news.EventType]bool{"attack": true, "attack:killing": true}
)

// killedInClash reports a death that its sentence lays to a fight: killed in clashes
// with the army, died during a confrontation.
func killedInClash(folded []string, h *hit) bool {
	if h.noun || !strings.HasPrefix(folded[h.first], "kill") {
		return false
	}
	for i := h.last; i < min(h.span.Last, h.last+clashWindow); i++ {
		if clauseBreak(folded[i:i+1], false) && folded[i] != "and" {
			return false
		}
		if fightWords[folded[i]] {
			return true
		}
	}
	return false
}

// clashWindow is how many tokens behind a killing its fight is looked for.
const clashWindow = 10

var fightWords = prose.WordSet(`clash clashes combat skirmish skirmishes battle battles confrontation confrontations firefight gunbattle shootout fighting crossfire`)

// betweenForces reports an attack or a killing whose victim is an armed force:
// attacked the garrison, nine soldiers were killed. Who did it stands behind
// "by" and does not count.
func betweenForces(folded []string, h *hit) bool {
	if fightTypes[h.typ] && killedInClash(folded, h) {
		return true
	}
	if !fightTypes[h.typ] || len(folded[h.last-1]) > 6 && (folded[h.last-1][:6] == "assass" || folded[h.last-1][:6] == "murder") {
		return false
	}
	if folded[h.last-1] == "by" && h.noun {
		return false // an attack by rebels
	}
	if strings.HasPrefix(folded[h.first], "ambush") {
		return slices.ContainsFunc(folded[h.span.First:h.span.Last], func(w string) bool { return armedForces[w] })
	}
	first, passive := h.first, false
	for first > h.span.First && passiveWords[folded[first-1]] {
		first--
		passive = passive || !haveWords[folded[first]]
	}
	if passive || h.last < h.span.Last && folded[h.last] == "by" && !h.noun {
		return first > h.span.First && armedForces[folded[first-1]]
	}
	for i := h.last; i < min(h.span.Last, h.last+forcesWindow); i++ {
		switch {
		case folded[i] == "by" || clauseBreak(folded[i:i+1], false):
			return false
		case armedForces[folded[i]]:
			return true
		}
	}
	return false
}
