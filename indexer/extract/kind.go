package extract

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// Why a page is not indexed.
const (
	ReasonShort    = "too little text"
	ReasonPaywall  = "paywall stub with too little text"
	ReasonSection  = "section page or front page"
	ReasonSearch   = "search page"
	ReasonLinks    = "list of links"
	ReasonGallery  = "gallery with too little text"
	ReasonProduct  = "product page"
	ReasonForum    = "forum thread"
	ReasonUnsigned = "no byline, no date and no article markup"
	ReasonKind     = "not an article by its own markup"
	ReasonAbout    = "page about the site itself"
)

const (
	// minChars is the least main text, as extent counts it, of an article; a
	// declared news article may be a brief.
	minChars, minDeclared = 250, 120
	// minPaywalled is the same for a page that says it is behind a paywall: a
	// teaser is a paragraph or two, and what follows is what counts.
	minPaywalled = 600
)

var (
	searchPath  = regexp.MustCompile(`(?i)/(?:search|suche|recherche|buscar|busqueda|cerca)(?:/|$|\.|\?)|[?&](?:q|query|s|search)=`)
	galleryPath = regexp.MustCompile(`(?i)/(?:galler(?:y|ies|ia)|photos?|photo-essays?|slideshows?|fotostrecke|diaporama|bildergalerie|fotogalerie|pictures)/`)
	sectionPath = regexp.MustCompile(`(?i)/(?:tags?|topics?|categor(?:y|ies)|sections?|authors?|archives?|page|themen?|label|collections?|catpage\S*|forums?)(?:/|$)`)
	articlePath = regexp.MustCompile(`(?i)/(?:blogs?|news|articles?|artikel|nyheter|stories|story|posts?|p|releases|press-?releases?|(?:19|20)\d\d/\d\d?)/`)
	productPath = regexp.MustCompile(`(?i)/(?:products?|shop|store|cart|checkout)/`)
	aboutPath   = regexp.MustCompile(`(?i)^(?:/[a-z]{2}(?:-[a-z]{2})?)?/(?:about(?:-us)?|contact(?:-us)?|privacy(?:-policy)?|terms(?:-of-\w+)*|legal|imprint|impressum|kontakt|datenschutz|careers|jobs|faq|über-uns|ueber-uns|qui-sommes-nous|contacto|aviso-legal)(?:/|\.\w+$|$)`)
	forumPath   = regexp.MustCompile(`(?i)^forum\.|^forums\.|/forums?/|/viewtopic|/threads?/|/topic/|/questions/\d`)
)

// judge decides whether the page is an article and, if not, why.
func (p *Page) judge(h head, text chosenText) {
	p.Reason = p.reason(h, text)
	p.IsArticle = p.Reason == ""
}

func (p *Page) reason(h head, text chosenText) string {
	n := extent(p.Body)
	u, err := url.Parse(p.URL)
	if err != nil {
		u = &url.URL{}
	}
	path := u.Path
	declared := h.art.rank() >= 3
	og := strings.ToLower(h.first("og:type"))
	switch {
	case !declared && searchPath.MatchString(u.RequestURI()):
		return ReasonSearch
	case n < minPaywalled && p.Paywalled:
		return ReasonPaywall
	case n < minDeclared && galleryPath.MatchString(path):
		return ReasonGallery
	case n < minChars && !declared && text.mostlyLinks():
		return ReasonLinks
	case n < minDeclared || n < minChars && !declared:
		return ReasonShort
	}
	if declared && h.art.rank() >= 4 {
		return ""
	}
	return p.undeclared(h, text, path, u.Hostname(), og)
}

// extent is the length of a text in code points, where a character that stands
// for a word or a syllable counts twice: the limits are for alphabets.
func extent(s string) (n int) {
	for _, r := range s {
		n++
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++
		}
	}
	return n
}

// undeclared judges a page that does not call itself an article.
func (p *Page) undeclared(h head, text chosenText, path, host, og string) string {
	if host != "" && (path == "" || path == "/") {
		return ReasonSection
	}
	kind := h.otherKind()
	if og == "article" && (p.signed(h) || kind == "" && !h.standingPage()) && !forumPath.MatchString(host) && !forumPath.MatchString(path) {
		return ""
	}
	switch {
	case kind != "":
		return kind
	case strings.Contains(og, "product") || productPath.MatchString(path):
		return ReasonProduct
	case aboutPath.MatchString(path):
		return ReasonAbout
	case forumPath.MatchString(host) || forumPath.MatchString(path):
		return ReasonForum
	case sectionPath.MatchString(path):
		return ReasonSection
	case !p.signed(h) && !articlePath.MatchString(path) && !text.isMost():
		return ReasonUnsigned
	case p.listLike(text) && !(articlePath.MatchString(path) && p.dated()):
		return ReasonLinks
	}
	return ""
}

// standingPage reports a page that is kept up to date rather than published:
// content systems call every page of theirs an og:article and give only posts
// a time of publication.
func (h head) standingPage() bool {
	return h.first("article:modified_time") != "" && h.first("article:published_time") == ""
}

// dated reports a page whose date is marked, or found beside an author's name.
func (p *Page) dated() bool {
	return !p.Published.IsZero() && (!p.guessed || len(p.Authors) > 0)
}

// signed reports a page that names its author or marks its date, as anything
// published does; a date guessed from its text does not count.
func (p *Page) signed(h head) bool {
	return len(p.Authors) > 0 || !p.Published.IsZero() && !p.guessed
}

// isMost reports that the page shows little beside the main text, as a saved
// or hand-made page does; on a site the rest is a third and more.
func (c chosenText) isMost() bool {
	size := 0
	for _, b := range c.blocks {
		size += len(b.text)
	}
	return size*100 >= c.total*85
}

// mostlyLinks reports a page whose whole text is links for the greater part.
func (c chosenText) mostlyLinks() bool { return c.linked*10 > c.total*6 }

// otherKind names what the page's markup says it is instead.
func (h head) otherKind() string {
	for _, n := range h.ld.nodes {
		for _, t := range n.types() {
			switch t {
			case "product", "productgroup", "offer", "softwareapplication":
				return ReasonProduct
			case "collectionpage", "itemlist", "searchresultspage":
				return ReasonSection
			case "qapage", "discussionforumposting":
				return ReasonForum
			case "faqpage", "service", "localbusiness":
				return ReasonKind
			}
		}
	}
	return ""
}

// listLike reports main text that is mostly list items or links.
func (p *Page) listLike(text chosenText) bool {
	prose, all, linked := 0, 0, 0
	for _, b := range text.blocks {
		all += len(b.text)
		linked += b.linked
		if b.kind == kindText && (len(b.text) > 80 || !isLabel(b.text)) || b.kind == kindQuote {
			prose += len(b.text)
		}
	}
	return prose*3 < all || linked*2 > all
}
