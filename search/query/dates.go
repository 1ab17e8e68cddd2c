package query

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// The years a date may name. News is younger than the first; an int64 of
// nanoseconds, which engines keep times in, ends soon after the second.
const (
	MinYear = 1700
	MaxYear = 2200
)

// dateForms are the spellings of a date and the span each one covers.
var dateForms = []struct {
	layout string
	end    func(time.Time) time.Time
	print  string
}{
	{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }, "2006"},
	{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }, "January 2006"},
	{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }, "2 January 2006"},
	{time.RFC3339, instantEnd, "2 January 2006 15:04:05 UTC"},
}

// instantEnd makes an instant a range that holds it: its second, or its
// nanosecond where it names a part of a second.
func instantEnd(t time.Time) time.Time {
	if t.Nanosecond() == 0 {
		return t.Add(time.Second)
	}
	return t.Add(1)
}

// ParseDateRange reads two dates, each 2025, 2025-04, 2025-04-23 or RFC 3339
// and both inclusive, as the half-open range [from, to) in UTC. An empty date
// leaves its end open (the zero time). An error names the date that is wrong.
func ParseDateRange(first, last string) (from, to time.Time, err error) {
	if first != "" {
		if from, _, err = dateSpan(first); err != nil {
			return time.Time{}, time.Time{}, err
		}
	}
	if last != "" {
		if _, to, err = dateSpan(last); err != nil {
			return time.Time{}, time.Time{}, err
		}
	}
	if first != "" && last != "" && !from.Before(to) {
		return time.Time{}, time.Time{}, fmt.Errorf("%q is before %q: write the earlier date first", last, first)
	}
	return from, to, nil
}

// dateSpan gives the half-open range in UTC that one date covers.
func dateSpan(text string) (from, to time.Time, err error) {
	for _, form := range dateForms {
		t, err := time.Parse(form.layout, text)
		if err != nil {
			continue
		}
		t = t.UTC()
		if t.Year() < MinYear || t.Year() > MaxYear {
			return time.Time{}, time.Time{}, fmt.Errorf("%q is out of range: write a year from %d to %d", text, MinYear, MaxYear)
		}
		return t, form.end(t), nil
	}
	return time.Time{}, time.Time{}, fmt.Errorf("%q is no date: write 2025, 2025-04, 2025-04-23 or 2025-04-23T08:15:00Z", text)
}

// newDates makes the node of op ("after", "before", "on" or "..") from its
// dates. The words mean what they say: after a day begins on the next one.
func newDates(op, first, last string, at Span) (*Dates, error) {
	if op == ".." {
		from, to, err := ParseDateRange(first, last)
		return &Dates{Text: first + ".." + last, From: from, To: to, Span: at}, err
	}
	from, to, err := dateSpan(first)
	if err != nil {
		return nil, err
	}
	n := &Dates{Text: op + ":" + first, Span: at}
	switch op {
	case "after":
		n.From = to
	case "before":
		n.To = from
	default:
		n.From, n.To = from, to
	}
	return n, nil
}

// cutDates splits "2025-04..2025-05". ok is false where it is no range of
// dates but, say, "10..20" or an ellipsis: each side is a date or empty, not both.
func cutDates(text string) (first, last string, ok bool) {
	first, last, ok = strings.Cut(text, "..")
	if !ok || first == "" && last == "" || !looksDated(first) || !looksDated(last) {
		return "", "", false
	}
	return first, last, true
}

// looksDated says whether text is empty or begins like a date does, in four
// digits, so that a wrong date is refused rather than taken for a word.
func looksDated(text string) bool {
	if text == "" {
		return true
	}
	for i, r := range text {
		if i == 4 {
			return r == '-'
		}
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return len(text) == 4
}

// describe says the dates in plain English.
func (n *Dates) describe() string {
	if first, last, ok := strings.Cut(n.Text, ".."); ok {
		switch {
		case last == "":
			return "published since " + printDate(first)
		case first == "":
			return "published up to " + printDate(last)
		}
		return "published from " + printDate(first) + " to " + printDate(last)
	}
	op, date, _ := strings.Cut(n.Text, ":")
	switch {
	case op != "on":
		return "published " + op + " " + printDate(date)
	case len(date) < len("2006-01-02"):
		return "published in " + printDate(date)
	case len(date) > len("2006-01-02"):
		return "published at " + printDate(date)
	}
	return "published on " + printDate(date)
}

func printDate(text string) string {
	for _, form := range dateForms {
		if t, err := time.Parse(form.layout, text); err == nil {
			return t.UTC().Format(form.print)
		}
	}
	return text
}
