// Package event finds what happened in an article, by a lexicon of triggers and of
// cues, as values of the taxonomy of package news: each with its trigger, its
// sentence, who did it to whom, and whether it was called off, is planned, possible
// or long past.
package event

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"
	"sync"

	"dateline/indexer/place"
	"dateline/indexer/prose"
	"dateline/search/news"
)

//go:embed data/events-triggers.tsv
var eventTriggersTSV string

//go:embed data/events-cues.tsv
var eventCuesTSV string

// Tagger finds what happened: triggers from a lexicon, each flagged by the
// cues around it (called off, planned, possible, long ago), then weighed over
// the whole article, because a headline that calls talks off speaks for every
// later "the talks".
type Tagger struct {
	lex    *lexicon
	report *ReportModel
}

// New gives a tagger over the embedded tables.
func New() *Tagger { return &Tagger{lex: loadLexicon(), report: loadReport()} }

// trigger is one row of the lexicon.
type trigger struct {
	typ      news.EventType // empty: this reading is no event (strike a deal)
	flag     flag           // negated where the words undo the event: relations restored
	lang     string
	noun     bool
	verb     string // the base form of an English verb the pattern begins with
	strength int    // 3 speaks alone, 2 near the top or repeated, 1 in the headline or lead
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
			typ, undone, _ := strings.Cut(strings.Trim(f[0], "-"), ".")
			t := trigger{typ: news.EventType(typ), flag: flagNames[undone], lang: f[1], noun: isNounPattern(p, f[2]), strength: strength, pattern: parsePattern(p, f[1])}
			if head, _, _ := strings.Cut(p, " "); strings.HasPrefix(head, "+") && !strings.Contains(head, "/") {
				t.verb = head[1:]
			}
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
	d           *prose.Doc
	first, last int
	span        prose.Range // the sentence, or the piece of an endless one
	typ         news.EventType
	noun        bool
	base        bool   // an English word in its base form: a visit and to visit look alike
	verb        string // the base form of the English verb the trigger begins with
	strength    int
	flag        flag
	asserted    bool
	generic     bool           // a bare plural: bombings, as a kind of thing
	aside       bool           // in a quotation, or behind the main clause of the lead
	quoted      bool           // in a quotation
	passing     bool           // below the lead, of a kind that every story has some of
	specific    float64        // how far a mention of violence is one deed's (see specificity)
	past        bool           // dated before the news
	dated       bool           // its sentence names a day
	fought      news.EventType // what its words say, where its victim makes it a fight
	toll        bool           // a plain word for the dead, which the cause speaks for
}

func (h *hit) prominent() bool {
	return h.d.Field == news.InTitle || h.d.Tokens[h.first].Sentence == 0
}

// Tag gives the events of an article, none in a language without a lexicon; who
// is whom its events may have as actors and recipients, published the year the article
// is of, 0 where that is unknown.
func (t *Tagger) Tag(docs []*prose.Doc, lang string, who Cast, published int) []news.Event {
	if lang == "" {
		lang = prose.GuessLang(docs)
	}
	if t.lex.byFirst[lang] == nil {
		return []news.Event{} // a language without a lexicon: nothing is claimed
	}
	r := t.read(docs, lang, who, published)
	return r.events(t.report)
}

// reading is an article with its hits, flagged and placed.
type reading struct {
	lang    string
	opinion bool // it argues
	titled  bool // there is a headline
	hits    []hit
	scenes  map[*prose.Doc]*scene
	stories map[*prose.Doc]*story
}

func (t *Tagger) read(docs []*prose.Doc, lang string, who Cast, published int) reading {
	r := reading{lang: lang, scenes: map[*prose.Doc]*scene{}, stories: map[*prose.Doc]*story{}}
	texts := make([][]string, len(docs))
	for i, d := range docs {
		texts[i] = foldAll(d, lang)
	}
	now := yearsOf(texts, published)
	for i, d := range docs {
		folded, people := texts[i], place.PersonSpans(d, who.People)
		found := withoutNames(t.lex.find(d, folded, lang), people, lang)
		if lang == "en" {
			found = slices.DeleteFunc(found, func(h hit) bool { return h.meetsObject(folded) || h.ofOffice(folded) })
			resolveBlasts(folded, found, people, texts)
			resolveLooting(folded, found)
		}
		t.lex.flagAll(d, folded, found, lang, now)
		if lang == "en" {
			resolveDeaths(folded, found)
		}
		markPlace(d, folded, found, lang)
		if lang == "en" {
			resolveViolence(folded, found)
		}
		r.hits = append(r.hits, found...)
		r.titled = r.titled || d.Field == news.InTitle && len(d.Tokens) > 0
		if lang == "en" && len(found) > 0 {
			s := who.scene(d, folded)
			r.scenes[d] = &s
			r.stories[d] = &story{d: d, folded: folded, people: people}
			r.opinion = r.opinion || r.titled && d.Field == news.InText && opines(d, folded)
		}
	}
	followMain(r.hits)
	r.hits = dropTolls(r.hits)
	return r
}

