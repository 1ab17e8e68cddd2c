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
	"testing"

	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// goldDir holds the gold sets; tests that need them skip where it is absent.
const goldDir = "../../../shared/gold"

// goldRow is what these measurements use of a gold page.
type goldRow struct {
	HTML  string `json:"html"`
	URL   string `json:"url"`
	Title string `json:"title"`
}

func readGold(t testing.TB, set string) []goldRow {
	t.Helper()
	if underRace {
		t.Skip("gold sets are measured without the race detector")
	}
	f, err := os.Open(filepath.Join(goldDir, set, "gold.jsonl.gz"))
	if err != nil {
		t.Skipf("gold set %s is not here: %v", set, err)
	}
	defer f.Close()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
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
