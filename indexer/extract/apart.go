package extract

import (
	"slices"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// threadWords name what readers wrote under an article.
var threadWords = words("comment comments disqus")

// minThread is from how many of them beside one another comments are a thread:
// a single element so named may be the page's opinion section.
const minThread = 2

// withoutThreads removes the comments of readers from the tree. The extractors
// know the usual names of their boxes but take the comments themselves for
// prose, which they are, where a short story stands above a long thread.
func withoutThreads(n *html.Node) {
	var comments []*html.Node
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if isComment(c) {
			comments = append(comments, c)
		}
	}
	if len(comments) >= minThread {
		for _, c := range comments {
			n.RemoveChild(c)
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		withoutThreads(c)
	}
}

// isComment reports a list item, article or block named a comment that holds
// neither a headline nor an article.
func isComment(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Li, atom.Div, atom.Article, atom.Section:
		return isNamed(n, threadWords) && !holdsHeadline(n)
	}
	return false
}

func holdsHeadline(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == atom.H1 || c.DataAtom == atom.Article || c.DataAtom == atom.Main || holdsHeadline(c) {
			return true
		}
	}
	return false
}

// withoutOthers removes the further articles that a page of endless reading has
// below its own: each in an <article> with an h1 that is not this page's
// headline, perhaps all within another. Where no <article> holds that, nothing
// is removed.
func withoutOthers(doc *goquery.Document, title string) {
	if textKey(title) == "" {
		return
	}
	var others []*html.Node
	own := false
	doc.Find("article").Each(func(_ int, s *goquery.Selection) {
		heads := s.Find("h1")
		switch {
		case heads.Length() == 0 || s.Find("article").Has("h1").Length() > 0: // the page's frame
		case slices.ContainsFunc(heads.Nodes, func(h *html.Node) bool { return overlap(headingText(h), title) >= likeSecond }):
			own = true
		case own: // those above it are teasers that the extractors know
			others = append(others, s.Nodes[0])
		}
	})
	for _, n := range others {
		n.Parent.RemoveChild(n)
	}
}

// dialogWords name what opens over a page; the first are products that ask for
// leave to set cookies.
var dialogWords = words("onetrust cookiebot didomi usercentrics truste modal")

// withoutDialogs removes what opens over the page and holds no headline: beside
// a short text, the extractors take a cookie dialog's terms for it.
func withoutDialogs(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if isDialog(c) {
			n.RemoveChild(c)
		} else {
			withoutDialogs(c)
		}
		c = next
	}
}

func isDialog(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Dialog:
		return !holdsHeadline(n)
	case atom.Div, atom.Section, atom.Aside, atom.Form:
		return isNamed(n, dialogWords) && !holdsHeadline(n)
	}
	return false
}
