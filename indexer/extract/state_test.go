package extract

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestStatedText: the story of a page that a script draws is in its state, in a
// string of JSON or in a string within one.
func TestStatedText(t *testing.T) {
	quoted := func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	terms := `<p>We and our partners store information on a device, such as cookies, and process personal data.</p><p>You may change your choices at any time by returning to this site, or by asking our office for it.</p>` + strings.Repeat(`<p>Our partners process data to improve what they sell to you on this site and on others.</p>`, 12)
	plain := strings.NewReplacer("<p>", "", "</p>", "\n").Replace(storyBelowWhichReadersWrote)
	for _, c := range []struct{ name, script, want string }{
		{"HTML in a document of JSON", `<script id="__NEXT_DATA__" type="application/json">{"props":{"terms":` + quoted(terms) + `,"body":` + quoted(storyBelowWhichReadersWrote) + `}}</script>`, fromScript},
		{"a string within a string", `<script>self.__next_f.push([1,` + quoted(`5:{"body":`+quoted(storyBelowWhichReadersWrote)+`}`) + `])</script>`, fromScript},
		{"behind code with quotes", `<script>if (a == "x) { b = '"'; }
			window.STATE = {"body":` + quoted("$$AD$$"+storyBelowWhichReadersWrote) + `}</script>`, fromScript},
		{"plain text", `<script>window.STATE = {"body":` + quoted(plain) + `}</script>`, fromScript},
		{"terms alone", `<script>window.STATE = {"terms":` + quoted(terms) + `}</script>`, ""},
		{"cut off", `<script>window.STATE = {"body":` + quoted(storyBelowWhichReadersWrote)[:300] + `</script>`, ""},
	} {
		p, err := Extract([]byte(`<html lang="en"><title>Harbour wall of Northport falls into the sea</title><meta property="og:type" content="article">`+c.script+`<body><div id="root"></div>`), Options{URL: "https://post.example/2024/05/04/wall"})
		if err != nil {
			t.Fatal(err)
		}
		want := "The harbour wall of Northport fell into the sea in the night, and nobody was hurt by it, the harbour master said."
		if p.From["text"] != c.want || c.want != "" && (len(p.Paragraphs) != 3 || p.Paragraphs[0] != want) {
			t.Errorf("%s: text from %q, want %q: %q", c.name, p.From["text"], c.want, p.Paragraphs)
		}
	}
}

// TestStatedTextBehindPaywall: what a page says is for subscribers is not taken
// out of its scripts.
func TestStatedTextBehindPaywall(t *testing.T) {
	body, err := json.Marshal(storyBelowWhichReadersWrote)
	if err != nil {
		t.Fatal(err)
	}
	page := `<html lang="en"><title>Harbour wall falls</title><script type="application/ld+json">{"@type":"NewsArticle","headline":"Harbour wall falls","isAccessibleForFree":false}</script>
		<script>window.STATE = {"body":` + string(body) + `}</script><body><h1>Harbour wall falls</h1><p>The harbour wall of Northport fell.</p>`
	if p, err := Extract([]byte(page), Options{}); err != nil || !p.Paywalled || strings.Contains(p.Text(), "divers") {
		t.Errorf("paywalled %v, %v: %s", p.Paywalled, err, p.Text())
	}
}
