package extract

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// separators stand between a headline and its site's name.
var separators = []string{" | ", " - ", " – ", " — ", " :: ", " « ", " » ", " · ", " • ", " / ", " ‹ ", " › ", " ~ ", "|", " -- ", "｜", "ㅣ", "--", "_"}

// sideSeparators and coreSeparators are more of them, for where another source
// confirms the cut.
var (
	sideSeparators = append(slices.Clone(separators), " l ", ": ", "：")
	coreSeparators = append(slices.Clone(separators), "-")
)

// withoutSite cuts the outlet's name from either end of a headline, and from
// the right also a section before it ("Headline - Politics - The Post").
func withoutSite(title, site, host string) string {
	for range 3 {
		shorter, ok := cutTail(title, site, host)
		if !ok {
			break
		}
		title = shorter
	}
	for _, sep := range separators {
		if pre, rest, ok := strings.Cut(title, sep); ok && isSiteName(pre, site, host) && utf8.RuneCountInString(rest) >= 8 {
			return strings.TrimSpace(rest)
		}
	}
	return strings.TrimSpace(title)
}

func cutTail(title, site, host string) (string, bool) {
	best := -1
	tail := ""
	for _, sep := range separators {
		if at := strings.LastIndex(title, sep); at > best {
			best, tail = at, title[at+len(sep):]
		}
	}
	if best < 0 || !isSiteName(tail, site, host) && !beginsWithLabel(tail, host) {
		return cutExact(title, site)
	}
	head := strings.TrimSpace(title[:best])
	return head, head != ""
}

// beginsWithLabel finds a longer name of the outlet, "IPA National Agency" of
// ipa.example.
func beginsWithLabel(s, host string) bool {
	label := textKey(domainLabel(host))
	f := strings.Fields(s)
	return len(f) > 1 && len(f) <= 5 && len(label) >= 3 && !commonLabels[label] && textKey(f[0]) == label
}

// weakSeparators stand inside headlines, too, so that what follows them must
// be a known name to the letter.
var weakSeparators = []string{":", "：", "-", "–", ","}

// cutExact cuts name off the end of title where only a weak separator parts
// them.
func cutExact(title, name string) (string, bool) {
	for _, sep := range weakSeparators {
		at := strings.LastIndex(title, sep)
		if at > 0 && sameName(title[at+len(sep):], name) && utf8.RuneCountInString(title[:at]) >= 8 {
			return strings.TrimSpace(title[:at]), true
		}
	}
	return title, false
}

// withoutSection cuts the page's section off the end of title.
func withoutSection(title, section string) string {
	if textKey(section) == "" {
		return title
	}
	for _, sep := range separators {
		at := strings.LastIndex(title, sep)
		if at > 0 && sameName(title[at+len(sep):], section) && utf8.RuneCountInString(title[:at]) >= 8 {
			return strings.TrimSpace(title[:at])
		}
	}
	short, _ := cutExact(title, section)
	return short
}

// commonLabels are domain labels that are also words of headlines, so that
// only an exact match means the site.
var commonLabels = words("news times today world daily post local sport sports business money politics week time example blog")

// isSiteName reports that s is the outlet: its stated name or the label of its
// domain, as a whole or as the greater part.
func isSiteName(s, site, host string) bool {
	k := textKey(s)
	if k == "" || utf8.RuneCountInString(s) > 60 {
		return false
	}
	if sk := textKey(site); sk != "" {
		if k == sk || len(sk) >= 4 && strings.Contains(k, sk) && len(k) <= len(sk)+16 || len(k) >= 4 && strings.Contains(sk, k) {
			return true
		}
	}
	label := textKey(domainLabel(host))
	if label == "" || len(k) < 3 {
		return false
	}
	if k == label || k == textKey(strings.TrimPrefix(host, "www.")) || strings.TrimPrefix(k, "the") == strings.TrimPrefix(label, "the") {
		return true
	}
	if len(label) < 5 || commonLabels[label] {
		return false
	}
	whole := strings.HasPrefix(k, label) || strings.HasSuffix(k, label)
	return whole && len(k) <= len(label)+12 || len(k) >= 4 && strings.HasPrefix(label, k)
}

func sameName(a, b string) bool {
	return b != "" && textKey(a) == textKey(b)
}
