package frontier

import (
	"testing"
	"time"
)

// TestF15Rebase sets the clock a day back and a day forward between two
// requests: neither lets the host be asked early, nor makes it wait.
func TestF15Rebase(t *testing.T) {
	for _, jump := range []time.Duration{-24 * time.Hour, 24 * time.Hour, -50 * 365 * 24 * time.Hour} {
		f := newFrontier(t, Options{HostDelay: 10 * time.Second})
		add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1"}, Item{URL: "https://a.example/2"})
		must(t, finish(t, f, lease(t, f, 0, "https://a.example/1")))
		must(t, f.Rebase(t.Context(), start.Add(4*time.Second), start.Add(jump+4*time.Second)))
		lease(t, f, jump+9*time.Second, "")
		lease(t, f, jump+10*time.Second, "https://a.example/2")
	}
}

// TestF15RecoverAfterClockSetBack restarts with a clock a year behind: what was
// asked for "in the future" does not keep its host from being asked.
func TestF15RecoverAfterClockSetBack(t *testing.T) {
	f := newFrontier(t, Options{HostDelay: 10 * time.Second})
	add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1"}, Item{URL: "https://a.example/2"})
	l := lease(t, f, 0, "https://a.example/1")
	if _, err := f.Fail(t.Context(), start, l, "answered 503", time.Hour); err != nil {
		t.Fatal(err)
	}
	back := -365 * 24 * time.Hour
	must(t, f.Recover(t.Context(), start.Add(back)))
	lease(t, f, back+9*time.Second, "")
	lease(t, f, back+10*time.Second, "https://a.example/1")
}

// TestFree: a worker that has its answer lets the host go; the delay counts
// from when it really asked.
func TestFree(t *testing.T) {
	f := newFrontier(t, Options{HostDelay: 10 * time.Second})
	add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1"}, Item{URL: "https://a.example/2"})
	l := lease(t, f, 0, "https://a.example/1")
	l.Asked = start.Add(3 * time.Second)
	lease(t, f, 12*time.Second, "")
	must(t, f.Free(t.Context(), &l))
	lease(t, f, 12*time.Second, "")
	second := lease(t, f, 13*time.Second, "https://a.example/2")
	must(t, finish(t, f, l))
	counts(t, f, Counts{Leased: 1, Done: 1})
	must(t, finish(t, f, second))
}
