// Package view turns results into the pages people read: small structs built
// by pure functions from search's answers, html/template files that print
// them, the style sheet, the script and the timeline drawn as SVG. Everything
// is embedded; no page asks a third party for anything, and every page works
// without its script. It knows nothing of HTTP.
package view

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static/*
var staticFiles embed.FS

// Asset is one static file with its type and a version that changes with its
// bytes, so that a browser may keep it for ever.
type Asset struct {
	Name    string
	Type    string
	Version string
	Bytes   []byte
}

// Page is what Templates prints. The set is closed: Search, Article, FacetList,
// Help, Docs, Sources, Map, Profile, Versions, Saved, Save, Corrections and
// Failure.
type Page interface{ template() string }

// Templates prints pages. Safe for concurrent use.
type Templates struct {
	byName map[string]*template.Template
	assets map[string]Asset
}

var assetTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// Site is what every page says of the server. OpenSearch announces
// /opensearch.xml, Sources links to the page of sources.
type Site struct {
	Version    string
	OpenSearch bool
	Sources    bool
	Saved      bool // there are saved searches
	Save       bool // more can be saved
	Edits      bool // tags can be corrected
}

// Load parses the embedded templates. It fails only on a mistake in them.
func Load(site Site) (*Templates, error) {
	assets, err := loadAssets()
	if err != nil {
		return nil, err
	}
	t := &Templates{byName: map[string]*template.Template{}, assets: assets}
	base, err := template.New("base").Funcs(template.FuncMap{
		"asset": t.assetURL, "num": num, "minute": minute, "articles": articles, "site": func() Site { return site },
	}).ParseFS(templateFiles, "templates/base.html", "templates/parts.html")
	if err != nil {
		return nil, fmt.Errorf("view: parse base: %w", err)
	}
	for _, name := range []string{"search", "article", "facet", "help", "sources", "map", "profile", "versions", "saved", "save", "corrections", "docs", "failure"} {
		page, err := base.Clone()
		if err == nil {
			_, err = page.ParseFS(templateFiles, "templates/"+name+".html")
		}
		if err != nil {
			return nil, fmt.Errorf("view: parse %s: %w", name, err)
		}
		t.byName[name] = page
	}
	return t, nil
}

func loadAssets() (map[string]Asset, error) {
	entries, err := fs.ReadDir(staticFiles, "static")
	if err != nil {
		return nil, fmt.Errorf("view: list assets: %w", err)
	}
	assets := map[string]Asset{}
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			return nil, fmt.Errorf("view: read asset %q: %w", e.Name(), err)
		}
		sum := sha256.Sum256(b)
		assets[e.Name()] = Asset{e.Name(), assetTypes[path.Ext(e.Name())], hex.EncodeToString(sum[:6]), b}
	}
	return assets, nil
}

// Asset gives a static file by name; false where there is none.
func (t *Templates) Asset(name string) (Asset, bool) {
	a, ok := t.assets[name]
	return a, ok
}

func (t *Templates) assetURL(name string) (string, error) {
	a, ok := t.assets[name]
	if !ok {
		return "", fmt.Errorf("view: no asset %q", name)
	}
	return "/static/" + name + "?v=" + a.Version, nil
}

// Render prints p whole or not at all: nothing reaches w when a template fails
// midway, so that the caller can still answer with an error.
func (t *Templates) Render(w io.Writer, p Page) error {
	var b bytes.Buffer
	if err := t.byName[p.template()].ExecuteTemplate(&b, "base.html", p); err != nil {
		return fmt.Errorf("view: render %s: %w", p.template(), err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Frame is what every page has around its content.
type Frame struct {
	Title string
	Box   Box
}

// Box is the search form in the header. Hidden keeps the filters that no
// visible control of the page sends.
type Box struct {
	Q      string
	Hidden []Pair
}

// Pair is one parameter of a form.
type Pair struct{ Name, Value string }

// Link is a named address.
type Link struct{ Name, Href string }
