package index

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/search/query"
)

// The oracle answers a plan by looking at every article, the plain way the
// documentation of query.Counts and query.Timeline says it. It knows no index.
type oracle map[news.ID]news.Article

var oracleWords = []string{"talks", "grain", "treaty", "harbour", "minister", "strike", "river", "border", "vote", "court"}

func (o oracle) matchNode(n query.Node, a *news.Article) bool {
	switch n := n.(type) {
	case nil:
		return true
	case *query.And:
		return !slices.ContainsFunc(n.Kids, func(k query.Node) bool { return !o.matchNode(k, a) })
	case *query.Or:
		return slices.ContainsFunc(n.Kids, func(k query.Node) bool { return o.matchNode(k, a) })
	case *query.Not:
		return !o.matchNode(n.Kid, a)
	case *query.Word:
		return strings.Contains(" "+a.Title+" ", " "+n.Text+" ") || strings.Contains(" "+a.Text+" ", " "+n.Text+" ")
	case *query.Phrase:
		return strings.Contains(" "+a.Title+" ", " "+n.Text+" ") || strings.Contains(" "+a.Text+" ", " "+n.Text+" ")
	case *query.Tag:
		return slices.ContainsFunc(a.Values(n.Facet), func(v string) bool { return slices.Contains(n.Values, v) })
	case *query.Dates:
		return inDates(a, n.From, n.To)
	}
	panic("unknown node")
}

func inDates(a *news.Article, from, to time.Time) bool {
	at := a.Published.Time
	if at.IsZero() {
		return from.IsZero() && to.IsZero()
	}
	return (from.IsZero() || !at.Before(from)) && (to.IsZero() || at.Before(to))
}

func chosenIn(a *news.Article, f news.Facet, c query.Choice) bool {
	if len(c.Include) == 0 {
		return true
	}
	has := 0
	for _, v := range c.Include {
		if slices.Contains(a.Values(f), v) {
			has++
		}
	}
	return has > 0 && (!c.All || has == len(c.Include))
}

func excludedFrom(a *news.Article, f news.Facet, c query.Choice) bool {
	return slices.ContainsFunc(c.Exclude, func(v string) bool { return slices.Contains(a.Values(f), v) })
}

// filter gives the articles of plan; skip is a facet whose choice is not asked.
func (o oracle) filter(p *query.Plan, skip news.Facet) []news.Article {
	var out []news.Article
	for _, a := range o {
		ok := o.matchNode(p.Query, &a) && inDates(&a, p.From, p.To) && (p.Only == nil || slices.Contains(p.Only, a.ID))
		for f, c := range p.Choices {
			ok = ok && (f == skip || chosenIn(&a, f, c) && !excludedFrom(&a, f, c))
		}
		if ok {
			out = append(out, a)
		}
	}
	return out
}

func (o oracle) counts(p *query.Plan, f news.Facet) query.Counts {
	c := p.Choices[f]
	n := map[string]int{}
	out := query.Counts{Values: []query.Count{}}
	for _, a := range o.filter(p, f) {
		values := a.Values(f)
		for _, v := range c.Exclude {
			if slices.Contains(values, v) {
				n[v]++
			}
		}
		if excludedFrom(&a, f, c) || c.All && !chosenIn(&a, f, c) {
			continue
		}
		if len(values) == 0 {
			out.Missing++
		}
		for _, v := range values {
			n[v]++
		}
	}
	for v, count := range n {
		out.Values = append(out.Values, query.Count{Value: v, N: count})
	}
	out.Distinct = len(out.Values)
	order := func(a, b query.Count) int { return cmp.Or(b.N-a.N, strings.Compare(a.Value, b.Value)) }
	slices.SortFunc(out.Values, order)
	rest := []query.Count{}
	if p.FacetSize >= 0 && len(out.Values) > p.FacetSize {
		rest = out.Values[p.FacetSize:]
		out.Values = slices.Clone(out.Values[:p.FacetSize])
	}
	for _, v := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(c.Include, c.Exclude)))) {
		listed := func(c query.Count) bool { return c.Value == v }
		if slices.ContainsFunc(out.Values, listed) {
			continue
		}
		out.Values = append(out.Values, query.Count{Value: v})
		if i := slices.IndexFunc(rest, listed); i >= 0 {
			out.Values[len(out.Values)-1] = rest[i]
		}
	}
	slices.SortFunc(out.Values, order)
	return out
}

