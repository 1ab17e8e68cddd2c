package view

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSegments(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		marks      [][2]int
		want       []Segment
	}{
		{"none", "grain", nil, []Segment{{"grain", false}}},
		{"code points", "дя grain ü", [][2]int{{3, 8}}, []Segment{{"дя ", false}, {"grain", true}, {" ü", false}}},
		{"unordered", "abc", [][2]int{{2, 3}, {0, 1}}, []Segment{{"a", true}, {"b", false}, {"c", true}}},
		{"overlapping", "abcd", [][2]int{{0, 3}, {1, 4}}, []Segment{{"abc", true}, {"d", true}}},
		{"outside", "abc", [][2]int{{-1, 2}, {2, 9}, {2, 1}, {1, 1}}, []Segment{{"abc", false}}},
		{"empty", "", [][2]int{{0, 0}}, nil},
	} {
		if d := cmp.Diff(tt.want, segments(tt.text, tt.marks)); d != "" {
			t.Errorf("%s (-want +got)\n%s", tt.name, d)
		}
	}
}

// TestTextStaysWhole: whatever the marks, no word is lost, doubled or moved.
func TestTextStaysWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab \n\u2028é<&字"))).Draw(t, "text")
		pair := rapid.Custom(func(t *rapid.T) [2]int {
			return [2]int{rapid.IntRange(-3, 40).Draw(t, "start"), rapid.IntRange(-3, 40).Draw(t, "end")}
		})
		marks := rapid.SliceOfN(pair, 0, 8).Draw(t, "marks")
		var whole strings.Builder
		for _, s := range segments(text, marks) {
			whole.WriteString(s.Text)
		}
		if whole.String() != text {
			t.Fatalf("segments give %q for %q", whole.String(), text)
		}
		a := news.Article{ID: news.NewID(text), Text: text}
		for i, m := range marks {
			mention := []news.Mention{{Start: m[0], End: m[1]}}
			switch i % 3 {
			case 0:
				a.Tags.People = append(a.Tags.People, news.Person{ID: "p-a", Name: "A", Mentions: mention})
			case 1:
				a.Tags.Countries = append(a.Tags.Countries, news.Country{Code: "UA", Name: "Ukraine", Mentions: mention})
			default:
				a.Tags.Events = append(a.Tags.Events, news.Event{Type: "talks", Mentions: mention})
			}
		}
		var got []string
		for _, p := range NewArticle(a, search.Request{}, Beside{}).Paragraphs {
			var line strings.Builder
			for _, s := range p {
				line.WriteString(s.Text)
			}
			got = append(got, line.String())
		}
		if d := cmp.Diff(news.Paragraphs(text), got); d != "" {
			t.Fatalf("paragraphs (-want +got)\n%s", d)
		}
	})
}

