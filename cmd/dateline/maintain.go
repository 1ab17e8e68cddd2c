package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/search/index"
)

func newRebuild(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Build the index anew from the store, beside the old one, and swap it in",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			out := newReporter(cmd, false)
			start := time.Now()
			n, err := indexer.Rebuild(cmd.Context(), s.config(cmd), func(done int) { out.progress(fmt.Sprintf("%s articles", thousands(done))) })
			out.end()
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "rebuilt the index: %s articles in %.1f s\n", thousands(n), time.Since(start).Seconds())
			return nil
		},
	}
}

func newBackup(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "backup FOLDER",
		Short: "Copy the store and the archive as they are now to a new folder, also beside a running server",
		Long: "Copy the store and the archive as they are now to a new folder, also beside a running server.\n" +
			"To restore, start there: `dateline serve --data FOLDER` builds the index, which is not copied.",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			start := time.Now()
			n, err := indexer.Backup(cmd.Context(), s.config(cmd), args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "backed up %s MB to %s in %.1f s\n", thousands(int(n>>20)), args[0], time.Since(start).Seconds())
			return nil
		},
	}
}

func newVerify(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "verify",
		Short: "Check the store and every byte of the index that has a checksum",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return verify(cmd, s)
		},
	}
}

func verify(cmd *cobra.Command, s *settings) error {
	// The segments of a live index come and go, so a running server's cannot
	// be read from outside.
	lock, err := index.AcquireLock(s.data)
	if err != nil {
		return err
	}
	defer lock.Release()
	damaged := false
	err = withStore(cmd, s, func(x *indexer.Indexer) error { return x.Store.Check(cmd.Context()) })
	if err != nil {
		damaged = true
		fmt.Fprintf(cmd.OutOrStdout(), "store: %v\n", err)
	} else {
		fmt.Fprintln(cmd.OutOrStdout(), "store: sound")
	}
	report, err := index.Verify(filepath.Join(s.data, "index"), index.Options{Probe: probeCommand(), Logger: s.logger(cmd)})
	if err != nil {
		return err
	}
	for _, p := range report.Problems {
		damaged = true
		fmt.Fprintf(cmd.OutOrStdout(), "index: %v\n", p)
	}
	if report.OK() {
		fmt.Fprintln(cmd.OutOrStdout(), "index: sound")
	}
	if damaged {
		return errDamaged
	}
	return nil
}

func newStats(s *settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "stats",
		Short: "Say how much the archive holds",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error { return printStats(cmd, x, asJSON) })
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func printStats(cmd *cobra.Command, x *indexer.Indexer, asJSON bool) error {
	st, err := x.Store.Stats(cmd.Context())
	if err != nil {
		return err
	}
	f, err := x.Frontier(cmd.Context())
	if err != nil {
		return err
	}
	queue, err := f.Counts(cmd.Context())
	if err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if asJSON {
		return json.NewEncoder(w).Encode(map[string]any{
			"articles": st.Articles, "people": st.People, "sources": st.Sources, "revisions": st.Revisions,
			"refused": st.Refused, "changes": st.Seq, "indexed": st.Indexed,
			"queue": map[string]int{"queued": queue.Queued, "leased": queue.Leased, "done": queue.Done, "failed": queue.Failed, "skipped": queue.Skipped},
		})
	}
	fmt.Fprintf(w, "%s articles with %s people, %s earlier versions, %s refused items, %s sources\n",
		thousands(st.Articles), thousands(st.People), thousands(st.Revisions), thousands(st.Refused), thousands(st.Sources))
	fmt.Fprintf(w, "crawl queue: %s waiting, %s done, %s skipped, %s failed\n",
		thousands(queue.Queued+queue.Leased), thousands(queue.Done), thousands(queue.Skipped), thousands(queue.Failed))
	if st.Indexed < st.Seq {
		fmt.Fprintf(w, "the index is %s changes behind the store\n", thousands(int(st.Seq-st.Indexed)))
	}
	return nil
}

var errNoInput = usageError{errors.New("no input: name a file, or pipe text in")}
