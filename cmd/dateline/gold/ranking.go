package gold

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"

	"dateline/search/index"
	"dateline/search/news"
	"dateline/search/query"
)

// What a ranking is judged on.
const (
	gainDepth   = 10  // of nDCG and precision, as the READMEs give them
	recallDepth = 100 // of recall
	mapDepth    = 1000
)

// scoreRanking indexes a test collection in a temporary folder and asks its
// queries, each as any of its words: a sentence typed into the box would mean
// all of them.
func scoreRanking(r *run) (err error) {
	dir, err := os.MkdirTemp("", "dateline-eval-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	x, err := index.Open(dir, index.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	if err := collect(r, x); err != nil {
		return err
	}
	relevant, err := judgments(r)
	if err != nil {
		return err
	}
	r.result.Items = 0
	var all ranking
	err = linesOf(r, "queries.jsonl", func(q struct{ ID, Text string }) error {
		ids, err := ask(r.ctx, x, q.Text)
		if err == nil && len(relevant[q.ID]) > 0 {
			all.add(ids, relevant[q.ID])
		}
		return err
	})
	all.report(r)
	return err
}

// collectBatch is documents indexed at a time.
const collectBatch = 500

func collect(r *run, x *index.Index) error {
	var batch []news.Article
	seq := int64(0)
	apply := func() error {
		seq++
		err := x.Apply(r.ctx, batch, nil, seq)
		batch = batch[:0]
		return err
	}
	err := lines(r, func(d struct{ ID, Title, Text string }) error {
		// The text of a document with a title begins with it; an article's does not.
		text := strings.TrimSpace(strings.TrimPrefix(d.Text, d.Title))
		batch = append(batch, news.Article{ID: news.NewID(d.ID), Title: d.Title, Text: text, Lang: "en"})
		if len(batch) < collectBatch {
			return nil
		}
		return apply()
	})
	if err != nil {
		return err
	}
	return apply()
}

// judgments reads TREC's form: query, 0, document, grade.
func judgments(r *run) (map[string]map[news.ID]bool, error) {
	in, err := open(r.file("qrels.txt"))
	if err != nil {
		return nil, err
	}
	defer in.Close()
	out := map[string]map[news.ID]bool{}
	sc := bufio.NewScanner(in)
	for sc.Scan() {
		f := strings.Fields(sc.Text())
		if len(f) != 4 {
			return nil, fmt.Errorf("qrels.txt: %q is not query, 0, document, grade", sc.Text())
		}
		if f[3] == "0" {
			continue
		}
		if out[f[0]] == nil {
			out[f[0]] = map[news.ID]bool{}
		}
		out[f[0]][news.NewID(f[2])] = true
	}
	return out, sc.Err()
}

func ask(ctx context.Context, x *index.Index, text string) ([]news.ID, error) {
	var any []query.Node
	for _, w := range wordRE.FindAllString(text, -1) {
		any = append(any, &query.Word{Text: w})
	}
	var node query.Node = &query.Or{Kids: any}
	if len(any) == 1 {
		node = any[0]
	}
	answer, err := x.Search(ctx, query.Plan{Query: node, Sort: query.ByRelevance, Size: mapDepth, Timeline: query.None})
	if err != nil {
		return nil, err
	}
	out := make([]news.ID, len(answer.Hits))
	for i, h := range answer.Hits {
		out[i] = h.ID
	}
	return out, nil
}

// ranking sums what queries' rankings are worth, with a relevant document worth 1.
type ranking struct{ ndcg, precision, average, recall, n float64 }

func (k *ranking) add(ids []news.ID, relevant map[news.ID]bool) {
	gain, ideal, found, average := 0.0, 0.0, 0.0, 0.0
	for i, id := range ids {
		if !relevant[id] {
			continue
		}
		found++
		average += found / float64(i+1)
		if i < gainDepth {
			gain += 1 / math.Log2(float64(i+2))
			k.precision += 1.0 / gainDepth
		}
		if i < recallDepth {
			k.recall += 1 / float64(len(relevant))
		}
	}
	for i := range min(gainDepth, len(relevant)) {
		ideal += 1 / math.Log2(float64(i+2))
	}
	k.ndcg += gain / ideal
	k.average += average / float64(len(relevant))
	k.n++
}

func (k *ranking) report(r *run) {
	n := max(1, k.n)
	r.figure("ndcg10", k.ndcg/n)
	r.figure("p10", k.precision/n)
	r.figure("map", k.average/n)
	r.figure("recall100", k.recall/n)
}
