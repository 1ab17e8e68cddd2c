package index

import (
	"testing"
	"time"

	"dateline/search/query"
)

func TestTimelineIntervals(t *testing.T) {
	at := func(text string) int64 {
		tm, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return tm.Unix()
	}
	for _, test := range []struct {
		name        string
		want        query.Interval
		first, last string
		days        bool
		got         query.Interval
	}{
		{"one moment", query.Auto, "2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z", false, query.Hour},
		{"one day known by day", query.Auto, "2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z", true, query.Day},
		{"two months", query.Auto, "2024-05-01T00:00:00Z", "2024-06-29T23:00:00Z", false, query.Day},
		{"a year", query.Auto, "2024-01-01T00:00:00Z", "2024-12-31T00:00:00Z", true, query.Week},
		{"four years", query.Auto, "2020-01-01T00:00:00Z", "2023-12-31T00:00:00Z", true, query.Month},
		{"a century", query.Auto, "1920-01-01T00:00:00Z", "2023-12-31T00:00:00Z", true, query.Year},
		{"before 1970", query.Auto, "1968-03-05T01:00:00Z", "1968-03-06T01:00:00Z", false, query.Hour},
		{"hours of a century", query.Hour, "1920-01-01T00:00:00Z", "2023-12-31T00:00:00Z", false, query.Month},
		{"as asked", query.Month, "2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", false, query.Month},
		{"all of time", query.Hour, "0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z", false, query.Year},
	} {
		t.Run(test.name, func(t *testing.T) {
			sp := span{first: at(test.first), last: at(test.last), days: test.days}
			iv := chooseInterval(test.want, sp)
			if iv != test.got {
				t.Errorf("%s, want %s", iv, test.got)
			}
			starts := bucketStarts(iv, sp)
			if bucketOf(starts, iv, sp.first) != 0 || bucketOf(starts, iv, sp.last) != len(starts)-1 {
				t.Errorf("the ends fall into buckets %d and %d of %d", bucketOf(starts, iv, sp.first), bucketOf(starts, iv, sp.last), len(starts))
			}
		})
	}
}
