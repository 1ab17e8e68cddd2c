package person

import (
	"strings"

	"dateline/indexer/ner"
	"dateline/indexer/place"
	"dateline/indexer/prose"
)

// The weights of the evidence that a candidate is a person. They were set by
// hand on the shared sets: only their proportions matter.
const (
	acceptScore   = 1.75 // a full name with this much evidence is a person
	headlineScore = 3.0  // the same where only a headline has it

	knownWeight     = 3.0 // full name of a politician
	titleWeight     = 3.0 // Foreign Minister X
	kinWeight       = 2.0 // striker X, his brother X
	ageWeight       = 3.0 // X, 42,
	sayWeight       = 1.2 // X said
	humanWeight     = 1.6 // X, who
	roleWeight      = 1.8 // X, the finance minister
	nationWeight    = 0.6 // the Kenyan X
	agentWeight     = 1.2 // led by X, one X
	originWeight    = 1.0 // X (Country), as in results
	locativeWeight  = -2.0
	articleWeight   = -2.0 // the X
	repeatWeight    = 0.5  // the surname stands alone elsewhere
	titledElsewhere = 2.5  // the surname stands behind a title elsewhere
	modelWeight     = 0.3  // the model's lead, up to 2
	doubtWeight     = 1.5  // the same where it takes the name for something else
)

// add weighs a candidate's context and keeps it, unless it names an
// organisation, a place or a thing.
func (a *article) add(c cand, r prose.Range) {
	if capWords(&c) > 6 || c.len() > 10 || a.isThing(&c) {
		return
	}
	c.ctx = a.context(&c, r)
	a.cands = append(a.cands, c)
}

// modelScore weighs how far the model takes a spelling for a person's name, by
// its mean lead over the mentions, 0 where it was not asked. It is heeded more
// where it doubts: its precision alone is lower than that of the rules.
func (a *article) modelScore(cands []int) float64 {
	sum, n := 0.0, 0
	for _, i := range cands {
		if c := &a.cands[i]; len(c.d.margins) > 0 && !c.headline {
			sum += float64(c.d.lead(c.first, c.last, ner.Person))
			n++
		}
	}
	if n == 0 {
		return 0
	}
	if sum < 0 {
		return doubtWeight * sum / float64(n)
	}
	return modelWeight * sum / float64(n)
}

// isThing reports a candidate that cannot be a person by its own words.
func (a *article) isThing(c *cand) bool {
	if c.first > 0 && shipPrefixes[c.d.Tokens[c.first-1].Text] || shipPrefixes[c.d.Tokens[c.first].Text] || c.len() > 1 && firmPrefixes[c.d.Tokens[c.first].Text] {
		return true
	}
	if c.isRoadOrSchool() || c.namesBeast() || c.len() > 1 && c.onlyStops() {
		return true
	}
	n, initials := 0, 0
	known := c.len() > 1 && a.names.known[nameKey(a.texts(c))]
	for i := c.first; i < c.last; i++ {
		w := &c.d.words[i]
		if !w.cap {
			continue
		}
		n++
		if isInitial(c.d.Tokens[i].Text) {
			initials++
		}
		if c.len() == 1 && isPartyState(c.d.Tokens[i].Text) {
			return true
		}
		alone := c.len() == 1 && w.info.family >= 5 && !hardThings[w.folded] // Gen. Park
		if w.info.Is(nonPeopleWord) && !alone && !known && !a.mayBeName(c, i) && !c.endsInPrefix(i) {
			return true
		}
		if w.info.Is(nationWord) && w.info.given < 20 && w.info.family < 5 && c.len() > 1 {
			return true
		}
	}
	if n == initials { // U. S.
		return true
	}
	if n > 1 && c.knownOrg() {
		return true
	}
	if a.endsInPlace(c) || n > 1 && n < 4 && c.title == 0 && demonym(c.d, c.first, c.last) {
		return true
	}
	if n > 1 && a.names.things[a.phrase(c)] || c.echoes() && !a.names.known[nameKey(a.texts(c))] {
		return true
	}
	if n > 1 && c.title == 0 && a.names.places[a.phrase(c)] {
		w := &c.d.words[c.first].info
		return w.given < 20 || w.Is(placeWord) // Nelson Mandela is a bay, too
	}
	return n == 1 && c.len() == 1 && a.notSingle(c)
}

