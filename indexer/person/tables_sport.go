package person

import (
	"dateline/indexer/ner"
	"dateline/indexer/prose"
)

// Pages of sport are full of lines that are no sentences: results (Ayr 6 Berwick 0),
// standings (Leyton 4 1 2 1 6 4 5) and fixtures (BOSTON AT OAKLAND). In them towns
// stand for their clubs, and words nobody knows are clubs as well. A line is read
// only where the article has several, and a country in it stays one.

const (
	minTableLines = 3 // that make tables of them; where the text speaks of sport one is enough
	minTableSport = 2 // words of sport beside them
	minStanding   = 3 // figures behind a club in standings, a dash counting as one
	maxClubWords  = 4
)

// club is the words of one line that name a club.
type club struct {
	d           *nameDoc
	first, last int
}

// findClubs notes the clubs of all lines that are tables.
func (a *article) findClubs() {
	var found []club
	lines, names := 0, map[string]bool{}
	if a.sport < minTableSport {
		return
	}
	for _, d := range a.docs {
		for _, r := range d.Sentences {
			if r.Last-r.First > maxTableLine || r.Last-r.First < 3 {
				continue
			}
			clubs := d.scores(r)
			if clubs == nil {
				clubs = d.standing(r, names)
			}
			if clubs == nil {
				clubs = d.fixtures(r)
			}
			if clubs != nil {
				lines++
				found = append(found, clubs...)
				for _, c := range clubs {
					names[d.joined(c.first, c.last)] = true
				}
			}
		}
	}
	if lines == 0 || lines < minTableLines && !a.sporting() {
		return
	}
	for _, c := range found {
		if c.d.club == nil {
			c.d.club = make([]bool, len(c.d.Tokens))
		}
		take(c.d.club, c.first, c.last)
		a.clubs = append(a.clubs, c)
	}
}

// maxTableLine is the most tokens of a line of a table.
const maxTableLine = 40

// clubAt reads a club's name at token i: up to four words in capitals, "of" between
// them, a letter or two in brackets behind them. It gives i where there is none.
func (d *nameDoc) clubAt(i, limit int) int {
	end := i
	for words := 0; end < limit && words < maxClubWords; words++ {
		if end > i && end+1 < limit && d.Tokens[end].Text == "of" && d.words[end+1].cap {
			end++
		}
		if !d.words[end].cap || d.words[end].info.Is(WeekdayWord) || versusWord(d.Tokens[end].Text) {
			break
		}
		end++
	}
	if end > i && end+2 < limit && d.Tokens[end].Text == "(" && len(d.Tokens[end+1].Text) <= 2 && d.words[end+1].cap && d.Tokens[end+2].Text == ")" {
		return end + 3
	}
	return end
}

// bracket gives the index behind a bracket that opens at token i, or i.
func (d *nameDoc) bracket(i, limit int) int {
	if i >= limit || d.Tokens[i].Text != "(" {
		return i
	}
	for k := i + 1; k < limit; k++ {
		if d.Tokens[k].Text == ")" {
			return k + 1
		}
	}
	return i
}

// scores reads a line of results: club, figure, club, figure, with brackets in between.
func (d *nameDoc) scores(r prose.Range) []club {
	var out []club
	i, players := r.First, 0
	for i < r.Last {
		end := d.clubAt(i, r.Last)
		if end == i {
			break
		}
		next := d.bracket(end, r.Last)
		if next >= r.Last || d.Tokens[next].Kind != prose.Number {
			return nil
		}
		players += prose.Bool2Int(d.namesPlayer(i, end)) // Fortuna Example is none beside a club
		out = append(out, club{d, i, end})
		i = d.bracket(next+1, r.Last)
	}
	if i < r.Last && d.Tokens[i].Text == "." {
		i++
	}
	if len(out) != 2 || i < r.Last || players == 2 {
		return nil
	}
	return out
}

// standing reads a line of standings: a club and at least four figures.
func (d *nameDoc) standing(r prose.Range, clubs map[string]bool) []club {
	end := d.clubAt(r.First, r.Last)
	if end == r.First || d.namesPlayer(r.First, end) && !clubs[d.joined(r.First, end)] {
		return nil
	}
	figures := 0
	for i := end; i < r.Last; i++ {
		switch t := d.Tokens[i].Text; {
		case d.Tokens[i].Kind == prose.Number, t == "-" && i == r.Last-1:
			figures++
		case t == "-" || t == "/" || t == "+" || t == "½" || t == "." || t == "–" || t == ",":
		default:
			return nil
		}
	}
	if figures < minStanding {
		return nil
	}
	return []club{{d, r.First, end}}
}

// fixtures reads a line of fixtures: "Postponed: Ayr v Alloa, Clyde v Berwick".
func (d *nameDoc) fixtures(r prose.Range) []club {
	var out []club
	i := r.First
	if i+1 < r.Last && d.Tokens[i+1].Text == ":" {
		i += 2
	}
	for i < r.Last {
		home := d.clubAt(i, r.Last)
		if home == i || home >= r.Last || !versusWord(d.Tokens[home].Text) || d.namesPlayer(i, home) {
			return nil
		}
		out = append(out, club{d, i, home})
		away := d.clubAt(home+1, r.Last)
		if away > home+1 {
			out = append(out, club{d, home + 1, away})
		}
		for i = away; i < r.Last && (d.Tokens[i].Text == "," || d.Tokens[i].Text == "." || d.Tokens[i].Text == "and"); i++ {
		}
	}
	return out
}

// versusWord stands between two who play: v, and AT in a schedule in capitals.
func versusWord(s string) bool {
	return versus[s] || s == "V" || s == "VS" || s == "AT"
}

// namesPlayer reports a whole name of a person, as in a leaderboard of golf: a given
// name that the tables know before a surname that is no place and no dictionary word.
func (d *nameDoc) namesPlayer(first, last int) bool {
	if last-first < 2 || last-first > 4 {
		return isInitial(d.Tokens[first].Text) && last-first > 1
	}
	x, y := &d.words[first].info, &d.words[last-1].info
	return isInitial(d.Tokens[first].Text) || x.given >= rareGiven && !x.Is(placeWord|nonPeopleWord) && !y.Is(placeWord|nonPeopleWord)
}

// tableNames gives the clubs of tables as names, where nobody is named there; a
// country that plays stays a place.
func (a *article) tableNames(taken [][]bool) []name {
	var out []name
	at := map[*nameDoc]int{}
	for i, d := range a.docs {
		at[d] = i
	}
	for _, c := range a.clubs {
		n := name{d: c.d, first: c.first, last: c.last, kind: ner.Org, lead: clubLead, key: c.d.joined(c.first, c.last)}
		if !free(taken[at[c.d]], n.first, n.last) || len(out) >= MaxNames {
			continue
		}
		if c.d.allOf(n, ner.Country) || n.first > 0 && c.d.Tokens[n.first-1].Text == "AT" && c.d.allOf(n, ner.City|ner.Region) {
			n.kind, n.fixed = ner.Place, true
		}
		out = append(out, n)
		take(taken[at[c.d]], n.first, n.last)
	}
	return out
}

// clubLead is what standing in a table counts beside the model's lead.
const clubLead = 1.0
