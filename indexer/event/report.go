package event

import (
	_ "embed"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"dateline/indexer/prose"
	"dateline/search/news"
)

//go:embed data/events-report.tsv
var reportTSV string

// ReportModel gives each mention of violence the probability that the story
// reports that very deed, as against talk of such deeds: a logistic regression over
// the features of the mention. What the story reports of one kind of deed is a
// noisy-or of its mentions. Its weights, in thousandths so that their sum is the same
// on every machine, are learned from MUC-4 (see Learn and "dateline train events").
type ReportModel struct {
	weights map[string]int
}

// ruleShare is how much the verdict of the rules counts beside the probability of
// the model, and reportAt what the two together must pass. So what the rules keep
// falls at a probability below .27, and what they drop is taken up above .45. Both are
// chosen on the training stories by cross-validation (train events prints it). Under a
// headline that says nothing of the deed more is asked, see belowAt.
const (
	ruleShare = 0.15
	reportAt  = 0.38
	belowAt   = 0.5
)

// reportKinds are the deeds that the model knows, with the types that tell of one.
var reportKinds = map[news.EventType]string{
	"attack": "attack", "attack:killing": "attack", "attack:shooting": "attack", "attack:massacre": "attack",
	"attack:bombing": "bombing", "attack:abduction": "abduction", "attack:arson": "arson", "robbery": "robbery",
}

// loadReport parses the embedded weights once.
var loadReport = sync.OnceValue(func() *ReportModel {
	m, err := readReport(reportTSV)
	if err != nil {
		panic(err) // the table is embedded: a test reads it
	}
	return m
})

func readReport(table string) (*ReportModel, error) {
	m := &ReportModel{weights: map[string]int{}}
	for f := range tableRows(table) {
		if len(f) != 2 {
			return nil, fmt.Errorf("event: report model: %d columns, want 2: %q", len(f), f)
		}
		w, err := strconv.Atoi(f[1])
		if err != nil {
			return nil, fmt.Errorf("event: report model: the weight of %q is no number of thousandths: %q", f[0], f[1])
		}
		m.weights[f[0]] = w
	}
	return m, nil
}

// Table writes the model as the tagger embeds it, a line a feature, as readReport reads it, after comment lines.
func (m *ReportModel) Table(comment string) string {
	var b strings.Builder
	for line := range strings.Lines(comment) {
		b.WriteString("# " + strings.TrimSuffix(line, "\n") + "\n")
	}
	for _, name := range slices.Sorted(maps.Keys(m.weights)) {
		fmt.Fprintf(&b, "%s\t%d\n", name, m.weights[name])
	}
	return b.String()
}

// probability is that of a mention with these features.
func (m *ReportModel) probability(features []string) float64 {
	sum := 0
	for _, f := range features {
		sum += m.weights[f]
	}
	return logistic(float64(sum) / 1000)
}

// either is a noisy-or: the probability that at least one of ps holds.
func either(ps []float64) float64 {
	none := 1.0
	for _, p := range ps {
		none *= 1 - p
	}
	return 1 - none
}

// Bag is what a text holds of one kind of deed: the features of each mention, and
// whether the rules keep the event. Without mentions their verdict stands.
type Bag struct {
	Kind     string
	Mentions [][]string
	Kept     bool
}

// Confidence is how far a story of that bag reports such a deed, 0 to 1.
func (m *ReportModel) Confidence(b *Bag) float64 {
	if len(b.Mentions) == 0 {
		return float64(prose.Bool2Int(b.Kept))
	}
	ps := make([]float64, len(b.Mentions))
	for i, f := range b.Mentions {
		ps[i] = m.probability(f)
	}
	return confidence(either(ps), b.Kept)
}

// Reports says whether that confidence is enough for a tag of a story without a
// headline.
func Reports(confidence float64) bool { return confidence > reportAt }

// confidence joins the model's probability with the verdict of the rules, to two
// decimals.
func confidence(p float64, kept bool) float64 {
	c := float64((1 - ruleShare) * p)
	if kept {
		c += ruleShare
	}
	return math.Round(c*100) / 100
}
