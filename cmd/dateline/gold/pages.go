package gold

import (
	"bytes"
	"encoding/json"
	"html"
	"strings"
	"time"

	xhtml "golang.org/x/net/html"

	"dateline/indexer/extract"
	"dateline/indexer/fetch"
)

// row is the union of the fields that the sets of pages use.
type row struct {
	ID, HTML, URL, Title, Text, Date, Published string
	Authors, Author                             json.RawMessage
	PageType                                    string `json:"page_type"`
	With, Without, Paragraphs                   []string
	Posted                                      string `json:"date_published"`
	CrawlDate                                   string `json:"crawl_date"`
	First                                       string `json:"first13words"`
}

// eachPage extracts every page of a set, and notes how many could be. One that
// extraction refuses is given as an empty one: that is its answer.
func eachPage[T any](r *run, at func(*T) *row, each func(row T, page extract.Page)) error {
	var extracted share
	err := lines(r, func(v T) error {
		where := at(&v)
		body, err := r.page(where.HTML)
		if err != nil {
			return err
		}
		body, _ = fetch.DecodeText(body, "text/html") // as the commands read a file
		seen, _ := time.Parse("2006-01-02 15:04:05.999999", where.CrawlDate)
		var p extract.Page
		r.timed(len(body), func() { p, err = extract.Extract(body, extract.Options{URL: where.URL, Seen: seen}) })
		extracted.add(err == nil)
		each(v, p)
		return nil
	})
	r.figure("extracted", extracted.value())
	return err
}

func self(v *row) *row { return v }

// bodyMean is the mean precision and recall of texts, as the benchmarks average.
type bodyMean struct{ p, r, n float64 }

func (b *bodyMean) add(got, want string) {
	b.count(grams(got, shingleWords), grams(want, shingleWords))
}

func (b *bodyMean) count(got, want map[string]int) {
	p, r := overlap(got, want)
	b.p, b.r, b.n = b.p+p, b.r+r, b.n+1
}

func (b *bodyMean) report(run *run) {
	p, r := b.p/max(1, b.n), b.r/max(1, b.n)
	run.figure("body_precision", p)
	run.figure("body_recall", r)
	run.figure("body_f1", f1(p, r))
}

func scoreNAEB(r *run) error {
	var body bodyMean
	var m meta
	err := eachPage(r, self, func(row row, p extract.Page) {
		body.add(p.Text(), row.Text)
		m.title(row.Title, p)
	})
	body.report(r)
	r.figure("titles", m.titles.value())
	return err
}

func scoreSegments(r *run) error {
	var c counts
	err := eachPage(r, self, func(row row, p extract.Page) {
		text := squash(p.Text())
		for _, s := range row.With {
			if strings.Contains(text, squash(s)) {
				c.right++
			} else {
				c.missed++
			}
		}
		for _, s := range row.Without {
			if strings.Contains(text, squash(s)) {
				c.wrong++
			}
		}
	})
	r.counted("", c)
	return err
}

func scorePageType(r *run) error {
	var right, always share
	var articles counts
	var words bodyMean
	err := eachPage(r, self, func(row row, p extract.Page) {
		is := row.PageType == "article"
		if is {
			words.count(grams(p.Text(), 1), grams(row.Text, 1))
		}
		right.add(p.IsArticle == is)
		always.add(is)
		articles.judge(p.IsArticle, is)
	})
	r.figure("accuracy", right.value())
	r.figure("always_article", always.value())
	r.counted("article", articles)
	words.report(r)
	return err
}

// readabilityRow is a fixture of Readability.js.
type readabilityRow struct {
	row
	Metadata struct {
		Title, Byline string
		PublishedTime string
	}
	Expected string `json:"expected_html"`
}

func scoreReadability(r *run) error {
	var body bodyMean
	var m meta
	at := func(v *readabilityRow) *row { return &v.row }
	err := eachPage(r, at, func(v readabilityRow, p extract.Page) {
		body.add(p.Text(), visible(v.Expected))
		m.title(v.Metadata.Title, p)
		m.date(v.Metadata.PublishedTime, p)
	})
	body.report(r)
	r.figure("titles", m.titles.value())
	r.figure("dates", m.dates.value())
	return err
}

