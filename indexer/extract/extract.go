// Package extract turns the HTML of one page into an article: main text as
// paragraphs, title, authors, dates, language and where each came from, and
// says when the page is no article. go-trafilatura and readability vote on the
// main text, after readers' comments, dialogs and further articles were taken
// out; the deck, and the rest of a story of which they saw one box, are put back.
// A page that a script draws has its text from the script's state. Metadata is
// read by our own JSON-LD, meta and microdata readers, and days from beside the
// headline.
// Pure: bytes in, values out, bounded cost on hostile pages, no I/O. It links
// go-dateparser, which costs 290 ms and 55 MB at start (see DESIGN.md).
package extract

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"dateline/search/news"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/publicsuffix"
)

// Options says what is known of a page beside its bytes. All may be empty.
type Options struct {
	URL  string    // the address it was fetched from
	Lang string    // the language its source is known to publish in
	Seen time.Time // when it was fetched; dates more than a day later are dropped
}

// Page is what one HTML page holds, in the JSON form of `dateline extract`.
// ID is left to the caller. From names the origin of each metadata field.
type Page struct {
	ID         string            `json:"id"`
	URL        string            `json:"url"`
	Canonical  string            `json:"canonical"`
	IsArticle  bool              `json:"is_article"`
	Reason     string            `json:"reason,omitempty"`
	Title      string            `json:"title"`
	Authors    []string          `json:"authors"`
	Published  news.Date         `json:"published"`
	Modified   news.Date         `json:"modified"`
	Lang       string            `json:"lang"`
	Site       string            `json:"site"`
	Section    string            `json:"section"`
	Keywords   []string          `json:"keywords"`
	Image      string            `json:"image"`
	Paywalled  bool              `json:"paywalled"`
	Body       string            `json:"text"`
	Paragraphs []string          `json:"paragraphs"`
	From       map[string]string `json:"from"`

	// For a crawl: what the page's <meta name="robots"> say, and where it sends its
	// readers at once.
	Robots  []string `json:"-"`
	Refresh string   `json:"-"`

	guessed bool // Published was found by scanning the text
}

// Text is the main text: the paragraphs with a blank line between them.
func (p *Page) Text() string { return strings.Join(p.Paragraphs, "\n\n") }

// ErrEmpty means that the input holds no text at all.
var ErrEmpty = fmt.Errorf("extract: the page is empty")

// Extract reads one page. Any input gives a Page or ErrEmpty; a page that is
// no article has IsArticle false and a Reason. Input beyond 2 MiB is ignored.
// Safe for concurrent use.
func Extract(page []byte, opt Options) (Page, error) {
	page = sanitize(page)
	if len(bytes.TrimSpace(page)) == 0 {
		return Page{}, ErrEmpty
	}
	if scan(page).sane() {
		if p, err := guarded(page, opt); err == nil {
			return p, nil
		}
	}
	return flatPage(page, opt), nil
}

// sanitize cuts the input to its limit and makes it valid UTF-8 without NULs.
func sanitize(page []byte) []byte {
	if len(page) > maxInput {
		page = page[:maxInput]
	}
	page = bytes.ToValidUTF8(page, []byte("\uFFFD"))
	return bytes.ReplaceAll(page, []byte{0}, nil)
}

// guarded runs the extraction by tree and turns a panic of a library into an
// error: a page must not end the process.
func guarded(page []byte, opt Options) (p Page, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("extract: panic: %v", r)
		}
	}()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return Page{}, fmt.Errorf("extract: parse: %w", err)
	}
	return fromTree(root, opt), nil
}

// fromTree is the usual way: metadata first, then the tree is stripped of
// scripts and the rest is the text's.
func fromTree(root *html.Node, opt Options) Page {
	h := readHead(root, opt.URL)
	p := h.page(opt)
	scripts := inlineScripts(root)
	strip(root)
	withoutThreads(root)
	withoutDialogs(root)
	withoutOthers(h.doc, p.Title)
	text := mainText(root, h, &p)
	if shown := extentOf(text.blocks); shown < shownEnough && !p.Paywalled {
		if stated := cleanBlocks(statedText(scripts, p.Title), &p); extentOf(stated) > shown {
			text.blocks, text.from = stated, fromScript
		}
	}
	p.setText(text.blocks, text.from)
	if p.Published.IsZero() {
		if d := scanDate(root, opt.URL, latest(opt)); !d.IsZero() {
			p.Published = d
			p.From["published"] = fromVisible
			p.guessed = true
		}
	}
	p.setLang(h, opt)
	p.judge(h, text)
	return p
}

