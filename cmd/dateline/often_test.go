//go:build !faults

package main

// often is how many times something is tried: few here, as many as ATTACKS.md
// asks for with -tags faults.
func often(few, _ int) int { return few }
