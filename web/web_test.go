package web

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"dateline/search"
	"dateline/search/news"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
)

// serve starts a real server on loopback over s.
func serve(t *testing.T, cfg Config) string {
	t.Helper()
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ts := httptest.NewUnstartedServer(nil)
	ts.Config = NewHTTPServer("", h)
	ts.Start()
	t.Cleanup(ts.Close)
	return ts.URL
}

func fetch(t *testing.T, method, address string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatalf("%s %s: %v", method, address, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func document(t *testing.T, address string, status int) *goquery.Document {
	t.Helper()
	resp, body := fetch(t, "GET", address)
	if resp.StatusCode != status {
		t.Fatalf("GET %s: status %d, want %d\n%.300s", address, resp.StatusCode, status, body)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func text(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(strings.Fields(s)[0], ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestPageShowsTheResult compares every number of the page with the API's for
// states of several kinds.
func TestPageShowsTheResult(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(120)})
	for _, state := range []string{
		"", "?q=grain", "?q=grain&person=p-amara-okafor", "?country=UA&country=RU&not.source=wire.example",
		"?from=2023-07&to=2023-12&sort=oldest", "?q=zeppelin&country=UA", "?event=talks&event=sanctions&event.op=and",
	} {
		t.Run(state, func(t *testing.T) {
			doc := document(t, base+"/"+state, 200)
			_, body := fetch(t, "GET", base+"/api/v1/search"+state)
			var res search.Result
			if err := json.Unmarshal([]byte(body), &res); err != nil {
				t.Fatal(err)
			}
			if got := number(t, text(doc.Find("#total"))); got != res.Total {
				t.Errorf("page says %d articles, API %d", got, res.Total)
			}
			if got := doc.Find("li.hit").Length(); got != len(res.Hits) {
				t.Errorf("%d hits on the page, %d in the API", got, len(res.Hits))
			}
			for f, counts := range res.Facets {
				doc.Find("#facet-" + string(f) + " li.value").Each(func(i int, s *goquery.Selection) {
					if got := number(t, text(s.Find(".count"))); got != counts.Values[i].Count {
						t.Errorf("%s %s: page %d, API %d", f, counts.Values[i].Name, got, counts.Values[i].Count)
					}
				})
			}
			sum := 0
			doc.Find(".timeline td.count").Each(func(_ int, s *goquery.Selection) { sum += number(t, text(s)) })
			if res.Timeline != nil && sum+res.Timeline.Undated != res.Total {
				t.Errorf("timeline %d and undated %d, total %d", sum, res.Timeline.Undated, res.Total)
			}
		})
	}
}

// TestStateSurvives follows the page's own controls: the form's fields and each
// kind of link must ask for exactly the state they promise.
func TestStateSurvives(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(340)})
	doc := document(t, base+"/?q=grain&person=p-amara-okafor&not.source=wire.example&from=2023-06&sort=oldest", 200)
	got := url.Values{}
	doc.Find(`#search input, input[form="search"]`).Each(func(_ int, s *goquery.Selection) {
		_, checked := s.Attr("checked")
		value := s.AttrOr("value", "")
		if s.AttrOr("type", "") != "checkbox" || checked {
			got.Add(s.AttrOr("name", ""), value)
		}
	})
	want := url.Values{"q": {"grain"}, "person": {"p-amara-okafor"}, "not.source": {"wire.example"}, "from": {"2023-06"}, "to": {""}, "sort": {"oldest"}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("form sends (-want +got)\n%s", d)
	}
	query := func(selector string) url.Values {
		u, err := url.Parse(doc.Find(selector).First().AttrOr("href", ""))
		if err != nil {
			t.Fatal(err)
		}
		return u.Query()
	}
	for selector, change := range map[string]func(url.Values){
		`.chip:contains("Amara") a`:                     func(v url.Values) { v.Del("person") },
		`.chip.not a`:                                   func(v url.Values) { v.Del("not.source") },
		`.chip:contains("Published") a`:                 func(v url.Values) { v.Del("from") },
		`a.clear`:                                       func(v url.Values) { v.Del("from"); v.Del("person"); v.Del("not.source") },
		`#facet-source .is-exclude a.off`:               func(v url.Values) { v.Del("not.source") },
		`#facet-lang .value:contains("French") .acts a`: func(v url.Values) { v.Set("lang", "fr") },
		`#facet-lang .value:contains("French") a + a`:   func(v url.Values) { v.Set("not.lang", "fr") },
		`.sorts a:contains("newest")`:                   func(v url.Values) { v.Set("sort", "newest") },
		`.hit h2 a`:                                     func(url.Values) {},
		`#facet-person a.find`:                          func(url.Values) {},
		`.timeline td a:contains("July 2023")`:          func(v url.Values) { v.Set("from", "2023-07"); v.Set("to", "2023-07") },
		`.bars a:has(title:contains("July 2023"))`:      func(v url.Values) { v.Set("from", "2023-07"); v.Set("to", "2023-07") },
		`#facet-person .value:not(.is-include) .acts a`: nil,
		`.tags .group:contains("Countries") a`:          nil,
		`.hit .by a`:                                    nil,
	} {
		got := query(selector)
		if len(got) == 0 {
			t.Errorf("%s: no such link", selector)
		}
		if change == nil {
			continue
		}
		want := url.Values{"q": {"grain"}, "person": {"p-amara-okafor"}, "not.source": {"wire.example"}, "from": {"2023-06"}, "sort": {"oldest"}}
		change(want)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got)\n%s", selector, d)
		}
	}
}

