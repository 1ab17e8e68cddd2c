package index

import (
	"encoding/binary"
	"errors"
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
)

// postings reads one term's postings of some documents, in order: how often it
// stands in each and, where asked for, at which places.
//
// Most of the time of a search over many matches went into Bleve's iterator, which
// makes a value for each posting and each place. So where most of a list is wanted,
// it is read from the segment's mapped bytes (see segmentWriter for their format);
// where little is, Bleve's iterator knows how to skip.
type postings struct {
	doc   uint32 // the current document
	times uint32 // how often the term stands there

	it  segment.PostingsIterator // nil where raw is read
	at  segment.Posting
	raw *rawPostings
}

// denseShare is how many documents of a list may be read over for each that is
// wanted.
const denseShare = 16

// postingsOf reads the postings of term that are of docs; nil when there are none.
func (s *segmentView) postingsOf(field, term string, docs *roaring.Bitmap, places bool) (*postings, error) {
	term, of, err := s.unmask(field, term)
	if err != nil {
		return nil, err
	}
	list, err := s.postings(field, term)
	if err != nil || list == nil {
		return nil, err
	}
	live, err := bitmapOf(list)
	if err != nil {
		return nil, err
	}
	// Only a true subset of the list may replace its documents: the iterator runs
	// to its end looking for a document that it lacks.
	want := roaring.And(live, docs)
	if of != nil {
		want.And(of)
	}
	n := want.GetCardinality()
	if n == 0 {
		return nil, nil
	}
	if n*denseShare >= live.GetCardinality() {
		raw, err := s.rawPostings(field, term, want, places)
		if err != nil || raw != nil {
			return &postings{raw: raw}, err
		}
	}
	it := list.Iterator(true, false, places, nil)
	if n < live.GetCardinality() {
		it.(segment.OptimizablePostingsIterator).ReplaceActual(want)
	}
	return &postings{it: it}, nil
}

// next goes to the next document and reports whether there is one.
func (p *postings) next() (bool, error) {
	if p.raw != nil {
		return p.raw.next(p), nil
	}
	at, err := p.it.Next()
	if err != nil || at == nil {
		p.at = nil
		return false, err
	}
	p.at, p.doc, p.times = at, uint32(at.Number()), uint32(at.Frequency())
	return true, nil
}

// appendPlaces appends the places in the current document.
func (p *postings) appendPlaces(to []place) []place {
	if p.raw != nil {
		return p.raw.appendPlaces(to)
	}
	for _, loc := range p.at.Locations() {
		at := int(loc.Pos())
		to = append(to, place{at, at, int(loc.Start()), int(loc.End())})
	}
	return to
}

// appendPositions appends the positions of those places. One term's are in order.
func (p *postings) appendPositions(to []uint32) []uint32 {
	if p.raw != nil {
		return p.raw.appendPositions(to)
	}
	for _, loc := range p.at.Locations() {
		to = append(to, uint32(loc.Pos()))
	}
	return to
}

// rawPostings reads a list of postings from the bytes of a segment.
type rawPostings struct {
	all, want docsReader // of the list, deleted ones included; those to read
	perChunk  uint32
	chunk     uint32 // at hand, plus one
	freqs     chunkReader
	places    chunkReader
	from, to  int // the current document's places, in places.mem
}

// errMissingTerm says that a dictionary lacks a term that Bleve found in it.
var errMissingTerm = errors.New("the dictionary of a segment does not hold what it was asked for")

// rawPostings is nil where the segment or the list is not in the form that is read
// here: it is not on disk yet, or of another version.
func (s *segmentView) rawPostings(field, term string, want *roaring.Bitmap, places bool) (*rawPostings, error) {
	seg, ok := s.seg.(*zap.Segment)
	if !ok || seg.ChunkMode() != zap.DefaultChunkMode || seg.CallbackId() != "" {
		return nil, nil
	}
	dict, err := s.rawDictionary(seg, field)
	if err != nil {
		return nil, err
	}
	at, found, err := dict.Get([]byte(term))
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, errMissingTerm
	}
	if at&zap.FSTValEncodingMask != zap.FSTValEncodingGeneral {
		return nil, nil // a single posting, within the dictionary
	}
	r := &rawPostings{}
	mem, p := seg.Data(), int(at)
	freqsAt, p := uvarintAt(mem, p)
	placesAt, p := uvarintAt(mem, p)
	size, p := uvarintAt(mem, p)
	all := roaring.New()
	if _, err := all.FromBuffer(mem[p : p+int(size)]); err != nil {
		return nil, err
	}
	r.perChunk = uint32(seg.NumDocs() / (all.GetCardinality()/chunkDocs + 1))
	r.freqs.open(mem, freqsAt)
	if places {
		r.places.open(mem, placesAt)
	}
	r.all.it, r.want.it = all.ManyIterator(), want.ManyIterator()
	return r, nil
}

// rawDictionary is the dictionary of a field, which gives where postings stand.
func (s *segmentView) rawDictionary(seg *zap.Segment, field string) (*vellum.FST, error) {
	if d, ok := s.rawDicts[field]; ok {
		return d, nil
	}
	at, err := seg.DictAddr(field)
	if err != nil {
		return nil, err
	}
	mem := seg.Data()
	size, p := uvarintAt(mem, int(at))
	d, err := vellum.Load(mem[p : p+int(size)])
	if err != nil {
		return nil, err
	}
	s.rawDicts[field] = d
	return d, nil
}

