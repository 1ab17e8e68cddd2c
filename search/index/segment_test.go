package index

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2/document"
	bleveindex "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/google/go-cmp/cmp"

	"dateline/search/news"
	"dateline/testdata/articles"
)

// segmentBytes is a segment as it stands on disk: all before the list of fields,
// and that list, whose parts Bleve writes in any order.
func segmentBytes(t *testing.T, seg segment.Segment) (body []byte, fields map[string]map[uint16]uint64) {
	t.Helper()
	var out bytes.Buffer
	if _, err := seg.(io.WriterTo).WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	b := out.Bytes()
	footer := b[len(b)-zap.FooterSize:]
	table := b[binary.BigEndian.Uint64(footer[4+8+8:]):]
	n, size := binary.Uvarint(table)
	fields = map[string]map[uint16]uint64{}
	first := len(b)
	for i := range int(n) {
		at := int(binary.BigEndian.Uint64(table[size+8*i:]))
		first = min(first, at)
		next := func() int {
			v, size := binary.Uvarint(b[at:])
			at += size
			return int(v)
		}
		letters := next()
		name := string(b[at : at+letters])
		at += letters
		sections := map[uint16]uint64{1000: uint64(next())} // options
		for range next() {
			sections[binary.BigEndian.Uint16(b[at:])] = binary.BigEndian.Uint64(b[at+2:])
			at += 10
		}
		fields[name] = sections
	}
	return b[:first], fields
}

// TestSegmentBytes: our writer of segments and Bleve's own write the same bytes.
func TestSegmentBytes(t *testing.T) {
	many := make([]news.Article, 1500)
	r := rand.New(rand.NewPCG(5, 6))
	for i := range many { // more than a chunk of documents with one term
		many[i] = news.Article{ID: idOf(uint64(i)), Title: "Ferry", Text: fmt.Sprint("ferry ", strings.Repeat("late ", r.IntN(4)), r.IntN(99))}
	}
	mixed := corpus()
	for source, i := articles.New(3), 0; i < 40; i++ {
		mixed = append(mixed, source.Next())
	}
	odd := []news.Article{
		{ID: idOf(1)},
		{ID: idOf(2), Title: "Über den Fluß", Lang: "de", Authors: []string{"Ida Ferro", "Ida Ferro"}, Group: idOf(1)},
		{ID: idOf(3), Text: "水 事故 ferry's 3.5 running", Lang: "ja", Source: "a.example"},
		{ID: idOf(4), Text: strings.Repeat("the long running story. ", 3000), Lang: "en"},
	}
	for name, list := range map[string][]news.Article{"one": odd[:1], "odd": odd, "mixed": mixed, "many": many} {
		t.Run(name, func(t *testing.T) {
			a := newAnalyser()
			for range 2 { // the second time in the memory of the first
				var docs []bleveindex.Document
				for i := range list {
					doc, err := a.document(&list[i])
					if err != nil {
						t.Fatal(err)
					}
					doc.AddIDField()
					doc.VisitFields(func(f bleveindex.Field) { f.Analyze() })
					docs = append(docs, doc)
				}
				w := newSegmentWriter()
				if !w.draft.read(docs) {
					t.Fatal("our own documents are not taken")
				}
				got, _, err := new(segmentPlugin).New(docs)
				if err != nil {
					t.Fatal(err)
				}
				want, _, err := new(zap.ZapPlugin).New(docs)
				if err != nil {
					t.Fatal(err)
				}
				body, fields := segmentBytes(t, got)
				wantBody, wantFields := segmentBytes(t, want)
				if diff := cmp.Diff(wantFields, fields); diff != "" {
					t.Errorf("fields (-Bleve +ours):\n%s", diff)
				}
				if !bytes.Equal(body, wantBody) {
					t.Errorf("%d bytes, Bleve's are %d, and they differ", len(body), len(wantBody))
				}
			}
		})
	}
}

// TestSegmentOfOthers: documents that are not of our making are Bleve's to write.
func TestSegmentOfOthers(t *testing.T) {
	stored := document.NewDocument("b").AddField(document.NewTextField("title", nil, []byte("ferry")))
	twice := document.NewDocument("c").AddField(keyword("source", "a")).AddField(keyword("source", "b"))
	nested := document.NewDocument("d")
	nested.AddNestedDocument(document.NewDocument("e"))
	for _, doc := range []*document.Document{stored, twice, nested} {
		if newDraft().read([]bleveindex.Document{doc}) {
			t.Errorf("%s was taken", doc.ID())
		}
	}
	stored.AddIDField()
	stored.VisitFields(func(f bleveindex.Field) { f.Analyze() })
	seg, _, err := new(segmentPlugin).New([]bleveindex.Document{stored})
	if err != nil {
		t.Fatal(err)
	}
	if id, err := seg.DocID(0); err != nil || string(id) != "b" {
		t.Errorf("the document is %q: %v", id, err)
	}
}
