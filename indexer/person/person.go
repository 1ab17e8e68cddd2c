// Package person finds the people, organisations and named places of an article:
// titles and roles, verbs of saying, tables of names and a statistical model speak
// for a name together. Within an article one person is one value, whatever the
// spelling; who is who across articles is package entity's to say.
package person

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/indexer/ner"
	"dateline/indexer/place"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// Tagger finds the people of an article. It works in four steps: runs of
// capitalised words are reduced to candidate names (runs.go), every
// candidate's context is weighed (score.go), the full names that the
// whole article speaks for become persons, and then each candidate, short forms
// too, is given to the one person it names (link.go).
type Tagger struct {
	Names  *Tables
	reader *reader
}

// New gives a tagger over the embedded tables and the embedded model.
func New() *Tagger {
	return &Tagger{Names: loadNames(), reader: newReader(loadModel())}
}

// maxPeople bounds the persons of one article: a list of 100,000 names is no
// news, and comparing names must stay cheap.
const maxPeople = 2000

// Tag gives the people of an article; none in a language whose names are not known.
func (t *Tagger) Tag(docs []*prose.Doc, lang string) []news.Person {
	return t.Read(docs, lang).People()
}

// Read prepares an article: its words looked up, and read by the model where it
// knows the language.
func (t *Tagger) Read(docs []*prose.Doc, lang string) *article {
	a := &article{names: t.Names, lang: lang}
	if !peopleLanguage(lang) {
		return a
	}
	for _, d := range docs {
		a.docs = append(a.docs, a.prepare(d))
	}
	if readsModel(lang) {
		a.Reader = t.reader
		t.reader.readings(a.docs)
		a.sport = a.countSport()
		a.findClubs()
		a.findPlayers()
	}
	return a
}

// People finds the people of an article that has been read.
func (a *article) People() []news.Person {
	if !peopleLanguage(a.lang) {
		return nil
	}
	for _, d := range a.docs {
		for s := range d.Sentences {
			a.findRuns(d, s)
		}
	}
	a.groupNames()
	a.makePersons()
	a.link()
	if a.lang == "ru" {
		a.findRussian()
	}
	return a.result()
}

// peopleLanguage reports whether names of a language are known well enough to
// tag; elsewhere there are no people rather than wrong ones.
func peopleLanguage(lang string) bool {
	switch lang {
	case "", "en", "de", "fr", "es", "it", "pt", "nl", "ru":
		return true
	}
	return false
}

// article is one article while its people are being found.
type article struct {
	names   *Tables
	Reader  *reader // nil where the model is not asked
	lang    string
	docs    []*nameDoc
	cands   []cand
	groups  []*group
	byKey   map[string]*group
	lower   map[string]bool // words in lower case in running text
	persons []*person
	index   map[string][]*person // by each word of their names
	singles map[string]int       // bare single words, by key
	titled  map[string]bool      // the same behind a title
	spoken  map[string]bool      // the same doing what people do: "X said"
	early   map[string]bool      // given names that stand before their full name
	clubs   []club               // of tables of sport
	knesset bool                 // its members are called MK, as people of India are by initials
	sport   int                  // words of sport in it, see countSport
	players map[string]bool      // places that play, see findPlayers
	sum     string               // see digest
}

func (a *article) english() bool { return a.lang == "" || a.lang == "en" }

// nameDoc is a doc with what the tables say of its capitalised words.
type nameDoc struct {
	*prose.Doc
	words []nameWord // parallel to doc.tokens
	modes []sentenceMode

	german bool

	labels  []ner.Label // what the model says of each token, empty where it was not asked
	margins [][4]float32
	classes []ner.Class
	club    []bool // tokens of clubs in tables of sport, nil for none
}

type nameWord struct {
	folded string
	info   WordInfo
	cap    bool // starts as a name does
}

// sentenceMode says how far capitals speak for names in a sentence.
type sentenceMode uint8

const (
	running sentenceMode = iota
	titleCase
	allCaps
)

func (a *article) prepare(d *prose.Doc) *nameDoc {
	nd := &nameDoc{Doc: d, words: make([]nameWord, len(d.Tokens)), modes: make([]sentenceMode, len(d.Sentences)), german: a.lang == "de"}
	if a.lower == nil {
		a.lower = map[string]bool{}
	}
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if t.Kind != prose.Word || len(t.Text) > MaxWord {
			continue
		}
		w := &nd.words[i]
		w.cap = nameLike(t.Text)
		w.folded = prose.FoldWord(t.Text)
		a.knesset = a.knesset || w.folded == "knesset"
		if w.cap && strings.HasSuffix(t.Text, ".") && isInitial(t.Text) {
			if excellencies[t.Text] {
				w.info.flags = HonorificWord
			}
		} else if w.cap {
			w.info = a.names.Info(w.folded)
			if gluedWord(t.Text) || a.names.describes(t.Text) {
				w.info.flags |= nonPeopleWord
			}
			if isContraction(w.folded) {
				w.info = WordInfo{flags: stopWord}
			}
		} else {
			w.info = a.names.Words[w.folded]
			a.lower[w.folded] = true
		}
		if a.lang == "fr" && (t.Text == "M." && !nd.behindGiven(i) || t.Text == "MM.") {
			w.info = WordInfo{flags: HonorificWord, TitleGender: 'm'}
		}
		if a.english() && t.Text == "Del." { // a delegate of Virginia; without its full stop a particle
			w.info = WordInfo{flags: officeWord}
		}
		if !a.english() {
			a.foreignWord(w)
		}
		if a.lang == "de" && w.cap && !nd.behindGiven(i) && germanCompound(w.folded, a.names) {
			w.info.flags |= nonPeopleWord
		}
	}
	for s := range d.Sentences {
		nd.modes[s] = nd.mode(s)
	}
	return nd
}

