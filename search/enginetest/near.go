package enginetest

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/search/query"
)

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
func nearWorld(t *testing.T, r *rand.Rand, x Engine) map[news.ID]*nearDoc {
	t.Helper()
	docs := map[news.ID]*nearDoc{}
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
	return docs
}

// testNear compares random proximities with the oracle of positions.
func testNear(t *testing.T, open func(*testing.T) Engine) {
	const worlds = 10
	asked, found := 0, 0
	start := time.Now()
	for seed := range uint64(worlds) {
		r := rand.New(rand.NewPCG(seed, 7))
		x := open(t)
		docs := nearWorld(t, r, x)
		for q := 0; q < nearQueries/worlds; {
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

func checkNear(t *testing.T, x Engine, docs map[news.ID]*nearDoc, n query.Node, explain bool) int {
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
