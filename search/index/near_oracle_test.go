package index

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/search/query"
)

// The oracle of positions reads random texts that were built word by word, so
// that it knows their sentences, paragraphs and mentions without cutting any
// text. It tries every combination of words, which no engine could.

var nearQueries = flag.Int("near.queries", 10_000, "random queries that TestNearOracle compares")

// nearWord is a word as the oracle placed it: its number within the field, its
// sentence and paragraph there, and its bytes in title or body.
type nearWord struct {
	text                string
	at                  int
	sentence, paragraph int
	field               query.Field
	start, end          int
}

// nearDoc is an article and, by field, its words and mentions.
type nearDoc struct {
	article  news.Article
	words    map[query.Field][]nearWord
	mentions map[query.Field][]nearMention
}

type nearMention struct {
	facet       news.Facet
	first, last int // numbers of words
}

// nearSet is one way to match: the words it takes, and the rows they form.
type nearSet struct {
	words []int
	rows  [][2]int
}

// "mr" is always written with a point, which ends no sentence.
var nearVocabulary = []string{"alpha", "alpine", "beta", "gamma", "gemma", "delta", "mañana", "北", "mr", "omega"}

// fuzzyOf is what Fuzzy words of the vocabulary stand for.
var fuzzyOf = map[string][]string{"gamma": {"gamma", "gemma"}, "beta": {"beta"}}

// writer builds one text and remembers where everything came to stand.
type writer struct {
	r                   *rand.Rand
	b                   strings.Builder
	field               query.Field
	words               []nearWord
	sentence, paragraph int
}

func (w *writer) text(paragraphs int) string {
	for p := range paragraphs {
		if p > 0 {
			w.b.WriteString(pick(w.r, []string{"\n", "\n\n", " \n"}))
		}
		w.paragraph++
		for s := range 1 + w.r.IntN(3) {
			if s > 0 {
				w.b.WriteString(pick(w.r, []string{" ", "  ", " “", " ("}))
			}
			w.sentence++
			w.writeSentence(1 + w.r.IntN(6))
		}
	}
	return w.b.String()
}

func (w *writer) writeSentence(n int) {
	for i := range n {
		text := pick(w.r, nearVocabulary)
		if text == "mr" && i == n-1 {
			text = "beta"
		}
		word := nearWord{text: text, at: len(w.words), sentence: w.sentence, paragraph: w.paragraph, field: w.field, start: w.b.Len()}
		if r, size := utf8.DecodeRuneInString(text); i == 0 || text == "mr" || w.r.IntN(5) == 0 {
			text = string(unicode.ToUpper(r)) + text[size:]
		}
		w.b.WriteString(text)
		word.end = w.b.Len()
		w.words = append(w.words, word)
		switch {
		case text == "Mr":
			w.b.WriteString(". ")
		case i < n-1:
			w.b.WriteString(pick(w.r, []string{" ", " ", ", ", "-", " – "}))
		}
	}
	w.b.WriteString(pick(w.r, []string{".", "!", "?", "…", ".”", ".)"}))
}

func randomNearDoc(r *rand.Rand, n int) *nearDoc {
	d := &nearDoc{words: map[query.Field][]nearWord{}, mentions: map[query.Field][]nearMention{}}
	d.article = news.Article{ID: id(n), Source: pick(r, []string{"a.example", "b.example"})}
	title := writer{r: r, field: query.Title}
	d.article.Title = title.text(r.IntN(2))
	body := writer{r: r, field: query.Body}
	d.article.Text = body.text(r.IntN(4))
	d.words[query.Title], d.words[query.Body] = title.words, body.words
	for i := range r.IntN(3) {
		author := writer{r: r, field: query.By, sentence: i, paragraph: i}
		author.writeSentence(1 + r.IntN(3))
		d.article.Authors = append(d.article.Authors, author.b.String())
		d.append(query.By, author.words, nil)
	}
	d.addMentions(r, query.Title, news.InTitle, d.article.Title)
	d.addMentions(r, query.Body, news.InText, d.article.Text)
	d.append(query.Lead, title.words, d.mentions[query.Title])
	first := slices.DeleteFunc(slices.Clone(body.words), func(w nearWord) bool { return w.paragraph > 1 })
	inFirst := slices.DeleteFunc(slices.Clone(d.mentions[query.Body]), func(m nearMention) bool { return m.last >= len(first) })
	d.append(query.Lead, first, inFirst)
	return d
}

// append adds a text to a field, out of any proximity's reach.
func (d *nearDoc) append(f query.Field, words []nearWord, mentions []nearMention) {
	base := 0
	if have := d.words[f]; len(have) > 0 {
		base = have[len(have)-1].at + 1000
	}
	for _, w := range words {
		w.at, w.sentence, w.paragraph = w.at+base, w.sentence+base, w.paragraph+base
		d.words[f] = append(d.words[f], w)
	}
	for _, m := range mentions {
		d.mentions[f] = append(d.mentions[f], nearMention{m.facet, m.first + base, m.last + base})
	}
}

