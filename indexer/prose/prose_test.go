package prose

import (
	"strings"
	"testing"

	"dateline/search/news"
)

func TestTokens(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Ms. Okafor met U.S. envoys.", "Ms.|Okafor|met|U.S.|envoys|."},
		{"Lindqvist’s plan, O'Neill's too", "Lindqvist|’s|plan|,|O'Neill|'s|too"},
		{"Al-Sisi paid $1,200.50 (twice)", "Al-Sisi|paid|$|1,200.50|(|twice|)"},
		{"J.-P. Martin l’État", "J.-P.|Martin|l|’|État"},
		{"the ministers' talks", "the|ministers|'|talks"},
	} {
		d := NewDoc(c.in, news.InText)
		var got []string
		for _, tok := range d.Tokens {
			got = append(got, tok.Text)
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q: got %s, want %s", c.in, s, c.want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"She left. He stayed.", []string{"She left.", "He stayed."}},
		{"“We stop.” He went", []string{"“We stop.”", "He went"}},
		{"Sen. Okafor spoke at 5.30 p.m. on Jan. 5 in Kyiv! Why?", []string{"Sen. Okafor spoke at 5.30 p.m. on Jan. 5 in Kyiv!", "Why?"}},
		{"Headline without stop\nNext paragraph", []string{"Headline without stop", "Next paragraph"}},
	} {
		d := NewDoc(c.in, news.InText)
		var got []string
		for i := range d.Sentences {
			got = append(got, d.SentenceMention(i).Surface)
		}
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

// FuzzDoc holds what every tag relies on: each token's surface stands at its
// offsets, in bytes and in code points, tokens never overlap, and every token
// is in exactly one sentence.
func FuzzDoc(f *testing.F) {
	for _, s := range []string{"", "Ms. Okafor’s U.S. trip.", "\xff\xfe a.b.", "‘Al‑Sisi’ \n\n x", strings.Repeat("é", 10)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d := NewDoc(s, news.InText)
		runes := []rune(d.Text)
		end := 0
		for i, tok := range d.Tokens {
			if tok.Start < end || tok.Text != d.Text[tok.Start:tok.End] {
				t.Fatalf("token %d %q overlaps or moved", i, tok.Text)
			}
			if string(runes[tok.RuneStart:tok.RuneEnd]) != string([]rune(tok.Text)) {
				t.Fatalf("token %d %q is not at its code points", i, tok.Text)
			}
			s := d.Sentences[tok.Sentence]
			if i < s.First || i >= s.Last {
				t.Fatalf("token %d is outside its sentence", i)
			}
			end = tok.End
		}
	})
}
