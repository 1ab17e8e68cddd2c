package index

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/news"
	"dateline/search/query"
)

// The weights of the fields in a score: a headline says what an article is about.
const (
	titleWeight = 3.0
	leadWeight  = 2.0
	bodyWeight  = 1.0
)

// compiler turns a query's nodes into matchers over one view. Wildcards are
// expanded here, so all limits are checked before any postings are read.
type compiler struct {
	view  *view
	langs []string // those the index holds that have a stemmer
	terms int      // index words so far
	// scored are the leaves that stand under no Not, in the query's order: they
	// make the score.
	scored []*leaf
	// marked are what shows in a hit: those leaves, but where they stand in a
	// proximity that as a whole.
	marked   []marker
	expanded []expansion
}

// marker calls fn with the places of docs that it matched.
type marker interface {
	mark(v *view, s *segmentView, docs *roaring.Bitmap, fn func(doc uint32, field string, start, end int)) error
}

// expansion is the words a wildcard or fuzzy word came to, of all its fields.
type expansion struct {
	word  *query.Word
	terms map[string]bool
}

func newCompiler(v *view) *compiler {
	c := &compiler{view: v}
	for _, l := range v.lexicons[news.FacetLang].all() {
		if l = baseLanguage(l); stemmers[l] != nil && !slices.Contains(c.langs, l) {
			c.langs = append(c.langs, l)
		}
	}
	slices.Sort(c.langs)
	return c
}

// compile makes the matcher of n; nil matches everything.
func (c *compiler) compile(n query.Node, positive bool) (matcher, error) {
	switch n := n.(type) {
	case nil:
		return all{}, nil
	case *query.And:
		kids, err := c.kids(n.Kids, positive)
		return and(kids), err
	case *query.Or:
		kids, err := c.kids(n.Kids, positive)
		return or(kids), err
	case *query.Not:
		kid, err := c.compile(n.Kid, false)
		return not{kid}, err
	case *query.Word:
		return c.word(n, positive)
	case *query.Phrase:
		return c.phrase(n, positive)
	case *query.Near:
		return c.near(n, positive)
	case *query.AtLeast:
		return c.atLeast(n, positive)
	case *query.Slot:
		return c.slot(n)
	case *query.Tag:
		return c.tag(n)
	case *query.Dates:
		return dates{seconds(n.From), seconds(n.To)}, nil
	default:
		return nil, &query.Error{Position: n.Pos().Start, Message: fmt.Sprintf("%s cannot be searched for", n)}
	}
}

func (c *compiler) kids(nodes []query.Node, positive bool) ([]matcher, error) {
	out := make([]matcher, len(nodes))
	for i, n := range nodes {
		m, err := c.compile(n, positive)
		if err != nil {
			return nil, err
		}
		out[i] = m
	}
	return out, nil
}

func (c *compiler) tag(n *query.Tag) (matcher, error) {
	if !slices.Contains(news.Facets, n.Facet) {
		return nil, &query.Error{Position: n.Span.Start, Message: fmt.Sprintf("there is no facet %q", n.Facet)}
	}
	if err := c.spend(len(n.Values), n.Span); err != nil {
		return nil, err
	}
	return tag{string(n.Facet), n.Values}, nil
}

// word searches one typed word, which may be several of the index's (don't, U.S.,
// a name in Chinese): those then stand in a row.
func (c *compiler) word(n *query.Word, positive bool) (matcher, error) {
	return c.inFields(n.Field, n, positive, func(field string) (slots, error) { return c.wordSlots(n, field) })
}

func (c *compiler) wordSlots(n *query.Word, field string) (slots, error) {
	var out slots
	var err error
	switch n.Kind {
	case query.Wildcard:
		out, err = c.wildcards(field, n)
	case query.Fuzzy:
		out, err = c.fuzzy(field, n)
	default:
		return c.plain(n.Text, n.Kind == query.Verbatim), nil
	}
	if err == nil {
		c.expand(n, out)
	}
	return out, err
}

// expand remembers what n came to, for the answer to tell.
func (c *compiler) expand(n *query.Word, s slots) {
	i := slices.IndexFunc(c.expanded, func(e expansion) bool { return e.word == n })
	if i < 0 {
		i = len(c.expanded)
		c.expanded = append(c.expanded, expansion{n, map[string]bool{}})
	}
	for _, alternatives := range s.terms {
		for _, term := range alternatives {
			c.expanded[i].terms[term] = true
		}
	}
}

func (c *compiler) phrase(n *query.Phrase, positive bool) (matcher, error) {
	return c.inFields(n.Field, n, positive, func(string) (slots, error) {
		return c.plain(n.Text, n.Verbatim), nil
	})
}

