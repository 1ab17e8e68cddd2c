package gold

import (
	"bufio"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
)

// tagged are an article's tags with what sets ask of them.
type tagged struct{ news.Tags }

// span is a place in a text, in code points.
type span struct{ start, end int }

// The kinds of name that the sets of names mark.
const (
	person = iota
	place
	organisation
	kinds
)

var kindNames = [kinds]string{"per", "loc", "org"}

// spans gives the places of names in the text, by kind.
func (t tagged) spans() (out [kinds]map[span]bool) {
	for k := range out {
		out[k] = map[span]bool{}
	}
	add := func(kind int, ms []news.Mention) {
		for _, m := range ms {
			if m.Field == news.InText {
				out[kind][span{m.Start, m.End}] = true
			}
		}
	}
	for _, p := range t.People {
		add(person, p.Mentions)
	}
	for _, p := range t.Places {
		add(place, p.Mentions)
	}
	for _, o := range t.Orgs {
		add(organisation, o.Mentions)
	}
	return out
}

// column says how a set of tokens marks names.
type column struct {
	marks       [kinds]string
	joinHyphens bool // hyphens inside words are tokens of their own there
	spaced      bool // tokens are joined by spaces, as a script does that knows no better
}

// article is one annotated text, joined from its tokens.
type article struct {
	text  string
	spans [kinds]map[span]bool
}

// conll calls each with the articles of a CoNLL file, a sentence a line.
func conll(r *run, name string, c column, each func(article) error) error {
	in, err := open(r.file(name))
	if err != nil {
		return err
	}
	defer in.Close()
	b := &joiner{column: c}
	flush := func() error {
		a, ok := b.article()
		*b = joiner{column: c}
		if !ok {
			return nil
		}
		if err := each(a); err != nil {
			return err
		}
		return r.step()
	}
	for sc := bufio.NewScanner(in); sc.Scan(); {
		token, label, _ := strings.Cut(sc.Text(), "\t")
		switch {
		case token == "-DOCSTART-":
			if err := flush(); err != nil {
				return err
			}
		case token == "":
			b.newline()
		default:
			b.add(token, label)
		}
	}
	return flush()
}

// joiner puts tokens together as they were printed.
type joiner struct {
	column
	text      strings.Builder
	runes     int
	prev      string
	openQuote bool
	kind      int // of the open span, when open
	open      bool
	span      span
	spans     [kinds]map[span]bool
}

func (b *joiner) write(s string) { b.text.WriteString(s); b.runes += utf8.RuneCountInString(s) }

func (b *joiner) closeSpan() {
	if b.open {
		if b.spans[b.kind] == nil {
			b.spans[b.kind] = map[span]bool{}
		}
		b.spans[b.kind][b.span] = true
	}
	b.open = false
}

// newline ends a sentence of the gold, which is a paragraph of its own: its names never
// go over the end, also where the lines of a table were cut at a column.
func (b *joiner) newline() {
	b.closeSpan()
	b.write("\n\n")
	b.prev, b.openQuote = "", false
}

func (b *joiner) add(token, label string) {
	position, mark, _ := strings.Cut(label, "-")
	kind := slices.Index(b.marks[:], mark)
	if position != "I" || kind != b.kind {
		b.closeSpan()
	}
	if b.spaceBefore(token) {
		b.write(" ")
	}
	if kind >= 0 && !b.open {
		b.kind, b.open, b.span.start = kind, true, b.runes
	}
	b.write(token)
	b.span.end = b.runes
	if token == `"` {
		b.openQuote = !b.openQuote
	}
	b.prev = token
}

func (b *joiner) spaceBefore(token string) bool {
	switch {
	case b.prev == "" || b.spaced:
		return b.prev != ""
	case strings.ContainsAny(token[:1], ",.;:!?)]%'") || strings.HasPrefix(token, "’") || strings.HasPrefix(token, "”") || token == "n't":
		return false
	case token == `"`:
		return !b.openQuote
	case b.prev == `"`:
		return !b.openQuote
	case slices.Contains([]string{"O’", "O'", "(", "[", "$", "“", "‘"}, b.prev):
		return false
	case token == "-" || b.prev == "-" || token == "/" || b.prev == "/":
		return !b.joinHyphens || !endsInWord(token) && !endsInWord(b.prev)
	}
	return true
}

func endsInWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func (b *joiner) article() (article, bool) {
	b.closeSpan()
	return article{b.text.String(), b.spans}, strings.TrimSpace(b.text.String()) != ""
}

// scoreNames counts exact spans by kind, and the set of people of each article, in the
// text as it was printed and in its tokens joined by spaces.
func scoreNames(c column) func(*run) error {
	return func(r *run) error {
		var printed, spaced nameCounts
		for _, file := range r.files {
			if err := conll(r, file, c, func(a article) error { return printed.add(r, a) }); err != nil {
				return err
			}
			items := r.result.Items
			apart := c
			apart.spaced = true
			if err := conll(r, file, apart, func(a article) error { return spaced.add(r, a) }); err != nil {
				return err
			}
			r.result.Items = items // the same articles again
		}
		for k, name := range kindNames {
			r.counted(name, printed.found[k])
		}
		r.counted("people", printed.people)
		r.figure("spaced_per_f1", spaced.found[person].f1())
		r.figure("spaced_people_f1", spaced.people.f1())
		return nil
	}
}

// nameCounts are the names of the articles of a set, and their people.
type nameCounts struct {
	found  [kinds]counts
	people counts
}

func (n *nameCounts) add(r *run, a article) error {
	tags := r.tag("", a.text, "en")
	got := tags.spans()
	for k := range n.found {
		addSet(&n.found[k], got[k], a.spans[k])
	}
	names := map[string]bool{}
	for _, p := range tags.People {
		names[nameKey(p.Name)] = true
	}
	addSet(&n.people, names, fullest(a))
	return nil
}

// nameKey is a name for comparison: words of letters and digits, lower case.
func nameKey(name string) string {
	var out []string
	for _, w := range strings.Fields(name) {
		if k := key(w); k != "" {
			out = append(out, k)
		}
	}
	return strings.Join(out, " ")
}

// fullest gives the people an article names, each by the name that is part of no
// longer one in it.
func fullest(a article) map[string]bool {
	runes := []rune(a.text)
	all := map[string]bool{}
	for s := range a.spans[person] {
		name := strings.ReplaceAll(string(runes[s.start:s.end]), " - ", "-") // as in a text of tokens
		all[nameKey(name)] = true
	}
	out := map[string]bool{}
	for k := range all {
		part := false
		for other := range all {
			part = part || other != k && strings.Contains(" "+other+" ", " "+k+" ")
		}
		if !part {
			out[k] = true
		}
	}
	return out
}
