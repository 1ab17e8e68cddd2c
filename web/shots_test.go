package web

import (
	"net"
	"os"
	"testing"
)

// TestServeByHand serves the invented newsroom for looking at it:
//
//	DATELINE_TEST_SERVE=127.0.0.1:8099 go test -run ServeByHand -timeout 0 ./web
func TestServeByHand(t *testing.T) {
	addr := os.Getenv("DATELINE_TEST_SERVE")
	if addr == "" {
		t.Skip("DATELINE_TEST_SERVE names no address to serve at")
	}
	s, err := New(Config{Searcher: newsroom(340), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(NewHTTPServer(addr, s).Serve(l))
}
