package person

import "strings"

// An article may say by what other name somebody goes: "Joko Example, better known
// as Jex", "Viv, whose real name is Huang Example". From there on that word names
// the person.

// aliasWords may stand between a name and another one of the same person, beside
// the words of aliasHeads; anything else makes it the name of something else.
var aliasWords = map[string]bool{
	",": true, "(": true, "-": true, "–": true, "—": true, `"`: true, "“": true, "‘": true, "'": true, "who": true, "is": true, "was": true, "also": true,
	"better": true, "best": true, "more": true, "commonly": true, "widely": true, "popularly": true, "known": true, "as": true, "professionally": true,
	"affectionately": true, "simply": true, "locally": true, "often": true, "universally": true, "whose": true, "real": true, "full": true, "birth": true,
	"name": true, "born": true, "to": true, "fans": true, "friends": true, "stage": true, "by": true, "the": true, "nickname": true, "usually": true, "just": true,
}

// aliasHeads are the words that say so.
var aliasHeads = map[string]bool{"known": true, "nicknamed": true, "dubbed": true, "born": true, "aka": true, "a.k.a.": true, "name": true, "called": true, "nickname": true}

// aliasReach is how many tokens may stand between the two names.
const aliasReach = 9

// noteAliases gives persons the single words that the article says they are known
// by, before or behind their full name.
func (a *article) noteAliases() {
	for i := range a.cands {
		x := &a.cands[i]
		if i+1 >= len(a.cands) || x.headline {
			continue
		}
		y := &a.cands[i+1]
		if y.d != x.d || !x.d.alias(x.last, y.first) {
			continue
		}
		full, short := x, y
		if x.group == nil {
			full, short = y, x
		}
		if full.group == nil || full.group.person == nil || short.group != nil || capWords(short) != 1 {
			continue
		}
		p, words := full.group.person, shortKey(a.texts(short))
		if len(words) == 1 && len(words[0]) > 2 && a.tier(p, words) == 0 {
			p.aliases = append(p.aliases, words[0])
			a.index[words[0]] = append(a.index[words[0]], p)
		}
	}
}

// alias reports that the tokens between two names say that both are of one person.
func (d *nameDoc) alias(end, start int) bool {
	if start <= end || start-end > aliasReach || d.Tokens[end].Sentence != d.Tokens[start].Sentence {
		return false
	}
	head := false
	for i := end; i < start; i++ {
		w := strings.ToLower(d.Tokens[i].Text)
		head = head || aliasHeads[w]
		if !aliasWords[w] && !aliasHeads[w] {
			return false
		}
	}
	return head
}
