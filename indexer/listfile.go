package indexer

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dateline/indexer/store"
	"dateline/indexer/tag"
	"dateline/search/news"
)

// listRow is one row of a newsroom's list as its file has it, or why it could not
// be read.
type listRow struct {
	line    int
	err     error
	id      string
	name    string
	aliases []string
	role    string
	country string
	from    string
	to      string
}

// readList reads CSV with a header, a JSON array, or JSON Lines, told apart by the
// first sign. The error is for a file that is none of these.
func readList(content []byte) ([]listRow, error) {
	content = bytes.TrimPrefix(content, []byte("\ufeff"))
	switch text := bytes.TrimSpace(content); {
	case len(text) == 0:
		return nil, errors.New("the file is empty; want CSV with the header id,name,aliases,role,country,from,to, or JSON")
	case !utf8.Valid(text):
		return nil, errors.New("the file is not UTF-8; save it as UTF-8")
	case text[0] == '[':
		return readListArray(content)
	case text[0] == '{':
		return readListLines(content), nil
	}
	return readListCSV(content)
}

// listColumns are the columns of a CSV list; the first two must be there.
var listColumns = []string{"id", "name", "aliases", "role", "country", "from", "to"}

func readListCSV(content []byte) ([]listRow, error) {
	r := csv.NewReader(bytes.NewReader(content))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("the header cannot be read as CSV: %w", err)
	}
	for i, h := range header {
		header[i] = strings.ToLower(strings.TrimSpace(h))
		if !slices.Contains(listColumns, header[i]) {
			return nil, fmt.Errorf("the header has a column %q; want the columns %s", header[i], strings.Join(listColumns, ","))
		}
	}
	if !slices.Contains(header, "id") || !slices.Contains(header, "name") {
		return nil, fmt.Errorf("the first line %q is no header with id and name; want the columns %s", strings.Join(header, ","), strings.Join(listColumns, ","))
	}
	var out []listRow
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		var broken *csv.ParseError
		switch {
		case errors.As(err, &broken):
			out = append(out, listRow{line: broken.StartLine, err: broken.Err})
			continue
		case err != nil:
			return nil, err
		}
		line, _ := r.FieldPos(0) // of a row that was read; it panics for any other
		if len(record) > len(header) {
			out = append(out, listRow{line: line, err: fmt.Errorf("it has %d fields, the header %d", len(record), len(header))})
			continue
		}
		out = append(out, csvRow(line, header, record))
	}
}

func csvRow(line int, header, record []string) listRow {
	row := listRow{line: line}
	to := map[string]*string{"id": &row.id, "name": &row.name, "role": &row.role, "country": &row.country, "from": &row.from, "to": &row.to}
	for i, value := range record {
		if header[i] == "aliases" {
			row.aliases = strings.FieldsFunc(value, func(r rune) bool { return r == '|' || r == ';' })
			continue
		}
		*to[header[i]] = value
	}
	return row
}

// listJSON is a row in JSON; years may be numbers, aliases one string.
type listJSON struct {
	ID      string          `json:"id"`
	Name    string          `json:"name"`
	Aliases json.RawMessage `json:"aliases"`
	Role    string          `json:"role"`
	Country string          `json:"country"`
	From    json.RawMessage `json:"from"`
	To      json.RawMessage `json:"to"`
	Added   string          `json:"added"` // of our own export
}

func readListLines(content []byte) []listRow {
	var out []listRow
	n := 0
	for line := range bytes.Lines(content) {
		if n++; len(bytes.TrimSpace(line)) > 0 {
			out = append(out, jsonRow(n, line))
		}
	}
	return out
}

// readListArray counts rows from 1 in the place of lines.
func readListArray(content []byte) ([]listRow, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(content, &raw); err != nil {
		return nil, fmt.Errorf("it begins as a JSON array, but is none: %w", err)
	}
	var out []listRow
	for i, r := range raw {
		out = append(out, jsonRow(i+1, r))
	}
	return out, nil
}

func jsonRow(line int, raw []byte) listRow {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var j listJSON
	if err := d.Decode(&j); err != nil {
		return listRow{line: line, err: fmt.Errorf("invalid JSON: %w", err)}
	}
	row := listRow{line: line, id: j.ID, name: j.Name, role: j.Role, country: j.Country}
	row.from, row.to = strings.Trim(string(j.From), `"`), strings.Trim(string(j.To), `"`)
	if len(j.Aliases) > 0 && json.Unmarshal(j.Aliases, &row.aliases) != nil {
		var one string
		if err := json.Unmarshal(j.Aliases, &one); err != nil {
			return listRow{line: line, err: errors.New("aliases: want a list of names")}
		}
		row.aliases = strings.FieldsFunc(one, func(r rune) bool { return r == '|' || r == ';' })
	}
	return row
}

// listID is what an id may be: it stands in addresses and in queries.
var listID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$`)

// entry checks a row.
func (r listRow) entry() (store.Entry, error) {
	if r.err != nil {
		return store.Entry{}, r.err
	}
	e := store.Entry{ID: strings.TrimPrefix(strings.TrimSpace(r.id), "p-"), Role: strings.Join(strings.Fields(r.role), " ")}
	if !listID.MatchString(e.ID) {
		return e, fmt.Errorf("id %s: want letters, digits, hyphens and full stops, at most 80", quoted(r.id))
	}
	var err error
	if e.Name, err = listName(r.name); err != nil {
		return e, fmt.Errorf("name %w", err)
	}
	if len(r.aliases) > maxListAliases {
		return e, fmt.Errorf("it has %d aliases, at most %d are taken", len(r.aliases), maxListAliases)
	}
	for _, a := range r.aliases {
		alias, err := listName(a)
		if err != nil {
			return e, fmt.Errorf("alias %w", err)
		}
		if alias != e.Name && !slices.Contains(e.Aliases, alias) {
			e.Aliases = append(e.Aliases, alias)
		}
	}
	if r.country = strings.TrimSpace(r.country); r.country != "" {
		code, ok := news.LookupCountry(r.country)
		if !ok {
			return e, fmt.Errorf("country %s: want a name such as Ukraine or a code such as UA", quoted(r.country))
		}
		e.Country = code
	}
	if len(e.Role) > maxListName {
		return e, fmt.Errorf("role %s: want at most %d bytes", quoted(r.role), maxListName)
	}
	if e.From, err = listYear(r.from); err != nil {
		return e, fmt.Errorf("from %w", err)
	}
	if e.To, err = listYear(r.to); err != nil {
		return e, fmt.Errorf("to %w", err)
	}
	if e.To != 0 && e.From > e.To {
		return e, fmt.Errorf("from %d is after to %d", e.From, e.To)
	}
	return e, nil
}

func listName(name string) (string, error) {
	out := strings.Join(strings.Fields(name), " ")
	if len(out) > maxListName || !tag.IsName(out) {
		return "", fmt.Errorf("%s: want a name as it stands in texts, with a capital, at most %d bytes and 16 words", quoted(name), maxListName)
	}
	return out, nil
}

// listYear reads a year, or the year of a date.
func listYear(s string) (int, error) {
	s = strings.TrimSpace(s)
	if s == "" || s == "null" || s == "0" {
		return 0, nil
	}
	year, _, _ := strings.Cut(s, "-")
	n, err := strconv.Atoi(year)
	if err != nil || len(year) != 4 {
		return 0, fmt.Errorf("%s: want a year or a date, such as 2021 or 2021-05-04", quoted(s))
	}
	return n, nil
}

// quoted bounds what a file says before it is shown.
func quoted(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return strconv.Quote(s)
}

func number(n int) string { return strconv.Itoa(n) }
