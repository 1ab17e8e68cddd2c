package person

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// canonicalGiven gives the full form that a nickname of one meaning stands for
// in an id, so that Mike and Michael Example are one value across articles.
var canonicalGiven = func() map[string]string {
	m := map[string]string{}
	for pair := range strings.FieldsSeq(`mike:michael mick:michael mikey:michael bill:william billy:william will:william willie:william
		bob:robert bobby:robert rob:robert robbie:robert steve:steven dave:david davey:david jim:james jimmy:james jamie:james
		joe:joseph joey:joseph tom:thomas tommy:thomas dick:richard rick:richard ricky:richard rich:richard
		chris:christopher matt:matthew andy:andrew drew:andrew tony:anthony dan:daniel danny:daniel ben:benjamin benny:benjamin
		ed:edward eddie:edward ted:edward teddy:edward ken:kenneth kenny:kenneth ron:ronald ronnie:ronald don:donald donnie:donald
		greg:gregory jeff:jeffrey geoff:geoffrey larry:lawrence pete:peter phil:philip ray:raymond sam:samuel sammy:samuel
		tim:timothy vince:vincent walt:walter nick:nicholas nate:nathan pat:patrick charlie:charles chuck:charles
		fred:frederick gabe:gabriel gerry:gerald jerry:gerald josh:joshua zach:zachary doug:douglas stan:stanley
		liz:elizabeth beth:elizabeth betty:elizabeth kate:katherine katie:katherine kathy:katherine cathy:catherine
		sue:susan debbie:deborah deb:deborah barb:barbara becky:rebecca jenny:jennifer jen:jennifer jess:jessica
		maggie:margaret peggy:margaret meg:margaret pam:pamela cindy:cynthia sandy:sandra vicky:victoria vicki:victoria
		abby:abigail angie:angela chrissy:christine gwen:gwendolyn judy:judith mandy:amanda nancy:nancy patty:patricia
		patti:patricia trish:patricia steph:stephanie terri:theresa tina:christina wendy:wendy alex:alexander al:albert
		bernie:bernard hank:henry harry:harry jack:john johnny:john jon:jonathan leo:leo max:max mitch:mitchell
		norm:norman russ:russell sid:sidney`) {
		nick, full, _ := strings.Cut(pair, ":")
		m[nick] = full
	}
	return m
}()

// name settles what a person is called and its id, once all forms are known.
func (a *article) name(p *person) {
	forms := map[string]int{}
	for _, m := range p.mentions {
		forms[m.Surface]++
	}
	best, bestRank := "", [4]int{-1}
	for _, m := range p.mentions {
		rank := [4]int{len(strings.Fields(m.Surface)), prose.Bool2Int(strings.ToUpper(m.Surface) != m.Surface), forms[m.Surface], utf8.RuneCountInString(m.Surface)}
		if less(bestRank, rank) {
			best, bestRank = m.Surface, rank
		}
	}
	p.name = strings.Join(strings.Fields(best), " ")
	if len(p.name) > 4 && strings.ToUpper(p.name) == p.name {
		p.name = titleCased(p.name)
	}
	if stem, ok := strings.CutSuffix(p.name, "s"); ok && a.lang == "de" && nameKey(strings.Fields(stem)) == strings.Join(p.words, " ") {
		p.name = stem
	}
	p.id = a.personID(p)
}

func less(x, y [4]int) bool {
	for i := range x {
		if x[i] != y[i] {
			return x[i] < y[i]
		}
	}
	return false
}

// titleCased writes a name in capitals as names are written.
func titleCased(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		parts := strings.Split(w, "-")
		for k, p := range parts {
			if r := []rune(p); len(r) > 0 {
				parts[k] = strings.ToUpper(string(r[0])) + string(r[1:])
			}
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}

// personID makes the id from the name alone: the given name in its full form,
// no initials, no given middle names. A person known by one word gets the
// article's digest, because a surname alone says nothing about another article;
// popes are known by that one word.
func (a *article) personID(p *person) news.PersonID {
	words := joinInitials(strings.Fields(nameKey(strings.Fields(p.name))))
	if len(words) == 0 {
		words = []string{"x"}
	}
	suffix := ""
	if n := len(words); n > 1 && isSuffix(words[n-1]) {
		suffix, words = words[n-1], words[:n-1]
	}
	if len(words) == 1 && (suffix == "" || generation(suffix)) {
		if p.title == "pope" {
			return news.PersonID("p-pope-" + Slug(words[0]))
		}
		gender := ""
		if p.gender != 0 {
			gender = string(p.gender) + "-"
		}
		return news.PersonID("p-" + Slug(words[0]) + "-" + gender + a.digest())
	}
	out := []string{words[0]}
	if full := canonicalGiven[words[0]]; full != "" {
		out[0] = full
	}
	for i, w := range words[1:] {
		middle := i+1 < len(words)-1
		if middle && (len(w) == 1 || a.names.Words[w].given >= 3 && !particles[w]) {
			continue
		}
		out = append(out, w)
	}
	if suffix != "" {
		out = append(out, suffix)
	}
	return news.PersonID("p-" + Slug(strings.Join(out, "-")))
}

// joinInitials makes "jd" of "j d", as others write J.D. One middle initial comes
// and goes with the outlet's style and is dropped from ids; two of them are
// written to tell a person from a relative of the same name, and stay.
func joinInitials(words []string) []string {
	var out []string
	run := false
	for _, w := range words {
		if initial := len(w) == 1; initial && run {
			out[len(out)-1] += w
			continue
		}
		run = len(w) == 1
		out = append(out, w)
	}
	return out
}

// ownID is p's id, or where another person of the article has it (Steven A. and
// Steven B. of one surname) one of all its words. It is empty where that is
// taken, too: then they cannot be told apart, and the first stands for them.
func (a *article) ownID(p *person, taken map[news.PersonID]bool) news.PersonID {
	id := p.id
	if taken[id] {
		id = news.PersonID("p-" + Slug(strings.ReplaceAll(nameKey(strings.Fields(p.name)), " ", "-")))
	}
	if taken[id] {
		return ""
	}
	taken[id] = true
	return id
}

// Slug keeps letters, digits and hyphens.
func Slug(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s)
}

// digestBytes is how much of the article's SHA-256 an id holds.
const digestBytes = 4

// digest tells the article from others; it is computed once, because a hostile
// page has thousands of surnames.
func (a *article) digest() string {
	if a.sum != "" {
		return a.sum
	}
	h := sha256.New()
	for _, d := range a.docs {
		fmt.Fprintf(h, "%d\n%s", len(d.Text), d.Text)
	}
	a.sum = hex.EncodeToString(h.Sum(nil)[:digestBytes])
	return a.sum
}
