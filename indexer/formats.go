package indexer

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/indexer/extract"
	"dateline/indexer/fetch"
	"dateline/indexer/frontier"
	"dateline/indexer/prose"
	"dateline/search/news"
)

var (
	errEmpty  = errors.New("the file is empty")
	errBinary = errors.New("a binary file, not text")
	errNoText = errors.New("no article text found in it")
)

// readWhole reads a file for one item.
func readWhole(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	switch {
	case err != nil:
		return nil, errors.New(plainReason(err))
	case len(body) > MaxFile:
		return nil, fmt.Errorf("larger than %d MB", MaxFile>>20)
	case len(bytes.TrimSpace(body)) == 0:
		return nil, errEmpty
	}
	return body, nil
}

// fileKey identifies an article that has no URL by where it was read.
func fileKey(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	return "file:" + filepath.ToSlash(path)
}

func (im *importer) page(ctx context.Context, path string, r io.Reader) error {
	body, err := readWhole(r)
	if err != nil {
		return im.refuse(ctx, Refused{File: path, Reason: err.Error()})
	}
	return im.send(ctx, item{Refused{File: path}, func() (news.Article, error) {
		if bytes.IndexByte(body[:min(len(body), 4096)], 0) >= 0 && !hasWideBOM(body) {
			return news.Article{}, errBinary
		}
		if kind := fetch.NotText(body, ""); kind != "" {
			return news.Article{}, fmt.Errorf("no page, but %s", kind)
		}
		html, _ := fetch.DecodeText(body, "text/html")
		p, err := extract.Extract(html, extract.Options{URL: im.opts.URL, Seen: im.x.cfg.Now()})
		if err != nil {
			return news.Article{}, err
		}
		if !hasText(p.Text()) {
			return news.Article{}, noText(p.Reason)
		}
		at := im.opts.URL
		if at == "" {
			at = fileKey(path)
		}
		return fromPage(p, at), nil
	}})
}

func noText(reason string) error {
	if reason == "" {
		return errNoText
	}
	return fmt.Errorf("%w (%s)", errNoText, reason)
}

func hasWideBOM(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
}

// lineEnds makes the line ends of other systems ours.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// story reads a wire story saved as plain text, its lines broken at a column or not.
func (im *importer) story(ctx context.Context, path string, r io.Reader) error {
	body, err := readWhole(r)
	if err != nil {
		return im.refuse(ctx, Refused{File: path, Reason: err.Error()})
	}
	return im.send(ctx, item{Refused{File: path}, func() (news.Article, error) {
		text, err := plainText(body)
		if err != nil {
			return news.Article{}, err
		}
		s := extract.ParseStory(prose.Unwrap(lineEnds.Replace(text)))
		a := news.Article{Title: s.Title, Text: strings.Join(s.Paragraphs, "\n\n"), Source: Domain(s.Source)}
		if !hasText(a.Title + a.Text) {
			return a, errNoText
		}
		a.From = map[string]string{"title": "text", "text": "text"}
		if a.Source != "" {
			a.From["source"] = "text"
		}
		identify(&a, fileKey(path))
		return a, nil
	}})
}

// plainText decodes a text file. Control characters that no text has are what
// tells a binary file.
func plainText(body []byte) (string, error) {
	if !hasWideBOM(body) {
		odd := 0
		for _, c := range body {
			if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
				odd++
			}
		}
		if odd > 0 && odd*100 >= len(body) || bytes.IndexByte(body, 0) >= 0 {
			return "", errBinary
		}
	}
	text, _ := fetch.DecodeText(body, "text/plain")
	return string(text), nil
}

