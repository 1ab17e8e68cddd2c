//go:build !faults

package indexer

// often is how many times a fault is made to happen: few here, as many as
// ATTACKS.md asks for with -tags faults.
func often(few, _ int) int { return few }
