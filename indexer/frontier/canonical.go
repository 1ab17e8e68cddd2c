package frontier

import (
	"errors"
	"fmt"
	"strings"

	"github.com/nlnwa/whatwg-url/url"
)

// ErrURL means that something is no URL we crawl.
var ErrURL = errors.New("not a URL to crawl")

// canonicalRounds is how often a URL is parsed anew until it stays as it is.
// Decoding can uncover another escape or a dot segment, each round one layer.
const canonicalRounds = 8

// Canonical gives the one form of a URL by which it is seen, fetched and
// identified; base, where not empty, is what raw is relative to. It parses as
// browsers do (WHATWG), takes http and https only, and drops the user name and
// password, the fragment, the default port (any other port stays), tracking
// parameters and session ids. Escapes of letters that need none are decoded,
// others are in upper case. The order of parameters stays: it can matter.
// Canonical of its own result is that result. Errors are ErrURL.
func Canonical(raw, base string) (string, error) {
	if len(raw) > maxRaw || len(base) > maxRaw {
		return "", fmt.Errorf("%w: longer than %d bytes", ErrURL, maxRaw)
	}
	u, err := parse(raw, base)
	if err != nil {
		return "", err
	}
	for range canonicalRounds {
		s := assemble(u)
		if len(s) > maxRaw {
			break
		}
		if u, err = parse(s, ""); err != nil {
			return "", err
		}
		if assemble(u) != s {
			continue
		}
		if len(s) > MaxURL {
			return "", fmt.Errorf("%w: longer than %d bytes", ErrURL, MaxURL)
		}
		return s, nil
	}
	return "", fmt.Errorf("%w: escaped too many times over", ErrURL)
}

// Host gives the host of a canonical URL with its port, by which politeness
// goes; empty for anything else.
func Host(canonical string) string {
	_, rest, ok := strings.Cut(canonical, "://")
	if !ok {
		return ""
	}
	host, _, _ := strings.Cut(rest, "/")
	return host
}

func parse(raw, base string) (*url.Url, error) {
	var u *url.Url
	var err error
	if base == "" {
		u, err = url.Parse(raw)
	} else {
		u, err = url.ParseRef(base, raw)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrURL, err)
	case u.Scheme() != "http" && u.Scheme() != "https":
		return nil, fmt.Errorf("%w: scheme %.20q", ErrURL, u.Scheme())
	case strings.Trim(u.Hostname(), ".") == "":
		return nil, fmt.Errorf("%w: no host", ErrURL)
	}
	return u, nil
}

// assemble writes u in its canonical form. It is built by hand because the
// library's setters parse again and would hide what a second round changes.
func assemble(u *url.Url) string {
	var b strings.Builder
	b.WriteString(u.Scheme())
	b.WriteString("://")
	b.WriteString(strings.TrimRight(u.Hostname(), "."))
	if p := u.Port(); p != "" {
		b.WriteString(":")
		b.WriteString(p)
	}
	path := dropPathSession(unescape(u.Pathname()))
	if path == "" {
		path = "/"
	}
	b.WriteString(path)
	if q := cleanQuery(u.Query()); q != "" {
		b.WriteString("?")
		b.WriteString(q)
	}
	return b.String()
}

// cleanQuery drops tracking parameters and empty ones and leaves the rest as it
// stands, in its order.
func cleanQuery(q string) string {
	var kept []string
	for p := range strings.SplitSeq(q, "&") {
		p = unescape(p)
		name, _, _ := strings.Cut(p, "=")
		if p != "" && !isTracking(strings.ToLower(name)) {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, "&")
}

// trackingPrefixes and tracking are parameters that say how a reader came to a
// page, never which page it is. A name that some site uses for its content
// (ref, source, id, sid) is not here.
var trackingPrefixes = []string{"utm_", "mtm_", "pk_", "piwik_", "at_campaign", "at_medium", "hsa_", "oly_", "vero_"}

var tracking = map[string]bool{
	"fbclid": true, "gclid": true, "gclsrc": true, "dclid": true, "gbraid": true, "wbraid": true,
	"msclkid": true, "yclid": true, "ysclid": true, "twclid": true, "ttclid": true, "igshid": true, "igsh": true,
	"mc_cid": true, "mc_eid": true, "_ga": true, "_gl": true, "_hsenc": true, "_hsmi": true, "mkt_tok": true,
	"ns_campaign": true, "ns_mchannel": true, "ns_source": true, "ns_linkname": true, "ns_fee": true,
	"cmpid": true, "cmp": true, "icid": true, "ncid": true, "ocid": true, "smid": true, "xtor": true, "wt_mc": true,
	"wt.mc_id": true, "s_cid": true, "guccounter": true, "guce_referrer": true, "guce_referrer_sig": true,
	"phpsessid": true, "jsessionid": true, "aspsessionid": true, "cfid": true, "cftoken": true,
}

func isTracking(name string) bool {
	if tracking[name] {
		return true
	}
	for _, p := range trackingPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// dropPathSession drops ";jsessionid=..." from the end of a path.
func dropPathSession(path string) string {
	if i := strings.LastIndex(strings.ToLower(path), ";jsessionid="); i >= 0 && !strings.Contains(path[i:], "/") {
		return path[:i]
	}
	return path
}

// unescape decodes the escapes of unreserved characters (RFC 3986, 6.2.2.2) and
// writes the others in upper case.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' || i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
			b.WriteByte(s[i])
			continue
		}
		if c := hexValue(s[i+1])<<4 | hexValue(s[i+2]); isUnreserved(c) {
			b.WriteByte(c)
		} else {
			b.WriteString(strings.ToUpper(s[i : i+3]))
		}
		i += 2
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func hexValue(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

func isUnreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

// repeats reports whether a path repeats a segment as a link that grows at
// every visit does.
func repeats(canonical string) bool {
	_, path, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(canonical, "https://"), "http://"), "/")
	path, _, _ = strings.Cut(path, "?")
	seen := map[string]int{}
	for s := range strings.SplitSeq(path, "/") {
		if seen[s]++; s != "" && seen[s] > MaxSameSegment {
			return true
		}
	}
	return false
}
