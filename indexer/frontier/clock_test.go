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
	lease(t, f, back+time.Hour-time.Second, "")
	lease(t, f, back+time.Hour, "https://a.example/2")
}

// TestF15RecoverADayBack: a hold and a wait of minutes stay so, though what a
// clock that was set back by a day leaves could also be a hold of a day.
func TestF15RecoverADayBack(t *testing.T) {
	f := newFrontier(t, Options{HostDelay: 10 * time.Second})
	add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1"}, Item{URL: "https://a.example/2"})
	l := lease(t, f, 0, "https://a.example/1")
	if _, err := f.Fail(t.Context(), start, l, "answered 429", 3*time.Minute); err != nil {
		t.Fatal(err)
	}
	back := -24*time.Hour + time.Minute
	must(t, f.Recover(t.Context(), start.Add(back)))
	lease(t, f, back+3*time.Minute-time.Second, "")
	lease(t, f, back+3*time.Minute, "https://a.example/2")
	lease(t, f, back+3*time.Minute+10*time.Second, "")
}

// TestF15RecoverForward: the clock was set forward by a day while nothing ran, a
// moment after the host was asked.
func TestF15RecoverForward(t *testing.T) {
	f := newFrontier(t, Options{HostDelay: 10 * time.Second})
	add(t, f, Added{Queued: 2}, Item{URL: "https://a.example/1"}, Item{URL: "https://a.example/2"})
	must(t, finish(t, f, lease(t, f, 0, "https://a.example/1")))
	day := 24 * time.Hour
	must(t, f.Recover(t.Context(), start.Add(day)))
	lease(t, f, day+9*time.Second, "")
	lease(t, f, day+10*time.Second, "https://a.example/2")
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
