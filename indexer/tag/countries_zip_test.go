package tag

import (
	"archive/zip"
	"bufio"
	"strings"
	"testing"
)

func goldZipLines(t *testing.T, name string) [][]string {
	t.Helper()
	zr, err := zip.OpenReader(name)
	if err != nil {
		t.Skip(err)
	}
	defer zr.Close()
	f, err := zr.File[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out [][]string
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		out = append(out, strings.Split(sc.Text(), "\t"))
	}
	return out
}
