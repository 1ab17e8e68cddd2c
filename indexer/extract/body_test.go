package extract

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
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

// TestRepeatedLabels: a line that a content system puts between paragraphs is
// dropped, one that a text has now and then is not.
func TestRepeatedLabels(t *testing.T) {
	blocks := func(label string, every int) (out []block) {
		for i := range 24 {
			if i%every == 0 {
				out = append(out, block{text: label})
			}
			out = append(out, block{text: strings.Repeat("The wall fell again, said witness ", 2) + string(rune('a'+i)) + "."})
		}
		return out
	}
	for every, want := range map[int]int{2: 24, 3: 24, 12: 25} {
		if got := cleanBlocks(blocks("Article content", every), &Page{}); len(got) != want {
			t.Errorf("with a label before each %d. paragraph %d lines are left, want %d", every, len(got), want)
		}
	}
}

func TestPromptsInOtherScripts(t *testing.T) {
	for _, s := range []string{"この記事は会員限定です。登録すると続きをお読みいただけます。", "（责任编辑：某某）", "저작권자 ⓒ 무단 전재 및 재배포 금지"} {
		if !isFurnitureLine(s, 10, 40, nil) {
			t.Errorf("%s: is taken for prose", s)
		}
	}
	if s := "港の壁は夜のうちに海に崩れ落ち、けが人はなかったと港長は話した。"; isFurnitureLine(s, 10, 40, nil) {
		t.Errorf("%s: is taken for a prompt", s)
	}
}

// TestStoryLists: a list of other stories is cut with its heading; a list of
// contents, of sources, of goods, or one link among facts is the story's.
func TestStoryLists(t *testing.T) {
	item := func(href string) string {
		return `<li><a href="` + href + `">Fishermen of Northport strike over the price of ice</a></li>`
	}
	for _, c := range []struct {
		name, first, second string
		kept                bool
	}{
		{"addresses of the site", "/ice-strike", "https://post.example/ice", false},
		{"parts of this page", "#ice", "#strike", true},
		{"parts of this page by its address", "https://post.example/wall#ice", "/wall#strike", true},
		{"other sites", "https://ice.example/a", "https://shop.example/b", true},
		{"a single one", "/ice-strike", "https://ice.example/a", true},
	} {
		page := `<html lang="en"><title>Wall falls</title><body><article><h1>Wall falls</h1>` + storyBelowWhichReadersWrote +
			`<h3>The year of the fishermen</h3><ul>` + item(c.first) + strings.Replace(item(c.second), "Fishermen", "Farmers", 1) + `</ul>` + strings.ReplaceAll(storyBelowWhichReadersWrote, "harbour", "outer") + `</article>`
		root, err := html.Parse(strings.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, b := range cleanBlocks(blocksOn("post.example", root, nil), &Page{Title: "Wall falls"}) {
			text += b.text + "\n"
		}
		kept := strings.Contains(text, "Farmers of Northport") && strings.Contains(text, "Fishermen of Northport") && strings.Contains(text, "The year of the fishermen")
		gone := !strings.Contains(text, "of Northport strike") && !strings.Contains(text, "The year of the fishermen")
		if c.kept && !kept || !c.kept && !gone {
			t.Errorf("%s: want it kept: %v, got\n%s", c.name, c.kept, text)
		}
	}
}
