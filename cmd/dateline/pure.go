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

	"github.com/spf13/cobra"

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
		Args:  cobra.MaximumNArgs(1),
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
		return e.Encode(tagOne(tagger, toTag{Text: string(text)}))
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxPureInput)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var a toTag
		result := tagged{}
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			result.Error = fmt.Sprintf("line %d: invalid JSON: %v", n, err)
		} else {
			result = tagOne(tagger, a)
		}
		if err := e.Encode(result); err != nil {
			return err
		}
	}
	return lines.Err()
}

func startsWithObject(in *bufio.Reader) bool {
	head, _ := in.Peek(512)
	return bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))), []byte("{"))
}

func tagOne(t *tag.Tagger, a toTag) tagged {
	if a.Lang == "" {
		a.Lang = extract.DetectLang(a.Title + "\n" + a.Text)
	}
	tags := t.Tag(tag.Input{Title: a.Title, Text: a.Text, Lang: a.Lang})
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
