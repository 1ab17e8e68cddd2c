package entity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
)

// maxNameBytes bounds what of a name is looked at. No person's name is longer;
// a hostile page's "name" may be a megabyte.
const maxNameBytes = 200

// maxNameWords bounds the words of a name for the same reason.
const maxNameWords = 12

// fold gives the lower-case ASCII form of a name: accents dropped, other scripts
// transliterated, ae, oe and ue of umlauts left as written, full stops and
// apostrophes gone, hyphens kept.
func fold(s string) string {
	if len(s) > maxNameBytes {
		s = s[:maxNameBytes]
		for len(s) > 0 && !utf8.RuneStart(s[len(s)-1]) {
			s = s[:len(s)-1]
		}
	}
	s = unidecode.Unidecode(strings.ToValidUTF8(s, ""))
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == ',':
			b.WriteByte(c)
		case c == '\'' || c == '`' || c == '"':
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// splitArticle parts an Arabic article that is written into the name, as in
// ElBaradei, which no lower-case form shows any more.
func splitArticle(s string) string {
	var out []string
	for w := range strings.FieldsSeq(s) {
		if len(w) > 4 && (strings.HasPrefix(w, "El") || strings.HasPrefix(w, "Al")) && unicode.IsUpper(rune(w[2])) && !unicode.IsUpper(rune(w[3])) {
			w = w[:2] + " " + w[2:]
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// fullName is a name in its parts, folded. Given is empty for a surname alone.
type fullName struct {
	given   []string // first and middle names, "j" for an initial
	surname string   // without particles and articles
	suffix  string   // jr, sr, ii
}

// alone reports a name of one word: a surname, or somebody known by one.
func (n fullName) alone() bool { return len(n.given) == 0 }

// particles stand before a surname and come and go with the writer.
var particles = map[string]bool{
	"al": true, "el": true, "as": true, "ash": true, "ad": true, "an": true, "ar": true, "at": true, "az": true, "ul": true, "ur": true, "ud": true,
	"bin": true, "ben": true, "ibn": true, "bint": true, "ould": true, "uld": true, "van": true, "von": true, "der": true, "den": true, "de": true, "del": true,
	"della": true, "di": true, "da": true, "dos": true, "das": true, "do": true, "du": true, "la": true, "le": true, "ter": true, "ten": true, "zu": true,
	"af": true, "av": true, "abu": true, "st": true, "y": true, "e": true, "binti": true, "vom": true, "zum": true, "zur": true,
}

var suffixes = map[string]string{
	"jr": "jr", "junior": "jr", "jnr": "jr", "sr": "sr", "senior": "sr", "snr": "sr",
	"ii": "ii", "iii": "iii", "iv": "iv", "v": "v", "vi": "vi", "vii": "vii", "viii": "viii", "ix": "ix", "xiv": "xiv", "xvi": "xvi", "xxiii": "xxiii",
}

// sonOf are names behind a Ben that is no Benjamin: a surname in two words, of the
// Maghreb or Hebrew, as papers write it alone.
var sonOf = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`ali bella gurion barka arfa yedder youssef jelloun kirane salah gvir yehuda zvi ami achour brik
		sedrine jaafar slimane romdhane nasser nacer naceur said saad abdallah abdullah khedda eliezer shalom dor laden ladin fliss flis hamida hassine khalifa
		mansour mohamed mohammed moussa omar othman rejeb tahar toumi younes zakour badis bouali boulaid mhidi`) {
		m[w] = true
	}
	return m
}()

// parse takes a name apart. It never fails: what has no letters gives an empty
// surname.
func parse(name string) fullName {
	folded := fold(splitArticle(name))
	if last, first, ok := strings.Cut(folded, ","); ok { // Orban, Viktor; King, Jr.
		if suffixes[strings.TrimSpace(first)] != "" {
			folded = last + " " + first
		} else {
			folded = first + " " + strings.ReplaceAll(last, ",", " ")
		}
	}
	var n fullName
	var words []string
	for w := range strings.FieldsSeq(strings.ReplaceAll(folded, ",", " ")) {
		w = strings.Trim(w, "-")
		for _, of := range []string{"-ul-", "-ud-", "-ur-", "-al-"} { // Inzamam-ul-Haq is two names in one word
			if head, tail, ok := strings.Cut(w, of); ok && len(words) < maxNameWords {
				words = append(words, head)
				w = tail
			}
		}
		for _, a := range []string{"al-", "el-", "as-", "ash-", "ad-", "an-", "ar-", "at-", "az-", "abu-", "ben-", "bin-", "ibn-"} {
			if rest, ok := strings.CutPrefix(w, a); ok && len(rest) > 2 {
				w = rest
				break
			}
		}
		if w != "" && len(words) < maxNameWords {
			words = append(words, w)
		}
	}
	if k := len(words) - 1; k > 0 && suffixes[words[k]] != "" {
		n.suffix, words = suffixes[words[k]], words[:k]
	}
	switch {
	case len(words) == 2 && words[0] == "al" && albert[words[1]]:
	case len(words) > 1 && words[0] == "ben" && !sonOf[words[1]]:
		words = append(words[:1], dropParticles(words[1:])...)
	default:
		words = dropParticles(words)
	}
	if len(words) == 0 {
		return n
	}
	at := surnameAt(words)
	n.surname = words[at]
	n.given = append(append([]string(nil), words[:at]...), words[at+1:]...)
	if at == 0 && len(n.given) > 1 || len(n.given) == 1 && strings.Contains(n.given[0], "-") && tables().family[n.surname] > 0 {
		n.given = []string{strings.ReplaceAll(strings.Join(n.given, ""), "-", "")} // Jong-un, Jong Un, Jongun
	} else if tables().family[n.surname] > 0 && len(n.given) == 2 && at == 2 && syllables(n.given[0]) && syllables(n.given[1]) {
		n.given = []string{n.given[0] + n.given[1]}
	}
	n.given = joinGiven(n.given)
	return n
}

// joinGiven makes one word of the servants of God (Abdel Fattah, Abd al-Fattah,
// Abdelfattah) and two of Jean-Claude.
func joinGiven(given []string) []string {
	var out []string
	for _, g := range given {
		for w := range strings.SplitSeq(g, "-") {
			if w == "" {
				continue
			}
			if k := len(out); k > 0 && out[k-1] == "abdel" {
				out[k-1] += w
				continue
			}
			for _, p := range []string{"abdel", "abdul", "abdal", "abdol", "abdoul", "abd"} {
				if rest, ok := strings.CutPrefix(w, p); ok && rest == "" {
					w = "abdel"
				} else if ok && len(rest) > 3 && p != "abd" {
					w = "abdel" + rest
				}
			}
			out = append(out, w)
		}
	}
	return out
}

// albert are surnames before which Al is short for Albert or Alan and no Arabic
// article.
var albert = map[string]bool{
	"gore": true, "pacino": true, "sharpton": true, "franken": true, "capone": true, "jolson": true, "unser": true, "green": true, "michaels": true,
	"martin": true, "smith": true, "davis": true, "roker": true, "jarreau": true, "haig": true, "leiter": true, "bundy": true, "stewart": true, "hunter": true,
}

// dropParticles drops articles and particles, unless nothing else is there.
func dropParticles(words []string) []string {
	var out []string
	for i, w := range words {
		if particles[w] && (i > 0 || len(words) > 1) && (i < len(words)-1) {
			continue
		}
		out = append(out, w)
	}
	return out
}

// surnameAt says which word is the surname: the last one, but the first in East
// Asian names and in Hungarian ones as Hungarians write them.
func surnameAt(words []string) int {
	last := len(words) - 1
	if last == 0 {
		return 0
	}
	t := tables()
	first, end := t.family[words[0]], t.family[words[last]]
	switch {
	case first > 0 && end > 0 && last == 1 && syllables(words[1]) && syllables(words[0]):
		if end < first { // Na Li and Li Na: the commoner of the two
			return last
		}
		return 0
	case first > 0 && allSyllables(words[1:]):
		return 0
	case last == 1 && hungarianGiven[words[1]] && t.gender[words[0]] == 0 && len(words[0]) > 1:
		return 0
	}
	return last
}

// hungarianGiven are given names that stand last where Hungarians write their
// names; names common elsewhere too are left out.
var hungarianGiven = map[string]bool{
	"viktor": true, "ferenc": true, "gyula": true, "laszlo": true, "istvan": true, "jozsef": true, "zoltan": true, "gabor": true, "tamas": true,
	"andras": true, "sandor": true, "imre": true, "tibor": true, "miklos": true, "balazs": true, "gergely": true, "levente": true, "attila": true,
	"katalin": true, "judit": true, "ildiko": true, "janos": true, "gyorgy": true, "lajos": true, "mihaly": true, "karoly": true, "csaba": true,
}

func allSyllables(words []string) bool {
	for _, w := range words {
		for p := range strings.SplitSeq(w, "-") {
			if !syllables(p) {
				return false
			}
		}
	}
	return true
}

// syllables reports a word made of one to three syllables as Chinese, Korean and
// Vietnamese names are: a consonant or two, a vowel or two, and n, ng, k, l or
// nothing. It cuts greedily from the left, trying every end.
func syllables(w string) bool { return len(w) <= 14 && cutSyllables(w, 3) }

func cutSyllables(w string, left int) bool {
	if w == "" {
		return true
	}
	if left == 0 {
		return false
	}
	onset := 0
	for onset < len(w) && onset < 3 && !strings.ContainsRune("aeiouyw", rune(w[onset])) {
		onset++
	}
	if !onsets[w[:onset]] {
		return false
	}
	end := onset
	for end < len(w) && end < onset+3 && strings.ContainsRune("aeiouyw", rune(w[end])) {
		end++
		for _, coda := range []string{"ng", "nh", "n", "k", "l", "m", "p", ""} {
			if rest, ok := strings.CutPrefix(w[end:], coda); ok && cutSyllables(rest, left-1) {
				return true
			}
		}
	}
	return false
}

// onsets begin a syllable of pinyin, Korean or Vietnamese.
var onsets = func() map[string]bool {
	m := map[string]bool{"": true}
	for s := range strings.FieldsSeq("b p m f d t n l g k h j q x zh ch sh r z c s ts hs ss tz w y ng nh ph th tr gi kh") {
		m[s] = true
	}
	return m
}()
