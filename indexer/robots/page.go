package robots

import "strings"

// PageRules is what one page asks of crawlers: not to be kept in an index, and that
// its links are not followed.
type PageRules struct{ NoIndex, NoFollow bool }

// OfPage reads what a page asks of the crawler agent: the values of its
// <meta name="robots">, and of its X-Robots-Tag headers, where "name: noindex" speaks
// to the crawler of that name only. All hold at once: the strictest wins.
func OfPage(metas, headers []string, agent string) PageRules {
	var r PageRules
	for _, value := range metas {
		r.read(value)
	}
	for _, value := range headers {
		to, rest, named := strings.Cut(value, ":")
		if named && !strings.Contains(to, ",") && !takesValue(to) {
			if !strings.EqualFold(strings.TrimSpace(to), agent) {
				continue
			}
			value = rest
		}
		r.read(value)
	}
	return r
}

func (r *PageRules) read(value string) {
	for word := range strings.FieldsFuncSeq(strings.ToLower(value), func(c rune) bool { return c == ',' || c == ';' || c == ' ' || c == '\t' }) {
		r.NoIndex = r.NoIndex || word == "noindex" || word == "none"
		r.NoFollow = r.NoFollow || word == "nofollow" || word == "none"
	}
}

// takesValue knows the rules that have a colon of their own, which makes them no
// crawler's name.
func takesValue(word string) bool {
	word = strings.ToLower(strings.TrimSpace(word))
	return word == "unavailable_after" || strings.HasPrefix(word, "max-")
}
