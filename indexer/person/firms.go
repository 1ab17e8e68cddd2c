package person

import (
	"dateline/indexer/ner"
	"dateline/indexer/prose"
)

// Firms whose names no table has are found by what an article does with a word: it
// calls it a firm, lets it say things, speaks of its shares. One such place is a
// person's or a product's as well; two together are a firm's.

// What stands beside the names of firms.
var (
	firmNouns = prose.WordSet(`firm company group giant maker operator retailer bank broker airline startup start-up app manufacturer
		subsidiary developer newspaper agency website magazine lender insurer automaker carmaker chipmaker brewer miner supplier unit arm
		consortium network charity conglomerate utility provider producer distributor refiner exporter contractor consultancy
		brokerage broadcaster studio daily tabloid platform outlet brand label rival competitor owner parent`)
	firmRoles = prose.WordSet(`ceo cfo cto coo founder founders co-founder cofounder co-founders chairman chairwoman executives employees subsidiary shares
		shareholders owner owners boss customers`)
	firmVerbs  = prose.WordSet(`posted launched acquired makes sells owns operates employs manufactures produces distributes markets trades`)
	saysVerbs  = prose.WordSet(`said says announced reported bought sold agreed plans signed declined refused confirmed denied filed expects hopes`)
	firmThings = prose.WordSet(`shares stock executives executive spokesman spokeswoman employees customers users subscribers officials chief chairman
		stores products subsidiary brand website shareholders staff workers ceo boss profits sales`)
)

const (
	firmEnough = 2.0 // evidence that makes a word the name of a firm
	firmTwice  = 2   // mentions it must have, but where it is called a firm
	firmNoun   = 1.5
	firmVerb   = 1.0
	firmOwns   = .5
)

// unknownFirms lists the words that no table knows and that the article uses as names
// of firms, where nothing else is named.
func (a *article) unknownFirms(taken [][]bool) []name {
	found := map[string][]name{}
	weight := map[string]firmWeight{}
	var order []string
	for t, d := range a.docs {
		for i := range d.words {
			if !a.firmWord(d, i) || taken[t][i] {
				continue
			}
			key := d.words[i].folded
			if found[key] == nil {
				order = append(order, key)
			}
			found[key] = append(found[key], name{d: d, first: i, last: i + 1, kind: ner.Org, lead: knownLead, key: key})
			w := d.firmEvidence(i)
			w.sum += weight[key].sum
			w.sure += weight[key].sure
			w.lead = weight[key].lead + d.lead(i, i+1, ner.Person)
			weight[key] = w
		}
	}
	var out []name
	for _, key := range order {
		w := weight[key]
		once := w.sure >= firmNoun && len(found[key]) == 1
		if (once || len(found[key]) >= firmTwice && w.sum >= firmEnough) && (w.sure >= firmVerb || w.lead < 0) && len(out) < MaxNames {
			out = append(out, found[key]...)
		}
	}
	for _, n := range out {
		for t, d := range a.docs {
			if d == n.d {
				take(taken[t], n.first, n.last)
			}
		}
	}
	return out
}

// firmWord reports a single capitalised word in running text that no table knows.
func (a *article) firmWord(d *nameDoc, i int) bool {
	w := &d.words[i]
	s := d.Tokens[i].Sentence
	r := d.Sentences[s]
	glued := w.info.flags == nonPeopleWord && gluedWord(d.Tokens[i].Text) // DataQuill
	if !w.cap || len(w.folded) < minShort || w.info.flags != 0 && !glued || w.info.given+w.info.family > 0 || d.classes[i] != 0 || a.lower[w.folded] || d.modes[s] != running {
		return false
	}
	return (i == r.First || !d.words[i-1].cap && d.Tokens[i-1].Text != "&" || i-1 == r.First && d.words[i-1].cap) && (i+1 >= r.Last || d.Tokens[i+1].Text != "&") && (i+1 >= r.Last || !d.words[i+1].cap)
}

// firmWeight is what the mentions of a word say together: all evidence, what only
// firms do or have, and the model's lead for a person.
type firmWeight struct {
	sum, sure float64
	lead      float32
}

// firmEvidence weighs what stands beside a word.
func (d *nameDoc) firmEvidence(i int) (w firmWeight) {
	r := d.Sentences[d.Tokens[i].Sentence]
	if i > r.First && firmNouns[d.words[i-1].folded] || i > r.First+1 && (d.Tokens[i-1].Text == "of" || d.Tokens[i-1].Text == "at") && firmRoles[d.words[i-2].folded] {
		w.sure += firmNoun
	}
	if i+1 >= r.Last {
		w.sum = w.sure
		return w
	}
	switch next := d.words[i+1].folded; {
	case firmVerbs[next], firmThings[next]:
		w.sure += firmVerb
	case saysVerbs[next]:
		w.sum += firmVerb
	case d.Tokens[i+1].Text == "'s" || d.Tokens[i+1].Text == "’s":
		w.sum += firmOwns
		if i+2 < r.Last && firmThings[d.words[i+2].folded] {
			w.sure += firmVerb
		}
	case d.Tokens[i+1].Text == "," && d.firmBehind(i+2, r.Last):
		w.sure += firmNoun
	}
	w.sum += w.sure
	return w
}

// firmBehind reports an apposition at token i that says firm: ", a maker of pumps".
func (d *nameDoc) firmBehind(i, end int) bool {
	if i >= end || d.words[i].folded != "a" && d.words[i].folded != "the" && d.words[i].folded != "an" {
		return false
	}
	for k := i + 1; k < end && k < i+firmReach; k++ {
		if firmNouns[d.words[k].folded] {
			return true
		}
		if d.Tokens[k].Kind == prose.Punct {
			return false
		}
	}
	return false
}

// firmReach is how many tokens behind its article the noun may stand.
const firmReach = 6
