package index

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/news"
	"dateline/testdata/articles"
)

// readAll is a term's postings as one list.
func readAll(t *testing.T, p *postings, places bool) (out []place) {
	t.Helper()
	for {
		more, err := p.next()
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return out
		}
		out = append(out, place{first: int(p.doc), last: int(p.times)})
		if !places {
			continue
		}
		out = p.appendPlaces(out)
		for _, at := range p.appendPositions(nil) {
			out = append(out, place{first: int(at)})
		}
	}
}

// TestRawPostings: postings read from the bytes of a segment are what Bleve's
// iterator gives, in segments as written and as merged, with documents deleted.
func TestRawPostings(t *testing.T) {
	dir := testDir(t)
	x := openTest(t, dir)
	source, r := articles.New(4), rand.New(rand.NewPCG(7, 7))
	var ids []news.ID
	for seq := range 6 {
		list := corpus()
		for range 30 {
			list = append(list, source.Next())
			ids = append(ids, list[len(list)-1].ID)
		}
		if seq == 0 { // with numbers of three bytes
			list = append(list, news.Article{ID: idOf(77), Lang: "en", Text: strings.Repeat("Tides came. ", 10_000)})
		}
		var gone []news.ID
		if seq > 0 {
			gone = []news.ID{ids[r.IntN(len(ids)-30)], ids[r.IntN(len(ids)-30)]}
		}
		if err := x.Apply(context.Background(), list, gone, int64(seq+1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil { // so that every segment is on disk
		t.Fatal(err)
	}
	x = openTest(t, dir)
	v, err := x.view(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer v.close()
	read := 0
	for _, s := range v.segments {
		for _, field := range textFields {
			err := eachValue(s.seg, field, func(term string, docs *roaring.Bitmap) error {
				want := roaring.And(docs, s.live)
				for share := r.IntN(3); share > 0 && !want.IsEmpty(); share-- {
					want.Remove(want.ToArray()[r.IntN(int(want.GetCardinality()))])
				}
				if want.IsEmpty() {
					return nil
				}
				places := r.IntN(3) > 0
				raw, err := s.rawPostings(field, term, want, places)
				if err != nil || raw == nil {
					return err
				}
				read++
				list, err := s.postings(field, term)
				if err != nil {
					return err
				}
				it := list.Iterator(true, false, places, nil)
				if live, err := bitmapOf(list); err != nil {
					return err
				} else if !live.Equals(want) {
					it.(interface{ ReplaceActual(*roaring.Bitmap) }).ReplaceActual(want)
				}
				got, theirs := readAll(t, &postings{raw: raw}, places), readAll(t, &postings{it: it}, places)
				if !slices.Equal(got, theirs) {
					t.Errorf("%s %q: %v, Bleve's iterator gives %v", field, term, got, theirs)
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if read < 1000 {
		t.Errorf("%d lists were read", read)
	}
}
