package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/indexer"
	"dateline/indexer/fetch"
	"dateline/search"
	"dateline/search/alert"
)

// receiver is a webhook's other end. Where fail is set, it reads the message and
// then drops the connection, as a receiver that is killed does.
type receiver struct {
	mu       sync.Mutex
	fail     bool
	messages []told
}

type told struct {
	signature string
	body      []byte
	Hits      []struct {
		ID      string
		Article search.Hit
	}
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := told{signature: req.Header.Get("Dateline-Signature")}
	m.body, _ = io.ReadAll(req.Body)
	_ = json.Unmarshal(m.body, &m)
	r.messages = append(r.messages, m)
	if r.fail {
		panic(http.ErrAbortHandler)
	}
}

func (r *receiver) ids() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for _, m := range r.messages {
		for _, h := range m.Hits {
			ids = append(ids, h.ID)
		}
	}
	return ids
}

// newsdesk is a server with saved searches whose clock a test turns.
type newsdesk struct {
	*owner
	data string
	mail fetch.MailServer
	now  time.Time
}

func openNewsdesk(t *testing.T, mail fetch.MailServer) *newsdesk {
	d := &newsdesk{data: t.TempDir(), mail: mail, now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}
	d.open(t)
	t.Cleanup(func() { d.Close() })
	return d
}

func (d *newsdesk) open(t *testing.T) {
	t.Helper()
	cfg := indexer.Config{DataDir: d.data, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Fetch: fetch.Config{UserAgent: "Dateline/test", AllowPrivate: true}}
	var err error
	if d.owner, err = openServer(t.Context(), cfg, "127.0.0.1:0", terms{mail: d.mail}); err != nil {
		t.Fatal(err)
	}
	d.alerts.Now = func() time.Time { return d.now }
}

