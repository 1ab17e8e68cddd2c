package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// SetHostDelay sets the time between two requests to a host (see Host), as its
// robots.txt asks for. It is clamped to [0, MaxHostDelay] and holds from the
// last request on.
func (f *Frontier) SetHostDelay(ctx context.Context, host string, delay time.Duration) error {
	delay = min(max(delay, 0), MaxHostDelay)
	err := f.inTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO frontier_hosts (host, wake_at, delay) VALUES ($1, $2, $3)
			ON CONFLICT (host) DO UPDATE SET delay = excluded.delay`, host, int64(never), int64(delay))
		if err != nil {
			return err
		}
		return f.wake(ctx, tx, host)
	})
	if err != nil {
		return fmt.Errorf("frontier: set delay of %s: %w", host, err)
	}
	return nil
}

// wake recomputes when a host may be asked for something that is due. Every
// change to a host or its URLs ends with it, so that a lease needs to look at
// ready hosts only.
func (f *Frontier) wake(ctx context.Context, tx *sql.Tx, host string) error {
	// MAX of a NULL is NULL: a host with nothing queued.
	_, err := tx.ExecContext(ctx, `UPDATE frontier_hosts SET wake_at = COALESCE((
			SELECT MAX(MIN(at), hold_until, CASE WHEN last_at = 0 THEN 0 WHEN delay < 0 THEN last_at + $4 ELSE last_at + delay END)
			FROM (SELECT MIN(due_at) AS at FROM frontier_urls WHERE host = $1 AND state = $2 AND priority = 0
				UNION ALL SELECT MIN(due_at) FROM frontier_urls WHERE host = $1 AND state = $2 AND priority = 1
				UNION ALL SELECT MIN(due_at) FROM frontier_urls WHERE host = $1 AND state = $2 AND priority = 2)), $3)
		WHERE host = $1`, host, queued, int64(never), int64(f.opts.HostDelay))
	return err
}

// Recrawl makes a URL due at at whatever became of it before, with all its tries
// anew. A URL that is leased at the moment is left alone; its worker's ending
// holds. It returns ErrUnknownURL for one that was never added.
func (f *Frontier) Recrawl(ctx context.Context, url string, at time.Time) error {
	err := f.inTx(ctx, func(tx *sql.Tx) error {
		var host string
		err := tx.QueryRowContext(ctx, `UPDATE frontier_urls SET
			state = CASE WHEN state = $2 THEN state ELSE $3 END,
			due_at = $4, tries = CASE WHEN state = $2 THEN tries ELSE 0 END, reason = ''
			WHERE url = $1 RETURNING host`, url, leased, queued, at.UnixNano()).Scan(&host)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrUnknownURL
		}
		if err != nil {
			return err
		}
		return f.wake(ctx, tx, host)
	})
	if err != nil {
		return fmt.Errorf("frontier: recrawl %s: %w", url, err)
	}
	return nil
}

// Sitemaps gives the sitemaps that were found at parent, a sitemap index.
func (f *Frontier) Sitemaps(ctx context.Context, parent string) ([]string, error) {
	rows, err := f.db.QueryContext(ctx, `SELECT url FROM frontier_urls WHERE parent = $1 AND kind = 'sitemap'`, parent)
	if err == nil {
		var urls []string
		if urls, err = scanStrings(rows); err == nil {
			return urls, nil
		}
	}
	return nil, fmt.Errorf("frontier: sitemaps of %s: %w", parent, err)
}

// NextAt is when Lease may next give a URL: a host's delay or a retry is over,
// or a lease expires. It is false when nothing is queued and nothing leased: the
// crawl is at its end. A worker that ends its lease may make it earlier.
func (f *Frontier) NextAt(ctx context.Context) (time.Time, bool, error) {
	var at sql.NullInt64
	err := f.db.QueryRowContext(ctx, `SELECT MIN(at) FROM (
		SELECT MIN(MAX(wake_at, lease_until)) AS at FROM frontier_hosts WHERE wake_at < $1
		UNION ALL SELECT MIN(lease_until) FROM frontier_urls WHERE state = $2)`, int64(never), leased).Scan(&at)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("frontier: next time: %w", err)
	}
	return fromNanos(at.Int64), at.Valid, nil
}

// Counts is how many URLs are in each state, and how many were never queued, by
// reason.
type Counts struct {
	Queued, Leased, Done, Failed, Skipped int
	Dropped                               map[string]int
}

// Counts counts.
func (f *Frontier) Counts(ctx context.Context) (Counts, error) {
	c := Counts{Dropped: map[string]int{}}
	to := map[string]*int{queued: &c.Queued, leased: &c.Leased, done: &c.Done, failed: &c.Failed, skipped: &c.Skipped}
	err := f.tally(ctx, `SELECT state, COUNT(*) FROM frontier_urls GROUP BY state`, func(state string, n int) {
		*to[state] = n
	})
	if err == nil {
		err = f.tally(ctx, `SELECT reason, SUM(count) FROM frontier_dropped GROUP BY reason`, func(reason string, n int) {
			c.Dropped[reason] = n
		})
	}
	if err != nil {
		return Counts{}, fmt.Errorf("frontier: counts: %w", err)
	}
	return c, nil
}

func (f *Frontier) tally(ctx context.Context, query string, add func(string, int)) error {
	rows, err := f.db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			return err
		}
		add(name, n)
	}
	return rows.Err()
}

// Problem is a URL that brought nothing, and why.
type Problem struct {
	URL    string
	State  ProblemState
	Reason string
}

// ProblemState is what is to become of a URL that brought nothing.
type ProblemState string

// The states of problems. PutOff is tried again later; Failed was, in vain, as
// often as may be; Skipped is for good.
const (
	PutOff  ProblemState = "put off"
	Failed  ProblemState = failed
	Skipped ProblemState = skipped
)

// Problems gives URLs that brought nothing, at most limit, the newest first.
func (f *Frontier) Problems(ctx context.Context, limit int) ([]Problem, error) {
	rows, err := f.db.QueryContext(ctx, `SELECT url, CASE state WHEN $3 THEN $4 ELSE state END, reason FROM frontier_urls
		WHERE state IN ($1, $2) OR state = $3 AND tries > 0 ORDER BY n DESC LIMIT $5`, failed, skipped, queued, string(PutOff), limit)
	if err != nil {
		return nil, fmt.Errorf("frontier: problems: %w", err)
	}
	defer rows.Close()
	var out []Problem
	for rows.Next() {
		var p Problem
		if err := rows.Scan(&p.URL, &p.State, &p.Reason); err != nil {
			return nil, fmt.Errorf("frontier: problems: %w", err)
		}
		out = append(out, p)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("frontier: problems: %w", err)
	}
	return out, nil
}
