package entity

import "dateline/search/news"

// joinSuffixed lets Eric Holder be Eric H. Holder Jr., and keeps Donald Trump from
// being Donald Trump Jr.: contexts agree in both, but father and son stand in the
// same articles, and one man under two names does not. Where a junior and a senior
// may both be meant, nobody joins.
func joinSuffixed(families []*family) []*family {
	plain := map[string]int{} // index + 1
	for i, f := range families {
		for _, p := range f.profiles {
			if p.name.suffix == "" && !p.name.alone() {
				plain[pairKey(p)] = i + 1
			}
		}
	}
	joining := map[int][]int{}
	for i, f := range families {
		p := f.profiles[0]
		if p.name.suffix != "jr" && p.name.suffix != "sr" || p.name.alone() {
			continue
		}
		if to := plain[pairKey(p)] - 1; to >= 0 && oneUnderTwo(f, families[to]) {
			joining[to] = append(joining[to], i)
		}
	}
	u := newUnion(len(families))
	for to, from := range joining {
		if len(from) == 1 {
			u.join(to, from[0])
		}
	}
	return united(families, u)
}

// pairKey is the key of a full name without its suffix.
func pairKey(p *profile) string {
	g, _ := givenKey(p.name.given[0])
	return g + " " + surnameKey(p.name.surname)
}

// minApart is in how many articles a name with a suffix must stand before their
// being others than those without it says anything.
const minApart = 3

// together is the share of these articles, one in so many, up to which both forms in
// one article are a slip: in corpus-allsides one man's forms share up to 1 in 9, the
// Trumps 7 in 10.
const together = 5

// oneUnderTwo reports families whose contexts agree and that hardly share an
// article.
func oneUnderTwo(f, g *family) bool {
	in := map[news.ID]bool{}
	for _, p := range f.profiles {
		for _, m := range p.members {
			in[m.Article] = true
		}
	}
	both := 0
	for _, p := range g.profiles {
		for _, m := range p.members {
			if in[m.Article] {
				both++
			}
		}
	}
	return len(in) >= minApart && both*together <= min(len(in), sightings(g.profiles)) && gather(f.profiles).agrees(gather(g.profiles))
}
