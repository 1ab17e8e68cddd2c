package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
)

// segmentPlugin is Bleve's segment format, version 17, with a writer of our own for
// the documents that this package makes: Bleve's puts each token of each document
// into maps, objects and bitmaps on the way, which was half of the time of indexing.
// What it writes is the same bytes, as a test compares; opening and merging are
// Bleve's. It is safe for concurrent use.
type segmentPlugin struct{ zap.ZapPlugin }

// memorySegment is a segment that is not on disk yet, which no Close takes anything
// from. Bleve closes the segment of a batch that it could not persist, a full disk
// being the usual reason, though that segment is in the index by then: searches hold
// it, and so do the next batch, the persister and the merger. Closing takes the
// dictionaries' cache away under all of them, and the next to ask for a dictionary
// panicked, "assignment to entry in nil map". The segment is memory and nothing else,
// which goes when the last who holds it does.
type memorySegment struct{ *zap.SegmentBase }

// Close does nothing, see memorySegment.
func (memorySegment) Close() error { return nil }

// Merge is MergeUsing without settings.
func (p *segmentPlugin) Merge(segments []segment.Segment, drops []*roaring.Bitmap, path string, end chan struct{}, s segment.StatsReporter) ([][]uint64, uint64, error) {
	return p.MergeUsing(segments, drops, path, end, s, nil)
}

// MergeUsing is Bleve's, which takes segments of its own types only.
func (p *segmentPlugin) MergeUsing(segments []segment.Segment, drops []*roaring.Bitmap, path string, end chan struct{}, s segment.StatsReporter, config map[string]any) ([][]uint64, uint64, error) {
	own := slices.Clone(segments)
	for i, seg := range own {
		if m, ok := seg.(memorySegment); ok {
			own[i] = m.SegmentBase
		}
	}
	return p.ZapPlugin.MergeUsing(own, drops, path, end, s, config)
}

var segmentWriters = sync.Pool{New: func() any { return newSegmentWriter() }}

// New makes a segment of documents in memory, and says how large it is.
func (p *segmentPlugin) New(docs []bleveindex.Document) (segment.Segment, uint64, error) {
	return p.NewUsing(docs, nil)
}

// NewUsing is New with the settings of an index.
func (p *segmentPlugin) NewUsing(docs []bleveindex.Document, config map[string]any) (segment.Segment, uint64, error) {
	w := segmentWriters.Get().(*segmentWriter)
	defer segmentWriters.Put(w)
	defer w.draft.reset()
	if !w.draft.read(docs) {
		seg, size, err := p.ZapPlugin.NewUsing(docs, config)
		return inMemory(seg), size, err
	}
	at, err := w.write()
	if err != nil {
		return nil, 0, err
	}
	stats, ok := config[segment.StatsKey].(*segment.Stats)
	if !ok || stats == nil {
		stats = new(segment.Stats)
	}
	mem := bytes.Clone(w.out) // as large as it is; out is used again
	seg, err := zap.InitSegmentBase(mem, crc32.ChecksumIEEE(mem), zap.DefaultChunkMode, uint64(len(docs)), at.stored, at.fields, config, stats)
	if err != nil {
		return nil, 0, err
	}
	return inMemory(seg), uint64(len(mem)), nil
}

// inMemory makes a memorySegment of a segment of Bleve's that is one.
func inMemory(seg segment.Segment) segment.Segment {
	if base, ok := seg.(*zap.SegmentBase); ok {
		return memorySegment{base}
	}
	return seg
}

// The parts of the format that zapx does not export.
const (
	sectionText      = 0 // the inverted index of a field
	sectionSynonym   = 2
	sectionGeo       = 3
	noDocValues      = math.MaxUint64
	chunkDocs        = 1024 // documents with a term that make a chunk
	roaringCookie    = 12346
	roaringHeader    = 16 // bytes before the array of a bitmap of one
	compressedNobody = 0  // snappy's form of no bytes
)

// dictionaryOptions are zapx's own.
var dictionaryOptions = &vellum.BuilderOpts{Encoder: 1, RegistryTableSize: 0, RegistryMRUSize: 1}

