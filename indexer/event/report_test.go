package event

import (
	"slices"
	"strings"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestReportTable reads the embedded weights, and writes them as they stand.
func TestReportTable(t *testing.T) {
	m := loadReport()
	if len(m.weights) < 100 || m.weights["bias"] >= 0 {
		t.Errorf("%d weights, bias %d: want a hundred and more, and a bias against", len(m.weights), m.weights["bias"])
	}
	again, err := readReport(m.Table("A line.\nAnother."))
	if err != nil || again.Table("") != m.Table("") {
		t.Errorf("the table does not read back as it was written: %v", err)
	}
	for _, bad := range []string{"bias\n", "bias\t1\t2\n", "bias\t0.5\n", "bias\tone\n"} {
		if _, err := readReport(bad); err == nil || !strings.Contains(err.Error(), "bias") {
			t.Errorf("%q: %v, want an error that names the line", bad, err)
		}
	}
}

// TestReportConfidence holds how mentions and the rules' verdict join.
func TestReportConfidence(t *testing.T) {
	m := &ReportModel{weights: map[string]int{"yes": 3000, "no": -3000}}
	for _, c := range []struct {
		name string
		bag  Bag
		want float64
	}{
		{"nothing to judge, kept", Bag{Kept: true}, 1},
		{"nothing to judge, dropped", Bag{}, 0},
		{"one that speaks for it", Bag{Mentions: [][]string{{"yes"}}}, .81},
		{"with the rules", Bag{Mentions: [][]string{{"yes"}}, Kept: true}, .96},
		{"one of three is enough", Bag{Mentions: [][]string{{"no"}, {"yes"}, {"no"}}}, .81},
		{"none", Bag{Mentions: [][]string{{"no"}, {"no", "unheard of"}}}, .08},
		{"against the rules", Bag{Mentions: [][]string{{"no"}}, Kept: true}, .19},
	} {
		if got := m.Confidence(&c.bag); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// lessonsOf are stories in each of which one mention of two has the feature that says
// whether it is reported.
func lessonsOf(n int) []Lesson {
	var out []Lesson
	for i := range n {
		reported, tells := i%2 == 0, "plural"
		if reported {
			tells = "dated"
		}
		out = append(out, Lesson{
			Bags:     []Bag{{Kind: "attack", Mentions: [][]string{{"bias", "noun", tells}, {"bias", "noun", "plural"}}}},
			Reported: map[string]bool{"attack": reported},
		})
	}
	return append(out, Lesson{Bags: []Bag{{Kind: "arson", Mentions: [][]string{{"bias", "seldom"}}}}, Reported: map[string]bool{"arson": true}})
}

// TestLearn finds out which feature tells, gives none to a rare one, and comes out the
// same twice.
func TestLearn(t *testing.T) {
	m := Learn(lessonsOf(60))
	told, spoken := Bag{Mentions: [][]string{{"bias", "noun", "dated"}}}, Bag{Mentions: [][]string{{"bias", "noun", "plural"}}}
	if a, b := m.Confidence(&told), m.Confidence(&spoken); a < .5 || b > .3 {
		t.Errorf("dated %v, plural %v: want them apart", a, b)
	}
	if w, ok := m.weights["seldom"]; ok {
		t.Errorf("a feature of one mention weighs %d", w)
	}
	if again := Learn(lessonsOf(60)); again.Table("") != m.Table("") {
		t.Error("the same lessons give another table")
	}
	if empty := Learn(nil); len(empty.weights) != 1 || empty.weights[biasFeature] != -2000 {
		t.Errorf("no lessons give %v, want the bias it began with", empty.weights)
	}
}

// TestReportedAndSpokenOf gives stories of our own: a value that must be there, or
// "!value" that must not.
func TestReportedAndSpokenOf(t *testing.T) {
	const rest = " The hall was full. The harbour has three cranes. A choir sang. Tea was served at four."
	tagger := New()
	for _, c := range []struct{ title, text, want string }{
		{"Speaker on tax", "The speaker spoke of the tax for an hour." + rest + " He has an ally in a newspaper, which attacked his rivals mercilessly for years.", "!attack"},
		{"Speaker on tax", "The speaker spoke of the tax for an hour." + rest + " Many families know somebody who was murdered in those years.", "!attack:killing"},
		{"Council meets", "The council met on Monday." + rest + " Gunmen shot dead the deputy mayor outside his home on Sunday night.", "attack:shooting"},
		{"Hall reopens", "The hall reopened." + rest + " On Friday a bomb exploded at a bank in Arvelo and wounded two clerks.", "attack:bombing"},
		{"", "The council met." + rest + " Unidentified men kidnapped the banker Tomas Ruiz from his office on Friday.", "attack:abduction"},
	} {
		got := eventValues(tagEvents(tagger, c.title, c.text, "en"))
		unwanted := c.want[0] == '!'
		if slices.Contains(got, c.want[prose.Bool2Int(unwanted):]) == unwanted {
			t.Errorf("%q, %q: got %v, want %s", c.title, c.text, got, c.want)
		}
	}
}

// TestConfidenceIsEvidence says of each event whether the model had a say: a deed in
// a story, and nothing else.
func TestConfidenceIsEvidence(t *testing.T) {
	text := "A bomb exploded at a bank in Arvelo on Monday. Two clerks were wounded. Ministers signed a treaty with Peru. The road was closed."
	for _, e := range tagEvents(New(), "", text, "en") {
		judged := e.Type == "attack:bombing"
		if (e.Confidence > reportAt && e.Confidence <= 1) != judged || (e.Mentions[0].Rule == ruleReport) != judged {
			t.Errorf("%s: confidence %v by %q", e.Type, e.Confidence, e.Mentions[0].Rule)
		}
	}
	for _, e := range tagEvents(New(), "Bomb at bank", text, "en") {
		if e.Confidence != 0 {
			t.Errorf("%s under its headline: confidence %v, want the rules alone", e.Type, e.Confidence)
		}
	}
}

// TestReportReadsABoundedPart keeps a text of nothing but deeds cheap.
func TestReportReadsABoundedPart(t *testing.T) {
	d := prose.NewDoc(strings.Repeat("A bomb exploded in Lima. ", 2000), news.InText)
	for _, b := range New().Deeds([]*prose.Doc{d}, Cast{}) {
		if len(b.Mentions) > maxMentions {
			t.Errorf("%s: the model reads %d mentions, want %d at most", b.Kind, len(b.Mentions), maxMentions)
		}
	}
}
