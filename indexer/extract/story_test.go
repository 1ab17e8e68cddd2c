package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseStory(t *testing.T) {
	long := strings.Repeat("The council met again on the harbour wall and nothing was decided. ", 8)
	tests := []struct {
		name, in string
		want     Story
	}{
		{"source alone", "Harbour wall falls\n· outlet.example.com\nFirst.\nSecond.", Story{"Harbour wall falls", "example.com", []string{"First.", "Second."}}},
		{"unknown suffix alone on its line", "Head\n· news.outlet.tld\nFirst.", Story{"Head", "outlet.tld", []string{"First."}}},
		{"reserved suffix, glued", "Head\n· harbour.exampleMinisters met.", Story{"Head", "harbour.example", []string{"Ministers met."}}},
		{"glued", "Harbour wall falls\n· outlet.comMinisters met on Monday.\nSecond.", Story{"Harbour wall falls", "outlet.com", []string{"Ministers met on Monday.", "Second."}}},
		{"glued co.uk", "Head\n· outlet.co.ukThe council met.", Story{"Head", "outlet.co.uk", []string{"The council met."}}},
		{"glued com.au", "Head\n· outlet.com.auThe council met.", Story{"Head", "outlet.com.au", []string{"The council met."}}},
		{"glued quote", "Head\n· outlet.com“We stay,” she said.", Story{"Head", "outlet.com", []string{"“We stay,” she said."}}},
		{"glued straight quote", "Head\n· outlet.org\"We stay,\" she said.", Story{"Head", "outlet.org", []string{"\"We stay,\" she said."}}},
		{"glued one letter word", "Head\n· outlet.orgA single vote decided.", Story{"Head", "outlet.org", []string{"A single vote decided."}}},
		{"glued capitals", "Head\n· outlet.comUK ministers met.", Story{"Head", "outlet.com", []string{"UK ministers met."}}},
		{"glued number", "Head\n· outlet.de2024 was dry.", Story{"Head", "outlet.de", []string{"2024 was dry."}}},
		{"glued dateline", "Head\n· outlet.comKYIV, March 14 (Agency) - Talks began.", Story{"Head", "outlet.com", []string{"KYIV, March 14 (Agency) - Talks began."}}},
		{"glued lower case", "Head\n· outlet.comiPhone sales fell.", Story{"Head", "outlet.com", []string{"iPhone sales fell."}}},
		{"glued accent", "Head\n· outlet.frÀ Paris, la pluie.", Story{"Head", "outlet.fr", []string{"À Paris, la pluie."}}},
		{"glued Cyrillic", "Head\n· outlet.ruМинистры встретились.", Story{"Head", "outlet.ru", []string{"Министры встретились."}}},
		{"glued Chinese", "Head\n· outlet.cn部长们会面。", Story{"Head", "outlet.cn", []string{"部长们会面。"}}},
		{"glued bracket", "Head\n· outlet.net(Agency) - Talks began.", Story{"Head", "outlet.net", []string{"(Agency) - Talks began."}}},
		{"short suffix before capital M", "Head\n· outlet.coMinisters met.", Story{"Head", "outlet.co", []string{"Ministers met."}}},
		{"new suffix", "Head\n· outlet.newsMinisters met.", Story{"Head", "outlet.news", []string{"Ministers met."}}},
		{"long suffix", "Head\n· outlet.community\nFirst.", Story{"Head", "outlet.community", []string{"First."}}},
		{"hyphen and digits", "Head\n· my-paper24.euThe vote.", Story{"Head", "my-paper24.eu", []string{"The vote."}}},
		{"www and space", "Head\n· www.outlet.com Ministers met.", Story{"Head", "outlet.com", []string{"Ministers met."}}},
		{"no space after dot", "Head\n·outlet.comMinisters met.", Story{"Head", "outlet.com", []string{"Ministers met."}}},
		{"bullet sign", "Head\n• outlet.com\nFirst.", Story{"Head", "outlet.com", []string{"First."}}},
		{"source on the headline's line", "Head of state resigns · outlet.com\nFirst.", Story{"Head of state resigns", "outlet.com", []string{"First."}}},
		{"IDN", "Head\n· bücher.de\nFirst.", Story{"Head", "xn--bcher-kva.de", []string{"First."}}},
		{"no source", "Head\nFirst.\nSecond.", Story{"Head", "", []string{"First.", "Second."}}},
		{"a bullet that is no source", "Head\n· First point of three.\n· Second.", Story{"Head", "", []string{"· First point of three.", "· Second."}}},
		{"a bullet with an abbreviation", "Head\n· U.S. ministers met.", Story{"Head", "", []string{"· U.S. ministers met."}}},
		{"a bullet with an unknown suffix", "Head\n· file.qqzz is lost.", Story{"Head", "", []string{"· file.qqzz is lost."}}},
		{"only a later line has a dot", "Head\nFirst.\n· outlet.com", Story{"Head", "", []string{"First.", "· outlet.com"}}},
		{"headline with a dot in it", "Sun · rain · wind\nFirst.", Story{"Sun · rain · wind", "", []string{"First."}}},
		{"windows, byte order mark, blank lines", "\ufeffHead\r\n\r\n· outlet.com\r\n\r\nFirst.\r\n\r\n\r\nSecond.\r\n", Story{"Head", "outlet.com", []string{"First.", "Second."}}},
		{"old Mac line ends", "Head\rFirst.", Story{"Head", "", []string{"First."}}},
		{"one long line", long, Story{"", "", []string{strings.TrimSpace(long)}}},
		{"long first line", long + "\nSecond.", Story{"", "", []string{strings.TrimSpace(long), "Second."}}},
		{"source first", "· outlet.com\nFirst.", Story{"", "outlet.com", []string{"First."}}},
		{"headline only", "Head", Story{"Head", "", nil}},
		{"dateline stays", "Head\nKYIV, March 14 (Agency) - Talks began.", Story{"Head", "", []string{"KYIV, March 14 (Agency) - Talks began."}}},
		{"empty", " \n\t\r\n", Story{}},
		{"invalid UTF-8", "He\xffad\nFir\xfest.", Story{"Head", "", []string{"First."}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ParseStory(tt.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzParseStory checks that no letter or digit of a text is lost or made up.
func FuzzParseStory(f *testing.F) {
	for _, s := range []string{"Head\n· outlet.comMinisters met.", "· a.co.uk", "·", "\ufeff\r\n", "Head · outlet.com\nText", "Head\n· outlet.com“Quote", "x\n·bücher.deÄpfel"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		s := ParseStory(in)
		got := textKey(s.Title + strings.Join(s.Paragraphs, ""))
		all := textKey(strings.Join(storyLines(in), ""))
		if s.Source == "" && got != all {
			t.Fatalf("%q became %q", all, got)
		}
		if len(got) > len(all) {
			t.Fatalf("%q grew to %q", all, got)
		}
		for _, p := range s.Paragraphs {
			if strings.ContainsAny(p, "\n\r") || p != strings.TrimSpace(p) || p == "" {
				t.Fatalf("bad paragraph %q", p)
			}
		}
	})
}
