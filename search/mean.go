package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"
)

// didYouMean gives req in other spellings that find more than it did: words of the
// query that hardly any article has, replaced by like ones that many have. It asks
// the engine a few times for each of at most maxMean words.
func (s *Service) didYouMean(ctx context.Context, req Request, parsed checked, total int) ([]Respelling, error) {
	like := map[string][]string{} // what a word may have been meant to be, by its folded form
	for _, word := range meanable(parsed.node) {
		candidates, err := s.alike(ctx, word)
		if err != nil {
			return nil, err
		}
		if len(candidates) > 0 {
			like[fold(word)] = candidates
		}
	}
	var out []Respelling
	for n := 0; n < maxRespelling && len(like) > 0; n++ {
		r, err := s.respell(ctx, req, parsed.node, func(word string) string { return nth(like[fold(word)], n) })
		if err != nil {
			return nil, err
		}
		// What finds as much as another is most often another form of the same word.
		known := slices.ContainsFunc(out, func(o Respelling) bool { return o.Total == r.Total })
		if r.Total > total && !known {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Respelling) int { return b.Total - a.Total })
	return out, nil
}

// nth gives the n-th of a word's spellings, or the last where it has fewer.
func nth(spellings []string, n int) string {
	if len(spellings) == 0 {
		return ""
	}
	return spellings[min(n, len(spellings)-1)]
}

// meanable lists the words of a query that may be misspelled, each once.
func meanable(n query.Node) []string {
	var out []string
	add := func(text string) {
		for _, w := range wordsIn(text) {
			same := func(o string) bool { return fold(o) == fold(w) }
			if utf8.RuneCountInString(w) >= minMean && len(out) < maxMean && !slices.ContainsFunc(out, same) {
				out = append(out, w)
			}
		}
	}
	for _, leaf := range query.Leaves(n) {
		if text, _ := respellable(leaf); text != "" {
			add(text)
		}
	}
	return out
}

// respellable gives the text of a leaf that may be misspelled, and the leaf with
// another in its place: a plain word or phrase, a name of a person. Who types a
// wildcard, a fuzzy word, or one verbatim means it; then the text is empty.
func respellable(leaf query.Node) (text string, with func(string) query.Node) {
	switch leaf := leaf.(type) {
	case *query.Word:
		if leaf.Kind == query.Stemmed {
			return leaf.Text, func(text string) query.Node { other := *leaf; other.Text = text; return &other }
		}
	case *query.Phrase:
		if !leaf.Verbatim {
			return leaf.Text, func(text string) query.Node { other := *leaf; other.Text = text; return &other }
		}
	case *query.Tag:
		if leaf.Facet == news.FacetPerson {
			return leaf.Text, func(text string) query.Node { other := *leaf; other.Text = text; return &other }
		}
	}
	return "", nil
}

// wordsIn cuts text into runs of letters; what holds a digit is no misspelling.
func wordsIn(text string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) }),
		func(w string) bool { return strings.ContainsFunc(w, unicode.IsDigit) })
}

// alike gives the words one edit from word, or two where there is none and word is
// long enough, that meanTimes as many articles have; the commonest first.
func (s *Service) alike(ctx context.Context, word string) ([]string, error) {
	asIs := Request{Q: (&query.Word{Text: word}).String()}
	if !fits(asIs) {
		return nil, nil // an operator, in other letters
	}
	own, err := s.total(ctx, asIs)
	if err != nil {
		return nil, err
	}
	for edits := 1; edits <= 2; edits++ {
		if edits == 2 && utf8.RuneCountInString(word) < minMeanTwo {
			break
		}
		found, err := s.engine.Words(ctx, query.WordAsk{Like: word, Edits: edits, Limit: maxRespelling})
		if err != nil {
			return nil, engineError(err)
		}
		var out []string
		for _, f := range found {
			if f.Articles >= max(1, own*meanTimes) && f.Word != fold(word) {
				out = append(out, f.Word)
			}
		}
		if len(out) > 0 {
			return out, nil
		}
	}
	return nil, nil
}

// respell asks req with each word of its query replaced by what instead makes of it,
// "" for one that stays.
func (s *Service) respell(ctx context.Context, req Request, n query.Node, instead func(string) string) (Respelling, error) {
	changed, err := query.Map(n, func(leaf query.Node) (query.Node, error) {
		if text, with := respellable(leaf); text != "" {
			return with(replaceWords(text, instead)), nil
		}
		return leaf, nil
	})
	if err != nil {
		return Respelling{}, err
	}
	respelled := firstPage(req)
	respelled.Q = changed.String()
	if !fits(respelled) {
		return Respelling{}, nil
	}
	total, err := s.total(ctx, respelled)
	return Respelling{Q: respelled.Q, With: respelled.Values().Encode(), Total: total}, err
}

// replaceWords keeps everything between the words, and a capital where one was.
func replaceWords(text string, instead func(string) string) string {
	var b strings.Builder
	for text != "" {
		at := strings.IndexFunc(text, isWordRune)
		if at < 0 {
			break
		}
		b.WriteString(text[:at])
		text = text[at:]
		end := strings.IndexFunc(text, func(r rune) bool { return !isWordRune(r) })
		if end < 0 {
			end = len(text)
		}
		b.WriteString(capitalAs(text[:end], cmp.Or(instead(text[:end]), text[:end])))
		text = text[end:]
	}
	return b.String() + text
}

func isWordRune(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.Nd) }

// capitalAs gives word a capital where like has one.
func capitalAs(like, word string) string {
	if r, _ := utf8.DecodeRuneInString(like); !unicode.IsUpper(r) {
		return word
	}
	first, size := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(first)) + word[size:]
}
