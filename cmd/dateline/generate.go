package main

import (
	"bufio"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"dateline/testdata/articles"
)

// maxGenerated is how many articles one call makes: 10 million are 35 GB.
const maxGenerated = 10_000_000

func newGenerate() *cobra.Command {
	var n int
	var seed uint64
	c := &cobra.Command{
		Use:   "generate",
		Short: "Print articles that never happened as JSON Lines, for trials of scale",
		Long:  "Print articles that never happened as JSON Lines that `dateline import` takes: words as rare as in real\ntext, people, countries, event types, 500 outlets, 15 years. A seed always gives the same.",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if n < 1 || n > maxGenerated {
				return usageError{fmt.Errorf("--articles is %d; it may be 1 to %d", n, maxGenerated)}
			}
			w := bufio.NewWriterSize(cmd.OutOrStdout(), 1<<20)
			e := json.NewEncoder(w)
			for g, i := articles.New(seed), 0; i < n && cmd.Context().Err() == nil; i++ {
				if err := e.Encode(lineOf(g)); err != nil {
					return err
				}
			}
			return w.Flush()
		},
	}
	c.Flags().IntVar(&n, "articles", 1000, "how many")
	c.Flags().Uint64Var(&seed, "seed", 1, "which ones")
	return c
}

// generated is a line as import reads it; the tags are left to the tagger.
type generated struct {
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	Text      string   `json:"text"`
	Published string   `json:"published"`
	Source    string   `json:"source"`
	Authors   []string `json:"authors,omitempty"`
	Lang      string   `json:"lang"`
}

func lineOf(g *articles.Generator) generated {
	a := g.Next()
	return generated{a.URL, a.Title, a.Text, a.Published.String(), a.Source, a.Authors, a.Lang}
}
