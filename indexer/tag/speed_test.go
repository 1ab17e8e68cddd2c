package tag

import (
	"fmt"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// newsText makes about n bytes of running news text of our own: names, places,
// organisations, quotes and events in sentences of varied length.
func newsText(n int) string {
	given := strings.Fields("Amara Lars Keiko Tomas Fatima Olga Diego Priya Chinedu Hannah Yusuf Ingrid Mateo Ngozi Pavel Leila")
	family := strings.Fields("Okonjo Lindqvist Tanaka Novak Haddad Petrova Alvarez Sharma Eze Weiss Demir Solberg Rojas Adeyemi Kral Farouk")
	cities := strings.Fields("Nairobi Lisbon Osaka Prague Amman Kazan Bogota Pune Lagos Hamburg Izmir Bergen")
	lines := []string{
		"%s %s, the finance minister, said on Tuesday that the budget would not be cut before the vote in %s next month.",
		"Police in %[3]s arrested %[1]s %[2]s, 44, after a protest in which three people were hurt, the Interior Ministry said.",
		"\"We will not sign the accord,\" %[2]s told reporters. \"The talks in %[3]s were called off.\"",
		"The National Union of Teachers (NUT) has asked the government for more pay, and schools stayed shut for a second week while both sides met.",
		"Prices of grain and oil rose in the spring, economists at the University of %[3]s wrote, and the poorest families were hit first.",
		"A flood killed eight people near %[3]s; roads were cut and the army brought tents, water and bread to the villages along the river.",
		"In the evening, %[1]s %[2]s left for %[3]s, where the court is to hear the case against Quixo Holdings on Friday.",
	}
	var b strings.Builder
	for i := 0; b.Len() < n; i++ {
		line := lines[i%len(lines)]
		if strings.Contains(line, "%") {
			line = fmt.Sprintf(line+"%.0[1]s%.0[2]s%.0[3]s", given[i*7%len(given)], family[i*5%len(family)], cities[i*3%len(cities)])
		}
		b.WriteString(line)
		b.WriteString([]string{" ", " ", "\n"}[i%3])
	}
	return b.String()[:n]
}

// cpuTime is what the process has used of all cores.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkTag tags articles of 4 KB, a page of news, with all tags together.
// The bar is 1 MB/s and core: MB/cpu-s counts what the process used of any core,
// garbage collection too, and so holds on a machine that others use. live-MB is
// what the tagger and its tables hold; its bar is 150.
func BenchmarkTag(b *testing.B) {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	tagger := New()
	const size = 4 << 10
	text := newsText(64 * size)
	tagger.Tag(Input{Text: text, Lang: "en"}) // some tables are loaded with the first article
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.SetBytes(size)
	i, start := 0, cpuTime(b)
	for b.Loop() {
		at := i % 63 * size
		if tags := tagger.Tag(Input{Title: "Minister quits in Lagos", Text: text[at : at+size], Lang: "en"}); len(tags.People) == 0 {
			b.Fatal("nothing found")
		}
		i++
	}
	b.ReportMetric(float64(i*size)/1e6/(cpuTime(b)-start).Seconds(), "MB/cpu-s")
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "live-MB")
	runtime.KeepAlive(tagger)
}
