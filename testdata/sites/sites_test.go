package sites

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"dateline/search/news"
)

func open(t *testing.T) *Newsroom {
	t.Helper()
	n, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func expected(t *testing.T) []Expected {
	t.Helper()
	lines, err := ReadExpected()
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// get asks the newsroom for an absolute address, header pairs after it.
func get(t *testing.T, n *Newsroom, address string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	n.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) []byte {
	t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// find gives the story of an absolute address, nil where there is none.
func find(t *testing.T, n *Newsroom, address string) *story {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	o, ok := n.Outlet(u.Host)
	if !ok {
		t.Fatalf("no outlet of %s", address)
	}
	return o.byPath[u.Path]
}

func TestEveryStoryIsExpectedAndEveryLineIsServed(t *testing.T) {
	n := open(t)
	lines := map[string]Expected{}
	for _, e := range expected(t) {
		if _, twice := lines[e.URL]; twice {
			t.Errorf("%s stands twice in expected.tsv", e.URL)
		}
		lines[e.URL] = e
		want := http.StatusOK
		if e.Kind == KindRedirect {
			want = http.StatusMovedPermanently
		}
		if got := get(t, n, e.URL).StatusCode; got != want {
			t.Errorf("GET %s: %d, want %d", e.URL, got, want)
		}
	}
	for _, o := range n.Outlets {
		for _, s := range o.stories {
			e, ok := lines[o.URL(s.Path)]
			if !ok {
				t.Errorf("%s is not in expected.tsv", o.URL(s.Path))
				continue
			}
			day := s.versions[0].Date.Format(time.DateOnly)
			if utc := s.versions[0].Date.UTC().Format(time.DateOnly); utc != day {
				t.Errorf("%s: %s here, %s in UTC: choose an hour at which both agree", e.URL, day, utc)
			}
			if e.Kind != s.Kind || e.Published != day || e.Lang != o.Language || e.Kind == KindCopy && e.Of != s.CopyOf {
				t.Errorf("%s: expected.tsv has %s %s %s %s, the story %s %s %s %s", e.URL,
					e.Kind, e.Published, e.Lang, e.Of, s.Kind, day, o.Language, s.CopyOf)
			}
		}
	}
}

func TestExpectedValuesAreOfTheVocabularies(t *testing.T) {
	n := open(t)
	for _, e := range expected(t) {
		for _, code := range e.Countries {
			if _, ok := news.CountryName(news.CountryCode(code)); !ok {
				t.Errorf("%s: country %q", e.URL, code)
			}
		}
		for _, v := range e.Events {
			if _, ok := news.EventName(v); !ok {
				t.Errorf("%s: event %q", e.URL, v)
			}
		}
		if e.Kind == KindRedirect && find(t, n, e.Of) == nil {
			t.Errorf("%s redirects to %q, which is no story", e.URL, e.Of)
		}
		if e.Kind == KindStory && (len(e.Countries) == 0 || len(e.Events) == 0) {
			t.Errorf("%s: a story without country or event", e.URL)
		}
	}
}

// variants are spellings under which a canonical name may stand in a text.
var variants = strings.NewReplacer("Steve ", "Steven ", "Elodie", "Élodie", "Keita", "Keïta")

func TestExpectedPeopleStandInTheStoryInEveryRevision(t *testing.T) {
	n := open(t)
	for _, e := range expected(t) {
		s := find(t, n, e.URL)
		if s == nil {
			continue
		}
		for _, v := range s.versions {
			text := variants.Replace(v.Title + "\n" + strings.Join(v.Paragraphs, "\n"))
			for _, name := range e.People {
				if !strings.Contains(text, name) {
					t.Errorf("%s (%s): %q is not named", e.URL, v.Date, name)
				}
			}
		}
	}
}

// Someone of the cast who is named in full must be in the story's line.
func TestEveryoneOfTheCastNamedIsExpected(t *testing.T) {
	n := open(t)
	cast := map[string]bool{}
	for _, e := range expected(t) {
		for _, name := range e.People {
			cast[name] = true
		}
	}
	for _, e := range expected(t) {
		s := find(t, n, e.URL)
		if s == nil || e.Kind == KindDisallowed {
			continue
		}
		text := variants.Replace(s.versions[0].Title + "\n" + strings.Join(s.versions[0].Paragraphs, "\n"))
		for name := range cast {
			if strings.Contains(text, name) && !strings.Contains(";"+strings.Join(e.People, ";")+";", ";"+name+";") {
				t.Errorf("%s names %q, expected.tsv does not", e.URL, name)
			}
		}
	}
}

func TestSizeOfTheNewsroom(t *testing.T) {
	langs, texts := map[string]int{}, map[string]string{}
	stories := 0
	for _, o := range open(t).Outlets {
		for _, s := range o.stories {
			text := strings.Join(s.versions[0].Paragraphs, "\n")
			if of, same := texts[text]; same && s.Kind != KindCopy {
				t.Errorf("%s has the text of %s", s.Path, of)
			}
			if s.Kind != KindCopy {
				texts[text] = s.Path
			}
			if s.Kind != KindStory {
				continue
			}
			stories++
			langs[o.Language]++
			if words := len(strings.Fields(text)); words < 85 || words > 300 {
				t.Errorf("%s%s: %d words", o.Host, s.Path, words)
			}
		}
	}
	if stories < 120 || len(langs) < 3 {
		t.Errorf("%d stories in %v, want 120 in 3 languages", stories, langs)
	}
	if stories != langs["en"]+langs["de"]+langs["fr"]+langs["es"]+langs["ru"] {
		t.Errorf("unexpected language in %v", langs)
	}
}

var locations = regexp.MustCompile(`(?:<loc>|<link>|href=")(http://[^<"]+)`)

// listedBy gives the addresses in a feed or sitemap, those of an index's
// sitemaps included.
func listedBy(t *testing.T, n *Newsroom, f Feed, address string) []string {
	t.Helper()
	b := body(t, get(t, n, address))
	if f.Kind == "sitemap.gz" {
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if b, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	if f.Kind == "json" {
		return listedByJSON(t, b)
	}
	var out []string
	for _, m := range locations.FindAllSubmatch(b, -1) {
		at := strings.ReplaceAll(string(m[1]), "&amp;", "&")
		out = append(out, at)
		if f.Kind == "index" {
			out = append(out, listedBy(t, n, Feed{Kind: "sitemap"}, at)...)
		}
	}
	return out
}

func listedByJSON(t *testing.T, b []byte) []string {
	t.Helper()
	var feed struct{ Items []struct{ URL string } }
	if err := json.Unmarshal(b, &feed); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, it := range feed.Items {
		out = append(out, it.URL)
	}
	return out
}

func TestFeedsAndSitemapsListEveryStoryAndOnlyPagesThatAnswer(t *testing.T) {
	for _, revision := range []int32{1, 2} {
		n := open(t)
		n.revision.Store(revision)
		for _, o := range n.Outlets {
			seen := map[string]bool{}
			for i, seed := range o.Seeds() {
				for _, at := range listedBy(t, n, o.Feeds[i], seed) {
					if got := get(t, n, at).StatusCode; got != http.StatusOK {
						t.Errorf("revision %d: %s lists %s: %d", revision, seed, at, got)
					}
					at, _, _ = strings.Cut(at, "?")
					seen[at] = true
				}
			}
			for _, s := range o.stories {
				if seen[o.URL(s.Path)] != s.listed() {
					t.Errorf("%s (%s): listed is %v", o.URL(s.Path), s.Kind, seen[o.URL(s.Path)])
				}
			}
		}
	}
}

func TestFeedsAreWellFormedExceptTheBrokenOne(t *testing.T) {
	n := open(t)
	for _, o := range n.Outlets {
		for i, seed := range o.Seeds() {
			kind := o.Feeds[i].Kind
			if kind == "json" || kind == "sitemap.gz" || o.Charset != "utf-8" {
				continue
			}
			d := xml.NewDecoder(bytes.NewReader(body(t, get(t, n, seed))))
			var err error
			for err == nil {
				_, err = d.Token()
			}
			if broken := err != io.EOF; broken != (kind == "raw") {
				t.Errorf("%s: %v", seed, err)
			}
		}
	}
}

func TestRobotsForbidsTheDisallowedStories(t *testing.T) {
	n := open(t)
	count := 0
	for _, e := range expected(t) {
		if e.Kind != KindDisallowed {
			continue
		}
		count++
		u, err := url.Parse(e.URL)
		if err != nil {
			t.Fatal(err)
		}
		robots := string(body(t, get(t, n, "http://"+u.Host+"/robots.txt")))
		folder := "/" + strings.Split(u.Path, "/")[1] + "/"
		if !strings.Contains(robots, "\nDisallow: "+folder+"\n") {
			t.Errorf("robots.txt of %s does not forbid %s:\n%s", u.Host, folder, robots)
		}
	}
	if count == 0 {
		t.Error("no disallowed story")
	}
}

func TestCharsets(t *testing.T) {
	n := open(t)
	for _, o := range n.Outlets {
		for _, seed := range []string{o.URL("/"), o.URL(o.stories[0].Path)} {
			res := get(t, n, seed)
			if got, want := res.Header.Get("Content-Type"), "text/html; charset="+o.Charset; got != want {
				t.Errorf("%s: %q, want %q", seed, got, want)
			}
			utf8 := bytes.Contains(body(t, res), []byte(o.Name))
			if utf8 != (o.Charset == "utf-8") {
				t.Errorf("%s: name in UTF-8 is %v in %s", seed, utf8, o.Charset)
			}
		}
	}
}

func TestEncode1251(t *testing.T) {
	got := encode1251("Ёж — «я» № 5 ï")
	want := []byte{0xA8, 0xE6, ' ', 0x97, ' ', 0xAB, 0xFF, 0xBB, ' ', 0xB9, ' ', '5', ' '}
	if want = append(want, "&#239;"...); !bytes.Equal(got, want) {
		t.Errorf("got % x, want % x", got, want)
	}
}

func TestValidatorsAndRevisions(t *testing.T) {
	n := open(t)
	revised := n.Revised()
	if len(revised) == 0 {
		t.Fatal("no revised story")
	}
	for _, at := range revised {
		first := get(t, n, at)
		tag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
		if got := get(t, n, at, "If-None-Match", tag).StatusCode; got != http.StatusNotModified {
			t.Errorf("%s by ETag: %d, want 304", at, got)
		}
		if got := get(t, n, at, "If-Modified-Since", modified).StatusCode; got != http.StatusNotModified {
			t.Errorf("%s by date: %d, want 304", at, got)
		}
	}
	before := map[string]string{}
	for _, at := range revised {
		before[at] = get(t, n, at).Header.Get("ETag")
	}
	n.Publish()
	n.Publish()
	for _, at := range revised {
		res := get(t, n, at, "If-None-Match", before[at])
		if res.StatusCode != http.StatusOK || len(body(t, res)) == 0 {
			t.Errorf("%s after Publish: %d, want 200", at, res.StatusCode)
		}
	}
}

func TestMissingRedirectAndForeignHost(t *testing.T) {
	n := open(t)
	for _, o := range n.Outlets {
		if got := get(t, n, o.URL("/no/such/page")).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", o.Host, got)
		}
		for from, to := range o.Redirects {
			if got := get(t, n, o.URL(from)).Header.Get("Location"); got != o.URL(to) || o.byPath[to] == nil {
				t.Errorf("%s redirects to %q, want the story %q", from, got, o.URL(to))
			}
		}
	}
	if latest := n.Latest(); latest.Format("2006-01") != "2026-10" {
		t.Errorf("latest story is of %s, want October 2026", latest)
	}
	if got := get(t, n, "http://elsewhere.example/").StatusCode; got != http.StatusMisdirectedRequest {
		t.Errorf("foreign host: %d, want 421", got)
	}
	server := httptest.NewServer(n.Outlets[0])
	defer server.Close()
	res, err := http.Get(server.URL + "/robots.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		t.Errorf("an outlet alone behind %s: %d", server.URL, res.StatusCode)
	}
}
