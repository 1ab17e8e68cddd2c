package extract

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// boxWords are the words by which sites name, in class and id, the boxes that
// stand in an article without being part of it. They are compared with whole
// words of the attribute ("article-newsletter" has newsletter, "adapt" does
// not have ad).
var boxWords = words(`
	newsletter newsletters nl signup subscribe subscription subscriptions
	related recirc recirculation recommended recommendations recommendation popular trending mostread mostpopular
	promo promos promotion sponsor sponsored sponsors ad ads advert adverts advertisement advertising dfp adslot
	outbrain taboola share sharing sharebar social socials addthis sharethis
	comment comments disqus cookie cookies consent gdpr breadcrumb breadcrumbs
	caption captions figcaption photocredit credit credits byline bylines dateline timestamp
	bio biography authorbox authorbio tags taglist footer nav navbar navigation menu sidebar rail
	modal popup toast banner teaser teasers toolbar tooltip readmore readnext morefrom seealso
	donate donation membership paywallprompt affiliate disclaimer correction
`)

// hiddenStyle finds what a browser does not show.
var hiddenStyle = regexp.MustCompile(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)

// dropped elements never hold an article's prose.
var dropped = map[atom.Atom]bool{
	atom.Form: true, atom.Dialog: true, atom.Nav: true, atom.Footer: true, atom.Figcaption: true,
	atom.Aside: true, atom.Menu: true,
}

// boxShare is the largest part of a page's paragraph text that a box may hold
// and still be taken for a box: site-wide class names on wrappers
// ("has-sidebar") must not cost the article.
const boxShare = 0.25

// furniture finds the elements of the page that are named or marked as
// something beside the article: navigation, related stories, captions.
func furniture(root *html.Node) map[*html.Node]bool {
	prose := map[*html.Node]int{}
	total := measure(root, false, prose)
	limit := int(boxShare * float64(total))
	out := make(map[*html.Node]bool, len(prose))
	for n, size := range prose {
		if size <= limit {
			out[n] = true
		}
	}
	return out
}

// measure counts the bytes of paragraph text under n, and notes them for every
// element that looks like furniture.
func measure(n *html.Node, in bool, prose map[*html.Node]int) int {
	if n.Type == html.TextNode {
		if in {
			return len(n.Data)
		}
		return 0
	}
	if n.Type == html.ElementNode && silent[n.DataAtom] {
		return 0
	}
	in = in || n.DataAtom == atom.P || n.DataAtom == atom.Blockquote || n.DataAtom == atom.Li
	total := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		total += measure(c, in, prose)
	}
	if n.Type == html.ElementNode && isFurniture(n) {
		prose[n] = total
	}
	return total
}

func isFurniture(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Html, atom.Body, atom.Main, atom.Article, atom.Head:
		return false
	}
	if dropped[n.DataAtom] {
		return true
	}
	if isNamed(n, boxWords) {
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if hiddenStyle.MatchString(a.Val) {
				return true
			}
		case "role":
			switch a.Val {
			case "navigation", "complementary", "contentinfo", "banner", "dialog", "menu", "search":
				return true
			}
		}
	}
	return false
}

// isCaption reports an element that holds the caption of a picture.
func isCaption(n *html.Node) bool {
	if n.DataAtom == atom.Figcaption {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "class" && strings.Contains(strings.ToLower(a.Val), "caption") {
			return true
		}
	}
	return false
}

// isNamed reports an element whose class or id has one of list.
func isNamed(n *html.Node, list map[string]bool) bool {
	for _, a := range n.Attr {
		if (a.Key == "class" || a.Key == "id") && hasWord(a.Val, list) {
			return true
		}
	}
	return false
}

// hasWord splits s at everything that is no letter and at lower-to-upper steps,
// and looks for one of list among the pieces.
func hasWord(s string, list map[string]bool) bool {
	start, prevLower := -1, false
	for i, r := range s {
		letter := unicode.IsLetter(r)
		step := prevLower && unicode.IsUpper(r)
		if start >= 0 && (!letter || step) {
			if list[strings.ToLower(s[start:i])] {
				return true
			}
			start = -1
		}
		if letter && start < 0 {
			start = i
		}
		prevLower = unicode.IsLower(r)
	}
	return start >= 0 && list[strings.ToLower(s[start:])]
}

func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}
