package archive

import (
	"bufio"
	"bytes"
	"crypto/sha1"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// Record is one WARC record with its whole block. Offset is where it begins in
// the input: its gzip member, if the input is compressed. URL is its target
// without the angle brackets some writers put around it.
type Record struct {
	Offset  int64
	Version string // "WARC/1.1"
	Type    string // response, request, resource, metadata, warcinfo, ...
	URL     string
	Date    time.Time
	Header  textproto.MIMEHeader
	Block   []byte
}

// Reader reads the records of a WARC file, compressed or plain, one gzip member
// a record or not. It is not safe for concurrent use. However hostile the
// input, a record costs MaxRecord of memory at most.
type Reader struct {
	in     *counter
	gz     *gzip.Reader  // nil for plain input
	text   *bufio.Reader // the decompressed text
	start  int64         // of the current member
	begun  bool
	failed error
}

// NewReader reads from r, which is read through a buffer and so further than
// the records that were asked for.
func NewReader(r io.Reader) *Reader {
	return &Reader{in: &counter{r: bufio.NewReaderSize(r, 64<<10)}}
}

// Next gives the next record. At the end it returns io.EOF. ErrTooLarge comes
// with the record's header but no block, and reading can go on; after
// ErrTruncated, ErrDamaged and errors of the underlying reader it cannot: what
// came before was good.
func (r *Reader) Next() (Record, error) {
	if r.failed != nil {
		return Record{}, r.failed
	}
	rec, err := r.next()
	if err != nil && !errors.Is(err, ErrTooLarge) {
		r.failed = err
		return Record{}, err
	}
	return rec, err
}

func (r *Reader) next() (Record, error) {
	if err := r.seekRecord(); err != nil {
		return Record{}, err
	}
	rec := Record{Offset: r.start}
	if r.gz == nil {
		rec.Offset = r.in.n - int64(r.text.Buffered())
	}
	length, err := readHead(r.text, &rec)
	if err != nil {
		return rec, r.where(err, rec.Offset)
	}
	if length > MaxRecord {
		return rec, r.skip(length, rec.Offset)
	}
	block := make([]byte, length) // MaxRecord at most; growing by steps would take twice that
	_, err = io.ReadFull(r.text, block)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = r.finishMember()
	}
	if err != nil {
		return rec, r.where(err, rec.Offset)
	}
	rec.Block = block
	return rec, nil
}

// finishMember reads a member's end together with its last record, so that a
// wrong checksum is found before the record is trusted.
func (r *Reader) finishMember() error {
	if r.gz == nil {
		return nil
	}
	err := skipBlank(r.text)
	if err == io.EOF {
		return nil
	}
	return err
}

// seekRecord goes to the first byte of the next record: over blank lines and, in
// compressed input, into the next member that holds something.
func (r *Reader) seekRecord() error {
	if !r.begun {
		if err := r.begin(); err != nil {
			return r.where(err, 0)
		}
	}
	for range maxEmptyMembers {
		err := skipBlank(r.text)
		if err == nil {
			return nil
		}
		if err != io.EOF || r.gz == nil {
			return r.where(err, r.in.n)
		}
		if err := r.nextMember(); err != nil {
			return r.where(err, r.start)
		}
	}
	return fmt.Errorf("%w: %d empty gzip members in a row at %d", ErrDamaged, maxEmptyMembers, r.in.n)
}

// begin looks whether the input is compressed.
func (r *Reader) begin() error {
	r.begun = true
	magic, err := r.in.r.Peek(2)
	if err != nil && err != io.EOF {
		return err
	}
	if string(magic) != "\x1f\x8b" {
		r.text = bufio.NewReaderSize(r.in, 64<<10)
		return nil
	}
	r.gz = new(gzip.Reader)
	r.text = bufio.NewReaderSize(nil, 64<<10)
	return r.nextMember()
}

func (r *Reader) nextMember() error {
	r.start = r.in.n
	if _, err := r.in.r.Peek(1); err != nil {
		return err // io.EOF between members is the end
	}
	if err := r.gz.Reset(r.in); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	r.gz.Multistream(false)
	r.text.Reset(r.gz)
	return nil
}

// skip goes over a block that is too long to be read.
func (r *Reader) skip(length, offset int64) error {
	_, err := io.CopyN(io.Discard, r.text, min(length, maxSkip))
	switch {
	case err == io.EOF:
		return r.where(io.ErrUnexpectedEOF, offset)
	case err != nil:
		return r.where(err, offset)
	case length > maxSkip:
		return fmt.Errorf("%w: at %d: a block of %d bytes", ErrDamaged, offset, length)
	}
	return fmt.Errorf("%w: %d bytes at %d", ErrTooLarge, length, offset)
}

// where gives err its kind and the offset.
func (r *Reader) where(err error, offset int64) error {
	switch {
	case err == io.EOF, errors.Is(err, ErrDamaged), errors.Is(err, ErrTruncated):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the one at %d", ErrTruncated, offset)
	case r.in.err != nil && r.in.err != io.EOF:
		return r.in.err // the input itself failed
	}
	return fmt.Errorf("%w: at %d: %w", ErrDamaged, offset, err)
}

// skipBlank reads the line ends between records.
func skipBlank(b *bufio.Reader) error {
	for {
		c, err := b.ReadByte()
		if err != nil {
			return err
		}
		if c != '\r' && c != '\n' {
			return b.UnreadByte()
		}
	}
}

