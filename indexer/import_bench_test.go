package indexer

import (
	"bufio"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkImport imports 2,000 real articles from a .jsonl file until they are
// searchable: parse, tag, store, index. It needs ../shared/gold.
func BenchmarkImport(b *testing.B) {
	const articles = 2000
	f, err := os.Open("../../shared/gold/corpus-allsides/articles-0.jsonl.gz")
	if err != nil {
		b.Skip("no ../shared/gold/corpus-allsides beside this checkout:", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		b.Fatal(err)
	}
	var text strings.Builder
	lines := bufio.NewReader(z)
	for range articles {
		line, err := lines.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		text.WriteString(line)
	}
	path := filepath.Join(b.TempDir(), "articles.jsonl")
	if err := os.WriteFile(path, []byte(text.String()), 0o644); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		x, err := OpenOwner(b.Context(), Config{DataDir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		n, err := x.Import(b.Context(), []string{path}, ImportOptions{})
		if err == nil {
			err = x.CatchUp(b.Context())
		}
		if err != nil || n.Added+n.Updated != articles {
			b.Fatal(n, err)
		}
		if err := x.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(articles*float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
