package indexer

import (
	"bytes"
	"html"
	"strings"

	"dateline/indexer/extract"
	"dateline/indexer/fetch"
	"dateline/indexer/prose"
)

// htmlOf decodes a page. One of plain text, as wires and authorities serve it, becomes
// HTML of its headline and paragraphs, or it would be one paragraph without a title.
func htmlOf(body []byte, contentType string) []byte {
	text, _ := fetch.DecodeText(body, contentType)
	if !strings.HasPrefix(strings.ToLower(strings.TrimSpace(contentType)), "text/plain") || bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")) {
		return text
	}
	s := extract.ParseStory(prose.Unwrap(lineEnds.Replace(string(text))))
	var b strings.Builder
	title := html.EscapeString(s.Title)
	b.WriteString("<html><head><title>" + title + "</title></head><body><article><h1>" + title + "</h1>\n")
	for _, p := range s.Paragraphs {
		b.WriteString("<p>" + html.EscapeString(p) + "</p>\n")
	}
	b.WriteString("</article></body></html>")
	return []byte(b.String())
}
