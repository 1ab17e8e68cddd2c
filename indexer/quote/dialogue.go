package quote

import (
	"cmp"
	"slices"

	"dateline/indexer/prose"
)

// findDialogue makes passages of paragraphs that begin with a dash and hold a
// verb of saying, as Spanish, French and Portuguese write speech:
// —No lo sé —dijo Ana. A dash alone may also begin a point of a list, so the verb
// must stand behind a comma or a second dash, with its subject behind it.
func (s *speech) findDialogue() {
	if !s.lang.dashes {
		return
	}
	added := false
	for i := range s.cues {
		c := &s.cues[i]
		at := c.from - 1
		if !c.inverted || at < 2 || s.in[at] != 0 || s.Tokens[at].Text != "," && !isDash(s.Tokens[at].Text) {
			continue
		}
		first := s.paragraphStart(at)
		if first < 0 || first+1 >= at {
			continue
		}
		s.passages = append(s.passages, passage{first: first + 1, last: at, words: s.wordsIn(prose.Range{First: first + 1, Last: at})})
		added = true
		for k := first + 1; k < at; k++ {
			s.in[k] = 1 // settled below
		}
	}
	if added {
		s.reindexPassages()
	}
}

// paragraphStart gives the dash that the paragraph of token at begins with, or
// -1. It looks no further than a speech is long, and not into a passage.
func (s *speech) paragraphStart(at int) int {
	for k := at - 1; k >= 0 && k > at-dialogueReach; k-- {
		if s.in[k] != 0 {
			return -1
		}
		if k == 0 || s.Tokens[k-1].Paragraph != s.Tokens[at].Paragraph {
			if isDash(s.Tokens[k].Text) {
				return k
			}
			return -1
		}
	}
	return -1
}

// dialogueReach is how many tokens a speech behind a dash may have.
const dialogueReach = 120

// reindexPassages puts the passages in order and renews which token is in which.
func (s *speech) reindexPassages() {
	slices.SortFunc(s.passages, func(a, b passage) int { return cmp.Compare(a.first, b.first) })
	for i, p := range s.passages {
		for k := p.first; k < p.last; k++ {
			s.in[k] = int32(i + 1)
		}
	}
}
