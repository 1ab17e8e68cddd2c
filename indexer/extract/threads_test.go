package extract

import (
	"strings"
	"testing"
)

const storyBelowWhichReadersWrote = `<p>The harbour wall of Northport fell into the sea in the night, and nobody was hurt by it, the harbour master said.</p>
<p>Workers had closed the quay on Monday, after divers found a crack that ran from the light to the fish market.</p>
<p>The town will meet on Thursday to say what a new wall may cost, and who is to pay for it in the years to come.</p>`

// TestThreads: what readers wrote is not the article, however long it is.
func TestThreads(t *testing.T) {
	thread := ""
	for _, s := range []string{"I always said that the wall was too old to stand another winter like the last one we had.", "My grandfather laid those stones, and he never thought they would outlive the century at all.", "Nobody asked the fishermen, who have known about the crack since the year of the great storm.", "A new wall costs money, and the money went to the new town hall, as everybody can see for themselves."} {
		thread += `<li class="forum-comment" id="comment-1"><div class="forum-comment-content">` + s + " " + s + `</div></li>`
	}
	for _, c := range []struct {
		name, page string
		want       bool // the text of the comments
	}{
		{"a thread", storyBelowWhichReadersWrote + `<ul class="forum-list">` + thread + `</ul>`, false},
		{"an opinion section", `<div class="section-comment"><p>I always said that the wall was too old to stand another winter like the last one we had.</p>` + storyBelowWhichReadersWrote + `</div>`, true},
	} {
		p, err := Extract([]byte(`<html lang="en"><title>Wall falls</title><body><article><h1>Wall falls</h1><div>`+c.page+`</div></article>`), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(p.Text(), "I always said"); got != c.want || !strings.Contains(p.Text(), "who is to pay") {
			t.Errorf("%s: comments in the text: %v, want %v:\n%s", c.name, got, c.want, p.Text())
		}
	}
}