// scorer is BM25 by the book, summed over the words and phrases under no Not, in
// title and body; a word is as rare as articles with it in either.
func (o oracle) scorer(n query.Node) func(*news.Article) float64 {
	type part struct {
		field  func(*news.Article) string
		weight float64
	}
	fields := []part{
		{field: func(a *news.Article) string { return a.Title }, weight: titleWeight},
		{field: func(a *news.Article) string { return a.Text }, weight: bodyWeight},
	}
	return func(a *news.Article) float64 {
		sum := 0.0
		for _, row := range positive(n) {
			with := 0.0
			for _, b := range o {
				if occurrencesIn(b.Title, row)+occurrencesIn(b.Text, row) > 0 {
					with++
				}
			}
			for _, f := range fields {
				length := 0.0
				for _, b := range o {
					length += float64(len(strings.Fields(f.field(&b))))
				}
				all := float64(len(o))
				tf := occurrencesIn(f.field(a), row)
				own := float64(len(strings.Fields(f.field(a))))
				idf := math.Log(1 + (all-with+0.5)/(with+0.5))
				sum += f.weight * idf * tf * 3 / (tf + 2*(0.25+0.75*own/(length/all)))
			}
		}
		return sum
	}
}

func occurrencesIn(text, row string) float64 {
	words, want := strings.Fields(text), strings.Fields(row)
	n := 0.0
	for i := range len(words) - len(want) + 1 {
		if slices.Equal(words[i:i+len(want)], want) {
			n++
		}
	}
	return n
}

// positive lists the words and phrases under no Not.
func positive(n query.Node) []string {
	var out []string
	switch n := n.(type) {
	case *query.And:
		for _, k := range n.Kids {
			out = append(out, positive(k)...)
		}
	case *query.Or:
		for _, k := range n.Kids {
			out = append(out, positive(k)...)
		}
	case *query.Word:
		out = append(out, n.Text)
	case *query.Phrase:
		out = append(out, n.Text)
	}
	return out
}

