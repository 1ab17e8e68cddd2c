package extract

import (
	"net/url"
	"slices"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	htmldate "github.com/markusmobius/go-htmldate"
	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

// votes is what the two extractors took for the main text. They return trees
// of their own in which lists and breaks are often run together, so they only
// vote: the paragraphs themselves come from the page.
type votes struct {
	trafilatura, readability []block
}

// askExtractors runs both libraries on doc, which they leave as it is.
func askExtractors(doc *html.Node, base *url.URL) votes {
	var v votes
	art, err := readability.FromDocument(doc, base)
	if err == nil && art.Node != nil {
		v.readability = blocksOf(art.Node, nil)
	}
	res, err := trafilatura.ExtractDocument(doc, trafilatura.Options{
		OriginalURL: base, EnableFallback: true, ExcludeComments: true,
		// An empty override keeps trafilatura from scanning for dates, its slowest part.
		HtmlDateOverride:   &htmldate.Result{},
		FallbackCandidates: &trafilatura.FallbackCandidates{Readability: art.Node},
	})
	if err == nil {
		v.trafilatura = blocksOf(res.ContentNode, nil)
	}
	return v
}

// ballot answers whether a paragraph of the page is in one extractor's text.
type ballot struct {
	exact map[string]bool
	all   string
}

func newBallot(bs []block) ballot {
	b := ballot{exact: make(map[string]bool, len(bs))}
	var all strings.Builder
	for _, bl := range bs {
		k := textKey(bl.text)
		b.exact[k] = true
		all.WriteString(k)
	}
	b.all = all.String()
	return b
}

// minContained is the shortest key that counts as found inside a longer run of
// text; shorter ones ("more", "2023") would be found by chance.
const minContained = 12

func (b ballot) has(key string) bool {
	if b.exact[key] {
		return true
	}
	return len(key) >= minContained && strings.Contains(b.all, key)
}

// choose picks from the page's paragraphs those that make the article.
func choose(page []block, v votes) []block {
	t, r := newBallot(v.trafilatura), newBallot(v.readability)
	if len(t.all) == 0 {
		t = r
	}
	// Where readability found much less, its silence says nothing.
	heard := 2*len(r.all) > len(t.all)
	keep := make([]bool, len(page))
	cells, total := 0, 0
	for i, b := range page {
		key := textKey(b.text)
		if key == "" || b.caption || !t.has(key) {
			continue
		}
		if (b.boxed || b.kind == kindHeading) && heard && !r.has(key) {
			continue
		}
		total += len(key)
		if b.kind == kindCell {
			cells += len(key)
		}
		keep[i] = true
	}
	withMates(page, keep)
	var out []block
	for i, b := range page {
		if keep[i] && (b.kind != kindCell || cells*2 > total) {
			out = append(out, b)
		}
	}
	return out
}

const (
	// minMates is how many chosen paragraphs of one class speak for the others.
	minMates = 3
	// minMate is the shortest paragraph, in bytes, that speaks or is spoken for.
	minMate = 80
)

// withMates keeps the paragraphs, too, that both extractors left out although
// they are of a class with those they took: of a story in two boxes, as above
// and below a paywall or an advertisement, they may have seen one.
func withMates(page []block, keep []bool) {
	classes, seen := map[string]int{}, map[string]bool{}
	for i, b := range page {
		if keep[i] && b.class != "" && !b.boxed && len(b.text) >= minMate {
			classes[b.class]++
		}
		seen[b.text] = seen[b.text] || keep[i]
	}
	for i := slices.Index(keep, true); i >= 0 && i < len(page); i++ {
		b := page[i]
		if !b.boxed && !b.caption && !seen[b.text] && len(b.text) >= minMate && classes[b.class] >= minMates && b.linkShare() < 0.5 {
			keep[i], seen[b.text] = true, true
		}
	}
}

// chosenText is the main text and who found it. raw counts the bytes before
// cleaning, linked those of the page's blocks that stand in links.
type chosenText struct {
	blocks        []block
	from          string
	linked, total int
}

// mainText takes the best of the extractors' vote and the page's articleBody.
func mainText(root *html.Node, h head, p *Page) chosenText {
	base := h.base(p.URL)
	page := blocksOn(hostOf(p.URL), root, furniture(root))
	v := askExtractors(root, base)
	out := chosenText{from: fromTrafilatura}
	if len(v.trafilatura) == 0 {
		out.from = fromReadability
	}
	out.blocks = h.withDeck(page, cleanBlocks(choose(page, v), p), p)
	for _, b := range page {
		out.total += len(b.text)
		out.linked += b.linked
	}
	if body := h.articleBody(); bodyIsBetter(body, out.blocks) {
		out.blocks, out.from = cleanBlocks(body, p), fromJSONLD
	}
	return out
}

// minDeck is the shortest deck, as a key, that is believed.
const minDeck = 40

// withDeck puts the deck before a text whose extractors left it out: the line
// below the headline that the page's metadata has as its description, too.
func (h head) withDeck(page, chosen []block, p *Page) []block {
	said := h.descriptions()
	if len(chosen) == 0 || len(said) == 0 {
		return chosen
	}
	text := newBallot(chosen)
	for _, b := range page {
		if b.text == chosen[0].text {
			break
		}
		key := textKey(b.text)
		is := func(d string) bool { return d == key || len(d) >= 2*minDeck && strings.HasPrefix(key, d) }
		if !b.caption && len(key) >= minDeck && key != textKey(p.Title) && !isFurnitureLine(b.text, 0, len(chosen)+1, p.Authors) && slices.ContainsFunc(said, is) && !strings.Contains(text.all, key) {
			b.kind = kindText
			return append([]block{b}, chosen...)
		}
	}
	return chosen
}

// descriptions are the keys of what the metadata says the page is about.
func (h head) descriptions() (out []string) {
	for _, s := range []string{h.art.text("description", "alternativeHeadline"), h.first("og:description"), h.first("description"), h.first("twitter:description")} {
		if k := textKey(s); len(k) >= minDeck {
			out = append(out, k)
		}
	}
	return out
}

// articleBody is the text that the page's JSON-LD carries.
func (h head) articleBody() []block {
	var out []block
	for _, s := range texts(h.art["articleBody"]) {
		s = unescape(s)
		if strings.Contains(s, "</") || strings.Contains(s, "<br") {
			if doc, err := html.Parse(strings.NewReader(s)); err == nil && len(s) < maxText && scan([]byte(s)).sane() {
				out = append(out, blocksOf(doc, nil)...)
				continue
			}
		}
		for line := range strings.SplitSeq(s, "\n") {
			if line = squash(line); line != "" {
				out = append(out, block{text: line})
			}
		}
	}
	return out
}

const (
	// minBody is the shortest articleBody, in bytes, that is believed.
	minBody = 600
	// bodyGain is how many times longer it must be than what the page shows:
	// where both are whole, the page has the paragraphs.
	bodyGain = 1.6
)

// bodyIsBetter reports an articleBody that has clearly more than the page
// shows and agrees with what it shows.
func bodyIsBetter(body, shown []block) bool {
	nb, ns := 0, 0
	for _, b := range body {
		nb += len(b.text)
	}
	for _, b := range shown {
		ns += len(b.text)
	}
	if nb < minBody || float64(nb) < bodyGain*float64(ns) {
		return false
	}
	all := newBallot(body)
	for _, b := range shown {
		if k := textKey(b.text); len(k) >= 40 && all.has(k) {
			return true
		}
	}
	return ns < minBody/2
}
