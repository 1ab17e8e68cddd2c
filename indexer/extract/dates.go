package extract

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"dateline/search/news"

	"github.com/PuerkitoBio/goquery"
	htmldate "github.com/markusmobius/go-htmldate"
	"golang.org/x/net/html"
)

// earliest is the first year that a web page's own date is believed.
const earliest = 1990

// dateLayouts are the forms of machine-readable dates found in pages. Layouts
// without a zone are read as UTC.
var dateLayouts = []string{
	time.RFC3339Nano, time.RFC3339,
	"2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02T15:04:05Z07",
	"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006-01-02T15:04:05 Z07:00", "2006-01-02T15:04:05 -0700",
	"2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04:05", "2006-01-02 15:04",
	time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST", "Mon Jan 2 15:04:05 MST 2006", "Mon Jan 2 2006 15:04:05 GMT-0700", "Mon Jan 02 15:04:05 -0700 2006",
	"Mon Jan 2 15:04:05 2006", "January 2, 2006 15:04:05", "January 2, 2006 3:04 PM", "January 2, 2006, 3:04 PM", "Jan 2, 2006 3:04 PM", "Jan 2, 2006, 3:04 PM", "Jan 2, 2006 3:04:05 PM", "1/2/2006 3:04:05 PM", "2006/01/02 15:04:05", "2006/01/02 15:04", "20060102T150405Z0700", "20060102T150405", "20060102150405",
}

// dayLayouts give a day without a time.
var dayLayouts = []string{
	"2006-01-02", "2006/01/02", "20060102", "January 2, 2006", "Jan 2, 2006", "Jan. 2, 2006", "2 January 2006", "2 Jan 2006", "Monday, January 2, 2006", "Mon, Jan 2, 2006", "Monday, 2 January 2006", "2.1.2006", "2006-1-2", "2006/1/2", "2006.1.2", "2006.01.02", "2006年1月2日", "2006年01月02日", "January 2 2006", "Mon, 2 Jan 2006",
}

// parseDate reads a machine-readable date. zoned says that it named its zone.
func parseDate(s string) (d news.Date, zoned, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 80 {
		return d, false, false
	}
	s = zoneName.ReplaceAllString(s, "")
	for _, l := range dateLayouts {
		if t, err := time.Parse(l, s); err == nil {
			return news.Date{Time: t}, strings.ContainsAny(l, "Z") || strings.Contains(l, "-0700") || strings.Contains(l, "MST"), true
		}
	}
	for _, l := range dayLayouts {
		if t, err := time.Parse(l, s); err == nil {
			return news.Day(t.Year(), t.Month(), t.Day()), false, true
		}
	}
	return epoch(s)
}

// zoneName is what JavaScript adds: "(Central European Time)".
var zoneName = regexp.MustCompile(`\s*\([^)]*\)\s*$|\[[A-Za-z/_]+\]$`)

// epoch reads seconds or milliseconds since 1970.
func epoch(s string) (news.Date, bool, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil:
		return news.Date{}, false, false
	case len(s) == 10:
		return news.Date{Time: time.Unix(n, 0).UTC()}, true, true
	case len(s) == 13:
		return news.Date{Time: time.UnixMilli(n).UTC()}, true, true
	}
	return news.Date{}, false, false
}

// dateCandidate is a date the page offers.
type dateCandidate struct {
	date  news.Date
	zoned bool
	from  string
}

// dateReader collects dates that are possible: not before 1990, not after a
// day beyond seen.
type dateReader struct {
	latest  time.Time
	out     []dateCandidate
	refused string // the first date that was not possible
}

func (r *dateReader) add(s, from string) {
	d, zoned, ok := parseDate(unescape(s))
	switch {
	case ok && r.possible(d):
		r.out = append(r.out, dateCandidate{d, zoned, from})
	case ok && r.refused == "":
		r.refused = d.String() + " from " + from
	}
}

func (r *dateReader) possible(d news.Date) bool {
	return d.Time.Year() >= earliest && (r.latest.IsZero() || d.Time.Before(r.latest))
}

// best takes the first candidate, but prefers among those of its day one that
// knows its zone, then one that knows its time.
func (r *dateReader) best() (dateCandidate, bool) {
	if len(r.out) == 0 {
		return dateCandidate{}, false
	}
	pick := r.out[0]
	for _, c := range r.out[1:] {
		near := c.date.Time.Sub(pick.date.Time).Abs() < 26*time.Hour
		better := c.zoned && !pick.zoned || !c.date.DayOnly && pick.date.DayOnly
		if near && better {
			pick = c
		}
	}
	return pick, true
}

var publishedNames = []string{
	"article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished", "article.published", "parsely-pub-date", "sailthru.date",
	"cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publicationdate", "bt:pubdate", "citation_publication_date", "citation_online_date", "article_date_original", "originalpublicationdate", "ptime", "pdate", "displaydate", "release_date", "date", "date_published", "datecreated", "rnews:datepublished", "shareaholic:article_published_time", "created", "news_date", "iso-8601-publish-date", "video:release_date", "vr:published_time",
}

