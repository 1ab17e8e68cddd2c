package person

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// checkPeople asserts what holds for any text: every mention's surface stands
// at its offsets, no two mentions overlap, ids are unique and well formed.
func checkPeople(t *testing.T, title, text string, people []news.Person) {
	t.Helper()
	runes := map[news.Field][]rune{news.InTitle: []rune(title), news.InText: []rune(text)}
	taken := map[news.Field][][2]int{}
	ids := map[news.PersonID]bool{}
	for _, p := range people {
		if ids[p.ID] || !strings.HasPrefix(string(p.ID), "p-") || len(p.ID) < 3 {
			t.Errorf("id %q is bad or stands twice", p.ID)
		}
		ids[p.ID] = true
		if p.Name == "" || len(p.Mentions) == 0 {
			t.Errorf("%q has no name or no mention", p.ID)
		}
		for _, m := range p.Mentions {
			r := runes[m.Field]
			if m.Start < 0 || m.End > len(r) || m.Start >= m.End || string(r[m.Start:m.End]) != m.Surface {
				t.Errorf("%q does not stand at %s %d-%d", m.Surface, m.Field, m.Start, m.End)
			}
			taken[m.Field] = append(taken[m.Field], [2]int{m.Start, m.End})
		}
	}
	for field, spans := range taken {
		slices.SortFunc(spans, func(a, b [2]int) int { return a[0] - b[0] })
		for i := 1; i < len(spans); i++ {
			if spans[i][0] < spans[i-1][1] {
				t.Errorf("mentions %v and %v in field %q overlap", spans[i-1], spans[i], field)
			}
		}
	}
}

// hostileTexts are what a page may hold that no newsroom wrote.
func hostileTexts() []string {
	var names strings.Builder
	for i := range 100_000 {
		names.WriteString("Mr ")
		names.WriteString(string(rune('A' + i%26)))
		names.WriteString(strings.Repeat(string(rune('a'+i/26%26)), 1+i%7))
		names.WriteString(" Okafor ")
	}
	return []string{
		"", " ", "\n\n", "’", "'s", "A", "Mr", "Mr.", "Mr. Mr. Mr.", "and Mrs.", "bin", "van der", "J.", "“Jack”",
		strings.Repeat("A", 1<<20), strings.Repeat("Ab", 1<<19), strings.Repeat("JOHN SMITH ", 30_000),
		strings.Repeat("John Smith ", 30_000), strings.Repeat("Mr ", 100_000), strings.Repeat("van ", 100_000),
		strings.Repeat("John van ", 40_000), strings.Repeat("J. ", 100_000), strings.Repeat("\" A", 100_000),
		strings.Repeat("John Smith. Mr Smith, 42, said ", 10_000), strings.Repeat("al-", 100_000), strings.Repeat("d'", 100_000),
		strings.Repeat("\xff\xfeJohn Smith\x00", 10_000), names.String(), strings.Repeat("İSTANBUL ǅ ﬁ ", 20_000),
		"Mr. and Mrs. Okafor met Ms Okafor's brother Daniel Okafor, Okafor Jr. and Sir Okafor III.",
		"President O'Neill's “Steve” D’Souza-al-Sisi (42) said, said; who told: Mr …",
	}
}

func TestHostilePeople(t *testing.T) {
	tagger := New()
	for i, text := range hostileTexts() {
		start := time.Now()
		title := text[:min(len(text), 200)]
		title = strings.ToValidUTF8(title, "")
		checkPeople(t, title, text, tagger.Tag([]*prose.Doc{prose.NewDoc(title, news.InTitle), prose.NewDoc(text, news.InText)}, "en"))
		if d := time.Since(start); d > time.Second {
			t.Logf("hostile text %d took %v", i, d)
		}
	}
}

func FuzzPeople(f *testing.F) {
	tagger := New()
	for _, text := range hostileTexts() {
		if len(text) < 4096 {
			f.Add("Okafor Wins", text, "en")
			f.Add(text, "Ms Adaeze Okafor won. Okafor smiled.", "de")
		}
	}
	f.Add("Иванов уехал", "Министр Иван Иванов встретил Анну Петрову. Иванову стало лучше.", "ru")
	f.Fuzz(func(t *testing.T, title, text, lang string) {
		checkPeople(t, title, text, tagger.Tag([]*prose.Doc{prose.NewDoc(title, news.InTitle), prose.NewDoc(text, news.InText)}, lang))
	})
}

func BenchmarkPeople(b *testing.B) {
	tagger := New()
	text := strings.Repeat("Talks between Foreign Minister Steven Aldermaston and his counterpart, Oluwaseun Bakare, were cancelled on Tuesday, "+
		"a spokeswoman in Geneva said, because the delegations could not agree on who should speak first in the session.\n"+
		"“We regret this,” Steve Aldermaston told reporters outside the hotel. Aldermaston’s spokeswoman, Inês Carvalhal, gave no reason.\n", 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		tagger.Tag([]*prose.Doc{prose.NewDoc("Aldermaston, Bakare Cancel Talks", news.InTitle), prose.NewDoc(text, news.InText)}, "en")
	}
}

func BenchmarkNewPeopleTagger(b *testing.B) {
	for b.Loop() {
		New()
	}
}
