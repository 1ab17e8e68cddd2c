package person

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// Russian names are declined, and their surnames tell people by their endings.
// The rules here are basic: a given name with a surname, initials with a
// surname, a title with a surname in the nominative; then the surname alone.

// ruName is what a Russian given name says.
type ruName struct {
	nominative string
	gender     byte
	exact      bool // the form is the nominative
}

// russianNames are the lists of data/names-ru.txt by every case form.
type russianNames struct {
	given  map[string]ruName
	titles map[string]byte // lower case to gender
}

func loadRussian() *russianNames {
	r := &russianNames{given: map[string]ruName{}, titles: map[string]byte{}}
	for line := range dataLines("data/names-ru.txt") {
		kind, rest, _ := strings.Cut(line, ": ")
		for w := range strings.FieldsSeq(rest) {
			switch kind {
			case "m", "f":
				r.addGiven(w, kind[0])
			case "title":
				r.titles[w] = 'm'
			case "ftitle":
				r.titles[w] = 'f'
			}
		}
	}
	return r
}

// addGiven adds the singular cases of a given name. A nominative is never
// overwritten by another name's oblique form (Александра).
func (r *russianNames) addGiven(name string, gender byte) {
	stem, endings := name, "а у ом е"
	switch {
	case strings.HasSuffix(name, "ия"):
		stem, endings = strings.TrimSuffix(name, "я"), "и ю ей"
	case strings.HasSuffix(name, "я"):
		stem, endings = strings.TrimSuffix(name, "я"), "и е ю ей ёй"
	case strings.HasSuffix(name, "а"):
		stem, endings = strings.TrimSuffix(name, "а"), "ы и е у ой"
	case strings.HasSuffix(name, "ь") && gender == 'f':
		stem, endings = strings.TrimSuffix(name, "ь"), "и ью"
	case strings.HasSuffix(name, "й") || strings.HasSuffix(name, "ь"):
		stem, endings = strings.TrimRight(name, "йь"), "я ю ем е и"
	case strings.HasSuffix(name, "о") || strings.HasSuffix(name, "и") || strings.HasSuffix(name, "ю"):
		endings = "" // not declined
	}
	switch name {
	case "Павел":
		stem = "Павл"
	case "Лев":
		stem = "Льв"
	case "Пётр":
		stem = "Петр"
	}
	for e := range strings.FieldsSeq(endings) {
		if _, ok := r.given[stem+e]; !ok {
			r.given[stem+e] = ruName{name, gender, false}
		}
	}
	r.given[name] = ruName{name, gender, true}
}

// ruPerson is a Russian person while found. stem is the surname without its
// case ending, given the nominative or initials.
type ruPerson struct {
	given, stem string
	gender      byte
	forms       []ruForm
}

type ruForm struct {
	mention    news.Mention
	words      int
	nominative bool
	pos        int
}

// russian is the state of one article.
type russian struct {
	*russianNames
	people  []*ruPerson
	byStem  map[string][]*ruPerson
	claimed map[news.Field]map[int]bool // tokens that full names took
}

// findRussian adds the people named in Cyrillic.
func (a *article) findRussian() {
	r := &russian{russianNames: a.names.russian, byStem: map[string][]*ruPerson{}, claimed: map[news.Field]map[int]bool{}}
	for n, d := range a.docs {
		r.claimed[d.Field] = map[int]bool{}
		r.fullNames(d, n)
	}
	for n, d := range a.docs {
		r.surnames(d, n)
	}
	for _, p := range r.people {
		a.persons = append(a.persons, p.person(a))
	}
}

func cyrillicCap(t *prose.Token) bool {
	if t.Kind != prose.Word || len(t.Text) > MaxWord {
		return false
	}
	first := true
	for _, c := range t.Text {
		if first && !unicode.IsUpper(c) || unicode.IsLetter(c) && !unicode.Is(unicode.Cyrillic, c) {
			return false
		}
		first = false
	}
	return true
}

func (r *russian) fullNames(d *nameDoc, n int) {
	for i := 0; i < len(d.Tokens); {
		if !cyrillicCap(&d.Tokens[i]) {
			i++
			continue
		}
		end := r.fullName(d, n, i)
		i = max(end, i+1)
	}
}