// page fills everything but the main text.
func (h head) page(opt Options) Page {
	p := Page{URL: opt.URL, From: map[string]string{}, Authors: []string{}, Keywords: []string{}, Paragraphs: []string{}}
	base := h.base(opt.URL)
	p.Canonical = h.canonical(base)
	host := hostOf(opt.URL, p.Canonical)
	p.Site = p.set("site")(h.site())
	p.Title = p.set("title")(h.title(p.Site, host))
	if names, from := h.authors(p.Site, host); len(names) > 0 {
		p.Authors, p.From["authors"] = names, from
	}
	address := opt.URL
	if address == "" {
		address = p.Canonical
	}
	pub, mod, refused := h.dates(address, p.Title, latest(opt))
	p.Published, p.Modified = pub.date, mod.date
	p.note("published", pub.from)
	p.note("modified", mod.from)
	p.note("published_refused", refused)
	p.Section = p.set("section")(h.section())
	if kw, from := h.keywords(); len(kw) > 0 {
		p.Keywords, p.From["keywords"] = kw, from
	}
	img, from := h.image()
	p.Image = p.set("image")(absolute(base, img), from)
	p.Paywalled, from = h.paywalled()
	p.note("paywalled", from)
	p.Robots, p.Refresh = h.meta["robots"], h.refresh(base)
	return p
}

// set returns a setter that notes where field came from.
func (p *Page) set(field string) func(value, from string) string {
	return func(value, from string) string {
		if value != "" {
			p.note(field, from)
		}
		return strings.TrimSpace(cut(value, maxField))
	}
}

func (p *Page) note(field, from string) {
	if from != "" {
		p.From[field] = from
	}
}

func (p *Page) setText(bs []block, from string) {
	size := 0
	for _, b := range bs {
		if size += len(b.text); size > maxText {
			break
		}
		p.Paragraphs = append(p.Paragraphs, b.text)
	}
	p.Body = p.Text()
	if p.Body != "" {
		p.note("text", from)
	}
}

func (p *Page) setLang(h head, opt Options) {
	p.Lang = p.set("lang")(h.language(p.Body, opt.Lang))
}

// latest is the last moment a date of the page may name: a day after it was
// seen, because zones and clocks differ.
func latest(opt Options) time.Time {
	if opt.Seen.IsZero() {
		return time.Time{}
	}
	return opt.Seen.Add(24 * time.Hour)
}

// base is the address that relative links of the page start from.
func (h head) base(pageURL string) *url.URL {
	base, err := url.Parse(pageURL)
	if err != nil {
		base = &url.URL{}
	}
	if href := h.doc.Find("base[href]").First().AttrOr("href", ""); href != "" {
		if b, err := base.Parse(href); err == nil {
			return b
		}
	}
	return base
}

// canonical is the page's own address: rel=canonical, else og:url, made
// absolute. Whether it is believed is the caller's decision.
func (h head) canonical(base *url.URL) string {
	for _, ref := range []string{h.canonicalRef(), h.first("og:url"), h.art.text("url")} {
		if u := absolute(base, ref); u != "" {
			return u
		}
	}
	return ""
}

// absolute resolves ref to an http address, or gives nothing.
func absolute(base *url.URL, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > maxField {
		return ""
	}
	u, err := base.Parse(ref)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

func hostOf(addresses ...string) string {
	for _, a := range addresses {
		if u, err := url.Parse(a); err == nil && u.Host != "" {
			return strings.ToLower(u.Hostname())
		}
	}
	return ""
}

// domainLabel is the name a domain is known by: "example" of www.example.co.uk.
func domainLabel(host string) string {
	dom, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil {
		dom = host
	}
	label, _, _ := strings.Cut(dom, ".")
	return label
}

// strip removes in place what no reader of the text needs, so that the
// libraries copy and walk a smaller tree.
func strip(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		drop := c.Type == html.CommentNode || c.Type == html.ElementNode && slices.Contains(useless, c.DataAtom)
		if drop {
			n.RemoveChild(c)
		} else {
			strip(c)
		}
		c = next
	}
}

var useless = []atom.Atom{atom.Script, atom.Style, atom.Svg, atom.Template, atom.Iframe, atom.Link, atom.Object, atom.Canvas, atom.Noscript,
	atom.Rt, atom.Rp, atom.Rtc, // readings of characters, which would tear the words beside them apart
}
