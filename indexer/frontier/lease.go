package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Lease is a URL that one worker may ask for until Until. Tries counts this
// attempt. Asked is when the host's answer to it ended, which the worker
// sets itself: the delay counts from the later of the two, however slow the host.
// Every lease ends with Done, Again, Fail, Skip or Release; one that
// ends with none of them goes back into the queue when it expires.
type Lease struct {
	Item
	Host   string
	Tries  int
	At     time.Time
	Until  time.Time
	Asked  time.Time
	number int64
	due    int64 // as the queue has it
	freed  bool
}

// Lease gives the next URL whose host may be asked at now: feeds before
// sitemaps before pages, and of these the one due longest. It gives false where
// there is none; NextAt then says when there may be. No host has two leases at
// once, and none is leased within its delay of its last lease.
func (f *Frontier) Lease(ctx context.Context, now time.Time) (Lease, bool, error) {
	var l Lease
	var found bool
	err := f.inTx(ctx, func(tx *sql.Tx) error {
		if err := f.expire(ctx, tx, now); err != nil {
			return err
		}
		var err error
		l, err = pick(ctx, tx, now)
		if found = err == nil; !found {
			// What expired is committed even so, or NextAt would name its
			// expiry for ever.
			return ignoreNoRows(err)
		}
		l.At, l.Until = now, now.Add(f.opts.Lease)
		return f.take(ctx, tx, l)
	})
	if err != nil {
		return Lease{}, false, fmt.Errorf("frontier: lease: %w", err)
	}
	return l, found, nil
}

func ignoreNoRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// pick reads the best due URL of the hosts that are ready, without taking it: one
// index seek a host. Of URLs of one kind that of the host comes first which waits
// longest, or a source with an order of its own (see Item) would always be first.
func pick(ctx context.Context, tx *sql.Tx, now time.Time) (Lease, error) {
	var l Lease
	var published int64
	err := tx.QueryRowContext(ctx, `
		SELECT u.url, u.host, u.kind, u.depth, u.source, u.parent, u.due_at, u.tries + 1, u.leases + 1, u.published
		FROM (SELECT host, wake_at FROM frontier_hosts WHERE wake_at <= $1 AND lease_until <= $1
			ORDER BY wake_at LIMIT `+hostsConsidered+`) h
		JOIN frontier_urls u ON u.n = (
			SELECT n FROM frontier_urls WHERE host = h.host AND state = $2 AND due_at <= $1
			ORDER BY priority, due_at, n LIMIT 1)
		ORDER BY u.priority, h.wake_at, u.due_at, u.n LIMIT 1`, now.UnixNano(), queued).
		Scan(&l.URL, &l.Host, &l.Kind, &l.Depth, &l.Source, &l.Parent, &l.due, &l.Tries, &l.number, &published)
	if published != 0 {
		l.Published = fromNanos(published)
	}
	return l, err
}

