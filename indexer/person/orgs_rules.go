package person

import (
	"strings"

	"dateline/indexer/ner"
	"dateline/indexer/prose"
)

// thingAcronyms are capitals that name no organisation wherever they stand: measures,
// diseases, techniques, papers.
var thingAcronyms = prose.WordSet(`lgbt lgbtq lgbtqi tb usd gbp eur lng lpg gdp gnp cpi ppi pmi vat gst sms fir ai ar vr iot nft nfts atm atms stem covid hiv aids pcr dna rna
	ceo cfo coo cto mba phd ngo ngos id ids tv dvd cd usb pdf faq suv suvs ev evs nev nevs ufo ufos ied ieds wmd mou mous ipo ipos reit etf
	etfs npl npls ppp ppps rbi era mvp gmt est pst utc isdn gps led lcd hd ict ppe ivf adhd ptsd gm gmo bn mph kph rpm kwh mw gw
	llb igcse gcse sat ielts toefl pvc mri bse sars mers h1n1 diy faqs rsvp qr sim gprs adsl voip html xml rss gui api sos asap vip vips
	iphone ipad videos photos pics exclusive`)

// bareHeads say of what sort an organisation is, and alone name none: the Court.
var bareHeads = prose.WordSet(`court courts church agency office group company college party club division board team hospital school university
	institute foundation centre center department ministry bureau news association federation corporation
	organisation organization union league academy authority embassy newspaper radio conference forum media`)

// rejects reports a name that is no organisation by its words or by what follows.
func (n name) rejects() bool {
	d := n.d
	if n.kind != ner.Org || n.first >= n.last {
		return false
	}
	if n.last-n.first == 1 {
		w := d.words[n.first].folded
		calling := d.words[n.first].info.Is(officeWord|kinWord|HonorificWord) && d.classes[n.first]&ner.OrgHead == 0
		return d.classes[n.first]&ner.KnownOrg == 0 && (thingAcronyms[w] || bareHeads[w] || calling || describing(w)) || n.quoted()
	}
	if eventWords[d.words[n.last-1].folded] && !d.anyOf(n, ner.KnownOrg) && d.classes[n.first]&ner.OrgHead == 0 {
		return true
	}
	return n.letters() || n.allNations() || n.isOffice() || n.beforeOffice() || n.quoted() || n.field()
}

// eventWords end names of meetings, plans and papers.
var eventWords = prose.WordSet(`conference conferences initiative exposition expo framework gateway trail week line code project colloquium seminar
	workshop webinar statement roadmap visit accords action summit`)

// letters reports single letters joined by a sign: R&D, Q & A.
func (n name) letters() bool {
	for i := n.first; i < n.last; i++ {
		if len(n.d.Tokens[i].Text) > 1 {
			return false
		}
	}
	return n.last-n.first == 3 && n.d.Tokens[n.first+1].Text == "&" && !n.d.allOf(n, ner.KnownOrg)
}

// allNations reports peoples and faiths instead of an organisation: Bosnian Serb,
// Italian Roman Catholic.
func (n name) allNations() bool {
	for i := n.first; i < n.last; i++ {
		w := &n.d.words[i]
		if n.d.classes[i]&ner.KnownOrg != 0 || !w.info.Is(nationWord) && n.d.classes[i]&(ner.Nation|ner.Country) == 0 && !faiths[w.folded] {
			return false
		}
	}
	return true
}

var faiths = prose.WordSet(`catholic catholics roman protestant orthodox muslim muslims moslem moslems islamic christian christians jewish hindu hindus buddhist
	sunni shia shiite sikh sikhs evangelical aboriginal indigenous native nations peoples people first torres strait islander islanders`)

// officeHeads are who holds an office, as its name's own word.
var officeHeads = prose.WordSet(`minister ministers ambassador governor mayor senator spokesman spokeswoman dermatologist professor commander`)

// isOffice reports an office with what it is of: UAE Minister of Industry. An office
// in the sense of a bureau has a word of an organisation.
func (n name) isOffice() bool {
	office := false
	for i := n.first; i < n.last; i++ {
		if n.d.classes[i]&(ner.OrgHead|ner.KnownOrg) != 0 {
			return false
		}
		office = office || officeHeads[n.d.words[i].folded]
	}
	return office
}

// heads of offices that a field or a party's share of a house stands before: Labour
// Minister, House Majority Leader.
var (
	fieldOffices = prose.WordSet(`minister ministers`)
	benches      = prose.WordSet(`majority minority`)
)

