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
)