var modifiedNames = []string{
	"article:modified_time", "og:article:modified_time", "og:updated_time", "article:modified", "datemodified", "article.updated", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod", "revised", "utime", "modified_date", "shareaholic:article_modified_time",
}

// dates gives when the page was published and changed. Where every date of
// publication that it names is impossible, refused is the first of them.
func (h head) dates(pageURL, title string, latest time.Time) (pub, mod dateCandidate, refused string) {
	p, m := dateReader{latest: latest}, dateReader{latest: latest}
	arts := append([]node{h.art}, h.ownNodes()...)
	for i, n := range arts {
		if i > 0 && (n.rank() == 0 || i > 1 && len(p.out) > 0) {
			continue
		}
		p.add(n.text("datePublished", "dateCreated", "uploadDate"), fromJSONLD)
		m.add(n.text("dateModified"), fromJSONLD)
	}
	for _, name := range publishedNames {
		p.add(h.first(name), fromMeta)
	}
	for _, name := range modifiedNames {
		m.add(h.first(name), fromMeta)
	}
	h.microdataDates(&p, &m)
	if len(p.out) == 0 {
		h.visibleDates(pageURL, title, &p)
	}
	pub, found := p.best()
	if !found {
		refused = p.refused
	}
	mod, _ = m.best()
	if mod.date.Time.Before(pub.date.Time) {
		mod = dateCandidate{}
	}
	return pub, mod, refused
}

func (h head) microdataDates(p, m *dateReader) {
	value := func(s *goquery.Selection) string {
		for _, a := range []string{"datetime", "content"} {
			if v, ok := s.Attr(a); ok {
				return v
			}
		}
		return squash(s.Text())
	}
	h.doc.Find(`[itemprop~="datePublished"], [itemprop~="dateCreated"]`).First().Each(func(_ int, s *goquery.Selection) { p.add(value(s), fromMicrodata) })
	h.doc.Find(`[itemprop~="dateModified"]`).First().Each(func(_ int, s *goquery.Selection) { m.add(value(s), fromMicrodata) })
}

// visibleDates asks what readers see, one place after the other until one has
// spoken: lists of other stories have dates, too. The day in the address is
// that of publication, but has no time.
func (h head) visibleDates(pageURL, title string, p *dateReader) {
	h.urlDate(pageURL, p)
	if h.timeElements(p, markedTimes) {
		return
	}
	r := h.dayReader(title, pageURL)
	_ = r.nearHeadline(p) || h.timeElements(p, storyTimes) || h.timeElements(p, anyTimes) || r.labelled(p)
}

// The elements that state a date, from those marked as this story's.
var (
	markedTimes = []string{"time[pubdate]", "time.published, time.entry-date"}
	storyTimes  = []string{".published time, .byline time, .date time", "article time, main time, [role=main] time"}
	anyTimes    = []string{"time", "abbr.published, .dtpublished, .post-date[title]"}
)

// timeElements reads the first date of elements, of <time> mostly, and says whether
// there was one.
func (h head) timeElements(p *dateReader, selectors []string) bool {
	n := len(p.out)
	for _, sel := range selectors {
		h.doc.Find(sel).EachWithBreak(func(_ int, s *goquery.Selection) bool {
			for _, v := range []string{s.AttrOr("datetime", ""), s.AttrOr("title", ""), squash(s.Text())} {
				p.add(v, fromVisible)
			}
			return len(p.out) == n
		})
		if len(p.out) > n {
			return true
		}
	}
	return false
}

// datedPath finds the day in addresses like /2024/03/14/ or /2024-03-14-.
var datedPath = regexp.MustCompile(`[/_-]((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/_-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|$)`)

func (h head) urlDate(pageURL string, p *dateReader) {
	m := datedPath.FindStringSubmatch(strings.ToLower(pageURL))
	if m == nil {
		return
	}
	for _, l := range []string{"2006-01-02", "2006-Jan-02"} {
		if t, err := time.Parse(l, m[1]+"-"+m[2]+"-"+m[3]); err == nil {
			p.add(t.Format("2006-01-02"), fromURL)
		}
	}
}

// scanDate is the last resort: go-htmldate looks through the page's text, in
// many languages. It is slow, so it runs only where nothing else spoke. Where it
// finds no more than a year, as of a copyright, it says 1 January: that is not
// believed.
func scanDate(root *html.Node, pageURL string, latest time.Time) news.Date {
	res, err := htmldate.FromDocument(root, htmldate.Options{UseOriginalDate: true, URL: pageURL, MaxDate: latest,
		MinDate: time.Date(earliest, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil || res.DateTime.IsZero() {
		return news.Date{}
	}
	t := res.DateTime
	if t.YearDay() == 1 {
		return news.Date{}
	}
	return news.Day(t.Year(), t.Month(), t.Day())
}
