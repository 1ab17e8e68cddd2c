package tag

import (
	"slices"
	"strings"
	"testing"

	"dateline/indexer/event"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestNamesAreNoEvents gives sentences whose triggers are names, months or figures of
// speech, with the first-level type that must not be found, or "+type" that must.
func TestNamesAreNoEvents(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ text, want string }{
		{"The aide, Rob Halvorsen, handled the papers for years. Rob Halvorsen had no clearance.", "robbery"},
		{"Bill Quist wrote the book in two months. Bill Quist lives in Bergen.", "legislation"},
		{"The ban lasted from Sunday, March 24 through Friday, March 29, the ministry wrote.", "protest"},
		{"She writes a column for Verdict every second week and teaches law in Leeds.", "trial"},
		{"He got an avalanche of angry letters after the programme was shown.", "disaster"},
		{"The group wants to overturn the reform before the autumn.", "accident"},
		{"The leader talks to the media before boarding his flight.", "talks"},
		{"She deployed what colleagues call the nuclear option of procedure.", "mobilisation"},
		{"The remarks reinforce old stereotypes, the writer said.", "mobilisation"},
		{"He attacked the nominee's record in the debate and in two ads.", "attack"},
		{"Doing so would poison the campaign, she wrote.", "attack"},
		{"The minister testified before the committee about the budget of the archive.", "trial"},
		{"The ministry deployed 400 troops and two warships to the strait on Friday.", "+mobilisation"},
		{"Four people died when a bus overturned near Kigali on Friday.", "+accident"},
		{"Gunmen attacked a village near Mopti on Friday and killed nine people.", "+attack"},
		{"Parliament ratified the border treaty with Peru on Friday.", "+agreement"},
		{"A jury found the broker guilty of fraud on Friday.", "+trial"},
		{"Protesters looted shops and ransacked a police post in Port Louis on Friday.", "+protest"},
	} {
		var got []string
		for _, e := range tagger.Tag(Input{Text: c.text, Lang: "en"}).Events {
			first, _, _ := strings.Cut(string(e.Type), ":")
			got = append(got, first)
		}
		want, must := strings.CutPrefix(c.want, "+")
		if slices.Contains(got, want) != must {
			t.Errorf("%q: got %v, want %s", c.text, got, c.want)
		}
	}
}

// TestLongStoriesAskMore lets one strong word far down speak in a report, and in a
// feature several times as long only where it tells of violence.
func TestLongStoriesAskMore(t *testing.T) {
	filler := "The valley has had a narrow road along the river for longer than anybody there remembers. "
	tagger := event.New()
	for _, c := range []struct {
		told string
		n    int
		want bool
	}{
		{"Years of quarrels had ended when the mayor resigned.", 8, true},
		{"Years of quarrels had ended when the mayor resigned.", 60, false},
		{"In a lane behind the mill a man was kidnapped.", 60, true},
	} {
		text := strings.Repeat(filler, c.n/2) + c.told + " " + strings.Repeat(filler, c.n/2)
		events := tagger.Tag([]*prose.Doc{prose.NewDoc("A valley and its road", news.InTitle), prose.NewDoc(text, news.InText)}, "en", event.Cast{}, 0)
		if got := len(events) > 0; got != c.want {
			t.Errorf("%d sentences and %q: %v", c.n, c.told, events)
		}
	}
}
