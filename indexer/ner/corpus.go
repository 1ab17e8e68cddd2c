package ner

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is an annotated text before the caller cuts it into tokens. Marks hold
// byte offsets, in order, never overlapping.
type Text struct {
	Set   string
	Body  string
	Marks []Mark
}

// Mark is one name of a Text.
type Mark struct {
	Start, End int
	Kind       Kind
}

// set is one file to train on. Only sets whose licence allows shipped weights
// stand here; share-alike (UNER-EWT, GUM's Wikipedia and Wikivoyage parts) and
// non-commercial ones (the BBC part of re3d) do not.
type set struct {
	name, pattern string
	kinds         map[string]Kind
	docSize       int  // sentences of a document where the file marks none
	hyphens       bool // hyphens inside words are tokens of their own
}

var sets = []set{
	{name: "wikigold", pattern: "wikigold_ccby4.conll.gz", docSize: 12, kinds: map[string]Kind{"PER": Person, "LOC": Place, "ORG": Org}},
	{name: "crossner", pattern: "crossner_politics_mit_*.conll.gz", docSize: 1, kinds: map[string]Kind{
		"politician": Person, "person": Person, "country": Place, "location": Place, "organisation": Org, "politicalparty": Org}},
	{name: "gum-news", pattern: "gum_news_cc.conll.gz", hyphens: true, kinds: gumKinds},
	{name: "gum-interview", pattern: "gum_interview_cc.conll.gz", hyphens: true, kinds: gumKinds},
	{name: "gum-academic", pattern: "gum_academic_cc.conll.gz", hyphens: true, kinds: gumKinds},
	{name: "gum-court", pattern: "gum_court_cc.conll.gz", hyphens: true, kinds: gumKinds},
	{name: "wnut17", pattern: "wnut17_ccby4_*.conll.gz", docSize: 1, kinds: map[string]Kind{
		"person": Person, "location": Place, "corporation": Org, "group": Org}},
}

var gumKinds = map[string]Kind{"person": Person, "place": Place, "organization": Org}

// re3dSources are the parts of re3d in the public domain or under an
// attribution licence.
var re3dSources = map[string]bool{
	"CENTCOM": true, "US State Department": true, "UK Government": true, "Australian Department of Foreign Affairs": true,
}

// ReadSets reads the sets of a copy of ner-permissive. A set that is not there
// is an error: a model trained on fewer would be another one.
func ReadSets(dir string) ([]Text, error) {
	var out []Text
	for _, s := range sets {
		files, err := filepath.Glob(filepath.Join(dir, s.pattern))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("ner: read sets: no %s in %s; --gold names the folder of ner-permissive", s.pattern, dir)
		}
		for _, f := range files {
			texts, err := s.read(f)
			if err != nil {
				return nil, fmt.Errorf("ner: read sets: %s: %w", f, err)
			}
			out = append(out, texts...)
		}
	}
	re3d, err := readRe3d(filepath.Join(dir, "re3d_by-source-licence.jsonl.gz"))
	if err != nil {
		return nil, fmt.Errorf("ner: read sets: %w", err)
	}
	return append(out, re3d...), nil
}

func (s *set) read(path string) ([]Text, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	b := &builder{set: s}
	in := bufio.NewScanner(z)
	for in.Scan() {
		token, tag, _ := strings.Cut(in.Text(), "\t")
		switch {
		case token == "-DOCSTART-":
			b.flush()
		case token == "":
			b.newline()
		default:
			b.add(token, tag)
		}
	}
	b.flush()
	return b.out, in.Err()
}

// builder joins tokens to running text, a sentence a line.
type builder struct {
	set       *set
	out       []Text
	text      strings.Builder
	marks     []Mark
	kind      Kind
	prev      string
	quoted    bool
	sentences int
}

func (b *builder) newline() {
	b.kind, b.prev, b.quoted = None, "", false
	b.text.WriteByte('\n')
	if b.sentences++; b.set.docSize > 0 && b.sentences >= b.set.docSize {
		b.flush()
	}
}

