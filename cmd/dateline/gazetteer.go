package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/store"
	"dateline/search/index"
)

// maxListFile is how large a file of a newsroom's list may be.
const maxListFile = 64 << 20

func newGazetteer(s *settings) *cobra.Command {
	c := &cobra.Command{
		Use:   "gazetteer",
		Short: "The newsroom's own list of people, which enters the tags of the whole archive",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(newGazetteerImport(s), newGazetteerList(s), newGazetteerRemove(s))
	return c
}

func newGazetteerImport(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Add people, or change them: CSV with a header, JSON or JSON Lines (- is standard input)",
		Long: "Add people to the list, or change those with their ids. CSV has a header with id and name, and may have\n" +
			"aliases (separated by |), role, country (name or code), from and to (years); JSON has the same keys.\n" +
			"Wherever a name or an alias stands in an article, capitals as written, accents or none, the person is\n" +
			"tagged there, as p- and the id; the articles of the archive that hold one are tagged anew at once.\n" +
			"A bad row is named with its line and reason, and the others are taken.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			content, err := readWhole(cmd, args[0], maxListFile)
			if err != nil {
				return err
			}
			return withWriter(cmd, s, func(x *indexer.Indexer, beside *index.HeldError) error {
				return importList(cmd, x, beside, args[0], content)
			})
		},
	}
}

func importList(cmd *cobra.Command, x *indexer.Indexer, beside *index.HeldError, file string, content []byte) error {
	out, refused := newReporter(cmd, false), 0
	diff, err := x.ImportList(cmd.Context(), file, content, func(r indexer.Refused) {
		refused++
		out.refused(r)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%d added, %d changed, %d unchanged, %d refused\n", diff.Added, diff.Changed, diff.Unchanged, refused)
	if err := followList(cmd, x, beside, out); err != nil {
		return err
	}
	if refused > 0 && diff == (store.GazetteerDiff{}) {
		return errAllRefused
	}
	return nil
}

// followList waits until the archive is tagged with the list.
func followList(cmd *cobra.Command, x *indexer.Indexer, beside *index.HeldError, out *reporter) error {
	ctx := cmd.Context()
	if beside != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, handoverWait)
		defer cancel()
	}
	err := x.ListWait(ctx, func(done, of int64) {
		out.progress(fmt.Sprintf("%s of %s changes of the archive looked at", thousands(int(done)), thousands(int(of))))
	})
	out.end()
	if err != nil && ctx.Err() != nil && cmd.Context().Err() == nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "stored; process %d, which holds the data directory, is still tagging with it\n", beside.PID)
		return nil
	}
	if err != nil {
		return err
	}
	return handOver(cmd.Context(), x, beside, cmd.ErrOrStderr())
}

func newGazetteerList(s *settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the people of the newsroom's list",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error {
				entries, _, err := x.Store.Gazetteer(cmd.Context())
				for _, e := range entries {
					if !asJSON {
						fmt.Fprintln(cmd.OutOrStdout(), entryLine(e))
					} else if err := json.NewEncoder(cmd.OutOrStdout()).Encode(e); err != nil {
						return err
					}
				}
				return err
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON lines, as `gazetteer import` takes them")
	return c
}

func entryLine(e store.Entry) string {
	line := fmt.Sprintf("%-24s %s", e.ID, e.Name)
	if len(e.Aliases) > 0 {
		line += " (" + strings.Join(e.Aliases, ", ") + ")"
	}
	if e.Role != "" {
		line += ", " + e.Role
	}
	if e.Country != "" {
		line += ", " + string(e.Country)
	}
	if e.From != 0 || e.To != 0 {
		line += fmt.Sprintf(", %s–%s", year(e.From), year(e.To))
	}
	return line
}

func year(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func newGazetteerRemove(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID",
		Short: "Take a person out of the list; articles with their names are tagged anew",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withWriter(cmd, s, func(x *indexer.Indexer, beside *index.HeldError) error {
				id := strings.TrimPrefix(args[0], "p-")
				err := x.RemoveListed(cmd.Context(), id)
				if errors.Is(err, store.ErrNotFound) {
					return usageError{fmt.Errorf("there is no %q in the list; `dateline gazetteer list` shows the ids", id)}
				}
				if err != nil {
					return err
				}
				fmt.Fprintf(cmd.OutOrStdout(), "removed %s\n", id)
				return followList(cmd, x, beside, newReporter(cmd, false))
			})
		},
	}
}
