package ner

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWord is how many bytes of a word are looked at. No name's word is longer, and
// a hostile page's one word is.
const maxWord = 48

// word is what is computed of one token once, whatever sentence it stands in.
type word struct {
	lower   uint32 // hash of the word in lower case
	pre     [3]uint32
	suf     [3]uint32
	shape   uint32
	class   Class
	cap     bool // starts as a name may
	upper   bool // two letters or more, all upper case
	active  bool
	joint   joint
	number  bool
	first   bool // of its sentence or of a quotation
	mode    uint8
	run     Range
	around  *around
	inShort bool // the short form in "Full Name (FN)"
}

// joint says which names a word in lower case may stand inside.
type joint uint8

const (
	noJoint  joint = iota
	anyJoint       // de, bin: of any name
	ofJoint        // of, the: of an organisation's or a place's
	andJoint       // and: of an organisation's
)

// joints are the words in lower case and signs that stand inside names.
var joints = func() map[uint32]joint {
	m := map[uint32]joint{}
	for kind, words := range map[joint]string{
		anyJoint: `de del della dell di da do dos das du des d la le les el al van von der den ter ten zu bin ibn bint ould ul ud
			y e - ‑ – . ' ’ ’s 's af av dal degli lo te op sur`,
		ofJoint:  "of the for in on auf im und et",
		andJoint: "and & / at to",
	} {
		for s := range strings.FieldsSeq(words) {
			var w word
			w.read(s)
			m[w.lower] = kind
		}
	}
	return m
}()

// holds reports whether a word may have a label, by what stands inside names.
// A word the caller's tables know as part of a place's name may (Trinidad and
// Tobago).
func (w *word) holds(l Label) bool {
	if w.cap || l == Out || w.class&(Country|City|Region) != 0 && l.Kind() == Place {
		return true
	}
	switch w.joint {
	case anyJoint:
		return l != BOrg && l != BLoc && l != BPer
	case ofJoint:
		return l == IOrg || l == ILoc
	case andJoint:
		return l == IOrg
	}
	return w.number && (l == IOrg || l == ILoc)
}

// around is what the text as a whole says of one capitalised word.
type around struct {
	before, after Class
	lower, inner  bool // stands in lower case; capitalised inside a sentence
	count         int
}

// The modes of a sentence: how far its capitals speak for names.
const (
	proseMode uint8 = iota
	titleMode
	capsMode
)

const (
	fnvStart = 2166136261
	fnvPrime = 16777619
)

func mix(h, x uint32) uint32 {
	h ^= x
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

// look computes the words of a doc.
func look(d *Doc) []word {
	ws := make([]word, len(d.Tokens))
	for i := range d.Tokens {
		ws[i].read(d.Tokens[i].Text)
		ws[i].class = d.Tokens[i].Class
		if !ws[i].cap {
			ws[i].joint = joints[ws[i].lower]
		}
	}
	for _, s := range d.Sentences {
		sentenceMode(d, ws[s.First:s.Last])
		activate(ws[s.First:s.Last])
		runs(d, ws, s)
	}
	gather(d, ws)
	return ws
}

// read fills what the spelling says. Affixes count letters, at most four.
func (w *word) read(text string) {
	if len(text) > maxWord {
		text = text[:maxWord]
	}
	h, shape := uint32(fnvStart), uint32(fnvStart)
	var last rune
	var tail [4]rune
	n, uppers, lowers := 0, 0, 0
	for i, r := range text {
		c := kindOfRune(r)
		switch c {
		case 'X':
			uppers++
			r = unicode.ToLower(r)
			w.cap = w.cap || i == 0 || n <= 4 && (last == '-' || last == '\'' || last == '’')
		case 'x':
			lowers++
		}
		h = (h ^ uint32(r)) * fnvPrime
		if rune(shape>>24) != c {
			shape = (shape^uint32(c))*fnvPrime&0xffffff | uint32(c)<<24
		}
		if n > 0 && n < 4 {
			w.pre[n-1] = h
		}
		tail[n%4], last = r, r
		n++
	}
	w.lower, w.shape, w.upper = h, shape, uppers > 1 && lowers == 0
	w.number = uppers+lowers == 0 && text != "" && text[0] >= '0' && text[0] <= '9'
	s := uint32(fnvStart)
	for k := 1; k <= min(4, n); k++ {
		s = (s ^ uint32(tail[(n-k)%4])) * fnvPrime
		if k > 1 {
			w.suf[k-2] = s
		}
	}
}

// kindOfRune gives the sign of a rune in a word's shape.
func kindOfRune(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z':
		return 'x'
	case 'A' <= r && r <= 'Z':
		return 'X'
	case '0' <= r && r <= '9':
		return '0'
	case r < utf8.RuneSelf:
		return r
	case unicode.IsUpper(r):
		return 'X'
	case unicode.IsLetter(r):
		return 'x'
	case r == '’':
		return '\''
	}
	return '*'
}

