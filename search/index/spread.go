package index

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// workers is how many goroutines a search uses at most, so that what each needs
// for itself can be made before.
func (v *view) workers() int { return max(1, min(runtime.GOMAXPROCS(0), len(v.segments))) }

// spread calls fn for every segment, on several processors, the largest first: a
// merged one that holds two fifths of the archive comes last in Bleve's list, and
// would keep one processor busy when the others have nothing left to do. It gives
// the first error. worker, from 0 to v.workers()-1, is never in two calls at once: what a
// worker counts it may keep to itself. A panic of fn comes up in the caller's
// goroutine, where Search turns it into an error; anywhere else it would end the
// process.
func (v *view) spread(fn func(worker int, s *segmentView) error) error {
	return v.spreadOver(v.workers(), fn)
}

// spreadOver is spread with n workers.
func (v *view) spreadOver(n int, fn func(worker int, s *segmentView) error) error {
	var next atomic.Int64
	run := func(worker int) error {
		for {
			i := int(next.Add(1)) - 1
			if i >= len(v.segments) {
				return nil
			}
			if err := v.ctx.Err(); err != nil {
				return err
			}
			if err := fn(worker, v.largest[i]); err != nil {
				next.Store(int64(len(v.segments))) // the others may stop
				return err
			}
		}
	}
	failed := make([]error, n)
	panicked := make([]any, n)
	var wait sync.WaitGroup
	for w := 1; w < n; w++ {
		wait.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					panicked[w] = fmt.Sprintf("%v\n%s", r, debug.Stack())
				}
			}()
			failed[w] = run(w)
		})
	}
	func() {
		defer wait.Wait() // also when this one panics: the segments are in use
		failed[0] = run(0)
	}()
	for w := range n {
		if panicked[w] != nil {
			panic(panicked[w])
		}
		if failed[w] != nil {
			return failed[w]
		}
	}
	return nil
}
