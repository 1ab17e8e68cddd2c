package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/wneessen/go-mail"
)

// postTimeout is the whole of one POST; a receiver that is slower is told again.
const postTimeout = 15 * time.Second

// Post sends body to a receiver that somebody of the newsroom named, through the
// same guard as a crawl: no private address, no other port, no redirect followed.
// A status other than 2xx is an error.
func (c *Client) Post(ctx context.Context, rawURL string, header map[string]string, body []byte) error {
	u, err := parseURL(rawURL)
	if err != nil {
		return fmt.Errorf("fetch: post %q: %w", rawURL, err)
	}
	ctx, cancel := context.WithTimeout(ctx, postTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("fetch: post %q: %w: %v", rawURL, ErrBadURL, err)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	req.Header.Set("User-Agent", c.cfg.UserAgent)
	client := http.Client{Transport: c.http.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("fetch: post %q: %w", rawURL, kindOf(err))
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return fmt.Errorf("fetch: post %q: the receiver answered %s", rawURL, resp.Status)
	}
	return nil
}

// MailServer is who takes mail from us. Host empty is none.
type MailServer struct {
	Host           string
	Port           int
	User, Password string // empty where the server asks for none
	From           string
	// Plain lets mail go unencrypted to a server that offers nothing else, such
	// as one on this machine.
	Plain bool
}

// ErrNoMail means that no mail server is set.
var ErrNoMail = errors.New("no mail server is set")

// Send gives one plain-text message to the server. The library encodes the
// subject and refuses addresses with line breaks, so text of an article cannot
// add headers.
func (m MailServer) Send(ctx context.Context, to, subject, text string) error {
	if m.Host == "" {
		return ErrNoMail
	}
	msg := mail.NewMsg()
	if err := errors.Join(msg.From(m.From), msg.To(to)); err != nil {
		return fmt.Errorf("fetch: mail to %q: %w", to, err)
	}
	msg.Subject(subject)
	msg.SetBodyString(mail.TypeTextPlain, text)
	opts := []mail.Option{mail.WithPort(m.Port), mail.WithTimeout(postTimeout), mail.WithTLSPolicy(mail.TLSMandatory)}
	if m.Plain {
		opts = append(opts, mail.WithTLSPolicy(mail.TLSOpportunistic))
	}
	if m.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(m.Password))
	}
	client, err := mail.NewClient(m.Host, opts...)
	if err != nil {
		return fmt.Errorf("fetch: mail: %w", err)
	}
	if err := client.DialAndSendWithContext(ctx, msg); err != nil {
		return fmt.Errorf("fetch: mail to %q: %w", to, err)
	}
	return nil
}
