package event

import (
	"maps"
	"math"
	"slices"
)

// Lesson is a story to learn from: what the tagger finds in it, by kind of deed, and
// which kinds it really reports.
type Lesson struct {
	Bags     []Bag
	Reported map[string]bool
}

// How Learn learns. A feature of fewer mentions than rareFeature has no weight: it
// would only name single stories.
const (
	rareFeature = 10
	learnSteps  = 200
	penalty     = 7.0  // of the squared weights, in nats at weight 1, halved
	startBias   = -2.0 // most mentions report nothing
)

// Learn fits the weights by maximum likelihood of which stories report what, where a
// story reports a deed as soon as one of its mentions does (a noisy-or, as in
// multiple-instance learning), with a quadratic penalty. The steps are those of
// Rprop (Riedmiller and Braun 1993, the variant iRprop-), which needs no rate; with
// the same lessons in the same order the table comes out the same.
func Learn(lessons []Lesson) *ReportModel {
	p := newProblem(lessons)
	w := make([]float64, len(p.names))
	w[p.bias] = startBias
	step, last := make([]float64, len(w)), make([]float64, len(w))
	for i := range step {
		step[i] = firstStep
	}
	for range learnSteps {
		g := p.gradient(w)
		for i := range w {
			switch {
			case g[i]*last[i] > 0:
				step[i] = min(step[i]*fasterStep, longestStep)
			case g[i]*last[i] < 0:
				step[i], g[i] = max(step[i]*slowerStep, shortestStep), 0
			}
			if g[i] != 0 {
				w[i] -= math.Copysign(step[i], g[i])
			}
			last[i] = g[i]
		}
	}
	m := &ReportModel{weights: map[string]int{}}
	for i, name := range p.names {
		if t := int(math.Round(w[i] * 1000)); t != 0 {
			m.weights[name] = t
		}
	}
	return m
}

// The steps of Rprop, with the factors of its authors.
const (
	firstStep    = 0.05
	longestStep  = 0.5
	shortestStep = 1e-6
	fasterStep   = 1.2
	slowerStep   = 0.5
)

// problem is the lessons in numbers: each bag the features of its mentions.
type problem struct {
	names    []string
	bias     int
	bags     [][][]int
	reported []bool
}

func newProblem(lessons []Lesson) *problem {
	seen := map[string]int{}
	for i := range lessons {
		for _, b := range lessons[i].Bags {
			for _, f := range b.Mentions {
				for _, name := range f {
					seen[name]++
				}
			}
		}
	}
	maps.DeleteFunc(seen, func(_ string, n int) bool { return n < rareFeature })
	seen[biasFeature] = max(seen[biasFeature], rareFeature)
	p := &problem{names: slices.Sorted(maps.Keys(seen))}
	at := map[string]int{}
	for i, name := range p.names {
		at[name] = i
	}
	p.bias = at[biasFeature]
	for i := range lessons {
		for _, b := range lessons[i].Bags {
			bag := make([][]int, len(b.Mentions))
			for k, f := range b.Mentions {
				for _, name := range f {
					if id, ok := at[name]; ok {
						bag[k] = append(bag[k], id)
					}
				}
			}
			p.bags = append(p.bags, bag)
			p.reported = append(p.reported, lessons[i].Reported[b.Kind])
		}
	}
	return p
}

// gradient is that of the penalised negative log likelihood at w.
func (p *problem) gradient(w []float64) []float64 {
	g := make([]float64, len(w))
	for i := range w {
		if i != p.bias {
			g[i] = penalty * w[i]
		}
	}
	for b, bag := range p.bags {
		ps, none := make([]float64, len(bag)), 1.0
		for k, mention := range bag {
			z := 0.0
			for _, id := range mention {
				z += w[id]
			}
			ps[k] = 1 / (1 + math.Exp(-z))
			none *= 1 - ps[k]
		}
		factor := 1.0 // of the slope of log none by a mention's score, which is -p
		if p.reported[b] {
			factor = -none / max(1-none, leastChance)
		}
		for k, mention := range bag {
			for _, id := range mention {
				g[id] += factor * ps[k]
			}
		}
	}
	return g
}

// leastChance keeps a division away from nought.
const leastChance = 1e-9
