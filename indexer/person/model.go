package person

import (
	"strings"
	"sync"

	"dateline/indexer/ner"
	"dateline/indexer/place"
	"dateline/indexer/prose"
)

// reader says with the statistical model what the words of an article are parts
// of. It is one signal: titles, verbs and the gazetteer speak beside it.
type reader struct {
	model *ner.Model
	orgs  *phraseTable
	heads map[string]ner.Class
	gaz   *place.Gazetteer
}

// loadModel reads the embedded model once. An unreadable one is a broken build,
// hence the panic.
var loadModel = sync.OnceValue(func() *ner.Model {
	m, err := ner.Load()
	if err != nil {
		panic("person: embedded model: " + err.Error())
	}
	return m
})

func newReader(model *ner.Model) *reader {
	r := &reader{model: model, orgs: loadOrgs(), heads: map[string]ner.Class{}, gaz: place.Load()}
	kinds := map[string]ner.Class{"org": ner.OrgHead, "tail": ner.OrgTail, "place": ner.PlaceHead, "thing": ner.ThingHead, "nation": ner.Nation}
	for line := range dataLines("data/orgs-heads.txt") {
		kind, words, _ := strings.Cut(line, " ")
		for w := range strings.FieldsSeq(words) {
			r.heads[w] |= kinds[kind]
		}
	}
	return r
}

// readsModel reports whether the model is asked in a language: it was trained on
// English. Elsewhere the gazetteer alone speaks for places, and organisations
// are left out rather than guessed.
func readsModel(lang string) bool { return lang == "" || lang == "en" }

// readings asks the model about all docs of an article at once, so that a
// headline profits from the text.
func (r *reader) readings(docs []*nameDoc) {
	d := r.doc(docs)
	reading := r.model.Label(&d)
	at := 0
	for _, nd := range docs {
		n := len(nd.Tokens)
		nd.labels, nd.margins = reading.Labels[at:at+n], reading.Margins[at:at+n]
		at += n
	}
}

// doc gives the words of an article with what the tables say of them.
func (r *reader) doc(docs []*nameDoc) ner.Doc {
	var d ner.Doc
	for _, nd := range docs {
		base := len(d.Tokens)
		for i := range nd.Tokens {
			d.Tokens = append(d.Tokens, ner.Token{Text: nd.Tokens[i].Text, Class: r.class(nd, i)})
		}
		r.phrases(nd, d.Tokens[base:])
		nd.classes = make([]ner.Class, len(nd.Tokens))
		for i := range nd.classes {
			nd.classes[i] = d.Tokens[base+i].Class
		}
		for _, s := range nd.Sentences {
			d.Sentences = append(d.Sentences, ner.Range{First: base + s.First, Last: base + s.Last})
		}
	}
	return d
}

var flagClasses = [...]struct {
	flag  WordFlag
	class ner.Class
}{
	{commonWord, ner.Common}, {stopWord, ner.Stop}, {familyFirst, ner.FamilyFirst}, {HonorificWord, ner.Honorific},
	{officeWord, ner.Office}, {kinWord, ner.Kin}, {titlePart, ner.TitlePart}, {sayVerb, ner.Say}, {humanVerb, ner.Human},
	{nationWord, ner.Nation}, {placeWord, ner.OtherPlace}, {WeekdayWord, ner.Weekday},
}

// sureName is how many politicians must bear a name for it to be a frequent one.
const sureName = 5

// class gives what the tables say of one word.
func (r *reader) class(nd *nameDoc, i int) ner.Class {
	w := &nd.words[i]
	if w.folded == "" {
		return 0
	}
	var c ner.Class
	if f := w.info.flags; f != 0 {
		for _, p := range &flagClasses {
			if f&p.flag != 0 {
				c |= p.class
			}
		}
	}
	if !w.cap {
		if locatives[w.folded] {
			c |= ner.Locative
		}
		return c
	}
	c |= r.heads[w.folded]
	if w.info.given > 0 {
		c |= ner.Given
	}
	if w.info.given >= sureName {
		c |= ner.GivenSure
	}
	if w.info.family > 0 {
		c |= ner.Family
	}
	if w.info.family >= sureName {
		c |= ner.FamilySure
	}
	return c
}

// locatives stand before places.
var locatives = map[string]bool{
	"in": true, "at": true, "near": true, "from": true, "to": true, "across": true, "throughout": true, "outside": true,
	"inside": true, "around": true, "into": true, "between": true, "towards": true, "toward": true, "via": true,
}

