package enginetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func randomText(r *rand.Rand, n int) string {
	var out []string
	for range n {
		out = append(out, pick(r, oracleWords))
	}
	return strings.Join(out, " ")
}

// RandomArticle draws the n-th article of a small world: few words, people and
// dates, so that queries meet.
func RandomArticle(r *rand.Rand, n int) news.Article {
	a := news.Article{ID: id(n), Title: randomText(r, 1+r.IntN(3)), Text: randomText(r, r.IntN(12))}
	a.Lang = pick(r, []string{"", "en", "de", "uk"})
	a.Source = pick(r, []string{"", "a.example", "b.example"})
	if r.IntN(3) == 0 {
		a.Group = randomGroup(r)
	}
	if r.IntN(8) > 0 {
		a.Published = news.Date{Time: time.Date(2024, 1, 1, r.IntN(30*24), 0, 0, 0, time.UTC)}
	}
	for range r.IntN(4) {
		a.Tags.People = append(a.Tags.People, news.Person{ID: news.PersonID(fmt.Sprintf("p-%d", r.IntN(15)))})
	}
	for range r.IntN(3) {
		a.Tags.Countries = append(a.Tags.Countries, news.Country{Code: pick(r, []news.CountryCode{"UA", "FR", "DE", "EG"})})
	}
	for range r.IntN(3) {
		a.Tags.Events = append(a.Tags.Events, news.Event{Type: pick(r, []news.EventType{"talks", "protest", "protest:riot"}), Negated: r.IntN(3) == 0})
	}
	return a
}

func randomNode(r *rand.Rand, depth int) query.Node {
	kind := r.IntN(8)
	if depth == 0 {
		kind = r.IntN(5)
	}
	switch kind {
	case 0, 1:
		return &query.Word{Text: pick(r, oracleWords), Kind: query.Verbatim}
	case 2:
		return &query.Phrase{Text: randomText(r, 2), Verbatim: true}
	case 3:
		return &query.Tag{Facet: news.FacetPerson, Values: []string{fmt.Sprintf("p-%d", r.IntN(15)), "p-1"}}
	case 4:
		return &query.Dates{From: randomDay(r), To: randomDay(r).AddDate(0, 0, 9)}
	case 5:
		return &query.Not{Kid: randomNode(r, depth-1)}
	case 6:
		return &query.Or{Kids: []query.Node{randomNode(r, depth-1), randomNode(r, depth-1)}}
	default:
		return &query.And{Kids: []query.Node{randomNode(r, depth-1), randomNode(r, depth-1)}}
	}
}

func randomGroup(r *rand.Rand) news.ID { return id(1000 + r.IntN(25)) }

func randomDay(r *rand.Rand) time.Time { return time.Date(2024, 1, 1+r.IntN(30), 0, 0, 0, 0, time.UTC) }

func randomPlan(r *rand.Rand) query.Plan {
	p := query.Plan{Facets: news.Facets, FacetSize: r.IntN(6) - 1, Choices: map[news.Facet]query.Choice{}}
	p.Sort = pick(r, []query.Sort{query.Newest, query.Oldest, query.ByRelevance, query.Recent})
	p.Timeline = pick(r, []query.Interval{query.Auto, query.Hour, query.Day, query.Week, query.Month, query.Year})
	p.Size = 1 + r.IntN(20)
	if r.IntN(4) > 0 {
		p.Query = randomNode(r, 2)
	}
	if r.IntN(3) == 0 {
		p.From = randomDay(r)
	}
	if r.IntN(3) == 0 {
		p.To = randomDay(r)
	}
	if r.IntN(5) == 0 {
		p.Only = []news.ID{}
		for range r.IntN(80) {
			p.Only = append(p.Only, RandomArticle(r, r.IntN(300)).ID)
		}
	}
	p.Collapse = r.IntN(2) == 0
	if r.IntN(10) == 0 {
		p.Group = randomGroup(r)
	}
	values := map[news.Facet][]string{
		news.FacetPerson: {"p-1", "p-2", "p-3", "p-nobody"}, news.FacetCountry: {"UA", "FR", "XX"},
		news.FacetEvent: {"protest", "protest:riot", "talks.negated"}, news.FacetSource: {"a.example", "b.example"},
	}
	for f, from := range values {
		if r.IntN(3) > 0 {
			continue
		}
		c := query.Choice{All: r.IntN(3) == 0}
		for range r.IntN(3) {
			c.Include = append(c.Include, pick(r, from))
		}
		for range r.IntN(2) {
			c.Exclude = append(c.Exclude, pick(r, from))
		}
		p.Choices[f] = c
	}
	return p
}