// sentenceMode tells prose, title case and capitals apart and marks the words
// that any text would capitalise.
func sentenceMode(d *Doc, ws []word) {
	long, caps, upper, commonCaps := 0, 0, 0, 0
	for i := range ws {
		w := &ws[i]
		w.first = i == 0 || opensClause(&ws[i-1])
		if w.suf[2] == 0 || w.class&(Stop|Locative) != 0 {
			continue // shorter than four letters
		}
		long++
		if w.cap {
			caps++
			if i > 0 && w.class&Common != 0 && w.class&(GivenSure|FamilySure|OrgHead|PlaceHead|Office|Honorific) == 0 {
				commonCaps++
			}
		}
		if w.upper {
			upper++
		}
	}
	mode := proseMode
	switch {
	case long >= 2 && upper*10 >= long*8:
		mode = capsMode
	case long >= 4 && caps*10 >= long*8 && commonCaps >= 2:
		mode = titleMode
	}
	for i := range ws {
		ws[i].mode = mode
	}
}

var opening = func() map[uint32]bool {
	m := map[uint32]bool{}
	for _, s := range []string{`"`, "“", "‘", "«", "„", ":", "(", "[", "—", "–", "•", "*", "|", "..."} {
		var w word
		w.read(s)
		m[w.lower] = true
	}
	return m
}()

func opensClause(w *word) bool { return opening[w.lower] }

// reach is how many words in lower case may stand inside a name: Ministry of
// the Interior.
const reach = 2

// activate marks the words that may be part of a name: capitalised ones, and
// those between two of them.
func activate(ws []word) {
	last := -reach - 2
	for i := range ws {
		if !ws[i].cap {
			continue
		}
		ws[i].active = true
		if i-last <= reach+1 {
			bridge(ws[last+1 : i])
		}
		last = i
	}
}

// bridge activates the words between two capitalised ones if each may stand
// inside a name.
func bridge(ws []word) {
	for i := range ws {
		if w := &ws[i]; w.joint == noJoint && !w.number && w.class&(Country|City|Region) == 0 {
			return
		}
	}
	for i := range ws {
		ws[i].active = true
	}
}

// runs finds for each capitalised word the unbroken run of capitalised words it
// stands in.
func runs(d *Doc, ws []word, s Range) {
	for i := s.First; i < s.Last; {
		if !ws[i].cap {
			ws[i].run = Range{i, i + 1}
			i++
			continue
		}
		j := i + 1
		for j < s.Last && ws[j].cap {
			j++
		}
		for k := i; k < j; k++ {
			ws[k].run = Range{i, j}
		}
		i = j
	}
}

// gather collects what stands around every capitalised word in the whole text.
func gather(d *Doc, ws []word) {
	seen := make(map[uint32]*around, len(ws)/8)
	for i := range ws {
		if w := &ws[i]; w.cap {
			if seen[w.lower] == nil {
				seen[w.lower] = &around{}
			}
			w.around = seen[w.lower]
		}
	}
	for _, s := range d.Sentences {
		for i := s.First; i < s.Last; i++ {
			w := &ws[i]
			if !w.cap {
				if a := seen[w.lower]; a != nil {
					a.lower = true
				}
				continue
			}
			if w.mode != proseMode {
				continue
			}
			a := w.around
			a.count++
			a.inner = a.inner || !w.first
			if i > s.First {
				a.before |= ws[i-1].class
			}
			if i+1 < s.Last {
				a.after |= ws[i+1].class
			}
		}
	}
	bracketed(d, ws)
}

// bracketed marks FN in "Full Name (FN)".
func bracketed(d *Doc, ws []word) {
	for i := 2; i+1 < len(ws); i++ {
		if ws[i].upper && d.Tokens[i-1].Text == "(" && d.Tokens[i+1].Text == ")" && ws[i-2].cap {
			ws[i].inShort = true
		}
	}
}

// The classes that speak in combinations with one another.
const (
	selfMask = Common | Stop | GivenSure | FamilySure | Country | City | Nation | OrgHead | PlaceHead | KnownOrg | Office
	sideMask = Honorific | Office | Kin | Say | Human | Locative | OrgHead | OrgTail | PlaceHead | GivenSure | FamilySure | Nation
)

// maxFeatures bounds the features of one token: the templates of wordFeatures
// and a bit for every class of five positions.
const maxFeatures = 64 + 5*classes

