package index

import (
	index "github.com/blevesearch/bleve_index_api"
)

// token is a term at a place of a field. text is the term's own string, shared by
// all its tokens, so that a dictionary of a document costs no copies.
type token struct {
	term                 string
	start, end, position int
}

// field is a field of a document in the form that segments are written from.
// Bleve's own text field would copy every term of every document twice.
type field struct {
	name    string
	options index.FieldIndexingOptions
	length  int // tokens
	terms   index.TokenFrequencies
}

func newField(name string, options index.FieldIndexingOptions, tokens []token) *field {
	f := &field{name: name, options: options, length: len(tokens)}
	if options.IncludeTermVectors() {
		f.terms = withPlaces(tokens)
	} else {
		f.terms = termsAlone(tokens, options)
	}
	return f
}

func termsAlone(tokens []token, options index.FieldIndexingOptions) index.TokenFrequencies {
	out := make(index.TokenFrequencies, len(tokens))
	for _, t := range tokens {
		f := out[t.term]
		if f == nil {
			f = &index.TokenFreq{Term: []byte(t.term)}
			out[t.term] = f
		}
		if !options.SkipFreqNorm() {
			f.SetFrequency(f.Frequency() + 1)
		}
	}
	return out
}

// withPlaces lays all terms and places of a field out in four blocks of memory;
// one by one they are most of what indexing allocates.
func withPlaces(tokens []token) index.TokenFrequencies {
	number := make(map[string]int32, len(tokens)/2)
	of := make([]int32, len(tokens)) // number of each token's term
	counts := make([]int32, 0, len(tokens)/2)
	letters := 0
	for i, t := range tokens {
		n, known := number[t.term]
		if !known {
			n = int32(len(counts))
			number[t.term] = n
			counts = append(counts, 0)
			letters += len(t.term)
		}
		of[i] = n
		counts[n]++
	}
	freqs := make([]index.TokenFreq, len(counts))
	places := make([]index.TokenLocation, len(tokens))
	lists := make([]*index.TokenLocation, len(tokens))
	text := make([]byte, 0, letters)
	out := make(index.TokenFrequencies, len(counts))
	for term, n := range number {
		text = append(text, term...)
		f := &freqs[n]
		f.Term = text[len(text)-len(term) : len(text) : len(text)]
		f.SetFrequency(int(counts[n]))
		f.Locations, lists = lists[:0:counts[n]], lists[counts[n]:]
		out[term] = f
	}
	for i, t := range tokens {
		places[i] = index.TokenLocation{Start: t.start, End: t.end, Position: t.position}
		f := &freqs[of[i]]
		f.Locations = append(f.Locations, &places[i])
	}
	return out
}

// Analyze does nothing: the tokens came with the field.
func (f *field) Analyze() {}

// The rest is what Bleve asks of a field.
func (f *field) Name() string                                     { return f.name }
func (f *field) Value() []byte                                    { return nil }
func (f *field) ArrayPositions() []uint64                         { return nil }
func (f *field) EncodedFieldType() byte                           { return 't' }
func (f *field) Options() index.FieldIndexingOptions              { return f.options }
func (f *field) AnalyzedLength() int                              { return f.length }
func (f *field) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.terms }
func (f *field) NumPlainTextBytes() uint64                        { return 0 }

// fieldTokenBytes is about what a token of a field takes in memory.
const fieldTokenBytes = 160

// Size implements document.Field, for Bleve's statistics only.
func (f *field) Size() int { return f.length * fieldTokenBytes }
