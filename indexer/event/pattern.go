package event

import (
	"strconv"
	"strings"

	"dateline/indexer/prose"
)

// pattern is a sequence of token tests. In the tables it is written with a
// space between tokens:
//
//	+call off      any inflection of the verb call, then off
//	*ceasefire     singular or plural
//	negotiat~      any word that begins so
//	~treffen       any word that ends so
//	a/b            one or the other
//	_3             up to three tokens of any kind
type pattern struct {
	elems []element
}

// element is one token test, or a gap of up to gap tokens.
type element struct {
	words    map[string]bool
	prefixes []string
	suffixes []string
	gap      int
}

func parsePattern(s, lang string) pattern {
	var p pattern
	for field := range strings.FieldsSeq(s) {
		if n, err := strconv.Atoi(strings.TrimPrefix(field, "_")); err == nil && field[0] == '_' {
			p.elems = append(p.elems, element{gap: n})
			continue
		}
		e := element{words: map[string]bool{}}
		for alt := range strings.SplitSeq(field, "/") {
			e.add(elide(prose.Fold(alt), lang))
		}
		p.elems = append(p.elems, e)
	}
	return p
}

func (e *element) add(alt string) {
	switch {
	case strings.HasSuffix(alt, "~"):
		e.prefixes = append(e.prefixes, strings.TrimSuffix(alt, "~"))
	case strings.HasPrefix(alt, "~"):
		e.suffixes = append(e.suffixes, strings.TrimPrefix(alt, "~"))
	case strings.HasPrefix(alt, "+"):
		for _, w := range verbForms(alt[1:]) {
			e.words[w] = true
		}
	case strings.HasPrefix(alt, "*"):
		e.words[alt[1:]], e.words[plural(alt[1:])] = true, true
	default:
		e.words[alt] = true
	}
}

func (e *element) matches(folded string) bool {
	if e.words[folded] {
		return true
	}
	for _, p := range e.prefixes {
		if strings.HasPrefix(folded, p) {
			return true
		}
	}
	for _, p := range e.suffixes {
		if len(folded) > len(p) && strings.HasSuffix(folded, p) {
			return true
		}
	}
	return false
}

// matchAt reports where a match that begins at token i ends (exclusive), 0 for
// none. It never looks beyond limit.
func (p *pattern) matchAt(folded []string, i, limit int) int {
	return matchElems(p.elems, folded, i, limit)
}

func matchElems(elems []element, folded []string, i, limit int) int {
	for k := range elems {
		e := &elems[k]
		if e.gap > 0 {
			for skip := 0; skip <= e.gap && i+skip < limit; skip++ {
				if end := matchElems(elems[k+1:], folded, i+skip, limit); end > 0 {
					return end
				}
			}
			return 0
		}
		if i >= limit || !e.matches(folded[i]) {
			return 0
		}
		i++
	}
	return i
}

// patternIndex finds the patterns that may begin at a word: by the whole word,
// or by its first or last letters for a prefix or suffix test.
type patternIndex struct {
	byWord   map[string][]int
	byPrefix map[string][]int
	bySuffix map[string][]int
}

// prefixKey is how many bytes of a word a prefix test is filed under.
const prefixKey = 3

// suffixKey is how many bytes of a word a suffix test is filed under; no suffix
// of the tables is shorter.
const suffixKey = 5

// indexFor gives the index of lang, made on first use.
func indexFor(m map[string]*patternIndex, lang string) *patternIndex {
	if m[lang] == nil {
		m[lang] = newPatternIndex()
	}
	return m[lang]
}

func newPatternIndex() *patternIndex {
	return &patternIndex{byWord: map[string][]int{}, byPrefix: map[string][]int{}, bySuffix: map[string][]int{}}
}

func (x *patternIndex) add(p *pattern, id int) {
	first := &p.elems[0]
	for w := range first.words {
		x.byWord[w] = append(x.byWord[w], id)
	}
	for _, pre := range first.prefixes {
		key := pre[:min(prefixKey, len(pre))]
		x.byPrefix[key] = append(x.byPrefix[key], id)
	}
	for _, suf := range first.suffixes {
		key := suf[len(suf)-suffixKey:]
		x.bySuffix[key] = append(x.bySuffix[key], id)
	}
}

// candidates calls yield with every pattern that may begin with folded.
func (x *patternIndex) candidates(folded string, yield func(id int)) {
	for _, id := range x.byWord[folded] {
		yield(id)
	}
	if len(x.byPrefix) > 0 && len(folded) >= prefixKey {
		for _, id := range x.byPrefix[folded[:prefixKey]] {
			yield(id)
		}
	}
	if len(x.bySuffix) > 0 && len(folded) > suffixKey {
		for _, id := range x.bySuffix[folded[len(folded)-suffixKey:]] {
			yield(id)
		}
	}
}

