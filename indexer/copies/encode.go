package copies

import (
	"encoding/binary"
	"errors"
	"slices"
)

// ErrSketch means that bytes are no Sketch that Append wrote.
var ErrSketch = errors.New("copies: not a sketch")

// Append writes s behind b, to be read by Parse.
func (s *Sketch) Append(b []byte) []byte {
	b = append(b, byte(len(s.Keys)), byte(len(s.shingles)), byte(len(s.names)), byte(len(s.figures)))
	for _, k := range s.Keys {
		b = binary.LittleEndian.AppendUint64(b, k)
	}
	for _, list := range [][]uint32{s.shingles, s.names, s.figures} {
		for _, h := range list {
			b = binary.LittleEndian.AppendUint32(b, h)
		}
	}
	return b
}

// Parse reads what Append wrote, or fails with ErrSketch.
func Parse(b []byte) (Sketch, error) {
	if len(b) < 4 {
		return Sketch{}, ErrSketch
	}
	n := [4]int{int(b[0]), int(b[1]), int(b[2]), int(b[3])}
	b = b[4:]
	if n[0] > keyCount || n[1] > maxShingles || n[2] > maxFacts || n[3] > maxFacts || len(b) != 8*n[0]+4*(n[1]+n[2]+n[3]) {
		return Sketch{}, ErrSketch
	}
	s := Sketch{Keys: make([]uint64, n[0])}
	for i := range s.Keys {
		s.Keys[i], b = binary.LittleEndian.Uint64(b), b[8:]
	}
	for i, list := range []*[]uint32{&s.shingles, &s.names, &s.figures} {
		*list = make([]uint32, n[i+1])
		for j := range *list {
			(*list)[j], b = binary.LittleEndian.Uint32(b), b[4:]
		}
		if !slices.IsSorted(*list) {
			return Sketch{}, ErrSketch
		}
	}
	return s, nil
}

// Equal reports that two texts have the same sketch.
func (s *Sketch) Equal(o *Sketch) bool {
	return slices.Equal(s.Keys, o.Keys) && slices.Equal(s.shingles, o.shingles) &&
		slices.Equal(s.names, o.names) && slices.Equal(s.figures, o.figures)
}
