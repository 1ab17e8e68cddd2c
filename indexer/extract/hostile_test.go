package extract

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

// deepArticle is an article whose paragraphs each stand one level deeper than
// the last, with n levels.
func deepArticle(n int) (page string, prose []string) {
	var b strings.Builder
	b.WriteString(`<html lang="en"><head><title>Harbour wall falls | The Example</title><meta property="og:title" content="Harbour wall falls"></head><body><h1>Harbour wall falls</h1>`)
	for i := range n {
		p := fmt.Sprintf("Paragraph %d tells how the council of Northport voted on the wall in session %d.", i, i)
		prose = append(prose, p)
		b.WriteString("<div><p>" + p + "</p>")
	}
	b.WriteString(strings.Repeat("</div>", n) + "</body></html>")
	return b.String(), prose
}

func TestA09DeepArticleKeepsItsWords(t *testing.T) {
	for _, depth := range []int{20, 140, 160, 600, 5000} {
		page, prose := deepArticle(depth)
		p, err := Extract([]byte(page), Options{URL: "https://news.example/wall"})
		if err != nil {
			t.Fatal(err)
		}
		if p.Title != "Harbour wall falls" {
			t.Errorf("%d deep: title %q", depth, p.Title)
		}
		if got, want := len(strings.Fields(p.Text())), len(strings.Fields(strings.Join(prose, " "))); got*100 < want*95 {
			t.Errorf("%d deep: %d of %d words", depth, got, want)
		}
		if !p.IsArticle {
			t.Errorf("%d deep: not an article: %s", depth, p.Reason)
		}
	}
}

// hostileShapes are pages built to be expensive, filled to the input cap.
func hostileShapes() map[string]string {
	fill := func(s string) string { return strings.Repeat(s, maxInput/len(s)) }
	half := func(open, end string) string {
		n := maxInput / (len(open) + len(end))
		return strings.Repeat(open, n) + strings.Repeat(end, n)
	}
	run := func(depth int) string {
		return fill(strings.Repeat("<div>", depth) + "x" + strings.Repeat("</div>", depth))
	}
	// within builds pages that just pass the limits, so that the libraries run.
	within := func(depth int) string {
		one := strings.Repeat("<div>", depth) + "<p>Some words, here, and <a href=x>there</a>." + strings.Repeat("</div>", depth)
		return strings.Repeat(one, maxElements/(depth+2))
	}
	chain := func(depth int) string {
		return strings.Repeat("<div>", depth-5) + strings.Repeat("<p>Some words, here, and there, all day.</p>", maxElements-depth) + strings.Repeat("</div>", depth-5)
	}
	return map[string]string{
		"within 140":         within(140),
		"within 60":          within(60),
		"within 5":           within(5),
		"chain 140":          chain(140),
		"chain 50":           chain(50),
		"within li":          "<ul>" + strings.Repeat("<li>Some words, here", maxElements-2),
		"within br":          strings.Repeat("Some words, here<br><br>", maxElements/2),
		"within cells":       "<table>" + strings.Repeat("<tr><td>a, b, c</td></tr>", maxElements/2-2),
		"deep div":           half("<div>", "</div>"),
		"runs of 400":        run(400),
		"runs of 140":        run(140),
		"runs of 60":         run(60),
		"flat li":            "<ul>" + fill("<li>a b"),
		"flat p":             fill("<p>Some words, here."),
		"flat br":            fill("a<br>"),
		"misnested a b":      fill("<a><b>x</a></b>"),
		"misnested formats":  fill("<b><i><u><p>x"),
		"tables":             fill("<table><tr><td>x"),
		"flat cells":         "<table>" + fill("<tr><td>a, b</td></tr>"),
		"unclosed quotes":    fill(`<a href="x`),
		"many attributes":    "<p " + fill("a=1 ") + ">text</p>",
		"one long attribute": `<p title="` + fill("a") + `">text</p>`,
		"long word":          "<p>" + fill("a") + "</p>",
		"entities":           "<p>" + fill("&amp;&lt;") + "</p>",
		"comments":           fill("<!-- x -->"),
		"scripts":            fill("<script>var a=1</script>"),
		"json-ld nested":     `<script type="application/ld+json">` + fill(`{"a":[`) + "</script>",
		"json-ld broken":     `<script type="application/ld+json">` + fill(`{"@type":"NewsArticle","author":"A "b" C",,}`) + "</script>",
		"meta tags":          fill(`<meta name="author" content="A. Bee, C. Dee">`),
		"svg math":           fill("<svg><math><mi>"),
		"select option":      "<select>" + fill("<option>x"),
		"NUL bytes":          fill("<p>a\x00b\x00"),
		"invalid UTF-8":      fill("<p>\xff\xfe\xc0"),
		"h1 with classes":    fill(`<h1 class="byline author">By A. Bee</h1>`),
		"time elements":      fill(`<time datetime="2999-01-01">x</time>`),
		"bylines":            fill(`<a rel="author" class="byline">By X</a>`),
		"templates":          fill("<template><p>x"),
		"frameset":           fill("<frameset><frame>"),
		"text with dates":    "<p>" + fill("on 1.2.2023, March 4 2024 ") + "</p>",
		"one furniture line": "<p>" + fill("sign up for the ") + "</p>",
	}
}

// slack is how many times a bar of ATTACKS.md on time may be missed by: a loaded
// machine is no slow program. With -tags faults the bar is the bar.
var slack = time.Duration(10)

// The bars of ATTACKS.md A9, for a page of 2 MiB.
const (
	maxTook  = 3 * time.Second
	maxGrown = 512 << 20 // bytes of resident memory
)

// TestA09HostileShapes runs every shape to its end, within the bars.
func TestA09HostileShapes(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("40 pages of 2 MiB")
	}
	var worst time.Duration
	most := 0
	for name, page := range hostileShapes() {
		var took time.Duration
		grown := growth(t, func() {
			start := time.Now()
			_, err := Extract([]byte(page), Options{URL: "https://news.example/x", Seen: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)})
			if took = time.Since(start); err != nil && err != ErrEmpty {
				t.Errorf("%s: %v", name, err)
			}
		})
		if took > slack*maxTook || grown > maxGrown {
			t.Errorf("%s: %v and %d MB", name, took, grown>>20)
		}
		worst, most = max(worst, took), max(most, grown)
	}
	t.Logf("at worst %v and %d MB a page", worst, most>>20)
}

// growth is by how many bytes this process's resident memory rises while f runs.
func growth(t *testing.T, f func()) int {
	t.Helper()
	resident := func() int {
		b, err := os.ReadFile("/proc/self/statm")
		if err != nil {
			return 0 // no /proc here: the bar is not looked at
		}
		var size, pages int
		fmt.Sscan(string(b), &size, &pages)
		return pages * os.Getpagesize()
	}
	debug.FreeOSMemory()
	before, most := resident(), 0
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			most = max(most, resident())
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Millisecond):
			}
		}
	}()
	f()
	close(stop)
	<-stopped
	return most - before
}

func TestInputIsCut(t *testing.T) {
	page := `<html><title>Harbour wall falls</title><body><p>` + strings.Repeat("words ", maxInput/3) + `</p>`
	p, err := Extract([]byte(page), Options{})
	if err != nil || len(p.Text()) > maxInput || p.Title != "Harbour wall falls" {
		t.Errorf("title %q, %d bytes, %v", p.Title, len(p.Text()), err)
	}
	if _, err := Extract(nil, Options{}); err != ErrEmpty {
		t.Errorf("no input gives %v, want ErrEmpty", err)
	}
}
