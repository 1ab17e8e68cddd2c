package sites

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"text/template"
	"time"
)

// tracking is what feeds add to links to see where readers come from.
const tracking = "?utm_source=feed&utm_medium=rss"

func (f Feed) isSitemap() bool {
	switch f.Kind {
	case "sitemap", "sitemap.gz", "index", "news":
		return true
	}
	return false
}

// feed renders the feed or sitemap at p, a year's part of a sitemap index, or
// a raw file; nil where there is none.
func (o *Outlet) feed(p string, revision int32) (*response, error) {
	for _, f := range o.Feeds {
		if f.Path == p {
			return o.renderFeed(f, revision)
		}
		if year, ok := f.year(p); ok {
			return o.yearSitemap(year, revision)
		}
	}
	if b, ok := o.raw[p]; ok {
		return &response{mime: http.DetectContentType(b), body: b, encoded: true}, nil
	}
	return nil, nil
}

// year cuts 2025 out of /sitemap-2025.xml where f is the index /sitemap.xml.
func (f Feed) year(p string) (string, bool) {
	if f.Kind != "index" {
		return "", false
	}
	year, ok := strings.CutPrefix(p, strings.TrimSuffix(f.Path, ".xml")+"-")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(year, ".xml")
}

// feedData is what the feed templates get.
type feedData struct {
	Outlet   *Outlet
	Feed     Feed
	Items    []item
	Years    []string
	Modified time.Time
}

func (o *Outlet) renderFeed(f Feed, revision int32) (*response, error) {
	items := o.listing("", revision)
	if f.Limit > 0 && f.Limit < len(items) {
		items = items[:f.Limit]
	}
	data := feedData{Outlet: o, Feed: f, Items: items, Modified: newest(items)}
	switch f.Kind {
	case "raw":
		return &response{mime: "application/rss+xml", body: o.raw[f.Path], modified: data.Modified, encoded: true}, nil
	case "json":
		return jsonFeed(data)
	case "sitemap.gz":
		return gzipped(o.xmlResponse("sitemap", "application/gzip", data))
	case "index":
		data.Years = years(items)
		return o.xmlResponse("index", "application/xml", data)
	case "rss":
		return o.xmlResponse("rss", "application/rss+xml", data)
	case "atom":
		return o.xmlResponse("atom", "application/atom+xml", data)
	}
	return o.xmlResponse(f.Kind, "application/xml", data)
}

func (o *Outlet) yearSitemap(year string, revision int32) (*response, error) {
	var items []item
	for _, it := range o.listing("", revision) {
		if it.Date.Format("2006") == year {
			items = append(items, it)
		}
	}
	if len(items) == 0 {
		return nil, nil
	}
	return o.xmlResponse("sitemap", "application/xml", feedData{Outlet: o, Items: items, Modified: newest(items)})
}

func (o *Outlet) xmlResponse(name, mime string, data feedData) (*response, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<?xml version=\"1.0\" encoding=%q?>\n", o.Charset)
	if err := feedTemplates().ExecuteTemplate(&b, name, data); err != nil {
		return nil, err
	}
	return &response{mime: mime, body: b.Bytes(), modified: data.Modified}, nil
}

