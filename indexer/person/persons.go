package person

import (
	"cmp"
	"slices"
	"strings"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// group is all candidates of one spelling of a full name.
type group struct {
	key      string
	words    []string // of key
	cands    []int    // indexes into article.cands
	text     []string // as written, first in running text
	score    float64
	headline bool // stands in headlines only
	inList   bool // see spreadInLongLists
	person   *person
}

// person is one person of the article.
type person struct {
	id       news.PersonID
	name     string
	words    []string // key words of the fullest form
	text     []string // the same as written
	suffix   string
	gender   byte
	title    string   // of a surname-only person, folded
	single   bool     // known by one word only
	ends     []string // last words of its spellings: Castro, of Fidel Castro Ruz
	aliases  []string // what else the article calls them: see aliases
	relative bool     // brought in as somebody's brother, wife, son
	count    int
	last     int // index of the candidate that named it last
	first    int
	mentions []news.Mention

	roles     map[string]int // how often each stands beside the name
	roleOrder []string
}

// groupNames gathers candidates of two and more words by spelling.
func (a *article) groupNames() {
	a.byKey, a.singles, a.titled, a.spoken = map[string]*group{}, map[string]int{}, map[string]bool{}, map[string]bool{}
	genitives := a.genitives()
	for i := range a.cands {
		c := &a.cands[i]
		text := a.texts(c)
		key := nameKey(text)
		if genitives[key] {
			key, text[len(text)-1] = strings.TrimSuffix(key, "s"), strings.TrimSuffix(text[len(text)-1], "s")
		}
		words := strings.Fields(key)
		if key == "" {
			continue
		}
		if full := capWords(c) > 1 && len(words) > 1; !full {
			if last := words[len(words)-1]; !c.headline {
				a.singles[last]++
				a.spoken[last] = a.spoken[last] || c.ctx >= sayWeight
			}
			if c.title&(HonorificWord|officeWord) != 0 && !c.pair {
				a.titled[words[len(words)-1]] = true
			}
			continue
		}
		g := a.byKey[key]
		if g == nil {
			g = &group{key: key, words: words, text: text, headline: true}
			a.byKey[key] = g
			a.groups = append(a.groups, g)
		}
		if g.headline && !c.headline {
			g.headline, g.text = false, text
		}
		g.cands = append(g.cands, i)
		c.group = g
	}
	for _, g := range a.groups {
		g.score = a.groupScore(g)
	}
	a.spreadInLists()
	a.spreadInFamilies()
	a.demoteQuestions()
	a.demoteAcronyms()
}

// genitives lists the full names of a German article that are another one's
// genitive: Lena Okafors beside Lena Okafor, or of somebody well known.
func (a *article) genitives() map[string]bool {
	if a.lang != "de" {
		return nil
	}
	keys := map[string]bool{}
	for i := range a.cands {
		if capWords(&a.cands[i]) > 1 {
			keys[nameKey(a.texts(&a.cands[i]))] = true
		}
	}
	out := map[string]bool{}
	for k := range keys {
		if stem, ok := strings.CutSuffix(k, "s"); ok && (keys[stem] || a.names.known[stem]) && !a.names.known[k] {
			out[k] = true
		}
	}
	return out
}

// demoteQuestions takes "Will Okafor ...?" for a question where the article
// names an Okafor otherwise: then Will is no given name.
func (a *article) demoteQuestions() {
	last := map[string]int{}
	for _, g := range a.groups {
		last[g.words[len(g.words)-1]]++
	}
	for _, g := range a.groups {
		surname := g.words[len(g.words)-1]
		if len(g.words) != 2 || a.names.Words[g.words[0]].flags&stopWord == 0 || last[surname] < 2 && !a.titled[surname] {
			continue
		}
		if slices.ContainsFunc(g.cands, func(i int) bool { return !a.cands[i].start }) {
			continue
		}
		g.score = -9
		for _, i := range g.cands {
			a.cands[i].group = nil
			a.cands[i].first++
		}
	}
}

// demoteAcronyms takes "VMA Okafor" apart where the article names an Okafor
// otherwise: then the capitals are no given name.
func (a *article) demoteAcronyms() {
	named := map[string]int{}
	for _, g := range a.groups {
		for _, w := range g.words {
			named[w]++
		}
	}
	for _, g := range a.groups {
		if len(g.words) != 2 || len(g.text) != 2 {
			continue
		}
		front, back := onlyAcronym(g.text[0], g.text[1]) && named[g.words[1]] > 1, onlyAcronym(g.text[1], g.text[0]) && named[g.words[0]] > 1
		if !front && !back {
			continue
		}
		g.score = -9
		for _, i := range g.cands {
			a.cands[i].group = nil
			if front {
				a.cands[i].first++
			} else {
				a.cands[i].last--
			}
		}
	}
}

// onlyAcronym reports three capitals and more that are nobody's initials, beside a
// word that is not in capitals.
func onlyAcronym(s, beside string) bool {
	return len(s) > 2 && isAcronym(s) && !isInitial(s) && !isAcronym(beside)
}

// listWeight is what standing in a list beside a person is worth.
const listWeight = 0.7

// spreadInLists lets a sure name speak for its neighbour in "X, Y and Z".
func (a *article) spreadInLists() {
	bonus := map[*group]bool{}
	for i := 1; i < len(a.cands); i++ {
		x, y := &a.cands[i-1], &a.cands[i]
		if x.group == nil || y.group == nil || x.headline || x.d != y.d || !x.d.listed(x.last, y.first) {
			continue
		}
		if x.group.score >= acceptScore+listWeight {
			bonus[y.group] = true
		}
		if y.group.score >= acceptScore+listWeight {
			bonus[x.group] = true
		}
	}
	for g := range bonus {
		g.score += listWeight
	}
	a.spreadInLongLists()
}

// minList is from how many names on a list is one of people where half of them are.
const minList = 4

// spreadInLongLists lets a list of names, most of which are people, speak for the
// rest of them.
func (a *article) spreadInLongLists() {
	for first := 0; first < len(a.cands); {
		last, sure := first+1, 0
		for last < len(a.cands) && a.cands[last].d == a.cands[first].d && a.cands[last].d.listed(a.cands[last-1].last, a.cands[last].first) {
			last++
		}
		for i := first; i < last; i++ {
			if g := a.cands[i].group; g != nil && !a.cands[i].headline && g.score >= acceptScore {
				sure++
			}
		}
		for i := first; i < last && last-first >= minList && 2*sure >= last-first; i++ {
			if g := a.cands[i].group; g != nil && g.score < acceptScore && !g.inList {
				g.score += listWeight
				g.inList = true
			}
		}
		first = last
	}
}

// listed reports that only a comma or "and" stands between two names.
func (d *nameDoc) listed(end, start int) bool {
	if start <= end || start-end > 2 || d.Tokens[end].Sentence != d.Tokens[start].Sentence {
		return false
	}
	for i := end; i < start; i++ {
		switch d.Tokens[i].Text {
		case ",", "and", ";", "und", "et", "y", "e":
		default:
			return false
		}
	}
	return true
}

// shortKey gives the key words of a short form without a generation's mark.
func shortKey(text []string) []string {
	words := strings.Fields(nameKey(text))
	if n := len(words); n > 1 && isSuffix(words[n-1]) {
		words = words[:n-1]
	}
	return words
}

func capWords(c *cand) int {
	n := 0
	for i := c.first; i < c.last; i++ {
		if c.d.words[i].cap && !isSuffix(c.d.words[i].folded) && !(i == c.first && leadingParticle[c.d.words[i].folded]) {
			n++
		}
	}
	return n
}

// leadingParticle are particles that begin a surname in capitals: De Blasio is
// one word of a name.
var leadingParticle = map[string]bool{
	"de": true, "von": true, "der": true, "del": true, "di": true, "da": true, "dos": true, "du": true, "bin": true, "ibn": true,
	"della": true, "el": true,
}

// groupScore sums the evidence of all mentions of one spelling.
func (a *article) groupScore(g *group) float64 {
	best, sum := -9.0, 0.0
	for _, i := range g.cands {
		c := &a.cands[i]
		if c.headline != g.headline {
			continue
		}
		best = max(best, a.lexical(c))
		sum += c.ctx
	}
	score := best + min(max(sum, -4), 4) + a.modelScore(g.cands)
	if !a.english() && !a.speaksForName(g) {
		return -9
	}
	last := g.words[len(g.words)-1]
	if isSuffix(last) {
		last = g.words[len(g.words)-2]
	}
	return score + a.elsewhere(last, g.headline)
}

// elsewhere is what a surname's other mentions are worth: behind a title, or
// alone. A dictionary's word that the article never has in lower case is a name
// there, too. A headline needs somebody in the text who speaks.
func (a *article) elsewhere(last string, headline bool) float64 {
	flags := a.names.Words[last].flags
	alone := a.singles[last] > 0 && flags&(placeWord|nonPeopleWord) == 0 && (flags&commonWord == 0 || !a.lower[last])
	switch {
	case headline && alone && a.spoken[last]:
		return repeatWeight + sayWeight
	case headline:
		return 0
	case a.titled[last]:
		return titledElsewhere
	case alone && a.spoken[last]:
		return repeatWeight + sayWeight
	case alone:
		return repeatWeight
	}
	return 0
}

// speaksForName asks more of names in languages whose words the tables lack,
// where any noun may be capitalised or unknown: a title, a known given name, an
// initial or the gazetteer.
func (a *article) speaksForName(g *group) bool {
	if a.names.known[g.key] {
		return true
	}
	for _, i := range g.cands {
		c := &a.cands[i]
		w := &c.d.words[c.first].info
		if c.title != 0 || w.given >= 1 && !w.Is(stopWord|placeWord|nationWord) || w.given >= 20 || w.Is(familyFirst) || isInitial(c.d.Tokens[c.first].Text) {
			return true
		}
	}
	return false
}

// makePersons turns the accepted full names into persons, the fullest first, so
// that every shorter form finds the person it is a form of.
func (a *article) makePersons() {
	a.index, a.early = map[string][]*person{}, map[string]bool{}
	order := slices.Clone(a.groups)
	slices.SortStableFunc(order, func(x, y *group) int {
		return cmp.Or(
			cmp.Compare(prose.Bool2Int(x.headline), prose.Bool2Int(y.headline)),
			cmp.Compare(len(y.words), len(x.words)),
			cmp.Compare(len(y.cands), len(x.cands)),
		)
	})
	for _, g := range order {
		need := acceptScore
		if g.headline {
			need = headlineScore
		}
		if p := a.compatible(g); p != nil {
			if g.score >= need-1 {
				a.join(p, g)
			}
			continue
		}
		if g.score >= need && len(a.persons) < maxPeople {
			a.join(a.newPerson(g.words, g.text), g)
		}
	}
	for _, p := range a.persons {
		p.relative = a.cands[p.first].isRelative()
	}
	a.noteAliases()
	a.surnameOnly()
}

// relatives are who is told from somebody of the same surname by the given name.
var relatives = prose.WordSet(`brother sister wife husband son daughter father mother cousin nephew niece uncle aunt grandson granddaughter
	widow widower ex-wife ex-husband half-brother half-sister stepson stepdaughter grandfather grandmother`)

// relativeReach is how many tokens before the name "his brother," may stand.
const relativeReach = 5

// isRelative reports "his brother, President X" and "first lady X": who is named as
// another's.
func (c *cand) isRelative() bool {
	d := c.d
	first := d.Sentences[d.Tokens[c.first].Sentence].First
	for i := c.first - 1; i > first && i >= c.first-relativeReach; i-- {
		if d.words[i].folded == "lady" && d.words[i-1].folded == "first" {
			return true
		}
		if !relatives[d.words[i].folded] {
			continue
		}
		for k := i - 1; k >= first && k >= i-2; k-- {
			switch d.words[k].folded {
			case "his", "her", "their":
				return true
			}
		}
	}
	return false
}

func (a *article) newPerson(words, text []string) *person {
	p := &person{words: words, text: text, last: -1, first: 1 << 30}
	if n := len(words); n > 1 && isSuffix(words[n-1]) {
		p.suffix, p.words = words[n-1], words[:n-1]
	}
	if len(p.words) > 1 {
		p.gender = a.names.Info(prose.FoldWord(text[0])).Gender
	}
	a.persons = append(a.persons, p)
	for _, w := range p.words {
		a.index[w] = append(a.index[w], p)
	}
	return p
}

func (a *article) join(p *person, g *group) {
	g.person = p
	if last := g.words[len(g.words)-1]; !isSuffix(last) && !slices.Contains(p.ends, last) {
		p.ends = append(p.ends, last)
	}
	p.count += len(g.cands)
	for _, i := range g.cands {
		p.first = min(p.first, i)
		if c := &a.cands[i]; p.gender == 0 && c.gender != 0 {
			p.gender = c.gender
		}
	}
}

// maxNamesakes bounds how many persons of one surname are compared.
const maxNamesakes = 50

// compatible finds the person a spelling is another form of: the same surname
// and a given name that may be the same.
func (a *article) compatible(g *group) *person {
	words := g.words
	suffix := ""
	if n := len(words); isSuffix(words[n-1]) {
		suffix, words = words[n-1], words[:n-1]
	}
	if len(words) < 2 {
		return nil
	}
	var best *person
	for _, p := range firstN(a.index[words[len(words)-1]], maxNamesakes) {
		if len(p.words) < 2 || p.suffix != suffix {
			continue
		}
		if a.sameName(p.words, words) && (best == nil || p.count > best.count) {
			best = p
		}
	}
	if best != nil {
		return best
	}
	for _, p := range firstN(a.index[words[0]], maxNamesakes) {
		if p.suffix == suffix && len(p.words) == len(words) && closeSpelling(p.words, words) {
			return p
		}
	}
	return nil
}

func firstN[T any](s []T, n int) []T { return s[:min(n, len(s))] }

// sameName reports whether short may be a form of full; the last word of short
// is a word of full.
func (a *article) sameName(full, short []string) bool {
	if containsSeq(full, short) {
		return true
	}
	if full[len(full)-1] != short[len(short)-1] {
		return false
	}
	if !a.sameGiven(full[0], short[0]) && !(len(full) > 2 && full[1] == short[0]) {
		return false
	}
	if len(full) > 2 && len(short) > 2 { // middle names must not contradict
		return initialOf(full[1], short[1]) || slices.Contains(full, short[1])
	}
	return true
}

func initialOf(x, y string) bool {
	return x == y || len(x) == 1 && strings.HasPrefix(y, x) || len(y) == 1 && strings.HasPrefix(x, y)
}

// sameGiven reports equal given names, an initial or a nickname of one another.
func (a *article) sameGiven(x, y string) bool {
	if initialOf(x, y) {
		return true
	}
	if slices.Contains(a.names.nicknames[x], y) || slices.Contains(a.names.nicknames[y], x) {
		return true
	}
	if len(x) == 2 || len(y) == 2 { // J.D. folds to jd
		return x[0] == y[0] && (a.names.Words[x].given == 0 || a.names.Words[y].given == 0) && (len(x) == 2) != (len(y) == 2) && a.names.Words[x].flags&familyFirst == 0 && a.names.Words[y].flags&familyFirst == 0
	}
	cx, cy := canonicalGiven[x], canonicalGiven[y]
	return cx != "" && (cx == y || cx == cy) || cy != "" && cy == x
}

func containsSeq(full, short []string) bool {
	for i := 0; i+len(short) <= len(full); i++ {
		if slices.Equal(full[i:i+len(short)], short) {
			return true
		}
	}
	return false
}

// closeSpelling reports two names that differ in how one letter of one long
// word is transliterated.
func closeSpelling(x, y []string) bool {
	differ := 0
	for i := range x {
		if x[i] == y[i] {
			continue
		}
		differ++
		if len(x[i]) < 6 || len(y[i]) < 6 || !oneEdit(x[i], y[i]) {
			return false
		}
	}
	return differ == 1
}

// oneEdit reports a letter doubled, or one exchanged for another of its sound.
// Any other letter makes another name: Mansour and Mansouri are two.
func oneEdit(x, y string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	switch len(y) - len(x) {
	case 0:
		return i < len(x) && x[i+1:] == y[i+1:] && sameSound[x[i:i+1]+y[i:i+1]]
	case 1:
		return i > 0 && x[i:] == y[i+1:] && y[i] == y[i-1]
	}
	return false
}

var sameSound = map[string]bool{
	"iy": true, "yi": true, "kq": true, "qk": true, "ck": true, "kc": true, "vw": true, "wv": true, "gq": true, "qg": true,
}

// givenOfSome reports a titled word that is the given name of people named
// before: it names one of them, though it is not clear whom.
func (a *article) givenOfSome(c *cand, words []string, at int) bool {
	for _, p := range firstN(a.index[words[0]], maxNamesakes) {
		if p.first < at && a.tier(p, words) == 3 && (c.gender == 0 || p.gender == 0 || c.gender == p.gender) {
			return true
		}
	}
	return false
}

// surnameOnly makes persons of surnames that only a title speaks for.
func (a *article) surnameOnly() {
	for i := range a.cands {
		c := &a.cands[i]
		if c.group != nil || c.headline || c.pair || c.title&(HonorificWord|officeWord) == 0 || len(a.persons) >= maxPeople {
			continue
		}
		words := shortKey(a.texts(c))
		if len(words) == 0 || capWords(c) != 1 || !a.plausibleSurname(c) {
			continue
		}
		if a.choose(c, words, i) != nil || a.givenOfSome(c, words, i) {
			continue
		}
		p := a.newPerson(words, a.texts(c))
		p.single, p.gender, p.first = true, c.gender, i
		if c.first > 0 {
			p.title = c.d.words[c.first-1].folded
		}
		p.last = i
	}
	a.soleNames()
	for _, p := range a.persons {
		p.last = -1
	}
}
