package index

import (
	"sort"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/query"
)

const (
	hourSeconds = 60 * 60
	daySeconds  = 24 * hourSeconds
)

// intervals from narrow to wide.
var intervals = []query.Interval{query.Hour, query.Day, query.Week, query.Month, query.Year}

// timeline is the matches by published date, of which days are the counts.
func timeline(v *view, matches []*roaring.Bitmap, days *dayCounts, want query.Interval) *query.Timeline {
	span := days.span()
	t := &query.Timeline{Interval: want, Buckets: []query.Bucket{}, Undated: span.undated}
	if span.first == noDate {
		if want == query.Auto {
			t.Interval = query.Day
		}
		return t
	}
	if hoursPossible(want, span) {
		span = exactSpan(v, matches, span)
	}
	t.Interval = chooseInterval(want, span)
	starts := bucketStarts(t.Interval, span)
	counts := make([]int, len(starts))
	if t.Interval == query.Hour {
		countHours(v, matches, starts, counts)
	} else {
		i := 0 // most days are in the bucket of the one before
		days.each(func(day int64, n uint32) {
			if at := day * daySeconds; at < starts[i] || i+1 < len(starts) && at >= starts[i+1] {
				i = bucketOf(starts, t.Interval, at)
			}
			counts[i] += int(n)
		})
	}
	for i, start := range starts {
		t.Buckets = append(t.Buckets, query.Bucket{Start: time.Unix(start, 0).UTC(), N: counts[i]})
	}
	return t
}

// span is the dates of the matches; first is noDate where none has one.
type span struct {
	first, last int64
	days        bool // every date is a midnight: no hours are known
	undated     int
}

// hoursPossible reports whether hours may be chosen for dates within the days of
// sp. Only then it matters when on those days the first and the last date are.
func hoursPossible(want query.Interval, sp span) bool {
	return (want == query.Hour || want == query.Auto) && (sp.last-sp.first)/hourSeconds-daySeconds/hourSeconds <= maxBuckets
}

// exactSpan is sp with its first and last date instead of their days.
func exactSpan(v *view, matches []*roaring.Bitmap, sp span) span {
	sp.first, sp.last = noDate, noDate
	for i, s := range v.segments {
		for it := matches[i].Iterator(); it.HasNext(); {
			at := s.cols.published[it.Next()]
			if at == noDate {
				continue
			}
			if sp.first == noDate || at < sp.first {
				sp.first = at
			}
			sp.last = max(sp.last, at)
		}
	}
	return sp
}

func countHours(v *view, matches []*roaring.Bitmap, starts []int64, counts []int) {
	for i, s := range v.segments {
		for it := matches[i].Iterator(); it.HasNext(); {
			if at := s.cols.published[it.Next()]; at != noDate {
				counts[bucketOf(starts, query.Hour, at)]++
			}
		}
	}
}

// chooseInterval is what was asked for, widened where that has too many buckets;
// years are as wide as it gets.
func chooseInterval(want query.Interval, sp span) query.Interval {
	limit, reached := maxBuckets, false
	if want == query.Auto {
		limit, reached = autoBuckets, true
	}
	for _, iv := range intervals {
		reached = reached || iv == want
		if want == query.Auto && iv == query.Hour && sp.days {
			continue
		}
		if reached && bucketCount(iv, sp) <= limit {
			return iv
		}
	}
	return query.Year
}

// bucketCount may be one too high for months and weeks, never too low.
func bucketCount(iv query.Interval, sp span) int {
	first, last := startOf(iv, sp.first), startOf(iv, sp.last)
	switch iv {
	case query.Hour:
		return int((last-first)/hourSeconds) + 1
	case query.Day:
		return int((last-first)/daySeconds) + 1
	case query.Week:
		return int((last-first)/(7*daySeconds)) + 1
	default:
		a, b := time.Unix(first, 0).UTC(), time.Unix(last, 0).UTC()
		months := (b.Year()-a.Year())*12 + int(b.Month()-a.Month())
		if iv == query.Year {
			months /= 12
		}
		return months + 1
	}
}

// startOf is the start of the interval that holds at, UTC.
func startOf(iv query.Interval, at int64) int64 {
	t := time.Unix(at, 0).UTC()
	y, m, d := t.Date()
	switch iv {
	case query.Hour:
		t = time.Date(y, m, d, t.Hour(), 0, 0, 0, time.UTC)
	case query.Day:
		t = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	case query.Week: // from Monday
		t = time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, time.UTC)
	case query.Month:
		t = time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	default:
		t = time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t.Unix()
}

func bucketStarts(iv query.Interval, sp span) []int64 {
	var out []int64
	last := startOf(iv, sp.last)
	for at := startOf(iv, sp.first); at <= last; {
		out = append(out, at)
		t := time.Unix(at, 0).UTC()
		switch iv {
		case query.Hour:
			at += hourSeconds
		case query.Day:
			at += daySeconds
		case query.Week:
			at += 7 * daySeconds
		case query.Month:
			at = t.AddDate(0, 1, 0).Unix()
		default:
			at = t.AddDate(1, 0, 0).Unix()
		}
	}
	return out
}

// bucketOf finds the bucket that holds at; months and years differ in length.
func bucketOf(starts []int64, iv query.Interval, at int64) int {
	switch iv {
	case query.Hour:
		return int((at - starts[0]) / hourSeconds)
	case query.Day:
		return int((at - starts[0]) / daySeconds)
	case query.Week:
		return int((at - starts[0]) / (7 * daySeconds))
	default:
		return sort.Search(len(starts), func(i int) bool { return starts[i] > at }) - 1
	}
}
