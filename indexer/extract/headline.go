package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// maxHeadings is how many headings of one level are looked at: the
	// headline is among the first, the rest are teasers.
	maxHeadings = 40
	// likeEnough is the share of words that a heading must have in common with
	// another source to be this page's headline and not another story's.
	likeEnough = 0.25
	// likeSecond is the same for headings below the first level, most of which
	// are no headlines.
	likeSecond = 0.5
	// minPart is the shortest key of a headline without its kicker.
	minPart = 12
)

// heading is the headline as the page shows it: the h1 that has most in common
// with what else the page offers, since a page's other h1 are its logo or
// other stories. Some content systems write a headline for search engines into
// the breadcrumb's h1 and the readers' headline into an h2; there the h2 wins,
// unless og:title and the address say that the breadcrumb has the editors' own.
func (h head) heading(others []titleCandidate, site, host string) []titleCandidate {
	var out []titleCandidate
	best, node, like := h.likeliest("h1", others, site, host, isPassive)
	switch {
	case like >= likeEnough || like >= 0 && len(others) == 0:
		weight := weightH1
		if sameName(headingText(node), best) && isComposed(node) && !stated(best, others) {
			weight = weightLooseH1
		}
		return append(out, titleCandidate{best, fromVisible, weight})
	case like >= 0 && strings.Count(best, " ") >= 3 && h.doc.Find("article h1, main h1").Length() == 1:
		return append(out, titleCandidate{best, fromVisible, weightH1})
	case like >= 0 && strings.Count(best, " ") >= 3:
		out = append(out, titleCandidate{best, fromVisible, weightLooseH1})
	}
	second, _, like := h.likeliest("h2", others, site, host, isPassive)
	if like >= likeSecond {
		out = append(out, titleCandidate{second, fromVisible, weightH1})
	}
	crumb, _, like := h.likeliest("h1", others, site, host, func(*html.Node) bool { return false })
	switch {
	case like >= likeEnough && len(out) == 0 || len(others) == 0 && like >= 0:
		out = append(out, titleCandidate{crumb, fromVisible, weightLooseH1})
	case like >= likeEnough && sameName(crumb, h.first("og:title")) && h.inAddress(crumb) > h.inAddress(second):
		out = append(out[:0], titleCandidate{second, fromVisible, weightLooseH1}, titleCandidate{crumb, fromVisible, weightH1})
	}
	return out
}

// isComposed reports a heading whose text is that of several elements, a kicker
// and a line: what it says as a whole is the layout's work. Where no other
// source has it so, it counts less (on the gold pages with such a heading,
// og:title and <title> were then right on all, the heading on none).
func isComposed(n *html.Node) bool {
	parts := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && textKey(headingText(c)) != "" {
			parts++
		}
	}
	return parts > 1
}

// likeliest finds the heading of one level that has most in common with the
// other sources; like is that share, or -1 where there is no heading.
func (h head) likeliest(level string, others []titleCandidate, site, host string, skip func(*html.Node) bool) (text string, node *html.Node, like float64) {
	like = -1
	seen := 0
	h.doc.Find(level).EachWithBreak(func(_ int, s *goquery.Selection) bool {
		seen++
		t := withoutSite(headingText(s.Nodes[0]), site, host)
		if t == "" || sameName(t, site) || isSideOf(t, others) || skip(s.Nodes[0]) {
			return seen < maxHeadings
		}
		top := 0.0
		for _, o := range others {
			top = max(top, overlap(t, o.text))
		}
		if top > like {
			like, text, node = top, t, s.Nodes[0]
			if part := partOf(s.Nodes[0], t, others); part != "" {
				text = part
			}
		}
		return seen < maxHeadings
	})
	return text, node, like
}

