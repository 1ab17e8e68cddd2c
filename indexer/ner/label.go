package ner

// Label reads a doc. It takes time linear in the doc's tokens.
func (m *Model) Label(d *Doc) Reading {
	r := Reading{Labels: make([]Label, len(d.Tokens)), Margins: make([][kinds]float32, len(d.Tokens))}
	ws := look(d)
	var lat lattice
	feats := make([]uint32, 0, maxFeatures)
	for _, s := range d.Sentences {
		for _, seg := range segments(ws, s) {
			lat.reset(seg.Last - seg.First)
			for i := seg.First; i < seg.Last; i++ {
				feats = features(feats[:0], ws, s, i)
				m.emit(&lat.emit[i-seg.First], feats)
				forbid(&lat.emit[i-seg.First], &ws[i])
			}
			lat.decode(&m.trans, r.Labels[seg.First:seg.Last])
			lat.margins(&m.trans, m.scale, r.Margins[seg.First:seg.Last])
		}
	}
	return r
}

// segments cuts a sentence into its stretches of active words: between them
// every word is Out, so that each can be decoded for itself.
func segments(ws []word, s Range) []Range {
	var out []Range
	for i := s.First; i < s.Last; {
		if !ws[i].active {
			i++
			continue
		}
		j := i + 1
		for j < s.Last && ws[j].active {
			j++
		}
		out = append(out, Range{i, j})
		i = j
	}
	return out
}

func (m *Model) emit(sum *[labels]float32, feats []uint32) {
	var acc [8]int32
	for _, f := range feats {
		w := &m.table[row(f)]
		for k := range labels {
			acc[k] += int32(w[k])
		}
	}
	for k := range labels {
		sum[k] = float32(acc[k])
	}
}

// forbid rules out the labels a word cannot have.
func forbid(sum *[labels]float32, w *word) {
	if w.cap {
		return
	}
	for k := range labels {
		if !w.holds(Label(k)) {
			sum[k] = never
		}
	}
}

// never is the score of a labelling that cannot be: an I label behind another
// kind's label.
const never = -1e30

// lattice is the scores of one stretch of words while it is decoded.
type lattice struct {
	emit, alpha, beta [][labels]float32
	back              [][labels]Label
}

func (l *lattice) reset(n int) {
	if cap(l.emit) < n {
		l.emit, l.alpha, l.beta = make([][labels]float32, n), make([][labels]float32, n), make([][labels]float32, n)
		l.back = make([][labels]Label, n)
	}
	l.emit, l.alpha, l.beta, l.back = l.emit[:n], l.alpha[:n], l.beta[:n], l.back[:n]
}

// allowed reports whether label b may follow label a.
func allowed(a, b Label) bool {
	return b == Out || b.begins() || a.Kind() == b.Kind()
}

// decode finds the best labelling (Viterbi); before the stretch stands Out.
func (l *lattice) decode(trans *[labels][labels]float32, out []Label) {
	n := len(l.emit)
	if n == 0 {
		return
	}
	for b := range labels {
		l.alpha[0][b] = never
		if allowed(Out, Label(b)) {
			l.alpha[0][b] = l.emit[0][b] + trans[Out][b]
		}
	}
	for i := 1; i < n; i++ {
		for b := range labels {
			best, from := float32(never), Out
			for a := range labels {
				if !allowed(Label(a), Label(b)) {
					continue
				}
				if s := l.alpha[i-1][a] + trans[a][b]; s > best {
					best, from = s, Label(a)
				}
			}
			l.alpha[i][b], l.back[i][b] = best+l.emit[i][b], from
		}
	}
	last := Out
	for b := range labels {
		if l.alpha[n-1][b]+trans[b][Out] > l.alpha[n-1][last]+trans[last][Out] {
			last = Label(b)
		}
	}
	for i := n - 1; i >= 0; i-- {
		out[i] = last
		last = l.back[i][last]
	}
}

// margins compares, for each word and kind, the best labelling with it to the
// best one without it (max-marginals; decode has filled alpha).
func (l *lattice) margins(trans *[labels][labels]float32, scale float32, out [][kinds]float32) {
	n := len(l.emit)
	for i := n - 1; i >= 0; i-- {
		for a := range labels {
			if i == n-1 {
				l.beta[i][a] = trans[a][Out]
				continue
			}
			best := float32(never)
			for b := range labels {
				if allowed(Label(a), Label(b)) {
					best = max(best, trans[a][b]+l.emit[i+1][b]+l.beta[i+1][b])
				}
			}
			l.beta[i][a] = best
		}
		var byKind [kinds]float32
		for k := range byKind {
			byKind[k] = never
		}
		for a := range labels {
			k := Label(a).Kind()
			byKind[k] = max(byKind[k], l.alpha[i][a]+l.beta[i][a])
		}
		out[i] = leads(byKind, scale)
	}
}

// leads turns the best score of each kind into its lead over the best other.
func leads(best [kinds]float32, scale float32) (out [kinds]float32) {
	for k := range best {
		other := float32(never)
		for j := range best {
			if j != k {
				other = max(other, best[j])
			}
		}
		out[k] = (best[k] - other) / scale
	}
	return out
}
