//go:build faults

package index

func often(_, many int) int { return many }
