package index

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"dateline/search/news"
)

// noDate stands for an unknown published date in a column.
const noDate = math.MinInt64

// columns are a segment's values by document number. A segment never changes, so
// they are built once, from its dictionaries and postings. Deleted documents are
// in them too: whoever reads must ask the snapshot which are alive.
type columns struct {
	ids       []uint64 // news.ID, which is 16 hex digits; sorts alike
	published []int64  // seconds since 1970, or noDate
	byDate    []uint32 // all documents, the newest first, as newer orders them
	dated     int      // how many of them have a date; the others are last
	lengths   map[string]lengthColumn
	facets    map[news.Facet]*ordinals
	rows      rows
	groups    groupColumn
	bytes     int64
}

// lengthColumn is the number of words of one text field, and their sum with at most
// maxMean of each document.
type lengthColumn struct {
	words []uint32
	sum   uint64
}

// ordinals are the values of one facet: of document d those at
// ords[starts[d]:starts[d+1]], each an index into the facet's lexicon. Where every
// document has one, as it has one source, starts is nil.
type ordinals struct {
	starts []uint32
	ords   []uint32
}

func (o *ordinals) of(doc uint32) []uint32 {
	if o.starts == nil {
		return o.ords[doc : doc+1]
	}
	return o.ords[o.starts[doc]:o.starts[doc+1]]
}

// without is how many of the first n documents have no value.
func (o *ordinals) without(n int) int {
	if o.starts == nil {
		return 0
	}
	none := 0
	for d := range n {
		if o.starts[d] == o.starts[d+1] {
			none++
		}
	}
	return none
}

// lexicon numbers the values of one facet across all segments, so that counts of
// segments add up in one array. It only grows; a value that no article has any
// more just counts 0.
type lexicon struct {
	mu     sync.Mutex
	number map[string]uint32
	values []string
	bytes  int64
}

// lexiconEntry is about what one value takes beside its letters: two string
// headers, a number and its place in the map.
const lexiconEntry = 48

func (l *lexicon) intern(value string) uint32 {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n, ok := l.number[value]; ok {
		return n
	}
	n := uint32(len(l.values))
	l.number[value] = n
	l.values = append(l.values, value)
	l.bytes += lexiconEntry + int64(len(value))
	return n
}

// find gives the number of a value; ok is false for one that was never seen.
func (l *lexicon) find(value string) (number uint32, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	number, ok = l.number[value]
	return number, ok
}

// all is every value so far; what is there does not change.
func (l *lexicon) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.values
}

func buildColumns(seg segment.Segment, lexicons map[news.Facet]*lexicon, slots *slotTable) (*columns, error) {
	n := int(seg.Count())
	c := &columns{
		ids:       make([]uint64, n),
		published: slices.Repeat([]int64{noDate}, n),
		lengths:   map[string]lengthColumn{},
		facets:    map[news.Facet]*ordinals{},
	}
	for d := range c.ids {
		id, err := seg.DocID(uint64(d))
		if err == nil {
			c.ids[d], err = strconv.ParseUint(string(id), 16, 64)
		}
		if err != nil {
			return nil, fmt.Errorf("id of document %d: %w", d, err)
		}
	}
	err := eachValue(seg, fieldPublished, func(term string, docs *roaring.Bitmap) error {
		t, err := strconv.ParseInt(term, 10, 64)
		fill(c.published, docs, t)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.sortDates()
	for _, f := range textFields {
		if c.lengths[f], err = buildLengths(seg, lengthPrefix+f, n); err != nil {
			return nil, err
		}
		c.bytes += int64(4 * n)
	}
	for _, f := range news.Facets {
		o, err := buildOrdinals(seg, string(f), n, lexicons[f])
		if err != nil {
			return nil, err
		}
		c.facets[f] = &o
		c.bytes += int64(4 * (len(o.starts) + len(o.ords)))
	}
	c.rows = slots.rowsOf(c)
	c.bytes += c.rows.bytes()
	if c.groups, err = buildGroups(seg, n, lexicons[groupLexicon]); err != nil {
		return nil, err
	}
	c.bytes += int64(20*n) + c.groups.bytes()
	return c, nil
}

// sortDates fills byDate and dated.
func (c *columns) sortDates() {
	c.byDate = make([]uint32, len(c.ids))
	for d := range c.byDate {
		c.byDate[d] = uint32(d)
		if c.published[d] != noDate {
			c.dated++
		}
	}
	slices.SortFunc(c.byDate, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(c.published[b], c.published[a]), cmp.Compare(c.ids[a], c.ids[b]))
	})
}

