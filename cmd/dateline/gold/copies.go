package gold

import (
	"fmt"
	"strings"

	"dateline/indexer/copies"
	"dateline/search/news"
)

// A pair of the gold is the same story from goldJaccard of its shingles on or
// where goldContained of the shorter text is in the longer. Below, from goldAlike
// on, it may as well be one that an editor rewrote: joining it is no mistake.
const (
	goldJaccard   = .5
	goldContained = .8
	goldAlike     = .3
)

// goldPair is two documents with what they exactly share.
type goldPair struct {
	A, B        any
	Jaccard     float64 `json:"jaccard5"`
	Containment float64 `json:"containment5"`
}

// scoreCopies puts every document of a collection into groups, as the store does,
// and compares the pairs that fall together with those of the gold.
func scoreCopies(r *run) error {
	for _, file := range r.files {
		name := strings.TrimSuffix(file, "_pairs.jsonl")
		groups, err := r.groups(name + "_docs.jsonl.gz")
		if err != nil {
			return err
		}
		joined := map[[2]news.ID]bool{} // of pairs that fall together
		for a, p := range groups {
			for b, q := range groups {
				if p == q && a < b {
					joined[[2]news.ID{a, b}] = true
				}
			}
		}
		var half, most, cut counts // by Jaccard .5 and .8, by containment .8
		right, alike := 0, 0
		err = linesOf(r, file, func(p goldPair) error {
			a, b := docID(p.A), docID(p.B)
			found := joined[[2]news.ID{min(a, b), max(a, b)}]
			half.judge(found, p.Jaccard >= goldJaccard)
			most.judge(found, p.Jaccard >= goldContained)
			cut.judge(found, p.Containment >= goldContained)
			if same := p.Jaccard >= goldJaccard || p.Containment >= goldContained; same && found {
				right++
			}
			if found && (p.Jaccard >= goldAlike || p.Containment >= goldContained) {
				alike++
			}
			return nil
		})
		if err != nil {
			return err
		}
		r.figure(name+"_recall_j80", most.recall())
		r.figure(name+"_recall_j50", half.recall())
		r.figure(name+"_recall_contained", cut.recall())
		r.figure(name+"_precision", float64(right)/float64(max(1, len(joined))))
		r.figure(name+"_not_false", float64(alike)/float64(max(1, len(joined))))
	}
	return nil
}

// groups gives the pivot of each document of a file.
func (r *run) groups(file string) (map[news.ID]news.ID, error) {
	var all []copies.Member
	err := linesOf(r, file, func(d struct {
		ID   any
		Text string
	}) error {
		m := copies.Member{ID: docID(d.ID)}
		r.timed(len(d.Text), func() { m.Sketch = copies.Of(d.Text) })
		all = append(all, m)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var groups map[news.ID]news.ID
	r.timed(0, func() { groups = copies.Groups(all) })
	return groups, nil
}

// docID makes an id of a document's own, a number or a string.
func docID(id any) news.ID { return news.NewID(fmt.Sprint(id)) }
