package search

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"
)

const (
	// DefaultSimilar is the articles Similar gives.
	DefaultSimilar = 6
	// similarWords is by how many words an article is described, similarPool
	// out of how many of its most frequent ones they are chosen.
	similarWords = 12
	similarPool  = 60
	// similarText is how much of a text is read for them, in bytes: what a
	// story is about, it says at its beginning.
	similarText = 8 << 10
	// minSimilarWord is the letters of a word that says something.
	minSimilarWord = 4
)

// Similar gives the articles most like the one of id, best first: those that share
// the words and people that are frequent in it and rare in the archive. It fails
// with ErrNotFound, and as Search does.
func (s *Service) Similar(ctx context.Context, id news.ID, size int) ([]Hit, error) {
	a, err := s.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	var hits []Hit
	err = s.limited(ctx, func(ctx context.Context) error {
		hits, err = s.similar(ctx, &a, cmp.Or(size, DefaultSimilar))
		return err
	})
	return hits, err
}

func (s *Service) similar(ctx context.Context, a *news.Article, size int) ([]Hit, error) {
	pool := similarNodes(a)
	if len(pool) == 0 {
		return []Hit{}, nil
	}
	rare, err := s.rarest(ctx, pool)
	if err != nil || len(rare) == 0 {
		return []Hit{}, err
	}
	answer, err := s.engine.Search(ctx, query.Plan{Query: orOf(rare), Sort: query.ByRelevance, Size: size + 1, Timeline: query.None})
	if err != nil {
		return nil, engineError(err)
	}
	found := slices.DeleteFunc(answer.Hits, func(h query.Hit) bool { return h.ID == a.ID })
	hits, err := s.hits(ctx, found[:min(len(found), size)])
	if err != nil {
		return nil, fmt.Errorf("search: similar: %w", err)
	}
	for i := range hits {
		hits[i].Snippets = []Snippet{} // of words nobody asked for
	}
	return hits, nil
}

func orOf(nodes []query.Node) query.Node {
	if len(nodes) == 1 {
		return nodes[0]
	}
	return &query.Or{Kids: nodes}
}

// similarNodes gives the article's people and its most frequent words; one of the
// title counts three times.
func similarNodes(a *news.Article) []query.Node {
	text := a.Text[:min(len(a.Text), similarText)]
	counts := map[string]int{}
	count := func(text string, weight int) {
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if utf8.ValidString(w) && utf8.RuneCountInString(w) >= minSimilarWord {
				counts[strings.ToLower(w)] += weight
			}
		}
	}
	count(a.Title, 3)
	count(strings.ToValidUTF8(text, ""), 1)
	words := make([]string, 0, len(counts))
	for w := range counts {
		words = append(words, w)
	}
	slices.SortFunc(words, func(x, y string) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) })
	var out []query.Node
	for _, p := range a.Tags.People {
		if len(out) < similarWords {
			out = append(out, &query.Tag{Facet: news.FacetPerson, Text: p.Name, Values: []string{string(p.ID)}})
		}
	}
	for _, w := range words[:min(len(words), similarPool)] {
		out = append(out, &query.Word{Text: w})
	}
	return out
}

// rarest keeps the parts that few articles but more than this one match: the
// engine counts them all in one pass.
func (s *Service) rarest(ctx context.Context, pool []query.Node) ([]query.Node, error) {
	if len(pool) == 1 {
		return pool, nil
	}
	answer, err := s.engine.Search(ctx, query.Plan{Query: orOf(pool), Sort: query.Newest, Timeline: query.None, Explain: true})
	if err != nil {
		return nil, engineError(err)
	}
	totals := map[query.Node]int{}
	for _, part := range answer.Parts {
		totals[part.Node] = part.Total
	}
	kept := slices.DeleteFunc(slices.Clone(pool), func(n query.Node) bool { return totals[n] < 2 })
	slices.SortStableFunc(kept, func(x, y query.Node) int { return cmp.Compare(totals[x], totals[y]) })
	return kept[:min(len(kept), similarWords)], nil
}
