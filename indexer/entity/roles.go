package entity

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed data/fields.txt
var fieldsText string

// fieldOf gives the field of work of each role word.
var fieldOf = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(fieldsText) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "#" {
			continue
		}
		for _, w := range words[1:] {
			m[w] = words[0]
		}
	}
	return m
})

// kinWords say who somebody is to another, not what they are: no evidence of
// being one person.
var kinWords = map[string]bool{
	"wife": true, "husband": true, "son": true, "daughter": true, "brother": true, "sister": true, "father": true, "mother": true, "uncle": true,
	"aunt": true, "cousin": true, "nephew": true, "niece": true, "friend": true, "colleague": true, "partner": true, "widow": true, "widower": true,
	"mr": true, "mrs": true, "ms": true, "miss": true, "sir": true, "lady": true, "lord": true, "dr": true,
}

// pastWords mark a role somebody held once.
var pastWords = map[string]bool{"former": true, "ex": true, "late": true, "outgoing": true, "then": true, "retired": true}

// longRole writes out abbreviated roles, and the high offices of other languages
// in English, so that the papers of two countries speak of one office.
var longRole = func() map[string]string {
	m := map[string]string{}
	for pair := range strings.SplitSeq(`pm:prime minister;premier:prime minister;sen:senator;gov:governor;gen:general;us president:president;
bundeskanzler:chancellor;bundeskanzlerin:chancellor;kanzler:chancellor;kanzlerin:chancellor;prasident:president;prasidentin:president;staatsprasident:president;
bundesprasident:president;ministerprasident:prime minister;ministerprasidentin:prime minister;premierminister:prime minister;premierministerin:prime minister;
aussenminister:foreign minister;aussenministerin:foreign minister;innenminister:interior minister;innenministerin:interior minister;bundesinnenminister:interior minister;
finanzminister:finance minister;finanzministerin:finance minister;verteidigungsminister:defence minister;verteidigungsministerin:defence minister;
premier ministre:prime minister;premiere ministre:prime minister;presidente:president;presidenta:president;chancelier:chancellor;chanceliere:chancellor;
primer ministro:prime minister;primera ministra:prime minister;canciller:foreign minister;primeiro-ministro:prime minister;primeira-ministra:prime minister;
defense minister:defence minister;chief executive officer:chief executive;ceo:chief executive;papst:pope;pape:pope;papa:pope;konig:king;roi:king;rey:king`, ";") {
		from, to, _ := strings.Cut(strings.TrimSpace(pair), ":")
		m[from] = to
	}
	return m
}()

// role is a role as it is compared: its phrase without marks of time, and the
// field of work it belongs to ("" for none that is known).
type role struct{ phrase, field string }

// manyTrades is the field whose words have nothing in common: a skipper is no
// engineer.
const manyTrades = "work"

// readRole normalises one role. A phrase of kinship is no role.
func readRole(s string) role {
	var words []string
	r := role{}
	for w := range strings.FieldsSeq(fold(s)) {
		if pastWords[w] || w == "the" || w == "a" || w == "an" || w == "acting" || w == "interim" {
			continue
		}
		if kinWords[w] {
			return role{}
		}
		if f := fieldOf()[w]; f != "" && r.field == "" {
			r.field = f
			if f == manyTrades {
				r.field = w
			}
		}
		words = append(words, w)
	}
	if k := len(words) - 1; k == 2 && words[0] == "minister" && words[1] == "of" {
		words = []string{words[2], "minister"}
	}
	r.phrase = strings.Join(words, " ")
	if long := longRole[r.phrase]; long != "" {
		r.phrase = long
	}
	return r
}

// readRoles normalises roles; both lists come sorted, each entry once.
func readRoles(roles []string) (phrases, fields []string) {
	for _, s := range roles {
		r := readRole(s)
		if r.phrase != "" {
			phrases = append(phrases, r.phrase)
		}
		if r.field != "" {
			fields = append(fields, r.field)
		}
	}
	slices.Sort(phrases)
	slices.Sort(fields)
	return slices.Compact(phrases), slices.Compact(fields)
}

// akin are fields that one career often spans: a lawyer becomes a minister, a
// general president.
var akin = map[[2]string]bool{
	{"law", "politics"}: true, {"military", "politics"}: true, {"faith", "politics"}: true, {"people", "politics"}: true, {"crime", "politics"}: true,
	{"arts", "media"}: true, {"health", "science"}: true, {"military", "police"}: true, {"crime", "people"}: true, {"business", "politics"}: true,
}

// clash reports fields of work that share nothing: a striker and a minister.
func clash(a, b []string) bool {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	for _, x := range a {
		for _, y := range b {
			if x == y || akin[[2]string{min(x, y), max(x, y)}] {
				return false
			}
		}
	}
	return true
}
