package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/indexer/ner"
	"dateline/indexer/prose"
)

// stripDoubled cuts a run where a page's template glued a person's formal name
// behind the linked one: "Mike Okafor Michael (Mike) Richard Okafor", "Amina
// Okafor Amina Jane". The second one is cut off; its rest is no name by itself.
func (a *article) stripDoubled(c *cand) {
	d := c.d
	for i := c.first + 2; i < c.last; i++ {
		again := d.words[i].cap && len(d.words[i].folded) > 2 && d.words[i].folded == d.words[c.first].folded && !recurring[d.words[i].folded]
		if again && (i+1 < c.last || d.gluedAt(c.last)) {
			c.last = i
			return
		}
	}
	if c.len() < 3 || c.last+3 >= len(d.Tokens) || d.Tokens[c.last].Text != "(" || d.Tokens[c.last+2].Text != ")" || !d.words[c.last+1].cap {
		return
	}
	next := c.last + 3
	nick := d.words[c.last+1].folded
	if (d.words[next].cap || d.gluedAt(next)) && a.sameGiven(d.words[c.first].folded, nick) && d.Tokens[next].Sentence == d.Tokens[c.first].Sentence {
		c.last--
	}
}

// recurring are words that a name may have twice: Abdel Karim Abdel Example.
var recurring = prose.WordSet(`abdel abdul abd abu bin ibn mohammed muhammad mohamed ahmed ahmad`)

// gluedAt reports a word whose name ran into what follows: Okafor2020, OkaforTen.
func (d *nameDoc) gluedAt(i int) bool {
	if i >= len(d.Tokens) || d.Tokens[i].Kind != prose.Word {
		return false
	}
	t := d.Tokens[i].Text
	r, _ := utf8.DecodeRuneInString(t)
	return unicode.IsUpper(r) && (strings.ContainsAny(t, "0123456789") || gluedWord(t))
}

// isPartyState reports what stands behind an American lawmaker: D-Calif, R-Maine.
func isPartyState(s string) bool {
	return len(s) > 2 && s[1] == '-' && (s[0] == 'D' || s[0] == 'R')
}

