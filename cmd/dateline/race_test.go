//go:build race

package main

// underRace says that the race detector is on: it takes five to ten times the
// memory, so that a bound on memory says nothing.
const underRace = true
