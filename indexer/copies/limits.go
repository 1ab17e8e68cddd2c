package copies

// The limits of this room, each with its unit and reason.
const (
	// maxText bytes of a text are read: news is not longer, and a hostile page is.
	maxText = 256 << 10
	// shingleWords is the words of a shingle. With 5, two stories about one event
	// share next to none, and two editions of one story share most.
	shingleWords = 5
	// minWords is the length below which a text has no copies: what is so short
	// is as likely a formula (a paywall's, a dividend's) as a story.
	minWords = 40
	// keyCount shingles of a text are looked up. Where two texts have half of all
	// their shingles in common, one pair in 250 shares none of 8.
	keyCount = 8
	// maxShingles, and maxFacts names and figures each, are the hashes kept of a
	// text, 4 bytes each. A share of .5 of 128 is known to .044 (one standard
	// deviation).
	maxShingles = 128
	maxFacts    = 32

	// minJaccard of all shingles in common makes two texts copies, and so does
	// minContained of the shorter's: a story that was cut has fewer shingles, but
	// hardly any of its own.
	minJaccard   = .5
	minContained = .8
	// minSure is the shingles of the shorter text, of those that the longer's
	// sketch could hold, from which containment is believed.
	minSure = 12
	// Weekly reports, results and notices share their wording with last week's, but
	// not their names and figures. minNames of the names of the text with fewer must
	// be in the other, too, where it has enoughNames, and so with figures.
	minNames      = .75
	enoughNames   = 5
	minFigures    = .6
	enoughFigures = 2
)