// knownOrg reports a name that the table of organisations has.
func (c *cand) knownOrg() bool {
	for i := c.first; i < c.last; i++ {
		if i >= len(c.d.classes) || c.d.classes[i]&ner.KnownOrg == 0 {
			return false
		}
	}
	return true
}

// echoes reports one word twice, as pages have it that print a photograph's
// credit before the text: Acme Acme.
func (c *cand) echoes() bool {
	return c.len() == 2 && c.d.words[c.first].folded == c.d.words[c.first+1].folded
}

// demonym reports the people of a country whose name has several words: Costa
// Rican.
func demonym(d *nameDoc, first, last int) bool {
	for _, p := range place.Load().Forms[foldedPhrase(d.Doc, first, last)] {
		if p.Kind == place.KindDemonym && (p.Lang == "" || p.Lang == "en") {
			return true
		}
	}
	return false
}

// endsInPlace reports a run such as "Teen Namibia" or "U. S. Korea".
func (a *article) endsInPlace(c *cand) bool {
	first, last := &c.d.words[c.first].info, &c.d.words[c.last-1].info
	if c.len() < 2 || !last.Is(placeWord|nationWord) || last.family >= 5 || last.given >= 20 {
		return false
	}
	return first.given < 3 && first.flags != 0 || last.family == 0 && isInitial(c.d.Tokens[c.first].Text)
}

// mayBeName excuses a word such as Church, Young or West that is also a family
// name, behind a first name.
func (a *article) mayBeName(c *cand, i int) bool {
	w := &c.d.words[i].info
	if hardThings[c.d.words[i].folded] || c.len() > 2 && i == c.last-1 && w.family < 10 {
		return false
	}
	if i == c.first && c.len() == 2 && w.given >= rareGiven && w.Gender != 0 && a.english() && !strings.Contains(c.d.words[i].folded, "-") {
		next := &c.d.words[i+1].info                                                  // Chelsea Example is no club
		known := next.family >= 1 && !next.Is(commonWord) || next.family >= rareGiven // Manning is a verb, too
		return known && next.given < 20 && !next.Is(placeWord|nonPeopleWord|TitleWord) || w.given >= 20
	}
	if i == c.first {
		return w.given >= 20
	}
	prev := &c.d.words[i-1]
	if c.len() == 2 && i < len(c.d.classes) && c.d.classes[i]&ner.KnownOrg != 0 && !w.Is(commonWord|placeWord) && prev.info.given >= sureGiven && !prev.info.Is(placeWord|stopWord) && (prev.info.given >= 5*sureGiven || !prev.info.Is(commonWord)) {
		return true // whom a firm is called after
	}
	if w.family < 2 && w.given < 20 {
		return false
	}
	if next := &c.d.words[min(i+1, c.last-1)].info; i < c.last-1 && c.d.words[c.first].info.given >= sureGiven && next.family >= 2 && !next.Is(nonPeopleWord) {
		return true // John Ward Okafor
	}
	return i == c.last-1 && (prev.info.given >= 5 && !prev.info.Is(placeWord|nonPeopleWord) || isInitial(c.d.Tokens[i-1].Text)) || w.given >= 20
}

// endsInPrefix reports a word that begins names of places, such as San, at the
// end of a name of more words or behind Mr: there it begins nothing. El is the
// Arabic article, too, inside a name.
func (c *cand) endsInPrefix(i int) bool {
	if c.d.words[i].folded == "el" && i > c.first && c.d.words[c.first].info.given >= 1 {
		return true
	}
	return placePrefixes[c.d.words[i].folded] && i == c.last-1 && (c.len() > 1 || c.title&HonorificWord != 0)
}

var placePrefixes = map[string]bool{"san": true, "santa": true, "sao": true, "los": true, "las": true, "el": true}