func buildLengths(seg segment.Segment, field string, n int) (lengthColumn, error) {
	c := lengthColumn{words: make([]uint32, n)}
	err := eachValue(seg, field, func(term string, docs *roaring.Bitmap) error {
		words, err := strconv.ParseUint(term, 10, 32)
		fill(c.words, docs, uint32(words))
		c.sum += min(maxMean, words) * docs.GetCardinality()
		return err
	})
	return c, err
}

func buildOrdinals(seg segment.Segment, field string, n int, lex *lexicon) (ordinals, error) {
	o := ordinals{starts: make([]uint32, n+1)}
	var docs, ords []uint32 // pairs, by value
	err := eachValue(seg, field, func(term string, of *roaring.Bitmap) error {
		ord := lex.intern(term)
		docs = append(docs, of.ToArray()...)
		for len(ords) < len(docs) {
			ords = append(ords, ord)
		}
		return nil
	})
	if err != nil {
		return o, err
	}
	for _, d := range docs {
		o.starts[d+1]++
	}
	for i := range n {
		o.starts[i+1] += o.starts[i]
	}
	next := slices.Clone(o.starts[:n])
	o.ords = make([]uint32, len(ords))
	for i, d := range docs {
		o.ords[next[d]] = ords[i]
		next[d]++
	}
	if len(o.ords) == n && o.without(n) == 0 {
		o.starts = nil
	}
	return o, nil
}

func fill[T any](column []T, docs *roaring.Bitmap, v T) {
	for it := docs.Iterator(); it.HasNext(); {
		column[it.Next()] = v
	}
}

// eachValue calls fn with every term of a field and the documents that have it,
// deleted ones included. The bitmap is only valid during the call.
func eachValue(seg segment.Segment, field string, fn func(term string, docs *roaring.Bitmap) error) error {
	dict, err := seg.Dictionary(field)
	if err != nil {
		return err
	}
	terms := termsOnly(dict)
	var list segment.PostingsList
	for {
		entry, err := terms.Next()
		if err != nil || entry == nil {
			return err
		}
		if list, err = dict.PostingsList([]byte(entry.Term), nil, list); err != nil {
			return err
		}
		docs, err := bitmapOf(list)
		if err != nil {
			return err
		}
		if err := fn(entry.Term, docs); err != nil {
			return fmt.Errorf("field %s: term %q: %w", field, entry.Term, err)
		}
	}
}

// termsOnly goes through a dictionary without reading how many documents each
// term has, where the segment can: here that is read from the postings anyway.
func termsOnly(dict segment.TermDictionary) segment.DictionaryIterator {
	if d, ok := dict.(interface {
		AutomatonIteratorOmitCount(a segment.Automaton, start, end []byte) segment.DictionaryIterator
	}); ok {
		return d.AutomatonIteratorOmitCount(nil, nil, nil)
	}
	return dict.AutomatonIterator(nil, nil, nil)
}

// bitmapOf is the documents of a postings list. It must not be changed: it may
// be the list's own, in mapped memory.
func bitmapOf(list segment.PostingsList) (*roaring.Bitmap, error) {
	it, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return nil, fmt.Errorf("postings of type %T have no bitmap", list)
	}
	if doc, ok := it.DocNum1Hit(); ok {
		return roaring.BitmapOf(uint32(doc)), nil
	}
	if bm := it.ActualBitmap(); bm != nil {
		return bm, nil
	}
	return roaring.New(), nil
}
