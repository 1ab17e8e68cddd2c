package extract

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	dateparser "github.com/markusmobius/go-dateparser"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/language"

	"dateline/search/news"
)

// Where a visible date of publication is looked for. On 60 gold pages that state
// it nowhere else, it stands within six lines after the headline on 50.
const (
	linesAfter  = 20
	linesBefore = 6
	// maxLinesText is how far below the headline, in bytes, the last of those
	// lines may be: under it stands the story, with dates of its own.
	maxLinesText = 1500
	// maxBeside is how many letters may stand beside a date, of a byline or a
	// label: a sentence that holds a date is of something else.
	maxBeside = 60
	// maxDateLine is the longest line, in bytes, that is looked at.
	maxDateLine = 400
	// maxDateLines are read of a page in all.
	maxDateLines = 20_000
)

// line is the text of one block of a page, or the stamp of a <time>.
type line struct {
	text    string
	stamp   bool
	changed bool // a stamp behind words that say that something was changed
	side    bool // in a menu, a side column or a footer
}

// dateLines reads the lines of a page; at is the first after the headline, or
// -1 where headline is nowhere.
func dateLines(root, headline *html.Node) (lines []line, at int) {
	at = -1
	var b strings.Builder
	flush := func(side bool) {
		if t := squash(b.String()); t != "" {
			lines = append(lines, line{text: t, side: side})
		}
		b.Reset()
	}
	var walk func(n *html.Node, side bool)
	walk = func(n *html.Node, side bool) {
		if len(lines) >= maxDateLines || silent[n.DataAtom] {
			return
		}
		if n.Type == html.TextNode {
			if t := b.String(); t != "" && n.Data != "" && isDigit(t[len(t)-1]) && isDigit(n.Data[0]) {
				b.WriteByte(' ') // "May 4, 2024" and "15 comments" side by side
			}
			joinText(&b, n.Data)
			return
		}
		switch n.DataAtom {
		case atom.Nav, atom.Aside, atom.Footer:
			side = true
		case atom.Time:
			if stamp := stampOf(n); stamp != "" {
				changed := saysChanged.MatchString(b.String())
				flush(side)
				lines = append(lines, line{text: stamp, stamp: true, changed: changed, side: side})
				return // its text says the same
			}
		}
		block := n.DataAtom == atom.Br || n.Type == html.ElementNode && !isInline(n)
		if block {
			flush(side)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, side)
		}
		if block {
			flush(side)
		}
		if n == headline {
			flush(side)
			at = len(lines)
		}
	}
	walk(root, false)
	flush(false)
	return lines, at
}

// stampOf is what a <time> says in a form for machines, if it is one.
func stampOf(n *html.Node) string {
	for _, a := range n.Attr {
		if a.Key != "datetime" {
			continue
		}
		if _, _, ok := parseDate(a.Val); ok {
			return a.Val
		}
	}
	return ""
}

// headline is the element that shows the page's title: the first heading that
// says it, else an h1 that is like it. Nil where there is none.
func (h head) headline(title string) *html.Node {
	want := textKey(title)
	all := h.doc.Find("h1, h2, h3").Nodes
	for _, n := range all[:min(len(all), maxHeadings)] {
		if want != "" && textKey(headingText(n)) == want {
			return n
		}
	}
	if first := h.doc.Find("h1").Nodes; len(first) > 0 {
		text := headingText(first[0])
		if key := textKey(text); overlap(text, title) >= likeSecond || len(key) >= minPart && strings.Contains(want, key) {
			return first[0]
		}
	}
	return nil
}

// dayReader reads the days in the lines of a page, as its language and country write
// them. headline is the first line after the headline, or -1.
type dayReader struct {
	lines      []line
	headline   int
	lang       string
	monthFirst bool
}

func (h head) dayReader(title, pageURL string) dayReader {
	r := dayReader{monthFirst: h.monthFirst(pageURL)}
	r.lang, _ = h.declaredLang()
	r.lines, r.headline = dateLines(h.doc.Nodes[0], h.headline(title))
	return r
}

