package tag

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// quoteLines prints the quotes of a text, a line each: > direct or ~ indirect,
// the speaker (an id in brackets shows a person of the article), what was said.
func quoteLines(tagger *Tagger, text, lang string) []string {
	runes := []rune(text)
	var out []string
	for _, q := range tagger.Tag(Input{Text: text, Lang: lang}).Quotes {
		mark, who := "~", "nobody"
		if q.Direct {
			mark = ">"
		}
		if q.Speaker != nil {
			who = q.Speaker.Name
			if q.Speaker.ID != "" {
				who = "[" + who + "]"
			}
		}
		out = append(out, fmt.Sprintf("%s %s: %s", mark, who, string(runes[q.Start:q.End])))
	}
	return out
}

var quoteCases = []struct {
	name, lang, text string
	want             []string
}{
	{"cue behind", "en", `"We will rebuild the bridge," said Adaeze Okafor.`,
		[]string{`> [Adaeze Okafor]: "We will rebuild the bridge,"`}},
	{"cue before", "en", `Adaeze Okafor said: "We will rebuild the bridge."`,
		[]string{`> [Adaeze Okafor]: "We will rebuild the bridge."`}},
	{"cue between", "en", `"We will rebuild," Adaeze Okafor said, "and we will do it soon."`,
		[]string{`> [Adaeze Okafor]: "We will rebuild,"`, `> [Adaeze Okafor]: "and we will do it soon."`}},
	{"curly", "en", `“We will rebuild the bridge,” Adaeze Okafor told reporters in Lagos.`,
		[]string{`> [Adaeze Okafor]: “We will rebuild the bridge,”`}},
	{"single", "en", `‘We’ll rebuild the workers’ bridge,’ said Adaeze Okafor.`,
		[]string{`> [Adaeze Okafor]: ‘We’ll rebuild the workers’ bridge,’`}},
	{"straight single", "en", `'We didn't rebuild the bridge in '98,' said Adaeze Okafor.`,
		[]string{`> [Adaeze Okafor]: 'We didn't rebuild the bridge in '98,'`}},
	{"doubled single", "en", `''We will rebuild the bridge,'' said Adaeze Okafor.`,
		[]string{`> [Adaeze Okafor]: ''We will rebuild the bridge,''`}},
	{"apostrophes are no quotes", "en", `The workers' union and the owners' club met at the farmers' market in '98.`, nil},
	{"inches", "en", `The pipe is 6" wide and 9" long, the plumber Adaeze Okafor said.`,
		[]string{`~ [Adaeze Okafor]: The pipe is 6" wide and 9" long`}},
	{"several paragraphs", "en", "“We will rebuild the bridge.\n\n“It was the pride of the town,” said Adaeze Okafor.",
		[]string{"> [Adaeze Okafor]: “We will rebuild the bridge.\n\n“It was the pride of the town,”"}},
	{"never closed", "en", "“We will rebuild the bridge that the town lost.\nThe river fell on Monday.",
		[]string{"> nobody: “We will rebuild the bridge that the town lost."}},
	{"nested", "en", `“They told me ‘never again’ and left the hall,” Adaeze Okafor said.`,
		[]string{`> [Adaeze Okafor]: “They told me ‘never again’ and left the hall,”`}},
	{"nested of one kind", "en", `“They told me “never again” and left the hall,” Adaeze Okafor said.`,
		[]string{`> [Adaeze Okafor]: “They told me “never again” and left the hall,”`}},
	{"question", "en", `“Who will rebuild the bridge?” asked Adaeze Okafor.`,
		[]string{`> [Adaeze Okafor]: “Who will rebuild the bridge?”`}},
	{"question, lower case", "en", "Adaeze Okafor came late. “Who will rebuild the bridge?” she asked.",
		[]string{`> [Adaeze Okafor]: “Who will rebuild the bridge?”`}},
	{"continued", "en", "“The bridge was old,” Adaeze Okafor said on Monday. “It had to go.”",
		[]string{`> [Adaeze Okafor]: “The bridge was old,”`, `> [Adaeze Okafor]: “It had to go.”`}},
	{"continued in the next paragraph", "en", "“The bridge was old,” Adaeze Okafor said.\n“It had to go in any case.”",
		[]string{`> [Adaeze Okafor]: “The bridge was old,”`, `> [Adaeze Okafor]: “It had to go in any case.”`}},
	{"behind what was reported", "en", "Adaeze Okafor said the bridge was old. “It had to go in any case.”",
		[]string{"~ [Adaeze Okafor]: the bridge was old", "> [Adaeze Okafor]: “It had to go in any case.”"}},
	{"a paragraph behind what was reported", "en", "The bridge was old, Adaeze Okafor said.\n\n“It had to go in any case.”",
		[]string{"~ [Adaeze Okafor]: The bridge was old", "> [Adaeze Okafor]: “It had to go in any case.”"}},
	{"behind what was reported, with its own verb", "en", "Adaeze Okafor said the bridge was old. “It had to go in any case,” Henrik Lindqvist said.",
		[]string{"~ [Adaeze Okafor]: the bridge was old", "> [Henrik Lindqvist]: “It had to go in any case,”"}},
	{"not two sentences behind", "en", "Adaeze Okafor said the bridge was old. Rain fell on the town. “It had to go in any case.”",
		[]string{"~ [Adaeze Okafor]: the bridge was old", "> nobody: “It had to go in any case.”"}},
	{"apposition", "en", `“The bridge was old,” Adaeze Okafor, the mayor of Enugu since 2019, said.`,
		[]string{`> [Adaeze Okafor]: “The bridge was old,”`}},
	{"relative clause", "en", `Adaeze Okafor, who lost the vote in May, said: “The bridge was old.”`,
		[]string{`> [Adaeze Okafor]: “The bridge was old.”`}},
	{"party in brackets", "en", `Sen. Adaeze Okafor (D-Ala.) said the bridge was old.`,
		[]string{`~ [Adaeze Okafor]: the bridge was old`}},
	{"title", "en", `“The bridge was old,” said Foreign Minister Adaeze Okafor.`,
		[]string{`> [Adaeze Okafor]: “The bridge was old,”`}},
	{"pronoun", "en", "Adaeze Okafor opened the bridge with Henrik Lindqvist. “It took two years,” she said. “It cost too much,” he said.",
		[]string{`> [Adaeze Okafor]: “It took two years,”`, `> [Henrik Lindqvist]: “It cost too much,”`}},
	{"pronoun of the speaker before", "en", "Henrik Lindqvist said the bridge was old. Its owner was David Marlowe, he added.",
		[]string{"~ [Henrik Lindqvist]: the bridge was old", "~ [Henrik Lindqvist]: Its owner was David Marlowe"}},
	{"the president's envoy", "en", "President Adaeze Okafor’s envoy said that talks would go on.",
		[]string{"~ President Adaeze Okafor’s envoy: that talks would go on"}},
	{"a spokesman for", "en", "“The talks go on,” said a spokesman for Adaeze Okafor.",
		[]string{"> a spokesman for Adaeze Okafor: “The talks go on,”"}},
	{"a spokesman for, before", "en", "A spokesman for President Adaeze Okafor said the talks would go on.",
		[]string{"~ A spokesman for President Adaeze Okafor: the talks would go on"}},
	{"her spokesman, named", "en", "Adaeze Okafor’s spokesman, Henrik Lindqvist, said the talks would go on.",
		[]string{"~ [Henrik Lindqvist]: the talks would go on"}},
	{"a capital", "en", "Moscow said the talks would go on.", []string{"~ Moscow: the talks would go on"}},
	{"a ministry", "en", "The talks will go on, the ministry said in a statement.",
		[]string{"~ the ministry: The talks will go on"}},
	{"an organisation", "en", "The Interior Ministry said that two people had drowned. A spokesman for the Interior Ministry said no more was known.",
		[]string{"~ [Interior Ministry]: that two people had drowned", "~ A spokesman for the Interior Ministry: no more was known"}},
	{"officials", "en", "On Monday officials said that two people had drowned.",
		[]string{"~ officials: that two people had drowned"}},
	{"that", "en", "Adaeze Okafor said on Tuesday in Lagos that the bridge was old.",
		[]string{"~ [Adaeze Okafor]: that the bridge was old"}},
	{"without that", "en", "Adaeze Okafor said the bridge was old.", []string{"~ [Adaeze Okafor]: the bridge was old"}},
	{"and said", "en", "Adaeze Okafor came late and said the bridge was old.", []string{"~ [Adaeze Okafor]: the bridge was old"}},
	{"told", "en", "Adaeze Okafor told reporters on Friday that the bridge was old.",
		[]string{"~ [Adaeze Okafor]: that the bridge was old"}},
	{"told, without that", "en", "Adaeze Okafor told reporters she would resign in May.",
		[]string{"~ [Adaeze Okafor]: she would resign in May"}},
	{"warned", "en", "Henrik Lindqvist warned that the dam might break.", []string{"~ [Henrik Lindqvist]: that the dam might break"}},
	{"denied", "en", "Henrik Lindqvist denied taking any money.", []string{"~ [Henrik Lindqvist]: taking any money"}},
	{"added, said in between", "en", "The dam, Henrik Lindqvist added, would not hold for long.",
		[]string{"~ [Henrik Lindqvist]: would not hold for long"}},
	{"tweeted", "en", "Henrik Lindqvist tweeted that the dam was safe.", []string{"~ [Henrik Lindqvist]: that the dam was safe"}},
	{"according to, before", "en", "According to Mayor Henrik Lindqvist, the dam was built in haste.",
		[]string{"~ [Henrik Lindqvist]: the dam was built in haste"}},
	{"according to, behind", "en", "The dam was built in haste, according to Mayor Henrik Lindqvist.",
		[]string{"~ [Henrik Lindqvist]: The dam was built in haste"}},
	{"according to a report", "en", "The dam was built in haste, according to a report by the ministry.",
		[]string{"~ a report: The dam was built in haste"}},
	{"two verbs", "en", "Henrik Lindqvist said the dam was safe, adding that nobody should leave.",
		[]string{"~ [Henrik Lindqvist]: the dam was safe", "~ [Henrik Lindqvist]: that nobody should leave"}},
	{"two speakers", "en", "“It is safe,” said Henrik Lindqvist. “It is not,” replied Adaeze Okafor.",
		[]string{"> [Henrik Lindqvist]: “It is safe,”", "> [Adaeze Okafor]: “It is not,”"}},
	{"scare quotes", "en", "The so-called “peace train” left the station on Monday.", nil},
	{"title of a work", "en", "Her novel “The Silence Of The Long River” came out on Monday.", nil},
	{"short with a verb", "en", "“No comment,” said Henrik Lindqvist.", []string{"> [Henrik Lindqvist]: “No comment,”"}},
	{"called it", "en", "Henrik Lindqvist called the plan “a farce”.", []string{"> [Henrik Lindqvist]: “a farce”"}},
	{"called for", "en", "Henrik Lindqvist called for a new dam in the north.", []string{"~ [Henrik Lindqvist]: a new dam in the north"}},
	{"a relative that", "en", "Henrik Lindqvist said the dam was part of the plan that had failed.",
		[]string{"~ [Henrik Lindqvist]: the dam was part of the plan that had failed"}},
	{"a firm called", "en", "A firm called Northern Stone And Water built the dam.", nil},
	{"continued their search", "en", "Henrik Lindqvist continued the search for the two boys.", nil},
	{"words that lead to a passage", "en", "Henrik Lindqvist said the dam was “as safe as any bank”.",
		[]string{"> [Henrik Lindqvist]: “as safe as any bank”"}},
	{"will say", "en", "Henrik Lindqvist will say that the dam is safe.", nil},
	{"did not say", "en", "Henrik Lindqvist did not say whether the dam was safe.", nil},
	{"was told", "en", "Henrik Lindqvist was told that the dam was safe.", nil},
	{"claims as a noun", "en", "The claims of the farmers about the dam were settled.", nil},
	{"I said", "en", "I said that the dam was safe when we met.", nil},
	{"quoted as saying", "en", "Henrik Lindqvist was quoted as saying that the dam was safe.",
		[]string{"~ [Henrik Lindqvist]: that the dam was safe"}},
	{"colon without a verb", "en", "Henrik Lindqvist put it this way: “The dam is as safe as a bank.”",
		[]string{"> [Henrik Lindqvist]: “The dam is as safe as a bank.”"}},
	{"signed, with a full stop", "en", "“The dam is as safe as a bank.” ― Henrik Lindqvist.\n\n“It is not.” ― Lena Okafor", []string{"> [Henrik Lindqvist]: “The dam is as safe as a bank.”", "> [Lena Okafor]: “It is not.”"}},
	{"signed", "en", "“The dam is as safe as a bank.” — Henrik Lindqvist", []string{"> [Henrik Lindqvist]: “The dam is as safe as a bank.”"}},
	{"no other sentence's verb", "en", "“The dam will hold for years.” Henrik Lindqvist said the mayor was wrong.",
		[]string{"> nobody: “The dam will hold for years.”", "~ [Henrik Lindqvist]: the mayor was wrong"}},
	{"German low marks", "de", "„Die Brücke wird neu gebaut“, sagte Jonas Hartmann am Montag.",
		[]string{"> [Jonas Hartmann]: „Die Brücke wird neu gebaut“"}},
	{"German inward marks", "de", "Jonas Hartmann erklärte: »Die Brücke wird neu gebaut.«",
		[]string{"> [Jonas Hartmann]: »Die Brücke wird neu gebaut.«"}},
	{"German dass", "de", "Jonas Hartmann sagte am Montag, dass die Brücke neu gebaut wird.",
		[]string{"~ [Jonas Hartmann]: dass die Brücke neu gebaut wird"}},
	{"German laut", "de", "Laut Jonas Hartmann, dem Bürgermeister, wird die Brücke neu gebaut.",
		[]string{"~ [Jonas Hartmann]: dem Bürgermeister, wird die Brücke neu gebaut"}},
	{"German so", "de", "„Die Brücke wird neu gebaut“, so Jonas Hartmann.", []string{"> [Jonas Hartmann]: „Die Brücke wird neu gebaut“"}},
	{"French guillemets", "fr", "« Nous allons reconstruire le pont », a déclaré Claire Fontenay lundi.",
		[]string{"> [Claire Fontenay]: « Nous allons reconstruire le pont »"}},
	{"French hung pronoun", "fr", "Claire Fontenay est venue. « Nous allons reconstruire le pont », a-t-elle dit.",
		[]string{"> [Claire Fontenay]: « Nous allons reconstruire le pont »"}},
	{"French dash", "fr", "— Nous allons reconstruire le pont, a dit Claire Fontenay.",
		[]string{"> [Claire Fontenay]: Nous allons reconstruire le pont"}},
	{"French que", "fr", "Claire Fontenay a affirmé que le pont serait reconstruit.",
		[]string{"~ [Claire Fontenay]: que le pont serait reconstruit"}},
	{"French selon", "fr", "Selon Claire Fontenay, le pont sera reconstruit.", []string{"~ [Claire Fontenay]: le pont sera reconstruit"}},
	{"Spanish", "es", "«Vamos a reconstruir el puente», dijo Ana Robledo el lunes.",
		[]string{"> [Ana Robledo]: «Vamos a reconstruir el puente»"}},
	{"Spanish dash", "es", "—Vamos a reconstruir el puente —dijo Ana Robledo.",
		[]string{"> [Ana Robledo]: Vamos a reconstruir el puente"}},
	{"Spanish que", "es", "Ana Robledo dijo que el puente era viejo.", []string{"~ [Ana Robledo]: que el puente era viejo"}},
	{"Spanish según", "es", "Según Ana Robledo, el puente era viejo.", []string{"~ [Ana Robledo]: el puente era viejo"}},
	{"Spanish, subject left out", "es", "Ana Robledo llegó tarde y dijo que el puente era viejo. «No vamos a esperar más», añadió.",
		[]string{"~ [Ana Robledo]: que el puente era viejo", "> [Ana Robledo]: «No vamos a esperar más»"}},
	{"Italian", "it", "«Ricostruiremo il ponte», ha detto Paolo Ferrante lunedì.", []string{"> [Paolo Ferrante]: «Ricostruiremo il ponte»"}},
	{"Portuguese", "pt", "“Vamos reconstruir a ponte”, disse Joana Figueiredo na segunda-feira.",
		[]string{"> [Joana Figueiredo]: “Vamos reconstruir a ponte”"}},
	{"no tables", "fi", "”Rakennamme sillan uudelleen”, sanoi Matti Virtanen.", nil},
}

