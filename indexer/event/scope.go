package event

import (
	"slices"
	"strings"

	"dateline/indexer/prose"
)

// What a cue speaks of ends sooner than its window: "will attend the funeral of those
// who were killed" tells of no killing to come, "no victims of the blast" of no blast
// that was not. These rules are English.

// governs reports whether a cue before a verb in a past form can speak of it: "will be
// attacked" and "could have killed" do, "want to declare the places attacked by the
// army" and "must be why it died" do not. Only cues that end in a modal or in "to" are
// judged: others, as if and whether, speak of clauses.
func (c *cueHit) governs(folded []string, h *hit) bool {
	if h.noun || !pastForm(folded[h.first]) || !infinitive[folded[c.last-1]] || c.last > h.first {
		return true
	}
	from := h.first - auxiliaryWindow
	if joined(folded[h.first-1 : h.first]) {
		from = c.last // can be jailed for six months and fined
	}
	return anyOf(folded[max(c.last, from):h.first], auxiliaries)
}

// auxiliaryWindow is how many tokens before a past form its auxiliary may stand: have
// since been abducted.
const auxiliaryWindow = 3

func pastForm(w string) bool {
	return strings.HasSuffix(w, "ed") || irregularPast[w]
}

var (
	infinitive  = prose.WordSet(`to will shall would could may might must should can cannot ought 'll ’ll`)
	auxiliaries = prose.WordSet(`be been being have get gets getting see keep leave remain become find want`)
	// irregularPast are past forms that end otherwise, of verbs the lexicon knows.
	irregularPast = prose.WordSet(`shot slain stolen stole struck stricken blew blown took taken held met fought won lost fell fallen fled sent gave given
		brought built sold bought left made signed led broke broken drew drawn beaten beat withdrew withdrawn dead`)
)

// byMeans reports a deed that is the means of an attempt, and so is done: trying to
// quell the protest by firing at the crowd.
func (c *cueHit) byMeans(folded []string, h *hit) bool {
	if h.first == h.span.First || folded[h.first-1] != "by" || !strings.HasSuffix(folded[h.first], "ing") {
		return false
	}
	w := folded[c.first]
	return strings.HasPrefix(w, "try") || strings.HasPrefix(w, "tri") || strings.HasPrefix(w, "attempt") || strings.HasPrefix(w, "seek") || w == "sought"
}

// ofAnother reports that the "no" of a cue belongs to a noun of its own before h: no
// victims of the blast, no progress at the talks, no end to the fighting. No sign of an
// attack and no return to war do speak of them.
func (c *cueHit) ofAnother(folded []string, h *hit) bool {
	if !h.noun || c.c.flag != negated || c.last > h.first || !nothingWords[folded[c.last-1]] {
		return false
	}
	head := ""
	for _, w := range folded[c.last:h.first] {
		switch {
		case evidenceNouns[w], head == "" && strings.HasSuffix(w, "ing"):
			return false // without engaging in talks
		case w == "of" && harmNouns[head], head != "" && placing[w]:
			return true
		}
		head = w
	}
	return false
}

var (
	nothingWords = prose.WordSet(`no without any`)
	connectives  = union(placing, prose.WordSet(`of with by for on as`))
	placing      = prose.WordSet(`at in from after during since near to because despite over before`)
	// evidenceNouns stand between "no" and what there is none of.
	evidenceNouns = prose.WordSet(`evidence sign signs question intention intentions plan plans prospect prospects chance indication hint hints trace
		possibility need reason return resort recourse threat risk danger truth basis report reports talk hope hopes date move moves decision
		commitment agreement deal consensus alternative desire wish interest appetite support mention guarantee`)
	// harmNouns are what a deed leaves behind or what is told of it.
	harmNouns = prose.WordSet(`victims victim casualties casualty injuries injured wounded damage survivors survivor witnesses witness suspects deaths
		dead fatalities details detail end account images footage video warning coverage investigation perpetrators perpetrator`)
)

// ofOutcome reports a cue that speaks of what came of h, or of what is to end it, and so
// takes h for given: seeks the cause of the crash, demands justice for the murders, calls
// for an end to the siege, may be affected by the hack.
func (c *cueHit) ofOutcome(folded []string, h *hit) bool {
	if !h.noun || c.last > h.first || c.c.flag != hypothetical && c.c.flag != future {
		return false
	}
	for i := c.last; i+1 < h.first; i++ {
		if (outcomes[folded[i]] || related[folded[i]]) && outcomeLinks[folded[i+1]] || (calamity(h.typ) || h.typ == "cyberattack") && touched[folded[i]] && outcomeLinks[folded[i+1]] {
			return true
		}
	}
	return false
}

