package tag

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"dateline/search/news"
)

//go:embed data/events-triggers.tsv
var eventTriggersTSV string

//go:embed data/events-cues.tsv
var eventCuesTSV string

// eventTagger finds what happened: triggers from a lexicon, each flagged by the
// cues around it (called off, planned, possible, long ago), then weighed over
// the whole article, because a headline that calls talks off speaks for every
// later "the talks".
type eventTagger struct {
	lex *lexicon
}

func newEventTagger() *eventTagger { return &eventTagger{lex: loadLexicon()} }

// trigger is one row of the lexicon.
type trigger struct {
	typ      news.EventType // empty: this reading is no event (strike a deal)
	lang     string
	noun     bool
	strength int // 3 speaks alone, 2 near the top or repeated, 1 in the headline or lead
	pattern  pattern
	require  *pattern // one of these words must be in the sentence
	forbid   *pattern
}

// cue is one row of the cue table.
type cue struct {
	flag    flag
	lang    string
	side    string // before, after, around, sentence
	window  int
	pos     string // n, v, *
	types   []string
	pattern pattern
}

// flag says in which way an event did not simply happen now.
type flag uint8

const (
	happened flag = iota
	historical
	future
	hypothetical
	negated
	asserted // a cue that says it did take place
	hedged   // a cue that keeps other cues off (denied responsibility for)
)

var flagNames = map[string]flag{
	"historical": historical, "future": future, "hypothetical": hypothetical,
	"negated": negated, "asserted": asserted, "hedged": hedged,
}

type lexicon struct {
	triggers []trigger
	cues     []cue
	byFirst  map[string]*patternIndex // by language
	cueFirst map[string]*patternIndex
}

// loadLexicon parses the embedded tables once.
var loadLexicon = sync.OnceValue(func() *lexicon {
	x := &lexicon{byFirst: map[string]*patternIndex{}, cueFirst: map[string]*patternIndex{}}
	for f := range tableRows(eventTriggersTSV) {
		strength := int(f[3][0] - '0')
		for p := range strings.SplitSeq(f[4], ";") {
			t := trigger{typ: news.EventType(strings.Trim(f[0], "-")), lang: f[1], noun: isNounPattern(p, f[2]), strength: strength, pattern: parsePattern(p, f[1])}
			t.require, t.forbid = wordTest(f[5], f[1]), wordTest(f[6], f[1])
			indexFor(x.byFirst, f[1]).add(&t.pattern, len(x.triggers))
			x.triggers = append(x.triggers, t)
		}
	}
	for f := range tableRows(eventCuesTSV) {
		for p := range strings.SplitSeq(f[6], ";") {
			c := cue{flag: flagNames[f[0]], lang: f[1], side: f[2], window: int(f[3][0]-'0') * 2, pos: f[4], pattern: parsePattern(p, f[1])}
			if f[5] != "*" {
				c.types = strings.Split(f[5], ",")
			}
			indexFor(x.cueFirst, f[1]).add(&c.pattern, len(x.cues))
			x.cues = append(x.cues, c)
		}
	}
	return x
})

// isNounPattern corrects the row's part of speech by the pattern's own marks: an
// inflected verb makes a verb, a noun with its plural a noun.
func isNounPattern(p, pos string) bool {
	switch {
	case strings.Contains(p, "+"):
		return false
	case strings.Contains(p, "*"):
		return true
	}
	return pos == "n"
}

func wordTest(s, lang string) *pattern {
	if s == "-" {
		return nil
	}
	p := parsePattern(strings.ReplaceAll(s, " ", "/"), lang)
	return &p
}

