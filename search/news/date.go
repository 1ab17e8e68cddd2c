package news

import (
	"fmt"
	"strings"
	"time"
)

// dayLayout is how a date without a time of day is written.
const dayLayout = "2006-01-02"

// Date is a point in time as news gives it: often only a day. The zero Date
// means unknown. A day-only Date holds midnight UTC of that day.
type Date struct {
	Time    time.Time
	DayOnly bool
}

// Day is the date of a day whose time is not known.
func Day(year int, month time.Month, day int) Date {
	return Date{Time: time.Date(year, month, day, 0, 0, 0, 0, time.UTC), DayOnly: true}
}

// IsZero reports an unknown date; encoding/json's omitzero asks it.
func (d Date) IsZero() bool { return d.Time.IsZero() }

// Year is the year, 0 for an unknown date.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.Time.Year()
}

// String writes RFC 3339, or 2025-04-23 where only the day is known, or
// nothing for the zero Date.
func (d Date) String() string {
	switch {
	case d.IsZero():
		return ""
	case d.DayOnly:
		return d.Time.Format(dayLayout)
	default:
		return d.Time.Format(time.RFC3339)
	}
}

// ParseDate reads what String writes. An empty string is the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	if t, err := time.Parse(dayLayout, s); err == nil {
		return Date{Time: t, DayOnly: true}, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q is neither 2025-04-23 nor RFC 3339 like 2025-04-23T08:15:00Z", s)
	}
	return Date{Time: t}, nil
}

// MarshalJSON writes String as a JSON string.
func (d Date) MarshalJSON() ([]byte, error) {
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes, and null as the zero Date.
func (d *Date) UnmarshalJSON(b []byte) error {
	s := strings.Trim(string(b), `"`)
	if s == "null" {
		s = ""
	}
	v, err := ParseDate(s)
	if err != nil {
		return err
	}
	*d = v
	return nil
}
