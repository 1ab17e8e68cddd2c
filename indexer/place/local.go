package place

import (
	"slices"
	"strings"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// A town's own paper never says in which country the town is. What it does say is
// what things are called there: the Ayr Police Department and the sheriff are in the
// United States, Ayr Borough Council and £20 in the United Kingdom. Where several
// such words agree and no other country is named, the institutions called after the
// town speak for its country.

// localSign is what a word or an institution's name says of where a paper is.
type localSign struct {
	words  string // folded tokens, joined by a space
	weight float64
}

// localEnough is the least weight of an article's signs together.
const localEnough = 1.5

// localSigns are the signs of one country: the institutions that stand behind a
// town's name, and other words.
type localSigns struct {
	code                news.CountryCode
	institutions, words signIndex
}

// locals are the countries whose towns' papers are told.
var locals = [...]localSigns{
	{"US", indexSigns([]localSign{
		{"police department", 1}, {"police dept", 1}, {"sheriff 's office", 1}, {"sheriff 's department", 1}, {"county sheriff", 1}, {"county jail", 1},
		{"school district", 1}, {"independent school district", 1}, {"township", 1}, {"board of education", 1}, {"fire department", 1},
		{"elementary school", 1}, {"middle school", 1}, {"city schools", 1}, {"public schools", 1}, {"county commissioners", 1}, {"civic center", 1},
		{"county schools", 1}, {"state police", 1}, {"county courthouse", 1}, {"police chief", .5}, {"county", .5}, {"high school", .5},
		{"superior court", .5}, {"chamber of commerce", .5}, {"city council", .5}, {"town council", .5}, {"school board", .5},
	}), indexSigns([]localSign{
		{"sheriff", 1}, {"sheriffs", 1}, {"trooper", 1}, {"troopers", 1}, {"selectman", 1}, {"selectmen", 1}, {"statehouse", 1}, {"deputies", .5},
		{"township", .5}, {"superintendent", .5}, {"zoning", .5}, {"interstate", .5}, {"alderman", .5}, {"aldermen", .5}, {"highway patrol", 1},
		{"district attorney", .5}, {"police department", .5}, {"school board", .5}, {"high school", .5}, {"elementary school", .5}, {"attorney", .5}, {"downtown", .5},
		{"felony", .5}, {"misdemeanor", .5}, {"sophomore", .5}, {"911", .5}, {"neighborhood", .5}, {"neighbors", .5}, {"color", .5}, {"county road", .5},
		{"realtor", .5}, {"state representative", .5}, {"burn ban", .5}, {"preceded in death", 1},
	})},
	{"GB", indexSigns([]localSign{
		{"borough council", 1}, {"district council", 1}, {"constabulary", 1}, {"magistrates", 1}, {"council", .5}, {"city council", .5}, {"crown court", 1},
	}), indexSigns([]localSign{
		{"£", 1}, {"cllr", 1}, {"councillor", .5}, {"councillors", .5}, {"pensioner", .5}, {"borough", .5}, {"postcode", 1}, {"high street", .5},
		{"detectives", .5}, {"pc", .5}, {"tyre", .5}, {"motorway", .5}, {"carriageway", .5},
		{"neighbours", .5}, {"neighbourhood", .5}, {"colour", .5},
	})},
}

// localReading is what the signs of one country found in an article.
type localReading struct {
	weight   float64
	evidence []sighting
	words    []sighting // that are used in this country alone: they speak where no institution does
}

// read weighs the signs of one country, each once, and gives the institutions.
func (c *localSigns) read(docs []*prose.Doc) localReading {
	var out localReading
	seen := map[string]bool{}
	count := func(s localSign) {
		if !seen[s.words] {
			seen[s.words] = true
			out.weight += s.weight
		}
	}
	for _, d := range docs {
		for i := range d.Tokens {
			if s, n := c.words.match(d, i, false); n > 0 {
				count(s)
				if s.weight >= 1 {
					out.words = append(out.words, sighting{d: d, first: i, last: i + n, code: c.code, kind: KindTown, form: s.words})
				}
			}
			if i == 0 || !d.Tokens[i-1].IsCap() || d.Tokens[i-1].Sentence != d.Tokens[i].Sentence || localNobody[prose.Fold(d.Tokens[i-1].Text)] {
				continue
			}
			if s, n := c.institutions.match(d, i, true); n > 0 {
				count(s)
				form := prose.Fold(d.Tokens[i-1].Text) + " " + s.words
				out.evidence = append(out.evidence, sighting{d: d, first: i - 1, last: i + n, code: c.code, kind: KindTown, form: form})
			}
		}
	}
	return out
}

// localNobody stand before an institution in capitals and are no town's name.
var localNobody = prose.WordSet(`the a an this his her their our your its local area former new state city county town village district central
	every all and in at of for to by from with elementary middle high public junior senior volunteer independent`)

// signIndex finds signs by their first word.
type signIndex map[string][]localSign

func indexSigns(signs []localSign) signIndex {
	out := signIndex{}
	for _, s := range signs {
		first, _, _ := strings.Cut(s.words, " ")
		out[first] = append(out[first], s)
	}
	return out
}

// match gives the longest sign that begins at token i and its length. An
// institution's words have capitals, but of and 's.
func (x signIndex) match(d *prose.Doc, i int, capitals bool) (localSign, int) {
	best, length := localSign{}, 0
	if len(d.Tokens[i].Text) > prose.MaxPlaceWord {
		return best, 0
	}
	for _, s := range x[strings.ToLower(d.Tokens[i].Text)] {
		if n := signAt(d, i, s.words, capitals); n > length {
			best, length = s, n
		}
	}
	return best, length
}

func signAt(d *prose.Doc, i int, words string, capitals bool) int {
	n := 0
	for w := range strings.SplitSeq(words, " ") {
		if i+n >= len(d.Tokens) || d.Tokens[i+n].Sentence != d.Tokens[i].Sentence {
			return 0
		}
		t := &d.Tokens[i+n]
		if len(t.Text) > prose.MaxPlaceWord || prose.Fold(t.Text) != w || capitals && len(w) > 2 && !t.IsCap() {
			return 0
		}
		n++
	}
	return n
}

// named reports that an article names a country otherwise.
func named(all []sighting) bool {
	return slices.ContainsFunc(all, func(s sighting) bool { return !s.weak })
}

// localSightings gives what speaks for the country of a town's own paper, where no
// country is named: its institutions where enough signs agree, and the towns that
// would need support in the text where the signs give it, or where two of one country
// support each other.
func localSightings(docs []*prose.Doc, doubtful []sighting) []sighting {
	towns := map[news.CountryCode]map[string]bool{}
	for _, s := range doubtful {
		if towns[s.code] == nil {
			towns[s.code] = map[string]bool{}
		}
		towns[s.code][s.form] = true
	}
	var best []sighting
	most := 0.0
	for i := range locals {
		c := &locals[i]
		r := c.read(docs)
		for _, s := range doubtful {
			if s.code == c.code {
				r.evidence = append(r.evidence, s)
			}
		}
		if len(r.evidence) == 0 {
			r.evidence = r.words
		}
		if weight := r.weight + townWeight*float64(len(towns[c.code])); weight >= localEnough && weight > most && len(r.evidence) > 0 {
			best, most = r.evidence, weight
		}
	}
	return best
}

// townWeight is what a town's name counts beside the signs.
const townWeight = .75

// foreign reports that an article names a country but the United States that no town
// is called after, or its people: then it is no town's own news.
func foreign(all []sighting) bool {
	return slices.ContainsFunc(all, func(s sighting) bool {
		return (s.kind == KindName || s.kind == KindDemonym) && s.code != "US" && !americanTowns[s.form]
	})
}

// countriesNamed counts the countries an article has by their names.
func countriesNamed(all []sighting) int {
	codes := map[news.CountryCode]bool{}
	for i := range all {
		if all[i].kind == KindName && all[i].code != "US" {
			codes[all[i].code] = true
		}
	}
	return len(codes)
}

// isAmerican reports an American town's own paper.
func isAmerican(docs []*prose.Doc) bool {
	us, gb := locals[0].read(docs).weight, locals[1].read(docs).weight
	return us >= localEnough && us > gb
}

// americanNamed lists the towns called after one of the old world behind which an
// institution stands that only America has: the Athens Police Department.
func americanNamed(all []sighting) map[string]bool {
	out := map[string]bool{}
	for i := range all {
		s := &all[i]
		if !americanTowns[s.form] || s.last >= len(s.d.Tokens) {
			continue
		}
		if sign, n := locals[0].institutions.match(s.d, s.last, true); n > 0 && sign.weight >= 1 {
			out[s.form] = true
		}
	}
	return out
}
