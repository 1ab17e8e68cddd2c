package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/frontier"
	"dateline/search/index"
)

// handoverWait is how long an import waits for a running server to index what
// it stored, before it leaves that to the server.
const handoverWait = 30 * time.Second

func newImport(s *settings) *cobra.Command {
	var opts indexer.ImportOptions
	var asJSON, strict bool
	c := &cobra.Command{
		Use:   "import PATH...",
		Short: "Bring in .html, .txt, .jsonl and .warc files (also .gz) and folders of these",
		Long: "Bring in files and folders of files. .html is one page; .txt is one story (first line the headline,\n" +
			"then an optional \"· outlet.tld\", then paragraphs, one a line); .jsonl has an article a line\n" +
			"(url, title, text, published, source, authors, lang; only text is needed); .warc holds crawled pages.\n" +
			"A bad item is named with its reason and the rest goes on. Importing twice changes nothing.",
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			// Every page of a folder would take the place of the one before it.
			if info, err := os.Stat(args[0]); opts.URL != "" && (len(args) != 1 || err == nil && info.IsDir()) {
				return usageError{errors.New("--url is the address of one page: import that page alone")}
			}
			if _, err := frontier.Canonical(opts.URL, ""); opts.URL != "" && err != nil {
				return usageError{fmt.Errorf("--url %q is not an http or https address", opts.URL)}
			}
			return importPaths(cmd, s.config(cmd), args, opts, asJSON, strict)
		},
	}
	c.Flags().StringVar(&opts.URL, "url", "", "the address of the one page that is imported, where it does not say so itself")
	c.Flags().BoolVar(&asJSON, "json", false, "print events and counts as JSON lines")
	c.Flags().BoolVar(&strict, "strict", false, "end with exit code 4 if anything was refused")
	return c
}

func importPaths(cmd *cobra.Command, cfg indexer.Config, paths []string, opts indexer.ImportOptions, asJSON, strict bool) (err error) {
	ctx := cmd.Context()
	x, closer, beside, err := openWriter(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer()) }()
	out := newReporter(cmd, asJSON)
	opts.OnRefused = func(r indexer.Refused) { out.refused(r) }
	opts.OnProgress = func(n indexer.ImportCounts) { out.progress(importLine(n)) }
	counts, err := x.Import(ctx, paths, opts)
	out.end()
	if err == nil {
		err = handOver(ctx, x, beside, cmd.ErrOrStderr())
	}
	if asJSON {
		err = errors.Join(err, json.NewEncoder(cmd.OutOrStdout()).Encode(counts))
	} else {
		fmt.Fprintln(cmd.OutOrStdout(), importLine(counts))
	}
	if err != nil {
		return err
	}
	taken := counts.Added + counts.Updated + counts.Unchanged
	switch {
	case counts.Refused > 0 && taken == 0:
		return errAllRefused
	case counts.Refused > 0 && strict:
		return errSomeRefused
	}
	return nil
}

func importLine(n indexer.ImportCounts) string {
	s := fmt.Sprintf("%d added, %d updated, %d unchanged, %d refused", n.Added, n.Updated, n.Unchanged, n.Refused)
	if n.Ignored > 0 {
		s += fmt.Sprintf(", %d others ignored", n.Ignored)
	}
	return s
}

// handOver waits until what was stored can be found.
func handOver(ctx context.Context, x *indexer.Indexer, beside *index.HeldError, stderr io.Writer) error {
	if beside == nil {
		return x.CatchUp(ctx)
	}
	waitCtx, cancel := context.WithTimeout(ctx, handoverWait)
	defer cancel()
	err := x.CatchUp(waitCtx)
	if err != nil && waitCtx.Err() != nil && ctx.Err() == nil {
		fmt.Fprintf(stderr, "stored; process %d, which holds the data directory, is still indexing it\n", beside.PID)
		return nil
	}
	return err
}
