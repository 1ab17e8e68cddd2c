package person

import (
	"slices"
	"strings"

	"dateline/indexer/ner"
	"dateline/indexer/place"
	"dateline/indexer/prose"
	"dateline/search/news"
)

// Trainer prepares texts for ner.Train as a Tagger reads them. It is not safe
// for concurrent use.
type Trainer struct {
	names  *Tables
	reader *reader
}

// NewTrainer loads the tables, and no model.
func NewTrainer() *Trainer { return &Trainer{names: loadNames(), reader: newReader(nil)} }

// Example cuts an annotated text into the tagger's tokens. A mark that does not
// end where tokens do is widened to them.
func (t *Trainer) Example(text ner.Text) ner.Example {
	a := &article{names: t.names}
	nd := a.prepare(prose.NewDoc(text.Body, news.InText))
	e := ner.Example{Doc: t.reader.doc([]*nameDoc{nd})}
	i := 0
	for _, m := range text.Marks {
		for i < len(nd.Tokens) && nd.Tokens[i].End <= m.Start {
			i++
		}
		first := i
		for i < len(nd.Tokens) && nd.Tokens[i].Start < m.End && nd.Tokens[i].Sentence == nd.Tokens[first].Sentence {
			i++
		}
		if first < i {
			e.Spans = append(e.Spans, ner.Span{Range: ner.Range{First: first, Last: i}, Kind: m.Kind})
		}
	}
	ner.Tidy(&e)
	return e
}

// Facts lists the names of the tagger's tables for sentences to learn from.
func (t *Trainer) Facts() *ner.Facts {
	f := &ner.Facts{Demonyms: nil}
	for line := range dataLines("data/people-known.txt.gz") {
		f.People = append(f.People, line)
		w := strings.Fields(line)
		f.Family = append(f.Family, w[len(w)-1])
	}
	for line := range dataLines("data/orgs-known.txt") {
		full, rest, _ := strings.Cut(line, "|")
		if strings.Contains(full, " ") {
			short, _, _ := strings.Cut(rest, "|")
			f.Orgs = append(f.Orgs, full+"|"+short)
		} else {
			f.Firms = append(f.Firms, full)
		}
	}
	p := place.EnglishForms()
	f.Cities, f.Regions, f.Countries = p.Cities, p.Regions, p.Countries
	f.Demonyms = slices.DeleteFunc(p.Demonyms, func(s string) bool { return strings.HasSuffix(s, "s") })
	return f
}
