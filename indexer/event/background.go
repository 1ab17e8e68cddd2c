package event

import (
	"slices"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// A comment or a feature names more events than it reports: the elections of 2010, the
// war, what judges sentence people to. What an article under a headline tells as news
// it tells in the headline, or near its top, or with its day. All else is background,
// of which more is asked (see keepAt), and in a piece of opinion yet more. Violence is
// the report model's to judge.
const (
	backgroundFactor = 1.6
	opinionFactor    = 1.6 // on top
	opinionShare     = 0.2 // of the sentences outside quotations that say we, you, should
	opinionSentences = 8   // a text must have, to tell
	topicMentions    = 5   // what is named so often is what the article is about
)

// background gives the factor by which the bar of a group rises.
func (r *reading) background(group []hit) float64 {
	if !r.titled || len(group) >= topicMentions || deed(group[0].typ) {
		return 1
	}
	f := 1.0
	if !slices.ContainsFunc(group, func(h hit) bool {
		return h.d.Field == news.InTitle || h.first < prose.UpperTokens || h.dated && !h.aside
	}) {
		f = backgroundFactor
	}
	if r.opinion && !slices.ContainsFunc(group, func(h hit) bool { return h.d.Field == news.InTitle || h.dated && !h.aside }) {
		f *= opinionFactor
	}
	if group[0].flag == historical && !slices.ContainsFunc(group, func(h hit) bool { return h.prominent() }) {
		f = max(f, backgroundFactor) // the drought of another year
	}
	return f
}

// opines reports a text that argues: many of its sentences outside quotations speak to
// the reader or say what should be.
func opines(d *prose.Doc, folded []string) bool {
	said, all, quoted := 0, 0, quotedTokens(d)
	for _, s := range d.Sentences {
		if s.Last == s.First || quoted[s.First] || slices.Contains(quoted[s.First:s.Last], true) {
			continue
		}
		all++
		said += prose.Bool2Int(anyOf(folded[s.First:s.Last], opinionWords))
	}
	return all >= opinionSentences && float64(said) >= opinionShare*float64(all)
}

var opinionWords = prose.WordSet(`i we us our ours my me you your should must ought let's perhaps surely indeed`)
