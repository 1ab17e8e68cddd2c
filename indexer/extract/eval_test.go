package extract

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// goldDir holds the gold sets; tests that need them skip where it is absent.
const goldDir = "../../../shared/gold"

// goldRow is the union of the fields that the gold sets use.
type goldRow struct {
	ID         string          `json:"id"`
	HTML       string          `json:"html"`
	URL        string          `json:"url"`
	Title      string          `json:"title"`
	Authors    json.RawMessage `json:"authors"`
	Author     json.RawMessage `json:"author"`
	Date       string          `json:"date"`
	Published  string          `json:"published"`
	Text       string          `json:"text"`
	Body       json.RawMessage `json:"body"`
	PageType   string          `json:"page_type"`
	With       []string        `json:"with"`
	Without    []string        `json:"without"`
	DatePosted string          `json:"date_published"`
	CrawlDate  string          `json:"crawl_date"`
	Lang       string          `json:"lang"`
	Domain     string          `json:"domain"`
}

func readGold(t testing.TB, set string) []goldRow {
	t.Helper()
	if underRace {
		t.Skip("gold sets are measured without the race detector")
	}
	dir := filepath.Join(goldDir, set)
	name := filepath.Join(dir, "gold.jsonl.gz")
	if _, err := os.Stat(name); err != nil {
		name = filepath.Join(dir, "gold.jsonl")
	}
	f, err := os.Open(name)
	if err != nil {
		t.Skipf("gold set %s is not here: %v", set, err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<26)
	var rows []goldRow
	for sc.Scan() {
		var row goldRow
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", set, err)
		}
		rows = append(rows, row)
	}
	return rows
}

func readPage(t testing.TB, set string, row goldRow) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join(goldDir, set, row.HTML))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zr, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(zr)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var wordRE = regexp.MustCompile(`[\p{L}\p{N}_]+`)

// shingles counts the 4-grams of words of s, as article-extraction-benchmark
// does; a shorter text is one gram.
func shingles(s string) map[string]int {
	words := wordRE.FindAllString(s, -1)
	out := map[string]int{}
	for i := 0; i == 0 || i+4 <= len(words); i++ {
		out[strings.Join(words[i:min(i+4, len(words))], " ")]++
	}
	return out
}

// score is precision and recall of one text.
func score(got, want string) (p, r float64) {
	g, w := shingles(got), shingles(want)
	var tp, ng, nw float64
	for k, n := range g {
		ng += float64(n)
		tp += float64(min(n, w[k]))
	}
	for _, n := range w {
		nw += float64(n)
	}
	return tp / ng, tp / nw
}

func f1(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// bodyFigures is the mean 4-gram precision and recall of the main text.
func bodyFigures(t *testing.T, set string) (p, r float64) {
	rows := readGold(t, set)
	for _, row := range rows {
		page, err := Extract(readPage(t, set, row), Options{URL: row.URL})
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
		}
		pp, rr := score(page.Text(), row.Text)
		p, r = p+pp, r+rr
	}
	n := float64(len(rows))
	return p / n, r / n
}

// floor fails the test when a figure falls below what was reached before.
func floor(t *testing.T, what string, got, least float64) {
	t.Helper()
	t.Logf("%s %.4f", what, got)
	if got < least {
		t.Errorf("%s fell to %.4f, was at least %.4f", what, got, least)
	}
}

func TestGoldMainText(t *testing.T) {
	p, r := bodyFigures(t, "extract-naeb")
	t.Logf("extract-naeb P %.4f R %.4f", p, r)
	floor(t, "extract-naeb 4-gram F1", f1(p, r), 0.935)
}

func TestGoldSegments(t *testing.T) {
	const set = "extract-trafilatura-segments"
	var tp, fn, fp float64
	for _, row := range readGold(t, set) {
		page, err := Extract(readPage(t, set, row), Options{URL: row.URL})
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
		}
		text := squash(page.Text())
		for _, s := range row.With {
			if strings.Contains(text, squash(s)) {
				tp++
			} else {
				fn++
			}
		}
		for _, s := range row.Without {
			if strings.Contains(text, squash(s)) {
				fp++
			}
		}
	}
	t.Logf("%s P %.4f R %.4f", set, tp/(tp+fp), tp/(tp+fn))
	floor(t, set+" F1", f1(tp/(tp+fp), tp/(tp+fn)), 0.924)
}

func TestGoldPageType(t *testing.T) {
	const set = "pagetype-wcxb"
	rows := readGold(t, set)
	right := 0.0
	for _, row := range rows {
		page, err := Extract(readPage(t, set, row), Options{URL: row.URL})
		if err == nil && page.IsArticle == (row.PageType == "article") {
			right++
		}
	}
	floor(t, set+" accuracy", right/float64(len(rows)), 0.94)
}

// metaFigures compares title, date and authors with the gold of set.
type metaFigures struct {
	titles, titlesRight, dates, datesRight, exact float64
	found, named, common                          float64
}

