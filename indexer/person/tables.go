package person

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"strconv"
	"strings"

	"dateline/indexer/prose"
)

// namesFS holds the tables tables_gen.go makes and the lists written by hand.
//
//go:embed data/names-* data/people-* data/titles-* data/orgs-*
var namesFS embed.FS

// WordFlag says what a word may be. A word may be several things at once.
type WordFlag uint16

const (
	commonWord    WordFlag = 1 << iota // written in lower case in a dictionary
	placeWord                          // a country or a large city
	nationWord                         // a nationality or its people
	HonorificWord                      // Ms, Sheikh
	officeWord                         // minister, sergeant
	kinWord                            // brother, economist, striker
	titlePart                          // foreign, deputy: inside a title only
	nameTitle                          // a title that is also a name: King, Baron
	sayVerb                            // said: of people and of firms
	humanVerb                          // married: of people
	stopWord                           // the, Monday
	nonPeopleWord                      // Ministry, River
	familyFirst                        // a family name that stands first: Kim
	foreignStop                        // a stop word of a language other than English
	WeekdayWord                        // a weekday or month, where a name ends
)

// TitleWord is any word that may stand before a name as a title.
const TitleWord = HonorificWord | officeWord | kinWord

// WordInfo is what the tables know of one folded word: how many politicians
// have it as first and as last word of their name, whose given name it is (m, f
// or 0), which gender it has as a title.
type WordInfo struct {
	given, family uint16
	Gender        byte
	TitleGender   byte
	flags         WordFlag
}

// Is reports that the word may be any of f.
func (w *WordInfo) Is(f WordFlag) bool { return w.flags&f != 0 }

// Tables are the embedded facts about names. They are read only.
type Tables struct {
	Words     map[string]WordInfo
	places    map[string]bool // of two or more words
	things    map[string]bool // of two or more words, that read like names
	known     map[string]bool // full names of politicians, in nameKey form
	nicknames map[string][]string
	leaders   map[string]bool // surnames that hardly anybody but a recent national leader bears
	russian   *russianNames
	foreign   map[string]WordInfo // titles of languages other than English
}

func loadNames() *Tables {
	t := &Tables{
		Words: make(map[string]WordInfo, 100_000), places: map[string]bool{}, things: map[string]bool{},
		known: make(map[string]bool, 52_000), nicknames: map[string][]string{},
		foreign: map[string]WordInfo{},
	}
	for line := range dataLines("data/names-words.txt.gz") {
		t.mark(line, commonWord)
	}
	for line := range dataLines("data/names-parts.tsv.gz") {
		t.addPart(strings.Split(line, "\t"))
	}
	for line := range dataLines("data/names-places.tsv.gz") {
		t.addPlace(line)
	}
	for line := range dataLines("data/people-known.txt.gz") {
		t.known[nameKey(strings.Fields(line))] = true
	}
	for line := range dataLines("data/names-nicknames.tsv.gz") {
		name, forms, _ := strings.Cut(line, "\t")
		t.nicknames[name] = strings.Fields(forms)
	}
	t.loadLists()
	t.loadLeaders()
	t.russian = loadRussian()
	return t
}

func (t *Tables) loadLists() {
	t.markAll("data/names-nonpeople.txt", nonPeopleWord)
	for line := range dataLines("data/names-stop.txt") {
		lang, words, _ := strings.Cut(line, ": ")
		for w := range strings.FieldsSeq(words) {
			t.mark(w, map[string]WordFlag{"en": stopWord, "day": stopWord | WeekdayWord}[lang])
			if lang != "en" && lang != "day" {
				t.mark(w, foreignStop)
			}
		}
	}
	t.markAll("data/names-familyfirst.txt", familyFirst)
	t.markAll("data/names-nations.txt", nationWord)
	for line := range dataLines("data/names-things.txt") {
		for name := range strings.SplitSeq(line, ";") {
			t.things[name] = true
		}
	}
	for line := range dataLines("data/names-given.txt") {
		gender, names, _ := strings.Cut(line, ": ")
		for w := range strings.FieldsSeq(names) {
			t.addGiven(w, gender[0])
		}
	}
	verbs := map[string]WordFlag{"say": sayVerb, "human": humanVerb}
	for line := range dataLines("data/names-verbs.txt") {
		kind, rest, _ := strings.Cut(line, " ")
		for w := range strings.FieldsSeq(rest) {
			t.mark(w, verbs[kind])
		}
	}
	kinds := map[string]WordFlag{"honorific": HonorificWord, "office": officeWord, "kin": kinWord, "part": titlePart}
	for line := range dataLines("data/titles-words.txt") {
		kind, rest, _ := strings.Cut(line, " ")
		for w := range strings.FieldsSeq(rest) {
			if kind == "foreignoffice" {
				t.addForeign(w)
				continue
			}
			t.addTitle(w, kinds[kind])
		}
	}
}

// rareSurname and rareGiven are from how many politicians of that surname, or
// given name, a leader's surname alone may be anybody's; minBare is the least
// length of one: shorter words are too often something else.
const (
	rareSurname = 8
	rareGiven   = 3
	minBare     = 4
)

// loadLeaders keeps the surnames of recent leaders that are rare otherwise and
// no words, places or titles: Zelensky, but not Brown. A dictionary word is kept
// (Trump, Tusk), for its evidence must be better, a word of another kind is not.
func (t *Tables) loadLeaders() {
	t.leaders = map[string]bool{}
	for line := range dataLines("data/people-leaders.txt.gz") {
		words := strings.Fields(nameKey(strings.Fields(line)))
		if len(words) < 2 {
			continue
		}
		last := words[len(words)-1]
		w := t.Words[last]
		if len(last) >= minBare && !isSuffix(last) && w.family < rareSurname && w.given < rareGiven && w.flags&^(commonWord|foreignStop) == 0 {
			t.leaders[last] = true
		}
	}
}

