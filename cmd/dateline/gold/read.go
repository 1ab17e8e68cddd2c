package gold

import (
	"archive/tar"
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// Limits on what is read: a set is somebody else's file.
const (
	maxLine = 64 << 20 // bytes of a line: the longest page with its text has 3 MB
	maxFile = 64 << 20 // bytes of a page, or of a file in an archive
)

// open opens a file that may be compressed, which its name says. The caller
// closes it.
func open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// lines calls each with every line of the set's JSON Lines files, and counts it.
func lines[T any](r *run, each func(T) error) error {
	for _, name := range r.files {
		if err := linesOf(r, name, each); err != nil {
			return err
		}
	}
	return nil
}

func linesOf[T any](r *run, name string, each func(T) error) error {
	in, err := open(r.file(name))
	if err != nil {
		return err
	}
	defer in.Close()
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, maxLine)
	for n := 1; sc.Scan(); n++ {
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			return fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		if err := each(v); err != nil {
			return err
		}
		if err := r.step(); err != nil {
			return err
		}
	}
	return sc.Err()
}

// others are the files of the set beside its own that match a pattern: some are
// held out.
func (r *run) others(pattern string) []string {
	names, _ := fs.Glob(os.DirFS(r.dir), pattern) // our own patterns are well formed
	return names
}

func (r *run) file(name string) string { return filepath.Join(r.dir, name) }

// page reads a whole file, uncompressed. Its name comes from the set, which may
// not lead out of its folder.
func (r *run) page(name string) ([]byte, error) {
	if !filepath.IsLocal(name) {
		return nil, fmt.Errorf("%q: %w", name, fs.ErrInvalid)
	}
	in, err := open(r.file(name))
	if err != nil {
		return nil, err
	}
	defer in.Close()
	b, err := io.ReadAll(io.LimitReader(in, maxFile))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// untar calls each with every regular file of compressed tars.
func untar(r *run, archives []string, each func(name string, body []byte) error) error {
	for _, name := range archives {
		if err := untarOne(r, name, each); err != nil {
			return err
		}
	}
	return nil
}

func untarOne(r *run, name string, each func(name string, body []byte) error) error {
	in, err := open(r.file(name))
	if err != nil {
		return err
	}
	defer in.Close()
	for tr := tar.NewReader(in); ; {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		body, err := io.ReadAll(io.LimitReader(tr, maxFile))
		if err != nil {
			return fmt.Errorf("%s: %s: %w", name, h.Name, err)
		}
		if err := each(h.Name, body); err != nil {
			return err
		}
	}
}
