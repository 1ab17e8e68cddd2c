package person

import (
	"dateline/indexer/ner"
	"dateline/indexer/prose"
)

// sportWords speak of a match; sportEnough of them make an article one of sport.
var sportWords = prose.WordSet(`goal goals goalkeeper keeper striker midfielder defender winger coach league season match matches game games
	penalty halftime half-time kickoff kick-off points scored scorer innings wicket wickets runs batsman pitcher quarterback touchdown
	touchdowns fixture fixtures standings playoff playoffs division championship cup final semifinal semi-final derby team teams fans
	tournament victory defeat defeated beat inning homer basketball football soccer rugby cricket baseball hockey`)

const sportEnough = 5

// clubEnds are what a town's club is called that elsewhere are words for places.
var clubEnds = prose.WordSet(`city county town wednesday forest villa palace rovers united wanderers albion athletic rangers orient argyle
	stanley vale academical thistle hearts`)

// sporting reports an article about sport.
func (a *article) sporting() bool {
	n := 0
	for w := range a.lower {
		if sportWords[w] {
			n++
		}
	}
	return n >= sportEnough
}

// playsHere reports a town that stands for its club, in an article of sport: no
// preposition of place before it, no bracket or dateline around it.
func (a *article) playsHere(n name) bool {
	d, i := n.d, n.first
	if !d.allOf(n, ner.City) || !a.sporting() || d.Tokens[i].Sentence == 0 && d.Tokens[i].IsAllCaps() {
		return false
	}
	if i > 0 && d.Tokens[i-1].Sentence == d.Tokens[i].Sentence {
		if d.classes[i-1]&ner.Locative != 0 && d.words[i-1].folded != "to" || d.Tokens[i-1].Text == "(" || d.Tokens[i-1].Text == "," || d.words[i-1].folded == "of" {
			return false
		}
	}
	return n.last >= len(d.Tokens) || d.Tokens[n.last].Text != "," && d.Tokens[n.last].Text != ")"
}

// retyped corrects the model by what a name's words say: a country is no
// organisation; Lancashire Police is one, and Derby County in an article of sport.
func (a *article) retyped(n name, taken []bool) name {
	d := n.d
	if n.kind == ner.Org && d.allOf(n, ner.Country) {
		n.kind = ner.Place
	}
	if n.kind == ner.Place && a.playsHere(n) {
		n.kind = ner.Org
		return n
	}
	if n.kind != ner.Place || n.last >= len(d.Tokens) || d.Tokens[n.last].Sentence != d.Tokens[n.first].Sentence || taken[n.last] || !d.words[n.last].cap {
		return n
	}
	i := n.last
	head := d.classes[i]&ner.OrgHead != 0 && d.classes[i]&(ner.PlaceHead|ner.ThingHead|ner.Office) == 0
	if head && d.modes[d.Tokens[i].Sentence] == running && (i+1 >= len(d.words) || !d.words[i+1].cap) || clubEnds[d.words[i].folded] && a.sporting() {
		n.last, n.kind = i+1, ner.Org
	}
	return n
}

// allOf reports that every word of a name is of a class.
func (d *nameDoc) allOf(n name, class ner.Class) bool {
	for i := n.first; i < n.last; i++ {
		if d.classes[i]&class == 0 {
			return false
		}
	}
	return true
}

// maxHeaded is the most words of a name that only its last word speaks for.
const maxHeaded = 5

// headed lists the runs of capitals in prose that the model left out and whose
// last word is that of an organisation: Preston Crown Court, Abelard Brewery.
func (a *article) headed(taken [][]bool) []name {
	var out []name
	for t, d := range a.docs {
		for i := 0; i < len(d.words) && len(out) < MaxNames; i++ {
			if !d.words[i].cap || taken[t][i] {
				continue
			}
			s := d.Tokens[i].Sentence
			end := i + 1
			for end < d.Sentences[s].Last && d.words[end].cap && !taken[t][end] {
				end++
			}
			first := i
			for first < end && d.words[first].info.Is(stopWord|officeWord|WeekdayWord) {
				first++
			}
			joined := i > d.Sentences[s].First && d.words[i-1].cap || end < d.Sentences[s].Last && d.words[end].cap
			if n := end - first; n >= 2 && n <= maxHeaded && !joined && d.modes[s] == running && d.endsOrg(end-1) {
				n := name{d: d, first: first, last: end, kind: ner.Org, lead: knownLead, key: d.joined(first, end)}
				if !n.shouted() {
					out = append(out, n)
					take(taken[t], first, end)
				}
			}
			i = end - 1
		}
	}
	return out
}

func (d *nameDoc) endsOrg(i int) bool {
	c := d.classes[i]
	return c&(ner.OrgHead|ner.OrgTail) != 0 && c&(ner.PlaceHead|ner.ThingHead|ner.Office|ner.Country|ner.Nation) == 0
}
