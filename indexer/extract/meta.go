package extract

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
)

// Where a field came from, as API.md names it.
const (
	fromJSONLD      = "json-ld"
	fromMeta        = "meta"
	fromMicrodata   = "microdata"
	fromVisible     = "visible"
	fromTrafilatura = "trafilatura"
	fromReadability = "readability"
	fromHTML        = "html"
	fromURL         = "url"
	fromText        = "text"
)

// head is everything a page says of itself outside its main text.
type head struct {
	doc  *goquery.Document
	meta map[string][]string
	ld   linkedData
	art  node
}

// readHead reads meta tags and JSON-LD. It must run before the tree is
// stripped of scripts.
func readHead(root *html.Node, pageURL string) head {
	h := head{doc: goquery.NewDocumentFromNode(root), meta: map[string][]string{}}
	h.doc.Find("meta").Each(func(_ int, s *goquery.Selection) {
		content, ok := s.Attr("content")
		if !ok { // some archives and old templates say value
			content, ok = s.Attr("value")
		}
		if content = cut(squash(unescape(content)), maxField); !ok || content == "" {
			return
		}
		for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
			for _, name := range strings.Fields(strings.ToLower(s.AttrOr(key, ""))) {
				h.meta[name] = append(h.meta[name], content)
			}
		}
	})
	var scripts []string
	size := 0
	h.doc.Find(`script[type*="ld+json" i]`).Each(func(_ int, s *goquery.Selection) {
		text := s.Text()
		if size += len(text); size <= maxScripts {
			scripts = append(scripts, text)
		}
	})
	h.ld = readLinkedData(scripts)
	h.art = h.ld.article([]string{pageURL, h.canonicalRef(), h.first("og:url")})
	return h
}

// first gives the first value among the meta names.
func (h head) first(names ...string) string {
	for _, n := range names {
		if v := h.meta[n]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

func (h head) canonicalRef() string {
	return strings.TrimSpace(h.doc.Find(`link[rel="canonical" i]`).First().AttrOr("href", ""))
}

// site is the outlet's name.
func (h head) site() (string, string) {
	if s := h.first("og:site_name", "application-name", "cre", "dc.publisher", "article:publisher"); s != "" && !strings.Contains(s, "://") {
		return s, fromMeta
	}
	if names := h.ld.names(h.art["publisher"], 0); len(names) > 0 && names[0] != "" {
		return names[0], fromJSONLD
	}
	for _, n := range h.ld.nodes {
		if n.is("website") || n.is("newsmediaorganization") {
			if s := n.text("name"); s != "" {
				return s, fromJSONLD
			}
		}
	}
	return "", ""
}

func (h head) section() (string, string) {
	if s := h.art.text("articleSection"); s != "" {
		return s, fromJSONLD
	}
	if s := h.first("article:section", "og:article:section", "parsely-section", "section", "cxenseparse:category", "dc.subject", "category"); s != "" {
		return s, fromMeta
	}
	return "", ""
}

func (h head) keywords() ([]string, string) {
	if v := splitKeywords(texts(h.art["keywords"])); len(v) > 0 {
		return v, fromJSONLD
	}
	for _, name := range []string{"article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "news_keywords", "keywords", "cxenseparse:keywords"} {
		if v := splitKeywords(h.meta[name]); len(v) > 0 {
			return v, fromMeta
		}
	}
	return nil, ""
}

func splitKeywords(in []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range in {
		for k := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '،' || r == '、' }) {
			if k = cut(squash(unescape(k)), 120); k != "" && !seen[k] && len(out) < maxKeywords {
				seen[k] = true
				out = append(out, k)
			}
		}
	}
	return out
}

func (h head) image() (string, string) {
	if s := h.first("og:image", "og:image:url", "og:image:secure_url"); s != "" {
		return s, fromMeta
	}
	if s := imageOf(h.art["image"], 0); s != "" {
		return s, fromJSONLD
	}
	if s := h.first("twitter:image", "twitter:image:src", "parsely-image-url", "sailthru.image.full"); s != "" {
		return s, fromMeta
	}
	return "", ""
}

func imageOf(v any, depth int) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 && depth < 3 {
			return imageOf(v[0], depth+1)
		}
	case map[string]any:
		if s := imageOf(v["url"], 3); s != "" {
			return s
		}
		return imageOf(v["contentUrl"], 3)
	}
	return ""
}

// paywalled reports that the page says its text is not free.
func (h head) paywalled() (bool, string) {
	for _, n := range append([]node{h.art}, h.ld.nodes...) {
		switch v := n["isAccessibleForFree"].(type) {
		case bool:
			if !v {
				return true, fromJSONLD
			}
		case string:
			if strings.EqualFold(v, "false") {
				return true, fromJSONLD
			}
		}
	}
	switch strings.ToLower(h.first("article:content_tier", "og:article:content_tier")) {
	case "locked", "metered":
		return true, fromMeta
	}
	return false, ""
}

// cut shortens s to at most n bytes at a code point boundary.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
