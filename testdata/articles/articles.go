// Package articles generates news that never happened, in any number, for
// benchmarks and trials of scale: words as rare as in real text, people, countries
// and event types with their mentions, outlets and dates over fifteen years. The
// same seed gives the same articles.
package articles

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"dateline/search/news"
)

// The shape of what is generated, after issue 5's benchmark.
const (
	// Words is the mean number of words of an article.
	Words = 350
	// People, Sources and EventTypes are how many there are in all; an article
	// has 1 to 8, 1 and 1 to 2 of them, and 1 to 4 countries.
	People     = 50_000
	Sources    = 500
	EventTypes = 60
	// Years is the span of the dates, which end with 2025.
	Years = 15

	vocabulary    = 60_000
	sentenceWords = 20
	paragraphs    = 4 // sentences each
)

// Common stands in two of three articles: a word that finds most of everything.
const Common = "common"

// Generator makes articles. Not safe for concurrent use.
type Generator struct {
	r         *rand.Rand
	n         int
	words     []string
	countries []news.CountryCode
	names     []string // of the countries
	events    []news.EventInfo
}

// New makes a Generator.
func New(seed uint64) *Generator {
	g := &Generator{r: rand.New(rand.NewPCG(seed, 2*seed+1)), words: make([]string, vocabulary)}
	for i := range g.words {
		g.words[i] = word(i + 1)
	}
	for _, c := range news.Countries() {
		g.countries, g.names = append(g.countries, c.Code), append(g.names, c.Name)
	}
	g.events = news.EventTypes()[:EventTypes]
	return g
}

// word spells a number with syllables, so that no two are alike and a stemmer
// leaves most of them.
func word(n int) string {
	const consonants, vowels = "bdfgklmnprtvz", "aeiou"
	var b strings.Builder
	for ; n > 0; n /= len(consonants) * len(vowels) {
		s := n % (len(consonants) * len(vowels))
		b.WriteByte(consonants[s%len(consonants)])
		b.WriteByte(vowels[s/len(consonants)])
	}
	return b.String() + "k"
}

// Word gives the word of a rank, 1 for the most frequent.
func Word(rank int) string { return word(rank) }

// zipf gives 0 to n-1, the k-th about 1/k as often as the first.
func (g *Generator) zipf(n int) int {
	return min(n-1, int(math.Exp(g.r.Float64()*math.Log(float64(n)))-1))
}

var (
	given  = strings.Fields("Amara Bo Celia Dario Elif Farid Greta Hugo Ines Jonas Kira Luka Mina Nils Oona Pavel Rosa Sven Tala Ugo Vera Wim Yara Zeno Alma")
	family = strings.Fields("Abend Barro Cordel Dresk Elvan Fenner Gorrin Hasket Ilves Jarde Kestel Lorrim Marsh Norell Orlin Pardo Quist Ravel Sorrel Tamsin")
	ends   = strings.Fields("a berg dal en feld grad holm ias ko lund mann nes oda park quin rov sen thal ula vik wald yan zed ford gate ham ing jord kov ley mar nov ova pol res stad ton ura vane wick yard zin ash bay cote dorn eck fors gard hill ison jansk kirk lind mont nik ost plan rud sand tor ulf ven wel yr zak ar bel cor dan ein fal gor han jol kar lan mor ner oss pet ran sel tan urn vor wen xen yll zon bru cal dru eth fin gal hus ivo jun kal lim mus")
)

// person names one of the People; the same number is always the same name.
func person(n int) (news.PersonID, string) {
	first := given[n%len(given)]
	last := family[n/len(given)%len(family)] + ends[n/len(given)/len(family)%len(ends)]
	return news.PersonID("p-" + strings.ToLower(first+"-"+last)), first + " " + last
}

// text grows an article's text and remembers where things stand in it, in code
// points; everything is ASCII but the names of some countries.
type text struct {
	b     strings.Builder
	runes int
}

func (t *text) add(s string) (m news.Mention) {
	m = news.Mention{Start: t.runes, Surface: s}
	t.b.WriteString(s)
	for range s {
		t.runes++
	}
	m.End = t.runes
	return m
}

