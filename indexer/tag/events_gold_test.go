package tag

import (
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"dateline/search/news"
)

func tagEvents(t *eventTagger, title, text, lang string) []news.Event {
	return t.tag([]*doc{newDoc(title, news.InTitle), newDoc(text, news.InText)}, lang, cast{})
}

// happenedTypes lists the types that took place, first levels included.
func happenedTypes(events []news.Event) map[string]bool {
	m := map[string]bool{}
	for _, e := range events {
		if e.Negated || e.Future || e.Hypothetical || e.Historical {
			continue
		}
		m[string(e.Type)] = true
	}
	return m
}

// mapped lists the labels one of whose types is in types.
func mapped(types map[string]bool, labels map[string][]string) []string {
	var out []string
	for label, ts := range labels {
		for _, t := range ts {
			if types[t] {
				out = append(out, label)
				break
			}
		}
	}
	sort.Strings(out)
	return out
}

// labelScores counts per label.
type labelScores map[string]*geoScore

func (ls labelScores) add(got, want []string) {
	for _, l := range append(slices.Clone(got), want...) {
		if ls[l] == nil {
			ls[l] = &geoScore{}
		}
	}
	for l, s := range ls {
		var g, w []string
		if slices.Contains(got, l) {
			g = []string{l}
		}
		if slices.Contains(want, l) {
			w = []string{l}
		}
		s.add(g, w)
	}
}

// report logs the scores and fails below the least micro and macro F1.
func (ls labelScores) report(t *testing.T, name string, leastMicro, leastMacro float64) {
	var all geoScore
	macro := 0.0
	var labels []string
	for l := range ls {
		labels = append(labels, l)
	}
	sort.Strings(labels)
	for _, l := range labels {
		s := ls[l]
		all.tp, all.fp, all.fn = all.tp+s.tp, all.fp+s.fp, all.fn+s.fn
		p, r, f := s.f1()
		macro += f
		t.Logf("%s %-22s P %.3f R %.3f F1 %.3f (%d)", name, l, p, r, f, s.tp+s.fn)
	}
	p, r, f := all.f1()
	macro /= max(1, float64(len(ls)))
	t.Logf("%s micro P %.3f R %.3f F1 %.3f, macro F1 %.3f", name, p, r, f, macro)
	if f < leastMicro || macro < leastMacro {
		t.Errorf("%s: micro F1 %.3f, macro F1 %.3f, want at least %.3f and %.3f", name, f, macro, leastMicro, leastMacro)
	}
}

var mucTypes = map[string][]string{
	"BOMBING":    {"attack:bombing"},
	"KIDNAPPING": {"attack:abduction"},
	"ARSON":      {"attack:arson"},
	"ROBBERY":    {"robbery"},
	"ATTACK":     {"attack", "attack:killing", "attack:shooting", "attack:massacre"},
}

func TestGoldMUC4(t *testing.T) {
	type story struct {
		ID, Text      string
		IncidentTypes []string `json:"incident_types"`
	}
	tagger := newEventTagger()
	for set, least := range map[string]float64{"events-muc4/train.jsonl.gz": .71, "events-muc4/dev.jsonl.gz": .745} {
		ls := labelScores{}
		for _, a := range geoGoldLines[story](t, set) {
			want := slices.DeleteFunc(a.IncidentTypes, func(s string) bool { return mucTypes[s] == nil })
			got := mapped(happenedTypes(tagEvents(tagger, "", a.Text, "en")), mucTypes)
			ls.add(got, want)
			if os.Getenv("DATELINE_DIFF") == set && !slices.Equal(got, want) {
				t.Logf("%s got %v want %v", a.ID, got, want)
			}
		}
		ls.report(t, set, least, .65)
	}
}

var policeTypes = map[string][]string{
	"ARREST": {"coercion:arrest"},
	"FORCE":  {"attack:police"},
}

func TestGoldIndiaPolice(t *testing.T) {
	type story struct {
		ID     int
		Text   string
		Labels []string
	}
	tagger := newEventTagger()
	ls := labelScores{}
	for _, a := range geoGoldLines[story](t, "events-indiapolice/docs.jsonl.gz") {
		want := slices.DeleteFunc(a.Labels, func(s string) bool { return policeTypes[s] == nil })
		types := happenedTypes(tagEvents(tagger, "", a.Text, "en"))
		got := mapped(types, policeTypes)
		ls.add(got, want)
		if os.Getenv("DATELINE_DIFF") == "police" && !slices.Equal(got, want) {
			t.Logf("%d got %v want %v", a.ID, got, want)
		}
	}
	ls.report(t, "indiapolice", .80, .80)
}

// ploverOld maps the labels of 2016 onto PLOVER 0.8, as facts/events.md says.
var ploverOld = map[string]string{"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}

func TestGoldPlover(t *testing.T) {
	type sentence struct{ ID, Event, Text string }
	tagger := newEventTagger()
	ls := labelScores{}
	for _, a := range geoGoldLines[sentence](t, "events-plover-gsr/plover_gsr.jsonl.gz") {
		if a.Event == "DOCUMENT" {
			continue
		}
		want := a.Event
		if m := ploverOld[want]; m != "" {
			want = m
		}
		got := ploverOf(tagEvents(tagger, "", a.Text, "en"))
		ls.add([]string{got}, []string{want})
		if os.Getenv("DATELINE_DIFF") == "plover" && got != want {
			t.Logf("got %s want %s | %s", got, want, a.Text)
		}
	}
	ls.report(t, "plover", .67, .61)
}

// ploverOf gives the one PLOVER type of a sentence: that of its first trigger,
// the strong before the weak. What is only promised is AGREE, and what is only
// threatened THREATEN, as the manual codes intents.
func ploverOf(events []news.Event) string {
	best, bestRank := "NONE", 1<<30
	for _, e := range events {
		plover := e.Plover
		if plover == "" {
			continue
		}
		rank := e.Mentions[0].Start
		if rank < bestRank {
			best, bestRank = plover, rank
		}
	}
	return strings.TrimSpace(best)
}
