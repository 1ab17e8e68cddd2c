package search

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"dateline/search/news"
	"dateline/search/query"
)

const (
	// DefaultTogether and MaxTogether are the values of one answer.
	DefaultTogether = 10
	MaxTogether     = 100
	// togetherPool is how many of the commonest values of the result are
	// weighed; a rarer one is too rare to be told from chance.
	togetherPool = 100
	// minTogether is the articles a value must share with the search: one
	// article says nothing about who appears with whom.
	minTogether = 2
	// minTimes is how much more than its share a value must have: in a large archive
	// 1.02 times is beyond chance, and means nothing to a reader.
	minTimes = 1.1
)

// Companion is a value that the articles found hold more often than the archive
// does. Times is how many times as often: its share of the articles found by its
// share of the archive.
type Companion struct {
	Value   string  `json:"value"`
	Name    string  `json:"name"`
	Count   int     `json:"count"`   // articles found that hold it
	Archive int     `json:"archive"` // articles of the archive that hold it
	Times   float64 `json:"times"`
}

// Together is who or what appears with what a search found, the strongest
// evidence first. Total is the articles found, Archive those there are.
type Together struct {
	Facet   news.Facet  `json:"facet"`
	Unit    string      `json:"unit"`
	Total   int         `json:"total"`
	Archive int         `json:"archive"`
	Values  []Companion `json:"values"`
}

// ParseTogether reads the facet and the filters of a request for companions.
func ParseTogether(v map[string][]string) (Request, news.Facet, int, error) {
	p := params{values: v, known: func(name string) bool { return isFilter(name) || name == "facet" || name == "size" }}
	req, facet, size := p.filters(), news.Facet(p.one("facet")), p.number("size", 1, MaxTogether)
	if err := p.finish(); err != nil {
		return Request{}, "", 0, err
	}
	if facet == "" {
		facet = news.FacetPerson
	}
	if !slices.Contains(news.Facets, facet) {
		return Request{}, "", 0, &ParamError{"facet", "there is no facet " + quote(string(facet)) + "; they are " + list(news.Facets)}
	}
	return req, facet, size, checkFilters(req)
}

// Together ranks the values of facets by how much more of them the articles of
// req hold than the archive: by Dunning's log-likelihood ratio (Computational
// Linguistics 19, 1993), which a common value cannot win by being common nor a
// rare one by a single article. Values that req itself asks for are left out.
// size is values a facet; 0 is DefaultTogether. It fails as Search does.
func (s *Service) Together(ctx context.Context, req Request, facets []news.Facet, size int) ([]Together, error) {
	req = req.Filters()
	req.Size = NoHits
	req, err := s.current(ctx, req)
	if err != nil {
		return nil, err
	}
	parsed, err := check(req)
	if err != nil {
		return nil, err
	}
	var out []Together
	err = s.limited(ctx, func(ctx context.Context) error {
		out, err = s.together(ctx, req, parsed, facets, cmp.Or(size, DefaultTogether))
		return err
	})
	return out, err
}

