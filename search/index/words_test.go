package index

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/search/query"
)

// corpus is small and our own; the numbers are ids.
func corpus() []news.Article {
	text := func(n int, lang, title, body string, authors ...string) news.Article {
		return news.Article{ID: id(n), Lang: lang, Title: title, Text: body, Authors: authors}
	}
	return []news.Article{
		text(1, "en", "Grain corridor reopens", "Talks of the ministers went on.\nThe corridor for grain was opened by negotiators.", "Ada Quill"),
		text(2, "en", "Ministers meet", "They negotiated about grain prices, not the corridor.", "José Marren"),
		text(3, "de", "Häuser in der Straße", "Die Häuser wurden geräumt. Das Haus blieb leer."),
		text(4, "ru", "Переговоры о зерне", "Переговоров не было. Ёлка стоит."),
		text(5, "es", "Negociación abierta", "Las negociaciones siguen en la ciudad."),
		text(6, "fr", "L’accord est signé", "L'accord de paix tient. José y était."),
		text(7, "xx", "Zorblax news", "zorblaxes everywhere"),
		text(8, "zh", "首都新闻", "北京市今天举行会谈"),
		text(9, "en", "The women", "A woman can't vote in U.S. towns; inflation was 3.5 percent. "+strings.Repeat("filler ", 50)),
		text(10, "en", "", "Para one has talks.\n\nPara two has harbour."),
	}
}

func stemmed(f query.Field, text string) *query.Word { return &query.Word{Field: f, Text: text} }

