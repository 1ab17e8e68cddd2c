package query

// Walk calls visit for n and everything below it, parents first, and does not
// go below a node for which visit returns false. A nil n is not visited.
func Walk(n Node, visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	switch n := n.(type) {
	case *And:
		for _, kid := range n.Kids {
			Walk(kid, visit)
		}
	case *Or:
		for _, kid := range n.Kids {
			Walk(kid, visit)
		}
	case *Not:
		Walk(n.Kid, visit)
	case *Near:
		Walk(n.Left, visit)
		Walk(n.Right, visit)
	case *AtLeast:
		Walk(n.Kid, visit)
	}
}

// Leaves lists the clauses of n in the order they were typed.
func Leaves(n Node) []Node {
	var leaves []Node
	Walk(n, func(n Node) bool {
		switch n.(type) {
		case *And, *Or, *Not, *Near, *AtLeast:
		default:
			leaves = append(leaves, n)
		}
		return true
	})
	return leaves
}

// Clauses lists what an article must all match: the kids of an And, n itself
// otherwise, nothing for nil.
func Clauses(n Node) []Node {
	switch n := n.(type) {
	case nil:
		return nil
	case *And:
		return n.Kids
	}
	return []Node{n}
}

// Join is the And of clauses, the one clause, or nil: the inverse of Clauses.
func Join(clauses []Node) Node {
	if len(clauses) == 0 {
		return nil
	}
	return newAnd(clauses)
}

// Map gives n with every leaf replaced by what change makes of it; n itself is
// not touched. It stops at the first error.
func Map(n Node, change func(Node) (Node, error)) (Node, error) {
	switch n := n.(type) {
	case nil:
		return nil, nil
	case *And:
		kids, err := mapAll(n.Kids, change)
		return &And{Kids: kids, Span: n.Span}, err
	case *Or:
		kids, err := mapAll(n.Kids, change)
		return &Or{Kids: kids, Span: n.Span}, err
	case *Not:
		kid, err := Map(n.Kid, change)
		return &Not{Kid: kid, Span: n.Span}, err
	case *Near:
		kids, err := mapAll([]Node{n.Left, n.Right}, change)
		if err != nil {
			return nil, err
		}
		return &Near{Left: kids[0], Right: kids[1], Kind: n.Kind, Distance: n.Distance, Span: n.Span}, nil
	case *AtLeast:
		kid, err := Map(n.Kid, change)
		return &AtLeast{Times: n.Times, Kid: kid, Span: n.Span}, err
	}
	return change(n)
}

func mapAll(nodes []Node, change func(Node) (Node, error)) ([]Node, error) {
	out := make([]Node, len(nodes))
	for i, n := range nodes {
		var err error
		if out[i], err = Map(n, change); err != nil {
			return nil, err
		}
	}
	return out, nil
}
