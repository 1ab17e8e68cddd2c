package place

import (
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestCountryAsides drops the places others meet in, a story is told from or
// somebody comes from, where another country is what the story is about, and
// keeps them where they are the story.
func TestCountryAsides(t *testing.T) {
	tagger := New()
	for _, c := range []struct{ name, lang, title, text, want string }{
		{"a venue in the headline", "en", "Sudan peace talks open in Geneva", "GENEVA, Oct. 15 (Agency) — Sudan's army sent two colonels.", "SD"},
		{"a venue named by the talks", "en", "Armenia frees prisoners after Vienna talks", "Armenia freed nine men on Monday.", "AM"},
		{"a venue all through the story", "en", "Chad and Libya meet in Oslo",
			"Chad and Libya met in Oslo on Monday. In Oslo the ministry had cleared two floors.", "LY TD"},
		{"a venue with evidence of its own", "en", "Chad and Libya meet in Oslo",
			"Chad and Libya met in Oslo on Monday.\nNorway paid for the hotel.", "LY NO TD"},
		{"a venue and nothing else", "en", "Talks open in Geneva", "Delegates met in Geneva on Monday.", "CH"},
		{"a dateline of a meeting", "en", "Sanctions on Mali are lifted", "ABUJA, May 18 (Agency) — Regional leaders lifted the sanctions on Mali.", "ML"},
		{"a dateline of anything else", "en", "Floods close roads to Chad", "ABUJA, May 18 (Agency) — Floods closed nine roads, drivers said.", "NG TD"},
		{"a dateline without a headline", "en", "Leaders lift sanctions", "ABUJA, May 18 (Agency) — Regional leaders lifted the sanctions.", "NG"},
		{"where a speaker is from", "en", "Kenya opens a port", "Kenya opened its port.\nKenya's cranes turned. A welder from Aberdeen watched.", "KE"},
		{"where a patient is from", "en", "Kenya reports a fever", "Kenya reported a fever.\nThe patient was a man from Uganda.", "KE UG"},
		{"across the border", "en", "Poland holds an exercise", "Poland sent nine brigades.\nThey stood on the border with Slovakia.", "PL"},
		{"the border is the story", "en", "Poland closes its border with Slovakia", "Poland closed the road on Monday.", "PL SK"},
		{"a ministry in its capital", "en", "Chad's talks cancelled", "Chad's talks with the foreign ministry in Ankara were cancelled.", "TD TR"},
		{"officials of a capital", "en", "Talks break down", "Talks with officials in Tehran broke down, the government in Berlin said.", "DE IR"},
		{"a seat of government, once", "en", "Chad and Libya call talks off", "Chad and Libya called off their talks on Monday. Chad's minister flew home to Chad.\n" +
			"Libya's delegation stayed in Libya. Chad and Libya have met nine times.\nThe Kremlin regretted it.", "LY RU TD"},
		{"German", "de", "Moskau sagt Gespräche in Wien ab", "Russland hat die Gespräche in Wien abgesagt. In Wien war alles bereit.", "RU"},
		{"French", "fr", "Le Mali et le Tchad réunis", "Le Mali et le Tchad se sont réunis à Genève lors d'un sommet à Genève.", "ML TD"},
		{"Russian", "ru", "Армения и Азербайджан подписали договор", "Церемония прошла в Тбилиси, сообщили в Армении.", "AM AZ"},
	} {
		got := codesOf(tagger.Tag([]*prose.Doc{prose.NewDoc(c.title, news.InTitle), prose.NewDoc(c.text, news.InText)}, nil, c.lang, ""))
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
