package person

import (
	"strings"

	"dateline/indexer/ner"
)

// soleLead is the model's mean lead from which a single word that never stands
// in a full name may be a person.
const soleLead = 0.2

// soleNames makes persons of single words that the article uses as names and
// never spells out: somebody everybody knows, or a witness known by one name.
func (a *article) soleNames() {
	if a.Reader == nil {
		a.bareLeaders()
		return
	}
	byKey := map[string][]int{}
	var keys []string
	common := map[string]bool{}
	for i := range a.cands {
		c := &a.cands[i]
		if c.behindIndefinite() || c.isCase() || capWords(c) == 1 && c.last < len(c.d.Tokens) && firmWords[c.d.Tokens[c.last].Text] {
			common[c.d.words[c.last-1].folded] = true
		}
		if c.group != nil || c.headline || c.pair || capWords(c) != 1 || !a.soleName(c) {
			continue
		}
		words := shortKey(a.texts(c))
		if len(words) != 1 {
			continue
		}
		if byKey[words[0]] == nil {
			keys = append(keys, words[0])
		}
		byKey[words[0]] = append(byKey[words[0]], i)
	}
	opening := a.orgOpeners()
	for _, k := range keys {
		if common[k] || opening[k] && !a.names.leaders[k] {
			continue
		}
		first := &a.cands[byKey[k][0]]
		if a.givenLater(k, byKey[k][0]) && a.meanLead(byKey[k]) >= doubtedLead {
			a.early[k] = true
			continue
		}
		if len(a.persons) < maxPeople && a.soleEvidence(byKey[k]) && a.choose(first, []string{k}, byKey[k][0]) == nil && !a.givenOfSome(first, []string{k}, byKey[k][0]) {
			p := a.newPerson([]string{k}, a.texts(first))
			p.single, p.first, p.gender = true, byKey[k][0], first.gender
		}
	}
}

// meanLead is the model's mean lead for a person over mentions.
func (a *article) meanLead(cands []int) float64 {
	sum := 0.0
	for _, i := range cands {
		c := &a.cands[i]
		sum += float64(c.d.lead(c.first, c.last, ner.Person))
	}
	return sum / float64(len(cands))
}

// orgOpeners are the words with which longer names of organisations begin in the
// article: Fox, where there is Fox News.
func (a *article) orgOpeners() map[string]bool {
	out := map[string]bool{}
	for _, d := range a.docs {
		for i := 0; i+1 < len(d.labels); i++ {
			if d.labels[i] == ner.BOrg && d.labels[i+1] == ner.IOrg && d.words[i+1].cap {
				out[d.words[i].folded] = true
			}
		}
	}
	return out
}

// givenLater reports the given name of just one person whom the article names in
// full only further down: a feature that keeps it for the end.
func (a *article) givenLater(word string, at int) bool {
	n := 0
	for _, p := range firstN(a.index[word], maxNamesakes) {
		if a.tier(p, []string{word}) == 3 && p.first > at {
			n++
		}
	}
	return n == 1
}

// bareLeaders makes persons of recent leaders' surnames in languages in which the
// model is not asked. A word that the article has in lower case is none, nor one
// that stands at beginnings of sentences only.
func (a *article) bareLeaders() {
	for i := range a.cands {
		c := &a.cands[i]
		if c.group != nil || c.headline || c.pair || capWords(c) != 1 || len(a.persons) >= maxPeople {
			continue
		}
		words := shortKey(a.texts(c))
		if len(words) != 1 || c.start || !a.names.leaders[words[0]] || a.lower[words[0]] || a.choose(c, words, i) != nil {
			continue
		}
		p := a.newPerson(words, a.texts(c))
		p.single, p.first, p.gender = true, i, c.gender
	}
}

// soleEvidence weighs all mentions of a single word. Firms say things, too, so
// that a verb of saying is enough only for what the tables know as a name; a
// word they lack must marry, be somebody's son or have an age.
func (a *article) soleEvidence(cands []int) bool {
	var lead, context, best float64
	sure := false // said X, who goes by one name
	for _, i := range cands {
		c := &a.cands[i]
		lead += float64(c.d.lead(c.first, c.last, ner.Person))
		context += max(0, c.ctx)
		best = max(best, c.ctx)
		sure = sure || c.title == 0 && c.ctx >= sayWeight+humanWeight || c.family
	}
	c := &a.cands[cands[0]]
	w := &c.d.words[c.last-1].info
	known := w.given+w.family >= 2 && context >= sayWeight
	n := float64(len(cands))
	if a.names.leaders[shortKey(a.texts(c))[0]] && lead >= leaderLead(w)*n {
		return true
	}
	sure = (sure || w.given >= sureName && w.flags == 0 && best >= roleWeight && 2*context >= roleWeight*float64(len(cands))) && 2*lead > -n
	return (lead >= soleLead*n || sure) && (known || best >= humanWeight)
}

// doubtedLead is the model's mean lead down to which a national leader's surname
// is one: the model has not seen most of them, so that its doubt says little.
// Where the surname is a dictionary word as well (Trump), it must not doubt.
const doubtedLead = -1.0

func leaderLead(w *WordInfo) float64 {
	if w.Is(commonWord) {
		return 0
	}
	return doubtedLead
}

// isCase reports a party of a lawsuit that is known by its parties: Roe v. Wade.
func (c *cand) isCase() bool {
	return c.last < len(c.d.Tokens) && versus[c.d.Tokens[c.last].Text] || c.first > 0 && (versus[c.d.Tokens[c.first-1].Text] ||
		c.d.Tokens[c.first-1].Text == "." && c.first > 1 && versus[c.d.Tokens[c.first-2].Text])
}

var versus = map[string]bool{"v": true, "v.": true, "vs": true, "vs.": true, "versus": true}

// behindThe reports "the X" where the article is X's own: the Hague, but not the
// Biden administration.
func (c *cand) behindThe() bool {
	if c.first == 0 || c.d.words[c.first-1].folded != "the" {
		return false
	}
	return c.last >= len(c.d.Tokens) || !affairs[c.d.Tokens[c.last].Text]
}

// soleName reports a single word that the tables do not know as anything but a
// name.
func (a *article) soleName(c *cand) bool {
	w := &c.d.words[c.last-1]
	if isAcronym(c.d.Tokens[c.last-1].Text) || a.lower[w.folded] || len(w.folded) < 3 {
		return false
	}
	if c.d.classes[c.last-1]&(ner.KnownOrg|ner.OrgHead|ner.PlaceHead|ner.ThingHead|ner.City|ner.Region) != 0 {
		return false
	}
	if c.amongFirms() || c.behindThe() || strings.Contains(w.folded, "-") && a.names.Words[w.folded].family == 0 {
		return false // a bill is called by its sponsors: Okafor-Lindholm
	}
	if w.info.Is(stopWord | nationWord | nonPeopleWord | placeWord | TitleWord | titlePart) {
		return false
	}
	return w.info.given+w.info.family >= 2 || !w.info.Is(commonWord)
}
