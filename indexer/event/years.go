package event

import (
	"strconv"

	"dateline/indexer/prose"
)

// years is what an article says of its own year.
type years struct {
	own    int // of its publication or its dateline, 0 where unknown
	latest int // the greatest it names
}

// surelyPast is a year that no story of unknown date calls its own.
const surelyPast = 2015

// past reports a year before the story's own. The year before it, where the story names
// none later, may be a few weeks ago.
func (n years) past(y int) bool {
	if n.own > 0 {
		return y < n.own-1 || y == n.own-1 && n.latest > y
	}
	return y < n.latest || y <= surelyPast
}

// yearsOf reads the years of a text, folded to words, beside the year of publication, 0
// where that is unknown.
func yearsOf(texts [][]string, published int) years {
	n := years{own: published}
	for _, folded := range texts {
		for i := range folded {
			n.latest = max(n.latest, yearAt(folded, i))
		}
		if n.own == 0 {
			n.own = datelineYear(folded)
		}
	}
	return n
}

// datelineYear is the year of a wire's dateline in two digits, with a mark behind it:
// LIMA, 3 MAR 89 (EFE).
func datelineYear(folded []string) int {
	for i := 1; i+2 < min(len(folded), datelineTokens); i++ {
		y := folded[i+1]
		if len(y) != 2 || isWord(folded[i+2]) || !yearless(y) || !yearless(folded[i-1]) || !months[folded[i]] && !monthsShort[folded[i]] {
			continue
		}
		n, err := strconv.Atoi(y)
		switch {
		case err != nil:
		case n < centuryTurn:
			return 2000 + n
		default:
			return 1900 + n
		}
	}
	return 0
}

const (
	// datelineTokens is how far into a text its dateline may stand.
	datelineTokens = 24
	// centuryTurn is the first year that two digits mean of the last century.
	centuryTurn = 50
)

var monthsShort = prose.WordSet(`jan feb mar apr jun jul aug sep sept oct nov dec`)

func yearOf(s string) int {
	if len(s) != 4 {
		return 0
	}
	y, err := strconv.Atoi(s)
	if err != nil || y < 1700 || y > 2099 {
		return 0
	}
	return y
}

// yearAt is the year that token i names, 0 for none. The hour of a wire is none: at
// 1835 (0035 GMT), 2030 hours.
func yearAt(folded []string, i int) int {
	y := yearOf(folded[i])
	if y == 0 {
		return 0
	}
	for k := i + 1; k < min(len(folded), i+hourWindow); k++ {
		if hourWords[folded[k]] {
			return 0
		}
	}
	if i > 0 && hourBefore[folded[i-1]] {
		return 0
	}
	return y
}

// hourWindow reaches over the bracket of "1835 (0035 GMT)".
const hourWindow = 4

var (
	hourWords  = prose.WordSet(`hours hrs gmt utc local p.m. a.m.`)
	hourBefore = prose.WordSet(`at approximately about around`)
)
