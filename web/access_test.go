package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// fetchWith is fetch with a header.
func fetchWith(t *testing.T, method, address, header, value string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(header, value)
	if header == "Host" {
		req.Host = value
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestTokens(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(5), Access: Access{Read: []string{"reading-token-1234"}, Edit: []string{"editing-token-1234"}}})
	basic := func(password string) string {
		req, _ := http.NewRequest("GET", base, nil)
		req.SetBasicAuth("anyone", password)
		return req.Header.Get("Authorization")
	}
	cases := []struct {
		path, method, authorization string
		status                      int
	}{
		{"/", "GET", "", 401},
		{"/api/v1/search", "GET", "", 401},
		{"/feed.atom", "GET", "", 401},
		{"/metrics", "GET", "", 401},
		{"/static/style.css", "GET", "", 401},
		{"/nothing", "GET", "", 401},
		{"/healthz", "GET", "", 200},
		{"/readyz", "GET", "", 200},
		{"/api/v1/search", "GET", "Bearer reading-token-1234", 200},
		{"/api/v1/search", "GET", "bearer editing-token-1234", 200},
		{"/", "GET", basic("reading-token-1234"), 200},
		{"/", "GET", basic("reading-token-123"), 401},
		{"/", "GET", "Bearer ", 401},
		{"/", "GET", "Token reading-token-1234", 401},
		{"/api/v1/search", "POST", "Bearer reading-token-1234", 403},
		{"/api/v1/search", "POST", "Bearer editing-token-1234", 405},
	}
	for _, c := range cases {
		resp, body := fetchWith(t, c.method, base+c.path, "Authorization", c.authorization)
		if resp.StatusCode != c.status {
			t.Errorf("%s %s with %q: %d, want %d: %.200s", c.method, c.path, c.authorization, resp.StatusCode, c.status, body)
		}
		if challenges := resp.Header.Values("WWW-Authenticate"); (resp.StatusCode == 401) != (len(challenges) == 2) {
			t.Errorf("%s: challenges %q", c.path, challenges)
		}
	}
}

func TestRateLimit(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	base := serve(t, Config{Searcher: newsroom(5), Access: Access{PerMinute: 6}, Now: func() time.Time { return now }})
	for i := range 6 {
		resp, _ := fetch(t, "GET", base+"/api/v1/search")
		if left := `"default";r=` + strconv.Itoa(5-i); resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("RateLimit"), left+";") || resp.Header.Get("RateLimit-Policy") != `"default";q=6;w=60` {
			t.Errorf("request %d: %d, RateLimit %s, policy %s", i, resp.StatusCode, resp.Header.Get("RateLimit"), resp.Header.Get("RateLimit-Policy"))
		}
	}
	resp, body := fetch(t, "GET", base+"/api/v1/search")
	if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "10" || !strings.Contains(body, `"status":429`) {
		t.Errorf("the seventh: %d, Retry-After %s: %s", resp.StatusCode, resp.Header.Get("Retry-After"), body)
	}
	if resp, _ := fetch(t, "GET", base+"/healthz"); resp.StatusCode != 200 {
		t.Errorf("health is limited: %d", resp.StatusCode)
	}
	now = now.Add(10 * time.Second)
	if resp, _ := fetch(t, "GET", base+"/api/v1/search"); resp.StatusCode != 200 {
		t.Errorf("ten seconds later: %d", resp.StatusCode)
	}
}

// TestA19SpoofedClient: neither the limit nor an answer follows headers that a
// client can make up.
func TestA19SpoofedClient(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	base := serve(t, Config{Searcher: newsroom(5), Access: Access{PerMinute: 40}, Now: func() time.Time { return now }, BaseURL: "http://127.0.0.1:1"})
	limited := 0
	for i := range 60 {
		for _, header := range []string{"X-Forwarded-For", "X-Real-IP", "Forwarded", "Host"} {
			value := "evil-" + strconv.Itoa(i) + ".example"
			resp, body := fetchWith(t, "GET", base+[]string{"/", "/opensearch.xml", "/feed.atom", "/api/v1/search"}[i%4], header, value)
			if resp.StatusCode == 429 {
				limited++
			}
			if strings.Contains(body, value) || strings.Contains(resp.Header.Get("Location"), value) {
				t.Errorf("%s: %s is echoed", header, value)
			}
		}
	}
	if limited != 200 {
		t.Errorf("%d of 240 requests were limited, want 200", limited)
	}
}

func TestCORS(t *testing.T) {
	off := serve(t, Config{Searcher: newsroom(5)})
	if resp, _ := fetchWith(t, "GET", off+"/api/v1/search", "Origin", "https://desk.example"); resp.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("CORS is on without being set")
	}
	on := serve(t, Config{Searcher: newsroom(5), Access: Access{Origin: "https://desk.example"}})
	if resp, _ := fetchWith(t, "GET", on+"/api/v1/search", "Origin", "https://desk.example"); resp.Header.Get("Access-Control-Allow-Origin") != "https://desk.example" {
		t.Error("CORS is set and does not answer")
	}
	if resp, _ := fetchWith(t, "OPTIONS", on+"/api/v1/search", "Origin", "https://desk.example"); resp.StatusCode != 204 {
		t.Errorf("preflight: %d", resp.StatusCode)
	}
	if resp, _ := fetchWith(t, "GET", on+"/", "Origin", "https://desk.example"); resp.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("a page may be read by another origin")
	}
}

func TestMetrics(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(5), Version: "1.2.3"})
	fetch(t, "GET", base+"/api/v1/search?q=secret-words")
	fetch(t, "GET", base+"/nobody/home")
	_, body := fetch(t, "GET", base+"/metrics")
	for _, want := range []string{
		`dateline_http_requests_total{method="GET",route="/api/v1/search",status="200"} 1`,
		`dateline_http_requests_total{method="GET",route="none",status="404"} 1`,
		`dateline_http_request_seconds_count{route="/api/v1/search"} 1`, `dateline_build_info{version="1.2.3"} 1`, "go_goroutines ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	if strings.Contains(body, "secret-words") || strings.Contains(body, "nobody") {
		t.Error("/metrics tells what was asked")
	}
}
