package extract

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// blockKind says what element a block of text stood in.
type blockKind byte

const (
	kindText blockKind = iota // a paragraph, or loose text in a container
	kindItem
	kindQuote
	kindHeading
	kindCell
)

// block is one paragraph-sized piece of a page. linked counts the bytes of its
// text that stand inside links; a related-stories line is nearly all linked.
// boxed says that it stands in something named as furniture, caption that this
// is a caption. class is that of a <p>, behind that of what holds it.
type block struct {
	text           string
	kind           blockKind
	linked, onward int
	boxed, caption bool
	class          string
}

// onwardShare is the part that is linked to other pages of the site.
func (b block) onwardShare() float64 { return float64(b.onward) / float64(len(b.text)) }

// linkShare is the part of the block's text that is linked, from 0 to 1.
func (b block) linkShare() float64 { return float64(b.linked) / float64(len(b.text)) }

// silent elements hold no prose, whatever text is inside them.
var silent = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Svg: true,
	atom.Button: true, atom.Select: true, atom.Textarea: true, atom.Iframe: true, atom.Object: true,
	atom.Head: true, atom.Math: true, atom.Canvas: true, atom.Audio: true, atom.Video: true,
}

// inline elements do not end a paragraph; every other element does.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true,
	atom.Cite: true, atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true, atom.Em: true,
	atom.Font: true, atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true,
	atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true, atom.Strike: true,
	atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true,
	atom.Var: true, atom.Wbr: true, atom.Ruby: true, atom.Rb: true, atom.Img: true, atom.Input: true,
	atom.Picture: true, atom.Nobr: true, atom.Acronym: true,
}

// blockWalker collects blocks in document order. Line breaks count: one <br>
// is a space, two in a row end the paragraph, as old pages write them.
type blockWalker struct {
	out            []block
	buf            strings.Builder
	kind           blockKind
	linked, onward int
	breaks         int
	host           string // the page's own
	inOnward       bool
	boxes          map[*html.Node]bool
	boxed, caption bool
	class          string
}

// blocksOf cuts the tree under n into its paragraphs. The tree must not be
// deeper than maxDepth: it is walked by recursion.
// Blocks under a node of boxes are marked as boxed.
func blocksOf(n *html.Node, boxes map[*html.Node]bool) []block { return blocksOn("", n, boxes) }

// blocksOn is blocksOf for a page of host.
func blocksOn(host string, n *html.Node, boxes map[*html.Node]bool) []block {
	if n == nil {
		return nil
	}
	w := &blockWalker{boxes: boxes, host: host}
	w.walk(n, kindText, false)
	w.flush()
	return w.out
}

func (w *blockWalker) flush() {
	text := squash(w.buf.String())
	if text != "" {
		w.out = append(w.out, block{text: text, kind: w.kind, linked: w.linked, onward: w.onward, boxed: w.boxed, caption: w.caption, class: w.class})
	}
	w.buf.Reset()
	w.linked, w.onward, w.breaks = 0, 0, 0
}

func (w *blockWalker) walk(n *html.Node, kind blockKind, linked bool) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data, linked)
		return
	case html.ElementNode, html.DocumentNode:
	default:
		return
	}
	if silent[n.DataAtom] {
		return
	}
	if n.DataAtom == atom.Br {
		w.lineBreak()
		return
	}
	blockLevel := n.Type == html.ElementNode && !isInline(n) || w.boxes[n]
	if blockLevel {
		w.flush()
		kind = kindOf(n.DataAtom, kind)
		w.kind = kind
	}
	if w.boxes[n] && !w.boxed {
		w.boxed = true
		defer func() { w.boxed = false }()
	}
	if w.boxes[n] && !w.caption && isCaption(n) {
		w.caption = true
		defer func() { w.caption = false }()
	}
	if n.DataAtom == atom.P {
		outer := w.class
		if w.class = classOf(n); w.class != "" && n.Parent != nil {
			w.class = classOf(n.Parent) + ">" + w.class
		}
		defer func() { w.class = outer }()
	}
	linked = linked || n.DataAtom == atom.A
	if n.DataAtom == atom.A && !w.inOnward && w.leadsOn(n) {
		w.inOnward = true
		defer func() { w.inOnward = false }()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, kind, linked)
		w.kind = kind
	}
	if blockLevel {
		w.flush()
	}
}

// leadsOn reports a link to another page of the site: not to a part of this one,
// and not to a shop or a source.
func (w *blockWalker) leadsOn(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "href" && a.Val != "" && a.Val[0] != '#' {
			u, err := url.Parse(a.Val)
			if err != nil || u.Fragment != "" {
				return false
			}
			if u.Host == "" {
				return u.Scheme == ""
			}
			return w.host != "" && strings.EqualFold(u.Hostname(), w.host)
		}
	}
	return false
}

func classOf(n *html.Node) string {
	for _, a := range n.Attr {
		if a.Key == "class" {
			return a.Val
		}
	}
	return ""
}

// isInline also takes unknown elements (custom tags of scripts) for inline
// when they hold only inline content, because they wrap single words as often
// as whole sections.
func isInline(n *html.Node) bool {
	if n.DataAtom != 0 {
		return inline[n.DataAtom]
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !inline[c.DataAtom] {
			return false
		}
	}
	return true
}

func kindOf(a atom.Atom, outer blockKind) blockKind {
	switch a {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return kindHeading
	case atom.Li, atom.Dt, atom.Dd:
		return kindItem
	case atom.Blockquote:
		return kindQuote
	case atom.Td, atom.Th:
		return kindCell
	default:
		return outer
	}
}

func (w *blockWalker) text(s string, linked bool) {
	if strings.TrimFunc(s, unicode.IsSpace) != "" {
		w.breaks = 0
	}
	w.buf.WriteString(s)
	if linked {
		w.linked += len(strings.TrimSpace(s))
	}
	if w.inOnward {
		w.onward += len(strings.TrimSpace(s))
	}
}

func (w *blockWalker) lineBreak() {
	w.breaks++
	if w.breaks >= 2 {
		kind := w.kind
		w.flush()
		w.kind = kind
		return
	}
	w.buf.WriteByte('\n')
}

// squash makes every run of white space one space and drops characters that
// show nothing (soft hyphens, zero-width spaces, byte order marks, controls).
func squash(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
		case invisible(r):
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

func invisible(r rune) bool {
	switch r {
	case 0x00AD, 0x200B, 0x2060, 0xFEFF, 0xFFFD:
		return true
	}
	return unicode.IsControl(r)
}
