package person

import (
	"slices"
	"strings"
)

// plausibleSurname keeps places, firms and common words from becoming a person
// because a title stands before them.
func (a *article) plausibleSurname(c *cand) bool {
	i := c.last - 1
	for i > c.first && isSuffix(c.d.words[i].folded) {
		i-- // Elizabeth II
	}
	w := &c.d.words[i].info
	known := w.given+w.family >= 2
	if !a.english() && !known && c.title&HonorificWord == 0 {
		return false
	}
	switch {
	case w.Is(stopWord | nonPeopleWord | nationWord | placeWord):
		return c.title&HonorificWord != 0 && known && !w.Is(stopWord|nationWord)
	case w.Is(commonWord | TitleWord | titlePart):
		return known
	case isAcronym(c.d.Tokens[i].Text):
		return known
	}
	return c.title&HonorificWord != 0 || c.d.words[c.first-1].cap || known || w.flags == 0
}

// link gives every candidate to the person it names.
func (a *article) link() {
	for i := range a.cands {
		c := &a.cands[i]
		switch {
		case c.group != nil && c.group.person != nil:
			a.mention(c.group.person, c, i, "full name")
		case c.headline:
			a.linkHeadline(c, i)
		case c.pair:
		case c.group == nil:
			if p := a.choose(c, shortKey(a.texts(c)), i); p != nil && a.bareOK(c, p) {
				a.mention(p, c, i, shortRule(c))
			}
		}
	}
	for _, p := range a.persons {
		a.name(p)
	}
}

func shortRule(c *cand) string {
	if c.title != 0 {
		return "title and short name"
	}
	return "short name"
}

// linkHeadline looks in a piece of a headline for the longest forms of persons
// the article knows.
func (a *article) linkHeadline(c *cand, at int) {
	for i := c.first; i < c.last; {
		n := 1
		for k := min(c.last-i, 5); k >= 1; k-- {
			sub := cand{d: c.d, first: i, last: i + k, headline: true}
			words := strings.Fields(nameKey(a.texts(&sub)))
			if len(words) == 0 || !c.d.words[i].cap || !c.d.words[i+k-1].cap {
				continue
			}
			if g := a.byKey[strings.Join(words, " ")]; g != nil && g.person != nil {
				a.mention(g.person, &sub, at, "full name")
				n = k
				break
			}
			if k == 1 {
				if p := a.choose(&sub, words, at); p != nil && a.bareOK(&sub, p) {
					a.mention(p, &sub, at, "short name")
				}
			}
		}
		i += n
	}
}

// tier is how well a short form stands for a person; lower is better, 0 none.
func (a *article) tier(p *person, words []string) int {
	n := len(p.words)
	switch {
	case len(words) > 1:
		if containsSeq(p.words, words) {
			return 1
		}
		return 0
	case p.words[n-1] == words[0], n > 2 && slices.Contains(p.ends, words[0]):
		return 1
	case n > 1 && p.words[0] == words[0] && a.names.Words[words[0]].flags&familyFirst != 0, n > 2 && p.words[1] == words[0] && a.secondIsFamily(p):
		return 1
	case slices.Contains(p.aliases, words[0]):
		return 1
	case n > 2 && slices.Contains(p.words[1:n-1], words[0]) && a.names.Words[words[0]].given < 20 && !particles[words[0]]:
		return 2
	case n > 1 && p.words[0] == words[0] && len(words[0]) > 2:
		return 3
	}
	return 0
}

// secondIsFamily reports a given name of the West before a whole Chinese name:
// Daniel Zhang Yong is Zhang.
func (a *article) secondIsFamily(p *person) bool {
	first, second := a.names.Words[p.words[0]], a.names.Words[p.words[1]]
	return second.Is(familyFirst) && !first.Is(familyFirst) && first.given >= rareGiven
}

