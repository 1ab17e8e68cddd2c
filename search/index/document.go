package index

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"dateline/search/news"
)

// schemaVersion changes whenever articles are indexed differently. An index of
// another version is set aside and built again from the store.
const schemaVersion = 1

// The fields of a document, beside one per news.Facet under its own name.
const (
	fieldTitle     = "title"
	fieldBody      = "body"
	fieldLead      = "lead"
	fieldBy        = "by"
	fieldPublished = "published" // seconds since 1970 in decimal
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
	var title, body, lead, by stream
	a.add(&title, art.Title, lang, 0)
	a.add(&body, art.Text, lang, 0)
	a.add(&lead, art.Title, lang, 0)
	start, end := firstParagraph(art.Text)
	a.add(&lead, art.Text[start:end], lang, leadBodyBase+start)
	for _, author := range art.Authors {
		a.add(&by, author, "", 0)
	}
	for i, s := range []*stream{&title, &body, &lead, &by} {
		if s.length > 0 {
			doc.AddField(document.NewTextFieldCustom(textFields[i], nil, nil, textOptions, s))
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
	return doc, nil
}

// keyword is a field whose values are indexed as they are.
func keyword(name string, values ...string) *document.TextField {
	s := &stream{}
	for i, v := range values {
		s.tokens = append(s.tokens, analysis.Token{Term: []byte(v), Position: i + 1})
	}
	return document.NewTextFieldCustom(name, nil, nil, keywordOptions, s)
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
