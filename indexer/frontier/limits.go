package frontier

import "time"

const (
	// MaxURL is the bytes of a canonical URL. Longer ones are traps or data.
	MaxURL = 2048
	// maxRaw is the bytes of a URL as found that are worth parsing.
	maxRaw = 4 * MaxURL
	// MaxDepth is how many links a URL may be away from its source.
	MaxDepth = 10
	// MaxSameSegment is how often one segment may stand in a path: a link that
	// grows at every visit (/a/b/a/b/a/b) repeats its segments, articles do not.
	MaxSameSegment = 3
	// DefaultPerHost is the URLs taken of one host at first, and in each RefillTime
	// from then on. A calendar without end stops here; at MaxURL bytes each a host
	// costs 50 MB at most, and as much again a week.
	DefaultPerHost = 10_000
	// RefillTime is how long it takes until a host may have its full number of URLs
	// again: 1,400 a day of the default, more than all but the largest newsrooms print.
	RefillTime = 7 * 24 * time.Hour
	// DefaultHostDelay is the time between two requests to a host.
	DefaultHostDelay = time.Second
	// MaxHostDelay bounds a robots.txt that would stop the crawl of its host.
	MaxHostDelay = time.Minute
	// DefaultLease is how long a URL stays with a worker that says nothing:
	// longer than the longest fetch with its extraction.
	DefaultLease = 2 * time.Minute

	// MaxTries is how often a URL is asked for before it has failed for good. With
	// DefaultBackoff that is 20 hours after the first time: a site that is down for
	// a night loses nothing. Five, a quarter of an hour, gave pages up for that.
	MaxTries = 12
	// MaxLost is how often a URL is leased without its worker coming back. With
	// five, one of 2,000 pages was given up after 50 kills at random.
	MaxLost = 12
	// DefaultBackoff is the wait after the first failure; it doubles with each.
	DefaultBackoff = time.Minute
	// MaxBackoff bounds the doubling, and maxDoublings its arithmetic.
	MaxBackoff   = 6 * time.Hour
	maxDoublings = 16
	// MaxRetryAfter bounds what a server may ask for by Retry-After.
	MaxRetryAfter = 24 * time.Hour

	// hostsConsidered is how many ready hosts one Lease compares, those that
	// wait longest first: it bounds a lease's cost with any number of hosts.
	// A literal of the query: with a LIMIT that is bound SQLite plans anew each time.
	hostsConsidered = "64"
	// addBatch is the URLs added in one transaction, so that a sitemap of 50,000
	// does not keep other writers waiting.
	addBatch = 1_000
	// maxReason is the bytes kept of a reason.
	maxReason = 500
	// busyTries is how often a transaction starts anew after SQLite's own wait.
	busyTries = 12
)
