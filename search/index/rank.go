package index

import (
	"fmt"
	"strconv"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"dateline/search/news"
	"dateline/search/query"
)

// ranked is a document with what orders it.
type ranked struct {
	score     float64
	published int64
	id        uint64
	segment   int
	doc       uint32
}

// orderOf gives the order of sort, which is total: no two articles tie in ID.
func orderOf(sort query.Sort) (before func(a, b ranked) bool, scored bool, err error) {
	switch sort {
	case query.Newest:
		return newer, false, nil
	case query.Oldest:
		return older, false, nil
	case query.ByRelevance, query.Recent, "":
		return func(a, b ranked) bool {
			if a.score != b.score {
				return a.score > b.score
			}
			return newer(a, b)
		}, true, nil
	default:
		return nil, false, fmt.Errorf("there is no order %q", sort)
	}
}

// newer puts undated articles last: noDate is the least of all dates.
func newer(a, b ranked) bool {
	if a.published != b.published {
		return a.published > b.published
	}
	return a.id < b.id
}

func older(a, b ranked) bool {
	if a.published == b.published {
		return a.id < b.id
	}
	if a.published == noDate || b.published == noDate {
		return b.published == noDate
	}
	return a.published < b.published
}

// rank finds the plan's page: the first Size matches after its position, and
// whether more follow.
func rank(v *view, plan *query.Plan, matches []*roaring.Bitmap, leaves []*leaf) ([]ranked, bool, error) {
	before, scored, err := orderOf(plan.Sort)
	if err != nil {
		return nil, false, err
	}
	var after *ranked
	if plan.After != nil {
		if after, err = positionOf(plan.After); err != nil {
			return nil, false, err
		}
	}
	if plan.Size <= 0 {
		leaves = nil // no hits asked for: their scores would be thrown away
	}
	var sc *scorer
	if scored && len(leaves) > 0 {
		if sc, err = newScorer(v, leaves); err != nil {
			return nil, false, err
		}
	}
	best := newTop(max(0, plan.Size), before)
	follow := 0
	for i, s := range v.segments {
		var scores []float64
		if sc != nil {
			if scores, err = sc.scores(s, matches[i]); err != nil {
				return nil, false, err
			}
		}
		if plan.Sort == query.Recent {
			scores = recent(s, matches[i], scores)
		}
		n, err := rankSegment(v, s, matches[i], scores, after, before, best)
		if err != nil {
			return nil, false, err
		}
		follow += n
	}
	page := best.sorted()
	return page, follow > len(page), nil
}

// rankSegment offers the documents after the position to best; it returns how
// many there are.
func rankSegment(v *view, s *segmentView, docs *roaring.Bitmap, scores []float64, after *ranked, before func(a, b ranked) bool, best *top[ranked]) (int, error) {
	follow := 0
	buffer := make([]uint32, docsAtOnce)
	it := docs.ManyIterator()
	for n := it.NextMany(buffer); n > 0; n = it.NextMany(buffer) {
		if err := v.ctx.Err(); err != nil {
			return 0, err
		}
		for _, d := range buffer[:n] {
			r := ranked{published: s.cols.published[d], id: s.cols.ids[d], segment: s.index, doc: d}
			if scores != nil {
				r.score = scores[d]
			}
			if after == nil || before(*after, r) {
				follow++
				best.push(r)
			}
		}
	}
	return follow, nil
}

// recent turns scores into what the order Recent goes by; nil scores are all zero.
func recent(s *segmentView, docs *roaring.Bitmap, scores []float64) []float64 {
	if scores == nil {
		scores = make([]float64, len(s.cols.ids))
	}
	for it := docs.Iterator(); it.HasNext(); {
		d := it.Next()
		scores[d] = query.RecentKey(scores[d], dateOf(s.cols.published[d]))
	}
	return scores
}

func positionOf(p *query.Position) (*ranked, error) {
	if !p.ID.Valid() {
		return nil, fmt.Errorf("position: %q is no article id", p.ID)
	}
	id, err := strconv.ParseUint(string(p.ID), 16, 64)
	if err != nil {
		return nil, fmt.Errorf("position: %w", err)
	}
	return &ranked{score: p.Score, published: seconds(p.Published), id: id}, nil
}

func idOf(id uint64) news.ID { return news.ID(fmt.Sprintf("%016x", id)) }

func dateOf(seconds int64) time.Time {
	if seconds == noDate {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
