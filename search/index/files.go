package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
)

// syncPath makes a file's content, or a folder's entries, survive a power cut.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}

// writeFile replaces path as a whole: temporary file, sync, rename, sync.
func writeFile(path string, content []byte) error {
	tmp := path + ".tmp"
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	if err := writeSync(f, content); err != nil {
		os.Remove(tmp)
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(path))
}

func writeSync(f *os.File, content []byte) error {
	defer f.Close()
	if _, err := f.Write(content); err != nil {
		return err
	}
	return f.Sync()
}

// crcBytes is the length of the checksum a segment file ends with.
const crcBytes = 4

// checkSegment compares a segment file with the CRC-32 it ends with, which is
// of everything before it. Bleve itself never does.
func checkSegment(path string) (crc uint32, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, 0, err
	}
	size = info.Size()
	if size <= crcBytes {
		return 0, size, fmt.Errorf("%s is cut off at %d bytes", filepath.Base(path), size)
	}
	h := crc32.NewIEEE()
	if _, err := io.CopyBuffer(h, io.LimitReader(f, size-crcBytes), make([]byte, 1<<18)); err != nil {
		return 0, size, err
	}
	var trailer [crcBytes]byte
	if _, err := io.ReadFull(f, trailer[:]); err != nil {
		return 0, size, err
	}
	crc = binary.BigEndian.Uint32(trailer[:])
	if h.Sum32() != crc {
		return crc, size, fmt.Errorf("%s does not match its checksum", filepath.Base(path))
	}
	return crc, size, nil
}

// trailerCRC reads the checksum a segment file ends with, without checking it.
func trailerCRC(path string) (uint32, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	var b [crcBytes]byte
	if _, err := f.ReadAt(b[:], info.Size()-crcBytes); err != nil {
		return 0, err
	}
	return binary.BigEndian.Uint32(b[:]), nil
}

func crcFile(path string) (uint32, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	return crc32.ChecksumIEEE(b), nil
}
