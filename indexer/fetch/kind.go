package fetch

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
)

// textHead is how much of a body is looked at for signs of what it is.
const textHead = 1024

// NotText names the media type of a body that is no page or plain text, such as
// "application/pdf"; empty for one that may be. What the server says counts, and
// what the first bytes say: documents and films are sent as text/html, too, and a
// reader of HTML finds words in any of them.
func NotText(body []byte, contentType string) string {
	declared, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		declared, _, _ = strings.Cut(contentType, ";")
		declared = strings.ToLower(strings.TrimSpace(declared))
	}
	if !mayBePage(declared) {
		return declared
	}
	head := body[:min(len(body), textHead)]
	seen, _, _ := strings.Cut(http.DetectContentType(head), ";")
	switch {
	case seen == "application/pdf" || seen == "application/postscript":
		return seen
	case strings.HasPrefix(seen, "text/"):
		return ""
	case isBytes(body, head):
		return seen
	}
	return ""
}

// mayBePage takes what says nothing, or nothing that is known, for a page.
func mayBePage(declared string) bool {
	switch {
	case !strings.Contains(declared, "/"), strings.Contains(declared, "html"), strings.Contains(declared, "xml") && !strings.HasPrefix(declared, "image/"):
		return true
	}
	switch declared {
	case "text/plain", "application/octet-stream", "application/unknown", "unknown/unknown", "application/x-unknown", "*/*":
		return true
	}
	return false
}

// isBytes reports that head is no text in any encoding: zero bytes that no wide
// encoding put there. A stray control character does not make a page a film.
func isBytes(body, head []byte) bool {
	if bytes.IndexByte(head, 0) < 0 || bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff")) {
		return false
	}
	enc, _ := wideEncoding(body)
	return enc == nil
}