var (
	outcomes = prose.WordSet(`cause causes motive reasons reason justice compensation damages inquiry investigation probe apology details information
		explanation answers suspects suspect survivors victims perpetrators perpetrator culprits end halt stop response responses role involvement
		part responsibility accountability blame fallout aftermath damage lessons origin origins`)
	outcomeLinks = prose.WordSet(`of for into over in behind to from by about with on`)
	// touched is what becomes of those whom a calamity meets.
	touched = prose.WordSet(`affected caused impacted harmed implicated responsible displaced orphaned`)
	related = prose.WordSet(`linked connected related tied relating`)
)

// insideOf reports a denial of what was done in or about h, which is there: will not
// interfere in the elections, did not speak during the talks, was not hurt in the march.
func (c *cueHit) insideOf(folded []string, h *hit) bool {
	if !h.noun || c.c.flag != negated || c.last >= h.first-2 || !denials[folded[c.last-1]] {
		return false
	}
	between := folded[c.last:h.first]
	at := slices.IndexFunc(between, func(w string) bool { return inside[w] })
	if at > 0 && anyOf(between[:at], begunWords) {
		return false // voting has not begun in the election
	}
	return at > 0 && at+1 < len(between) && givenWords[between[at+1]]
}

var (
	denials    = prose.WordSet(`not never n't n’t cannot didn't don't doesn't won't hasn't haven't wasn't weren't`)
	inside     = prose.WordSet(`in about during at after from`)
	begunWords = prose.WordSet(`begun started held taken`)
)

// elsewhen reports a cue that ends before a clause of time or place: nobody was hurt when
// police arrested him, would not say where he was kidnapped. What will be when a deal is
// signed stays open.
func (c *cueHit) elsewhen(folded []string, h *hit) bool {
	if h.noun || c.last > h.first || !pastForm(folded[h.first]) {
		return false
	}
	between := folded[c.last:h.first]
	at := slices.IndexFunc(between, func(w string) bool { return clauseTimes[w] })
	return at >= 0 && (c.c.flag == negated || anyOf(between[at:], pastForms))
}

// pastForms are auxiliaries of what took place.
var pastForms = prose.WordSet(`was were had`)

var clauseTimes = prose.WordSet(`when where why how after before while`)

// active reports an undoing behind h that h itself does: the blast halted the train.
// Done to h it stands in the passive or with nothing behind it.
func (c *cueHit) active(folded []string, h *hit) bool {
	if !calamity(h.typ) || c.c.flag != negated || c.last >= h.span.Last || !strings.HasSuffix(folded[c.last-1], "ed") {
		return false
	}
	if anyOf(folded[max(h.last, c.first-auxiliaryWindow):c.last-1], beForms) {
		return false
	}
	return objectMarks[folded[c.last]]
}

var objectMarks = prose.WordSet(`the his her their its this that`)

// calledNoun reports a base form that a determiner makes a noun although a word stands
// between: the rebel attack, this cowardly murder. A plural before it is its subject:
// the rebels attack. The sentence begins at first, before i.
func calledNoun(folded []string, i, first int) bool {
	if prepositions[folded[i-1]] {
		return true // justice for murder
	}
	if notBefore[folded[i-1]] || strings.HasSuffix(folded[i-1], "s") || strings.HasSuffix(folded[i-1], "ly") {
		return false
	}
	for k := i - 2; k >= max(first, i-calledWindow); k-- {
		w := folded[k]
		if nounMarks[w] || w == "every" || w == "each" {
			return true
		}
		if !isWord(w) || notBefore[w] && w != "and" {
			return false
		}
	}
	return false
}

var prepositions = prose.WordSet(`for of with by after over in at from about despite amid during without against`)

// calledWindow reaches over "this cowardly terrorist".
const calledWindow = 4

func isWord(w string) bool { return w != "" && (w[0] >= 'a' && w[0] <= 'z' || w[0] >= 0x80) }

// notBefore are words that stand before a verb, or that are plural without an s.
var notBefore = union(subjectPronouns, toWords, prose.WordSet(`not never n't and or that which police people men women children military who help
	helped let lets make makes made see saw do does did don't doesn't didn't of in on at for by with from`))

// notModal reports the month in "may" or the noun in "will", which are no cues: in late
// MAY, 14 MAY, the nation's will.
func notModal(folded []string, i, first int) bool {
	if i == first {
		return false
	}
	prev := folded[i-1]
	next := ""
	if i+1 < len(folded) {
		next = folded[i+1]
	}
	switch folded[i] {
	case "may":
		return monthBefore[prev] || yearless(prev) || yearless(next) || yearOf(next) > 0
	case "will":
		return willBefore[prev]
	}
	return false
}

var (
	monthBefore = prose.WordSet(`in of late early mid since until last next by during through from between on before after`)
	willBefore  = prose.WordSet(`'s ’s the their his her its our my your own free political popular strong ill`)
)

// thatOccurred reports that only "that" or "which" stands between a noun and what
// asserts it: the murder that took place.
func (c *cueHit) thatOccurred(folded []string, h *hit) bool {
	return c.c.flag == asserted && c.first == h.last+1 && (folded[h.last] == "that" || folded[h.last] == "which")
}