// describes reports an adjective made of a name, such as Okafor-supporting or
// Sen-type: its tail is a common word in lower case and no part of names.
func (t *Tables) describes(word string) bool {
	head, tail, ok := strings.Cut(word, "-")
	if !ok || len(head) < 3 || len(tail) < 4 {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(tail); !unicode.IsLower(r) {
		return false
	}
	w := t.Words[prose.FoldWord(tail)]
	return w.Is(commonWord|kinWord) && w.given+w.family == 0
}

// joinedSurname reports a surname in lower case before a capital: diMarco,
// vanVeen. Brands such as eBay are none.
func joinedSurname(s string) bool {
	for _, p := range [...]string{"di", "de", "du", "van", "von", "della", "mac", "vanden"} {
		if rest, ok := strings.CutPrefix(s, p); ok && len(rest) > 3 {
			r, size := utf8.DecodeRuneInString(rest)
			if next, _ := utf8.DecodeRuneInString(rest[size:]); unicode.IsUpper(r) && unicode.IsLower(next) {
				return true
			}
		}
	}
	return false
}

// roadEnds end the name of a road even behind an initial: K St.
var roadEnds = map[string]bool{"st": true, "ave": true, "rd": true, "blvd": true, "hwy": true, "tech": true}

// isRoadOrSchool reports K St. and Virginia Tech.
func (c *cand) isRoadOrSchool() bool {
	return c.len() > 1 && roadEnds[strings.TrimSuffix(c.d.words[c.last-1].folded, ".")]
}

// animalWords and vesselWords stand before the names of pets and ships.
var (
	animalWords = prose.WordSet(`dog dogs cat cats horse mare stallion gelding colt filly pony spaniel labrador terrier poodle puppy kitten parrot
		emu llama donkey goat cow bull pig hamster rabbit tortoise sheepdog greyhound whippet beagle corgi gorilla chimpanzee elephant
		lion tiger panda hippo rhino orca whale dolphin orangutan bear racehorse robot dachshund retriever collie alsatian rottweiler bulldog`)
	vesselWords = prose.WordSet(`ship tanker trawler ferry yacht schooner freighter frigate destroyer submarine vessel boat liner lifeboat
		barge tugboat sloop steamer icebreaker sailboat catamaran`)
)

// namesBeast reports the name of a pet or a ship: "his spaniel, Admiral Benbow",
// "the ferry Santa Rita", "the Liberian-flagged Andromeda Star". A name behind
// "who" or an age is a person's after all: "the boat's owner" is no vessel word.
func (c *cand) namesBeast() bool {
	i := c.first - 1
	d := c.d
	if i >= 0 && d.words[i].info.Is(TitleWord) && d.words[i].cap {
		i--
	}
	comma := i >= 0 && d.Tokens[i].Text == ","
	if comma {
		i--
	}
	if i > 0 && d.words[i].folded == "the" { // the trawler, the Lady Example
		i--
		comma = d.Tokens[i].Text != ","
		if !comma {
			i--
		}
	}
	if i < 0 || d.Tokens[i].Sentence != d.Tokens[c.first].Sentence {
		return false
	}
	w := d.words[i].folded
	return animalWords[w] || vesselWords[w] && !comma || strings.HasSuffix(w, "-flagged")
}

// calledAfter reports a name that "-year-old" stands before.
func (c *cand) calledAfter() bool {
	i := c.first - 1
	if i < 0 || c.d.Tokens[i].Sentence != c.d.Tokens[c.first].Sentence {
		return false
	}
	return strings.HasSuffix(c.d.words[i].folded, "-year-old") || strings.HasSuffix(c.d.words[i].folded, "-month-old")
}

// relations are relatives in the plural, whose names follow: two daughters, Lena and
// Uma; his sons Okafor and Musa.
var relations = prose.WordSet(`sons daughters brothers sisters children kids grandchildren grandsons granddaughters nephews nieces cousins
	parents siblings twins wives husbands stepsons stepdaughters classmates`)

// inFamilyList reports a name in a list of relatives whose first name stands behind
// such a word, or one that follows another of the list.
func (a *article) inFamilyList(c *cand, i int, r prose.Range) bool {
	d := c.d
	if t := d.Tokens[i].Text; (t == "," || t == "and") && len(a.cands) > 0 {
		if last := &a.cands[len(a.cands)-1]; last.family && last.d == d && d.listed(last.last, c.first) {
			return true
		}
	}
	if t := d.Tokens[i].Text; (t == "," || t == "-" || t == "—" || t == "–" || t == "(" || t == ":") && i > r.First {
		i--
	}
	return relations[d.words[i].folded] && !d.words[i].cap
}

// behindIndefinite reports "a Roofer": a single word with an indefinite article
// is no name.
func (c *cand) behindIndefinite() bool {
	if i := c.first - 1; i >= 0 && c.d.Tokens[i].Sentence == c.d.Tokens[c.first].Sentence {
		w := c.d.words[i].folded
		return w == "a" || w == "an"
	}
	return false
}

// stripPronoun cuts the I of "President Okafor I might say": a king's numeral
// stands behind a given name.
func (c *cand) stripPronoun() {
	n := c.last - 1
	if c.len() > 1 && c.d.Tokens[n].Text == "I" && c.d.words[n-1].info.given < 20 {
		c.last--
	}
}

// onlyStops reports a run of initials and stop words: "So am I. He ...".
func (c *cand) onlyStops() bool {
	for i := c.first; i < c.last; i++ {
		if !isInitial(c.d.Tokens[i].Text) && !c.d.words[i].info.Is(stopWord) {
			return false
		}
	}
	return true
}

// amongFirms reports a single word in a list with an organisation beside it:
// "from Acme, Walgreens and Kroger".
func (c *cand) amongFirms() bool {
	d, i := c.d, c.first-1
	for i > 0 && (d.Tokens[i].Text == "," || d.Tokens[i].Text == "and" || d.Tokens[i].Text == "or") {
		i--
	}
	return i >= 0 && i < c.first-1 && d.Tokens[i].Sentence == d.Tokens[c.first].Sentence &&
		(d.labels[i] == ner.BOrg || d.labels[i] == ner.IOrg || d.classes[i]&ner.KnownOrg != 0)
}

// stripBurmese drops the honorific U, which looks like an initial.
func (c *cand) stripBurmese() {
	if c.len() > 1 && c.d.Tokens[c.first].Text == "U" && c.d.words[c.first+1].cap && !isInitial(c.d.Tokens[c.first+1].Text) {
		c.first++
		c.title, c.gender, c.start = HonorificWord, 'm', false
	}
}

// familyWeight is what a relative of the same surname is worth.
const familyWeight = 1.0

// spreadInFamilies lets a sure name speak for others of its surname, and a given
// name that does what people do for the full name.
func (a *article) spreadInFamilies() {
	sure := map[string]*group{}
	for _, g := range a.groups {
		if g.score >= acceptScore && !g.headline {
			sure[g.words[len(g.words)-1]] = g
		}
	}
	for _, g := range a.groups {
		first, last := a.names.Words[g.words[0]], a.names.Words[g.words[len(g.words)-1]]
		if g.headline || len(g.words) != 2 || first.Is(placeWord|nationWord|nonPeopleWord|stopWord|commonWord) || last.Is(placeWord|nationWord|nonPeopleWord) {
			continue
		}
		kin := sure[g.words[1]] != nil && sure[g.words[1]] != g
		if kin {
			g.score += familyWeight
		}
		if a.spoken[g.words[0]] && (kin || first.given > 0) { // firms say things, too
			g.score += sayWeight
		}
	}
}
