package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/indexer"
	"dateline/search"
	"dateline/search/news"
)

const secondStory = `Rail report is delayed
· meridianwire.example
The rail report will be late, Senator Ottoline Farrow said on Monday, and nobody knows by how much.
Farrow had asked for it in March. Councillor Tibor Szalai said the ministry had been told of the delay.
`

// archiveOf imports two stories and gives their ids.
func archiveOf(t *testing.T) (data string, ids []string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	dir := t.TempDir()
	one, two := writeFile(t, filepath.Join(dir, "one.txt"), story), writeFile(t, filepath.Join(dir, "two.txt"), secondStory)
	if code, _, errs := dateline(t, "", "import", "--data", data, one, two); code != exitOK {
		t.Fatal(errs)
	}
	for _, q := range []string{"corridor", "rail"} {
		ids = append(ids, string(asked(t, data, q).Hits[0].ID))
	}
	return data, ids
}

func asked(t *testing.T, data string, args ...string) search.Result {
	t.Helper()
	code, out, errs := dateline(t, "", append([]string{"search", "--data", data, "--json"}, args...)...)
	var r search.Result
	if err := json.Unmarshal([]byte(out), &r); code != exitOK || err != nil {
		t.Fatalf("search %v: %d, %v, %s", args, code, err, errs)
	}
	return r
}

// facetOf writes a person facet as "id=name:count ...".
func facetOf(r search.Result, f news.Facet) string {
	var out []string
	for _, v := range r.Facets[f].Values {
		out = append(out, v.Value+"="+v.Name)
	}
	return strings.Join(out, " ")
}

func must(t *testing.T, data string, args ...string) string {
	t.Helper()
	code, out, errs := dateline(t, "", append(append([]string{}, args...), "--data", data)...)
	if code != exitOK {
		t.Fatalf("%v: %d, %s", args, code, errs)
	}
	return out
}

// TestTagsCommands corrects an archive that nobody serves, and undoes it.
func TestTagsCommands(t *testing.T) {
	data, ids := archiveOf(t)
	before := facetOf(asked(t, data), news.FacetPerson)
	must(t, data, "tags", "merge", "p-tibor-szalai", "p-ottoline-farrow")
	if r := asked(t, data, "--person", "p-tibor-szalai"); r.Total != 1 || strings.Contains(facetOf(r, news.FacetPerson), "szalai") {
		t.Errorf("by the merged id: %d, %s", r.Total, facetOf(r, news.FacetPerson))
	}
	if r := asked(t, data, "person:p-tibor-szalai"); r.Total != 1 {
		t.Errorf("typed by the merged id: %d", r.Total)
	}
	must(t, data, "tags", "rename", "p-ottoline-farrow", "Ottoline Farrow MP")
	must(t, data, "tags", "hide", "p-steven-halloran", "--article", ids[0])
	must(t, data, "tags", "hide", "TR", "--facet", "country", "--article", ids[0])
	r := asked(t, data)
	if got := facetOf(r, news.FacetPerson); got != "p-ottoline-farrow=Ottoline Farrow MP" {
		t.Errorf("people: %s", got)
	}
	if got := facetOf(r, news.FacetCountry); strings.Contains(got, "TR") {
		t.Errorf("countries: %s", got)
	}
	list := must(t, data, "tags", "list")
	if lines := strings.Split(strings.TrimSpace(list), "\n"); len(lines) != 4 || !strings.Contains(lines[0], "merge p-tibor-szalai (Tibor Szalai) into p-ottoline-farrow (Ottoline Farrow)") {
		t.Errorf("list: %s", list)
	}
	must(t, data, "rebuild")
	must(t, data, "retag", "--all")
	if got := facetOf(asked(t, data), news.FacetPerson); got != "p-ottoline-farrow=Ottoline Farrow MP" {
		t.Errorf("after rebuild and retag: %s", got)
	}

	file := filepath.Join(t.TempDir(), "corrections.jsonl")
	must(t, data, "tags", "export", file)
	for _, n := range []string{"1", "2", "3", "4"} {
		must(t, data, "tags", "undo", n)
	}
	if got := facetOf(asked(t, data), news.FacetPerson); got != before {
		t.Errorf("undone: %s, before: %s", got, before)
	}
	if out := must(t, data, "tags", "import", file); !strings.HasPrefix(out, "4 added, 0 there already, 0 undone ones left out, 0 refused") {
		t.Errorf("import: %s", out)
	}
	if got := facetOf(asked(t, data), news.FacetPerson); got != "p-ottoline-farrow=Ottoline Farrow MP" {
		t.Errorf("imported: %s", got)
	}
	if out := must(t, data, "tags", "import", file); !strings.HasPrefix(out, "0 added, 4 there already") {
		t.Errorf("import again: %s", out)
	}
}

