package extract

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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
	fromScript      = "script"
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

	addresses []string // what the page calls itself
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
	h.addresses = []string{pageURL, h.canonicalRef(), h.first("og:url")}
	h.art = h.ld.article(h.addresses)
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

// maxRefresh is the seconds after which a refresh is no redirect: pages of live
// news renew themselves.
const maxRefresh = 10

// refresh is where a <meta http-equiv="refresh"> sends a reader, in the forms that
// browsers take: "0; url=/x", "0;URL='/x'", "0,/x". Empty where it stays on the page.
func (h head) refresh(base *url.URL) string {
	for _, v := range h.meta["refresh"] {
		at := strings.IndexAny(v, ";, ")
		if at < 0 {
			continue
		}
		if seconds, err := strconv.ParseFloat(v[:at], 64); err != nil || seconds < 0 || seconds > maxRefresh {
			continue
		}
		to := strings.TrimLeft(v[at:], ";, ")
		if name, rest, ok := strings.Cut(to, "="); ok && strings.EqualFold(strings.TrimSpace(name), "url") {
			to = strings.TrimSpace(rest)
		}
		to = strings.Trim(to, `'"`)
		if u := absolute(base, to); u != "" {
			return u
		}
	}
	return ""
}

// site is the outlet's name. Where two sources write the same name, the one
// with more capitals and spaces is the name and the other an identifier.
func (h head) site() (string, string) {
	ld := ""
	if names := h.ld.names(h.art["publisher"], 0); len(names) > 0 {
		ld = names[0]
	}
	if s := h.first("og:site_name", "application-name", "cre", "dc.publisher", "article:publisher"); s != "" && !strings.Contains(s, "://") && !h.isTitle(s) {
		if s = withoutTagline(s); sameName(s, ld) && capitals(ld) > capitals(s) {
			return ld, fromJSONLD
		}
		return s, fromMeta
	}
	if ld != "" {
		return withoutTagline(ld), fromJSONLD
	}
	for _, n := range h.ld.nodes {
		if n.is("website") || n.is("newsmediaorganization") {
			if s := n.text("name"); s != "" {
				return withoutTagline(s), fromJSONLD
			}
		}
	}
	return "", ""
}

// isTitle says that s, given as the outlet's name, is this page's whole title: a
// name has fewer words.
func (h head) isTitle(s string) bool {
	return strings.Count(s, " ") >= 4 && sameName(s, h.doc.Find("title").First().Text())
}

// maxSiteName is the longest name, in code points, that is not searched for a
// tagline.
const maxSiteName = 30

// withoutTagline cuts what follows a name: "The Example - news, sport, views".
func withoutTagline(s string) string {
	if utf8.RuneCountInString(s) <= maxSiteName {
		return s
	}
	for _, sep := range []string{" | ", " - ", " – ", " — ", " :: ", ": "} {
		if name, _, ok := strings.Cut(s, sep); ok && utf8.RuneCountInString(name) >= 3 {
			return strings.TrimSpace(name)
		}
	}
	return s
}

func capitals(s string) (n int) {
	for _, r := range s {
		if unicode.IsUpper(r) || r == ' ' {
			n++
		}
	}
	return n
}

// section is the first where a page lists all that it is filed under.
func (h head) section() (string, string) {
	first := func(s string) string {
		s, _, _ = strings.Cut(s, ",")
		return strings.TrimSpace(s)
	}
	if s := first(h.art.text("articleSection")); s != "" {
		return s, fromJSONLD
	}
	if s := first(h.first("article:section", "og:article:section", "parsely-section", "section", "cxenseparse:category", "dc.subject", "category")); s != "" && !strings.Contains(s, "://") {
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

// machineTag finds keywords that are notes of the content system: numbers,
// identifiers, names with an underscore before them.
var machineTag = regexp.MustCompile(`^(?:_.*|[0-9a-fA-F-]{16,}|[\d_.-]{5,})$`)

func splitKeywords(in []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range in {
		for k := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '،' || r == '、' }) {
			if k = strings.TrimSpace(cut(squash(unescape(k)), 120)); k != "" && !seen[k] && !machineTag.MatchString(k) && len(out) < maxKeywords {
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
	for _, n := range append([]node{h.art}, h.ownNodes()...) {
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
