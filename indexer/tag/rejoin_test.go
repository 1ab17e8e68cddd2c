package tag

import (
	"testing"

	"dateline/search/news"
)

// TestTextOfTokens: a text of tokens has the people of the text it was made from, by
// the same names, and every surface stands at its offsets in the text as given.
func TestTextOfTokens(t *testing.T) {
	tagger := New()
	for _, in := range []Input{
		{Text: `Minister Osei Badu - Tano , 61 , met Kim Dae - seol in Zürich on Monday . “ We agree , ” said Badu - Tano . Kim ’ s aide was arrested .`, Lang: "en"},
		{Text: "Minister Osei Badu - Tano, 61, met the 54 - year - old Kim Dae - seol in Zürich. “We agree,” said Badu - Tano of the pro - harbour party.", Lang: "en"},
		{Title: "Badu - Tano meets Kim in Zürich , agrees", Text: "Osei Badu - Tano , the minister , met the 54 - year - old Kim Dae - seol .", Lang: "en"},
	} {
		tags := tagger.Tag(in)
		var names []string
		for _, p := range tags.People {
			names = append(names, p.Name)
			standIn(t, in, p.Mentions)
		}
		if len(names) != 2 || names[0] != "Osei Badu-Tano" || names[1] != "Kim Dae-seol" {
			t.Errorf("%q: people %q", in.Text, names)
		}
		for _, c := range tags.Countries {
			standIn(t, in, c.Mentions)
		}
		for _, e := range tags.Events {
			standIn(t, in, append(e.Mentions, e.Sentences...))
		}
		for _, p := range tags.Places {
			standIn(t, in, p.Mentions)
		}
		for _, q := range tags.Quotes {
			if got := string([]rune(in.Text)[q.Start:q.End]); got[:len("“")] != "“" || got[len(got)-len("”"):] != "”" {
				t.Errorf("quote %q", got)
			}
		}
	}
}

func standIn(t *testing.T, in Input, mentions []news.Mention) {
	t.Helper()
	for _, m := range mentions {
		if !m.StandsIn(in.Title, in.Text) {
			t.Errorf("%+v does not stand in %q, %q", m, in.Title, in.Text)
		}
	}
}
