package copies

// Near reports whether the texts of a and b are copies of one another: the same
// text but for what an editor changes. It is symmetric and depends on the two
// sketches only.
//
// Both shares are estimated from the smallest hashes of either text (Broder, "On
// the resemblance and containment of documents", 1997; for sketches of unequal
// texts Beyer et al., "On synopses for distinct-value estimation under multiset
// operations", 2007); of texts with up to maxShingles shingles they are exact.
func Near(a, b *Sketch) bool {
	ofA, ofB, both := overlap(a.shingles, b.shingles, maxShingles)
	less := min(ofA, ofB)
	if less == 0 {
		return false
	}
	alike := float64(both) >= minJaccard*float64(ofA+ofB-both)
	contained := less >= minSure && float64(both) >= minContained*float64(less)
	return (alike || contained) &&
		share(a.names, b.names, enoughNames, minNames) && share(a.figures, b.figures, enoughFigures, minFigures)
}

// share reports whether the text with fewer facts has at least part of them in
// common with the other; fewer than enough say nothing.
func share(a, b []uint32, enough int, part float64) bool {
	ofA, ofB, both := overlap(a, b, maxFacts)
	less := min(ofA, ofB)
	return less < enough || float64(both) >= part*float64(less)
}

// overlap counts the hashes of a and of b and those in both, up to where both
// sketches are complete: one of size hashes has left out all beyond its largest.
func overlap(a, b []uint32, size int) (ofA, ofB, both int) {
	limit := uint64(1) << 32
	for _, s := range [][]uint32{a, b} {
		if len(s) == size {
			limit = min(limit, uint64(s[size-1])+1)
		}
	}
	for ofA < len(a) && ofB < len(b) {
		x, y := a[ofA], b[ofB]
		if uint64(min(x, y)) >= limit {
			return ofA, ofB, both
		}
		if x == y {
			both++
		}
		if x <= y {
			ofA++
		}
		if y <= x {
			ofB++
		}
	}
	for ofA < len(a) && uint64(a[ofA]) < limit {
		ofA++
	}
	for ofB < len(b) && uint64(b[ofB]) < limit {
		ofB++
	}
	return ofA, ofB, both
}
