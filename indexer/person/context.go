package person

import (
	"strconv"

	"dateline/indexer/place"
	"dateline/indexer/prose"
)

// context weighs what stands around a candidate in its sentence.
func (a *article) context(c *cand, r prose.Range) float64 {
	score := 0.0
	switch {
	case c.title&(HonorificWord|officeWord) != 0:
		score += titleWeight
	case c.title != 0:
		score += kinWeight
	}
	if c.nation {
		score += nationWeight
	}
	score += a.before(c, r)
	return score + a.after(c, r)
}

// toPeople stand before "to" and a person: loyal to, aides to.
var toPeople = map[string]bool{
	"loyal": true, "close": true, "allied": true, "opposed": true, "aide": true, "aides": true, "adviser": true, "advisers": true, "advisor": true,
	"married": true, "according": true, "heir": true, "successor": true, "related": true, "deputy": true, "challenger": true, "faithful": true,
	"sympathetic": true, "hostile": true, "attributed": true, "spoke": true, "speaking": true, "spoken": true, "talked": true, "talking": true, "wrote": true, "written": true, "writing": true, "lost": true, "tribute": true, "tributes": true,
}

// placeNouns stand before "of" and a place that may be called after somebody: the
// town of Pedro Okafor.
var placeNouns = prose.WordSet(`town city village municipality district island province county parish suburb port hamlet settlement commune borough
	township neighbourhood neighborhood barrio locality region`)

// wicketWords stand in a scorecard of cricket before who took the wicket: c Okafor b
// Danjuma.
var wicketWords = map[string]bool{"b": true, "c": true, "st": true}

// byPeople stand before "by" and a person rather than a firm.
var byPeople = prose.WordSet(`led headed accompanied chaired succeeded scored written co-written painted coached captained directed sung
	composed penned ridden trained choreographed photographed sculpted fathered mentored fronted anchored hosted moderated presided novel book
	poem album song painting play`)

// affairs are what is called after people: the Lena Okafor case.
var affairs = map[string]bool{
	"case": true, "affair": true, "trial": true, "murder": true, "killing": true, "scandal": true, "campaign": true, "administration": true,
	"government": true, "inquiry": true, "enquiry": true, "investigation": true, "saga": true, "presidency": true, "interview": true,
	"regime": true, "team": true, "camp": true, "plan": true, "doctrine": true, "loyalists": true, "supporters": true, "cabinet": true, "dynasty": true,
	"verdict": true, "appeal": true, "family": true, "lawsuit": true, "estate": true, "era": true, "controversy": true, "hearing": true,
}

func (a *article) before(c *cand, r prose.Range) float64 {
	d := c.d
	i := c.first - 1
	if i < r.First || c.title != 0 {
		return 0
	}
	w := &d.words[i]
	if c.calledAfter() {
		return ageWeight
	}
	if a.inFamilyList(c, i, r) || a.inTeamList(c, i, r) || a.scores(c, i, r) || a.sport >= minTableSport && wicketWords[d.Tokens[i].Text] && (i == r.First || d.Tokens[i-1].Text != "and" || d.words[i].folded == "b") {
		c.family = true
		return roleWeight
	}
	switch w.folded {
	case "surnamed":
		c.family = true
		return roleWeight
	case "in", "at", "near", "throughout", "across", "bei", "nahe", "en", "em":
		if d.words[c.first].info.given >= 3 && c.len() > 1 {
			return locativeWeight / 3
		}
		return locativeWeight
	case "the":
		if c.last < r.Last && affairs[d.Tokens[c.last].Text] {
			return 0 // the article is the noun's
		}
		return articleWeight
	case "to":
		if i > r.First && toPeople[d.words[i-1].folded] {
			return kinWeight / 2
		}
		return locativeWeight / 3
	case "from", "into", "around", "outside", "inside", "via":
		return locativeWeight / 3
	case "of":
		if i > r.First && d.words[i-1].cap && d.words[i-1].info.Is(nonPeopleWord|placeWord) {
			return 2 * locativeWeight // University of, Bank of
		}
		if i > r.First && placeNouns[d.words[i-1].folded] {
			return locativeWeight
		}
		return 0
	case "and":
		return a.conjoined(d, i, r)
	case "one":
		if c.len() > 1 && !w.cap {
			return agentWeight
		}
	case "by":
		if c.len() > 1 && i > r.First && byPeople[d.words[i-1].folded] {
			return agentWeight
		}
	}
	if w.info.Is(sayVerb|humanVerb) && !w.cap {
		return sayWeight
	}
	if d.Tokens[i].Text == "," && i > r.First && d.words[i-1].info.Is(TitleWord) && !d.words[i-1].cap {
		return roleWeight
	}
	return 0
}

