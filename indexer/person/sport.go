package person

import (
	"strings"

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
func (a *article) sporting() bool { return a.sport >= sportEnough }

// countSport counts the words of sport that the article has in lower case.
func (a *article) countSport() (n int) {
	for w := range a.lower {
		if sportWords[w] {
			n++
		}
	}
	return n
}

// playsHere reports a town that stands for its club, in an article of sport: no
// preposition of place before it, no bracket or dateline around it.
func (a *article) playsHere(n name) bool {
	d, i := n.d, n.first
	if !a.sporting() || d.anyOf(n, ner.Country) || !d.allOf(n, ner.City) && !a.players[n.text()] || d.Tokens[i].Sentence == 0 && d.Tokens[i].IsAllCaps() {
		return false
	}
	if i > 0 && d.Tokens[i-1].Sentence == d.Tokens[i].Sentence {
		if d.classes[i-1]&ner.Locative != 0 && d.words[i-1].folded != "to" || d.Tokens[i-1].Text == "(" || d.Tokens[i-1].Text == "," || d.words[i-1].folded == "of" {
			return false
		}
	}
	return n.last >= len(d.Tokens) || d.Tokens[n.last].Text != "," && d.Tokens[n.last].Text != ")"
}

// Words behind and before who plays: Kent closed on 429, against Surrey.
var (
	playWords = prose.WordSet(`beat beats beaten thrashed defeated defeat lost won win wins drew draw draws scored scoring led leads trailed trail routed
		edged downed blanked swept crushed stunned overcame hammered clinched dismissed closed declared collapsed resumed reached
		captain skipper coach manager striker forward winger midfielder defender goalkeeper keeper pitcher fans players supporters
		batsman bowler right-hander left-hander side shortstop outfielder quarterback`)
	againstWords = prose.WordSet(`against over beat beats thrashed defeated defeating routed edged downed blanked swept facing crushed stunned hosted
		overcame hammered past v versus rivals champions leaders newcomers`)
)

// findPlayers notes the places, beside the cities the tables know, that do what
// clubs do somewhere in an article of sport.
func (a *article) findPlayers() {
	a.players = map[string]bool{}
	if !a.sporting() {
		return
	}
	for _, d := range a.docs {
		reading := ner.Reading{Labels: d.labels}
		for _, s := range reading.Spans() {
			n := name{d: d, first: s.First, last: s.Last, kind: s.Kind}
			if s.Kind == ner.Person || d.anyOf(n, ner.Country) {
				continue
			}
			r := d.Sentences[d.Tokens[s.First].Sentence]
			behind := s.Last < r.Last && (playWords[d.Tokens[s.Last].Text] || d.Tokens[s.Last].Kind == prose.Number)
			if behind || s.First > r.First && againstWords[d.words[s.First-1].folded] {
				a.players[n.text()] = true
			}
		}
	}
}

// text is the folded words of a name.
func (n name) text() string { return n.d.joined(n.first, n.last) }

// nicknamed reports a town and what its team is called, in an article of sport: the
// Minnesota Twins.
func (a *article) nicknamed(n name) bool {
	d := n.d
	if n.last-n.first < 2 || !a.sporting() {
		return false
	}
	place := name{d: d, first: n.first, last: n.last - 1}
	last := d.words[n.last-1]
	return d.allOf(place, ner.City|ner.Region|ner.Country) && last.cap && strings.HasSuffix(last.folded, "s") &&
		d.classes[n.last-1]&(ner.City|ner.Region|ner.Country|ner.Nation|ner.PlaceHead|ner.ThingHead) == 0
}

// teamWords stand before the colon that a team's names follow.
var teamWords = prose.WordSet(`team teams squad lineup line-up xi substitutes subs bat replacements starting side reserves scorers`)

// minTeam is the least commas of a team's list.
const minTeam = 5

// inTeamList reports a name on a list of a team, in an article of sport: "The team:
// Okafor, Danjuma, Nair"; "Tonga: Vaka; Lilo, Taione". Surnames alone stand on it.
func (a *article) inTeamList(c *cand, i int, r prose.Range) bool {
	d := c.d
	if t := d.Tokens[i].Text; a.sport < minTableSport || t != "," && t != ";" && t != ":" && t != "and" || c.last < r.Last && d.Tokens[c.last].Kind == prose.Word && d.Tokens[c.last].Text != "and" {
		return false
	}
	colon, commas := -1, 0
	for k := r.First; k < r.Last; k++ {
		switch d.Tokens[k].Text {
		case ":":
			if k < c.first {
				colon = k
			}
		case ",", ";":
			commas++
		}
	}
	if colon <= r.First || commas < minTeam {
		return false
	}
	last := name{d: d, first: colon - 1, last: colon}
	for k := r.First; k < colon; k++ {
		if teamWords[d.words[k].folded] {
			return true
		}
	}
	return len(d.classes) > 0 && d.allOf(last, ner.Country)
}

// scores reports a scorer in brackets behind a result: (Okafor 41st, Nair 63rd, 78th),
// in an article of sport.
func (a *article) scores(c *cand, i int, r prose.Range) bool {
	d := c.d
	if a.sport < minTableSport || c.last >= r.Last || !minuteMark(d.Tokens[c.last].Text) {
		return false
	}
	for k := i; k >= r.First && k > i-maxScorers; k-- {
		switch d.Tokens[k].Text {
		case "(":
			return true
		case ")":
			return false
		}
	}
	return false
}

// maxScorers is how many tokens before a scorer the bracket may open.
const maxScorers = 24

// minuteMark reports the minute of a goal: 41st, 63rd.
func minuteMark(s string) bool {
	if len(s) < 3 || len(s) > 5 {
		return false
	}
	switch s[len(s)-2:] {
	case "st", "nd", "rd", "th":
		return strings.Trim(s[:len(s)-2], "0123456789") == ""
	}
	return false
}