// inFields makes a leaf for each index field that a query field means.
func (c *compiler) inFields(f query.Field, n query.Node, positive bool, expand func(field string) (slots, error)) (matcher, error) {
	fields, err := fieldsFor(f, n.Pos())
	if err != nil {
		return nil, err
	}
	var out or
	for _, wf := range fields {
		s, err := expand(wf.name)
		if err != nil {
			return nil, err
		}
		l, err := c.leaf(wf, s, n, positive)
		if err != nil {
			return nil, err
		}
		if positive {
			c.marked = append(c.marked, l)
		}
		out = append(out, l)
	}
	if len(out) == 1 {
		return out[0], nil
	}
	return out, nil
}

func fieldsFor(f query.Field, span query.Span) ([]weightedField, error) {
	fields, ok := fieldsOf[f]
	if !ok {
		return nil, &query.Error{Position: span.Start, Message: fmt.Sprintf("there is no field %q", f), Hint: "use title:, lead:, body: or by:"}
	}
	return fields, nil
}

func (c *compiler) leaf(wf weightedField, s slots, node query.Node, positive bool) (*leaf, error) {
	span := node.Pos()
	if len(s.terms) == 0 {
		return nil, &query.Error{Position: span.Start, Message: "nothing to search for here", Hint: "use letters or digits"}
	}
	n := 0
	for _, alternatives := range s.terms {
		if s.sum {
			n += len(alternatives)
		} else {
			n++ // the stems of a word in all languages are still one word
		}
	}
	if err := c.spend(n, span); err != nil {
		return nil, err
	}
	l := &leaf{node: node, field: wf.name, weight: wf.weight, slots: s, found: make([]*occurrences, len(c.view.segments))}
	if positive {
		c.scored = append(c.scored, l)
	}
	return l, nil
}

type weightedField struct {
	name   string
	weight float64
}

var fieldsOf = map[query.Field][]weightedField{
	query.Anywhere: {{fieldTitle, titleWeight}, {fieldBody, bodyWeight}},
	query.Title:    {{fieldTitle, titleWeight}},
	query.Lead:     {{fieldLead, leadWeight}},
	query.Body:     {{fieldBody, bodyWeight}},
	query.By:       {{fieldBy, bodyWeight}},
}

func (c *compiler) spend(terms int, at query.Span) error {
	c.terms += terms
	if c.terms > maxTerms {
		return &query.Error{
			Position: at.Start,
			Message:  fmt.Sprintf("the query comes to more than %d words of the index", maxTerms),
			Hint:     "use fewer words, or wildcards with more letters",
		}
	}
	return nil
}

// slots are places in a row and the index words that may stand in each. With
// sum, the alternatives of a place never share an occurrence; without, a folded
// word and its stem count one occurrence twice.
type slots struct {
	terms   [][]string
	sum     bool
	thrifty bool // see thriftyStems
}

// adds reports whether the occurrences of an alternative of the first place add to
// those of the ones before it, rather than being the same in another form.
func (s *slots) adds(term string) bool {
	if s.sum || strings.HasPrefix(term, plainMark) {
		return true
	}
	folded := s.terms[0][0]
	for _, l := range thriftyStems {
		if s.thrifty && term == stemMark+l+":"+folded && plainStem(folded, l) != "" {
			return true
		}
	}
	return false
}

func (c *compiler) plain(text string, verbatim bool) slots {
	s := slots{thrifty: c.view.schema >= firstThrifty}
	for _, w := range words(text) {
		word := text[w.start:w.end]
		folded := fold(word)
		if folded == "" {
			continue
		}
		alternatives := []string{folded}
		for _, l := range c.langs {
			if !verbatim {
				alternatives = append(alternatives, s.stems(word, folded, l)...)
			}
		}
		s.terms = append(s.terms, alternatives)
	}
	return s
}

// stems are what a word's stem in a language may stand in the index as, the stem
// before the word that is its own.
func (s *slots) stems(word, folded, lang string) []string {
	marked := stem(word, lang)
	plain := strings.TrimPrefix(marked, stemMark+lang+":")
	if !s.thrifty || plain == folded || plainStem(plain, lang) == "" {
		return []string{marked}
	}
	return []string{marked, plainMark + lang + ":" + plain}
}

// seconds is a column's form of a date; the zero time is noDate.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return noDate
	}
	return t.Unix()
}

// globWords cuts a typed wildcard into words, of which * and ? are letters.
func globWords(text string) []string {
	// Private-use letters keep * and ? inside words while these are cut.
	const star, mark = "\U0001D7D8", "\U0001D7D9" // digits that fold would change, so put back before it
	masked := strings.NewReplacer("*", star, "?", mark).Replace(text)
	var out []string
	for _, w := range words(masked) {
		parts := strings.NewReplacer(star, "*", mark, "?").Replace(masked[w.start:w.end])
		out = append(out, foldGlob(parts))
	}
	return out
}

func foldGlob(s string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, "*?")
		if i < 0 {
			return b.String() + fold(s)
		}
		b.WriteString(fold(s[:i]) + s[i:i+1])
		s = s[i+1:]
	}
	return b.String()
}
