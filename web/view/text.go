package view

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"dateline/search"
	"dateline/search/news"
)

// When is a date as a page shows it: Text for the eye, Exact on hover, Machine
// for the datetime attribute. The zero When is an unknown date.
type When struct{ Text, Exact, Machine string }

const (
	dayText   = "2 January 2006"
	exactText = "Monday 2 January 2006, 15:04:05 MST"
)

func when(d news.Date) When {
	if d.IsZero() {
		return When{}
	}
	w := When{Text: d.Time.Format(dayText), Machine: d.String()}
	w.Exact = d.Time.Format("Monday 2 January 2006") + ", time of day not known"
	if !d.DayOnly {
		w.Exact = zoned(d.Time)
	}
	return w
}

// zoned writes a fixed zone as UTC+02:00: Go prints its name, and RFC 3339 has
// none.
func zoned(t time.Time) string {
	if _, offset := t.Zone(); offset == 0 {
		return t.UTC().Format(exactText)
	}
	return t.Format("Monday 2 January 2006, 15:04:05 UTC-07:00")
}

// typedDate writes a typed year, month or day as a page shows dates; anything
// else stays as it was typed.
func typedDate(text string) string {
	for _, form := range [][2]string{{"2006-01-02", dayText}, {"2006-01", "January 2006"}} {
		if t, err := time.Parse(form[0], text); err == nil {
			return t.Format(form[1])
		}
	}
	return text
}

// num writes n with a comma every three digits.
func num(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// articles writes a count with its unit.
func articles(n int) string { return counted(n, "article", "articles") }

// counted is a number with what it counts.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return num(n) + " " + many
}

// notInHosts are what Go lets stand in a host and a browser does not.
const notInHosts = "<>\"'`(){}|\\^% "

// WebHref gives address back where it is absolute http or https with a host that
// a browser reads, and nothing otherwise: an article's address is what a site
// said it is.
func WebHref(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.ContainsAny(u.Host, notInHosts) || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.String()
}

// valueName names a facet value without asking the archive; a person's id
// stays as it is.
func valueName(f news.Facet, value string) string {
	switch f {
	case news.FacetCountry:
		if name, ok := news.CountryName(news.CountryCode(value)); ok {
			return name
		}
	case news.FacetEvent:
		if name, ok := news.EventName(value); ok {
			return name
		}
	case news.FacetLang:
		if name, ok := search.LangName(value); ok {
			return name
		}
	}
	return value
}

// facetTitles are the headings of facets, and facetNouns what one value is.
var facetTitles = map[news.Facet]string{
	news.FacetPerson: "People", news.FacetCountry: "Countries", news.FacetEvent: "Event types",
	news.FacetSource: "Sources", news.FacetLang: "Languages",
}

var facetNouns = map[news.Facet]string{
	news.FacetPerson: "Person", news.FacetCountry: "Country", news.FacetEvent: "Event",
	news.FacetSource: "Source", news.FacetLang: "Language",
}
