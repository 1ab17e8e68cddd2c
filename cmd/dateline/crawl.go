package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/frontier"
	"dateline/indexer/store"
)

func newCrawl(s *settings) *cobra.Command {
	var asJSON bool
	var delay time.Duration
	c := &cobra.Command{
		Use:   "crawl URL...",
		Short: "Crawl feeds, sitemaps, front pages and articles until nothing is left",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, urls []string) error {
			cfg := s.config(cmd)
			cfg.HostDelay = delay
			return crawlURLs(cmd, cfg, urls, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the counts as JSON")
	c.Flags().DurationVar(&delay, "delay", time.Second, "the pause between two requests to a host that asks for none")
	return c
}

func crawlURLs(cmd *cobra.Command, cfg indexer.Config, urls []string, asJSON bool) (err error) {
	ctx := cmd.Context()
	items, err := seeds(urls)
	if err != nil {
		return err
	}
	x, closer, beside, err := openWriter(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closer()) }()
	if err := enqueue(ctx, x, cfg, items); err != nil {
		return err
	}
	if beside != nil {
		fmt.Fprintf(cmd.OutOrStdout(), "%d URLs handed to process %d, which holds the data directory and crawls them\n", len(items), beside.PID)
		return nil
	}
	counts, err := crawlAll(cmd, x, asJSON)
	if err != nil {
		return err
	}
	if asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(counts)
	}
	fmt.Fprintln(cmd.OutOrStdout(), crawlLine(counts))
	return nil
}

func seeds(urls []string) ([]frontier.Item, error) {
	var items []frontier.Item
	for _, u := range urls {
		canonical, err := frontier.Canonical(u, "")
		if err != nil {
			return nil, usageError{fmt.Errorf("%q is not an http or https address", u)}
		}
		items = append(items, frontier.Item{URL: canonical})
	}
	return items, nil
}

// enqueue queues items, and makes those due that were crawled before.
func enqueue(ctx context.Context, x *indexer.Indexer, cfg indexer.Config, items []frontier.Item) error {
	f, err := x.Frontier(ctx)
	if err != nil {
		return err
	}
	if _, err := f.Add(ctx, cfg.Now(), items); err != nil {
		return err
	}
	for _, it := range items {
		if err := f.Recrawl(ctx, it.URL, cfg.Now()); err != nil {
			return err
		}
	}
	return nil
}

// crawlAll crawls until nothing is left and everything found is searchable.
func crawlAll(cmd *cobra.Command, x *indexer.Indexer, asJSON bool) (counts indexer.CrawlCounts, err error) {
	crawler, err := x.NewCrawler(cmd.Context())
	if err != nil {
		return counts, err
	}
	defer func() { err = errors.Join(err, crawler.Close()) }()
	out := newReporter(cmd, asJSON)
	crawler.OnProgress(func(n indexer.CrawlCounts, url string) { out.progress(crawlLine(n) + "  " + url) })
	counts, err = crawler.Run(cmd.Context(), true)
	out.end()
	if err != nil || cmd.Context().Err() != nil {
		return counts, err
	}
	return counts, x.CatchUp(cmd.Context())
}

func crawlLine(n indexer.CrawlCounts) string {
	return fmt.Sprintf("%d pages: %d added, %d updated, %d unchanged, %d skipped, %d failed",
		n.Pages, n.Added, n.Updated, n.Unchanged, n.Skipped, n.Failed)
}

func newSources(s *settings) *cobra.Command {
	c := &cobra.Command{Use: "sources", Short: "The feeds, sitemaps and pages that `dateline serve` crawls", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	c.AddCommand(newSourcesAdd(s), newSourcesList(s), newSourcesRemove(s))
	return c
}

func newSourcesAdd(s *settings) *cobra.Command {
	var src store.Source
	c := &cobra.Command{
		Use:   "add URL",
		Short: "Add a source; what its URL holds is looked at first",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withStore(cmd, s, func(x *indexer.Indexer) error {
				found, err := x.AddSource(cmd.Context(), args[0], src)
				for _, f := range found {
					fmt.Fprintf(cmd.OutOrStdout(), "added %d: %s %s, asked every %v\n", f.ID, f.Kind, f.URL, f.Interval)
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&src.Name, "name", "", "the outlet's name")
	c.Flags().StringVar(&src.Lang, "lang", "", "the outlet's language, as a two-letter code")
	c.Flags().StringVar(&src.Country, "country", "", "the country of publication, as a two-letter code")
	c.Flags().DurationVar(&src.Interval, "every", indexer.DefaultInterval, "how often to ask it")
	return c
}

func newSourcesList(s *settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the sources with their last success and error",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.mustExist(); err != nil {
				return err
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error {
				list, err := x.Store.ListSources(cmd.Context())
				if err != nil {
					return err
				}
				return printSources(cmd, list, asJSON)
			})
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON lines")
	return c
}

func printSources(cmd *cobra.Command, list []store.Source, asJSON bool) error {
	for _, src := range list {
		if asJSON {
			if err := json.NewEncoder(cmd.OutOrStdout()).Encode(src); err != nil {
				return err
			}
			continue
		}
		last := "never answered yet"
		if !src.LastSuccess.IsZero() {
			last = "last answered " + src.LastSuccess.Format(time.RFC3339)
		}
		if src.LastError != "" {
			last += "; " + src.LastError
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%d  %-8s %s  every %v, %d links, %s\n", src.ID, src.Kind, src.URL, src.Interval, src.Items, last)
	}
	return nil
}

func newSourcesRemove(s *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID",
		Short: "Remove a source by the number `sources list` shows; its articles stay",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			var id int64
			if _, err := fmt.Sscanf(args[0], "%d", &id); err != nil {
				return usageError{fmt.Errorf("%q is no number of a source; `dateline sources list` shows them", args[0])}
			}
			return withStore(cmd, s, func(x *indexer.Indexer) error { return x.Store.RemoveSource(cmd.Context(), id) })
		},
	}
}

// withStore runs f on the store, beside a running server or alone.
func withStore(cmd *cobra.Command, s *settings, f func(*indexer.Indexer) error) (err error) {
	x, err := indexer.OpenGuest(cmd.Context(), s.config(cmd))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	return f(x)
}
