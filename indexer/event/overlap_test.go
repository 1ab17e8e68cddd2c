package event

import (
	"testing"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// TestOverlappingTriggers reads a trigger that begins within the one before it, both
// dated before the news: what looks from one to the next must not look backwards.
func TestOverlappingTriggers(t *testing.T) {
	text := "Nothing was said on Friday. The general at the last minute called off a military strike on the island in retaliation " +
		"for the shoot-down in June of a drone. It rained. It rained again. It rained on."
	for _, e := range New().Tag([]*prose.Doc{prose.NewDoc("", news.InTitle), prose.NewDoc(text, news.InText)}, "en", Cast{}, 0) {
		for _, m := range e.Mentions {
			if !m.StandsIn("", text) {
				t.Errorf("%+v does not stand in the text", m)
			}
		}
	}
}