// TestCorrectBesideServer corrects an archive that a server holds.
func TestCorrectBesideServer(t *testing.T) {
	data, ids := archiveOf(t)
	server(t, data)
	out := must(t, data, "tags", "split", "p-ottoline-farrow", "--article", ids[1], "--name", "Ottoline Farrow (rail)")
	if !strings.Contains(out, "p-ottoline-farrow-2") {
		t.Errorf("split: %s", out)
	}
	if got := facetOf(asked(t, data, "rail"), news.FacetPerson); !strings.Contains(got, "p-ottoline-farrow-2=Ottoline Farrow (rail)") {
		t.Errorf("people: %s", got)
	}
	list := writeFile(t, filepath.Join(t.TempDir(), "desk.csv"), "id,name,aliases\nministry-7,Rail Report,\nbad id,Anna,\n")
	code, text, errs := dateline(t, "", "gazetteer", "import", "--data", data, list)
	if code != exitOK || !strings.HasPrefix(text, "1 added, 0 changed, 0 unchanged, 1 refused") || !strings.Contains(errs, "desk.csv:3: id \"bad id\"") {
		t.Errorf("gazetteer: %d, %s%s", code, text, errs)
	}
	if out := must(t, data, "gazetteer", "list"); !strings.HasPrefix(out, "ministry-7") {
		t.Errorf("list: %s", out)
	}
	must(t, data, "retag")
	must(t, data, "gazetteer", "remove", "ministry-7")
}

func TestCorrectionMistakes(t *testing.T) {
	data, ids := archiveOf(t)
	notLog := writeFile(t, filepath.Join(t.TempDir(), "x.jsonl"), "{\"kind\":\"merge\"}\nnothing\n")
	notList := writeFile(t, filepath.Join(t.TempDir(), "x.csv"), "a,b\n1,2\n")
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"tags", "merge", "p-nobody", "p-steven-halloran"}, exitUsage, `no person "p-nobody"`},
		{[]string{"tags", "split", "p-steven-halloran"}, exitUsage, "in which articles"},
		{[]string{"tags", "split", "p-steven-halloran", "--article", ids[1]}, exitUsage, "does not name"},
		{[]string{"tags", "hide", "XX", "--facet", "country", "--article", ids[1]}, exitUsage, `no country "XX"`},
		{[]string{"tags", "undo", "9"}, exitUsage, "tags list"},
		{[]string{"tags", "undo", "last"}, exitUsage, "tags list"},
		{[]string{"tags", "import", notLog}, exitRefused, "x.jsonl:2"},
		{[]string{"gazetteer", "import", notList}, exitError, "want the columns"},
		{[]string{"gazetteer", "import", "/no/such/file.csv"}, exitError, "no such file"},
		{[]string{"gazetteer", "remove", "nobody"}, exitUsage, "gazetteer list"},
		{[]string{"retag", "--data", filepath.Join(data, "nowhere")}, exitError, "no archive"},
	} {
		if !strings.Contains(strings.Join(c.args, " "), "--data") {
			c.args = append(c.args, "--data", data)
		}
		code, out, errs := dateline(t, "", c.args...)
		if code != c.code || !strings.Contains(errs, c.want) {
			t.Errorf("%v: %d, want %d with %q in\n%s%s", c.args, code, c.code, c.want, out, errs)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "nowhere")); err == nil {
		t.Error("a wrong --data made an archive")
	}
}

// TestEditOverHTTP corrects by the API of a server with --edit, undoes it, and
// asks the search each time.
func TestEditOverHTTP(t *testing.T) {
	data, ids := archiveOf(t)
	o, err := openServer(t.Context(), indexer.Config{DataDir: data}, "127.0.0.1:0", terms{edit: true})
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	ask := func(method, path, body string, status int) string {
		t.Helper()
		req, err := http.NewRequest(method, "http://"+o.addr+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		if resp.StatusCode != status {
			t.Fatalf("%s %s: %d %s, want %d", method, path, resp.StatusCode, b, status)
		}
		return string(b)
	}
	people := func() string { return ask("GET", "/api/v1/facets/person", "", 200) }
	before := people()
	ask("POST", "/api/v1/corrections", `{"kind":"merge","id":"p-tibor-szalai","into":"Ottoline Farrow"}`, 201)
	if after := people(); after == before || strings.Contains(after, "szalai") {
		t.Errorf("after the merge: %s", after)
	}
	if s := ask("GET", "/api/v1/people/p-tibor-szalai", "", 200); !strings.Contains(s, `"id":"p-ottoline-farrow"`) {
		t.Errorf("by the merged id: %s", s)
	}
	ask("DELETE", "/api/v1/corrections/1", "", 200)
	if after := people(); after != before {
		t.Errorf("after undoing: %s, before: %s", after, before)
	}
	ask("POST", "/api/v1/corrections", `{"kind":"hide","facet":"country","id":"TR","articles":["`+ids[0]+`"]}`, 201)
	if s := ask("GET", "/api/v1/facets/country", "", 200); strings.Contains(s, `"TR"`) {
		t.Errorf("the hidden country: %s", s)
	}
	ask("POST", "/api/v1/corrections", `{"kind":"merge","id":"p-nobody","into":"p-x"}`, 400)
}
