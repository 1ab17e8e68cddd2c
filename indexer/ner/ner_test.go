package ner

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// docOf cuts a text at spaces, a line a sentence.
func docOf(text string) Doc {
	var d Doc
	for line := range strings.Lines(text) {
		first := len(d.Tokens)
		for w := range strings.FieldsSeq(line) {
			d.Tokens = append(d.Tokens, Token{Text: w})
		}
		d.Sentences = append(d.Sentences, Range{first, len(d.Tokens)})
	}
	return d
}

// toy has a rule that can be learned: who said something is a person, what
// stands behind "in" a place, what ends in Ltd a firm.
func toy() []Example {
	var out []Example
	rng := rand.New(rand.NewPCG(1, 1))
	word := func() string {
		b := []byte{byte('A' + rng.IntN(26))}
		for range 4 {
			b = append(b, byte('a'+rng.IntN(26)))
		}
		return string(b)
	}
	for range 120 {
		d := docOf(fmt.Sprintf("Today %s %s said in %s that %s Ltd was closed .", word(), word(), word(), word()))
		out = append(out, Example{Doc: d, Spans: []Span{{Range{1, 3}, Person}, {Range{5, 6}, Place}, {Range{7, 9}, Org}}})
	}
	return out
}

func TestTrainLearnsAndRepeats(t *testing.T) {
	a, err := Train(toy(), Options{Epochs: 4, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	b, err := Train(toy(), Options{Epochs: 4, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two trainings on the same examples give different models")
	}
	d := docOf("Today Oxana Petrel said in Lomar that Quixo Ltd was closed .")
	r := a.Label(&d)
	if diff := cmp.Diff([]Span{{Range{1, 3}, Person}, {Range{5, 6}, Place}, {Range{7, 9}, Org}}, r.Spans()); diff != "" {
		t.Errorf("spans (-want +got):\n%s", diff)
	}
	for i, l := range r.Labels {
		if l != Out && r.Margins[i][l.Kind()] <= 0 {
			t.Errorf("token %d is %v with the margins %v", i, l, r.Margins[i])
		}
	}
}

func TestTrainWithoutExamples(t *testing.T) {
	if _, err := Train(nil, Options{}); err == nil || !strings.Contains(err.Error(), "--gold") {
		t.Errorf("got %v, want an error that says what to do", err)
	}
}

func TestModelBytes(t *testing.T) {
	m, err := Train(toy()[:20], Options{Epochs: 1})
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read(m.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(again.Bytes(), m.Bytes()) {
		t.Error("a model read back is another one")
	}
	whole := m.Bytes()
	for _, bad := range [][]byte{nil, []byte("x"), []byte(magic), whole[:len(whole)/2], append([]byte(magic), "no deflate"...)} {
		if _, err := Read(bad); !errors.Is(err, ErrModel) {
			t.Errorf("%d bytes: got %v, want ErrModel", len(bad), err)
		}
	}
}

// TestEmbedded holds the promise that the model the program ships is readable
// and below its size.
func TestEmbedded(t *testing.T) {
	if _, err := Load(); err != nil {
		t.Fatal(err)
	}
	const most = 4 << 20 // bytes in the repository
	if len(embedded) > most {
		t.Errorf("the model has %d bytes, at most %d are wanted", len(embedded), most)
	}
}

// FuzzLabel: labels and margins are parallel to the tokens, spans lie in their
// sentences and begin with a word.
func FuzzLabel(f *testing.F) {
	m, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Add("Ms Okafor met Lindqvist Ltd in Lomar .\nTHE BANK OF LOMAR")
	f.Add("\xff\xfe A\n\n’s ( ) İ ǅ")
	f.Fuzz(func(t *testing.T, text string) {
		d := docOf(text)
		r := m.Label(&d)
		if len(r.Labels) != len(d.Tokens) || len(r.Margins) != len(d.Tokens) {
			t.Fatalf("%d labels and %d margins of %d tokens", len(r.Labels), len(r.Margins), len(d.Tokens))
		}
		for _, s := range r.Spans() {
			if !slices.ContainsFunc(d.Sentences, func(x Range) bool { return x.First <= s.First && s.Last <= x.Last }) {
				t.Fatalf("%v crosses a sentence", s)
			}
		}
	})
}
