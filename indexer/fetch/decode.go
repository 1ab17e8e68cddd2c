package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// decodeContent undoes the Content-Encoding headers' encodings, last first. A
// body that is not in the encoding it claims is taken as it is (servers do
// label plain text as gzip); one that grows past MaxBody is ErrTooLarge.
func decodeContent(body []byte, headers []string) ([]byte, error) {
	encodings := strings.Split(strings.ToLower(strings.Join(headers, ",")), ",")
	undone := 0
	for i := len(encodings) - 1; i >= 0; i-- {
		name := strings.TrimSpace(encodings[i])
		if name == "" || name == "identity" {
			continue
		}
		if undone++; undone > MaxEncodings {
			return nil, fmt.Errorf("%w: %d content encodings", ErrTooLarge, undone)
		}
		plain, err := decompress(name, body)
		if err != nil {
			return nil, err
		}
		body = plain
	}
	return Gunzip(body)
}

// DecodeBody undoes the content encodings of an archived response, within the
// same limits as Get.
func DecodeBody(body []byte, header http.Header) ([]byte, error) {
	return decodeContent(body, header.Values("Content-Encoding"))
}

// Gunzip undoes gzip where body begins with its magic bytes, as a .xml.gz
// sitemap does whatever its headers say.
func Gunzip(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b, 0x08}) {
		return body, nil
	}
	return decompress("gzip", body)
}

func decompress(name string, body []byte) ([]byte, error) {
	r, err := opener(name, body)
	if err != nil || r == nil {
		return body, nil
	}
	defer r.Close()
	plain, err := readCapped(r)
	if err == nil {
		return plain, nil
	}
	if len(plain) == 0 && !isTooLarge(err) {
		return body, nil // not in this encoding at all
	}
	if isTooLarge(err) {
		return nil, err
	}
	return plain, nil // cut off in transit: what came is worth having
}

func opener(name string, body []byte) (io.ReadCloser, error) {
	switch name {
	case "gzip", "x-gzip":
		return gzip.NewReader(bytes.NewReader(body))
	case "deflate": // not asked for, but some servers send it, and archives hold it
		if z, err := zlib.NewReader(bytes.NewReader(body)); err == nil {
			return z, nil
		}
		return flate.NewReader(bytes.NewReader(body)), nil // without its wrapper, as many have it
	case "br":
		return io.NopCloser(brotli.NewReader(bytes.NewReader(body))), nil
	case "zstd":
		d, err := zstd.NewReader(bytes.NewReader(body), zstd.WithDecoderMaxMemory(MaxBody), zstd.WithDecoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	}
	return nil, nil
}

func isTooLarge(err error) bool {
	// A zstd window larger than the cap is the same refusal by another name.
	return errors.Is(err, ErrTooLarge) || errors.Is(err, zstd.ErrWindowSizeExceeded) || errors.Is(err, zstd.ErrDecoderSizeExceeded)
}