func TestQuotes(t *testing.T) {
	tagger := New()
	for _, c := range quoteCases {
		if diff := cmp.Diff(c.want, quoteLines(tagger, c.text, c.lang)); diff != "" {
			t.Errorf("%s: %s\n%s", c.name, c.text, diff)
		}
	}
}

// checkQuotes holds what is true of the quotes of any text.
func checkQuotes(t *testing.T, text string, tags news.Tags) {
	t.Helper()
	n := len([]rune(text))
	people := map[string]bool{}
	for _, p := range tags.People {
		people[string(p.ID)] = true
	}
	for _, o := range tags.Orgs {
		people[o.ID] = true
	}
	end := 0
	for _, q := range tags.Quotes {
		if q.Start < end || q.End <= q.Start || q.End > n {
			t.Fatalf("quote %d to %d of %d code points, behind one that ends at %d", q.Start, q.End, n, end)
		}
		end = q.End
		s := q.Speaker
		if s == nil {
			continue
		}
		if s.Name == "" || s.Start < 0 || s.End <= s.Start || s.End > n {
			t.Fatalf("speaker %+v of %d code points", *s, n)
		}
		if s.ID != "" && !people[s.ID] {
			t.Fatalf("speaker %+v is no person or organisation of the article", *s)
		}
	}
}

