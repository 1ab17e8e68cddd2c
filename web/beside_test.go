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

// TestMapPage: every country of the search is on the map with the API's count,
// and in the list.
func TestMapPage(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(120)})
	for _, filter := range []string{"", "q=grain", "country=UA&sort=oldest"} {
		var page search.FacetPage
		_, body := fetch(t, "GET", base+"/api/v1/facets/country?size=1000&"+strings.TrimSuffix(filter, "&sort=oldest"))
		if err := json.Unmarshal([]byte(body), &page); err != nil || len(page.Values) == 0 {
			t.Fatal(err, body)
		}
		doc := document(t, base+"/map?"+filter, 200)
		titles := map[string]bool{}
		doc.Find(".world title").Each(func(_ int, s *goquery.Selection) { titles[s.Text()] = true })
		for _, v := range page.Values {
			unit := "articles"
			if v.Count == 1 {
				unit = "article"
			}
			name, _ := news.CountryName(news.CountryCode(v.Value))
			if want := fmt.Sprintf("%s: %d %s", name, v.Count, unit); !titles[want] {
				t.Errorf("%s: no shape says %q", filter, want)
			}
		}
		if got := doc.Find(".values .value").Length(); got != len(page.Values) {
			t.Errorf("%s: %d countries are listed, want %d", filter, got, len(page.Values))
		}
	}
}

// TestProfilePages: the page of a person, a country and an event type counts what
// a search for it counts.
func TestProfilePages(t *testing.T) {
	room := newsroom(120)
	base := serve(t, Config{Searcher: room})
	for facet, folder := range map[news.Facet]string{news.FacetPerson: "people", news.FacetCountry: "countries", news.FacetEvent: "events"} {
		for _, v := range room.count(search.Request{}, facet).Values[:3] {
			doc := document(t, base+"/"+folder+"/"+url.PathEscape(v.Value), 200)
			if got := number(t, text(doc.Find("header .by"))); got != v.Count {
				t.Errorf("%s %s: the page counts %d, the facet %d", facet, v.Value, got, v.Count)
			}
			link := doc.Find(".actions a").First().AttrOr("href", "")
			if got := number(t, text(document(t, base+link, 200).Find("#total"))); got != v.Count {
				t.Errorf("%s leads to %d articles, want %d", link, got, v.Count)
			}
		}
	}
	document(t, base+"/people/p-nobody", 404)
	document(t, base+"/people/x?y=1", 400)
}

// TestVersionsPage: what is kept and added is the version, what is kept and taken
// out the one before.
func TestVersionsPage(t *testing.T) {
	room := newsroom(3)
	base := serve(t, Config{Searcher: room})
	a := room.articles[0]
	path := base + "/articles/" + string(a.ID)
	if link := document(t, path, 200).Find(`.original a[href$="/versions"]`); text(link) != "2 versions: what was changed" {
		t.Errorf("the article says %q", text(link))
	}
	doc := document(t, path+"/versions", 200)
	if got := text(doc.Find(".text del")); got != "What was taken out." {
		t.Errorf("taken out: %q", got)
	}
	doc.Find("del").Remove()
	if got, want := text(doc.Find(".text")), strings.Join(strings.Fields(a.Text), " "); got != want {
		t.Errorf("without it the text is\n%s, want\n%s", got, want)
	}
	if got := document(t, path+"/versions?version=1", 200).Find("ins, del").Length(); got > 2 { // the legend's
		t.Errorf("the first version has %d changes", got)
	}
	document(t, path+"/versions?version=3", 400)
}

// TestArticleNeighbours walks a search article by article to its end and back.
func TestArticleNeighbours(t *testing.T) {
	room := newsroom(12)
	base := serve(t, Config{Searcher: room})
	var page search.Result
	_, body := fetch(t, "GET", base+"/api/v1/search?sort=oldest&size=100")
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatal(err)
	}
	at := "/articles/" + string(page.Hits[0].ID) + "?sort=oldest"
	for i, h := range page.Hits {
		doc := document(t, base+at, 200)
		if !strings.HasPrefix(at, "/articles/"+string(h.ID)) || text(doc.Find(".place")) != fmt.Sprintf("%d of %d", i+1, len(page.Hits)) {
			t.Fatalf("hit %d is %s, which says %q", i, at, text(doc.Find(".place")))
		}
		next, ok := doc.Find(`.back a[rel="next"]`).Attr("href")
		if last := i+1 == len(page.Hits); ok == last {
			t.Errorf("hit %d of %d leads on: %t", i+1, len(page.Hits), ok)
		}
		at = next
	}
}