// TestPagingReachesTheEnd follows "next" until there is none and counts.
func TestPagingReachesTheEnd(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(95)})
	seen := map[string]bool{}
	address := "/?country=UA&country=RU&country=KE"
	total := 0
	for pages := 0; address != "" && pages < 20; pages++ {
		doc := document(t, base+address, 200)
		total = number(t, text(doc.Find("#total")))
		doc.Find("li.hit").Each(func(_ int, s *goquery.Selection) { seen[s.AttrOr("id", "")] = true })
		if back := doc.Find(`.paging [rel="first"]`).Length(); (back == 1) != (pages > 0) {
			t.Errorf("page %d has %d ways back", pages, back)
		}
		address = doc.Find(`.paging [rel="next"]`).AttrOr("href", "")
	}
	if len(seen) != total || total <= 20 {
		t.Errorf("read %d of %d articles", len(seen), total)
	}
}

func TestStatesOfThePage(t *testing.T) {
	full, empty := serve(t, Config{Searcher: newsroom(60)}), serve(t, Config{Searcher: newsroom(0)})
	for _, tt := range []struct {
		name, address, selector, want string
		status                        int
	}{
		{"empty archive", empty + "/", "main.empty code", "dateline import PATH...", 200},
		{"no hits offers the rest", full + "/?q=zeppelin", ".nohits li", "Without zeppelin 60 articles", 200},
		{"mistake is underlined", full + "/?q=grain+%28ship&country=UA", ".problem .typed u", "(ship", 400},
		{"box keeps the text", full + "/?q=grain+%28ship", `#q[value="grain (ship"]`, "", 400},
		{"filters stay beside a mistake", full + "/?q=%28&country=UA", ".chip", "×Remove the filter Country: Ukraine", 400},
		{"remedy is a link", full + "/?q=grain+%28ship", `.remedy[href="/?q=grain+%28ship%29"]`, "Search for grain (ship)", 400},
		{"unknown parameter", full + "/?q=grain&utm=1", `.problem .remedy[href="/?q=grain"]`, "Search without it", 400},
		{"unknown article", full + "/articles/0123456789abcdef", "h1", "No such article", 404},
		{"no route", full + "/nothing", "h1", "Not found", 404},
		{"facet by name", full + "/facets/person?prefix=lind", ".value bdi", "Birgit Lindqvist", 200},
		{"facet without values", full + "/facets/person?prefix=zzz", ".nothing", "No value with a word that begins “zzz”.", 200},
		{"help", full + "/help", "main h1", "How to ask", 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := document(t, tt.address, tt.status).Find(tt.selector).First()
			if found.Length() == 0 || !strings.HasPrefix(text(found), tt.want) {
				t.Errorf("%s is %q, want %q", tt.selector, text(found), tt.want)
			}
		})
	}
}

