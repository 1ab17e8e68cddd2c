package index

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/query"
)

// hits makes the page's hits with the places the query matched. Positions are
// read for these documents only.
func hits(v *view, page []ranked, marked []marker) ([]query.Hit, error) {
	out := make([]query.Hit, len(page))
	for i, r := range page {
		out[i] = query.Hit{ID: idOf(r.id), Score: r.score, Published: dateOf(r.published)}
	}
	for _, s := range v.segments {
		docs := roaring.New()
		at := map[uint32]int{}
		for i, r := range page {
			if r.segment == s.index {
				docs.Add(r.doc)
				at[r.doc] = i
			}
		}
		if docs.IsEmpty() {
			continue
		}
		for _, m := range marked {
			err := m.mark(v, s, docs, func(doc uint32, field string, start, end int) {
				h := &out[at[doc]]
				h.Matches = appendMatch(h.Matches, field, start, end)
			})
			if err != nil {
				return nil, err
			}
		}
	}
	for i := range out {
		out[i].Matches = tidy(out[i].Matches)
	}
	return out, nil
}

// appendMatch translates a place of an index field to the article's text. There
// is nothing to show for an author.
func appendMatch(to []query.Match, field string, start, end int) []query.Match {
	m := query.Match{Start: start, End: end}
	switch {
	case field == fieldTitle:
		m.Field = query.Title
	case field == fieldBody:
		m.Field = query.Body
	case field == fieldLead && start < leadBodyBase:
		m.Field = query.Title
	case field == fieldLead:
		m = query.Match{Field: query.Body, Start: start - leadBodyBase, End: end - leadBodyBase}
	default:
		return to
	}
	return append(to, m)
}

// tidy sorts matches and joins those that overlap, so that marks never nest.
func tidy(matches []query.Match) []query.Match {
	slices.SortFunc(matches, func(a, b query.Match) int {
		return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var out []query.Match
	for _, m := range matches {
		if last := len(out) - 1; last >= 0 && out[last].Field == m.Field && m.Start < out[last].End {
			out[last].End = max(out[last].End, m.End)
			continue
		}
		if len(out) == maxMatches {
			break
		}
		out = append(out, m)
	}
	return out
}

func (l *leaf) mark(v *view, s *segmentView, docs *roaring.Bitmap, fn func(doc uint32, field string, start, end int)) error {
	o, err := l.occurrences(v, s)
	if err != nil {
		return err
	}
	return l.eachPlace(v, s, roaring.And(docs, o.docs), func(doc uint32, start, end int) { fn(doc, l.field, start, end) })
}