// behindGiven reports a given name before token i: there M. is a middle initial
// and no French Monsieur, a German compound a surname.
func (d *nameDoc) behindGiven(i int) bool {
	return i > 0 && d.words[i-1].cap && d.words[i-1].info.given >= 3 && d.Tokens[i-1].Sentence == d.Tokens[i].Sentence
}

// germanTitles end compounds that are titles: Polizeipräsident, CIA-Direktor.
var germanTitles = strings.Fields(`minister ministerin ministers prasident prasidentin prasidenten chef chefin kanzler kanzlerin
	sprecher sprecherin direktor direktorin direktors vorsitzende vorsitzender vorsitzenden abgeordnete abgeordneter abgeordneten
	bischof star experte expertin experten kandidat kandidatin kandidaten sekretar sekretarin leiter leiterin meister meisterin
	trainer trainerin anwalt anwaltin botschafter botschafterin forscher forscherin politiker politikerin ratin okonom okonomin`)

// gluedWord reports two words that a page's markup glued together, as in
// "DurbinPentagon"; McDonald and DeShields are names.
func gluedWord(s string) bool {
	lower := 0
	for i, r := range s {
		switch {
		case unicode.IsLower(r):
			lower++
		case unicode.IsUpper(r) && lower >= 3 && i > 3:
			return true
		default:
			lower = 0
		}
	}
	return false
}

// isContraction reports I'm, He's, Don't.
func isContraction(folded string) bool {
	i := strings.LastIndexByte(folded, '\'')
	if i < 1 {
		return false
	}
	switch folded[i+1:] {
	case "m", "ve", "re", "ll", "d", "t", "s":
		return true
	}
	return false
}

// excellencies are honorifics that look like initials.
var excellencies = map[string]bool{"H.E.": true, "H.H.": true, "H.R.H.": true, "S.E.": true}

// countryIn reports a country's name in a language other than English.
func countryIn(folded, lang string) bool {
	for _, p := range place.Load().Forms[folded] {
		if p.Kind == place.KindName && p.Lang == lang {
			return true
		}
	}
	return false
}

// germanCompound reports a hyphenated noun such as Tempel-Anlage: neither half is
// a name the tables know, or the second ends as adjectives do.
func germanCompound(folded string, names *Tables) bool {
	head, tail, ok := strings.Cut(folded, "-")
	h, t := names.Words[head], names.Words[tail]
	if !ok || t.Is(officeWord|kinWord) {
		return false
	}
	if strings.HasPrefix(tail, "generiert") || strings.HasPrefix(tail, "basiert") {
		return true
	}
	return t.given+t.family == 0 && (h.Is(commonWord|placeWord|nationWord) || h.given+h.family == 0 && len(head) <= 3)
}

// foreignWord adds what a word means in languages other than English.
func (a *article) foreignWord(w *nameWord) {
	if w.info.Is(foreignStop) {
		w.info.flags |= stopWord
	}
	if a.lang == "de" && w.cap {
		for _, s := range germanTitles {
			if strings.HasSuffix(w.folded, s) && len(w.folded) > len(s) {
				w.info.flags = w.info.flags&^nonPeopleWord | officeWord
				w.info.TitleGender = 0
			}
		}
	}
	if w.cap && w.info.given < 20 && countryIn(w.folded, a.lang) {
		w.info.flags |= nationWord
	}
	if f, ok := a.names.foreign[w.folded]; ok {
		w.info.flags |= f.flags
		w.info.TitleGender = f.TitleGender
	}
}

// MaxWord is the longest word that may be part of a name, in bytes.
const MaxWord = 40

// nameLike reports a Latin word that starts in upper case, also behind an
// Arabic article (al-Sisi), without digits.
func nameLike(s string) bool {
	if !prose.IsASCII(s) {
		for _, r := range s {
			if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
				return false
			}
		}
	}
	if strings.ContainsAny(s, "0123456789") {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	if unicode.IsUpper(r) || joinedSurname(s) {
		return true
	}
	i := strings.IndexAny(s, "-‑'’")
	if i < 1 || i > 4 {
		return false
	}
	_, size := utf8.DecodeRuneInString(s[i:])
	r, _ = utf8.DecodeRuneInString(s[i+size:])
	return unicode.IsUpper(r) && articles[s[:i]]
}

