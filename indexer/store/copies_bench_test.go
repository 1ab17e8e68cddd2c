package store

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"

	"dateline/indexer/copies"
	"dateline/search/news"
	"dateline/testdata/articles"
)

// BenchmarkSaveCopies saves generated articles, of which a tenth are copies of the
// one before, in batches as an import does; and the same without looking for copies,
// which is what groups cost.
func BenchmarkSaveCopies(b *testing.B) {
	for _, look := range []bool{false, true} {
		b.Run(fmt.Sprintf("look=%v", look), func(b *testing.B) {
			s := open(b)
			r := rand.New(rand.NewPCG(1, 1))
			g := articles.New(1)
			var last news.Article
			n := 0
			for b.Loop() {
				b.StopTimer()
				batch := make([]news.Article, 100)
				for i := range batch {
					if a := g.Next(); n == 0 || r.IntN(10) > 0 {
						last = a
					}
					n++
					batch[i] = last
					batch[i].Key = fmt.Sprintf("https://bay.example/%d", n)
					batch[i].ID = news.NewID(batch[i].Key)
				}
				b.StartTimer()
				rows, err := s.encodeAll(batch)
				if err != nil {
					b.Fatal(err)
				}
				for i := range rows {
					if !look {
						rows[i].sketch = copies.Sketch{}
					}
				}
				err = s.inTx(b.Context(), func(tx *sql.Tx) error {
					_, err := s.saveRows(b.Context(), tx, rows)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/article")
		})
	}
}
