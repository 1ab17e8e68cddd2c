package robots

import "strings"

// pathOf gives the path and query of a URL, from its first slash, without the
// fragment; "/" where there is none. It does not use net/url, which would
// refuse or rewrite what a rule was written against.
func pathOf(rawURL string) string {
	s, _, _ := strings.Cut(rawURL, "#")
	if i := strings.Index(s, "://"); i >= 0 && !strings.ContainsAny(s[:i], "/?") {
		s = s[i+3:]
		at := strings.IndexAny(s, "/?")
		if at < 0 {
			return "/"
		}
		s = s[at:]
	}
	if !strings.HasPrefix(s, "/") {
		return "/" + s
	}
	return s
}

// isURIByte reports what may stand in a URI as it is; the rest is only ever
// percent-encoded there (RFC 3986 section 2).
func isURIByte(c byte) bool {
	return c > ' ' && c < 0x7f && strings.IndexByte("\"<>\\^`{|}", c) < 0
}

const upperHex = "0123456789ABCDEF"

// normalise brings a rule and a path to one spelling, as RFC 9309 section 2.2.2
// asks: octets outside ASCII are percent-encoded, an encoded unreserved
// character is decoded, other escapes get upper-case digits.
func normalise(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
			writeOctet(&b, byte(unhex(s[i+1])<<4|unhex(s[i+2])))
			i += 2
		case !isURIByte(c):
			writeEscape(&b, c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// literal escapes what would be special in a rule: a * or $ in a path is matched
// by %2A and %24 of a rule (RFC 9309 section 2.2.3).
func literal(path string) string {
	if strings.ContainsAny(path, "*$") {
		path = strings.NewReplacer("*", "%2A", "$", "%24").Replace(path)
	}
	return path
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] == '%' || !isURIByte(s[i]) {
			return false
		}
	}
	return true
}

func writeOctet(b *strings.Builder, c byte) {
	if isUnreserved(c) {
		b.WriteByte(c)
		return
	}
	writeEscape(b, c)
}

func writeEscape(b *strings.Builder, c byte) {
	b.WriteByte('%')
	b.WriteByte(upperHex[c>>4])
	b.WriteByte(upperHex[c&15])
}

func isUnreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