// articles are lower-case beginnings of capitalised surnames.
var articles = map[string]bool{
	"al": true, "el": true, "as": true, "ash": true, "ad": true, "an": true, "ar": true, "at": true, "az": true,
	"ul": true, "bin": true, "ibn": true, "de": true, "van": true, "abu": true, "o": true, "d": true, "ter": true,
}

// maxHeadlineWords is the most words of four letters and more that a headline
// has. What is longer and full of capitals is a list of results or of guests,
// whose names count like those of running text.
const maxHeadlineWords = 30

// A sentence of minParts commas and brackets, one for every maxPartWords long words,
// is a list.
const (
	minParts     = 4
	maxPartWords = 3
)

// minShouted is how many dictionary words in capitals make a sentence with a full
// stop a headline.
const minShouted = 2

// speaks reports a verb in lower case, or figures, as no headline in capitals has
// them: Lena Okafor is a Fellow of Acme; Hove: Kent 363, Essex 197.
func (d *nameDoc) speaks(r prose.Range) bool {
	numbers := 0
	for i := r.First; i < r.Last; i++ {
		w := &d.words[i]
		if !w.cap && (auxiliaries[w.folded] && len(w.folded) > 1 || w.info.Is(sayVerb|humanVerb)) {
			return true
		}
		if d.Tokens[i].Kind == prose.Number {
			numbers++
		}
	}
	return numbers > 1 || r.Last-r.First < minHeadline
}

// minHeadline is the least tokens of a headline inside a text.
const minHeadline = 6

// mode tells prose from a headline in title case or in capitals.
func (d *nameDoc) mode(s int) sentenceMode {
	words, caps, all, commonCaps, parts := 0, 0, 0, 0, 0
	r := d.Sentences[s]
	for i := r.First; i < r.Last; i++ {
		t, w := &d.Tokens[i], &d.words[i]
		if t.Text == "," || t.Text == "(" || t.Text == ";" {
			parts++
		}
		if t.Kind != prose.Word || utf8.RuneCountInString(t.Text) < 4 {
			continue
		}
		words++
		if !w.cap {
			continue
		}
		caps++
		if t.IsAllCaps() {
			all++
		}
		if i > r.First && w.info.Is(commonWord) && w.info.given+w.info.family < 3 && !w.info.Is(TitleWord|nonPeopleWord|stopWord) {
			commonCaps++
		}
	}
	switch {
	case words >= 2 && all*10 >= words*8:
		return allCaps
	case parts >= minParts && parts*maxPartWords >= words && d.Field != news.InTitle, parts > 0 && d.Field != news.InTitle && (d.Tokens[r.First].Kind == prose.Number || d.isResult(r)):
		return running // a list of names, or one line of it: 4. Lena Okafor (Kenya) Acme
	case words > maxHeadlineWords, d.Tokens[r.Last-1].Text == "." && d.Field != news.InTitle && (caps < words || commonCaps < minShouted || d.speaks(r)):
		return running // a headline ends without a full stop, unless every word of it is capitalised
	case words >= 4 && caps*10 >= words*7 && commonCaps >= 2,
		words >= 3 && caps == words && commonCaps >= 1,
		d.Field == news.InTitle && words >= 3 && caps*10 >= words*7 && commonCaps >= 1:
		return titleCase
	}
	return running
}

// maxResult is the most tokens of one line of results.
const maxResult = 14

// isResult reports a short line that begins with a name and a country in brackets.
func (d *nameDoc) isResult(r prose.Range) bool {
	if r.Last-r.First > maxResult {
		return false
	}
	for i := r.First; i < r.Last && i <= r.First+4; i++ {
		if d.Tokens[i].Text == "(" {
			return i >= r.First+2 && d.originAt(i+1, r)
		}
		if !d.words[i].cap {
			return false
		}
	}
	return false
}

// result turns the persons into tags, in the order of their first mention.
func (a *article) result() []news.Person {
	var out []news.Person
	ids := map[news.PersonID]bool{}
	for _, p := range a.persons {
		if len(p.mentions) == 0 {
			continue
		}
		if p.id = a.ownID(p, ids); p.id == "" {
			continue
		}
		prose.SortMentions(p.mentions)
		out = append(out, news.Person{ID: p.id, Name: p.name, Roles: p.topRoles(), Mentions: p.mentions})
	}
	slices.SortStableFunc(out, func(x, y news.Person) int {
		return compareMentions(x.Mentions[0], y.Mentions[0])
	})
	return out
}

func compareMentions(a, b news.Mention) int {
	if a.Field != b.Field {
		return strings.Compare(string(b.Field), string(a.Field))
	}
	return a.Start - b.Start
}