// nearHeadline reads the day that stands beside the headline, after it or else
// before it: one said to be of a change only where there is no other. It says
// whether there was one.
func (r *dayReader) nearHeadline(p *dateReader) bool {
	at := r.headline
	if at < 0 {
		return false
	}
	after := r.lines[at:min(len(r.lines), at+linesAfter)]
	before := r.lines[max(0, at-1-linesBefore):max(0, at-1)]
	for _, changed := range []bool{false, true} {
		length := 0
		for _, l := range after {
			if length += len(l.text); length > maxLinesText {
				break
			}
			if r.addLine(l, changed, p) {
				return true
			}
		}
		for _, l := range slices.Backward(before) {
			if !l.stamp && r.addLine(l, changed, p) {
				return true
			}
		}
	}
	return false
}

// saysPublished begins a line that says when its page was published.
var saysPublished = regexp.MustCompile(`(?i)^(?:(?:date |first )?(?:published|posted|written)\b|(?:publish|post|publication|posting|release) (?:date|time)\b|date:|veröffentlicht|erstellt|publié|publicado|pubblicato|gepubliceerd|publisert|publicerad|julkaistu|opublikowano|опубликовано|опубліковано|掲載|公開|投稿|配信|发布|發布|입력|등록|승인)`)

// labelled reads the day of a line anywhere that says it is that of publication.
func (r *dayReader) labelled(p *dateReader) bool {
	for _, l := range r.lines {
		if saysPublished.MatchString(l.text) && r.addLine(l, false, p) {
			return true
		}
	}
	return false
}

// addLine adds the day that l states, and says whether there was one. changed
// asks for days that l says are of a change.
func (r *dayReader) addLine(l line, changed bool, p *dateReader) bool {
	if l.side || len(l.text) > maxDateLine {
		return false
	}
	if l.stamp {
		n := len(p.out)
		if l.changed == changed {
			p.add(l.text, fromVisible)
		}
		return len(p.out) > n
	}
	for _, d := range daysIn(l.text, r.lang, r.monthFirst) {
		if d.changed == changed && p.possible(d.date) {
			p.out = append(p.out, dateCandidate{date: d.date, from: fromVisible})
			return true
		}
	}
	return false
}

// writtenDay is a day found in a line.
type writtenDay struct {
	date    news.Date
	changed bool // the words before it say that something was changed
}

// dayForms are how a day with its year is written, in words or numbers.
var dayForms = regexp.MustCompile(`(?i)\d{4}\s?[-/.年년]\s?\d{1,2}\s?[-/.月월]\s?\d{1,2}` +
	`|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4}` +
	`|\d{1,2}\s+tháng\s+\d{1,2},?\s+(?:năm\s+)?\d{4}` +
	`|\d{1,2}(?:st|nd|rd|th|er|º|ª|\.)?,?\s+(?:de\s+|of\s+)?[\p{L}\p{M}.]{2,16},?\s+(?:de\s+|del\s+)?\d{4}` +
	`|[\p{L}\p{M}]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}` +
	`|\d{4}\.?\s+[\p{L}\p{M}]{3,12}\s+\d{1,2}\b`)

// saysChanged is in the words before a day on which something was changed.
var saysChanged = regexp.MustCompile(`(?i)updat|modif|revis|edited|chang|aktuali|mis à jour|actualiz|aggiorn|bijgewerkt|opdater|oppdater|uppdater|päivit|обновл|изменен|оновл|frissít|güncel|수정|更新|修正|変更`)

// dayFirst are the English-speaking countries' domains, apart from the United
// States', that outlets elsewhere do not use.
var dayFirst = map[string]bool{
	"uk": true, "ie": true, "au": true, "nz": true, "in": true, "za": true, "ng": true, "ke": true, "gh": true, "ug": true, "tz": true,
	"zm": true, "zw": true, "bw": true, "na": true, "mw": true, "rw": true, "pk": true, "bd": true, "lk": true, "sg": true, "my": true,
	"hk": true, "mt": true, "cy": true, "jm": true, "tt": true, "bb": true, "gy": true, "fj": true, "pg": true,
}

// localePath finds the country of addresses like /en-gb/news.
var localePath = regexp.MustCompile(`/[a-z]{2}[-_]([a-z]{2})/`)

