package entity

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/names.txt
var namesText string

// nameTables are the facts of data/names.txt.
type nameTables struct {
	gender    map[string]byte     // of given names
	canonical map[string][]string // of a given name; one spelling may stand for two
	family    map[string]int      // rank, from 1, of East Asian family names
	foreign   map[string]bool     // given names written in another script at home
	sounds    map[string]string   // surnames read by hand
	apart     map[string]int      // the group of surnames that sound alike, from 1
}

// tables parses the embedded text once. It is read only afterwards.
var tables = sync.OnceValue(func() *nameTables {
	t := &nameTables{gender: map[string]byte{}, canonical: map[string][]string{}, family: map[string]int{}, sounds: map[string]string{}, foreign: map[string]bool{}, apart: map[string]int{}}
	for line := range strings.Lines(namesText) {
		kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		words := strings.Fields(rest)
		switch kind {
		case "given":
			for _, w := range words[1:] {
				if t.gender[w] == 0 {
					t.gender[w] = words[0][0]
				}
			}
		case "same", "foreign":
			for _, w := range words {
				t.foreign[w] = t.foreign[w] || kind == "foreign"
				t.canonical[w] = append(t.canonical[w], words[0])
			}
		case "familyfirst":
			for _, w := range words {
				if t.family[w] == 0 {
					t.family[w] = len(t.family) + 1
				}
			}
		case "apart":
			for i, group := range strings.Split(rest, ";") {
				for w := range strings.FieldsSeq(group) {
					t.apart[w] = i + 1
				}
			}
		case "sounds", "wade":
			for _, w := range words {
				t.addSound(kind, w)
			}
		}
	}
	return t
})

func (t *nameTables) addSound(kind, pair string) {
	from, to, _ := strings.Cut(pair, ":")
	if kind == "wade" {
		from, to = strings.ReplaceAll(to, "-", ""), from
	}
	t.sounds[from] = to
}