func (t *Tables) mark(word string, f WordFlag) {
	w := t.Words[word]
	w.flags |= f
	t.Words[word] = w
}

func (t *Tables) markAll(path string, f WordFlag) {
	for line := range dataLines(path) {
		for w := range strings.FieldsSeq(line) {
			t.mark(w, f)
		}
	}
}

// addTitle reads a word like baron/m~ (see data/titles-words.txt).
func (t *Tables) addTitle(s string, f WordFlag) {
	word, ambiguous := strings.CutSuffix(s, "~")
	word, gender, _ := strings.Cut(word, "/")
	if ambiguous {
		f |= nameTitle
	}
	t.mark(word, f)
	if gender != "" {
		w := t.Words[word]
		w.TitleGender = gender[0]
		t.Words[word] = w
	}
}

func (t *Tables) addForeign(s string) {
	word, gender, _ := strings.Cut(s, "/")
	w := WordInfo{flags: officeWord}
	if gender != "" {
		w.TitleGender = gender[0]
	}
	t.foreign[word] = w
}

// handGiven is the count that a given name of data/names-given.txt has at least:
// that of a common one.
const handGiven = 6

func (t *Tables) addGiven(word string, gender byte) {
	w := t.Words[word]
	w.given = max(w.given, handGiven)
	if w.Gender == 0 && gender != '-' {
		w.Gender = gender
	}
	t.Words[word] = w
}

func (t *Tables) addPart(row []string) {
	w := t.Words[row[0]]
	g, _ := strconv.ParseUint(row[1], 10, 16)
	f, _ := strconv.ParseUint(row[2], 10, 16)
	w.given, w.family = uint16(g), uint16(f)
	if row[3] != "" {
		w.Gender = row[3][0]
	}
	t.Words[row[0]] = w
}

func (t *Tables) addPlace(line string) {
	name, kind, _ := strings.Cut(line, "\t")
	switch {
	case strings.Contains(name, " "):
		t.places[name] = true
	case kind == "n":
		t.mark(name, nationWord)
	default:
		t.mark(name, placeWord)
	}
}

// Info looks a folded word up. A hyphenated word the tables lack is what its
// parts are: Anne-Marie a given name, Smith-Jones a family name.
func (t *Tables) Info(word string) WordInfo {
	w, ok := t.Words[word]
	if ok || !strings.Contains(word, "-") {
		return w
	}
	parts := strings.Split(word, "-")
	if describing(word) {
		return WordInfo{flags: nonPeopleWord} // Hamburg-based
	}
	trades := 0
	for i, part := range parts {
		p := t.Words[part]
		if p.Is(officeWord|kinWord) && p.family < rareSurname {
			trades++
		}
		if p.Is(officeWord) && i == len(parts)-1 || trades == len(parts) {
			return WordInfo{flags: p.flags, TitleGender: p.TitleGender} // Director-General, actress-singer
		}
		w.given, w.family = max(w.given, p.given), max(w.family, p.family)
		w.flags |= p.flags & (nationWord | commonWord)
		if i == 0 {
			w.Gender = p.Gender
		}
	}
	if prefixed(word) {
		return WordInfo{flags: nonPeopleWord}
	}
	if w.given+w.family > 0 {
		w.flags &^= commonWord
	}
	return w
}

// behindHyphen are ends of adjectives made of a name.
var behindHyphen = map[string]bool{
	"based": true, "led": true, "born": true, "backed": true, "style": true, "era": true, "owned": true,
	"controlled": true, "held": true, "occupied": true, "made": true, "like": true, "bound": true, "run": true,
	"trained": true, "listed": true, "educated": true, "speaking": true, "wide": true, "linked": true,
	"funded": true, "affiliated": true, "aligned": true, "sponsored": true, "supported": true, "dominated": true, "appointed": true, "allied": true,
}

// dataLines reads an embedded list without its comments. An unreadable embedded
// file is a broken build, hence the panic.
func dataLines(path string) func(func(string) bool) {
	b, err := namesFS.ReadFile(path)
	if err == nil && strings.HasSuffix(path, ".gz") {
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(b)); err == nil {
			b, err = io.ReadAll(z)
		}
	}
	if err != nil {
		panic(fmt.Sprintf("tag: embedded %s: %v", path, err))
	}
	return func(yield func(string) bool) {
		for line := range strings.Lines(string(b)) {
			line = strings.TrimRight(line, "\r\n")
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// nameKey is the form in which spellings of a name are compared: folded words,
// the Arabic article and hyphens dropped, joined by spaces.
func nameKey(words []string) string {
	var b strings.Builder
	for i, w := range words {
		w = prose.FoldWord(w)
		if (w == "al" || w == "el") && i > 0 {
			continue // Abdel Fattah El Sisi
		}
		if w = keyWord(w); w == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// keyWord drops what spellings of one folded word differ in: al-Sisi, Al Sisi
// and el-Sisi, O'Neill and O’Neill, Jun-seok and Junseok.
func keyWord(w string) string {
	for _, p := range []string{"al-", "el-", "as-", "ash-", "ad-", "an-", "ar-", "at-", "az-"} {
		if rest, ok := strings.CutPrefix(w, p); ok && len(rest) > 2 {
			w = rest
			break
		}
	}
	if strings.ContainsAny(w, "-'`\"") {
		w = strings.NewReplacer("-", "", "'", "", "`", "", `"`, "").Replace(w)
	}
	return w
}