// order is the order of hits by date.
func (o oracle) order(p *query.Plan) []news.ID {
	found := o.filter(p, "")
	slices.SortFunc(found, func(a, b news.Article) int {
		x, y := a.Published.Time, b.Published.Time
		switch {
		case x.Equal(y):
			return strings.Compare(string(a.ID), string(b.ID))
		case x.IsZero():
			return 1
		case y.IsZero():
			return -1
		case p.Sort == query.Oldest:
			return x.Compare(y)
		default:
			return y.Compare(x)
		}
	})
	out := []news.ID{}
	for _, a := range found {
		out = append(out, a.ID)
	}
	return out
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func randomText(r *rand.Rand, n int) string {
	var out []string
	for range n {
		out = append(out, pick(r, oracleWords))
	}
	return strings.Join(out, " ")
}

func randomArticle(r *rand.Rand, n int) news.Article {
	a := news.Article{ID: id(n), Title: randomText(r, 1+r.IntN(3)), Text: randomText(r, r.IntN(12))}
	a.Lang = pick(r, []string{"", "en", "de", "uk"})
	a.Source = pick(r, []string{"", "a.example", "b.example"})
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

func randomDay(r *rand.Rand) time.Time { return time.Date(2024, 1, 1+r.IntN(30), 0, 0, 0, 0, time.UTC) }

func randomPlan(r *rand.Rand) query.Plan {
	p := query.Plan{Facets: news.Facets, FacetSize: r.IntN(6) - 1, Choices: map[news.Facet]query.Choice{}}
	p.Sort = pick(r, []query.Sort{query.Newest, query.Oldest, query.ByRelevance})
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
			p.Only = append(p.Only, randomArticle(r, r.IntN(300)).ID)
		}
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

// grow fills index and oracle alike, with updates and deletes over many segments.
func grow(t *testing.T, r *rand.Rand, x *Index, o oracle) {
	for seq := range int64(6) {
		var articles []news.Article
		var gone []news.ID
		for range 20 + r.IntN(60) {
			a := randomArticle(r, r.IntN(300))
			articles = append(articles, a)
			o[a.ID] = a
		}
		for range r.IntN(15) {
			if n := id(r.IntN(300)); !slices.ContainsFunc(articles, func(a news.Article) bool { return a.ID == n }) {
				gone = append(gone, n)
				delete(o, n)
			}
		}
		if err := x.Apply(context.Background(), articles, gone, seq+1); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOracle(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			dir := testDir(t)
			x := openTest(t, dir)
			o := oracle{}
			grow(t, r, x, o)
			if n, err := x.Count(context.Background()); err != nil || n != len(o) {
				t.Fatalf("count %d, %v; want %d", n, err, len(o))
			}
			for range 60 {
				compare(t, r, x, o, randomPlan(r))
			}
		})
	}
}

func compare(t *testing.T, r *rand.Rand, x *Index, o oracle, p query.Plan) {
	t.Helper()
	got := ask(t, x, p)
	want := o.order(&p)
	if got.Total != len(want) {
		t.Fatalf("%+v: total %d, want %d", p, got.Total, len(want))
	}
	for _, f := range news.Facets {
		if diff := gocmp.Diff(o.counts(&p, f), got.Facets[f]); diff != "" {
			t.Fatalf("%+v: %s: %s", p, f, diff)
		}
	}
	checkTimeline(t, o, &p, got.Timeline)
	pages := allPages(t, x, o, p)
	if p.Sort == query.ByRelevance {
		slices.Sort(want)
		slices.Sort(pages)
	}
	if diff := gocmp.Diff(want, pages); diff != "" {
		t.Fatalf("%+v: pages: %s", p, diff)
	}
}

// allPages reads to the end by cursor; relevance must never rise from hit to hit.
func allPages(t *testing.T, x *Index, o oracle, p query.Plan) []news.ID {
	t.Helper()
	out := []news.ID{}
	score := o.scorer(p.Query)
	if p.Sort != query.ByRelevance {
		score = func(*news.Article) float64 { return 0 }
	}
	for {
		a := ask(t, x, p)
		for _, h := range a.Hits {
			if p.After != nil && p.Sort == query.ByRelevance && h.Score > p.After.Score {
				t.Fatalf("%+v: score rises to %g", p, h.Score)
			}
			a := o[h.ID]
			if want := score(&a); math.Abs(want-h.Score) > 1e-9 {
				t.Fatalf("%+v: score %g, want %g", p, h.Score, want)
			}
			out = append(out, h.ID)
			p.After = &query.Position{Score: h.Score, Published: h.Published, ID: h.ID}
		}
		if !a.More {
			return out
		}
		if len(a.Hits) != p.Size {
			t.Fatalf("%+v: a page of %d, and more follows", p, len(a.Hits))
		}
	}
}

func checkTimeline(t *testing.T, o oracle, p *query.Plan, got *query.Timeline) {
	t.Helper()
	undated, first, last := 0, time.Time{}, time.Time{}
	n := map[time.Time]int{}
	for _, a := range o.filter(p, "") {
		at := a.Published.Time
		if at.IsZero() {
			undated++
			continue
		}
		if first.IsZero() || at.Before(first) {
			first = at
		}
		if at.After(last) {
			last = at
		}
		n[time.Unix(startOf(got.Interval, at.Unix()), 0).UTC()]++
	}
	if p.Timeline != query.Auto && got.Interval != p.Timeline {
		t.Fatalf("%+v: interval %s", p, got.Interval)
	}
	if got.Undated != undated {
		t.Fatalf("%+v: undated %d, want %d", p, got.Undated, undated)
	}
	sum := 0
	for i, b := range got.Buckets {
		if b.N != n[b.Start] {
			t.Fatalf("%+v: %v has %d, want %d", p, b.Start, b.N, n[b.Start])
		}
		if i > 0 && startOf(got.Interval, b.Start.Add(-time.Second).Unix()) != got.Buckets[i-1].Start.Unix() {
			t.Fatalf("%+v: a gap before %v", p, b.Start)
		}
		sum += b.N
	}
	if sum+undated != len(o.filter(p, "")) {
		t.Fatalf("%+v: buckets hold %d", p, sum)
	}
	if p.Timeline == query.Auto && len(got.Buckets) > autoBuckets {
		t.Fatalf("%d buckets", len(got.Buckets))
	}
}

func TestTimelineIntervals(t *testing.T) {
	at := func(text string) int64 {
		tm, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return tm.Unix()
	}
	for _, test := range []struct {
		name        string
		want        query.Interval
		first, last string
		days        bool
		got         query.Interval
	}{
		{"one moment", query.Auto, "2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z", false, query.Hour},
		{"one day known by day", query.Auto, "2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z", true, query.Day},
		{"two months", query.Auto, "2024-05-01T00:00:00Z", "2024-06-29T23:00:00Z", false, query.Day},
		{"a year", query.Auto, "2024-01-01T00:00:00Z", "2024-12-31T00:00:00Z", true, query.Week},
		{"four years", query.Auto, "2020-01-01T00:00:00Z", "2023-12-31T00:00:00Z", true, query.Month},
		{"a century", query.Auto, "1920-01-01T00:00:00Z", "2023-12-31T00:00:00Z", true, query.Year},
		{"before 1970", query.Auto, "1968-03-05T01:00:00Z", "1968-03-06T01:00:00Z", false, query.Hour},
		{"hours of a century", query.Hour, "1920-01-01T00:00:00Z", "2023-12-31T00:00:00Z", false, query.Month},
		{"as asked", query.Month, "2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", false, query.Month},
		{"all of time", query.Hour, "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", false, query.Year},
	} {
		t.Run(test.name, func(t *testing.T) {
			sp := span{first: at(test.first), last: at(test.last), days: test.days}
			iv := chooseInterval(test.want, sp)
			if iv != test.got {
				t.Errorf("%s, want %s", iv, test.got)
			}
			starts := bucketStarts(iv, sp)
			if bucketOf(starts, iv, sp.first) != 0 || bucketOf(starts, iv, sp.last) != len(starts)-1 {
				t.Errorf("the ends fall into buckets %d and %d of %d", bucketOf(starts, iv, sp.first), bucketOf(starts, iv, sp.last), len(starts))
			}
		})
	}
}
