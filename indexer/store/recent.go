package store

import (
	"context"
	"sync"

	"dateline/search/news"
)

// recentArticles is how many decoded articles are kept: at about 30 kB each
// with their tags, 30 MB.
const recentArticles = 1000

// recent keeps the articles that were read last, because taking an article's
// tags out of JSON is most of what a page of hits costs. It holds for one state
// of the archive, named by its last change number: any change, of this process
// or another, empties it.
type recent struct {
	mu       sync.Mutex
	seq      int64
	articles map[news.ID]news.Article
}

// get gives what is kept of ids as of change seq.
func (r *recent) get(seq int64, ids []news.ID) map[news.ID]news.Article {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seq != seq || len(r.articles) > recentArticles {
		r.seq, r.articles = seq, map[news.ID]news.Article{}
	}
	found := make(map[news.ID]news.Article, len(ids))
	for _, id := range ids {
		if a, ok := r.articles[id]; ok {
			found[id] = a
		}
	}
	return found
}

// put keeps articles that were read after the archive was at seq. They may be
// newer, but then the archive's number is, too, and the next get empties it.
func (r *recent) put(seq int64, articles map[news.ID]news.Article) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seq != seq {
		return
	}
	for id, a := range articles {
		r.articles[id] = a
	}
}

// articlesByID gives the articles of ids that there are, from memory where they
// are as they were.
func (s *Store) articlesByID(ctx context.Context, ids []news.ID) (map[news.ID]news.Article, error) {
	seq, err := s.LastSeq(ctx)
	if err != nil {
		return nil, err
	}
	found := s.recent.get(seq, ids)
	var missing []news.ID
	for _, id := range ids {
		if _, ok := found[id]; !ok {
			missing = append(missing, id)
		}
	}
	read, err := s.readArticles(ctx, missing)
	if err != nil {
		return nil, err
	}
	s.recent.put(seq, read)
	for id, a := range read {
		found[id] = a
	}
	return found, nil
}
