package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// allowedModules are what we build on: each one more is code of strangers, and a
// decision that a commit gives a reason for.
var allowedModules = strings.Fields(`
	code.dny.dev/ssrf codeberg.org/readeck/go-readability/v2 github.com/PuerkitoBio/goquery github.com/RoaringBitmap/roaring/v2
	github.com/abadojack/whatlanggo github.com/andybalholm/brotli github.com/blevesearch/bleve/v2 github.com/blevesearch/bleve_index_api
	github.com/blevesearch/scorch_segment_api/v2 github.com/blevesearch/snowballstem github.com/blevesearch/vellum
	github.com/blevesearch/zapx/v17 github.com/chromedp/cdproto github.com/chromedp/chromedp
	github.com/getkin/kin-openapi github.com/gin-contrib/gzip github.com/gin-gonic/gin github.com/gogs/chardet github.com/google/go-cmp
	github.com/klauspost/compress github.com/markusmobius/go-dateparser github.com/markusmobius/go-htmldate github.com/markusmobius/go-trafilatura github.com/mmcdole/gofeed
	github.com/mozillazg/go-unidecode github.com/nlnwa/whatwg-url github.com/pressly/goose/v3 github.com/prometheus/client_golang
	github.com/schollz/progressbar/v3 github.com/sergi/go-diff github.com/spf13/cobra github.com/spf13/pflag github.com/wneessen/go-mail
	go.etcd.io/bbolt go.yaml.in/yaml/v3 golang.org/x/net golang.org/x/sync golang.org/x/term golang.org/x/text golang.org/x/time
	modernc.org/sqlite pgregory.net/rapid`)

// leastVersions are those whose predecessors lose data or hang: bleve before 2.6.1
// wrote corrupt postings (#2393), x/net before 0.45 is CVE-2025-47911 and -58190.
var leastVersions = map[string][2]int{"github.com/blevesearch/bleve/v2": {6, 1}, "golang.org/x/net": {45, 0}}

// TestA28Modules: the modules we ask for are the allowed ones, none is replaced by
// another, all have a checksum, and none is of before a mistake we know of.
func TestA28Modules(t *testing.T) {
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var mod struct {
		Require []struct {
			Path, Version string
			Indirect      bool
		}
		Replace, Exclude []any
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	if len(mod.Replace)+len(mod.Exclude) > 0 {
		t.Errorf("go.mod replaces or excludes modules: %v %v", mod.Replace, mod.Exclude)
	}
	sums, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	var direct []string
	for _, r := range mod.Require {
		if !r.Indirect {
			direct = append(direct, r.Path)
		}
		if !strings.Contains(string(sums), r.Path+" "+r.Version+"/go.mod h1:") {
			t.Errorf("%s %s has no checksum", r.Path, r.Version)
		}
		if least, ok := leastVersions[r.Path]; ok && olderThan(t, r.Version, least) {
			t.Errorf("%s %s is older than v*.%d.%d", r.Path, r.Version, least[0], least[1])
		}
	}
	slices.Sort(direct)
	if want := slices.Sorted(slices.Values(allowedModules)); !slices.Equal(direct, want) {
		t.Errorf("go.mod asks for\n%s\nallowed are\n%s", strings.Join(direct, "\n"), strings.Join(want, "\n"))
	}
}

// olderThan compares the minor and patch numbers of a version.
func olderThan(t *testing.T, version string, least [2]int) bool {
	t.Helper()
	m := regexp.MustCompile(`^v\d+\.(\d+)\.(\d+)`).FindStringSubmatch(version)
	if m == nil {
		t.Fatalf("no version: %s", version)
	}
	var have [2]int
	for i := range have {
		for _, d := range m[i+1] {
			have[i] = 10*have[i] + int(d-'0')
		}
	}
	return slices.Compare(have[:], least[:]) < 0
}

// TestA29FuzzTargets: every parser of what strangers say has a fuzz target. Their
// seeds run with the tests; `go test -fuzz` goes on from there.
func TestA29FuzzTargets(t *testing.T) {
	fuzz := regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)
	for what, dir := range map[string]string{
		"query": "search/query", "URL": "indexer/frontier", "robots.txt": "indexer/robots", "feed and sitemap": "indexer/feed",
		"charset": "indexer/fetch", "extract": "indexer/extract", "tag": "indexer/tag", "archive": "indexer/archive",
		"manifest": "search/index", "API parameters and cursor": "search", "import": "indexer", "names": "indexer/entity",
	} {
		files, err := filepath.Glob(filepath.Join("../..", dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			found = found || fuzz.Match(b)
		}
		if !found {
			t.Errorf("%s: no fuzz target in %s", what, dir)
		}
	}
}
