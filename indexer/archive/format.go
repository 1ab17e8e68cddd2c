package archive

import (
	"bytes"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// outRecord is a record to be written.
type outRecord struct {
	id, kind, contentType string
	at                    time.Time
	fields                [][2]string // besides those every record has
	block                 []byte
}

// records makes the records of an exchange: request, response and notes, tied
// together by WARC-Concurrent-To.
func records(e Exchange, infoID string) ([]outRecord, string, error) {
	head := responseHead(e)
	if len(head)+len(e.Body) > MaxRecord {
		return nil, "", fmt.Errorf("%w: %d bytes", ErrTooLarge, len(head)+len(e.Body))
	}
	digest := sha1Digest(e.Body)
	common := [][2]string{{"WARC-Target-URI", e.URL}, {"WARC-Warcinfo-ID", infoID}}
	response := outRecord{
		id: newID(), kind: "response", at: e.At, contentType: "application/http;msgtype=response",
		fields: append(slices.Clone(common), [2]string{"WARC-Payload-Digest", digest}),
		block:  append(head, e.Body...),
	}
	if e.Same != nil {
		digest = revisit(&response, e, head)
	}
	if strings.HasPrefix(e.Proto, "HTTP/2") {
		response.fields = append(response.fields, [2]string{"WARC-Protocol", "h2"})
	}
	tied := append(slices.Clone(common), [2]string{"WARC-Concurrent-To", response.id})
	out := []outRecord{{
		id: newID(), kind: "request", at: e.At, contentType: "application/http;msgtype=request",
		fields: tied, block: requestBlock(e),
	}, response}
	if len(e.Notes) > 0 {
		out = append(out, outRecord{
			id: newID(), kind: "metadata", at: e.At, contentType: "application/warc-fields",
			fields: tied, block: warcFields(e.Notes),
		})
	}
	return out, digest, nil
}

// The profiles of revisit records (WARC 1.1, 6.7).
const (
	profileSame        = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	profileNotModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)

// revisit makes r the record of an answer whose payload is in the archive
// already, and gives that payload's digest.
func revisit(r *outRecord, e Exchange, head []byte) string {
	profile := profileSame
	if e.Status == http.StatusNotModified {
		profile = profileNotModified
	}
	r.kind, r.block = "revisit", head
	last := len(r.fields) - 1
	r.fields[last][1] = e.Same.Digest
	r.fields = append(r.fields,
		[2]string{"WARC-Profile", profile},
		[2]string{"WARC-Refers-To", e.Same.ID},
		[2]string{"WARC-Refers-To-Target-URI", e.Same.URL},
		[2]string{"WARC-Refers-To-Date", e.Same.At.UTC().Format(time.RFC3339Nano)})
	if profile == profileSame {
		r.fields = append(r.fields, [2]string{"WARC-Truncated", "length"})
	}
	return e.Same.Digest
}

func infoRecord(name string, at time.Time) outRecord {
	return outRecord{
		id: newID(), kind: "warcinfo", at: at, contentType: "application/warc-fields",
		fields: [][2]string{{"WARC-Filename", name}},
		block: warcFields(map[string]string{
			"software":   "dateline",
			"format":     "WARC File Format 1.1",
			"conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
			"robots":     "classic",
		}),
	}
}

func warcFields(m map[string]string) []byte {
	var b bytes.Buffer
	for _, k := range slices.Sorted(maps.Keys(m)) {
		fmt.Fprintf(&b, "%s: %s\r\n", oneLine(k), oneLine(m[k]))
	}
	return b.Bytes()
}

// responseHead writes the answer's head as HTTP/1.1, which has a text form;
// HTTP/2 has none and is noted as WARC-Protocol. A Transfer-Encoding is left
// out, because the body stands here without it.
func responseHead(e Exchange) []byte {
	proto := e.Proto
	if proto != "HTTP/1.0" {
		proto = "HTTP/1.1"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %d %s\r\n", proto, e.Status, http.StatusText(e.Status))
	writeHeader(&b, e.Header)
	return b.Bytes()
}

func requestBlock(e Exchange) []byte {
	target, host := "/", ""
	if u, err := url.Parse(e.URL); err == nil {
		target, host = u.RequestURI(), u.Host
	}
	h := e.RequestHeader.Clone()
	if h == nil {
		h = http.Header{}
	}
	if h.Get("Host") == "" {
		h.Set("Host", host)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\n", oneLine(target))
	writeHeader(&b, h)
	return b.Bytes()
}

func writeHeader(b *bytes.Buffer, h http.Header) {
	for _, k := range slices.Sorted(maps.Keys(h)) {
		if http.CanonicalHeaderKey(k) == "Transfer-Encoding" {
			continue
		}
		for _, v := range h[k] {
			fmt.Fprintf(b, "%s: %s\r\n", oneLine(k), oneLine(v))
		}
	}
	b.WriteString("\r\n")
}

// oneLine keeps a value from becoming more than one line, which would let a
// site write header fields of ours.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\r' || r == '\n' || r == 0 {
			return ' '
		}
		return r
	}, s)
}

// extraSize is the extra field of each gzip member: "sl", 8, then the lengths of
// the member and of its content, as wget writes it. By it a file is walked from
// member to member without decompressing. It stands behind the ten bytes of the
// gzip header and two of its own length.
const (
	extraSize  = 12
	extraAt    = 12
	lengthsAt  = extraAt + 4
	markAt     = 10
	memberMark = "\x0c\x00sl\x08\x00" // the extra field up to the lengths
)

// member gives the record as one gzip member. z is used anew for each: one made
// for a record costs more than compressing it.
func (r *outRecord) member(z *gzip.Writer) []byte {
	plain := r.bytes()
	var b bytes.Buffer
	z.Reset(&b)
	z.Extra = append([]byte{'s', 'l', 8, 0}, make([]byte, 8)...)
	// Writing to a buffer does not fail.
	z.Write(plain)
	z.Close()
	out := b.Bytes()
	binary.LittleEndian.PutUint32(out[lengthsAt:], uint32(len(out)))
	binary.LittleEndian.PutUint32(out[lengthsAt+4:], uint32(len(plain)))
	return out
}

func (r *outRecord) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("WARC/1.1\r\n")
	for _, f := range append([][2]string{
		{"WARC-Type", r.kind},
		{"WARC-Record-ID", r.id},
		{"WARC-Date", r.at.UTC().Format(time.RFC3339Nano)},
		{"Content-Type", r.contentType},
		{"Content-Length", fmt.Sprint(len(r.block))},
		{"WARC-Block-Digest", sha1Digest(r.block)},
	}, r.fields...) {
		if f[1] != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", f[0], oneLine(f[1]))
		}
	}
	b.WriteString("\r\n")
	b.Write(r.block)
	b.WriteString("\r\n\r\n")
	return b.Bytes()
}

func sha1Digest(b []byte) string {
	sum := sha1.Sum(b)
	return "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
}

// newID is a random (version 4) UUID as WARC-Record-ID wants it.
func newID() string {
	var u [16]byte
	rand.Read(u[:]) // never fails since Go 1.24
	u[6], u[8] = u[6]&0x0f|0x40, u[8]&0x3f|0x80
	h := hex.EncodeToString(u[:])
	return "<urn:uuid:" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:] + ">"
}
