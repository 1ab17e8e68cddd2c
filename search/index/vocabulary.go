package index

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"dateline/search/query"
)

// wordFields hold the words that Words gives.
var wordFields = [...]string{fieldTitle, fieldBody}

// Words gives the words of headlines and texts that ask is for, those of the most
// articles first, then in the order of the alphabet. Where more than maxScan entries
// of the dictionary begin as asked, the first of them are looked at. It returns ctx's
// error when that ends first.
func (x *Index) Words(ctx context.Context, ask query.WordAsk) (out []query.WordCount, err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	defer func() {
		if r := recover(); r != nil {
			x.opts.Logger.Error("index: words panicked", "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("index: words: the engine panicked: %v", r)
		}
	}()
	v, err := x.view(ctx)
	if err != nil {
		return nil, fmt.Errorf("index: words: %w", err)
	}
	defer v.close()
	ask.Prefix, ask.Like = fold(ask.Prefix), fold(ask.Like)
	if ask.Prefix+ask.Like == "" || ask.Limit <= 0 {
		return []query.WordCount{}, nil
	}
	most, err := v.wordsOf(ask)
	if err == nil {
		out, err = v.commonest(most, ask.Limit)
	}
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("index: words: %w", err)
	}
	return out, nil
}

// wordsOf gives for each word of the dictionary that ask is for the most articles it
// can be in: one with it in headline and text counts twice, a deleted one still.
func (v *view) wordsOf(ask query.WordAsk) (map[string]uint64, error) {
	out := map[string]uint64{}
	if ask.Like != "" && ask.Edits <= 0 {
		out[ask.Like] = math.MaxUint64
		return out, nil
	}
	for _, field := range wordFields {
		dict, err := v.dictionary(field, ask)
		if err != nil {
			return nil, err
		}
		err = v.scan(dict, out, ask.Like == "")
		if closed := dict.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (v *view) dictionary(field string, ask query.WordAsk) (bleveindex.FieldDict, error) {
	if ask.Like == "" {
		return v.snapshot.FieldDictPrefix(field, []byte(ask.Prefix))
	}
	return v.snapshot.FieldDictFuzzy(field, ask.Like, min(ask.Edits, maxEdits), "")
}

// scan adds the entries of dict to out. Those of a fuzzy dictionary come without
// their counts.
func (v *view) scan(dict bleveindex.FieldDict, out map[string]uint64, counted bool) error {
	for scanned := 0; scanned < maxScan; scanned++ {
		e, err := dict.Next()
		if err != nil || e == nil {
			return err
		}
		if scanned%ctxEvery == 0 && v.ctx.Err() != nil {
			return v.ctx.Err()
		}
		switch {
		case isMark(e.Term):
		case counted:
			out[strings.Clone(e.Term)] += e.Count
		default:
			out[strings.Clone(e.Term)] = math.MaxUint64
		}
	}
	return nil
}

// commonest counts the likeliest words exactly until limit of them are known to be
// in more articles than any other can be.
func (v *view) commonest(most map[string]uint64, limit int) ([]query.WordCount, error) {
	words := make([]string, 0, len(most))
	for w := range most {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(most[b], most[a]), cmp.Compare(a, b)) })
	best := newTop(limit, func(a, b query.WordCount) bool {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(a.Word, b.Word)) < 0
	})
	for _, w := range words {
		if len(best.kept) == limit && uint64(best.kept[0].Articles) > most[w] {
			break
		}
		n, err := v.articlesWith(w)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			best.push(query.WordCount{Word: w, Articles: n})
		}
	}
	out := best.sorted()
	if out == nil {
		out = []query.WordCount{}
	}
	return out, nil
}

// articlesWith counts the articles with a folded word in headline or text.
func (v *view) articlesWith(word string) (int, error) {
	n := 0
	for _, s := range v.segments {
		if err := v.ctx.Err(); err != nil {
			return 0, err
		}
		var in [len(wordFields)]*roaring.Bitmap
		for i, field := range wordFields {
			docs, err := s.docs(field, word)
			if err != nil {
				return 0, err
			}
			in[i] = docs
		}
		n += int(in[0].OrCardinality(in[1]))
	}
	return n, nil
}