// hardThings end names of things even where they are somebody's surname.
var hardThings = map[string]bool{
	"street": true, "road": true, "avenue": true, "river": true, "university": true, "college": true, "ministry": true,
	"party": true, "bank": true, "club": true, "school": true, "act": true, "tower": true, "square": true,
	"bridge": true, "island": true, "airport": true, "hospital": true, "stadium": true, "county": true, "city": true,
	"court": true, "house": true, "prize": true, "cup": true, "foundation": true, "institute": true, "drive": true,
}

// firmPrefixes stand before the names of firms in Indonesia and Russia.
var firmPrefixes = map[string]bool{"PT": true, "P.T.": true, "OAO": true, "ZAO": true, "OOO": true, "CV": true}

// shipPrefixes stand before the names of ships.
var shipPrefixes = map[string]bool{"USS": true, "HMS": true, "MV": true, "INS": true, "SS": true, "RMS": true, "HMAS": true, "HMNZS": true, "USNS": true, "Hurricane": true, "Typhoon": true, "Cyclone": true, "Storm": true}

// notSingle reports a single word that names no person even behind a title.
func (a *article) notSingle(c *cand) bool {
	t, w := &c.d.Tokens[c.first], &c.d.words[c.first].info
	if isAcronym(t.Text) && w.given+w.family == 0 || len(t.Text) < 2 || isInitial(t.Text) || isSuffix(c.d.words[c.first].folded) {
		return true
	}
	if w.Is(HonorificWord | officeWord) {
		if c.first > 1 && c.d.words[c.first-2].folded == "the" {
			return true // the Chief Judge, the Crown Prince
		}
		if w.Is(nameTitle) && w.family >= 2 && c.title == 0 {
			return !c.surnameLike() // King said, of Olivia King
		}
		return !w.Is(nameTitle) || c.title&HonorificWord == 0 || w.family < 2 // Chief Judge; but Mr King
	}
	return w.Is(stopWord|TitleWord|titlePart) && w.given+w.family < 2
}

// surnameLike reports a title in capitals that stands as a surname does: no article
// or adjective before it, and nothing that it is the title of behind it.
func (c *cand) surnameLike() bool {
	d, r := c.d, c.d.Sentences[c.d.Tokens[c.first].Sentence]
	if c.last < r.Last && (d.Tokens[c.last].Text == "of" || d.words[c.last].cap) {
		return false
	}
	if c.first == r.First {
		return true
	}
	switch w := d.words[c.first-1].folded; w {
	case "the", "a", "an", "his", "her", "their", "our", "my", "your", "this", "that", "new", "former", "late", "old", "every", "as":
		return false
	}
	return true
}

// phrase is the folded text of a candidate.
func (a *article) phrase(c *cand) string {
	var b strings.Builder
	for i := c.first; i < c.last; i++ {
		if i > c.first {
			b.WriteByte(' ')
		}
		b.WriteString(c.d.words[i].folded)
	}
	return b.String()
}

// lexical weighs the words of a full name by the tables.
func (a *article) lexical(c *cand) float64 {
	words := a.nameWords(c)
	if len(words) == 0 {
		return -9
	}
	first, last := words[0], words[len(words)-1]
	score := max(a.givenScore(first), a.familyScore(first)/2) + max(a.familyScore(last), a.givenScore(last)/2)
	if first.info.Is(familyFirst) {
		score = max(score, 1.2+max(a.givenScore(last), a.familyScore(last)/2))
	}
	if first.info.Is(familyFirst) && len(words) == 2 && last.hyphen {
		score = max(score, 2.2) // Kim Min-jun
	}
	score += a.particleScore(c)
	for i, w := range words {
		if i > 0 && i < len(words)-1 && (w.info.given >= 3 || w.initial) {
			score += 0.3
		}
		if w.common() {
			score -= 1.3
			if first.info.given >= 5 && !first.info.Is(commonWord|placeWord|nonPeopleWord|TitleWord) && len(words) == 2 {
				score += 1.1 // Chris Sale
			}
		}
		if w.acronym {
			score -= 1.5
		}
	}
	if first.initial {
		score += 1.4
	} else if len(words) > 2 && words[1].initial {
		score += 0.8
	}
	if a.names.known[nameKey(a.texts(c))] {
		score = max(score, 0) + knownWeight // that the tables lack its words says nothing against it
	}
	return score
}

