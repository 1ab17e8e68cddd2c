package tag

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRoles(t *testing.T) {
	tests := []struct{ lang, text, name, want string }{
		{"en", "Foreign Minister Lena Okafor said the talks went on.", "Lena Okafor", "foreign minister"},
		{"en", "He met Norwegian Prime Minister Ola Brandvik in Oslo.", "Ola Brandvik", "prime minister"},
		{"en", "Lena Okafor, the finance minister of Ghana, resigned.", "Lena Okafor", "finance minister"},
		{"en", "Lena Okafor, the country's former finance minister, resigned.", "Lena Okafor", "former finance minister"},
		{"en", "The goal came from striker Tomas Ferreira in the second half.", "Tomas Ferreira", "striker"},
		{"en", "The skipper, Michael Tarrow, said the boat had sunk.", "Michael Tarrow", "skipper"},
		{"en", "Michael Tarrow, 58, an engineer, said so.", "Michael Tarrow", "engineer"},
		{"en", "Secretary of State Anna Whitcombe arrived. Mrs Whitcombe said little.", "Anna Whitcombe", "secretary of state"},
		{"en", "Anna Whitcombe, secretary of state, arrived.", "Anna Whitcombe", "secretary of state"},
		{"en", "Gov. Peter Lindqvist signed the bill. Lindqvist, a lawyer, smiled.", "Peter Lindqvist", "governor;lawyer"},
		{"en", "The bill of Del. Tracy Plummer passed. Del. Plummer smiled.", "Tracy Plummer", "delegate"},
		{"en", "Peter Lindqvist, who met the president, said so.", "Peter Lindqvist", ""},
		{"en", "Peter Lindqvist said the minister was wrong.", "Peter Lindqvist", ""},
		{"en", "His brother Peter Lindqvist stayed at home.", "Peter Lindqvist", ""},
		{"en", "Mr Peter Lindqvist stayed at home.", "Peter Lindqvist", ""},
		{"en", "Maria Santos, President Peter Lindqvist and others came.", "Maria Santos", ""},
		{"en", "Peter Lindqvist, chief executive of Norvik, said profits rose.", "Peter Lindqvist", "chief executive"},
		{"de", "Bundeskanzlerin Lena Hoffmann reiste nach Paris. Lena Hoffmann, die Ministerin, lachte.", "Lena Hoffmann", "bundeskanzlerin;ministerin"},
		{"fr", "Le ministre Jean Moreau a démissionné.", "Jean Moreau", "ministre"},
		{"es", "El presidente Pedro Salinas viajó a Lima.", "Pedro Salinas", "presidente"},
	}
	tagger := New()
	for _, tt := range tests {
		got := "no such person"
		for _, p := range tagger.Tag(Input{Text: tt.text, Lang: tt.lang}).People {
			if p.Name == tt.name {
				got = strings.Join(p.Roles, ";")
			}
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s: %s", tt.text, d)
		}
	}
}

func TestRolesAreFew(t *testing.T) {
	text := strings.Repeat("Lena Okafor, a lawyer, said so. Lena Okafor, a banker, did. Senator Lena Okafor came. Minister Lena Okafor left. Judge Lena Okafor sat. ", 3) + "Judge Lena Okafor rose."
	for _, p := range New().Tag(Input{Text: text, Lang: "en"}).People {
		if d := cmp.Diff([]string{"judge", "lawyer", "banker", "senator"}, p.Roles); d != "" {
			t.Error(d)
		}
	}
}

// TestLongListsAreNoHeadlines: a list of results is one sentence of capitals, and
// its names are people all the same.
func TestLongListsAreNoHeadlines(t *testing.T) {
	row := "Peter Lindqvist ( Sweden ) beat Tomas Ferreira ( Portugal ) 6-3 6-4 "
	text := "Results From The Third Evening Session , Mixed Doubles , Upper Lawn : " + row
	for _, n := range []string{"Daniel Moreau", "Robert Whitfield", "Marco Bellini", "Anna Brandt", "Julia Santos", "Martin Okello", "Steven Carver", "Laura Hansen"} {
		text += n + " ( France ) beat " + n[:1] + "ohannes Kovalenko ( Ukraine ) 6-1 6-2 "
	}
	got := map[string]bool{}
	for _, p := range New().Tag(Input{Text: text + "Karl Lindner ( Austria ) beat Paul Okafor ( Nigeria ) 7-5 6-2", Lang: "en"}).People {
		got[p.Name] = true
	}
	for _, n := range []string{"Peter Lindqvist", "Tomas Ferreira", "Daniel Moreau", "Anna Brandt", "Laura Hansen", "Karl Lindner", "Paul Okafor"} {
		if !got[n] {
			t.Errorf("%s is missing from %v", n, got)
		}
	}
}
