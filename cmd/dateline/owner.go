package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"dateline/indexer"
	"dateline/indexer/fetch"
	"dateline/indexer/store"
	"dateline/search"
	"dateline/search/alert"
	"dateline/search/index"
	"dateline/web"
)

// shutdownTimeout is how long requests in flight have when the server ends.
const shutdownTimeout = 5 * time.Second

// owner is this process as the owner of a data directory: the indexer, the
// search over it, and the HTTP server that answers people, scripts and other
// processes on this machine.
type owner struct {
	*indexer.Indexer
	search *search.Service
	server *http.Server
	addr   string
	open   bool // whether anybody may read
	alerts *alert.Service
	log    *slog.Logger
	served chan error
}

// openOwner takes the data directory and serves it on addr ("127.0.0.1:0" for a
// command that only wants other processes to be able to search meanwhile).
func openOwner(ctx context.Context, cfg indexer.Config, addr string) (*owner, error) {
	return openServer(ctx, cfg, addr, terms{})
}

// terms are what the people a server answers may do.
type terms struct {
	access   web.Access
	mail     fetch.MailServer
	edit     bool // tags can be corrected
	readOnly bool // nothing is changed, here or on the disk
}

// openServer is openOwner for a server that people reach, on these terms.
func openServer(ctx context.Context, cfg indexer.Config, addr string, may terms) (*owner, error) {
	open := indexer.OpenOwner
	if may.readOnly {
		open = indexer.OpenReader
	}
	x, err := open(ctx, cfg) // first, so that a second server names the first
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, errors.Join(listenError(addr, err), x.Close())
	}
	o := &owner{Indexer: x, addr: listener.Addr().String(), open: may.access.Open(), log: cfg.Logger, served: make(chan error, 2)}
	if !may.readOnly {
		if err := letOwnIn(cfg.DataDir, &may.access); err != nil {
			return nil, errors.Join(err, listener.Close(), x.Close())
		}
	}
	handler, err := o.handler(cfg, may)
	if err != nil {
		return nil, errors.Join(err, listener.Close(), x.Close())
	}
	o.server = web.NewHTTPServer(o.addr, handler)
	go func() { o.served <- o.server.Serve(listener) }()
	if may.readOnly {
		return o, nil
	}
	if err := o.answerLoopback(); err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// handler wires what answers requests.
func (o *owner) handler(cfg indexer.Config, may terms) (http.Handler, error) {
	o.search = search.New(o.Index, library{o.Store}, search.Options{})
	o.alerts = newAlerts(o.Indexer, o.search, cfg, may.mail, "http://"+o.addr)
	pages := web.Config{
		Searcher: o.search, Status: status{o.Indexer}, Crawl: sourcesOf{o.Indexer}, Logger: cfg.Logger, Version: version, BaseURL: "http://" + o.addr,
		Access: may.access, Alerts: o.alerts, ReadOnly: may.readOnly,
	}
	if may.edit {
		pages.Corrections = corrections{o.Indexer}
	}
	return web.New(pages)
}

// answerLoopback names in LOCK where other processes on this machine ask. Where
// the server listens on another network only, they get a port of their own.
func (o *owner) answerLoopback() error {
	ap, err := netip.ParseAddrPort(o.addr)
	switch {
	case err != nil:
		return err
	case ap.Addr().Unmap().IsLoopback():
		return o.SetAddr(o.addr)
	case ap.Addr().IsUnspecified():
		return o.SetAddr(fmt.Sprintf("127.0.0.1:%d", ap.Port()))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go func() { o.served <- o.server.Serve(listener) }()
	return o.SetAddr(listener.Addr().String())
}

func listenError(addr string, err error) error {
	if !errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("cannot listen on %s: %w; --addr takes an address and a port of this machine, such as --addr %s", addr, err, defaultAddr)
	}
	return fmt.Errorf("cannot listen on %s: %w; another program may be using the port: stop it, or choose another with --addr, such as --addr 127.0.0.1:0", addr, err)
}

// Close ends the server, then the pipeline.
func (o *owner) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	err := o.server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = o.server.Close()
	}
	return errors.Join(err, o.Indexer.Close())
}

// openWriter opens the data directory for a command that brings work: as its
// owner, or beside the owner, who then indexes what is stored.
func openWriter(ctx context.Context, cfg indexer.Config) (x *indexer.Indexer, closer func() error, beside *index.HeldError, err error) {
	o, err := openOwner(ctx, cfg, "127.0.0.1:0")
	if err == nil {
		return o.Indexer, o.Close, nil, nil
	}
	if !errors.As(err, &beside) {
		return nil, nil, nil, err
	}
	guest, err := indexer.OpenGuest(ctx, cfg)
	if err != nil {
		return nil, nil, nil, err
	}
	return guest, guest.Close, beside, nil
}

// status tells web how far the index is.
type status struct{ x *indexer.Indexer }

// Status implements web.Status.
func (s status) Status(ctx context.Context) (web.State, error) {
	stats, err := s.x.Store.Stats(ctx)
	if err != nil {
		return web.State{}, err
	}
	indexed, err := s.x.Index.Count(ctx)
	return web.State{Articles: stats.Articles, Indexed: indexed, CaughtUp: s.x.Index.Seq() >= stats.Seq, Problem: s.x.Disk()}, err
}

// sourcesOf tells web how the sources are doing.
type sourcesOf struct{ x *indexer.Indexer }

// Sources implements web.Crawl.
func (s sourcesOf) Sources(ctx context.Context) ([]web.Source, error) {
	list, err := s.x.Store.ListSources(ctx)
	now, out := s.x.Now(), make([]web.Source, 0, len(list))
	for _, src := range list {
		out = append(out, sourceOf(src, now))
	}
	return out, err
}

// sourceOf is a source as the API and `sources list --json` give it.
func sourceOf(src store.Source, now time.Time) web.Source {
	return web.Source{
		ID: src.ID, URL: src.URL, Kind: string(src.Kind), Name: src.Name, Lang: src.Lang, Country: src.Country, Order: src.Scope.Order,
		State: string(indexer.StateOf(src, now)), Every: cmp.Or(src.Pace, src.Interval).Seconds(), Items: src.Items,
		Failures: src.Failures, LastError: src.LastError, LastVisit: src.LastVisit, LastSuccess: src.LastSuccess,
		LastNew: src.LastNew, Newest: src.Newest, NextVisit: src.NextVisit,
	}
}

// Checked here because package index must not know package search.
var _ search.Engine = (*index.Index)(nil)
