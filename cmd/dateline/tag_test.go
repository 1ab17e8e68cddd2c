package main

import (
	"bufio"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTagTellsPeopleApartAcrossDocuments: one person, one id and one name in all
// documents of an input; namesakes are two; an invalid line stays in its place.
func TestTagTellsPeopleApartAcrossDocuments(t *testing.T) {
	in := strings.Join([]string{
		`{"id":"a","text":"The skipper, Michael Tarrow, said his boat had sunk off Scotland. Tarrow was the last to leave, Britain's coastguard said."}`,
		`{"id":"b","text":"Finance Minister Mohammed Al-Karimi of Egypt spoke in Cairo. Egypt will borrow less, he said."}`,
		`{bad`,
		`{"id":"c","text":"Engineer Mike Tarrow told the United States Congress in Washington that the American rules were old."}`,
		`{"id":"d","text":"Egypt's finance minister, Muhamed el-Karimi, resigned in Cairo."}`,
		`{"id":"e","text":"President Obama flew from Washington to Chicago. The United States would act, Obama said.","published":"2012-05-03"}`,
	}, "\n")
	var out strings.Builder
	if err := tagAll(bufio.NewReader(strings.NewReader(in)), &out); err != nil {
		t.Fatal(err)
	}
	var got [][]string
	for d := json.NewDecoder(strings.NewReader(out.String())); d.More(); {
		var a tagged
		if err := d.Decode(&a); err != nil {
			t.Fatal(err)
		}
		line := []string{a.ID}
		if a.Error != "" {
			line = append(line, "error")
		}
		for _, p := range a.People {
			line = append(line, string(p.ID), p.Name)
		}
		got = append(got, line)
	}
	want := [][]string{
		{"a", "p-michael-tarrow-skipper-gb", "Michael Tarrow"},
		{"b", "p-mohammed-karimi", "Mohammed Al-Karimi"},
		{"", "error"},
		{"c", "p-michael-tarrow-engineer-us", "Mike Tarrow"},
		{"d", "p-mohammed-karimi", "Mohammed Al-Karimi"},
		{"e", "p-barack-obama", "Barack Obama"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestTwoTagsOfOneEntityBecomeOne(t *testing.T) {
	line := `{"id":"a","text":"Muammar Gaddafi, the Libyan leader, spoke in Tripoli. Later Colonel Moammar Qaddafi said more."}`
	var out strings.Builder
	if err := tagAll(bufio.NewReader(strings.NewReader(line)), &out); err != nil {
		t.Fatal(err)
	}
	var a tagged
	if err := json.Unmarshal([]byte(out.String()), &a); err != nil {
		t.Fatal(err)
	}
	if len(a.People) != 1 || len(a.People[0].Mentions) != 2 || a.People[0].ID != "p-muammar-gaddafi" {
		t.Errorf("got %+v, want one Muammar Gaddafi with two mentions", a.People)
	}
}
