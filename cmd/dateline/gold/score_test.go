package gold

import (
	"compress/gzip"
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/search/news"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestOverlap(t *testing.T) {
	for _, tt := range []struct {
		name, got, want string
		p, r            float64
	}{
		{"equal", "the boat left the bay", "the boat left the bay", 1, 1},
		{"punctuation does not count", "the boat, left: the bay!", "the boat left the bay", 1, 1},
		{"half of it", "a b c d", "a b c d e", 1, .5},
		{"too much", "a b c d e", "a b c d", .5, 1},
		{"nothing", "", "a b c d", 0, 0},
		{"repeated", "a b c d x a b c d", "a b c d", 1.0 / 6, 1},
	} {
		p, r := overlap(grams(tt.got, shingleWords), grams(tt.want, shingleWords))
		if !near(p, tt.p) || !near(r, tt.r) {
			t.Errorf("%s: precision %v, recall %v; want %v, %v", tt.name, p, r, tt.p, tt.r)
		}
	}
}

// TestBCubed takes the figures from a hand calculation.
func TestBCubed(t *testing.T) {
	at := func(article string, start int, entity string) mention {
		return mention{news.ID(article), span{start, start + 5}, entity}
	}
	due := []mention{at("1", 0, "A"), at("1", 10, "A"), at("2", 0, "A"), at("2", 10, "B")}
	for _, tt := range []struct {
		name string
		got  []mention
		p, r float64
	}{
		{"the same", due, 1, 1},
		{"other names, shifted a little", []mention{at("1", 1, "x"), at("1", 9, "x"), at("2", 2, "x"), at("2", 10, "y")}, 1, 1},
		{"all one", []mention{at("1", 0, "x"), at("1", 10, "x"), at("2", 0, "x"), at("2", 10, "x")}, (3*.75 + .25) / 4, 1},
		{"all apart", []mention{at("1", 0, "v"), at("1", 10, "w"), at("2", 0, "x"), at("2", 10, "y")}, 1, (3*1.0/3 + 1) / 4},
		{"one missed", []mention{at("1", 0, "x"), at("1", 10, "x"), at("2", 10, "y")}, 1, (2*2.0/3 + 1) / 4},
		{"one too many", append([]mention{at("3", 0, "z")}, due...), 4.0 / 5, 1},
		{"one too many in a cluster", append([]mention{at("3", 0, "B")}, due...), 4.0 / 5, 1},
		{"one where nothing is judged", append([]mention{at("4", 2, "z")}, due...), 1, 1},
		{"the one that fits before one that overlaps", append([]mention{at("1", 3, "z")}, due...), 4.0 / 5, 1},
		{"nothing", nil, 0, 0},
	} {
		p, r := bcubed(due, tt.got, []mention{at("4", 0, "")})
		if !near(p, tt.p) || !near(r, tt.r) {
			t.Errorf("%s: precision %v, recall %v; want %v, %v", tt.name, p, r, tt.p, tt.r)
		}
	}
}

func TestRankingFigures(t *testing.T) {
	var k ranking
	k.add([]news.ID{"a", "b", "c"}, map[news.ID]bool{"a": true, "c": true, "z": true})
	gain := 1 + 1/math.Log2(4)
	ideal := 1 + 1/math.Log2(3) + 1/math.Log2(4)
	if !near(k.ndcg, gain/ideal) || !near(k.precision, .2) || !near(k.recall, 2.0/3) || !near(k.average, (1+2.0/3)/3) {
		t.Errorf("got %+v", k)
	}
}

func TestLabels(t *testing.T) {
	set := func(names ...string) map[string]bool {
		out := map[string]bool{}
		for _, n := range names {
			out[n] = true
		}
		return out
	}
	l := labels{}
	l.add(set("A", "B"), set("A"))
	l.add(set(), set("A"))
	if got := *l["A"]; got != (counts{right: 1, missed: 1}) {
		t.Errorf("A %+v", got)
	}
	if got := l.micro(); got != (counts{right: 1, wrong: 1, missed: 1}) {
		t.Errorf("all %+v", got)
	}
}

