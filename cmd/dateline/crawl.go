package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/frontier"
)

func newCrawl(s *settings) *cobra.Command {
	var asJSON bool
	var delay time.Duration
	var depth, workers int
	c := &cobra.Command{
		Use:   "crawl URL...",
		Short: "Crawl feeds, sitemaps, front pages and articles until nothing is left",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, urls []string) error {
			for name, n := range map[string]int{"delay": int(delay), "depth": depth, "workers": workers} {
				if n < 0 {
					return usageError{fmt.Errorf("--%s is below zero", name)}
				}
			}
			cfg := s.config(cmd)
			cfg.HostDelay, cfg.Depth, cfg.Workers = delay, depth, workers
			return endedInOrder(cmd.Context(), crawlURLs(cmd, cfg, urls, asJSON))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print an event a page and the counts as JSON lines")
	c.Flags().IntVar(&depth, "depth", 1, "how many links away pages are followed")
	c.Flags().IntVar(&workers, "workers", 0, "pages fetched at once, of different hosts (default 16)")
	c.Flags().DurationVar(&delay, "delay", time.Second, "the pause between two requests to a host that asks for none")
	return c
}

// endedInOrder takes it for success that a signal ended the command: what was
// begun is kept, and the next run goes on.
func endedInOrder(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
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
	if counts.Skipped+counts.Failed == 0 {
		return nil
	}
	return printProblems(cmd, x)
}

// shownProblems is how many reasons a crawl prints; `stats` counts them all.
const shownProblems = 5

// printProblems says why the newest pages brought nothing: a crawl that skipped
// its only page would otherwise leave one guessing.
func printProblems(cmd *cobra.Command, x *indexer.Indexer) error {
	f, err := x.Frontier(cmd.Context())
	if err != nil {
		return err
	}
	problems, err := f.Problems(cmd.Context(), shownProblems)
	for _, p := range problems {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: %s: %s\n", p.State, p.URL, p.Reason)
	}
	return err
}

func seeds(urls []string) ([]frontier.Item, error) {
	var items []frontier.Item
	for _, u := range urls {
		canonical, err := frontier.Canonical(u, "")
		if err != nil {
			return nil, usageError{notAddress(u)}
		}
		items = append(items, frontier.Item{URL: canonical})
	}
	return items, nil
}

// notAddress says that u cannot be crawled, and how it could be where only its
// beginning is missing.
func notAddress(u string) error {
	if !strings.Contains(u, "//") && strings.Contains(u, ".") {
		if full, err := frontier.Canonical("https://"+u, ""); err == nil {
			return fmt.Errorf("%q is not an http or https address; did you mean %s?", u, full)
		}
	}
	return fmt.Errorf("%q is not an http or https address", u)
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
	speed := newPace(crawler)
	crawler.OnEvent(func(e indexer.Event) {
		out.failed(e)
		out.event(e, func() string { return speed.line(cmd.Context(), e) })
	})
	counts, err = crawler.Run(cmd.Context(), true)
	out.end()
	if err != nil || cmd.Context().Err() != nil {
		return counts, err
	}
	return counts, x.CatchUp(cmd.Context())
}

// queueEvery is how often a crawl's queue is counted for its progress: the count
// reads every URL known.
const queueEvery = 2 * time.Second

// pace is what the progress of a crawl says beside its counts. It is for one
// goroutine at a time.
type pace struct {
	crawler *indexer.Crawler
	began   time.Time
	hosts   map[string]bool
	queued  int
	counted time.Time
}

func newPace(c *indexer.Crawler) *pace {
	return &pace{crawler: c, began: time.Now(), hosts: map[string]bool{}}
}

func (p *pace) line(ctx context.Context, e indexer.Event) string {
	if len(p.hosts) < maxHostsShown {
		p.hosts[e.Host] = true
	}
	if now := time.Now(); now.Sub(p.counted) >= queueEvery {
		if n, err := p.crawler.Queued(ctx); err == nil {
			p.queued, p.counted = n, now
		}
	}
	n := e.Counts
	rate := float64(n.Pages) / max(time.Since(p.began).Seconds(), 0.001)
	return fmt.Sprintf("%d hosts, %d pages (%.1f/s), %d queued, %d errors: %d added, %d updated, %d unchanged, %d skipped",
		len(p.hosts), n.Pages, rate, p.queued, n.Failed, n.Added, n.Updated, n.Unchanged, n.Skipped)
}

// maxHostsShown bounds the hosts remembered only to be counted.
const maxHostsShown = 100_000

func crawlLine(n indexer.CrawlCounts) string {
	return fmt.Sprintf("%d pages: %d added, %d updated, %d unchanged, %d skipped, %d failed",
		n.Pages, n.Added, n.Updated, n.Unchanged, n.Skipped, n.Failed)
}
