package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// Story is a plain-text story as saved from a news reader. Source is the
// outlet's registrable domain; Title and Source are empty where the text has
// none.
type Story struct {
	Title      string
	Source     string
	Paragraphs []string
}

const (
	// maxHeadline is the longest first line, in code points, that is taken for
	// a headline; the longest of real ones measured has about 200.
	maxHeadline = 300
	// maxLoneHeadline is the longest only line that is one: a text of a single
	// longer line is a story without a headline.
	maxLoneHeadline = 120
)

// sourceDots are the characters that introduce the outlet. News readers write
// the middle dot; copying turns it into its look-alikes.
const sourceDots = "·•∙‧⋅"

// ParseStory reads a story as `dateline import` takes it from .txt files: the
// first line is the headline, then an optional "· outlet.tld", alone on its
// line or glued to the first paragraph, then paragraphs, one a line. Blank
// lines, Windows line ends and a byte order mark do not matter. Any text gives
// a Story; no word is lost.
func ParseStory(text string) Story {
	lines := storyLines(text)
	if len(lines) == 0 {
		return Story{}
	}
	var s Story
	if isHeadline(lines) {
		s.Title, lines = lines[0], lines[1:]
		if head, src, ok := trailingSource(s.Title); ok {
			s.Title, s.Source = head, src
		}
	}
	if len(lines) > 0 && s.Source == "" {
		if src, rest, ok := leadingSource(lines[0]); ok {
			s.Source = src
			lines[0] = rest
		}
	}
	for _, l := range lines {
		if l != "" {
			s.Paragraphs = append(s.Paragraphs, l)
		}
	}
	return s
}

// storyLines gives the lines that hold something, white space made even.
func storyLines(text string) []string {
	text = strings.ToValidUTF8(text, "")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text)
	var out []string
	for l := range strings.SplitSeq(text, "\n") {
		if l = squash(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// isHeadline says whether the first line is one. A line that is a source or
// too long for a headline is not.
func isHeadline(lines []string) bool {
	n := utf8.RuneCountInString(lines[0])
	if _, _, ok := leadingSource(lines[0]); ok {
		return false
	}
	if len(lines) == 1 {
		return n <= maxLoneHeadline
	}
	return n <= maxHeadline
}

// trailingSource finds a source at the very end of the headline's line.
func trailingSource(line string) (head, src string, ok bool) {
	at := strings.LastIndexAny(line, sourceDots)
	if at <= 0 {
		return "", "", false
	}
	src, rest, ok := leadingSource(line[at:])
	return strings.TrimSpace(line[:at]), src, ok && rest == ""
}

// leadingSource reads "· outlet.tld" from the start of line and gives what
// follows. A dot before anything but a domain is a list's bullet.
func leadingSource(line string) (src, rest string, ok bool) {
	dot, size := utf8.DecodeRuneInString(line)
	if !strings.ContainsRune(sourceDots, dot) {
		return "", "", false
	}
	text := strings.TrimSpace(line[size:])
	if src, ok := loneHost(text); ok {
		return src, "", true
	}
	end := domainEnd(text)
	if end == 0 {
		return "", "", false
	}
	dom, ok := registrable(text[:end])
	if !ok {
		return "", "", false
	}
	return dom, strings.TrimSpace(text[end:]), true
}

// loneHost takes a line that is nothing but a host name as a source, whatever
// its suffix: no known list of them is ever complete.
func loneHost(text string) (src string, ok bool) {
	tld := text[strings.LastIndexByte(text, '.')+1:]
	if text != strings.ToLower(text) || len(tld) < 2 || strings.Trim(tld, "abcdefghijklmnopqrstuvwxyz") != "" ||
		domainRun(text) != text || strings.HasPrefix(text, ".") || strings.Contains(text, "..") {
		return "", false
	}
	ascii, err := idna.Lookup.ToASCII(text)
	if err != nil {
		return "", false
	}
	dom, err := publicsuffix.EffectiveTLDPlusOne(ascii)
	return dom, err == nil
}

// domainEnd finds where the domain at the start of text ends, in bytes; 0 when
// there is none. In "outlet.comMinisters met" only the end of "com" is a known
// suffix before the start of a sentence; "outlet.co" would leave "mMinisters".
func domainEnd(text string) int {
	run := domainRun(text)
	loose := 0
	for i := len(run); i > 3; i-- {
		if !utf8.RuneStart(byteAt(text, i)) {
			continue
		}
		if _, ok := registrable(run[:i]); !ok {
			continue
		}
		if startsText(text[i:]) {
			return i
		}
		if loose == 0 && i < len(run) && unicode.IsLower(rune(text[i])) {
			loose = i
		}
	}
	return loose
}

func byteAt(s string, i int) byte {
	if i >= len(s) {
		return 0
	}
	return s[i]
}

// domainRun is the longest start of text that may belong to a domain.
func domainRun(text string) string {
	for i, r := range text {
		if r != '.' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return text[:i]
		}
	}
	return text
}

// startsText says whether a paragraph may start with s: nothing, a space, a
// capital, a digit, a quote or a bracket, a letter of a script without case.
// Not a full stop or a hyphen, by which a domain goes on.
func startsText(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case size == 0, unicode.IsSpace(r), unicode.IsUpper(r), unicode.IsTitle(r), unicode.IsDigit(r):
		return true
	case unicode.IsLetter(r):
		return r > unicode.MaxASCII && !unicode.IsLower(r)
	case r == '.' || r == '-' || r == '/' || r == '@' || r == ':' || r == '_':
		return false
	}
	return unicode.IsPunct(r) || unicode.IsSymbol(r)
}

// reservedTLDs never exist on the web, and stand for outlets in examples and
// tests (RFC 2606).
var reservedTLDs = map[string]bool{"example": true, "test": true, "invalid": true}

// registrable gives the registrable domain of host, when its suffix is one
// that exists and is written in lower case as domains are.
func registrable(host string) (string, bool) {
	if strings.HasPrefix(host, ".") || strings.Contains(host, "..") || strings.HasSuffix(host, ".") || !strings.Contains(host, ".") {
		return "", false
	}
	tld := host[strings.LastIndexByte(host, '.')+1:]
	if tld != strings.ToLower(tld) {
		return "", false
	}
	ascii, err := idna.Lookup.ToASCII(strings.ToLower(host))
	if err != nil {
		return "", false
	}
	suffix, icann := publicsuffix.PublicSuffix(ascii)
	if !icann && !strings.Contains(suffix, ".") && !reservedTLDs[suffix] {
		return "", false
	}
	dom, err := publicsuffix.EffectiveTLDPlusOne(ascii)
	if err != nil {
		return "", false
	}
	return dom, true
}
