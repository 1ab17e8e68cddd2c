package index

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"

	"dateline/search/news"
)

// view is the index at one moment, for one search.
type view struct {
	ctx      context.Context
	snapshot *scorch.IndexSnapshot
	segments []*segmentView
	largest  []*segmentView // first, which is the order in which workers take them
	lexicons map[news.Facet]*lexicon
	slots    *slotTable
	totals   *totals
	articles uint64 // alive
	schema   int
	again    []*roaring.Bitmap // see repeats
}

// segmentView is one segment of a view. Its bitmaps may lie in mapped memory,
// so nothing of it may be kept after the view is closed.
type segmentView struct {
	index    int
	seg      segment.Segment
	dead     *roaring.Bitmap // nil when none
	live     *roaring.Bitmap
	cols     *columns
	dicts    map[string]segment.TermDictionary
	rawDicts map[string]*vellum.FST     // see rawDictionary
	langs    map[string]*roaring.Bitmap // see ofLanguage
	view     *view
}

func (x *Index) view(ctx context.Context) (*view, error) {
	if x.gen == nil || x.gen.bleve == nil {
		return nil, ErrClosed
	}
	snapshot, cols, err := x.snapshot()
	if err != nil {
		return nil, err
	}
	v := &view{ctx: ctx, snapshot: snapshot, lexicons: x.columns.lexicons, slots: x.columns.slots, schema: x.gen.schema}
	for i, s := range snapshot.Segments() {
		sv := &segmentView{
			index: i, seg: s.Segment(), dead: s.Deleted(), live: s.DocNumbersLive(),
			cols: cols[i], dicts: map[string]segment.TermDictionary{}, rawDicts: map[string]*vellum.FST{},
			langs: map[string]*roaring.Bitmap{}, view: v,
		}
		v.articles += sv.live.GetCardinality()
		v.segments = append(v.segments, sv)
	}
	v.largest = slices.Clone(v.segments)
	slices.SortStableFunc(v.largest, func(a, b *segmentView) int {
		return cmp.Compare(b.seg.Count(), a.seg.Count())
	})
	v.totals = x.columns.totals.of(v.lexicons, v.segments)
	return v, nil
}

// snapshot is the index as it is, with its columns. If these are not built, it is
// the index as it was when they were last: all that Apply was given is there, only
// not merged yet. Only with neither a search builds columns itself.
func (x *Index) snapshot() (*scorch.IndexSnapshot, []*columns, error) {
	now, err := x.gen.snapshot()
	if err != nil {
		return nil, nil, err
	}
	if cols, ok := x.columns.ready(now.Segments()); ok {
		return now, cols, nil
	}
	if last, cols := x.columns.last(); last != nil {
		x.warmSoon()
		return last, cols, now.Close()
	}
	cols, err := x.columns.of(now.Segments())
	if err != nil {
		now.Close()
		return nil, nil, err
	}
	return now, cols, nil
}

func (v *view) close() error { return v.snapshot.Close() }

// averageLength is the mean number of words of a text field, over the articles
// alive of which no two are copies; of a longer text maxMean words count, so that
// one endless text changes no other's rank. It comes from our own columns because Bleve's figure for BM25 is the
// size of the dictionaries, which changes whenever segments merge.
func (v *view) averageLength(field string) float64 {
	var sum uint64
	for _, s := range v.segments {
		c := s.cols.lengths[field]
		sum += c.sum
		for _, without := range []*roaring.Bitmap{s.dead, v.repeats()[s.index]} {
			if without != nil {
				for it := without.Iterator(); it.HasNext(); {
					sum -= min(maxMean, uint64(c.words[it.Next()]))
				}
			}
		}
	}
	return max(1, float64(sum)/float64(max(1, v.stories())))
}

func (s *segmentView) dict(field string) (segment.TermDictionary, error) {
	if d, ok := s.dicts[field]; ok {
		return d, nil
	}
	d, err := s.seg.Dictionary(field)
	if err != nil {
		return nil, err
	}
	s.dicts[field] = d
	return d, nil
}

// postings are the live documents that have term, nil when there are none.
func (s *segmentView) postings(field, term string) (segment.PostingsList, error) {
	d, err := s.dict(field)
	if err != nil {
		return nil, err
	}
	list, err := d.PostingsList([]byte(term), s.dead, nil)
	if err != nil || list.Count() == 0 {
		return nil, err
	}
	return list, nil
}

// docs is the live documents that have term, as a bitmap that must not be changed.
// Unlike those of postings, the term may begin with plainMark.
func (s *segmentView) docs(field, term string) (*roaring.Bitmap, error) {
	term, of, err := s.unmask(field, term)
	if err != nil {
		return nil, err
	}
	list, err := s.postings(field, term)
	if err != nil {
		return nil, err
	}
	if list == nil {
		return roaring.New(), nil
	}
	bm, err := bitmapOf(list)
	if err != nil || of == nil {
		return bm, err
	}
	return roaring.And(bm, of), nil
}

// unmask takes plainMark off a term and gives the documents that it means; nil is
// all of them, as for any other term.
func (s *segmentView) unmask(field, term string) (string, *roaring.Bitmap, error) {
	rest, masked := strings.CutPrefix(term, plainMark)
	if !masked || !slices.Contains(textFields, field) {
		return term, nil, nil
	}
	lang, word, _ := strings.Cut(rest, ":")
	if field == fieldBy { // names of persons are of no language
		return word, roaring.New(), nil
	}
	of, err := s.ofLanguage(lang)
	return word, of, err
}

// ofLanguage is the live documents whose language is lang in any of its regions.
func (s *segmentView) ofLanguage(lang string) (*roaring.Bitmap, error) {
	if bm, ok := s.langs[lang]; ok {
		return bm, nil
	}
	var values []string
	for _, v := range s.view.lexicons[news.FacetLang].all() {
		if baseLanguage(v) == lang {
			values = append(values, v)
		}
	}
	bm, err := s.anyOf(string(news.FacetLang), values)
	if err == nil {
		s.langs[lang] = bm
	}
	return bm, err
}

// anyOf is the live documents that have any of terms.
func (s *segmentView) anyOf(field string, terms []string) (*roaring.Bitmap, error) {
	var found []*roaring.Bitmap
	for _, t := range terms {
		bm, err := s.docs(field, t)
		if err != nil {
			return nil, err
		}
		if !bm.IsEmpty() {
			found = append(found, bm)
		}
	}
	switch len(found) {
	case 0:
		return roaring.New(), nil
	case 1:
		return found[0], nil
	default:
		return roaring.FastOr(found...), nil
	}
}
