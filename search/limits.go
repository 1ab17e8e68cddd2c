package search

import "time"

// The limits on reading, checked before the engine sees anything. Sizes and
// counts are of values, lengths are in code points.
const (
	// DefaultSize and MaxSize are hits a page.
	DefaultSize = 20
	MaxSize     = 100
	// DefaultFacetSize and MaxFacetSize are values a facet beside hits;
	// DefaultFacetPage is a page of one facet, which may be MaxFacetSize too.
	DefaultFacetSize = 10
	MaxFacetSize     = 1000
	DefaultFacetPage = 50
	// MaxChosen is how many facet values a request may include and exclude:
	// more than a person ticks, few enough for an address line.
	MaxChosen = 100
	// MaxValue is the length of a facet value, a prefix and a date.
	MaxValue = 200
	// MaxCursor is the length of a cursor: one that ends in a long name.
	MaxCursor = 1200
	// maxPeople is how many people one name may mean; beyond, a note says so.
	maxPeople = 100
	// namedPeople is how many of them a note lists.
	namedPeople = 5
	// maxRelaxed is how many parts of a search that found nothing are tried
	// without; it bounds the extra searches to 2*maxRelaxed+1 without hits.
	maxRelaxed = 8
	// suggestions is how many completions of each kind are given.
	suggestions = 5

	// defaultConcurrent bounds the searches that run at once, defaultWait how
	// long one waits for its turn, defaultDeadline how long it may run.
	defaultConcurrent = 8
	defaultWait       = time.Second
	defaultDeadline   = 5 * time.Second
)
