package prose

import (
	"strings"
	"testing"
)

// TestRejoin: text put together from tokens is read as it would be written, ordinary
// text as it stands, and every place in the one is a place in the other.
func TestRejoin(t *testing.T) {
	const asIs = ""
	tests := []struct{ name, in, want string }{
		{"tokens joined by spaces",
			`Minister Osei Badu - Tano , 61 , met Rashid al - Omari , the " quiet man " of Zarafan , on Monday . He did n't speak ( yet ) . Badu - Tano 's aide said so .`,
			`Minister Osei Badu-Tano, 61, met Rashid al-Omari, the "quiet man" of Zarafan, on Monday. He didn't speak (yet). Badu-Tano's aide said so.`},
		{"curly marks are tokens too",
			`“ I won ’ t go , ” said Kim Dae - seol . It was Kim ’ s second refusal .`,
			`“I won’t go,” said Kim Dae-seol. It was Kim’s second refusal.`},
		{"only hyphens stand apart",
			"Kim Dae - seol, a 54 - year - old, leads the pro - harbour party. Critics of Kim Dae - seol left.",
			"Kim Dae-seol, a 54-year-old, leads the pro-harbour party. Critics of Kim Dae-seol left."},
		{"a possessive is cut off", "Orban Teleki’ s aide met Teleki’ s wife.", "Orban Teleki’s aide met Teleki’s wife."},
		{"a dash stays", "Kim Dae - seol , 54 , of the pro - harbour party - who won - is ill .", "Kim Dae-seol, 54, of the pro-harbour party - who won - is ill."},
		{"a dateline stays", "Port Mosel - Harbour master Ilse Anders , 44 , and her non - stop crew left .", "Port Mosel - Harbour master Ilse Anders, 44, and her non-stop crew left."},
		{"a line-up stays", "Norland - 1 - Piet Haas , 2 - Joop Zoet , 3 - Karel Vink , 4 - Arie Bos", "Norland - 1 - Piet Haas, 2 - Joop Zoet, 3 - Karel Vink, 4 - Arie Bos"},
		{"dashes of ordinary text", "The mayor - Ilse Anders - said no, and left. The well-known Ms Anders - she is 54 - had won.", asIs},
		{"dashes of a short text", "The council - led by Ilse Anders - met. The plan - based on hers - fell.", asIs},
		{"French marks", "« Pourquoi pas ? » dit-elle : la maire, Anne Moreau, part ; et vite !", asIs},
		{"a stray comma", "Ilse Anders , the mayor, left on Monday, her office said.", asIs},
		{"quotes of plurals", "the workers’ strike and the sailors’ strike", asIs},
		{"nothing", "", asIs},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == asIs {
				tt.want = tt.in
			}
			got := SpacingOf(tt.in).Rejoin(tt.in)
			if got.Text != tt.want {
				t.Errorf("got  %q\nwant %q", got.Text, tt.want)
			}
			spansMatch(t, got, tt.in)
		})
	}
}

// spansMatch compares every word of the rejoined text with what stands at its span
// in the text as given.
func spansMatch(t *testing.T, j Rejoined, given string) {
	t.Helper()
	from := []rune(given)
	for _, tok := range NewDoc(j.Text, "").Tokens {
		start, end := j.Span(tok.RuneStart, tok.RuneEnd)
		if got := strings.ReplaceAll(string(from[start:end]), " ", ""); got != tok.Text {
			t.Errorf("%q stands at %q", tok.Text, string(from[start:end]))
		}
	}
}

// TestRejoinBoundedWork: a hostile text costs no more than its length.
func TestRejoinBoundedWork(t *testing.T) {
	for _, unit := range []string{" - ", "a - ", " ' s", "’ s ", " , ", "\" ", "a -", " -a ", "( "} {
		text := strings.Repeat(unit, MaxText/len(unit))
		if got := SpacingOf(text).Rejoin(text); len(got.Text) > len(text) {
			t.Errorf("%q grew", unit)
		}
	}
}