// conjoined weighs "and X" where what it is joined to is a titled name.
func (a *article) conjoined(d *nameDoc, i int, r prose.Range) float64 {
	for n := len(a.cands) - 1; n >= 0 && n >= len(a.cands)-2; n-- {
		if c := &a.cands[n]; c.d == d && c.last == i {
			return min(1, max(0, c.ctx/3))
		}
	}
	return 0
}

// after weighs what follows: a verb, an age, a role, "who".
func (a *article) after(c *cand, r prose.Range) float64 {
	d, i := c.d, c.last
	if i >= r.Last {
		return 0
	}
	if c.isCredit() {
		return creditWeight
	}
	comma := false
	if t := d.Tokens[i].Text; t == "," || t == "(" {
		comma = true
		i++
	}
	if i >= r.Last {
		return 0
	}
	if comma && isAge(d, i, r) {
		return ageWeight
	}
	if d.Tokens[i-1].Text == "(" && c.len() > 1 && d.originAt(i, r) {
		return originWeight
	}
	if v := a.verbAt(d, i, r); v > 0 {
		return v
	}
	if comma {
		return a.role(d, i, r)
	}
	return 0
}

// originAt reports a country or its letters in brackets: (Kenya), (South Africa),
// (KEN).
func (d *nameDoc) originAt(i int, r prose.Range) bool {
	for end := i + 1; end < r.Last && end <= i+maxOrigin; end++ {
		if d.Tokens[end].Text != ")" {
			continue
		}
		if end == i+1 {
			return d.words[i].info.Is(placeWord) || isAcronym(d.Tokens[i].Text)
		}
		return place.Load().Known(foldedPhrase(d.Doc, i, end))
	}
	return false
}

// maxOrigin is the most words of a country in brackets.
const maxOrigin = 4

// isAge reports a number between 1 and 119 that a comma, a bracket or "years"
// follows.
func isAge(d *nameDoc, i int, r prose.Range) bool {
	if w := d.words[i].folded; (w == "aged" || w == "age") && i+1 < r.Last {
		return d.Tokens[i+1].Kind == prose.Number
	}
	n, err := strconv.Atoi(d.Tokens[i].Text)
	if err != nil || n < 1 || n > 119 || i+1 >= r.Last {
		return false
	}
	switch d.Tokens[i+1].Text {
	case ",", ")", ".", ";", "years", "ans", "Jahre", "anos", "años", "anni":
		return true
	}
	return false
}

// verbAt weighs the verb at i, over an adverb or auxiliary.
func (a *article) verbAt(d *nameDoc, i int, r prose.Range) float64 {
	for j := i; j < r.Last && j < i+3; j++ {
		w := &d.words[j]
		if w.cap {
			return 0
		}
		switch {
		case w.info.Is(humanVerb):
			return humanWeight
		case w.info.Is(sayVerb):
			return sayWeight
		case !auxiliaries[w.folded]:
			return 0
		}
	}
	return 0
}

// auxiliaries may stand between a name and its verb.
var auxiliaries = map[string]bool{
	"has": true, "had": true, "was": true, "also": true, "later": true, "is": true, "told": true, "then": true,
	"ha": true, "a": true, "hat": true, "will": true, "would": true, "himself": true, "herself": true, "further": true,
	"himself,": true, "recently": true, "earlier": true, "once": true, "reportedly": true, "publicly": true,
}

// roleReach is how many tokens behind a comma a role may stand.
const roleReach = 9

// role weighs an apposition: X, the country's finance minister.
func (a *article) role(d *nameDoc, i int, r prose.Range) float64 {
	for j := i; j < r.Last && j < i+roleReach; j++ {
		w := &d.words[j]
		switch {
		case w.info.Is(officeWord|kinWord) && w.info.family < 20, j == i+1 && d.Tokens[i].Text == "the" && somebody[w.folded]:
			return roleWeight
		case d.Tokens[j].Kind == prose.Punct && j > i && d.Tokens[j].Text != "-":
			return 0
		case w.info.Is(sayVerb|humanVerb) && !w.cap:
			return 0
		}
	}
	return 0
}

// somebody is who an apposition may call X without a role: the man behind it.
var somebody = map[string]bool{"man": true, "woman": true, "boy": true, "girl": true, "teenager": true}