func (s *Service) together(ctx context.Context, req Request, parsed checked, facets []news.Facet, size int) ([]Together, error) {
	p, err := s.plan(ctx, req, parsed)
	if err != nil {
		return nil, err
	}
	found := p.plan
	found.Query, found.Choices = chosenAsQuery(found.Query, found.Choices), nil
	found.Facets, found.FacetSize, found.Size, found.Timeline = facets, togetherPool, 0, query.None
	here, err := s.engine.Search(ctx, found)
	if err != nil {
		return nil, engineError(err)
	}
	total, err := s.engine.Count(ctx)
	if err != nil {
		return nil, engineError(err)
	}
	out := make([]Together, 0, len(facets))
	for _, f := range facets {
		t := Together{Facet: f, Unit: unit, Total: here.Total, Archive: total, Values: []Companion{}}
		archive, err := s.archiveCounts(ctx, f, here.Facets[f].Values)
		if err != nil {
			return nil, err
		}
		if err := s.companions(ctx, &t, req.Choices[f], here.Facets[f].Values, archive, size); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// chosenAsQuery makes one query of a query and the choices beside it: a facet's
// counts ignore its own choice, and here the articles found are what counts.
func chosenAsQuery(n query.Node, choices map[news.Facet]query.Choice) query.Node {
	var kids []query.Node
	if n != nil {
		kids = append(kids, n)
	}
	for _, f := range news.Facets {
		c := choices[f]
		groups := [][]string{c.Include}
		if c.All {
			groups = slices.Collect(slices.Chunk(c.Include, 1))
		}
		for _, values := range groups {
			if len(values) > 0 {
				kids = append(kids, &query.Tag{Facet: f, Values: values})
			}
		}
		if len(c.Exclude) > 0 {
			kids = append(kids, &query.Not{Kid: &query.Tag{Facet: f, Values: c.Exclude}})
		}
	}
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &query.And{Kids: kids}
}

// archiveCounts says how many articles of the whole archive hold each of the
// values found. They are asked for as chosen ones, which are always counted, and
// as if they were not chosen.
func (s *Service) archiveCounts(ctx context.Context, f news.Facet, found []query.Count) (map[string]int, error) {
	var values []string
	for _, c := range found {
		if c.N >= minTogether {
			values = append(values, c.Value)
		}
	}
	if len(values) == 0 {
		return nil, nil
	}
	epoch, err := s.engine.Epoch(ctx)
	if err != nil {
		return nil, engineError(err)
	}
	counts, unknown := s.archived.get(epoch, f, values)
	if len(unknown) == 0 {
		return counts, nil
	}
	answer, err := s.engine.Search(ctx, query.Plan{
		Sort: query.Newest, Facets: []news.Facet{f}, FacetSize: 1, Timeline: query.None,
		Choices: map[news.Facet]query.Choice{f: {Include: unknown}},
	})
	if err != nil {
		return nil, engineError(err)
	}
	for _, c := range answer.Facets[f].Values {
		counts[c.Value] = c.N
	}
	s.archived.put(epoch, f, counts)
	return counts, nil
}

// archived keeps how many articles of the whole archive hold a value, for one epoch
// of the engine: the commonest values of one search are those of the next. Safe for
// concurrent use.
type archived struct {
	mu     sync.Mutex
	epoch  int64
	counts map[news.Facet]map[string]int
}

// get gives what is known of values, and which are not.
func (a *archived) get(epoch int64, f news.Facet, values []string) (known map[string]int, unknown []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.counts == nil || a.epoch != epoch || len(a.counts[f]) > maxArchived {
		a.epoch, a.counts = epoch, map[news.Facet]map[string]int{}
	}
	known = make(map[string]int, len(values))
	for _, v := range values {
		if n, ok := a.counts[f][v]; ok {
			known[v] = n
		} else {
			unknown = append(unknown, v)
		}
	}
	return known, unknown
}

// put keeps counts of epoch or later; an engine that does not know its epoch says 0.
func (a *archived) put(epoch int64, f news.Facet, counts map[string]int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if epoch == 0 || a.epoch != epoch {
		return
	}
	if a.counts[f] == nil {
		a.counts[f] = map[string]int{}
	}
	maps.Copy(a.counts[f], counts)
}

// companions fills t with the size values of the strongest evidence.
func (s *Service) companions(ctx context.Context, t *Together, asked query.Choice, here []query.Count, archive map[string]int, size int) error {
	evidence := map[string]float64{}
	for _, c := range here {
		if c.N < minTogether || slices.Contains(asked.Include, c.Value) {
			continue
		}
		times := float64(c.N) / float64(t.Total) * float64(t.Archive) / float64(archive[c.Value])
		if g := logLikelihood(c.N, t.Total, archive[c.Value], t.Archive); g > 0 && times >= minTimes {
			t.Values = append(t.Values, Companion{Value: c.Value, Count: c.N, Archive: archive[c.Value], Times: math.Round(times*10) / 10})
			evidence[c.Value] = g
		}
	}
	slices.SortFunc(t.Values, func(a, b Companion) int {
		return cmp.Or(cmp.Compare(evidence[b.Value], evidence[a.Value]), cmp.Compare(a.Value, b.Value))
	})
	t.Values = t.Values[:min(len(t.Values), size)]
	values := make([]string, len(t.Values))
	for i, v := range t.Values {
		values[i] = v.Value
	}
	names, err := s.names(ctx, t.Facet, values)
	if err != nil {
		return fmt.Errorf("search: together: %w", err)
	}
	for i := range t.Values {
		t.Values[i].Name = names[t.Values[i].Value]
	}
	return nil
}

// minEvidence is the G² below which a difference is chance: 6.63 is the 1 % point
// of chi-square with one degree of freedom.
const minEvidence = 6.63

// logLikelihood is Dunning's G² of a value in found of total articles and in
// archived of all, where found is more than its share; 0 where it is not, or
// where it may be chance.
func logLikelihood(found, total, archived, all int) float64 {
	rest, outside := archived-found, all-total
	if total == 0 || outside <= 0 || rest < 0 /* the archive changed between the counts */ || archived == 0 || float64(found)*float64(all) <= float64(archived)*float64(total) {
		return 0
	}
	term := func(observed int, row, column int) float64 {
		if observed == 0 {
			return 0
		}
		return float64(observed) * math.Log(float64(observed)*float64(all)/(float64(row)*float64(column)))
	}
	g := 2 * (term(found, total, archived) + term(rest, outside, archived) +
		term(total-found, total, all-archived) + term(outside-rest, outside, all-archived))
	if g < minEvidence {
		return 0
	}
	return g
}