// irregular verbs of the tables: past and participle, and the -ing form where
// the rule of spelling does not give it.
var irregular = map[string]string{
	"shoot": "shot", "strike": "struck stricken", "hold": "held", "meet": "met", "break": "broke broken",
	"win": "won winning", "lose": "lost", "die": "died dying", "kill": "killed", "give": "gave given", "take": "took taken",
	"send": "sent", "fight": "fought", "seek": "sought", "say": "said", "put": "put putting", "cut": "cut cutting",
	"set": "set setting", "hit": "hit hitting", "blow": "blew blown", "fall": "fell fallen", "steal": "stole stolen",
	"quit": "quit quitting", "step": "stepped stepping", "begin": "began begun beginning", "go": "went gone", "come": "came",
	"pay": "paid", "burn": "burned burnt", "sink": "sank sunk", "find": "found", "withdraw": "withdrew withdrawn",
	"swear": "swore sworn", "beat": "beat beaten", "ban": "banned banning", "rob": "robbed robbing", "stab": "stabbed stabbing",
	"kidnap": "kidnapped kidnapping kidnaped", "drop": "dropped dropping", "plan": "planned planning", "leave": "left",
	"see": "saw seen", "get": "got gotten getting", "have": "had has having", "be": "is are was were been being am", "do": "did done does",
	"choose": "chose chosen", "elect": "elected", "raid": "raided", "scrap": "scrapped scrapping", "overthrow": "overthrew overthrown",
	"tell": "told", "make": "made", "build": "built", "bring": "brought", "lead": "led", "spread": "spread", "drown": "drowned",
	"catch": "caught", "throw": "threw thrown", "ram": "rammed ramming", "nab": "nabbed nabbing", "tie": "tied tying",
	"lie": "lay lain lying", "fly": "flew flown", "feel": "felt", "hang": "hanged hung", "commit": "committed committing",
	"permit": "permitted permitting", "submit": "submitted submitting", "control": "controlled controlling",
	"cancel": "cancelled canceled cancelling canceling", "rebel": "rebelled rebelling", "veto": "vetoed vetoes vetoing",
	"expel": "expelled expelling", "compel": "compelled", "stop": "stopped stopping", "ship": "shipped shipping",
	"admit": "admitted admitting", "drag": "dragged dragging", "slap": "slapped slapping", "tap": "tapped tapping",
	"acquit": "acquitted acquitting", "axe": "axed axing", "gun": "gunned gunning", "mug": "mugged mugging", "flee": "fled fleeing",
	"uphold": "upheld", "mow": "mowed mown", "dye": "dyed", "sue": "sued suing", "agree": "agreed agreeing", "free": "freed freeing",
	"offer": "offered offering", "visit": "visited visiting", "behead": "beheaded", "defer": "deferred deferring", "refer": "referred referring",
	"think": "thought", "speak": "spoke spoken", "write": "wrote written", "become": "became", "rise": "rose risen", "slay": "slew slain",
	"withhold": "withheld", "stand": "stood", "annul": "annulled annulling", "rescind": "rescinded", "forbid": "forbade forbidden forbidding", "shut": "shut shutting", "bid": "bid bidding", "buy": "bought",
	"teargas": "teargassed", "bus": "bused", "pledge": "pledged",
}

// verbForms lists the inflections of an English verb.
func verbForms(v string) []string {
	out := []string{v, plural(v)}
	irr, isIrregular := irregular[v]
	out = append(out, strings.Fields(irr)...)
	stem := v
	if strings.HasSuffix(v, "e") && !strings.HasSuffix(v, "ee") {
		stem = v[:len(v)-1]
	}
	out = append(out, stem+"ing")
	if isIrregular {
		return out
	}
	if doubles(v) {
		out = append(out, v+v[len(v)-1:]+"ed", v+v[len(v)-1:]+"ing")
	}
	if strings.HasSuffix(v, "y") && !strings.ContainsAny(v[len(v)-2:len(v)-1], "aeou") {
		return append(out, v[:len(v)-1]+"ied")
	}
	return append(out, stem+"ed")
}

// doubles reports a verb of one syllable that doubles its last letter: beg, snub.
func doubles(v string) bool {
	n := len(v)
	if n < 3 || n > 5 || strings.ContainsAny(v[n-1:], "aeiouwxy") || !strings.ContainsAny(v[n-2:n-1], "aeiou") {
		return false
	}
	return !strings.ContainsAny(v[:n-2], "aeiouy")
}

func plural(n string) string {
	switch {
	case strings.HasSuffix(n, "y") && len(n) > 1 && !strings.ContainsAny(n[len(n)-2:len(n)-1], "aeou"):
		return n[:len(n)-1] + "ies"
	case strings.HasSuffix(n, "s"), strings.HasSuffix(n, "x"), strings.HasSuffix(n, "ch"), strings.HasSuffix(n, "sh"), strings.HasSuffix(n, "ss"), strings.HasSuffix(n, "z"):
		return n + "es"
	}
	return n + "s"
}