// segmentAt is where the two tables of a segment begin.
type segmentAt struct{ stored, fields uint64 }

// segmentWriter writes a draft. It keeps its memory for the next one.
type segmentWriter struct {
	draft   *draft
	out     []byte
	lengths []uint64 // of the field at hand, by document
	freqs   chunks
	places  chunks
	place   []byte
	docs    []uint16

	dictionary bytes.Buffer
	builder    *vellum.Builder
}

func newSegmentWriter() *segmentWriter { return &segmentWriter{draft: newDraft()} }

func (w *segmentWriter) uvarint(v uint64) { w.out = binary.AppendUvarint(w.out, v) }

func (w *segmentWriter) write() (segmentAt, error) {
	w.out = w.out[:0]
	at := segmentAt{stored: w.writeStored()}
	addresses := make([]uint64, len(w.draft.fields))
	for i, f := range w.draft.fields {
		var err error
		if addresses[i], err = w.writeField(uint64(i), f); err != nil {
			return at, err
		}
	}
	at.fields = w.writeFields(addresses)
	return at, nil
}

// writeStored writes what is stored of each document, which is its id, and gives
// the address of the table of them.
func (w *segmentWriter) writeStored() uint64 {
	var at []uint64
	for _, id := range w.draft.ids {
		at = append(at, uint64(len(w.out)))
		meta := binary.AppendUvarint(nil, uint64(len(id)))
		w.uvarint(uint64(len(meta)))
		w.uvarint(uint64(len(id)) + 1)
		w.out = append(append(append(w.out, meta...), id...), compressedNobody)
	}
	table := uint64(len(w.out))
	for _, a := range at {
		w.out = binary.BigEndian.AppendUint64(w.out, a)
	}
	w.uvarint(0) // nested documents
	return table
}

// writeField writes postings and dictionary, and gives the address of both.
func (w *segmentWriter) writeField(id uint64, f *draftField) (uint64, error) {
	w.lengths = append(w.lengths[:0], make([]uint64, len(w.draft.ids))...)
	for _, d := range f.docs {
		w.lengths[d.doc] = uint64(d.length)
	}
	var err error
	if w.dictionary.Reset(); w.builder == nil {
		w.builder, err = vellum.New(&w.dictionary, dictionaryOptions)
	} else {
		err = w.builder.Reset(&w.dictionary)
	}
	if err != nil {
		return 0, err
	}
	err = w.draft.invert(f, func(term string, places []entry) error {
		return w.builder.Insert([]byte(term), w.writePostings(id, f.options, places))
	})
	if err = errors.Join(err, w.builder.Close()); err != nil {
		return 0, err
	}
	dictionary := uint64(len(w.out))
	w.uvarint(uint64(w.dictionary.Len()))
	w.out = append(w.out, w.dictionary.Bytes()...)
	address := uint64(len(w.out))
	w.uvarint(noDocValues) // from
	w.uvarint(noDocValues) // to
	w.uvarint(dictionary)
	return address, nil
}

// writePostings writes how often and where a term stands in each document, and
// gives the address.
func (w *segmentWriter) writePostings(field uint64, options bleveindex.FieldIndexingOptions, places []entry) uint64 {
	w.docs = w.docs[:0]
	for i := range places {
		if i == 0 || places[i].doc != places[i-1].doc {
			w.docs = append(w.docs, uint16(places[i].doc))
		}
	}
	n := len(w.draft.ids)
	perChunk := n / (len(w.docs)/chunkDocs + 1)
	w.freqs.begin(perChunk, n)
	w.places.begin(perChunk, n)
	for len(places) > 0 {
		doc := places[0].doc
		times := 1
		for times < len(places) && places[times].doc == doc {
			times++
		}
		w.addDocument(field, options, places[:times])
		places = places[times:]
	}
	freqsAt := w.writeChunks(&w.freqs)
	placesAt := w.writeChunks(&w.places)
	at := uint64(len(w.out))
	w.uvarint(freqsAt)
	w.uvarint(placesAt)
	w.writeDocs()
	return at
}

