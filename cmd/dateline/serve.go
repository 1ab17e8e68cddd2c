package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/search/index"
)

// defaultAddr is where people look for the page; loopback only.
const defaultAddr = "127.0.0.1:8080"

func newServe(s *settings) *cobra.Command {
	var opts serving
	var crawl bool
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page and the API, crawl the sources, index what other commands bring",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return endedInOrder(cmd.Context(), serve(cmd, s.config(cmd), opts, crawl))
		},
	}
	opts.flags(c)
	c.Flags().BoolVar(&crawl, "crawl", true, "crawl the sources on their schedule")
	c.Flags().BoolVar(&opts.readOnly, "read-only", false, "write nothing to the data directory, as on read-only media: no crawl, no indexing, no saved searches, no corrections")
	return c
}

// serving is how a server shows itself.
type serving struct {
	addr   string
	access access
	mail   mailFlags
	edit   bool
	// readOnly serves a data directory that nobody changes.
	readOnly bool
}

func (o *serving) flags(c *cobra.Command) {
	c.Flags().StringVar(&o.addr, "addr", defaultAddr, "the address to listen on")
	o.access.flags(c)
	o.mail.flags(c)
	editFlag(c, &o.edit)
}

// terms reads what the flags say, and refuses what cannot go together.
func (o *serving) terms() (may terms, err error) {
	if o.readOnly && o.edit {
		return may, usageError{errors.New("--edit and --read-only cannot go together: a server that only reads takes no corrections")}
	}
	may.edit, may.readOnly = o.edit, o.readOnly
	if may.access, err = o.access.config(); err != nil {
		return may, err
	}
	may.mail, err = o.mail.config()
	return may, err
}

func serve(cmd *cobra.Command, cfg indexer.Config, opts serving, crawl bool) (err error) {
	ctx := cmd.Context()
	may, err := opts.terms()
	if err != nil {
		return err
	}
	o, err := openServer(ctx, cfg, opts.addr, may)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	announce(cmd.OutOrStdout(), o)
	if may.readOnly {
		return waitToRead(ctx, cmd.OutOrStdout(), o)
	}
	if !crawl {
		return wait(ctx, o, nil)
	}
	crawler, err := o.NewCrawler(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, crawler.Close()) }()
	return wait(ctx, o, crawler)
}

// waitToRead serves until ctx ends, and says once what a reader cannot mend.
func waitToRead(ctx context.Context, w io.Writer, o *owner) error {
	last, err := o.Store.LastSeq(ctx)
	if err != nil {
		return err
	}
	if behind := last - o.Index.Seq(); behind > 0 {
		fmt.Fprintf(w, "The index is %s changes behind the store and stays so: they are not found.\n", thousands(int(behind)))
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-o.served:
		return fmt.Errorf("the server ended: %w", err)
	}
}

func announce(w io.Writer, o *owner) {
	switch opening := o.Index.Opened(); {
	case opening.How == index.Outdated && !o.Owns():
		fmt.Fprintln(w, "The index is of an earlier version of Dateline; searches may find less than it holds.")
	case opening.How == index.Quarantined:
		fmt.Fprintf(w, "The index was set aside (%s) and is built anew from the store.\n", opening.Reason)
	case opening.How == index.Outdated:
		fmt.Fprintln(w, "The index is of an earlier version of Dateline and is built anew from the store; until then searches may find less.")
	}
	fmt.Fprintf(w, "Dateline is at http://%s (Ctrl-C ends it)\n", o.addr)
	if isPublic(o.addr) && o.open {
		fmt.Fprintln(w, "Other machines can reach this address, and anybody there can read everything: --token-file asks for a token.")
	}
}

// wait serves, and crawls where there is a crawler, until ctx ends or one of
// them fails.
func wait(ctx context.Context, o *owner, crawler *indexer.Crawler) error {
	crawled := make(chan error, 1)
	crawlCtx, cancel := context.WithCancel(ctx)
	var told sync.WaitGroup
	defer func() { cancel(); told.Wait() }()
	told.Go(func() { o.alerts.Run(crawlCtx, o.log) })
	if crawler != nil {
		go func() { crawled <- crawler.RunSchedule(crawlCtx) }()
	}
	select {
	case <-ctx.Done():
	case err := <-o.served:
		return fmt.Errorf("the server ended: %w", err)
	case err := <-crawled:
		if ctx.Err() == nil {
			return fmt.Errorf("the crawl ended: %w", err)
		}
		return err
	}
	if crawler != nil {
		cancel()
		return <-crawled
	}
	return nil
}

// editFlag is said where a server starts.
func editFlag(c *cobra.Command, edit *bool) {
	c.Flags().BoolVar(edit, "edit", false, "let the pages and the API correct tags: whoever may read may then merge, split, rename and hide, but with tokens only edit tokens")
}
