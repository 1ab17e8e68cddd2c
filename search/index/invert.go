package index

import (
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
)

// maxFlatDocs is the most documents whose postings are one array of a roaring
// bitmap, whatever they are.
const maxFlatDocs = 4096

// draft is some documents turned into the fields of a segment. All terms of all
// fields are numbered together, so that each is hashed and sorted once. It keeps
// its memory for the next documents. Not safe for concurrent use.
type draft struct {
	ids    []string // by document
	fields []*draftField
	byName map[string]*draftField
	spare  []*draftField

	number  map[string]uint32
	terms   []string
	ours    map[*termNumbers][]uint32 // number here, plus one, by number there
	rank    []uint32                  // by number, among the sorted terms
	starts  []uint32
	entries []entry
}

// draftField is a field's tokens in the order of the documents.
type draftField struct {
	name    string
	options bleveindex.FieldIndexingOptions
	docs    []draftDoc
	numbers []uint32 // of the terms of all tokens
}

type draftDoc struct {
	doc    uint32
	length int
	tokens []token // nil where places are not known
	terms  int
}

// entry is a place of a term.
type entry struct{ doc, start, end, position uint32 }

func newDraft() *draft {
	return &draft{byName: map[string]*draftField{}, number: map[string]uint32{}, ours: map[*termNumbers][]uint32{}}
}

// reset forgets the documents, and the strings with them.
func (d *draft) reset() {
	clear(d.ids)
	clear(d.terms)
	clear(d.number)
	clear(d.ours)
	clear(d.byName)
	for _, f := range d.fields {
		clear(f.docs)
		f.docs, f.numbers = f.docs[:0], f.numbers[:0]
	}
	d.spare = append(d.spare, d.fields...)
	d.ids, d.terms, d.fields = d.ids[:0], d.terms[:0], d.fields[:0]
}

// read takes in documents and reports whether it could: documents of any other
// making than generation.fillBatch's are for Bleve's own writer.
func (d *draft) read(docs []bleveindex.Document) bool {
	if len(docs) == 0 || len(docs) > maxFlatDocs {
		return false
	}
	id := d.field("_id")
	id.options = bleveindex.IndexField | bleveindex.StoreField
	for i, doc := range docs {
		if !d.readDocument(uint32(i), doc) {
			return false
		}
		d.ids = append(d.ids, doc.ID())
		id.docs = append(id.docs, draftDoc{doc: uint32(i), length: 1, terms: 1})
		id.numbers = append(id.numbers, d.numberOf(doc.ID()))
	}
	d.sort()
	return true
}

func (d *draft) readDocument(i uint32, doc bleveindex.Document) bool {
	own, ok := doc.(*document.Document)
	if !ok || len(own.CompositeFields)+len(own.NestedDocuments) > 0 {
		return false
	}
	for _, f := range own.Fields {
		if f.Name() == "_id" {
			continue // as AddIDField makes it
		}
		ours, ok := f.(*field)
		if !ok || ours.options != textOptions && ours.options != keywordOptions {
			return false
		}
		to := d.field(ours.name)
		if n := len(to.docs); n > 0 && to.docs[n-1].doc == i {
			return false
		}
		to.options |= ours.options
		to.docs = append(to.docs, draftDoc{i, ours.length, ours.tokens, max(len(ours.tokens), len(ours.values))})
		for _, v := range ours.values {
			to.numbers = append(to.numbers, d.numberOf(v))
		}
		if ours.terms != nil {
			to.numbers = d.translate(to.numbers, ours)
		}
	}
	return true
}

// field finds or adds the field of a name.
func (d *draft) field(name string) *draftField {
	if f := d.byName[name]; f != nil {
		return f
	}
	f := &draftField{}
	if n := len(d.spare); n > 0 {
		f, d.spare = d.spare[n-1], d.spare[:n-1]
	}
	f.name, f.options = name, 0
	d.byName[name] = f
	d.fields = append(d.fields, f)
	return f
}

func (d *draft) numberOf(term string) uint32 {
	n, ok := d.number[term]
	if !ok {
		n = uint32(len(d.terms))
		d.number[term] = n
		d.terms = append(d.terms, term)
	}
	return n
}

// translate appends the numbers of a text's terms.
func (d *draft) translate(to []uint32, f *field) []uint32 {
	ours := d.ours[f.terms]
	if more := len(f.texts) - len(ours); more > 0 {
		ours = append(ours, make([]uint32, more)...)
		d.ours[f.terms] = ours
	}
	for _, t := range f.tokens {
		n := ours[t.term]
		if n == 0 {
			n = d.numberOf(f.texts[t.term]) + 1
			ours[t.term] = n
		}
		to = append(to, n-1)
	}
	return to
}

// sort puts the fields in the order of a segment, _id first, and the terms in
// theirs; numbers are ranks from then on.
func (d *draft) sort() {
	slices.SortFunc(d.fields[1:], func(a, b *draftField) int { return strings.Compare(a.name, b.name) })
	slices.Sort(d.terms)
	d.rank = slices.Grow(d.rank[:0], len(d.terms))[:len(d.terms)]
	for i, term := range d.terms {
		d.rank[d.number[term]] = uint32(i)
	}
	for _, f := range d.fields {
		for i, n := range f.numbers {
			f.numbers[i] = d.rank[n]
		}
	}
}

// invert calls fn with every term of a field, in order, and the places of it, by
// document and then as they came.
func (d *draft) invert(f *draftField, fn func(term string, places []entry) error) error {
	d.starts = slices.Grow(d.starts[:0], len(d.terms)+1)[:len(d.terms)+1]
	clear(d.starts)
	starts := d.starts
	for _, n := range f.numbers {
		starts[n+1]++
	}
	for i := range d.terms {
		starts[i+1] += starts[i]
	}
	d.entries = slices.Grow(d.entries[:0], len(f.numbers))[:len(f.numbers)]
	numbers := f.numbers
	for _, doc := range f.docs {
		for i := range doc.terms {
			e := entry{doc: doc.doc}
			if doc.tokens != nil {
				t := &doc.tokens[i]
				e.start, e.end, e.position = t.start, t.end, t.position
			}
			at := &starts[numbers[i]] // becomes the start of the term after
			d.entries[*at] = e
			*at++
		}
		numbers = numbers[doc.terms:]
	}
	begin := uint32(0)
	for i, term := range d.terms {
		end := starts[i]
		if end > begin {
			if err := fn(term, d.entries[begin:end]); err != nil {
				return err
			}
		}
		begin = end
	}
	return nil
}
