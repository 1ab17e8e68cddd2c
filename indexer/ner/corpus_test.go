package ner

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var someFacts = &Facts{
	People: []string{"Amara Okonjo", "Lars van Dalen"}, Family: []string{"Okonjo", "Dalen"}, Cities: []string{"Lomar"},
	Regions: []string{"Upper Sen"}, Countries: []string{"Freedonia"}, Demonyms: []string{"Freedonian"},
	Orgs: []string{"Union of Tests|UT"}, Firms: []string{"Quixo"},
}

// TestTemplates: every template fills to a text whose marks are its names.
func TestTemplates(t *testing.T) {
	texts := Corpus(nil, someFacts, Copies{Templates: 2}, 3)
	if len(texts) < 100 {
		t.Fatalf("only %d texts", len(texts))
	}
	for _, x := range texts {
		if strings.ContainsAny(x.Body, "{}¶") {
			t.Errorf("unfilled: %q", x.Body)
		}
		at := 0
		for _, m := range x.Marks {
			if m.Start < at || m.End <= m.Start || m.End > len(x.Body) {
				t.Fatalf("marks %v of %q are out of order", x.Marks, x.Body)
			}
			at = m.End
		}
	}
	if diff := cmp.Diff(texts, Corpus(nil, someFacts, Copies{Templates: 2}, 3)); diff != "" {
		t.Errorf("the same seed gives other texts:\n%s", diff)
	}
}

func TestHeadlineInCapitals(t *testing.T) {
	g := &generator{facts: someFacts, rng: rand.New(rand.NewPCG(1, 2))}
	x := g.fill("{N1} BANS FISH ¶ {N1} bans fish.")
	if !strings.HasPrefix(x.Body, "FREEDONIA BANS FISH\nFreedonia bans") {
		t.Errorf("got %q", x.Body)
	}
}

func TestSwap(t *testing.T) {
	g := &generator{facts: someFacts, rng: rand.New(rand.NewPCG(1, 2))}
	in := Text{Body: "Jo Smith left. Smith wept in Bonn.", Marks: []Mark{{0, 8, Person}, {15, 20, Person}, {29, 33, Place}}}
	out := g.swap(&in)
	full, short := out.Body[out.Marks[0].Start:out.Marks[0].End], out.Body[out.Marks[1].Start:out.Marks[1].End]
	if full == "Jo Smith" || surname(full) != short {
		t.Errorf("%q is followed by %q in %q", full, short, out.Body)
	}
	if got := out.Body[out.Marks[2].Start:out.Marks[2].End]; got != "Bonn" {
		t.Errorf("the place became %q", got)
	}
}

func TestReadSetsMissing(t *testing.T) {
	if _, err := ReadSets(t.TempDir()); err == nil || !strings.Contains(err.Error(), "--gold") {
		t.Errorf("got %v, want an error that names the flag", err)
	}
}

// TestReadSets reads the real sets where they are at hand: all marks lie in
// their texts, and nothing of a share-alike or non-commercial set is read.
func TestReadSets(t *testing.T) {
	dir := ""
	for up := "."; dir == "" && len(up) < 40; up = filepath.Join(up, "..") {
		if d := filepath.Join(up, "shared/gold/ner-permissive"); exists(d) {
			dir = d
		}
	}
	if dir == "" {
		t.Skip("no shared/gold/ner-permissive above this folder")
	}
	texts, err := ReadSets(dir)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, x := range texts {
		count[x.Set]++
		for _, m := range x.Marks {
			if s := x.Body[m.Start:m.End]; strings.TrimSpace(s) != s || s == "" || m.Kind == None {
				t.Errorf("%s: mark %v is %q", x.Set, m, s)
			}
		}
	}
	if len(count) != 8 || count["re3d"] != 75 {
		t.Errorf("got the sets %v", count)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func TestTidy(t *testing.T) {
	d := docOf("The Ministry of Trade told President Jo Smith 's aide in Irving , Texas")
	d.Tokens[5].Class = Office
	e := Example{Doc: d, Spans: []Span{{Range{0, 4}, Org}, {Range{5, 9}, Person}, {Range{11, 14}, Place}}}
	Tidy(&e)
	want := []Span{{Range{1, 4}, Org}, {Range{6, 8}, Person}, {Range{11, 12}, Place}, {Range{13, 14}, Place}}
	if diff := cmp.Diff(want, e.Spans); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