// lines reads a .jsonl file, a line an article.
func (im *importer) lines(ctx context.Context, path string, r io.Reader) error {
	br := bufio.NewReaderSize(r, 1<<16)
	n, items := 0, 0
	for {
		line, err := ReadLine(br, MaxLine)
		if n++; n == 1 {
			line = bytes.TrimPrefix(line, []byte("\xef\xbb\xbf"))
		}
		switch {
		case errors.Is(err, io.EOF):
			if items == 0 {
				return im.refuse(ctx, Refused{File: path, Reason: errEmpty.Error()})
			}
			return nil
		case errors.Is(err, ErrLongLine):
			if err := im.refuse(ctx, Refused{path, n, err.Error()}); err != nil {
				return err
			}
			items++
			continue
		case err != nil:
			return im.refuse(ctx, Refused{path, n, "the rest of the file cannot be read: " + plainReason(err)})
		case len(bytes.TrimSpace(line)) == 0:
			continue
		}
		items++
		if err := im.send(ctx, item{Refused{File: path, Line: n}, func() (news.Article, error) { return parseLine(line) }}); err != nil {
			return err
		}
	}
}

// ErrLongLine is the error of a line that is too long to be read.
var ErrLongLine = errors.New("the line is too long")

// ReadLine gives the next line without its end; io.EOF when there is none. A
// line over limit is skipped whole, and those behind it can be read.
func ReadLine(br *bufio.Reader, limit int) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := br.ReadSlice('\n')
		if long = long || len(line)+len(part) > limit; !long {
			line = append(line, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && (len(line) > 0 || long):
		case err != nil:
			return nil, err
		}
		if long {
			return nil, fmt.Errorf("%w: over %d MB", ErrLongLine, limit>>20)
		}
		return line, nil
	}
}

// jsonLine is an article as scripts write it. Date is another common name of
// Published; unknown fields are left alone.
type jsonLine struct {
	ID        looseString `json:"id"`
	URL       string      `json:"url"`
	Title     string      `json:"title"`
	Text      *string     `json:"text"`
	Published looseString `json:"published"`
	Date      looseString `json:"date"`
	Modified  looseString `json:"modified"`
	Source    string      `json:"source"`
	Site      string      `json:"site"`
	Authors   names       `json:"authors"`
	Lang      string      `json:"lang"`
	Section   string      `json:"section"`
	Keywords  names       `json:"keywords"`
	Image     string      `json:"image"`
}

func parseLine(line []byte) (news.Article, error) {
	var in jsonLine
	if !utf8.Valid(line) {
		return news.Article{}, errors.New("not valid UTF-8; save the file as UTF-8")
	}
	if err := json.Unmarshal(line, &in); err != nil {
		return news.Article{}, fmt.Errorf("invalid JSON: %w", jsonReason(err))
	}
	if in.Text == nil || strings.TrimSpace(*in.Text) == "" {
		return news.Article{}, errors.New(`no "text" in it`)
	}
	a := news.Article{
		Title: strings.TrimSpace(in.Title), Text: withoutHeadline(*in.Text, in.Title),
		Authors: in.Authors, Lang: langCode(in.Lang), Site: in.Site, Section: in.Section, Keywords: in.Keywords, Image: in.Image,
		From: map[string]string{},
	}
	if err := in.dates(&a); err != nil {
		return a, err
	}
	if in.URL != "" {
		u, err := frontier.Canonical(in.URL, "")
		if err != nil {
			return a, fmt.Errorf("url %q is not an http or https address", in.URL)
		}
		a.URL = u
	}
	in.source(&a)
	identify(&a, in.key(&a))
	return a, nil
}

// key identifies a line without a URL: by its own id and source, or, where it
// has none, by its whole content.
func (in *jsonLine) key(a *news.Article) string {
	if in.ID != "" {
		return "jsonl:" + a.Source + ":" + string(in.ID)
	}
	return "text:" + string(news.NewID(a.Title+"\x00"+a.Text+"\x00"+a.Published.String()+"\x00"+a.Source))
}

// source takes a domain as it is; a name of an outlet is shown, and the domain
// then comes from the URL, or is the name where there is none.
func (in *jsonLine) source(a *news.Article) {
	if d := Domain(in.Source); d != "" {
		a.Source = d
		return
	}
	if a.Site == "" {
		a.Site = in.Source
	}
	if a.URL == "" {
		a.Source = strings.ToLower(strings.TrimSpace(in.Source))
	}
}

