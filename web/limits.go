package web

import "time"

// Limits of the server. Those on what a search may ask are package search's.
const (
	// maxHeaderBytes bounds request line and headers: the longest useful
	// query with every filter is under 8 KiB. Beyond it net/http answers 431.
	maxHeaderBytes = 16 << 10
	// readHeaderTimeout ends half-open connections (500 of 500 were still
	// held after 7 s without one).
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 10 * time.Second
	// writeTimeout is the whole answer to a slow reader: 1 MB at 35 kB/s.
	writeTimeout = 30 * time.Second
	idleTimeout  = 60 * time.Second
	// requestTimeout is the work on one answer, under writeTimeout so that
	// the refusal can still be written.
	requestTimeout = 10 * time.Second
	// maxParams is parameters of one request, repeated ones counted each.
	maxParams = 300
	// maxBody is the bytes of a request that changes something: a saved search
	// with every filter, or a correction, is under 16 KiB.
	maxBody = 64 << 10
	// maxLogField is characters of one logged field.
	maxLogField = 512
	// maxKept is the bytes of compressed answers that are kept to be given again:
	// at 12 kB a page some 2,500 of them. maxKeptKey is the address of one.
	maxKept    = 32 << 20
	maxKeptKey = 4 << 10
	// zipLevel is how hard answers are compressed: a page of 69 kB takes 0.5 ms and
	// is 14.5 kB at 2, 1.2 ms and 14.3 kB at 3, 2.9 ms and 13.4 kB at 6.
	zipLevel = 2
)
