package tag

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"

	"dateline/indexer/person"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// Known is a person of a newsroom's own list. ID is the person's in tags.
type Known struct {
	ID      news.PersonID
	Name    string
	Aliases []string
}

// KnownRule begins the rule of a mention that a newsroom's list found; the rest
// is the entry's id.
const KnownRule = "gazetteer:"

// WithKnown gives a tagger that also finds the people of a newsroom's list, where
// one of their names stands in full, case as written, accents folded. It shares
// everything else with t, which stays as it is.
func (t *Tagger) WithKnown(list []Known) *Tagger {
	with := *t
	with.known = newKnownTagger(list)
	return &with
}

// knownTagger finds the names of a list: a tree of their words, of which a text is
// walked once.
type knownTagger struct{ root *knownNode }

type knownNode struct {
	next map[string]*knownNode
	of   []*Known // whose name ends here; two people may share one
}

func newKnownTagger(list []Known) *knownTagger {
	k := &knownTagger{root: &knownNode{}}
	for i := range list {
		for _, name := range append([]string{list[i].Name}, list[i].Aliases...) {
			k.add(name, &list[i])
		}
	}
	return k
}

func (k *knownTagger) add(name string, of *Known) {
	d := prose.NewDoc(name, news.InText)
	n := k.root
	for i := range d.Tokens {
		word := foldCased(d.Tokens[i].Text)
		next := n.next[word]
		if next == nil {
			next = &knownNode{}
			if n.next == nil {
				n.next = map[string]*knownNode{}
			}
			n.next[word] = next
		}
		n = next
	}
	if n != k.root && !slices.ContainsFunc(n.of, func(o *Known) bool { return o.ID == of.ID }) {
		n.of = append(n.of, of)
	}
}

// foldCased takes accents and full stops off a word and keeps its case. Words of
// scripts that have no Latin form stay.
func foldCased(s string) string {
	if prose.IsASCII(s) && !strings.Contains(s, ".") {
		return s
	}
	folded := unidecode.Unidecode(s)
	if strings.TrimSpace(folded) == "" {
		return s
	}
	if plain := strings.ReplaceAll(folded, ".", ""); plain != "" {
		return plain
	}
	return folded
}

// knownMatch is a name of the list in a text.
type knownMatch struct {
	first, last int // tokens, last exclusive
	of          []*Known
}

// find gives the longest names, from the left, none within another.
func (k *knownTagger) find(d *prose.Doc) []knownMatch {
	if len(k.root.next) == 0 {
		return nil
	}
	folded := make([]string, len(d.Tokens))
	for i := range d.Tokens {
		folded[i] = foldCased(d.Tokens[i].Text)
	}
	var out []knownMatch
	for i := 0; i < len(folded); {
		n, m := k.root, knownMatch{}
		for j := i; j < len(folded); j++ {
			if n = n.next[folded[j]]; n == nil {
				break
			}
			if len(n.of) > 0 {
				m = knownMatch{i, j + 1, n.of}
			}
		}
		if m.last == 0 {
			i++
			continue
		}
		out = append(out, m)
		i = m.last
	}
	return out
}

// people adds to what the tagger found. Where the tagger has a mention in the
// place of a name, or within it, that person is the list's; a name that is part of
// a longer one is somebody else's. A name that several entries share says only
// that it is a person: who it is is settled across the archive.
func (k *knownTagger) people(docs []*prose.Doc, people []news.Person) []news.Person {
	if k == nil {
		return people
	}
	for _, d := range docs {
		for _, m := range k.find(d) {
			rule := KnownRule + strings.TrimPrefix(string(m.of[0].ID), "p-")
			people = claim(people, d.Mention(m.first, m.last, rule), m.of)
		}
	}
	people = slices.DeleteFunc(people, func(p news.Person) bool { return len(p.Mentions) == 0 })
	for i := range people {
		prose.SortMentions(people[i].Mentions)
	}
	return people
}

