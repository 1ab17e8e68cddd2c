package main

import (
	"bufio"
	"encoding/json"
	"fmt"
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
		line := []string{fmt.Sprint(a.ID.value)}
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

// TestTagAnswersEveryLine: whatever a line is, it has its answer in its place, under
// its own id, and the lines around it are tagged.
func TestTagAnswersEveryLine(t *testing.T) {
	const good = `{"id":"good","text":"Engineer Ulla Brandvik spoke in Oslo."}`
	const tagged = `"good" 1`
	for name, tt := range map[string]struct {
		in   string
		want []string // id and count of people, or the error's beginning
	}{
		"a number is an id":         {`{"id":17,"text":"Ulla Brandvik spoke."}`, []string{"17 1"}},
		"a long number stays whole": {`{"id":1234567890123456789,"text":""}`, []string{"1234567890123456789 0"}},
		"no id":                     {`{"text":""}`, []string{`"" 0`}},
		"an id of markup":           {`{"id":"<a&b>","text":""}`, []string{`"<a&b>" 0`}},
		"byte order mark":           {"\xef\xbb\xbf" + good, []string{tagged}},
		"Windows line ends":         {good + "\r\n" + good + "\r\n", []string{tagged, tagged}},
		"blank lines":               {"\n" + good + "\n\n" + good, []string{tagged, tagged}},
		"the first line is bad":     {"oops\n" + good, []string{`"" line 1: invalid JSON`, tagged}},
		"a line is cut off":         {good + "\n{\"id\":\"x\",\n" + good, []string{tagged, `"" line 2: invalid JSON`, tagged}},
		"a title is a list":         {`{"id":"x","title":["a"],"text":"b"}` + "\n" + good, []string{`"x" line 1: invalid JSON`, tagged}},
		"a year is a number":        {`{"id":"x","published":1999,"lang":null,"text":"Ulla Brandvik spoke."}`, []string{`"x" 1`}},
		"a date is an object":       {`{"id":"x","published":{"y":1},"lang":["en"],"text":"Ulla Brandvik spoke."}`, []string{`"x" 1`}},
		"a line is too long":        {good + "\n{\"text\":\"" + strings.Repeat("a", maxPureInput) + "\"}\n" + good, []string{tagged, `"" line 2: the line is too long`, tagged}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := answers(t, tt.in); !cmp.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func answers(t *testing.T, in string) []string {
	t.Helper()
	var out strings.Builder
	if err := tagAll(bufio.NewReader(strings.NewReader(in)), &out); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(out.String()) {
		var a struct {
			ID     json.RawMessage
			People []any
			Error  string
		}
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		reason := strings.SplitN(a.Error, ":", 3)
		switch {
		case a.People == nil:
			t.Errorf("people is null in %s", line)
		case a.Error == "":
			reason = []string{fmt.Sprint(len(a.People))}
		default:
			reason = reason[:2]
		}
		got = append(got, string(a.ID)+" "+strings.Join(reason, ":"))
	}
	return got
}
