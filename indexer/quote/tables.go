package quote

import (
	"embed"
	"fmt"
	"strings"
	"sync"
)

// quotesFS holds the verbs of saying, a few dozen words a language.
//
//go:embed data/quotes-words.txt
var quotesFS embed.FS

// cueFlag says what a form of a verb of saying can do.
type cueFlag uint16

const (
	cueClause     cueFlag = 1 << iota // reports a clause, with "that" or without
	cueThat                           // reports a clause behind "that", "whether", "how" only
	cueObject                         // reports what it is about: accused, urged
	cueNoun                           // also a noun or something else: claims, notes
	cueParticiple                     // has its subject earlier in the sentence: adding
	cueTells                          // the hearer stands behind it: told reporters
	cueNames                          // a short passage behind it is a quote: called it "mad"
	cueInverts                        // its subject may stand behind it: said Okafor
	cueBase                           // the form behind "to" and modal verbs
	cueBehind                         // its subject stands behind it: German "so", "according to"
)

// verbKinds are the kinds of verbs in data/quotes-words.txt.
var verbKinds = map[string]cueFlag{
	"say":        cueClause | cueInverts,
	"saythat":    cueThat | cueInverts,
	"base":       cueClause | cueInverts | cueBase,
	"noun":       cueClause | cueInverts | cueNoun,
	"nounbase":   cueClause | cueInverts | cueNoun | cueBase,
	"tell":       cueClause | cueTells,
	"that":       cueThat,
	"object":     cueObject,
	"names":      cueObject | cueNames,
	"participle": cueClause | cueParticiple,
	"partobject": cueObject | cueParticiple,
	"behind":     cueBehind | cueInverts,
	"accounts":   cueClause | cueBehind | cueInverts,
}

// pronoun is what a pronoun says of the one it stands for.
type pronoun struct {
	gender   byte // m, f or 0
	plural   bool // several, or a thing
	first    bool // the author, who is no speaker
	relative bool // who
}

var pronounKinds = map[string]pronoun{
	"he": {gender: 'm'}, "she": {gender: 'f'}, "they": {plural: true}, "first": {first: true}, "who": {relative: true},
}

// wordUse is what a word that is no verb of saying does around one.
type wordUse uint16

const (
	useAuxiliary  wordUse = 1 << iota // between subject and verb
	usePassive                        // makes a participle one said of the subject
	useUnreal                         // not said, or not yet: "will say", "did not say"
	useClause                         // begins the reported clause
	useStop                           // no part of a noun phrase
	usePrep                           // joins the parts of a noun phrase
	useLead                           // before a subject at the beginning of a sentence
	useAdjunct                        // begins where and when it was said
	useDeterminer                     // begins a noun phrase
)

var useKinds = map[string]wordUse{
	"auxiliary": useAuxiliary, "passive": usePassive, "unreal": useUnreal, "clause": useClause, "stops": useStop,
	"preps": usePrep, "leads": useLead, "adjunct": useAdjunct, "determiner": useDeterminer,
}

// speechTables are the words of one language that tell who says what, in lower
// case as written. They are small by intent: a verb that is mostly something
// else finds more wrong quotes than right ones.
type speechTables struct {
	verbs      map[string]cueFlag
	pronouns   map[string]pronoun
	uses       map[string]wordUse
	english    bool
	dropsShe   bool // the subject may be left out, as in Spanish
	dashes     bool // dialogue may stand behind a dash
	subordinal bool // the subject often stands behind its verb
}

// is reports what a word does; the beginning of a sentence capitalises it.
func (t *speechTables) is(word string, u wordUse) bool { return t.uses[lowered(word)]&u != 0 }

// lowered lowers a word whose first letter only may be a capital; most words
// have none and cost nothing.
func lowered(word string) string {
	if word != "" && (word[0] >= 'a' && word[0] <= 'z') {
		return word
	}
	return strings.ToLower(word)
}

var speechTable = sync.OnceValue(func() map[string]*speechTables {
	out := map[string]*speechTables{}
	raw, err := quotesFS.ReadFile("data/quotes-words.txt")
	if err != nil {
		panic(fmt.Sprintf("tag: embedded quotes-words.txt: %v", err))
	}
	for line := range strings.Lines(string(raw)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[0] == "#" {
			continue
		}
		t := out[fields[0]]
		if t == nil {
			t = &speechTables{verbs: map[string]cueFlag{}, pronouns: map[string]pronoun{}, uses: map[string]wordUse{}}
			out[fields[0]] = t
		}
		t.add(fields[1], fields[2:])
	}
	out["en"].english = true
	out[""] = out["en"]
	for _, lang := range []string{"de", "fr", "es", "it", "pt"} {
		out[lang].subordinal = true
		out[lang].dropsShe = lang != "de" && lang != "fr"
		out[lang].dashes = lang == "es" || lang == "fr" || lang == "pt"
	}
	return out
})

func (t *speechTables) add(kind string, words []string) {
	for _, w := range words {
		if f, ok := verbKinds[kind]; ok {
			t.verbs[w] |= f
		}
		if p, ok := pronounKinds[kind]; ok {
			t.pronouns[w] = p
		}
		t.uses[w] |= useKinds[kind]
	}
}

// speechIn gives the tables of a language, nil where there are none: then there
// are no quotes rather than wrong ones.
func speechIn(lang string) *speechTables { return speechTable()[lang] }
