// Package robots parses robots.txt as RFC 9309 has it and says whether a URL
// may be fetched, by which rule on which line. It is pure: getting the file,
// and what a status code or a timeout of it means, is package fetch's. Testing
// a URL is linear in the path and the rules: a hostile file cannot make it slow.
package robots

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits on a robots.txt.
const (
	// MaxBytes is how much of a file is read; RFC 9309 section 2.5 asks for at
	// least 500 KiB.
	MaxBytes = 500 << 10
	// MaxRules is how many rules an agent keeps; what stands behind is ignored.
	MaxRules = 5000
	// MaxPath is how many bytes of a URL's path and query are matched.
	MaxPath = 2048
	// MaxDelay is the longest crawl-delay that is waited for. A site that asks for
	// more (the largest real value seen is 31 years) is not to be crawled faster
	// than it asks, so not at all: see Rules.Asked.
	MaxDelay = 60 * time.Second
)

// File is a parsed robots.txt. It is immutable and safe for concurrent use.
type File struct {
	groups   []group
	Sitemaps []string // the URLs of Sitemap lines, as written
}

type group struct {
	agents []string // lower case; "*" is everyone
	rules  []rule
	delay  time.Duration
	hasLag bool
}

type rule struct {
	allow    bool
	pattern  string // normalised
	pieces   []string
	anchored bool
	line     int
	text     string
}

// Verdict is the answer for one URL. Rule is the deciding line as written,
// empty where no rule matched; Line counts from 1.
type Verdict struct {
	Allowed bool
	Rule    string
	Line    int
}

// Rules are what one crawler must follow: all groups that name it, or else all
// groups for "*". Immutable and safe for concurrent use.
type Rules struct {
	rules  []rule
	delay  time.Duration
	hasLag bool
}

// Parse reads a robots.txt, whatever is wrong with it: a line that cannot be
// understood is skipped, as RFC 9309 asks.
func Parse(body []byte) *File {
	if len(body) > MaxBytes {
		body = body[:MaxBytes]
	}
	for _, c := range []byte("\xef\xbb\xbf") { // a byte order mark, or what an editor left of it
		body = bytes.TrimPrefix(body, []byte{c})
	}
	p := parser{file: &File{}}
	for n := 1; len(body) > 0; n++ {
		line, rest := cutLine(body)
		p.line(n, string(line))
		body = rest
	}
	p.flush()
	return p.file
}

// cutLine splits at LF, CR or CRLF.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexAny(b, "\r\n")
	if i < 0 {
		return b, nil
	}
	if b[i] == '\r' && i+1 < len(b) && b[i+1] == '\n' {
		return b[:i], b[i+2:]
	}
	return b[:i], b[i+1:]
}

type parser struct {
	file    *File
	current group
	inRules bool // a rule was seen, so the next user-agent starts a new group
}

func (p *parser) line(n int, text string) {
	key, value, ok := splitLine(text)
	if !ok {
		return
	}
	switch {
	case isKey(key, "user-agent", "useragent", "user agent"):
		if p.inRules {
			p.flush()
		}
		if a := agentToken(value); a != "" {
			p.current.agents = append(p.current.agents, a)
		}
	case isKey(key, "allow"):
		p.rule(n, text, value, true)
	case isKey(key, "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"):
		p.rule(n, text, value, false)
	case isKey(key, "crawl-delay"):
		p.delay(value)
	case isKey(key, "sitemap", "site-map"):
		p.file.Sitemaps = append(p.file.Sitemaps, value)
	}
}

// splitLine cuts "key: value # comment". A missing colon is forgiven where
// exactly one space separates key and value, as Google's parser does.
func splitLine(text string) (key, value string, ok bool) {
	text, _, _ = strings.Cut(text, "#")
	text = strings.Trim(text, " \t\x00\v\f")
	if key, value, ok = strings.Cut(text, ":"); !ok {
		if f := strings.Fields(text); len(f) == 2 {
			return f[0], f[1], true
		}
		return "", "", false
	}
	return strings.TrimSpace(key), strings.TrimSpace(value), true
}

func isKey(key string, names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, key) })
}

// agentToken gives the product token of a user-agent line in lower case: the
// letters, _ and - it begins with, and digits, which RFC 9309 leaves out but
// real names have. "*" with anything behind a space is "*".
func agentToken(value string) string {
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		return "*"
	}
	end := strings.IndexFunc(value, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
	if end >= 0 {
		value = value[:end]
	}
	return strings.ToLower(value)
}

