package view

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"dateline/search"
	"dateline/search/news"
)

// Article is the page of one article.
type Article struct {
	Frame
	ID         news.ID
	Lang       string
	Headline   []Span
	Outlet     Link
	Authors    string
	Published  When
	Original   string // http or https only; empty otherwise
	Paragraphs [][]Span
	Groups     []EntryGroup
	Meta       []Row2
	Record     []Row2
	Paywalled  bool
	Back       string
	Place      string // "3 of 1,204"; empty outside a search
	Previous   *Link
	Next       *Link
	Similar    []Hit
	Copies     []Hit
	AllCopies  *Link  // where more than Copies, or to search them
	Versions   int    // that were seen; 1 where it never changed
	Changes    string // address of the earlier versions
}

// Beside is what stands around an article: its neighbours in the search it was
// opened from, the articles most like it, its copies, and how many versions of it were seen.
type Beside struct {
	Neighbours search.Neighbours
	Similar    []search.Hit
	Copies     []search.Hit // the first of CopiesTotal
	Versions   int

	CopiesTotal int
}

func (Article) template() string { return "article" }

// EntryGroup is one kind of tag in the list beside the text.
type EntryGroup struct {
	Title, Kind string
	Entries     []Entry
}

// Entry is one tag: the search for it, how often it stands here, the first
// place, and for an event the sentences.
type Entry struct {
	ID, Name, Href string
	Value          string   // of the facet
	Rules          []string // how it was recognised, with the words it was recognised in
	Correct        *Correct // nil where nothing can be corrected
	Page           string   // the tag's own page; empty where it has none
	Mentions       int
	First          string // "#m1"; empty where no mention could be placed
	Detail         string
	Sentences      []Link
}

// Row2 is a labelled line about the article and where it was taken from.
type Row2 struct {
	Label, Text, Href string
	When              When
	From              string
}

// layout collects the marks and entries of an article.
type layout struct {
	title, text []rune
	marks       []*mark
	entries     []pending
}

// pending is an entry whose links into the text are known only once the text
// is laid out.
type pending struct {
	kind  string
	entry Entry
	marks []*mark
	said  []news.Mention
}

// NewArticle lays out a. r is the search it was opened from; the zero Request
// leads back to everything.
func NewArticle(a news.Article, r search.Request, b Beside) Article {
	l := &layout{title: []rune(a.Title), text: []rune(a.Text)}
	l.addTags(a.Tags)
	slices.SortStableFunc(l.marks, func(x, y *mark) int { return cmp.Compare(x.start, y.start) })
	p := Article{
		ID: a.ID, Lang: a.Lang, Authors: strings.Join(a.Authors, ", "), Published: when(a.Published),
		Original: WebHref(a.URL), Paywalled: a.Paywalled, Back: searchHref(r),
		Outlet: Link{a.Source, single(news.FacetSource, a.Source)},
		Meta:   metaRows(a), Record: recordRows(a.Fetch),
	}
	if a.Site != "" {
		p.Outlet.Name = a.Site
	}
	p.Title = a.Title
	if a.Title == "" {
		p.Title = "(no headline)"
		l.title = []rune(p.Title)
	}
	n := 0
	p.Headline = layer(l.title, 0, len(l.title), l.of(news.InTitle), &n)
	inText := l.of(news.InText)
	for _, b := range paragraphs(l.text) {
		for len(inText) > 0 && inText[0].end <= b.from {
			inText = inText[1:]
		}
		p.Paragraphs = append(p.Paragraphs, layer(l.text, b.from, b.to, inText, &n))
	}
	p.Groups = l.groups()
	p.beside(a, r, b)
	p.Box = Box{Q: r.Q, Hidden: hidden(r, func(p Pair) bool { return p.Name == "q" })}
	return p
}

func (p *Article) beside(a news.Article, r search.Request, b Beside) {
	p.Versions, p.Changes = b.Versions, "/articles/"+string(a.ID)+"/versions"
	copied := map[news.ID]bool{}
	for _, h := range b.Copies {
		copied[h.ID] = true
		p.Copies = append(p.Copies, newHit(search.Request{}, h))
	}
	if b.CopiesTotal > 0 {
		p.AllCopies = &Link{counted(b.CopiesTotal, "copy", "copies"), searchHref(search.Request{CopiesOf: a.ID})}
	}
	for _, h := range b.Similar {
		if !copied[h.ID] {
			p.Similar = append(p.Similar, newHit(search.Request{}, h))
		}
	}
	if b.Neighbours.Number == 0 {
		return
	}
	p.Place = num(b.Neighbours.Number) + " of " + num(b.Neighbours.Total)
	link := func(n *search.Neighbour) *Link {
		if n == nil {
			return nil
		}
		return &Link{n.Title, articleHref(n.ID, r)}
	}
	p.Previous, p.Next = link(b.Neighbours.Previous), link(b.Neighbours.Next)
}

func (l *layout) of(f news.Field) []*mark {
	var out []*mark
	for _, m := range l.marks {
		if m.field == f {
			out = append(out, m)
		}
	}
	return out
}

