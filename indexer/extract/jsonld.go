package extract

import (
	"encoding/json"
	"html"
	"strings"
	"unicode/utf8"
)

// node is one JSON-LD object.
type node map[string]any

// articleTypes are the schema.org types that mean one piece of news, with how
// well they mean it: the highest wins where a page holds several.
var articleTypes = map[string]int{
	"newsarticle": 5, "reportagenewsarticle": 5, "analysisnewsarticle": 5, "opinionnewsarticle": 5,
	"backgroundnewsarticle": 5, "reviewnewsarticle": 5, "askpublicnewsarticle": 5, "liveblogposting": 5,
	"article": 4, "blogposting": 4, "report": 4, "satiricalarticle": 4, "advertisercontentarticle": 4,
	"techarticle": 4, "scholarlyarticle": 4, "medicalscholarlyarticle": 4, "socialmediaposting": 3,
	"discussionforumposting": 1, "creativework": 2, "review": 2, "recipe": 2, "podcastepisode": 2, "videoobject": 1, "howto": 2,
	"webpage": 1, "itempage": 1,
}

// linkedData is what a page says of itself in JSON-LD.
type linkedData struct {
	nodes []node
	byID  map[string]node
}

// readLinkedData parses the texts of a page's JSON-LD scripts. Broken ones are
// repaired as far as possible and never cost the others.
func readLinkedData(scripts []string) linkedData {
	ld := linkedData{byID: map[string]node{}}
	for _, s := range scripts {
		for _, v := range parseLoose(s) {
			ld.collect(v, 0)
		}
	}
	return ld
}

// collect notes every object below v. Objects in lists of other pages are left
// out: they are teasers, not this page.
func (ld *linkedData) collect(v any, depth int) {
	if depth > maxJSONDepth || len(ld.nodes) > maxNodes {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			ld.collect(e, depth+1)
		}
	case map[string]any:
		n := node(v)
		ld.nodes = append(ld.nodes, n)
		if id, ok := n["@id"].(string); ok && len(n) > 1 {
			if old, dup := ld.byID[id]; !dup || len(n) > len(old) {
				ld.byID[id] = n
			}
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "author", "publisher", "video", "hasPart", "isPartOf", "creator"} {
			if c, ok := n[key]; ok {
				ld.collect(c, depth+1)
			}
		}
	}
}

// types lists the node's types in lower case without a schema.org prefix.
func (n node) types() []string {
	var out []string
	for _, t := range texts(n["@type"]) {
		t = strings.ToLower(t)
		out = append(out, t[strings.LastIndexAny(t, "/:#")+1:])
	}
	return out
}

func (n node) is(want string) bool {
	for _, t := range n.types() {
		if t == want {
			return true
		}
	}
	return false
}

// rank says how much the node describes an article, 0 not at all.
func (n node) rank() int {
	best := 0
	for _, t := range n.types() {
		best = max(best, articleTypes[t])
	}
	return best
}

// article finds the node that describes this page: of the best type, with a
// date or a headline, and of this address where several compete.
func (ld linkedData) article(urls []string) node {
	var best node
	top := 0
	for _, n := range ld.nodes {
		score := n.rank() * 10
		if score == 0 {
			continue
		}
		if n["headline"] != nil {
			score += 4
		}
		if n["datePublished"] != nil {
			score += 4
		}
		if n.pointsTo(urls) {
			score += 25
		}
		if score > top {
			best, top = n, score
		}
	}
	return best
}

// addresses are the pages that the node names as its own.
func (n node) addresses() []string {
	var own []string
	for _, key := range []string{"url", "@id", "mainEntityOfPage"} {
		own = append(own, texts(n[key])...)
		if m, ok := n[key].(map[string]any); ok {
			own = append(own, texts(m["@id"])...)
			own = append(own, texts(m["url"])...)
		}
	}
	return own
}

// pointsTo reports whether the node names one of urls as its page.
func (n node) pointsTo(urls []string) bool {
	for _, o := range n.addresses() {
		for _, u := range urls {
			if u != "" && bareURL(o) == bareURL(u) {
				return true
			}
		}
	}
	return false
}

// ownNodes are those that are not about another page, as teasers are.
func (h head) ownNodes() []node {
	var own []node
	for _, n := range h.ld.nodes {
		if !n.pointsElsewhere(h.addresses) {
			own = append(own, n)
		}
	}
	return own
}

func (n node) pointsElsewhere(urls []string) bool {
	if len(strings.Join(urls, "")) == 0 || n.pointsTo(urls) {
		return false
	}
	for _, o := range n.addresses() {
		if strings.HasPrefix(o, "http") {
			return true
		}
	}
	return false
}

// bareURL drops what two addresses of one page may differ in.
func bareURL(u string) string {
	u, _, _ = strings.Cut(u, "#")
	u, _, _ = strings.Cut(u, "?")
	u = strings.TrimPrefix(strings.TrimPrefix(u, "https://"), "http://")
	return strings.TrimSuffix(strings.TrimPrefix(u, "www."), "/")
}

// text gives the first non-empty string among the keys.
func (n node) text(keys ...string) string {
	for _, k := range keys {
		for _, s := range texts(n[k]) {
			if s = squash(unescape(s)); s != "" {
				return s
			}
		}
	}
	return ""
}