func TestKindOf(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"“We left early,”", quoted},
		{`"We left early."`, quoted},
		{"that they “left early” in the end", mixed},
		{"that they left early", indirect},
		{"“We left,” and “nobody saw”", mixed},
	} {
		runes := []rune(tt.text)
		if got := kindOf(runes, [][2]int{{0, len(runes)}}); got != tt.want {
			t.Errorf("%s is %s, want %s", tt.text, got, tt.want)
		}
	}
}

func TestQuoteCounts(t *testing.T) {
	text := []rune("“We left early,” said Mr Ambro Tell. Nobody asked why.")
	due := []attribution{{Source: [][2]int{{22, 35}}, Content: [][2]int{{0, 16}}}}
	speaker := &news.Speaker{Name: "Ambro Tell", Start: 25, End: 35}
	for _, tt := range []struct {
		name              string
		got               []news.Quote
		right, met, exact share
		speakers, names   share
	}{
		{"right", []news.Quote{{Start: 1, End: 14, Direct: true, Speaker: speaker}}, share{1, 1}, share{1, 1}, share{1, 1}, share{1, 1}, share{1, 1}},
		{"part of it", []news.Quote{{Start: 1, End: 8, Speaker: speaker}}, share{1, 1}, share{1, 1}, share{0, 1}, share{1, 1}, share{1, 1}},
		{"two parts of it", []news.Quote{{Start: 1, End: 8}, {Start: 9, End: 14}}, share{2, 2}, share{1, 1}, share{0, 2}, share{0, 1}, share{0, 1}},
		{"nobody said it", []news.Quote{{Start: 1, End: 14}}, share{1, 1}, share{1, 1}, share{1, 1}, share{0, 1}, share{0, 1}},
		{"elsewhere", []news.Quote{{Start: 37, End: 50, Speaker: speaker}}, share{0, 1}, share{0, 1}, share{0, 1}, share{}, share{}},
		{"nothing", nil, share{}, share{0, 1}, share{}, share{}, share{}},
	} {
		q := newQuoteCounts()
		q.add(text, due, tt.got)
		got := []share{q.right, q.met, q.exact, *q.speakers[quoted], *q.names[quoted]}
		if want := []share{tt.right, tt.met, tt.exact, tt.speakers, tt.names}; !slices.Equal(got, want) {
			t.Errorf("%s: right, met, exact, speakers, names are %v, want %v", tt.name, got, want)
		}
	}
}

// TestJoiner reads tokens as a set writes them, and gives the text as printed, or its
// tokens joined by spaces.
func TestJoiner(t *testing.T) {
	for _, tt := range []struct {
		spaced bool
		text   string
		spans  [kinds]map[span]bool
	}{
		{false, "Ambro Tell, of Varn's Coast Guard.", [kinds]map[span]bool{{{0, 10}: true}, {{15, 19}: true}, {{22, 33}: true}}},
		{true, "Ambro Tell , of Varn 's Coast Guard .", [kinds]map[span]bool{{{0, 10}: true}, {{16, 20}: true}, {{24, 35}: true}}},
	} {
		b := joiner{column: column{marks: [kinds]string{"PER", "LOC", "ORG"}, spaced: tt.spaced}}
		for _, t := range [][2]string{
			{"Ambro", "B-PER"}, {"Tell", "I-PER"}, {",", "O"}, {"of", "O"}, {"Varn", "B-LOC"}, {"'s", "O"}, {"Coast", "B-ORG"}, {"Guard", "I-ORG"}, {".", "O"},
		} {
			b.add(t[0], t[1])
		}
		a, _ := b.article()
		if a.text != tt.text {
			t.Errorf("text %q, want %q", a.text, tt.text)
		}
		if diff := cmp.Diff(tt.spans, a.spans, cmp.AllowUnexported(span{})); diff != "" {
			t.Error(diff)
		}
	}
}

