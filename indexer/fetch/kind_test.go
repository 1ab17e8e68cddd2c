package fetch

import (
	"bytes"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// TestNotText: documents, pictures and films are no pages, whatever they are sent as;
// what may be one is not refused for a wrong or missing label.
func TestNotText(t *testing.T) {
	const html = `<!doctype html><html><head><title>Weir</title></head><body><p>The weir held.</p></body></html>`
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(html)
	if err != nil {
		t.Fatal(err)
	}
	binary := string(bytes.Repeat([]byte("\x00\x01moov words and words"), 90))
	for _, test := range []struct{ name, body, contentType, want string }{
		{"a page", html, "text/html; charset=utf-8", ""},
		{"XHTML", html, "application/xhtml+xml", ""},
		{"no label", html, "", ""},
		{"a label that is no media type", html, "html", ""},
		{"a broken parameter", html, "text/html; charset", ""},
		{"a download", html, "application/octet-stream", ""},
		{"plain text", "The weir held.", "text/plain", ""},
		{"text that begins as a bitmap does", "BM of Weirton said on Monday that the dam held.", "text/plain", ""},
		{"a stray control character", "The weir\x0b held, \x01 they said.", "text/html", ""},
		{"latin-1", "Das M\xfchlenwehr hielt.", "text/html", ""},
		{"UTF-16 without a mark", wide, "text/html", ""},
		{"a PDF", "%PDF-1.4\nstream The weir held", "application/pdf", "application/pdf"},
		{"a PDF as a page", "%PDF-1.4\nstream The weir held", "text/html", "application/pdf"},
		{"a PDF as a download", "%PDF-1.4\nstream The weir held", "application/octet-stream", "application/pdf"},
		{"a film", "\x00\x00\x00 ftypmp42" + binary, "video/mp4", "video/mp4"},
		{"a film as a page", "\x00\x00\x00 ftypmp42" + binary, "text/html", "video/mp4"},
		{"a picture", "\x89PNG\r\n\x1a\n" + binary, "text/html", "image/png"},
		{"a drawing", "<svg>", "image/svg+xml", "image/svg+xml"},
		{"bytes", binary, "text/html", "application/octet-stream"},
		{"an answer to a script", `{"a": 1}`, "application/json", "application/json"},
		{"a style sheet", "a { color: red }", "text/css", "text/css"},
	} {
		if got := NotText([]byte(test.body), test.contentType); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
