package person

import (
	"strings"

	"dateline/indexer/prose"
)

// cand is a candidate: tokens that may name a person, without title.
type cand struct {
	d           *nameDoc
	first, last int
	title       WordFlag // of the title before it, 0 for none
	gender      byte     // of that title
	pair        bool     // "Mr. and Mrs. X": two people
	headline    bool
	start       bool // first of its sentence
	family      bool // in a list of relatives: see inFamilyList
	nation      bool // an adjective of a country stood before it
	ctx         float64
	group       *group
}

func (c *cand) len() int { return c.last - c.first }

// maxRun is the longest run of capitalised words that is looked at; what is
// longer is a list or a headline, not a name.
const maxRun = 14

// findRuns adds the candidates of one sentence.
func (a *article) findRuns(d *nameDoc, s int) {
	r := d.Sentences[s]
	for i := r.First; i < r.Last; {
		if !d.words[i].cap || d.club != nil && d.club[i] {
			i++
			continue
		}
		end := d.runEnd(i, r.Last)
		switch {
		case d.modes[s] != running:
			a.headlineRun(d, i, end)
		case end-i <= maxRun && !d.joinedByAnd(i, end, r):
			a.proseRun(d, i, end, r)
		}
		i = end
	}
}

// runEnd finds the end of the run of capitalised words that starts at i, over
// particles and a nickname in quotes.
func (d *nameDoc) runEnd(i, limit int) int {
	end := i + 1
	for end < limit {
		switch {
		case d.words[end].cap:
			end++
		case d.irishTo(end, limit) > 0:
			end = d.irishTo(end, limit)
		case d.particlesTo(end, limit) > 0:
			end = d.particlesTo(end, limit)
		case d.nicknameTo(end, limit) > 0:
			end = d.nicknameTo(end, limit)
		default:
			return end
		}
	}
	return end
}

// irishTo gives the index behind the surname of which an O stands before the
// apostrophe at i, where a page's markup left a space behind it: O’ Brien.
func (d *nameDoc) irishTo(i, limit int) int {
	if d.Tokens[i-1].Text == "O" && prose.IsApostropheText(d.Tokens[i].Text) && d.Tokens[i].Start == d.Tokens[i-1].End && i+1 < limit && d.words[i+1].cap {
		return i + 2
	}
	return 0
}

// particles join the parts of a name in lower case.
var particles = map[string]bool{
	"van": true, "von": true, "de": true, "der": true, "den": true, "del": true, "della": true, "di": true,
	"da": true, "dos": true, "das": true, "do": true, "du": true, "la": true, "bin": true, "ibn": true,
	"bint": true, "vanden": true, "wa": true, "al": true, "el": true, "ben": true, "ter": true, "ten": true, "zu": true, "af": true,
	"av": true, "d": true, "dal": true, "dalla": true, "ul": true, "ud": true, "ur": true, "ould": true,
	"degli": true, "lo": true, "te": true, "op": true, "vom": true, "zum": true, "zur": true, "binti": true,
}

// sureGiven is how many politicians bear a given name that is hardly anything else.
const sureGiven = 20

// onlyBehind are particles that stand behind another one only: van der, de la.
// Alone they are articles.
var onlyBehind = map[string]bool{"la": true, "lo": true, "der": true, "den": true, "zu": true, "zum": true, "zur": true}