// noWord stands for what is before and behind a sentence.
var noWord = word{lower: 7, shape: 7}

// features appends the hashes of the features of token i of a sentence.
func features(out []uint32, ws []word, s Range, i int) []uint32 {
	at := func(k int) *word {
		if k < s.First || k >= s.Last {
			return &noWord
		}
		return &ws[k]
	}
	w, p, n := &ws[i], at(i-1), at(i+1)
	out = wordFeatures(out, w, p, n, at(i-2), at(i+2))
	if w.cap {
		out = runFeatures(out, ws, at, i)
	}
	out = classFeatures(out, 100, w.class)
	out = classFeatures(out, 140, p.class)
	out = classFeatures(out, 180, n.class)
	if a := w.around; a != nil && a.count > 1 {
		out = classFeatures(out, 220, a.before&(Honorific|Office|Kin|Locative|GivenSure|Say|Nation))
		out = classFeatures(out, 260, a.after&(OrgHead|OrgTail|PlaceHead|Say|Human|FamilySure|Kin))
	}
	return out
}

func wordFeatures(out []uint32, w, p, n, pp, nn *word) []uint32 {
	cs, cp, cn := uint32(w.class&selfMask), uint32(p.class&sideMask), uint32(n.class&sideMask)
	flags := uint32(w.mode)<<2 | b2u(w.first)<<1 | b2u(w.upper)
	out = append(out,
		mix(1, 0), mix(2, w.lower), mix(3, p.lower), mix(4, n.lower), mix(5, pp.lower), mix(6, nn.lower),
		mix(mix(7, p.lower), w.lower), mix(mix(8, w.lower), n.lower), mix(mix(9, p.lower), n.lower),
		mix(10, w.pre[1]), mix(11, w.pre[2]), mix(12, w.suf[0]), mix(13, w.suf[1]), mix(14, w.suf[2]),
		mix(15, w.shape), mix(mix(16, w.shape), p.shape), mix(mix(17, w.shape), n.shape),
		mix(mix(18, p.shape), n.shape), mix(mix(19, w.shape), flags), mix(20, flags),
		mix(mix(21, cs), flags), mix(mix(22, cs), cp), mix(mix(23, cs), cn), mix(mix(mix(24, cs), cp), cn),
		mix(mix(25, p.lower), cs), mix(mix(26, n.lower), cs), mix(mix(27, p.lower), w.shape), mix(mix(28, n.lower), w.shape),
		mix(29, p.suf[1]), mix(30, n.suf[1]), mix(mix(31, pp.lower), p.lower), mix(mix(32, n.lower), nn.lower),
	)
	if w.inShort {
		out = append(out, mix(33, 0))
	}
	if a := w.around; a != nil {
		out = append(out, mix(mix(34, b2u(a.lower)<<1|b2u(a.inner)), flags), mix(35, uint32(min(a.count, 4))))
	}
	return out
}

// runFeatures say what the run of capitalised words begins and ends with and
// what stands around it: Ministry and Ltd speak for all words of theirs.
func runFeatures(out []uint32, ws []word, at func(int) *word, i int) []uint32 {
	w := &ws[i]
	r := w.run
	head, tail := &ws[r.First], &ws[r.Last-1]
	before, after := at(r.First-1), at(r.Last)
	length, pos := uint32(min(r.Last-r.First, 5)), uint32(min(i-r.First, 3))
	last := b2u(i == r.Last-1)
	var all Class
	for k := r.First; k < min(r.Last, r.First+8); k++ {
		all |= ws[k].class
	}
	heads := uint32(all & (OrgHead | OrgTail | PlaceHead | ThingHead | GivenSure | FamilySure | KnownName | KnownOrg))
	hc, tc := uint32(head.class&(selfMask|Given|Family)), uint32(tail.class&(selfMask|OrgTail|ThingHead|Given|Family))
	return append(out,
		mix(mix(40, length), pos<<1|last), mix(mix(41, tail.lower), last), mix(mix(42, head.lower), min(pos, 1)),
		mix(mix(43, heads), pos<<1|last), mix(mix(44, hc), tc), mix(mix(45, before.lower), length), mix(mix(46, after.lower), length),
		mix(mix(47, uint32(before.class&sideMask)), length), mix(mix(48, uint32(after.class&sideMask)), length),
		mix(mix(mix(49, hc), tc), pos<<1|last), mix(mix(50, uint32(all)), length),
		mix(mix(51, before.lower), after.lower),
	)
}

func classFeatures(out []uint32, base uint32, c Class) []uint32 {
	for ; c != 0; c &= c - 1 {
		out = append(out, mix(base+uint32(trailing(c)), 1))
	}
	return out
}
