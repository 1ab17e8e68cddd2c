//go:build !race

package gold

const underRace = false
