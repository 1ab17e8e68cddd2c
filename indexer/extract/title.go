package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

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
	weightH1      = 1.6
	weightLooseH1 = 0.8 // an h1 that shares no word with any other headline
	weightOG      = 1.0
	weightLD      = 1.3
	weightMicro   = 0.4
	weightEcho    = 0.1
)

// titles lists the page's headlines.
func (h head) titles(site, host string) []titleCandidate {
	var out []titleCandidate
	add := func(s, from string, weight float64) {
		s = withoutSite(cut(squash(unescape(stripTags(s))), maxField), site, host)
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
	if c, ok := h.heading(out, site, host); ok {
		out = append(out, c)
	}
	return out
}

// heading is the h1 that has most in common with what else the page offers; a
// page's other h1 are its logo or other stories.
func (h head) heading(others []titleCandidate, site, host string) (titleCandidate, bool) {
	best := titleCandidate{from: fromVisible}
	top := -1.0
	h.doc.Find("h1").EachWithBreak(func(i int, s *goquery.Selection) bool {
		text := withoutSite(cut(squash(spaced(s)), maxField), site, host)
		if text == "" || sameName(text, site) {
			return i < 10
		}
		like := 0.0
		for _, o := range others {
			like = max(like, overlap(text, o.text))
		}
		if like > top {
			top, best.text = like, text
		}
		return i < 10
	})
	switch {
	case top < 0:
		return best, false
	case top >= 0.25 || len(others) == 0:
		best.weight = weightH1
	case strings.Count(best.text, " ") >= 3:
		best.weight = weightLooseH1
	default:
		return best, false
	}
	return best, true
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
	var best titleCandidate
	for _, c := range cands {
		votes[textKey(c.text)] += c.weight
	}
	for _, c := range cands {
		if best.text == "" || votes[textKey(c.text)] > votes[textKey(best.text)] {
			best = c
		}
	}
	if core, ok := coreOf(best.text, cands); ok {
		best = core
	}
	return best.text, best.from
}

// coreOf finds another source's headline that is title without a label before
// or after it ("Opinion | Headline", "Headline | News | The Post"). A label
// with a colon stays: as often as not it is part of the headline.
func coreOf(title string, cands []titleCandidate) (titleCandidate, bool) {
	for _, sep := range separators {
		for at := strings.Index(title, sep); at >= 0; {
			pre, rest := textKey(title[:at]), textKey(title[at+len(sep):])
			for _, c := range cands {
				k := textKey(c.text)
				if len(k) >= 15 && c.weight >= weightMicro && (k == pre || k == rest && len(pre) <= 25) {
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

// separators stand between a headline and its site's name.
var separators = []string{" | ", " - ", " – ", " — ", " :: ", " « ", " » ", " · ", " • ", " / ", " ‹ ", " › ", " ~ ", "|", " -- ", "｜", "ㅣ", "--", "_"}

// withoutSite cuts the outlet's name from either end of a headline, and from
// the right also a section before it ("Headline - Politics - The Post").
func withoutSite(title, site, host string) string {
	for range 3 {
		shorter, ok := cutTail(title, site, host)
		if !ok {
			break
		}
		title = shorter
	}
	for _, sep := range separators {
		if pre, rest, ok := strings.Cut(title, sep); ok && isSiteName(pre, site, host) && utf8.RuneCountInString(rest) >= 8 {
			return strings.TrimSpace(rest)
		}
	}
	return strings.TrimSpace(title)
}

func cutTail(title, site, host string) (string, bool) {
	best := -1
	tail := ""
	for _, sep := range separators {
		if at := strings.LastIndex(title, sep); at > best {
			best, tail = at, title[at+len(sep):]
		}
	}
	if best < 0 || !isSiteName(tail, site, host) {
		return title, false
	}
	head := strings.TrimSpace(title[:best])
	return head, head != ""
}

// commonLabels are domain labels that are also words of headlines, so that
// only an exact match means the site.
var commonLabels = words("news times today world daily post local sport sports business money politics week time example blog")

// isSiteName reports that s is the outlet: its stated name or the label of its
// domain, as a whole or as the greater part.
func isSiteName(s, site, host string) bool {
	k := textKey(s)
	if k == "" || utf8.RuneCountInString(s) > 60 {
		return false
	}
	if sk := textKey(site); sk != "" {
		if k == sk || len(sk) >= 4 && strings.Contains(k, sk) && len(k) <= len(sk)+16 || len(k) >= 4 && strings.Contains(sk, k) {
			return true
		}
	}
	label := textKey(domainLabel(host))
	if label == "" || len(k) < 3 {
		return false
	}
	if k == label || k == textKey(strings.TrimPrefix(host, "www.")) || strings.TrimPrefix(k, "the") == strings.TrimPrefix(label, "the") {
		return true
	}
	if len(label) < 5 || commonLabels[label] {
		return false
	}
	whole := strings.HasPrefix(k, label) || strings.HasSuffix(k, label)
	return whole && len(k) <= len(label)+12 || len(k) >= 4 && strings.HasPrefix(label, k)
}

func sameName(a, b string) bool {
	return b != "" && textKey(a) == textKey(b)
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