// fullName looks for a full or titled name at token i and gives its end.
func (r *russian) fullName(d *nameDoc, n, i int) int {
	t := &d.Tokens[i]
	if g, ok := r.given[t.Text]; ok {
		j := i + 1
		if j < len(d.Tokens) && d.sameSentence(i, j) && isPatronymic(d.Tokens[j].Text) {
			j++
		}
		if j < len(d.Tokens) && d.sameSentence(i, j) && cyrillicCap(&d.Tokens[j]) && !isRuInitial(d.Tokens[j].Text) {
			return r.add(d, n, i, j+1, g.nominative, g.gender, g.exact)
		}
		return 0
	}
	if isRuInitial(t.Text) {
		j := i + 1
		for j < len(d.Tokens) && d.sameSentence(i, j) && isRuInitial(d.Tokens[j].Text) {
			j++
		}
		if j < len(d.Tokens) && d.sameSentence(i, j) && cyrillicCap(&d.Tokens[j]) && surnameGender(d.Tokens[j].Text) != 0 {
			return r.add(d, n, i, j+1, t.Text, 0, false)
		}
		return 0
	}
	if i == 0 || !d.sameSentence(i, i-1) {
		return 0
	}
	title := r.titles[strings.ToLower(d.Tokens[i-1].Text)]
	if g := surnameGender(t.Text); title != 0 && g == title {
		if p := r.bySurname(t.Text, g); p == nil {
			return r.add(d, n, i, i+1, "", g, true)
		}
	}
	return 0
}

func (d *nameDoc) sameSentence(i, j int) bool { return d.Tokens[i].Sentence == d.Tokens[j].Sentence }

func isRuInitial(s string) bool {
	return strings.HasSuffix(s, ".") && len([]rune(s)) <= 4
}

func isPatronymic(s string) bool {
	for _, e := range []string{"ович", "евич", "овна", "евна", "ична", "ьич"} {
		if i := strings.LastIndex(s, e); i > 0 && len([]rune(s[i:])) <= len([]rune(e))+2 {
			return true
		}
		if e == "овна" || e == "евна" || e == "ична" {
			if stem := strings.TrimSuffix(e, "а"); strings.Contains(s, stem) && len([]rune(s[strings.LastIndex(s, stem):])) <= 5 {
				return true
			}
		}
	}
	return false
}

// ruEndings are case endings of surnames, longest first, with what they stand
// for: the base of the stem they leave.
var ruEndings = func() []string {
	var out []string
	for _, base := range []string{"ов", "ев", "ёв", "ин", "ын"} {
		for _, e := range []string{"", "а", "у", "ым", "е", "ой"} {
			out = append(out, base+e)
		}
	}
	for _, base := range []string{"ск", "цк"} {
		for _, e := range []string{"ий", "ого", "ому", "им", "ом", "ая", "ой", "ую"} {
			out = append(out, base+e)
		}
	}
	slices.SortFunc(out, func(x, y string) int { return cmp.Or(len(y)-len(x), strings.Compare(x, y)) })
	return out
}()

// surnameStem cuts a surname's case ending: Иванову and Ивановым give Иванов,
// Горским gives Горск. A surname of another form keeps its letters but a final
// vowel of a case.
func surnameStem(s string) (stem, ending string) {
	if indeclinable(s) {
		return s, ""
	}
	for _, e := range ruEndings {
		if strings.HasSuffix(s, e) && len(s) >= len(e)+4 {
			base := string([]rune(e)[:2])
			return strings.TrimSuffix(s, e) + base, strings.TrimPrefix(e, base)
		}
	}
	for _, e := range []string{"ом", "ем", "а", "у", "е", "я", "ю", "й", "ь"} {
		if strings.HasSuffix(s, e) && len(s) >= len(e)+6 {
			return strings.TrimSuffix(s, e), e
		}
	}
	return s, ""
}

// surnameGender tells a Russian surname in the nominative by its ending, 0 for
// any other word.
func surnameGender(s string) byte {
	if len(s) < 8 {
		return 0
	}
	for _, e := range []string{"ов", "ев", "ёв", "ин", "ын", "ский", "цкий"} {
		if strings.HasSuffix(s, e) {
			return 'm'
		}
	}
	for _, e := range []string{"ова", "ева", "ёва", "ина", "ына", "ская", "цкая"} {
		if strings.HasSuffix(s, e) {
			return 'f'
		}
	}
	return 0
}

