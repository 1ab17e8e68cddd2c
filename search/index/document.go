package index

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"dateline/search/news"
	"dateline/search/query"
)

// schemaVersion changes whenever articles are indexed differently. An index of
// an earlier version, back to oldestReadable, answers while it is built again
// from the store (see Index.Outdated). A new version gets its line here, what
// queries it cannot answer in lacking, and the index of the version before in
// testdata/indexes.
//
//	1: words, stems, facets
//	2: boundaries of sentences and paragraphs, mentions of slots
//	3: an English word that is its own stem stands there once (see thriftyStems)
const (
	schemaVersion  = 3
	oldestReadable = 1
	// firstThrifty is the first schema without the stems of thriftyStems.
	firstThrifty = 3
	// lastWithoutSum is the last schema whose manifests may lack a checksum.
	lastWithoutSum = 2
)

// The fields of a document, beside one per news.Facet under its own name.
const (
	fieldTitle     = "title"
	fieldBody      = "body"
	fieldLead      = "lead"
	fieldBy        = "by"
	fieldPublished = "published" // seconds since 1970 in decimal
	fieldGroup     = "group"     // news.Article.Group
	lengthPrefix   = "length:"   // before a text field: its number of words
)

var textFields = []string{fieldTitle, fieldBody, fieldLead, fieldBy}

// leadBodyBase is added to the offsets of those words of the lead that stand in
// the body, so that a match in the lead can be shown where it is.
const leadBodyBase = 1 << 30

const (
	textOptions    = bleveindex.IndexField | bleveindex.IncludeTermVectors
	keywordOptions = bleveindex.IndexField | bleveindex.SkipFreqNorm
)

var errBadArticle = errors.New("article cannot be indexed")

// document makes the Bleve document of an article, analysed already: Bleve's own
// mapping would have to know the language of each.
func (a *analyser) document(art *news.Article) (*document.Document, error) {
	if !art.ID.Valid() {
		return nil, fmt.Errorf("%w: id %q is not 16 lower-case hex digits", errBadArticle, art.ID)
	}
	doc := document.NewDocument(string(art.ID))
	lang := baseLanguage(art.Lang)
	a.forget()
	title, body, lead, by := a.stream(0), a.stream(1), a.stream(2), a.stream(3)
	inTitle, inText := mentions(art)
	title.addMentions(inTitle, a.add(title, art.Title, lang, 0), 0)
	body.addMentions(inText, a.add(body, art.Text, lang, 0), 0)
	lead.addMentions(inTitle, a.add(lead, art.Title, lang, 0), 0)
	start, end := firstParagraph(art.Text)
	first := a.add(lead, art.Text[start:end], lang, leadBodyBase+start)
	lead.addMentions(within(inText, start, end), first, leadBodyBase+start)
	for _, author := range art.Authors {
		a.add(by, author, "", 0)
	}
	for i, s := range []*stream{title, body, lead, by} {
		if s.length > 0 {
			doc.AddField(textField(textFields[i], s))
			doc.AddField(keyword(lengthPrefix+textFields[i], strconv.Itoa(s.length)))
		}
	}
	for _, f := range news.Facets {
		if values := art.Values(f); len(values) > 0 {
			doc.AddField(keyword(string(f), values...))
		}
	}
	if t := art.Published.Time; !t.IsZero() && t.Year() >= 1 && t.Year() <= 9999 {
		doc.AddField(keyword(fieldPublished, strconv.FormatInt(t.Unix(), 10)))
	}
	if art.Group != "" {
		doc.AddField(keyword(fieldGroup, string(art.Group)))
	}
	return doc, nil
}

// firstParagraph is the place of the first line of text that is not blank.
func firstParagraph(text string) (start, end int) {
	start = len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	end = len(text)
	if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
		end = start + i
	}
	if end > start+maxLeadBytes {
		end = start + maxLeadBytes
		for end > start && !utf8.RuneStart(text[end]) {
			end--
		}
	}
	return start, end
}

// textBytes is the article's weight in a batch.
func textBytes(a *news.Article) int { return len(a.Title) + len(a.Text) }

// mentionSpan is a mention that a slot can stand for: bytes of its text.
type mentionSpan struct {
	facet      news.Facet
	start, end int
}

// mentions lists the evidence of an article's tags, each place once a facet, in
// the order of the text: several people may share a mention.
func mentions(art *news.Article) (inTitle, inText []mentionSpan) {
	add := func(facet news.Facet, all []news.Mention) {
		for _, m := range all {
			if m.Start < 0 || m.Start >= m.End {
				continue
			}
			span := mentionSpan{facet, m.Start, m.End}
			if m.Field == news.InTitle {
				inTitle = append(inTitle, span)
			} else {
				inText = append(inText, span)
			}
		}
	}
	for _, p := range art.Tags.People {
		add(news.FacetPerson, p.Mentions)
	}
	for _, c := range art.Tags.Countries {
		add(news.FacetCountry, c.Mentions)
	}
	for _, e := range art.Tags.Events {
		add(news.FacetEvent, e.Mentions)
	}
	return toBytes(art.Title, inTitle), toBytes(art.Text, inText)
}

// toBytes turns code points into bytes, and leaves out what lies beyond text.
func toBytes(text string, spans []mentionSpan) []mentionSpan {
	if len(spans) == 0 {
		return nil
	}
	slices.SortFunc(spans, func(a, b mentionSpan) int {
		return cmp.Or(a.start-b.start, a.end-b.end, strings.Compare(string(a.facet), string(b.facet)))
	})
	spans = slices.Compact(spans)
	wanted := map[int]int{}
	for _, m := range spans {
		wanted[m.start], wanted[m.end] = -1, -1
	}
	n := 0
	for i := range text {
		if _, ok := wanted[n]; ok {
			wanted[n] = i
		}
		n++
	}
	if _, ok := wanted[n]; ok {
		wanted[n] = len(text)
	}
	out := spans[:0]
	for _, m := range spans {
		if start, end := wanted[m.start], wanted[m.end]; start >= 0 && end >= 0 {
			out = append(out, mentionSpan{m.facet, start, end})
		}
	}
	return out
}

// within moves the spans that lie in text[start:end] to count from start.
func within(spans []mentionSpan, start, end int) []mentionSpan {
	var out []mentionSpan
	for _, m := range spans {
		if m.start >= start && m.end <= end {
			out = append(out, mentionSpan{m.facet, m.start - start, m.end - start})
		}
	}
	return out
}

// lacks refuses a query that a generation of an earlier schema cannot answer:
// it would find nothing and not say why.
func (g *generation) lacks(n query.Node) (err error) {
	if g.schema >= 2 {
		return nil
	}
	query.Walk(n, func(n query.Node) bool {
		near, isNear := n.(*query.Near)
		_, isSlot := n.(*query.Slot)
		if isSlot || isNear && (near.Kind == query.SameSentence || near.Kind == query.SameParagraph) {
			err = &query.Error{
				Message: "sentences, paragraphs and @ places cannot be searched yet: the index of an earlier version of Dateline is being built anew",
				Hint:    "ask again in a while, or use NEAR/5",
			}
		}
		return err == nil
	})
	return err
}
