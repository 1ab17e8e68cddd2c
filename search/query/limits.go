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
	// MaxDistance is how many words apart a proximity may allow. Indexes keep
	// texts of one article further apart than this, so that none reaches from
	// one into the next. Nexis allows as many.
	MaxDistance = 255
	// MaxTimes is how often a word may be asked for with atleast: twice what
	// Factiva allows.
	MaxTimes = 100
	// longFuzzy is the length in letters from which a fuzzy word has two edits.
	longFuzzy = 8
)
