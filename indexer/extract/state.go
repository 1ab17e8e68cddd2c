package extract

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Pages that a script draws carry their text as state: a JSON document
// (__NEXT_DATA__, __INITIAL_STATE__) or a stream of strings (React's flight
// data) in which the article's HTML is one string.
const (
	// minStated is the shortest such string that is looked at, in bytes.
	minStated = 300
	// maxStated is how many bytes of scripts are searched.
	maxStated = 2 << 20
	// statedDepth is how often strings may lie within strings.
	statedDepth = 3
	// shownEnough is the text, as extent counts it, with which a page is taken
	// for drawn already.
	shownEnough = 400
	// statedTitle is the part of the title's words that the text must have.
	statedTitle = 0.4
)

// inlineScripts are the texts of the page's own scripts.
func inlineScripts(root *html.Node) (out []string) {
	for n := range root.Descendants() {
		if n.DataAtom == atom.Script && n.FirstChild != nil && len(n.FirstChild.Data) >= minStated {
			out = append(out, n.FirstChild.Data)
		}
	}
	return out
}

func extentOf(blocks []block) (n int) {
	for _, b := range blocks {
		n += extent(b.text)
	}
	return n
}

// statedText is the article in the state of a page that shows none: the string
// of scripts that has most paragraphs' text and the words of title. A consent
// manager's long terms have not.
func statedText(scripts []string, title string) (best []block) {
	most, left := 0, maxStated
	for _, s := range scripts {
		s = s[:min(len(s), left)]
		left -= len(s)
		eachStated(s, statedDepth, func(text string) {
			blocks := statedBlocks(text)
			size := 0
			for _, b := range blocks {
				size += len(b.text)
			}
			if size > most && tellsOf(blocks, title) {
				best, most = blocks, size
			}
		})
	}
	return best
}

// eachStated calls found with every long string literal of JSON in s, and with
// those within them.
func eachStated(s string, depth int, found func(string)) {
	for {
		start := strings.IndexByte(s, '"')
		if start < 0 {
			return
		}
		end := start + 1
		for end < len(s) && s[end] != '"' {
			if s[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(s) {
			return
		}
		if end-start >= minStated {
			var text string
			if json.Unmarshal([]byte(s[start:end+1]), &text) == nil && utf8.ValidString(text) {
				found(text)
				if depth > 1 {
					eachStated(text, depth-1, found)
				}
			}
			s = s[end+1:]
			continue
		}
		// A quote that closes something else, or is of a script's code, must not
		// turn all that follows inside out: the next one may open.
		if strings.ContainsAny(s[start+1:end], "\n{}") {
			end = start
		}
		s = s[end+1:]
	}
}

// statedBlocks are the paragraphs of HTML, or of lines parted by empty ones.
func statedBlocks(text string) (out []block) {
	if strings.Contains(text, "<p") || strings.Contains(text, "<br") {
		if len(text) > maxText || !scan([]byte(text)).sane() {
			return nil
		}
		root, err := html.Parse(strings.NewReader(text))
		if err != nil {
			return nil
		}
		for _, b := range blocksOf(root, furniture(root)) {
			place := !strings.Contains(b.text, " ") && strings.ContainsAny(b.text, "{}$%") // of an advertisement
			if !b.boxed && !b.caption && !place {
				out = append(out, b)
			}
		}
		return out
	}
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = squash(part); part != "" && !strings.ContainsAny(part, "{}<>") {
			out = append(out, block{text: part})
		}
	}
	return out
}

// tellsOf says that blocks are more than one paragraph and have the words of
// title.
func tellsOf(blocks []block, title string) bool {
	if len(blocks) < 2 {
		return false
	}
	var all strings.Builder
	for _, b := range blocks {
		all.WriteString(textKey(b.text))
	}
	in, of := 0, 0
	for w := range strings.FieldsSeq(title) {
		if key := textKey(w); utf8.RuneCountInString(key) > 1 {
			of++
			if strings.Contains(all.String(), key) {
				in++
			}
		}
	}
	return of > 0 && float64(in) >= statedTitle*float64(of)
}
