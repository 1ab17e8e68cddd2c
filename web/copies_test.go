package web

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"dateline/search"
	"dateline/search/news"

	"github.com/PuerkitoBio/goquery"
)

// copied makes copies of some of a newsroom's articles: groups of four and of two.
func copied(room *fake) *fake {
	for i := range room.articles {
		switch {
		case i < 4:
			room.articles[i].Group = room.articles[0].ID
		case i < 6:
			room.articles[i].Group = room.articles[4].ID
		}
	}
	return room
}

func documentOf(t *testing.T, address string) *goquery.Document {
	t.Helper()
	resp, body := fetch(t, "GET", address)
	if resp.StatusCode != 200 {
		t.Fatalf("%s: %d %s", address, resp.StatusCode, body)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func textOf(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// The page offers to list each story once, says what its numbers count then; every copy can be
// reached by links alone.
func TestPageCollapsesCopies(t *testing.T) {
	room := copied(newsroom(12))
	base := serve(t, Config{Searcher: room})
	all := documentOf(t, base+"/?size=100")
	if all.Find(".hit").Length() != 12 || all.Find(".hit .copies").Length() != 6 {
		t.Errorf("%d hits, %d of them with copies", all.Find(".hit").Length(), all.Find(".hit .copies").Length())
	}
	doc := documentOf(t, base+strings.Replace(all.Find(".readback a").AttrOr("href", ""), "size=100", "size=5", 1))
	if got := textOf(doc.Find("#total")) + ", " + textOf(doc.Find("#listed")); got != "12 articles, 8 without copies" {
		t.Errorf("the page says %q", got)
	}
	hits, copies := 0, 0
	for page := doc; page != nil; {
		hits += page.Find(".hit").Length()
		page.Find(".hit .copies").Each(func(_ int, s *goquery.Selection) {
			all := s.Find("a").First()
			n, first := s.Find("a").Length()-1, "copies"
			if n == 1 {
				first = "copy"
			}
			if want := fmt.Sprintf("%d %s", n, first); textOf(all) != want {
				t.Errorf("%q names %d outlets", textOf(s), n)
			}
			copies += n
			list := documentOf(t, base+all.AttrOr("href", ""))
			if got := list.Find(".hit").Length(); got != n+1 || list.Find(".chips .chip, .chips a").Length() == 0 {
				t.Errorf("%s lists %d, want %d", all.AttrOr("href", ""), got, n+1)
			}
			article := documentOf(t, base+s.Find("a").Last().AttrOr("href", ""))
			if got := article.Find("section[aria-labelledby=copies] li").Length(); got != n {
				t.Errorf("an article's page lists %d copies, want %d", got, n)
			}
		})
		next, more := page.Find("a[rel=next]").Attr("href")
		if page = nil; more {
			page = documentOf(t, base+next)
		}
	}
	if hits != 8 || copies != 4 {
		t.Errorf("%d hits and %d copies of 12 articles", hits, copies)
	}
	other := doc.Find(".readback a")
	shown := documentOf(t, base+strings.Replace(other.AttrOr("href", ""), "size=5", "size=100", 1))
	if got := shown.Find(".hit").Length(); got != 12 || shown.Find("#listed").Length() != 0 {
		t.Errorf("%s shows %d hits", other.AttrOr("href", ""), got)
	}
}

// A script reads as many hits as the total says unless it asks otherwise, and what
// the page offers as JSON is what the page shows.
func TestScriptsSeeCopies(t *testing.T) {
	room := copied(newsroom(12))
	base := serve(t, Config{Searcher: room})
	api := func(address string) (res search.Result) {
		_, body := fetch(t, "GET", address)
		if err := json.Unmarshal([]byte(body), &res); err != nil {
			t.Fatal(err)
		}
		return res
	}
	if res := api(base + "/api/v1/search"); len(res.Hits) != 12 || res.Listed != 12 || res.Hits[0].Copies != 0 {
		t.Errorf("%d of %d", len(res.Hits), res.Listed)
	}
	offered := ""
	documentOf(t, base+"/?copies=collapse").Find(".takeaway a").Each(func(_ int, s *goquery.Selection) {
		if s.Text() == "JSON" {
			offered = s.AttrOr("href", "")
		}
	})
	res := api(base + offered)
	if len(res.Hits) != 8 || res.Total != 12 || res.Listed != 8 {
		t.Errorf("%s: %d hits, %d of %d", offered, len(res.Hits), res.Listed, res.Total)
	}
	for _, h := range res.Hits {
		if h.Copies > 0 {
			if with := api(base + "/api/v1/search?" + h.CopiesWith); with.Total != h.Copies+1 {
				t.Errorf("%s: %d, want %d", h.CopiesWith, with.Total, h.Copies+1)
			}
		}
	}
	var a struct{ Copies []struct{ ID news.ID } }
	_, body := fetch(t, "GET", base+"/api/v1/articles/"+url.PathEscape(string(room.articles[0].ID)))
	if err := json.Unmarshal([]byte(body), &a); err != nil || len(a.Copies) != 3 {
		t.Errorf("%d copies, %v", len(a.Copies), err)
	}
}
