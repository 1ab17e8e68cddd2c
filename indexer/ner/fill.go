package ner

import (
	"slices"
	"strings"
	"unicode"
)

// slotKinds says what the slots of the templates are; a title and an adjective
// are no names.
var slotKinds = map[byte]Kind{
	'P': Person, 'S': Person, 'O': Org, 'A': Org, 'M': Org, 'F': Org, 'U': Org, 'V': Org, 'B': Org, 'K': Org,
	'C': Place, 'N': Place, 'R': Place, 'L': Place,
}

// fill makes a text of one template.
func (g *generator) fill(line string) Text {
	values := map[string]string{}
	t := Text{Set: "templates"}
	var b strings.Builder
	for line != "" {
		open := strings.IndexByte(line, '{')
		if open < 0 {
			open = len(line)
		}
		b.WriteString(strings.ReplaceAll(line[:open], " ¶ ", "\n"))
		if line = line[open:]; line == "" {
			break
		}
		slot := line[1:3]
		line = line[4:]
		v := g.value(values, slot)
		if capitals(b.String(), line) {
			v = strings.ToUpper(v)
		}
		start := b.Len()
		b.WriteString(v)
		if k := slotKinds[slot[0]]; k != None && v != "" {
			t.Marks = append(t.Marks, Mark{start, b.Len(), k})
		}
	}
	t.Body = b.String()
	return t
}

// capitals reports a slot in a headline in capitals: the words beside it in its
// paragraph are.
func capitals(before, after string) bool {
	before = before[strings.LastIndexByte(before, '\n')+1:]
	after, _, _ = strings.Cut(after, "¶")
	upper, lower := 0, 0
	inSlot := false
	for _, r := range before + " " + after {
		switch {
		case r == '{' || r == '}':
			inSlot = r == '{'
		case inSlot:
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper >= 4 && lower == 0
}

// value gives a slot's filling; S and A follow the P and O of their number.
func (g *generator) value(values map[string]string, slot string) string {
	if v, ok := values[slot]; ok {
		return v
	}
	n := slot[1:]
	switch slot[0] {
	case 'P', 'S':
		name := g.person()
		values["P"+n], values["S"+n] = name, surname(name)
	case 'O', 'A':
		full, short := g.org()
		values["O"+n], values["A"+n] = full, short
	case 'M':
		values[slot] = g.ministry()
	case 'F':
		values[slot] = g.firm()
	case 'U':
		values[slot] = g.party()
	case 'V':
		values[slot] = g.club()
	case 'B':
		values[slot] = g.paper()
	case 'K':
		values[slot] = g.court()
	case 'C':
		values[slot] = pick(g, g.facts.Cities)
	case 'N':
		values[slot] = pick(g, g.facts.Countries)
	case 'R':
		values[slot] = pick(g, g.facts.Regions)
	case 'D':
		values[slot] = pick(g, g.facts.Demonyms)
	case 'L':
		values[slot] = g.water()
	case 'T':
		values[slot] = pick(g, titles)
	}
	return values[slot]
}

// surname is the last word of a name, with the particles before it.
func surname(name string) string {
	w := strings.Fields(name)
	i := len(w) - 1
	if i > 1 && (w[i] == "Jr." || w[i] == "Jr" || w[i] == "III") {
		w, i = w[:i], i-1
	}
	for i > 1 && strings.ToLower(w[i-1]) == w[i-1] {
		i--
	}
	return strings.Join(w[max(i, 0):], " ")
}

// titleChance is how often a swapped name of several words gets a title.
const titleChance = 0.2

// swap copies a text with other names in place of its people's: a full name of
// two and more words becomes another full name, and its surname alone the new
// surname.
func (g *generator) swap(t *Text) Text {
	names := map[string]string{}
	for _, m := range t.Marks {
		old := t.Body[m.Start:m.End]
		if w := strings.Fields(old); m.Kind == Person && len(w) > 1 && names[old] == "" {
			names[old] = g.person()
			names[w[len(w)-1]] = surname(names[old])
		}
	}
	out := Text{Set: t.Set}
	var b strings.Builder
	at := 0
	for _, m := range t.Marks {
		b.WriteString(t.Body[at:m.Start])
		old := t.Body[m.Start:m.End]
		v := old
		if m.Kind == Person {
			if v = names[old]; v == "" {
				v = surname(g.person())
				names[old] = v
			}
			if strings.Contains(old, " ") && g.chance(titleChance) {
				b.WriteString(pick(g, titles) + " ")
			}
		}
		start := b.Len()
		b.WriteString(v)
		out.Marks = append(out.Marks, Mark{start, b.Len(), m.Kind})
		at = m.End
	}
	b.WriteString(t.Body[at:])
	out.Body = b.String()
	return out
}

// Tidy brings the names of an example to one convention: no article, title or
// possessive in a span, "Irving, Texas" two places, descriptions none.
func Tidy(e *Example) {
	out := e.Spans[:0:0]
	for _, s := range e.Spans {
		for _, part := range e.split(s) {
			if part = e.trim(part); part.First < part.Last {
				out = append(out, part)
			}
		}
	}
	slices.SortFunc(out, func(a, b Span) int { return a.First - b.First })
	e.Spans = out
}

// split cuts a span at commas; of a person's what stands before one is kept.
func (e *Example) split(s Span) []Span {
	var out []Span
	start := s.First
	for i := s.First; i < s.Last; i++ {
		if t := e.Doc.Tokens[i].Text; t == "," || t == "(" || s.Kind == Person && (t == "of" || t == "and" || t == "from") {
			out = append(out, Span{Range{start, i}, s.Kind})
			start = i + 1
			if s.Kind != Place {
				return out
			}
		}
	}
	return append(out, Span{Range{start, s.Last}, s.Kind})
}

func (e *Example) trim(s Span) Span {
	tok := e.Doc.Tokens
	for s.First < s.Last && !capitalised(tok[s.Last-1].Text) && !named4(tok[s.Last-1].Text) {
		s.Last-- // a possessive, "government"
	}
	for s.First < s.Last {
		t := &tok[s.First]
		title := s.Kind == Person && t.Class&(Honorific|Office|Kin|TitlePart|Nation|OrgHead) != 0 && (t.Class&(GivenSure|FamilySure) == 0 || t.Class&Honorific != 0)
		if capitalised(t.Text) && t.Text != "The" && !title {
			break
		}
		s.First++
	}
	if s.Last-s.First == 1 {
		c := tok[s.First].Class
		switch {
		case c&Nation != 0 && c&Country == 0, s.Kind == Person && c&(Stop|Weekday) != 0:
			s.Last = s.First
		case c&Country != 0:
			s.Kind = Place
		}
	}
	return s
}

func capitalised(s string) bool {
	var w word
	w.read(s)
	return w.cap
}

// named4 reports a number that may end a name: Cloud9's 9, Channel 4.
func named4(s string) bool { return len(s) <= 3 && s != "" && s[0] >= '0' && s[0] <= '9' }
