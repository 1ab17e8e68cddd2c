package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortLine is the most code points a paragraph may have to be taken for a
// prompt or a credit by its wording: longer ones carry prose.
const shortLine = 320

// edge is how many paragraphs from either end count as near it.
const edge = 4

const (
	// minDouble is the shortest key of a paragraph that no story has twice.
	minDouble = 20
	// oftenShare of the lines is a shorter one only that a content system puts
	// between paragraphs ("Article content").
	oftenShare = 0.2
	oftenLines = 4 // at least
)

// cleanBlocks drops furniture from the main text: the repeated headline,
// decks, bylines, prompts, credits, related links, doubles, and headings that
// are left without text.
func cleanBlocks(in []block, p *Page) []block {
	kept := make([]block, 0, len(in))
	head, site := textKey(p.Title), textKey(p.Site)
	seen, times := map[string]bool{}, map[string]int{}
	for _, b := range in {
		if b.kind == kindText {
			times[b.text]++
		}
	}
	often := max(oftenLines, int(oftenShare*float64(len(in))))
	for i, b := range in {
		key := textKey(b.text)
		if key == "" || key == head || key == site || seen[key] && len(key) >= minDouble || times[b.text] >= often && len(key) < minDouble {
			continue
		}
		seen[key] = true
		if isLinkLine(b) || isFurnitureLine(b.text, i, len(in), p.Authors) {
			continue
		}
		kept = append(kept, b)
	}
	return dropBareHeadings(dropEdges(dropStoryLists(kept)))
}

const (
	// minStoryLink is the shortest link, in bytes, that is a story's headline,
	// and minStories how many of them in a row are a list of other stories.
	minStoryLink = 30
	minStories   = 2
)

// dropStoryLists cuts lists of headlines that lead to other pages of the site,
// and the heading above them. Lists of contents lead into this page, those of
// sources and goods elsewhere.
func dropStoryLists(in []block) []block {
	var out []block
	for i := 0; i < len(in); {
		n := i
		for n < len(in) && in[n].kind == kindItem && in[n].onwardShare() > 0.9 && len(in[n].text) >= minStoryLink {
			n++
		}
		if n-i < minStories {
			out = append(out, in[i])
			i++
			continue
		}
		if len(out) > 0 && out[len(out)-1].kind == kindHeading {
			out = out[:len(out)-1]
		}
		i = n
	}
	return out
}

// isLinkLine tells a line that points to another story from prose with a link
// in it. List items stay: an article's list is often a list of links.
func isLinkLine(b block) bool {
	return b.kind == kindText && b.linkShare() > 0.5 && len(b.text) >= 12 && len(b.text) <= shortLine
}

func isFurnitureLine(s string, i, n int, authors []string) bool {
	if utf8.RuneCountInString(s) > shortLine+80 {
		return false
	}
	lower := strings.ToLower(s)
	if matchAny(anywhereRules, lower) {
		return true
	}
	if i >= edge && i < n-edge-2 {
		return false
	}
	if i < edge && bylineLine.MatchString(s) || dateLine.MatchString(s) {
		return true
	}
	return matchAny(edgeRules, lower) || startsWithAuthor(s, authors)
}

// startsWithAuthor finds the author's own line: a byline, or a sentence about
// who wrote this.
func startsWithAuthor(s string, authors []string) bool {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, a := range authors {
		if len(a) >= 5 && strings.Contains(a, " ") && len(s) >= len(a) && strings.EqualFold(s[:len(a)], a) {
			return true
		}
	}
	return false
}

// dropEdges cuts short lines without a sentence from both ends: labels and
// dates at the top, story titles at the bottom.
func dropEdges(in []block) []block {
	for len(in) > 1 && in[0].kind != kindHeading && isLabel(in[0].text) {
		in = in[1:]
	}
	for len(in) > 3 && isTail(in[len(in)-1]) {
		in = in[:len(in)-1]
	}
	return in
}

// isTail reports a last paragraph that is a label or the link of a list of
// links, which at the end of a text is a list of other stories.
func isTail(b block) bool {
	if b.kind == kindItem {
		return b.linkShare() > 0.9
	}
	return isLabel(b.text)
}

// isLabel reports a line that ends without the end of a sentence and is too
// short to be a paragraph.
func isLabel(s string) bool {
	if utf8.RuneCountInString(s) > 90 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, `"”’»)“]`))
	return unicode.IsLetter(last) && !unicode.Is(unicode.Han, last) || unicode.IsDigit(last)
}

// dropBareHeadings drops headings before the first paragraph (headline and
// deck) and headings that no text follows.
func dropBareHeadings(in []block) []block {
	out := in[:0:0]
	for i, b := range in {
		if b.kind == kindHeading {
			if len(out) == 0 || i+1 == len(in) {
				continue
			}
		}
		out = append(out, b)
	}
	for len(out) > 0 && out[len(out)-1].kind == kindHeading {
		out = out[:len(out)-1]
	}
	return out
}

// textKey is what two renderings of one paragraph have in common: its letters
// and digits in lower case.
func textKey(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}
