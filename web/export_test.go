package web

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"dateline/search"
	"dateline/search/news"

	"github.com/google/go-cmp/cmp"
)

// TestExportIsEveryHit: an export in either format holds what the cursor pages of
// the API hold, in their order.
func TestExportIsEveryHit(t *testing.T) {
	base := serve(t, Config{Searcher: newsroom(230)})
	for _, filter := range []string{"", "&q=grain", "&country=UA&sort=oldest", "&q=zeppelin"} {
		var want []string
		for next := ""; ; {
			var page search.Result
			_, body := fetch(t, "GET", base+"/api/v1/search?size=100&cursor="+url.QueryEscape(next)+filter)
			if err := json.Unmarshal([]byte(body), &page); err != nil {
				t.Fatal(err)
			}
			for _, h := range page.Hits {
				want = append(want, string(h.ID))
			}
			if next = page.Next; next == "" {
				break
			}
		}
		resp, body := fetch(t, "GET", base+"/api/v1/export?format=ndjson"+filter)
		if disposition := resp.Header.Get("Content-Disposition"); !strings.HasPrefix(disposition, `attachment; filename="dateline-20`) {
			t.Errorf("Content-Disposition is %q", disposition)
		}
		var got []string
		for lines := bufio.NewScanner(strings.NewReader(body)); lines.Scan(); {
			var line exportLine
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil || line.Cursor == "" {
				t.Fatalf("%s: %v", lines.Text(), err)
			}
			got = append(got, string(line.ID))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ndjson%s: %s", filter, diff)
		}
		_, body = fetch(t, "GET", base+"/api/v1/export?format=csv"+filter)
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil || !cmp.Equal(rows[0], csvHeader) || len(rows) != len(want)+1 {
			t.Fatalf("csv%s: %d rows for %d hits, %v", filter, len(rows)-1, len(want), err)
		}
		for i, row := range rows[1:] {
			if row[0] != want[i] {
				t.Errorf("csv%s: row %d is %s, want %s", filter, i+1, row[0], want[i])
			}
		}
	}
}

// TestA17CSVFormulas: no cell of an export is live in a spreadsheet, and the data
// come back but for the apostrophe.
func TestA17CSVFormulas(t *testing.T) {
	starts := []string{"=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠", " =", "\u00a0+", "\u3000@", "  -", "\ufeff="}
	var articles []news.Article
	for i, start := range starts {
		for _, rest := range []string{`cmd|'/c calc'!A1`, "1+1\r\nnext line", `say "hello", then go`, ""} {
			a := news.Article{ID: news.NewID(start + rest), URL: "https://bay.example/", Title: start + rest, Text: "t", Source: "bay.example", Lang: "en", Authors: []string{start + rest}}
			a.Tags.People = []news.Person{{ID: news.PersonID("p-" + string(rune('a'+i))), Name: start + rest}}
			articles = append(articles, a)
		}
	}
	base := serve(t, Config{Searcher: &fake{articles: articles}})
	_, body := fetch(t, "GET", base+"/api/v1/export?format=csv")
	if strings.Count(body, "\r\n") < len(articles)+1 {
		t.Error("the lines do not end as RFC 4180 says")
	}
	titles := map[string]bool{}
	for _, row := range csvRows(t, body)[1:] {
		for i, cell := range row {
			trimmed := strings.TrimLeft(cell, " \u00a0\u3000\ufeff")
			if trimmed != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", []rune(trimmed)[0]) {
				t.Errorf("a live cell in column %s: %q", csvHeader[i], cell)
			}
		}
		titles[strings.TrimPrefix(row[2], "'")] = true
	}
	for _, a := range articles {
		if !titles[a.Title] {
			t.Errorf("title %q did not come back", a.Title)
		}
	}
}

// csvRows reads RFC 4180 as it is written, line breaks in cells unchanged, which
// encoding/csv does not do.
func csvRows(t *testing.T, s string) [][]string {
	t.Helper()
	var rows [][]string
	var row []string
	for len(s) > 0 {
		if s[0] != '"' {
			t.Fatalf("a cell is not quoted: %.40q", s)
		}
		var cell strings.Builder
		i := 1
		for ; ; i++ {
			if s[i] == '"' {
				if s[i+1] != '"' {
					break
				}
				i++
			}
			cell.WriteByte(s[i])
		}
		row = append(row, cell.String())
		s = s[i+1:]
		if strings.HasPrefix(s, ",") {
			s = s[1:]
			continue
		}
		if !strings.HasPrefix(s, "\r\n") {
			t.Fatalf("a line ends with %.10q", s)
		}
		s, rows, row = s[2:], append(rows, row), nil
	}
	return rows
}
