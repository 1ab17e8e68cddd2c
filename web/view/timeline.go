package view

import (
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"time"

	"dateline/search"
)

// Timeline is the chart above the hits: the drawing, and the same numbers as
// rows for those who cannot see it.
type Timeline struct {
	Unit    string // "articles a month"
	SVG     template.HTML
	Rows    []Row
	Undated int
}

// Row is one bucket (or several, where there are more than can be drawn) with
// the link that narrows the search to it.
type Row struct {
	Label, Href string
	From, To    string
	Count       int
	start       time.Time
}

const (
	// maxBars keeps a bar at least 2 pixels wide on a phone.
	maxBars = 160
	// maxTicks keeps labels from touching each other at 390 pixels.
	maxTicks   = 6
	phoneTicks = 4  // of more than these a phone shows every second
	plotHeight = 56 // pixels
	axisHeight = 20 // pixels
	// minBar is the height in pixels of a bucket with one article beside one
	// with thousands: never invisible.
	minBar = 2.0
	// maxBarWidth in percent keeps a single day from being drawn as a wall.
	maxBarWidth = 9.0
)

// timeline lays out t for r; nil where there is nothing to draw.
func timeline(r search.Request, t *search.Timeline) *Timeline {
	if t == nil || len(t.Buckets) == 0 {
		return nil
	}
	rows := rowsOf(r, t)
	v := &Timeline{Unit: "articles " + per(string(t.Interval)), Undated: t.Undated, SVG: draw(rows, string(t.Interval))}
	if len(rows) < len(t.Buckets) {
		v.Unit = "articles a bar"
	}
	for _, row := range rows {
		if row.Count > 0 {
			v.Rows = append(v.Rows, row)
		}
	}
	return v
}

func per(interval string) string {
	if interval == "hour" {
		return "an hour"
	}
	return "a " + interval
}

// rowsOf turns buckets into rows, adding neighbours up where they are too many
// to be drawn.
func rowsOf(r search.Request, t *search.Timeline) []Row {
	group := (len(t.Buckets) + maxBars - 1) / maxBars
	var rows []Row
	for i := 0; i < len(t.Buckets); i += group {
		part := t.Buckets[i:min(i+group, len(t.Buckets))]
		first, last := part[0].Start.UTC(), part[len(part)-1].Start.UTC()
		row := Row{Label: bucketLabel(string(t.Interval), first), start: first}
		row.From, _ = bucketBounds(string(t.Interval), first)
		_, row.To = bucketBounds(string(t.Interval), last)
		if len(part) > 1 {
			row.Label += " to " + bucketLabel(string(t.Interval), last)
		}
		for _, b := range part {
			row.Count += b.Count
		}
		row.Href = searchHref(r.WithDates(row.From, row.To))
		rows = append(rows, row)
	}
	return rows
}

func bucketLabel(interval string, start time.Time) string {
	switch interval {
	case "year":
		return start.Format("2006")
	case "month":
		return start.Format("January 2006")
	case "week":
		return "week of " + start.Format(dayText)
	case "hour":
		return start.Format("2 January 2006, 15:04 UTC")
	}
	return start.Format(dayText)
}

// bucketBounds writes a bucket as from and to, both inclusive, in the shortest
// spelling that a person may also type.
func bucketBounds(interval string, start time.Time) (from, to string) {
	switch interval {
	case "year":
		from = start.Format("2006")
	case "month":
		from = start.Format("2006-01")
	case "week":
		return start.Format(time.DateOnly), start.AddDate(0, 0, 6).Format(time.DateOnly)
	case "hour":
		return start.Format(time.RFC3339), start.Add(time.Hour - time.Second).Format(time.RFC3339)
	default:
		from = start.Format(time.DateOnly)
	}
	return from, from
}