// addDocument adds a term's places in one document.
func (w *segmentWriter) addDocument(field uint64, options bleveindex.FieldIndexingOptions, places []entry) {
	doc := int(places[0].doc)
	freqs := w.freqs.of(doc)
	switch {
	case options.SkipFreqNorm():
		*freqs = append(*freqs, 0)
		return
	case !options.IncludeTermVectors():
		*freqs = binary.AppendUvarint(binary.AppendUvarint(*freqs, uint64(len(places))<<1), w.lengths[doc])
		return
	}
	*freqs = binary.AppendUvarint(binary.AppendUvarint(*freqs, uint64(len(places))<<1|1), w.lengths[doc])
	b := w.place[:0]
	for i := range places {
		p := &places[i]
		b = binary.AppendUvarint(b, field)
		b = binary.AppendUvarint(b, uint64(p.position))
		b = binary.AppendUvarint(b, uint64(p.start))
		b = binary.AppendUvarint(b, uint64(p.end))
		b = append(b, 0) // array positions
	}
	w.place = b
	to := w.places.of(doc)
	*to = append(binary.AppendUvarint(*to, uint64(len(b))), b...)
}

// writeDocs writes the bitmap of the documents with a term.
func (w *segmentWriter) writeDocs() {
	w.uvarint(roaringHeader + 2*uint64(len(w.docs)))
	w.out = binary.LittleEndian.AppendUint32(w.out, roaringCookie)
	w.out = binary.LittleEndian.AppendUint32(w.out, 1)
	w.out = binary.LittleEndian.AppendUint16(w.out, 0)
	w.out = binary.LittleEndian.AppendUint16(w.out, uint16(len(w.docs)-1))
	w.out = binary.LittleEndian.AppendUint32(w.out, roaringHeader)
	for _, d := range w.docs {
		w.out = binary.LittleEndian.AppendUint16(w.out, d)
	}
}

// writeFields writes the table of fields and gives its address.
func (w *segmentWriter) writeFields(addresses []uint64) uint64 {
	var at []uint64
	for i, f := range w.draft.fields {
		at = append(at, uint64(len(w.out)))
		w.uvarint(uint64(len(f.name)))
		w.out = append(w.out, f.name...)
		w.uvarint(uint64(f.options))
		sections := []struct {
			kind    uint16
			address uint64
		}{{sectionText, addresses[i]}, {sectionSynonym, 0}, {sectionGeo, 0}}
		w.uvarint(uint64(len(sections)))
		for _, s := range sections {
			w.out = binary.BigEndian.AppendUint16(w.out, s.kind)
			w.out = binary.BigEndian.AppendUint64(w.out, s.address)
		}
	}
	table := uint64(len(w.out))
	w.uvarint(uint64(len(at)))
	for _, a := range at {
		w.out = binary.BigEndian.AppendUint64(w.out, a)
	}
	return table
}

// chunks is bytes of documents, in order, of which a reader can skip some.
type chunks struct {
	perChunk int
	at       int
	ends     []uint64
	bytes    []byte
}

func (c *chunks) begin(perChunk, docs int) {
	c.perChunk, c.at, c.bytes = perChunk, 0, c.bytes[:0]
	c.ends = append(c.ends[:0], make([]uint64, (docs-1)/perChunk+1)...)
}

// of is what to append a document's bytes to.
func (c *chunks) of(doc int) *[]byte {
	for at := doc / c.perChunk; c.at < at; c.at++ {
		c.ends[c.at] = uint64(len(c.bytes))
	}
	return &c.bytes
}

// writeChunks gives the address, 0 where there is nothing to write.
func (w *segmentWriter) writeChunks(c *chunks) uint64 {
	if len(c.bytes) == 0 {
		return 0
	}
	for ; c.at < len(c.ends); c.at++ {
		c.ends[c.at] = uint64(len(c.bytes))
	}
	at := uint64(len(w.out))
	w.uvarint(uint64(len(c.ends)))
	for _, end := range c.ends {
		w.uvarint(end)
	}
	w.out = append(w.out, c.bytes...)
	return at
}
