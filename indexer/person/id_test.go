package person

import (
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// idOf gives the id of the first person of a text.
func idOf(t *testing.T, tagger *Tagger, text string) news.PersonID {
	t.Helper()
	got := tagger.Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(text, news.InText)}, "en")
	if len(got) == 0 {
		t.Fatalf("nobody in %q", text)
	}
	return got[0].ID
}

func TestPersonID(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ name, want string }{
		{"Steve Brannock", "p-steven-brannock"},
		{"Steven R. Brannock", "p-steven-brannock"},
		{"Mike Tanner", "p-michael-tanner"},
		{"José Núñez", "p-jose-nunez"},
		{"Mary Jane Calloway", "p-mary-calloway"},
		{"Pieter van der Hoeven", "p-pieter-van-der-hoeven"},
		{"Bae Jun-seok", "p-bae-junseok"},
		{"Nasser al-Qahtani", "p-nasser-qahtani"},
		{"Nasser Al Qahtani", "p-nasser-qahtani"},
		{"Seán O’Malley", "p-sean-omalley"},
		{"Robert Hale Jr.", "p-robert-hale-jr"},
		{"Robert Hale", "p-robert-hale"},
		{"Robert K. L. Hale", "p-robert-kl-hale"},
		{"Robert K.L. Hale", "p-robert-kl-hale"},
		{"J. D. Halloran", "p-jd-halloran"},
		{"J.D. Halloran", "p-jd-halloran"},
	} {
		if got := idOf(t, tagger, "Mr. "+c.name+" said so."); string(got) != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// A surname alone is a value of its own article: it merges with nobody.
func TestSurnameOnlyIDs(t *testing.T) {
	tagger := New()
	a, b := idOf(t, tagger, "Ms Okafor spoke in Abuja."), idOf(t, tagger, "Ms Okafor spoke in Lagos.")
	full := idOf(t, tagger, "Ms Grace Okafor spoke in Lagos.")
	if a == b || a == full || b == full {
		t.Errorf("ids %s, %s and %s must differ", a, b, full)
	}
	if again := idOf(t, tagger, "Ms Okafor spoke in Abuja."); again != a {
		t.Errorf("the same article gave %s and %s", a, again)
	}
	if x, y := idOf(t, tagger, "Pope Celestius spoke."), idOf(t, tagger, "Pope Celestius prayed."); x != y {
		t.Errorf("a pope is known by one name: %s and %s", x, y)
	}
}

// Different people of one surname or one name must stay two.
func TestNamesakesStayApart(t *testing.T) {
	tagger := New()
	for _, text := range []string{
		"Steven A. Cole met Steven B. Cole.",
		"Daniel Okafor met Samuel Okafor.",
		"Robert Hale Sr. met Robert Hale Jr. at home.",
		"Mr Musa Danjuma met Mrs Danjuma.",
		"Maria Santos met Mariana Santos.",
		"Kim Min-jun met Kim Seo-yeon.",
		"Hassan al-Tikrit met Hussein al-Tikrit.",
		"Jan Novotny met Jana Novotna.",
		"Wang Weiguo met Wang Weimin.",
		"Michelle Tanner met Michael Tanner.",
		"Paul Reinholt met Paula Reinholt.",
		"Ahmed Mansour met Ahmed Mansouri.",
	} {
		got := tagger.Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(text, news.InText)}, "en")
		if len(got) != 2 {
			t.Errorf("%s: %d people: %v", text, len(got), got)
			continue
		}
		if got[0].ID == got[1].ID {
			t.Errorf("%s: both are %s", text, got[0].ID)
		}
	}
}
