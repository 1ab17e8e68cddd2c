package tag

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/indexer/person"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// tagger is made once: the tables are read only.
var namesTagger = New()

func orgNames(t news.Tags) []string {
	var out []string
	for _, o := range t.Orgs {
		out = append(out, o.Name)
	}
	slices.Sort(out)
	return out
}

func placeNames(t news.Tags) []string {
	var out []string
	for _, p := range t.Places {
		out = append(out, p.Name+" "+string(p.Country))
	}
	slices.Sort(out)
	return out
}

func TestOrgsAndPlaces(t *testing.T) {
	for _, c := range []struct {
		name, title, text string
		orgs, places      []string
	}{
		{
			"a ministry, a firm and two cities", "",
			"The Ministry of Agriculture said on Monday that Quixo Holdings would build a mill in Lagos. Trucks from Nairobi will bring the grain.",
			[]string{"Ministry of Agriculture", "Quixo Holdings"}, []string{"Lagos NG", "Nairobi KE"},
		},
		{
			"a full name and its acronym are one", "NUT calls strike",
			"The National Union of Teachers (NUT) has called a strike. The NUT said pay was too low.",
			[]string{"National Union of Teachers"}, nil,
		},
		{
			"an acronym everybody knows joins its full name", "",
			"The World Health Organization sent doctors to Lisbon on Friday. A spokesman for the WHO said they would stay a month.",
			[]string{"World Health Organization"}, []string{"Lisbon PT"},
		},
		{
			"what is before a name, or only in a headline, is no part or name", "Baker Stands Tall and Favours the Police",
			"The Lagos-based Quixo Holdings said on Monday it would pay. House Republicans and Central Americans spoke to Quixo Holdings. With the Quixo Holdings deal done, thousands of Lagosians cheered. CHECK YOUR BANK and read MORE about it.",
			[]string{"Quixo Holdings"}, nil,
		},
		{
			"peoples, weekdays and laws are neither", "",
			"The Kenyan and Portuguese teams met on Tuesday. Muslims and Kurds prayed. The Education Act was passed before Christmas.",
			nil, nil,
		},
		{
			"a person is neither", "",
			"Finance Minister Amara Okonjo, 51, met Lars Lindqvist in Oslo. \"We agree,\" Okonjo said. Lindqvist nodded.",
			nil, []string{"Oslo NO"},
		},
		{
			"a ministry with two fields", "",
			"The Department of Education and Early Childhood Development said in Lomar that it would pay.",
			[]string{"Department of Education and Early Childhood Development"}, []string{"Lomar "},
		},
		{"nothing", "", "", nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := namesTagger.Tag(Input{Title: c.title, Text: c.text, Lang: "en"})
			if diff := cmp.Diff(c.orgs, orgNames(got)); diff != "" {
				t.Errorf("organisations (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.places, placeNames(got)); diff != "" {
				t.Errorf("places (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOrgIDs: one spelling has one id in every article, an acronym that of its
// full name.
func TestOrgIDs(t *testing.T) {
	a := namesTagger.Tag(Input{Text: "The World Bank lent the money, the ministry said. The World Bank has done so before.", Lang: "en"})
	if len(a.Orgs) != 1 || a.Orgs[0].ID != "o-world-bank" || len(a.Orgs[0].Mentions) != 2 {
		t.Errorf("got %+v", a.Orgs)
	}
}

// TestPlacesOfOtherLanguages: the gazetteer speaks alone, and adjectives are no
// places.
func TestPlacesOfOtherLanguages(t *testing.T) {
	for lang, c := range map[string]struct {
		text string
		want []string
	}{
		"de": {"Die kenianische Ministerin reiste am Montag von Nairobi nach Lissabon. In Frankreich sprach sie mit Bauern.", []string{"Frankreich FR", "Lissabon PT", "Nairobi KE"}},
		"fr": {"La ministre kényane a quitté Nairobi pour Lisbonne lundi. En Allemagne, elle a vu des paysans.", []string{"Allemagne DE", "Lisbonne PT", "Nairobi KE"}},
		"es": {"La ministra keniana viajó el lunes de Nairobi a Lisboa. En Alemania habló con campesinos.", []string{"Alemania DE", "Lisboa PT", "Nairobi KE"}},
	} {
		got := namesTagger.Tag(Input{Text: c.text, Lang: lang})
		if diff := cmp.Diff(c.want, placeNames(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
		checkNames(t, "", c.text, got)
	}
}

// TestOtherScriptsAbstain: where the model knows no language it says nothing.
func TestOtherScriptsAbstain(t *testing.T) {
	got := namesTagger.Tag(Input{Text: "Министерство сельского хозяйства сообщило в Москве о планах.", Lang: "ru"})
	if len(got.Orgs) > 0 {
		t.Errorf("got %+v", got.Orgs)
	}
}

// badTexts are what a hostile or broken page holds.
func badTexts() map[string]string {
	line := "The Ministry of Trade (MT) met Amara Okonjo of Quixo Ltd in Lagos. "
	return map[string]string{
		"empty":            "",
		"ten megabytes":    strings.Repeat(line, 10<<20/len(line)),
		"one word":         strings.Repeat("A", 1<<20),
		"one small word":   strings.Repeat("a", 1<<20),
		"one hyphenated":   strings.Repeat("Al-", 1<<18) + "Sisi",
		"invalid UTF-8":    strings.Repeat("Amara Okonjo\xff said \xc3 in Lagos\xf0\x9f. ", 500),
		"all capitals":     strings.ToUpper(strings.Repeat(line, 3000)),
		"no punctuation":   strings.NewReplacer(".", "", "(", "", ")", "").Replace(strings.Repeat(line, 3000)),
		"one run of names": strings.Repeat("Amara Okonjo Lagos Bank Quixo Ltd ", 6000),
		"the same capital": strings.Repeat("Bank ", 50_000),
		"joints only":      strings.Repeat("Bank of ", 30_000),
		"brackets":         strings.Repeat("(FN) ", 40_000),
		"acronyms":         strings.Repeat("Full Name (FN) ", 15_000),
		"many names":       manyNames(6000),
		"newlines":         strings.Repeat("Okonjo\n\n", 30_000),
	}
}

// manyNames lists n different organisations.
func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("The " + string(rune('A'+i%26)) + strings.Repeat("o", 1+i/26%9) + string(rune('a'+i/234%26)) + " Bank paid. ")
	}
	return b.String()
}

// TestBadInput: whatever the text, the tagger ends, and what it says holds.
func TestBadInput(t *testing.T) {
	for name, text := range badTexts() {
		t.Run(name, func(t *testing.T) {
			tags := namesTagger.Tag(Input{Title: text[:min(len(text), 4096)], Text: text, Lang: "en"})
			checkNames(t, text[:min(len(text), 4096)], text, tags)
			if n := len(tags.Orgs) + len(tags.Places); n > 2*person.MaxNames {
				t.Errorf("%d names, at most %d are kept", n, person.MaxNames)
			}
		})
	}
}

// checkNames: every mention's surface stands at its offsets, behind nothing that
// is cut off, and no name overlaps a person's or another one's.
func checkNames(t *testing.T, title, text string, tags news.Tags) {
	t.Helper()
	runes := map[news.Field][]rune{news.InTitle: []rune(title), news.InText: []rune(text)}
	taken := map[news.Field][]bool{news.InTitle: make([]bool, len(runes[news.InTitle])), news.InText: make([]bool, len(runes[news.InText]))}
	check := func(what string, ms []news.Mention) {
		if len(ms) == 0 {
			t.Errorf("%s has no mention", what)
		}
		for _, m := range ms {
			if m.Start < 0 || m.End > len(runes[m.Field]) || m.Start >= m.End || m.End > prose.MaxText {
				t.Fatalf("%s: mention %+v of %d code points", what, m, len(runes[m.Field]))
			}
			if got := string(runes[m.Field][m.Start:m.End]); got != strings.ToValidUTF8(m.Surface, "\uFFFD") && !strings.ContainsRune(got, '\uFFFD') {
				t.Fatalf("%s: %q stands at %d, want %q", what, got, m.Start, m.Surface)
			}
			for i := m.Start; i < m.End; i++ {
				if taken[m.Field][i] {
					t.Fatalf("%s: mention %+v overlaps another name", what, m)
				}
			}
		}
	}
	mark := func(ms []news.Mention) {
		for _, m := range ms {
			for i := m.Start; i < m.End; i++ {
				taken[m.Field][i] = true
			}
		}
	}
	for _, p := range tags.People {
		mark(p.Mentions)
	}
	ids := map[string]bool{}
	for _, o := range tags.Orgs {
		if ids[o.ID] || !strings.HasPrefix(o.ID, "o-") || o.Name == "" {
			t.Errorf("organisation %q %q is bad or stands twice", o.ID, o.Name)
		}
		ids[o.ID] = true
		check(o.ID, o.Mentions)
		mark(o.Mentions)
	}
	for _, p := range tags.Places {
		check(p.Name, p.Mentions)
		mark(p.Mentions)
	}
}

func FuzzOrgsAndPlaces(f *testing.F) {
	f.Add("Bank of Lomar quits", "The National Union of Teachers (NUT) met Amara Okonjo in Lagos, the NUT said.")
	f.Add("", "THE MINISTRY OF \xff TRADE’S (MT) Trinidad and Tobago\nU.S. $5")
	f.Fuzz(func(t *testing.T, title, text string) {
		checkNames(t, title, text, namesTagger.Tag(Input{Title: title, Text: text, Lang: "en"}))
	})
}
