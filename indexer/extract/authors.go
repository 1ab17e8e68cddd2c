package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// authorSource is one place that names authors.
type authorSource struct {
	names []string
	from  string
}

// authors gives the names of those who wrote the page, from the first source
// that names anybody: outlets, roles, addresses and links stripped.
func (h head) authors(site, host string) ([]string, string) {
	sources := h.authorSources()
	for _, src := range sources {
		if names := cleanNames(src.names, site, host); len(names) > 0 {
			return names, src.from
		}
	}
	for _, src := range sources {
		if names := creditedDesks(src); len(names) > 0 {
			return names, src.from
		}
	}
	return nil, ""
}

// creditedDesks takes what a page states as its author when that is no person:
// a desk, a team or the outlet itself, as many briefs are signed. Only stated
// authors count; in visible text such words are labels.
func creditedDesks(src authorSource) []string {
	if src.from != fromJSONLD && src.from != fromMeta || len(src.names) > 3 {
		return nil
	}
	var out []string
	for _, s := range src.names {
		s = cleanName(stripTags(unescape(s)))
		n := utf8.RuneCountInString(s)
		if n < 2 || n > 50 || nobody[textKey(s)] || mailOrURL.MatchString(s) || strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsFunc(s, unicode.IsLetter) {
			continue
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (h head) authorSources() []authorSource {
	out := []authorSource{{h.ld.names(h.art["author"], 0), fromJSONLD}, {h.ld.names(h.art["creator"], 0), fromJSONLD}}
	for _, n := range h.ownNodes() {
		if n.rank() >= 2 && n["author"] != nil {
			out = append(out, authorSource{h.ld.names(n["author"], 0), fromJSONLD})
		}
	}
	for _, name := range []string{"parsely-author", "author", "article:author", "og:article:author", "article:author_name", "sailthru.author", "dc.creator", "dcterms.creator", "dc.contributor", "byl", "byline", "citation_author", "cxenseparse:author", "authors", "og:author", "article.author", "rnews:author", "vr:author", "bylines", "dcsext.author"} {
		if v := h.meta[name]; len(v) > 0 {
			out = append(out, authorSource{v, fromMeta})
		}
	}
	return append(append(out, h.visibleAuthors()...), h.bylineText())
}

// bylineReach is how many paragraphs after the headline a byline may stand.
const bylineReach = 25

// bylineText looks for a line "By A. Name" after the headline, in pages that
// mark their bylines in no way.
func (h head) bylineText() authorSource {
	h1 := textKey(h.doc.Find("h1").First().Text())
	if h1 == "" || len(h.doc.Nodes) == 0 {
		return authorSource{}
	}
	left := -1
	for _, b := range blocksOf(h.doc.Nodes[0], nil) {
		if textKey(b.text) == h1 {
			left = bylineReach
		}
		if left--; left >= 0 && bylineLine.MatchString(b.text) {
			return authorSource{[]string{b.text}, fromVisible}
		}
	}
	return authorSource{}
}

// bylineSelectors find visible bylines, the most certain first. Links to the
// author's page count before their surroundings.
var bylineSelectors = []struct{ sel, from string }{
	{`[itemprop~="author"] [itemprop~="name"]`, fromMicrodata},
	{`[itemprop~="author"]`, fromMicrodata},
	{`[rel~="author"]`, fromVisible},
	{`.author-name, .authorName, .author_name, .byline-name, .byline__name, .article-author, .post-author, .entry-author, [class*="author-name" i], [class*="authorname" i], [class*="byline-name" i], [class*="author__name" i]`, fromVisible},
	{`.byline a, .bylines a, [class*="byline" i] a[href*="author" i], [class*="byline" i] a[href*="people" i], [class*="byline" i] a[href*="staff" i], [class*="author" i] a[href*="author" i]`, fromVisible},
	{`[class*="byline" i] a[href*="/profile" i], [class*="author" i] a[href*="/staff/" i], [class*="author" i] a[href*="/people/" i], [class*="author" i] a[href*="/profile" i]`, fromVisible},
	{`.byline, .bylines, [class*="byline" i], [data-testid*="byline" i], .author, .authors, .vcard .fn`, fromVisible},
	{`a[href*="/author/" i], a[href*="/authors/" i], a[href*="/autor/" i], a[href*="/autoren/" i], a[href*="/auteur/" i], a[href*="/autores/" i]`, fromVisible},
}

func (h head) visibleAuthors() []authorSource {
	var out []authorSource
	for _, b := range bylineSelectors {
		var names []string
		seen := map[string]bool{}
		var first *html.Node
		h.doc.Find(b.sel).EachWithBreak(func(_ int, s *goquery.Selection) bool {
			if besideArticle(s) {
				return true
			}
			if first != nil && !related(first, s.Nodes[0]) {
				return true
			}
			text := squash(s.AttrOr("content", spaced(s)))
			if text != "" && len(text) < 160 && !seen[textKey(text)] {
				if first == nil {
					first = s.Nodes[0]
				}
				seen[textKey(text)] = true
				names = append(names, text)
			}
			return len(names) < 6
		})
		if len(names) > 0 {
			out = append(out, authorSource{names, b.from})
		}
	}
	return out
}

// besideArticle reports an element in a box of other stories or of comments.
// A wrapper that holds the headline is no such box, whatever its class says
// ("has-sidebar").
func besideArticle(s *goquery.Selection) bool {
	if s.Closest(`aside, nav, footer`).Length() > 0 {
		return true
	}
	box := s.Closest(`[class*="comment" i], [class*="related" i], [class*="sidebar" i]`)
	return box.Length() > 0 && box.Find("h1").Length() == 0
}

// nearLevels is how far up two parts of one byline have a common ancestor;
// teasers of other stories further down the page have bylines too.
const nearLevels = 3

func related(a, b *html.Node) bool {
	up := a
	for range nearLevels {
		if up.Parent != nil && up.Parent.DataAtom != atom.Body {
			up = up.Parent
		}
	}
	for range nearLevels + 3 {
		if b == up {
			return true
		}
		if b.Parent == nil {
			return false
		}
		b = b.Parent
	}
	return false
}

// spaced is the text of s with its elements kept apart, so that a name and a
// role in neighbouring elements do not grow together.
func spaced(s *goquery.Selection) string {
	var parts []string
	for _, n := range s.Nodes {
		for _, b := range blocksOf(n, nil) {
			parts = append(parts, b.text)
		}
	}
	return strings.Join(parts, "\n")
}

var (
	leadBy     = regexp.MustCompile(`(?i)^\W*(?:(?:written|reported|story|text|words|posted|published|reviewed|report|article|analysis|opinion)\s+)?(?:(?:by)+|von|vom|par|por|di|da|door|av|af|przez|от|автор|текст|author|authors|autor|autoren|auteur|autore|著者|作者|文|記者)\s*(?:[:：]\s*|\s+)`)
	gluedBy    = regexp.MustCompile(`^(?:By|BY)(\p{Lu}[\p{Ll}.])`)
	leadWith   = regexp.MustCompile(`(?i)^\W*(?:with|and|und|et|mit|y|e|en|og|och|by|von|par|por)\s+`)
	inBrackets = regexp.MustCompile(`\s*[(\[{][^)\]}]*[)\]}]`)
	mailOrURL  = regexp.MustCompile(`(?i)\S+@\S+|https?://\S+|\bwww\.\S+|\S+\.(?:com|org|net)/\S*|@\w+`)
	nameSplit  = regexp.MustCompile(`(?i)\s*(?:[;|•·\n/&]|\s[-–—]\s|,? (?:and|und|et|og|och|en|y) |、|，)\s*`)
	roleWord   = regexp.MustCompile(`(?i)\b(?:reporters?|editors?|correspondents?|writers?|columnists?|contributors?|contributing|producers?|photographers?|journalists?|staff|managing|senior|bureau|chief|redakteure?(?:in)?|redakteur|korrespondent(?:in)?|redaktion|redacción|rédaction|redazione|redactie|redaktionen|updated|published|posted|posts|profile|follow|view|email|articles?|minutes?|associate|assistant|digital|newsroom|team|desk|news|press|agency|correspondence|special to|edited|author|guest|full bio|read more|subscribe|share|twitter|facebook|linkedin)\b`)
	// afterName is what follows a name in one line: a date, a Korean or Japanese title.
	afterName = regexp.MustCompile(`(?i)(?:\s*\d{4}[-/.年].*|\s+(?:in|on|at|for) .*\d.*)$|\s+(?:\d.*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d.*|(?:mon|tues|wednes|thurs|fri|satur|sun)day.*|기자.*|記者.*)$`)
	// forOutlet is whom somebody wrote for: "Ada Bee For The Northport Post".
	forOutlet   = regexp.MustCompile(`\s(?:For|for [Tt]he)\s\p{L}.*$`)
	credentials = regexp.MustCompile(`(?:,?\s+(?:MS|MSc|MA|BA|MD|M\.D\.|PhD|Ph\.D\.|RD|RDN|LD|CPA|CFP|MPH|DDS|RN|JD|Esq\.?))+$`)
	credential  = regexp.MustCompile(`^(?:Ph\.?D\.?|M\.?D\.?|M\.?Sc\.?|Esq\.?)$`)
	initialEnd  = regexp.MustCompile(`\s(?:\pL\.)+$`)
	familyFirst = regexp.MustCompile(`^(\p{Lu}[\p{Ll}\-’\']+), (\p{Lu}\p{Ll}+(?: \p{Lu}\.?)?)$`)
	hasYearOrNo = regexp.MustCompile(`\d`)
)

// particles may stand in a name in lower case.
var particles = words("de del della di da dos das du van von der den ter ten la le el al bin ibn bint zu zur af av y e i und o ó ben abu st")

// cleanNames turns what a page calls its authors into a list of names.
func cleanNames(raw []string, site, host string) []string {
	var out []string
	seen := map[string]bool{}
	var pieces []string
	for _, r := range raw {
		pieces = append(pieces, splitNames(r)...)
	}
	for _, p := range pieces {
		p = cleanName(p)
		key := textKey(p)
		named := agencies[key] || isName(p) && !nobody[key]
		if key == "" || seen[key] || !named || isSiteName(p, site, host) || len(out) >= maxAuthors {
			continue
		}
		seen[key] = true
		out = append(out, p)
	}
	return out
}

// splitNames cuts "By A. Bee, C. Dee and E. Eff" into names. Two single words
// with a comma between them are one name, "Dee, Carol".
func splitNames(s string) []string {
	s = unescape(stripTags(s))
	s = mailOrURL.ReplaceAllString(s, " ")
	s = inBrackets.ReplaceAllString(s, "")
	s = gluedBy.ReplaceAllString(strings.TrimSpace(leadBy.ReplaceAllString(s, "")), "$1")
	if m := familyFirst.FindStringSubmatch(s); m != nil && !agencies[textKey(m[1])] && !agencies[textKey(m[2])] {
		return []string{m[2] + " " + m[1]}
	}
	var out []string
	for _, part := range nameSplit.Split(s, -1) {
		for p := range strings.SplitSeq(part, ",") {
			out = append(out, strings.TrimSpace(p))
		}
	}
	return out
}

func cleanName(s string) string {
	s = leadBy.ReplaceAllString(leadWith.ReplaceAllString(squash(s), ""), "")
	s = strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`*|:;,-–—"“”'_>`, r) })
	s = afterName.ReplaceAllString(forOutlet.ReplaceAllString(s, ""), "")
	s = credentials.ReplaceAllString(s, "")
	if !strings.HasSuffix(s, "r.") && !initialEnd.MatchString(s) {
		s = strings.TrimSuffix(s, ".")
	}
	if s == strings.ToUpper(s) && utf8.RuneCountInString(s) > 5 && strings.Contains(s, " ") {
		s = titleCase(s)
	}
	return s
}

