package news

import (
	"encoding/json"
	"slices"
	"testing"
	"time"
)

func TestNewID(t *testing.T) {
	a, b := NewID("https://a.example/1"), NewID("https://a.example/2")
	if a == b || !a.Valid() || !b.Valid() {
		t.Fatalf("ids %q and %q must be valid and different", a, b)
	}
	for _, bad := range []ID{"", "abc", "../../../../etc/p", "ABCDEF0123456789"} {
		if bad.Valid() {
			t.Errorf("%q is no id", bad)
		}
	}
}

func TestDateJSON(t *testing.T) {
	for _, in := range []string{`"2025-04-23"`, `"2025-04-23T08:15:00Z"`, `"2025-04-23T08:15:00+02:00"`, `""`} {
		var d Date
		if err := json.Unmarshal([]byte(in), &d); err != nil {
			t.Fatal(err)
		}
		out, _ := json.Marshal(d)
		if string(out) != in {
			t.Errorf("%s came back as %s", in, out)
		}
	}
	var d Date
	if json.Unmarshal([]byte(`"23.4.2025"`), &d) == nil {
		t.Error("a date of another form must be refused")
	}
	if got := Day(2025, time.April, 23).String(); got != "2025-04-23" {
		t.Errorf("Day gives %q", got)
	}
}

func TestValues(t *testing.T) {
	a := Article{Source: "a.example", Tags: Tags{
		People:    []Person{{ID: "p-b"}, {ID: "p-a"}, {ID: "p-b"}},
		Countries: []Country{{Code: "UA"}},
		Events:    []Event{{Type: "protest:riot"}, {Type: "protest"}, {Type: "talks", Negated: true, Future: true}},
	}}
	for f, want := range map[Facet][]string{
		FacetPerson:  {"p-a", "p-b"},
		FacetCountry: {"UA"},
		FacetEvent:   {"protest", "protest:riot", "talks.negated"},
		FacetSource:  {"a.example"},
		FacetLang:    nil,
	} {
		if got := a.Values(f); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", f, got, want)
		}
	}
}

// TestVisitForCancelledTalks: an envoy's arrival does not make the talks take place
// that the same article says were called off.
func TestVisitForCancelledTalks(t *testing.T) {
	off, visit, held := Event{Type: "talks", Negated: true}, Event{Type: "talks:visit"}, Event{Type: "talks"}
	for _, c := range []struct {
		events []Event
		want   []string
	}{
		{[]Event{off, visit}, []string{"talks.negated", "talks:visit"}},
		{[]Event{visit}, []string{"talks", "talks:visit"}},
		{[]Event{off, visit, held}, []string{"talks", "talks.negated", "talks:visit"}},
		{[]Event{off, {Type: "protest:riot"}}, []string{"protest", "protest:riot", "talks.negated"}},
		{[]Event{off, {Type: "talks:visit", Future: true}}, []string{"talks.future", "talks.negated", "talks:visit.future"}},
	} {
		a := Article{Tags: Tags{Events: c.events}}
		if got := a.Values(FacetEvent); !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.events, got, c.want)
		}
	}
}

// TestTables checks the embedded tables row by row, because the loader trusts
// them.
func TestTables(t *testing.T) {
	for row := range rows(countriesTSV) {
		if len(row) != 3 || len(row[0]) != 2 || row[1] == "" {
			t.Errorf("countries.tsv: bad row %q", row)
		}
	}
	seen := map[EventType]bool{}
	for row := range rows(eventsTSV) {
		if len(row) != 7 || slices.Contains(row, "") {
			t.Fatalf("events.tsv: bad row %q", row)
		}
		e := EventType(row[0])
		if seen[e] {
			t.Errorf("events.tsv: %s stands twice", e)
		}
		if p := e.Parent(); p != "" && !seen[p] {
			t.Errorf("events.tsv: %s stands before its first level", e)
		}
		seen[e] = true
	}
	if len(Countries()) < 249 || len(EventTypes()) < 60 {
		t.Errorf("%d countries, %d event types", len(Countries()), len(EventTypes()))
	}
}

func TestNames(t *testing.T) {
	for text, want := range map[string]CountryCode{"ua": "UA", "Ukraine": "UA", "turkey": "TR", "Türkiye": "TR", "Nowhere": ""} {
		if got, _ := LookupCountry(text); got != want {
			t.Errorf("LookupCountry(%q) = %q, want %q", text, got, want)
		}
	}
	for value, want := range map[string]string{
		"talks": "Talks", "talks.negated": "Talks called off", "protest:riot": "Riot",
		"protest.future": "Protest (planned)", "nothing": "", "talks.odd": "",
	} {
		if got, _ := EventName(value); got != want {
			t.Errorf("EventName(%q) = %q, want %q", value, got, want)
		}
	}
	if got := FindEventValues("talks called off"); !slices.Equal(got, []string{"talks.negated"}) {
		t.Errorf("FindEventValues found %v", got)
	}
	if got := FindEventValues("military"); len(got) < 2 {
		t.Errorf("FindEventValues found %v", got)
	}
}
