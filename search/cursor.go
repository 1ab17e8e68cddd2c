package search

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math"
	"strings"
	"time"

	"dateline/search/news"
	"dateline/search/query"
)

// A cursor is base64url of: a version and kind byte, the hash of the request
// it belongs to, and the position it stands behind. It is opaque to callers,
// and checked so strictly that only what we wrote is read.
const (
	hitCursor   = 0x11 // version 1 of a hit's position
	facetCursor = 0x21 // version 1 of a facet value's position
	hashSize    = 8
)

var (
	errNoCursor      = &ParamError{"cursor", "is none of ours: leave it out to start at the first page"}
	errForeignCursor = &ParamError{"cursor", "belongs to another search: leave it out to start at the first page"}
)

// identity is the hash of what decides a request's hits and their order.
func identity(req Request, more ...string) []byte {
	same := req.Filters()
	if req.Copies == CollapseCopies {
		same.Copies = CollapseCopies
	}
	sum := sha256.Sum256([]byte(same.Values().Encode() + "\x00" + strings.Join(more, "\x00")))
	return sum[:hashSize]
}

func nextCursor(req Request, sort query.Sort, last query.Hit) string {
	b := append([]byte{hitCursor}, identity(req, string(sort))...)
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(last.Score))
	dated := byte(0)
	var at time.Time
	if !last.Published.IsZero() {
		dated, at = 1, last.Published
	} else {
		at = time.Unix(0, 0)
	}
	b = append(b, dated)
	b = binary.BigEndian.AppendUint64(b, uint64(at.Unix()))
	b = binary.BigEndian.AppendUint32(b, uint32(at.Nanosecond()))
	return base64.RawURLEncoding.EncodeToString(append(b, last.ID...))
}

// parseCursor reads the position behind which req goes on; nil without cursor.
func parseCursor(req Request, sort query.Sort) (*query.Position, error) {
	if req.Cursor == "" {
		return nil, nil
	}
	b, err := openCursor(req.Cursor, hitCursor, identity(req, string(sort)))
	if err != nil {
		return nil, err
	}
	if len(b) < 21 {
		return nil, errNoCursor
	}
	p := query.Position{Score: math.Float64frombits(binary.BigEndian.Uint64(b)), ID: news.ID(b[21:])}
	seconds, nanos := int64(binary.BigEndian.Uint64(b[9:])), binary.BigEndian.Uint32(b[17:])
	switch {
	case math.IsNaN(p.Score) || math.IsInf(p.Score, 0) || !p.ID.Valid() || nanos >= 1e9:
		return nil, errNoCursor
	case b[8] == 1:
		p.Published = time.Unix(seconds, int64(nanos)).UTC()
	case b[8] != 0 || seconds != 0 || nanos != 0:
		return nil, errNoCursor
	}
	return &p, nil
}

// openCursor decodes text and checks its kind and whose it is.
func openCursor(text string, kind byte, whose []byte) ([]byte, error) {
	if len(text) > MaxCursor {
		return nil, errNoCursor
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(b) < 1+hashSize || b[0] != kind {
		return nil, errNoCursor
	}
	if !bytes.Equal(b[1:1+hashSize], whose) {
		return nil, errForeignCursor
	}
	return b[1+hashSize:], nil
}

// valuePosition is where a value stands in a facet's order.
type valuePosition struct {
	count int
	name  string // folded; empty in the order by count
	value string
}

// maxCursorName bounds the name in a cursor, in bytes; values that agree in so
// much of their names are ordered by value.
const maxCursorName = 200

func nextFacetCursor(req FacetRequest, p valuePosition) string {
	b := append([]byte{facetCursor}, facetIdentity(req)...)
	b = binary.AppendUvarint(b, uint64(p.count))
	b = binary.AppendUvarint(b, uint64(len(p.name)))
	b = append(append(b, p.name...), p.value...)
	return base64.RawURLEncoding.EncodeToString(b)
}

func facetIdentity(req FacetRequest) []byte {
	return identity(req.Request, string(req.Facet), string(req.order()), req.Prefix)
}

func parseFacetCursor(req FacetRequest) (*valuePosition, error) {
	if req.Cursor == "" {
		return nil, nil
	}
	b, err := openCursor(req.Cursor, facetCursor, facetIdentity(req))
	if err != nil {
		return nil, err
	}
	count, n := binary.Uvarint(b)
	if n <= 0 || count > math.MaxInt32 {
		return nil, errNoCursor
	}
	b = b[n:]
	length, n := binary.Uvarint(b)
	if n <= 0 || length > uint64(len(b)-n) || length > maxCursorName {
		return nil, errNoCursor
	}
	b = b[n:]
	return &valuePosition{count: int(count), name: string(b[:length]), value: string(b[length:])}, nil
}