// story is what the features of d's mentions share, read when the first asks for it.
func (r *reading) story(d *prose.Doc) *story {
	s := r.stories[d]
	if !s.ready {
		s.read(r.hits)
		s.ready = true
	}
	return s
}

// followMain lets mere mentions follow what the headline or lead says of their
// kind: where the talks are called off there, "the talks" below are those, and
// where the strike is on, "the strike will last a week" speaks of that one.
func followMain(hits []hit) {
	main := mainVerdicts(hits)
	for i := range hits {
		h := &hits[i]
		v, ok := main[family(h.typ)]
		if ok && h.noun && h.typ == family(h.typ) && h.flag == v.flag {
			h.typ = v.typ // the attack, where a bomb went off
		}
		if !ok || v.flag == historical || h.asserted || h.flag == negated {
			continue
		}
		if v.flag == happened {
			if h.noun && !h.prominent() && h.typ == v.typ && (h.flag == future || h.flag == hypothetical) {
				h.flag = happened
			}
			continue
		}
		sameKind := h.typ == v.typ || h.typ == family(h.typ) || v.flag == negated && v.typ == family(h.typ) && !deed(v.typ)
		mere := h.noun && h.flag == happened || v.flag == negated && (h.flag == future || h.flag == hypothetical)
		if sameKind && mere {
			h.flag, h.typ = v.flag, v.typ
		}
	}
}

// mainVerdicts gives, by first level, what the headline or lead says first; a
// negation there goes before, unless the headline tells that it took place:
// talks resume after a cancelled round.
func mainVerdicts(hits []hit) map[news.EventType]eventKey {
	main, held := map[news.EventType]eventKey{}, map[news.EventType]bool{}
	for i := range hits {
		h := &hits[i]
		if !h.prominent() {
			continue
		}
		f := family(h.typ)
		_, seen := main[f]
		if !seen && h.d.Field == news.InTitle && h.flag == happened && h.asserted {
			held[f] = true
		}
		if !seen || h.flag == negated && !held[f] {
			main[f] = eventKey{h.typ, h.flag}
		}
	}
	return main
}

func family(t news.EventType) news.EventType {
	if p := t.Parent(); p != "" {
		return p
	}
	return t
}

// How a mention was recognised, as news.Mention.Rule says.
const (
	ruleLexicon = "lexicon"
	ruleReport  = "lexicon and model" // a deed that the report model takes for reported
)

func flagOrder(e *news.Event) int {
	return prose.Bool2Int(e.Negated)*8 + prose.Bool2Int(e.Hypothetical)*4 + prose.Bool2Int(e.Future)*2 + prose.Bool2Int(e.Historical)
}

// newEvent makes an event of its mentions. sure is how sure the report model is of it, 0
// where it has no say.
func newEvent(info news.EventInfo, f flag, group []hit, scenes map[*prose.Doc]*scene, sure float64) news.Event {
	e := news.Event{
		Type: info.Type, Name: info.Label, Plover: info.Plover, Mode: info.Mode, IPTC: info.IPTC,
		Negated: f == negated, Future: f == future, Hypothetical: f == hypothetical, Historical: f == historical,
		Confidence: sure,
	}
	rule := ruleLexicon
	if sure > 0 {
		rule = ruleReport
	}
	if e.Negated {
		e.Name = info.Negated
	}
	slices.SortFunc(group, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.d.Field, a.d.Field), cmp.Compare(a.first, b.first))
	})
	for _, h := range group {
		e.Mentions = append(e.Mentions, h.d.Mention(h.first, h.last, rule))
		e.Sentences = append(e.Sentences, h.d.SentenceMention(h.d.Tokens[h.first].Sentence))
		if s := scenes[h.d]; s != nil {
			actors, recipients := s.roles(&h)
			e.Actors, e.Recipients = addNames(e.Actors, actors), addNames(e.Recipients, recipients)
		}
	}
	return e
}
