package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/entity"
	"dateline/indexer/extract"
	"dateline/indexer/tag"
	"dateline/search/news"
)

func newTag() *cobra.Command {
	return &cobra.Command{
		Use:   "tag [FILE]",
		Short: "Tag text, or JSON Lines {id, title, text}; prints JSON Lines",
		Long: fmt.Sprintf(`Tag a text, or JSON Lines {id, title, text, lang, published}, and print JSON Lines.

The people of JSON Lines are told apart across all documents: one person has one id and one name in all of them.
That is done by %d documents (or %d MB of text) at a time; what comes behind is
resolved by itself, so the same person may then have another id where only a
gazetteer or a surname could have said who it is. A line that is no JSON is
answered by a line with its "error", and the others go on. An id may be a number;
it is printed as it came.`, windowDocs, windowBytes>>20),
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			in, err := input(cmd, args)
			if err != nil {
				return err
			}
			defer in.Close()
			return tagAll(bufio.NewReaderSize(in, 1<<16), cmd.OutOrStdout())
		},
	}
}

// tagged is one line of output.
type tagged struct {
	ID        docID          `json:"id"`
	Lang      string         `json:"lang"`
	People    []news.Person  `json:"people"`
	Countries []news.Country `json:"countries"`
	Events    []news.Event   `json:"events"`
	Orgs      []news.Org     `json:"orgs"`
	Places    []news.Place   `json:"places"`
	Quotes    []news.Quote   `json:"quotes"`
	Error     string         `json:"error,omitempty"`
}

type toTag struct {
	ID    docID  `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`

	Lang      looseText `json:"lang"`
	Published looseText `json:"published"`
}

// docID is a document's id, printed as it came. Many collections number their
// documents, and who joins the answers to them compares ids of one type.
type docID struct{ value any }

// UnmarshalJSON implements json.Unmarshaler.
func (id *docID) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // an id of 19 digits is no float
	return d.Decode(&id.value)
}

func (id docID) empty() bool { return id.value == nil || id.value == "" }

// MarshalJSON implements json.Marshaler.
func (id docID) MarshalJSON() ([]byte, error) {
	if id.value == nil {
		return []byte(`""`), nil
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(id.value)
	return out.Bytes(), err
}

// looseText is a field that helps and is not needed: a number is read as its
// digits, and what else is no text as nothing, so that the article is tagged.
type looseText string

// UnmarshalJSON implements json.Unmarshaler.
func (l *looseText) UnmarshalJSON(b []byte) error {
	var s string
	var n json.Number
	if json.Unmarshal(b, &s) == nil {
		*l = looseText(s)
	} else if json.Unmarshal(b, &n) == nil {
		*l = looseText(n)
	}
	return nil
}

// year is that of publication, 0 where it is not known.
func (a *toTag) year() int {
	d, err := news.ParseDate(string(a.Published))
	if err != nil {
		return 0
	}
	return d.Year()
}

// tagAll takes input that looks like JSON Lines as such, and any other as one text.
func tagAll(in *bufio.Reader, out io.Writer) error {
	w := bufio.NewWriter(out)
	defer w.Flush()
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	tagger := tag.New()
	if isLines(in) {
		return tagLines(tagger, in, e)
	}
	text, err := io.ReadAll(io.LimitReader(in, maxPureInput))
	if err != nil {
		return err
	}
	one := window{docs: []tagged{tagOne(tagger, toTag{Text: string(text)})}, years: []int{0}}
	return one.print(e)
}

// byteOrderMark is what some editors put in front of UTF-8.
var byteOrderMark = []byte("\xef\xbb\xbf")

// isLines reports input that begins with a JSON object, or that has a whole one on
// a line near its top: JSON Lines whose first line is bad are still JSON Lines.
func isLines(in *bufio.Reader) bool {
	head, _ := in.Peek(in.Size())
	head = bytes.TrimSpace(bytes.TrimPrefix(head, byteOrderMark))
	if bytes.HasPrefix(head, []byte("{")) {
		return true
	}
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); bytes.HasPrefix(line, []byte("{")) && json.Valid(line) {
			return true
		}
	}
	return false
}

// The documents of JSON Lines are resolved together, so that one person is one
// id in all of them; what is more than a window holds is resolved by itself.
const (
	windowDocs  = 50_000
	windowBytes = 256 << 20 // of text; their tags take about as much
)