var placeClasses = [...]ner.Class{
	place.KindName: ner.Country, place.KindDemonym: ner.Nation, place.KindCapital: ner.City, place.KindCity: ner.City, place.KindTown: ner.City,
	place.KindRegion: ner.Region, place.KindAbbr: ner.Region, place.KindMetonym: 0,
}

// phrases marks the words of known places, organisations and people.
func (r *reader) phrases(nd *nameDoc, out []ner.Token) {
	for i := 0; i < len(out); {
		if !nd.words[i].cap {
			i++
			continue
		}
		n, class := r.phraseAt(nd, i)
		for k := i; k < i+n; k++ {
			out[k].Class |= class
		}
		i += max(n, 1)
	}
}

// phraseAt finds the longest known name that begins at word i.
func (r *reader) phraseAt(nd *nameDoc, i int) (n int, class ner.Class) {
	s := nd.Sentences[nd.Tokens[i].Sentence]
	if n = r.orgs.longest(nd, i, s.Last); n > 0 {
		class = ner.KnownOrg
	}
	first := prose.Fold(nd.Tokens[i].Text)
	key := first
	limit := min(r.gaz.Longest[first], s.Last-i)
	for k := limit; k > n; k-- {
		if key = first; k > 1 {
			key = foldedPhrase(nd.Doc, i, i+k)
		}
		for _, p := range r.gaz.Forms[key] {
			if p.Kind != place.KindNone && p.Fits(nd.Doc, i, k, "en") {
				return k, placeClasses[p.Kind]
			}
		}
	}
	return n, class
}

// foldedPhrase gives tokens first to last as the gazetteer's keys are made.
func foldedPhrase(d *prose.Doc, first, last int) string {
	words := make([]string, 0, place.MaxForm)
	for i := first; i < last; i++ {
		words = append(words, prose.Fold(d.Tokens[i].Text))
	}
	return strings.Join(words, " ")
}

// joined gives the folded words first to last as a phrase; one word without a
// copy.
func (d *nameDoc) joined(first, last int) string {
	if last-first == 1 {
		return d.words[first].folded
	}
	var b strings.Builder
	for i := first; i < last; i++ {
		if i > first {
			b.WriteByte(' ')
		}
		if w := d.words[i].folded; w != "" {
			b.WriteString(w)
		} else {
			b.WriteString(d.Tokens[i].Text)
		}
	}
	return b.String()
}

// phraseTable holds known names by their folded words.
type phraseTable struct {
	forms map[string][]phrase
	max   map[string]int // longest name by first word
}

// phrase is one form of a known name: exact where its capitals matter, canon the
// full name.
type phrase struct{ exact, canon string }

func loadOrgs() *phraseTable {
	t := &phraseTable{forms: map[string][]phrase{}, max: map[string]int{}}
	for line := range dataLines("data/orgs-known.txt") {
		full, _, _ := strings.Cut(line, "|")
		for form := range strings.SplitSeq(line, "|") {
			t.add(form, full)
		}
	}
	return t
}

func (t *phraseTable) add(form, canon string) {
	p := phrase{canon: canon}
	if strings.ToUpper(form) == form || !strings.Contains(form, " ") {
		p.exact = form
	}
	d := prose.NewDoc(form, "")
	words := make([]string, len(d.Tokens))
	for i := range d.Tokens {
		words[i] = prose.FoldWord(d.Tokens[i].Text)
	}
	key := strings.Join(words, " ")
	switch known := t.forms[key]; {
	case len(known) == 0, p.exact != "" && known[0].exact == "":
		t.forms[key] = []phrase{p}
	case p.exact != "":
		t.forms[key] = append(known, p) // NATO and Nato
	}
	t.max[words[0]] = max(t.max[words[0]], len(words))
}

// longest gives how many words the longest known name at word i has, 0 for none.
func (t *phraseTable) longest(nd *nameDoc, i, limit int) int {
	for n := min(t.max[nd.words[i].folded], limit-i); n > 0; n-- {
		if t.match(nd.joined(i, i+n), nd.Text[nd.Tokens[i].Start:nd.Tokens[i+n-1].End]) != "" {
			return n
		}
	}
	return 0
}

// match gives the full name of the known one that a text is a form of, empty where
// none is, or where its capitals are others.
func (t *phraseTable) match(key, text string) string {
	for _, p := range t.forms[key] {
		if p.exact == "" || p.exact == text {
			return p.canon
		}
	}
	return ""
}