func hostileQuotes() []string {
	return []string{
		strings.Repeat(`"`, 100_000), strings.Repeat("“", 100_000), strings.Repeat("‘a ", 50_000), strings.Repeat("'a' ", 50_000),
		strings.Repeat("“a\n", 50_000), strings.Repeat("« » “ ” ", 20_000), strings.Repeat("said ", 50_000), strings.Repeat("he said, ", 30_000),
		strings.Repeat("John Smith said ", 15_000), strings.Repeat("“a b c d” ", 25_000), strings.Repeat("''", 100_000),
		strings.Repeat("according to ", 20_000), strings.Repeat("—a, dijo Ana Robledo ", 10_000), strings.Repeat("who ", 60_000) + "said",
		strings.Repeat("Mr. Smith, ", 20_000) + "said no", strings.Repeat("(", 100_000) + " said John Smith.", "said", `"`, "", "”said“",
		strings.Repeat("'a' ", 30_000) + strings.Repeat("\na", 60_000), strings.Repeat("he said ", 15_000) + strings.Repeat(".", 120_000),
		strings.Repeat("I said ", 12_000) + strings.Repeat("“a b c d e f” ", 10_000), strings.Repeat("he said ", 15_000) + strings.Repeat("a ", 60_000),
		strings.Repeat("Ms. Anna Smith, ", 5_000) + strings.Repeat("she said no. ", 10_000), strings.Repeat("said “a b c d e” ", 12_000),
		strings.Repeat("a, ", 80_000) + "he said, saying that adding that", strings.Repeat("saying ", 40_000), "\xff\"\xfe said\x00 “",
	}
}

