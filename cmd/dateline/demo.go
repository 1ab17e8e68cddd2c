package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/store"
	"dateline/testdata/sites"
	"dateline/web"
)

// demoDelay is the pause between two requests to a sample outlet: they are on
// this machine and ours.
const demoDelay = time.Millisecond

func newDemo(s *settings) *cobra.Command {
	var addr string
	var edit bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Crawl the sample newsroom over loopback and serve it: the first thing to run",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return demo(cmd, s, addr, edit)
		},
	}
	c.Flags().StringVar(&addr, "addr", defaultAddr, "the address to serve the page and the API on")
	editFlag(c, &edit)
	return c
}

func demo(cmd *cobra.Command, s *settings, addr string, edit bool) (err error) {
	dir, err := os.MkdirTemp("", "dateline-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	room, err := openNewsroom()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, room.Close()) }()

	cfg := s.config(cmd)
	room.configure(&cfg, dir)
	o, err := openServer(cmd.Context(), cfg, addr, terms{edit: edit})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	w := cmd.OutOrStdout()
	fmt.Fprintf(w, "The data is in %s and is removed when the demo ends.\n", dir)
	fmt.Fprintf(w, "Crawling %d sample outlets over loopback ...\n", len(room.Outlets))
	if err := crawlNewsroom(cmd, o.Indexer, room); err != nil || cmd.Context().Err() != nil {
		return err
	}
	announce(w, o)
	return wait(cmd.Context(), o, nil)
}

// newsroom is the sample outlets on one loopback port, each under its own host
// name.
type newsroom struct {
	*sites.Newsroom
	hosts map[string]string // host name -> loopback address
	close func() error
}

func openNewsroom() (*newsroom, error) {
	room, err := sites.Open()
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := web.NewHTTPServer("", room)
	go func() { _ = server.Serve(listener) }() // ends with Close
	n := &newsroom{Newsroom: room, hosts: map[string]string{}, close: server.Close}
	for _, o := range room.Outlets {
		n.hosts[o.Host] = listener.Addr().String()
	}
	return n, nil
}

// configure has cfg crawl the outlets into dir. A clock that stands before their
// newest story is put forward: a date in the future would be dropped.
func (n *newsroom) configure(cfg *indexer.Config, dir string) {
	cfg.DataDir, cfg.HostDelay, cfg.Fetch.Hosts = dir, demoDelay, n.hosts
	ahead := max(time.Until(n.Latest().Add(24*time.Hour)), 0)
	cfg.Now = func() time.Time { return time.Now().Add(ahead) }
}

// Close ends the outlets' server.
func (n *newsroom) Close() error { return n.close() }

// crawlNewsroom crawls twice: the outlets as they are, then what they revised.
func crawlNewsroom(cmd *cobra.Command, x *indexer.Indexer, room *newsroom) error {
	if err := addNewsroom(cmd.Context(), x, room); err != nil {
		return err
	}
	for _, pass := range []string{"first", "second"} {
		if pass == "second" {
			room.Publish()
		}
		start := time.Now()
		if err := x.QueueSources(cmd.Context()); err != nil {
			return err
		}
		counts, err := crawlAll(cmd, x, false)
		if err != nil || cmd.Context().Err() != nil {
			return err
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s visit: %s (%.1f s)\n", pass, crawlLine(counts), time.Since(start).Seconds())
	}
	return nil
}

func addNewsroom(ctx context.Context, x *indexer.Indexer, room *newsroom) error {
	for _, outlet := range room.Outlets {
		for _, seed := range outlet.Seeds() {
			src := store.Source{
				URL: seed, Kind: store.Feed, Name: outlet.Name, Lang: outlet.Language, Country: outlet.Country,
				Interval: indexer.DefaultInterval, AddedAt: time.Now(),
			}
			if _, err := x.Store.AddSource(ctx, src); err != nil {
				return err
			}
		}
	}
	return nil
}
