package store

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"dateline/search/news"
)

// recentArticles is how many decoded articles are kept: at about 30 kB each
// with their tags, 30 MB.
const recentArticles = 1000

// recent keeps the articles that were read last, because taking an article's
// tags out of JSON is most of what a page of hits costs. It holds for one state
// of the archive: any change, of this process or another, empties it.
type recent struct {
	mu       sync.Mutex
	at       moment
	articles map[news.ID]news.Article
}

// moment names a state of the archive: its last change, and how often the meaning
// of its tags has changed.
type moment struct{ seq, people int64 }

func (s *Store) moment(ctx context.Context) (moment, error) {
	var m moment
	err := s.db.QueryRowContext(ctx, `SELECT
		(SELECT value FROM counters WHERE name = 'seq'), (SELECT value FROM counters WHERE name = 'people')`).Scan(&m.seq, &m.people)
	return m, kind(err)
}

// Epoch names a state of the archive's articles and people: every change of either,
// by this process or another, gives another name.
func (s *Store) Epoch(ctx context.Context) (string, error) {
	m, err := s.moment(ctx)
	if err != nil {
		return "", fmt.Errorf("store: epoch: %w", err)
	}
	return strconv.FormatInt(m.seq, 36) + "." + strconv.FormatInt(m.people, 36), nil
}

// get gives what is kept of ids as of then.
func (r *recent) get(then moment, ids []news.ID) map[news.ID]news.Article {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at != then {
		r.at, r.articles = then, map[news.ID]news.Article{}
	}
	found := make(map[news.ID]news.Article, len(ids))
	for _, id := range ids {
		if a, ok := r.articles[id]; ok {
			found[id] = a
		}
	}
	return found
}

// put keeps articles that were read after the archive was as then. They may be
// newer, but then the archive has moved on, and the next get empties it.
func (r *recent) put(then moment, articles map[news.ID]news.Article) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.at != then {
		return
	}
	for id, a := range articles {
		r.articles[id] = a
	}
	for id := range r.articles { // any: those asked for often are soon there again
		if len(r.articles) <= recentArticles {
			break
		}
		delete(r.articles, id)
	}
}

// articlesByID gives the articles of ids that there are, from memory where they
// are as they were.
func (s *Store) articlesByID(ctx context.Context, ids []news.ID) (map[news.ID]news.Article, error) {
	then, err := s.moment(ctx)
	if err != nil {
		return nil, err
	}
	found := s.recent.get(then, ids)
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
	s.recent.put(then, read)
	for id, a := range read {
		found[id] = a
	}
	return found, nil
}
