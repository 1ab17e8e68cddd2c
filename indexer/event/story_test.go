package event

import (
	"slices"
	"strings"
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestEventStories holds what whole stories say: the headline speaks for later
// mentions of its event. Wanted and unwanted ("!") values, a space between.
func TestEventStories(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ name, lang, title, text, want string }{
		{"talks called off", "en", "Grain talks called off",
			"VIENNA, March 3 (Agency) - Talks planned for Tuesday between the two ministries were cancelled, officials said.\n" +
				"The talks had been meant to settle the price of wheat. A new date was not named.\nDiplomats said the talks were the best hope of the season.",
			"talks.negated !talks !talks.future"},
		{"earlier talks did take place", "en", "Grain talks called off",
			"Talks planned for Tuesday were cancelled, officials said.\nThe two sides held talks in Vienna last month.",
			"talks.negated talks"},
		{"peace talks and the talks", "en", "Peace talks collapse before they begin, session called off",
			"Peace talks due on Monday were called off.\nThe talks had been planned for weeks.", "talks:peace.negated !talks"},
		{"planned strike", "en", "Nurses to strike next week",
			"Nurses will begin a strike over pay on Monday, their union said.\nThe strike by nurses is the first in a decade.",
			"protest:strike.future !protest:strike"},
		{"strike that happened", "en", "Nurses begin strike",
			"Nurses began a strike over pay on Monday, their union said.\nThe strike closed nine wards.", "protest:strike !protest:strike.future"},
		{"a feared flood", "en", "Town fears flood", "Officials warned of a possible flood as the river rose.\nThe flood could reach the school.",
			"disaster:flood.hypothetical !disaster:flood"},
		{"visit cancelled after attack", "en", "Minister cancels visit after bomb attack",
			"Foreign Minister Okafor cancelled a visit to the port after a bomb exploded at its gate, killing two.\nThe visit had been planned for Friday.",
			"talks:visit.negated attack:bombing !talks:visit"},
		{"background is dropped", "en", "Council opens library",
			"The council opened a library.\n" + strings.Repeat("The reading room has tables, lamps and a view of the harbour, where the ferries come and go all day. ", 20) +
				"The old building was once hit by a storm of some kind with wind.", "!disaster:storm"},
		{"German talks", "de", "Tarifverhandlungen abgesagt",
			"Die für Dienstag geplanten Verhandlungen wurden abgesagt, teilte die Gewerkschaft mit.\nDie Verhandlungen sollten drei Tage dauern.",
			"talks.negated !talks !talks.future"},
		{"French strike", "fr", "Les cheminots en grève", "Les cheminots ont commencé une grève lundi.\nLa grève touche neuf lignes.", "protest:strike"},
		{"Spanish quake", "es", "Un terremoto deja nueve muertos", "El terremoto sacudió la costa el lunes.", "disaster:earthquake !death"},
		{"Russian talks", "ru", "Переговоры по зерну отменены", "Переговоры, намеченные на вторник, отменены, сообщили в министерстве.\nПереговоры готовили месяц.",
			"talks.negated !talks"},
		{"all capitals", "en", "REBELS ATTACK POLICE POST", "REBELS ATTACKED A POLICE POST ON SUNDAY, KILLING TWO OFFICERS.", "attack"},
		{"no punctuation", "en", "", "police arrested nine men after a bank robbery in the port", "coercion:arrest robbery"},
	} {
		wantValues(t, c.name, eventValues(tagEvents(tagger, c.title, c.text, c.lang)), c.want)
	}
}

func TestEventNames(t *testing.T) {
	events := tagEvents(New(), "Talks called off", "The talks were cancelled.", "en")
	if len(events) != 1 || events[0].Name != "Talks called off" || !events[0].Negated || events[0].Plover != "CONSULT" || events[0].IPTC == "" {
		t.Errorf("got %+v", events)
	}
	if n := len(events[0].Mentions); n != len(events[0].Sentences) || n != 2 {
		t.Errorf("%d mentions, %d sentences", n, len(events[0].Sentences))
	}
}

func FuzzEvents(f *testing.F) {
	tagger := New()
	f.Add("Talks called off", "The talks, planned for Tuesday, were cancelled.", "en")
	f.Add("", "not will if no called off talks strike strike 1994 in", "")
	f.Add("\xff", "L'attentat n'a pas eu lieu", "fr")
	f.Add("СТАЧКА", "Переговоры отменены", "ru")
	f.Fuzz(func(t *testing.T, title, text, lang string) {
		seen := map[string]bool{}
		for _, e := range tagEvents(tagger, title, text, lang) {
			key := string(e.Type) + string(rune('a'+flagOrder(&e)))
			if seen[key] || e.Name == "" || len(e.Mentions) == 0 || len(e.Mentions) != len(e.Sentences) {
				t.Fatalf("bad event %+v", e)
			}
			seen[key] = true
			for _, m := range slices.Concat(e.Mentions, e.Sentences) {
				if !m.StandsIn(title, text) {
					t.Fatalf("mention %+v does not stand at its offsets", m)
				}
			}
		}
	})
}

func TestEventsHostile(t *testing.T) {
	tagger := New()
	for _, text := range []string{
		strings.Repeat("TALKS STRIKE ", prose.MaxText/13), strings.Repeat("A", prose.MaxText), strings.Repeat("hold called ", prose.MaxText/12),
		strings.Repeat("not talks no ", prose.MaxText/13), strings.Repeat("in 1994 ", prose.MaxText/8),
	} {
		tagEvents(tagger, text[:100], text, "en")
	}
}

// TestEventTables checks the embedded tables row by row, because the loader
// trusts them.
func TestEventTables(t *testing.T) {
	langs := map[string]int{}
	covered := map[news.EventType]bool{}
	for f := range tableRows(eventTriggersTSV) {
		if len(f) != 7 || slices.Contains(f, "") || !strings.Contains("nv", f[2]) || !strings.Contains("0123", f[3]) {
			t.Fatalf("bad row %.90q", f)
		}
		typ, undone, _ := strings.Cut(f[0], ".")
		if _, ok := news.LookupEventType(news.EventType(typ)); !ok && typ != "-" || undone != "" && flagNames[undone] != negated && flagNames[undone] != hypothetical {
			t.Errorf("no such type: %s", f[0])
		}
		if f[1] == "en" {
			covered[news.EventType(f[0])] = true
		}
		langs[f[1]]++
	}
	for _, e := range news.EventTypes() {
		if !covered[e.Type] {
			t.Errorf("no English trigger for %s", e.Type)
		}
	}
	for _, lang := range []string{"en", "de", "fr", "es", "ru"} {
		if langs[lang] < 50 {
			t.Errorf("%d rows for %s", langs[lang], lang)
		}
	}
	for f := range tableRows(eventCuesTSV) {
		if _, ok := flagNames[f[0]]; len(f) != 7 || !ok || !slices.Contains([]string{"before", "after", "around", "sentence"}, f[2]) {
			t.Fatalf("bad cue %.90q", f)
		}
		for typ := range strings.SplitSeq(f[5], ",") {
			if _, ok := news.LookupEventType(news.EventType(typ)); !ok && typ != "*" {
				t.Errorf("cue for no such type %q", typ)
			}
		}
	}
}

func BenchmarkEvents(b *testing.B) {
	tagger := New()
	text := strings.Repeat("The envoy met officials in the port on Monday, and the ministry said that talks on the strike would go on.\n", 200)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		tagEvents(tagger, "", text, "en")
	}
}
