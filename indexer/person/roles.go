package person

import (
	"slices"
	"strings"

	"dateline/indexer/prose"
)

// The roles of a person are what the article calls them right beside the name:
// before it (Foreign Minister X, the skipper, X), or in apposition behind it (X,
// 58, the finance minister of Y).

const (
	maxRoles     = 4  // of one person: the most used say who somebody is
	maxRoleWords = 4  // of one role
	roleGap      = 12 // tokens of an apposition that are looked at
)

// roleHonorifics are honorifics that say what somebody is; Mr and Dr do not.
var roleHonorifics = map[string]bool{
	"pope": true, "cardinal": true, "archbishop": true, "bishop": true, "pastor": true, "king": true, "queen": true, "prince": true, "princess": true,
	"emperor": true, "empress": true, "sultan": true, "emir": true, "imam": true, "ayatollah": true, "rabbi": true, "patriarch": true, "mufti": true, "sheikh": true,
	"tsar": true, "duke": true, "duchess": true, "mullah": true, "professor": true, "chief": true,
}

// noRoles are titles that say who somebody is to another, or nothing.
var noRoles = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`brother sister son daughter wife husband father mother uncle aunt cousin nephew niece grandfather grandmother
		grandson granddaughter partner widow widower fiance fiancee friend colleague stepson stepdaughter stepfather stepmother girlfriend boyfriend
		twin mum dad member members supporter opponent rival successor predecessor number seed compatriot countryman veteran master private major elder
		bruder schwester sohn tochter kollege kollegin frere soeur fils fille epouse mari hermano hermana hijo hija esposa marido fratello sorella
		figlio figlia moglie marito irmao irma filho filha worker twin model`) {
		m[w] = true
	}
	return m
}()

// rolePart are words inside a role beside those of the tables; roleBar are such
// as the tables let stand in a title but that begin no role.
var (
	rolePart = map[string]bool{"vice": true, "ex": true, "co": true, "goal": true, "opening": true, "fast": true, "national": true, "team": true}
	roleBar  = map[string]bool{"his": true, "her": true, "most": true, "right": true, "late": true, "lead": true, "second": true, "press": true, "staff": true, "state": true, "city": true, "rear": true}
)

// isRoleHead reports a word a role ends in.
func (d *nameDoc) isRoleHead(i int) bool {
	w := &d.words[i]
	if d.Tokens[i].Kind != prose.Word || noRoles[w.folded] {
		return false
	}
	if w.info.Is(officeWord|kinWord) && (w.info.family < 20 || !w.cap) {
		return true
	}
	return w.info.Is(HonorificWord) && roleHonorifics[w.folded]
}

// noteRoles adds the roles that stand beside a mention.
func (a *article) noteRoles(p *person, c *cand) {
	if c.d.modes[c.d.Tokens[c.first].Sentence] != running || c.pair {
		return
	}
	r := c.d.Sentences[c.d.Tokens[c.first].Sentence]
	for _, role := range []string{c.d.roleBefore(c.first, r), c.d.roleBehind(c.last, r)} {
		if role == "" {
			continue
		}
		if p.roles == nil {
			p.roles = map[string]int{}
		}
		if p.roles[role]++; p.roles[role] == 1 {
			p.roleOrder = append(p.roleOrder, role)
		}
	}
}

// topRoles lists a person's roles, the most used first, then the first named.
func (p *person) topRoles() []string {
	if len(p.roleOrder) == 0 {
		return nil
	}
	out := slices.Clone(p.roleOrder)
	slices.SortStableFunc(out, func(x, y string) int { return p.roles[y] - p.roles[x] })
	return firstN(out, maxRoles)
}

// roleBefore reads the role that ends right before token at.
func (d *nameDoc) roleBefore(at int, r prose.Range) string {
	i := at - 1
	if i > r.First && d.Tokens[i].Text == "," { // The skipper, X,
		if i--; d.words[i].cap || !d.isRoleHead(i) || !d.determined(i, r) {
			return ""
		}
	}
	for i > r.First && d.words[i].info.Is(HonorificWord) && !roleHonorifics[d.words[i].folded] {
		i-- // President Dr X
	}
	if i > r.First && d.Tokens[i].Text == "." && d.Tokens[i-1].End == d.Tokens[i].Start {
		i--
	}
	if i < r.First {
		return ""
	}
	if d.isRoleHead(i) {
		return d.roleText(d.roleStart(i, r), i+1)
	}
	for k := i - 1; k > r.First && k >= i-3; k-- { // Secretary of State X
		if (d.Tokens[k].Text == "of" || d.Tokens[k].Text == "for") && d.isRoleHead(k-1) {
			if d.plainObject(k+1, i+1) {
				return d.roleText(d.roleStart(k-1, r), i+1)
			}
			return d.roleText(d.roleStart(k-1, r), k)
		}
	}
	return ""
}

// determined reports an article or a possessive within three tokens before the
// head at i, at the beginning of a clause: "The skipper, X", no "told the minister, X".
func (d *nameDoc) determined(i int, r prose.Range) bool {
	start := d.roleStart(i, r)
	return start > r.First && isDeterminer(d.words[start-1].folded) && (start-1 == r.First || d.Tokens[start-2].Kind == prose.Punct)
}

