package query

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDescribe(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", ""},
		{"grain", `"grain"`},
		{"-wheat grain corridor", `"grain" and "corridor", not "wheat"`},
		{"grain (corridor OR route)", `"grain" and ("corridor" or "route")`},
		{"NOT wheat", `everything but "wheat"`},
		{"-wheat -rye", `everything, not "wheat", not "rye"`},
		{"wheat OR -rye", `"wheat" or not "rye"`},
		{`title:grain "grain corridor"`, `titles containing "grain" and the phrase "grain corridor"`},
		{`=Kyiv ="Foreign Office" negotiat* Gaddafi~`, `exactly "Kyiv" and exactly the phrase "Foreign Office" and words like "negotiat*" and words spelled like "Gaddafi"`},
		{"person:merkel country:UA", `people matching "merkel" and country "UA"`},
		{"peace NEAR/5 talks", `"peace" within 5 words of "talks"`},
		{"grain peace near1 talks", `"grain" and ("peace" within 1 word of "talks")`},
		{"peace PRE/3 talks", `"peace" at most 3 words before "talks"`},
		{"crime w/s (bribe OR fraud)", `"crime" in one sentence with ("bribe" or "fraud")`},
		{"crime SAME bribe", `"crime" in one paragraph with "bribe"`},
		{"met near/12 @person w/s @country", `("met" within 12 words of a person) in one sentence with a country`},
		{"@event near2 title:talks", `an event within 2 words of titles containing "talks"`},
		{"atleast3 tariff -atleast2(duty OR toll)", `at least 3 times "tariff", not at least 2 times ("duty" or "toll")`},
		{"NOT peace near5 talks", `everything but "peace" within 5 words of "talks"`},
		{"after:2025-04-01", "published after 1 April 2025"},
		{"before:2025-05", "published before May 2025"},
		{"on:2025-04-23", "published on 23 April 2025"},
		{"on:2025", "published in 2025"},
		{"2025-04-01..2025-04-23", "published from 1 April 2025 to 23 April 2025"},
		{"2025..", "published since 2025"},
		{"..2025-04", "published up to April 2025"},
	}
	for _, test := range tests {
		n, err := Parse(test.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", test.in, err)
			continue
		}
		if got := Describe(n); got != test.want {
			t.Errorf("Describe(%q)\n got %s\nwant %s", test.in, got, test.want)
		}
	}
}

func TestParseDateRange(t *testing.T) {
	var open time.Time
	tests := []struct {
		first, last string
		from, to    time.Time
	}{
		{"", "", open, open},
		{"2025", "", utc(2025, 1, 1), open},
		{"", "2025-04", open, utc(2025, 5, 1)},
		{"2025-04-23", "2025-04-23", utc(2025, 4, 23), utc(2025, 4, 24)},
		{"2024-02-29", "2024", utc(2024, 2, 29), utc(2025, 1, 1)},
		{"2025-04-23T08:15:00+02:00", "", time.Date(2025, 4, 23, 6, 15, 0, 0, time.UTC), open},
	}
	for _, test := range tests {
		from, to, err := ParseDateRange(test.first, test.last)
		if err != nil || !from.Equal(test.from) || !to.Equal(test.to) {
			t.Errorf("ParseDateRange(%q, %q) = %v, %v, %v; want %v, %v", test.first, test.last, from, to, err, test.from, test.to)
		}
	}
	for _, bad := range [][2]string{{"2025-4", ""}, {"", "soon"}, {"2025", "2024"}, {"1066", ""}, {"2025-02-29", ""}, {"", "9999"}} {
		if _, _, err := ParseDateRange(bad[0], bad[1]); err == nil {
			t.Errorf("ParseDateRange(%q, %q) gives no error", bad[0], bad[1])
		}
	}
}

func TestClausesAndJoin(t *testing.T) {
	n, err := Parse("alpha (beta OR gamma) -delta")
	if err != nil {
		t.Fatal(err)
	}
	clauses := Clauses(n)
	if len(clauses) != 3 {
		t.Fatalf("%d clauses, want 3", len(clauses))
	}
	if got := Join(clauses[:2]).String(); got != "alpha (beta OR gamma)" {
		t.Errorf("Join of two is %q", got)
	}
	if Join(nil) != nil || Clauses(nil) != nil {
		t.Error("nothing is not nil")
	}
}

func TestMapLeavesTheOriginal(t *testing.T) {
	n, _ := Parse("alpha OR NOT (beta gamma)")
	before := n.String()
	upper, err := Map(n, func(n Node) (Node, error) { return &Word{Text: "x"}, nil })
	if err != nil || upper.String() != "x OR NOT (x x)" {
		t.Errorf("Map gives %v, %v", upper, err)
	}
	if diff := cmp.Diff(before, n.String()); diff != "" {
		t.Error(diff)
	}
	stop := errors.New("stop")
	if _, err := Map(n, func(Node) (Node, error) { return nil, stop }); !errors.Is(err, stop) {
		t.Errorf("Map gives %v, want its visitor's error", err)
	}
}
