package fetch

import "time"

// Limits on one fetch. Every one is checked while reading, before the bytes
// reach a parser.
const (
	// MaxBody is how many bytes of a response are read, before and after
	// decompression; a 2 GB bomb stops here (facts: in 72 ms).
	MaxBody = 10 << 20
	// firstRead is what a body is first read into: most pages need one step more.
	firstRead = 32 << 10
	// MaxHeader is how many bytes of response headers are read.
	MaxHeader = 64 << 10
	// maxHop is how many bytes of a redirect's body are kept: they are a line for
	// people whose browser does not follow it.
	maxHop = 64 << 10
	// hopTimeout is how long they are waited for.
	hopTimeout = 3 * time.Second
	// MaxRedirects is how many redirects are followed; RFC 9309 asks for five.
	MaxRedirects = 5
	// MaxURL is how long a URL may be.
	MaxURL = 2048
	// MaxEncodings is how many content encodings may be stacked.
	MaxEncodings = 2
	// TotalTimeout ends a fetch, redirects and body included, whatever trickles in.
	TotalTimeout = 30 * time.Second
	// DialTimeout and HeaderTimeout end one connection attempt and the wait
	// for the first byte of an answer.
	DialTimeout   = 10 * time.Second
	HeaderTimeout = 15 * time.Second
	// RobotsFresh is how long a robots.txt is believed (RFC 9309: at most 24 h).
	RobotsFresh = 24 * time.Hour
	// RobotsRetry is how soon a robots.txt that answered 429 or 5xx is asked for
	// again, RobotsUnreachable one whose host did not answer: that may be our own
	// network, and must not outlast an outage by much.
	RobotsRetry       = 10 * time.Minute
	RobotsUnreachable = 5 * time.Second
	// MaxRobotsHosts bounds the robots.txt cache.
	MaxRobotsHosts = 10_000
)
