//go:build faults && linux

package main

import (
	"bytes"
	"encoding/xml"
	"flag"
	"fmt"
	"html"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/testdata/articles"
)

var soakTime = flag.Duration("soak", 2*time.Hour, "how long TestF26Soak runs")

const (
	soakSamples = 240             // in all, whatever the time
	soakCrawls  = 5 * time.Second // between two crawls
	soakReaders = 4
	// soakGrowth is how much of its size a figure may gain in the second half of the
	// time; the slack is what a figure of few may gain besides.
	soakGrowth = 1.02
)

// paper is a site whose feeds have new stories whenever they are asked.
type paper struct {
	mu      sync.Mutex
	news    *articles.Generator
	stories []string // by number
}

// feedItems is how many stories a feed lists, half of them new: about as many as the
// server fetches of one host between two crawls, a page a second.
const feedItems = 8

func (p *paper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var n int
	switch {
	case r.URL.Path == "/robots.txt":
		http.NotFound(w, r)
	case strings.HasPrefix(r.URL.Path, "/feeds/"): // a new one each time, as a known one is asked on its schedule
		p.print(feedItems / 2)
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, xml.Header+`<rss version="2.0"><channel><title>The Soak</title>`)
		for i := max(0, len(p.stories)-feedItems); i < len(p.stories); i++ {
			fmt.Fprintf(w, "<item><title>Story %d</title><link>http://%s/story/%d</link></item>", i, r.Host, i)
		}
		fmt.Fprint(w, "</channel></rss>")
	default:
		if _, err := fmt.Sscanf(r.URL.Path, "/story/%d", &n); err != nil || n >= len(p.stories) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, p.stories[n])
	}
}

// print writes n more stories.
func (p *paper) print(n int) {
	for range n {
		a := p.news.Next()
		var b strings.Builder
		fmt.Fprintf(&b, `<html lang="en"><head><title>%s</title></head><body><article><h1>%[1]s</h1>`, html.EscapeString(a.Title))
		for text := range strings.SplitSeq(a.Text, "\n") {
			fmt.Fprintf(&b, "<p>%s</p>", html.EscapeString(text))
		}
		p.stories = append(p.stories, b.String()+"</article></body></html>")
	}
}

// sample is what a process holds at one time.
type sample struct{ rss, goroutines, fds, files int }

var goroutinesLine = regexp.MustCompile(`(?m)^go_goroutines (\d+)`)

func takeSample(t *testing.T, pid int, addr, data string) sample {
	t.Helper()
	_, body := ask(t, "http://"+addr+"/metrics")
	m := goroutinesLine.FindStringSubmatch(body)
	if m == nil {
		t.Fatal("no go_goroutines in /metrics")
	}
	s := sample{rss: memory(t, pid, "RssAnon")}
	s.goroutines, _ = strconv.Atoi(m[1])
	open, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	s.fds = len(open)
	_ = filepath.WalkDir(data, func(_ string, d fs.DirEntry, err error) error { // files come and go
		if err == nil && !d.IsDir() {
			s.files++
		}
		return nil
	})
	return s
}

// TestF26Soak crawls a paper that never stops, searches it and loads its page for two
// hours: in the second hour memory, goroutines, open files and files on disk grow no more.
// With -soak 20m it is over sooner.
func TestF26Soak(t *testing.T) {
	site := httptest.NewServer(&paper{news: articles.New(26)})
	t.Cleanup(site.Close)
	data := t.TempDir()
	cmd := program(t.Context(), "serve", "--data", data, "--addr", "127.0.0.1:0", "--allow-private")
	addr := started(t, cmd)
	var over atomic.Bool
	var asked atomic.Int64
	var readers sync.WaitGroup
	for i := range soakReaders {
		readers.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 26))
			for !over.Load() {
				ask(t, "http://"+addr+"/api/v1/search?"+hostileQuery(r))
				ask(t, "http://"+addr+"/")
				asked.Add(2)
				time.Sleep(100 * time.Millisecond)
			}
		})
	}
	var samples []sample
	var log bytes.Buffer
	crawls, next := 0, time.Now()
	for start := time.Now(); time.Since(start) < *soakTime; {
		crawl := program(t.Context(), "crawl", "--data", data, "--allow-private", "--delay", "0s", fmt.Sprintf("%s/feeds/%d.xml", site.URL, crawls))
		out, err := crawl.CombinedOutput()
		if err != nil {
			t.Fatalf("crawl: %v: %s", err, out)
		}
		crawls++
		if time.Now().After(next) {
			next = next.Add(*soakTime / soakSamples)
			s := takeSample(t, cmd.Process.Pid, addr, data)
			samples = append(samples, s)
			fmt.Fprintf(&log, "%v %+v\n", time.Since(start).Round(time.Second), s)
		}
		time.Sleep(min(soakCrawls, *soakTime/soakSamples))
	}
	over.Store(true)
	readers.Wait()
	_, stats := ask(t, "http://"+addr+"/api/v1/search?size=0&facets=none")
	t.Logf("%d crawls, %d requests, %.20s\n%s", crawls, asked.Load(), stats, log.String())
	checkFlat(t, samples)
}

// checkFlat compares the third quarter with the last, each by its median.
func checkFlat(t *testing.T, samples []sample) {
	t.Helper()
	n := len(samples)
	if n < 8 {
		t.Fatalf("only %d samples", n)
	}
	for _, f := range []struct {
		name  string
		of    func(sample) int
		slack int
	}{
		{"anonymous memory", func(s sample) int { return s.rss }, 16 << 20},
		{"goroutines", func(s sample) int { return s.goroutines }, 8},
		{"open files", func(s sample) int { return s.fds }, 8},
		{"files on disk", func(s sample) int { return s.files }, 16},
	} {
		median := func(part []sample) int {
			var all []int
			for _, s := range part {
				all = append(all, f.of(s))
			}
			slices.Sort(all)
			return all[len(all)/2]
		}
		third, last := median(samples[n/2:n*3/4]), median(samples[n*3/4:])
		t.Logf("%s: %d in the third quarter, %d in the last", f.name, third, last)
		if float64(last) > soakGrowth*float64(third)+float64(f.slack) {
			t.Errorf("%s grew from %d to %d", f.name, third, last)
		}
	}
}