// Next gives the next article, with its tags.
func (g *Generator) Next() news.Article {
	g.n++
	source := fmt.Sprintf("outlet%d.example", g.zipf(Sources))
	a := news.Article{URL: fmt.Sprintf("https://%s/%d", source, g.n), Source: source, Lang: "en", Title: g.title()}
	a.Key, a.ID = a.URL, news.NewID(a.URL)
	a.Published = news.Date{Time: time.Date(2026-Years, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(g.r.Int64N(Years*365*24*60)) * time.Minute)}
	if g.r.IntN(2) == 0 {
		_, name := person(g.zipf(People))
		a.Authors = []string{name}
	}
	g.fill(&a)
	return a
}

func (g *Generator) title() string {
	var out []string
	for range 5 + g.r.IntN(5) {
		out = append(out, g.words[g.zipf(vocabulary)])
	}
	return upper(strings.Join(out, " "))
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// said is something to be mentioned, and where its mentions go.
type said struct {
	surface string
	keep    func(news.Mention)
}

// fill writes the text and puts the tags' names into its sentences.
func (g *Generator) fill(a *news.Article) {
	waiting := g.cast(a)
	g.r.Shuffle(len(waiting), func(i, j int) { waiting[i], waiting[j] = waiting[j], waiting[i] })
	words := Words/2 + g.r.IntN(Words)
	sentences := max(len(waiting), words/sentenceWords)
	var t text
	for s := range sentences {
		if s < len(waiting) {
			waiting[s].keep(t.add(waiting[s].surface))
			t.add(" ")
		}
		for i := range sentenceWords - 1 {
			w := g.words[g.zipf(vocabulary)]
			if i == 0 && s >= len(waiting) {
				w = upper(w)
			}
			t.add(w)
			if i < sentenceWords-2 {
				t.add(" ")
			}
		}
		if s == 1 && g.r.IntN(3) > 0 {
			t.add(" " + Common)
		}
		if s%paragraphs == paragraphs-1 {
			t.add(".\n")
		} else {
			t.add(". ")
		}
	}
	a.Text = strings.TrimSpace(t.b.String())
}

// cast chooses who and what is in an article.
func (g *Generator) cast(a *news.Article) []said {
	var out []said
	people := map[int]bool{}
	for range 1 + g.r.IntN(8) {
		people[g.zipf(People)] = true
	}
	a.Tags.People = make([]news.Person, 0, len(people))
	for _, n := range slices.Sorted(maps.Keys(people)) { // a map's own order changes from run to run
		id, name := person(n)
		a.Tags.People = append(a.Tags.People, news.Person{ID: id, Name: name})
		p := &a.Tags.People[len(a.Tags.People)-1]
		out = append(out, said{name, func(m news.Mention) { p.Mentions = append(p.Mentions, m) }})
	}
	return append(append(out, g.places(a)...), g.deeds(a)...)
}

func (g *Generator) places(a *news.Article) []said {
	var out []said
	first, n := g.zipf(len(g.countries)), 1+g.r.IntN(4)
	a.Tags.Countries = make([]news.Country, n)
	for i := range n {
		at := (first + i*i*7) % len(g.countries)
		a.Tags.Countries[i] = news.Country{Code: g.countries[at], Name: g.names[at], Salience: 1 / float64(n)}
		out = append(out, said{g.names[at], func(m news.Mention) { a.Tags.Countries[i].Mentions = append(a.Tags.Countries[i].Mentions, m) }})
	}
	return out
}

func (g *Generator) deeds(a *news.Article) []said {
	var out []said
	first, n := g.zipf(EventTypes), 1+g.r.IntN(2)
	a.Tags.Events = make([]news.Event, n)
	for i := range n {
		e := g.events[(first+i*11)%EventTypes]
		a.Tags.Events[i] = news.Event{Type: e.Type, Name: e.Label, Plover: e.Plover, Mode: e.Mode, IPTC: e.IPTC, Negated: g.r.IntN(20) == 0}
		out = append(out, said{upper(e.Label), func(m news.Mention) { a.Tags.Events[i].Mentions = append(a.Tags.Events[i].Mentions, m) }})
	}
	return out
}