// choose gives the person a short form names: of the best tier and a fitting
// gender the one named last before it, else the first named after it.
func (a *article) choose(c *cand, words []string, at int) *person {
	if len(words) == 0 {
		return nil
	}
	var best *person
	bestTier, rivals := 4, 0
	suffix := ""
	if f := c.d.words[c.last-1].folded; c.len() > 1 && isSuffix(f) {
		suffix = f
	}
	for _, p := range firstN(a.index[words[len(words)-1]], maxNamesakes) {
		t := a.tier(p, words)
		if suffix != "" && len(p.words) > 1 && p.suffix != suffix && generation(suffix) {
			continue
		}
		if suffix != "" && t == 3 && p.suffix != suffix {
			continue // John XXIII is no other John
		}
		if t == 0 || t > bestTier || c.gender != 0 && p.gender != 0 && c.gender != p.gender && c.title != 0 {
			continue
		}
		if t < bestTier {
			best, bestTier, rivals = p, t, 0
			continue
		}
		rivals++
		if a.nearer(p, best, c) && !(p.suffix != "" && best.suffix == "") || p.suffix == "" && best.suffix != "" {
			best = p
		}
	}
	if bestTier == 3 && (rivals > 0 || best.first > at && c.title&kinWord == 0 && !a.early[words[0]]) {
		return nil // a given name alone must be unambiguous and come after the full name
	}
	return best
}

// generation reports Jr. and Sr., but no numeral of a king.
func generation(suffix string) bool { return suffix[0] == 'j' || suffix[0] == 's' }

// nearer reports whether a short form means p rather than q: its title's gender
// decides, then that a relative of somebody is told from him by the given name,
// then who was named last.
func (a *article) nearer(p, q *person, c *cand) bool {
	if c.gender != 0 && (p.gender == c.gender) != (q.gender == c.gender) {
		return p.gender == c.gender
	}
	if p.relative != q.relative {
		head := p
		if p.relative {
			head = q
		}
		if a.singles[head.words[0]] == 0 { // who is not called by the given name instead
			return head == p
		}
	}
	if p.last != q.last {
		return p.last > q.last
	}
	return p.first < q.first
}

// bareOK keeps a bare short form from being taken for a person where the word
// is a place, a month or a common word in this position.
func (a *article) bareOK(c *cand, p *person) bool {
	if c.title != 0 || c.len() > 1 && !c.headline {
		return true
	}
	d, i := c.d, c.first
	w := &d.words[i].info
	if c.last < len(d.Tokens) && firmWords[d.Tokens[c.last].Text] {
		return false
	}
	before := ""
	if i > 0 && d.Tokens[i-1].Sentence == d.Tokens[i].Sentence {
		before = d.words[i-1].folded
	}
	if w.Is(nonPeopleWord) && c.last < len(d.Tokens) && d.words[c.last].info.Is(sayVerb|humanVerb) && before == "" {
		return true
	}
	if w.Is(stopWord | nonPeopleWord) {
		return !c.start && !c.headline && !prepositions[before] && before != "the"
	}
	if w.Is(placeWord|nationWord) && (prepositions[before] || c.headline) {
		return false
	}
	if w.Is(commonWord) && (c.start || c.headline) && a.lower[d.words[i].folded] {
		return false
	}
	return !(before == "the" && i+1 < len(d.Tokens) && !d.words[i+1].info.Is(commonWord))
}

// firmWords behind a surname make it a firm's name.
var firmWords = map[string]bool{
	"network": true, "channel": true, "studio": true, "studios": true, "airline": true, "newspaper": true, "chain": true, "corporation": true,
	"group": true, "company": true, "conglomerate": true, "firm": true, "brand": true, "stores": true, "ports": true, "shares": true,
}

// prepositions stand before places and times.
var prepositions = map[string]bool{
	"in": true, "at": true, "near": true, "from": true, "to": true, "across": true, "on": true, "since": true, "until": true,
	"last": true, "next": true, "early": true, "late": true, "into": true, "around": true, "outside": true, "throughout": true, "of": true,
}

// byGivenName reports a person called by the given name alone. Where an article
// does so, a bare surname behind it is somebody else of the family.
func (a *article) byGivenName(p *person, c *cand) bool {
	words := shortKey(a.texts(c))
	return len(words) == 1 && len(p.words) > 1 && a.tier(p, words) == 3
}

// mention records that a candidate names p. A particle of the surname that
// stands before it is part of the mention: bin Laden.
func (a *article) mention(p *person, c *cand, at int, rule string) {
	if !a.byGivenName(p, c) {
		p.last = at
	}
	first := c.first
	for k := len(p.words) - capWords(c) - 1; k >= 0 && first > 0 && capWords(c) == 1; k-- {
		w := c.d.words[first-1].folded
		if !particles[w] || w != p.words[k] || c.d.Tokens[first-1].Sentence != c.d.Tokens[first].Sentence {
			break
		}
		first--
	}
	p.mentions = append(p.mentions, c.d.Mention(first, c.last, rule))
	a.noteRoles(p, c)
}