// write makes a set of our own, compressed where its name says so.
func write(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if filepath.Ext(name) != ".gz" {
		_, err = f.WriteString(text)
	} else {
		z := gzip.NewWriter(f)
		_, err = z.Write([]byte(text))
		err = errors.Join(err, z.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestMeasure runs whole scorers on small sets of our own.
func TestMeasure(t *testing.T) {
	dir := t.TempDir()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	write(t, dir, "ir-med/docs.jsonl.gz", `{"id":"1","text":"the lens of the eye"}
{"id":"2","text":"sea water and the weather"}
{"id":"3","text":"lens grinding"}`)
	write(t, dir, "ir-med/queries.jsonl", `{"id":"1","text":"eye lens disease"}`)
	write(t, dir, "ir-med/qrels.txt", "1 0 1 1\n1 0 2 0\n")
	write(t, dir, "crawl-robots/cases_own.jsonl", `{"robots":"User-agent: *\nDisallow: /a","agent":"x","url":"http://a.example/a","allowed":false}
{"robots":"User-agent: *\nDisallow: /a","agent":"x","url":"http://a.example/b","allowed":false}
{"robots":"User-agent: *\nCrawl-delay: 2","agent":"x","crawl_delay":2}`)
	write(t, dir, "meta-postlight/html/1.gz", `<html><head><title>Ferry runs again - Bay News</title><meta property="og:title" content="Ferry runs again"></head><body><h1>Ferry runs again</h1><p>By Ambro Tell</p><p>The ferry runs again after a week of storms.</p></body></html>`)
	write(t, dir, "meta-postlight/gold.jsonl", `{"html":"html/1.gz","url":"http://bay.example/1","title":"Ferry runs again"}`)
	s := New(dir)
	for _, tt := range []struct {
		set  string
		want map[string]float64
	}{
		{"ir-med", map[string]float64{"ndcg10": 1, "map": 1, "p10": .1, "recall100": 1}},
		{"crawl-robots", map[string]float64{"verdicts": .5, "verdicts_rfc9309": .5, "delays": 1}},
		{"meta-postlight", map[string]float64{"titles": 1}},
	} {
		r, err := s.Measure(t.Context(), tt.set, func(int) {})
		if err != nil {
			t.Errorf("%s: %v", tt.set, err)
		}
		for figure, want := range tt.want {
			if got := r.Figures[figure]; got != want {
				t.Errorf("%s: %s is %v, want %v", tt.set, figure, got, want)
			}
		}
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("%s was left behind", left[0].Name())
	}
}

func TestMeasureRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "crawl-robots/cases_own.jsonl", "{}\n{}\n")
	write(t, dir, "meta-postlight/gold.jsonl", `{"html":"../../../etc/hosts"}`)
	write(t, dir, "events-muc4/dev.jsonl.gz", "no json\n")
	s := New(dir)
	if _, err := s.Measure(t.Context(), "nothing", nil); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unknown set: %v", err)
	}
	if _, err := s.Measure(t.Context(), "ir-med", nil); !errors.Is(err, ErrAbsent) {
		t.Errorf("an absent set: %v", err)
	}
	if _, err := s.Measure(t.Context(), "meta-postlight", nil); !errors.Is(err, os.ErrInvalid) {
		t.Errorf("a page outside the set: %v", err)
	}
	if _, err := s.Measure(t.Context(), "events-muc4", nil); err == nil {
		t.Error("a broken set is measured")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Measure(ctx, "crawl-robots", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("after an interrupt: %v", err)
	}
}

func TestBelow(t *testing.T) {
	r := Result{Figures: map[string]float64{"a": .5, "b": .9}, Bars: map[string]float64{"a": .6, "b": .9, "c": .1}}
	if got := r.Below(); !cmp.Equal(got, []string{"a", "c"}) {
		t.Errorf("below their bars: %v", got)
	}
}
