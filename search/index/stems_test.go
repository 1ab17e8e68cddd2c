package index

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/search/news"
	"dateline/search/query"
)

// timesIn is the definition: a word of an article is meant by a word of a query
// when they fold alike or, in the article's language, have the same stem. It counts
// as often as the more frequent of the two.
func timesIn(a *news.Article, word string) float64 {
	alike, stemmed := 0.0, 0.0
	lang := baseLanguage(a.Lang)
	for _, w := range strings.Fields(a.Text) {
		if fold(w) == fold(word) {
			alike++
		}
		if stemmers[lang] != nil && stem(w, lang) == stem(word, lang) {
			stemmed++
		}
	}
	return max(alike, stemmed)
}

// TestStems: whatever forms of words are left out of the index, what is found and
// its score are as defined, in articles of several languages.
func TestStems(t *testing.T) {
	vocabulary := strings.Fields("run runs running runner Run harbour harbours harboured able abilities ability abil univers university " +
		"lauf laufen läuft haus häuser news new generic generically café cafe résumé résumés resume the is 2024 3.5")
	langs := []string{"en", "en-GB", "EN", "de", "fr", "", "xx"}
	r := rand.New(rand.NewPCG(3, 4))
	var all []news.Article
	for n := range 400 {
		var text []string
		for range 2 + r.IntN(9) {
			text = append(text, pickOne(r, vocabulary))
		}
		all = append(all, news.Article{ID: id(n), Lang: pickOne(r, langs), Text: strings.Join(text, " "), Authors: []string{pickOne(r, vocabulary)}})
	}
	x := openTest(t, testDir(t))
	apply(t, x, 1, all[:150]...)
	apply(t, x, 2, all[150:]...)
	for _, word := range vocabulary {
		want := scoresOf(all, word)
		if len(want) == 0 {
			t.Errorf("%s: stands nowhere", word)
		}
		got := map[news.ID]float64{}
		for _, h := range ask(t, x, query.Plan{Query: &query.Word{Field: query.Body, Text: word}, Sort: query.ByRelevance, Size: len(all)}).Hits {
			got[h.ID] = h.Score
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(1e-9, 0)); diff != "" {
			t.Errorf("%s: %s", word, diff)
		}
		authored := 0
		for i := range all {
			if fold(all[i].Authors[0]) == fold(word) {
				authored++
			}
		}
		if a := ask(t, x, query.Plan{Query: &query.Word{Field: query.By, Text: word}}); a.Total != authored {
			t.Errorf("by %s: %d articles, want %d", word, a.Total, authored)
		}
	}
}

func pickOne[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// scoresOf is BM25 over the text alone of the articles that mean word.
func scoresOf(all []news.Article, word string) map[news.ID]float64 {
	with, words := 0.0, 0.0
	for i := range all {
		words += float64(len(strings.Fields(all[i].Text)))
		if timesIn(&all[i], word) > 0 {
			with++
		}
	}
	n := float64(len(all))
	idf := math.Log(1 + (n-with+0.5)/(with+0.5))
	out := map[news.ID]float64{}
	for i := range all {
		if tf := timesIn(&all[i], word); tf > 0 {
			length := float64(len(strings.Fields(all[i].Text)))
			out[all[i].ID] = bodyWeight * idf * tf * (bm25K1 + 1) / (tf + bm25K1*(1-bm25B+bm25B*length/(words/n)))
		}
	}
	return out
}
