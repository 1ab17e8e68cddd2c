package index

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dateline/search/query"
)

// wildcards expands negotiat* and wom?n to the folded words of field.
func (c *compiler) wildcards(field string, n *query.Word) (slots, error) {
	out := slots{sum: true}
	for _, glob := range globWords(n.Text) {
		terms := []string{glob}
		if i := strings.IndexAny(glob, "*?"); i >= 0 {
			if utf8.RuneCountInString(glob[:i]) < minWildcardLetters {
				return slots{}, &query.Error{
					Position: n.Span.Start,
					Message:  fmt.Sprintf("a wildcard needs %d letters before it", minWildcardLetters),
					Hint:     "write more of the word's beginning",
				}
			}
			var err error
			if terms, err = c.expandGlob(field, glob, glob[:i], n.Span); err != nil {
				return slots{}, err
			}
		}
		out.terms = append(out.terms, terms)
	}
	return out, nil
}

func (c *compiler) expandGlob(field, glob, prefix string, span query.Span) ([]string, error) {
	dict, err := c.view.snapshot.FieldDictPrefix(field, []byte(prefix))
	if err != nil {
		return nil, err
	}
	defer dict.Close()
	out := []string{}
	for scanned := 0; ; scanned++ {
		e, err := dict.Next()
		if err != nil || e == nil {
			return out, err
		}
		if scanned%ctxEvery == 0 && c.view.ctx.Err() != nil {
			return nil, c.view.ctx.Err()
		}
		if scanned > maxScan {
			return nil, tooMany(glob, span)
		}
		if !matchGlob(glob, e.Term) || len(out) > 0 && out[len(out)-1] == e.Term {
			continue
		}
		if out = append(out, e.Term); len(out) > maxExpansion {
			return nil, tooMany(glob, span)
		}
	}
}

func tooMany(word string, span query.Span) error {
	return &query.Error{
		Position: span.Start,
		Message:  fmt.Sprintf("%s stands for more than %d words", word, maxExpansion),
		Hint:     "write more of its letters",
	}
}

// matchGlob reports whether word is what glob stands for: * any letters, ? one.
// It keeps one place to come back to, so its time is bounded by the product of
// both lengths whatever the glob.
func matchGlob(glob, word string) bool {
	g, w := []rune(glob), []rune(word)
	star, back := -1, 0
	i, j := 0, 0
	for j < len(w) {
		switch {
		case i < len(g) && g[i] == '*':
			star, back = i, j
			i++
		case i < len(g) && (g[i] == '?' || g[i] == w[j]):
			i++
			j++
		case star >= 0:
			back++
			i, j = star+1, back
		default:
			return false
		}
	}
	for i < len(g) && g[i] == '*' {
		i++
	}
	return i == len(g)
}

// fuzzy expands a word to the folded words of field that are at most n.Edits
// off; a swap of neighbours is one edit.
func (c *compiler) fuzzy(field string, n *query.Word) (slots, error) {
	edits := min(max(n.Edits, 1), maxEdits)
	out := slots{sum: true}
	for _, w := range words(n.Text) {
		word := fold(n.Text[w.start:w.end])
		terms, err := c.expandFuzzy(field, word, edits, n.Span)
		if err != nil {
			return slots{}, err
		}
		out.terms = append(out.terms, terms)
	}
	return out, nil
}

func (c *compiler) expandFuzzy(field, word string, edits int, span query.Span) ([]string, error) {
	dict, err := c.view.snapshot.FieldDictFuzzy(field, word, edits, "")
	if err != nil {
		return nil, err
	}
	defer dict.Close()
	out := []string{}
	for {
		e, err := dict.Next()
		if err != nil {
			return nil, err
		}
		if e == nil {
			return slices.Compact(out), nil
		}
		if isMark(e.Term) {
			continue
		}
		if out = append(out, e.Term); len(out) > maxExpansion {
			return nil, tooMany(word+"~", span)
		}
	}
}
