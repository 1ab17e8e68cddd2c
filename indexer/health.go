package indexer

import (
	"context"
	"time"

	"dateline/indexer/store"
)

// Bounds of how often a source is asked, whatever its interval and its ways.
const (
	// minPace: a feed that changes each minute names its last dozen items, so
	// nothing is missed by asking every two.
	minPace = 2 * time.Minute
	// maxPace: one that changes once a month is still asked daily.
	maxPace = 24 * time.Hour
	// paceRange is how far the pace may go from the interval that was asked for.
	paceRange = 8
	// silentAfter is how long a source may answer without anything new.
	silentAfter = 7 * 24 * time.Hour
	// failingAfter is the visits in vain after which a source is failing.
	failingAfter = 3
)

// State says how a source is doing.
type State string

// The states of sources.
const (
	StateNew     State = "new"     // never asked
	StateOK      State = "ok"      // it answers and brings links
	StateError   State = "error"   // the last visit was in vain
	StateFailing State = "failing" // the last three and more were
	StateSilent  State = "silent"  // it answers but brought nothing new for a week
)

// StateOf says how src is doing at now.
func StateOf(src store.Source, now time.Time) State {
	switch {
	case src.Failures >= failingAfter:
		return StateFailing
	case src.Failures > 0:
		return StateError
	case src.LastVisit.IsZero():
		return StateNew
	case now.Sub(quietSince(src)) > silentAfter:
		return StateSilent
	}
	return StateOK
}

// quietSince is when a source last brought something: a link that was new to us,
// or by its own dates.
func quietSince(src store.Source) time.Time {
	last := src.AddedAt
	for _, t := range []time.Time{src.LastNew, src.Newest} {
		if t.After(last) {
			last = t
		}
	}
	if src.Items > 0 && !src.Newest.IsZero() {
		// It was added with old items only: their dates say how long it sleeps.
		return src.Newest
	}
	return last
}

// nextPace asks more often what brought something new, and more seldom what did
// not or failed, within the bounds. interval is what was asked for.
func nextPace(interval, pace time.Duration, fresh int, failed bool) time.Duration {
	if pace <= 0 {
		pace = interval
	}
	switch {
	case failed:
		pace *= 2
	case fresh > 0:
		pace = pace * 2 / 3
	default:
		pace = pace * 5 / 4
	}
	least := min(max(interval/paceRange, minPace), interval)
	most := max(min(interval*paceRange, maxPace), interval)
	return min(max(pace, least), most)
}

// visited keeps a source's record: when it answered, with how many new links and
// how new, or why it did not; and plans its next visit. Only for the source's
// own URL.
func (v *visit) visited(ctx context.Context, fresh int, newest time.Time, failure string) {
	if v.src.ID == 0 || v.lease.URL != v.src.URL {
		return
	}
	src, err := v.x.Store.Source(ctx, v.src.ID)
	if err == nil {
		now := v.x.cfg.Now()
		pace := nextPace(src.Interval, src.Pace, fresh, failure != "")
		err = v.x.Store.SourceVisited(ctx, v.src.ID, store.SourceVisit{
			At: now, New: fresh, Newest: newest, Failure: failure, Pace: pace, Next: now.Add(pace),
		})
	}
	if err != nil {
		v.x.cfg.Logger.Warn("a source's record was not kept", "url", v.lease.URL, "error", err)
	}
}
