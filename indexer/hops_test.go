package indexer

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"dateline/indexer/frontier"
)

// TestRedirectsAreArchived: the way to an article is kept like the article, and
// an archive with redirects in it is read as one without.
func TestRedirectsAreArchived(t *testing.T) {
	story := "<html lang=en><head><title>Quarry strike begins</title><meta property=og:type content=article></head><body><article><h1>Quarry strike begins</h1>" + background + "</article></body></html>"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/old":
			http.Redirect(w, r, "/moved", http.StatusMovedPermanently)
		case "/moved":
			http.Redirect(w, r, "/new", http.StatusFound)
		default:
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte(story))
		}
	}))
	defer server.Close()
	cfg := newsroomConfig(t.TempDir(), server.Listener.Addr().String(), 1, time.Millisecond)
	x, err := OpenOwner(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	f, err := x.Frontier(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Add(t.Context(), time.Now(), []frontier.Item{{URL: "http://outlet00.example/old"}}); err != nil {
		t.Fatal(err)
	}
	if got := crawl(t, x); got.Added != 1 {
		t.Errorf("counts %+v, want 1 added", got)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if got := recordKinds(t, warcDir(cfg.DataDir)); got["response"] != 3 || got["request"] != 3 {
		t.Errorf("records %v, want 3 requests and 3 responses", got)
	}
	files, err := filepath.Glob(filepath.Join(warcDir(cfg.DataDir), "*.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if counts, refused := importAll(t, owner(t, t.TempDir()), files...); counts.Added != 1 || counts.Refused != 0 {
		t.Errorf("imported: %+v, want 1 added and none refused: %v", counts, refused)
	}
}
