package enginetest

import (
	"cmp"
	"slices"
	"strings"

	"dateline/search/query"
)

var nearFields = []query.Field{query.Title, query.Body, query.Lead, query.By}

func looksIn(asked, f query.Field) bool {
	return asked == f || asked == query.Anywhere && (f == query.Title || f == query.Body)
}

func wordIs(n *query.Word, text string) bool {
	switch n.Kind {
	case query.Wildcard:
		return strings.HasPrefix(text, strings.TrimSuffix(n.Text, "*"))
	case query.Fuzzy:
		return slices.Contains(fuzzyOf[n.Text], text)
	}
	return n.Text == text
}

// sets lists every way in which n matches in field f of d.
func (d *nearDoc) sets(n query.Node, f query.Field) []nearSet {
	var out []nearSet
	words := d.words[f]
	switch n := n.(type) {
	case *query.Word:
		for _, w := range words {
			if looksIn(n.Field, f) && wordIs(n, w.text) {
				out = append(out, row1(w.at, w.at))
			}
		}
	case *query.Phrase:
		want := strings.Fields(n.Text)
		for i := range words {
			if looksIn(n.Field, f) && i+len(want) <= len(words) && rowIs(words[i:i+len(want)], want) {
				out = append(out, row1(words[i].at, words[i].at+len(want)-1))
			}
		}
	case *query.Slot:
		for _, m := range d.mentions[f] {
			if looksIn(n.Field, f) && m.facet == n.Facet {
				out = append(out, row1(m.first, m.last))
			}
		}
	case *query.Or:
		for _, kid := range n.Kids {
			out = append(out, d.sets(kid, f)...)
		}
	case *query.Near:
		right := d.sets(n.Right, f)
		for _, a := range d.sets(n.Left, f) {
			for _, b := range right {
				if d.areNear(n, a, b, f) {
					out = append(out, nearSet{slices.Concat(a.words, b.words), slices.Concat(a.rows, b.rows)})
				}
			}
		}
	}
	return out
}

func row1(first, last int) nearSet {
	s := nearSet{rows: [][2]int{{first, last}}}
	for at := first; at <= last; at++ {
		s.words = append(s.words, at)
	}
	return s
}

func rowIs(words []nearWord, want []string) bool {
	for i, w := range words {
		if w.text != want[i] || w.at != words[0].at+i {
			return false
		}
	}
	return true
}

func (d *nearDoc) areNear(n *query.Near, a, b nearSet, f query.Field) bool {
	nearest := 1 << 30
	for _, x := range a.words {
		for _, y := range b.words {
			nearest = min(nearest, max(x-y, y-x))
		}
	}
	one := func(of func(nearWord) int) bool {
		seen := map[int]bool{}
		for _, w := range d.words[f] {
			if slices.Contains(a.words, w.at) || slices.Contains(b.words, w.at) {
				seen[of(w)] = true
			}
		}
		return len(seen) == 1
	}
	switch {
	case nearest == 0:
		return false
	case n.Kind == query.InOrder:
		gap := slices.Min(b.words) - slices.Max(a.words)
		return gap > 0 && gap <= n.Distance
	case n.Kind == query.SameSentence:
		return one(func(w nearWord) int { return w.sentence })
	case n.Kind == query.SameParagraph:
		return one(func(w nearWord) int { return w.paragraph })
	}
	return nearest <= n.Distance
}

func (d *nearDoc) matches(n query.Node) bool {
	switch n := n.(type) {
	case *query.And:
		return !slices.ContainsFunc(n.Kids, func(k query.Node) bool { return !d.matches(k) })
	case *query.Or:
		return slices.ContainsFunc(n.Kids, d.matches)
	case *query.Not:
		return !d.matches(n.Kid)
	case *query.AtLeast:
		return d.times(n.Kid) >= n.Times
	}
	return slices.ContainsFunc(nearFields, func(f query.Field) bool { return len(d.sets(n, f)) > 0 })
}

// times counts the different rows of words that n matches.
func (d *nearDoc) times(n query.Node) int {
	total := 0
	for _, f := range nearFields {
		rows := map[[2]int]bool{}
		for _, s := range d.sets(n, f) {
			rows[s.rows[0]] = true
		}
		total += len(rows)
	}
	return total
}

// marks are the places that n's positive parts matched.
func (d *nearDoc) marks(n query.Node) []query.Match {
	var out []query.Match
	switch n := n.(type) {
	case *query.And:
		for _, kid := range n.Kids {
			out = append(out, d.marks(kid)...)
		}
		return out
	case *query.Or:
		for _, kid := range n.Kids {
			out = append(out, d.marks(kid)...)
		}
		return out
	case *query.Not:
		return nil
	case *query.AtLeast:
		if d.matches(n) {
			return d.marks(n.Kid)
		}
		return nil
	}
	for _, f := range nearFields[:3] {
		for _, s := range d.sets(n, f) {
			for _, row := range s.rows {
				out = append(out, d.bytes(f, row))
			}
		}
	}
	return out
}

func (d *nearDoc) bytes(f query.Field, row [2]int) query.Match {
	find := func(at int) nearWord {
		i := slices.IndexFunc(d.words[f], func(w nearWord) bool { return w.at == at })
		return d.words[f][i]
	}
	first, last := find(row[0]), find(row[1])
	return query.Match{Field: first.field, Start: first.start, End: last.end}
}

// joined sorts marks and joins those that overlap.
func joined(marks []query.Match) []query.Match {
	slices.SortFunc(marks, func(a, b query.Match) int {
		return cmp.Or(strings.Compare(string(a.Field), string(b.Field)), a.Start-b.Start, a.End-b.End)
	})
	var out []query.Match
	for _, m := range marks {
		if n := len(out); n > 0 && out[n-1].Field == m.Field && m.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, m.End)
			continue
		}
		out = append(out, m)
	}
	return out
}
