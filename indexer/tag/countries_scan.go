package tag

import "strings"

// scan finds the sightings of d, longest form first, in one pass. inPerson
// marks tokens that belong to a person's name (nil for none).
func (g *gazetteer) scan(d *doc, lang string, inPerson []bool) []sighting {
	folded := make([]string, len(d.tokens))
	for i := range d.tokens {
		folded[i] = fold(d.tokens[i].text)
	}
	var out []sighting
	for i := 0; i < len(d.tokens); {
		if d.tokens[i].kind == punctToken || inPerson != nil && inPerson[i] {
			i++
			continue
		}
		p, n := g.longestAt(d, folded, i, lang, inPerson)
		if n == 0 {
			if s, ok := g.hyphenated(d, i, lang); ok {
				out = append(out, s)
			}
			i++
			continue
		}
		if p.kind != kindNone {
			out = append(out, sighting{
				d: d, first: i, last: i + n, code: p.code, kind: p.kind,
				form: strings.Join(folded[i:i+n], " "),
			})
		}
		i += n
	}
	return out
}

// longestAt finds the longest form that begins at token i and the number of its
// tokens, 0 for none.
func (g *gazetteer) longestAt(d *doc, folded []string, i int, lang string, inPerson []bool) (place, int) {
	limit := min(g.longest[folded[i]], len(folded)-i)
	for n := limit; n > 0; n-- {
		if inPerson != nil && inPerson[i+n-1] {
			continue
		}
		if d.tokens[i+n-1].sentence != d.tokens[i].sentence && d.tokens[i+n-1].kind != punctToken {
			continue
		}
		for _, p := range g.forms[strings.Join(folded[i:i+n], " ")] {
			if p.fits(d, i, n, lang) {
				return p, n
			}
		}
	}
	return place{}, 0
}

// fits reports whether the reading p may stand at tokens i to i+n: right
// language, right case, and an abbreviation of a state behind a comma.
func (p *place) fits(d *doc, i, n int, lang string) bool {
	if p.lang != "" && p.lang != lang {
		return false
	}
	for k := range n {
		if p.caps&(1<<k) != 0 && !d.tokens[i+k].isCap() {
			return false
		}
	}
	if p.exact != "" && d.text[d.tokens[i].start:d.tokens[i+n-1].end] != p.exact {
		return false
	}
	if p.kind == kindAbbr {
		return i > 1 && d.tokens[i-1].text == "," && d.tokens[i-2].isCap()
	}
	return p.exact != "US" || !pronounUS(d, i)
}

// pronounUS reports a US that is the pronoun in a headline in capitals.
func pronounUS(d *doc, i int) bool {
	if i == 0 || !d.tokens[i-1].isAllCaps() {
		return false
	}
	switch d.tokens[i-1].text {
	case "LET", "TELL", "TELLS", "GIVE", "OF", "JOIN", "WITH", "ABOUT", "HELP", "LIKE":
		return true
	}
	return false
}

// languageTails are second halves of compounds that speak of a language, not of
// a country.
var languageTails = map[string]bool{"speaking": true, "language": true, "born": true, "style": true, "educated": true}

// hyphenated reads one part of a compound: US-backed, Kyiv-based, pro-Russian,
// Anglo-French. The mention is the whole word, because a token is never cut.
func (g *gazetteer) hyphenated(d *doc, i int, lang string) (sighting, bool) {
	word := cut(d.tokens[i].text)
	if !strings.Contains(word, "-") {
		return sighting{}, false
	}
	parts := strings.Split(word, "-")
	if languageTails[strings.ToLower(parts[len(parts)-1])] {
		return sighting{}, false
	}
	for _, part := range parts {
		for _, p := range g.forms[fold(part)] {
			if p.kind == kindNone || p.kind == kindTown || p.kind == kindAbbr || p.lang != "" && p.lang != lang {
				continue
			}
			if p.exact != "" && p.exact != part || p.caps != 0 && (part == "" || part[0] >= 'a' && part[0] <= 'z') {
				continue
			}
			return sighting{d: d, first: i, last: i + 1, code: p.code, kind: p.kind, form: fold(part)}, true
		}
	}
	return sighting{}, false
}