// names gives the names under key: strings, objects with a name, references to
// objects elsewhere on the page, or lists of these.
func (ld linkedData) names(v any, depth int) []string {
	if depth > 4 {
		return nil
	}
	var out []string
	switch v := v.(type) {
	case string:
		out = append(out, squash(unescape(v)))
	case []any:
		for _, e := range v {
			out = append(out, ld.names(e, depth+1)...)
		}
	case map[string]any:
		n := node(v)
		if s := n.text("name", "alternateName"); s != "" {
			return ld.names(n["name"], depth+1)
		}
		if g, f := n.text("givenName"), n.text("familyName"); f != "" {
			return []string{strings.TrimSpace(g + " " + f)}
		}
		if ref, ok := ld.byID[n.text("@id")]; ok && ref["name"] != nil {
			return ld.names(ref["name"], depth+1)
		}
	}
	return out
}

// texts gives the strings in v: v itself, or those of a list.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	case map[string]any:
		return texts(v["@value"])
	}
	return nil
}

// unescape undoes HTML escaping, twice where content systems escaped twice.
func unescape(s string) string {
	for range 2 {
		if !strings.Contains(s, "&") {
			break
		}
		s = html.UnescapeString(s)
	}
	return s
}

// parseLoose reads JSON as it is found in pages: strictly first, then leniently.
func parseLoose(s string) []any {
	s = strings.TrimSpace(s)
	for _, w := range []string{"<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["} {
		s = strings.TrimSpace(strings.TrimPrefix(s, w))
	}
	var v any
	if json.Unmarshal([]byte(s), &v) == nil {
		return []any{v}
	}
	p := loose{s: s}
	var out []any
	for range maxNodes {
		p.space()
		if p.i >= len(p.s) {
			break
		}
		if c := p.s[p.i]; c != '{' && c != '[' {
			p.i++
			continue
		}
		out = append(out, p.value(0))
	}
	return out
}

// loose is a JSON reader that goes on where encoding/json stops: raw line
// breaks in strings, trailing or doubled commas, comments, several values,
// an end that is missing.
type loose struct {
	s string
	i int
}

// space skips white space, commas, semicolons and comments.
func (p *loose) space() {
	for p.i < len(p.s) {
		rest := p.s[p.i:]
		switch {
		case strings.HasPrefix(rest, "/*"):
			p.skipPast("*/")
		case strings.HasPrefix(rest, "//"):
			p.skipPast("\n")
		case strings.HasPrefix(rest, "<!--"), strings.HasPrefix(rest, "-->"):
			p.i += 3
		case strings.IndexByte(" \t\r\n,;", rest[0]) >= 0:
			p.i++
		default:
			return
		}
	}
}

func (p *loose) skipPast(end string) {
	at := strings.Index(p.s[p.i:], end)
	if at < 0 {
		p.i = len(p.s)
		return
	}
	p.i += at + len(end)
}

func (p *loose) value(depth int) any {
	p.space()
	if p.i >= len(p.s) || depth > maxJSONDepth {
		p.i = len(p.s)
		return nil
	}
	switch p.s[p.i] {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		return p.str()
	default:
		return p.word()
	}
}

func (p *loose) object(depth int) any {
	p.i++
	out := map[string]any{}
	for {
		p.space()
		if p.i >= len(p.s) {
			return out
		}
		switch p.s[p.i] {
		case '}':
			p.i++
			return out
		case '"':
			key := p.str()
			p.space()
			if p.i < len(p.s) && p.s[p.i] == ':' {
				p.i++
				out[key] = p.value(depth + 1)
			}
		default:
			p.i++
		}
	}
}

func (p *loose) array(depth int) any {
	p.i++
	out := []any{}
	for {
		p.space()
		if p.i >= len(p.s) {
			return out
		}
		switch p.s[p.i] {
		case ']':
			p.i++
			return out
		case '}', ':':
			p.i++
		default:
			out = append(out, p.value(depth+1))
		}
	}
}

// str reads a string. A quote mark that is not followed by what may follow a
// string is an unescaped one inside it.
func (p *loose) str() string {
	p.i++
	start := p.i
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case '\\':
			p.i++
		case '"':
			if p.endsString() {
				raw := p.s[start:p.i]
				p.i++
				return unquote(raw)
			}
		}
		p.i++
	}
	p.i = len(p.s)
	return unquote(p.s[min(start, len(p.s)):])
}

func (p *loose) endsString() bool {
	rest := strings.TrimLeft(p.s[p.i+1:min(len(p.s), p.i+65)], " \t\r\n")
	return rest == "" || strings.IndexByte(",:}]/", rest[0]) >= 0
}

// word reads a number or a bare word as text; true and false as such.
func (p *loose) word() any {
	n := strings.IndexAny(p.s[p.i:], ",}] \t\r\n")
	if n < 0 {
		n = len(p.s) - p.i
	}
	w := p.s[p.i : p.i+n]
	p.i += max(n, 1)
	switch w {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	}
	return w
}

func unquote(raw string) string {
	var s string
	clean := strings.NewReplacer("\n", `\n`, "\r", `\r`, "\t", `\t`, `\'`, "'").Replace(raw)
	if json.Unmarshal([]byte(`"`+clean+`"`), &s) == nil {
		return s
	}
	s = strings.NewReplacer(`\"`, `"`, `\/`, "/", `\n`, "\n", `\\`, `\`).Replace(raw)
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	return s
}