func gzipped(res *response, err error) (*response, error) {
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(res.body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	res.body, res.encoded = b.Bytes(), true
	return res, nil
}

func jsonFeed(data feedData) (*response, error) {
	items := []map[string]any{}
	for _, it := range data.Items {
		items = append(items, map[string]any{
			"id": it.URL, "url": data.Feed.link(it), "title": it.Title, "summary": it.Lead,
			"date_published": it.Date.Format(time.RFC3339),
			"date_modified":  it.Modified.Format(time.RFC3339),
			"authors":        []any{map[string]any{"name": it.By}},
			"tags":           []string{it.Section},
		})
	}
	b, err := json.MarshalIndent(map[string]any{
		"version": "https://jsonfeed.org/version/1.1", "title": data.Outlet.Name,
		"home_page_url": data.Outlet.URL("/"), "feed_url": data.Outlet.URL(data.Feed.Path),
		"language": data.Outlet.Language, "items": items,
	}, "", "  ")
	return &response{mime: "application/feed+json", body: b, modified: data.Modified}, err
}

func (f Feed) link(it item) string {
	if f.Tracking {
		return it.URL + tracking
	}
	return it.URL
}

// years lists the years of items, newest first as items are.
func years(items []item) []string {
	var out []string
	for _, it := range items {
		if y := it.Date.Format("2006"); len(out) == 0 || out[len(out)-1] != y {
			out = append(out, y)
		}
	}
	return out
}

func escapeXML(s string) (string, error) {
	var b strings.Builder
	err := xml.EscapeText(&b, []byte(s))
	return b.String(), err
}

// fullText is a story's paragraphs as the HTML that a full-text feed carries.
func fullText(it item) (string, error) {
	var b strings.Builder
	for _, p := range it.Paragraphs {
		b.WriteString("<p>" + template.HTMLEscapeString(p) + "</p>\n")
	}
	return escapeXML(b.String())
}

func feedTemplates() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"x":       escapeXML,
		"content": fullText,
		"link":    func(f Feed, it item) (string, error) { return escapeXML(f.link(it)) },
		"iso":     func(t time.Time) string { return t.Format(time.RFC3339) },
		"rfc822":  func(t time.Time) string { return t.Format(time.RFC1123Z) },
		"day":     func(t time.Time) string { return t.Format(time.DateOnly) },
	}).Parse(feedSource))
}

// feedSource holds one template a kind of feed; each follows the XML header.
const feedSource = `{{define "rss"}}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>{{x .Outlet.Name}}</title>
<link>{{.Outlet.URL "/"}}</link>
<description>{{x .Outlet.Name}}</description>
<language>{{.Outlet.Language}}</language>
<lastBuildDate>{{rfc822 .Modified}}</lastBuildDate>
{{- range .Items}}
<item>
<title>{{x .Title}}</title>
<link>{{link $.Feed .}}</link>
<guid isPermaLink="true">{{x .URL}}</guid>
<pubDate>{{rfc822 .Date}}</pubDate>
<dc:creator>{{x .By}}</dc:creator>
<category>{{x .Section}}</category>
<description>{{x .Lead}}</description>
{{- if and $.Feed.FullText (ne .Kind "stub")}}
<content:encoded>{{content .}}</content:encoded>
{{- end}}
</item>
{{- end}}
</channel>
</rss>
{{end}}
{{define "atom"}}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{{.Outlet.Language}}">
<title>{{x .Outlet.Name}}</title>
<id>{{.Outlet.URL "/"}}</id>
<link rel="self" href="{{.Outlet.URL .Feed.Path}}"/>
<link rel="alternate" href="{{.Outlet.URL "/"}}"/>
<updated>{{iso .Modified}}</updated>
{{- range .Items}}
<entry>
<title>{{x .Title}}</title>
<id>{{x .URL}}</id>
<link rel="alternate" type="text/html" href="{{link $.Feed .}}"/>
<published>{{iso .Date}}</published>
<updated>{{iso .Modified}}</updated>
<author><name>{{x .By}}</name></author>
<category term="{{x .Section}}"/>
<summary>{{x .Lead}}</summary>
</entry>
{{- end}}
</feed>
{{end}}
{{define "sitemap"}}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{{- range .Items}}
<url><loc>{{x .URL}}</loc><lastmod>{{iso .Modified}}</lastmod></url>
{{- end}}
</urlset>
{{end}}
{{define "index"}}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{{- range .Years}}
<sitemap><loc>{{$.Outlet.URL (printf "/sitemap-%s.xml" .)}}</loc></sitemap>
{{- end}}
</sitemapindex>
{{end}}
{{define "news"}}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{{- range .Items}}
<url><loc>{{x .URL}}</loc><news:news><news:publication><news:name>{{x $.Outlet.Name}}</news:name><news:language>{{$.Outlet.Language}}</news:language></news:publication><news:publication_date>{{day .Date}}</news:publication_date><news:title>{{x .Title}}</news:title></news:news></url>
{{- end}}
</urlset>
{{end}}`
