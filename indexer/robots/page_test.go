package robots

import "testing"

func TestOfPage(t *testing.T) {
	for _, test := range []struct {
		name           string
		metas, headers []string
		want           PageRules
	}{
		{name: "nothing"},
		{name: "index, follow", metas: []string{"index, follow, max-image-preview:large"}},
		{name: "noindex", metas: []string{"NOINDEX,follow"}, want: PageRules{NoIndex: true}},
		{name: "none", metas: []string{"none"}, want: PageRules{true, true}},
		{name: "two tags", metas: []string{"noindex", "nofollow"}, want: PageRules{true, true}},
		{name: "noarchive is about copies", metas: []string{"noarchive, nosnippet"}},
		{name: "no word of the list", metas: []string{"noindexes"}},
		{name: "header", headers: []string{"noindex"}, want: PageRules{NoIndex: true}},
		{name: "header to another", headers: []string{"otherbot: noindex, nofollow"}},
		{name: "header to us", headers: []string{"otherbot: noindex", "dateline: nofollow"}, want: PageRules{NoFollow: true}},
		{name: "a value of its own", headers: []string{"unavailable_after: 25 Jun 2030 15:00:00 PST"}},
		{name: "a list with a value", headers: []string{"noindex, max-snippet:20"}, want: PageRules{NoIndex: true}},
		{name: "a value first", headers: []string{"max-snippet:20, noindex"}, want: PageRules{NoIndex: true}},
	} {
		if got := OfPage(test.metas, test.headers, "Dateline"); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
