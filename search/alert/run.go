package alert

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"dateline/search/query"
)

const (
	// Every is how often the archive is looked at for what is new.
	Every = 5 * time.Second
	// askBatch is how many changed articles a search is asked about at once.
	askBatch = 1000
	// tellBatch is how many hits one message holds.
	tellBatch = 50
	// firstRetry and lastRetry bound the wait behind a message that was not
	// taken; it doubles in between.
	firstRetry = 30 * time.Second
	lastRetry  = 6 * time.Hour
)

func isQueryError(err error) bool {
	var mistake *query.Error
	return errors.As(err, &mistake)
}

// Run asks and tells until ctx ends. What fails is logged and tried again.
func (s *Service) Run(ctx context.Context, log *slog.Logger) {
	tick := time.NewTicker(Every)
	defer tick.Stop()
	for {
		if err := s.Check(ctx); err != nil && ctx.Err() == nil {
			log.Error("saved searches", "error", err)
		}
		if err := s.Tell(ctx); err != nil && ctx.Err() == nil {
			log.Error("telling of saved searches", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Check asks every saved search about what changed since it was asked last, and
// records what is new.
func (s *Service) Check(ctx context.Context) error {
	all, err := s.Store.List(ctx)
	if err != nil {
		return err
	}
	for _, sv := range all {
		if err := s.catchUp(ctx, sv); err != nil {
			return fmt.Errorf("alert: %q: %w", sv.Name, err)
		}
	}
	return nil
}

func (s *Service) catchUp(ctx context.Context, sv Saved) error {
	for indexed := s.Indexed(); sv.Seq < indexed; {
		ids, last, err := s.Store.Changed(ctx, sv.Seq, indexed, askBatch)
		if err != nil || len(ids) == 0 {
			return err
		}
		problem := ""
		r, err := parse(sv.Params)
		if err == nil {
			ids, err = s.Search.Among(ctx, r, ids)
		}
		switch {
		case isMistake(err):
			problem, ids = err.Error(), nil
		case err != nil:
			return err
		}
		if err := s.Store.Asked(ctx, sv.ID, last, ids, s.Now(), problem); err != nil {
			return err
		}
		sv.Seq = last
	}
	return nil
}

// Tell sends what was not told yet, one message a channel.
func (s *Service) Tell(ctx context.Context) error {
	channels, err := s.Store.Untold(ctx, s.Now())
	if err != nil {
		return err
	}
	for _, c := range channels {
		if err := s.tell(ctx, c); err != nil {
			return fmt.Errorf("alert: tell %s: %w", c.Name, err)
		}
	}
	return nil
}

// tell sends one message and records how that went. It is recorded after the
// receiver took it: a kill in between tells twice, never not at all.
func (s *Service) tell(ctx context.Context, c Channel) error {
	sv, err := s.Store.Get(ctx, c.Saved)
	if err != nil {
		return err
	}
	found, err := s.Store.Hits(ctx, c.Saved, c.Sent, tellBatch)
	if err != nil || len(found) == 0 {
		return err
	}
	hits, err := s.hits(ctx, c.Saved, found)
	if err != nil {
		return err
	}
	if len(hits) > 0 {
		err = s.send(ctx, sv, c.Name, hits)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		c.Attempts++
		c.LastError, c.NextAt = err.Error(), s.Now().Add(retryAfter(c.Attempts))
	} else {
		c.Sent, c.Attempts, c.LastError, c.NextAt = found[len(found)-1].N, 0, "", time.Time{}
	}
	return s.Store.KeepChannel(ctx, c)
}

func retryAfter(attempts int) time.Duration {
	wait := firstRetry
	for range attempts - 1 {
		if wait *= 2; wait > lastRetry {
			return lastRetry
		}
	}
	return wait
}

func (s *Service) send(ctx context.Context, sv Saved, channel string, hits []Hit) error {
	if channel == "mail" {
		return s.Sender.Mail(ctx, sv.Mail, subject(sv, hits), s.text(sv, hits))
	}
	body, err := json.Marshal(map[string]any{"saved": map[string]string{"id": sv.ID, "name": sv.Name, "params": sv.Params}, "hits": hits})
	if err != nil {
		return err
	}
	at := strconv.FormatInt(s.Now().Unix(), 10)
	return s.Sender.Webhook(ctx, sv.Webhook, map[string]string{
		"Content-Type":       "application/json; charset=utf-8",
		"Dateline-Signature": "t=" + at + ",v1=" + Sign(sv.Secret, at, body),
	}, body)
}

// Sign gives the signature of a webhook's body: HMAC-SHA256 in hex of the time,
// a full stop and the body, so that an old message cannot be sent again as new.
func Sign(secret, at string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

func subject(sv Saved, hits []Hit) string {
	if len(hits) == 1 {
		return "Dateline: " + sv.Name + ": " + hits[0].Hit.Title
	}
	return fmt.Sprintf("Dateline: %s: %d new articles", sv.Name, len(hits))
}

// text is the mail: plain, because what is in it was written by anybody.
func (s *Service) text(sv Saved, hits []Hit) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "New articles for the saved search %q:\n", sv.Name)
	for _, h := range hits {
		fmt.Fprintf(&b, "\n%s\n%s\n", oneLine(h.Hit.Title), strings.Join(nonEmpty(h.Hit.Source, h.Hit.Published.String()), ", "))
		if h.Hit.URL != "" {
			fmt.Fprintln(&b, oneLine(h.Hit.URL))
		}
		if s.BaseURL != "" {
			fmt.Fprintf(&b, "%s/articles/%s\n", s.BaseURL, h.Hit.ID)
		}
	}
	if s.BaseURL != "" {
		fmt.Fprintf(&b, "\nAll of them: %s/?%s\nTo end this: %s/saved\n", s.BaseURL, sv.Params, s.BaseURL)
	}
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func nonEmpty(all ...string) []string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
