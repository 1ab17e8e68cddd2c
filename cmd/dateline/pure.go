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
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/extract"
	"dateline/indexer/fetch"
	"dateline/indexer/robots"
	"dateline/search/news"
)

// The commands that read a file and print an answer, without a data directory.

// maxPureInput is how much of one file or line is read.
const maxPureInput = 64 << 20

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
	if kind := fetch.NotText(body, ""); kind != "" {
		return extract.Page{}, fmt.Errorf("%s: no page, but %s", path, kind)
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
	lines := bufio.NewReader(in)
	for n := 1; ; n++ {
		line, err := indexer.ReadLine(lines, maxPureInput)
		if n == 1 {
			line = bytes.TrimPrefix(line, byteOrderMark)
		}
		switch {
		case errors.Is(err, indexer.ErrLongLine):
			err = e.Encode(failedPage{Error: fmt.Sprintf("line %d: %v", n, err)})
		case errors.Is(err, io.EOF):
			return nil
		case err == nil && len(bytes.TrimSpace(line)) > 0:
			err = e.Encode(extractLine(line, n))
		}
		if err != nil {
			return err
		}
	}
}

// failedPage is a line of a batch of which there is no page.
type failedPage struct {
	ID    docID  `json:"id"`
	Error string `json:"error"`
}

// namedPage is a page under the id that its line of the batch has.
type namedPage struct {
	ID docID `json:"id"`
	extract.Page
}

// extractLine gives the page of line n of a batch, or what went wrong.
func extractLine(line []byte, n int) any {
	var item struct {
		ID        docID
		URL, File string
	}
	if err := json.Unmarshal(line, &item); err != nil {
		return failedPage{item.ID, fmt.Sprintf("line %d: invalid JSON: %v", n, err)}
	}
	if item.File == "" {
		return failedPage{item.ID, fmt.Sprintf(`line %d: no "file" in it`, n)}
	}
	page, err := extractFile(item.File, item.URL)
	switch {
	case err != nil:
		return failedPage{item.ID, err.Error()}
	case item.ID.empty():
		return page
	}
	return namedPage{item.ID, page}
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
				if !strings.HasPrefix(u, "/") && !strings.Contains(u, "://") {
					return usageError{fmt.Errorf("%w, nor a path such as /news", notAddress(u))}
				}
			}
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