// tagLines tags a document a line and prints them in order, a window at a time.
func tagLines(tagger *tag.Tagger, in *bufio.Reader, e *json.Encoder) error {
	var w window
	for n := 1; ; n++ {
		line, err := indexer.ReadLine(in, maxPureInput)
		if n == 1 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		switch {
		case errors.Is(err, indexer.ErrLongLine):
			w.refuse(docID{}, n, err)
		case errors.Is(err, io.EOF):
			return w.print(e)
		case err != nil:
			return cmp.Or(w.print(e), err)
		case len(bytes.TrimSpace(line)) > 0:
			w.add(tagger, line, n)
		}
		if w.full() {
			if err := w.print(e); err != nil {
				return err
			}
		}
	}
}

// window is the documents whose people are told apart together.
type window struct {
	docs  []tagged
	years []int
	bytes int
}

func (w *window) full() bool { return len(w.docs) >= windowDocs || w.bytes >= windowBytes }

func (w *window) add(t *tag.Tagger, line []byte, n int) {
	var a toTag
	if err := json.Unmarshal(line, &a); err != nil {
		w.refuse(a.ID, n, fmt.Errorf("invalid JSON: %w", err)) // its id is there where a field has the wrong type
		return
	}
	w.docs, w.years = append(w.docs, tagOne(t, a)), append(w.years, a.year())
	w.bytes += len(line)
}

// refuse puts an error in a document's place, with nothing in its lists.
func (w *window) refuse(id docID, n int, err error) {
	d := answer(id, "", news.Tags{})
	d.Error = fmt.Sprintf("line %d: %v", n, err)
	w.docs, w.years = append(w.docs, d), append(w.years, 0)
}

// print resolves and empties the window.
func (w *window) print(e *json.Encoder) error {
	w.resolve()
	for i := range w.docs {
		if err := e.Encode(&w.docs[i]); err != nil {
			return err
		}
	}
	*w = window{}
	return nil
}

// resolve gives every person of the window the id and the display name of the
// entity. An article is named by its place here: its own id may be missing, or
// stand twice.
func (w *window) resolve() {
	var sightings []entity.Sighting
	for i := range w.docs {
		d := &w.docs[i]
		sightings = append(sightings, entity.Sightings(place(i), &news.Tags{People: d.People, Countries: d.Countries}, w.years[i])...)
	}
	entities := map[entity.Member]*entity.Entity{}
	resolved := entity.Resolve(sightings, nil)
	for k := range resolved {
		for _, m := range resolved[k].Members {
			entities[m] = &resolved[k]
		}
	}
	for i := range w.docs {
		w.docs[i].rename(func(id news.PersonID) *entity.Entity { return entities[entity.Member{Article: place(i), Local: id}] })
	}
}

func place(i int) news.ID { return news.ID(fmt.Sprintf("%08d", i)) }

// rename writes entities into a document. Two of its people that are one entity
// become one, and the speakers of quotes follow.
func (d *tagged) rename(entityOf func(news.PersonID) *entity.Entity) {
	at := map[news.PersonID]int{}
	people := d.People[:0]
	for _, p := range d.People {
		local := p.ID
		if e := entityOf(local); e != nil {
			p.ID, p.Name = e.ID, e.Name
		}
		for i := range d.Quotes {
			if s := d.Quotes[i].Speaker; s != nil && s.ID == string(local) {
				s.ID, s.Name = string(p.ID), p.Name
			}
		}
		k, ok := at[p.ID]
		if !ok {
			at[p.ID] = len(people)
			people = append(people, p)
			continue
		}
		people[k] = joined(people[k], p)
	}
	d.People = people
}

// joined is two tags of one person as one.
func joined(a, b news.Person) news.Person {
	for _, r := range b.Roles {
		if !slices.Contains(a.Roles, r) {
			a.Roles = append(a.Roles, r)
		}
	}
	a.Mentions = append(a.Mentions, b.Mentions...)
	slices.SortStableFunc(a.Mentions, func(x, y news.Mention) int {
		return cmp.Or(cmp.Compare(y.Field, x.Field), cmp.Compare(x.Start, y.Start)) // the title's first
	})
	return a
}

func tagOne(t *tag.Tagger, a toTag) tagged {
	lang := string(a.Lang)
	if lang == "" {
		lang = extract.DetectLang(a.Title + "\n" + a.Text)
	}
	return answer(a.ID, lang, t.Tag(tag.Input{Title: a.Title, Text: a.Text, Lang: lang, Year: a.year()}))
}

func answer(id docID, lang string, tags news.Tags) tagged {
	return tagged{
		ID: id, Lang: lang,
		People: orEmpty(tags.People), Countries: orEmpty(tags.Countries), Events: orEmpty(tags.Events),
		Orgs: orEmpty(tags.Orgs), Places: orEmpty(tags.Places), Quotes: orEmpty(tags.Quotes),
	}
}

// orEmpty makes [] of null, which scripts prefer.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