func (n name) beforeOffice() bool {
	d := n.d
	if n.last >= len(d.Tokens) || d.Tokens[n.last].Sentence != d.Tokens[n.first].Sentence || !d.words[n.last].cap {
		return false
	}
	return benches[d.words[n.last-1].folded] || fieldOffices[d.words[n.last].folded] && !d.anyOf(n, ner.OrgHead|ner.KnownOrg)
}

// quoted reports a name alone in quotation marks: the title of a work, a nickname.
func (n name) quoted() bool {
	d := n.d
	if n.first == 0 || n.last >= len(d.Tokens) || d.anyOf(n, ner.OrgHead|ner.OrgTail|ner.KnownOrg) {
		return false
	}
	open := n.first - 1
	if d.words[open].folded == "the" && open > 0 {
		open--
	}
	end := n.last
	if t := d.Tokens[end].Text; (t == "," || t == ".") && end+1 < len(d.Tokens) {
		end++
	}
	return isQuote(d.Tokens[open].Text) && isQuote(d.Tokens[end].Text) && d.Tokens[open].End == d.Tokens[open+1].Start
}

// field reports what an office is of instead of an organisation: Minister of |
// Economic Affairs, Minister of Education, | Science and Technology.
func (n name) field() bool {
	d := n.d
	if d.anyOf(n, ner.OrgHead|ner.OrgTail|ner.KnownOrg|ner.Country) {
		return false
	}
	first := d.Sentences[d.Tokens[n.first].Sentence].First
	for i := n.first - 1; i >= first && i >= n.first-fieldReach; i-- {
		switch w := &d.words[i]; {
		case fieldOffices[w.folded] || w.folded == "secretary" && w.cap:
			return i+1 < n.first && (d.Tokens[i+1].Text == "of" || d.Tokens[i+1].Text == "for")
		case w.cap, d.Tokens[i].Text == ",", d.Tokens[i].Text == "of", d.Tokens[i].Text == "for", d.Tokens[i].Text == "and", d.Tokens[i].Text == "the":
		default:
			return false
		}
	}
	return false
}

// fieldReach is how many tokens before a field its office may stand.
const fieldReach = 9

// cutNext cuts at the end of a sentence that an abbreviation hides, N.Y. | The Example
// Navy, and before a headline's verb that has capitals of its own.
func (n *name) cutNext() {
	d := n.d
	for i := n.first + 1; n.kind == ner.Org && i < n.last; i++ {
		switch {
		case d.Tokens[i].Text == "The" && i+1 < n.last && strings.HasSuffix(d.Tokens[i-1].Text, "."):
			n.first = i + 1
			return
		case d.Tokens[i].Text == "OKs" || d.Tokens[i].Text == "OKd" || d.Tokens[i].Text == "OK'd":
			n.last = i
			return
		}
	}
}

// cutOwner cuts a place off that owns the organisation: India's | Supreme Court.
func (n *name) cutOwner() {
	d := n.d
	for i := n.first + 1; n.kind == ner.Org && i+1 < n.last; i++ {
		owner := name{d: d, first: n.first, last: i}
		if t := d.Tokens[i].Text; (t == "'s" || t == "’s") && d.allOf(owner, ner.Country|ner.City|ner.Region) {
			n.first = i + 1
			return
		}
	}
}

// cutWhere cuts off where an organisation is: Padua University | in Italy.
func (n *name) cutWhere() {
	d := n.d
	for i := n.last - 2; n.kind == ner.Org && i > n.first; i-- {
		where := name{d: d, first: i + 1, last: n.last}
		if d.Tokens[i].Text == "in" && d.allOf(where, ner.Country|ner.City|ner.Region) && !sentAbroad[d.words[i-1].folded] {
			n.last = i
			return
		}
	}
}

// sentAbroad end names to which the country behind "in" belongs: the Support Mission
// in Liberia.
var sentAbroad = prose.WordSet(`mission force forces operation office embassy tribunal command chambers team`)

