package fetch

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// errSent ends a request that would be sent a second time.
var errSent = errors.New("the connection was closed after the request, and before an answer")

// once sends each request once. net/http sends a GET again at once where a
// connection that was kept alive closes without an answer, which breaks a host's
// delay: F22 found it. What was never written may go by another connection.
type once struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (o once) RoundTrip(req *http.Request) (*http.Response, error) {
	var before *wire // of the attempt before
	trace := &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) {
		c := wireOf(got.Conn)
		if c == nil {
			return
		}
		if before != nil && before.wrote.Load() {
			c.refuse.Store(true)
		}
		c.wrote.Store(false)
		before = c
	}}
	return o.next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
}

// CloseIdleConnections is for http.Client's.
func (o once) CloseIdleConnections() {
	if t, ok := o.next.(*http.Transport); ok {
		t.CloseIdleConnections()
	}
}

// wire is a connection that knows whether anything was written since it was last
// handed to a request, and can be kept from it.
type wire struct {
	net.Conn
	wrote, refuse atomic.Bool
}

// Write implements net.Conn.
func (w *wire) Write(b []byte) (int, error) {
	if w.refuse.Load() {
		return 0, errSent
	}
	n, err := w.Conn.Write(b)
	if n > 0 {
		w.wrote.Store(true)
	}
	return n, err
}

// wireOf finds the wire below a connection; nil for HTTP/2, which many requests
// share and which sends again only what the server says it has not looked at.
func wireOf(c net.Conn) *wire {
	if t, ok := c.(*tls.Conn); ok {
		if t.ConnectionState().NegotiatedProtocol == "h2" {
			return nil
		}
		c = t.NetConn()
	}
	w, _ := c.(*wire)
	return w
}