// otherClause reports that a clause of its own opens between a year or a "years ago"
// and h: the administration, which began in 1986; because they met 22 years ago.
func otherClause(folded []string, h *hit, at int) bool {
	if at >= h.first && at < h.last {
		return false
	}
	if at >= h.last {
		return anyOf(folded[h.last:at], elsewhere)
	}
	between := folded[at:h.first]
	comma := slices.Contains(between, ",")
	for i := at - 1; comma && i >= h.span.First && folded[i] != ","; i-- {
		if elsewhere[folded[i]] || folded[i] == "which" || folded[i] == "who" {
			return true
		}
	}
	return anyOf(between, elsewhere)
}

var elsewhere = prose.WordSet(`because where when while whereas although though began begun since ;`)

// speaksOf reports a cue within whose reach h stands by its place that does speak of
// it.
func (c *cueHit) speaksOf(folded []string, h *hit) bool {
	switch c.c.side {
	case "before":
		return c.governs(folded, h) && !c.byMeans(folded, h) && !c.ofAnother(folded, h) && !c.insideOf(folded, h) && !c.elsewhen(folded, h) && !c.ofOutcome(folded, h)
	case "after":
		return !c.active(folded, h) && !c.threatened(folded, h) && !c.ofEffect(folded, h)
	case "sentence":
		return c.c.flag != historical || !h.perfect(folded) && !otherClause(folded, h, c.first)
	}
	return true
}

// threatened reports the condition of a threat, which is made all the same: warned that
// it will close the port if the dockers strike.
func (c *cueHit) threatened(folded []string, h *hit) bool {
	return h.typ == "threat" && conditional[folded[c.first]]
}

// ofEffect reports a modal behind what has come about, which tells what comes of it: the
// death will cast a shadow, the probe could last for months. Talks and marches are
// planned, and stay so.
func (c *cueHit) ofEffect(folded []string, h *hit) bool {
	if !h.noun || c.last != c.first+1 || !infinitive[folded[c.first]] || c.last >= h.span.Last {
		return false
	}
	if !calamity(h.typ) && h.typ != "death" && h.typ != "investigation" || occurs[folded[c.last]] {
		return false
	}
	for i := h.first - 1; i >= max(h.span.First, h.first-definiteWindow); i-- {
		if givenWords[folded[i]] {
			return true
		}
		if connectives[folded[i]] || !isWord(folded[i]) {
			return false
		}
	}
	return false
}

// occurs are verbs by which an event comes about.
var occurs = prose.WordSet(`happen occur come follow take begin start go be resume never not soon now`)

// perfect reports a verb in the present perfect, which is news whatever year its sentence
// names: those captured two years ago have been freed.
func (h *hit) perfect(folded []string) bool {
	if h.noun {
		return false
	}
	for i := h.first; i >= max(h.span.First, h.first-2); i-- {
		if folded[i] == "have" || folded[i] == "has" {
			return true
		}
	}
	return false
}

// ofOffice reports an election that only says of what kind an office or a thing is: the
// election commission, election officials.
func (h *hit) ofOffice(folded []string) bool {
	return h.typ == "election" && h.last < h.span.Last && pollOffices[folded[h.last]]
}

var pollOffices = prose.WordSet(`commission commissioner board official officials system systems law laws lawyer lawyers security machine machines software
	infrastructure worker workers data equipment expert experts authority administrator administrators judge judges`)

// knownDisease reports a disease that is there whatever is planned or feared about it:
// to propose a coronavirus stimulus.
func (h *hit) knownDisease(folded []string) bool {
	return h.typ == "disaster:epidemic" && diseases[folded[h.first]]
}

var diseases = prose.WordSet(`coronavirus covid covid-19 pandemic`)

// meetsObject reports "strikes" as the verb of a headline, which no union calls: ship
// strikes bridge.
func (h *hit) meetsObject(folded []string) bool {
	if h.typ != "protest:strike" || h.last != h.first+1 || folded[h.first] != "strikes" || h.first == h.span.First || h.last >= h.span.Last {
		return false
	}
	prev, next := folded[h.first-1], folded[h.last]
	return isWord(prev) && !strings.HasSuffix(prev, "s") && !labour[prev] && !determiners[prev] && isWord(next) && !afterStrikes[next]
}

var (
	labour = prose.WordSet(`rail train tube bus airport airline teacher nurse doctor postal dock general hunger pilot transport school university labour labor
		worker staff union wildcat rolling mass national new more further public-sector public sector civil planned two three four`)
	afterStrikes = prose.WordSet(`hit hits loom cause continue end begin could may might will would to in over at on by as after and or set disrupt ground
		cripple threaten halt close spread enter are were have has had for from against that which while when cost bring paralyse paralyze go back off
		called planned again first fear fears`)
)
