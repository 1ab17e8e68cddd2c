package extract

import (
	"strings"
	"testing"
)

// TestDeck: the line below the headline that metadata has, too, begins the text.
func TestDeck(t *testing.T) {
	deck := "Divers had found a crack on Sunday, and the quay was closed in time"
	head := `<html lang="en"><title>Wall falls</title><meta property="og:description" content="%"><body><article><h1>Wall falls</h1>`
	for _, c := range []struct{ name, said, shown, want string }{
		{"as a paragraph", deck, `<div class="x"><span>` + deck + `.</span></div>`, deck + "."},
		{"as a heading", deck, `<h2>` + deck + `</h2>`, deck},
		{"not shown", deck, ``, "The harbour wall"},
		{"cut off", deck + ", as the harbour...", `<div>` + deck + `, as the harbour master had asked.</div>`, deck + ", as the harbour master had asked."},
		{"short", "Closed in time", `<div>Closed in time</div>`, "The harbour wall"},
		{"the headline", "Wall falls into the sea of the north in a night of storm", `<h2>Wall falls into the sea of the north in a night of storm</h2>`, "Wall falls into"},
		{"the first paragraph", "The harbour wall of Northport fell into the sea in the night, and nobody was hurt by it, the harbour master said.", ``, "The harbour wall"},
	} {
		page := strings.Replace(head, "%", c.said, 1) + c.shown + `<div>` + storyBelowWhichReadersWrote + `</div></article>`
		p, err := Extract([]byte(page), Options{})
		if err != nil || len(p.Paragraphs) < 3 || !strings.HasPrefix(p.Paragraphs[0], c.want) {
			t.Errorf("%s: %v, begins with %q, want %q", c.name, err, p.Paragraphs, c.want)
		}
	}
}