// draw makes the SVG. Horizontal places are percentages and vertical ones
// pixels, so that the chart fills any width and its labels keep their size.
func draw(rows []Row, interval string) template.HTML {
	top := 1
	for _, row := range rows {
		top = max(top, row.Count)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="bars" width="100%%" height="%d" role="group" aria-label="Timeline">`, plotHeight+axisHeight)
	slot := 100 / float64(len(rows))
	for i, row := range rows {
		drawBar(&b, row, float64(i)*slot, slot, top)
	}
	fmt.Fprintf(&b, `<rect class="base" x="0" y="%d" width="100%%" height="1"/>`, plotHeight)
	labels := ticks(rows, interval)
	for i, t := range labels {
		drawTick(&b, t, i%2 == 1 && len(labels) > phoneTicks)
	}
	b.WriteString(`</svg>`)
	return template.HTML(b.String()) //nolint:gosec // every piece of text above is escaped
}

func drawBar(b *strings.Builder, row Row, x, slot float64, top int) {
	esc := template.HTMLEscapeString
	height := 0.0
	if row.Count > 0 {
		height = max(minBar, float64(row.Count)/float64(top)*(plotHeight-2))
	}
	// The table holds the same links, so the bars are no stops of the Tab key.
	fmt.Fprintf(b, `<a href="%s" tabindex="-1" data-from="%s" data-to="%s"><title>%s: %s</title>`,
		esc(row.Href), esc(row.From), esc(row.To), esc(row.Label), articles(row.Count))
	fmt.Fprintf(b, `<rect class="slot" x="%s%%" y="0" width="%s%%" height="%d"/>`, short(x), short(slot), plotHeight)
	if height > 0 {
		wide := min(slot*0.8, maxBarWidth)
		fmt.Fprintf(b, `<rect class="bar" x="%s%%" y="%s" width="%s%%" height="%s"/>`,
			short(x+(slot-wide)/2), short(plotHeight-height), short(wide), short(height))
	}
	b.WriteString(`</a>`)
}

type tick struct {
	x      float64 // percent
	text   string
	anchor string
}

// drawTick draws a label; one that is spare is not shown on a phone.
func drawTick(b *strings.Builder, t tick, spare bool) {
	class := "tick"
	if spare {
		class = "tick odd"
	}
	fmt.Fprintf(b, `<text class="%s" x="%s%%" y="%d" text-anchor="%s">%s</text>`,
		class, short(t.x), plotHeight+axisHeight-5, t.anchor, template.HTMLEscapeString(t.text))
}

// ticks labels the axis: the Januaries of a long run of months, otherwise
// evenly spaced bars.
func ticks(rows []Row, interval string) []tick {
	var at []int
	for i, row := range rows {
		if interval == "month" && row.start.Month() == time.January {
			at = append(at, i)
		}
	}
	text := tickText(interval)
	if len(at) >= 2 && len(rows) >= 18 {
		text = yearOrMonth
	} else {
		at = at[:0]
		for i := range rows {
			at = append(at, i)
		}
	}
	// The run's beginning is labelled too where that leaves room.
	if at[0]*8 > len(rows) {
		at = append([]int{0}, at...)
	}
	step := (len(at) + maxTicks - 1) / maxTicks
	var out []tick
	for i := 0; i < len(at); i += step {
		x := (float64(at[i]) + 0.5) / float64(len(rows)) * 100
		t := tick{x: x, text: text(rows[at[i]].start), anchor: "middle"}
		switch {
		case x < 6:
			t.x, t.anchor = max(0, x-50/float64(len(rows))), "start"
		case x > 94:
			t.x, t.anchor = 100, "end"
		}
		out = append(out, t)
	}
	return out
}

// yearOrMonth names a January by its year alone.
func yearOrMonth(t time.Time) string {
	if t.Month() == time.January {
		return t.Format("2006")
	}
	return t.Format("Jan 2006")
}

func tickText(interval string) func(time.Time) string {
	layout := map[string]string{"year": "2006", "month": "Jan 2006", "hour": "2 Jan 15:04"}[interval]
	if layout == "" {
		layout = "2 Jan 2006"
	}
	return func(t time.Time) string { return t.Format(layout) }
}

// short writes a coordinate with at most two decimals.
func short(f float64) string {
	s := strconv.FormatFloat(f, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}
