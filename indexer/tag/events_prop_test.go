package tag

import (
	"slices"
	"strings"
	"testing"

	"dateline/indexer/event"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// checkEvents reports events whose evidence does not stand in the texts, and pairs of
// the same type and flags.
func checkEvents(t *testing.T, title, text string, events []news.Event) {
	t.Helper()
	seen := map[string]bool{}
	for _, e := range events {
		v := e.Values()[0]
		if seen[v] {
			t.Errorf("%s twice", v)
		}
		seen[v] = true
		if len(e.Mentions) == 0 || len(e.Mentions) != len(e.Sentences) {
			t.Errorf("%s: %d mentions, %d sentences", v, len(e.Mentions), len(e.Sentences))
		}
		for _, m := range slices.Concat(e.Mentions, e.Sentences) {
			if !m.StandsIn(title, text) {
				t.Fatalf("mention %+v does not stand at its offsets", m)
			}
		}
		for i, m := range e.Mentions {
			if s := e.Sentences[i]; s.Field != m.Field || s.Start > m.Start || s.End < m.End {
				t.Errorf("%s: the mention %+v is not in its sentence %+v", v, m, s)
			}
		}
		if len(e.Actors) > event.MaxCast || len(e.Recipients) > event.MaxCast {
			t.Errorf("%s: %d actors, %d recipients", v, len(e.Actors), len(e.Recipients))
		}
	}
}

// TestEventsOfBadInput feeds what no newspaper prints.
func TestEventsOfBadInput(t *testing.T) {
	tagger := New()
	for name, text := range map[string]string{
		"empty":          "",
		"invalid UTF-8":  "Police arrested \xff\xfe nine men. A bomb exploded \x80.",
		"one word":       strings.Repeat("a", 1<<20),
		"all capitals":   "THE REBELS ATTACKED THE TOWN ON MONDAY. PERU AND CHILE SIGNED A TREATY.",
		"no full stop":   strings.Repeat("talks between Peru and Chile were called off and ", 4000),
		"only triggers":  strings.Repeat("attack bombing murder ", 5000),
		"only names":     strings.Repeat("Peru, Chile and Ghana and ", 5000) + "held talks.",
		"only commas":    strings.Repeat(",", 50000) + " attacked",
		"ten megabytes":  strings.Repeat("Gunmen attacked a bus on Monday. ", 10<<20/33),
		"zero bytes":     "The talks\x00 were\x00 called off.",
		"ends in a verb": "Peru will sanction",
		"by":             "Peru was attacked by",
		"possessive":     "'s murder of",
	} {
		t.Run(name, func(t *testing.T) {
			if got := tagger.Tag(Input{Title: "Talks off", Text: text, Lang: "en"}); len(text) < 1<<16 {
				checkEvents(t, "Talks off", text, got.Events)
			}
		})
	}
}

// FuzzEventRoles holds the properties of evidence for any text.
func FuzzEventRoles(f *testing.F) {
	f.Add("Talks off", "Peru and Chile signed a treaty in Lima. Rebels kidnapped Ana Belmonte.", "en")
	f.Add("", "Die Minister sagten das Treffen ab.", "de")
	f.Add("X's trip is off", "If the union strikes on Monday, the port will close.", "")
	tagger := New()
	f.Fuzz(func(t *testing.T, title, text, lang string) {
		checkEvents(t, title, text, tagger.Tag(Input{Title: title, Text: text, Lang: lang}).Events)
	})
}

// BenchmarkEventRoles is the share of the events in the cost of a tagger: the cast is
// given, as the other taggers find it anyway.
func BenchmarkEventRoles(b *testing.B) {
	text := strings.Repeat(benchStory, 8)
	tagger := New()
	tags := tagger.Tag(Input{Text: text, Lang: "en"})
	docs := []*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(text, news.InText)}
	who := event.Cast{People: tags.People, Orgs: tags.Orgs, Countries: tags.Countries}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		tagger.events.Tag(docs, "en", who, 0)
	}
}

const benchStory = `Peru and Chile called off talks on their sea border on Tuesday after a bomb exploded outside the embassy in Lima, officials
said. President Marta Lindqvist, who had been due to meet her neighbour Samuel Okafor on Friday, said that no new date had been set. Police arrested
nine men near the harbour and seized two rifles. The ministry denied that the army had deployed troops along the river.
Thousands of people marched through the capital on Monday to protest against the tax, which parliament passed in March by two votes. The union
threatened to strike if wages were cut. Okafor was sworn in last year after an election that observers called fair. The bank signed a contract
worth nine billion with a steel firm, and the airline said that it would close its plant in the spring. Forecasters warned of floods in the delta.
`