// isPassive reports a heading that readers are not meant to read as one: in a
// breadcrumb, a menu, a list, a side column, or hidden.
func isPassive(n *html.Node) bool {
	for up := n; up != nil && up.DataAtom != atom.Body; up = up.Parent {
		switch up.DataAtom {
		case atom.Nav, atom.Li, atom.Aside, atom.Footer:
			return true
		}
		for _, a := range up.Attr {
			switch a.Key {
			case "class", "id":
				if v := strings.ToLower(a.Val); strings.Contains(v, "breadcrumb") || strings.Contains(v, "seotitle") || up == n && strings.Contains(v, "visually-hidden") {
					return true
				}
			case "hidden":
				return up == n
			}
		}
	}
	return false
}

// cutColumn cuts off the headlines what an h1 shows to be the name of a column
// or a logo.
func (h head) cutColumn(cands []titleCandidate) {
	seen := 0
	h.doc.Find("h1").EachWithBreak(func(_ int, s *goquery.Selection) bool {
		seen++
		label := headingText(s.Nodes[0])
		if isSideOf(label, cands) {
			for i := range cands {
				cands[i].text = withoutSection(cands[i].text, label)
			}
		}
		return seen < maxHeadings
	})
}

// isSideOf reports a heading that another source has as a short label beside a
// headline ("KBS World" of "Harbour wall falls - KBS World"): a logo or the
// name of a column.
func isSideOf(t string, others []titleCandidate) bool {
	key := textKey(t)
	if utf8.RuneCountInString(t) > 40 || key == "" {
		return false
	}
	for _, o := range others {
		for _, sep := range sideSeparators {
			pre, rest, ok := strings.Cut(o.text, sep)
			if !ok {
				continue
			}
			other := ""
			switch key {
			case textKey(pre):
				other = rest
			case textKey(rest):
				other = pre
			}
			long := utf8.RuneCountInString(other) >= 2*utf8.RuneCountInString(t)
			if long && (!strings.ContainsAny(sep, ":：") || stated(other, others)) {
				return true
			}
		}
	}
	return false
}

// stated reports that a source of its own names s as the headline.
func stated(s string, cands []titleCandidate) bool {
	for _, c := range cands {
		if sameName(s, c.text) {
			return true
		}
	}
	return false
}

// headingText is the text of a heading, with a space where elements meet that
// only the style sheet keeps apart ("<span>Kicker</span>Headline").
func headingText(n *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			joinText(&b, n.Data)
			return
		}
		if n.DataAtom == atom.Br || n.Type == html.ElementNode && !isInline(n) {
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil && b.Len() < maxField; c = c.NextSibling {
			if !silent[c.DataAtom] {
				walk(c)
			}
		}
	}
	walk(n)
	return cut(squash(b.String()), maxField)
}

func joinText(b *strings.Builder, s string) {
	last, _ := utf8.DecodeLastRuneInString(b.String())
	first, _ := utf8.DecodeRuneInString(s)
	if (unicode.IsLower(last) || unicode.IsPunct(last)) && unicode.IsUpper(first) && last != '\'' && last != '’' {
		b.WriteByte(' ')
	}
	b.WriteString(s)
}

// partOf is the headline inside a heading without its kicker, where another
// source has it so and the kicker is an element of its own. Where sources
// agree with the whole heading, the kicker belongs to the headline, unless the
// page's own og:title leaves it out.
func partOf(n *html.Node, whole string, others []titleCandidate) string {
	key := textKey(whole)
	agreed := false
	for _, o := range others {
		agreed = agreed || o.weight >= weightOG && textKey(o.text) == key
	}
	for _, e := range goquery.NewDocumentFromNode(n).Find("*").Nodes {
		t := headingText(e)
		k := textKey(t)
		if k == "" || len(k) == len(key) {
			continue
		}
		for _, o := range others {
			ok := textKey(o.text)
			if o.weight < weightOG || len(ok) < minPart || agreed && o.weight != weightOG {
				continue
			}
			if ok == k || k+ok == key {
				return o.text
			}
			if !agreed && len(k) >= minPart && len(k)*3 >= len(key) && strings.HasSuffix(ok, k) {
				return t
			}
		}
	}
	return ""
}
