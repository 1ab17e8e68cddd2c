package person

import (
	"slices"
	"strings"

	"dateline/indexer/ner"
	"dateline/indexer/place"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// name is one place where the article names an organisation or a place, as the
// model and the gazetteer see it before the article as a whole is asked.
type name struct {
	d           *nameDoc
	first, last int
	kind        ner.Kind
	lead        float32 // the model's margin, see ner.Reading
	fixed       bool    // where it stands says what it is: no vote changes that
	key         string  // see nameOf
}

// MaxNames bounds the names of one article; what is longer is a directory.
const MaxNames = 5000

// maxNameWords bounds a name: an organisation's longest ones have about twelve
// words, and a hostile page's run of capitals has any number.
const maxNameWords = 16

// Things finds the organisations and places of an article whose people are
// known: no name overlaps a person's mention.
func (a *article) Things(people []news.Person) (orgs []news.Org, places []news.Place) {
	if a.Reader == nil {
		return nil, nil
	}
	taken := make([][]bool, len(a.docs))
	for i, d := range a.docs {
		if taken[i] = place.PersonSpans(d.Doc, people); taken[i] == nil {
			taken[i] = make([]bool, len(d.Tokens))
		}
	}
	names := a.tableNames(taken)
	names = append(names, a.unknownFirms(taken)...)
	names = append(names, a.collect(taken)...)
	names = append(names, a.headed(taken)...)
	names = splitPairs(names)
	a.vote(names)
	names = a.sweep(names, taken)
	names = unheaded(names)
	names = a.withoutThings(names)
	return a.orgs(names), a.places(names)
}

// collect lists what the model labels, and the places the gazetteer knows and
// the model left out. The tokens of what is listed become taken.
func (a *article) collect(taken [][]bool) []name {
	var out []name
	for i, d := range a.docs {
		reading := ner.Reading{Labels: d.labels}
		for _, s := range reading.Spans() {
			n := name{d: d, first: s.First, last: s.Last, kind: s.Kind}
			if n = n.trim(); n.first < n.last && n.last-n.first <= maxNameWords && free(taken[i], n.first, n.last) && len(out) < MaxNames {
				n = n.extended(taken[i])
				n = a.retyped(n, taken[i])
				n.lead = d.lead(s.First, s.Last, s.Kind)
				n.key = d.joined(n.first, n.last)
				out = append(out, n)
				take(taken[i], n.first, n.last)
			}
		}
		out = append(out, a.known(d, taken[i])...)
	}
	return out
}

// known lists the countries and capitals the model left out where nothing else
// is.
func (a *article) known(d *nameDoc, taken []bool) []name {
	var out []name
	const sure = ner.Country | ner.City
	for i := 0; i < len(d.classes); i++ {
		if d.classes[i]&ner.KnownOrg != 0 && !taken[i] && len(out) <= MaxNames {
			if n := a.knownOrgAt(d, i); n > 0 && free(taken, i, i+n) {
				out = append(out, name{d: d, first: i, last: i + n, kind: ner.Org, lead: knownLead, key: d.joined(i, i+n)})
				take(taken, i, i+n)
				i += n - 1
				continue
			}
		}
		if d.classes[i]&sure == 0 || taken[i] || d.classes[i]&(ner.Common|ner.Nation) != 0 && d.classes[i]&ner.Country == 0 || len(out) > MaxNames {
			continue
		}
		n, class := a.Reader.phraseAt(d, i)
		if n == 0 || class&sure == 0 || !free(taken, i, i+n) || class == ner.City && !a.placeHere(d, i) {
			continue
		}
		out = append(out, name{d: d, first: i, last: i + n, kind: ner.Place, lead: knownLead, key: d.joined(i, i+n)})
		take(taken, i, i+n)
		i += n - 1
	}
	return out
}

// knownLead is what the gazetteer's word counts beside the model's.
const knownLead = 0.5

// placeHere reports that a city's name the model did not take stands where
// places stand.
func (a *article) placeHere(d *nameDoc, i int) bool {
	return i > 0 && d.classes[i-1]&ner.Locative != 0 && d.words[i].info.given < 3 && d.words[i].info.family < 5
}

func free(taken []bool, first, last int) bool {
	for i := first; i < last; i++ {
		if taken[i] {
			return false
		}
	}
	return true
}

func take(taken []bool, first, last int) {
	for i := first; i < last; i++ {
		taken[i] = true
	}
}

// lead is the mean margin of a name's words.
func (d *nameDoc) lead(first, last int, kind ner.Kind) float32 {
	var sum float32
	for i := first; i < last; i++ {
		sum += min(2, max(-2, d.margins[i][kind]))
	}
	return sum / float32(last-first)
}

// trim drops what is no part of a name: articles, punctuation, a possessive. A
// name that is none at all comes back empty.
func (n name) trim() name {
	for n.first < n.last && (!n.d.words[n.first].cap || n.d.words[n.first].folded == "the") {
		n.first++
	}
	if n.kind == ner.Org && n.first+3 < n.last && n.d.Tokens[n.first+1].Text == "of" && n.d.Tokens[n.first+2].Text == "the" && n.d.classes[n.first]&(ner.OrgHead|ner.KnownOrg) == 0 && n.d.words[n.first].info.Is(commonWord|TitleWord) {
		n.first += 3 // Supporters of the ...
	}
	for n.first < n.last && !n.d.words[n.last-1].cap && n.d.Tokens[n.last-1].Kind != prose.Number {
		n.last--
	}
	for n.last > n.first+2 && n.kind == ner.Org && describing(n.d.words[n.last-1].folded) {
		n.last-- // the Chamber of Commerce and | Arkansas-based
		for n.last > n.first+1 && !n.d.words[n.last-1].cap {
			n.last--
		}
	}
	for n.last > n.first+1 && n.kind != ner.Person && (n.d.words[n.last-1].info.Is(stopWord) && !isAcronym(n.d.Tokens[n.last-1].Text) || prefixed(n.d.words[n.last-1].folded)) {
		n.last--
	}
	n.cutMembers()
	for n.first+1 < n.last && (describing(n.d.words[n.first].folded) || n.opens()) {
		n.first++ // Hamburg-based Acme Holdings, With the Supreme Court
	}
	if n.first+1 < n.last && amounts[n.d.words[n.first].folded] && n.d.Tokens[n.first+1].Text == "of" {
		n.first = n.last // Thousands of Example
	}
	n.cutPair()
	n.cutHeading()
	n.cutNext()
	n.cutOwner()
	n.cutWhere()
	switch {
	case n.first >= n.last || n.kind == ner.Person:
	case n.rejects(), n.kind == ner.Place && n.last-n.first > 1 && demonym(n.d, n.first, n.last):
		n.last = n.first
	case n.last-n.first == 1 && (n.d.plain(n.first) || describing(n.d.words[n.first].folded)), n.kind == ner.Org && (n.office() || n.adherents() || n.shouted()):
		n.last = n.first
	}
	return n
}

// cutMembers cuts off who of an organisation's people is meant: Democrats on the |
// Example Committee, Republicans in | Congress.
func (n *name) cutMembers() {
	d := n.d
	for i := n.first; i+1 < n.last && n.kind == ner.Org; i++ {
		if t := d.Tokens[i+1].Text; partisans[d.words[i].folded] && (t == "on" || t == "in" || t == "from") {
			for n.first = i + 2; n.first < n.last && !d.words[n.first].cap; n.first++ {
			}
			return
		}
	}
}

// cutPair cuts off a second organisation: the House of Representatives | and the
// Senate.
func (n *name) cutPair() {
	for i := n.first + 1; n.kind == ner.Org && i+2 < n.last; i++ {
		if n.d.Tokens[i].Text == "and" && n.d.Tokens[i+1].Text == "the" {
			n.last = i
			return
		}
	}
}

// cutHeading cuts a name out of a headline in capitals: behind a dash, before a
// preposition or a figure (SOCCER - AYR IN CUP FINAL).
func (n *name) cutHeading() {
	d := n.d
	if n.first >= n.last || n.kind == ner.Person || d.modes[d.Tokens[n.first].Sentence] != allCaps {
		return
	}
	for i := n.last - 2; i > n.first; i-- {
		t := &d.Tokens[i]
		if t.Text == "-" && t.Start > d.Tokens[i-1].End && d.Tokens[i+1].Start > t.End {
			n.first = i + 1
			break
		}
	}
	for i := n.first + 1; i < n.last; i++ {
		if d.words[i].info.Is(stopWord) && !headingJoints[d.words[i].folded] || d.Tokens[i].Kind == prose.Number {
			n.last = i
			return
		}
	}
}

// headingJoints are stop words that stand inside names also where all is in capitals.
var headingJoints = prose.WordSet(`of the and for de la`)

// shouted reports words of a dictionary in capitals: MORE, CHECK YOUR BANK. One
// word alone is as often a firm's name as a shout.
func (n name) shouted() bool {
	for i := n.first; i < n.last; i++ {
		w := &n.d.words[i].info
		if n.d.classes[i]&ner.KnownOrg != 0 || !n.d.Tokens[i].IsAllCaps() || !w.Is(commonWord|stopWord) {
			return false
		}
	}
	return n.last-n.first > 1 || n.first < n.last && n.d.words[n.first].info.Is(stopWord)
}

// amounts stand before "of" and who there are so many of.
var amounts = prose.WordSet(`hundreds thousands dozens millions scores tens most many some several all members supporters`)

// opens reports a word that stands before a name in capitals only because it
// opens the sentence or the headline, or one left over behind such a word.
func (n name) opens() bool {
	d := n.d
	if n.kind == ner.Person || d.classes[n.first]&ner.KnownOrg != 0 {
		return false
	}
	w := &d.words[n.first]
	start := startsClause(d, n.first, d.Sentences[d.Tokens[n.first].Sentence])
	return !w.cap || w.info.Is(stopWord) && start && !isAcronym(d.Tokens[n.first].Text)
}

// describing reports an adjective made of a name: Hamburg-based.
func describing(folded string) bool {
	i := strings.LastIndexByte(folded, '-')
	return i > 0 && behindHyphen[folded[i+1:]]
}

// adherents reports people by party or nation instead of an organisation: House
// Republicans, Central Americans. The parties themselves are known ones.
func (n name) adherents() bool {
	c := n.d.classes[n.last-1]
	return n.last-n.first > 1 && c&ner.KnownOrg == 0 && (c&ner.Nation != 0 && strings.HasSuffix(n.d.words[n.last-1].folded, "s") || partisans[n.d.words[n.last-1].folded])
}

var partisans = prose.WordSet(`democrat democrats republican republicans tories conservatives liberals socialists communists nationalists lawmakers leaders`)

// unheaded drops the organisations that only a headline in title case names:
// there any words are capitalised, and the model takes "Stands Tall" for one.
func unheaded(names []name) []name {
	said := map[string]bool{}
	for i := range names {
		n := &names[i]
		if n.d.modes[n.d.Tokens[n.first].Sentence] != titleCase || n.d.classes[n.first]&ner.KnownOrg != 0 || n.d.classes[n.last-1]&(ner.OrgHead|ner.OrgTail) != 0 {
			said[n.key] = true
		}
	}
	return slices.DeleteFunc(names, func(n name) bool { return n.kind == ner.Org && !said[n.key] })
}

// withoutThings drops the acronyms of things.
func (a *article) withoutThings(names []name) []name {
	things := a.definedThings()
	if len(things) == 0 {
		return names
	}
	return slices.DeleteFunc(names, func(n name) bool { return n.kind == ner.Org && n.last-n.first == 1 && things[n.key] })
}

// plain reports a single word that names no organisation or place by itself: a
// weekday, a people, a dictionary's word, a currency (US$).
func (d *nameDoc) plain(i int) bool {
	c, w := d.classes[i], &d.words[i].info
	if c&(ner.Country|ner.City|ner.Region|ner.KnownOrg) != 0 && c&ner.Nation == 0 {
		return i+1 < len(d.Tokens) && (d.Tokens[i+1].Text == "$" || d.words[i+1].folded == "dollars" || d.words[i+1].folded == "dollar")
	}
	if c&ner.Country != 0 {
		return false
	}
	if isPartyState(d.Tokens[i].Text) {
		return true
	}
	acronym := isAcronym(d.Tokens[i].Text)
	if strings.HasSuffix(d.words[i].folded, "ians") && w.family == 0 {
		return true // Lagosians
	}
	return w.Is(WeekdayWord|stopWord) && !acronym || c&(ner.Nation|ner.ThingHead) != 0 || c&ner.Common != 0 && c&(ner.OrgHead|ner.OtherPlace) == 0 && !acronym
}

// office reports an office instead of an organisation: Secretary for Justice,
// President of the Republic.
func (n name) office() bool {
	c := n.d.classes[n.first]
	return c&(ner.Office|ner.Honorific) != 0 && c&(ner.OrgHead|ner.KnownOrg) == 0 && n.first+1 < n.last && !n.d.words[n.first+1].cap
}

// vote gives every spelling one kind in the article: that for which its
// mentions speak together.
func (a *article) vote(names []name) {
	votes := map[string]*[4]float32{}
	for i := range names {
		n := &names[i]
		if n.fixed {
			continue
		}
		v := votes[n.key]
		if v == nil {
			v = &[4]float32{}
			votes[n.key] = v
		}
		v[n.kind] += 0.2 + max(0, n.lead)
	}
	for i := range names {
		v := votes[names[i].key]
		for k := ner.Person; k <= ner.Org && !names[i].fixed; k++ {
			if v[k] > v[names[i].kind] {
				names[i].kind = k
			}
		}
	}
}

// sweep adds the mentions of names found elsewhere in the article: in headlines
// and at the beginnings of sentences the model is less sure.
func (a *article) sweep(names []name, taken [][]bool) []name {
	known := map[string]ner.Kind{}
	longest := map[string]int{}
	for i := range names {
		n := &names[i]
		if n.kind == ner.Person || n.last-n.first == 1 && a.lower[n.key] {
			continue
		}
		known[n.key] = n.kind
		first := n.d.words[n.first].folded
		longest[first] = max(longest[first], n.last-n.first)
		for short := range n.shorter {
			if _, ok := known[short]; !ok {
				known[short] = ner.Org
			}
		}
	}
	for i, d := range a.docs {
		for at := 0; at < len(d.words); at++ {
			if !d.words[at].cap || taken[i][at] || len(names) > MaxNames {
				continue
			}
			if n, ok := d.longestOf(at, longest[d.words[at].folded], known); ok && free(taken[i], n.first, n.last) && !d.inRun(n) {
				names = append(names, n)
				take(taken[i], n.first, n.last)
			}
		}
	}
	return names
}

// shorter gives the names that a firm goes by after its full one: without Inc, and by
// a first word that no table knows as anything else.
func (n *name) shorter(yield func(string) bool) {
	d, last := n.d, n.withoutTail()
	w := &d.words[n.first]
	if last == n.last || !yield(d.joined(n.first, last)) || last == n.first+1 {
		return
	}
	if w.info.flags == 0 && w.info.given+w.info.family == 0 && len(w.folded) >= minShort && d.classes[n.first]&(ner.City|ner.Region|ner.Country) == 0 {
		yield(w.folded)
	}
}

// minShort is the least length of a firm's first word that stands for it.
const minShort = 4

func (d *nameDoc) longestOf(at, most int, known map[string]ner.Kind) (name, bool) {
	end := d.Sentences[d.Tokens[at].Sentence].Last
	for n := min(most, end-at); n > 0; n-- {
		if !d.words[at+n-1].cap && d.Tokens[at+n-1].Kind != prose.Number {
			continue
		}
		key := d.joined(at, at+n)
		if kind, ok := known[key]; ok {
			return name{d: d, first: at, last: at + n, kind: kind, key: key}, true
		}
	}
	return name{}, false
}

// inRun reports a single word inside a longer run of capitals in prose: there it
// is a part of some other name.
func (d *nameDoc) inRun(n name) bool {
	if n.last-n.first > 1 || d.modes[d.Tokens[n.first].Sentence] != running {
		return false
	}
	s := d.Sentences[d.Tokens[n.first].Sentence]
	return n.first > s.First && d.words[n.first-1].cap && n.first-1 > s.First || n.last < s.Last && d.words[n.last].cap
}

// nameSlug makes an id of a name: folded words joined by hyphens.
func nameSlug(name string) string {
	var b strings.Builder
	for _, t := range prose.NewDoc(name, news.InText).Tokens {
		w := prose.FoldWord(t.Text)
		for _, r := range w {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				b.WriteRune(r)
			}
		}
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}
