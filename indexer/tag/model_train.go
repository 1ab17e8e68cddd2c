package tag

import (
	"slices"
	"strings"

	"dateline/indexer/ner"
	"dateline/search/news"
)

// Trainer prepares texts for ner.Train as a Tagger reads them. It is not safe
// for concurrent use.
type Trainer struct {
	names  *nameTables
	reader *reader
}

// NewTrainer loads the tables, and no model.
func NewTrainer() *Trainer { return &Trainer{names: loadNames(), reader: newReader(nil)} }

// Example cuts an annotated text into the tagger's tokens. A mark that does not
// end where tokens do is widened to them.
func (t *Trainer) Example(text ner.Text) ner.Example {
	a := &article{names: t.names}
	nd := a.prepare(newDoc(text.Body, news.InText))
	e := ner.Example{Doc: t.reader.doc([]*nameDoc{nd})}
	i := 0
	for _, m := range text.Marks {
		for i < len(nd.tokens) && nd.tokens[i].end <= m.Start {
			i++
		}
		first := i
		for i < len(nd.tokens) && nd.tokens[i].start < m.End && nd.tokens[i].sentence == nd.tokens[first].sentence {
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
	p := englishForms()
	f.Cities, f.Regions, f.Countries = p.cities, p.regions, p.countries
	f.Demonyms = slices.DeleteFunc(p.demonyms, func(s string) bool { return strings.HasSuffix(s, "s") })
	return f
}
