package tag

import (
	"unicode/utf8"

	"dateline/indexer/prose"
	"dateline/search/news"
)

// given puts what was found in a rejoined title and text (see package prose) back to
// where it stands in those given: every mention's surface is what stands there.
type given struct {
	title, text                 string
	rejoinedTitle, rejoinedText prose.Rejoined
	titleOffsets, textOffsets   []int // bytes of each code point, as far as counted
}

// restored gives the tags of in, where their readers saw in rejoined, if it had to be.
func (t *Tagger) restored(in Input) news.Tags {
	spacing := prose.SpacingOf(in.Title, in.Text)
	g := given{title: in.Title, text: in.Text, rejoinedTitle: spacing.Rejoin(in.Title), rejoinedText: spacing.Rejoin(in.Text)}
	in.Title, in.Text = g.rejoinedTitle.Text, g.rejoinedText.Text
	tags := t.read(in)
	if len(in.Title) < len(g.title) || len(in.Text) < len(g.text) {
		g.titleOffsets, g.textOffsets = offsets(g.title), offsets(g.text)
		g.restore(&tags)
	}
	return tags
}

func (g *given) restore(t *news.Tags) {
	for i := range t.People {
		g.mentions(t.People[i].Mentions)
	}
	for i := range t.Countries {
		g.mentions(t.Countries[i].Mentions)
	}
	for i := range t.Orgs {
		g.mentions(t.Orgs[i].Mentions)
	}
	for i := range t.Places {
		g.mentions(t.Places[i].Mentions)
	}
	for i := range t.Events {
		g.mentions(t.Events[i].Mentions)
		g.mentions(t.Events[i].Sentences)
	}
	for i := range t.Quotes {
		q := &t.Quotes[i]
		q.Start, q.End = g.rejoinedText.Span(q.Start, q.End)
		if s := q.Speaker; s != nil {
			s.Start, s.End = g.rejoinedText.Span(s.Start, s.End)
		}
	}
}

func (g *given) mentions(all []news.Mention) {
	for i := range all {
		m := &all[i]
		text, rejoined, at := g.text, &g.rejoinedText, g.textOffsets
		if m.Field == news.InTitle {
			text, rejoined, at = g.title, &g.rejoinedTitle, g.titleOffsets
		}
		m.Start, m.End = rejoined.Span(m.Start, m.End)
		m.Surface = text[at[m.Start]:at[m.End]]
	}
}

// offsets gives the byte at which each code point of s begins, and its end.
func offsets(s string) []int {
	at := make([]int, 0, utf8.RuneCountInString(s)+1)
	for i := range s {
		at = append(at, i)
	}
	return append(at, len(s))
}