// particlesTo gives the index behind the capitalised word that one to three
// particles at i lead to, or 0.
func (d *nameDoc) particlesTo(i, limit int) int {
	if !particles[d.Tokens[i].Text] || onlyBehind[d.Tokens[i].Text] || d.german && d.Tokens[i].Text == "das" {
		return 0
	}
	if d.german && d.Tokens[i].Text == "von" && i+2 < limit && d.words[i+1].info.given >= sureGiven && d.words[i+2].cap {
		return 0 // ein Roman von Lena Okafor
	}
	if d.Tokens[i].Text == "vom" && i > 1 && d.words[i-2].cap {
		return 0 // Lena Okafor vom Verband
	}
	if (d.Tokens[i].Text == "von" || d.Tokens[i].Text == "vom") && d.words[i-1].info.given < 3 && !d.words[i-1].info.Is(TitleWord) && !isInitial(d.Tokens[i-1].Text) {
		return 0 // German: the end of something, no noble
	}
	for j := i + 1; j < limit && j <= i+3; j++ {
		if d.words[j].cap {
			return j + 1
		}
		if !particles[d.Tokens[j].Text] && !prose.IsApostropheText(d.Tokens[j].Text) {
			return 0
		}
	}
	return 0
}

// nicknameTo gives the index behind a quoted nickname and the capitalised word
// that follows it, as in John "Jack" Doe, or 0.
func (d *nameDoc) nicknameTo(i, limit int) int {
	if !isQuote(d.Tokens[i].Text) {
		return 0
	}
	for j := i + 1; j < limit && j <= i+3; j++ {
		if isQuote(d.Tokens[j].Text) {
			if j > i+1 && j+1 < limit && d.words[j+1].cap && d.Tokens[i].Start > d.Tokens[i-1].End {
				return j + 2
			}
			return 0
		}
		if !d.words[j].cap {
			return 0
		}
	}
	return 0
}

func isQuote(s string) bool {
	switch s {
	case `"`, "“", "”", "'", "‘", "’", "«", "»", "„":
		return true
	}
	return false
}

// joinedByAnd reports Johnson & Johnson, and Johnson and Sons: a firm.
func (d *nameDoc) joinedByAnd(i, end int, r prose.Range) bool {
	if end+1 < r.Last && d.Tokens[end].Text == "and" && d.words[end+1].cap && firmTails[d.words[end+1].folded] {
		return true
	}
	return i > r.First && d.Tokens[i-1].Text == "&" || end < r.Last && d.Tokens[end].Text == "&"
}

// firmTails end the name of a firm behind "and".
var firmTails = prose.WordSet(`co co. company sons bros brothers associates partners`)

// proseRun reduces a run of running text to the name in it, if there is one.
func (a *article) proseRun(d *nameDoc, first, last int, r prose.Range) {
	c := cand{d: d, first: first, last: last, start: startsClause(d, first, r)}
	if c.start {
		a.stripStart(&c)
	}
	for c.first < c.last && d.words[c.first].info.Is(stopWord) && !a.maybeGiven(&c) && !titledGiven(&c) {
		c.first++
	}
	a.stripTitle(&c, r)
	c.stripBurmese()
	c.stripCredit()
	a.stripFront(&c)
	if i := a.splitJoined(&c); i > 0 {
		a.proseRun(d, i, last, r)
		c.last = i
	}
	a.stripDoubled(&c)
	a.stripBack(&c)
	a.stripGenitive(&c)
	c.stripPronoun()
	if a.english() {
		a.stripCommon(&c)
	} else {
		a.stripNouns(&c)
	}
	for c.first < c.last && !d.words[c.first].cap {
		c.first++ // a particle whose name was stripped off
	}
	if c.first < c.last {
		a.add(c, r)
	}
}

// capitalTitles are titles in capitals only: may miss X is none.
var capitalTitles = map[string]bool{"miss": true, "me": true, "count": true, "tan": true, "arc": true, "fr": true, "hon": true}

// titledGiven reports a given name that is also a stop word behind a title in
// lower case: spokesman Per Example.
func titledGiven(c *cand) bool {
	if c.len() != 2 || c.start || c.first == 0 || c.d.words[c.first].info.given < 3 {
		return false
	}
	prev := &c.d.words[c.first-1]
	return prev.info.Is(TitleWord) && !prev.cap
}

