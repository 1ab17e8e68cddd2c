package ner

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
)

// Example is a doc with its names, as Train learns from it. Tokens of no class
// and of any sentence may be part of a name; a name never crosses a sentence.
type Example struct {
	Doc   Doc
	Spans []Span
}

// Options of Train. The zero value of a field means its default.
type Options struct {
	Epochs int    // passes over the examples, 10
	Seed   uint64 // of the order and of what is hidden
}

// What is hidden of a word while training, so that the model also learns to do
// without: its spelling (a name nobody listed) and what the tables say of it.
const (
	hideWord  = 0.25
	hideClass = 0.12
)

// hidden are the classes that come from lists of names.
const hidden = Given | GivenSure | Family | FamilySure | Country | City | Region | OtherPlace | KnownName | KnownOrg

// Train learns a model. The same examples and options give the same model, byte
// for byte, on any machine of the same architecture. It fails without examples.
func Train(examples []Example, opts Options) (*Model, error) {
	if len(examples) == 0 {
		return nil, errors.New("ner: train: no examples; give --gold the folder that holds ner-permissive")
	}
	if opts.Epochs == 0 {
		opts.Epochs = 10
	}
	t := &trainer{w: make([][labels]float32, rows), sum: make([][labels]float64, rows), rng: rand.New(rand.NewPCG(opts.Seed, 1))}
	order := make([]int, len(examples))
	for i := range order {
		order[i] = i
	}
	for range opts.Epochs {
		t.rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			t.learn(&examples[i])
		}
	}
	m := t.average()
	m.calibrate(examples)
	return m, nil
}

// trainer is an averaged perceptron while it learns: sum holds each update
// times the step it was made at, from which the average follows in the end.
type trainer struct {
	w        [][labels]float32
	sum      [][labels]float64
	trans    [labels][labels]float32
	transSum [labels][labels]float64
	step     float64
	rng      *rand.Rand
	lat      lattice
}

func (t *trainer) learn(e *Example) {
	ws := look(&e.Doc)
	gold := e.labels(ws)
	t.hide(ws)
	for _, s := range e.Doc.Sentences {
		for _, seg := range segments(ws, s) {
			t.segment(ws, s, seg, gold[seg.First:seg.Last])
		}
	}
}

// labels gives the gold labels of the words the model looks at.
func (e *Example) labels(ws []word) []Label {
	out := make([]Label, len(ws))
	for _, s := range e.Spans {
		for s.First < s.Last && !ws[s.First].cap {
			s.First++
		}
		for s.First < s.Last && !ws[s.Last-1].active {
			s.Last--
		}
		whole := true
		for i := s.First; i < s.Last; i++ {
			whole = whole && ws[i].active && ws[i].holds(s.Kind.label(i == s.First))
		}
		if !whole {
			continue
		}
		for i := s.First; i < s.Last; i++ {
			out[i] = s.Kind.label(i == s.First)
		}
	}
	return out
}

// unknown stands for a hidden word's hashes.
const unknown = 11

func (t *trainer) hide(ws []word) {
	for i := range ws {
		w := &ws[i]
		if !w.cap {
			continue
		}
		if t.rng.Float32() < hideWord {
			w.lower, w.pre = unknown, [3]uint32{}
		}
		if t.rng.Float32() < hideClass {
			w.class &^= hidden
		}
	}
}

func (t *trainer) segment(ws []word, s, seg Range, gold []Label) {
	t.step++
	n := seg.Last - seg.First
	t.lat.reset(n)
	feats := make([][]uint32, n)
	for i := range n {
		feats[i] = features(make([]uint32, 0, 96), ws, s, seg.First+i)
		var sum [labels]float32
		for _, f := range feats[i] {
			w := &t.w[row(f)]
			for k := range labels {
				sum[k] += w[k]
			}
		}
		for k := range labels { // a wrong label must lose by a distance
			if Label(k) != gold[i] {
				sum[k] += marginOfError
			}
		}
		forbid(&sum, &ws[seg.First+i])
		t.lat.emit[i] = sum
	}
	got := make([]Label, n)
	t.lat.decode(&t.trans, got)
	t.update(feats, gold, got)
}

