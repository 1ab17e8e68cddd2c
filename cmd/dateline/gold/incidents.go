package gold

import (
	"bufio"
	"encoding/json"
	"fmt"
	"path/filepath"

	"dateline/indexer/event"
	"dateline/indexer/prose"
	"dateline/indexer/tag"
	"dateline/search/news"
)

// incidentKinds are the kinds of deed of the report model by MUC-4's names.
var incidentKinds = map[string]string{
	"BOMBING": "bombing", "KIDNAPPING": "abduction", "ARSON": "arson", "ROBBERY": "robbery", "ATTACK": "attack",
}

// ReadIncidents reads the stories of a part of MUC-4 (train, dev) in dir as lessons
// for the report model: what the tagger finds in each, and which incidents its
// readers saw.
func ReadIncidents(dir, part string) ([]event.Lesson, error) {
	path := filepath.Join(dir, part+".jsonl.gz")
	in, err := open(path)
	if err != nil {
		return nil, fmt.Errorf("%w; --gold names the folder of the stories", err)
	}
	defer in.Close()
	tagger, events := tag.New(), event.New()
	var out []event.Lesson
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, maxLine)
	for n := 1; sc.Scan(); n++ {
		var a incidentStory
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n, err)
		}
		t := tagger.Tag(tag.Input{Text: a.Text, Lang: "en"})
		docs := []*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(a.Text, news.InText)}
		l := event.Lesson{
			Bags:     events.Deeds(docs, event.Cast{People: t.People, Orgs: t.Orgs, Countries: t.Countries}),
			Reported: map[string]bool{},
		}
		for _, name := range a.Types {
			if kind := incidentKinds[name]; kind != "" {
				l.Reported[kind] = true
			}
		}
		out = append(out, l)
	}
	return out, sc.Err()
}

// incidentStory is a line of MUC-4.
type incidentStory struct {
	Text  string
	Types []string `json:"incident_types"`
}

// IncidentScore counts incidents found, wrong and missed, by kind.
type IncidentScore struct{ labels labels }

// NewIncidentScore gives an empty one.
func NewIncidentScore() *IncidentScore { return &IncidentScore{labels: labels{}} }

// Add counts a story whose incidents are those of the bags that is holds of.
func (s *IncidentScore) Add(l *event.Lesson, is func(*event.Bag) bool) {
	got := map[string]bool{}
	for i := range l.Bags {
		if is(&l.Bags[i]) {
			got[l.Bags[i].Kind] = true
		}
	}
	s.labels.add(got, l.Reported)
}

// String gives precision, recall and F1 of all kinds together, and the mean F1.
func (s *IncidentScore) String() string {
	all := s.labels.micro()
	return fmt.Sprintf("precision %.3f  recall %.3f  micro F1 %.3f  macro F1 %.3f", all.precision(), all.recall(), all.f1(), s.labels.macro())
}
