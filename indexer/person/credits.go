package person

import (
	"strings"

	"dateline/indexer/prose"
)

// agencies are what photographs and wire copy are credited to. A page's text has
// them beside names without a comma: "GETTY Okafor waved", "Lena Okafor REX".
var agencies = map[string]bool{
	"ap": true, "afp": true, "epa": true, "pa": true, "reuters": true, "getty": true, "alamy": true, "shutterstock": true, "xinhua": true,
	"tass": true, "ansa": true, "dpa": true, "ani": true, "pti": true, "ians": true, "upi": true, "rex": true, "splash": true, "wenn": true,
	"istock": true, "swns": true, "efe": true, "mirrorpix": true, "instagram": true, "twitter": true, "youtube": true,
}

// credited reports the word of an agency at token i: in capitals, or one that is
// nobody's name. Rex is a given name as well, and counts behind a whole name only.
func (d *nameDoc) credited(i int) bool {
	w := &d.words[i]
	return agencies[w.folded] && (d.Tokens[i].IsAllCaps() || w.info.given+w.info.family == 0)
}

// stripCredit cuts agencies off a name, and a second name that a caption's credit
// put behind the first: Lena Okafor | Marc Ward/AP.
func (c *cand) stripCredit() {
	c.trimCredit()
	for c.len() > 1 && (c.d.credited(c.first) || c.outlet()) {
		c.first++
		c.start = false
	}
	for c.len() > 1 && (c.d.credited(c.last-1) || c.len() > 2 && agencies[c.d.words[c.last-1].folded]) {
		c.last--
	}
}

// creditWeight is what an agency behind a stroke says of the name before it.
const creditWeight = 3.0

// creditSources are what stands behind the stroke of a photograph's credit, beside
// agencies.
var creditSources = prose.WordSet(`associated wireimage pool bloomberg zuma nurphoto sipa corbis polaris redux magnum reuters afp ap epa usa
	pa getty file newscom imagn anadolu european agence press`)

// isCredit reports a photographer: Lena Okafor/AP, Lena Okafor / Getty Images.
func (c *cand) isCredit() bool {
	d, i := c.d, c.last
	if c.len() < 2 || c.len() > 4 || i+1 >= len(d.Tokens) || d.Tokens[i].Text != "/" || d.Tokens[i+1].Sentence != d.Tokens[c.first].Sentence {
		return false
	}
	w := d.words[i+1].folded
	return d.words[i+1].cap && (agencies[w] || creditSources[w])
}

// trimCredit drops what a page's caption runs into a photographer's name: Images |
// Lena Okafor/AP, the mill in Leeds | Lena Okafor/PA.
func (c *cand) trimCredit() {
	for c.len() > 2 && c.isCredit() {
		w := &c.d.words[c.first]
		if !agencies[w.folded] && !creditSources[w.folded] && w.folded != "images" && (!w.info.Is(placeWord) || w.info.given >= rareGiven) {
			return
		}
		c.first++
	}
}

// minJoined is the least words of two whole names in one run.
const minJoined = 4

// splitJoined gives where a second whole name begins in a run of two, 0 where
// there is none: a caption's person and its photographer. The tables must know
// the first of them, and every part of the second.
func (a *article) splitJoined(c *cand) int {
	if c.len() < minJoined || !a.english() {
		return 0
	}
	for i := c.first + 2; i+1 < c.last; i++ {
		w := &c.d.words[i]
		if !w.cap || w.info.given < sureGiven || w.info.Is(placeWord|stopWord|commonWord) || c.d.words[i-1].info.given >= sureGiven {
			continue
		}
		first, second := *c, *c
		first.last, second.first = i, i
		if a.names.known[nameKey(a.texts(&first))] && a.lexical(&second) >= fullName {
			return i
		}
	}
	return 0
}

// describers stand before a surname alone and are nobody's given name: Outgoing
// Okafor, Former Okafor.
var describers = prose.WordSet(`outgoing incoming former acting late embattled ousted disgraced veteran marxist leftist islamist communist
	socialist millionaire billionaire multimillionaire`)

// outlet reports a word in capitals behind a stroke and before a name that has none:
// the source of a credit that a page runs into the next line.
func (c *cand) outlet() bool {
	t, w := &c.d.Tokens[c.first], &c.d.words[c.first].info
	return c.first > 0 && c.d.Tokens[c.first-1].Text == "/" && t.IsAllCaps() && len(t.Text) > 2 && w.given+w.family < 3 && !c.d.Tokens[c.first+1].IsAllCaps()
}

// calendarGiven reports a given name that is a month as well, before an initial and a
// surname: June V. Okafor, but not "in June V. Okafor".
func (a *article) calendarGiven(c *cand) bool {
	d, i := c.d, c.first
	if !calendarNames[d.words[i].folded] || c.len() < 3 || !isInitial(d.Tokens[i+1].Text) || !strings.HasSuffix(d.Tokens[i+1].Text, ".") {
		return false
	}
	return i == d.Sentences[d.Tokens[i].Sentence].First || !inTime[d.words[i-1].folded] && d.Tokens[i-1].Kind != prose.Number
}

var (
	calendarNames = prose.WordSet(`april june august`)
	inTime        = prose.WordSet(`in since until till by from to of and or before after during through last this next late early mid every between`)
)

// natives are the men and women of a country in one word, and of a Hall of Fame.
var natives = prose.WordSet(`dutchman frenchman englishman irishman scotsman welshman norseman cornishman ulsterman frenchwoman englishwoman
	dutchwoman irishwoman scotswoman welshwoman kiwi aussie brit yankee
	famer famers`)

// parties are the members of a party, who stand before two or more names: Tories Lena
// Okafor and Musa Danjuma.
var parties = prose.WordSet(`tories conservatives democrats republicans liberals socialists communists greens independents labourites`)

// partisan reports the word of a party before a whole name. Tory is a given name as
// well: before another given name it is the party.
func (a *article) partisan(c *cand) bool {
	w := c.d.words[c.first].folded
	return c.len() > 2 && (parties[w] || w == "tory" && c.d.words[c.first+1].info.given >= sureGiven)
}

// prefixes make an adjective of a name: Anti-Okafor protests.
var prefixes = []string{"anti-", "pro-", "post-", "pre-", "non-", "mid-", "neo-", "pan-", "ex-", "then-"}

// prefixed reports such an adjective, or a former one: Ex-Lion Lena Okafor.
func prefixed(folded string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(folded, p) {
			return true
		}
	}
	return false
}