func (d *newsdesk) bring(t *testing.T, name, text string) {
	t.Helper()
	if _, err := d.Import(t.Context(), []string{writeFile(t, t.TempDir()+"/"+name+".txt", text)}, indexer.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := d.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (d *newsdesk) tell(t *testing.T) {
	t.Helper()
	if err := d.alerts.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := d.alerts.Tell(t.Context()); err != nil {
		t.Fatal(err)
	}
}

const otherStory = `Harbour cranes stand still in a storm
· meridianwire.example
The cranes of the northern harbour stood still on Tuesday while a storm went over the coast, and the pilots stayed ashore.
`

// TestAlertsTellOnceWhereAllIsWell, and again under the same id where the receiver
// fell, also after a restart.
func TestAlerts(t *testing.T) {
	r := &receiver{}
	hook := httptest.NewServer(r)
	defer hook.Close()
	d := openNewsdesk(t, fetch.MailServer{})
	d.bring(t, "before", strings.ReplaceAll(story, "Monday", "Sunday"))
	sv, err := d.alerts.Create(t.Context(), alert.Saved{Name: "  grain  talks ", Params: "q=grain&sort=newest", Webhook: hook.URL})
	if err != nil || sv.Name != "grain talks" || sv.Params != "q=grain" || sv.Secret == "" {
		t.Fatalf("%+v, %v", sv, err)
	}
	d.tell(t)
	d.bring(t, "harbour", otherStory)
	d.tell(t)
	if ids := r.ids(); len(ids) != 0 {
		t.Fatalf("told of what is old or does not match: %q", ids)
	}

	r.fail = true
	d.bring(t, "grain", story)
	d.tell(t)
	d.tell(t) // too soon: nothing is sent
	if ids := r.ids(); len(ids) != 1 {
		t.Fatalf("told %d times, want once", len(ids))
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d.open(t)
	r.fail = false
	d.now = d.now.Add(time.Hour)
	d.tell(t)
	d.now = d.now.Add(24 * time.Hour)
	d.tell(t)
	ids := r.ids()
	if len(ids) != 2 || ids[0] != ids[1] {
		t.Fatalf("after a failure and a restart: %q, want one id twice", ids)
	}
	for _, m := range r.messages {
		at, signed, _ := strings.Cut(strings.TrimPrefix(m.signature, "t="), ",v1=")
		if signed == "" || signed != alert.Sign(sv.Secret, at, m.body) {
			t.Errorf("signature %q does not fit", m.signature)
		}
	}
	if got, err := d.alerts.Get(t.Context(), sv.ID); err != nil || got.Secret != "" || len(got.Channels) != 1 || got.Channels[0].Attempts != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	status, body, err := fetch.Ask(t.Context(), d.addr, "/saved/"+sv.ID+"/feed.atom", "")
	if err != nil || status != 200 || strings.Count(string(body), "<entry") != 1 || !strings.Contains(string(body), ids[0]) {
		t.Errorf("the feed: %d, %v\n%s", status, err, body)
	}
}

// TestAlertOfAnInvalidSearch: a search that cannot be asked any more says so in
// its feed, and the others go on.
func TestAlertOfAnInvalidSearch(t *testing.T) {
	d := openNewsdesk(t, fetch.MailServer{})
	good, err := d.alerts.Create(t.Context(), alert.Saved{Name: "good", Params: "q=grain"})
	if err != nil {
		t.Fatal(err)
	}
	if err := (savedStore{d.Store}).Save(t.Context(), alert.Saved{ID: "broken", Name: "old", Params: "q=%28grain", Created: d.now.Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	d.bring(t, "grain", story)
	d.tell(t)
	_, body, err := fetch.Ask(t.Context(), d.addr, "/saved/broken/feed.atom", "")
	if err != nil || !strings.Contains(string(body), "cannot be asked any more") {
		t.Errorf("%v\n%s", err, body)
	}
	if _, hits, err := d.alerts.Newest(t.Context(), good.ID); err != nil || len(hits) != 1 {
		t.Errorf("the good one has %d hits, %v", len(hits), err)
	}
}

// smtpServer is the smallest server that takes mail; it keeps what it is sent.
func smtpServer(t *testing.T) (addr *net.TCPAddr, got func() string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var mu sync.Mutex
	var all strings.Builder
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				io.WriteString(conn, "220 desk.example\r\n")
				inData := false
				for lines := bufio.NewScanner(conn); lines.Scan(); {
					line := lines.Text()
					mu.Lock()
					all.WriteString(line + "\n")
					mu.Unlock()
					switch {
					case inData && line == ".":
						inData = false
						io.WriteString(conn, "250 taken\r\n")
					case inData:
					case strings.HasPrefix(line, "DATA"):
						inData = true
						io.WriteString(conn, "354 go on\r\n")
					case strings.HasPrefix(line, "QUIT"):
						io.WriteString(conn, "221 bye\r\n")
						return
					default:
						io.WriteString(conn, "250 ok\r\n")
					}
				}
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr), func() string { mu.Lock(); defer mu.Unlock(); return all.String() }
}

func TestAlertByMail(t *testing.T) {
	addr, got := smtpServer(t)
	d := openNewsdesk(t, fetch.MailServer{Host: "127.0.0.1", Port: addr.Port, From: "dateline@desk.example", Plain: true})
	if _, err := d.alerts.Create(t.Context(), alert.Saved{Name: "grain\r\nBcc: all@world.example", Params: "q=grain", Mail: "reader@desk.example"}); err != nil {
		t.Fatal(err)
	}
	d.bring(t, "grain", story)
	d.tell(t)
	text := got()
	for _, want := range []string{"RCPT TO:<reader@desk.example>", "Subject: ", "Grain corridor talks called off"} {
		if !strings.Contains(text, want) {
			t.Errorf("the mail lacks %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\nBcc:") {
		t.Error("a name added a header")
	}
}

func TestAlertRefuses(t *testing.T) {
	d := openNewsdesk(t, fetch.MailServer{})
	for _, c := range []struct {
		saved  alert.Saved
		remedy string
	}{
		{alert.Saved{Params: "q=grain"}, "name"},
		{alert.Saved{Name: "x", Params: "q=%28"}, ""},
		{alert.Saved{Name: "x", Params: "person=merkel"}, "person"},
		{alert.Saved{Name: "x", Webhook: "file:///etc/passwd"}, "webhook"},
		{alert.Saved{Name: "x", Webhook: "https://a]b/"}, "webhook"},
		{alert.Saved{Name: "x", Webhook: "https://a b/"}, "webhook"},
		{alert.Saved{Name: "x", Webhook: "http://:80/"}, "webhook"},
		{alert.Saved{Name: "x", Mail: "reader@desk.example"}, "--smtp"},
	} {
		if _, err := d.alerts.Create(t.Context(), c.saved); err == nil || !strings.Contains(err.Error(), c.remedy) {
			t.Errorf("%+v: %v", c.saved, err)
		}
	}
}

// TestSavedOverHTTP goes the whole way as a script and as a form does, and is
// refused where it comes from another site.
func TestSavedOverHTTP(t *testing.T) {
	d := openNewsdesk(t, fetch.MailServer{})
	ask := func(method, path, body string, header ...string) (int, string) {
		t.Helper()
		req, err := http.NewRequestWithContext(context.Background(), method, "http://"+d.addr+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i+1 < len(header); i += 2 {
			req.Header.Set(header[i], header[i+1])
		}
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(b)
	}
	status, body := ask("POST", "/api/v1/saved", `{"name": "grain", "params": "q=grain&country=UA"}`)
	var sv alert.Saved
	if err := json.Unmarshal([]byte(body), &sv); status != 201 || err != nil || sv.ID == "" || !strings.Contains(sv.Readback, "grain") {
		t.Fatalf("%d %s", status, body)
	}
	for _, c := range []struct {
		method, path, body string
		header             []string
		status             int
	}{
		{"POST", "/api/v1/saved", `{"name": "x", "parms": "q=a"}`, nil, 400},
		{"POST", "/api/v1/saved", `{"name": "x"`, nil, 400},
		{"POST", "/api/v1/saved", `{"name": "` + strings.Repeat("x", 70<<10) + `"}`, nil, 413},
		{"POST", "/api/v1/saved", `{"name": "x"}`, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"POST", "/api/v1/saved", `{"name": "x"}`, []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"POST", "/saved", "name=x&params=q%3Da", []string{"Origin", "https://evil.example", "Content-Type", "application/x-www-form-urlencoded"}, 403},
		{"POST", "/saved", "name=by+form&params=q%3Dgrain", []string{"Sec-Fetch-Site", "same-origin", "Content-Type", "application/x-www-form-urlencoded"}, 303},
		{"POST", "/saved", "name=&params=q%3Dgrain", []string{"Content-Type", "application/x-www-form-urlencoded"}, 400},
		{"GET", "/saved", "", nil, 200},
		{"GET", "/saved/new?q=grain", "", nil, 200},
		{"GET", "/saved/" + sv.ID + "/remove", "", nil, 405},
		{"GET", "/api/v1/saved", "", nil, 200},
		{"GET", "/api/v1/dry-run?q=grain&days=30", "", nil, 200},
		{"GET", "/api/v1/dry-run?days=0", "", nil, 400},
		{"DELETE", "/api/v1/saved/" + sv.ID, "", []string{"Origin", "https://evil.example"}, 403},
		{"DELETE", "/api/v1/saved/" + sv.ID, "", nil, 204},
		{"DELETE", "/api/v1/saved/" + sv.ID, "", nil, 404},
		{"GET", "/saved/" + sv.ID + "/feed.atom", "", nil, 404},
	} {
		if status, body := ask(c.method, c.path, c.body, c.header...); status != c.status {
			t.Errorf("%s %s %.60s %v: %d, want %d: %.200s", c.method, c.path, c.body, c.header, status, c.status, body)
		}
	}
	if all, err := d.alerts.List(t.Context()); err != nil || len(all) != 1 || all[0].Name != "by form" {
		t.Errorf("%+v, %v", all, err)
	}
}
