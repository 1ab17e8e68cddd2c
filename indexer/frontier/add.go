package frontier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Item is a URL to ask for. Depth is how many links it is away from its source;
// Source is the source's id and Parent the URL it was found at, both carried
// through to the lease. With an Order, and a Date of what the URL holds, it is
// asked for in that order among its host's URLs of one kind, before those that
// have none. Published is what the list that names the URL says of its publication,
// carried through to the lease.
type Item struct {
	URL    string
	Kind   Kind // empty means Page
	Depth  int
	Source int64
	Parent string
	Order  Order
	Date   time.Time

	Published time.Time
}

// Order says by which date the URLs of a host are asked for.
type Order string

// The orders. AsFound is the order in which URLs were added.
const (
	AsFound Order = ""
	Newest  Order = "newest"
	Oldest  Order = "oldest"
)

// lastDate bounds the dates that can be put in order, in seconds since 1970: the
// year 2242.
const lastDate = 1 << 33

// dueAt is when the item is due, in nanoseconds: now, or in the first seconds of
// 1970 in its order. So one index holds both, and what is due longest is next.
func (it *Item) dueAt(now time.Time) int64 {
	sec := min(max(it.Date.Unix(), 0), lastDate)
	switch {
	case it.Date.IsZero():
		return now.UnixNano()
	case it.Order == Newest:
		return 1 + lastDate - sec
	case it.Order == Oldest:
		return 1 + sec
	}
	return now.UnixNano()
}

// Added says what became of the items of one Add. What is not Queued or Known is
// counted per host and reason as well, see Counts.Dropped.
type Added struct {
	Queued     int // new, and will be asked for
	Known      int // seen before
	Bad        int // no URL to crawl
	TooDeep    int // beyond MaxDepth
	Repeating  int // a path that repeats itself, see MaxSameSegment
	OverBudget int // the host has its full number of URLs
}

func (a *Added) plus(b Added) {
	a.Queued += b.Queued
	a.Known += b.Known
	a.Bad += b.Bad
	a.TooDeep += b.TooDeep
	a.Repeating += b.Repeating
	a.OverBudget += b.OverBudget
}

// Add queues the items whose URL was never seen, to be asked for from now on.
// URLs are made canonical first; a relative one is resolved against its Parent.
// After an error a part of a long list may have been added; adding it again is
// harmless.
func (f *Frontier) Add(ctx context.Context, now time.Time, items []Item) (Added, error) {
	var total Added
	for batch := range slices.Chunk(items, addBatch) {
		var sum Added
		err := f.inTx(ctx, func(tx *sql.Tx) error {
			a := adder{ctx: ctx, tx: tx, f: f, now: now, room: map[string]int{}, refilled: map[string]int64{}}
			for _, it := range batch {
				if err := a.add(it); err != nil {
					return err
				}
			}
			sum = a.sum
			return a.wakeAll()
		})
		if err != nil {
			return total, fmt.Errorf("frontier: add %d URLs: %w", len(items), err)
		}
		total.plus(sum)
	}
	return total, nil
}

// adder adds within one transaction. room is how many more URLs each host that
// was met may have, refilled up to when that holds.
type adder struct {
	ctx  context.Context
	tx   *sql.Tx
	f    *Frontier
	now  time.Time
	room map[string]int
	sum  Added

	refilled map[string]int64
}

func (a *adder) add(it Item) error {
	u, err := Canonical(it.URL, it.Parent)
	if err != nil {
		a.sum.Bad++
		return a.drop("", "not a URL to crawl")
	}
	host := Host(u)
	switch {
	case it.Depth > MaxDepth:
		a.sum.TooDeep++
		return a.drop(host, fmt.Sprintf("more than %d links away from its source", MaxDepth))
	case repeats(u):
		a.sum.Repeating++
		return a.drop(host, "a path that repeats itself")
	}
	return a.queue(u, host, it)
}

func (a *adder) queue(u, host string, it Item) error {
	room, err := a.roomOf(host)
	if err != nil {
		return err
	}
	if room <= 0 {
		return a.overBudget(u, host)
	}
	if it.Kind == "" {
		it.Kind = Page
	}
	res, err := a.tx.ExecContext(a.ctx, `INSERT INTO frontier_urls
		(url, host, kind, priority, depth, source, parent, state, due_at, published)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (url) DO NOTHING`,
		u, host, string(it.Kind), it.Kind.priority(), it.Depth, it.Source, it.Parent, queued, it.dueAt(a.now), nanos(it.Published))
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	a.room[host] -= int(n)
	a.sum.Queued += int(n)
	a.sum.Known += 1 - int(n)
	return err
}

func (a *adder) overBudget(u, host string) error {
	var one int
	err := a.tx.QueryRowContext(a.ctx, `SELECT 1 FROM frontier_urls WHERE url = $1`, u).Scan(&one)
	if err == nil {
		a.sum.Known++
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	a.sum.OverBudget++
	return a.drop(host, fmt.Sprintf("the host has its %d URLs", a.f.opts.PerHost))
}

// roomOf gives the rest of a host's budget, and makes the host known.
func (a *adder) roomOf(host string) (int, error) {
	if room, ok := a.room[host]; ok {
		return room, nil
	}
	var b budget
	err := a.tx.QueryRowContext(a.ctx, `INSERT INTO frontier_hosts (host, wake_at) VALUES ($1, $2)
		ON CONFLICT (host) DO UPDATE SET host = excluded.host RETURNING added, refilled`, host, int64(never)).Scan(&b.added, &b.refilled)
	b.refill(a.now, a.f.opts.PerHost)
	a.room[host], a.refilled[host] = a.f.opts.PerHost-b.added, b.refilled
	return a.room[host], err
}

// budget is how many URLs count against a host's number, and up to when that was
// refilled, in nanoseconds since 1970.
type budget struct {
	added    int
	refilled int64
}

// refill takes from the count what has come to count no longer: a newspaper that
// prints two hundred articles a day would otherwise be full after seven weeks, and
// never be read again. A trap stays within its number at first, and within its
// number a RefillTime after.
func (b *budget) refill(now time.Time, perHost int) {
	at, each := now.UnixNano(), int64(RefillTime)/int64(max(perHost, 1))
	n := (at - b.refilled) / each
	switch {
	case b.refilled == 0 || b.refilled > at: // the first time, or the clock was set back
		b.refilled = at
	case n >= int64(b.added):
		b.added, b.refilled = 0, at
	default:
		b.added -= int(n)
		b.refilled += n * each
	}
}

// wakeAll writes what the batch changed about its hosts.
func (a *adder) wakeAll() error {
	for host, room := range a.room {
		_, err := a.tx.ExecContext(a.ctx, `UPDATE frontier_hosts SET added = $2, refilled = $3 WHERE host = $1`,
			host, a.f.opts.PerHost-room, a.refilled[host])
		if err == nil {
			err = a.f.wake(a.ctx, a.tx, host)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *adder) drop(host, reason string) error {
	_, err := a.tx.ExecContext(a.ctx, `INSERT INTO frontier_dropped (host, reason, count) VALUES ($1, $2, 1)
		ON CONFLICT (host, reason) DO UPDATE SET count = frontier_dropped.count + 1`, host, reason)
	return err
}
