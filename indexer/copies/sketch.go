package copies

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sketch is what is kept of one text to compare it with others: the smallest
// hashes of its shingles (runs of shingleWords words) and of its names and
// figures, each sorted and each once. The zero Sketch is that of a text too
// short to be told from a formula; it is near nothing.
type Sketch struct {
	Keys     []uint64 // the smallest keyCount shingles, to look candidates up by
	shingles []uint32 // the smallest maxShingles, their upper halves
	names    []uint32 // the smallest maxFacts, as those of figures
	figures  []uint32
}

// IsZero reports a text that has no copies.
func (s *Sketch) IsZero() bool { return len(s.shingles) == 0 }

// Of makes the sketch of a text. It is a function of the text alone, whatever
// else is in the archive, and safe for concurrent use.
func Of(text string) Sketch {
	if len(text) > maxText {
		text = text[:maxText]
	}
	var w words
	w.read(text)
	if len(w.hashes) < minWords {
		return Sketch{}
	}
	all := make([]uint64, 0, len(w.hashes))
	for i := shingleWords; i <= len(w.hashes); i++ {
		var h uint64
		for _, word := range w.hashes[i-shingleWords : i] {
			h = (h ^ word) * prime
			h ^= h >> 29
		}
		all = append(all, mix(h))
	}
	all = smallest(all, maxShingles)
	s := Sketch{Keys: slices.Clone(all[:min(len(all), keyCount)]), shingles: upper(all)}
	s.names, s.figures = upper(smallest(w.names, maxFacts)), upper(smallest(w.figures, maxFacts))
	return s
}

// words are the hashes of a text's words in lower case, of its names (capitalised
// words that begin no sentence) and of its figures.
type words struct{ hashes, names, figures []uint64 }

const (
	offset = 14695981039346656037 // FNV-1a's
	prime  = 1099511628211
)

func (w *words) read(text string) {
	starts := true // a sentence may start here, whose first word is capitalised anyway
	counted := 0   // where the last figure ends
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case alone(r):
			w.hashes = append(w.hashes, mix(uint64(r)))
			starts = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			size = wordEnd(text[i:])
			h := hash(text[i : i+size])
			w.hashes = append(w.hashes, h)
			if unicode.IsDigit(r) && i >= counted {
				counted = i + figureEnd(text[i:])
				w.figures = append(w.figures, hash(text[i:counted]))
			} else if unicode.IsUpper(r) && !starts {
				w.names = append(w.names, h)
			}
			starts = false
		case r == '.' || r == '!' || r == '?' || r == '\n' || r == ':':
			starts = true
		}
		i += size
	}
}

// wordEnd is where the word that text begins with ends.
func wordEnd(text string) int {
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) || alone(r) {
			return i
		}
	}
	return len(text)
}

// figureEnd is where the figure that text begins with ends: "2.55", "6-3/16",
// "1,500th" are one each, although they are several words.
func figureEnd(text string) int {
	end := 0
	for {
		end += wordEnd(text[end:])
		if end+1 >= len(text) || !strings.ContainsRune(".,/:-", rune(text[end])) || text[end+1] < '0' || text[end+1] > '9' {
			return end
		}
		end++
	}
}

// hash is FNV-1a over the text in lower case, mixed.
func hash(text string) uint64 {
	h := uint64(offset)
	for _, r := range text {
		for r = unicode.ToLower(r); ; r >>= 8 {
			h = (h ^ uint64(r&0xff)) * prime
			if r < 0x100 {
				break
			}
		}
	}
	return mix(h)
}

// alone reports letters of scripts that put no spaces between words: each counts
// as a word.
func alone(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// mix is the finaliser of MurmurHash3 (Austin Appleby, public domain): every bit
// of the result depends on every bit of h, so that the smallest are a fair sample.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// smallest sorts all and keeps the n smallest different ones.
func smallest(all []uint64, n int) []uint64 {
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), n)]
}

func upper(all []uint64) []uint32 {
	out := make([]uint32, len(all))
	for i, h := range all {
		out[i] = uint32(h >> 32)
	}
	return out
}
