//go:build race

package gold

// underRace says that the race detector is on: it makes the gold sets ten times
// slower, and finds nothing in scorers without goroutines.
const underRace = true