// startsClause reports the first word of a sentence, of a quotation or behind a
// colon or dash, where any word is capitalised.
func startsClause(d *nameDoc, i int, r prose.Range) bool {
	if i == r.First {
		return true
	}
	switch d.Tokens[i-1].Text {
	case ":", "-", "–", "—", "•", "*", "“", "‘", `"`, "«", "„", "(", "[", "|", "/", "...", "…":
		return true
	}
	return false
}

// stripStart drops the words of a sentence's beginning that are capitalised for
// their place only.
func (a *article) stripStart(c *cand) {
	for c.first < c.last {
		w := &c.d.words[c.first].info
		if c.len() > 2 && epithets[c.d.words[c.first].folded] && c.d.words[c.first+1].cap && c.d.words[c.first+2].cap {
			c.first++ // Little Lena Okafor
			return
		}
		saying := w.Is(sayVerb) && (w.given < 5 || c.d.words[c.first].folded == "said") && c.len() == 2 && c.d.words[c.first+1].info.given < 20 // Said Okafor
		if saying {
			c.first++
			return
		}
		plain := w.Is(stopWord) || !isInitial(c.d.Tokens[c.first].Text) && (w.Is(commonWord) || a.lower[c.d.words[c.first].folded]) && !w.Is(TitleWord|titlePart|nonPeopleWord|placeWord|nationWord)
		if !plain || a.maybeGiven(c) || c.len() == 1 && !w.Is(stopWord) && w.given+w.family > 0 {
			return // a surname alone is judged when it is linked
		}
		c.first++
	}
}

// epithets stand before whole names, though they are surnames, too.
var epithets = map[string]bool{"little": true, "young": true, "old": true, "big": true, "poor": true, "brave": true, "tiny": true, "baby": true}

// maybeGiven reports whether the first word, though also a common word, reads
// as the first name of what follows: Will Smith, but not "Will John Smith ...".
func (a *article) maybeGiven(c *cand) bool {
	w := &c.d.words[c.first].info
	if c.len() < 2 || w.given+w.family == 0 {
		return false
	}
	if w.given >= 20 && !w.Is(stopWord|TitleWord) {
		return true
	}
	if c.len() > 4 || !c.d.words[c.first+1].cap {
		return false
	}
	next := &c.d.words[c.first+1].info
	if w.Is(stopWord) {
		if a.calendarGiven(c) {
			return true
		}
		month := c.d.words[c.first].folded == "jan" && (next.flags == 0 || particles[c.d.words[c.first+1].folded])
		return w.given >= 5 && next.given < 20 && (next.family >= 1 || month)
	}
	if w.given < 3 && w.family < 3 {
		return false
	}
	return !next.Is(TitleWord) && (next.given < 20 || c.len() == 2)
}

// stripTitle drops everything up to the last title word that a name follows,
// and looks for a title before the run.
func (a *article) stripTitle(c *cand, r prose.Range) {
	for i := c.last - 2; i >= c.first; i-- {
		w := &c.d.words[i].info
		if !w.Is(TitleWord) || !c.d.words[i].cap || isSuffix(c.d.words[i+1].folded) {
			continue
		}
		if a.names.places[c.d.words[i].folded+" "+c.d.words[i+1].folded] || c.d.words[i].folded == "sri" && strings.HasPrefix(c.d.words[i+1].folded, "lanka") {
			c.last = c.first // Sri Lanka, St. Louis
			return
		}
		if w.Is(nameTitle|HonorificWord) && !w.Is(officeWord) && !addresses[c.d.words[i].folded] && i > c.first && c.d.words[i-1].info.given >= 3 &&
			!c.d.words[i-1].info.Is(TitleWord) && c.d.words[i-1].folded != "amir" {
			continue // Stephen King Junior, Hassan Sheikh Example, but the Amir, Sheikh Example
		}
		if whole := (cand{d: c.d, first: i, last: c.last}); w.Is(HonorificWord) && nameHonorifics[c.d.words[i].folded] && a.names.known[nameKey(a.texts(&whole))] {
			c.first = i // who is known by the title: Sheikh Example
			a.titleBefore(c, r)
			return
		}
		if w.Is(kinWord) && !w.Is(HonorificWord|officeWord) && w.given+w.family > 0 {
			continue
		}
		c.title, c.gender = w.flags&TitleWord, w.TitleGender
		a.titlePair(c, i)
		c.first = i + 1
		c.start = false
		return
	}
	a.titleBefore(c, r)
}

