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
	// meanBelow articles are so few that other spellings are looked for: a misspelled
	// word is found in a few articles that misspell it, too. A word counts as one
	// where a like word is in meanTimes as many articles.
	meanBelow = 10
	meanTimes = 10
	// maxMean is how many words of a query are looked up, and how many spellings of
	// the whole are given.
	maxMean       = 8
	maxRespelling = 3
	// minMean letters a word must have: shorter ones are all alike. From minMeanTwo on
	// two edits are tried where one finds nothing.
	minMean    = 4
	minMeanTwo = 5
	// maxArchived is of how many values of a facet the archive's count is kept.
	maxArchived = 20_000
	// suggestions is how many completions of each kind are given.
	suggestions = 5

	// defaultConcurrent bounds the searches that run at once, defaultWait how
	// long one waits for its turn, defaultDeadline how long it may run.
	defaultConcurrent = 8
	defaultWait       = time.Second
	defaultDeadline   = 5 * time.Second
)