// monthFirst says that 4/5/2025 is in April on this page: it is in English, or
// does not say, and of no country but the United States.
func (h head) monthFirst(pageURL string) bool {
	for _, l := range []string{h.doc.Find("html").First().AttrOr("lang", ""), h.first("og:locale")} {
		tag, err := language.Parse(strings.ReplaceAll(l, "_", "-"))
		if err != nil {
			continue
		}
		base, _ := tag.Base()
		region, sure := tag.Region()
		if base.String() != "en" || sure == language.Exact && region.String() != "US" {
			return false
		}
	}
	if m := localePath.FindStringSubmatch(pageURL); m != nil && m[1] != "us" {
		return false
	}
	host := hostOf(pageURL)
	return !dayFirst[host[strings.LastIndexByte(host, '.')+1:]]
}

// daysIn finds the days that a short line states; none in a sentence.
func daysIn(s, lang string, monthFirst bool) []writtenDay {
	s = asciiDigits(s)
	found := dayForms.FindAllStringIndex(s, -1)
	beside, last := s, 0
	for _, at := range found {
		beside = strings.Replace(beside, s[at[0]:at[1]], "", 1)
	}
	if countLetters(beside) > maxBeside {
		return nil
	}
	var out []writtenDay
	for _, at := range found {
		if d, ok := readDay(s[at[0]:at[1]], lang, monthFirst); ok && !digitBeside(s, at) {
			out = append(out, writtenDay{d, saysChanged.MatchString(s[last:at[0]])})
		}
		last = at[1]
	}
	return out
}

// digitBeside says that what was found is part of a longer number.
func digitBeside(s string, at []int) bool {
	return at[0] > 0 && isDigit(s[at[0]-1]) || at[1] < len(s) && isDigit(s[at[1]])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func countLetters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

var numbers = regexp.MustCompile(`\d+`)

// readDay reads what dayForms found. Words are go-dateparser's affair, in the
// page's language and English.
func readDay(s, lang string, monthFirst bool) (news.Date, bool) {
	if !strings.ContainsFunc(s, unicode.IsLetter) || strings.ContainsAny(s, "年년") {
		var v []int
		for _, n := range numbers.FindAllString(s, -1) {
			i, _ := strconv.Atoi(n)
			v = append(v, i)
		}
		return readNumbers(v, monthFirst && !strings.Contains(s, "."))
	}
	if lang == "fa" {
		if d, err := dateparser.ParseJalali(nil, s); err == nil {
			return news.Day(d.Time.Date()), true
		}
	}
	for _, l := range []string{lang, "en"} {
		if !dateparser.IsKnownLocale(l) {
			continue
		}
		d, err := dateparser.Parse(&dateparser.Configuration{Languages: []string{l}, StrictParsing: true}, s)
		if err != nil {
			continue
		}
		y, m, day := d.Time.Date()
		if y > buddhist+earliest {
			y -= buddhist
		}
		return news.Day(y, m, day), true
	}
	return news.Date{}, false
}

// buddhist is by how many years the Thai calendar is ahead.
const buddhist = 543

// readNumbers reads a day of three numbers. Where the year is last the month is
// the one that can be; where both can, monthFirst decides.
func readNumbers(v []int, monthFirst bool) (news.Date, bool) {
	if len(v) != 3 {
		return news.Date{}, false
	}
	y, m, d := v[0], v[1], v[2]
	if y < 100 {
		y, m, d = v[2], v[1], v[0]
		if m > 12 || monthFirst && d <= 12 {
			m, d = d, m
		}
	}
	if y > buddhist+earliest {
		y -= buddhist
	}
	at := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if m < 1 || at.Day() != d || int(at.Month()) != m {
		return news.Date{}, false
	}
	return news.Day(y, time.Month(m), d), true
}

// asciiDigits writes the digits of all scripts as 0 to 9.
func asciiDigits(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf && unicode.IsDigit(r) }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		for _, span := range unicode.Nd.R16 { // whose spans are of whole tens
			if r >= rune(span.Lo) && r <= rune(span.Hi) {
				return '0' + (r-rune(span.Lo))%10
			}
		}
		return r
	}, s)
}
