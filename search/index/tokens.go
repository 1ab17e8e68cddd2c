package index

import (
	"slices"

	index "github.com/blevesearch/bleve_index_api"
)

// token is a term at a place of a field: byte offsets and the count of words. It
// holds no pointer, so that the collector has nothing to look for in a million.
type token struct {
	term                 uint32 // a termNumbers' number of it
	start, end, position uint32
}

// noTerm is the number of the empty string, which no word is indexed as.
const noTerm = 0

// termNumbers numbers terms as they come, so that a word is hashed once and not
// again for each field and segment that it goes to. Not safe for concurrent use.
type termNumbers struct {
	number map[string]uint32
	texts  []string // never changed, only added to
}

func newTermNumbers() *termNumbers {
	return &termNumbers{number: map[string]uint32{"": noTerm}, texts: []string{""}}
}

func (t *termNumbers) of(term string) uint32 {
	n, ok := t.number[term]
	if !ok {
		n = uint32(len(t.texts))
		t.number[term] = n
		t.texts = append(t.texts, term)
	}
	return n
}

// field is a field of a document in the form that segments are written from: the
// tokens of a text, or the values of a keyword. Not safe for concurrent use.
type field struct {
	name    string
	options index.FieldIndexingOptions
	length  int // tokens
	tokens  []token
	terms   *termNumbers // of the tokens; it may have grown since
	texts   []string     // of terms, as many as there were
	values  []string
	freqs   index.TokenFrequencies // see AnalyzedTokenFrequencies
}

// textField copies the tokens, whose memory is used again.
func textField(name string, s *stream) *field {
	return &field{
		name: name, options: textOptions, length: len(s.tokens),
		tokens: slices.Clone(s.tokens), terms: s.terms, texts: s.terms.texts,
	}
}

// keyword is a field whose values are indexed as they are.
func keyword(name string, values ...string) *field {
	return &field{name: name, options: keywordOptions, length: len(values), values: values}
}

// valuesAlone gives a keyword's values as Bleve has them.
func (f *field) valuesAlone() index.TokenFrequencies {
	out := make(index.TokenFrequencies, len(f.values))
	for _, v := range f.values {
		out[v] = &index.TokenFreq{Term: []byte(v)}
	}
	return out
}

// withPlaces lays all terms and places of a text out in four blocks of memory;
// one by one they would be most of what indexing allocates.
func (f *field) withPlaces() index.TokenFrequencies {
	number := make(map[uint32]int32, len(f.tokens)/2)
	of := make([]int32, len(f.tokens)) // number of each token's term in this field
	counts := make([]int32, 0, len(f.tokens)/2)
	letters := 0
	for i, t := range f.tokens {
		n, known := number[t.term]
		if !known {
			n = int32(len(counts))
			number[t.term] = n
			counts = append(counts, 0)
			letters += len(f.texts[t.term])
		}
		of[i] = n
		counts[n]++
	}
	freqs := make([]index.TokenFreq, len(counts))
	places := make([]index.TokenLocation, len(f.tokens))
	lists := make([]*index.TokenLocation, len(f.tokens))
	text := make([]byte, 0, letters)
	out := make(index.TokenFrequencies, len(counts))
	for term, n := range number {
		begin := len(text)
		text = append(text, f.texts[term]...)
		freq := &freqs[n]
		freq.Term = text[begin:len(text):len(text)]
		freq.SetFrequency(int(counts[n]))
		freq.Locations, lists = lists[:0:counts[n]], lists[counts[n]:]
		out[f.texts[term]] = freq
	}
	for i, t := range f.tokens {
		places[i] = index.TokenLocation{Start: int(t.start), End: int(t.end), Position: int(t.position)}
		freq := &freqs[of[i]]
		freq.Locations = append(freq.Locations, &places[i])
	}
	return out
}

// Analyze does nothing: the tokens came with the field.
func (f *field) Analyze() {}

// AnalyzedTokenFrequencies is the field for Bleve's own writer of segments, which
// asks twice; ours reads tokens and values.
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies {
	if f.freqs == nil {
		if f.terms != nil {
			f.freqs = f.withPlaces()
		} else {
			f.freqs = f.valuesAlone()
		}
	}
	return f.freqs
}

// The rest is what Bleve asks of a field.
func (f *field) Name() string                        { return f.name }
func (f *field) Value() []byte                       { return nil }
func (f *field) ArrayPositions() []uint64            { return nil }
func (f *field) EncodedFieldType() byte              { return 't' }
func (f *field) Options() index.FieldIndexingOptions { return f.options }
func (f *field) AnalyzedLength() int                 { return f.length }
func (f *field) NumPlainTextBytes() uint64           { return 0 }

// fieldTokenBytes is what a token of a field takes in memory.
const fieldTokenBytes = 16

// Size implements document.Field, for Bleve's statistics only.
func (f *field) Size() int { return f.length * fieldTokenBytes }
