package tag

import (
	"path/filepath"
	"testing"

	"dateline/indexer/ner"
	"dateline/search/news"
)

// TestNamesGold reports how places and organisations of annotated news are
// found, by the model alone and by the tagger; people by the model alone.
func TestNamesGold(t *testing.T) {
	if testing.Short() {
		t.Skip("reads a megabyte of annotated news")
	}
	dir := goldDir(t)
	tagger := newPeopleTagger()
	for _, set := range []struct {
		name, file  string
		labels      [4]string
		joinHyphens bool
	}{
		{"ner-worldwide", "ner-worldwide/articles.conll.gz", [4]string{"", "Person", "Location", "Organization"}, true},
		{"ner-conll2003 dev", "ner-conll2003/dev.conll.gz", [4]string{"", "PER", "LOC", "ORG"}, false},
	} {
		for _, kind := range []ner.Kind{ner.Person, ner.Place, ner.Org} {
			var alone, whole prf
			misses := map[string]int{}
			for _, g := range readGold(t, filepath.Join(dir, set.file), set.labels[kind], set.joinHyphens) {
				a := tagger.read([]*doc{newDoc("", news.InTitle), newDoc(g.text, news.InText)}, "en")
				compareSpans([]rune(g.text), g.spans, labelled(a.docs[1], kind), &alone, map[string]int{})
				compareSpans([]rune(g.text), g.spans, tagged(a, kind), &whole, misses)
			}
			t.Logf("%s %v: model %v; tagger %v", set.name, kind, alone, whole)
			if whole.tp*2 < whole.tp+whole.fp {
				t.Errorf("%s %v: more than half of what is found is wrong", set.name, kind)
			}
			if kind != ner.Person {
				logMisses(t, misses)
			}
		}
	}
}

// labelled gives the spans the model marks in d as names of a kind.
func labelled(d *nameDoc, kind ner.Kind) map[[2]int]bool {
	out := map[[2]int]bool{}
	reading := ner.Reading{Labels: d.labels}
	for _, s := range reading.Spans() {
		if s.Kind == kind {
			out[[2]int{d.tokens[s.First].runeStart, d.tokens[s.Last-1].runeEnd}] = true
		}
	}
	return out
}

// tagged gives the spans of the mentions the tagger makes of a kind.
func tagged(a *article, kind ner.Kind) map[[2]int]bool {
	out := map[[2]int]bool{}
	add := func(ms []news.Mention) {
		for _, m := range ms {
			out[[2]int{m.Start, m.End}] = true
		}
	}
	people := a.people()
	orgs, places := a.things(people)
	for i := range people {
		if kind == ner.Person {
			add(people[i].Mentions)
		}
	}
	for i := range orgs {
		if kind == ner.Org {
			add(orgs[i].Mentions)
		}
	}
	for i := range places {
		if kind == ner.Place {
			add(places[i].Mentions)
		}
	}
	return out
}
