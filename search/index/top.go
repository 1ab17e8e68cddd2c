package index

import (
	"container/heap"
	"slices"
)

// top keeps the first size of what is pushed, in the order of before; all of it
// when size is negative. It is a heap whose root is the last one kept.
type top[T any] struct {
	size   int
	before func(a, b T) bool
	kept   []T
}

func newTop[T any](size int, before func(a, b T) bool) *top[T] {
	return &top[T]{size: size, before: before}
}

func (t *top[T]) push(v T) {
	switch {
	case t.size < 0:
		t.kept = append(t.kept, v)
	case len(t.kept) < t.size:
		heap.Push((*worstFirst[T])(t), v)
	case t.size > 0 && t.before(v, t.kept[0]):
		t.kept[0] = v
		heap.Fix((*worstFirst[T])(t), 0)
	}
}

// full reports that it is worth asking for the worst before a push.
func (t *top[T]) full() bool { return t.size > 0 && len(t.kept) == t.size }

// worst is the last of what is kept, of which there must be any.
func (t *top[T]) worst() T { return t.kept[0] }

// sorted gives what was kept, in order. Push nothing after it.
func (t *top[T]) sorted() []T {
	slices.SortFunc(t.kept, func(a, b T) int {
		switch {
		case t.before(a, b):
			return -1
		case t.before(b, a):
			return 1
		default:
			return 0
		}
	})
	return t.kept
}

// worstFirst is a top as container/heap wants it.
type worstFirst[T any] top[T]

func (h *worstFirst[T]) Len() int           { return len(h.kept) }
func (h *worstFirst[T]) Less(i, j int) bool { return h.before(h.kept[j], h.kept[i]) }
func (h *worstFirst[T]) Swap(i, j int)      { h.kept[i], h.kept[j] = h.kept[j], h.kept[i] }
func (h *worstFirst[T]) Push(v any)         { h.kept = append(h.kept, v.(T)) }

func (h *worstFirst[T]) Pop() any {
	last := len(h.kept) - 1
	v := h.kept[last]
	h.kept = h.kept[:last]
	return v
}
