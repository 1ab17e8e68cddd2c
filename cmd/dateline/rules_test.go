package main

import (
	"encoding/json"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The rules of the house, as DESIGN.md draws them, enforced.

const module = "dateline"

// mayImport lists, for each package, what of ours it may import. Anything
// absent is forbidden. A folder with /... stands for all below it.
var mayImport = map[string][]string{
	"search/news":       {},
	"indexer/robots":    {},
	"indexer/feed":      {},
	"indexer/frontier":  {},
	"testdata/sites":    {},
	"testdata/articles": {"search/news"},
	"search/query":      {"search/news"},
	"indexer/extract":   {"search/news"},
	"indexer/prose":     {"search/news"},
	"indexer/place":     {"search/news", "indexer/prose"},
	"indexer/person":    {"search/news", "indexer/prose", "indexer/place", "indexer/ner"},
	"indexer/event":     {"search/news", "indexer/prose", "indexer/place"},
	"indexer/quote":     {"search/news", "indexer/prose", "indexer/place", "indexer/person"},
	"indexer/tag":       {"search/news", "indexer/prose", "indexer/place", "indexer/person", "indexer/event", "indexer/quote"},
	"indexer/ner":       {},
	"indexer/entity":    {"search/news"},
	"indexer/archive":   {"search/news"},
	"indexer/copies":    {"search/news"},
	"indexer/store":     {"search/news", "indexer/entity", "indexer/copies"},
	"indexer/fetch":     {"indexer/robots"},
	"search/index":      {"search/news", "search/query"},
	"search":            {"search/news", "search/query", "search/index"},
	"search/enginetest": {"search", "search/news", "search/query"},
	"indexer":           {"indexer/...", "search/news", "search/index"},
	"web/view":          {"search", "search/news"},
	"search/alert":      {"search", "search/news", "search/query"},
	"web":               {"search", "search/alert", "search/news", "search/query", "web/view"},
	"cmd/dateline/gold": {"indexer", "indexer/...", "search", "search/..."},
	"cmd/dateline":      {"cmd/dateline/gold", "indexer", "indexer/...", "search", "search/...", "web", "web/...", "testdata/..."},
}

// onlyImporter says which of our packages alone may import a library.
var onlyImporter = map[string]string{
	"github.com/blevesearch/": "search/index",
	"github.com/gin-gonic/":   "web",
	"github.com/spf13/cobra":  "cmd/dateline",
	"code.dny.dev/ssrf":       "indexer/fetch",
}

type pkg struct {
	Dir, ImportPath string
	Imports         []string
	GoFiles         []string
}

func (p pkg) name() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=Dir,ImportPath,Imports,GoFiles", "./...", "./testdata/sites", "./testdata/articles")
	cmd.Dir = "../.."
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal("go list:", err)
	}
	var list []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p pkg
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range packages(t) {
		seen[p.name()] = true
		allowed, known := mayImport[p.name()]
		if !known {
			t.Errorf("package %s is not in the plan of the house; add it to DESIGN.md's table and to mayImport", p.name())
		}
		for _, imp := range p.Imports {
			if ours, ok := strings.CutPrefix(imp, module+"/"); ok && !matches(allowed, ours) {
				t.Errorf("%s must not import %s", p.name(), ours)
			}
			for lib, only := range onlyImporter {
				if strings.HasPrefix(imp, lib) && p.name() != only {
					t.Errorf("%s must not import %s: only %s does", p.name(), imp, only)
				}
			}
			if p.name() == "search/news" && strings.Contains(imp, ".") {
				t.Errorf("search/news must not import %s: it knows the standard library only", imp)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mayImport)) {
		if !seen[name] {
			t.Errorf("package %s of the plan does not exist", name)
		}
	}
}

func matches(allowed []string, imp string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		folder, below := strings.CutSuffix(a, "/...")
		return a == imp || below && strings.HasPrefix(imp, folder+"/")
	})
}

// TestHTTPClients keeps dialing and HTTP clients in indexer/fetch; web and cmd
// may serve and listen.
func TestHTTPClients(t *testing.T) {
	forbidden := []string{"http.Get(", "http.Post(", "http.DefaultClient", "http.Client{", "net.Dial", "http.Transport{"}
	for _, p := range packages(t) {
		if p.name() == "indexer/fetch" {
			continue
		}
		for _, f := range p.GoFiles {
			source, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range forbidden {
				if strings.Contains(string(source), word) {
					t.Errorf("%s/%s uses %s: only indexer/fetch dials", p.name(), f, word)
				}
			}
		}
	}
}

// Hard stops of STYLE.md's habit 10, in lines.
const (
	maxFile     = 600
	maxFunction = 80
)

// TestStyle checks package comments, file lengths and function lengths.
func TestStyle(t *testing.T) {
	for _, p := range packages(t) {
		fset := token.NewFileSet()
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(fset, filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
			checkLengths(t, fset, p.name()+"/"+name, f)
		}
		d, err := doc.NewFromFiles(fset, files, p.ImportPath)
		if err != nil {
			t.Fatal(err)
		}
		if len(strings.Fields(d.Doc)) < 15 {
			t.Errorf("package %s needs a package comment that says what goes in, what comes out and what it never does", p.name())
		}
	}
}

func checkLengths(t *testing.T, fset *token.FileSet, name string, f *ast.File) {
	t.Helper()
	if n := fset.Position(f.End()).Line; n > maxFile {
		t.Errorf("%s has %d lines, more than %d: does it have one subject?", name, n, maxFile)
	}
	for _, d := range f.Decls {
		fn, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1; n > maxFunction {
			t.Errorf("%s: %s has %d lines, more than %d", name, fn.Name.Name, n, maxFunction)
		}
	}
}

// TestTopLevel holds the folders of the house.
func TestTopLevel(t *testing.T) {
	want := []string{"LICENSE", "README.md", "cmd", "go.mod", "go.sum", "indexer", "search", "testdata", "web"}
	out, err := exec.Command("git", "-C", "../..", "ls-files", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Skip("not a git checkout:", err)
	}
	for path := range strings.Lines(string(out)) {
		top, _, _ := strings.Cut(strings.TrimSpace(path), "/")
		if !strings.HasPrefix(top, ".") && !slices.Contains(want, top) {
			t.Errorf("%s does not belong at the top level", top)
		}
	}
	for _, name := range want {
		if _, err := fs.Stat(os.DirFS("../.."), name); err != nil {
			t.Errorf("%s is missing at the top level", name)
		}
	}
}
