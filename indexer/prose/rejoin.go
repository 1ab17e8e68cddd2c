package prose

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text that was put together from tokens (a corpus, the output of a translator, what
// a script joined with spaces) has spaces where nobody writes them: " , ", "Al - Amin",
// "Amin ’ s". A name is no name in two halves. Such text is told by its own habits,
// rejoined as it would be written, and what is found in it is put back to where it
// stands in the text as given.

// Spacing says which spaces of a text stand where nobody writes them.
type Spacing struct {
	tokens      bool              // around all punctuation
	hyphens     bool              // around those within words
	apostrophes bool              // around those within words
	pairs       map[[2]string]int // words beside a hyphen that stands apart, and how often
}

// What it takes to call a text one of tokens.
const (
	leastTokens    = 2   // marks that stand apart
	tokensLead     = 9   // times those that do not
	leastCompounds = 2   // words that are none without their hyphen (non - stop)
	hyphensLead    = 10  // hyphens apart, times those within words
	datelineTokens = 8   // how long the head of a line is behind which a hyphen is a dash
	longestClitic  = 2   // letters behind an apostrophe: 're
	spacedHyphen   = "-" // as a token
)

// compoundHeads are nearly nothing without a hyphen behind them.
var compoundHeads = WordSet("anti non pre co semi multi ex self pro post vice mid so al el ul abdel well long short low high full part")

// units are what a number has behind its hyphen, and tails other words that have
// a hyphen before them, unless what is after follows: "owned by" is behind a dash.
var (
	units = WordSet("year month week day hour minute second mile century time point member storey page man foot seat kilometre")
	tails = WordSet("based old led related backed owned wide speaking style scale profile known sized class level called free sponsored focused")
	after = WordSet("by on as in to at from with for and or of than")
)

// numbers are words that stand for one.
var numbers = WordSet("one two three four five six seven eight nine ten eleven twelve twenty thirty")

// dashed are words before which a hyphen that stands apart is a dash.
var dashed = WordSet(`the a an it he she they we i you and but or nor which who whose that this these those is was are were
	has had have will would could in on at to for of said says as with from by his her their its not there what when where
	while if then so because after before despite including`)

// clitics are what stands behind an apostrophe at the end of a word.
var clitics = WordSet("s t re ve ll d m")

// SpacingOf reads the habits of the texts of one article.
func SpacingOf(texts ...string) Spacing {
	var c spacingCount
	for _, text := range texts {
		text = text[:min(len(text), MaxText)]
		if strings.Contains(text, " - ") || strings.Contains(text, " ,") || strings.Contains(text, "’ ") {
			c.read(strings.Fields(text))
		}
	}
	s := Spacing{tokens: c.apart >= leastTokens && c.apart >= tokensLead*c.commas, pairs: c.pairs}
	s.hyphens = c.hyphens > 0 && c.hyphens >= hyphensLead*c.hyphenated && (s.tokens || c.compounds() >= leastCompounds)
	s.apostrophes = s.tokens || s.hyphens && c.possessives == 0 || c.clitics > 0 && c.possessives == 0
	return s
}

// spacingCount counts what stands apart and what does not.
type spacingCount struct {
	apart, commas        int // marks apart, commas at their words
	hyphens, hyphenated  int
	clitics, possessives int
	heads                int
	pairs                map[[2]string]int
}

func (c *spacingCount) read(tokens []string) {
	for i, t := range tokens {
		prev, next := "", ""
		if i > 0 {
			prev = tokens[i-1]
		}
		if i+1 < len(tokens) {
			next = tokens[i+1]
		}
		if t == spacedHyphen && i > 0 {
			c.hyphen(prev, next)
			c.heads += Bool2Int(tails[strings.ToLower(next)] && i+2 < len(tokens) && !after[tokens[i+2]])
		}
		c.apart += Bool2Int(t == "," || t == ".")
		c.commas += Bool2Int(len(t) > 1 && strings.HasSuffix(t, ","))
		c.clitics += Bool2Int(len(t) > len("’") && strings.HasSuffix(t, "’") && clitics[strings.ToLower(next)])
		c.possessives += Bool2Int(strings.Index(t, "’s") > 0)
		c.hyphenated += Bool2Int(hyphenated(t))
	}
}

func (c *spacingCount) hyphen(prev, next string) {
	c.hyphens++
	prev, next = strings.ToLower(prev), strings.ToLower(next)
	count := isNumber(firstWord(prev)) || strings.HasSuffix(prev, "th") && isNumber(prev[:len(prev)-2]) || numbers[prev]
	c.heads += Bool2Int(compoundHeads[prev] && !dashed[next] || count && units[firstWord(next)] || prev == "covid")
	if c.pairs == nil {
		c.pairs = map[[2]string]int{}
	}
	c.pairs[pairOf(prev, next)]++
}

// pairOf is two words beside a hyphen for comparison.
func pairOf(prev, next string) [2]string {
	mark := func(r rune) bool { return !isWordRune(r) }
	return [2]string{strings.ToLower(strings.TrimFunc(prev, mark)), strings.ToLower(strings.TrimFunc(next, mark))}
}

// compounds counts words that are none without their hyphen, or that are written
// with it again and again.
func (c *spacingCount) compounds() int {
	n := c.heads
	for p, times := range c.pairs {
		if !dashed[p[1]] && !compoundHeads[p[0]] {
			n += min(times-1, leastCompounds)
		}
	}
	return n
}

// hyphenated reports a word with a hyphen between letters, no address.
func hyphenated(t string) bool {
	i := strings.IndexByte(t, '-')
	if i <= 0 || strings.ContainsAny(t, "/@") {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(t[:i])
	behind, _ := utf8.DecodeRuneInString(t[i+1:])
	return unicode.IsLetter(before) && unicode.IsLetter(behind)
}

// Rejoined is a text without the spaces that nobody writes.
type Rejoined struct {
	Text string
	from string // as given; empty where nothing was changed
	cuts []int  // code points of Text before which a space was cut, ascending
}

// Rejoin takes the spaces out of a text of that spacing. It is linear in the text.
func (s Spacing) Rejoin(text string) Rejoined {
	if !s.tokens && !s.hyphens && !s.apostrophes || len(text) > MaxText {
		return Rejoined{Text: text}
	}
	j := joiner{Spacing: s, text: text}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		j.step(r, i)
		if r == ' ' && j.cut(i) {
			j.cuts = append(j.cuts, j.runes)
		} else {
			j.out.WriteString(text[i : i+size])
			j.runes++
		}
		i += size
	}
	if len(j.cuts) == 0 {
		return Rejoined{Text: text}
	}
	return Rejoined{Text: j.out.String(), from: text, cuts: j.cuts}
}

// joiner is a text being rejoined.
type joiner struct {
	Spacing
	text   string
	out    strings.Builder
	runes  int // of out
	cuts   []int
	behind int  // byte behind the mark, up to which the spaces around it are cut
	quoted bool // inside straight quotes of the line
	head   int  // words of the line so far, while all have capitals; -1 behind
}

// step keeps what has to be known of the line.
func (j *joiner) step(r rune, i int) {
	prev, _ := utf8.DecodeLastRuneInString(j.text[:i])
	switch {
	case r == '\n':
		j.head, j.quoted = 0, false
	case r == '"':
		j.quoted = !j.quoted
	case isWordRune(r) && !isWordRune(prev) && j.head >= 0:
		if j.head++; unicode.IsLower(r) || j.head > datelineTokens {
			j.head = -1
		}
	}
}

// cut reports that the space at byte i is one that nobody writes.
func (j *joiner) cut(i int) bool {
	if i < j.behind {
		return true
	}
	prev, size := utf8.DecodeLastRuneInString(j.text[:i])
	next := j.text[i+1:]
	switch {
	case i == 0 || next == "" || unicode.IsSpace(prev) || next[0] == ' ' || next[0] == '\n':
		return false
	case j.hyphens && strings.HasPrefix(next, "- ") && isWordRune(prev):
		if !j.compound(i, i+3) {
			return false
		}
		j.behind = i + 3
		return true
	case j.apostrophes && isWordRune(prev) && j.clitic(i+1):
		return true
	case j.apostrophes && isApostrophe(prev) && endsWord(j.text[:i-size]) && startsClitic(next):
		return true
	}
	return j.tokens && (j.opens(prev, i-size) || j.closes(next))
}

// compound reports that the words before byte i and at byte k are one.
func (j *joiner) compound(i, k int) bool {
	before, behind := lastWord(j.text[:i]), firstWord(j.text[k:])
	if before == "" || behind == "" || dashed[strings.ToLower(behind)] {
		return false
	}
	r, _ := utf8.DecodeRuneInString(behind)
	if isNumber(before) && (isNumber(behind) || unicode.IsUpper(r)) {
		return false // a score; the number of a player in a line-up
	}
	if isNumber(behind) && strings.HasPrefix(j.text[k+len(behind):], " - ") {
		return false // a team before the first of its players
	}
	if j.head >= 0 && unicode.IsUpper(r) { // behind a dateline it is a dash
		return compoundHeads[strings.ToLower(before)] || j.pairs[pairOf(before, behind)] > 1
	}
	return true
}

// clitic reports an apostrophe at byte i that belongs to the word before it, and has
// the spaces on both its sides cut.
func (j *joiner) clitic(i int) bool {
	r, size := utf8.DecodeRuneInString(j.text[i:])
	rest := j.text[i+size:]
	switch {
	case strings.HasPrefix(j.text[i:], "n't") || strings.HasPrefix(j.text[i:], "n’t"):
		return true
	case !isApostrophe(r):
		return false
	case startsClitic(rest):
		return true
	case strings.HasPrefix(rest, " ") && startsClitic(rest[1:]):
		j.behind = i + size + 1
		return true
	}
	return false
}

// startsClitic reports what stands behind an apostrophe at the end of a word.
func startsClitic(s string) bool {
	w := firstWord(s)
	return len(w) <= longestClitic && clitics[strings.ToLower(w)]
}

// opens reports a mark at byte i behind which nobody writes a space.
func (j *joiner) opens(r rune, i int) bool {
	return strings.ContainsRune("([“«$£€", r) || r == '"' && j.quoted && (i == 0 || j.text[i-1] == ' ' || j.text[i-1] == '\n')
}

// closes reports a mark before which nobody writes a space.
func (j *joiner) closes(next string) bool {
	r, size := utf8.DecodeRuneInString(next)
	if !strings.ContainsRune(",.;:?!)]%”»", r) {
		return r == '"' && j.quoted
	}
	after, _ := utf8.DecodeRuneInString(next[size:])
	return !isWordRune(after) // .5, ...and
}

func endsWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isWordRune(r)
}

// firstWord and lastWord give the letters and digits at the ends of a text.
func firstWord(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return !isWordRune(r) })
	if end < 0 {
		return s
	}
	return s[:end]
}

func lastWord(s string) string {
	return s[len(strings.TrimRightFunc(s, isWordRune)):]
}

func isNumber(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// Span gives where code points start to end of Text stand in the text as given.
func (j *Rejoined) Span(start, end int) (int, int) {
	if len(j.cuts) == 0 || end <= start {
		return start, end
	}
	cut := func(p int) int { return p + sort.SearchInts(j.cuts, p+1) }
	return cut(start), cut(end-1) + 1
}
