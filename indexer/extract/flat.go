package extract

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// shape is what a pass over the tokens tells of a page before it is parsed
// into a tree.
type shape struct {
	depth, elements, work, attributes, attrBytes int
}

// sane reports a page that the libraries can be trusted with.
func (s shape) sane() bool {
	return s.depth <= maxDepth && s.work <= maxWork && s.elements <= maxElements && s.attributes <= maxAttributes && s.attrBytes <= maxAttrBytes
}

// void elements have no end tag and open no level.
var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true,
	"link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true}

// selfClosing elements are closed by the next of their kind; browsers do not
// nest them, and many pages never close them.
var selfClosing = map[string]bool{"p": true, "li": true, "td": true, "tr": true, "th": true, "dt": true, "dd": true, "option": true, "thead": true, "tbody": true}

// scan measures a page without building a tree. Depth is an estimate: tags
// that end others are only counted for the elements that pages leave open.
func scan(page []byte) shape {
	var s shape
	z := html.NewTokenizer(bytes.NewReader(page))
	z.SetMaxBuf(maxInput)
	depth := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return s
		case html.StartTagToken:
			name, more := z.TagName()
			s.elements++
			if !void[string(name)] && !selfClosing[string(name)] {
				depth++
				s.depth = max(s.depth, depth)
			}
			s.work += depth
			s.countAttributes(z, more)
		case html.EndTagToken:
			name, _ := z.TagName()
			if !void[string(name)] && !selfClosing[string(name)] && depth > 0 {
				depth--
			}
		}
	}
}

func (s *shape) countAttributes(z *html.Tokenizer, more bool) {
	n := 0
	for more {
		var val []byte
		_, val, more = z.TagAttr()
		n++
		s.attrBytes = max(s.attrBytes, len(val))
	}
	s.attributes = max(s.attributes, n)
}

// flat reads a page by its tokens alone, for pages that no tree can be built
// of: text between block-level tags is a paragraph. Its cost is linear.
type flat struct {
	z       *html.Tokenizer
	w       blockWalker
	title   string
	h1      string
	meta    map[string]string
	scripts []string
	lang    string
	canon   string
	skip    string
	links   int
	into    *string
}

// flatPage extracts title, metadata and all words of a pathological page.
func flatPage(page []byte, opt Options) Page {
	f := &flat{z: html.NewTokenizer(bytes.NewReader(page)), meta: map[string]string{}}
	f.run()
	h := f.head()
	p := h.page(opt)
	if p.Title == "" {
		p.Title = p.set("title")(squash(unescape(f.h1)), fromHTML)
	}
	p.setText(flatClean(f.w.out, p.Title, p.Authors), fromHTML)
	p.setLang(h, opt)
	p.judge(h, chosenText{blocks: f.w.out, total: len(p.Body)})
	return p
}

// flatClean drops only lines that are furniture by their wording; a tree that
// could tell more does not exist.
func flatClean(in []block, title string, authors []string) []block {
	var out []block
	head := textKey(title)
	for i, b := range in {
		if textKey(b.text) != head && !isFurnitureLine(b.text, i, len(in), authors) {
			out = append(out, b)
		}
	}
	return out
}

// head builds a small tree of what the pass found, so that the same readers
// work on it.
func (f *flat) head() head {
	var b strings.Builder
	b.WriteString(`<html lang="` + html.EscapeString(f.lang) + `"><head><title>` + html.EscapeString(f.title) + `</title>`)
	for k, v := range f.meta {
		b.WriteString(`<meta name="` + html.EscapeString(k) + `" content="` + html.EscapeString(v) + `">`)
	}
	if f.canon != "" {
		b.WriteString(`<link rel="canonical" href="` + html.EscapeString(f.canon) + `">`)
	}
	root, err := html.Parse(strings.NewReader(b.String() + "</head><body></body></html>"))
	if err != nil {
		root = &html.Node{Type: html.DocumentNode}
	}
	h := readHead(root, "")
	h.ld = readLinkedData(f.scripts)
	h.art = h.ld.article([]string{f.canon})
	return h
}

func (f *flat) run() {
	for {
		switch f.z.Next() {
		case html.ErrorToken:
			f.w.flush()
			return
		case html.TextToken:
			f.text(string(f.z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			f.start()
		case html.EndTagToken:
			f.end()
		}
	}
}

func (f *flat) text(s string) {
	switch {
	case f.into != nil:
		*f.into += cut(s, maxField)
		if f.into == &f.title {
			return
		}
	case f.skip == "ld":
		if len(f.scripts) < maxNodes && len(s) < maxScripts {
			f.scripts = append(f.scripts, s)
		}
		return
	case f.skip != "":
		return
	}
	f.w.text(html.UnescapeString(s), f.links > 0)
}

func (f *flat) start() {
	name, more := f.z.TagName()
	a := atom.Lookup(name)
	attr := f.attributes(more)
	switch a {
	case atom.Html:
		f.lang = attr["lang"]
	case atom.Meta:
		for _, k := range []string{"property", "name", "itemprop"} {
			if key := attr[k]; key != "" && len(f.meta) < maxNodes && f.meta[key] == "" {
				f.meta[key] = attr["content"]
			}
		}
	case atom.Link:
		if strings.EqualFold(attr["rel"], "canonical") {
			f.canon = attr["href"]
		}
	case atom.Title:
		if f.title == "" {
			f.into = &f.title
		}
	case atom.H1:
		if f.h1 == "" {
			f.into = &f.h1
		}
	case atom.Script:
		f.skip = "script"
		if strings.Contains(attr["type"], "ld+json") {
			f.skip = "ld"
		}
	case atom.Style, atom.Template, atom.Textarea, atom.Iframe, atom.Noscript:
		f.skip = string(name)
	case atom.A:
		f.links = 1
	case atom.Br:
		f.w.lineBreak()
	}
	f.boundary(a)
}

func (f *flat) end() {
	name, _ := f.z.TagName()
	a := atom.Lookup(name)
	switch a {
	case atom.Title, atom.H1:
		f.into = nil
	case atom.Script, atom.Style, atom.Template, atom.Textarea, atom.Iframe, atom.Noscript:
		f.skip = ""
	case atom.A:
		f.links = 0
	}
	f.boundary(a)
}

// boundary ends the paragraph at block-level tags.
func (f *flat) boundary(a atom.Atom) {
	if a == 0 || inline[a] || a == atom.Br {
		return
	}
	f.w.flush()
	f.w.kind = kindOf(a, kindText)
}

func (f *flat) attributes(more bool) map[string]string {
	out := map[string]string{}
	for n := 0; more && n < 40; n++ {
		var k, v []byte
		k, v, more = f.z.TagAttr()
		out[string(k)] = cut(string(v), maxField)
	}
	return out
}