func (m *metaFigures) count(row goldRow, p Page) {
	if want := textKey(unescape(row.Title)); want != "" {
		m.titles++
		if textKey(p.Title) == want {
			m.titlesRight++
		}
	}
	if want, _, ok := parseDate(row.Published + row.DatePosted); ok {
		m.dates++
		if day := "2006-01-02"; want.Time.UTC().Format(day) == p.Published.Time.UTC().Format(day) || want.Time.Format(day) == p.Published.Time.Format(day) {
			m.datesRight++
		}
		if want.Time.Truncate(time.Minute).Equal(p.Published.Time.Truncate(time.Minute)) {
			m.exact++
		}
	}
	want := map[string]bool{}
	for _, a := range goldAuthors(row) {
		want[textKey(a)] = true
	}
	if len(want) == 0 && row.CrawlDate == "" {
		return // meta-postlight leaves out what its source did not state
	}
	m.named += float64(len(want))
	m.found += float64(len(p.Authors))
	for _, a := range p.Authors {
		if want[textKey(a)] {
			m.common++
		}
	}
}

// goldAuthors reads a gold row's authors: a list, or one string of names.
func goldAuthors(row goldRow) []string {
	var list []string
	if json.Unmarshal(row.Authors, &list) == nil {
		return list
	}
	var one string
	if json.Unmarshal(row.Author, &one) != nil && json.Unmarshal(row.Authors, &one) != nil {
		return nil
	}
	return splitNames(one)
}

func metaOf(t *testing.T, set string) metaFigures {
	var m metaFigures
	for _, row := range readGold(t, set) {
		seen, _ := time.Parse("2006-01-02 15:04:05.999999", row.CrawlDate)
		p, err := Extract(readPage(t, set, row), Options{URL: row.URL, Seen: seen})
		if err != nil {
			t.Errorf("%s: %v", row.ID, err)
		}
		m.count(row, p)
	}
	t.Logf("%s authors P %.4f R %.4f, dates to the minute %.4f", set, m.common/m.found, m.common/m.named, m.exact/m.dates)
	return m
}

func TestGoldMetadata(t *testing.T) {
	m := metaOf(t, "extract-fundus-meta")
	floor(t, "extract-fundus-meta titles", m.titlesRight/m.titles, 0.90)
	floor(t, "extract-fundus-meta dates", m.datesRight/m.dates, 0.98)
	floor(t, "extract-fundus-meta authors F1", f1(m.common/m.found, m.common/m.named), 0.92)
	m = metaOf(t, "meta-postlight")
	floor(t, "meta-postlight titles", m.titlesRight/m.titles, 0.91)
	floor(t, "meta-postlight authors F1", f1(m.common/m.found, m.common/m.named), 0.80)
}

// TestGoldTitleSources holds the choice of a headline against each of its
// sources alone, and logs how often any source has the gold's title: no choice
// among them can be right more often. What lies between is each site's own
// custom, which its pages do not tell.
func TestGoldTitleSources(t *testing.T) {
	rows := readGold(t, "extract-fundus-meta")
	right := map[float64]int{}
	chosen, any := 0, 0
	for _, row := range rows {
		root, err := html.Parse(bytes.NewReader(sanitize(readPage(t, "extract-fundus-meta", row))))
		if err != nil {
			t.Fatal(err)
		}
		h := readHead(root, row.URL)
		p := h.page(Options{URL: row.URL})
		want := textKey(row.Title)
		if textKey(p.Title) == want {
			chosen++
		}
		found := map[float64]bool{}
		for _, c := range h.titles(p.Site, hostOf(row.URL)) {
			found[c.weight] = found[c.weight] || textKey(c.text) == want
			found[0] = found[0] || found[c.weight]
		}
		for weight, ok := range found {
			if ok && weight > 0 {
				right[weight]++
			}
		}
		if found[0] {
			any++
		}
	}
	n := float64(len(rows))
	t.Logf("any source %.4f, chosen %.4f", float64(any)/n, float64(chosen)/n)
	for name, weight := range map[string]float64{"og:title": weightOG, "JSON-LD": weightLD, "heading": weightH1} {
		t.Logf("%s alone %.4f", name, float64(right[weight])/n)
		if right[weight] >= chosen {
			t.Errorf("%s alone is right on %d pages, the choice on %d", name, right[weight], chosen)
		}
	}
}

// BenchmarkPages sets the extraction of real pages beside go-trafilatura alone
// (with fallback, as its README runs it). One operation is one page.
func BenchmarkPages(b *testing.B) {
	rows := readGold(b, "extract-naeb")
	pages := make([][]byte, len(rows))
	for i, row := range rows {
		pages[i] = readPage(b, "extract-naeb", row)
	}
	b.Run("dateline", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			row := rows[i%len(rows)]
			if _, err := Extract(pages[i%len(rows)], Options{URL: row.URL}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("trafilatura", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			u, err := url.Parse(rows[i%len(rows)].URL)
			if err != nil {
				b.Fatal(err)
			}
			// An error is a page that it cannot read, which is its answer.
			_, _ = trafilatura.Extract(bytes.NewReader(pages[i%len(rows)]), trafilatura.Options{OriginalURL: u, EnableFallback: true, ExcludeComments: true})
		}
	})
}
