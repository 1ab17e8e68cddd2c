package frontier

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Recover ends every lease at once. The one process that crawls calls it when it
// starts, so that what a killed one held need not expire first. Politeness stays:
// every host has its whole delay from now, for the clock may have been set since
// it was asked, and nobody can tell by how much. A host that was asked in the
// future shows that it was set back: what was planned then is planned as far ahead
// of now, or it would rest for as long as the clock was wrong.
func (f *Frontier) Recover(ctx context.Context, now time.Time) error {
	err := f.inTx(ctx, func(tx *sql.Tx) error {
		n, latest := now.UnixNano(), now.Add(MaxRetryAfter).UnixNano()
		for _, change := range []struct {
			query string
			args  []any
		}{
			{`UPDATE frontier_urls SET lease_until = 0 WHERE state = $1`, []any{leased}},
			{`UPDATE frontier_urls SET due_at = MAX($1, due_at - h.last_at + $1)
				FROM (SELECT host, last_at FROM frontier_hosts WHERE last_at > $1) h
				WHERE frontier_urls.host = h.host AND state = $2 AND due_at > $1`, []any{n, queued}},
			{`UPDATE frontier_hosts SET hold_until = MAX(0, MAX(hold_until, last_at) - last_at + $1) WHERE last_at > $1`, []any{n}},
			{`UPDATE frontier_urls SET due_at = $1 WHERE state = $2 AND due_at > $3`, []any{n, queued, latest}},
			{`UPDATE frontier_hosts SET last_at = $1 WHERE lease_until > 0 OR last_at > 0`, []any{n}},
			{`UPDATE frontier_hosts SET hold_until = $1 WHERE hold_until > $2`, []any{n, latest}},
			{`UPDATE frontier_hosts SET lease_until = 0 WHERE lease_until > 0`, nil},
		} {
			if _, err := tx.ExecContext(ctx, change.query, change.args...); err != nil {
				return err
			}
		}
		if err := f.expire(ctx, tx, now); err != nil {
			return err
		}
		return f.wakeAll(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("frontier: recover: %w", err)
	}
	return nil
}

// Rebase is for a clock that was set while crawling: what stood at from is now
// to. Delays count on from where they were, in neither direction a burst or a
// rest. Call it while nothing is leased.
func (f *Frontier) Rebase(ctx context.Context, from, to time.Time) error {
	err := f.inTx(ctx, func(tx *sql.Tx) error {
		shift := int64(to.Sub(from))
		_, err := tx.ExecContext(ctx, `UPDATE frontier_hosts SET
			last_at = CASE WHEN last_at > 0 THEN last_at + $1 ELSE 0 END,
			hold_until = CASE WHEN hold_until > $2 THEN hold_until + $1 ELSE 0 END`, shift, from.UnixNano())
		if err != nil {
			return err
		}
		// Set forward, what was planned is due early, which its host's delay
		// makes harmless; set back, it would wait for as long again.
		if shift < 0 {
			_, err = tx.ExecContext(ctx, `UPDATE frontier_urls SET due_at = MAX($1, due_at + $2) WHERE state = $3 AND due_at > $1`,
				to.UnixNano(), shift, queued)
		}
		if err != nil {
			return err
		}
		return f.wakeAll(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("frontier: rebase: %w", err)
	}
	return nil
}

// wakeAll recomputes every host that has something queued.
func (f *Frontier) wakeAll(ctx context.Context, tx *sql.Tx) error {
	return f.wakeHosts(ctx, tx, `SELECT host FROM frontier_hosts WHERE wake_at < $1`, int64(never))
}

// wakeHosts recomputes the hosts that query gives.
func (f *Frontier) wakeHosts(ctx context.Context, tx *sql.Tx, query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	hosts, err := scanStrings(rows)
	if err != nil {
		return err
	}
	for _, host := range hosts {
		if err := f.wake(ctx, tx, host); err != nil {
			return err
		}
	}
	return nil
}

// scanStrings reads all of rows first: a transaction does one thing at a time.
func scanStrings(rows *sql.Rows) ([]string, error) {
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// nanos is t as the tables keep it; 0 is no time at all.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}