func (b *builder) add(token, tag string) {
	kind := None
	if len(tag) > 2 {
		kind = b.set.kinds[tag[2:]]
	}
	token = plainQuote(token)
	if b.space(token) {
		b.text.WriteByte(' ')
	}
	start := b.text.Len()
	b.text.WriteString(token)
	switch {
	case kind == None:
	case tag[0] == 'B' || kind != b.kind:
		b.marks = append(b.marks, Mark{start, b.text.Len(), kind})
	default:
		b.marks[len(b.marks)-1].End = b.text.Len()
	}
	if token == `"` {
		b.quoted = !b.quoted
	}
	b.kind, b.prev = kind, token
}

// plainQuote turns the quotation marks of treebanks to those of texts.
func plainQuote(token string) string {
	switch token {
	case "``", "''":
		return `"`
	case "-LRB-":
		return "("
	case "-RRB-":
		return ")"
	case "--":
		return "–"
	}
	return token
}

// space reports whether a space stands between the last token and this one.
func (b *builder) space(token string) bool {
	switch {
	case b.prev == "":
		return false
	case strings.ContainsAny(token[:1], ",.;:!?)]%'") || token == "n't" || token == "’s" || token == "”":
		return false
	case token == `"`:
		return !b.quoted
	case b.prev == `"`:
		return !b.quoted
	case b.prev == "(" || b.prev == "[" || b.prev == "$" || b.prev == "“":
		return false
	case token == "-" || b.prev == "-" || token == "/" || b.prev == "/":
		return !b.set.hyphens
	}
	return true
}

func (b *builder) flush() {
	if strings.TrimSpace(b.text.String()) != "" {
		b.out = append(b.out, Text{Set: b.set.name, Body: b.text.String(), Marks: b.marks})
	}
	*b = builder{set: b.set, out: b.out}
}

func readRe3d(path string) ([]Text, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var out []Text
	for in := json.NewDecoder(z); ; {
		var r re3dRecord
		if err := in.Decode(&r); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		if re3dSources[r.Source] {
			out = append(out, r.text())
		}
	}
}

type re3dRecord struct {
	Source, Text string
	Entities     []struct {
		Start, End int
		Type       string
		Conf       float64
	}
}

// text keeps the longest mention where several overlap. Offsets count code
// points.
func (r *re3dRecord) text() Text {
	at := make([]int, 0, len(r.Text)+1)
	for i := range r.Text {
		at = append(at, i)
	}
	at = append(at, len(r.Text))
	kinds := map[string]Kind{"Person": Person, "Location": Place, "Organisation": Org}
	best := make([]Mark, 0, len(r.Entities))
	for _, e := range r.Entities {
		k := kinds[e.Type]
		if k == None || e.Start < 0 || e.End >= len(at) || e.Start >= e.End || !named(r.Text[at[e.Start]:at[e.End]]) {
			continue
		}
		start, end := at[e.Start], at[e.End]
		end = start + len(strings.TrimRight(r.Text[start:end], " \n"))
		best = addMark(best, Mark{start, end, k})
	}
	return Text{Set: "re3d", Body: r.Text, Marks: best}
}

// addMark keeps marks in order; of two that overlap the first in the list stays.
func addMark(ms []Mark, m Mark) []Mark {
	i := len(ms)
	for i > 0 && ms[i-1].Start >= m.Start {
		i--
	}
	if i > 0 && ms[i-1].End > m.Start || i < len(ms) && ms[i].Start < m.End {
		return ms
	}
	return append(ms[:i], append([]Mark{m}, ms[i:]...)...)
}

// named reports a mention that holds a capitalised word.
func named(s string) bool {
	for w := range strings.FieldsSeq(s) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) && w != "The" && w != "We" && w != "I" && w != "He" && w != "She" && w != "They" {
			return true
		}
	}
	return false
}
