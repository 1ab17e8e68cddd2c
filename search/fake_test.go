package search

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

// fakeEngine answers plans by looking at every article: slow, short and exact.
// Score is the number of matching words.
type fakeEngine struct {
	articles []news.Article
	plans    []query.Plan
	answer   func(context.Context, query.Plan) (query.Answer, error) // instead, where set
}

func (e *fakeEngine) Epoch(context.Context) (int64, error) { return int64(1 + len(e.articles)), nil }

func (e *fakeEngine) Count(context.Context) (int, error) { return len(e.articles), nil }

// Words knows none: what does without them is tested with a real index.
func (e *fakeEngine) Words(context.Context, query.WordAsk) ([]query.WordCount, error) {
	return nil, nil
}

func (e *fakeEngine) Search(ctx context.Context, p query.Plan) (query.Answer, error) {
	e.plans = append(e.plans, p)
	if e.answer != nil {
		return e.answer(ctx, p)
	}
	var hits []query.Hit
	for i := range e.articles {
		a := &e.articles[i]
		if matches(a, p, "") {
			m := wordMatches(a, p.Query)
			hits = append(hits, query.Hit{ID: a.ID, Score: float64(len(m)), Published: a.Published.Time, Matches: m})
		}
	}
	answer := query.Answer{Total: len(hits), Listed: len(hits), Facets: map[news.Facet]query.Counts{}}
	slices.SortFunc(hits, func(a, b query.Hit) int { return order(p.Sort, a, b) })
	if p.After != nil {
		after := query.Hit{ID: p.After.ID, Score: p.After.Score, Published: p.After.Published}
		hits = slices.DeleteFunc(hits, func(h query.Hit) bool { return order(p.Sort, h, after) <= 0 })
	}
	answer.More = len(hits) > p.Size
	answer.Hits = hits[:min(p.Size, len(hits))]
	for _, f := range p.Facets {
		answer.Facets[f] = e.count(p, f)
	}
	if p.Explain {
		query.Walk(p.Query, func(n query.Node) bool {
			answer.Parts = append(answer.Parts, query.Part{Node: n, Total: e.alone(p, n)})
			return true
		})
	}
	if p.Timeline != query.None {
		answer.Timeline = &query.Timeline{Interval: query.Month, Undated: answer.Total}
	}
	return answer, nil
}

func (e *fakeEngine) alone(p query.Plan, n query.Node) int {
	p.Query = n
	total := 0
	for i := range e.articles {
		total += btoi(matches(&e.articles[i], p, ""))
	}
	return total
}

