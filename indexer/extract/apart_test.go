package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
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

// TestEndlessReading: the next article below this one is another page's.
func TestEndlessReading(t *testing.T) {
	next := `<article><h1>Fishermen strike over the price of ice</h1>` + strings.ReplaceAll(storyBelowWhichReadersWrote, "harbour", "ice") + `</article>`
	for _, c := range []struct {
		name, page string
		want       bool // the other article
	}{
		{"below it", `<article><h1>Wall falls into the sea</h1>` + storyBelowWhichReadersWrote + `</article>` + next, false},
		{"within one frame", `<article><p>News of the day</p><article><h1>Wall falls into the sea</h1>` + storyBelowWhichReadersWrote + `</article>` + next + `</article>`, false},
		{"the page's headline is in none", `<h1>Wall falls into the sea</h1>` + storyBelowWhichReadersWrote + next, true},
	} {
		root, err := html.Parse(strings.NewReader(`<html lang="en"><title>Wall falls into the sea</title><body><main>` + c.page + `</main>`))
		if err != nil {
			t.Fatal(err)
		}
		doc := goquery.NewDocumentFromNode(root)
		withoutOthers(doc, "Wall falls into the sea")
		if got := strings.Contains(doc.Text(), "The ice wall"); got != c.want || !strings.Contains(doc.Text(), "The harbour wall") {
			t.Errorf("%s: the other article is there: %v, want %v", c.name, got, c.want)
		}
	}
}

// TestMates: paragraphs of the class of those chosen are the story's, where the
// extractors saw one of its boxes; those above it, boxed ones, links and repeats
// are not.
func TestMates(t *testing.T) {
	long := func(s string) string { return s + strings.Repeat(" and the harbour master said so", 4) }
	page := []block{
		{text: long("above"), class: "p"},
		{text: long("one"), class: "p"}, {text: long("two"), class: "p"}, {text: long("three"), class: "p"},
		{text: long("four"), class: "p"}, {text: long("box"), class: "p", boxed: true}, {text: long("link"), class: "p", linked: 120},
		{text: "short", class: "p"}, {text: long("other"), class: "q"}, {text: long("none")}, {text: long("one"), class: "p"},
	}
	keep := make([]bool, len(page))
	keep[1], keep[2], keep[3] = true, true, true
	withMates(page, keep)
	if want := []bool{false, true, true, true, true, false, false, false, false, false, false}; !slices.Equal(keep, want) {
		t.Errorf("kept %v, want %v", keep, want)
	}
	keep = make([]bool, len(page))
	keep[1], keep[2] = true, true
	if withMates(page, keep); keep[4] {
		t.Error("two of a class spoke for a third")
	}
}

// TestDialogs: what opens over a page is not its text, unless the headline is
// in it.
func TestDialogs(t *testing.T) {
	for _, c := range []struct {
		page string
		want bool
	}{
		{`<div class="privacy-modal" role="x"><p>Cookies</p></div>`, false},
		{`<dialog><p>Cookies</p></dialog>`, false},
		{`<div id="onetrust-consent-sdk"><div><p>Cookies</p></div></div>`, false},
		{`<div class="modal-page"><h1>Wall falls</h1><p>Cookies</p></div>`, true},
		{`<h2 id="modal-verbs">Cookies</h2>`, true},
		{`<div class="bimodal"><p>Cookies</p></div>`, true},
	} {
		root, err := html.Parse(strings.NewReader(c.page))
		if err != nil {
			t.Fatal(err)
		}
		withoutDialogs(root)
		if got := strings.Contains(goquery.NewDocumentFromNode(root).Text(), "Cookies"); got != c.want {
			t.Errorf("%s: the text is there: %v, want %v", c.page, got, c.want)
		}
	}
}
