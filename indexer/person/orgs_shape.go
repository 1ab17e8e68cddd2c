package person

import (
	"strings"

	"dateline/indexer/ner"
	"dateline/indexer/prose"
)

// retyped corrects the model by what a name's words say: a country is no
// organisation; Lancashire Police is one, and Derby County in an article of sport.
func (a *article) retyped(n name, taken []bool) name {
	d := n.d
	if n.kind == ner.Org && (d.allOf(n, ner.Country) || !a.sporting() && d.allOf(n, ner.Region) && !d.anyOf(n, ner.KnownOrg)) {
		n.kind = ner.Place
	}
	if n.kind == ner.Place && d.allOf(n, ner.KnownOrg) && !d.anyOf(n, ner.City|ner.Country|ner.Region) && a.Reader.orgs.longest(d, n.first, n.last) == n.last-n.first {
		n.kind = ner.Org
	}
	if n.kind == ner.Place && n.last-n.first > 1 && d.headsOrg(n.last-1) && d.modes[d.Tokens[n.first].Sentence] != allCaps {
		n.kind = ner.Org
	}
	if n.kind == ner.Org && n.last-n.first > 1 && siteWords[d.words[n.last-1].folded] && !d.anyOf(n, ner.KnownOrg) {
		n.kind = ner.Place
	}
	if d.opensDateline(n) {
		n.kind, n.fixed = ner.Place, true
		return n
	}
	if n.kind == ner.Place && (a.playsHere(n) || a.nicknamed(n)) {
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

// ownHeads end names of organisations, though the tables have them as places' or not at all.
var ownHeads = prose.WordSet(`charity clinic municipality`)

// halls are words of organisations that end names of buildings, lines and speeches as
// well: there the model's word counts.
var halls = prose.WordSet(`house theatre theater front union company orchestra post`)

// headsOrg reports a last word that only an organisation has.
func (d *nameDoc) headsOrg(i int) bool {
	c, w := d.classes[i], d.words[i].folded
	return c&ner.OrgHead != 0 && c&(ner.PlaceHead|ner.ThingHead|ner.Office|ner.City|ner.Region|ner.Country) == 0 && !halls[w] || ownHeads[w]
}

// siteWords end names of buildings and roads rather than of who runs them.
var siteWords = prose.WordSet(`museum museums hospital hospitals hotel resort expressway mall plaza stadium airport highway motorway prison jail`)

// datelineReach is how many tokens behind its town a dateline may have.
const datelineReach = 9

// opensDateline reports the town of a dateline: it opens a paragraph, and behind it
// are a country, an agency in brackets and a date, up to a dash or the end of the
// line. A company's line of figures has no date.
func (d *nameDoc) opensDateline(n name) bool {
	s := d.Tokens[n.first].Sentence
	r := d.Sentences[s]
	if n.last < r.Last && d.Tokens[n.last].Kind == prose.Number && strings.Count(d.Tokens[n.last].Text, "-") == 2 && d.anyOf(n, ner.City|ner.Country|ner.Region) {
		return true // LONDON 2026-01-04, wherever the page's lines were broken
	}
	if n.first != r.First || n.first > 0 && d.Tokens[n.first-1].Paragraph == d.Tokens[n.first].Paragraph || d.anyOf(n, ner.OrgHead|ner.OrgTail|ner.KnownOrg) {
		return false
	}
	date := false
	for i := n.last; i < r.Last && i < n.last+datelineReach; i++ {
		switch t := &d.Tokens[i]; {
		case t.Text == "-" || t.Text == "–" || t.Text == "—":
			return (date || d.anyOf(n, ner.City|ner.Country|ner.Region)) && t.Start > d.Tokens[i-1].End
		case t.Kind == prose.Number && strings.Count(t.Text, "-") == 2 || d.words[i].info.Is(WeekdayWord):
			date = true
		case t.Kind == prose.Number || t.Text == "," || t.Text == "(" || t.Text == ")" || t.Text == "/" || t.Text == ".":
		case !d.words[i].cap:
			return false
		}
	}
	return date && r.Last <= n.last+datelineReach
}

// anyOf reports that a word of a name is of a class.
func (d *nameDoc) anyOf(n name, class ner.Class) bool {
	for i := n.first; i < n.last; i++ {
		if d.classes[i]&class != 0 {
			return true
		}
	}
	return false
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

// extended takes in what belongs to an organisation behind the words the model took:
// the fields of a ministry (Department of Education | and Early Learning, Ministry of
// Agriculture | , Livestock and Fisheries), and a last word that says its sort.
func (n name) extended(taken []bool) name {
	d := n.d
	end := d.Sentences[d.Tokens[n.first].Sentence].Last
	if n.kind != ner.Org || n.last >= end {
		return n
	}
	if d.words[n.last].cap && !taken[n.last] && d.endsOrg(n.last) && d.modes[d.Tokens[n.last].Sentence] == running && (n.last+1 >= end || !d.words[n.last+1].cap) {
		n.last++
		return n
	}
	if n.last+1 < end && n.last-n.first > 1 && sentAbroad[d.words[n.last-1].folded] && d.Tokens[n.last].Text == "in" && d.classes[n.last+1]&ner.Country != 0 && free(taken, n.last, n.last+2) {
		n.last += 2
		return n
	}
	if n.last-n.first < 3 || !d.headOf(n) {
		return n
	}
	if i := d.fields(n.last, end); i > n.last && free(taken, n.last, i) {
		n.last = i
	}
	return n
}

// headOf reports "Ministry of" or "College of" in a name.
func (d *nameDoc) headOf(n name) bool {
	for i := n.first; i+2 < n.last; i++ {
		if d.classes[i]&ner.OrgHead != 0 && (d.Tokens[i+1].Text == "of" || d.Tokens[i+1].Text == "for") && d.classes[i+2]&(ner.Country|ner.City|ner.Region) == 0 {
			return true
		}
	}
	return false
}

// maxFields is the most words of one field of a ministry.
const maxFields = 4

// fields gives the end of further fields behind token i: any number of ", X", and in
// the end "and X". It gives i where there are none, or where one is an organisation,
// an office or a country.
func (d *nameDoc) fields(i, end int) int {
	for k := i; k+1 < end; {
		last := d.Tokens[k].Text == "and"
		if !last && d.Tokens[k].Text != "," {
			return i
		}
		k++
		if !last && d.Tokens[k].Text == "and" { // a comma before "and"
			last = true
			k++
		}
		first := k
		for k < end && k-first <= maxFields && d.words[k].cap {
			if k == first && d.classes[k]&(ner.OrgHead|ner.Office|ner.Honorific|ner.Country|ner.KnownOrg|ner.GivenSure) != 0 {
				return i
			}
			k++
		}
		if k == first || k-first > maxFields {
			return i
		}
		if last {
			return k
		}
	}
	return i
}