// nameHonorifics are honorifics that parents give as names.
var nameHonorifics = map[string]bool{"sheikh": true, "sultan": true, "sri": true, "haji": true, "mufti": true, "maulana": true, "imam": true}

// addresses are honorifics that stand inside nobody's name.
var addresses = prose.WordSet(`mr mrs ms miss dr doctor prof professor sir dame lord lady rev reverend madam hon honorable honourable sri shri seri datuk dato`)

// titlePair notes "Mr. and Mrs." before token i+1.
func (a *article) titlePair(c *cand, i int) {
	if i >= 2 && (c.d.Tokens[i-1].Text == "and" || c.d.Tokens[i-1].Text == "&") && c.d.words[i-2].info.Is(HonorificWord) {
		c.pair = true
	}
}

// titleBefore looks for a title in lower case before the run, or one whose
// office ends in the run: Secretary of State | X, minister of finance | X.
func (a *article) titleBefore(c *cand, r prose.Range) {
	i := c.first - 1
	if i < r.First {
		return
	}
	d := c.d
	if d.Tokens[i].Text == "." && i > r.First && d.Tokens[i-1].End == d.Tokens[i].Start {
		i--
	}
	if w := &d.words[i].info; w.Is(TitleWord) && (d.words[i].cap || !capitalTitles[d.words[i].folded]) {
		c.title, c.gender = w.flags&TitleWord, w.TitleGender
		a.titlePair(c, i)
		return
	}
	if officeOf[d.Tokens[i].Text] {
		for k := i; k >= r.First && k > i-officeReach; k-- {
			if w := &d.words[k].info; w.Is(officeWord) && !w.Is(nameTitle) {
				a.stripOffice(c)
				return
			}
		}
	}
}

// officeReach is how many tokens before a name its office may begin.
const officeReach = 6

// officeOf join an office to what it is of.
var officeOf = map[string]bool{
	"of": true, "for": true, "to": true, "at": true, "in": true, "the": true, "and": true, "de": true, "da": true, "do": true,
	"del": true, "della": true, "di": true, "du": true, "des": true,
}

// stripOffice drops what an office is of (State, Foreign Affairs, Ghana, Acme
// Development Company) before the name in the same run.
func (a *article) stripOffice(c *cand) {
	if a.names.places[a.phrase(c)] {
		return
	}
	for i := c.last - 2; i >= c.first && i >= c.last-maxOfficed; i-- {
		w := &c.d.words[i].info
		if !c.d.words[i].cap || !w.Is(commonWord|placeWord|nationWord|nonPeopleWord) || w.given >= 5 || w.family >= 20 {
			continue
		}
		rest := *c
		rest.first = i + 1
		if next := &c.d.words[i+1].info; rest.len() == 1 && (next.family < 2 || c.endsOffice()) || a.isThing(&rest) {
			return
		}
		c.first, c.title = i+1, officeWord
		return
	}
}

// maxOfficed is how many tokens a name behind an office's country may have.
const maxOfficed = 8

// endsOffice reports that what an office is of or at ends with the run, so that
// its last word alone is no name: coach at Johns Hopkins, head of Net Worth, Jo Doe.
func (c *cand) endsOffice() bool {
	if c.d.Tokens[c.first-1].Text == "at" {
		return true
	}
	return c.last+1 < len(c.d.Tokens) && c.d.Tokens[c.last].Text == "," && c.d.words[c.last+1].cap
}

