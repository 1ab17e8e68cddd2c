package query

// The limits on what is read, checked before the work they bound.
const (
	// MaxLength is how long a query may be, in code points: far more than a
	// person types, little enough to echo back in full.
	MaxLength = 500
	// MaxClauses is how many words, phrases, tags and dates a query may have;
	// each costs the engine a walk over postings.
	MaxClauses = 32
	// MaxDepth is how deep parentheses and NOT may nest; it bounds recursion
	// here and in the engine.
	MaxDepth = 16
	// MinWildcard is how many letters stand before the first * or ?, so that a
	// wildcard expands to a bounded part of the dictionary.
	MinWildcard = 3
	// longFuzzy is the length in letters from which a fuzzy word has two edits.
	longFuzzy = 8
)