// readHead reads a record's version and header.
func readHead(b *bufio.Reader, rec *Record) (length int64, err error) {
	left := maxHeader
	rec.Version, err = readLine(b, &left)
	if err != nil {
		return 0, err
	}
	if !strings.HasPrefix(rec.Version, "WARC/") {
		return 0, fmt.Errorf("%w: it begins with %.20q, not WARC/1.1", ErrDamaged, rec.Version)
	}
	if rec.Header, err = readFields(b, &left); err != nil {
		return 0, err
	}
	rec.Type = strings.ToLower(rec.Header.Get("WARC-Type"))
	rec.URL = strings.TrimSuffix(strings.TrimPrefix(rec.Header.Get("WARC-Target-URI"), "<"), ">")
	rec.Date, _ = time.Parse(time.RFC3339Nano, rec.Header.Get("WARC-Date")) // zero where it is unreadable
	v := rec.Header.Get("Content-Length")
	u, err := strconv.ParseUint(v, 10, 63) // ParseInt would take "-1" and "+1"
	if err != nil {
		return 0, fmt.Errorf("%w: Content-Length %.40q", ErrDamaged, v)
	}
	return int64(u), nil
}

// readFields reads header lines up to the empty one. Lines that continue the one
// before are joined; those without a colon are passed over, as other readers do.
func readFields(b *bufio.Reader, left *int) (textproto.MIMEHeader, error) {
	h := textproto.MIMEHeader{}
	last := ""
	for range maxFields {
		line, err := readLine(b, left)
		if err != nil {
			return nil, err
		}
		if line == "" {
			return h, nil
		}
		if (line[0] == ' ' || line[0] == '\t') && last != "" {
			vs := h[last]
			vs[len(vs)-1] += " " + strings.TrimSpace(line)
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if ok {
			last = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
			h[last] = append(h[last], strings.TrimSpace(value))
		}
	}
	return nil, fmt.Errorf("%w: more than %d header lines", ErrDamaged, maxFields)
}

// readLine reads a line without its end, and counts it against left.
func readLine(b *bufio.Reader, left *int) (string, error) {
	var line []byte
	for {
		part, err := b.ReadSlice('\n')
		if *left -= len(part); *left < 0 {
			return "", fmt.Errorf("%w: a header of more than %d bytes", ErrDamaged, maxHeader)
		}
		line = append(line, part...)
		switch err {
		case nil:
			return strings.TrimRight(string(line), "\r\n"), nil
		case bufio.ErrBufferFull:
		case io.EOF:
			return "", io.ErrUnexpectedEOF
		default:
			return "", err
		}
	}
}

// Verify compares the record with the SHA-1 digests in its header, in base 32 as
// the standard has them or in base 16 as some write them; digests of other
// kinds, and records without, pass. It returns ErrDamaged.
func (r *Record) Verify() error {
	if err := compare("block", r.Header.Get("WARC-Block-Digest"), r.Block); err != nil {
		return err
	}
	want := r.Header.Get("WARC-Payload-Digest")
	if want == "" || r.Type != "response" {
		return nil
	}
	m, err := r.HTTP()
	if err != nil {
		return err
	}
	return compare("payload", want, m.Body)
}

func compare(what, want string, content []byte) error {
	value, ok := strings.CutPrefix(want, "sha1:")
	sum := sha1.Sum(content)
	var got string
	switch len(value) {
	case 32:
		got = base32.StdEncoding.EncodeToString(sum[:])
	case 40:
		got = hex.EncodeToString(sum[:])
	default:
		ok = false
	}
	if !ok || strings.EqualFold(value, got) {
		return nil
	}
	return fmt.Errorf("%w: its %s is not what its digest %.50q says", ErrDamaged, what, want)
}

// Message is an HTTP answer. Body has its chunking undone; content encodings
// are still on it.
type Message struct {
	Proto  string
	Status int
	Header http.Header
	Body   []byte
}

// HTTP reads a response record's block as an HTTP answer, or returns ErrDamaged.
// A body that says it is chunked and is not is taken as it is.
func (r *Record) HTTP() (Message, error) {
	b := bufio.NewReader(bytes.NewReader(r.Block))
	left := maxHeader
	line, err := readLine(b, &left)
	if err != nil {
		return Message{}, fmt.Errorf("%w: no HTTP status line", ErrDamaged)
	}
	proto, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	status, err := strconv.Atoi(code)
	if err != nil || status < 100 || status > 999 || !strings.HasPrefix(proto, "HTTP/") {
		return Message{}, fmt.Errorf("%w: HTTP status line %.60q", ErrDamaged, line)
	}
	h, err := readFields(b, &left)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return Message{}, err
	}
	body := r.Block[min(maxHeader-left, len(r.Block)):]
	if strings.EqualFold(strings.TrimSpace(h.Get("Transfer-Encoding")), "chunked") {
		body = dechunk(body)
	}
	return Message{Proto: proto, Status: status, Header: http.Header(h), Body: body}, nil
}

func dechunk(body []byte) []byte {
	plain, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body)))
	if err != nil && len(plain) == 0 {
		return body
	}
	return plain
}

// counter counts what is read. It is an io.ByteReader, without which gzip would
// read beyond the end of a member.
type counter struct {
	r   *bufio.Reader
	n   int64
	err error
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.note(err)
	return n, err
}

func (c *counter) ReadByte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.n++
	}
	c.note(err)
	return b, err
}

func (c *counter) note(err error) {
	if err != nil {
		c.err = err
	}
}