// stripFront drops what describes a name: a nationality, an acronym.
func (a *article) stripFront(c *cand) {
	if c.len() == 2 && describers[c.d.words[c.first].folded] {
		c.first++
		c.start = false
	}
	for c.len() > 2 || c.len() == 2 && c.title != 0 {
		t, w := &c.d.Tokens[c.first], &c.d.words[c.first].info
		nation := w.Is(nationWord) && w.given < 20
		switch {
		case nation:
		case prefixed(c.d.words[c.first].folded):
		case isAcronym(t.Text) && !isInitial(t.Text) && w.given+w.family < 3:
		case t.Text == "MK" && a.knesset, natives[c.d.words[c.first].folded]: // a member of it; the Dutchman X
		case a.partisan(c):
		case (t.Text == "DJ" || t.Text == "MC") && c.len() > 2:
		case t.Text == "H" && c.d.Tokens[c.first+1].Text == "E": // His Excellency
			c.first++
		case w.Is(HonorificWord|titlePart) && !w.Is(nameTitle) && w.given < 3:
		default:
			return
		}
		c.nation = nation && demonym(c.d, c.first, c.first+1)
		c.first++
	}
}

// stripCommon drops capitalised common words before what the tables know as a
// full name: Gender Equality and Family Kim Example, Liberal Democrat Lena Example.
func (a *article) stripCommon(c *cand) {
	first := c.first
	for i := c.first; i < c.last-2; i++ {
		w := &c.d.words[i].info
		if !w.Is(commonWord|nonPeopleWord) || w.given+w.family > 0 {
			break
		}
		rest := *c
		rest.first = i + 1
		if a.lexical(&rest) >= fullName && !a.isThing(&rest) {
			first = i + 1
		}
	}
	c.first = first
}

// fullName is what the words alone of a name that the tables know have at least.
const fullName = 2.5

// stripNouns drops capitalised words of another language before a given name
// the tables know: Wunschkandidaten Jonas Example.
func (a *article) stripNouns(c *cand) {
	for i := c.first; i < c.last-1 && i < c.first+4; i++ {
		w := &c.d.words[i].info
		if w.given+w.family > 0 && !w.Is(stopWord) || isInitial(c.d.Tokens[i].Text) || !c.d.words[i].cap {
			return
		}
		if next := &c.d.words[i+1].info; next.given >= 5 && !next.Is(placeWord|stopWord) && c.last-i > 2 {
			c.first = i + 1
			return
		}
	}
}

// stripGenitive drops the noun behind a German genitive, as in "Lena Okafors
// Rede"; the surname keeps its s.
func (a *article) stripGenitive(c *cand) {
	i := c.last - 1
	if a.lang != "de" || c.len() < 2 || !c.d.words[i].cap || !c.d.words[i-1].cap {
		return
	}
	w, owner := &c.d.words[i].info, &c.d.words[i-1]
	stem, ok := strings.CutSuffix(owner.folded, "s")
	if !ok || len(stem) < 3 || w.given+w.family > 0 || owner.info.given+owner.info.family > 0 || isSuffix(c.d.words[i].folded) {
		return
	}
	if known := a.names.Words[stem]; c.len() > 2 || known.given+known.family > 0 {
		c.last--
	}
}

// stripBack cuts the run where the name ends: at a weekday, at another title,
// and, behind a title, at a common word.
func (a *article) stripBack(c *cand) {
	for i := c.first + 1; i < c.last; i++ {
		w := &c.d.words[i].info
		if !c.d.words[i].cap {
			continue
		}
		weekday := w.Is(WeekdayWord) && w.given+w.family < 3
		office := i > c.first+1 && w.Is(officeWord) && !w.Is(nameTitle) && w.family == 0
		if weekday || office {
			c.last = i
			break
		}
	}
	for c.last > c.first && !c.d.words[c.last-1].cap {
		c.last-- // a particle left dangling
	}
}

