package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dateline/indexer"
	"dateline/indexer/fetch"
	"dateline/indexer/store"
	"dateline/search"
	"dateline/search/alert"
	"dateline/search/news"
)

// mailFlags say who takes mail from this server.
type mailFlags struct {
	server, user, passwordFile, from string
	plain                            bool
}

func (m *mailFlags) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&m.server, "smtp", "", "the mail server of alerts, host:port")
	f.StringVar(&m.user, "smtp-user", "", "the name to log in with, where the mail server asks for one")
	f.StringVar(&m.passwordFile, "smtp-password-file", "", "a file that holds the password")
	f.StringVar(&m.from, "smtp-from", "", "the address mails come from")
	f.BoolVar(&m.plain, "smtp-plain", false, "let mail go unencrypted where the server offers nothing else")
}

func (m *mailFlags) config() (fetch.MailServer, error) {
	if m.server == "" {
		return fetch.MailServer{}, nil
	}
	host, portText, err := net.SplitHostPort(m.server)
	port, portErr := strconv.Atoi(portText)
	if err != nil || portErr != nil || host == "" {
		return fetch.MailServer{}, usageError{fmt.Errorf("--smtp is %q; it takes host:port, such as mail.newsroom.example:587", m.server)}
	}
	if m.from == "" {
		return fetch.MailServer{}, usageError{errors.New("--smtp needs --smtp-from, the address mails come from")}
	}
	out := fetch.MailServer{Host: host, Port: port, User: m.user, From: m.from, Plain: m.plain}
	if m.passwordFile != "" {
		b, err := os.ReadFile(m.passwordFile)
		if err != nil {
			return out, usageError{fmt.Errorf("--smtp-password-file: %w", err)}
		}
		out.Password = strings.TrimSpace(string(b))
	}
	return out, nil
}

// newAlerts wires saved searches to the store, the search and the network.
func newAlerts(x *indexer.Indexer, service *search.Service, cfg indexer.Config, server fetch.MailServer, baseURL string) *alert.Service {
	return alert.New(alert.Options{
		Store: savedStore{x.Store}, Search: service, Sender: sender{fetch.New(cfg.Fetch), server},
		Indexed: x.Index.Seq, Now: time.Now, BaseURL: baseURL,
	})
}

// sender tells through the guard of the crawler.
type sender struct {
	client *fetch.Client
	server fetch.MailServer
}

// Webhook implements alert.Sender.
func (s sender) Webhook(ctx context.Context, url string, header map[string]string, body []byte) error {
	return s.client.Post(ctx, url, header, body)
}

// Mail implements alert.Sender.
func (s sender) Mail(ctx context.Context, to, subject, text string) error {
	return s.server.Send(ctx, to, subject, text)
}

// CanMail implements alert.Sender.
func (s sender) CanMail() bool { return s.server.Host != "" }

// savedStore is the store as package alert wants it.
type savedStore struct{ store *store.Store }

// Save implements alert.Store.
func (s savedStore) Save(ctx context.Context, sv alert.Saved) error {
	err := s.store.SaveSearch(ctx, store.Saved{ID: sv.ID, Name: sv.Name, Params: sv.Params, Created: sv.Created, Webhook: sv.Webhook, Secret: sv.Secret, Mail: sv.Mail})
	if errors.Is(err, store.ErrTooMany) {
		return &search.ParamError{Param: "name", Detail: err.Error() + "; remove one first"}
	}
	return err
}

func savedOf(sv store.Saved) alert.Saved {
	return alert.Saved{ID: sv.ID, Name: sv.Name, Params: sv.Params, Created: sv.Created, Webhook: sv.Webhook, Secret: sv.Secret, Mail: sv.Mail, Problem: sv.Problem, Seq: sv.Seq}
}

// List implements alert.Store.
func (s savedStore) List(ctx context.Context) ([]alert.Saved, error) {
	all, err := s.store.SavedSearches(ctx)
	out := make([]alert.Saved, 0, len(all))
	for _, sv := range all {
		out = append(out, savedOf(sv))
	}
	return out, err
}

// missing says what package search calls a thing that is not there.
func missing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return search.ErrNotFound
	}
	return err
}

// Get implements alert.Store.
func (s savedStore) Get(ctx context.Context, id string) (alert.Saved, error) {
	sv, err := s.store.SavedSearch(ctx, id)
	return savedOf(sv), missing(err)
}

// Remove implements alert.Store.
func (s savedStore) Remove(ctx context.Context, id string) error {
	return missing(s.store.RemoveSaved(ctx, id))
}

// Changed implements alert.Store.
func (s savedStore) Changed(ctx context.Context, seq, to int64, limit int) ([]news.ID, int64, error) {
	return s.store.Changed(ctx, seq, to, limit)
}

// Asked implements alert.Store.
func (s savedStore) Asked(ctx context.Context, id string, seq int64, found []news.ID, at time.Time, problem string) error {
	return s.store.Asked(ctx, id, seq, found, at, problem)
}

// Hits implements alert.Store.
func (s savedStore) Hits(ctx context.Context, id string, n int64, limit int) ([]alert.Found, error) {
	hits, err := s.store.SavedHits(ctx, id, n, limit)
	out := make([]alert.Found, 0, len(hits))
	for _, h := range hits {
		out = append(out, alert.Found(h))
	}
	return out, err
}

// Untold implements alert.Store.
func (s savedStore) Untold(ctx context.Context, now time.Time) ([]alert.Channel, error) {
	all, err := s.store.Untold(ctx, now)
	return channelsOf(all), err
}

// Channels implements alert.Store.
func (s savedStore) Channels(ctx context.Context, id string) ([]alert.Channel, error) {
	all, err := s.store.Channels(ctx, id)
	return channelsOf(all), err
}

func channelsOf(all []store.Channel) []alert.Channel {
	out := make([]alert.Channel, 0, len(all))
	for _, c := range all {
		out = append(out, alert.Channel(c))
	}
	return out
}

// KeepChannel implements alert.Store.
func (s savedStore) KeepChannel(ctx context.Context, c alert.Channel) error {
	return s.store.KeepChannel(ctx, store.Channel(c))
}