// The forms of a date in a .jsonl file beside news.ParseDate's.
var dateLayouts = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05.999999999Z07:00", "2006-01-02 15:04:05Z07:00", time.RFC1123Z, time.RFC1123}

func (in *jsonLine) dates(a *news.Article) (err error) {
	published := in.Published
	if published == "" {
		published = in.Date
	}
	if a.Published, err = parseDate(string(published)); err != nil {
		return fmt.Errorf("published: %w", err)
	}
	if a.Modified, err = parseDate(string(in.Modified)); err != nil {
		return fmt.Errorf("modified: %w", err)
	}
	return nil
}

// The digits of a time in seconds since 1970, as scripts write it, and of one in
// milliseconds; a day (20250423) has fewer.
const (
	leastEpoch  = 9
	leastMillis = 12
	mostMillis  = 14
)

func parseDate(s string) (news.Date, error) {
	s = strings.TrimSpace(s)
	if len(s) >= leastEpoch && len(s) <= mostMillis && strings.Trim(s, "0123456789") == "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if len(s) >= leastMillis {
			return news.Date{Time: time.UnixMilli(n).UTC()}, err
		}
		return news.Date{Time: time.Unix(n, 0).UTC()}, err
	}
	d, err := news.ParseDate(s)
	if err == nil {
		return d, nil
	}
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return news.Date{Time: t}, nil
		}
	}
	return news.Date{}, err
}

// withoutHeadline drops a first paragraph that repeats the title, as many
// collections have it, so that the lead is the lead.
func withoutHeadline(text, title string) string {
	first, rest, ok := strings.Cut(strings.TrimLeft(text, "\r\n\t "), "\n")
	if ok && title != "" && strings.TrimSpace(first) == strings.TrimSpace(title) {
		return strings.TrimLeft(rest, "\r\n\t ")
	}
	return text
}

// langCode makes "en" of "en-GB" and "EN"; what is no code is left out, and the
// language is then detected.
func langCode(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), "_", "-")), "-")
	if len(s) < 2 || len(s) > 3 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return s
}

// jsonReason says where in the line JSON went wrong.
func jsonReason(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("at byte %d: %w", syntax.Offset, err)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("the line is a JSON %s, want an object such as {\"title\": ..., \"text\": ...}", kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("field %q is a %s, want %s", kind.Field, kind.Value, kind.Type)
	}
	return err
}

// names is a list of names, also as one string with commas, semicolons or "and", and
// of objects that have a name, as JSON-LD has them.
type names []string

// UnmarshalJSON implements json.Unmarshaler.
func (n *names) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*n = splitNames(one)
		return nil
	}
	var many []json.RawMessage
	if json.Unmarshal(b, &many) != nil {
		many = []json.RawMessage{b}
	}
	*n = nil
	for _, raw := range many {
		s, err := nameOf(raw)
		if err != nil {
			return err
		}
		if s = strings.TrimSpace(s); s != "" {
			*n = append(*n, s)
		}
	}
	return nil
}

func nameOf(raw json.RawMessage) (string, error) {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s, nil
	}
	var of struct {
		Name *string `json:"name"`
	}
	if json.Unmarshal(raw, &of) != nil || of.Name == nil {
		return "", errors.New("want a list of names or one string")
	}
	return *of.Name, nil
}

func splitNames(s string) []string {
	var out []string
	for part := range strings.FieldsFuncSeq(strings.ReplaceAll(s, " and ", ","), func(r rune) bool { return r == ',' || r == ';' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// looseString is a string or a number.
type looseString string

// UnmarshalJSON implements json.Unmarshaler.
func (l *looseString) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = looseString(s)
		return nil
	}
	*l = looseString(bytes.Trim(b, `"`))
	return nil
}
