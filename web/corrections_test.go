package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"dateline/search"
)

// fakeLog keeps corrections, and refuses those about nobody.
type fakeLog struct{ kept []Correction }

func (f *fakeLog) Corrections(context.Context) ([]Correction, error) { return f.kept, nil }

func (f *fakeLog) Correct(_ context.Context, c Correction) (Correction, error) {
	if c.ID == "" || c.ID == "p-nobody" {
		return Correction{}, &search.ParamError{Param: "id", Detail: "there is no person " + c.ID}
	}
	c.N = int64(len(f.kept) + 1)
	f.kept = append(f.kept, c)
	return c, nil
}

func (f *fakeLog) Undo(_ context.Context, n int64) (Correction, error) {
	if n < 1 || int(n) > len(f.kept) {
		return Correction{}, &search.ParamError{Param: "n", Detail: "there is no correction"}
	}
	return f.kept[n-1], nil
}

// send makes a request with a body and headers "Name: value", and does not follow.
func send(t *testing.T, method, address, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Set(name, value)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

const (
	asForm   = "Content-Type: application/x-www-form-urlencoded"
	fromSelf = "Sec-Fetch-Site: same-origin"
)

func TestCorrectionsAPI(t *testing.T) {
	log := &fakeLog{}
	base := serve(t, Config{Searcher: newsroom(5), Corrections: log})
	address := base + "/api/v1/corrections"
	resp, body := send(t, "POST", address, `{"kind":"merge","id":"p-a","into":"p-b","who":"ana"}`)
	var made Correction
	if err := json.Unmarshal([]byte(body), &made); err != nil || resp.StatusCode != 201 || made.N != 1 || made.Who != "ana" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if resp, body := send(t, "GET", address, ""); resp.StatusCode != 200 || !strings.Contains(body, `"corrections":[{"n":1`) {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if resp, body := send(t, "DELETE", address+"/1", ""); resp.StatusCode != 200 || !strings.Contains(body, `"n":1`) {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	for _, tt := range []struct {
		method, address, body string
		headers               []string
		status                int
		want                  string
	}{
		{"POST", address, `{"kind":"merge","id":"p-nobody"}`, nil, 400, `"param":"id"`},
		{"POST", address, `{"kind":"merge","colour":1}`, nil, 400, "colour"},
		{"POST", address, `{`, nil, 400, `"param":"body"`},
		{"POST", address, `{"name":"` + strings.Repeat("x", maxBody) + `"}`, nil, 413, "body"},
		{"POST", address, `{"kind":"hide","id":"p-a"}`, []string{"Sec-Fetch-Site: cross-site"}, 403, "cross-site"},
		{"POST", address, `{"kind":"hide","id":"p-a"}`, []string{"Origin: https://evil.example"}, 403, "cross-site"},
		{"DELETE", address + "/1", "", []string{"Sec-Fetch-Site: cross-site"}, 403, "cross-site"},
		{"DELETE", address + "/9", "", nil, 404, "there is nothing to undo: there is no correction"},
		{"POST", address, `{"kind":"hide","id":"p-a","name":null}`, nil, 400, "name is null"},
		{"POST", address, `{"kind":"hide","id":"p-a"} {}`, nil, 400, `"param":"body"`},
		{"DELETE", address + "/x", "", nil, 404, "nothing at this address"},
		{"GET", address + "/1", "", nil, 405, "method"},
		{"PUT", address, "", nil, 405, "method"},
		{"GET", address + "?kind=hide&id=p-a", "", nil, 400, `"param":"id"`},
	} {
		resp, body := send(t, tt.method, tt.address, tt.body, tt.headers...)
		if resp.StatusCode != tt.status || !strings.Contains(body, tt.want) || resp.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" {
			t.Errorf("%s %s %.40s %v: %d %s", tt.method, tt.address, tt.body, tt.headers, resp.StatusCode, body)
		}
	}
	if len(log.kept) != 1 {
		t.Errorf("%d corrections were made, want 1: %v", len(log.kept), log.kept)
	}
}

// TestNoCorrectionsWithoutEdit asks a server that was started without --edit.
func TestNoCorrectionsWithoutEdit(t *testing.T) {
	room := newsroom(5)
	base := serve(t, Config{Searcher: room})
	for method, address := range map[string]string{"POST": "/api/v1/corrections", "GET": "/api/v1/corrections", "DELETE": "/api/v1/corrections/1"} {
		resp, body := send(t, method, base+address, map[bool]string{true: "{}", false: ""}[method == "POST"])
		var p Problem
		if json.Unmarshal([]byte(body), &p) != nil || resp.StatusCode != 403 || !strings.Contains(p.Detail, "--edit") {
			t.Errorf("%s %s: %d %s", method, address, resp.StatusCode, body)
		}
	}
	if resp, _ := send(t, "POST", base+"/corrections", "kind=hide", asForm, fromSelf); resp.StatusCode != 403 {
		t.Errorf("the form: %d", resp.StatusCode)
	}
	doc := document(t, base+"/articles/"+string(room.articles[0].ID), 200)
	if n := doc.Find("form[action^='/corrections']").Length(); n != 0 {
		t.Errorf("%d forms on a page that takes none", n)
	}
}

// TestCorrectionForms sends the pages' own forms as a browser without script does.
func TestCorrectionForms(t *testing.T) {
	log, room := &fakeLog{}, newsroom(5)
	base := serve(t, Config{Searcher: room, Corrections: log})
	a := room.articles[0]
	person := a.Tags.People[0]
	for _, tt := range []struct {
		page, kind string
		typed      map[string]string
		want       Correction
	}{
		{"/articles/" + string(a.ID), "hide", nil, Correction{Kind: "hide", Facet: "person", ID: string(person.ID), Articles: []string{string(a.ID)}}},
		{"/articles/" + string(a.ID), "split", map[string]string{"into": " Anna Bell "}, Correction{Kind: "split", Facet: "person", ID: string(person.ID), Into: "Anna Bell", Articles: []string{string(a.ID)}}},
		{"/people/" + url.PathEscape(string(person.ID)), "rename", map[string]string{"name": "Ada Moor"}, Correction{Kind: "rename", Facet: "person", ID: string(person.ID), Name: "Ada Moor"}},
		{"/people/" + url.PathEscape(string(person.ID)), "merge", map[string]string{"into": "p-b"}, Correction{Kind: "merge", Facet: "person", ID: string(person.ID), Into: "p-b"}},
	} {
		doc := document(t, base+tt.page, 200)
		form := doc.Find(fmt.Sprintf("form[action='/corrections']:has(input[value=%q]):has(input[name='kind'][value=%q])", person.ID, tt.kind)).First()
		if form.Length() == 0 {
			t.Fatalf("%s has no form to %s", tt.page, tt.kind)
		}
		if method, _ := form.Attr("method"); method != "post" {
			t.Errorf("%s: the method is %q", tt.kind, method)
		}
		fields := url.Values{}
		for _, name := range []string{"kind", "facet", "id", "article", "back", "name", "into"} {
			if in := form.Find("input[name='" + name + "']"); in.Length() > 0 {
				value, _ := in.Attr("value")
				fields.Set(name, value)
			}
		}
		for name, value := range tt.typed {
			if !fields.Has(name) {
				t.Errorf("%s: the form has no field %s", tt.kind, name)
			}
			fields.Set(name, value)
		}
		resp, body := send(t, "POST", base+"/corrections", fields.Encode(), asForm, fromSelf)
		if resp.StatusCode != 303 || resp.Header.Get("Location") != tt.page {
			t.Errorf("%s: %d to %q, want back to %s\n%.200s", tt.kind, resp.StatusCode, resp.Header.Get("Location"), tt.page, body)
			continue
		}
		got := log.kept[len(log.kept)-1]
		tt.want.N, tt.want.Who = got.N, editor
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: made %+v, want %+v", tt.kind, got, tt.want)
		}
	}
	doc := document(t, base+"/corrections", 200)
	if n := doc.Find("form[action='/corrections/1/undo'][method='post'] button").Length(); n != 1 {
		t.Errorf("%d buttons undo correction 1", n)
	}
	if resp, _ := send(t, "POST", base+"/corrections/1/undo", "back=/corrections", asForm, fromSelf); resp.StatusCode != 303 {
		t.Errorf("undo: %d", resp.StatusCode)
	}
	made := len(log.kept)
	for _, back := range []string{"https://evil.example/", "//evil.example", "/articles/\\evil", ""} {
		resp, _ := send(t, "POST", base+"/corrections/1/undo", url.Values{"back": {back}}.Encode(), asForm, fromSelf)
		if resp.StatusCode != 400 {
			t.Errorf("back to %q: %d", back, resp.StatusCode)
		}
	}
	if resp, _ := send(t, "POST", base+"/corrections", "kind=hide&id=p-a&back=/corrections", asForm, "Sec-Fetch-Site: cross-site"); resp.StatusCode != 403 || len(log.kept) != made {
		t.Errorf("from another site: %d", resp.StatusCode)
	}
}

func TestEvidenceInWords(t *testing.T) {
	room := newsroom(1)
	room.articles[0].Tags.People[0].Mentions[0].Rule = "gazetteer:desk-7"
	base := serve(t, Config{Searcher: room})
	doc := document(t, base+"/articles/"+string(room.articles[0].ID), 200)
	if !strings.Contains(text(doc.Find(".entries.person")), "on the newsroom's own list as desk-7") {
		t.Errorf("the list says: %s", text(doc.Find(".entries.person")))
	}
	if doc.Find("a.tag.person[title*='own list as desk-7']").Length() == 0 {
		t.Error("the text does not say so on hover")
	}
}
