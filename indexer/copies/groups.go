package copies

import (
	"container/heap"
	"errors"
	"slices"

	"dateline/search/news"
)

// Member is an article in a Table: who leads its group (itself, where it is the
// pivot) and how it reads.
type Member struct {
	ID, Pivot news.ID
	Sketch    Sketch
}

// Table keeps the members of groups. Its methods are called one at a time.
type Table interface {
	// Pivots calls f with every member that is its own pivot and shares a key, and
	// Others with those that are not.
	Pivots(keys []uint64, f func(Member) error) error
	Others(keys []uint64, f func(Member) error) error
	// Followers calls f with every other member of a pivot's group.
	Followers(pivot news.ID, f func(Member) error) error
	// Put keeps a member, new where before is empty, else with another pivot than
	// before.
	Put(m Member, before news.ID) error
	// Drop forgets one.
	Drop(m Member) error
}

// Groups are those of the pivot algorithm (Ailon, Charikar and Newman,
// "Aggregating inconsistent information", J. ACM 2008): in a fixed order, each
// text goes to the first pivot before it that it is near, and is a pivot itself
// where there is none. So every member is near its pivot, and no chain of small
// changes joins two stories. The order is that of ids, which are hashes: groups
// depend on which articles there are, never on how they came, and a new article
// changes one assignment on average (Censor-Hillel, Haramaty and Karnin,
// "Optimal dynamic distributed MIS", 2016).

// Add puts a new member into t, or one whose text has changed, and assigns anew
// whom that concerns. before is the member as it is in t, nil for a new one.
func Add(t Table, before *Member, id news.ID, sketch Sketch) error {
	s := settling{table: t}
	if before != nil {
		if err := s.remove(*before); err != nil {
			return err
		}
	}
	s.push(Member{ID: id, Sketch: sketch})
	return s.run()
}

// Remove takes a member out of t and assigns its followers anew.
func Remove(t Table, m Member) error {
	s := settling{table: t}
	return errors.Join(s.remove(m), s.run())
}

// settling assigns members in the order of their ids: each depends only on
// smaller ones, and only larger ones depend on it.
type settling struct {
	table Table
	queue members
}

func (s *settling) push(m Member) { heap.Push(&s.queue, m) }

// remove drops m and queues those it led.
func (s *settling) remove(m Member) error {
	if err := s.table.Drop(m); err != nil {
		return err
	}
	return s.release(m)
}

func (s *settling) release(m Member) error {
	if m.Pivot != m.ID {
		return nil
	}
	return s.table.Followers(m.ID, func(f Member) error {
		s.push(f)
		return nil
	})
}

func (s *settling) run() error {
	for len(s.queue) > 0 {
		m := heap.Pop(&s.queue).(Member)
		for len(s.queue) > 0 && s.queue[0].ID == m.ID { // queued by two that changed
			heap.Pop(&s.queue)
		}
		if err := s.settle(m); err != nil {
			return err
		}
	}
	return nil
}

// settle finds m's pivot.
func (s *settling) settle(m Member) error {
	pivot := m.ID
	var later []Member // pivots that would follow m
	err := s.table.Pivots(m.Sketch.Keys, func(p Member) error {
		switch {
		case p.ID == m.ID || !Near(&p.Sketch, &m.Sketch):
		case p.ID < pivot:
			pivot = p.ID
		case p.ID > m.ID:
			later = append(later, p)
		}
		return nil
	})
	if err != nil || pivot == m.Pivot {
		return err
	}
	was := m
	m.Pivot = pivot
	if err := s.table.Put(m, was.Pivot); err != nil {
		return err
	}
	if pivot != m.ID {
		return s.release(was)
	}
	for _, p := range later {
		s.push(p)
	}
	return s.table.Others(m.Sketch.Keys, func(o Member) error {
		if o.ID > m.ID && o.Pivot > m.ID && Near(&m.Sketch, &o.Sketch) {
			s.push(o)
		}
		return nil
	})
}

// members is a heap by id.
type members []Member

// Len implements heap.Interface.
func (m members) Len() int { return len(m) }

// Less implements heap.Interface.
func (m members) Less(i, j int) bool { return m[i].ID < m[j].ID }

// Swap implements heap.Interface.
func (m members) Swap(i, j int) { m[i], m[j] = m[j], m[i] }

// Push implements heap.Interface.
func (m *members) Push(x any) { *m = append(*m, x.(Member)) }

// Pop implements heap.Interface.
func (m *members) Pop() any {
	last := len(*m) - 1
	x := (*m)[last]
	*m = (*m)[:last]
	return x
}

// Groups gives the pivot of each member of all, whose Pivot is not looked at.
func Groups(all []Member) map[news.ID]news.ID {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Member) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	pivots := map[uint64][]*Member{} // by key, in the order of ids
	out := make(map[news.ID]news.ID, len(all))
	for i := range all {
		m := &all[i]
		m.Pivot = m.ID
		for _, k := range m.Sketch.Keys {
			for _, p := range pivots[k] {
				if p.ID < m.Pivot && Near(&p.Sketch, &m.Sketch) {
					m.Pivot = p.ID
				}
			}
		}
		out[m.ID] = m.Pivot
		if m.Pivot == m.ID {
			for _, k := range m.Sketch.Keys {
				pivots[k] = append(pivots[k], m)
			}
		}
	}
	return out
}