func TestHostileQuotes(t *testing.T) {
	tagger := New()
	for i, text := range hostileQuotes() {
		for _, lang := range []string{"en", "es"} {
			start := time.Now()
			checkQuotes(t, text, tagger.Tag(Input{Text: text, Lang: lang}))
			if d := time.Since(start); d > 2*time.Second {
				t.Logf("hostile text %d (%s) took %v", i, lang, d)
			}
		}
	}
}

func FuzzQuotes(f *testing.F) {
	tagger := New()
	for _, c := range quoteCases {
		f.Add(c.text, c.lang)
	}
	for _, text := range hostileQuotes() {
		if len(text) < 200 {
			f.Add(text, "fr")
		}
	}
	f.Fuzz(func(t *testing.T, text, lang string) {
		checkQuotes(t, text, tagger.Tag(Input{Text: text, Lang: lang}))
	})
}

// BenchmarkQuotes is the quotes alone and the whole tagger on the same story, so
// that their share shows.
func BenchmarkQuotes(b *testing.B) {
	text := strings.Repeat("Talks between Foreign Minister Steven Aldermaston and his counterpart, Oluwaseun Bakare, were cancelled on Tuesday, "+
		"a spokeswoman in Geneva said, because the delegations could not agree on who should speak first in the session.\n"+
		"“We regret this,” Steve Aldermaston told reporters outside the hotel. “It was a good plan.” Bakare said that the ministry would answer in May.\n", 50)
	tagger := New()
	b.Run("quotes", func(b *testing.B) {
		d := prose.NewDoc(text, news.InText)
		people := tagger.people.Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), d}, "en")
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			tagger.quotes.Tag(d, people, nil, "en")
		}
	})
	b.Run("whole tagger", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			tagger.Tag(Input{Text: text, Lang: "en"})
		}
	})
}
