package view

import (
	"cmp"
	"slices"
	"time"
)

// Sources is the page that says how the crawl's sources are doing, those that
// need a person first.
type Sources struct {
	Frame
	Counts []Count
	Rows   []SourceRow
}

func (Sources) template() string { return "sources" }

// Count is how many sources are in a state.
type Count struct {
	State, Means string
	N            int
}

// SourceRow is one source. Times are zero where there has been none.
type SourceRow struct {
	URL, Kind, Order, Name, State, Error    string
	Items, Failures                         int
	LastSuccess, LastNew, Newest, NextVisit time.Time
}

// sourceStates are the states in the order they are shown.
var sourceStates = []struct{ state, means string }{
	{"failing", "did not answer several times in a row"},
	{"silent", "answers, but brings nothing new"},
	{"error", "did not answer the last time"},
	{"new", "not asked yet"},
	{"ok", "answers and brings articles"},
}

// NewSources lays out the sources.
func NewSources(rows []SourceRow) Sources {
	p := Sources{Rows: slices.Clone(rows)}
	p.Title = "Sources"
	rank := map[string]int{}
	for i, s := range sourceStates {
		rank[s.state] = i
		n := 0
		for _, r := range rows {
			if r.State == s.state {
				n++
			}
		}
		if n > 0 {
			p.Counts = append(p.Counts, Count{s.state, s.means, n})
		}
	}
	slices.SortStableFunc(p.Rows, func(a, b SourceRow) int { return cmp.Compare(rank[a.State], rank[b.State]) })
	return p
}

// minute prints a time for people, to the minute.
func minute(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format("2006-01-02 15:04")
}