// titleCase turns a name in capitals into its usual form.
func titleCase(s string) string {
	prev := ' '
	return strings.Map(func(r rune) rune {
		defer func() { prev = r }()
		if unicode.IsLetter(prev) {
			return unicode.ToLower(r)
		}
		return r
	}, s)
}

// isName says whether s can be a person's name: two to six words that begin
// with capitals (or a script without them), no digits, no role.
func isName(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > 60 || hasYearOrNo.MatchString(s) || strings.Contains(s, "://") {
		return false
	}
	fields := strings.Fields(s)
	if len(fields) == 1 && n <= 5 && s == strings.ToUpper(s) && s != strings.ToLower(s) {
		return false // a degree or an abbreviated desk
	}
	first, _ := utf8.DecodeRuneInString(s)
	cased := unicode.IsUpper(first) || unicode.IsLower(first)
	if len(fields) > 6 || roleWord.MatchString(s) || credential.MatchString(s) {
		return false
	}
	if !cased {
		return unicode.IsLetter(first)
	}
	for _, f := range fields {
		r, _ := utf8.DecodeRuneInString(strings.TrimLeft(f, `"“'‘(`))
		if unicode.IsLower(r) && !particles[strings.ToLower(f)] && !strings.ContainsAny(f, "'’") {
			return false
		}
	}
	return true
}

// agencies are news agencies, which are credited like a person. Facts, in the
// form of textKey.
var agencies = words("ap associatedpress theassociatedpress afp agencefrancepresse reuters dpa dpaafx sid apa sda ats keystonesda epd kna efe ansa adnkronos tass pti ani ians upi aap pa pamedia paagency cp canadianpress thecanadianpress thomsonreuters xinhua kyodo kyodonews yonhap anadoluajansı aa lusa belga anp ntb ritzau tt čtk pap unian ukrinform interfax mti")

// nobody are words that stand where a name should.
var nobody = words("admin administrator redaktion redaktionen redacción rédaction redazione anonymous unknown noauthor none null guest user webmaster agenturen agencies by sponsored january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday condénast")
