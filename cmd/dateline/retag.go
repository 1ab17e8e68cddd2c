package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/search/index"
)

func newRetag(s *settings) *cobra.Command {
	var all, asJSON bool
	c := &cobra.Command{
		Use:   "retag",
		Short: "Tag stored articles anew whose tags an older tagger made",
		Long: "Tag stored articles anew whose tags another version of the tagger made, or with --all every one.\n" +
			"It works beside a running server and goes on where it was stopped. Corrections stay.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withWriter(cmd, s, func(x *indexer.Indexer, beside *index.HeldError) error {
				return retag(cmd, x, beside, all, asJSON)
			})
		},
	}
	c.Flags().BoolVar(&all, "all", false, "every article, whichever version its tags are of")
	c.Flags().BoolVar(&asJSON, "json", false, "print the counts as JSON")
	return c
}

func retag(cmd *cobra.Command, x *indexer.Indexer, beside *index.HeldError, all, asJSON bool) error {
	out := newReporter(cmd, asJSON)
	counts, err := x.Retag(cmd.Context(), all, func(c indexer.RetagCounts) { out.progress(retagLine(c)) })
	out.end()
	if asJSON {
		err = errors.Join(err, json.NewEncoder(cmd.OutOrStdout()).Encode(counts))
	} else {
		fmt.Fprintln(cmd.OutOrStdout(), retagLine(counts))
	}
	if err != nil {
		return err
	}
	return handOver(cmd.Context(), x, beside, cmd.ErrOrStderr())
}

func retagLine(c indexer.RetagCounts) string {
	return fmt.Sprintf("%s of %s articles tagged anew, %s changed", thousands(c.Looked), thousands(c.Total), thousands(c.Changed))
}