// tableRows yields the rows of an embedded table.
func tableRows(table string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(table) {
			line = strings.TrimSuffix(line, "\n")
			if line == "" || line[0] == '#' {
				continue
			}
			if !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

// hit is one trigger found.
type hit struct {
	d           *doc
	first, last int
	span        tokenRange // the sentence, or the piece of an endless one
	typ         news.EventType
	noun        bool
	base        bool // one word in its base form: a visit and to visit look alike
	strength    int
	flag        flag
	asserted    bool
	generic     bool // a bare plural: bombings, as a kind of thing
}

func (h *hit) prominent() bool {
	return h.d.field == news.InTitle || h.d.tokens[h.first].sentence == 0
}

func (t *eventTagger) tag(docs []*doc, lang string) []news.Event {
	if lang == "" {
		lang = guessLang(docs)
	}
	if t.lex.byFirst[lang] == nil {
		return []news.Event{} // a language without a lexicon: nothing is claimed
	}
	var hits []hit
	latest := latestYear(docs)
	for _, d := range docs {
		folded := foldAll(d, lang)
		found := t.lex.find(d, folded, lang)
		t.lex.flagAll(d, folded, found, lang, latest)
		hits = append(hits, found...)
	}
	followMain(hits)
	return eventsOf(hits)
}

// followMain lets mere mentions follow what the headline or lead says of their
// kind: where the talks are called off there, "the talks" below are those.
func followMain(hits []hit) {
	type verdict struct {
		flag flag
		typ  news.EventType
	}
	main := map[news.EventType]verdict{}
	for i := range hits {
		h := &hits[i]
		if !h.prominent() {
			continue
		}
		f := family(h.typ)
		_, seen := main[f]
		if !seen || h.flag == negated {
			main[f] = verdict{h.flag, h.typ}
		}
	}
	for i := range hits {
		h := &hits[i]
		v, ok := main[family(h.typ)]
		if !ok || v.flag == happened || v.flag == historical || h.asserted || h.flag == negated {
			continue
		}
		sameKind := h.typ == v.typ || h.typ == family(h.typ)
		mere := h.noun && h.flag == happened || v.flag == negated && h.flag == future
		if sameKind && mere {
			h.flag, h.typ = v.flag, v.typ
		}
	}
}

func family(t news.EventType) news.EventType {
	if p := t.Parent(); p != "" {
		return p
	}
	return t
}

// keepScore is what the triggers of a type must add up to: one strong trigger
// anywhere, a normal one near the top or twice, a weak one in the lead.
// A long story has more background, so there more is asked; a bare plural never
// counts for more than genericStrength.
const (
	keepScore       = 2.5
	keepScoreLong   = 3.5
	longTokens      = 150
	genericStrength = 1.0
	verbFactor      = 1.35 // a verb tells that it was done, a noun may only speak of it
)

func keepAt(group []hit) float64 {
	if len(group[len(group)-1].d.tokens) < longTokens {
		return keepScore
	}
	return keepScoreLong
}

func (h *hit) score() float64 {
	s := float64(h.strength)
	if h.generic {
		s = genericStrength
	}
	if !h.noun {
		s *= verbFactor
	}
	switch {
	case h.d.field == news.InTitle:
		return 3 * s
	case h.d.tokens[h.first].sentence == 0:
		return 2.5 * s
	case h.first < upperTokens:
		return 1.3 * s
	}
	return s
}

type eventKey struct {
	typ  news.EventType
	flag flag
}

// eventsOf groups hits by type and flag.
func eventsOf(hits []hit) []news.Event {
	groups := map[eventKey][]hit{}
	for _, h := range hits {
		k := eventKey{h.typ, h.flag}
		groups[k] = append(groups[k], h)
	}
	out := []news.Event{}
	for k, group := range groups {
		total := 0.0
		for i := range group {
			total += group[i].score()
		}
		info, known := news.LookupEventType(k.typ)
		if total < keepAt(group) || !known {
			continue
		}
		out = append(out, newEvent(info, k.flag, group))
	}
	slices.SortFunc(out, func(a, b news.Event) int {
		return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(flagOrder(&a), flagOrder(&b)))
	})
	return out
}

func flagOrder(e *news.Event) int {
	return b2i(e.Negated)*8 + b2i(e.Hypothetical)*4 + b2i(e.Future)*2 + b2i(e.Historical)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newEvent(info news.EventInfo, f flag, group []hit) news.Event {
	e := news.Event{
		Type: info.Type, Name: info.Label, Plover: info.Plover, Mode: info.Mode, IPTC: info.IPTC,
		Negated: f == negated, Future: f == future, Hypothetical: f == hypothetical, Historical: f == historical,
	}
	if e.Negated {
		e.Name = info.Negated
	}
	slices.SortFunc(group, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.d.field, a.d.field), cmp.Compare(a.first, b.first))
	})
	for _, h := range group {
		e.Mentions = append(e.Mentions, h.d.mention(h.first, h.last, "lexicon"))
		e.Sentences = append(e.Sentences, h.d.sentenceMention(h.d.tokens[h.first].sentence))
	}
	return e
}
