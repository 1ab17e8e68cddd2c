package extract

import (
	"strings"
	"unicode"

	"github.com/PuerkitoBio/goquery"
)

// titleCandidate is a headline the page offers. weight is how far its source
// is trusted: on 635 news pages the h1 is most often the editors' headline,
// og:title next; a JSON-LD headline alone is often written for search engines
// but is the best second opinion.
type titleCandidate struct {
	text, from string
	weight     float64
}

// Weights of the sources. twitter:title mostly copies og:title and <title> the
// JSON-LD, so they only tip a balance.
const (
	weightH1      = 1.7
	weightLooseH1 = 0.8 // an h1 that shares no word with any other headline, or in a breadcrumb
	weightOG      = 1.0
	weightLD      = 1.3
	weightMicro   = 0.4
	weightEcho    = 0.1
)

// titles lists the page's headlines.
func (h head) titles(site, host string) []titleCandidate {
	var out []titleCandidate
	section, _ := h.section()
	add := func(s, from string, weight float64) {
		s = withoutSection(withoutSite(cut(squash(unescape(stripTags(s))), maxField), site, host), section)
		if s != "" && !sameName(s, site) {
			out = append(out, titleCandidate{s, from, weight})
		}
	}
	add(h.first("og:title"), fromMeta, weightOG)
	if h.art.rank() >= 2 {
		add(h.art.text("headline"), fromJSONLD, weightLD)
	}
	for _, names := range []string{"twitter:title", "parsely-title", "sailthru.title", "cxenseparse:title", "dc.title", "dcterms.title", "title", "hdl", "headline"} {
		add(h.first(names), fromMeta, weightEcho)
	}
	h.doc.Find(`[itemprop~="headline"]`).First().Each(func(_ int, s *goquery.Selection) {
		add(s.AttrOr("content", s.Text()), fromMicrodata, weightMicro)
	})
	add(h.doc.Find("title").First().Text(), fromHTML, weightEcho)
	h.cutColumn(out)
	return append(out, h.heading(out, site, host)...)
}

// overlap is the share of the words of the shorter headline that the other
// has, too.
func overlap(a, b string) float64 {
	wa, wb := words(strings.ToLower(a)), words(strings.ToLower(b))
	if len(wa) > len(wb) {
		wa, wb = wb, wa
	}
	n := 0
	for w := range wa {
		if wb[w] {
			n++
		}
	}
	if len(wa) == 0 {
		return 0
	}
	if textKey(a) == textKey(b) {
		return 1
	}
	return float64(n) / float64(len(wa))
}

// title chooses the headline by the weight of the sources that agree on it.
// site and host help to cut the outlet's name off.
func (h head) title(site, host string) (string, string) {
	cands := h.titles(site, host)
	votes := map[string]float64{}
	for _, c := range cands {
		votes[textKey(c.text)] += c.weight
	}
	inheritCut(cands, votes)
	var best titleCandidate
	for _, c := range cands {
		if best.text == "" || votes[textKey(c.text)] > votes[textKey(best.text)] {
			best = c
		}
	}
	if seen := votes[textKey(best.text)]; seen < weightH1+weightOG {
		if core, ok := coreOf(best.text, cands); ok {
			best = core
		}
	}
	return asShown(best, cands).text, best.from
}

// asShown is the headline as readers see it: metadata has straightened quotes,
// and capitals of its own. A heading whose kicker and line are set apart by the
// layout alone, without the colon or space that others write, is not taken.
func asShown(best titleCandidate, cands []titleCandidate) titleCandidate {
	for _, c := range cands {
		if c.from == fromVisible && textKey(c.text) == textKey(best.text) && parting(c.text) == parting(best.text) {
			return c
		}
	}
	return best
}

// parting counts what parts a headline: its spaces, colons and slashes.
func parting(s string) [2]int {
	return [2]int{strings.Count(s, " "), strings.Count(s, ":") + strings.Count(s, "/")}
}

// inheritCut gives the votes of a headline that was cut to some length
// ("Harbour wall falls as storm...") to the one that it was cut from.
func inheritCut(cands []titleCandidate, votes map[string]float64) {
	for _, c := range cands {
		stem := strings.TrimRight(c.text, ".…")
		if len(c.text)-len(stem) < 2 {
			continue
		}
		for _, o := range cands {
			if len(stem) >= minPart && len(o.text) > len(c.text) && strings.HasPrefix(textKey(o.text), textKey(stem)) {
				votes[textKey(o.text)] += votes[textKey(c.text)]
				votes[textKey(c.text)] = 0
				break
			}
		}
	}
}

// maxLabel is the longest key of a label beside a headline.
const maxLabel = 25

// coreOf finds another source's headline that is title without a label before
// or after it ("Opinion | Headline", "Headline | News | The Post"). A label
// with a colon stays: as often as not it is part of the headline.
func coreOf(title string, cands []titleCandidate) (titleCandidate, bool) {
	for _, sep := range coreSeparators {
		for at := strings.Index(title, sep); at >= 0; {
			pre, rest := textKey(title[:at]), textKey(title[at+len(sep):])
			for _, c := range cands {
				k := textKey(c.text)
				if len(k) >= 15 && (c.weight >= weightMicro || sep == "-") && (k == pre && len(rest) <= maxLabel || k == rest && len(pre) <= maxLabel) {
					return c, true
				}
			}
			next := strings.Index(title[at+len(sep):], sep)
			if next < 0 {
				break
			}
			at += len(sep) + next
		}
	}
	return titleCandidate{}, false
}

// stripTags removes markup that content systems leave in headlines.
func stripTags(s string) string {
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return s
		}
		j := strings.IndexByte(s[i:], '>')
		if j < 0 || i+1 >= len(s) || !(s[i+1] == '/' || unicode.IsLetter(rune(s[i+1]))) {
			return s
		}
		s = s[:i] + s[i+j+1:]
	}
}
