package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/store"
	"dateline/search/index"
	"dateline/search/news"
)

// maxCorrectionFile is how large a file of corrections may be.
const maxCorrectionFile = 64 << 20

func newTags(s *settings) *cobra.Command {
	c := &cobra.Command{
		Use:   "tags",
		Short: "Correct tags: merge, split, rename and hide people, hide countries and events",
		Long: "Correct the tags of the whole archive. Corrections are a log: each has a number and can be undone.\n" +
			"They hold for articles that come later, and survive retag and rebuild. Ids such as p-anna-bell stand\n" +
			"in the addresses of the page and in `dateline search --json`.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(newTagsMerge(s), newTagsSplit(s), newTagsRename(s), newTagsHide(s), newTagsList(s), newTagsUndo(s), newTagsExport(s), newTagsImport(s))
	return c
}

func newTagsMerge(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "merge ID INTO-ID",
		Short: "Make the person ID the person INTO-ID",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return correct(cmd, s, store.Correction{Kind: store.Merge, ID: args[0], Into: news.PersonID(args[1])})
		},
	}
}

func newTagsSplit(s *settings) *cobra.Command {
	var articles []string
	var name, into string
	c := &cobra.Command{
		Use:   "split ID --article ID...",
		Short: "Make the person ID somebody else in these articles",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return correct(cmd, s, store.Correction{Kind: store.Split, ID: args[0], Name: name, Into: news.PersonID(into), Articles: articleIDs(articles)})
		},
	}
	c.Flags().StringSliceVar(&articles, "article", nil, "the id of an article (repeatable)")
	c.Flags().StringVar(&into, "into", "", "whom these articles mean, where the archive knows them; without it somebody new")
	c.Flags().StringVar(&name, "name", "", "how the new person is shown; without it as the articles write the name")
	return c
}

func articleIDs(args []string) []news.ID {
	var out []news.ID
	for _, a := range args {
		out = append(out, news.ID(a))
	}
	return out
}

func newTagsRename(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "rename ID NAME",
		Short: "Show the person ID under another name",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return correct(cmd, s, store.Correction{Kind: store.Rename, ID: args[0], Name: args[1]})
		},
	}
}

func newTagsHide(s *settings) *cobra.Command {
	var articles []string
	var facet string
	c := &cobra.Command{
		Use:   "hide ID [--article ID...]",
		Short: "Take a person out of the tags, everywhere or in these articles; with --facet a country or an event of articles",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return correct(cmd, s, store.Correction{Kind: store.Hide, ID: args[0], Facet: news.Facet(facet), Articles: articleIDs(articles)})
		},
	}
	c.Flags().StringSliceVar(&articles, "article", nil, "the id of an article (repeatable)")
	c.Flags().StringVar(&facet, "facet", "person", "person, country or event")
	return c
}

func newTagsUndo(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "undo N",
		Short: "Take back the correction that `tags list` shows under this number",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return usageError{fmt.Errorf("%q is no number of a correction; `dateline tags list` shows them", args[0])}
			}
			return changeTags(cmd, s, func(x *indexer.Indexer) error {
				c, err := x.Undo(cmd.Context(), n)
				if err == nil {
					fmt.Fprintf(cmd.OutOrStdout(), "undone: %d %s\n", c.N, c)
				}
				return err
			})
		},
	}
}

func correct(cmd *cobra.Command, s *settings, c store.Correction) error {
	c.Who = whoami()
	return changeTags(cmd, s, func(x *indexer.Indexer) error {
		kept, err := x.Correct(cmd.Context(), c)
		if err == nil {
			fmt.Fprintf(cmd.OutOrStdout(), "%d %s\n", kept.N, kept)
		}
		return err
	})
}

// whoami names who corrects, for the log.
func whoami() string {
	u, err := user.Current()
	if err != nil {
		return ""
	}
	return u.Username
}

// changeTags runs f as the owner of the archive or beside it, and waits until the
// archive has followed.
func changeTags(cmd *cobra.Command, s *settings, f func(*indexer.Indexer) error) (err error) {
	if err := s.mustExist(); err != nil {
		return err
	}
	return withWriter(cmd, s, func(x *indexer.Indexer, beside *index.HeldError) error {
		// Who is who must be settled, or an id of today may be refused.
		if err := handOver(cmd.Context(), x, beside, cmd.ErrOrStderr()); err != nil {
			return err
		}
		if err := f(x); err != nil {
			return refusedCorrection(err)
		}
		return handOver(cmd.Context(), x, beside, cmd.ErrOrStderr())
	})
}

// withWriter runs f as the owner of the data directory or beside it.
func withWriter(cmd *cobra.Command, s *settings, f func(*indexer.Indexer, *index.HeldError) error) (err error) {
	x, closer, beside, err := openWriter(cmd.Context(), s.config(cmd))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer()) }()
	return f(x, beside)
}

// refusedCorrection makes a mistake in a correction one of usage.
func refusedCorrection(err error) error {
	var refused *store.CorrectionError
	if errors.As(err, &refused) {
		return usageError{refused}
	}
	return err
}

func newTagsList(s *settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the corrections, the first first",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error {
				if asJSON {
					_, err := x.ExportCorrections(cmd.Context(), cmd.OutOrStdout())
					return err
				}
				log, err := x.Store.Corrections(cmd.Context())
				for _, c := range log {
					fmt.Fprintln(cmd.OutOrStdout(), correctionLine(c))
				}
				return err
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON lines")
	return c
}

func correctionLine(c store.Correction) string {
	line := fmt.Sprintf("%d  %s  %s", c.N, c.At.Format(time.DateTime), c)
	if c.Who != "" {
		line += ", by " + c.Who
	}
	if !c.Undone.IsZero() {
		line += ", undone " + c.Undone.Format(time.DateTime)
	}
	return line
}

func newTagsExport(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "export FILE",
		Short: "Write the corrections as JSON Lines (- is standard output), for another archive or as a copy",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error { return exportCorrections(cmd, x, args[0]) })
		},
	}
}

func exportCorrections(cmd *cobra.Command, x *indexer.Indexer, path string) (err error) {
	if path == "-" {
		_, err := x.ExportCorrections(cmd.Context(), cmd.OutOrStdout())
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	n, err := x.ExportCorrections(cmd.Context(), f)
	if err == nil {
		fmt.Fprintf(cmd.OutOrStdout(), "%d corrections written to %s\n", n, path)
	}
	return err
}

func newTagsImport(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Make the corrections of a file that `tags export` wrote (- is standard input)",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			content, err := readWhole(cmd, args[0], maxCorrectionFile)
			if err != nil {
				return err
			}
			return changeTags(cmd, s, func(x *indexer.Indexer) error {
				out := newReporter(cmd, false)
				counts, err := x.ImportCorrections(cmd.Context(), args[0], content, out.refused)
				fmt.Fprintf(cmd.OutOrStdout(), "%d added, %d there already, %d undone ones left out, %d refused\n",
					counts.Added, counts.Known, counts.Undone, counts.Refused)
				if err == nil && counts.Refused > 0 && counts.Added+counts.Known+counts.Undone == 0 {
					err = errAllRefused
				}
				return err
			})
		},
	}
}

// readWhole reads a file, or standard input for -, of at most limit bytes.
func readWhole(cmd *cobra.Command, path string, limit int64) ([]byte, error) {
	in, err := input(cmd, []string{path})
	if err != nil {
		return nil, err
	}
	defer in.Close()
	content, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err == nil && int64(len(content)) > limit {
		err = fmt.Errorf("%s is larger than the %d MiB that are taken", path, limit>>20)
	}
	return content, err
}
