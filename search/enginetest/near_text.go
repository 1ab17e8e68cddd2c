package enginetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"
)

// The oracle of positions reads random texts that were built word by word, so
// that it knows their sentences, paragraphs and mentions without cutting any
// text. It tries every combination of words, which no engine could.

// nearQueries is how many random queries testNear compares.
const nearQueries = 10_000

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
