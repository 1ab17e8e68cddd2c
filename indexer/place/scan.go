package place

import (
	"strings"

	"dateline/indexer/prose"
)

// scan finds the sightings of d, longest form first, in one pass. inPerson
// marks tokens that belong to a person's name (nil for none).
func (g *Gazetteer) scan(d *prose.Doc, lang string, inPerson []bool) []sighting {
	folded := make([]string, len(d.Tokens))
	for i := range d.Tokens {
		folded[i] = prose.Fold(d.Tokens[i].Text)
	}
	var out []sighting
	for i := 0; i < len(d.Tokens); {
		if d.Tokens[i].Kind == prose.Punct || inPerson != nil && inPerson[i] {
			i++
			continue
		}
		p, n := g.longestAt(d, folded, i, lang, inPerson)
		if n == 0 {
			s, ok := g.compound(d, folded, i, lang)
			if !ok {
				s, ok = g.hyphenated(d, i, lang)
			}
			if ok {
				out = append(out, s)
				i = s.last
				continue
			}
			i++
			continue
		}
		if p.Kind != KindNone {
			out = append(out, sighting{
				d: d, first: i, last: i + n, code: p.Code, kind: p.Kind,
				form: strings.Join(folded[i:i+n], " "),
			})
		}
		i += n
	}
	return out
}

// longestAt finds the longest form that begins at token i and the number of its
// tokens, 0 for none.
func (g *Gazetteer) longestAt(d *prose.Doc, folded []string, i int, lang string, inPerson []bool) (Reading, int) {
	limit := min(g.Longest[folded[i]], len(folded)-i)
	for n := limit; n > 0; n-- {
		if inPerson != nil && inPerson[i+n-1] {
			continue
		}
		if d.Tokens[i+n-1].Sentence != d.Tokens[i].Sentence && d.Tokens[i+n-1].Kind != prose.Punct {
			continue
		}
		for _, p := range g.Forms[strings.Join(folded[i:i+n], " ")] {
			if p.Fits(d, i, n, lang) {
				return p, n
			}
		}
	}
	return Reading{}, 0
}

// Fits reports whether the reading p may stand at tokens i to i+n: right
// language, right case, and an abbreviation of a state behind a comma.
func (p *Reading) Fits(d *prose.Doc, i, n int, lang string) bool {
	if p.Lang != "" && p.Lang != lang {
		return false
	}
	for k := range n {
		if p.caps&(1<<k) != 0 && !d.Tokens[i+k].IsCap() {
			return false
		}
	}
	if p.exact != "" && d.Text[d.Tokens[i].Start:d.Tokens[i+n-1].End] != p.exact {
		return false
	}
	if p.Kind == KindAbbr {
		return i > 1 && d.Tokens[i-1].Text == "," && d.Tokens[i-2].IsCap()
	}
	return p.exact != "US" || !pronounUS(d, i)
}

// pronounUS reports a US that is the pronoun in a headline in capitals.
func pronounUS(d *prose.Doc, i int) bool {
	if i == 0 || !d.Tokens[i-1].IsAllCaps() {
		return false
	}
	switch d.Tokens[i-1].Text {
	case "LET", "TELL", "TELLS", "GIVE", "OF", "JOIN", "WITH", "ABOUT", "HELP", "LIKE":
		return true
	}
	return false
}

// languageTails are second halves of compounds that speak of a language, not of
// a country.
var languageTails = map[string]bool{"speaking": true, "language": true, "born": true, "style": true, "educated": true}

// compound reads a form of several words of which the last is half of a compound:
// New York-based, Hong Kong-listed.
func (g *Gazetteer) compound(d *prose.Doc, folded []string, i int, lang string) (sighting, bool) {
	for n := min(g.Longest[folded[i]], len(folded)-i); n > 1; n-- {
		last := &d.Tokens[i+n-1]
		head, tail, ok := strings.Cut(prose.Cut(last.Text), "-")
		if !ok || languageTails[strings.ToLower(tail)] || last.Sentence != d.Tokens[i].Sentence || !d.Tokens[i].IsCap() || !last.IsCap() {
			continue
		}
		form := strings.Join(folded[i:i+n-1], " ") + " " + prose.Fold(head)
		for _, p := range g.Forms[form] {
			if p.Kind == KindNone || p.Kind == KindAbbr || p.exact != "" || p.Lang != "" && p.Lang != lang {
				continue
			}
			return sighting{d: d, first: i, last: i + n, code: p.Code, kind: p.Kind, form: form}, true
		}
	}
	return sighting{}, false
}

// hyphenated reads one part of a compound: US-backed, Kyiv-based, pro-Russian,
// Anglo-French. The mention is the whole word, because a token is never cut.
func (g *Gazetteer) hyphenated(d *prose.Doc, i int, lang string) (sighting, bool) {
	word := prose.Cut(d.Tokens[i].Text)
	if !strings.Contains(word, "-") {
		return sighting{}, false
	}
	parts := strings.Split(word, "-")
	if languageTails[strings.ToLower(parts[len(parts)-1])] || strings.EqualFold(parts[0], "non") {
		return sighting{}, false // non-Japanese banks are of any other country
	}
	for _, part := range parts {
		for _, p := range g.Forms[prose.Fold(part)] {
			if p.Kind == KindNone || p.Kind == KindTown || p.Kind == KindAbbr || p.Lang != "" && p.Lang != lang {
				continue
			}
			if p.Code != "US" && (parts[0] == "R" || parts[0] == "D") {
				continue // a lawmaker's district: R-Florence
			}
			if p.exact != "" && p.exact != part || p.caps != 0 && (part == "" || part[0] >= 'a' && part[0] <= 'z') {
				continue
			}
			return sighting{d: d, first: i, last: i + 1, code: p.Code, kind: p.Kind, form: prose.Fold(part)}, true
		}
	}
	return sighting{}, false
}
