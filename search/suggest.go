package search

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
	"dateline/search/query"
)

// suggestedWord stands for the facet of a Suggestion that is a word.
const suggestedWord news.Facet = "word"

// minSuggested letters of a word are completed: one letter begins too much.
const minSuggested = 2

// Suggest completes text: the people, countries, event types, sources and
// languages of whose name it begins a word, and the words of the archive that its
// last word begins, a few of each. People, sources and words come with their number
// of articles. A blank text has no completions.
func (s *Service) Suggest(ctx context.Context, text string) ([]Suggestion, error) {
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > MaxValue {
		return nil, &ParamError{"q", fmt.Sprintf("must be at most %d characters of UTF-8", MaxValue)}
	}
	prefix := fold(text)
	if prefix == "" {
		return []Suggestion{}, nil
	}
	out := []Suggestion{}
	err := s.limited(ctx, func(ctx context.Context) error {
		people, err := s.library.FindPeople(ctx, text, suggestions)
		if err != nil {
			return fmt.Errorf("search: suggest %q: %w", text, err)
		}
		for _, p := range people[:min(len(people), suggestions)] {
			out = append(out, suggestion(news.FacetPerson, found{string(p.ID), p.Name, p.Articles}))
		}
		out = append(out, vocabulary(news.FacetCountry, matchCountries(prefix, news.Countries()))...)
		out = append(out, vocabulary(news.FacetEvent, matchEvents(prefix))...)
		sources, err := s.matchSources(ctx, prefix)
		if err != nil {
			return err
		}
		out = append(out, vocabulary(news.FacetSource, sources)...)
		out = append(out, vocabulary(news.FacetLang, matchLangs(prefix))...)
		words, err := s.suggestWords(ctx, text)
		out = append(out, words...)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func vocabulary(facet news.Facet, all []found) []Suggestion {
	var out []Suggestion
	for _, f := range all[:min(len(all), suggestions)] {
		out = append(out, suggestion(facet, f))
	}
	return out
}

func suggestion(facet news.Facet, f found) Suggestion {
	tag := query.Tag{Facet: facet, Text: f.value}
	out := Suggestion{Facet: facet, Value: f.value, Name: f.name, Query: tag.String()}
	if f.articles >= 0 {
		out.Count = &f.articles
	}
	return out
}

func matchEvents(prefix string) []found {
	var out []found
	for _, e := range news.EventTypes() {
		if begins(e.Label, prefix) || begins(string(e.Type), prefix) {
			out = append(out, found{string(e.Type), e.Label, -1})
		}
	}
	return out
}

func matchLangs(prefix string) []found {
	var out []found
	for _, l := range langs {
		if strings.HasPrefix(fold(l.name), prefix) || strings.HasPrefix(fold(l.own), prefix) {
			out = append(out, found{l.code, l.name, -1})
		}
	}
	return out
}

func (s *Service) matchSources(ctx context.Context, prefix string) ([]found, error) {
	counts, err := s.allValues(ctx, query.Plan{Sort: query.Newest}, news.FacetSource)
	if err != nil {
		return nil, err
	}
	var out []found
	for _, c := range counts.Values {
		if begins(c.Value, prefix) {
			out = append(out, found{c.Value, c.Value, c.N})
		}
	}
	return out, nil
}

// suggestWords completes the last word of text; the query keeps those before it.
func (s *Service) suggestWords(ctx context.Context, text string) ([]Suggestion, error) {
	at := strings.LastIndexFunc(text, unicode.IsSpace) + 1
	last := text[at:]
	if typed := wordsIn(last); len(typed) != 1 || typed[0] != last || utf8.RuneCountInString(last) < minSuggested {
		return nil, nil // punctuation, an operator's sign, several words at once
	}
	found, err := s.engine.Words(ctx, query.WordAsk{Prefix: last, Limit: suggestions})
	if err != nil {
		return nil, engineError(err)
	}
	var out []Suggestion
	for _, f := range found {
		out = append(out, Suggestion{Facet: suggestedWord, Value: f.Word, Name: f.Word, Query: text[:at] + f.Word, Count: &f.Articles})
	}
	return out, nil
}