// take leaves the host's wake_at as it is: until the lease ends its lease_until
// keeps others away.
func (f *Frontier) take(ctx context.Context, tx *sql.Tx, l Lease) error {
	_, err := tx.ExecContext(ctx, `UPDATE frontier_urls SET state = $2, tries = $3, leases = $4, lease_until = $5 WHERE url = $1`,
		l.URL, leased, l.Tries, l.number, l.Until.UnixNano())
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE frontier_hosts SET last_at = $2, lease_until = $3 WHERE host = $1`,
		l.Host, l.At.UnixNano(), l.Until.UnixNano())
	return err
}

// expire puts the URLs of expired leases back, behind what is due: if one of them
// is what killed the worker, the others come first. One that was lost MaxLost
// times has failed; in fewer, kills at random do strike the same page.
func (f *Frontier) expire(ctx context.Context, tx *sql.Tx, now time.Time) error {
	return f.wakeHosts(ctx, tx, `UPDATE frontier_urls
		SET state = CASE WHEN tries >= $3 THEN $4 ELSE $5 END,
			reason = CASE WHEN tries >= $3 THEN 'no worker came back from it' ELSE reason END,
			due_at = MAX(due_at, $2)
		WHERE state = $1 AND lease_until <= $2 RETURNING host`, leased, now.UnixNano(), MaxLost, failed, queued)
}

// Free lets another worker ask the lease's host, after its delay, while this one
// still works on what it got. The URL stays leased. Only for a worker that sends
// no further request.
func (f *Frontier) Free(ctx context.Context, l *Lease) error {
	err := f.inTx(ctx, func(tx *sql.Tx) error { return f.freeHost(ctx, tx, *l, time.Time{}) })
	if err != nil {
		return fmt.Errorf("frontier: free %s: %w", l.Host, err)
	}
	l.freed = true
	return nil
}

// freeHost ends the lease's hold on its host, which may have another lease by
// now, if this one had expired or was freed.
func (f *Frontier) freeHost(ctx context.Context, tx *sql.Tx, l Lease, hold time.Time) error {
	_, err := tx.ExecContext(ctx, `UPDATE frontier_hosts SET hold_until = MAX(hold_until, $3), last_at = MAX(last_at, $4),
		lease_until = CASE WHEN lease_until = $2 THEN 0 ELSE lease_until END WHERE host = $1`,
		l.Host, l.Until.UnixNano(), nanos(hold), nanos(l.Asked))
	if err != nil {
		return err
	}
	return f.wake(ctx, tx, l.Host)
}

// Done ends a lease within the caller's transaction, so that a page is done
// exactly when what it held is stored. ErrLeaseLost means that another worker
// has the URL by now; the caller should roll back.
func (f *Frontier) Done(ctx context.Context, tx *sql.Tx, l Lease) error {
	return f.end(ctx, tx, l, ending{state: done})
}

// Again is Done for a URL that is to be asked for again at at, as a feed is.
func (f *Frontier) Again(ctx context.Context, tx *sql.Tx, l Lease, at time.Time) error {
	return f.end(ctx, tx, l, ending{state: queued, due: at})
}

// Skip ends a lease for good without a result: not an article, disallowed, gone.
// The reason is kept.
func (f *Frontier) Skip(ctx context.Context, l Lease, reason string) error {
	return f.endNow(ctx, "skip", l, skipping(reason))
}

// SkipIn is Skip within the caller's transaction, as Done is.
func (f *Frontier) SkipIn(ctx context.Context, tx *sql.Tx, l Lease, reason string) error {
	return f.end(ctx, tx, l, skipping(reason))
}

func skipping(reason string) ending { return ending{state: skipped, reason: reason} }

// Release puts the URL back as if it had not been leased, as at a shutdown.
func (f *Frontier) Release(ctx context.Context, l Lease) error {
	return f.endNow(ctx, "release", l, ending{state: queued, due: fromNanos(l.due), tries: l.Tries - 1})
}

// Fail ends a lease that brought nothing now. The URL is due again after a wait
// that doubles with each try, or after retryAfter where the server asked for
// longer (the whole host then rests as well); Fail gives that time. After
// Options.Tries it has failed for good with its last reason, and Fail gives the zero
// time.
func (f *Frontier) Fail(ctx context.Context, now time.Time, l Lease, reason string, retryAfter time.Duration) (time.Time, error) {
	e := f.failing(now, l, reason, retryAfter)
	return e.due, f.endNow(ctx, "fail", l, e)
}

// FailIn is Fail within the caller's transaction, as Done is.
func (f *Frontier) FailIn(ctx context.Context, tx *sql.Tx, now time.Time, l Lease, reason string, retryAfter time.Duration) (time.Time, error) {
	e := f.failing(now, l, reason, retryAfter)
	return e.due, f.end(ctx, tx, l, e)
}

func (f *Frontier) failing(now time.Time, l Lease, reason string, retryAfter time.Duration) ending {
	e := ending{state: queued, reason: reason, tries: l.Tries}
	wait := min(f.opts.Backoff<<min(max(l.Tries-1, 0), maxDoublings), MaxBackoff)
	retryAfter = min(retryAfter, MaxRetryAfter)
	if retryAfter > 0 {
		e.hold = now.Add(retryAfter)
	}
	e.due = now.Add(max(wait, retryAfter))
	if l.Tries >= f.opts.Tries {
		e.state, e.due = failed, time.Time{}
	}
	return e
}

// ending is how a lease ends: the URL's next state, and until when its host is
// left alone.
type ending struct {
	state  string
	reason string
	due    time.Time
	tries  int
	hold   time.Time
}

func (f *Frontier) endNow(ctx context.Context, verb string, l Lease, e ending) error {
	err := f.inTx(ctx, func(tx *sql.Tx) error { return f.end(ctx, tx, l, e) })
	if err != nil {
		return fmt.Errorf("frontier: %s %s: %w", verb, l.URL, err)
	}
	return nil
}

// end accepts a lease that has expired as long as nobody else has the URL: the
// work is done, and doing it once more would help nobody.
func (f *Frontier) end(ctx context.Context, tx *sql.Tx, l Lease, e ending) error {
	was, err := f.endAs(ctx, tx, l, e)
	if err != nil {
		return err
	}
	// Where it had expired its host waits for it, and would do so for ever.
	if was == leased && l.freed && e.state != queued && e.hold.IsZero() {
		return nil // nothing changes for its host
	}
	return f.freeHost(ctx, tx, l, e.hold)
}

// endAs writes the ending, and gives the state that the URL was in.
func (f *Frontier) endAs(ctx context.Context, tx *sql.Tx, l Lease, e ending) (was string, err error) {
	for _, was := range []string{leased, queued} {
		res, err := tx.ExecContext(ctx, `UPDATE frontier_urls SET state = $3, reason = $4, due_at = $5, tries = $6, lease_until = 0
			WHERE url = $1 AND leases = $2 AND state = $7`,
			l.URL, l.number, e.state, reasonText(e.reason), nanos(e.due), e.tries, was)
		if err != nil {
			return "", err
		}
		if n, err := res.RowsAffected(); n > 0 || err != nil {
			return was, err
		}
	}
	return "", ErrLeaseLost
}