// addMentions tags random rows of words, overlapping and nested ones too.
func (d *nearDoc) addMentions(r *rand.Rand, f query.Field, in news.Field, text string) {
	words := d.words[f]
	for i := range words {
		if r.IntN(5) > 0 {
			continue
		}
		last := min(len(words)-1, i+r.IntN(3))
		m := news.Mention{
			Field: in, Start: utf8.RuneCountInString(text[:words[i].start]), End: utf8.RuneCountInString(text[:words[last].end]),
			Surface: text[words[i].start:words[last].end],
		}
		all := []news.Mention{m}
		facet := pick(r, []news.Facet{news.FacetPerson, news.FacetCountry, news.FacetEvent})
		switch facet {
		case news.FacetPerson:
			d.article.Tags.People = append(d.article.Tags.People, news.Person{ID: news.PersonID(fmt.Sprintf("p-%d", r.IntN(4))), Mentions: all})
		case news.FacetCountry:
			d.article.Tags.Countries = append(d.article.Tags.Countries, news.Country{Code: "UA", Mentions: all})
		default:
			d.article.Tags.Events = append(d.article.Tags.Events, news.Event{Type: "talks", Mentions: all})
		}
		d.mentions[f] = append(d.mentions[f], nearMention{facet, i, last})
	}
}

var nearFields = []query.Field{query.Title, query.Body, query.Lead, query.By}

func looksIn(asked, f query.Field) bool {
	return asked == f || asked == query.Anywhere && (f == query.Title || f == query.Body)
}

func wordIs(n *query.Word, text string) bool {
	switch n.Kind {
	case query.Wildcard:
		return strings.HasPrefix(text, strings.TrimSuffix(n.Text, "*"))
	case query.Fuzzy:
		return slices.Contains(fuzzyOf[n.Text], text)
	}
	return n.Text == text
}

// sets lists every way in which n matches in field f of d.
func (d *nearDoc) sets(n query.Node, f query.Field) []nearSet {
	var out []nearSet
	words := d.words[f]
	switch n := n.(type) {
	case *query.Word:
		for _, w := range words {
			if looksIn(n.Field, f) && wordIs(n, w.text) {
				out = append(out, row1(w.at, w.at))
			}
		}
	case *query.Phrase:
		want := strings.Fields(n.Text)
		for i := range words {
			if looksIn(n.Field, f) && i+len(want) <= len(words) && rowIs(words[i:i+len(want)], want) {
				out = append(out, row1(words[i].at, words[i].at+len(want)-1))
			}
		}
	case *query.Slot:
		for _, m := range d.mentions[f] {
			if looksIn(n.Field, f) && m.facet == n.Facet {
				out = append(out, row1(m.first, m.last))
			}
		}
	case *query.Or:
		for _, kid := range n.Kids {
			out = append(out, d.sets(kid, f)...)
		}
	case *query.Near:
		right := d.sets(n.Right, f)
		for _, a := range d.sets(n.Left, f) {
			for _, b := range right {
				if d.areNear(n, a, b, f) {
					out = append(out, nearSet{slices.Concat(a.words, b.words), slices.Concat(a.rows, b.rows)})
				}
			}
		}
	}
	return out
}

func row1(first, last int) nearSet {
	s := nearSet{rows: [][2]int{{first, last}}}
	for at := first; at <= last; at++ {
		s.words = append(s.words, at)
	}
	return s
}

func rowIs(words []nearWord, want []string) bool {
	for i, w := range words {
		if w.text != want[i] || w.at != words[0].at+i {
			return false
		}
	}
	return true
}

func (d *nearDoc) areNear(n *query.Near, a, b nearSet, f query.Field) bool {
	nearest := 1 << 30
	for _, x := range a.words {
		for _, y := range b.words {
			nearest = min(nearest, max(x-y, y-x))
		}
	}
	one := func(of func(nearWord) int) bool {
		seen := map[int]bool{}
		for _, w := range d.words[f] {
			if slices.Contains(a.words, w.at) || slices.Contains(b.words, w.at) {
				seen[of(w)] = true
			}
		}
		return len(seen) == 1
	}
	switch {
	case nearest == 0:
		return false
	case n.Kind == query.InOrder:
		gap := slices.Min(b.words) - slices.Max(a.words)
		return gap > 0 && gap <= n.Distance
	case n.Kind == query.SameSentence:
		return one(func(w nearWord) int { return w.sentence })
	case n.Kind == query.SameParagraph:
		return one(func(w nearWord) int { return w.paragraph })
	}
	return nearest <= n.Distance
}

