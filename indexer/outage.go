package indexer

import (
	"sync"
	"time"
)

const (
	// outageHosts is how many different hosts in a row that had answered must be
	// unreachable for it to be our own network that is down.
	outageHosts = 3
	// outageKnown bounds the hosts that are remembered to have answered.
	outageKnown = 100_000
	// outageProbe is how often one URL is tried meanwhile.
	outageProbe = 2 * time.Second
	// outageMax is when silence is taken for the hosts' own fault after all.
	outageMax = time.Hour
)

// outage tells the failure of our own network from that of a host: it begins
// when several hosts in a row are unreachable that had answered before. (Hosts
// that never did are dead or traps: a list of feeds has many, and 500 tarpits
// once slowed 50 good hosts down to a third.) URLs are then put back as if never
// asked for, and one is tried now and then. The zero outage is ready. Safe for
// concurrent use.
type outage struct {
	mu       sync.Mutex
	answered time.Time       // when a host last did; zero before the first
	known    map[string]bool // hosts that did
	silent   map[string]bool // of these, those that did not since
	probe    time.Time       // when the next URL may be tried
}

// answer notes that a host answered, which ends an outage.
func (o *outage) answer(host string, now time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.answered, o.silent = now, nil
	if o.known == nil || len(o.known) >= outageKnown {
		o.known = map[string]bool{}
	}
	o.known[host] = true
}

// unreachable notes a host that did not, and reports whether it is the
// network's fault.
func (o *outage) unreachable(host string, now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.silent == nil {
		o.silent = map[string]bool{}
	}
	if o.known[host] {
		o.silent[host] = true
	}
	if !o.on(now) {
		return false
	}
	o.probe = now.Add(outageProbe)
	return true
}

func (o *outage) on(now time.Time) bool {
	since := now.Sub(o.answered)
	return !o.answered.IsZero() && len(o.silent) >= outageHosts && since < outageMax && since > -outageMax
}

// lasts reports that there is an outage.
func (o *outage) lasts(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.on(now)
}

// mayAsk reports whether a URL may be asked for. In an outage that is one of the
// workers now and then.
func (o *outage) mayAsk(now time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.on(now) {
		return true
	}
	if now.Before(o.probe) && o.probe.Sub(now) <= outageProbe {
		return false
	}
	o.probe = now.Add(outageProbe)
	return true
}
