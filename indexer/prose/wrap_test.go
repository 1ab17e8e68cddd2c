package prose

import (
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/search/news"
)

const wrappedWire = `Grain corridor talks called off in Ankara

ANKARA, March 14 (Meridian) - Talks between the agriculture ministers
of Ukraine and Turkey were cancelled on Monday, hours before Steven
Halloran, who has led the delegation since March, was due to arrive.
    "We were ready," he said. The president's envoy left without
speaking, and the ministry
gave no explanation.

- wheat
- barley
Ships waited off Odesa.
Traders were calm.`

// TestUnwrap checks which line ends a wrapped text loses.
func TestUnwrap(t *testing.T) {
	want := []string{
		"Grain corridor talks called off in Ankara", "",
		"ANKARA, March 14 (Meridian) - Talks between the agriculture ministers of Ukraine and Turkey were cancelled on Monday, hours before Steven Halloran, who has led the delegation since March, was due to arrive.",
		`    "We were ready," he said. The president's envoy left without speaking, and the ministry gave no explanation.`, "",
		"- wheat", "- barley", "Ships waited off Odesa.", "Traders were calm.",
	}
	if got := Unwrap(wrappedWire); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s", got)
	}
	for name, text := range map[string]string{
		"one line":       "Talks were called off.",
		"paragraphs":     "Talks between the ministers were cancelled on Monday, hours before they were due to begin in the capital of the country.\nthe reason was not given.\nit was late.\nand so on.\nno more.",
		"results":        "Arles 2 Metz 1\nNancy 0 Lens 0\nBrest 3 Lille 3\nLyon 1 Nice 0",
		"verse":          "The harbour sleeps\nits lamps are out\nthe tide has gone\nand no one calls",
		"lines that end": "A dam burst above the town on Monday night.\nNobody was hurt in the flood that followed.\nThe road to the coast is closed for a week.\nSchools stay shut.",
	} {
		if got := Unwrap(text); got != text {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

// TestWrappedSentences checks that names and sentences go over the ends of lines, and
// that mentions keep their place.
func TestWrappedSentences(t *testing.T) {
	d := NewDoc(wrappedWire, news.InText)
	for i := range d.Tokens {
		if d.Tokens[i].Text != "Steven" {
			continue
		}
		if next := d.Tokens[i+1]; next.Text != "Halloran" || next.Sentence != d.Tokens[i].Sentence || next.Paragraph != d.Tokens[i].Paragraph {
			t.Errorf("%+v after %+v", next, d.Tokens[i])
		}
		if m := d.Mention(i, i+2, ""); m.Surface != "Steven\nHalloran" {
			t.Errorf("%+v", m)
		}
		return
	}
	t.Error("no Steven")
}

func FuzzUnwrap(f *testing.F) {
	f.Add(wrappedWire)
	f.Add("a\n\nb\r\nc\n\xff\n")
	f.Fuzz(func(t *testing.T, text string) {
		got := Unwrap(text)
		if len(got) != len(text) || utf8.RuneCountInString(got) != utf8.RuneCountInString(text) {
			t.Errorf("%q: length %d, was %d", text, len(got), len(text))
		}
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(text), " ") {
			t.Errorf("%q: words changed: %q", text, got)
		}
	})
}