func (r *rawPostings) next(p *postings) bool {
	doc, ok := r.want.next()
	if !ok {
		return false
	}
	if chunk := doc/r.perChunk + 1; chunk != r.chunk {
		r.chunk = chunk
		r.freqs.load(int(chunk - 1))
		r.places.load(int(chunk - 1))
	}
	first := (r.chunk - 1) * r.perChunk
	for {
		at, ok := r.all.next()
		if !ok {
			return false // never: doc is among all
		}
		if at < first {
			continue // in a chunk that nothing is wanted of
		}
		head := r.freqs.uvarint()
		if head>>1 > 0 {
			r.freqs.uvarint() // the length of the field
		}
		if head&1 > 0 && r.places.mem != nil {
			size := int(r.places.uvarint())
			r.from = r.places.at
			r.places.at += size
		} else {
			r.from = r.places.at
		}
		if at == doc {
			r.to = r.places.at
			p.doc, p.times = doc, uint32(head>>1)
			return true
		}
	}
}

// appendPlaces takes the numbers of a place out of eight bytes at once, where they
// hold it, as they do up to the 16,384th byte of a text: byte by byte it was a third of
// the time of a phrase.
func (r *rawPostings) appendPlaces(to []place) []place {
	mem := r.places.mem
	for p := r.from; p < r.to; {
		// Every number's last byte has no high bit.
		x := binary.LittleEndian.Uint64(mem[p:]) // a footer follows all places
		ends := ^x & highBits
		field := ends & -ends
		ends ^= field
		position := ends & -ends
		ends ^= position
		start := ends & -ends
		ends ^= start
		end := ends & -ends
		ends ^= end
		if ends&-ends != end<<8 || end<<8 == 0 || x&(end<<1*0xff) != 0 {
			to, p = appendPlace(to, mem, p)
			continue
		}
		first := number(x&(position-field), field)
		to = append(to, place{first, first, number(x&(start-position), position), number(x&(end-start), start)})
		p += bits.TrailingZeros64(end)/8 + 2
	}
	return to
}

// appendPositions is appendPlaces without the offsets.
func (r *rawPostings) appendPositions(to []uint32) []uint32 {
	mem := r.places.mem
	for p := r.from; p < r.to; {
		x := binary.LittleEndian.Uint64(mem[p:])
		ends := ^x & highBits
		field := ends & -ends
		ends ^= field
		position := ends & -ends
		ends &= ends - 1 // after position
		ends &= ends - 1 // after start
		end := ends & -ends
		ends ^= end
		if ends&-ends != end<<8 || end<<8 == 0 || x&(end<<1*0xff) != 0 {
			var one [1]place
			_, p = appendPlace(one[:0], mem, p)
			to = append(to, uint32(one[0].first))
			continue
		}
		to = append(to, uint32(number(x&(position-field), field)))
		p += bits.TrailingZeros64(end)/8 + 2
	}
	return to
}

const highBits = 0x8080808080808080

// number is the value of the bytes of x, which begin after a bit and have at most
// six bytes, most of them two.
func number(x, after uint64) int {
	x >>= bits.TrailingZeros64(after) + 1
	v := x&0x7f | x>>1&(0x7f<<7)
	if x >= 1<<16 {
		v |= x>>2&(0x7f<<14) | x>>3&(0x7f<<21) | x>>4&(0x7f<<28) | x>>5&(0x7f<<35)
	}
	return int(v)
}

// appendPlace reads a place number by number.
func appendPlace(to []place, mem []byte, p int) ([]place, int) {
	var numbers [5]uint64 // field, position, start, end, and how many positions in arrays follow
	for i := range numbers {
		numbers[i], p = uvarintAt(mem, p)
	}
	for range numbers[4] {
		_, p = uvarintAt(mem, p)
	}
	return append(to, place{int(numbers[1]), int(numbers[1]), int(numbers[2]), int(numbers[3])}), p
}

// docsReader goes through a bitmap.
type docsReader struct {
	it     roaring.ManyIntIterable
	buffer [64]uint32
	at, n  int
}

func (r *docsReader) next() (uint32, bool) {
	if r.at == r.n {
		r.at, r.n = 0, r.it.NextMany(r.buffer[:])
		if r.n == 0 {
			return 0, false
		}
	}
	r.at++
	return r.buffer[r.at-1], true
}

// chunkReader reads what writeChunks writes.
type chunkReader struct {
	mem  []byte // nil where nothing is read
	ends []uint64
	data int // where the first chunk begins
	at   int
}

func (c *chunkReader) open(mem []byte, at uint64) {
	if at == 0 {
		return
	}
	n, p := uvarintAt(mem, int(at))
	if n > uint64(len(mem)-p) {
		panic("a segment holds more chunks than bytes") // not the memory for them
	}
	c.mem, c.ends = mem, make([]uint64, n)
	for i := range c.ends {
		c.ends[i], p = uvarintAt(mem, p)
	}
	c.data = p
}

func (c *chunkReader) load(chunk int) {
	if c.mem == nil {
		return
	}
	c.at = c.data
	if chunk > 0 {
		c.at += int(c.ends[chunk-1])
	}
}

func (c *chunkReader) uvarint() uint64 {
	v, at := uvarintAt(c.mem, c.at)
	c.at = at
	return v
}

// uvarintAt reads a number and gives where the next one begins. Most are a byte.
func uvarintAt(mem []byte, at int) (uint64, int) {
	if v := mem[at]; v < 0x80 {
		return uint64(v), at + 1
	}
	return longUvarintAt(mem, at)
}

func longUvarintAt(mem []byte, at int) (uint64, int) {
	if b := mem[at+1]; b < 0x80 {
		return uint64(mem[at]&0x7f) | uint64(b)<<7, at + 2
	}
	v, n := binary.Uvarint(mem[at:])
	if n <= 0 {
		panic("a number in a segment does not end") // Search makes it an error
	}
	return v, at + n
}
