package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// MaxOutlines is how many feeds of one OPML file are read.
const MaxOutlines = 10_000

// Outline is a feed of an OPML file: its address as it stands there, its title
// and its site's address.
type Outline struct {
	URL   string
	Title string
	Home  string
}

// notOPML is the ErrNotFeed of an OPML file.
type notOPML struct{}

// Error implements error.
func (notOPML) Error() string { return "no OPML file" }

// Is makes it an ErrNotFeed.
func (notOPML) Is(target error) bool { return target == ErrNotFeed }

// ParseOPML lists the feeds of an OPML file, as feed readers export it, each
// once. ErrNotFeed means that it is none, ErrBroken that it cannot be read further
// than the feeds that come with it.
func ParseOPML(body []byte) ([]Outline, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	d.CharsetReader = charset.NewReaderLabel
	var found []Outline
	seen := map[string]bool{}
	isOPML := false
	for depth := 0; len(found) < MaxOutlines; {
		tok, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && !isOPML:
			return nil, notOPML{}
		case errors.Is(err, io.EOF):
			return found, nil
		case err != nil:
			if !isOPML {
				return nil, notOPML{}
			}
			return found, fmt.Errorf("opml: %w behind %d feeds: %v", ErrBroken, len(found), err)
		}
		switch t := tok.(type) {
		case xml.EndElement:
			depth--
		case xml.StartElement:
			if depth++; depth > MaxDepth {
				return found, fmt.Errorf("opml: %w: elements nest deeper than %d", ErrBroken, MaxDepth)
			}
			isOPML = isOPML || strings.EqualFold(t.Name.Local, "opml")
			if o := outline(t); o.URL != "" && isOPML && !seen[o.URL] {
				seen[o.URL] = true
				found = append(found, o)
			}
		}
	}
	return found, nil
}

func outline(t xml.StartElement) (o Outline) {
	if !strings.EqualFold(t.Name.Local, "outline") {
		return o
	}
	for _, a := range t.Attr {
		value := strings.TrimSpace(a.Value)
		switch strings.ToLower(a.Name.Local) {
		case "xmlurl":
			o.URL = withoutFeedScheme(value)
		case "htmlurl":
			o.Home = value
		case "title":
			o.Title = clip(value)
		case "text":
			if o.Title == "" {
				o.Title = clip(value)
			}
		}
	}
	return o
}

// withoutFeedScheme undoes the scheme by which browsers once called feed readers:
// feed://a.example/rss and feed:https://a.example/rss.
func withoutFeedScheme(u string) string {
	if len(u) < 5 || !strings.EqualFold(u[:5], "feed:") {
		return u
	}
	if rest := u[5:]; strings.HasPrefix(rest, "//") {
		return "http:" + rest
	}
	return u[5:]
}
