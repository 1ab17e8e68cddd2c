package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/search"
	"dateline/search/news"
	"dateline/search/query"
)

// leaflet is a text that is sent out again and again, each time with some words
// changed, so that no two are the same.
func leaflet(r *rand.Rand) string {
	words := strings.Fields(`Dozens of residents of Ostrevan told the Sunrise Fund on 12 April that its balsam had cured them within 3 days
		of pains which no doctor could explain, and that they would recommend it to everyone. The Fund, led by Corvin Maddle, offers 2 jars for the
		price of one until the end of the month. Orders are taken by telephone in Ostrevan and Pell from 8 to 20 hours, and every hundredth buyer is
		given a third jar. Maddle said that the demand had surprised even him, because the balsam had been known in his family for 200 years.`)
	for range 1 + r.IntN(4) {
		words[r.IntN(len(words))] = fmt.Sprintf("w%x", r.Uint64())
	}
	return strings.Join(words, " ")
}

// jsonLines writes articles to a file to be imported.
func jsonLines(t *testing.T, write func(line func(map[string]string))) string {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "poison.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	e := json.NewEncoder(f)
	write(func(fields map[string]string) {
		if err := e.Encode(fields); err != nil {
			t.Fatal(err)
		}
	})
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// otherQueries are what nobody poisons. They are asked in every order.
var otherQueries = []string{"sanctions", "election", "talks minister", `"prime minister"`, "court", "person:Keita", "country:Mali", "event:protest", "strike OR riot", "border -treaty"}

// topTen gives the first ten articles of each query in each order.
func topTen(t *testing.T, o *owner) map[string][]news.ID {
	t.Helper()
	out := map[string][]news.ID{}
	for _, q := range otherQueries {
		for _, sort := range []query.Sort{query.ByRelevance, query.Recent, query.Newest, query.Oldest} {
			name := q + ", " + string(sort)
			for _, h := range search100(t, o, search.Request{Q: q, Sort: sort, Size: 10, Copies: search.CollapseCopies}).Hits {
				out[name] = append(out[name], h.ID)
			}
			if len(out[name]) == 0 {
				t.Errorf("%s finds nothing, and proves nothing", q)
			}
		}
	}
	return out
}

// TestA26Poison imports what is written to spoil an archive: a text of a million
// words, a leaflet over and over with words changed, dates that cannot be, hidden
// text, and names in look-alike letters.
func TestA26Poison(t *testing.T) {
	leaflets := often(300, 100_000)
	o, _ := crawledNewsroom(t)
	before := topTen(t, o)
	bring := func(opts indexer.ImportOptions, paths ...string) {
		t.Helper()
		opts.OnRefused = func(r indexer.Refused) { t.Errorf("%s", r) }
		if _, err := o.Import(t.Context(), paths, opts); err != nil {
			t.Fatal(err)
		}
	}
	bring(indexer.ImportOptions{}, poison(t, leaflets))
	bring(indexer.ImportOptions{URL: "https://x.example/hidden"}, hiddenPage(t))
	if err := o.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := topTen(t, o)
	for q, want := range before {
		if got := after[q]; !slices.Equal(got, want) {
			t.Errorf("%s: the first ten were %v and are %v", q, want, got)
		}
	}
	checkLeaflets(t, o, leaflets)
	checkOddOnes(t, o)
}

// impossibleDays are dates of publication that nothing has.
var impossibleDays = []string{"1970-01-01", "1970-01-01T00:00:00Z", "2099-12-31"}

// poison writes the file.
func poison(t *testing.T, leaflets int) string {
	r := rand.New(rand.NewPCG(26, 26))
	return jsonLines(t, func(line func(map[string]string)) {
		for i := range leaflets {
			line(map[string]string{"url": fmt.Sprintf("https://l%d.example/%d", i%50, i), "title": fmt.Sprintf("Balsam report %d", i), "text": leaflet(r), "published": "2026-02-03"})
		}
		line(map[string]string{"url": "https://x.example/endless", "title": "Endless", "text": strings.Repeat("balsam quackery remedy ", 350_000)})
		for i, day := range impossibleDays {
			line(map[string]string{"url": fmt.Sprintf("https://x.example/dated/%d", i), "title": "Dated balsam", "text": "The balsam of Ostrevan is praised in the valley as never before.", "published": day})
		}
		line(map[string]string{"url": "https://x.example/alike", "title": "Аmіnаtа Kеіtа buys balsam", "text": "Аmіnаtа Kеіtа, whо tаlks оf sаnсtіоns, was seen with balsam.", "published": "2026-02-03"})
	})
}

func hiddenPage(t *testing.T) string {
	words := strings.Repeat("<p>The ferry to Pell sails at noon on every day of the week but Sunday, and the crossing takes forty minutes in good weather.</p>", 6)
	return writeFile(t, filepath.Join(t.TempDir(), "hidden.html"), `<html lang="en"><head><title>Ferry times</title></head><body><article><h1>Ferry times</h1>`+words+
		`<div style="display:none">sanctions election zyxhidden</div><p hidden>zyxhidden court</p><p style="visibility: hidden">zyxhidden strike</p></article></body></html>`)
}

// checkLeaflets wants the leaflets listed as hardly more than one, and counted in
// full.
func checkLeaflets(t *testing.T, o *owner, leaflets int) {
	t.Helper()
	res := search100(t, o, search.Request{Q: `"balsam report"`, Copies: search.CollapseCopies})
	if res.Total != leaflets || res.Listed > 1+leaflets/100 {
		t.Errorf("%d leaflets are %d articles and %d hits", leaflets, res.Total, res.Listed)
	}
	t.Logf("%d leaflets are listed as %d hits", res.Total, res.Listed)
}

func checkOddOnes(t *testing.T, o *owner) {
	t.Helper()
	get := func(path string) news.Article {
		a, err := o.search.Article(t.Context(), news.NewID("https://x.example/"+path))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return a
	}
	if a := get("endless"); len(a.Text) > 256<<10 || a.From["text"] != "cut at 256 KiB" {
		t.Errorf("%d bytes of the endless text are kept, noted as %q", len(a.Text), a.From["text"])
	}
	for i, day := range impossibleDays {
		if a := get(fmt.Sprintf("dated/%d", i)); !a.Published.IsZero() || a.From["published_refused"] != day {
			t.Errorf("%s is believed: %s, noted as %q", day, a.Published, a.From["published_refused"])
		}
	}
	if a := get("hidden"); !strings.Contains(a.Text, "forty minutes") || search100(t, o, search.Request{Q: "zyxhidden"}).Total != 0 {
		t.Error("hidden text is found, or visible text is not")
	}
	for _, p := range get("alike").Tags.People {
		found := search100(t, o, search.Request{Choices: map[news.Facet]query.Choice{news.FacetPerson: {Include: []string{string(p.ID)}}}})
		if found.Total != 1 {
			t.Errorf("%s (%s), in look-alike letters, is somebody in %d articles", p.Name, p.ID, found.Total)
		}
	}
}
