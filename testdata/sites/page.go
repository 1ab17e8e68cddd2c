package sites

import (
	"bytes"
	"html/template"
	"path"
	"slices"
	"strings"
	"time"
)

// relatedLinks is how many other stories a page links to, so that an extractor
// which keeps them would show other stories' people.
const relatedLinks = 3

// item is a story as a page, a feed or a sitemap shows it.
type item struct {
	*story
	version
	URL      string
	Lead     string // the first paragraph
	Modified time.Time
	Image    string
}

// pageData is what the templates of an outlet get.
type pageData struct {
	Outlet  *Outlet
	Title   string
	Story   item
	Related []item
	Stories []item
	LD      map[string]any
}

func pageFuncs(o *Outlet) template.FuncMap {
	return template.FuncMap{
		"date": func(t time.Time) string { return visibleDate(o.Language, o.Country, t) },
		"day":  func(t time.Time) string { return visibleDay(o.Language, o.Country, t) },
		"iso":  func(t time.Time) string { return t.Format(time.RFC3339) },
		"url":  o.URL,
	}
}

// visibleDay is visibleDate without the time of day.
func visibleDay(lang, country string, t time.Time) string {
	s := visibleDate(lang, country, t)
	if i := strings.LastIndexAny(s, ",à"); i > 0 && lang != "en" {
		return strings.TrimSpace(s[:i])
	}
	if country == "US" {
		return t.Format("January 2, 2006")
	}
	return t.Format("2 January 2006")
}

func (o *Outlet) item(s *story, revision int32) item {
	v := s.at(revision)
	it := item{story: s, version: v, URL: o.URL(s.Path), Lead: v.Paragraphs[0], Modified: v.Date}
	it.Date = s.versions[0].Date
	it.Image = o.URL("/img/" + strings.TrimSuffix(path.Base(s.Path), ".html") + ".svg")
	return it
}

// listing gives the listed stories of a section, newest first; "" is all.
func (o *Outlet) listing(section string, revision int32) []item {
	var items []item
	for _, s := range o.stories {
		if s.listed() && (section == "" || s.Section == section) {
			items = append(items, o.item(s, revision))
		}
	}
	return items
}

func (o *Outlet) article(s *story, revision int32) (*response, error) {
	it := o.item(s, revision)
	data := pageData{Outlet: o, Title: it.Title, Story: it, Related: o.related(s, revision)}
	data.LD = o.linkedData(it)
	name := "article"
	if s.Kind == KindStub {
		name = "stub"
	}
	return o.page(name, data, it.Modified)
}

func (o *Outlet) list(section string, revision int32) (*response, error) {
	items := o.listing(section, revision)
	title := section
	if title == "" {
		title = o.Name
	}
	return o.page("list", pageData{Outlet: o, Title: title, Stories: items}, newest(items))
}

func (o *Outlet) page(name string, data pageData, modified time.Time) (*response, error) {
	var b bytes.Buffer
	if err := o.pages.ExecuteTemplate(&b, name, data); err != nil {
		return nil, err
	}
	return &response{mime: "text/html", body: b.Bytes(), modified: modified}, nil
}

// related gives the stories that follow s in the outlet's list, going round.
func (o *Outlet) related(s *story, revision int32) []item {
	all := o.listing("", revision)
	at := slices.IndexFunc(all, func(i item) bool { return i.story == s })
	var out []item
	for i := range min(relatedLinks, len(all)-1) {
		out = append(out, all[(at+1+i)%len(all)])
	}
	return out
}

// linkedData is the schema.org description that a template may embed.
func (o *Outlet) linkedData(it item) map[string]any {
	ld := map[string]any{
		"@type":               "NewsArticle",
		"mainEntityOfPage":    map[string]any{"@type": "WebPage", "@id": it.URL},
		"headline":            it.Title,
		"datePublished":       it.Date.Format(time.RFC3339),
		"dateModified":        it.Modified.Format(time.RFC3339),
		"author":              []any{map[string]any{"@type": "Person", "name": it.By}},
		"publisher":           map[string]any{"@type": "NewsMediaOrganization", "name": o.Name, "url": o.URL("/")},
		"articleSection":      it.Section,
		"inLanguage":          o.Language,
		"image":               []string{it.Image},
		"isAccessibleForFree": it.Kind != KindStub,
	}
	if it.Kind == KindStub {
		ld["hasPart"] = map[string]any{"@type": "WebPageElement", "isAccessibleForFree": false, "cssSelector": ".paywall"}
	}
	return ld
}

func newest(items []item) time.Time {
	var t time.Time
	for _, it := range items {
		if it.Modified.After(t) {
			t = it.Modified
		}
	}
	return t
}
