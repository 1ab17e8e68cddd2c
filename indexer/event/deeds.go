package event

import (
	"cmp"
	"maps"
	"slices"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// Deeds lists what an English article holds of each kind of deed, for Learn.
func (t *Tagger) Deeds(docs []*prose.Doc, who Cast) []Bag {
	r := t.read(docs, "en", who, 0)
	groups, kept := r.weighed()
	bags := r.bags(groups, kept)
	out := make([]Bag, 0, len(bags))
	for _, kind := range slices.Sorted(maps.Keys(bags)) {
		out = append(out, bags[kind].Bag)
	}
	return out
}

// deedBag is a bag with where its mentions come from.
type deedBag struct {
	Bag
	groups []eventKey
	of     []eventKey // the group of each mention
	stands bool       // as the rules say: the model does not judge it
	told   bool       // by the story itself, not only in quotations
}

const (
	// fewestSentences is how many a text must have to be a story.
	fewestSentences = 2
	// maxMentions is how many mentions of one kind the model reads: a text of nothing
	// but deeds is not read at the square of its length.
	maxMentions = 100
)

// bags collects the mentions by kind of deed. What the model does not judge has none:
// beside what stands by the rules, what they found no room for under a headline (it has
// learned from stories without), or in quotations only.
func (r *reading) bags(groups map[eventKey][]hit, kept map[eventKey]bool) map[string]*deedBag {
	out := map[string]*deedBag{}
	for _, typ := range slices.Sorted(maps.Keys(reportKinds)) {
		k := eventKey{typ, happened}
		group := groups[k]
		if len(group) == 0 {
			continue
		}
		b := out[reportKinds[typ]]
		if b == nil {
			b = &deedBag{Bag: Bag{Kind: reportKinds[typ]}}
			out[b.Kind] = b
		}
		b.groups = append(b.groups, k)
		b.Kept = b.Kept || kept[k]
		b.stands = b.stands || r.stands(group)
		b.told = b.told || slices.ContainsFunc(group, func(h hit) bool { return !h.quoted })
	}
	for _, b := range out {
		b.stands = b.stands || !b.Kept && (r.titled || !b.told)
		for _, k := range b.groups {
			for i := range groups[k] {
				b.add(r, &groups[k][i], k)
			}
		}
	}
	r.addEvidence(out)
	beside(out)
	return out
}

// beside adds to the mentions of each kind which other kinds the text holds, and which
// of them the rules keep: the attack of a story of bombs is most often the bomb.
func beside(bags map[string]*deedBag) {
	for kind, b := range bags {
		var common []string
		for _, other := range slices.Sorted(maps.Keys(bags)) {
			if other == kind {
				continue
			}
			common = append(common, kind+"&has="+other)
			if bags[other].Kept {
				common = append(common, kind+"&kept="+other)
			}
		}
		for i := range b.Mentions {
			b.Mentions[i] = append(b.Mentions[i], common...)
		}
	}
}

// add adds a mention of group k, where the model judges the bag.
func (b *deedBag) add(r *reading, h *hit, k eventKey) {
	if b.stands || len(b.Mentions) == maxMentions {
		return
	}
	f := r.story(h.d).features(h)
	if h.flag != happened {
		f = append(f, "flagged", "flagged="+flagWords[h.flag], string(cmp.Or(h.fought, h.typ))+"&flagged")
	}
	b.Mentions, b.of = append(b.Mentions, f), append(b.of, k)
}

// addEvidence adds to the bags what speaks of the same kind of deed beside them: denied,
// threatened, or done to an armed force.
func (r *reading) addEvidence(bags map[string]*deedBag) {
	for i := range r.hits {
		h := &r.hits[i]
		b := bags[reportKinds[cmp.Or(h.fought, h.typ)]]
		if b != nil && (h.flag != happened || h.fought != "") && h.d.Field == news.InText {
			b.add(r, h, eventKey{h.typ, h.flag})
		}
	}
}

var flagWords = map[flag]string{historical: "historical", future: "future", hypothetical: "hypothetical", negated: "negated"}

// stands reports a group that the model does not judge: what the headline tells
// stands, whatever the text below, and a single sentence is no story. It reads
// English only.
func (r *reading) stands(group []hit) bool {
	return r.lang != "en" || slices.ContainsFunc(group, func(h hit) bool {
		return h.d.Field == news.InTitle || len(h.d.Sentences) < fewestSentences
	})
}

// judge drops from kept the deeds that the model takes for mere talk, adds those that
// it takes for reported, and says how sure that is.
func (r *reading) judge(m *ReportModel, groups map[eventKey][]hit, kept map[eventKey]bool) map[eventKey]float64 {
	sure := map[eventKey]float64{}
	for _, b := range r.bags(groups, kept) {
		if b.stands {
			continue
		}
		c := m.Confidence(&b.Bag)
		switch {
		case !Reports(c) || r.titled && c <= belowAt:
			for _, k := range b.groups {
				delete(kept, k)
			}
			continue
		case !b.Kept:
			kept[b.likeliest(m)] = true
		}
		for _, k := range b.groups {
			sure[k] = c
		}
	}
	return sure
}

// likeliest is the group of the mention most probably reported, among those that took
// place.
func (b *deedBag) likeliest(m *ReportModel) eventKey {
	best, top := b.groups[0], -1.0
	for i, k := range b.of {
		if p := m.probability(b.Mentions[i]); p > top && slices.Contains(b.groups, k) {
			best, top = k, p
		}
	}
	return best
}