// claim makes at a mention of one of the entries of.
func claim(people []news.Person, at news.Mention, of []*Known) []news.Person {
	id := of[0].ID
	if len(of) > 1 {
		id = news.PersonID("p-" + person.Slug(strings.ReplaceAll(prose.FoldWord(at.Surface), " ", "-")))
	}
	owner := -1
	for i := range people {
		for _, m := range people[i].Mentions {
			if m.Field != at.Field || m.End <= at.Start || at.End <= m.Start {
				continue
			}
			if m.Start < at.Start || at.End < m.End {
				return people // part of a longer name
			}
			if owner < 0 || m.Start == at.Start && m.End == at.End {
				owner = i
			}
		}
	}
	whole := false // whether all the owner's name is the list's
	if owner >= 0 {
		p := &people[owner]
		whole = slices.ContainsFunc(p.Mentions, func(m news.Mention) bool { return m.Field == at.Field && m.Start == at.Start && m.End == at.End })
		if whole && len(of) > 1 {
			id = p.ID
		}
	}
	for i := range people {
		people[i].Mentions = slices.DeleteFunc(people[i].Mentions, func(m news.Mention) bool {
			return m.Field == at.Field && m.Start >= at.Start && m.End <= at.End
		})
	}
	if whole && people[owner].ID != id {
		people = rename(people, owner, id)
	}
	i := slices.IndexFunc(people, func(p news.Person) bool { return p.ID == id })
	if i < 0 {
		people = append(people, news.Person{ID: id, Name: strings.Join(strings.Fields(at.Surface), " ")})
		i = len(people) - 1
	}
	p := &people[i]
	p.Mentions = append(p.Mentions, at)
	p.Name = fuller(p.Name, at.Surface)
	return people
}

// rename gives the person at i an id; where another has it, they are one.
func rename(people []news.Person, i int, id news.PersonID) []news.Person {
	j := slices.IndexFunc(people, func(p news.Person) bool { return p.ID == id })
	if j < 0 {
		people[i].ID = id
		return people
	}
	p, q := &people[j], &people[i]
	p.Mentions = append(p.Mentions, q.Mentions...)
	p.Name = fuller(p.Name, q.Name)
	for _, role := range q.Roles {
		if !slices.Contains(p.Roles, role) {
			p.Roles = append(p.Roles, role)
		}
	}
	q.Mentions, q.ID = nil, ""
	return people
}

// fuller is the name of more words, then of more letters.
func fuller(a, b string) string {
	b = strings.Join(strings.Fields(b), " ")
	if cmp.Or(cmp.Compare(len(strings.Fields(b)), len(strings.Fields(a))), cmp.Compare(utf8.RuneCountInString(b), utf8.RuneCountInString(a))) > 0 {
		return b
	}
	return a
}

// Mentions reports whether a name of the list may stand in an article, for
// choosing what to tag anew. It is as strict as tagging.
func (t *Tagger) Mentions(in Input) bool {
	if t.known == nil {
		return false
	}
	return len(t.known.find(prose.NewDoc(in.Title, news.InTitle))) > 0 || len(t.known.find(prose.NewDoc(in.Text, news.InText))) > 0
}

// Matcher gives a tagger of names alone, for Mentions.
func Matcher(names []string) *Tagger {
	list := make([]Known, len(names))
	for i, n := range names {
		list[i] = Known{ID: "p-x", Name: n}
	}
	return &Tagger{known: newKnownTagger(list)}
}

// IsName reports whether a list may hold name: a word that begins with a capital
// or is of a script without them, and maxKnownWords words at most.
func IsName(name string) bool {
	d := prose.NewDoc(name, news.InText)
	if len(d.Tokens) == 0 || len(d.Tokens) > maxKnownWords {
		return false
	}
	return slices.ContainsFunc(d.Tokens, func(t prose.Token) bool {
		r, _ := utf8.DecodeRuneInString(t.Text)
		return unicode.IsLetter(r) && !unicode.IsLower(r)
	})
}

// maxKnownWords is the words and marks of a name of a list.
const maxKnownWords = 16