// TestNestedMarks: a country within a person's name within an event, and one
// mark that runs over a paragraph's end.
func TestNestedMarks(t *testing.T) {
	a := news.Article{Text: "The Sweden Prize talks ended.\nAll left.", Tags: news.Tags{
		Countries: []news.Country{{Code: "SE", Name: "Sweden", Mentions: []news.Mention{{Start: 4, End: 10, Surface: "Sweden", Rule: "name"}}}},
		Events:    []news.Event{{Type: "talks", Mentions: []news.Mention{{Start: 0, End: 22, Surface: "The Sweden Prize talks"}}}},
		People: []news.Person{
			{ID: "p-x", Name: "X", Mentions: []news.Mention{{Start: 4, End: 16, Surface: "Sweden Prize"}, {Start: 4, End: 16, Surface: "other text"}, {Start: 23, End: 33}}},
		},
	}}
	p := NewArticle(a, search.Request{}, Beside{})
	type piece struct{ Text, Class string }
	var got [][]piece
	for _, paragraph := range p.Paragraphs {
		var line []piece
		for _, s := range paragraph {
			line = append(line, piece{s.Text, s.Class})
		}
		got = append(got, line)
	}
	want := [][]piece{
		{{"The ", "event"}, {"Sweden", "country person event"}, {" Prize", "person event"}, {" talks", "event"}, {" ", ""}, {"ended.", "person"}},
		{{"All", "person"}, {" left.", ""}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if got := p.Paragraphs[0][1].Title; got != "Country: Sweden (rule: name); Person: X; Event: Talks" {
		t.Errorf("the innermost mark says %q", got)
	}
}

func buckets(start time.Time, counts ...int) []search.Bucket {
	var out []search.Bucket
	for i, n := range counts {
		out = append(out, search.Bucket{Start: start.AddDate(0, i, 0), Count: n})
	}
	return out
}

func TestTimelineDrawing(t *testing.T) {
	v := timeline(search.Request{Q: `a"<b>`}, &search.Timeline{Interval: "month", Undated: 2,
		Buckets: buckets(time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), 10, 0, 1, 5)})
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(v.SVG)))
	if err != nil {
		t.Fatal(err)
	}
	var titles, heights, ticks []string
	doc.Find("a > title").Each(func(_ int, s *goquery.Selection) { titles = append(titles, s.Text()) })
	doc.Find("rect.bar").Each(func(_ int, s *goquery.Selection) { heights = append(heights, s.AttrOr("height", "")) })
	doc.Find("text").Each(func(_ int, s *goquery.Selection) { ticks = append(ticks, s.Text()) })
	if d := cmp.Diff([]string{"March 2024: 10 articles", "April 2024: 0 articles", "May 2024: 1 article", "June 2024: 5 articles"}, titles); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"54", "5.4", "27"}, heights); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Mar 2024", "Apr 2024", "May 2024", "Jun 2024"}, ticks); d != "" {
		t.Error(d)
	}
	if got := doc.Find("a").First().AttrOr("href", ""); got != "/?from=2024-03&q=a%22%3Cb%3E&to=2024-03" {
		t.Errorf("first bar leads to %q", got)
	}
	if len(v.Rows) != 3 || v.Undated != 2 || v.Unit != "articles a month" {
		t.Errorf("rows %v", v.Rows)
	}
	if timeline(search.Request{}, nil) != nil || timeline(search.Request{}, &search.Timeline{}) != nil {
		t.Error("there is nothing to draw")
	}
	wellFormed(t, string(v.SVG))
}

func wellFormed(t *testing.T, svg string) {
	t.Helper()
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("SVG is not well-formed: %v", err)
		}
	}
}

// TestTimelineOfManyBuckets: too many are added up, and none is lost.
func TestTimelineOfManyBuckets(t *testing.T) {
	counts := make([]int, 1001)
	for i := range counts {
		counts[i] = i % 7
	}
	total := 0
	for _, n := range counts {
		total += n
	}
	v := timeline(search.Request{}, &search.Timeline{Interval: "month", Buckets: buckets(time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC), counts...)})
	sum := 0
	for _, row := range v.Rows {
		sum += row.Count
	}
	if sum != total || len(v.Rows) > maxBars || v.Unit != "articles a bar" {
		t.Errorf("%d rows with %d articles of %d, %s", len(v.Rows), sum, total, v.Unit)
	}
	if first := v.Rows[0]; first.From != "1950-01" || first.To != "1950-07" {
		t.Errorf("the first row is %s to %s", first.From, first.To)
	}
}

func TestBucketBounds(t *testing.T) {
	start := time.Date(2024, 12, 30, 8, 0, 0, 0, time.UTC)
	for interval, want := range map[string][2]string{
		"year": {"2024", "2024"}, "month": {"2024-12", "2024-12"}, "week": {"2024-12-30", "2025-01-05"},
		"day": {"2024-12-30", "2024-12-30"}, "hour": {"2024-12-30T08:00:00Z", "2024-12-30T08:59:59Z"},
	} {
		from, to := bucketBounds(interval, start)
		if want != [2]string{from, to} {
			t.Errorf("%s: %s to %s, want %v", interval, from, to, want)
		}
	}
}