func TestArticlePage(t *testing.T) {
	room := newsroom(10)
	base := serve(t, Config{Searcher: room})
	a := room.articles[0]
	doc := document(t, base+"/articles/"+string(a.ID)+"?q=grain&sort=oldest", 200)
	if got := doc.Find(".text p").Length(); got != len(news.Paragraphs(a.Text)) {
		t.Errorf("%d paragraphs, want %d", got, len(news.Paragraphs(a.Text)))
	}
	if got, want := text(doc.Find(".text")), strings.Join(strings.Fields(a.Text), " "); got != want {
		t.Errorf("text changed:\n%s\n%s", got, want)
	}
	person := a.Tags.People[0]
	marked := doc.Find(".text a.tag.person").FilterFunction(func(_ int, s *goquery.Selection) bool {
		return strings.Contains(s.AttrOr("title", ""), person.Name)
	})
	if marked.Length() != len(person.Mentions) {
		t.Errorf("%s is marked %d times, want %d", person.Name, marked.Length(), len(person.Mentions))
	}
	entry := doc.Find(marked.First().AttrOr("href", "#none"))
	if got := entry.Find("a").First().AttrOr("href", ""); got != "/people/"+url.PathEscape(string(person.ID)) && got != "/people/"+strings.ToLower(url.PathEscape(string(person.ID))) {
		t.Errorf("the entry leads to %q", got)
	}
	if got := entry.Find("a.first").AttrOr("href", ""); doc.Find(got).Text() != person.Mentions[0].Surface {
		t.Errorf("the entry leads to %q", got)
	}
	if got := doc.Find(".back a").AttrOr("href", ""); got != "/?q=grain&sort=oldest#h-"+string(a.ID) {
		t.Errorf("back leads to %q", got)
	}
	original := doc.Find(".original a")
	if original.AttrOr("href", "") != a.URL || original.AttrOr("rel", "") != "noopener noreferrer nofollow" {
		t.Errorf("original link is %v", original.Nodes[0].Attr)
	}
	if got := text(doc.Find(".entries.event blockquote")); !strings.Contains(got, a.Tags.Events[0].Sentences[0].Surface) {
		t.Errorf("the event's sentence is missing: %q", got)
	}
}

// TestEveryLinkAnswers walks the site from its first page.
func TestEveryLinkAnswers(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(12), BaseURL: "http://127.0.0.1:8080"})
	seen, queue := map[string]bool{"/": true}, []string{"/"}
	for len(queue) > 0 && len(seen) < 4000 {
		address := queue[0]
		queue = queue[1:]
		resp, body := fetch(t, "GET", base+address)
		if resp.StatusCode != 200 && !strings.HasPrefix(address, "/?") {
			t.Fatalf("%s answers %d", address, resp.StatusCode)
		}
		if resp.StatusCode >= 500 || (resp.StatusCode != 200 && !strings.Contains(address, "%28")) {
			t.Fatalf("%s answers %d", address, resp.StatusCode)
		}
		// One level of filters is enough: their combinations have no end.
		if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") || strings.Count(address, "=") > 1 {
			continue
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		doc.Find("[href], [src]").Each(func(_ int, s *goquery.Selection) {
			ref := s.AttrOr("href", s.AttrOr("src", ""))
			if ref, _, _ = strings.Cut(ref, "#"); strings.HasPrefix(ref, "/") && !seen[ref] {
				seen[ref] = true
				queue = append(queue, ref)
			}
		})
	}
	if len(seen) < 100 {
		t.Errorf("only %d addresses were found", len(seen))
	}
}

// TestNothingFromElsewhere: no page loads anything from another origin, and
// nothing inline that the content policy would block.
func TestNothingFromElsewhere(t *testing.T) {
	room := newsroom(30)
	base := serve(t, Config{Searcher: room})
	for _, address := range []string{"/", "/?q=grain", "/help", "/facets/person", "/articles/" + string(room.articles[0].ID), "/nothing"} {
		_, body := fetch(t, "GET", base+address)
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		doc.Find("[src], link[href]").Each(func(_ int, s *goquery.Selection) {
			if ref := s.AttrOr("src", s.AttrOr("href", "")); !strings.HasPrefix(ref, "/") || strings.HasPrefix(ref, "//") {
				t.Errorf("%s loads %q", address, ref)
			}
		})
		if n := doc.Find("[style], style, script:not([src])").Length(); n > 0 {
			t.Errorf("%s has %d inline styles or scripts", address, n)
		}
		ids := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id := s.AttrOr("id", "")
			if ids[id] {
				t.Errorf("%s: id %q stands twice", address, id)
			}
			ids[id] = true
		})
		doc.Find("input:not([type=hidden])").Each(func(_ int, s *goquery.Selection) {
			if s.Closest("label").Length() == 0 && doc.Find(`label[for="`+s.AttrOr("id", "?")+`"]`).Length() == 0 {
				t.Errorf("%s: input %q has no label", address, s.AttrOr("name", ""))
			}
		})
	}
}

func TestHealth(t *testing.T) {
	var log strings.Builder
	base := serve(t, Config{Searcher: newsroom(3), Status: notYet{}, Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	if resp, body := fetch(t, "GET", base+"/healthz"); resp.StatusCode != 200 || !strings.Contains(body, `"articles":3`) {
		t.Errorf("healthz: %d %s", resp.StatusCode, body)
	}
	if resp, body := fetch(t, "GET", base+"/readyz"); resp.StatusCode != 503 || !strings.Contains(body, "not-ready") {
		t.Errorf("readyz: %d %s", resp.StatusCode, body)
	}
	if resp, _ := fetch(t, "GET", base+"/opensearch.xml"); resp.StatusCode != 404 {
		t.Errorf("opensearch.xml without a BaseURL: %d", resp.StatusCode)
	}
}
