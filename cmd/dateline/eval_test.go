package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"dateline/cmd/dateline/gold"
)

func TestEval(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "crawl-robots/cases_own.jsonl"), `{"robots":"User-agent: *\nDisallow: /a","agent":"x","url":"http://a.example/a","allowed":false}
{"robots":"User-agent: *\nDisallow: /a","agent":"x","url":"http://a.example/b","allowed":false}`)
	writeFile(t, filepath.Join(dir, "ir-news-topics/topics.jsonl"), "{}")

	code, out, errs := dateline(t, "", "eval", "--gold", dir, "--json")
	if code != exitOK || !strings.Contains(errs, "skipped: extract-naeb is not in "+dir) {
		t.Errorf("exit code %d, stderr:\n%s", code, errs)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var first, second gold.Result
	if len(lines) != 2 || json.Unmarshal([]byte(lines[0]), &first) != nil || json.Unmarshal([]byte(lines[1]), &second) != nil {
		t.Fatalf("two sets give %q", out)
	}
	if first.Set != "crawl-robots" || first.Items != 2 || first.Figures["verdicts"] != .5 || first.Bars["verdicts_rfc9309"] != 1 {
		t.Errorf("got %+v", first)
	}
	if second.Set != "ir-news-topics" || len(second.Figures) != 0 || !strings.Contains(second.Note, "not measured") {
		t.Errorf("a set that cannot be measured gives %+v", second)
	}

	code, _, errs = dateline(t, "", "eval", "--gold", dir, "--only", "crawl-robots", "--check")
	if code != exitError || !strings.Contains(errs, "below: crawl-robots verdicts_rfc9309 0.5000, asked 1.0000") {
		t.Errorf("--check with a figure below its bar: exit code %d, %s", code, errs)
	}
}

func TestEvalRefuses(t *testing.T) {
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--only", "poetry"}, exitUsage, `there is no gold set "poetry"; the sets are extract-naeb, `},
		{[]string{"--only", "ir,poetry"}, exitUsage, `"poetry"`},
		{nil, exitError, "--gold names their folder"},
	} {
		code, out, errs := dateline(t, "", append([]string{"eval", "--gold", filepath.Join(t.TempDir(), "nothing")}, tt.args...)...)
		if code != tt.code || out != "" || !strings.Contains(errs, tt.says) {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q", tt.args, code, out, errs)
		}
	}
}

func TestPrintTable(t *testing.T) {
	var out strings.Builder
	err := printTable(&out, gold.Result{
		Set: "x", Items: 3, Figures: map[string]float64{"f1": .5, "recall": .25, "count": 12}, Bars: map[string]float64{"f1": .6},
		Sources: map[string]map[string]gold.Share{"title": {"meta": {Items: 2, Right: .5}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"x", "3 items", "BELOW", "recall", "0.25", "12", "title from meta", "of 2"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
}