// isAcronym reports two to six capitals without a vowel-rich name's look: UN,
// CNN, U.S.; initials such as J.D. are told apart by what follows them.
func isAcronym(s string) bool {
	plain := strings.ReplaceAll(s, ".", "")
	return len(plain) >= 2 && len(plain) <= 6 && strings.ToUpper(plain) == plain && strings.ToLower(plain) != plain
}

// isInitial reports J. or J.D. or a single capital.
func isInitial(s string) bool {
	if len(s) == 1 {
		return 'A' <= s[0] && s[0] <= 'Z'
	}
	if len(s) == 2 && isUpperASCII(s[0]) && isUpperASCII(s[1]) {
		return !shortAcronyms[s] // MK Example, as in India
	}
	plain := strings.ReplaceAll(s, ".", "")
	return strings.HasSuffix(s, ".") && len(s) <= 6 && !(len(plain) == 2 && shortAcronyms[plain]) && len(s) == 2*len(plain) && strings.ToUpper(plain) == plain
}

func isUpperASCII(c byte) bool { return 'A' <= c && c <= 'Z' }

// shortAcronyms are two capitals that are no initials.
var shortAcronyms = map[string]bool{
	"US": true, "UK": true, "EU": true, "UN": true, "AU": true, "PM": true, "CM": true, "MP": true, "TV": true, "AP": true,
	"QB": true, "RB": true, "WR": true, "GP": true, "VP": true, "FM": true, "DC": true, "LA": true, "NY": true, "NZ": true, "SA": true, "FC": true, "AC": true,
	"MD": true, "PR": true, "IT": true, "AI": true, "ID": true, "HR": true, "UP": true, "II": true, "IV": true, "VI": true,
	"AM": true, "BC": true, "AD": true, "OK": true, "CD": true, "PC": true, "ST": true, "DR": true, "MR": true, "MS": true,
	"RE": true, "AG": true, "IG": true, "LG": true, "BP": true, "GM": true, "GE": true, "HP": true, "EC": true, "SC": true,
}

// isSuffix reports a generation's mark behind a name.
func isSuffix(folded string) bool {
	switch folded {
	case "jr", "sr", "junior", "senior", "ii", "iii", "iv", "vi", "vii", "viii", "ix", "xii", "xiii", "xiv", "xv", "xvi", "xxiii":
		return true
	}
	return false
}

// headlineRun cuts a run of a headline at the words that are no names. The
// pieces are weak candidates: they count where the body names the same person.
func (a *article) headlineRun(d *nameDoc, first, last int) {
	start := first
	flush := func(end int) {
		for start < end && !d.words[start].cap {
			start++
		}
		for end > start && !d.words[end-1].cap {
			end--
		}
		saint := start > 0 && (d.words[start-1].folded == "st" || d.words[start-1].folded == "san")
		if end > start && end-start <= maxRun && !saint {
			c := cand{d: d, first: start, last: end, headline: true}
			if start > first && d.words[start-1].info.Is(TitleWord) {
				w := &d.words[start-1].info
				c.title, c.gender = w.flags&TitleWord, w.TitleGender
				c.ctx = titleWeight / 3 // capitals make anything look like a name
			}
			c.trimCredit()
			if c.isCredit() && !a.isThing(&c) {
				c.headline, c.ctx = false, creditWeight
			}
			a.cands = append(a.cands, c)
		}
	}
	for i := first; i < last; i++ {
		w := &d.words[i].info
		name := w.given+w.family >= 2 && !w.Is(stopWord)
		title := w.Is(HonorificWord|officeWord) && !w.Is(nameTitle)
		if d.words[i].cap && (w.Is(stopWord) || title || w.Is(nonPeopleWord|nationWord) || !name && (w.Is(commonWord|kinWord|sayVerb|humanVerb) || a.lower[d.words[i].folded])) {
			flush(i)
			start = i + 1
		}
	}
	flush(last)
}