func (r *russian) add(d *nameDoc, n, first, last int, given string, gender byte, exact bool) int {
	surname := d.Tokens[last-1].Text
	stem, ending := surnameStem(surname)
	p := r.find(stem, given, gender)
	if p == nil {
		if len(r.people) >= maxPeople {
			return last
		}
		p = &ruPerson{given: given, stem: stem, gender: gender}
		r.people = append(r.people, p)
		r.byStem[stem] = append(r.byStem[stem], p)
	}
	nominative := exact && (nominativeEnding(ending, gender) || surname == stem)
	p.addForm(d, n, first, last, nominative)
	for i := first; i < last; i++ {
		r.claimed[d.Field][i] = true
	}
	return last
}

func nominativeEnding(ending string, gender byte) bool {
	switch gender {
	case 'f':
		return ending == "а" || ending == "ая"
	default:
		return ending == "" || ending == "ий" || ending == "й" || ending == "ь"
	}
}

func (r *russian) find(stem, given string, gender byte) *ruPerson {
	for _, p := range firstN(r.byStem[stem], maxNamesakes) {
		if p.gender != 0 && gender != 0 && p.gender != gender {
			continue
		}
		if p.given == given || p.given == "" || given == "" || isRuInitial(p.given) && strings.HasPrefix(given, firstRune(p.given)) ||
			isRuInitial(given) && strings.HasPrefix(p.given, firstRune(given)) {
			if p.given == "" || isRuInitial(p.given) && given != "" {
				p.given = given
			}
			p.gender = cmp.Or(p.gender, gender)
			return p
		}
	}
	return nil
}

func firstRune(s string) string { return string([]rune(s)[:1]) }

// bySurname gives the person a surname alone names, nil where none or unclear.
func (r *russian) bySurname(surname string, gender byte) *ruPerson {
	stem, ending := surnameStem(surname)
	var found *ruPerson
	for _, p := range firstN(r.byStem[stem], maxNamesakes) {
		if gender != 0 && p.gender != 0 && p.gender != gender {
			continue
		}
		feminine := ending == "ой" || ending == "ая" || ending == "ую"
		masculine := ending == "" || ending == "ым" || ending == "им" || ending == "ого" || ending == "ому" || ending == "ий"
		if p.gender == 'm' && feminine && ending != "ой" || p.gender == 'f' && masculine && stem != surname || p.gender == 'f' && ending == "" && surnameGender(surname) == 'm' {
			continue
		}
		if found != nil {
			return nil
		}
		found = p
	}
	return found
}

// surnames gives surnames that stand alone to the persons found before.
func (r *russian) surnames(d *nameDoc, n int) {
	for i := range d.Tokens {
		t := &d.Tokens[i]
		if r.claimed[d.Field][i] || !cyrillicCap(t) {
			continue
		}
		if p := r.bySurname(t.Text, 0); p != nil {
			p.addForm(d, n, i, i+1, false)
		}
	}
}

func (p *ruPerson) addForm(d *nameDoc, n, first, last int, nominative bool) {
	p.forms = append(p.forms, ruForm{
		mention: d.Mention(first, last, "russian name"), words: last - first, nominative: nominative, pos: n<<32 | first,
	})
}

// person makes the article's person: called by its nominative where the
// article has it or its first full form tells it, else by that form. The id is that of the nominative.
func (p *ruPerson) person(a *article) *person {
	best := p.forms[0]
	for _, f := range p.forms {
		better := cmp.Or(cmp.Compare(prose.Bool2Int(f.nominative), prose.Bool2Int(best.nominative)), cmp.Compare(f.words, best.words), cmp.Compare(best.pos, f.pos))
		if better > 0 {
			best = f
		}
	}
	out := &person{name: strings.Join(strings.Fields(best.mention.Surface), " "), gender: p.gender}
	if name := p.nominativeName(best); name != "" && !best.nominative {
		out.name = name
	}
	for _, f := range p.forms {
		out.mentions = append(out.mentions, f.mention)
	}
	surname := prose.FoldWord(p.nominativeSurname())
	if p.given == "" {
		out.id = news.PersonID("p-" + Slug(surname) + "-" + a.digest())
		return out
	}
	out.id = news.PersonID("p-" + Slug(strings.ReplaceAll(prose.FoldWord(p.given)+"-"+surname, " ", "")))
	return out
}

func (p *ruPerson) nominativeSurname() string {
	adjective := strings.HasSuffix(p.stem, "ск") || strings.HasSuffix(p.stem, "цк")
	typical := surnameGender(p.stem) == 'm'
	switch {
	case adjective && p.gender == 'f':
		return p.stem + "ая"
	case adjective:
		return p.stem + "ий"
	case typical && p.gender == 'f':
		return p.stem + "а"
	}
	return p.stem
}