func order(s query.Sort, a, b query.Hit) int {
	date := func() int {
		if c := cmp.Compare(btoi(a.Published.IsZero()), btoi(b.Published.IsZero())); c != 0 {
			return c
		}
		if s == query.Oldest {
			return a.Published.Compare(b.Published)
		}
		return b.Published.Compare(a.Published)
	}
	if s == query.ByRelevance {
		return cmp.Or(cmp.Compare(b.Score, a.Score), date(), strings.Compare(string(a.ID), string(b.ID)))
	}
	return cmp.Or(date(), strings.Compare(string(a.ID), string(b.ID)))
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (e *fakeEngine) count(p query.Plan, f news.Facet) query.Counts {
	n := map[string]int{}
	var c query.Counts
	for i := range e.articles {
		a := &e.articles[i]
		if !matches(a, p, f) {
			continue
		}
		values := a.Values(f)
		c.Missing += btoi(len(values) == 0)
		for _, v := range values {
			n[v]++
		}
	}
	for _, v := range p.Choices[f].Exclude { // what including it back would give
		free := p
		free.Choices = maps.Clone(p.Choices)
		delete(free.Choices, f)
		for i := range e.articles {
			a := &e.articles[i]
			n[v] += btoi(matches(a, free, "") && slices.Contains(a.Values(f), v))
		}
	}
	maps.DeleteFunc(n, func(_ string, k int) bool { return k == 0 })
	c.Distinct = len(n)
	chosen := append(slices.Clone(p.Choices[f].Include), p.Choices[f].Exclude...)
	for _, v := range chosen {
		n[v] += 0
	}
	for v, k := range n {
		c.Values = append(c.Values, query.Count{Value: v, N: k})
	}
	slices.SortFunc(c.Values, func(a, b query.Count) int { return cmp.Or(b.N-a.N, strings.Compare(a.Value, b.Value)) })
	if p.FacetSize >= 0 && len(c.Values) > p.FacetSize {
		rest := slices.DeleteFunc(slices.Clone(c.Values[p.FacetSize:]), func(v query.Count) bool { return !slices.Contains(chosen, v.Value) })
		c.Values = append(c.Values[:p.FacetSize:p.FacetSize], rest...)
	}
	return c
}

// matches ignores the included values of facet but: the disjunctive count.
func matches(a *news.Article, p query.Plan, but news.Facet) bool {
	for f, c := range p.Choices {
		has := func(v string) bool { return slices.Contains(a.Values(f), v) }
		hits := len(slices.DeleteFunc(slices.Clone(c.Include), func(v string) bool { return !has(v) }))
		switch {
		case slices.ContainsFunc(c.Exclude, has):
			return false
		case f == but && !c.All, len(c.Include) == 0:
		case hits == 0, c.All && hits < len(c.Include):
			return false
		}
	}
	at := a.Published.Time
	inDates := (p.From.IsZero() || !at.IsZero() && !at.Before(p.From)) && (p.To.IsZero() || !at.IsZero() && at.Before(p.To))
	return inDates && (p.Only == nil || slices.Contains(p.Only, a.ID)) && (p.Query == nil || holds(a, p.Query))
}

func holds(a *news.Article, n query.Node) bool {
	switch n := n.(type) {
	case *query.And:
		return !slices.ContainsFunc(n.Kids, func(k query.Node) bool { return !holds(a, k) })
	case *query.Or:
		return slices.ContainsFunc(n.Kids, func(k query.Node) bool { return holds(a, k) })
	case *query.Not:
		return !holds(a, n.Kid)
	case *query.Tag:
		return slices.ContainsFunc(n.Values, func(v string) bool { return slices.Contains(a.Values(n.Facet), v) })
	case *query.Dates:
		return matches(a, query.Plan{From: n.From, To: n.To}, "")
	case *query.Phrase:
		return strings.Contains(" "+fold(a.Title+" "+a.Text)+" ", " "+fold(n.Text)+" ")
	}
	return len(wordMatches(a, n)) > 0
}

// lower keeps every byte where it is, valid or not.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// wordMatches finds the words of n, which are ASCII in these tests, by letters.
func wordMatches(a *news.Article, n query.Node) []query.Match {
	var out []query.Match
	for _, leaf := range query.Leaves(n) {
		w, ok := leaf.(*query.Word)
		if !ok {
			continue
		}
		for _, f := range []struct {
			field query.Field
			text  string
		}{{query.Title, a.Title}, {query.Body, a.Text}} {
			for at := 0; ; {
				i := strings.Index(lower(f.text[at:]), lower(w.Text))
				if i < 0 {
					break
				}
				out = append(out, query.Match{Field: f.field, Start: at + i, End: at + i + len(w.Text)})
				at += i + len(w.Text)
			}
		}
	}
	return out
}

// fakeLibrary holds articles and people in memory.
type fakeLibrary struct {
	articles []news.Article
	people   []PersonName
}

func (l *fakeLibrary) Articles(_ context.Context, ids []news.ID) ([]news.Article, error) {
	var out []news.Article
	for _, id := range ids {
		for _, a := range l.articles {
			if a.ID == id {
				out = append(out, a)
			}
		}
	}
	return out, nil
}

func (l *fakeLibrary) PersonNames(_ context.Context, ids []news.PersonID) (map[news.PersonID]string, error) {
	out := map[news.PersonID]string{}
	for _, p := range l.people {
		if slices.Contains(ids, p.ID) {
			out[p.ID] = p.Name
		}
	}
	return out, nil
}

func (l *fakeLibrary) Person(_ context.Context, id news.PersonID) (PersonInfo, error) {
	for _, p := range l.people {
		if p.ID == id {
			return PersonInfo{ID: id, Name: p.Name, Articles: p.Articles}, nil
		}
	}
	return PersonInfo{}, ErrNotFound
}

// Current knows Amara Okafor by an older id.
func (l *fakeLibrary) Current(_ context.Context, ids []news.PersonID) (map[news.PersonID]news.PersonID, error) {
	out := map[news.PersonID]news.PersonID{}
	for _, id := range ids {
		if id == "p-amara-okafor-old" {
			out[id] = "p-amara-okafor"
		}
	}
	return out, nil
}

func (l *fakeLibrary) Epoch(context.Context) (string, error) { return "1", nil }

func (l *fakeLibrary) Versions(context.Context, news.ID) ([]Version, error) { return nil, nil }

func (l *fakeLibrary) FindPeople(_ context.Context, text string, limit int) ([]PersonName, error) {
	var out []PersonName
	for _, p := range l.people {
		all := true
		for word := range strings.FieldsSeq(fold(text)) {
			all = all && begins(p.Name, word)
		}
		if all && len(out) < limit {
			out = append(out, p)
		}
	}
	return out, nil
}

// archive is six invented articles.
func archive() []news.Article {
	article := func(key, title, text, source, lang string, at news.Date, tags news.Tags) news.Article {
		return news.Article{ID: news.NewID(key), Key: key, URL: "https://" + source + "/" + key, Title: title, Text: text,
			Source: source, Lang: lang, Published: at, Tags: tags}
	}
	okafor := news.Person{ID: "p-amara-okafor", Name: "Amara Okafor"}
	lind := news.Person{ID: "p-bo-lindqvist", Name: "Bo Lindqvist"}
	lind2 := news.Person{ID: "p-eva-lindqvist", Name: "Eva Lindqvist"}
	ua := news.Country{Code: "UA", Name: "Ukraine"}
	tr := news.Country{Code: "TR", Name: "Türkiye"}
	talks := news.Event{Type: "talks", Name: "Talks"}
	off := news.Event{Type: "talks", Name: "Talks", Negated: true}
	return []news.Article{
		article("a", "Grain corridor talks open", "Envoys met about the grain corridor.\nOkafor spoke first.", "harbourpost.example", "en",
			news.Day(2025, 4, 1), news.Tags{People: []news.Person{okafor, lind}, Countries: []news.Country{ua, tr}, Events: []news.Event{talks}}),
		article("b", "Corridor talks called off", "The grain envoys left the corridor.", "harbourpost.example", "en",
			news.Day(2025, 4, 20), news.Tags{People: []news.Person{okafor}, Countries: []news.Country{ua}, Events: []news.Event{off}}),
		article("c", "Wheat prices rise", "Grain and wheat cost more.", "wire.example", "en", news.Day(2025, 5, 2),
			news.Tags{People: []news.Person{lind2}}),
		article("d", "Weizen wird teurer", "Getreide kostet mehr.", "blatt.example", "de", news.Day(2024, 12, 31), news.Tags{Countries: []news.Country{tr}}),
		article("e", "Undated notes", "Grain was mentioned here.", "wire.example", "en", news.Date{}, news.Tags{}),
		article("f", "Old harbour", "Ships only.", "old.harbour.example", "en", news.Date{Time: time.Date(2020, 1, 1, 8, 0, 0, 0, time.UTC)}, news.Tags{}),
	}
}

func newFake(t *testing.T) (*Service, *fakeEngine) {
	t.Helper()
	engine := &fakeEngine{articles: archive()}
	library := &fakeLibrary{articles: engine.articles, people: []PersonName{
		{"p-amara-okafor", "Amara Okafor", 2}, {"p-bo-lindqvist", "Bo Lindqvist", 1}, {"p-eva-lindqvist", "Eva Lindqvist", 1},
	}}
	return New(engine, library, Options{}), engine
}