func (p *parser) rule(n int, text, value string, allow bool) {
	if len(p.current.agents) == 0 {
		return // a rule before any user-agent belongs to nobody
	}
	p.inRules = true
	if value == "" || len(p.current.rules) >= MaxRules {
		return // an empty rule matches nothing
	}
	r := rule{allow: allow, line: n, text: strings.TrimSpace(text)}
	r.pattern = normalise(value)
	body := r.pattern
	if r.anchored = strings.HasSuffix(body, "$"); r.anchored {
		body = body[:len(body)-1]
	}
	r.pieces = strings.Split(strings.ReplaceAll(body, "$", "%24"), "*")
	p.current.rules = append(p.current.rules, r)
}

// delay takes a crawl-delay in seconds. What is no positive number is ignored.
func (p *parser) delay(value string) {
	seconds, err := strconv.ParseFloat(value, 64)
	if err != nil || math.IsNaN(seconds) || seconds < 0 || len(p.current.agents) == 0 {
		return
	}
	p.current.hasLag = true
	p.current.delay = math.MaxInt64 // 292 years, and what is longer
	if seconds < p.current.delay.Seconds() {
		p.current.delay = time.Duration(seconds * float64(time.Second))
	}
}

func (p *parser) flush() {
	if len(p.current.agents) > 0 {
		p.file.groups = append(p.file.groups, p.current)
	}
	p.current, p.inRules = group{}, false
}

// Agent collects the rules for a crawler by its product token ("Dateline"),
// case-insensitively: every group that names it, merged; else every group for
// everyone; else no rules at all.
func (f *File) Agent(token string) *Rules {
	token = agentToken(token)
	r := f.collect(token)
	if r == nil {
		r = f.collect("*")
	}
	if r == nil {
		return &Rules{}
	}
	// Longest pattern first, allow before disallow where they are equal (RFC
	// 9309 section 2.2.2): the first match decides.
	slices.SortStableFunc(r.rules, func(a, b rule) int {
		return cmp.Or(cmp.Compare(len(b.pattern), len(a.pattern)), -compareBool(a.allow, b.allow))
	})
	return r
}

func (f *File) collect(token string) *Rules {
	var r *Rules
	for _, g := range f.groups {
		if token == "" || !slices.Contains(g.agents, token) {
			continue
		}
		if r == nil {
			r = &Rules{}
		}
		r.rules = append(r.rules, g.rules[:min(len(g.rules), MaxRules-len(r.rules))]...)
		if g.hasLag && (!r.hasLag || g.delay > r.delay) {
			r.delay, r.hasLag = g.delay, true
		}
	}
	return r
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

// Delay is the crawl-delay asked for, clamped to MaxDelay; false where none is.
func (r *Rules) Delay() (time.Duration, bool) { return min(r.delay, MaxDelay), r.hasLag }

// Asked is the crawl-delay as the site wrote it, 0 where it wrote none. Above
// MaxDelay the site is left alone rather than asked sooner than it wants.
func (r *Rules) Asked() time.Duration { return r.delay }

// Test says whether rawURL may be fetched. A bare path works too. robots.txt
// itself always may.
func (r *Rules) Test(rawURL string) Verdict {
	path := literal(normalise(pathOf(rawURL)))
	if len(path) > MaxPath {
		path = path[:MaxPath]
	}
	if path == "/robots.txt" {
		return Verdict{Allowed: true}
	}
	for i := range r.rules {
		if rule := &r.rules[i]; rule.matches(path) {
			return Verdict{Allowed: rule.allow, Rule: rule.text, Line: rule.line}
		}
	}
	return Verdict{Allowed: true}
}

// matches takes the leftmost place for each piece between stars: for patterns
// with only * that is as good as any other, and never goes back.
func (r *rule) matches(path string) bool {
	first, rest := r.pieces[0], r.pieces[1:]
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	for i, piece := range rest {
		if r.anchored && i == len(rest)-1 {
			return strings.HasSuffix(path, piece)
		}
		at := strings.Index(path, piece)
		if at < 0 {
			return false
		}
		path = path[at+len(piece):]
	}
	return !r.anchored || len(rest) > 0 || path == ""
}
