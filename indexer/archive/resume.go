package archive

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// resume continues the file name where it is sound, after cutting off a torn
// end.
func (w *Writer) resume(name string) error {
	f, err := os.OpenFile(filepath.Join(w.dir, name), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	end, err := soundEnd(f)
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if wholeAfter(f, end) {
		// Damage, not a torn end: records behind it were acknowledged.
		return f.Close()
	}
	if err := cut(f, end); err != nil {
		return errors.Join(err, f.Close())
	}
	if end == 0 {
		// Not even its warcinfo record arrived; the next write begins another.
		return f.Close()
	}
	first, err := NewReader(io.NewSectionReader(f, 0, end)).Next()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	w.file, w.name, w.end, w.infoID = f, name, end, first.Header.Get("WARC-Record-ID")
	return nil
}

// soundEnd finds where the whole members at the file's beginning end. It walks
// by their lengths and reads the last ones in full, which is where a crash
// leaves its marks.
func soundEnd(f *os.File) (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	var starts []int64
	at := int64(0)
	for {
		n := memberLength(f, at)
		if n == 0 || at+n > info.Size() {
			break
		}
		starts = append(starts, at)
		at += n
	}
	for i := max(0, len(starts)-membersChecked); i < len(starts); i++ {
		end := at
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		if !isWhole(io.NewSectionReader(f, starts[i], end-starts[i])) {
			return starts[i], nil
		}
	}
	return at, nil
}

// memberLength reads the length of the member at at from its extra field; 0
// where there is no member of ours.
func memberLength(f io.ReaderAt, at int64) int64 {
	var h [extraAt + extraSize]byte
	if _, err := f.ReadAt(h[:], at); err != nil {
		return 0
	}
	const magic, flagExtra = "\x1f\x8b\x08", 4
	if string(h[:3]) != magic || h[3]&flagExtra == 0 || string(h[markAt:lengthsAt]) != memberMark {
		return 0
	}
	return int64(binary.LittleEndian.Uint32(h[lengthsAt:]))
}

// isWhole reports that r is exactly one record, readable to its end.
func isWhole(r io.Reader) bool {
	rd := NewReader(r)
	rec, err := rd.Next()
	if err != nil || rec.Verify() != nil {
		return false
	}
	_, err = rd.Next()
	return err == io.EOF
}

// wholeAfter reports whether a whole record of ours stands anywhere behind at.
func wholeAfter(f *os.File, at int64) bool {
	const window = 1 << 20
	buf := make([]byte, window+len(memberMark))
	for ; ; at += window {
		n, _ := f.ReadAt(buf, at) // what an error hides cannot be found
		for i := 0; ; {
			next := bytes.Index(buf[i:n], []byte(memberMark))
			if next < 0 {
				break
			}
			i += next
			start := at + int64(i) - markAt
			rec, err := NewReader(io.NewSectionReader(f, start, 1<<62)).Next()
			if err == nil && rec.Verify() == nil {
				return true
			}
			i++
		}
		if n < len(buf) {
			return false
		}
	}
}

// cut takes everything behind end off f, and keeps it in a file beside it: what
// looks torn may be worth a look.
func cut(f *os.File, end int64) error {
	info, err := f.Stat()
	if err != nil || info.Size() == end {
		return err
	}
	torn, err := os.OpenFile(f.Name()+".torn", os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(torn, io.NewSectionReader(f, end, info.Size()-end))
	if err == nil {
		err = torn.Sync()
	}
	if err = errors.Join(err, torn.Close()); err != nil {
		return fmt.Errorf("keep the torn end: %w", err)
	}
	if err := f.Truncate(end); err != nil {
		return err
	}
	return errors.Join(f.Sync(), syncDir(filepath.Dir(f.Name())))
}