func (d *nearDoc) matches(n query.Node) bool {
	switch n := n.(type) {
	case *query.And:
		return !slices.ContainsFunc(n.Kids, func(k query.Node) bool { return !d.matches(k) })
	case *query.Or:
		return slices.ContainsFunc(n.Kids, d.matches)
	case *query.Not:
		return !d.matches(n.Kid)
	case *query.AtLeast:
		return d.times(n.Kid) >= n.Times
	}
	return slices.ContainsFunc(nearFields, func(f query.Field) bool { return len(d.sets(n, f)) > 0 })
}

// times counts the different rows of words that n matches.
func (d *nearDoc) times(n query.Node) int {
	total := 0
	for _, f := range nearFields {
		rows := map[[2]int]bool{}
		for _, s := range d.sets(n, f) {
			rows[s.rows[0]] = true
		}
		total += len(rows)
	}
	return total
}

// marks are the places that n's positive parts matched.
func (d *nearDoc) marks(n query.Node) []query.Match {
	var out []query.Match
	switch n := n.(type) {
	case *query.And:
		for _, kid := range n.Kids {
			out = append(out, d.marks(kid)...)
		}
		return out
	case *query.Or:
		for _, kid := range n.Kids {
			out = append(out, d.marks(kid)...)
		}
		return out
	case *query.Not:
		return nil
	case *query.AtLeast:
		if d.matches(n) {
			return d.marks(n.Kid)
		}
		return nil
	}
	for _, f := range nearFields[:3] {
		for _, s := range d.sets(n, f) {
			for _, row := range s.rows {
				out = append(out, d.bytes(f, row))
			}
		}
	}
	return out
}

func (d *nearDoc) bytes(f query.Field, row [2]int) query.Match {
	find := func(at int) nearWord {
		i := slices.IndexFunc(d.words[f], func(w nearWord) bool { return w.at == at })
		return d.words[f][i]
	}
	first, last := find(row[0]), find(row[1])
	return query.Match{Field: first.field, Start: first.start, End: last.end}
}

// joined sorts marks and joins those that overlap.
func joined(marks []query.Match) []query.Match {
	slices.SortFunc(marks, func(a, b query.Match) int {
		return cmp.Or(strings.Compare(string(a.Field), string(b.Field)), a.Start-b.Start, a.End-b.End)
	})
	var out []query.Match
	for _, m := range marks {
		if n := len(out); n > 0 && out[n-1].Field == m.Field && m.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, m.End)
			continue
		}
		out = append(out, m)
	}
	return out
}

// randomSide draws a side of a proximity; depth bounds how it nests.
func randomSide(r *rand.Rand, depth int, slots bool) query.Node {
	field := query.Anywhere
	if r.IntN(12) == 0 {
		field = pick(r, nearFields)
	}
	switch kind := r.IntN(12); {
	case kind == 0:
		return &query.Phrase{Field: field, Text: pick(r, nearVocabulary) + " " + pick(r, nearVocabulary)}
	case kind == 1:
		return &query.Word{Field: field, Text: "alp*", Kind: query.Wildcard}
	case kind == 2:
		return &query.Word{Field: field, Text: pick(r, []string{"gamma", "beta"}), Kind: query.Fuzzy, Edits: 1}
	case kind <= 4 && slots && field != query.By:
		return &query.Slot{Field: field, Facet: pick(r, []news.Facet{news.FacetPerson, news.FacetCountry, news.FacetEvent})}
	case kind <= 6 && depth > 0:
		return &query.Or{Kids: []query.Node{randomSide(r, 0, slots), randomSide(r, depth-1, slots)}}
	case kind <= 8 && depth > 0 && slots:
		return randomNear(r, depth-1)
	}
	return &query.Word{Field: field, Text: pick(r, nearVocabulary), Kind: pick(r, []query.WordKind{query.Stemmed, query.Verbatim})}
}

func randomNear(r *rand.Rand, depth int) *query.Near {
	n := &query.Near{Left: randomSide(r, depth, true), Right: randomSide(r, depth, true)}
	n.Kind = query.NearKind(r.IntN(4))
	if n.Kind == query.Within || n.Kind == query.InOrder {
		n.Distance = pick(r, []int{1, 1, 2, 3, 5, 8, query.MaxDistance})
	}
	return n
}

// allIn asks for all of n in one field; authors have no mentions.
func allIn(f query.Field, n *query.Near) query.Node {
	out := query.Node(n)
	query.Walk(n, func(n query.Node) bool {
		switch n := n.(type) {
		case *query.Word:
			n.Field = f
		case *query.Phrase:
			n.Field = f
		case *query.Slot:
			if n.Field = f; f == query.By {
				out = &query.Near{Left: &query.Word{Field: f, Text: "alpha"}, Right: &query.Word{Field: f, Text: "beta"}, Distance: query.MaxDistance}
			}
		}
		return true
	})
	return out
}

