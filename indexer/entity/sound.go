package entity

import "strings"

// The sound of a name is what its spellings in Latin letters have in common.
// English, German and French write one Russian or Arabic sound with different
// letters, and one letter (ch, j, w, z) for different sounds; the rules below map
// all of them to one class where that is safe for names, and data/names.txt holds
// the names no rule reads.

// slavic reports a name in German or Polish spelling of a Slavic one, where w is
// v, z is ts, j is y and ch is kh.
func slavic(w string) bool {
	if strings.Contains(w, "tsch") || strings.Contains(w, "schtsch") {
		return true
	}
	for _, end := range []string{"ow", "ew", "owa", "ewa", "enko", "juk", "tschuk", "skij", "skyj", "owski", "ewski", "lnyj", "owskij"} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+2 {
			return true
		}
	}
	return false
}

// sound spells a folded word by its sound, vowels included: digraphs as one
// class each (s for all sibilants, k for k, g, q and kh, f for f, v and w), double
// letters single.
func sound(w string) string {
	w = strings.ReplaceAll(w, "-", "")
	if to := tables().sounds[w]; to != "" {
		w = to
	}
	if slavic(w) && strings.HasPrefix(w, "j") {
		w = "y" + w[1:]
	}
	if rest, ok := strings.CutPrefix(w, "mac"); ok && rest != "" && !isVowel(rest[0]) {
		w = "mc" + rest
	}
	isSlavic := slavic(w)
	b := make([]byte, 0, len(w))
	for i := 0; i < len(w); {
		class, n := soundAt(w, i, isSlavic)
		i += n
		for _, c := range []byte(class) {
			if len(b) == 0 || b[len(b)-1] != c {
				b = append(b, c)
			}
		}
	}
	return trimSound(string(b))
}

// trimSound makes one of the endings that come and go: final silent e, -y, -yi.
func trimSound(s string) string {
	for _, p := range [][2]string{{"iy", "i"}, {"ii", "i"}, {"ie", "i"}} {
		if h, ok := strings.CutSuffix(s, p[0]); ok && len(h) > 2 {
			s = h + p[1]
		}
	}
	if h, ok := strings.CutSuffix(s, "sof"); ok && len(h) > 2 {
		s = h + "sef" // -tschow, -chev
	}
	if h, ok := strings.CutSuffix(s, "e"); ok && len(h) > 3 && !isVowel(h[len(h)-1]) {
		s = h
	}
	return s
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// digraphs are read before single letters, the longest first.
var digraphs = [][2]string{
	{"schtsch", "s"}, {"chenko", "senko"}, {"shch", "s"}, {"chtch", "s"}, {"dsch", "s"}, {"tsch", "s"}, {"tch", "s"}, {"dzh", "s"}, {"sch", "s"},
	{"tz", "s"}, {"ts", "s"}, {"dz", "s"}, {"ds", "s"}, {"dj", "s"}, {"sh", "s"}, {"zh", "s"}, {"cz", "s"}, {"sz", "s"}, {"hs", "s"},
	{"kh", "k"}, {"gh", "k"}, {"ck", "k"}, {"dh", "d"}, {"th", "t"}, {"ph", "f"}, {"bh", "b"}, {"rh", "r"},
	{"oo", "u"}, {"ou", "u"}, {"ee", "i"}, {"oe", "o"}, {"ae", "a"}, {"ue", "u"}, {"ei", "e"}, {"ai", "e"}, {"ay", "e"}, {"ey", "e"}, {"ij", "i"}, {"yj", "i"}, {"yy", "i"}, {"iy", "i"},
	{"x", "ks"},
}

// soundAt gives the class of the sound at byte i and how many bytes spell it.
func soundAt(w string, i int, slavic bool) (string, int) {
	rest := w[i:]
	if strings.HasPrefix(rest, "khm") || strings.HasPrefix(rest, "chm") {
		return "", 2 // Akhmed, Ahmed
	}
	if strings.HasPrefix(rest, "gu") && len(rest) > 2 && (rest[2] == 'e' || rest[2] == 'i') {
		return "k", 2 // Guennadi
	}
	for _, d := range digraphs {
		if strings.HasPrefix(rest, d[0]) {
			return d[1], len(d[0])
		}
	}
	if strings.HasPrefix(rest, "ch") {
		if slavic || len(rest) > 2 && (rest[2] == 'r' || rest[2] == 'l' || rest[2] == 't') {
			return "k", 2
		}
		return "s", 2
	}
	return letter(w, i), 1
}

// letter gives the class of a single letter.
func letter(w string, i int) string {
	next := byte(0)
	if i+1 < len(w) {
		next = w[i+1]
	}
	switch c := w[i]; c {
	case 'q', 'g', 'k':
		return "k"
	case 'c':
		if next == 'e' || next == 'i' || next == 'y' {
			return "s"
		}
		if i == len(w)-1 && i > 4 && w[i-1] == 'i' {
			return "s" // Milosevic without its accent
		}
		return "k"
	case 'j', 'z', 's':
		if c == 'j' && i > 0 && (isVowel(w[i-1]) || !isVowel(next)) {
			return "i"
		}
		return "s"
	case 'v', 'w', 'f':
		return "f"
	case 'h':
		if i == 0 {
			return "h"
		}
		return ""
	case 'y':
		if i == 0 && isVowel(next) {
			return ""
		}
		return "i"
	default:
		return string(c)
	}
}

// skeleton drops the vowels of a sound but for the sign of one in front, and
// keeps the class of the first one where few consonants are left, so that short
// names do not all fall together.
func skeleton(w string) string {
	s := sound(w)
	if s == "" {
		return ""
	}
	b := make([]byte, 0, len(s))
	first := byte(0)
	for i := range len(s) {
		if !isVowel(s[i]) {
			if len(b) == 0 || b[len(b)-1] != s[i] || i > 0 && isVowel(s[i-1]) {
				b = append(b, s[i])
			}
			continue
		}
		if first == 0 {
			first = s[i]
		}
		if i == 0 {
			b = append(b, 'a')
		}
	}
	if len(b) <= 2 && !isVowel(s[0]) && first != 0 {
		b = append(b, '.', vowelClass(first))
	}
	return string(b)
}

func vowelClass(c byte) byte {
	switch c {
	case 'e', 'i':
		return 'i'
	case 'o', 'u':
		return 'o'
	}
	return c
}