// visible is the text of cleaned HTML.
func visible(source string) string {
	var b bytes.Buffer
	for z := xhtml.NewTokenizer(strings.NewReader(source)); ; {
		switch z.Next() {
		case xhtml.ErrorToken:
			return b.String()
		case xhtml.TextToken:
			b.Write(z.Text())
			b.WriteByte(' ')
		}
	}
}

// meta counts the fields beside the text, and by where they came from. A byline
// is right where all its names are, and no other.
type meta struct {
	titles, dates, minutes, bylines share
	authors                         counts
	from                            map[string]map[string]*share
}

func (m *meta) source(p extract.Page, field string, right bool) {
	if m.from == nil {
		m.from = map[string]map[string]*share{}
	}
	if m.from[field] == nil {
		m.from[field] = map[string]*share{}
	}
	from := p.From[field]
	if from == "" {
		from = "nowhere"
	}
	if m.from[field][from] == nil {
		m.from[field][from] = &share{}
	}
	m.from[field][from].add(right)
}

func (m *meta) title(want string, p extract.Page) {
	want = key(html.UnescapeString(html.UnescapeString(want)))
	if want == "" {
		return
	}
	right := key(p.Title) == want
	m.titles.add(right)
	m.source(p, "title", right)
}

// goldTimes are the forms in which sets write a time.
var goldTimes = []string{"2006-01-02 15:04:05.999999-07:00", time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05-0700", time.DateOnly}

func goldTime(s string) (time.Time, bool) {
	for _, form := range goldTimes {
		if t, err := time.Parse(form, strings.TrimSpace(s)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// date asks for the same day, in the zone of either side, and for the minute.
func (m *meta) date(text string, p extract.Page) {
	want, ok := goldTime(text)
	if !ok {
		return
	}
	got := p.Published.Time
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	right := day(want.UTC()) == day(got.UTC()) || day(want) == day(got)
	m.dates.add(right)
	m.minutes.add(want.Truncate(time.Minute).Equal(got.Truncate(time.Minute)))
	m.source(p, "published", right)
}

func (m *meta) names(want []string, p extract.Page) {
	due, got := map[string]bool{}, map[string]bool{}
	for _, a := range want {
		due[key(a)] = true
	}
	for _, a := range p.Authors {
		got[key(a)] = true
	}
	var c counts
	addSet(&c, got, due)
	m.authors.plus(c)
	m.bylines.add(c.wrong+c.missed == 0)
	m.source(p, "authors", c.wrong+c.missed == 0)
}

func (m *meta) report(r *run) {
	r.figure("titles", m.titles.value())
	r.figure("dates", m.dates.value())
	r.figure("dates_to_the_minute", m.minutes.value())
	r.counted("authors", m.authors)
	r.figure("bylines", m.bylines.value())
	r.result.Sources = map[string]map[string]Share{}
	for field, sources := range m.from {
		r.result.Sources[field] = map[string]Share{}
		for from, s := range sources {
			r.result.Sources[field][from] = Share{s.items, round(s.value(), 4)}
		}
	}
}

func scoreFundus(r *run) error {
	var m meta
	var body bodyMean
	err := eachPage(r, self, func(row row, p extract.Page) {
		m.title(row.Title, p)
		m.date(row.Published, p)
		m.names(goldAuthors(row), p)
		body.add(p.Text(), strings.Join(row.Paragraphs, "\n"))
	})
	m.report(r)
	body.report(r)
	return err
}

func scorePostlight(r *run) error {
	var m meta
	var first share
	err := eachPage(r, self, func(row row, p extract.Page) {
		m.title(row.Title, p)
		m.date(row.Posted, p)
		// Its rows leave out what their test did not assert.
		if names := goldAuthors(row); len(names) > 0 {
			m.names(names, p)
		}
		if want := key(html.UnescapeString(row.First)); want != "" {
			first.add(strings.Contains(key(p.Text()), want))
		}
	})
	m.report(r)
	r.figure("first_words", first.value())
	return err
}

// goldAuthors reads a list of names, or one text of names.
func goldAuthors(row row) []string {
	var list []string
	if json.Unmarshal(row.Authors, &list) == nil && len(list) > 0 {
		return list
	}
	var one string
	if json.Unmarshal(row.Author, &one) != nil {
		return nil
	}
	one = strings.NewReplacer(" and ", ",", " & ", ",", ";", ",").Replace(one)
	for name := range strings.SplitSeq(one, ",") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, name)
		}
	}
	return list
}
