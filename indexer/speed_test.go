package indexer

import (
	"errors"
	"os/exec"
	"testing"
	"time"

	"dateline/testdata/articles"
)

// BenchmarkCrawlBesideWget crawls 2,000 pages of one loopback newsroom with
// politeness off, and has GNU wget mirror the same. Ours extracts, tags, archives
// and stores durably meanwhile; wget writes files.
func BenchmarkCrawlBesideWget(b *testing.B) {
	var texts []string // stories differ, or all are copies of one another
	for g := articles.New(1); len(texts) < 3*665; {
		texts = append(texts, g.Next().Text)
	}
	for range b.N {
		n := newNewsroom(b, 1, 3, 665)
		n.texts = texts
		x := openCrawl(b, n.config(b.TempDir(), time.Nanosecond))
		n.queue(b, x)
		began := time.Now()
		counts := crawl(b, x)
		ours := float64(counts.Pages) / time.Since(began).Seconds()
		if counts.Pages != n.pages() {
			b.Fatalf("%+v, want %d pages", counts, n.pages())
		}
		b.ReportMetric(ours, "pages/s")
		if err := x.CatchUp(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(counts.Pages)/time.Since(began).Seconds(), "searchable-pages/s")

		wget, err := exec.LookPath("wget")
		if errors.Is(err, exec.ErrNotFound) {
			b.Skip("no wget to compare with")
		}
		m := newNewsroom(b, 1, 3, 665)
		m.texts = texts
		began = time.Now()
		cmd := exec.Command(wget, "--quiet", "--recursive", "--level=3", "--no-proxy", "-e", "robots=on", m.URL+"/")
		cmd.Dir = b.TempDir()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("wget: %v\n%s", err, out)
		}
		asked := len(m.asked())
		if asked < m.pages() {
			b.Fatalf("wget asked for %d pages, want %d", asked, m.pages())
		}
		theirs := float64(asked) / time.Since(began).Seconds()
		b.ReportMetric(theirs, "wget-pages/s")
		b.ReportMetric(ours/theirs, "of-wget")
	}
}