func (l *layout) addTags(t news.Tags) {
	for _, p := range t.People {
		l.add("person", Entry{Name: p.Name, Value: string(p.ID), Href: single(news.FacetPerson, string(p.ID)), Page: profileHref(news.FacetPerson, string(p.ID))}, p.Mentions, nil)
	}
	for _, c := range t.Countries {
		e := Entry{Name: c.Name, Value: string(c.Code), Href: single(news.FacetCountry, string(c.Code)), Page: profileHref(news.FacetCountry, string(c.Code)), Detail: string(c.Code)}
		l.add("country", e, c.Mentions, nil)
	}
	for _, e := range t.Events {
		value := string(e.Type)
		if values := e.Values(); len(values) > 0 {
			value = values[0]
		}
		entry := Entry{Name: e.Name, Value: value, Href: single(news.FacetEvent, value), Page: profileHref(news.FacetEvent, value), Detail: eventDetail(e)}
		if name, ok := news.EventName(value); ok {
			entry.Name = name
		}
		l.add("event", entry, e.Mentions, e.Sentences)
	}
}

func eventDetail(e news.Event) string {
	var parts []string
	if e.Plover != "" {
		plover := "PLOVER " + e.Plover
		if e.Mode != "" {
			plover += "/" + e.Mode
		}
		parts = append(parts, plover)
	}
	if e.IPTC != "" {
		parts = append(parts, "IPTC "+e.IPTC)
	}
	return strings.Join(parts, " · ")
}

var kindNouns = map[string]string{"person": "Person", "country": "Country", "event": "Event"}

func (l *layout) add(kind string, e Entry, mentions, sentences []news.Mention) {
	e.ID = "tag-" + kind + "-" + strconv.Itoa(len(l.entries)+1)
	e.Mentions = len(mentions)
	e.Rules = evidence(mentions)
	p := pending{kind: kind, entry: e, said: sentences}
	for _, m := range mentions {
		label := kindNouns[kind] + ": " + e.Name
		if m.Rule != "" {
			label += " (" + ruleWords(m.Rule) + ")"
		}
		k := &mark{start: m.Start, end: m.End, field: m.Field, kind: kind, label: label, entry: e.ID}
		if !k.fits(l.field(m.Field), m.Surface) {
			k = &mark{} // keeps marks parallel to mentions; never placed
		} else {
			l.marks = append(l.marks, k)
		}
		p.marks = append(p.marks, k)
	}
	l.entries = append(l.entries, p)
}

func (l *layout) field(f news.Field) []rune {
	if f == news.InTitle {
		return l.title
	}
	return l.text
}

// groups finishes the entries once every mark has its place.
func (l *layout) groups() []EntryGroup {
	out := []EntryGroup{{Title: "People", Kind: "person"}, {Title: "Countries", Kind: "country"}, {Title: "Events", Kind: "event"}}
	for _, p := range l.entries {
		for _, m := range p.marks {
			if m.spanID != "" {
				p.entry.First = "#" + m.spanID
				break
			}
		}
		p.entry.Sentences = l.sentences(p)
		for i := range out {
			if out[i].Kind == p.kind {
				out[i].Entries = append(out[i].Entries, p.entry)
			}
		}
	}
	return slices.DeleteFunc(out, func(g EntryGroup) bool { return len(g.Entries) == 0 })
}

// sentences pairs each sentence of an event with its trigger's place, each
// sentence once.
func (l *layout) sentences(p pending) []Link {
	var out []Link
	seen := map[string]bool{}
	for i, s := range p.said {
		if seen[s.Surface] || s.Surface == "" {
			continue
		}
		seen[s.Surface] = true
		link := Link{Name: s.Surface}
		if i < len(p.marks) && p.marks[i].spanID != "" {
			link.Href = "#" + p.marks[i].spanID
		}
		out = append(out, link)
	}
	return out
}

func metaRows(a news.Article) []Row2 {
	rows := []Row2{
		{Label: "Outlet", Text: a.Source, From: a.From["source"]},
		{Label: "Authors", Text: strings.Join(a.Authors, ", "), From: a.From["authors"]},
		{Label: "Published", When: when(a.Published), From: a.From["published"]},
		{Label: "Date not believed", Text: a.From["published_refused"]},
		{Label: "Modified", When: when(a.Modified), From: a.From["modified"]},
		{Label: "Seen by us", When: when(news.Date{Time: a.Seen})},
		{Label: "Headline", From: a.From["title"]},
		{Label: "Text", From: a.From["text"]},
		{Label: "Language", Text: valueName(news.FacetLang, a.Lang), From: a.From["lang"]},
		{Label: "Section", Text: a.Section, From: a.From["section"]},
		{Label: "Keywords", Text: strings.Join(a.Keywords, ", "), From: a.From["keywords"]},
	}
	return slices.DeleteFunc(rows, func(r Row2) bool { return r.Text == "" && r.When.Text == "" && r.From == "" })
}

func recordRows(f *news.Fetch) []Row2 {
	if f == nil {
		return nil
	}
	rows := []Row2{
		{Label: "Fetched from", Text: f.URL, Href: WebHref(f.URL)},
		{Label: "At", When: when(news.Date{Time: f.At})},
		{Label: "Digest", Text: f.Digest},
	}
	if f.Status != 0 {
		rows = append(rows, Row2{Label: "Status", Text: strconv.Itoa(f.Status)})
	}
	if f.WARCFile != "" {
		rows = append(rows, Row2{Label: "Archive record", Text: f.WARCFile + " at byte " + num(int(f.WARCOffset))})
	}
	return slices.DeleteFunc(rows, func(r Row2) bool { return r.Text == "" && r.When.Text == "" })
}
