package index

import (
	"context"
	"testing"
)

// TestSpreadPanic: a panic in a worker's goroutine is the caller's.
func TestSpreadPanic(t *testing.T) {
	v := viewOf(&segmentView{}, &segmentView{}, &segmentView{}, &segmentView{})
	defer func() {
		if recover() == nil {
			t.Error("no panic came up")
		}
	}()
	_ = v.spread(func(int, *segmentView) error { panic("damaged") })
}

// viewOf is a view of segments without files.
func viewOf(segments ...*segmentView) *view {
	return &view{ctx: context.Background(), segments: segments, largest: segments}
}
