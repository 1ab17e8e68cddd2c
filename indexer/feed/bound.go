package feed

import (
	"bytes"
	"fmt"
)

// gofeed reads a whole document into memory before it gives the first entry,
// so its cost is bounded here, on the bytes, before it sees them.

// bound refuses a document that nests deeper than MaxDepth and cuts one behind
// its MaxItems-th entry.
func bound(body []byte) (bounded []byte, cut bool, err error) {
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("{")) {
		return boundJSON(body)
	}
	depth, entries := 0, 0
	for i := 0; i < len(body); {
		at := bytes.IndexByte(body[i:], '<')
		if at < 0 {
			break
		}
		i += at
		tag, end := markup(body[i:])
		switch {
		case tag == closing:
			depth--
			if isEntry(body[i+2:]) {
				entries++
			}
		case tag == opening:
			depth++
		}
		i += end
		if depth > MaxDepth {
			return nil, false, fmt.Errorf("%w: elements nest deeper than %d", ErrBroken, MaxDepth)
		}
		if entries == MaxItems {
			repaired, ok := closeAfterLastEntry(body[:i])
			return repaired, ok, nil
		}
	}
	return body, false, nil
}

// boundJSON refuses deep JSON, counting brackets outside strings.
func boundJSON(body []byte) ([]byte, bool, error) {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth > MaxDepth {
			return nil, false, fmt.Errorf("%w: values nest deeper than %d", ErrBroken, MaxDepth)
		}
	}
	return body, false, nil
}

type markupKind int

const (
	other markupKind = iota
	opening
	closing
)

// markup says what starts at b[0] == '<' and how many bytes it takes.
func markup(b []byte) (markupKind, int) {
	for _, skip := range []struct{ start, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}, {"<!", ">"}} {
		if bytes.HasPrefix(b, []byte(skip.start)) {
			if end := bytes.Index(b, []byte(skip.end)); end >= 0 {
				return other, end + len(skip.end)
			}
			return other, len(b)
		}
	}
	end := bytes.IndexByte(b, '>')
	if end < 0 {
		return other, len(b)
	}
	switch {
	case len(b) > 1 && b[1] == '/':
		return closing, end + 1
	case end > 0 && b[end-1] == '/':
		return other, end + 1
	}
	return opening, end + 1
}

// isEntry reports whether a tag's name, at the start of b, is an entry's.
func isEntry(b []byte) bool {
	for _, name := range []string{"item", "entry"} {
		if len(b) > len(name) && bytes.EqualFold(b[:len(name)], []byte(name)) && (b[len(name)] == '>' || b[len(name)] == ' ') {
			return true
		}
	}
	return false
}

// closeAfterLastEntry cuts a document behind its last whole entry and closes
// what is open there; false where it holds none.
func closeAfterLastEntry(body []byte) ([]byte, bool) {
	lower := lowerASCII(body)
	item, entry := bytes.LastIndex(lower, []byte("</item>")), bytes.LastIndex(lower, []byte("</entry>"))
	switch {
	case entry > item:
		return append(bytes.Clone(body[:entry]), "</entry></feed>"...), true
	case item < 0:
		return body, false
	case bytes.Contains(lower, []byte("<rdf:rdf")):
		return append(bytes.Clone(body[:item]), "</item></rdf:RDF>"...), true
	}
	return append(bytes.Clone(body[:item]), "</item></channel></rss>"...), true
}

// lowerASCII keeps every byte at its place, which bytes.ToLower does not for
// invalid UTF-8.
func lowerASCII(b []byte) []byte {
	lower := bytes.Clone(b)
	for i, c := range lower {
		if c >= 'A' && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return lower
}