func isDeterminer(w string) bool {
	switch w {
	case "the", "a", "an", "its", "their", "der", "die", "ein", "eine", "le", "la", "el", "il", "o", "un", "une", "una", "um", "uma":
		return true
	}
	return false
}

// roleStart extends a role from its head to the left over the words of titles.
func (d *nameDoc) roleStart(head int, r prose.Range) int {
	i := head
	for i > r.First && head-i+1 < maxRoleWords {
		w := &d.words[i-1]
		part := w.info.Is(titlePart|officeWord|kinWord) || rolePart[w.folded]
		if d.Tokens[i-1].Kind != prose.Word || !part || w.folded == "his" || w.folded == "her" || w.info.Is(nationWord) && w.folded != "national" || noRoles[w.folded] {
			break
		}
		i--
	}
	for i < head && roleBar[d.words[i].folded] && !d.words[i+1].info.Is(officeWord|kinWord) {
		i++
	}
	return i
}

// plainObject reports what an office is of, if it belongs to the role: State,
// finance, foreign affairs, but no country and no firm.
func (d *nameDoc) plainObject(first, last int) bool {
	for i := first; i < last; i++ {
		w := &d.words[i]
		if d.Tokens[i].Kind != prose.Word || w.info.Is(placeWord|nationWord|stopWord) || !w.info.Is(titlePart|commonWord) {
			return false
		}
	}
	return first < last
}

// roleBehind reads an apposition behind token at: a comma, perhaps an age and
// another comma, and a noun phrase that begins with an article, a possessive or
// the role itself.
func (d *nameDoc) roleBehind(at int, r prose.Range) string {
	i := at
	if i >= r.Last || d.Tokens[i].Text != "," && d.Tokens[i].Text != "(" {
		return ""
	}
	if i++; i+1 < r.Last && d.Tokens[i].Kind == prose.Number && d.Tokens[i+1].Text == "," {
		i += 2
	}
	for k := i; k < min(r.Last, i+roleGap); k++ {
		w := &d.words[k]
		switch {
		case d.isRoleHead(k) && !(k+1 < r.Last && d.isRoleHead(k+1)):
			if k+1 < r.Last && d.Tokens[k+1].Kind == prose.Word && (w.cap && d.words[k+1].cap || d.words[k+1].info.Is(sayVerb)) {
				return "" // X, Prime Minister Y: the next person's
			}
			return d.behindText(k, i, r)
		case k == i && isDeterminer(w.folded):
		case d.Tokens[k].Kind != prose.Word && d.Tokens[k].Text != "'s" && d.Tokens[k].Text != "’s":
			return ""
		case w.info.Is(sayVerb|humanVerb) && !w.cap, behindBar[w.folded]:
			return ""
		}
	}
	return ""
}

// behindBar are words that no apposition has before its head.
var behindBar = map[string]bool{
	"who": true, "whose": true, "which": true, "where": true, "when": true, "and": true, "but": true, "with": true, "of": true, "for": true,
	"in": true, "at": true, "to": true, "from": true, "is": true, "was": true, "has": true, "had": true, "by": true, "on": true, "as": true, "after": true,
	"while": true, "said": true, "told": true, "he": true, "she": true, "it": true, "they": true,
}

// behindText writes the apposition that starts at first and whose head is k,
// with what the office is of where that belongs to it.
func (d *nameDoc) behindText(k, first int, r prose.Range) string {
	start := max(first, d.roleStart(k, r))
	if k+2 < r.Last && d.Tokens[k+1].Text == "of" && d.words[k].info.Is(officeWord) && d.plainObject(k+2, k+3) {
		return d.roleText(start, k+3)
	}
	return d.roleText(start, k+1)
}

// roleText writes tokens first to last as a role: lower case, one form.
func (d *nameDoc) roleText(first, last int) string {
	var words []string
	for i := first; i < last; i++ {
		words = append(words, strings.TrimSuffix(strings.ToLower(d.Tokens[i].Text), "."))
	}
	if one := longRoles[words[len(words)-1]]; one != "" && len(words) > 1 {
		words[len(words)-1] = one // foreign ministers X and Y
	}
	role := strings.Join(words, " ")
	if long := longRoles[role]; long != "" {
		return long
	}
	return role
}

// longRoles writes out the abbreviated titles that stand before names.
var longRoles = map[string]string{
	"pm": "prime minister", "sen": "senator", "gov": "governor", "gen": "general", "rep": "representative", "del": "delegate", "col": "colonel", "capt": "captain",
	"lt": "lieutenant", "sgt": "sergeant", "maj": "major", "insp": "inspector", "supt": "superintendent", "adm": "admiral", "cmdr": "commander",
	"presidents": "president", "ministers": "minister", "senators": "senator", "leaders": "leader", "directors": "director", "generals": "general",
	"judges": "judge", "officers": "officer", "amb": "ambassador", "det": "detective", "brig": "brigadier", "mps": "mp",
}
