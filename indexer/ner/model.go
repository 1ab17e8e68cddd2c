package ner

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
)

//go:embed data/model.bin
var embedded []byte

func trailing(c Class) int { return bits.TrailingZeros64(uint64(c)) }

func b2u(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// tableBits is the size of the table features are hashed to: 2^18 rows of one
// byte a label are 2 MB of memory. Features that share a row share its weights,
// in training as in use.
const tableBits = 18

const rows = 1 << tableBits

func row(h uint32) uint32 { return h >> (32 - tableBits) }

// weights of one row, a label each; the last is unused and keeps rows aligned.
type weights [8]int8

// Model is a trained perceptron. It is read only and safe for concurrent use.
type Model struct {
	table []weights
	trans [labels][labels]float32
	// scale turns the sums of the table into margins of about 1.
	scale float32
}

// ErrModel is returned for bytes that hold no model of this version.
var ErrModel = errors.New("ner: no model of this version; run `dateline train`")

const magic = "DLNER1\n"

// Load reads the embedded model.
func Load() (*Model, error) { return Read(embedded) }

// Read reads a model that Bytes wrote. It returns ErrModel for anything else.
func Read(b []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(b, []byte(magic))
	if !ok {
		return nil, ErrModel
	}
	// A model is at most its header and the whole table with a row number each.
	body, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(rest)), rows*(8+binary.MaxVarintLen32)+4096))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	m := &Model{table: make([]weights, rows)}
	floats := 1 + labels*labels
	if len(body) < 4*floats {
		return nil, ErrModel
	}
	at := func(i int) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(body[4*i:])) }
	m.scale = at(0)
	for i := range labels * labels {
		m.trans[i/labels][i%labels] = at(i + 1)
	}
	return m, m.readRows(body[4*floats:])
}

func (m *Model) readRows(b []byte) error {
	next := uint64(0)
	for len(b) > 0 {
		gap, n := binary.Uvarint(b)
		if n <= 0 || next+gap >= rows || len(b) < n+labels {
			return ErrModel
		}
		next += gap
		for k := range labels {
			m.table[next][k] = int8(b[n+k])
		}
		next++
		b = b[n+labels:]
	}
	return nil
}

// Bytes gives the model in the form Read takes. Equal models give equal bytes.
func (m *Model) Bytes() []byte {
	var body []byte
	body = binary.LittleEndian.AppendUint32(body, math.Float32bits(m.scale))
	for i := range labels * labels {
		body = binary.LittleEndian.AppendUint32(body, math.Float32bits(m.trans[i/labels][i%labels]))
	}
	next := 0
	for i := range m.table {
		if m.table[i] == (weights{}) {
			continue
		}
		body = binary.AppendUvarint(body, uint64(i-next))
		for k := range labels {
			body = append(body, byte(m.table[i][k]))
		}
		next = i + 1
	}
	var out bytes.Buffer
	out.WriteString(magic)
	w, _ := flate.NewWriter(&out, flate.BestCompression) // the level is valid
	_, _ = w.Write(body)                                 // a buffer takes all
	_ = w.Close()
	return out.Bytes()
}
