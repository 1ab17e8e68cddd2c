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
	size := max(0, plan.Size)
	if size == 0 {
		leaves = nil // no hits asked for: their scores would be thrown away
	}
	p := &page{view: v, matches: matches, after: after, before: before, size: size + 1, recent: plan.Sort == query.Recent}
	var best *top[ranked]
	switch {
	case p.recent, scored && len(leaves) > 0:
		best, err = p.byScore(leaves)
	default:
		// Nothing has a score: relevance is the newest first.
		best, err = p.byDate(dateOrder(plan.Sort == query.Oldest))
	}
	if err != nil {
		return nil, false, err
	}
	found := best.sorted()
	return found[:min(size, len(found))], len(found) > size, nil
}

// page is what rank looks for: the first size of matches after a position.
type page struct {
	view    *view
	matches []*roaring.Bitmap
	after   *ranked // nil from the beginning
	before  func(a, b ranked) bool
	size    int
	recent  bool // the order is query.Recent
}

// offer puts a match where it belongs, if it is after the position.
func (p *page) offer(best *top[ranked], r ranked) {
	if p.after == nil || p.before(*p.after, r) {
		best.push(r)
	}
}

func (s *segmentView) ranked(doc uint32) ranked {
	return ranked{published: s.cols.published[doc], id: s.cols.ids[doc], segment: s.index, doc: doc}
}

// recent turns scores into what the order Recent goes by.
func recent(s *segmentView, docs *roaring.Bitmap, scores []float64) {
	for it := docs.Iterator(); it.HasNext(); {
		d := it.Next()
		scores[d] = query.RecentKey(scores[d], dateOf(s.cols.published[d]))
	}
}

// byScore scores every match. Each worker keeps the best of its segments.
func (p *page) byScore(leaves []*leaf) (*top[ranked], error) {
	sc, err := newScorer(p.view, leaves)
	if err != nil {
		return nil, err
	}
	own := make([]*top[ranked], p.view.workers())
	scratch := make([]scratch, len(own))
	for w := range own {
		own[w] = newTop(p.size, p.before)
	}
	err = p.view.spread(func(worker int, s *segmentView) error {
		docs := p.matches[s.index]
		scores, err := sc.scores(s, docs, &scratch[worker])
		if err != nil {
			return err
		}
		if p.recent {
			recent(s, docs, scores)
		}
		p.segmentByScore(s, docs, scores, own[worker])
		return nil
	})
	if err != nil {
		return nil, err
	}
	best := own[0]
	for _, more := range own[1:] {
		for _, r := range more.kept {
			best.push(r)
		}
	}
	return best, nil
}

func (p *page) segmentByScore(s *segmentView, docs *roaring.Bitmap, scores []float64, best *top[ranked]) {
	buffer := make([]uint32, docsAtOnce)
	it := docs.ManyIterator()
	for n := it.NextMany(buffer); n > 0; n = it.NextMany(buffer) {
		for _, d := range buffer[:n] {
			if best.full() && scores[d] < best.worst().score {
				continue
			}
			r := s.ranked(d)
			r.score = scores[d]
			p.offer(best, r)
		}
	}
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
