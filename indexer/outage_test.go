package indexer

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
)

// quickClock runs some times as fast as the machine's, so that an outage of a
// minute and the waits after it take seconds. It is monotonic.
type quickClock struct {
	began time.Time
	times time.Duration
}

// Now gives its time.
func (c quickClock) Now() time.Time { return c.began.Add(c.times * time.Since(c.began)) }

// flakyNetwork is a newsroom behind a network that can be cut: connections are
// then reset before anything is answered, and no name is known.
type flakyNetwork struct {
	net.Listener
	reset, nameless atomic.Bool
	resets, unknown atomic.Int32 // what came meanwhile
}

// Accept implements net.Listener.
func (l *flakyNetwork) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil || !l.reset.Load() {
			return c, err
		}
		l.resets.Add(1)
		c.Close()
	}
}

// resolver knows every name as this machine's, while the network is up.
func (l *flakyNetwork) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		if l.nameless.Load() {
			l.unknown.Add(1)
			return nil, errors.New("network is unreachable")
		}
		ours, theirs := net.Pipe()
		go answerName(theirs)
		return ours, nil
	}}
}

// answerName answers one DNS query over a stream (RFC 1035, 4.2.2): an A of
// 127.0.0.1, nothing of any other type.
func answerName(conn net.Conn) {
	defer conn.Close()
	var size [2]byte
	if _, err := io.ReadFull(conn, size[:]); err != nil {
		return
	}
	query := make([]byte, binary.BigEndian.Uint16(size[:]))
	if _, err := io.ReadFull(conn, query); err != nil {
		return
	}
	const header, afterName = 12, 5 // the name's last zero, its type and class
	question := query[header : header+strings.IndexByte(string(query[header:]), 0)+afterName]
	answer := []byte{query[0], query[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}
	answer = append(answer, question...)
	if question[len(question)-3] == 1 { // A
		answer[7] = 1
		answer = append(answer, 0xc0, header, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1)
	}
	conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...))
}

// TestF24Outage cuts the network for a minute and then has it flap, once as
// connections that are reset and once as names that nobody knows: no URL is
// declared dead, the backlog drains, and no host is asked too soon. With -tags
// faults the minute is one.
func TestF24Outage(t *testing.T) {
	t.Parallel()
	for name, cut := range map[string]func(l *flakyNetwork, cut bool){
		"connections reset": func(l *flakyNetwork, cut bool) { l.reset.Store(cut) },
		"names unknown":     func(l *flakyNetwork, cut bool) { l.nameless.Store(cut) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testOutage(t, cut)
		})
	}
}

// TestF24WhoseFault: only hosts that had answered say by their silence that the
// network is down, three of them in a row; any answer says that it is not.
func TestF24WhoseFault(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	var o outage
	silent := func(hosts string) (down bool) {
		for h := range strings.FieldsSeq(hosts) {
			down = o.unreachable(h, now)
		}
		return down
	}
	if silent("dead1 dead2 dead3 dead4") || o.lasts(now) {
		t.Error("nobody ever answered, and the network is taken to be down")
	}
	for _, h := range []string{"a", "b", "c", "d"} {
		o.answer(h, now)
	}
	if silent("dead1 dead2 a dead3 dead4 b a b dead5") || !o.mayAsk(now) {
		t.Error("two hosts that had answered, and dead ones, are taken for an outage")
	}
	o.answer("d", now)
	if silent("c a dead1") {
		t.Error("hosts that were silent before the last answer count")
	}
	if !silent("b") || !silent("dead1") || !o.lasts(now) {
		t.Error("three hosts that had answered are silent, and it is no outage")
	}
	if !o.mayAsk(now.Add(outageProbe)) || o.mayAsk(now.Add(outageProbe)) {
		t.Error("not one URL is tried now and then")
	}
	if o.lasts(now.Add(outageMax)) {
		t.Error("the outage lasts for ever")
	}
	if o.answer("c", now); o.lasts(now) || !o.mayAsk(now) {
		t.Error("a host answered, and the outage lasts")
	}
}

func testOutage(t *testing.T, cut func(*flakyNetwork, bool)) {
	times := time.Duration(often(30, 1))
	const delay = 600 * time.Millisecond // of the quick clock
	n := newNewsroom(t, 5, 1, 4)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	network := &flakyNetwork{Listener: listener}
	var asked atomic.Int32
	began := make(chan struct{})
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == int32(3*n.outlets) {
			cut(network, true)
			close(began)
		}
		n.ServeHTTP(w, r)
	})}
	server.SetKeepAlivesEnabled(false)
	go server.Serve(network)
	defer server.Close()

	clock := quickClock{time.Now(), times}
	cfg := newsroomConfig(t.TempDir(), "", 0, delay)
	// Were its failures counted, a URL would be given up half-way through the
	// outage: each host has few enough for five tries of all.
	const tries = 5
	cfg.Now, cfg.Backoff = clock.Now, time.Minute/2>>(tries-1)
	cfg.Fetch = fetch.Config{UserAgent: "Dateline/test", AllowPrivate: true, Resolver: network.resolver()}
	x := openCrawl(t, cfg)
	// On a busy machine a page takes many minutes of this clock.
	x.elapsed, x.lease, x.tries = clock.Now, 24*time.Hour, tries
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	for i := range n.outlets {
		if _, err := f.Add(t.Context(), clock.Now(), []frontier.Item{{URL: "http://" + net.JoinHostPort(n.host(i), port) + "/"}}); err != nil {
			t.Fatal(err)
		}
	}

	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-began:
		case <-over:
			return
		}
		time.Sleep(time.Minute / times)
		for range 5 {
			cut(network, false)
			time.Sleep(2 * time.Second / times)
			cut(network, true)
			time.Sleep(3 * time.Second / times)
		}
		cut(network, false)
	}()
	counts := crawl(t, x)
	took := clock.Now().Sub(clock.began)
	close(over)
	<-done
	if counts.Added != n.stories() || counts.Skipped != 0 {
		t.Errorf("%+v, want %d added and none given up", counts, n.stories())
	}
	if c, err := f.Counts(t.Context()); err != nil || c.Failed != 0 || c.Done != n.pages() {
		t.Errorf("the frontier has %+v (%v), want %d done", c, err, n.pages())
	}
	if soon, least := n.tooSoon(delay/times - time.Millisecond); soon != 0 {
		t.Errorf("%d requests came too soon (one after %v)", soon, least)
	}
	came := network.resets.Load() + network.unknown.Load()
	if came == 0 {
		t.Error("nothing came while the network was cut")
	}
	t.Logf("%d pages in %v, %d attempts while the network was cut", counts.Pages, took.Round(time.Second), came)
}
