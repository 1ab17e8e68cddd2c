package enginetest

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"dateline/search/query"
)

// testWords compares the words of random articles, after updates and deletes, with
// a count of each article's own.
func testWords(t *testing.T, x Engine) {
	r := rand.New(rand.NewPCG(7, 7))
	o := oracle{}
	grow(t, r, x, o)
	asks := []query.WordAsk{{}, {Prefix: "t"}, {Like: "talks"}, {Like: "nothing"}, {Prefix: "no such"}, {Like: "gtain", Edits: 1}}
	for _, w := range oracleWords {
		swapped := w[:1] + w[2:3] + w[1:2] + w[3:]
		asks = append(asks, query.WordAsk{Prefix: w[:2]}, query.WordAsk{Like: swapped, Edits: 1}, query.WordAsk{Like: w[1:], Edits: 1},
			query.WordAsk{Like: w[2:], Edits: 2}, query.WordAsk{Like: strings.ToUpper(w), Edits: 0})
	}
	for _, ask := range asks {
		for _, limit := range []int{0, 1, 3, 50} {
			ask.Limit = limit
			got, err := x.Words(t.Context(), ask)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(o.words(ask), got); diff != "" {
				t.Errorf("%+v: %s", ask, diff)
			}
		}
	}
}

func (o oracle) words(ask query.WordAsk) []query.WordCount {
	n := map[string]int{}
	for _, a := range o {
		for _, w := range slices.Compact(slices.Sorted(slices.Values(strings.Fields(strings.ToLower(a.Title + " " + a.Text))))) {
			n[w]++
		}
	}
	out := []query.WordCount{}
	for w, count := range n {
		if asked(ask, w) {
			out = append(out, query.WordCount{Word: w, Articles: count})
		}
	}
	slices.SortFunc(out, func(a, b query.WordCount) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(a.Word, b.Word))
	})
	return out[:min(len(out), ask.Limit)]
}

func asked(ask query.WordAsk, word string) bool {
	switch {
	case ask.Like != "":
		return edits(strings.ToLower(ask.Like), word) <= ask.Edits
	case ask.Prefix == "":
		return false
	}
	return strings.HasPrefix(word, ask.Prefix)
}

// edits is the Damerau-Levenshtein distance (restricted: no edit within a swap), by
// its definition.
func edits(a, b string) int {
	switch {
	case a == "" || b == "":
		return len(a) + len(b)
	case a[0] == b[0]:
		return edits(a[1:], b[1:])
	}
	least := min(edits(a[1:], b), edits(a, b[1:]), edits(a[1:], b[1:]))
	if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
		least = min(least, edits(a[2:], b[2:]))
	}
	return 1 + least
}
