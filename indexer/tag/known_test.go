package tag

import (
	"fmt"
	"strings"
	"testing"

	"dateline/search/news"
)

var theList = []Known{
	{ID: "p-desk-7", Name: "Zsófia Várkonyi-Blum", Aliases: []string{"Z. Várkonyi"}},
	{ID: "p-harbour-1", Name: "Tam Oyelaran"},
	{ID: "p-poet", Name: "Old Jessamine"},
	{ID: "p-tarrow-sport", Name: "Michael Tarrow"},
	{ID: "p-tarrow-bank", Name: "Michael Tarrow"},
	{ID: "p-koval", Name: "Иван Коваль"},
}

// people writes the people of tags as "id name [surface rule ...]".
func peopleLine(tags news.Tags) string {
	var out []string
	for _, p := range tags.People {
		line := fmt.Sprintf("%s %s", p.ID, p.Name)
		for _, m := range p.Mentions {
			line += fmt.Sprintf(" [%s %s]", m.Surface, m.Rule)
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestKnown(t *testing.T) {
	tagger := New().WithKnown(theList)
	for _, tt := range []struct {
		name, title, text, lang string
		want                    []string // each must stand in the line
		not                     string
	}{
		{"what the tagger misses", "", "a prize for old jessamine and for Old Jessamine of the marsh", "en", []string{"p-poet Old Jessamine [Old Jessamine gazetteer:poet]"}, "jessamine g"},
		{"accents folded", "", "The report was read by Zsofia Varkonyi-Blum on Monday.", "en", []string{"p-desk-7", "[Zsofia Varkonyi-Blum gazetteer:desk-7]"}, ""},
		{"an alias", "", "It was Z. Varkonyi who objected.", "en", []string{"p-desk-7", "[Z. Varkonyi gazetteer:desk-7]"}, ""},
		{"a surname alone stays with its person", "", "Foreign Minister Tam Oyelaran spoke. Oyelaran said he would go.", "en", []string{"p-harbour-1 Tam Oyelaran [Tam Oyelaran gazetteer:harbour-1] [Oyelaran "}, "p-tam-oyelaran"},
		{"in the title", "Tam Oyelaran resigns", "No more was known.", "en", []string{"p-harbour-1"}, ""},
		{"a part of a longer name", "", "Mr Tam Oyelaran Adeyemi spoke on Monday.", "en", nil, "p-harbour-1"},
		{"a possessive", "", "It was Tam Oyelaran's idea.", "en", []string{"[Tam Oyelaran gazetteer:harbour-1]"}, ""},
		{"two entries of a name", "", "Senator Michael Tarrow spoke on Monday.", "en", []string{"p-michael-tarrow", "gazetteer:tarrow-"}, "p-tarrow-"},
		{"another script", "", "Выступил Иван Коваль, он сказал мало.", "ru", []string{"p-koval"}, ""},
		{"a language without rules", "", "Puhuja oli Tam Oyelaran eilen.", "fi", []string{"p-harbour-1 Tam Oyelaran"}, ""},
		{"nobody", "", "The harbour was quiet.", "en", nil, "p-"},
	} {
		tags := tagger.Tag(Input{Title: tt.title, Text: tt.text, Lang: tt.lang})
		line := peopleLine(tags)
		for _, w := range tt.want {
			if !strings.Contains(line, w) {
				t.Errorf("%s: %s; want %s", tt.name, line, w)
			}
		}
		if tt.not != "" && strings.Contains(line, tt.not) {
			t.Errorf("%s: %s; do not want %s", tt.name, line, tt.not)
		}
		checkSpans(t, tags, tt.title, tt.text)
	}
	if tagger.Mentions(Input{Text: "The harbour was quiet."}) || !tagger.Mentions(Input{Text: "So did Tam Oyelaran."}) {
		t.Error("Mentions is wrong")
	}
}

// checkSpans holds that every person's mention stands in its text, once.
func checkSpans(t *testing.T, tags news.Tags, title, text string) {
	t.Helper()
	ids := map[news.PersonID]bool{}
	for _, p := range tags.People {
		if ids[p.ID] || len(p.Mentions) == 0 || p.Name == "" {
			t.Errorf("%+v stands twice, without mention or without name", p)
		}
		ids[p.ID] = true
		seen := map[string]bool{}
		for _, m := range p.Mentions {
			in := []rune(text)
			if m.Field == news.InTitle {
				in = []rune(title)
			}
			if m.Start < 0 || m.End > len(in) || m.Start >= m.End || string(in[m.Start:m.End]) != m.Surface {
				t.Errorf("%s: mention %+v is not in its text", p.ID, m)
			}
			if key := fmt.Sprint(m.Field, m.Start); seen[key] {
				t.Errorf("%s: %+v stands twice", p.ID, m)
			} else {
				seen[key] = true
			}
		}
	}
}

func TestWithoutListNothingChanges(t *testing.T) {
	plain := New()
	in := Input{Text: "Foreign Minister Tam Oyelaran met Ms Old Jessamine.", Lang: "en"}
	if a, b := peopleLine(plain.Tag(in)), peopleLine(plain.WithKnown(nil).Tag(in)); a != b {
		t.Errorf("%s and %s", a, b)
	}
}

func TestIsName(t *testing.T) {
	for name, want := range map[string]bool{"Anna Bell": true, "anna": false, "": false, "  ": false, "Иван": true, "李明": true, "12": false, strings.Repeat("A ", 17): false} {
		if IsName(name) != want {
			t.Errorf("IsName(%q) is %v", name, !want)
		}
	}
}

func FuzzKnown(f *testing.F) {
	f.Add("Foreign Minister Tam Oyelaran met Michael Tarrow and Z. Várkonyi. Oyelaran left.", "Tam Oyelaran", "Tarrow")
	f.Add("Tam Tam Oyelaran Oyelaran’s \xff", "Tam", "Tam Oyelaran")
	tagger := New()
	f.Fuzz(func(t *testing.T, text, name, alias string) {
		with := tagger.WithKnown([]Known{{ID: "p-one", Name: name, Aliases: []string{alias}}, {ID: "p-two", Name: alias + " " + name}})
		if len(text) > 4000 {
			return
		}
		text = strings.ToValidUTF8(text, "?")
		checkSpans(t, with.Tag(Input{Text: text, Lang: "en"}), "", text)
	})
}

func BenchmarkKnownScan(b *testing.B) {
	var names []string
	for i := range 10_000 {
		names = append(names, fmt.Sprintf("Given%d Family%d", i%500, i))
	}
	m := Matcher(names)
	text := strings.Repeat("The minister said on Monday that Given7 Family9 and others would meet in the harbour town. ", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		m.Mentions(Input{Text: text})
	}
}
