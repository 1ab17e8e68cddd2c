package web

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"dateline/search/news"

	"github.com/mmcdole/gofeed"
)

// TestFeeds reads both formats with a reader of others: they hold the newest hits
// of the search, with stable ids and addresses that can be followed.
func TestFeeds(t *testing.T) {
	room := newsroom(120)
	base := serve(t, Config{Searcher: room, BaseURL: "http://127.0.0.1:1"})
	for _, path := range []string{"/feed.atom?q=grain&size=7", "/feed.json?q=grain&size=7"} {
		resp, body := fetch(t, "GET", base+path)
		f, err := gofeed.NewParser().ParseString(body)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if !strings.Contains(f.Title, "grain") || f.FeedLink != "http://127.0.0.1:1"+path || len(f.Items) != 7 {
			t.Errorf("%s: title %q, link %q, %d items", path, f.Title, f.FeedLink, len(f.Items))
		}
		last := time.Now()
		for _, it := range f.Items {
			if it.PublishedParsed == nil || it.PublishedParsed.After(last) || !strings.HasPrefix(it.GUID, "urn:dateline:") || !strings.HasPrefix(it.Link, "http") || it.Title == "" {
				t.Errorf("%s: item %+v", path, it)
			} else {
				last = *it.PublishedParsed
			}
		}
		if tag := resp.Header.Get("ETag"); tag == "" {
			t.Errorf("%s has no ETag", path)
		} else if again, _ := fetchWith(t, "GET", base+path, "If-None-Match", tag); again.StatusCode != 304 {
			t.Errorf("%s with its own tag: %d", path, again.StatusCode)
		}
	}
	if resp, _ := fetch(t, "GET", base+"/feed.atom?sort=oldest"); resp.StatusCode != 400 {
		t.Errorf("a feed sorted otherwise: %d", resp.StatusCode)
	}
}

// TestFeedOfHostileText: whatever an article holds, the feeds are well-formed.
func TestFeedOfHostileText(t *testing.T) {
	evil := "]]></title><script>alert(1)</script>\x00\x0b\ufffe & \xff"
	a := news.Article{ID: news.NewID("x"), URL: "javascript:alert(1)", Title: evil, Text: evil, Authors: []string{evil}, Lang: "en"}
	base := serve(t, Config{Searcher: &fake{articles: []news.Article{a}}})
	_, body := fetch(t, "GET", base+"/feed.atom")
	for d := xml.NewDecoder(strings.NewReader(body)); ; {
		token, err := d.Token()
		if token == nil {
			if err.Error() != "EOF" {
				t.Error(err)
			}
			break
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "script" {
			t.Error("a script element in the feed")
		}
	}
	if _, body := fetch(t, "GET", base+"/feed.json"); !json.Valid([]byte(body)) || strings.Contains(body, "javascript:") {
		t.Errorf("feed.json: %s", body)
	}
	if strings.Contains(body, "javascript:") {
		t.Error("a feed links to a script")
	}
}

// TestETags: an answer with nothing new is a 304, whatever a search took.
func TestETags(t *testing.T) {
	room := newsroom(20)
	base := serve(t, Config{Searcher: room})
	for _, path := range []string{"/api/v1/search?q=grain", "/api/v1/facets/person", "/api/v1/articles/" + string(room.articles[0].ID)} {
		resp, _ := fetch(t, "GET", base+path)
		tag := resp.Header.Get("ETag")
		again, body := fetchWith(t, "GET", base+path, "If-None-Match", `"other", `+tag)
		if again.StatusCode != 304 || body != "" {
			t.Errorf("%s: %d and %d bytes with its own tag %s", path, again.StatusCode, len(body), tag)
		}
		if other, _ := fetchWith(t, "GET", base+path, "If-None-Match", `"other"`); other.StatusCode != 200 {
			t.Errorf("%s: %d with another's tag", path, other.StatusCode)
		}
	}
}