func TestQueries(t *testing.T) {
	x := openTest(t, testDir(t))
	for i, a := range corpus() { // a segment each, and one article updated
		apply(t, x, int64(i+1), a)
	}
	kind := func(k query.WordKind, text string) *query.Word { return &query.Word{Kind: k, Text: text} }
	phrase := func(text string) *query.Phrase { return &query.Phrase{Text: text} }
	and := func(kids ...query.Node) query.Node { return &query.And{Kids: kids} }
	for _, test := range []struct {
		name string
		node query.Node
		want []int
	}{
		{"everything", nil, []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		{"stemmed", stemmed("", "minister"), []int{1, 2}},
		{"stemmed other form", stemmed("", "negotiating"), []int{1, 2}},
		{"case", stemmed("", "GRAIN"), []int{1, 2}},
		{"stop word", stemmed("", "the"), []int{1, 2, 9}},
		{"verbatim is not stemmed", kind(query.Verbatim, "minister"), nil},
		{"verbatim", kind(query.Verbatim, "Ministers"), []int{1, 2}},
		{"verbatim folds accents", kind(query.Verbatim, "hauser"), []int{3}},
		{"german", stemmed("", "Haus"), []int{3}},
		{"german umlaut typed plain", stemmed("", "strasse"), []int{3}},
		{"russian case form", stemmed("", "переговорами"), []int{4}},
		{"russian yo", kind(query.Verbatim, "елка"), []int{4}},
		{"spanish plural", stemmed("", "negociaciones"), []int{5}},
		{"spanish without accent", stemmed("", "negociacion"), []int{5}},
		{"accents in either", stemmed("", "jose"), []int{6}},
		{"elision", stemmed("", "accord"), []int{6}},
		{"unknown language is not stemmed", stemmed("", "zorblax"), []int{7}},
		{"chinese is found inside", stemmed("", "北京"), []int{8}},
		{"chinese order counts", stemmed("", "京北"), nil},
		{"apostrophe", stemmed("", "can’t"), []int{9}},
		{"points", stemmed("", "U.S."), []int{9}},
		{"number", stemmed("", "3.5"), []int{9}},
		{"phrase", phrase("grain corridor"), []int{1}},
		{"phrase with stop words", phrase("talks of the ministers"), []int{1}},
		{"phrase is stemmed", phrase("talk of the minister"), []int{1}},
		{"verbatim phrase is not", &query.Phrase{Text: "talk of the minister", Verbatim: true}, nil},
		{"phrase does not cross texts", phrase("reopens talks"), nil},
		{"phrase of one word", phrase("harbour"), []int{10}},
		{"wildcard", kind(query.Wildcard, "negotiat*"), []int{1, 2}},
		{"wildcard in the middle", kind(query.Wildcard, "har?our"), []int{10}},
		{"wildcard of one letter", kind(query.Wildcard, "wom?n"), []int{9}},
		{"wildcard folds", kind(query.Wildcard, "HÄU*"), []int{3}},
		{"wildcard sees no stems", kind(query.Wildcard, "zorblaxe*"), []int{7}},
		{"fuzzy", &query.Word{Kind: query.Fuzzy, Text: "gran", Edits: 1}, []int{1, 2}},
		{"fuzzy swap", &query.Word{Kind: query.Fuzzy, Text: "grian", Edits: 1}, []int{1, 2}},
		{"title", stemmed(query.Title, "grain"), []int{1}},
		{"body", stemmed(query.Body, "women"), nil},
		{"lead has the title", stemmed(query.Lead, "corridor"), []int{1, 2}},
		{"lead ends with the paragraph", stemmed(query.Lead, "opened"), nil},
		{"lead of an untitled one", stemmed(query.Lead, "talks"), []int{1, 10}},
		{"author", stemmed(query.By, "quill"), []int{1}},
		{"author accents", stemmed(query.By, "jose"), []int{2}},
		{"and", and(stemmed("", "grain"), stemmed("", "prices")), []int{2}},
		{"or", &query.Or{Kids: []query.Node{stemmed("", "haus"), stemmed("", "accord")}}, []int{3, 6}},
		{"not", &query.Not{Kid: stemmed("", "the")}, []int{3, 4, 5, 6, 7, 8, 10}},
		{"and not", and(stemmed("", "ministers"), &query.Not{Kid: phrase("grain corridor")}), []int{2}},
		{"double not", &query.Not{Kid: &query.Not{Kid: stemmed("", "haus")}}, []int{3}},
		{"tag", &query.Tag{Facet: news.FacetLang, Values: []string{"de", "ru"}}, []int{3, 4}},
		{"tag without values", &query.Tag{Facet: news.FacetLang, Text: "nothing"}, nil},
		{"no such word", stemmed("", "quetzal"), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := ask(t, x, query.Plan{Query: test.node, Size: 100, Sort: query.ByRelevance})
			got := idsOf(a)
			slices.Sort(got)
			want := []news.ID{}
			for _, n := range test.want {
				want = append(want, id(n))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if a.Total != len(want) {
				t.Errorf("total %d, want %d", a.Total, len(want))
			}
		})
	}
}

// TestProximities asks what a person types of texts a person reads.
func TestProximities(t *testing.T) {
	x := openTest(t, testDir(t))
	mention := func(text, surface string) []news.Mention {
		start := utf8.RuneCountInString(text[:strings.Index(text, surface)])
		return []news.Mention{{Start: start, End: start + utf8.RuneCountInString(surface), Surface: surface}}
	}
	text := "Ümit Quill opened the talks in the U.S. on Monday. The ministers of both sides said nothing.\n" +
		"A border post closed. Talks on the border can't go on, said Mr. Marren."
	a := news.Article{ID: id(1), Lang: "en", Title: "Border talks open", Text: text, Authors: []string{"Ada Quill", "Bo Marren"}}
	a.Tags.People = []news.Person{{ID: "p-umit-quill", Mentions: mention(text, "Ümit Quill")}, {ID: "p-marren", Mentions: mention(text, "Marren")}}
	a.Tags.Countries = []news.Country{{Code: "US", Mentions: mention(text, "U.S.")}}
	a.Tags.Events = []news.Event{{Type: "talks", Mentions: mention(text, "talks")}}
	apply(t, x, 1, a)
	for _, test := range []struct {
		q    string
		want []string // marks; nil is no match
	}{
		{"border NEAR/1 talk", []string{"title:Border", "title:talks"}},
		{"talk NEAR/2 border", []string{"title:Border", "title:talks"}},
		{"talk PRE/3 border", []string{"body:Talks", "body:border"}},
		{"body:border PRE/3 talk", []string{"body:border", "body:Talks"}},
		{"border PRE/2 border", nil},
		{"border PRE/6 border", []string{"body:border", "body:border"}},
		{"monday w/s quill", []string{"body:Quill", "body:Monday"}},
		{"monday w/s minister", nil},
		{"monday w/p minister", []string{"body:Monday", "body:ministers"}},
		{"minister SAME border", nil},
		{"open w/p border", []string{"title:Border", "title:open"}},
		{"can't NEAR/2 go", []string{"body:can't", "body:go"}},
		{"marren near5 can't", []string{"body:can't", "body:Marren"}},
		{"open* NEAR/1 @person", []string{"body:Ümit Quill", "body:opened"}},
		{"quill NEAR/1 @person", nil},
		{"@person NEAR/10 @country", []string{"body:Ümit Quill", "body:U.S"}},
		{"@country w/s @event w/s @person", []string{"body:Ümit Quill", "body:talks", "body:U.S"}},
		{"@country w/s marren", nil},
		{"title:(@event near5 border)", nil},
		{"lead:open NEAR/255 lead:monday", []string{"body:opened", "body:Monday"}},
		{"lead:border NEAR/255 lead:monday", nil},
		{"by:ada NEAR/255 by:marren", nil},
		{"atleast3 talks", []string{"body:talks", "body:Talks", "title:talks"}},
		{"atleast4 talks", nil},
		{"atleast6(talks OR border)", []string{"body:talks", "body:border", "body:Talks", "body:border", "title:Border", "title:talks"}},
		{"atleast2 title:talks", nil},
		{"atleast1 =talk", nil},
		{"NOT talks near/1 zebra", []string{}},
	} {
		n, err := query.Parse(test.q)
		if err != nil {
			t.Errorf("%s: %v", test.q, err)
			continue
		}
		got := ask(t, x, query.Plan{Query: n, Size: 10})
		if len(got.Hits) != btoi(test.want != nil) {
			t.Errorf("%s: %d hits", test.q, len(got.Hits))
			continue
		}
		for _, h := range got.Hits {
			marks := []string{}
			texts := map[query.Field]string{query.Title: a.Title, query.Body: a.Text}
			for _, m := range h.Matches {
				marks = append(marks, string(m.Field)+":"+texts[m.Field][m.Start:m.End])
			}
			if diff := cmp.Diff(test.want, marks); diff != "" {
				t.Errorf("%s: %s", test.q, diff)
			}
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestHostileText: words by the thousand, which nested proximities multiply.
func TestHostileText(t *testing.T) {
	x := openTest(t, testDir(t))
	apply(t, x, 1, news.Article{ID: id(1), Text: strings.Repeat("harbour strike vote ", 3000)})
	for q, want := range map[string]int{
		"harbour w/p strike w/p vote w/p harbour w/p strike": 1,
		"(harbour w/s strike) w/s (vote w/s harbour)":        1,
		"harbour NEAR/255 strike NEAR/255 vote PRE/1 zebra":  0,
		"harbour NEAR/255 strike NEAR/255 vote":              1,
		"atleast100 vote":                                    1,
		// Every pair fails, at the last moment.
		"(harbour w/p strike) PRE/255 (vote w/p zebra)":              0,
		"(harbour w/p strike) NEAR/1 (harbour w/p strike) w/s zebr*": 0,
		"(harbour NEAR/9 strike) w/p (\"vote harbour\" w/p =strike)": 1,
	} {
		n, err := query.Parse(q)
		if err != nil {
			t.Fatal(err)
		}
		if got := ask(t, x, query.Plan{Query: n, Size: 10}); got.Total != want {
			t.Errorf("%s: %d, want %d", q, got.Total, want)
		}
	}
}

func TestRefusedQueries(t *testing.T) {
	x := openTest(t, testDir(t))
	apply(t, x, 1, corpus()...)
	span := query.Span{Start: 7, End: 9}
	for _, test := range []struct {
		name string
		node query.Node
	}{
		{"short wildcard", &query.Word{Kind: query.Wildcard, Text: "ab*", Span: span}},
		{"leading wildcard", &query.Word{Kind: query.Wildcard, Text: "*abc", Span: span}},
		{"no letters", &query.Word{Text: "&&", Span: span}},
		{"no such field", &query.Word{Field: "nose", Text: "word", Span: span}},
		{"and near", &query.Near{Left: &query.And{Span: span}, Right: &query.Word{Text: "word", Span: span}, Span: span}},
		{"near in no text", &query.Near{Left: stemmed(query.By, "a"), Right: stemmed(query.Body, "b"), Span: span}},
		{"near nothing", &query.Near{Left: &query.Word{Text: "&&", Span: span}, Right: stemmed("", "b"), Span: span}},
		{"at least nothing", &query.AtLeast{Times: 2, Kid: &query.Word{Field: "nose", Text: "word", Span: span}, Span: span}},
		{"no such facet", &query.Tag{Facet: "nose", Values: []string{"x"}, Span: span}},
		{"too long", &query.Phrase{Text: strings.Repeat("word ", maxTerms), Span: span}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := x.Search(context.Background(), query.Plan{Query: test.node, Size: 1})
			var mistake *query.Error
			if !errors.As(err, &mistake) || mistake.Position != 7 {
				t.Errorf("got %v, want a *query.Error at 7", err)
			}
		})
	}
}

func TestManyExpansionsAreRefused(t *testing.T) {
	x := openTest(t, testDir(t))
	var b strings.Builder
	for i := range maxExpansion + 1 {
		b.WriteString("abc" + strings.Repeat("z", i%40) + string(rune('a'+i/40)) + " ")
	}
	apply(t, x, 1, news.Article{ID: id(1), Text: b.String()})
	_, err := x.Search(context.Background(), query.Plan{Query: &query.Word{Kind: query.Wildcard, Text: "abc*"}})
	var mistake *query.Error
	if !errors.As(err, &mistake) || mistake.Hint == "" {
		t.Errorf("got %v, want a *query.Error with a hint", err)
	}
}

// TestMatches checks offsets by the text they cut out of what was indexed.
func TestMatches(t *testing.T) {
	x := openTest(t, testDir(t))
	articles := append(corpus(), news.Article{
		ID: id(11), Lang: "en", Title: "José <mark>said & José́",
		Text: "  \xff\xfe Bad bytes.\nJOSÉ met josé’s brother; the Grain Corridors and a grain corridor.",
	})
	apply(t, x, 1, articles...)
	for _, test := range []struct {
		name string
		node query.Node
		id   int
		want []string
	}{
		{"accents keep offsets", &query.Word{Kind: query.Verbatim, Text: "jose"}, 11, []string{"body:JOSÉ", "body:josé", "title:José", "title:José́"}},
		{"phrase is one match", &query.Phrase{Text: "grain corridor"}, 11, []string{"body:Grain Corridors", "body:grain corridor"}},
		{"wildcard", &query.Word{Kind: query.Wildcard, Text: "corr*"}, 11, []string{"body:Corridors", "body:corridor"}},
		{"stem", stemmed("", "haus"), 3, []string{"body:Häuser", "body:Haus", "title:Häuser"}},
		{"lead", stemmed(query.Lead, "the"), 1, []string{"body:the"}},
		{"lead in title", stemmed(query.Lead, "grain"), 1, []string{"title:Grain"}},
		{"overlaps join", &query.And{Kids: []query.Node{stemmed("", "grain"), &query.Phrase{Text: "grain prices"}}}, 2, []string{"body:grain prices"}},
		{"not is never shown", &query.And{Kids: []query.Node{stemmed("", "prices"), &query.Not{Kid: stemmed("", "zebra")}}}, 2, []string{"body:prices"}},
		{"chinese", stemmed("", "会谈"), 8, []string{"body:会谈"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := ask(t, x, query.Plan{Query: test.node, Size: 100, Sort: query.Newest})
			var got []string
			for _, h := range a.Hits {
				if h.ID != id(test.id) {
					continue
				}
				text := map[query.Field]string{query.Title: articles[test.id-1].Title, query.Body: articles[test.id-1].Text}
				for _, m := range h.Matches {
					got = append(got, string(m.Field)+":"+text[m.Field][m.Start:m.End])
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRelevance(t *testing.T) {
	x := openTest(t, testDir(t))
	apply(t, x, 1,
		news.Article{ID: id(1), Lang: "en", Title: "Other things", Text: "harbour " + strings.Repeat("filler ", 30)},
		news.Article{ID: id(2), Lang: "en", Title: "Harbour news", Text: strings.Repeat("filler ", 30)},
		news.Article{ID: id(3), Lang: "en", Title: "Nothing here", Text: strings.Repeat("filler ", 30)},
		news.Article{ID: id(4), Lang: "en", Title: "Other things", Text: strings.Repeat("harbour filler ", 15)},
	)
	a := ask(t, x, query.Plan{Query: stemmed("", "harbours"), Size: 10, Sort: query.ByRelevance})
	if diff := cmp.Diff([]news.ID{id(2), id(4), id(1)}, idsOf(a)); diff != "" {
		t.Error(diff)
	}
	// The same articles in more segments must score the same, or cursors break.
	y := openTest(t, testDir(t))
	filler := strings.Repeat("filler ", 30)
	apply(t, y, 1,
		news.Article{ID: id(4), Lang: "en", Title: "Other things", Text: strings.Repeat("harbour filler ", 15)},
		news.Article{ID: id(1), Lang: "en", Title: "Other things", Text: "old harbour text"},
		news.Article{ID: id(5), Lang: "en", Title: "Harbour", Text: "old harbour text"})
	apply(t, y, 2, news.Article{ID: id(3), Lang: "en", Title: "Nothing here", Text: filler})
	apply(t, y, 3, news.Article{ID: id(2), Lang: "en", Title: "Harbour news", Text: filler})
	changed := []news.Article{{ID: id(1), Lang: "en", Title: "Other things", Text: "harbour " + filler}}
	if err := y.Apply(context.Background(), changed, []news.ID{id(5)}, 4); err != nil {
		t.Fatal(err)
	}
	b := ask(t, y, query.Plan{Query: stemmed("", "harbours"), Size: 10, Sort: query.ByRelevance})
	if diff := cmp.Diff(a.Hits, b.Hits); diff != "" {
		t.Error(diff)
	}
}

// FuzzWords: words never overlap, cut at rune edges, and whatever fold gives, it
// gives again.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "L’accord d'État", "3.5 1,000. a,b", "北京abc", "\xff\xfea\u0301", "ไทย ก็", "ǅ İ ß ﬁ", "a\u00adb\u200dc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, w := range words(s) {
			if w.start < last || w.end <= w.start || w.end > len(s) {
				t.Fatalf("%q: bad word %v after %d", s, w, last)
			}
			last = w.end
			folded := fold(s[w.start:w.end])
			if again := fold(folded); again != folded {
				t.Errorf("%q folds to %q, and that to %q", s[w.start:w.end], folded, again)
			}
			for lang := range stemmers {
				stem(s[w.start:w.end], lang)
			}
		}
	})
}

// FuzzGlob compares with a plain recursive definition.
func FuzzGlob(f *testing.F) {
	f.Add("neg*", "negotiate")
	f.Add("wo?n*x*", "womnaxbx")
	f.Fuzz(func(t *testing.T, glob, word string) {
		if len(glob) > 12 || len(word) > 24 {
			return
		}
		if got, want := matchGlob(glob, word), slowGlob([]rune(glob), []rune(word)); got != want {
			t.Errorf("%q on %q: %v, want %v", glob, word, got, want)
		}
	})
}

func slowGlob(g, w []rune) bool {
	switch {
	case len(g) == 0:
		return len(w) == 0
	case g[0] == '*':
		return slowGlob(g[1:], w) || len(w) > 0 && slowGlob(g, w[1:])
	default:
		return len(w) > 0 && (g[0] == '?' || g[0] == w[0]) && slowGlob(g[1:], w[1:])
	}
}