func TestText(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1204: "-1,204"} {
		if got := num(n); got != want {
			t.Errorf("num(%d) = %s", n, got)
		}
	}
	for address, want := range map[string]string{
		"https://a.example/x?y=1": "https://a.example/x?y=1", "javascript:alert(1)": "", "//a.example": "", "http:///x": "",
		"data:text/html,x": "", "ftp://a.example": "", "": "", "http://a.example/<b>": "http://a.example/%3Cb%3E", "http://a b/": "",
	} {
		if got := WebHref(address); got != want {
			t.Errorf("WebHref(%q) = %q, want %q", address, got, want)
		}
	}
	offset := news.Date{Time: time.Date(2024, 3, 14, 9, 30, 0, 0, time.FixedZone("", 7200))}
	for _, tt := range []struct {
		in   news.Date
		want When
	}{
		{news.Date{}, When{}},
		{news.Day(2024, 3, 14), When{"14 March 2024", "Thursday 14 March 2024, time of day not known", "2024-03-14"}},
		{offset, When{"14 March 2024", "Thursday 14 March 2024, 09:30:00 UTC+02:00", "2024-03-14T09:30:00+02:00"}},
	} {
		if d := cmp.Diff(tt.want, when(tt.in)); d != "" {
			t.Error(d)
		}
	}
	for _, tt := range [][3]string{{"2024", "2024", "Published: 2024"}, {"2024-03-14", "", "Published: from 14 March 2024"}, {"", "2024-03", "Published: up to March 2024"}} {
		if got := dateRange(tt[0], tt[1]); got != tt[2] {
			t.Errorf("dateRange is %q, want %q", got, tt[2])
		}
	}
}

func TestCutAt(t *testing.T) {
	for _, tt := range []struct {
		q    string
		at   int
		want [3]string
	}{
		{"grain (ship now", 6, [3]string{"grain ", "(ship", " now"}},
		{"größe (", 6, [3]string{"größe ", "(", ""}},
		{"abc", 99, [3]string{"abc", "", ""}},
		{"abc", -1, [3]string{"", "abc", ""}},
		{"", 0, [3]string{}},
	} {
		before, wrong, after := CutAt(tt.q, tt.at)
		if tt.want != [3]string{before, wrong, after} {
			t.Errorf("%q at %d: %q %q %q", tt.q, tt.at, before, wrong, after)
		}
	}
}

// TestHelpIsTrue: every example is a query, and prints as itself or another that
// is read back alike.
func TestHelpIsTrue(t *testing.T) {
	for _, group := range NewHelp(Sample{}).Groups {
		for _, row := range group.Rows {
			n, err := query.Parse(row.Typed)
			if err != nil || n == nil {
				t.Errorf("%s: %v", row.Typed, err)
				continue
			}
			again, err := query.Parse(n.String())
			if err != nil || query.Describe(again) != query.Describe(n) {
				t.Errorf("%s: %v, %v", row.Typed, again, err)
			}
		}
	}
}

// TestRenderIsAllOrNothing: a page that cannot be printed prints nothing.
func TestRenderIsAllOrNothing(t *testing.T) {
	templates, err := Load(Site{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := templates.Render(&out, broken{}); err == nil || out.Len() > 0 {
		t.Errorf("error %v, %d bytes written", err, out.Len())
	}
	if err := templates.Render(&out, NewHelp(Sample{})); err != nil || out.Len() == 0 {
		t.Errorf("help: %v", err)
	}
	if a, ok := templates.Asset("style.css"); !ok || a.Version == "" || a.Type != "text/css; charset=utf-8" {
		t.Errorf("style.css is %v %v", ok, a.Type)
	}
	if _, ok := templates.Asset("../view.go"); ok {
		t.Error("a file outside static is served")
	}
}

// broken has none of the fields that the help page prints.
type broken struct{ Frame }

func (broken) template() string { return "help" }
