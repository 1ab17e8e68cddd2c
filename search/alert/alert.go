// Package alert keeps searches and tells of the articles that newly match them:
// in a feed, by a signed webhook, by mail. It asks through the same code path as
// everybody's searches. A hit is recorded in one transaction with the change up
// to which was asked, and told until a receiver takes it: at least once, under an
// id that is the same every time, whatever was killed in between.
package alert

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/idna"

	"dateline/search"
	"dateline/search/news"
)

// Saved is a search that is kept. Params are those of a search, encoded; Secret
// signs what its webhook is told. Problem says why it cannot be asked any more.
type Saved struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Params   string    `json:"params"`
	Readback string    `json:"readback"`
	Created  time.Time `json:"created"`
	Webhook  string    `json:"webhook,omitempty"`
	Secret   string    `json:"secret,omitempty"` // said once, when it is made
	Mail     string    `json:"mail,omitempty"`
	Problem  string    `json:"problem,omitempty"`
	Seq      int64     `json:"-"`
	Channels []Channel `json:"channels,omitempty"`
}

// Channel is how telling by one way goes: "webhook" or "mail".
type Channel struct {
	Saved     string    `json:"-"`
	Name      string    `json:"name"`
	Sent      int64     `json:"-"`
	Attempts  int       `json:"failed_attempts"`
	NextAt    time.Time `json:"next_attempt,omitzero"`
	LastError string    `json:"last_error,omitempty"`
}

// Found is one article that newly matched, in the order of N.
type Found struct {
	N       int64
	Article news.ID
	At      time.Time
}

// Hit is a Found with what is told of it. ID is the same however often it is told.
type Hit struct {
	ID    string     `json:"id"`
	Found time.Time  `json:"found"`
	Hit   search.Hit `json:"article"`
}

// Store keeps all this; package store's is one, by way of cmd. Safe for
// concurrent use.
type Store interface {
	Save(ctx context.Context, s Saved) error
	List(ctx context.Context) ([]Saved, error)
	Get(ctx context.Context, id string) (Saved, error) // or search.ErrNotFound
	Remove(ctx context.Context, id string) error       // or search.ErrNotFound
	// Changed gives up to limit articles that were added, or say something else,
	// after seq and no later than to, and the last of these changes.
	Changed(ctx context.Context, seq, to int64, limit int) (ids []news.ID, last int64, err error)
	// Asked records what was found up to seq in one transaction.
	Asked(ctx context.Context, id string, seq int64, found []news.ID, at time.Time, problem string) error
	// Hits gives those after n in order, or with n < 0 the newest first.
	Hits(ctx context.Context, id string, n int64, limit int) ([]Found, error)
	Untold(ctx context.Context, now time.Time) ([]Channel, error)
	Channels(ctx context.Context, id string) ([]Channel, error)
	KeepChannel(ctx context.Context, c Channel) error
}

// Searcher asks; package search's Service is one.
type Searcher interface {
	Search(ctx context.Context, r search.Request) (search.Result, error)
	Among(ctx context.Context, r search.Request, ids []news.ID) ([]news.ID, error)
	Hits(ctx context.Context, ids []news.ID) ([]search.Hit, error)
}

// Sender tells. Both fail where the receiver did not take it.
type Sender interface {
	Webhook(ctx context.Context, url string, header map[string]string, body []byte) error
	Mail(ctx context.Context, to, subject, text string) error
	// CanMail reports whether a mail server is set.
	CanMail() bool
}

// Options are what a Service needs. Indexed says up to which change the index
// holds the archive: what is not searchable yet cannot be found.
type Options struct {
	Store   Store
	Search  Searcher
	Sender  Sender
	Indexed func() int64
	Now     func() time.Time
	// BaseURL is where links of mails lead; empty leaves them out.
	BaseURL string
}

// Service keeps and tells. Safe for concurrent use.
type Service struct{ Options }

// New makes a Service. Nothing is told before Run.
func New(o Options) *Service { return &Service{o} }

// Limits of a saved search.
const (
	// maxName is its name in bytes, maxParams its parameters.
	maxName   = 200
	maxParams = 8 << 10
	// maxAddress is a webhook's or a mail's address in bytes.
	maxAddress = 2048
	// idBytes make an id that cannot be guessed: a feed is read by it.
	idBytes = 12
	// FeedHits are the newest hits a feed holds.
	FeedHits = 50
)

// Create checks and keeps a search: name, params, and optionally where to tell.
// The answer holds the secret that signs the webhook. A mistake is a
// *search.ParamError or a *query.Error.
func (s *Service) Create(ctx context.Context, sv Saved) (Saved, error) {
	if err := s.check(&sv); err != nil {
		return Saved{}, err
	}
	readback, err := s.ask(ctx, sv.Params)
	if err != nil {
		return Saved{}, err
	}
	sv.ID, sv.Created, sv.Readback = token(idBytes), s.Now().UTC(), readback
	if sv.Webhook != "" {
		sv.Secret = token(32)
	}
	if err := s.Store.Save(ctx, sv); err != nil {
		return Saved{}, err
	}
	return sv, nil
}

func (s *Service) check(sv *Saved) error {
	sv.Name = strings.Join(strings.Fields(sv.Name), " ")
	if sv.Name == "" || len(sv.Name) > maxName {
		return &search.ParamError{Param: "name", Detail: fmt.Sprintf("must be 1 to %d bytes long", maxName)}
	}
	if len(sv.Params) > maxParams {
		return &search.ParamError{Param: "params", Detail: fmt.Sprintf("is longer than %d bytes", maxParams)}
	}
	r, err := parse(sv.Params)
	if err != nil {
		return err
	}
	sv.Params = r.Values().Encode()
	if sv.Webhook != "" && !canBeAsked(sv.Webhook) {
		return &search.ParamError{Param: "webhook", Detail: "must be an http or https address"}
	}
	if sv.Mail == "" {
		return nil
	}
	if !s.Sender.CanMail() {
		return &search.ParamError{Param: "mail", Detail: "this server has no mail server set; its operator sets one with --smtp"}
	}
	if a, err := mail.ParseAddress(sv.Mail); err != nil || a.Address != sv.Mail || len(sv.Mail) > maxAddress {
		return &search.ParamError{Param: "mail", Detail: "must be one mail address, such as desk@newsroom.example"}
	}
	return nil
}