// marginOfError is how far the right labelling must lead during training.
const marginOfError = 3

func (t *trainer) update(feats [][]uint32, gold, got []Label) {
	pg, pp := Out, Out
	for i := range gold {
		if gold[i] != got[i] {
			for _, f := range feats[i] {
				r := row(f)
				t.w[r][gold[i]]++
				t.w[r][got[i]]--
				t.sum[r][gold[i]] += t.step
				t.sum[r][got[i]] -= t.step
			}
		}
		if pg != pp || gold[i] != got[i] {
			t.move(pg, gold[i], 1)
			t.move(pp, got[i], -1)
		}
		pg, pp = gold[i], got[i]
	}
	if pg != pp {
		t.move(pg, Out, 1)
		t.move(pp, Out, -1)
	}
}

func (t *trainer) move(a, b Label, by float32) {
	t.trans[a][b] += by
	t.transSum[a][b] += float64(by) * t.step
}

// average gives the model of the mean weights, in bytes. The largest one in a
// thousand is clipped, so that a byte is fine enough for the others.
func (t *trainer) average() *Model {
	var sizes []float64
	mean := func(w float32, sum float64) float64 { return float64(w) - sum/(t.step+1) }
	for i := range t.w {
		for k := range labels {
			if v := math.Abs(mean(t.w[i][k], t.sum[i][k])); v > 0 {
				sizes = append(sizes, v)
			}
		}
	}
	unit := 1.0
	if len(sizes) > 0 {
		slices.Sort(sizes)
		unit = 127 / sizes[len(sizes)-1-len(sizes)/1000]
	}
	m := &Model{table: make([]weights, rows), scale: 1}
	for i := range t.w {
		for k := range labels {
			q := math.Round(mean(t.w[i][k], t.sum[i][k]) * unit)
			m.table[i][k] = int8(max(-127, min(127, q)))
		}
	}
	for a := range labels {
		for b := range labels {
			m.trans[a][b] = float32(mean(t.trans[a][b], t.transSum[a][b]) * unit)
		}
	}
	return m
}

// calibrate sets the scale so that the median lead of a name's word is 1.
func (m *Model) calibrate(examples []Example) {
	var all []float32
	for i := range examples {
		r := m.Label(&examples[i].Doc)
		for j, l := range r.Labels {
			if l != Out {
				all = append(all, r.Margins[j][l.Kind()])
			}
		}
	}
	if len(all) > 0 {
		slices.Sort(all)
		m.scale = max(1, all[len(all)/2])
	}
}

// Score counts names of one kind: found rightly, found wrongly, missed.
type Score struct{ Right, Wrong, Missed int }

// F1 gives precision, recall and their harmonic mean, 0 for nothing found.
func (s Score) F1() (p, r, f float64) {
	if s.Right == 0 {
		return 0, 0, 0
	}
	p = float64(s.Right) / float64(s.Right+s.Wrong)
	r = float64(s.Right) / float64(s.Right+s.Missed)
	return p, r, 2 * p * r / (p + r)
}

// Measure scores a model on examples, exact spans, by kind.
func (m *Model) Measure(examples []Example) map[Kind]Score {
	out := map[Kind]Score{}
	for i := range examples {
		r := m.Label(&examples[i].Doc)
		got := r.Spans()
		for _, k := range []Kind{Person, Place, Org} {
			s := out[k]
			for _, sp := range got {
				switch {
				case sp.Kind != k:
				case slices.Contains(examples[i].Spans, sp):
					s.Right++
				default:
					s.Wrong++
				}
			}
			for _, sp := range examples[i].Spans {
				if sp.Kind == k && !slices.Contains(got, sp) {
					s.Missed++
				}
			}
			out[k] = s
		}
	}
	return out
}
