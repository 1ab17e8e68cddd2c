//go:build race

package extract

// underRace says that the race detector is on: it makes extraction ten times
// slower and finds nothing in a package without goroutines, so the sets of
// hundreds of pages are left to a run without it (.ci/run makes both).
const underRace = true
