package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// namespaceEnv marks a test binary that runs in a network namespace of its own,
// where "public" addresses are loopback and nothing else can be reached.
const namespaceEnv = "DATELINE_TEST_NAMESPACE"

// inNamespace runs the calling test in a namespace and reports whether this is
// the process inside. It skips where the kernel does not let us.
func inNamespace(t *testing.T) bool {
	t.Helper()
	if os.Getenv(namespaceEnv) != "" {
		return true
	}
	setup := "ip link set lo up && for a in 8.8.8.8 10.0.0.1 169.254.169.254; do ip addr add $a/32 dev lo || exit 9; done && " +
		"{ ip -6 addr add 64:ff9b::7f00:1/128 dev lo && ip -6 addr add 2606:4700::1/128 dev lo || true; } && "
	if err := exec.Command("unshare", "-Urn", "sh", "-c", setup+"true").Run(); err != nil {
		t.Skip("no network namespace here:", err)
	}
	cmd := exec.Command("unshare", "-Urn", "sh", "-c", setup+`exec "$0" -test.run "$1" -test.v`, os.Args[0], "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), namespaceEnv+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("in the namespace: %v\n%s", err, out)
	}
	return false
}

// internet is a public site on 8.8.8.8 and canaries on addresses that are not
// public, all on port 80.
func internet(t *testing.T) (canary *atomic.Int32) {
	t.Helper()
	canary = &atomic.Int32{}
	listen := func(addr string, h http.HandlerFunc) {
		l, err := net.Listen("tcp", net.JoinHostPort(addr, "80"))
		if err != nil {
			t.Logf("no listener on %s: %v", addr, err)
			return
		}
		s := &http.Server{Handler: h}
		go s.Serve(l)
		t.Cleanup(func() { s.Close() })
	}
	listen("8.8.8.8", text("public"))
	for _, addr := range []string{"127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "64:ff9b::7f00:1"} {
		listen(addr, func(http.ResponseWriter, *http.Request) { canary.Add(1) })
	}
	return canary
}

// TestA01Internet has the guard on and everything on port 80, as on the real
// internet: the public site is fetched, nothing else is ever reached.
func TestA01Internet(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	canary := internet(t)
	c := New(Config{UserAgent: agent, Timeout: 5 * time.Second})
	defer c.Close()
	if r, err := c.Get(t.Context(), "http://8.8.8.8/", Conditional{}); err != nil || string(r.Body) != "public" {
		t.Errorf("the public site: %v, %v", r, err)
	}
	for _, host := range privateSpellings {
		if _, err := c.Get(t.Context(), "http://"+host+"/", Conditional{}); err == nil {
			t.Errorf("%s was fetched", host)
		}
	}
	if n := canary.Load(); n != 0 {
		t.Errorf("%d requests reached a canary", n)
	}
}

// TestA02Rebinding asks 1,000 times for names whose addresses change with every
// query, public and private, alone and together.
func TestA02Rebinding(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	canary := internet(t)
	c := New(Config{UserAgent: agent, Timeout: 5 * time.Second, Resolver: rebinding(t)})
	defer c.Close()
	reached, blocked := 0, 0
	for i := range 1000 {
		// A new name now and then, or its robots.txt would be remembered.
		r, err := c.Get(t.Context(), fmt.Sprintf("http://rebind%d.example/%d", i%200, i), Conditional{})
		switch {
		case err == nil && string(r.Body) == "public":
			reached++
		case errors.Is(err, ErrBlocked), errors.Is(err, ErrUnreachable):
			blocked++
		default:
			t.Fatalf("got %v, %v", r, err)
		}
	}
	if n := canary.Load(); n != 0 || reached == 0 || blocked == 0 {
		t.Errorf("%d reached a canary, %d the public site, %d blocked", n, reached, blocked)
	}
	t.Logf("%d public, %d blocked, 0 on canaries", reached, blocked)
}

// rebinding is a DNS server whose answers rotate and are never to be kept.
func rebinding(t *testing.T) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	answers := [][]string{{"8.8.8.8"}, {"127.0.0.1"}, {"8.8.8.8", "127.0.0.1"}, {"10.0.0.1", "8.8.8.8"}, {"169.254.169.254"}, {"::1", "8.8.8.8"}, {"64:ff9b::7f00:1"}}
	var mu sync.Mutex
	turn := 0
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			mu.Lock()
			turn++
			reply, err := answer(buf[:n], answers[turn%len(answers)])
			mu.Unlock()
			if err == nil {
				conn.WriteTo(reply, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func answer(query []byte, addrs []string) ([]byte, error) {
	var m dnsmessage.Message
	if err := m.Unpack(query); err != nil {
		return nil, err
	}
	m.Response, m.Authoritative, m.Additionals = true, true, nil
	for _, a := range addrs {
		ip := net.ParseIP(a)
		h := dnsmessage.ResourceHeader{Name: m.Questions[0].Name, Class: dnsmessage.ClassINET, TTL: 0}
		switch v4 := ip.To4(); {
		case v4 != nil && m.Questions[0].Type == dnsmessage.TypeA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: [4]byte(v4)}})
		case v4 == nil && m.Questions[0].Type == dnsmessage.TypeAAAA:
			m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: [16]byte(ip.To16())}})
		}
	}
	return m.Pack()
}