// splitPairs cuts "Mercantile and Commerce" in two where one of them stands by itself
// as an organisation in the article, too, and "the MTA's Department of Roads" likewise
// or where initials own the rest: nobody's name goes on behind its initials.
func splitPairs(names []name) []name {
	alone := map[string]bool{}
	for i := range names {
		if names[i].kind == ner.Org {
			alone[names[i].key] = true
		}
	}
	for i := range names {
		n := &names[i]
		for k := n.first + 1; n.kind == ner.Org && k+1 < n.last; k++ {
			joint := n.d.Tokens[k].Text
			owns := joint == "'s" || joint == "’s"
			if joint != "and" && joint != "," && !owns {
				continue
			}
			left, right := n.d.joined(n.first, k), n.d.joined(k+1, n.last)
			if n.d.words[k+1].cap && (alone[left] || alone[right] || owns && k == n.first+1 && n.d.initials(n.first)) {
				second := *n
				second.first, second.key = k+1, right
				n.last, n.key = k, left
				names = append(names, second)
				break
			}
		}
	}
	return names
}

// initials reports initials in a sentence that is not all capitals.
func (d *nameDoc) initials(i int) bool {
	return isAcronym(d.Tokens[i].Text) && d.modes[d.Tokens[i].Sentence] != allCaps
}

// withoutTail is where an organisation's name ends without its Inc and Ltd.
func (n *name) withoutTail() int {
	last := n.last
	for last > n.first+1 && n.kind == ner.Org && n.d.classes[last-1]&ner.OrgTail != 0 {
		last--
	}
	return last
}

// shortNames maps what the article may call a firm to its tail-less name, where that
// stands by itself in it: Equifax Inc. is Equifax.
func shortNames(names []name) map[string]string {
	alone := map[string]bool{}
	for i := range names {
		alone[names[i].key] = true
	}
	out := map[string]string{}
	for i := range names {
		n := &names[i]
		last := n.withoutTail()
		if key := n.d.joined(n.first, last); last < n.last && alone[key] {
			out[n.key] = key
		}
	}
	return out
}

// definedThings lists the acronyms that the article spells out as things: liquefied
// natural gas (LNG), the Municipal Chief Executive (MCE).
func (a *article) definedThings() map[string]bool {
	out := map[string]bool{}
	for _, d := range a.docs {
		for i := 2; i+1 < len(d.Tokens); i++ {
			if t := d.Tokens[i].Text; d.Tokens[i-1].Text == "(" && d.Tokens[i+1].Text == ")" && isAcronym(t) && len(t) <= maxAcronym && d.classes[i]&ner.KnownOrg == 0 && d.spellsThing(i) {
				out[d.words[i].folded] = true
			}
		}
	}
	return out
}

// maxAcronym is the most letters of one that is looked at.
const maxAcronym = 6

// spellsThing reports that the words before the bracket at token i-1 begin with the
// letters of the acronym at i and are common words, or an office.
func (d *nameDoc) spellsThing(i int) bool {
	letters := strings.ToLower(strings.TrimSuffix(d.Tokens[i].Text, "s"))
	first := i - 1 - len(letters)
	if first < 0 || d.Tokens[first].Sentence != d.Tokens[i].Sentence {
		return false
	}
	lower := 0
	for k := range len(letters) {
		w := &d.words[first+k]
		if w.folded == "" || w.folded[0] != letters[k] {
			return false
		}
		if !w.cap {
			lower++
		}
	}
	last := d.classes[i-2]
	return 2*lower >= len(letters) || last&(ner.ThingHead|ner.Office|ner.Kin) != 0 && last&ner.OrgHead == 0 || d.words[i-2].info.Is(officeWord|kinWord)
}

// buildings are known for who sits in them; a text that does not say which is left to
// the model.
var buildings = map[string]bool{"white house": true, "kremlin": true, "capitol hill": true}

// knownOrgAt gives how many words the known organisation at word i has that the model
// left out, 0 for none: one word counts where it can be nothing else.
func (a *article) knownOrgAt(d *nameDoc, i int) int {
	s := d.Sentences[d.Tokens[i].Sentence]
	n := a.Reader.orgs.longest(d, i, s.Last)
	if n > 0 && buildings[d.joined(i, i+n)] {
		return 0
	}
	if n != 1 {
		return n
	}
	if i+1 < s.Last && d.words[i+1].cap && d.modes[d.Tokens[i].Sentence] == running {
		return 0 // a part of some other name
	}
	w, t := &d.words[i].info, d.Tokens[i].Text
	if isAcronym(t) && len(t) > 2 {
		return n
	}
	if w.given+w.family > 0 || w.Is(commonWord|placeWord|nationWord|stopWord) {
		return 0
	}
	return n
}
