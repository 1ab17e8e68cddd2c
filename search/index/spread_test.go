package index

import (
	"context"
	"testing"
)

// TestSpreadPanic: a panic in a worker's goroutine is the caller's.
func TestSpreadPanic(t *testing.T) {
	v := &view{ctx: context.Background(), segments: []*segmentView{{}, {}, {}, {}}}
	defer func() {
		if recover() == nil {
			t.Error("no panic came up")
		}
	}()
	_ = v.spread(func(int, *segmentView) error { panic("damaged") })
}
