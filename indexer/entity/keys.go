package entity

import "strings"

// The keys under which two names are one: equal keys always mean one name, so
// that grouping by them does not depend on the order of names.

// isInitial reports a given name of one letter, or two written together (jd).
func isInitial(g string) bool {
	return len(g) == 1 || len(g) == 2 && !strings.ContainsAny(g, "aeiouy") && tables().gender[g] == 0 && tables().canonical[g] == nil
}

// givenKey is the form all spellings and nicknames of a given name share. It is
// not sure of an initial, nor of a nickname that stands for several names.
func givenKey(g string) (key string, sure bool) {
	if isInitial(g) {
		return g, false
	}
	switch forms := tables().canonical[g]; len(forms) {
	case 0:
		if rest, ok := strings.CutPrefix(g, "abdel"); ok {
			return "abdel" + sound(rest), true
		}
		if to := tables().sounds[g]; to != "" {
			return to, true // xiaoping, written hsiao-ping
		}
		return sound(g), true
	case 1:
		return forms[0], true
	}
	return g, false
}

// mayBe reports that a vague given name (an initial, Ted) may stand for g.
func mayBe(vague, g string) bool {
	if isInitial(vague) {
		return vague[0] == g[0]
	}
	key, _ := givenKey(g)
	for _, form := range tables().canonical[vague] {
		if form == key || form == g {
			return true
		}
	}
	return vague == g
}

// surnameKey is the sound of a surname, or the surname itself where another one
// of its sound is another family's.
func surnameKey(s string) string {
	if tables().apart[s] > 0 {
		return "=" + s
	}
	return sound(s)
}

// alternate counts in how many places two sounds differ by vowels that
// transliterations exchange: e and i, a and e, o and u. Any other difference
// gives false.
func alternate(x, y string) (n int, ok bool) {
	if len(x) != len(y) {
		return 0, false
	}
	for i := range len(x) {
		if x[i] == y[i] {
			continue
		}
		switch string([]byte{min(x[i], y[i]), max(x[i], y[i])}) {
		case "ei", "ae", "ou":
			n++
		default:
			return 0, false
		}
	}
	return n, true
}

// maxEdit bounds the edit distance that is looked at.
const maxEdit = 2

// edits is the edit distance of two short words, or maxEdit+1 if it is greater.
func edits(x, y string) int {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > maxEdit {
		return maxEdit + 1
	}
	row := make([]int, len(x)+1)
	for i := range row {
		row[i] = i
	}
	for j := 1; j <= len(y); j++ {
		diagonal := row[0]
		row[0] = j
		for i := 1; i <= len(x); i++ {
			d := diagonal
			if x[i-1] != y[j-1] {
				d++
			}
			diagonal = row[i]
			row[i] = min(d, row[i]+1, row[i-1]+1)
		}
	}
	return min(row[len(x)], maxEdit+1)
}

// kinship of two names by their spelling alone.
type likeness int

const (
	unlike likeness = iota
	weakly          // one person if a role and a country, or companions, agree
	surely
)

// alike compares two names whose given names are sure. Equal keys are surely
// one name; otherwise either the surname or the given name may differ as
// transliterations do, not both.
func alike(x, y *core) likeness {
	if x.suffix != y.suffix {
		return unlike
	}
	switch {
	case x.given == y.given:
		return alikeSurname(x, y)
	case x.surname == y.surname:
		return alikeGiven(x.first, y.first)
	}
	return unlike
}

func alikeSurname(x, y *core) likeness {
	if g := tables().apart[x.last]; g > 0 && tables().apart[y.last] == g {
		return unlike
	}
	a, b := sound(x.last), sound(y.last)
	if n, ok := alternate(a, b); ok && n <= 2 {
		if tables().foreign[x.first] || tables().foreign[y.first] {
			return surely
		}
		if n == 1 && len(a) >= 5 {
			return weakly
		}
	}
	if d := edits(a, b); d == 1 && len(a) >= 6 || a == b {
		return weakly
	}
	return unlike
}

func alikeGiven(a, b string) likeness {
	t := tables()
	if t.gender[a] > 0 && t.gender[b] > 0 || len(t.canonical[a]) > 0 && len(t.canonical[b]) > 0 {
		return unlike // two names everybody tells apart: Marina and Marion
	}
	x, y := sound(a), sound(b)
	if len(x) < 5 || len(y) < 5 || isVowel(x[len(x)-1]) != isVowel(y[len(y)-1]) || isVowel(x[len(x)-1]) && x[len(x)-1] != y[len(y)-1] {
		return unlike
	}
	if n, ok := alternate(x, y); ok && n <= 2 {
		if len(x) >= 6 {
			return surely
		}
		return weakly
	}
	if edits(x, y) == 1 && len(x) >= 6 {
		return weakly
	}
	return unlike
}
