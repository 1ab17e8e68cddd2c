package fetch

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
)

// TestSentOnce: a server that takes a request on a connection it kept alive, and
// closes it without an answer, does not get the request again at once, as net/http
// would have it; the next request is a new matter. Also by TLS.
func TestSentOnce(t *testing.T) {
	var asked atomic.Int32
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		if asked.Add(1) == 2 {
			panic(http.ErrAbortHandler)
		}
	})
	for _, start := range []func(http.Handler) *httptest.Server{httptest.NewServer, httptest.NewTLSServer} {
		asked.Store(0)
		server := start(handler)
		defer server.Close()
		c := New(Config{UserAgent: "Dateline/test", AllowPrivate: true})
		defer c.Close()
		if cert := server.Certificate(); cert != nil {
			c.http.Transport.(once).next.(*http.Transport).TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
		}
		for i, want := range []error{nil, ErrUnreachable, nil} {
			if _, err := c.Get(t.Context(), server.URL+"/page", Conditional{}); !errors.Is(err, want) {
				t.Errorf("%s: request %d: %v, want %v", server.URL, i+1, err, want)
			}
		}
		if n := asked.Load(); n != 3 {
			t.Errorf("%s: three pages were asked for %d times", server.URL, n)
		}
	}
}
