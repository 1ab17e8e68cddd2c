//go:build faults

package indexer

func often(_, many int) int { return many }