func randomNearQuery(r *rand.Rand, depth int) query.Node {
	kind := r.IntN(10)
	switch {
	case kind == 0:
		return allIn(pick(r, nearFields), randomNear(r, 2))
	case kind < 6 || depth == 0:
		return randomNear(r, 2)
	case kind == 6:
		return &query.AtLeast{Times: 1 + r.IntN(5), Kid: randomSide(r, 1, false)}
	case kind == 7:
		return &query.Not{Kid: randomNearQuery(r, depth-1)}
	case kind == 8:
		return &query.Or{Kids: []query.Node{randomNearQuery(r, depth-1), randomSide(r, 0, false)}}
	}
	return &query.And{Kids: []query.Node{randomNearQuery(r, depth-1), randomNearQuery(r, depth-1)}}
}

// typed sends n the way a person does. Groups of the same kind come back flat,
// and sides that never share a text are refused: ok is false.
func typed(t *testing.T, n query.Node) (parsed query.Node, ok bool) {
	t.Helper()
	parsed, err := query.Parse(n.String())
	if err != nil {
		if !strings.Contains(err.Error(), "never stand in the same text") {
			t.Fatalf("%s: %v", n, err)
		}
		return nil, false
	}
	if parsed.String() != n.String() && !strings.Contains(n.String(), " OR ") && !strings.Contains(n.String(), "(") {
		t.Fatalf("%s came back as %s", n, parsed)
	}
	return parsed, true
}

// nearWorld fills an index in several segments, with updates and deletions.
func nearWorld(t *testing.T, r *rand.Rand) (*Index, map[news.ID]*nearDoc) {
	x, docs := openTest(t, testDir(t)), map[news.ID]*nearDoc{}
	for seq := range int64(4) {
		var articles []news.Article
		var gone []news.ID
		for _, n := range r.Perm(50)[:16] {
			d := randomNearDoc(r, n)
			docs[d.article.ID] = d
			articles = append(articles, d.article)
		}
		for n := range 50 {
			if _, ok := docs[id(n)]; ok && r.IntN(20) == 0 && !slices.ContainsFunc(articles, func(a news.Article) bool { return a.ID == id(n) }) {
				gone = append(gone, id(n))
				delete(docs, id(n))
			}
		}
		if err := x.Apply(context.Background(), articles, gone, seq+1); err != nil {
			t.Fatal(err)
		}
	}
	return x, docs
}

func TestNearOracle(t *testing.T) {
	const worlds = 10
	asked, found := 0, 0
	start := time.Now()
	for seed := range uint64(worlds) {
		r := rand.New(rand.NewPCG(seed, 7))
		x, docs := nearWorld(t, r)
		for q := 0; q < *nearQueries/worlds; {
			n, ok := typed(t, randomNearQuery(r, 2))
			if !ok {
				continue
			}
			found += checkNear(t, x, docs, n, q%10 == 0)
			asked++
			q++
		}
	}
	t.Logf("%d queries, %d hits, %v", asked, found, time.Since(start).Round(time.Millisecond))
	if found < asked {
		t.Errorf("only %d hits of %d queries: the texts are too poor to prove anything", found, asked)
	}
}

func checkNear(t *testing.T, x *Index, docs map[news.ID]*nearDoc, n query.Node, explain bool) int {
	t.Helper()
	got := ask(t, x, query.Plan{Query: n, Size: 100, Sort: query.Newest, Explain: explain})
	want := []news.ID{}
	for id, d := range docs {
		if d.matches(n) {
			want = append(want, id)
		}
	}
	slices.Sort(want)
	ids := idsOf(got)
	slices.Sort(ids)
	if diff := gocmp.Diff(want, ids); diff != "" || got.Total != len(want) {
		t.Fatalf("%s: total %d, want %d: %s", n, got.Total, len(want), diff)
	}
	for _, h := range got.Hits {
		if diff := gocmp.Diff(joined(docs[h.ID].marks(n)), h.Matches); diff != "" {
			t.Fatalf("%s: marks in %+v: %s", n, docs[h.ID].article, diff)
		}
	}
	for _, part := range got.Parts {
		total := 0
		for _, d := range docs {
			if d.matches(part.Node) {
				total++
			}
		}
		if total != part.Total {
			t.Fatalf("%s: %s alone: %d, want %d", n, part.Node, part.Total, total)
		}
	}
	if parts := 0; explain {
		query.Walk(n, func(query.Node) bool { parts++; return true })
		if len(got.Parts) != parts {
			t.Fatalf("%s: %d parts, want %d", n, len(got.Parts), parts)
		}
	}
	return len(got.Hits)
}
