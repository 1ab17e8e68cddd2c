package index

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
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
	lengths   map[string]lengthColumn
	facets    map[news.Facet]ordinals
	groups    groupColumn
	bytes     int64
}

// lengthColumn is the number of words of one text field.
type lengthColumn struct {
	words []uint32
	sum   uint64
}

// ordinals are the values of one facet: of document d those at
// ords[starts[d]:starts[d+1]], each an index into the facet's lexicon.
type ordinals struct {
	starts []uint32
	ords   []uint32
}

func (o *ordinals) of(doc uint32) []uint32 { return o.ords[o.starts[doc]:o.starts[doc+1]] }

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

// all is every value so far; what is there does not change.
func (l *lexicon) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.values
}

// columnCache keeps the columns of the segments that are in use.
type columnCache struct {
	mu       sync.Mutex
	entries  map[uint64]*columnEntry // by segment id
	newest   uint64                  // highest segment id seen
	lexicons map[news.Facet]*lexicon
}

type columnEntry struct {
	once sync.Once
	cols *columns
	err  error
}

func newColumnCache() *columnCache {
	c := &columnCache{entries: map[uint64]*columnEntry{}, lexicons: map[news.Facet]*lexicon{}}
	for _, f := range append(slices.Clone(news.Facets), groupLexicon) {
		c.lexicons[f] = &lexicon{number: map[string]uint32{}}
	}
	return c
}

// reset forgets all columns: a reopened index numbers its segments anew.
func (c *columnCache) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.entries)
	c.newest = 0
}

func (c *columnCache) size() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	var n int64
	for _, e := range c.entries {
		if e.cols != nil {
			n += e.cols.bytes
		}
	}
	for _, l := range c.lexicons {
		l.mu.Lock()
		n += l.bytes
		l.mu.Unlock()
	}
	return n
}

// of gives the columns of a snapshot's segments, in their order.
func (c *columnCache) of(segs []*scorch.SegmentSnapshot) ([]*columns, error) {
	entries := c.claim(segs)
	out := make([]*columns, len(segs))
	for i, e := range entries {
		e.once.Do(func() {
			cols, err := buildColumns(segs[i].Segment(), c.lexicons)
			c.mu.Lock() // size reads cols
			e.cols, e.err = cols, err
			c.mu.Unlock()
		})
		if e.err != nil {
			c.forget(segs[i].Id(), e)
			return nil, fmt.Errorf("columns of a segment: %w", e.err)
		}
		out[i] = e.cols
	}
	return out, nil
}

// claim finds or adds the entries of segs, and drops those of segments that were
// merged away, unless segs is itself an older state than was seen.
func (c *columnCache) claim(segs []*scorch.SegmentSnapshot) []*columnEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make([]*columnEntry, len(segs))
	keep := make(map[uint64]bool, len(segs))
	highest := uint64(0)
	for i, s := range segs {
		e := c.entries[s.Id()]
		if e == nil {
			e = &columnEntry{}
			c.entries[s.Id()] = e
		}
		out[i] = e
		keep[s.Id()] = true
		highest = max(highest, s.Id())
	}
	if highest >= c.newest {
		c.newest = highest
		for id := range c.entries {
			if !keep[id] {
				delete(c.entries, id)
			}
		}
	}
	return out
}

func (c *columnCache) forget(id uint64, e *columnEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.entries[id] == e {
		delete(c.entries, id)
	}
}

func buildColumns(seg segment.Segment, lexicons map[news.Facet]*lexicon) (*columns, error) {
	n := int(seg.Count())
	c := &columns{
		ids:       make([]uint64, n),
		published: slices.Repeat([]int64{noDate}, n),
		lengths:   map[string]lengthColumn{},
		facets:    map[news.Facet]ordinals{},
	}
	err := eachValue(seg, "_id", func(term string, docs *roaring.Bitmap) error {
		id, err := strconv.ParseUint(term, 16, 64)
		fill(c.ids, docs, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = eachValue(seg, fieldPublished, func(term string, docs *roaring.Bitmap) error {
		t, err := strconv.ParseInt(term, 10, 64)
		fill(c.published, docs, t)
		return err
	})
	if err != nil {
		return nil, err
	}
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
		c.facets[f] = o
		c.bytes += int64(4 * (len(o.starts) + len(o.ords)))
	}
	if c.groups, err = buildGroups(seg, n, lexicons[groupLexicon]); err != nil {
		return nil, err
	}
	c.bytes += int64(16*n) + c.groups.bytes()
	return c, nil
}

func buildLengths(seg segment.Segment, field string, n int) (lengthColumn, error) {
	c := lengthColumn{words: make([]uint32, n)}
	err := eachValue(seg, field, func(term string, docs *roaring.Bitmap) error {
		words, err := strconv.ParseUint(term, 10, 32)
		fill(c.words, docs, uint32(words))
		c.sum += words * docs.GetCardinality()
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
	terms := dict.AutomatonIterator(nil, nil, nil)
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
