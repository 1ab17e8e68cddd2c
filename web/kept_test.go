package web

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"dateline/search"
)

// searchCounter counts the searches that reach it.
type searchCounter struct {
	*fake
	searches atomic.Int32
	before   func() error
}

func (c *searchCounter) Search(ctx context.Context, r search.Request) (search.Result, error) {
	c.searches.Add(1)
	if c.before != nil {
		if err := c.before(); err != nil {
			return search.Result{}, err
		}
	}
	return c.fake.Search(ctx, r)
}

// raw asks without Go's own decompression.
func raw(t *testing.T, method, address string, header http.Header) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	resp, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

// TestKeptUntilTheArchiveChanges: an address asked for again costs no search, and
// a new article is there at once.
func TestKeptUntilTheArchiveChanges(t *testing.T) {
	room := &searchCounter{fake: newsroom(60)}
	base := serve(t, Config{Searcher: room})
	for _, path := range []string{"/?q=grain", "/api/v1/search?q=grain", "/?q=grain&country=UA", "/map"} {
		_, first := fetch(t, "GET", base+path)
		asked := room.searches.Load()
		resp, again := fetch(t, "GET", base+path)
		if again != first || room.searches.Load() != asked {
			t.Errorf("%s: asked again, %d searches, same answer %v", path, room.searches.Load()-asked, again == first)
		}
		tag := resp.Header.Get("ETag")
		if resp, body := raw(t, "GET", base+path, http.Header{"If-None-Match": {tag}}); resp.StatusCode != http.StatusNotModified || len(body) > 0 || tag == "" {
			t.Errorf("%s: status %d for the tag %q that was given", path, resp.StatusCode, tag)
		}
	}
	before := number(t, text(document(t, base+"/", 200).Find("#total")))
	room.articles = append(room.articles, newsroom(61).articles[60])
	room.epoch++
	if got := number(t, text(document(t, base+"/", 200).Find("#total"))); got != before+1 {
		t.Errorf("an article more, and the page says %d after %d", got, before)
	}
}

// TestKeptForEveryClient: whoever asked first, the next gets what he understands.
func TestKeptForEveryClient(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(60)})
	for _, path := range []string{"/?q=grain", "/api/v1/search?q=ship"} {
		want := ""
		for i, accept := range []string{"gzip", "", "br, gzip;q=0.5", "gzip;q=0", "identity"} {
			resp, body := raw(t, "GET", base+path, http.Header{"Accept-Encoding": {accept}})
			if zipped := resp.Header.Get("Content-Encoding") == "gzip"; zipped != (i%2 == 0 && i < 4) {
				t.Errorf("%s: Accept-Encoding %q is answered compressed: %v", path, accept, zipped)
			} else if zipped {
				r, err := gzip.NewReader(strings.NewReader(string(body)))
				if err != nil {
					t.Fatal(err)
				}
				if body, err = io.ReadAll(r); err != nil {
					t.Fatal(err)
				}
			}
			if want == "" {
				want = string(body)
			}
			if string(body) != want || !strings.Contains(resp.Header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s: Accept-Encoding %q gets another answer, Vary %q", path, accept, resp.Header.Get("Vary"))
			}
			head, none := raw(t, "HEAD", base+path, http.Header{"Accept-Encoding": {accept}})
			if head.ContentLength != resp.ContentLength || head.ContentLength <= 0 || len(none) > 0 {
				t.Errorf("%s: HEAD says %d bytes, GET %d", path, head.ContentLength, resp.ContentLength)
			}
		}
	}
}

// TestManyAskAtOnce: one search answers all who ask for the same meanwhile, and
// one that fails takes nobody's answer away.
func TestManyAskAtOnce(t *testing.T) {
	const clients = 12
	for _, fails := range []bool{false, true} {
		room := &searchCounter{fake: newsroom(30)}
		begun, goOn := make(chan struct{}), make(chan struct{})
		var first sync.Once
		room.before = func() (err error) {
			first.Do(func() {
				close(begun)
				<-goOn
				if fails {
					err = errors.New("the first one fails")
				}
			})
			return err
		}
		base := serve(t, Config{Searcher: room})
		statuses := make(chan int, clients)
		ask := func() {
			resp, err := http.Get(base + "/api/v1/search?q=grain")
			if err != nil {
				t.Error(err)
				statuses <- 0
				return
			}
			resp.Body.Close()
			statuses <- resp.StatusCode
		}
		go ask()
		<-begun
		for range clients - 1 {
			go ask()
		}
		close(goOn)
		wrong := 0
		for range clients {
			if <-statuses != http.StatusOK {
				wrong++
			}
		}
		if fails && wrong != 1 || !fails && wrong != 0 {
			t.Errorf("first one fails %v: %d of %d are refused", fails, wrong, clients)
		}
		if n := room.searches.Load(); !fails && n != 1 {
			t.Errorf("%d searches for one address", n)
		}
	}
}

// TestKeptIsBounded: memory stays under its bound, and what was asked for last
// stays longest.
func TestKeptIsBounded(t *testing.T) {
	k := newAnswers(20 * (keptOverhead + 1000))
	for i := range 500 {
		if a, made := k.claim(t.Context(), "1", fmt.Sprint(i)); a == nil && made != nil {
			k.put("1", &keptAnswer{key: fmt.Sprint(i), zipped: make([]byte, 900)})
			made()
		}
		k.claim(t.Context(), "1", "0") // asked for all the time
		if k.bytes > k.most || len(k.byKey) != k.recent.Len() {
			t.Fatalf("%d bytes of %d, %d and %d answers", k.bytes, k.most, len(k.byKey), k.recent.Len())
		}
	}
	for key, want := range map[string]bool{"0": true, "499": true, "250": false} {
		if a, made := k.claim(t.Context(), "1", key); (a != nil) != want {
			t.Errorf("answer %s is kept: %v", key, a != nil)
		} else if made != nil {
			made()
		}
	}
	k.put("1", &keptAnswer{key: "large", zipped: make([]byte, k.most)})
	if k.byKey["large"] != nil {
		t.Error("an answer larger than all memory is kept")
	}
	if a, made := k.claim(t.Context(), "2", "0"); a != nil || k.bytes != 0 {
		t.Errorf("the next epoch begins with %d bytes", k.bytes)
	} else {
		made()
	}
	k.put("1", &keptAnswer{key: "late"}) // begun before the change
	if len(k.byKey) != 0 || len(k.making) != 0 {
		t.Errorf("%d answers of an earlier epoch, %d never made", len(k.byKey), len(k.making))
	}
}