// canBeAsked refuses what no request could be sent to. Go parses hosts that no
// machine can have, such as "a]b".
func canBeAsked(webhook string) bool {
	u, err := url.Parse(webhook)
	if err != nil || len(webhook) > maxAddress || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	ascii, err := idna.Lookup.ToASCII(host)
	return err == nil && ascii != "" && strings.Trim(ascii, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") == ""
}

// parse reads the parameters that choose articles; order and size have no meaning
// for what is new.
func parse(params string) (search.Request, error) {
	v, err := url.ParseQuery(params)
	if err != nil {
		return search.Request{}, &search.ParamError{Param: "params", Detail: "are not correctly encoded"}
	}
	for _, name := range []string{"sort", "size", "cursor", "facets", "facet.size", "timeline", "explain"} {
		v.Del(name)
	}
	return search.ParseRequest(v)
}

// ask tries a search and gives it back in plain English.
func (s *Service) ask(ctx context.Context, params string) (string, error) {
	r, err := parse(params)
	if err != nil {
		return "", err
	}
	r.Size, r.Facets, r.Timeline = search.NoHits, []news.Facet{}, "none"
	res, err := s.Search.Search(ctx, r)
	return res.Readback, err
}

// List gives the saved searches without their secrets, each with how telling of
// it goes.
func (s *Service) List(ctx context.Context) ([]Saved, error) {
	all, err := s.Store.List(ctx)
	for i := range all {
		if err == nil {
			all[i], err = s.shown(ctx, all[i])
		}
	}
	return all, err
}

// Get gives one, or search.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (Saved, error) {
	sv, err := s.Store.Get(ctx, id)
	if err != nil {
		return Saved{}, err
	}
	return s.shown(ctx, sv)
}

func (s *Service) shown(ctx context.Context, sv Saved) (Saved, error) {
	sv.Secret = ""
	readback, err := s.ask(ctx, sv.Params)
	if err != nil && !isMistake(err) {
		return sv, err
	}
	if sv.Readback = readback; err != nil {
		sv.Problem = err.Error()
	}
	sv.Channels, err = s.Store.Channels(ctx, sv.ID)
	return sv, err
}

// Remove forgets one, or gives search.ErrNotFound.
func (s *Service) Remove(ctx context.Context, id string) error { return s.Store.Remove(ctx, id) }

// Newest gives the newest hits of a saved search for its feed. A search that has
// become invalid says so in Saved.Problem.
func (s *Service) Newest(ctx context.Context, id string) (Saved, []Hit, error) {
	sv, err := s.Get(ctx, id)
	if err != nil {
		return sv, nil, err
	}
	found, err := s.Store.Hits(ctx, id, -1, FeedHits)
	if err != nil {
		return sv, nil, err
	}
	hits, err := s.hits(ctx, id, found)
	return sv, hits, err
}

// hits fills what was found with the articles; one that is gone is left out.
func (s *Service) hits(ctx context.Context, id string, found []Found) ([]Hit, error) {
	ids := make([]news.ID, len(found))
	for i, f := range found {
		ids[i] = f.Article
	}
	articles, err := s.Search.Hits(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := map[news.ID]search.Hit{}
	for _, a := range articles {
		byID[a.ID] = a
	}
	out := make([]Hit, 0, len(found))
	for _, f := range found {
		if a, ok := byID[f.Article]; ok {
			out = append(out, Hit{ID: hitID(id, f.Article), Found: f.At, Hit: a})
		}
	}
	return out, nil
}

// hitID names a hit of a saved search for ever.
func hitID(saved string, article news.ID) string {
	sum := sha256.Sum256([]byte(saved + "/" + string(article)))
	return hex.EncodeToString(sum[:12])
}

// DryRun is what a search would have told in the days before now.
type DryRun struct {
	Days     int    `json:"days"`
	Articles int    `json:"articles"` // published in them that match
	Fired    int    `json:"fired"`    // days with at least one
	Readback string `json:"readback"`
}

// MaxDryRun is how many days a dry run looks back.
const MaxDryRun = 366

// Try says what a search would have told in the last days, by published dates.
func (s *Service) Try(ctx context.Context, r search.Request, days int) (DryRun, error) {
	from := s.Now().UTC().AddDate(0, 0, -days)
	r.Size, r.Facets, r.Timeline, r.Cursor, r.Sort = search.NoHits, []news.Facet{}, "day", "", ""
	asked, err := s.Search.Search(ctx, r)
	if err != nil {
		return DryRun{}, err
	}
	if r.From == "" || r.From < from.Format(time.RFC3339) {
		r.From = from.Format(time.RFC3339)
	}
	res, err := s.Search.Search(ctx, r)
	if err != nil {
		return DryRun{}, err
	}
	out := DryRun{Days: days, Articles: res.Total, Readback: asked.Readback}
	if res.Timeline != nil {
		for _, b := range res.Timeline.Buckets {
			if b.Count > 0 {
				out.Fired++
			}
		}
	}
	return out, nil
}

func token(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}

// isMistake reports an error of the search itself, which asking again does not
// mend.
func isMistake(err error) bool {
	var param *search.ParamError
	return errors.As(err, &param) || isQueryError(err)
}
