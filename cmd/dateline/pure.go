package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"dateline/indexer/entity"
	"dateline/indexer/extract"
	"dateline/indexer/fetch"
	"dateline/indexer/robots"
	"dateline/indexer/tag"
	"dateline/search/news"
)

// The commands that read a file and print an answer, without a data directory.

// maxPureInput is how much of one file or line is read.
const maxPureInput = 64 << 20

func newTag() *cobra.Command {
	return &cobra.Command{
		Use:   "tag [FILE]",
		Short: "Tag text, or JSON Lines {id, title, text}; prints JSON Lines",
		Long: fmt.Sprintf(`Tag a text, or JSON Lines {id, title, text, lang, published}, and print JSON Lines.

The people of JSON Lines are told apart across all documents: one person has one id and one name in all of them.
That is done by %d documents (or %d MB of text) at a time; what comes behind is
resolved by itself, so the same person may then have another id where only a
gazetteer or a surname could have said who it is. A line that is no JSON is
answered by a line with its "error", and the others go on.`, windowDocs, windowBytes>>20),
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

// input opens the named file, or standard input.
func input(cmd *cobra.Command, args []string) (io.ReadCloser, error) {
	if len(args) == 1 && args[0] != "-" {
		return os.Open(args[0])
	}
	if f, ok := cmd.InOrStdin().(*os.File); ok && isTerminal(f) {
		return nil, errNoInput
	}
	return io.NopCloser(cmd.InOrStdin()), nil
}

// tagged is one line of output.
type tagged struct {
	ID        string         `json:"id"`
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
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Lang  string `json:"lang"`

	Published string `json:"published"`
}

// year is that of publication, 0 where it is not known.
func (a *toTag) year() int {
	d, err := news.ParseDate(a.Published)
	if err != nil {
		return 0
	}
	return d.Year()
}

// tagAll takes input that begins with a JSON object as JSON Lines, and any
// other as one text.
func tagAll(in *bufio.Reader, out io.Writer) error {
	w := bufio.NewWriter(out)
	defer w.Flush()
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	tagger := tag.New()
	if !startsWithObject(in) {
		text, err := io.ReadAll(io.LimitReader(in, maxPureInput))
		if err != nil {
			return err
		}
		w := window{docs: []tagged{tagOne(tagger, toTag{Text: string(text)})}, years: []int{0}}
		return w.print(e)
	}
	return tagLines(tagger, in, e)
}

// The documents of JSON Lines are resolved together, so that one person is one
// id in all of them; what is more than a window holds is resolved by itself.
const (
	windowDocs  = 50_000
	windowBytes = 256 << 20 // of text; their tags take about as much
)

// tagLines tags a document a line and prints them in order, a window at a time.
func tagLines(tagger *tag.Tagger, in io.Reader, e *json.Encoder) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxPureInput)
	var w window
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		w.add(tagger, lines.Bytes(), n)
		if w.full() {
			if err := w.print(e); err != nil {
				return err
			}
		}
	}
	return cmp.Or(w.print(e), lines.Err())
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
		w.docs, w.years = append(w.docs, tagged{Error: fmt.Sprintf("line %d: invalid JSON: %v", n, err)}), append(w.years, 0)
		return
	}
	w.docs, w.years = append(w.docs, tagOne(t, a)), append(w.years, a.year())
	w.bytes += len(line)
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

func startsWithObject(in *bufio.Reader) bool {
	head, _ := in.Peek(512)
	return bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))), []byte("{"))
}

func tagOne(t *tag.Tagger, a toTag) tagged {
	if a.Lang == "" {
		a.Lang = extract.DetectLang(a.Title + "\n" + a.Text)
	}
	tags := t.Tag(tag.Input{Title: a.Title, Text: a.Text, Lang: a.Lang, Year: a.year()})
	return tagged{
		ID: a.ID, Lang: a.Lang,
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

func newExtract() *cobra.Command {
	var url string
	var batch bool
	c := &cobra.Command{
		Use:   "extract FILE.html",
		Short: "Extract an article from a page; prints JSON",
		Long:  "Extract an article from a page and print it as JSON. With --batch the input is JSON Lines\n{id, url, file} (a file, or standard input), and a line is printed for each, in order.",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if batch {
				in, err := input(cmd, args)
				if err != nil {
					return err
				}
				defer in.Close()
				return extractBatch(in, cmd.OutOrStdout())
			}
			if len(args) == 0 {
				return usageError{errors.New("name the page to extract; --batch reads a list")}
			}
			page, err := extractFile(args[0], url)
			if err != nil {
				return err
			}
			e := json.NewEncoder(cmd.OutOrStdout())
			e.SetEscapeHTML(false)
			e.SetIndent("", "  ")
			return e.Encode(page)
		},
	}
	c.Flags().StringVar(&url, "url", "", "the page's address")
	c.Flags().BoolVar(&batch, "batch", false, "read JSON Lines {id, url, file}")
	return c
}

func extractFile(path, url string) (extract.Page, error) {
	f, err := os.Open(path)
	if err != nil {
		return extract.Page{}, err
	}
	defer f.Close()
	body, err := io.ReadAll(io.LimitReader(f, maxPureInput))
	if err != nil {
		return extract.Page{}, err
	}
	if body, err = fetch.Gunzip(body); err != nil {
		return extract.Page{}, err
	}
	html, _ := fetch.DecodeText(body, "text/html")
	page, err := extract.Extract(html, extract.Options{URL: url})
	if page.URL == "" {
		page.URL = url
	}
	if key := cmp.Or(page.Canonical, url); key != "" {
		page.ID = string(news.NewID(key))
	}
	return page, err
}

func extractBatch(in io.Reader, out io.Writer) error {
	w := bufio.NewWriter(out)
	defer w.Flush()
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxPureInput)
	for lines.Scan() {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := e.Encode(extractLine(lines.Bytes())); err != nil {
			return err
		}
	}
	return lines.Err()
}

// extractLine gives the page of one line of a batch, or what went wrong.
func extractLine(line []byte) any {
	type failed struct {
		ID    string `json:"id"`
		Error string `json:"error"`
	}
	var item struct{ ID, URL, File string }
	if err := json.Unmarshal(line, &item); err != nil {
		return failed{Error: "invalid JSON: " + err.Error()}
	}
	page, err := extractFile(item.File, item.URL)
	if err != nil {
		return failed{item.ID, err.Error()}
	}
	if item.ID != "" {
		page.ID = item.ID
	}
	return page
}

func newRobots() *cobra.Command {
	agent := "Dateline"
	c := &cobra.Command{
		Use:   "robots FILE URL...",
		Short: "Say whether a robots.txt lets a crawler fetch URLs, and by which line",
		Args:  cobra.MinimumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			body, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			rules := robots.Parse(body).Agent(agent)
			for _, u := range args[1:] {
				printVerdict(cmd.OutOrStdout(), u, rules.Test(u))
			}
			return nil
		},
	}
	c.Flags().StringVar(&agent, "agent", agent, "the crawler's product token")
	return c
}

func printVerdict(w io.Writer, url string, v robots.Verdict) {
	word := "disallowed"
	if v.Allowed {
		word = "allowed"
	}
	if v.Line == 0 {
		fmt.Fprintf(w, "%s\t%s\tno rule matches\n", word, url)
		return
	}
	fmt.Fprintf(w, "%s\t%s\tline %d: %s\n", word, url, v.Line, v.Rule)
}