// particleScore weighs the small words in a name: bin and van speak for a
// person, an article at its beginning for a newspaper or a place.
func (a *article) particleScore(c *cand) float64 {
	switch c.d.words[c.first].folded {
	case "al", "el", "la", "le", "les", "los", "las", "der", "die", "das", "il":
		return -1.2
	}
	for i := c.first + 1; i < c.last-1; i++ {
		switch c.d.Tokens[i].Text {
		case "bin", "ibn", "bint", "van", "von", "al", "der", "ould":
			return 0.8
		}
	}
	if strings.HasPrefix(c.d.Tokens[c.last-1].Text, "al-") || strings.HasPrefix(c.d.Tokens[c.last-1].Text, "Al-") {
		return 0.6
	}
	return 0
}

// nameToken is one word of a candidate as the scores see it.
type nameToken struct {
	info             WordInfo
	initial, acronym bool
	hyphen           bool
}

// common reports a dictionary word that is hardly ever a name.
func (w *nameToken) common() bool {
	return w.info.Is(commonWord|stopWord) && w.info.given < 2 && w.info.family < 2 && !w.initial && !w.info.Is(familyFirst)
}

// nameWords gives the words of a candidate without particles and suffixes.
func (a *article) nameWords(c *cand) []nameToken {
	var out []nameToken
	for i := c.first; i < c.last; i++ {
		w, t := &c.d.words[i], c.d.Tokens[i].Text
		if !w.cap || isSuffix(w.folded) && i > c.first {
			continue
		}
		if i > c.first && !c.d.words[i-1].cap {
			w = &nameWord{info: WordInfo{family: w.info.family, given: w.info.given, flags: w.info.flags &^ commonWord}}
		}
		nt := nameToken{info: w.info, initial: isInitial(t), hyphen: strings.Contains(t, "-")}
		nt.acronym = !nt.initial && !c.headline && isAcronym(t) && w.info.given+w.info.family < 3
		out = append(out, nt)
	}
	return out
}

// unknownScore is for a word no table knows: in English it is likely a name,
// in languages whose words the tables lack it says little.
func (a *article) unknownScore() float64 {
	if a.english() {
		return 0.6
	}
	return 0.3
}

func (a *article) givenScore(w nameToken) float64 {
	s := 0.0
	switch g := w.info.given; {
	case g >= 20:
		s = 2
	case g >= 3:
		s = 1.6
	case g >= 1:
		s = 1.2
	case w.info.flags == 0 && w.info.family == 0:
		s = a.unknownScore()
	}
	if w.info.Is(placeWord) && w.info.given < 100 {
		s = min(s, 0.9)
		if w.info.given >= 5 {
			s = 1.2
		}
	}
	if w.info.Is(commonWord|nonPeopleWord) && w.info.given < 8 {
		s = min(s, 0.9)
	}
	return s
}

func (a *article) familyScore(w nameToken) float64 {
	s := 0.0
	switch f := w.info.family; {
	case f >= 5:
		s = 1.2
	case f >= 1:
		s = 1
	case w.info.flags == 0 && w.info.given == 0:
		s = a.unknownScore()
	}
	if w.info.Is(placeWord) && w.info.family < 20 {
		s = min(s, 0.4)
	}
	if w.info.Is(commonWord|nonPeopleWord) && w.info.family < 5 {
		s = min(s, 0.5)
	}
	return s
}

// texts gives the words of a candidate as written.
func (a *article) texts(c *cand) []string {
	out := make([]string, 0, c.len())
	for i := c.first; i < c.last; i++ {
		switch {
		case c.d.Tokens[i].Kind != prose.Word:
		case i > c.first+1 && c.d.irishTo(i-1, c.last) == i+1:
			out[len(out)-1] += "'" + c.d.Tokens[i].Text
		default:
			out = append(out, c.d.Tokens[i].Text)
		}
	}
	return out
}
