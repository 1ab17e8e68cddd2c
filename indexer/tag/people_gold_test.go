package tag

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"dateline/search/news"
)

// goldDir finds ../shared/gold above the package, or skips: the sets are for
// measuring where they are at hand, and part of no checkout.
func goldDir(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if gold := filepath.Join(dir, "shared", "gold"); isDir(gold) {
			return gold
		}
	}
	t.Skip("no shared/gold above this folder: nothing to measure")
	return ""
}

func isDir(path string) bool {
	st, err := os.Stat(path)
	return err == nil && st.IsDir()
}

// goldDoc is one annotated article as running text; spans are code points.
type goldDoc struct {
	text  string
	spans map[[2]int]bool
}

// readGold joins the tokens of a CoNLL file to text, a sentence a line, and the
// tags that end in per to spans.
//
// joinHyphens says that hyphens inside words are tokens of their own there.
func readGold(t *testing.T, path, per string, joinHyphens bool) []goldDoc {
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("no gold: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var docs []goldDoc
	b := &goldBuilder{per: per, joinHyphens: joinHyphens}
	s := bufio.NewScanner(z)
	for s.Scan() {
		token, tag, _ := strings.Cut(s.Text(), "\t")
		switch {
		case token == "-DOCSTART-":
			docs = b.flush(docs)
		case token == "":
			b.newline()
		default:
			b.add(token, tag)
		}
	}
	return b.flush(docs)
}

type goldBuilder struct {
	joinHyphens bool
	per         string
	text        strings.Builder
	runes       int
	prev        string
	openQuote   bool
	start, end  int // of the open span, start -1 for none
	open        bool
	spans       map[[2]int]bool
}

func (b *goldBuilder) write(s string) { b.text.WriteString(s); b.runes += utf8.RuneCountInString(s) }

func (b *goldBuilder) closeSpan() {
	if b.open {
		if b.spans == nil {
			b.spans = map[[2]int]bool{}
		}
		b.spans[[2]int{b.start, b.end}] = true
	}
	b.open = false
}

func (b *goldBuilder) newline() {
	b.closeSpan()
	b.write("\n")
	b.prev, b.openQuote = "", false
}

func (b *goldBuilder) add(token, tag string) {
	if !strings.HasPrefix(tag, "I-") {
		b.closeSpan()
	}
	if b.spaceBefore(token) {
		b.write(" ")
	}
	if tag == "B-"+b.per || tag == "I-"+b.per && !b.open {
		b.start, b.open = b.runes, true
	}
	b.write(token)
	b.end = b.runes
	if token == `"` {
		b.openQuote = !b.openQuote
	}
	b.prev = token
}

func (b *goldBuilder) spaceBefore(token string) bool {
	switch {
	case b.prev == "":
		return false
	case strings.ContainsAny(token[:1], ",.;:!?)]%'") || strings.HasPrefix(token, "’") || strings.HasPrefix(token, "”") || token == "n't":
		return false
	case token == `"`:
		return !b.openQuote
	case b.prev == `"`:
		return !b.openQuote
	case b.prev == "O’" || b.prev == "O'" || b.prev == "(" || b.prev == "[" || b.prev == "$" || b.prev == "“" || b.prev == "‘":
		return false
	case token == "-" || b.prev == "-" || token == "/" || b.prev == "/":
		return !b.joinHyphens || !isAlnum(token) && !isAlnum(b.prev)
	}
	return true
}

func isAlnum(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func (b *goldBuilder) flush(docs []goldDoc) []goldDoc {
	b.closeSpan()
	if strings.TrimSpace(b.text.String()) != "" {
		docs = append(docs, goldDoc{text: b.text.String(), spans: b.spans})
	}
	*b = goldBuilder{per: b.per, joinHyphens: b.joinHyphens}
	return docs
}

type prf struct{ tp, fp, fn int }

func (s prf) String() string {
	p, r := ratio(s.tp, s.tp+s.fp), ratio(s.tp, s.tp+s.fn)
	f := 0.0
	if p+r > 0 {
		f = 2 * p * r / (p + r)
	}
	return fmt.Sprintf("P %.3f R %.3f F1 %.3f", p, r, f)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// TestPeopleGold reports how the people of annotated news are found.
func TestPeopleGold(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a megabyte of annotated news")
	}
	dir := goldDir(t)
	tagger := newPeopleTagger()
	for _, set := range []struct {
		name, file, per string
		joinHyphens     bool
	}{
		{"ner-worldwide", "ner-worldwide/articles.conll.gz", "Person", true},
		{"ner-conll2003 dev", "ner-conll2003/dev.conll.gz", "PER", false},
	} {
		var span, people prf
		misses := map[string]int{}
		for _, g := range readGold(t, filepath.Join(dir, set.file), set.per, set.joinHyphens) {
			measure(tagger, g, &span, &people, misses)
		}
		t.Logf("%s: spans %v; set of people %v", set.name, span, people)
		if os.Getenv("PEOPLE_MISSES") != "" {
			logMisses(t, misses)
		}
		if span.tp*2 < span.tp+span.fp {
			t.Errorf("%s: more than half of what is found is wrong", set.name)
		}
	}
}

func measure(tagger *peopleTagger, g goldDoc, span, people *prf, misses map[string]int) {
	runes := []rune(g.text)
	found := tagger.tag([]*doc{newDoc("", news.InTitle), newDoc(g.text, news.InText)}, "en")
	got := map[[2]int]bool{}
	names := map[string]bool{}
	for _, p := range found {
		names[nameKey(strings.Fields(p.Name))] = true
		for _, m := range p.Mentions {
			got[[2]int{m.Start, m.End}] = true
		}
	}
	compareSpans(runes, g.spans, got, span, misses)
	want := map[string]bool{}
	for _, name := range fullest(runes, g.spans) {
		want[name] = true
	}
	for n := range want {
		if names[n] {
			people.tp++
		} else {
			people.fn++
			misses["SET miss "+n]++
		}
	}
	for n := range names {
		if !want[n] {
			people.fp++
			misses["SET wrong "+n]++
		}
	}
}

func compareSpans(runes []rune, want, got map[[2]int]bool, span *prf, misses map[string]int) {
	for s := range want {
		if got[s] {
			span.tp++
			continue
		}
		span.fn++
		misses["miss "+around(runes, s)]++
	}
	for s := range got {
		if !want[s] {
			span.fp++
			misses["wrong "+around(runes, s)]++
		}
	}
}

func around(runes []rune, s [2]int) string {
	a, b := max(0, s[0]-40), min(len(runes), s[1]+40)
	return strings.ReplaceAll(string(runes[a:s[0]])+"[["+string(runes[s[0]:s[1]])+"]]"+string(runes[s[1]:b]), "\n", "¶")
}

// fullest gives the names among spans that are not part of a longer one.
func fullest(runes []rune, spans map[[2]int]bool) []string {
	keys := map[string]bool{}
	for s := range spans {
		keys[nameKey(strings.Fields(string(runes[s[0]:s[1]])))] = true
	}
	var out []string
	for k := range keys {
		part := false
		for other := range keys {
			if other != k && strings.Contains(" "+other+" ", " "+k+" ") {
				part = true
			}
		}
		if !part {
			out = append(out, k)
		}
	}
	return out
}

func logMisses(t *testing.T, misses map[string]int) {
	var lines []string
	for m := range misses {
		lines = append(lines, m)
	}
	sort.Strings(lines)
	if path := os.Getenv("PEOPLE_MISSES"); path != "" {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(f, strings.Join(lines, "\n"))
		f.Close()
	}
}
